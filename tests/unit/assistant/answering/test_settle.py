"""Facts and second opinion together: what a doubtful fact becomes, and what can never change."""

from __future__ import annotations

import dataclasses
import math
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.records import FactDoubt, FactReading, Kind, Reading, Verdict
from assistant.answering.rules import decide_facts
from assistant.answering.settle import LEAST_OPINION, MOST_CHANGES, settle, settle_reading
from corpus.rulebook import Rulebook
from tests.shipped import shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading


def doubting(reading: Reading, **doubts: tuple[float, float, float]) -> Reading:
    """The reading with these facts doubtful: probabilities of not stated, so, not so."""
    return dataclasses.replace(
        reading, doubts=MappingProxyType({name: FactDoubt(*each, f"words of {name}") for name, each in doubts.items()})
    )


SO = {"client_in_media": (0.4, 0.6, 0.0)}
OFFICE = {"workplace_shown": (0.4, 0.6, 0.0)}
OPINION_NO = {Verdict.NO: 0.9, Verdict.YES: 0.1}
OPINION_YES = {Verdict.NO: 0.1, Verdict.YES: 0.9}


def test_a_doubtful_fact_goes_when_the_opinion_speaks_loudly_against_it(rulebook: Rulebook) -> None:
    # As read: conditional. -log 1e-6 = 13.8. Without the fact: yes, log(0.6 / 0.4) - log 0.9 = 0.41 + 0.11 = 0.51.
    reading = doubting(make_reading(opinion=OPINION_YES, workplace_shown=True, private_life=True), **OFFICE)

    assert settle_reading(reading, rulebook).stated == {"private_life": True}


def test_what_was_read_as_prohibited_is_never_talked_away(rulebook: Rulebook) -> None:
    reading = doubting(make_reading(opinion={Verdict.YES: 1.0}, client_in_media=True, private_life=True), **SO)

    assert settle_reading(reading, rulebook).facts == reading.facts


def test_it_stays_when_the_opinion_agrees(rulebook: Rulebook) -> None:
    reading = doubting(make_reading(opinion=OPINION_NO, client_in_media=True, private_life=True), **SO)

    assert settle_reading(reading, rulebook).facts == reading.facts


def test_a_fact_that_is_nearly_sure_outweighs_a_lukewarm_opinion(rulebook: Rulebook) -> None:
    # As read: -log 0.3 = 1.20. Without: log(0.95 / 0.05) - log 0.7 = 2.94 + 0.36 = 3.30.
    reading = doubting(
        make_reading(opinion={Verdict.NO: 0.3, Verdict.YES: 0.7}, client_in_media=True, private_life=True),
        client_in_media=(0.05, 0.95, 0.0),
    )

    assert settle_reading(reading, rulebook).facts == reading.facts


def test_a_fact_that_was_left_out_comes_in_with_its_words_and_its_probability(rulebook: Rulebook) -> None:
    reading = doubting(make_reading(opinion=OPINION_NO, private_life=True), client_in_media=(0.6, 0.4, 0.0))

    settled = settle_reading(reading, rulebook)

    assert settled.facts["client_in_media"] == FactReading(True, "words of client_in_media", 0.4)
    assert settled.facts["private_life"] == reading.facts["private_life"]


def test_a_value_out_of_the_question_is_never_taken(rulebook: Rulebook) -> None:
    reading = doubting(make_reading(opinion={Verdict.NO: 1.0}, private_life=True), client_in_media=(0.97, 0.0, 0.03))

    assert "client_in_media" not in settle_reading(reading, rulebook).facts


def test_a_sure_fact_never_changes(rulebook: Rulebook) -> None:
    reading = doubting(make_reading(opinion={Verdict.YES: 1.0}, client_in_media=True), private_life=(0.5, 0.5, 0.0))

    assert settle_reading(reading, rulebook).stated["client_in_media"] is True


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.POSTING])
def test_only_posting_questions_are_settled(kind: Kind, rulebook: Rulebook) -> None:
    case = make_case(doubting(make_reading(kind, opinion=OPINION_YES, client_in_media=True, private_life=True), **SO))

    assert settle(case, rulebook) is case


def test_the_facts_of_a_reading_without_doubts_stay_as_they_are(rulebook: Rulebook) -> None:
    reading = make_reading(opinion={Verdict.YES: 1.0}, client_in_media=True)

    settled = settle(make_case(reading), rulebook).reading

    assert settled is not None
    assert settled.facts == reading.facts
    assert settled.by_rules[Verdict.NO] == 1.0


