"""Does a letter that was held up say nothing that is over, and nothing at night?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest

from assistant.desk.mailing import is_over, waits_until
from assistant.desk.records import Deed, HandOff
from assistant.desk.surface import SurfaceDown
from assistant.escalation.records import HandOffState, Letter, LetterKind, TimerKind
from assistant.storage import arrivals, letters, timers
from tests.quick_desk import MORNING, START, Hands
from tests.quick_office import ASKER, COLLEAGUE, MANAGER, NORTH, RULED, QuickOffice, on, three_offices
from tests.unit.assistant.desk.conftest import BOTH

S, K = HandOffState, LetterKind
NIGHT = START
"""One at night in Los Angeles."""


def work_off(office: QuickOffice) -> None:
    office.desk.fire_due()
    with office.desk.database.reading() as connection:
        keys = arrivals.overdue(connection, office.desk.clock())
    for key in keys:
        office.work_on(key)


@BOTH
def test_an_answer_that_was_corrected_before_it_was_read_is_not_shown_after_its_correction(
    office: QuickOffice, held_since_morning: HandOff
) -> None:
    office.surface.failures = [SurfaceDown()]
    office.work(on(held_since_morning, Deed.RULED, MANAGER, "ruled", **RULED))
    office.do(Deed.RECTIFIED, held_since_morning, **{**RULED, "text": "Not at all."})
    office.work_on("ruled")
    assert office.letters() == [("recall", ASKER)]


@BOTH
def test_a_reminder_that_was_held_up_until_night_waits_for_the_morning(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    hands.move(3600 * 5)
    office.do(Deed.RELEASED, held_since_morning)
    with office.desk.database.reading() as connection:
        due = {each.kind: each.due_at for each in timers.timers_of(connection, held_since_morning.id)}
    hands.at = due[TimerKind.REMIND]
    office.surface.failures = [SurfaceDown()]
    work_off(office)
    assert office.letters() == []
    hands.at = NIGHT + timedelta(days=1)
    office.surface.failures = []
    work_off(office)
    assert office.letters() == [], "nobody is told at night"
    hands.at = MORNING + timedelta(days=1)
    office.desk.fire_due()
    with office.desk.database.reading() as connection:
        [late] = [each for each in arrivals.overdue(connection, hands.at) if each.startswith("late:")]
    office.work_on(late)
    assert office.letters() == [("remind", "C-north")]


def test_what_was_held_up_is_not_lost_when_nobody_could_even_look_at_it_again(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    office.surface.failures = [SurfaceDown()]
    office.work(on(held_since_morning, Deed.RULED, MANAGER, "ruled", **RULED))
    office.desk.give_up("ruled", "surface down")
    for _ in range(2):  # the record of work is away for hours: no step of it is ever done
        hands.move(3600)
        office.desk.give_up(only_late(office), "record: OperationalError")
    hands.move(3600)
    office.work_on(only_late(office))
    assert office.letters() == [("ruling", ASKER)]


@BOTH
def test_what_was_held_up_for_days_is_lost_and_the_card_says_so_though_nobody_could_look_at_it(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    office.surface.failures = [SurfaceDown()]
    office.work(on(held_since_morning, Deed.RULED, MANAGER, "ruled", **RULED))
    office.desk.give_up("ruled", "surface down")
    hands.move(4 * 24 * 3600)
    office.desk.give_up(only_late(office), "record: OperationalError")
    hands.move(3600)
    office.work_on(only_late(office))
    [card] = office.surface.cards.values()
    assert card.hand_off.undelivered == "record: OperationalError"
    assert office.letters() == []


def test_what_waits_is_shown_in_the_new_channel_also_where_the_first_hour_of_it_failed(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    offices = three_offices()
    north = replace(offices.by_id[NORTH], channel="C-new")
    office.desk.offices = replace(offices, by_id=MappingProxyType({**offices.by_id, NORTH: north}))
    assert office.desk.show_elsewhere() == 1
    with office.desk.database.reading() as connection:
        [moved] = arrivals.overdue(connection, hands.at)
    office.desk.give_up(moved, "record: OperationalError")
    hands.move(3600)
    office.work_on(only_late(office))
    assert {shown.channel for shown in office.surface.cards} == {"C-new"}


def only_late(office: QuickOffice) -> str:
    """The key of what is tried again."""
    with office.desk.database.reading() as connection:
        [late] = [each for each in arrivals.overdue(connection, office.desk.clock()) if each.startswith("late:")]
    return late


@pytest.mark.parametrize(
    ("kind", "person", "state", "holder", "expected"),
    [
        (K.QUESTION_BACK, ASKER, S.ASKED_BACK, MANAGER, False),
        (K.QUESTION_BACK, ASKER, S.WITHDRAWN, "", True),
        (K.NUDGE, ASKER, S.CLAIMED, MANAGER, True),
        (K.EXPIRED, ASKER, S.EXPIRED, "", False),
        (K.EXPIRED, ASKER, S.ANSWERED, MANAGER, True),
        (K.CHECK, MANAGER, S.CLAIMED, MANAGER, False),
        (K.CHECK, MANAGER, S.CLAIMED, COLLEAGUE, True),
        (K.ASSIGNED, COLLEAGUE, S.OPENED, "", True),
        (K.REMIND, "", S.OPENED, "", False),
        (K.REMIND, "", S.CLAIMED, MANAGER, True),
        (K.LAPSED, "", S.CLAIMED, MANAGER, True),
        (K.RAISED, "", S.CLAIMED, MANAGER, False),
        (K.RAISED, "", S.ANSWERED, MANAGER, True),
        (K.REPLY, MANAGER, S.ANSWERED, MANAGER, False),
    ],
)
def test_a_letter_is_shown_as_long_as_what_it_says_is_so(
    kind: LetterKind, person: str, state: HandOffState, holder: str, expected: bool
) -> None:
    hand_off = HandOff(1, 1, state, MORNING, False, id=1, office=NORTH, holder=holder)
    letter = Letter("k", "a", kind, "T1", person, "" if person else "C-north", 1)
    assert is_over(letter, hand_off, three_offices(), MORNING) is expected


def test_the_digest_of_yesterday_is_not_told_today() -> None:
    letter = Letter("digest:T1:north:2026-11-23", "a", K.DIGEST, "T1", "", "C-north", None, {"office": NORTH})
    assert not is_over(letter, None, three_offices(), MORNING)
    assert is_over(letter, None, three_offices(), MORNING + timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "at", "is_kept_waiting"),
    [(K.REMIND, MORNING, False), (K.REMIND, NIGHT, True), (K.RULING, NIGHT, False), (K.QUESTION_BACK, NIGHT, False)],
)
def test_at_night_only_what_people_wrote_is_shown(kind: LetterKind, at: datetime, is_kept_waiting: bool) -> None:
    hand_off = HandOff(1, 1, S.OPENED, MORNING, False, id=1, office=NORTH)
    until = waits_until(Letter("k", "a", kind, "T1", ASKER, "", 1), hand_off, three_offices(), at)
    assert (until is not None) is is_kept_waiting
    assert until is None or until == datetime.fromisoformat("2026-11-23T16:00:00+00:00")


@BOTH
def test_a_timer_that_a_longer_lease_made_stale_is_set_anew(
    office: QuickOffice, held_since_morning: HandOff, hands: Hands
) -> None:
    offices = three_offices()
    hands.at = held_since_morning.leased_until or hands.at
    work_off(office)  # still on it?
    north = replace(offices.by_id[NORTH], grace=5 * 60)
    office.desk.offices = replace(offices, by_id=MappingProxyType({**offices.by_id, NORTH: north}))
    hands.move(3600)
    work_off(office)
    assert office.now(held_since_morning).state is S.CLAIMED
    with office.desk.database.reading() as connection:
        assert TimerKind.LAPSE in {each.kind for each in timers.timers_of(connection, held_since_morning.id)}
        assert letters.letters_of(connection, held_since_morning.id)
