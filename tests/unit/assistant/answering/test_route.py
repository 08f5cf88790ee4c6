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
    "some guy on our page says he is gonna come and shoot everyone here",
    "he wrote that tomorrow hell drive over and shoot up your little office",
    "the father posted he will go back and burn down our office",
    "they threatened to come in and open fire",
    "dice que va a ir a balacear la oficina el lunes",
    "escribieron en la página que van a venir y tirotear el edificio",
    "un papá puso que viene a dispararles a todos",
    "amenazan con disparar contra nuestra oficina",
    "vamos a balearlos, eso pusieron en los comentarios",
    "alguien comentó que va a regresar a quemar nuestra oficina",
    "puso que van a hacer estallar el edificio",
    "dice que va a venir a matarnos",
    "publicó que vienen y matar a todos es poco",
]
HARMLESS = [
    "can i post a photo of our potluck",
    "im dying to share this cake",
    "that meeting killed me lol, can i tweet that",
    "ok to post my kid with a water pistol",
    "deadline is killing us",
    "can i post about cutting my hair",
    "we beat the other team at softball, ok to post",
    "there is a shoot for the office video on monday, ok to post from it",
    "the photographer is coming to shoot our office for the newsletter",
    "we are going to shoot a video at the office, can i share it",
    "im going to shoot the office an email about the potluck",
    "overtime will shoot up this month, can i tweet that",
    "can i post how the county wants to open a fire station by our office",
    "gonna burn down my to do list at the office",
    "somebody will set fire to the grill at the office picnic",
    "la oficina de correos va a balancear el presupuesto",
    "los gastos de la oficina se van a disparar, puedo publicarlo",
    "van a venir a disparar unas fotos a la oficina para el boletín",
    "este chisme va a disparar las vistas de mi página",
    "nos van a dar el premio balear de fotografía",
    "vamos a quemar calorías en la oficina, puedo subir el video",
    "voy a quemar el disco de la fiesta de la oficina",
    "vamos a volar a la oficina de sacramento",
    "viene a volar un dron sobre el edificio",
    "va a ir a matar el tiempo a la oficina",
    "esa película viene a matarnos de risa",
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
