"""Can somebody who asks "Why?" see what was read, what followed, and what left the house?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.records import ModelCall
from assistant.desk.records import Why
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.records import Look
from assistant.slack.blocks.why import why_view
from corpus.bank import Example
from index.search import Hit
from tests.unit.assistant.slack.blocks.conftest import make_asked, make_case_of, texts

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}
CALL = ModelCall("local-model", "reading", (("system", "Read."), ("user", "Can I <@U1> post?")), "{}", "used", True, 1)


def shown(why: Why, look: Look) -> str:
    view = why_view(why, look)
    check_view(view)
    return "\n".join(texts(view))


def why_of(look: Look, facts: dict[str, bool], **changes: object) -> Why:
    case = make_case_of(look, facts, text="Can I post <!here> this?").with_(**changes)
    return Why(make_asked(case.answer), case)


def test_it_says_what_was_read_and_from_which_words(look: Look) -> None:
    said = shown(why_of(look, FACTS), look)

    assert "Can I post <!here> this?" in said
    assert "it concerns a client" in said
    assert "from “these words”" in said


def test_it_names_every_rule_with_its_standing_and_place(look: Look) -> None:
    why = why_of(look, FACTS)
    said = shown(why, look)

    assert why.case.decision is not None
    for finding in why.case.decision.findings[:6]:
        assert finding.rule.reason in said
        assert look.library.clause(finding.rule.clause).locator in said
    assert "Prohibited:" in said


def test_it_names_the_clauses_nearby(look: Look) -> None:
    hits = (Hit("md-16-02/policy/disclaimer", 0.5, 1, 0.5, None, 0.0), Hit("gone/clause", 0.4, 2, 0.4, None, 0.0))
    said = shown(why_of(look, FACTS, hits=hits), look)

    assert look.library.clause("md-16-02/policy/disclaimer").locator in said
    assert "gone/clause" in said


def test_it_says_that_nothing_was_sent_to_a_language_model(look: Look) -> None:
    assert "Nothing was sent to a language model." in shown(why_of(look, FACTS), look)


def test_it_shows_word_for_word_what_was_sent_to_one(look: Look) -> None:
    case = why_of(look, FACTS).case
    assert case.reading is not None
    why = Why(make_asked(case.answer), case.with_(reading=dataclasses.replace(case.reading, calls=(CALL,))))
    said = shown(why, look)

    assert "Can I <@U1> post?" in said
    assert "local-model, reading: used" in said
    assert "Nothing was sent" not in said


def test_a_version_too_long_for_the_answer_stands_here(look: Look) -> None:
    why = why_of(look, FACTS)
    assert why.asked.answer is not None
    long = "word " * 600
    answer = dataclasses.replace(why.asked.answer, suggestion=long)
    assert long in shown(Why(make_asked(answer), why.case), look)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_case_of_the_bank_fits_into_the_view(look: Look, bank: list[Example], language: str) -> None:
    for row in bank:
        case = make_case_of(look, row.facts, row.kind, text="word " * 900, language=language)
        shown(Why(make_asked(case.answer), case.with_(earlier=("word " * 900,) * 10)), look)
