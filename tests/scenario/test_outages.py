"""Slack, the database or a permission fails: people are answered later, or more simply, or it is named; never silence."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from assistant.desk import pauses
from assistant.desk.desk import Desk
from assistant.desk.records import Arrival
from assistant.slack.blocks import actions
from assistant.slack.installing import NotConnected
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.journal import Happening
from assistant.storage.database import DatabaseUnreachable
from tests.scenario.conftest import OpenService, wait_until
from tests.scenario.test_slack_buttons import LONG, NO, told

PRIVATE = "Can I post a photo of Marcus Webb and his case worker on my Facebook?"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "FIRST", timedelta(seconds=0.3))


def test_when_slack_asks_to_wait_the_answer_comes_after_that_time(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    """Longer than the pause of ours after a first failure, which is 0.3 s here."""
    run_service()
    slack.trouble.rate_limit("chat.postMessage", retry_after=2)

    ada.says(None, NO)

    slack.wait_for(lambda: slack.calls("chat.postMessage")[1:], LONG)
    called = [e for e in slack.journal.entries(Happening.CALLED) if e.facts["method"] == "chat.postMessage"]
    assert [entry.facts["error"] for entry in called] == ["ratelimited", ""]
    assert called[1].at - called[0].at >= 1.9  # by two clocks
    assert len(told(ada)) == 1


@pytest.mark.parametrize("times", [1, 3])
def test_when_slack_fails_the_answer_comes_when_it_works_again(
    slack: StandIn, run_service: OpenService, ada: Person, times: int
) -> None:
    run_service()
    slack.trouble.break_down("chat.postMessage", times)

    ada.says(None, NO)

    slack.wait_for(lambda: told(ada), LONG)
    assert len(told(ada)) == 1


def test_a_question_asked_just_before_an_outage_is_answered_after_it(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()
    slack.trouble.break_down("chat.postMessage")
    ada.says(None, NO)
    slack.wait_for(lambda: slack.calls("chat.postMessage"), LONG)

    with slack.outage():
        assert not told(ada)

    slack.wait_for(lambda: told(ada), 30)
    slack.wait_connected(timeout=30)
    wait_until(lambda: service.health().is_well)
    ada.says(None, NO)
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)


def test_a_closed_socket_is_opened_again(slack: StandIn, run_service: OpenService, ada: Person) -> None:
    run_service()
    slack.refresh_sockets()
    slack.wait_connected()

    ada.says(None, NO)

    slack.wait_for(lambda: told(ada), 20)


def test_a_socket_that_is_opened_anew_while_the_program_ends_is_closed_too(
    slack: StandIn, run_service: OpenService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """slack_sdk's monitor may be connecting again at the moment in which the client is closed."""
    service = run_service()
    assert service.socket is not None
    client = service.socket.client
    close = client.close

    def close_too_early() -> None:
        close()
        client.wss_uri = None
        client.connect()

    monkeypatch.setattr(client, "close", close_too_early)
    service.close()

    assert not client.is_connected()
    wait_until(lambda: slack.platform.sockets.count == 0)


