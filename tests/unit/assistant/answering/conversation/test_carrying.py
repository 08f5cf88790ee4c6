"""What was settled before holds for the next message, until it says otherwise; and frees nothing by being forgotten."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.conversation.carrying import STRICTNESS, Turn, carry, corrected, still_hold, with_choice
from assistant.answering.records import STOOD_ALONE, Answer, FactDoubt, FactReading, Kind, Reading, Verdict
from assistant.answering.rules import decide_facts
from corpus.rulebook import Rulebook
from tests.shipped import shipped_rulebook
from tests.unit.assistant.conftest import make_reading

FROM_WORK = {"client": True, "tie_unclear": None, "private_life": None}
PRIVATE = {"client": False, "private_life": True, "tie_unclear": None}
OPEN = make_reading(tie_unclear=True)
NIECE = make_reading(client=False, private_life=True)


def answered(verdict: Verdict = Verdict.NO, *notes: str, **facts: bool) -> Answer:
    read = {name: FactReading(value, "", 1.0) for name, value in facts.items()}
    return Answer(verdict, "", "", facts=MappingProxyType(read), notes=notes)


def verdict_of(reading: Reading, settled: dict[str, bool | None], rulebook: Rulebook) -> Verdict:
    return decide_facts(with_choice(reading, settled, rulebook).stated, rulebook, {}).verdict


# --- a choice ---


@pytest.mark.parametrize(
    ("chosen", "verdict", "left_to_no"), [(PRIVATE, Verdict.YES, 0.06), (FROM_WORK, Verdict.NO, 0.96)]
)
def test_what_the_opinion_gave_to_asking_back_goes_where_the_choice_leads(
    chosen: dict[str, bool | None], verdict: Verdict, left_to_no: float, rulebook: Rulebook
) -> None:
    heard = {Verdict.CLARIFY: 0.9, Verdict.NO: 0.06, Verdict.YES: 0.04}
    reading = with_choice(dataclasses.replace(OPEN, opinion=MappingProxyType(heard)), chosen, rulebook)

    assert reading.opinion[verdict] >= 0.94
    assert reading.opinion[Verdict.NO] == pytest.approx(left_to_no)
    assert reading.opinion.get(Verdict.CLARIFY, 0.0) == 0


# --- from question to question ---


def test_what_was_settled_goes_on_through_the_conversation() -> None:
    turns = [Turn("a kid?", FROM_WORK, answered(client=True)), Turn("blurred?", {}, answered(client=True))]

    assert carry(turns, "so that's a yes?") == FROM_WORK


def test_what_a_later_message_said_otherwise_is_not_brought_back() -> None:
    turns = [
        Turn("a kid?", FROM_WORK, answered(client=True)),
        Turn("my niece", {}, answered(Verdict.YES, client=False)),
    ]

    assert "client" not in carry(turns, "so that's a yes?")


def test_what_is_settled_later_stands() -> None:
    turns = [Turn("a kid?", FROM_WORK, answered(client=True)), Turn("blurred?", {"client": False}, answered())]

    assert carry(turns, "so?")["client"] is False


def test_a_new_topic_inherits_nothing_and_the_old_one_comes_back_with_its_words() -> None:
    turns = [
        Turn("a picture of a toddler?", FROM_WORK, answered(client=True)),
        Turn("can i post my dog?", {}, answered(Verdict.YES, STOOD_ALONE, private_life=True)),
    ]

    assert carry(turns, "what if i tag the beach?") == {}
    assert carry(turns, "and the first one with a sticker?") == FROM_WORK
    assert carry(turns, "and if the toddler is blurred?") == FROM_WORK


def test_an_unanswered_question_settles_what_was_chosen_there() -> None:
    assert carry([Turn("a kid?", FROM_WORK, None)], "and now?") == FROM_WORK


# --- for one message ---


def test_what_the_message_says_nothing_of_holds(rulebook: Rulebook) -> None:
    assert still_hold(FROM_WORK, "what if i blur her?", OPEN, OPEN, OPEN, rulebook) == FROM_WORK


def test_thanks_are_thanks(rulebook: Rulebook) -> None:
    thanks = make_reading(Kind.SMALL_TALK)

    assert still_hold(FROM_WORK, "thanks", thanks, OPEN, thanks, rulebook) == {}


def test_what_forbids_wins_at_once(rulebook: Rulebook) -> None:
    client = make_reading(client=True, client_in_media=True)

    held = still_hold(PRIVATE, "she is on my caseload", client, OPEN, client, rulebook)

    assert "client" not in held
    assert verdict_of(client, held, rulebook) is Verdict.NO


@pytest.mark.parametrize(
    "said", ["no, it's my niece", "sorry, i meant my own daughter", "es mi sobrina", "not a client"]
)
def test_what_frees_wins_where_it_is_said_for_sure(rulebook: Rulebook, said: str) -> None:
    held = still_hold(FROM_WORK, said, NIECE, OPEN, NIECE, rulebook)

    assert verdict_of(NIECE, held, rulebook) is Verdict.YES


@pytest.mark.parametrize(
    ("said", "joined", "alone"),
    [
        ("only my close friends would see it", NIECE, NIECE),
        ("no, it's my niece", dataclasses.replace(
            NIECE, facts=MappingProxyType({**NIECE.facts, "client": FactReading(False, "", 0.6)})), NIECE),
        ("no, it's my niece", NIECE, OPEN),
        ("no, it's my niece", NIECE, make_reading(client=True, client_in_media=True)),
    ],
    ids=["no word takes it back", "the reader is unsure", "it says nothing by itself", "by itself it says the contrary"],
)  # fmt: skip
def test_what_frees_does_not_win_otherwise(rulebook: Rulebook, said: str, joined: Reading, alone: Reading) -> None:
    held = still_hold(FROM_WORK, said, joined, OPEN, alone, rulebook)

    assert verdict_of(joined, held, rulebook) is Verdict.NO


def test_what_was_misread_and_corrected_is_not_misread_again(rulebook: Rulebook) -> None:
    misread = make_reading(client=True, client_in_media=True)
    corrected = {"client": False, "private_life": True}

    assert still_hold(corrected, "and on LinkedIn?", misread, misread, OPEN, rulebook) == corrected


def test_what_was_corrected_and_is_said_now_counts(rulebook: Rulebook) -> None:
    read = make_reading(client=True, identifying_details=True)
    corrected = {"identifying_details": None}

    assert still_hold(corrected, "and if i add her school?", read, read, read, rulebook) == {}


@pytest.mark.parametrize("said", ["and another kid's picture?", "y la foto de otro niño?", "someone else's kid then"])
def test_what_frees_one_matter_is_asked_again_of_another(rulebook: Rulebook, said: str) -> None:
    assert still_hold(PRIVATE, said, OPEN, OPEN, OPEN, rulebook) == {}


def test_what_forbids_holds_for_another_too(rulebook: Rulebook) -> None:
    assert still_hold(FROM_WORK, "and another kid's picture?", OPEN, OPEN, OPEN, rulebook) == FROM_WORK


def test_what_frees_is_asked_again_where_the_message_casts_a_doubt(rulebook: Rulebook) -> None:
    doubting = dataclasses.replace(OPEN, doubts=MappingProxyType({"client": FactDoubt(0.6, 0.4, 0.0, "")}))

    assert still_hold(PRIVATE, "she is in foster care though", doubting, OPEN, OPEN, rulebook) == {}
    assert still_hold(PRIVATE, "she is in foster care though", OPEN, OPEN, doubting, rulebook) == {}


FACTS = sorted(shipped_rulebook().facts)
READINGS = st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=5).map(lambda facts: make_reading(**facts))
SETTLED = st.dictionaries(st.sampled_from(FACTS), st.sampled_from([True, False, None]), max_size=4)


@given(SETTLED, READINGS, READINGS, READINGS)
def test_nothing_that_is_forgotten_makes_a_verdict_milder(
    settled: dict[str, bool | None], joined: Reading, before: Reading, alone: Reading
) -> None:
    rulebook = shipped_rulebook()

    held = still_hold(settled, "what if i blur it?", joined, before, alone, rulebook)

    strictness = [STRICTNESS.index(verdict_of(joined, each, rulebook)) for each in (settled, held)]
    assert strictness[1] >= strictness[0]


CLIENTS = make_reading(client=True, client_in_media=True)
UNSURE = dataclasses.replace(NIECE, facts=MappingProxyType({"client": FactReading(False, "", 0.7)}))


def unlikely(reading: Reading, no: float) -> Reading:
    return dataclasses.replace(reading, opinion=MappingProxyType({Verdict.NO: no, Verdict.YES: 1 - no}))


@pytest.mark.parametrize("said", ["no, it's my niece", "no wait hes my son", "I meant my niece", "No, es mi sobrina"])
def test_a_correction_that_is_sure_by_itself_takes_the_client_back(rulebook: Rulebook, said: str) -> None:
    assert corrected(said, unlikely(CLIENTS, 0.1), NIECE, rulebook) == {"client": False}


@pytest.mark.parametrize(
    ("said", "joined", "alone"),
    [
        ("it's with my niece", unlikely(CLIENTS, 0.1), NIECE),
        ("no, my niece took the picture", unlikely(CLIENTS, 0.6), NIECE),
        ("no, it's my client", unlikely(CLIENTS, 0.1), make_reading(client=True)),
        ("no, not her face", unlikely(CLIENTS, 0.1), make_reading()),
        ("no, at her school", unlikely(CLIENTS, 0.1), make_reading(client=False, abusive_content=True)),
        ("no, it's my niece", unlikely(NIECE, 0.1), NIECE),
        ("no, it's my niece", CLIENTS, NIECE),
        ("no, it's my niece", unlikely(CLIENTS, 0.1), UNSURE),
    ],
)
def test_nothing_is_taken_back_where_it_is_no_sure_correction(
    rulebook: Rulebook, said: str, joined: Reading, alone: Reading
) -> None:
    assert corrected(said, joined, alone, rulebook) == {}
