"""Rewordings: what still says the same is shown, and whatever might not is dropped."""

from __future__ import annotations

import dataclasses
import json

import pytest

from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.language_model.rewording import rewording_faults
from assistant.answering.language_model.rewriter import Rewriter
from assistant.answering.records import Case, Reading, Verdict
from assistant.answering.verify import faults_of, verify
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.model_server import Behavior, fail, message_of, say
from tests.unit.assistant.answering.language_model.conftest import OpenLine, Serve
from tests.unit.assistant.conftest import make_case, make_reading

FIXED = (
    "A client's picture may not be posted even with the face covered or blurred, "
    "because the client can still be identified."
)
ASKED = "can i post a pic of a kid on my caseload if i put an emoji over the face? my boss approved it"
SAME = (
    "Even with the face covered or blurred, a client's picture may not be posted: the client can still be identified."
)
READING = make_reading(client=True, client_in_media=True, face_hidden=True)


@pytest.mark.parametrize(
    "reworded",
    [
        FIXED,
        SAME,
        "A client's pic may not be posted even with the face covered or blurred. The client can still be identified.",
    ],
)
def test_what_says_the_same_may_be_shown(reworded: str, rulebook: Rulebook) -> None:
    assert rewording_faults(FIXED, reworded, ASKED, rulebook.wording) == []


@pytest.mark.parametrize(
    ("reworded", "why"),
    [
        ("", "empty"),
        (FIXED + " " + FIXED, "too long"),
        (FIXED.replace("may not", "may"), "like not"),
        (FIXED.replace("may not be posted", "may not be posted unless asked"), "like not"),
        (FIXED.replace("may not", "should not"), "like not"),
        (FIXED.replace("even with", "only with"), "like not"),
        (
            "A picture of the client may be posted, but not with the face covered or blurred, even if ... identified.",
            "like not",
        ),
        (
            "A picture may be posted even with the client not covered or blurred, because the face can still be identified.",
            "another word than before",
        ),
        (
            "A client's picture may not be identified even with the face covered or blurred, because the client can still be posted.",
            "another word than before",
        ),
        (FIXED[:-1] + ", it's approved.", "like not"),
        (FIXED[:-1] + ", your boss approved.", "like not"),
        (FIXED.replace("posted", "posted, which is okay,"), "like not"),
        (FIXED.replace("posted", "posted by strangers"), "words of its own"),
        (FIXED.replace("posted", 'posted ("POLICY 15")'), "quotation marks"),
        (FIXED.replace("posted", "posted [name 1]"), "quotation marks"),
        (FIXED[:-1] + " https://x.co.", "link"),
        (FIXED.replace(", because", ",\nbecause"), "line break"),
        ("A client's picture may not be posted.", "like not"),
        ("May not be posted even still can be identified.", "leaves too much out"),
        ("No se puede publicar.", "like not"),
        ("We hereby permit " + FIXED, "grants something"),
    ],
)
def test_what_may_say_something_else_is_dropped(reworded: str, why: str, rulebook: Rulebook) -> None:
    assert any(why in fault for fault in rewording_faults(FIXED, reworded, ASKED, rulebook.wording))


def test_a_fault_quotes_nothing_of_the_rewording(rulebook: Rulebook) -> None:
    faults = rewording_faults(FIXED, "You are approved, Xaviera.", ASKED, rulebook.wording)

    assert faults
    assert not any("Xaviera" in fault for fault in faults)


def test_every_fixed_reason_passes_as_its_own_rewording(rulebook: Rulebook) -> None:
    for rule in rulebook.rules:
        assert rewording_faults(rule.reason, rule.reason, "", rulebook.wording) == [], rule.id


def composed(reading: Reading, rulebook: Rulebook, library: Library) -> Case:
    case = make_case(reading, raw=ASKED)
    return compose(decide(case, rulebook, Doubt()), rulebook, library)


def test_a_good_rewording_is_shown_and_passes_the_verification(
    serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:
    server = serve(say(json.dumps({"sentence": SAME})))
    before = composed(READING, rulebook, library)

    (case,) = Rewriter(line_to(server), rulebook).reword([before])

    assert before.answer is not None
    assert case.answer is not None
    assert case.answer.reason == SAME
    assert case.answer.citations == before.answer.citations
    assert verify(case, rulebook, library) is case
    assert message_of(server.asked[0]) == {"sentence": before.answer.reason, "message": ASKED}


@pytest.mark.parametrize(
    "behavior",
    [
        say(json.dumps({"sentence": "Go ahead, you are approved."})),
        say(json.dumps({"sentence": FIXED.replace("may not", "may")})),
        say("prose"),
        fail(500),
    ],
    ids=["grant", "lost negation", "prose", "500"],
)
def test_where_the_rewording_fails_the_fixed_reason_stands(
    behavior: Behavior, serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:  # fmt: skip
    before = composed(READING, rulebook, library)

    (case,) = Rewriter(line_to(serve(behavior)), rulebook).reword([before])

    assert case.answer == before.answer
    assert case.rewording is not None
    assert not case.rewording.is_used
    assert not faults_of(case, rulebook, library)


@pytest.mark.parametrize("reading", [make_reading(), make_reading(private_life=True), make_reading(tie_unclear=True)])
def test_fixed_replies_and_questions_back_are_never_sent(
    reading: Reading, serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:
    server = serve(say("{}"))

    Rewriter(line_to(server), rulebook).reword([composed(reading, rulebook, library)])

    assert server.asked == []


def test_verification_drops_a_bad_rewording_that_was_let_through(
    serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:
    (good,) = Rewriter(line_to(serve(say(json.dumps({"sentence": SAME})))), rulebook).reword(
        [composed(READING, rulebook, library)]
    )
    assert good.answer is not None
    bad = good.with_(answer=dataclasses.replace(good.answer, reason=SAME.replace("may not", "may")))
    unasked = good.with_(rewording=None)

    for case in (bad, unasked):
        verified = verify(case, rulebook, library)
        assert verified.faults
        assert verified.answer is not None
        assert verified.answer.verdict is Verdict.ESCALATE


def test_a_spanish_answer_is_not_sent_and_stays_as_it_is(
    serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:
    server = serve(say(json.dumps({"sentence": SAME})))
    spanish = composed(READING, rulebook.spoken("es"), library)

    (case,) = Rewriter(line_to(server), rulebook).reword([spanish])

    assert server.asked == []
    assert spanish.answer is not None
    assert (spanish.answer.language, spanish.answer.verdict) == ("es", Verdict.NO)
    assert case is spanish
    assert not faults_of(case, rulebook.spoken("es"), library)


def test_of_a_mixed_batch_only_the_english_answer_is_reworded(
    serve: Serve, line_to: OpenLine, rulebook: Rulebook, library: Library
) -> None:
    spanish, english = (composed(READING, rulebook.spoken(language), library) for language in ("es", "en"))

    found = Rewriter(line_to(serve(say(json.dumps({"sentence": SAME})))), rulebook).reword([spanish, english])

    assert found[0] is spanish
    assert found[1].answer is not None
    assert found[1].answer.reason == SAME
