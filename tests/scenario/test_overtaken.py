"""An answer that was posted by a process that died, while its question was edited or deleted, does not stay standing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from assistant.desk.records import Deed
from assistant.slack.blocks import actions
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.storage.tables import ArrivalState, arrivals, shown
from tests.scenario.conftest import LONG, NAMED, NO, OpenService, told, wait_until

OPINION = "Can I share my own opinion on a new child welfare law on my personal Facebook?"


def die_before_it_was_kept(service: Service) -> None:
    """As if the process that showed the first answer had died before it could keep where."""
    with service.desk.database.transaction() as connection:
        connection.execute(delete(shown))
        until = service.desk.clock() + timedelta(hours=1)
        left = {"state": ArrivalState.WORKING, "tries": 1, "lease_until": until, "done_at": None}
        connection.execute(update(arrivals).values(left))


def let_the_lease_run_out(service: Service) -> None:
    over = service.desk.clock() - timedelta(minutes=1)
    with service.desk.database.transaction() as connection:
        left = arrivals.c.state == ArrivalState.WORKING
        connection.execute(update(arrivals).where(left).values(lease_until=over))
    service.work.wake.set()


def is_idle(service: Service, left: int = 0) -> bool:
    return service.desk.health().waiting == left


@pytest.mark.parametrize(
    ("question", "anew", "is_in_channel"),
    [(NO, OPINION, True), (NO, OPINION, False), (NAMED, f"{NAMED} On Sunday?", True)],
    ids=["channel", "direct", "private"],
)
def test_an_answer_posted_by_a_process_that_died_is_struck_once_its_question_was_edited(
    slack: StandIn,
    run_service: OpenService,
    ada: Person,
    office: Channel,
    question: str,
    anew: str,
    is_in_channel: bool,
) -> None:
    service = run_service()
    where = office if is_in_channel else None
    seen_in = None if question == NAMED else where
    mention = f"@{slack.bot.real_name} " if is_in_channel else ""
    message = ada.says(where, f"{mention}{question}")
    [old] = slack.wait_for(lambda: told(ada, seen_in), LONG)
    wait_until(lambda: is_idle(service))
    die_before_it_was_kept(service)
    ada.edits(message, f"{mention}{anew}")
    slack.wait_for(lambda: told(ada, seen_in)[1:], LONG)
    wait_until(lambda: is_idle(service, left=1))
    assert "no longer stands" not in next(m for m in told(ada, seen_in) if m.ts == old.ts).words

    let_the_lease_run_out(service)
    slack.wait_for(lambda: [m for m in told(ada, seen_in) if m.ts == old.ts and "no longer stands" in m.words], LONG)
    wait_until(lambda: is_idle(service))

    assert len(told(ada, seen_in)) == 2


def test_an_answer_posted_by_a_process_that_died_goes_with_its_question(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    service = run_service()
    message = ada.says(office, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: told(ben, office), LONG)
    wait_until(lambda: is_idle(service))
    die_before_it_was_kept(service)
    ada.deletes(message)
    slack.wait_settled(LONG)
    wait_until(lambda: is_idle(service, left=1))
    assert told(ben, office)

    let_the_lease_run_out(service)
    slack.wait_for(lambda: not told(ben, office), LONG)
    wait_until(lambda: is_idle(service))


def test_a_copy_that_a_process_sent_which_died_is_struck_once_its_question_was_edited(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    service = run_service()
    mention = f"@{slack.bot.real_name}"
    message = ada.says(office, f"{mention} {NO}")
    [answer] = slack.wait_for(lambda: told(ada, office), LONG)
    wait_until(lambda: is_idle(service))
    ada.presses(answer, actions.GET_PRIVATELY)
    [copy] = slack.wait_for(lambda: told(ada), LONG)
    wait_until(lambda: is_idle(service))
    with service.desk.database.transaction() as connection:
        connection.execute(delete(shown).where(shown.c.ts == copy.ts))
        until = service.desk.clock() + timedelta(hours=1)
        left = {"state": ArrivalState.WORKING, "tries": 1, "lease_until": until, "done_at": None}
        connection.execute(update(arrivals).where(arrivals.c.deed == Deed.COPIED).values(left))
    ada.edits(message, f"{mention} {OPINION}")
    slack.wait_for(lambda: [m for m in told(ada, office) if m.ts == answer.ts and "no longer" in m.words], LONG)
    wait_until(lambda: is_idle(service, left=1))

    let_the_lease_run_out(service)
    slack.wait_for(lambda: [m for m in told(ada) if "no longer stands" in m.words], LONG)
    wait_until(lambda: is_idle(service))

    assert len(told(ada)) == 1
