"""Does an answer say that office management is on the same matter, and offer them once, and to whom disputes it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.records import Verdict
from assistant.desk.notes import NEXT_TO, Beside
from assistant.desk.records import DISPUTED, Asked, HandOff, Shown
from assistant.escalation.records import WAITING, HandOffState
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.beside import SENTENCES
from assistant.slack.blocks.hand_over_forms import CONTEXT, TEXT, hand_over_form, reply_form, still_form
from assistant.slack.blocks.limits import check_message, check_view
from assistant.slack.blocks.records import Look
from tests.unit.assistant.slack.blocks.conftest import AT, buttons, make_answer, make_asked, nodes, texts

FACTS = {"client": True, "client_in_media": True}
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False, card=Shown("C9", "1.9"), id=70)


def noted(look: Look, *notes: str, language: str = "en", **changes: object) -> Asked:
    answer = make_answer(look, FACTS, language=language)
    return make_asked(replace(answer, notes=notes), **changes)


def said(asked: Asked, look: Look) -> str:
    made = answer_message(asked, look)
    check_message(made.text, made.blocks)
    return "\n".join(texts(made.blocks))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", sorted(NEXT_TO))
def test_it_says_how_their_question_stands_and_offers_them_once(look: Look, state: HandOffState, language: str) -> None:
    words = look.words(language)
    offered = noted(look, Beside(70, 7, state, is_offered=True).note, language=language)
    again = noted(look, Beside(70, 7, state).note, language=language)

    stands = words(SENTENCES[state], number=7)
    assert f"{stands} {words('beside-offer')}" in said(offered, look)
    value = buttons(answer_message(offered, look).blocks)[act.PUT_TO_THEM]
    assert act.read_value(value) == act.Pressed(12, ("70",))
    assert act.PUT_TO_THEM not in buttons(answer_message(again, look).blocks)
    assert (stands in said(again, look)) is (state in WAITING), "while they are on it, each answer says so"


def test_what_is_with_them_itself_offers_nothing_more(look: Look) -> None:
    note = Beside(70, 7, HandOffState.CLAIMED, is_offered=True).note
    asked = noted(look, note, DISPUTED, hand_off=OPEN)

    assert "Somebody of office management is on question" not in said(asked, look)
    assert "corrected me twice" not in said(asked, look)
    assert act.PUT_TO_THEM not in buttons(answer_message(asked, look).blocks)


def test_who_corrected_it_twice_reads_who_decides(look: Look) -> None:
    def styled(asked: Asked) -> object:
        shown = (each for each in nodes(answer_message(asked, look).blocks) if isinstance(each, dict))
        return next(each.get("style") for each in shown if each.get("action_id") == act.ASK_MANAGEMENT)

    assert "You have corrected me twice" in said(noted(look, DISPUTED), look)
    assert (styled(noted(look, DISPUTED)), styled(noted(look))) == ("primary", None)
    assert noted(look).verdict is Verdict.NO


def test_what_was_written_since_stands_in_the_form(look: Look) -> None:
    asked = noted(look, hand_off=replace(OPEN, context="It is for our page."))
    forms = (
        (CONTEXT, hand_over_form(asked, look, adds="And on X?"), "It is for our page.\nAnd on X?"),
        (TEXT, still_form(OPEN, look, "en", "And on X?"), "And on X?"),
        (TEXT, reply_form(OPEN, "Whose?", look, "en", "And on X?"), "And on X?"),
    )
    for field, view, start in forms:
        check_view(view)
        [element] = [each["element"] for each in view["blocks"] if each.get("block_id") == field]
        assert element["initial_value"] == start
