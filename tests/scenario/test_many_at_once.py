"""Many do something at once while Slack itself is slow: is each acknowledged in time, at the first delivery?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.desk.deliveries import Deliveries
from assistant.slack.blocks import actions
from assistant.slack.manifest import COMMAND, GLOBAL_SHORTCUT
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from tests.scenario.conftest import LONG, NO, OpenService, told, wait_until

MANY = 30
WORKERS = 4
"""Fewer than usual, so that few people are many."""
SLOW = 4.0
IN_TIME = 6.0
"""For a busy machine. One after the other, what is tried here would take `MANY / WORKERS` times as long as one does."""


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn(ack_seconds=IN_TIME, retry_pauses=(0.1, 0.1, 0.1)) as slack:
        slack.install()
        yield slack


def late(slack: StandIn, since: int) -> list[str]:
    """What was not acknowledged at its first delivery, by its kind."""
    return [each.kind for each in slack.deliveries[since:] if each.attempts > 1 or not each.is_acknowledged]


def test_whatever_takes_slack_long_afterwards_the_next_one_is_acknowledged_in_time(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, either_mode: Mode
) -> None:
    """Homes are published, conversations greeted, forms opened: all of it once Slack is acknowledged."""
    service = run_service(either_mode, workers=WORKERS)
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)
    people = [slack.person(f"Person {number}") for number in range(MANY)]
    since = len(slack.deliveries)
    for method in ("views.publish", "assistant.threads.setSuggestedPrompts", "views.open"):
        slack.trouble.slow_down(method, SLOW, times=1_000)

    for number, person in enumerate(people):
        if number % 3:
            person.opens_home()
        else:
            person.opens_messages_tab()
    why = {"action_id": actions.WHY, "value": actions.write_value(1)}
    waited = [ada.forges(answer, why) for _ in range(2 * WORKERS)]
    waited += [person.uses_shortcut(GLOBAL_SHORTCUT) for person in people[:WORKERS]]
    waited.append(ada.runs(COMMAND, NO, office))
    slack.wait_for(lambda: all(each.is_settled for each in waited), 60)
    slack.wait_settled(60)
    assert late(slack, since) == []
    slack.trouble.end()
    wait_until(lambda: all(person.home is not None for number, person in enumerate(people) if number % 3), 60)
    wait_until(lambda: service.desk.health().waiting == 0, 60)


def test_many_whom_slack_takes_long_to_tell_of_do_not_wait_one_after_the_other(
    slack: StandIn, run_service: OpenService, either_mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[bool] = []
    count = Deliveries.came
    monkeypatch.setattr(Deliveries, "came", lambda deliveries: (came.append(True), count(deliveries)))
    service = run_service(either_mode, workers=WORKERS)
    people = [slack.person(f"Person {number}") for number in range(MANY)]
    slack.trouble.slow_down("users.info", SLOW, times=1_000)
    for person in people:
        person.says(None, NO)
    slack.wait_settled(60)
    assert late(slack, 0) == []
    slack.trouble.end()
    wait_until(lambda: service.desk.health().waiting == 0, 120)
    assert [len(told(person)) for person in people] == [1] * MANY
    slack.wait_settled(60)
    assert len(came) >= MANY, "each goes before the work, at whichever door it comes"
    wait_until(lambda: not service.work.deliveries.are_waiting, 60)
