"""The text somebody means to post, told apart from the question around it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.drafts.finder import find_drafts

DRAFT = "placed two siblings together today"
POST = "Long week. Two siblings went home together today! So tired."
OWN_EXAMPLES = Path(__file__).parents[4] / "data" / "drafts.jsonl"


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in find_drafts(text)]


@pytest.mark.parametrize(
    "text",
    [
        'can i post "{}" on x?', "can i post “{}” on x?", "puedo publicar «{}»?", "can i post '{}'?", "can i post ‘{}’?",
        "is this ok:\n{}", "is this ok:\n\n{}", 'is this ok:\nnot this\n"{}"', "ok?\n> {}", "ok?\n```\n{}\n```",
        "ok? ```{}```", "```{}``` ok?", "ok?\n```text\n{}\n```",
        "caption: {}", "tweet: {}", "thinking of posting: {}", "pie de foto: {}", '"{}"', '"{}" ok?',
        'my boss says i should post "{}"', "want to post this on fb: {}", 'can i tweet "{}',
    ],
)  # fmt: skip
def test_a_draft_is_found_where_it_is_set_off(text: str) -> None:
    assert found(text.format(DRAFT)) == [DRAFT]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{}\n\nis this ok to post?",
        "ok for facebook? {}",
        "{} - is that too much?",
        "{}\nthoughts?",
        "hinge bio. {}",
    ],
)
def test_a_post_without_marks_around_it_is_found(text: str) -> None:
    assert found(text.format(POST)) == [POST]


def test_two_drafts_are_two() -> None:
    assert found(f'either "{DRAFT}" or "moved two kids in one day"') == [DRAFT, "moved two kids in one day"]


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "thanks!", 'can i post a "throwback" pic', "can i post my client's kid's drawing, it's sweet",
        "ok to post? its at 5:30 tomorrow", "Am I allowed to look her up: my own account, my own time?",
        'What does "sensitive information" mean?', 'my coworker called me "the baby whisperer", should i care?',
        "I took a selfie at the courthouse and want to share it with my family group.",
        "I take the County laptop home Fridays. Facebook on it, off the clock. Allowed?",
        "An employee of my unit writes about her work. May she?", "¿puedo seguir en instagram a la mamá de un niño?",
    ],
)  # fmt: skip
def test_a_question_without_a_draft_has_none(text: str) -> None:
    assert found(text) == []


def own_examples() -> Iterator[dict[str, object]]:
    yield from map(json.loads, OWN_EXAMPLES.read_text(encoding="utf-8").splitlines())


def test_most_of_our_own_examples_are_found_to_the_letter_and_no_question_is_taken_for_a_draft() -> None:
    rows = list(own_examples())
    exact = [row["draft"] in found(str(row["question"])) for row in rows if row["draft"] is not None]

    assert len(exact) >= 60
    assert sum(exact) / len(exact) >= 0.92
    assert [row["id"] for row in rows if row["draft"] is None and found(str(row["question"]))] == []


@given(st.text(alphabet="\"“”‘’'«»:;.!?>`# \n\u200babAB¿-(^)", max_size=200))
def test_drafts_lie_within_the_text_in_order_and_do_not_overlap(text: str) -> None:
    reached = 0
    for start, end in find_drafts(text):
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        reached = end


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"“”«»„`'), max_size=80))
def test_what_is_quoted_after_a_colon_is_the_draft_whatever_stands_in_it(words: str) -> None:
    draft = f"we all {words.strip()} went home".strip()

    assert found(f'ok to post this: "{draft}"') == [draft]


@pytest.mark.parametrize("text", [" 'a" * 4_000, '"a ' * 4_000, "a. " * 1_300, "caption: a! " * 330, "- a? " * 2_400])
def test_a_long_text_full_of_marks_is_read_quickly(text: str) -> None:
    started = time.process_time()
    find_drafts(text)

    assert time.process_time() - started < 2  # it would be minutes if every mark looked through the whole text
