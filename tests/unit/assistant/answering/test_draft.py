"""The text somebody means to post: where it stands, and which of its phrases touch a clause."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.decide import decide_facts
from assistant.answering.draft import find_drafts, find_marks
from assistant.answering.records import Mark
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

DRAFT = "placed two siblings together today"


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        (f'can i post "{DRAFT}" on x?', [DRAFT]),
        (f"can i post “{DRAFT}” on x?", [DRAFT]),
        (f"puedo publicar «{DRAFT}»?", [DRAFT]),
        (f"can i post '{DRAFT}'?", [DRAFT]),
        (f"can i post ‘{DRAFT}’?", [DRAFT]),
        (f"is this ok:\n{DRAFT}\nso proud", [f"{DRAFT}\nso proud"]),
        (f"is this ok:\n\n{DRAFT}", [DRAFT]),
        (f'either "{DRAFT}" or "moved two kids in one day"', [DRAFT, "moved two kids in one day"]),
        ('can i post a "throwback" pic', []),  # a word in quotes is no draft
        ("can i post my client's kid's drawing, it's sweet", []),  # apostrophes are no quotes
        ("ok to post? its at 5:30 tomorrow", []),
        (f'is this ok:\nnot this\n"{DRAFT}"', [DRAFT]),  # quotes say where the draft is more exactly than the colon
        ("", []),
    ],
)
def test_drafts_are_found_where_they_are_quoted_or_pasted(text: str, drafts: list[str]) -> None:
    assert [text[start:end] for start, end in find_drafts(text)] == drafts


@given(st.text(alphabet="\"“”‘’'«»: \nabc", max_size=200))
def test_drafts_lie_within_the_text_in_order_and_do_not_overlap(text: str) -> None:
    reached = 0
    for start, end in find_drafts(text):
        assert reached <= start < end <= len(text)
        reached = end


def test_a_long_text_full_of_quotation_marks_is_read_quickly() -> None:
    started = time.process_time()
    find_drafts(" 'a" * 40_000)

    assert time.process_time() - started < 5  # it would be minutes if every mark looked through the whole text


def marks(
    raw: str, rulebook: Rulebook, words: dict[str, str], text: str | None = None, **facts: bool
) -> tuple[Mark, ...]:
    reading = make_reading(words=words, **facts)
    return find_marks(make_case(reading, raw=raw, text=text), decide_facts(reading.stated, rulebook, {}).findings)


def test_the_phrase_behind_a_prohibition_is_marked_with_its_clause(rulebook: Rulebook) -> None:
    raw = f'can i post "{DRAFT}"?'

    (mark,) = marks(raw, rulebook, {"placement": "placed two siblings"}, placement=True)

    assert raw[mark.start : mark.end] == "placed two siblings"
    assert mark.clause == "md-16-02/policy/placement"


def test_the_phrase_is_marked_in_the_draft_also_where_it_is_said_before_it(rulebook: Rulebook) -> None:
    raw = f'i placed two siblings. can i post "{DRAFT}"?'

    (mark,) = marks(raw, rulebook, {"placement": "placed two siblings"}, placement=True)

    assert mark.start == raw.index('"') + 1


@pytest.mark.parametrize(
    ("claim", "raw", "words", "facts"),
    [
        (
            "no draft",
            "i placed two siblings, can i post that?",
            {"placement": "placed two siblings"},
            {"placement": True},
        ),
        (
            "outside the draft",
            f'at a visit. can i post "{DRAFT}"?',
            {"visit_media": "at a visit"},
            {"visit_media": True},
        ),
        ("no words", f'can i post "{DRAFT}"?', {}, {"placement": True}),
        ("screening changed it", f'post "{DRAFT}"?', {"placement": "placed [name 1]"}, {"placement": True}),
        ("nothing is prohibited", f'can i post "{DRAFT}"?', {"private_life": DRAFT}, {"private_life": True}),
        (
            "only a condition",
            f'can i post "{DRAFT}"?',
            {"child_welfare_content": DRAFT},
            {"child_welfare_content": True},
        ),
    ],
)
def test_nothing_is_marked_when(
    claim: str, raw: str, words: dict[str, str], facts: dict[str, bool], rulebook: Rulebook
) -> None:
    assert marks(raw, rulebook, words, **facts) == (), claim


def test_a_breached_requirement_is_marked_by_what_breaches_it(rulebook: Rulebook) -> None:
    raw = 'ok: "overtime again at the Pomona office tonight"?'

    found = marks(
        raw, rulebook, {"schedule_details": "Pomona office tonight"}, own_schedule=True, schedule_details=True
    )

    assert [raw[mark.start : mark.end] for mark in found] == ["Pomona office tonight"]


def test_a_phrase_is_marked_once_for_the_first_finding(rulebook: Rulebook) -> None:
    raw = f'can i post "{DRAFT}"?'
    words = {"placement": DRAFT, "case_information": DRAFT}

    (mark,) = marks(raw, rulebook, words, placement=True, case_information=True)

    assert mark.clause == "md-16-02/policy/placement"
