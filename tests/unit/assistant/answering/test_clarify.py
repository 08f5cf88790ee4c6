"""A doubt that one fact would settle is asked back, once; any other is handed over."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from assistant.answering.clarify import OPEN, settling_question
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.pipeline import run
from assistant.answering.records import Case, FactDoubt, FactReading, Kind, Reading, Verdict
from assistant.answering.settle import settle
from corpus.rulebook import Rulebook
from tests.unit.assistant.answering.conftest import MakeTools
from tests.unit.assistant.conftest import make_case, make_reading

OPINION = {Verdict.NO: 0.5, Verdict.YES: 0.5}


def unsure(kind: Kind = Kind.POSTING, **doubts: tuple[float, float, float]) -> Reading:
    """A private matter in which these facts are open: not stated, so, not so."""
    reading = make_reading(opinion=OPINION, private_life=True)
    facts = {
        name: FactReading(so > not_so, "", max(so, not_so))
        for name, (_, so, not_so) in doubts.items()
        if max(so, not_so) > 0.5
    }
    return dataclasses.replace(
        reading,
        kind=kind,
        facts=MappingProxyType({**reading.facts, **facts}),
        doubts=MappingProxyType({name: FactDoubt(*shares, "") for name, shares in doubts.items()}),
    )


def test_the_fact_on_which_the_verdict_hangs_is_asked_with_a_yes_and_a_no(rulebook: Rulebook) -> None:
    ask = settling_question(unsure(client_in_media=(0.45, 0.55, 0.0)), rulebook)

    assert ask is not None
    assert rulebook.facts["client_in_media"].shown.so in ask.text
    assert [(choice.label, dict(choice.sets)) for choice in ask.choices] == [
        ("Yes", {"client_in_media": True}),
        ("No", {"client_in_media": None}),
    ]


def test_it_is_asked_in_the_language_of_the_asker(rulebook: Rulebook) -> None:
    ask = settling_question(unsure(client_in_media=(0.45, 0.55, 0.0)), rulebook.spoken("es"))

    assert ask is not None
    assert ask.text.startswith("¿Es cierto que")
    assert [choice.label for choice in ask.choices] == ["Sí", "No"]


@pytest.mark.parametrize(
    ("case", "reading"),
    [
        ("a fact that changes nothing", unsure(face_hidden=(0.5, 0.5, 0.0))),
        ("a fact that is nearly sure", unsure(client_in_media=(OPEN / 2, 1 - OPEN / 2, 0.0))),
        ("two facts of which either bars", unsure(client_in_media=(0.5, 0.5, 0.0), placement=(0.4, 0.6, 0.0))),
        ("a message that asks for no verdict", unsure(Kind.POLICY, client_in_media=(0.45, 0.55, 0.0))),
        ("a fact that only who knows the directive could tell", unsure(management_question=(0.5, 0.5, 0.0))),
        ("no open fact at all", unsure()),
    ],
)
def test_nothing_is_asked_that_would_not_settle_it(case: str, reading: Reading, rulebook: Rulebook) -> None:
    assert settling_question(reading, rulebook) is None, case


def test_of_two_facts_the_one_that_decides_a_no_is_asked(rulebook: Rulebook) -> None:
    # The office in the picture is a condition at most; a client in it is a no.
    reading = unsure(client_in_media=(0.5, 0.5, 0.0), workplace_shown=(0.96, 0.04, 0.0))

    ask = settling_question(reading, rulebook)

    assert ask is not None
    assert "client_in_media" in ask.choices[0].sets


@pytest.mark.parametrize(
    ("answered", "verdict"),
    [({}, Verdict.CLARIFY), ({"client_in_media": True}, Verdict.NO), ({"former_client": None}, Verdict.ESCALATE)],
)
def test_a_doubt_is_asked_about_once_and_then_answered_or_handed_over(
    answered: dict[str, bool | None], verdict: Verdict, rulebook: Rulebook
) -> None:
    reading = dataclasses.replace(unsure(client_in_media=(0.55, 0.45, 0.0)), opinion=OPINION)
    case = dataclasses.replace(make_case(reading), answered=answered)

    decision = decide(settle(case, rulebook), rulebook, Doubt()).decision

    assert decision is not None
    assert decision.verdict is verdict


def test_the_question_passes_the_whole_way_and_its_choice_goes_on_with_the_case(
    make_tools: MakeTools, rulebook: Rulebook
) -> None:
    tools = make_tools(*[unsure(client_in_media=(0.55, 0.45, 0.0))] * 2)

    (asked,) = run([Case(raw="can i post this picture of the picnic")], tools)
    assert asked.answer is not None
    assert asked.answer.ask is not None
    assert asked.answer.verdict is Verdict.CLARIFY

    chosen = dict(asked.answer.ask.choices[0].sets)
    (settled,) = run([Case(raw="can i post this picture of the picnic", answered=chosen)], tools)
    assert settled.answer is not None
    assert settled.answer.verdict is Verdict.NO
