"""Do managers read what was held back from the asker, as a draft, and does the asker read nothing of it?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest

from assistant.answering.compose import compose, fixed_answer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Case, Kind, Verdict
from assistant.desk.records import Asked, Audience, Card, Entry, HandOff, Shown, Why
from assistant.escalation.records import HandOffState, Ruling
from assistant.slack.blocks.answer import answer_message, struck_message
from assistant.slack.blocks.card import card_message
from assistant.slack.blocks.forms import correction_form, share_form
from assistant.slack.blocks.hand_over_forms import hand_over_form
from assistant.slack.blocks.home import Home, home_view
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.management_forms import TEXT, VERDICT, ruling_form
from assistant.slack.blocks.notices import pointer_message
from assistant.slack.blocks.records import Look, View
from assistant.slack.blocks.ruling_draft import draft_of
from assistant.slack.blocks.why import why_view
from tests.unit.assistant.conftest import make_case, make_reading
from tests.unit.assistant.slack.blocks.conftest import AT, CHANNEL, make_answer, make_asked, texts

OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=True, card=Shown("C9", "1.9"), id=70)
DOUBTED = {
    "yes": ({Verdict.NO: 0.9}, {"private_life": True}),
    "conditional": ({Verdict.NO: 0.9}, {"workplace_shown": True}),
    "no": ({Verdict.YES: 0.999, Verdict.NO: 0.001}, {"client": True, "client_in_media": True}),
}


def doubted(look: Look, verdict: str, language: str = "en") -> Case:
    opinion, facts = DOUBTED[verdict]
    rulebook = look.rulebook.spoken(language)
    case = compose(decide(make_case(make_reading(opinion=opinion, **facts)), rulebook, Doubt()), rulebook, look.library)
    assert case.answer is not None
    assert case.answer.verdict is Verdict.ESCALATE
    assert case.answer.withheld is not None
    assert case.answer.withheld.verdict == verdict
    return case


def asked_of(case: Case) -> Asked:
    return make_asked(case.answer, hand_off=OPEN)


def element(view: View, name: str) -> dict[str, object]:
    found: dict[str, object] = next(each for each in view["blocks"] if each.get("block_id") == name)["element"]
    return found


def hint_of(view: View) -> str:
    said: str = next(each for each in view["blocks"] if each.get("block_id") == TEXT)["hint"]["text"]
    return said


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("verdict", DOUBTED)
def test_managers_read_what_was_held_back_and_choose_the_verdict_themselves(
    look: Look, verdict: str, language: str
) -> None:
    asked, words = asked_of(doubted(look, verdict, language)), look.words(language)
    assert asked.answer is not None
    held = asked.answer.withheld
    assert held is not None
    view = ruling_form(OPEN, asked, look, words, is_named=True)
    check_view(view)

    card = "\n".join(texts(card_message(Card("C9", asked, OPEN), look).blocks))
    for part in (words("card-withheld"), held.headline, held.reason, *held.conditions, asked.answer.reason):
        assert part in card
    form = "\n".join(texts(view["blocks"]))
    assert words("ruling-withheld") in form
    assert str(element(view, TEXT)["initial_value"]).startswith(held.reason)
    assert words("ruling-begins-withheld") in hint_of(view)
    assert "initial_option" not in element(view, VERDICT), "a draft that may be wrong chooses nothing"
    assert draft_of(OPEN, asked).clauses == held.clauses


TO_ASKERS: dict[str, Callable[[Asked, Case, Look], object]] = {
    "answer": lambda asked, case, look: answer_message(asked, look).blocks,
    "answer's notification": lambda asked, case, look: answer_message(asked, look).text,
    "answer in a channel": lambda asked, case, look: (
        answer_message(dataclasses.replace(asked, place=CHANNEL, entry=Entry.MENTION), look).blocks
    ),
    "copy of it": lambda asked, case, look: answer_message(asked, look, Audience.ASKER).blocks,
    "answer in plain words": lambda asked, case, look: asked.answer.text if asked.answer else "",
    "struck": lambda asked, case, look: struck_message(asked, look).blocks,
    "pointer": lambda asked, case, look: pointer_message(asked, look).blocks,
    "hand-over": lambda asked, case, look: hand_over_form(asked, look),
    "correction": lambda asked, case, look: correction_form(asked, look),
    "share": lambda asked, case, look: share_form(asked, look),
    "home": lambda asked, case, look: home_view(Home(recent=[asked], hand_offs=[OPEN]), look),
    "why": lambda asked, case, look: why_view(Why(asked, case), look),
}


@pytest.mark.parametrize("shown", TO_ASKERS)
@pytest.mark.parametrize("verdict", ["yes", "conditional"])
def test_the_asker_reads_nothing_of_what_was_held_back(look: Look, verdict: str, shown: str) -> None:
    case = doubted(look, verdict)
    asked = asked_of(case)
    assert asked.answer is not None
    held = asked.answer.withheld
    assert held is not None

    said = json.dumps(TO_ASKERS[shown](asked, case, look), ensure_ascii=False)

    for part in (held.headline, held.reason, held.instead, *held.conditions):
        assert not part or part not in said


def test_where_nothing_was_held_back_the_form_begins_empty_and_says_so(look: Look) -> None:
    silent = fixed_answer(look.rulebook.replies["silent"], look.rulebook, look.library)
    for asked in (make_asked(silent), make_asked(None, error="Something went wrong.")):
        view = ruling_form(OPEN, asked, look, look.words("en"), is_named=True)

        assert "initial_value" not in element(view, TEXT)
        assert "I have no words to begin with" in hint_of(view)
        assert "held it back" not in "\n".join(texts(view["blocks"]))
        assert "What I would have said" not in "\n".join(texts(card_message(Card("C9", asked, OPEN), look).blocks))


def test_what_is_no_answer_to_a_post_is_shown_but_no_draft(look: Look) -> None:
    reading = dataclasses.replace(make_reading(Kind.OTHER, opinion={Verdict.NO: 0.9}), kind_confidence=0.2)
    answer = compose(decide(make_case(reading), look.rulebook, Doubt()), look.rulebook, look.library).answer
    asked = make_asked(answer)

    assert draft_of(OPEN, asked).text == ""
    card = "\n".join(texts(card_message(Card("C9", asked, OPEN), look).blocks))
    assert "I can only answer about social media" in card.partition("What I would have said")[2]


def test_the_answer_that_was_given_and_the_ruling_that_stands_come_first(look: Look) -> None:
    answer: Answer = make_answer(look, {"client": True, "client_in_media": True})
    given = draft_of(OPEN, make_asked(answer))
    assert (given.hint, given.verdict, given.withheld) == ("ruling-begins-answer", Verdict.NO, None)
    assert given.text.startswith(answer.reason)

    ruling = Ruling(3, 70, Verdict.YES, "This once.", ("md-16-02/policy/unsure",), "U8", "north", AT)
    stands = draft_of(dataclasses.replace(OPEN, ruling=ruling), asked_of(doubted(look, "no")))
    assert (stands.hint, stands.text, stands.verdict, stands.clauses) == (
        "ruling-begins-ruling", "This once.", Verdict.YES, ruling.clauses,
    )  # fmt: skip
