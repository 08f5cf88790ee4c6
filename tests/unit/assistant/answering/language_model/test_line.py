"""Asking a model: the real client against a server that is honest, broken, slow or malformed."""

from __future__ import annotations

import json
import logging
import time
import warnings

import pytest

from assistant.answering.language_model.line import FAILURES_IN_A_ROW, LONGEST_OUTPUT
from assistant.answering.language_model.rewriter import Rewording
from tests.model_server import (
    KEY,
    Asked,
    Behavior,
    Handler,
    completion,
    drip,
    fail,
    in_turn,
    message_of,
    reset,
    say,
    send,
    send_bytes,
    serving,
    wait,
)
from tests.unit.assistant.answering.language_model.conftest import OpenLine, Serve

QUESTION = (("system", "Do as told."), ("user", '{"message": "my cat?"}'))
FINE = say('{"sentence": "fine"}')


def test_what_fits_the_schema_is_taken(serve: Serve, line_to: OpenLine) -> None:
    server = serve(FINE)

    (reply,) = line_to(server).ask("wording", [QUESTION], Rewording)

    assert reply.output == Rewording(sentence="fine")
    assert (reply.call.is_used, reply.call.attempts, reply.call.outcome) == (True, 1, "used")
    assert json.loads(reply.call.received) == {"sentence": "fine"}


def test_what_is_recorded_is_what_was_sent(serve: Serve, line_to: OpenLine) -> None:
    server = serve(FINE)

    (reply,) = line_to(server).ask("wording", [QUESTION], Rewording)

    (asked,) = server.asked
    assert [(each["role"], each["content"]) for each in asked["messages"]] == list(QUESTION) == list(reply.call.sent)
    recorded, schema = json.loads(reply.call.schema), asked["response_format"]["json_schema"]["schema"]
    assert schema["properties"].keys() == recorded["properties"].keys() == {"sentence"}
    assert schema["properties"]["sentence"]["description"] == recorded["properties"]["sentence"]["description"]
    assert not any("my cat" in str(value) for name, value in asked.items() if name != "messages")


def test_the_same_question_gets_the_same_answer_where_the_model_can(serve: Serve, line_to: OpenLine) -> None:
    server = serve(FINE)

    line_to(server).ask("wording", [QUESTION], Rewording)

    assert server.asked[0]["temperature"] == 0


@pytest.mark.parametrize("trouble", [fail(500), fail(503), fail(429), reset], ids=["500", "503", "429", "reset"])
def test_trouble_that_may_pass_is_tried_again(trouble: Behavior, serve: Serve, line_to: OpenLine) -> None:
    server = serve(in_turn(trouble, FINE))

    (reply,) = line_to(server).ask("wording", [QUESTION], Rewording)

    assert reply.call.is_used
    assert reply.call.attempts == len(server.asked) == 2


@pytest.mark.parametrize(
    ("trouble", "outcome", "tries"),
    [
        (fail(500), "failed: the provider answered with HTTP status 500", 2),
        (reset, "failed: no connection to the provider", 2),
        (fail(401, "Incorrect API key provided:"), "failed: the provider answered with HTTP status 401", 1),
        (fail(400), "failed: the provider answered with HTTP status 400", 1),
        (fail(404), "failed: the provider answered with HTTP status 404", 1),
    ],
    ids=["500", "reset", "401", "400", "404"],
)
def test_tries_are_counted_and_what_cannot_pass_is_not_tried_again(
    trouble: Behavior, outcome: str, tries: int, serve: Serve, line_to: OpenLine
) -> None:
    server = serve(trouble)

    (reply,) = line_to(server).ask("wording", [QUESTION], Rewording)

    assert (reply.output, reply.call.is_used, reply.call.outcome) == (None, False, outcome)
    assert reply.call.attempts == len(server.asked) == tries


@pytest.mark.parametrize("slow", [wait(3, FINE), drip], ids=["late", "a byte now and then"])
def test_a_slow_model_is_cut_off_within_the_budget(slow: Behavior, serve: Serve, line_to: OpenLine) -> None:
    line = line_to(serve(FINE))
    line.ask("wording", [QUESTION], Rewording)  # what the client loads is loaded
    line = line_to(serve(slow), model_timeout=0.3, model_budget=0.9, model_tries=10)

    started = time.monotonic()
    (reply,) = line.ask("wording", [QUESTION], Rewording)

    assert time.monotonic() - started < 2
    assert reply.call.outcome == "failed: no answer within 0.3 seconds"
    assert reply.call.attempts > 1


SURROGATE = b'{"sentence": "\\ud83d"}'


