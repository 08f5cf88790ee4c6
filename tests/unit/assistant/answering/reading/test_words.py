"""The words a fact was read from: the phrase that held the attention, never more than a dozen words, never an earlier turn."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.reading.words import MOST_WORDS, words_behind


def tokens(text: str) -> list[tuple[int, int]]:
    """Every word a token, between the two special ones."""
    return [(0, 0), *(match.span() for match in re.finditer(r"\w+", text)), (0, 0)]


def looking_at(text: str, *words: str, begin: int = 0) -> str:
    """The words behind an attention that rests on these words alone."""
    offsets = tokens(text)
    attention = np.array([1.0 if text[a:b] in words and b > a else 0.001 for a, b in offsets])
    return words_behind(text, offsets, attention, begin)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("can i post my client, her face is blurred", "blurred", "her face is blurred"),
        ("can i post my client, her face is blurred", "client", "can i post my client"),
        ("a photo. of a visit! ok?", "visit", "of a visit"),
        ("the caption is “so proud of Marcus” ok", "proud", "so proud of Marcus"),
        ("one\ntwo\nthree", "two", "two"),
        ("  spaces around  ", "around", "spaces around"),
    ],
)
def test_the_phrase_around_the_peak_is_given(text: str, at: str, words: str) -> None:
    assert looking_at(text, at) == words


def test_the_phrase_that_holds_more_in_sum_wins_over_a_single_peak() -> None:
    text = "peak, some words here"
    attention = np.array([0.0, 0.3, 0.25, 0.25, 0.2, 0.0])

    assert words_behind(text, tokens(text), attention) == "some words here"


@pytest.mark.parametrize("at", ["w0", "w7", "w15", "w29"])
def test_a_long_phrase_is_cut_to_a_dozen_words_around_the_peak(at: str) -> None:
    text = " ".join(f"w{number}" for number in range(30))

    found = looking_at(text, at).split()

    assert len(found) == MOST_WORDS
    assert at in found


def test_earlier_turns_are_not_quoted_back() -> None:
    text = "my client on a visit >> and at lunch"

    assert looking_at(text, "client", begin=text.index("and")) == "and at lunch"


@pytest.mark.parametrize(
    ("text", "offsets", "attention"),
    [("", [(0, 0), (0, 0)], [0.5, 0.5]), ("anything", [], []), ("anything", [(0, 0)], [1.0])],
)
def test_nothing_to_look_at_gives_no_words(text: str, offsets: list[tuple[int, int]], attention: list[float]) -> None:
    assert words_behind(text, offsets, np.array(attention)) == ""


def test_a_mark_alone_is_given_as_it_stands() -> None:
    assert words_behind("?!", [(0, 1), (1, 2)], np.array([0.2, 0.8])) == "!"


@given(st.text(max_size=120), st.data())
def test_the_words_always_stand_in_the_text_after_the_earlier_turns(text: str, data: st.DataObject) -> None:
    offsets = tokens(text)
    attention = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(offsets), max_size=len(offsets))))
    begin = data.draw(st.integers(0, len(text)))

    found = words_behind(text, offsets, attention, begin)

    assert found in text[begin:]
    assert len(found.split()) <= MOST_WORDS
