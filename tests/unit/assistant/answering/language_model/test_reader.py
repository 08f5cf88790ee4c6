"""A model's reading beside the local one: what is taken of it, and what happens when it fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.language_model.reader import ModelReader
from assistant.answering.records import Kind, Reading, Verdict
from corpus.rulebook import Rulebook
from tests.model_server import Behavior, ModelServer, fail, message_of, reading, report, reset, say, send_bytes
from tests.unit.assistant.answering.language_model.conftest import OpenLine, Serve
from tests.unit.assistant.conftest import ToldReader, make_reading

Read = Callable[..., Reading]

ASKED = "can i post a pic of my client at the visit"
LOCAL = make_reading(
    client=True, opinion={Verdict.NO: 0.9, Verdict.YES: 0.1}, relevance={"md-16-02/policy/visitation": 0.8}
)


@pytest.fixture
def read(line_to: OpenLine, rulebook: Rulebook) -> Read:
    def read_with(server: ModelServer, *turns: str, local: Reading = LOCAL, is_combined: bool = False) -> Reading:
        reader = ModelReader(line_to(server), ToldReader(local), rulebook, is_combined)
        (found,) = reader.read([turns or (ASKED,)])
        return found

    return read_with


def test_kind_and_facts_are_the_models_and_the_second_opinion_stays_local(read: Read, serve: Serve) -> None:
    found = read(serve(report(client_in_media="pic of my client", visit_media="at the visit")))

    assert found.stated == {"client_in_media": True, "visit_media": True}
    assert (found.opinion, found.relevance) == (LOCAL.opinion, LOCAL.relevance)
    assert found.reader == "openai:told"
    assert found.second is None
    assert [call.is_used for call in found.calls] == [True]


def test_combined_keeps_the_local_reading_beside_it(read: Read, serve: Serve) -> None:
    found = read(serve(report(visit_media="at the visit")), is_combined=True)

    assert found.second == LOCAL
    assert found.reader == "told + openai:told"


@pytest.mark.parametrize(
    ("behavior", "why"),
    [
        (fail(500), "failed: the provider answered with HTTP status 500"),
        (reset, "failed: no connection"),
        (say("Of course you may!"), "refused: its output does not fit the schema"),
        (say(reading("approved")), "refused: its output does not fit the schema"),
        (send_bytes(b"\xff\xfe"), "refused: "),
        (report(private_life="a photo of a sunset"), "refused: none of its facts has its words in the message"),
    ],
    ids=["500", "reset", "prose", "wrong enum", "no UTF-8", "words of its own"],
)
@pytest.mark.parametrize("is_combined", [True, False])
def test_where_the_model_fails_the_local_reading_stands_and_says_why(
    behavior: Behavior, why: str, is_combined: bool, read: Read, serve: Serve
) -> None:  # fmt: skip
    found = read(serve(behavior), is_combined=is_combined)

    (call,) = found.calls
    assert (found.stated, found.reader, found.second) == (LOCAL.stated, LOCAL.reader, None)
    assert call.outcome.startswith(why)
    assert not call.is_used


def test_only_the_turns_that_were_screened_go_out(read: Read, serve: Serve) -> None:
    server = serve(report())

    read(server, "it is [name 1]", "and now?")

    assert message_of(server.asked[0]) == {"earlier": ["it is [name 1]"], "message": "and now?"}


@pytest.mark.parametrize(
    ("local", "turns"),
    [
        (make_reading(Kind.EMERGENCY), ("help",)),
        (make_reading(), ("a client wrote that she wants to kill herself, can i post it",)),
    ],
    ids=["read so", "by its words"],
)
def test_an_emergency_does_not_wait_for_a_model(
    local: Reading, turns: tuple[str, ...], read: Read, serve: Serve
) -> None:
    server = serve(report("small_talk"))

    found = read(server, *turns, local=local)

    assert server.asked == []
    assert found == local


def test_doubtful_facts_are_named_in_the_outcome(read: Read, serve: Serve) -> None:
    found = read(serve(report(client="my client", client_permission="she is fine with that")))

    assert found.calls[0].outcome == "used; not in the message's words, so doubtful: client_permission"
    assert "client_permission" not in found.stated


def test_a_kind_that_only_the_model_sees_is_less_sure(read: Read, serve: Serve) -> None:
    assert read(serve(report("posting"))).kind_confidence > read(serve(report("other"))).kind_confidence