@pytest.mark.parametrize(
    "malformed",
    [
        say("Sure! You may post that."),
        say(""),
        say("[]"),
        say('{"sentence": 7}'),
        say('{"sentence": "fine", "verdict": "yes"}'),
        say('{"sentence": "fine"} and so on'),
        say('{"sentence": "fi'),
        say("{" * 5000),
        say(json.dumps({"sentence": "x" * (LONGEST_OUTPUT + 1)})),
        say(json.dumps({"sentence": "x" * 3_000_000})),
        lambda asked, handler: send(handler, 200, completion(None)),
        lambda asked, handler: send(handler, 200, completion(None, finish_reason="length")),
        lambda asked, handler: send(handler, 200, completion('{"sentence": "fine"}', finish_reason="length")),
        lambda asked, handler: send(handler, 200, completion("", finish_reason="content_filter")),
        lambda asked, handler: send(handler, 200, {**completion("x"), "choices": []}),
        lambda asked, handler: send(
            handler, 200, completion(None, message={"role": "assistant", "content": None, "refusal": "I will not."})
        ),
        send_bytes(b"\xff\xfe\x00not text"),
        send_bytes(b'{"choices": [{"message": {"role": "assistant", "content": "{\\"sentence\\": \\"\xff\\"}"}}]}'),
        send_bytes(b"<html>Bad gateway</html>"),
        send_bytes(b"null"),
        send_bytes(b"[]"),
        send_bytes(b""),
        send_bytes(b'"{}"'),
    ],
    ids=[
        "prose", "empty", "a list", "wrong type", "a key of its own", "more after it", "cut", "deep", "long",
        "huge", "null", "cut by length", "whole, but cut by length", "filtered", "no choice", "refusal", "no UTF-8",
        "no UTF-8 inside", "HTML", "null body", "list body", "no body", "string body",
    ],
)  # fmt: skip
def test_malformed_output_is_refused_at_once_and_raises_nothing(
    malformed: Behavior, serve: Serve, line_to: OpenLine
) -> None:
    server = serve(malformed)

    (reply,) = line_to(server, model_tries=5).ask("wording", [QUESTION], Rewording)

    assert reply.output is None
    assert not reply.call.is_used
    assert reply.call.outcome.startswith(("refused: ", "failed: "))
    assert len(server.asked) == 1
    assert len(reply.call.received) < 10_000


def test_questions_go_out_side_by_side_but_not_too_many(serve: Serve, line_to: OpenLine) -> None:
    def echo(asked: Asked, handler: Handler) -> None:
        wait(0.05, say(json.dumps({"sentence": str(message_of(asked)["message"])})))(asked, handler)

    server = serve(echo)
    questions = [(("user", json.dumps({"message": str(n)})),) for n in range(30)]

    replies = line_to(server, model_calls=5).ask("wording", questions, Rewording)

    assert [reply.output for reply in replies] == [Rewording(sentence=str(n)) for n in range(30)]
    assert 2 <= server.most_at_once <= 5


def test_a_model_that_never_answers_is_left_alone_for_a_while(serve: Serve, line_to: OpenLine) -> None:
    server = serve(fail(500))
    line = line_to(server, model_tries=1, model_calls=1)

    replies = line.ask("wording", [QUESTION] * (FAILURES_IN_A_ROW + 3), Rewording)

    assert len(server.asked) == FAILURES_IN_A_ROW
    assert replies[-1].call.attempts == 0
    assert replies[-1].call.outcome.startswith("not asked: ")


def test_an_unusable_answer_does_not_count_as_silence(serve: Serve, line_to: OpenLine) -> None:
    server = serve(say("prose"))

    line_to(server, model_calls=1).ask("wording", [QUESTION] * (FAILURES_IN_A_ROW + 3), Rewording)

    assert len(server.asked) == FAILURES_IN_A_ROW + 3


@pytest.mark.parametrize("trouble", [fail(401, "Incorrect API key provided:"), fail(500), say("prose my cat?"), reset])
def test_neither_the_key_nor_the_question_is_in_a_log_or_an_outcome(
    trouble: Behavior, serve: Serve, line_to: OpenLine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    (reply,) = line_to(serve(trouble)).ask("wording", [QUESTION], Rewording)

    for said in (caplog.text, reply.call.outcome, repr(reply)):
        assert KEY not in said
        assert KEY[-8:] not in said
    assert "my cat" not in caplog.text + reply.call.outcome


def test_each_kind_of_failure_is_said_once(serve: Serve, line_to: OpenLine, caplog: pytest.LogCaptureFixture) -> None:
    line = line_to(serve(fail(500)), model_tries=1)

    line.ask("wording", [QUESTION] * 3, Rewording)

    told = [record for record in caplog.records if record.name.startswith("assistant")]
    assert [record.levelname for record in told] == ["ERROR"]
    assert "HTTP status 500" in told[0].message


def test_a_tracing_service_in_the_environment_is_sent_nothing(
    serve: Serve, line_to: OpenLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracer = serve(FINE)
    for name, value in {"TRACING": "true", "TRACING_V2": "true", "ENDPOINT": tracer.url, "API_KEY": "k"}.items():
        monkeypatch.setenv(f"LANGSMITH_{name}", value)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing library complains of old names
        (reply,) = line_to(serve(FINE)).ask("wording", [QUESTION], Rewording)
    time.sleep(0.3)

    assert reply.call.is_used
    assert tracer.asked == []


def test_a_server_that_went_away_is_no_error(line_to: OpenLine) -> None:
    with serving(FINE) as server:
        line = line_to(server)

    (reply,) = line.ask("wording", [QUESTION], Rewording)

    assert reply.call.outcome == "failed: no connection to the provider"
