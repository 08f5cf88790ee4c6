"""Is whoever holds a hand-off asked whether they are still on it before they lose it, in whatever order things are done?"""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from assistant.desk.records import Deed, HandOff
from assistant.escalation.records import HandOffState
from assistant.storage import arrivals
from tests.quick_desk import Hands
from tests.quick_office import MANAGER, QuickOffice

LEASE, GRACE = timedelta(hours=4), timedelta(hours=1)


def waiting(office: QuickOffice) -> tuple[str, ...]:
    with office.desk.database.reading() as connection:
        return arrivals.overdue(connection, office.desk.clock())


def sweep(office: QuickOffice) -> None:
    office.desk.fire_due()
    for key in waiting(office):
        office.work_on(key)


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_nobody_loses_it_unasked_when_both_came_due_while_nobody_ran(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands, order: tuple[int, ...]
) -> None:
    hands.at += LEASE + GRACE
    for _ in range(2):  # two sweeps before any worker is free
        office.desk.fire_due()
    keys = waiting(office)
    assert len(keys) == 2
    for number in order:
        office.work_on(keys[number])
    assert office.letters() == [("check", MANAGER)]
    assert office.now(held_since_morning).holder == MANAGER
    hands.at += GRACE - timedelta(minutes=1)
    sweep(office)
    assert office.now(held_since_morning).holder == MANAGER, "they have the time of grace from the question on"
    hands.at += timedelta(minutes=1)
    sweep(office)
    assert office.now(held_since_morning).state is HandOffState.OPENED
    assert [kind for kind, _ in office.letters()] == ["check", "lapsed"]


def test_who_said_that_they_are_still_on_it_is_asked_again_before_they_lose_it(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    hands.at += LEASE
    sweep(office)
    office.do(Deed.STAYED, held_since_morning)
    hands.at += timedelta(days=1)  # both are due again
    for _ in range(2):
        office.desk.fire_due()
    for key in reversed(waiting(office)):
        office.work_on(key)
    assert [each for each in office.letters() if each[0] in ("check", "lapsed")] == [("check", MANAGER)] * 2
    assert office.now(held_since_morning).holder == MANAGER
