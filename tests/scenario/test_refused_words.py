"""Slack refuses a single thing, by whichever of its words: the answer goes elsewhere, or its asker hears that it failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.desk import pauses
from assistant.desk.desk import Desk
from assistant.desk.records import Arrival
from assistant.desk.settings import DeskSettings
from assistant.slack.blocks import actions
from assistant.slack.posting import NO_ENTRY
from assistant.slack.standin import Channel, Person, StandIn
from assistant.storage.database import DatabaseUnreachable
from tests.scenario.conftest import NAMED, NO, OpenService, wait_until
from tests.scenario.test_managing import Town
from tests.scenario.test_managing import town as town
from tests.scenario.test_slack_buttons import LONG, told, whispers

NOT_SHOWN = "I could not show you the answer"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "FIRST", timedelta(seconds=0.3))


def test_whichever_word_says_not_in_this_channel_the_asker_is_answered_directly(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service(desk_settings=DeskSettings(sweep_seconds=0.5, asks_a_minute=100))

    for count, word in enumerate(sorted(NO_ENTRY), 1):
        slack.trouble.refuse("chat.postMessage", word)
        ada.says(office, f"@{slack.bot.real_name} {NO}")
        slack.wait_for(lambda count=count: len(told(ada)) == count, LONG)

    assert all("Don't post this" in answer.words for answer in told(ada))
    assert told(ben, office) == []


@pytest.mark.parametrize(
    ("method", "question"),
    [("chat.postMessage", NO), ("conversations.open", NAMED)],
    ids=["may not post", "may not open a direct message"],
)
def test_where_a_permission_is_missing_the_asker_hears_that_and_the_log_names_it(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel,
    caplog: pytest.LogCaptureFixture, method: str, question: str,
) -> None:  # fmt: skip
    service = run_service()
    slack.trouble.refuse(method, "missing_scope")

    ada.says(office, f"@{slack.bot.real_name} {question}")
    [sentence] = slack.wait_for(lambda: whispers(ada, office), LONG)

    assert NOT_SHOWN in sentence
    assert told(ben, office) == []
    assert "failed for good: surface refused: missing_scope" in caplog.text
    wait_until(lambda: service.desk.health().waiting == 0)
    assert question not in caplog.text


def test_where_nothing_at_all_may_be_said_the_log_names_it(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    service = run_service()
    for method in ("chat.postMessage", "chat.postEphemeral"):
        slack.trouble.refuse(method, "missing_scope", times=9)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    wait_until(lambda: "failed for good: surface refused: missing_scope" in caplog.text)
    wait_until(lambda: service.desk.health().waiting == 0)
    assert NO not in caplog.text


def test_a_command_whose_address_is_used_up_is_answered_directly(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = run_service()
    case = service.desk.answering.case

    class Late:
        def case(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
            slack.platform.hooks.expire()
            return case(*given, **named)

    monkeypatch.setattr(service.desk, "answering", Late())
    ada.runs("/canipost", NO, office)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert "Don't post this" in answer.words
    assert told(ben, office) == whispers(ada, office) == []


def test_a_form_that_cannot_be_kept_is_not_acknowledged_and_slack_says_so(
    slack: StandIn, run_service: OpenService, ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    service = run_service()
    ada.runs("/canipost")
    slack.wait_for(lambda: ada.modal, LONG)

    def fail(desk: Desk, arrival: Arrival) -> bool:
        raise DatabaseUnreachable("The database sqlite:///x did not answer as it should (locked).")

    with monkeypatch.context() as patched:
        patched.setattr(type(service.desk), "receive", fail)
        delivery = ada.submits(values={"question": NO})
        slack.wait_for(lambda: delivery.is_settled, LONG)
    assert not delivery.is_acknowledged
    assert ada.warnings
    assert ada.modal is not None, "what was written stays there"
    assert "could not be kept" in caplog.text

    ada.submits()
    slack.wait_for(lambda: told(ada), LONG)


def test_a_card_that_somebody_deleted_is_posted_anew_when_something_changes(town: Town) -> None:
    card, value = town.card(), town.value()
    message = town.mona.says(town.north, "Who deleted it?")
    town.slack.workspaces.delete(next(m for m in town.slack.workspaces.messages(town.north.id) if m.ts == card.ts))
    assert town.cards(town.mona, town.north) == []

    town.mona.forges(message, {"action_id": actions.CARD_CLAIM, "value": value})

    assert town.mona.mention in town.waits_until("holds it, until").words
    assert len(town.cards(town.mona, town.north)) == 1
