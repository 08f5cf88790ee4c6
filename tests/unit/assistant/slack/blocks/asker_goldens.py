"""One of each kind that an asker sees of a hand-off: under the answer, the forms, the letters, Home."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from assistant.answering.compose import fixed_answer
from assistant.answering.records import Verdict
from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, Entry, HandOff, Shown
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.records import HandOffState, LetterKind, Move, Promise, Remark, Ruling
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.asker_letters import asker_letter
from assistant.slack.blocks.hand_over_forms import Routed, hand_over_form, reply_form, still_form
from assistant.slack.blocks.home import Home, home_view
from assistant.slack.blocks.records import Look, Message, View
from tests.unit.assistant.slack.blocks.conftest import CHANNEL, make_answer, make_asked, make_private

FRIDAY = datetime(2026, 8, 8, 1, 10, tzinfo=UTC)
"""Friday 18:10 in Los Angeles."""
MONDAY = datetime(2026, 8, 10, 17, 0, tzinfo=UTC)
"""10:00 there."""

NORTH = Office("north", "North Office", "C9", default_hours(), answer_within=120, call="the front desk, 555-0100")
SOUTH = Office("south", "South Office", "C8", default_hours(), next="north")
OFFICES = Offices(MappingProxyType({"north": NORTH, "south": SOUTH}), "north")

FACE = {"client": True, "client_in_media": True, "face_hidden": True}
OPEN = HandOff(
    7, 12, HandOffState.OPENED, FRIDAY, is_automatic=False, card=Shown("C9", "1700000000.000900"), id=70, office="north",
    promise=Promise(MONDAY), changed_at=FRIDAY,
)  # fmt: skip
AUTOMATIC = dataclasses.replace(OPEN, is_automatic=True, is_anonymous=True)
CLAIMED = dataclasses.replace(OPEN, state=HandOffState.CLAIMED, holder="U8", version=2)
ASKED_BACK = dataclasses.replace(
    CLAIMED, state=HandOffState.ASKED_BACK, promise=Promise(None, timedelta(minutes=90)), version=3,
    remarks=(Remark(Move.ASK_BACK, "U8", "Is it *your* own account, <@U5>?", MONDAY),),
)  # fmt: skip
REPLIED = dataclasses.replace(
    CLAIMED, version=4, remarks=(*ASKED_BACK.remarks, Remark(Move.REPLY, "U5", "Mine, and private.", MONDAY))
)
RULING = Ruling(
    3, 70, Verdict.CONDITIONAL, "Fine, if nobody of ours is in it.\nAsk me *again* <!here> if not.",
    ("md-16-02/policy/disclaimer", "gone/clause"), "U8", "north", MONDAY, note="Only for colleagues.",
)  # fmt: skip
ANSWERED = dataclasses.replace(ASKED_BACK, state=HandOffState.ANSWERED, ruling=RULING, promise=None, version=4)
EXPIRED = dataclasses.replace(OPEN, state=HandOffState.EXPIRED, version=5)

Kind = Callable[[Look], Message | View]


def with_offices(look: Look) -> Look:
    """In a workspace with two offices."""
    return dataclasses.replace(look, offices_now=lambda: OFFICES)


def silent(look: Look, language: str = "en", **changes: Any) -> Asked:
    """A question that the directive does not settle."""
    rulebook = look.rulebook.spoken(language)
    answer = dataclasses.replace(fixed_answer(rulebook.replies["silent"], rulebook, look.library), language=language)
    return make_asked(answer, **changes)


def _under(hand_off: HandOff, language: str = "en") -> Kind:
    return lambda look: answer_message(silent(look, language, hand_off=hand_off), with_offices(look))


def _letter(kind: LetterKind, hand_off: HandOff, language: str = "en", mention: str = "", **changes: Any) -> Kind:
    return lambda look: asker_letter(kind, silent(look, language, **changes), hand_off, with_offices(look), mention)


def _form(
    routed: Routed | None, asked: Callable[[Look], Asked], offices: Callable[[Look], Look] = with_offices
) -> Kind:
    return lambda look: hand_over_form(asked(look), offices(look), routed)


def _private(look: Look) -> Asked:
    return make_private(make_answer(look, FACE), PrivateKind.PERSON, text="Can I post a photo of [name 1]?")


def _direct(look: Look) -> Asked:
    return silent(look, "es", earlier=("¿Y en Facebook?",), text="¿Puedo publicar esto?")


def _home(look: Look) -> View:
    asked_back = dataclasses.replace(ASKED_BACK, number=8, id=80, asked=13)
    home = Home(
        hand_offs=[OPEN, asked_back, dataclasses.replace(EXPIRED, number=9, id=90)],
        offices=(NORTH, SOUTH),
        office="south",
    )
    return home_view(home, with_offices(look))


KINDS: dict[str, Kind] = {
    "answer-handed-over-on-friday": _under(OPEN),
    "answer-handed-over-on-friday-spanish": _under(OPEN, "es"),
    "answer-passed-on-to-the-fallback": _under(AUTOMATIC),
    "answer-claimed-without-name-spanish": _under(dataclasses.replace(CLAIMED, is_anonymous=True), "es"),
    "answer-passed-on-and-named": _under(dataclasses.replace(AUTOMATIC, is_anonymous=False, version=2)),
    "answer-claimed": _under(CLAIMED),
    "answer-asked-back": _under(ASKED_BACK),
    "answer-ruled": _under(ANSWERED),
    "answer-expired": _under(EXPIRED),
    "form-hand-over": _form(Routed(FRIDAY, NORTH), _private),
    "form-hand-over-which-office-spanish": _form(Routed(FRIDAY, None, (NORTH, SOUTH)), _direct),
    "form-reply": lambda look: reply_form(ASKED_BACK, "Is it *your* own account?", look, "en"),
    "form-still": lambda look: still_form(ANSWERED, look, "en"),
    "to-asker-ruling": _letter(LetterKind.RULING, ANSWERED, mention="<@U1>", place=CHANNEL, entry=Entry.MENTION),
    "to-asker-ruling-of-office-spanish": _letter(
        LetterKind.RULING, dataclasses.replace(ANSWERED, ruling=dataclasses.replace(RULING, is_named=False)), "es"
    ),
    "to-asker-question-back": _letter(LetterKind.QUESTION_BACK, ASKED_BACK),
    "to-asker-question-back-replied": _letter(LetterKind.QUESTION_BACK, REPLIED),
    "to-asker-question-back-answered": _letter(LetterKind.QUESTION_BACK, ANSWERED),
    "to-asker-nudge-withdrawn-spanish": _letter(
        LetterKind.NUDGE, dataclasses.replace(ASKED_BACK, state=HandOffState.WITHDRAWN, version=4), "es"
    ),
    "to-asker-nudge": _letter(LetterKind.NUDGE, ASKED_BACK),
    "to-asker-expired": _letter(LetterKind.EXPIRED, EXPIRED),
    "to-asker-recall": _letter(LetterKind.RECALL, ANSWERED),
    "to-asker-recall-similar": _letter(LetterKind.RECALL, ANSWERED, id=99),
    "home-asker-with-office": _home,
}
