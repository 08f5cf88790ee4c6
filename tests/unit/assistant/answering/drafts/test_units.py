"""What a draft consists of, and what is left of it without some of its phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.drafts.units import (
    MOST_PHRASES,
    core,
    cut,
    is_taken_from,
    with_hangers_on,
    without_list_items,
    without_sentences,
)

TEXTS = st.text(alphabet="ab c.,!?;:-()\n#é🙂", max_size=120)


def numbers(draft: str, words: str) -> set[int]:
    """The phrases that hold the words."""
    at = draft.index(words)
    return {n for n, phrase in enumerate(cut(draft)) if phrase.start < at + len(words) and at < phrase.end}


@given(TEXTS)
def test_phrases_are_the_whole_draft_in_order_and_few(draft: str) -> None:
    phrases = cut(draft)

    assert "".join(draft[phrase.start : phrase.end] for phrase in phrases) == draft
    assert len(phrases) <= MOST_PHRASES
    assert [phrase.sentence for phrase in phrases] == sorted(phrase.sentence for phrase in phrases)
    for phrase in phrases:
        start, end = core(draft, phrase)
        assert phrase.start <= start < end <= phrase.end


@given(TEXTS, st.sets(st.integers(0, MOST_PHRASES - 1), min_size=1))
def test_what_is_left_holds_no_word_that_was_not_there(draft: str, chosen: set[int]) -> None:
    phrases = cut(draft)
    out = with_hangers_on(draft, phrases, {n for n in chosen if n < len(phrases)})

    for left in (without_sentences(draft, phrases, out), without_list_items(draft, phrases, out)):
        assert left is None or is_taken_from(left, draft)


@pytest.mark.parametrize(
    ("draft", "out", "left"),
    [
        ("Slept late, fixed the sink, placed two kids, had tacos. Bye now!", "placed two kids", "Slept late, fixed the sink, had tacos. Bye now!"),
        ("Slept late, fixed the sink, placed two kids. Tacos for all of us!", "placed two kids", "Slept late, fixed the sink. Tacos for all of us!"),
        ("Today: tacos, naps, placed two kids, and onions 🚲", "placed two kids", "Today: tacos, naps, and onions 🚲"),
        ("Slept late, placed two kids. Tacos for all of us!", "placed two kids", "Tacos for all of us!"),
        ("Placed two kids, slept late, fixed it. Tacos for all of us!", "Placed two", "Tacos for all of us!"),
        ("Dinner, a movie, and my case, a family of five, can wait. Tacos for all of us!", "and my case", "Tacos for all of us!"),
        ("Ask for the redhead, she's my client, tip big, eat well. Tacos for all of us!", "she's my client", "Tacos for all of us!"),
        ("Placed two kids. Bye.", "Placed two", None),
        ("Placed two kids. #tacos #naps #home #rest", "Placed two", None),
    ],
)  # fmt: skip
def test_an_item_of_a_list_is_left_out_and_else_the_sentence(draft: str, out: str, left: str | None) -> None:
    assert without_list_items(draft, cut(draft), numbers(draft, out)) == left


@pytest.mark.parametrize(
    ("draft", "out", "stays"),
    [
        ("We went home early. One of my kids at work asked if I was sad. He misses his mom.", "One of my", ["We went home early."]),
        ("One of my kids at work was sad. I bought a plant for the desk. He misses his mom.", "One of my", ["I bought a plant for the desk."]),
        ("My kiddo made varsity at school. She is one of my work kids. Tacos for all of us.", "She is one", ["Tacos for all of us."]),
        ("They turned my warrant request down. Unbelievable. Tacos for all of us.", "They turned", ["Tacos for all of us."]),
        ("I carried you out of that house. Tacos for all of us. You won the spelling bee.", "I carried", ["Tacos for all of us."]),
        ("My kiddo made varsity at school!! (one of my work kids) Tacos for all of us.", "one of my work", []),
        ("So proud of J. today. She stood up in court. Tacos for all of us.", "She stood", ["Tacos for all of us."]),
    ],
)  # fmt: skip
def test_what_hangs_on_a_sentence_goes_with_it(draft: str, out: str, stays: list[str]) -> None:
    phrases = cut(draft)
    gone = with_hangers_on(draft, phrases, numbers(draft, out))

    left = {phrases[n].sentence for n in range(len(phrases))} - {phrases[n].sentence for n in gone}
    kept = ["".join(draft[p.start : p.end] for p in phrases if p.sentence == number).strip() for number in sorted(left)]
    assert kept == stays


@pytest.mark.parametrize(("text", "is_taken"), [("tacos", True), ("ta cos", True), ("socat", False), ("tacoss", False)])
def test_words_that_are_not_in_the_draft_are_noticed(text: str, is_taken: bool) -> None:
    assert is_taken_from(text, "my tacos!") is is_taken
