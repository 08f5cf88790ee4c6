"""One of each kind that is seen of precedents: below an answer, on a card, the letters, the form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta

from assistant.answering.records import Verdict, Withheld
from assistant.desk.precedent_list import Listed, Page
from assistant.desk.records import Asked, Card
from assistant.escalation.precedents import Precedent, PrecedentState, Validity
from assistant.escalation.records import HandOffState, LetterKind, Ruling
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.card import card_message
from assistant.slack.blocks.home import Home, home_view
from assistant.slack.blocks.precedent_letters import precedent_letter, retell_form
from assistant.slack.blocks.records import Look, Message, View
from tests.unit.assistant.slack.blocks.asker_goldens import ANSWERED, MONDAY, OPEN, silent, with_offices

RULING = Ruling(
    3, 70, Verdict.CONDITIONAL, "Fine, if nobody of ours is in it.\nAsk me *again* <!here> if not.",
    ("md-16-02/policy/disclaimer", "gone/clause"), "U8", "north", MONDAY, note="Only for colleagues.",
)  # fmt: skip
PUBLISHED = Precedent(
    5, "T1", RULING, "May staff be *admin* of a group for <@U5> foster parents?", PrecedentState.PUBLISHED, "digest", "U8",
    {"management_question": True}, "posting", "U9", MONDAY, MONDAY + timedelta(days=365),
)  # fmt: skip

LISTED = Listed(
    PUBLISHED, dataclasses.replace(ANSWERED, state=HandOffState.CLOSED), "north", Validity.GOOD, True, True, True
)
OTHERS = (
    dataclasses.replace(
        LISTED, validity=Validity.EXPIRED, may_be_withdrawn=False,
        precedent=dataclasses.replace(PUBLISHED, id=6, state=PrecedentState.LAID_DOWN, ruling=dataclasses.replace(RULING, clauses=())),
    ),
    dataclasses.replace(LISTED, validity=Validity.DUE, precedent=dataclasses.replace(PUBLISHED, id=7)),
)  # fmt: skip

Kind = Callable[[Look], Message | View]


def _letter(kind: LetterKind, state: PrecedentState, language: str = "en", why: str = "") -> Kind:
    held = dataclasses.replace(
        PUBLISHED, state=state, question="" if state is PrecedentState.DRAFTED else PUBLISHED.question
    )
    return lambda look: precedent_letter(kind, held, 7, 4, look, look.words(language), why=why)


def _below(look: Look) -> Message:
    return answer_message(silent(look, similar=(PUBLISHED,), hand_off=OPEN), with_offices(look))


def _below_spanish(look: Look) -> Message:
    warns = dataclasses.replace(PUBLISHED, ruling=dataclasses.replace(RULING, verdict=Verdict.NO))
    return answer_message(silent(look, "es", similar=(warns, PUBLISHED)), with_offices(look))


def _card(look: Look) -> Message:
    return card_message(Card("C9", silent(look, hand_off=OPEN), OPEN, similar=(PUBLISHED,)), look)


def held_back_no(look: Look, language: str = "en") -> Asked:
    """A question that would have been a no, had the reader been sure."""
    asked = silent(look, language, hand_off=OPEN)
    assert asked.answer is not None
    headline = look.rulebook.spoken(language).headlines[Verdict.NO]
    held = Withheld(Verdict.NO, headline, "It would let somebody be recognized.")
    return dataclasses.replace(asked, answer=dataclasses.replace(asked.answer, withheld=held))


def _card_under_no(look: Look) -> Message:
    return card_message(Card("C9", held_back_no(look), OPEN, similar=(PUBLISHED,)), look)


def _form(look: Look) -> View:
    drafted = dataclasses.replace(PUBLISHED, state=PrecedentState.DRAFTED, question="")
    return retell_form(drafted, 4, "May I be admin of that group?", look.words("en"))


def _home(page: Page, language: str = "en") -> Kind:
    return lambda look: home_view(Home(language, queue=(), precedents=page), with_offices(look))


KINDS: dict[str, Kind] = {
    "answer-with-similar": _below,
    "answer-with-similar-spanish": _below_spanish,
    "card-with-similar": _card,
    "card-with-similar-under-no": _card_under_no,
    "precedent-retell": _letter(LetterKind.RETELL, PrecedentState.DRAFTED),
    "precedent-proposed": _letter(LetterKind.PROPOSED, PrecedentState.PROPOSED),
    "precedent-proposed-published": _letter(LetterKind.PROPOSED, PrecedentState.PUBLISHED),
    "precedent-proposed-declined-spanish": _letter(LetterKind.PROPOSED, PrecedentState.DECLINED, "es"),
    "precedent-review": _letter(LetterKind.REVIEW, PrecedentState.PUBLISHED, why="review"),
    "precedent-review-clause": _letter(LetterKind.REVIEW, PrecedentState.LAID_DOWN, why="clause"),
    "precedent-review-renewed": lambda look: precedent_letter(
        LetterKind.REVIEW, PUBLISHED, 7, 4, look, look.words("en"), why="review", at=MONDAY
    ),
    "precedent-review-ended": _letter(LetterKind.REVIEW, PrecedentState.LAID_DOWN, why="review"),
    "form-retell": _form,
    "home-precedents": _home(Page((*OTHERS, LISTED), 1, 3, 13)),
    "home-precedents-spanish": _home(Page((*OTHERS, LISTED), 0, 1, 3), "es"),
}
