"""Another form of a message keeps every word of it, and comes from the seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.reading.reader import TURN_MARK
from assistant.answering.reading.training.variation import (
    Variation,
    makes_sense_after_anything,
    misspell,
    variation_of,
)
from assistant.answering.records import Kind, Verdict
from corpus.bank import Example
from corpus.chatter import Aside, Position

LONG = "may I put a picture of my cat on my own page tonight"


def example(*turns: str, kind: Kind = Kind.POSTING, acceptable: Iterable[Verdict] = (Verdict.YES,)) -> Example:
    accepted = frozenset(acceptable)
    return Example("X-1", "x", turns, min(accepted), accepted, (), kind, {})


@pytest.fixture
def variation() -> Variation:
    return Variation(before=("so um",), after=("thanks",), others=("can I like my aunt's cake",))


def test_whatever_is_added_the_message_itself_stays_and_stays_last_but_for_a_closing(variation: Variation) -> None:
    forms = {variation.vary(LONG, example(LONG), random.Random(seed)) for seed in range(400)}

    kept = {form for form in forms if LONG in form}
    assert kept == {
        LONG,
        f"so um {LONG}",
        f"{LONG} thanks",
        f"so um {LONG} thanks",
        f"can I like my aunt's cake{TURN_MARK}{LONG}",
    }
    assert all(len(form.split()) in {len(each.split()) for each in kept} for form in forms - kept)


def test_chatter_in_a_conversation_stands_in_its_last_turn(variation: Variation) -> None:
    text = TURN_MARK.join(("first", "second"))

    forms = {variation.vary(text, example("first", "second"), random.Random(seed)) for seed in range(200)}

    assert f"first{TURN_MARK}so um second" in forms
    assert all(form.split(TURN_MARK)[0] in {"first"} | {misspell("first", random.Random(n)) for n in range(300)}
               for form in forms)  # fmt: skip


@pytest.mark.parametrize(
    ("message", "is_whole"),
    [
        (example(LONG), True),
        (example("first", LONG), False),
        (example("may I?"), False),
        (example(LONG, acceptable=(Verdict.CLARIFY,)), False),
        (example(LONG, kind=Kind.POLICY), False),
    ],
    ids=["whole message", "a later turn", "too short to be whole", "leaves something open", "not about a post"],
)
def test_only_a_message_that_nothing_completes_is_put_after_another(message: Example, is_whole: bool) -> None:
    assert makes_sense_after_anything(message) is is_whole


def test_what_was_talked_of_before_is_a_short_single_message_about_a_post() -> None:
    rows = [example("short"), example("first", "then"), example("x " * 200), example("what rule", kind=Kind.POLICY)]

    found = variation_of([row.turns[-1] for row in rows], rows, [Aside("en", Position.AROUND, "phew")])

    assert found.others == ("short",)
    assert found.before == found.after == ("phew",)


@given(st.text(), st.integers())
def test_slips_never_touch_the_number_of_words_or_a_short_word(text: str, seed: int) -> None:
    slipped = misspell(text, random.Random(seed)).split(" ")

    assert len(slipped) == len(text.split(" "))
    for before, after in zip(text.split(" "), slipped, strict=True):
        assert abs(len(before) - len(after)) <= 1
        if len(before) < 4 or not before.isalpha():
            assert before == after


def test_the_same_seed_gives_the_same_slips() -> None:
    assert misspell(LONG * 3, random.Random(5)) == misspell(LONG * 3, random.Random(5))