def test_what_the_rules_say_of_the_readings_nearby_is_weighed_by_their_probability(rulebook: Rulebook) -> None:
    # Read as so with 0.6, not stated with 0.4: the rules say no of the one reading and yes of the other.
    reading = doubting(make_reading(opinion=OPINION_NO, client_in_media=True, private_life=True), **SO)

    by_rules = settle_reading(reading, rulebook).by_rules

    assert by_rules[Verdict.NO] == pytest.approx(0.6)
    assert by_rules[Verdict.YES] == pytest.approx(0.4)


def test_the_settled_reading_takes_the_place_of_the_old_one(rulebook: Rulebook) -> None:
    case = make_case(doubting(make_reading(opinion=OPINION_YES, workplace_shown=True, private_life=True), **OFFICE))

    settled = settle(case, rulebook)

    assert settled.reading is not None
    assert settled.reading.stated == {"private_life": True}


RULEBOOK = shipped_rulebook()
VERDICTS = list(Verdict)


@st.composite
def doubtful_readings(draw: st.DrawFn) -> Reading:
    names = draw(st.lists(st.sampled_from(sorted(RULEBOOK.facts)), min_size=1, max_size=6, unique=True))
    doubts, facts = {}, {}
    for name in names:
        weights = [draw(st.floats(0.05, 1.0)) for _ in range(3)]
        shares = [weight / sum(weights) for weight in weights]
        doubts[name] = FactDoubt(shares[0], shares[1], shares[2], "")
        likeliest = shares.index(max(shares))
        if likeliest:
            facts[name] = FactReading(likeliest == 1, "", shares[likeliest])
    weights = [draw(st.floats(0.01, 1.0)) for _ in VERDICTS]
    opinion = {verdict: weight / sum(weights) for verdict, weight in zip(VERDICTS, weights, strict=True)}
    return Reading(Kind.POSTING, 1.0, MappingProxyType(facts), opinion, {}, "told", MappingProxyType(doubts))


def surprise(reading: Reading, facts: dict[str, bool]) -> float:
    read = sum(-math.log(doubt.probability(facts.get(name))) for name, doubt in reading.doubts.items())
    verdict = decide_facts(facts, RULEBOOK, {}).verdict
    return read - math.log(max(LEAST_OPINION, reading.opinion[verdict]))


@given(doubtful_readings())
def test_settling_never_makes_a_reading_less_probable_and_changes_two_facts_at_most(reading: Reading) -> None:
    settled = settle_reading(reading, RULEBOOK)

    changed = [name for name in reading.doubts if reading.stated.get(name) is not settled.stated.get(name)]
    assert len(changed) <= MOST_CHANGES
    assert surprise(reading, settled.stated) <= surprise(reading, reading.stated) + 1e-9
    assert bool(changed) == (settled.stated != reading.stated)


PICTURED = {"client": True, "client_in_media": True, "face_hidden": True, "taken_on_duty": True}


@pytest.mark.parametrize(
    ("answered", "left"),
    [
        ({"client": False}, {"client": False, "taken_on_duty": True}),
        ({"client": None}, {"client_in_media": True, "face_hidden": True, "taken_on_duty": True}),
        ({"client_in_media": None}, {"client": True, "face_hidden": True, "taken_on_duty": True}),
        ({"taken_on_duty": False}, {**PICTURED, "taken_on_duty": False}),
        ({"client": False, "client_in_media": True}, {"client": False, "client_in_media": True, "taken_on_duty": True}),
    ],
)
def test_what_presupposes_a_fact_that_the_asker_denies_goes_with_it(
    answered: dict[str, bool | None], left: dict[str, bool], rulebook: Rulebook
) -> None:
    case = make_case(reading=make_reading(**PICTURED)).with_(answered=answered)

    settled = settle(case, rulebook).reading

    assert settled is not None
    assert settled.stated == left


@pytest.mark.parametrize("answered", [{}, {"client": False}], ids=["nobody chose", "the asker says: no client"])
def test_an_opinion_from_before_a_choice_makes_no_fact_likelier(answered: dict[str, bool], rulebook: Rulebook) -> None:
    opinion = {Verdict.NO: 0.99, Verdict.YES: 0.01}
    facts = {"private_life": True} if not answered else {"private_life": True, "client": True}
    reading = doubting(make_reading(opinion=opinion, **facts), taken_on_duty=(0.97, 0.03, 0.0))

    settled = settle(make_case(reading=reading).with_(answered=answered), rulebook).reading

    assert settled is not None
    assert ("taken_on_duty" in settled.facts) == (not answered)
    assert settled.opinion[Verdict.NO] == pytest.approx(0.99), "it still makes the answer doubtful"
