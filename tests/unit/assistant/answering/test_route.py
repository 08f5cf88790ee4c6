"""What sort of message it is: the reader says, and words that can only mean danger overrule it."""

from __future__ import annotations

import pytest

from assistant.answering.records import Kind
from assistant.answering.route import is_emergency, route
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

EMERGENCIES = [
    "she posted that she wants to die, can i comment",
    "he is going to KILL HIMSELF, its on his story",
    "a teen on my caseload says he will end it all",
    "somebody sent a bomb threat to the office page",
    "dad has a gun in the live video",
    "theres an active shooter, should i tweet",
    "mom is beating the kid on a live stream",
    "la niña dice que se quiere morir",
    "her last post sounds suicidal",
]
HARMLESS = [
    "can i post a photo of our potluck",
    "im dying to share this cake",
    "that meeting killed me lol, can i tweet that",
    "ok to post my kid with a water pistol",
    "deadline is killing us",
    "can i post about cutting my hair",
    "we beat the other team at softball, ok to post",
]


@pytest.mark.parametrize("text", EMERGENCIES)
def test_words_of_danger_make_an_emergency(text: str, rulebook: Rulebook) -> None:
    assert is_emergency(text, rulebook.emergencies.cues)


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_of_speech_do_not(text: str, rulebook: Rulebook) -> None:
    assert not is_emergency(text, rulebook.emergencies.cues)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.EMERGENCY])
def test_danger_overrules_whatever_the_reader_took_it_for(kind: Kind, rulebook: Rulebook) -> None:
    routed = route(make_case(make_reading(kind, client=True), text="she wants to die"), rulebook)

    assert routed.reading is not None
    assert (routed.reading.kind, routed.reading.kind_confidence) == (Kind.EMERGENCY, 1.0)
    assert routed.reading.stated == {"client": True}, "what was read stays"


@pytest.mark.parametrize("kind", list(Kind))
def test_without_danger_the_reader_decides(kind: Kind, rulebook: Rulebook) -> None:
    case = make_case(make_reading(kind), text="can i post this?")

    assert route(case, rulebook) is case


def test_the_reader_may_see_an_emergency_that_the_words_do_not_show(rulebook: Rulebook) -> None:
    case = make_case(make_reading(Kind.EMERGENCY), text="help")

    assert route(case, rulebook) is case


def test_only_screened_words_are_looked_at(rulebook: Rulebook) -> None:
    case = make_case(make_reading(), raw="she wants to die", text="she is [name 1]")

    assert route(case, rulebook) is case