@pytest.mark.parametrize("kind", ["message", "command", "press"])
def test_what_cannot_be_kept_is_not_acknowledged(
    slack: StandIn,
    run_service: OpenService,
    either_mode: Mode,
    ada: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    service = run_service(either_mode)
    ada.says(None, "Can I post a photo of a kid on Facebook?")
    [asked_back] = slack.wait_for(lambda: told(ada), LONG)
    receive, failures = service.desk.receive, iter([True])

    def fail_once(desk: Desk, arrival: Arrival) -> bool:
        if next(failures, False):
            raise DatabaseUnreachable("The database sqlite:///x did not answer as it should (locked).")
        return receive(arrival)

    monkeypatch.setattr(type(service.desk), "receive", fail_once)
    if kind == "message":
        ada.says(None, NO)
        slack.wait_for(lambda: len(told(ada)) == 2, LONG)
        assert slack.deliveries[-2].attempts == 2 or slack.deliveries[-1].attempts == 2
    else:
        delivery = ada.runs("/canipost", NO) if kind == "command" else ada.presses(asked_back, actions.choose(0))
        slack.wait_for(lambda: delivery.is_settled, LONG)
        assert not delivery.is_acknowledged
        assert ada.warnings
    assert "could not be kept" in caplog.text


def test_where_it_may_not_post_in_the_channel_the_asker_is_answered_directly(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()
    slack.trouble.refuse("chat.postMessage", "restricted_action")

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert "Don't post this" in answer.words
    assert told(ben, office) == []


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_too_long"])
def test_where_slack_takes_no_blocks_the_whole_answer_is_said_in_words(
    slack: StandIn, run_service: OpenService, ada: Person, word: str
) -> None:
    run_service()
    slack.trouble.refuse("chat.postMessage", word, times=2)

    ada.says(None, "Can I share my own opinion on a new child welfare law on my personal Facebook?")
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert answer.blocks == ()
    assert "- " in answer.text
    assert "disclaimer" in answer.text.lower()


def test_where_slack_takes_no_blocks_nothing_that_the_asker_wrote_formats_or_links(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    slack.trouble.refuse("chat.postMessage", "invalid_blocks", times=2)
    draft = "*So proud* of _my_ foster kids ~today~ `here` http://a.example.org @here <!channel>"

    ada.says(None, f'Can I post this on my Facebook: "{draft}"')
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert answer.blocks == ()
    assert not [sign for sign in ("*", "_", "~", "`", "http", "a.example", "@", "<") if sign in answer.text]


def test_where_the_plan_has_no_feedback_buttons_plain_ones_are_shown(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    slack.trouble.refuse("chat.postMessage", "invalid_blocks")

    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert actions.FEEDBACK_HELPFUL in answer.actions
    assert actions.FEEDBACK not in answer.actions


@pytest.mark.parametrize("word", ["missing_scope", "not_allowed", "feature_not_enabled"])
def test_without_a_status_the_answer_comes_all_the_same_and_none_is_tried_for_a_while(
    slack: StandIn, run_service: OpenService, ada: Person, word: str
) -> None:
    run_service()
    slack.trouble.refuse("assistant.threads.setStatus", word, times=5)

    for _ in range(2):
        question = ada.says(None, NO)
        slack.wait_for(lambda q=question: told(ada, None, q.ts), LONG)

    assert len(slack.calls("assistant.threads.setStatus")) == 1


def test_without_the_right_to_look_an_answer_is_repeated_rather_than_lost(
    slack: StandIn, run_service: OpenService, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    run_service()
    slack.trouble.break_down("chat.postMessage")
    slack.trouble.refuse("conversations.replies", "missing_scope")

    ada.says(None, NO)

    slack.wait_for(lambda: told(ada), LONG)
    assert "cannot look for an earlier post (missing_scope)" in caplog.text


def test_an_asker_who_cannot_be_pointed_to_the_answer_has_it_all_the_same(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service()
    slack.trouble.refuse("chat.postEphemeral", "user_not_in_channel")

    ada.says(office, f"@{slack.bot.real_name} {PRIVATE}")

    assert slack.wait_for(lambda: told(ada), LONG)


def test_an_answer_that_was_removed_is_shown_anew_when_it_has_something_new_to_say(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    ada.presses(answer, actions.ASK_MANAGEMENT)
    slack.wait_for(lambda: ada.modal, LONG)
    wait_until(lambda: service.desk.health().waiting == 0)
    service.kit.posting.remove(slack.team.id, service.desk.recent(ada.id, slack.team.id)[0].shown[0])

    ada.submits()

    [anew] = slack.wait_for(lambda: told(ada), LONG)
    assert "Ask them yourself" in anew.words  # no channel of office management is chosen


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_token_that_slack_takes_no_more_is_named_in_the_log(
    slack: StandIn, run_service: OpenService, ada: Person, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    service = run_service()
    slack.trouble.refuse("*", word, times=50)

    ada.says(None, NO)
    wait_until(lambda: f"failed for good: surface refused: {word}" in caplog.text)

    wait_until(lambda: service.desk.health().waiting == 0)  # logged just before it is kept
    assert NO not in caplog.text


def test_a_slow_answer_is_announced_once(
    slack: StandIn, run_service: OpenService, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = run_service()
    service.work.long_after = 0.3
    is_told = Event()
    case = service.desk.answering.case

    class Slow:
        def case(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
            is_told.wait(LONG)
            return case(*given, **named)

    monkeypatch.setattr(service.desk, "answering", Slow())
    ada.says(None, NO)
    [word] = slack.wait_for(lambda: told(ada), LONG)
    is_told.set()
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)

    assert "takes longer than usual" in word.words


def test_slack_is_acknowledged_in_time_though_it_does_not_answer_itself(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    slack.trouble.slow_down("users.info", 4.0)

    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)

    assert slack.deliveries[0].attempts == 1


@pytest.mark.parametrize(
    ("method", "variable"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
def test_a_token_that_slack_does_not_take_is_named_at_the_start(
    slack: StandIn, run_service: OpenService, method: str, variable: str
) -> None:
    slack.trouble.refuse(method, "invalid_auth", times=5)

    with pytest.raises(NotConnected, match=rf"does not take {variable} \(invalid_auth\)"):
        run_service()


def test_a_slack_that_is_not_there_is_named_at_the_start(run_service: OpenService) -> None:
    with pytest.raises(NotConnected, match="SLACK_API_URL"):
        run_service(api_url="http://127.0.0.1:9/api/")
