"""Claims about the comparison of two editions, and about what rests on a changed clause."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.diff import DocumentDiff, diff_documents, diff_words, touched
from corpus.document import Document
from corpus.document_file import DocumentFile, assemble
from corpus.library import load_library


@dataclass(frozen=True)
class Basis:
    """A rule or a precedent, as far as the comparison looks at it."""

    id: str
    clause: str


def an_edition(*clauses: tuple[str, str], lead_in: dict[str, str] | None = None, kind: str = "paragraph") -> Document:
    hangs = lead_in or {}
    blocks = [
        {
            "kind": "item" if slug in hangs else kind,
            "id": f"x-1/{slug}",
            "text": text,
            "lead_in": f"x-1/{hangs[slug]}" if slug in hangs else None,
        }
        for slug, text in clauses
    ]
    whole = {"id": "x-1", "number": "X 1", "title": "T", "held": "full", "version": "1", "blocks": blocks}
    return assemble(DocumentFile.model_validate(whole))


OLD = (
    ("photos", "Employees must not post photos of clients on any account."),
    ("opinions", "Employees should use discretion when sharing opinions."),
    ("hours", "Employees may not use social media during working hours."),
)


def slugs(diff: DocumentDiff) -> dict[str, list[str]]:
    return {
        "added": [clause.id for clause in diff.added],
        "removed": [clause.id for clause in diff.removed],
        "changed": [f"{pair.old.id} {pair.new.id}" for pair in diff.changed],
        "kept": [f"{pair.old.id} {pair.new.id}" for pair in diff.kept],
    }


def test_an_edition_compared_with_itself_has_no_difference() -> None:
    directive = load_library().document("16-02")
    diff = diff_documents(directive, directive)
    assert diff.is_empty
    assert len(diff.kept) == len(directive.clauses)
    assert diff.touched_clauses == frozenset()


def test_added_removed_and_changed_clauses_are_told_apart() -> None:
    new = an_edition(
        ("photos", "Employees must not post photos or videos of clients on any account."),
        ("hours", OLD[2][1]),
        ("drones", "Drones are for the fire department."),
    )
    assert slugs(diff_documents(an_edition(*OLD), new)) == {
        "added": ["x-1/drones"],
        "removed": ["x-1/opinions"],
        "changed": ["x-1/photos x-1/photos"],
        "kept": ["x-1/hours x-1/hours"],
    }


def test_a_clause_is_found_again_under_another_id_and_place() -> None:
    new = an_edition(("c", OLD[2][1]), ("a", OLD[0][1].replace("any account", "an account")), ("b", OLD[1][1]))
    found = slugs(diff_documents(an_edition(*OLD), new))
    assert found["changed"] == ["x-1/photos x-1/a"]
    assert found["kept"] == ["x-1/opinions x-1/b", "x-1/hours x-1/c"]
    assert found["added"] == found["removed"] == []


def test_swapped_words_under_the_same_ids_are_followed_by_their_words() -> None:
    new = an_edition((OLD[0][0], OLD[1][1]), (OLD[1][0], OLD[0][1]), OLD[2])
    assert diff_documents(an_edition(*OLD), new).is_empty


def test_one_lost_negation_is_a_change() -> None:
    new = an_edition(("photos", "Employees must post photos of clients on any account."), *OLD[1:])
    diff = diff_documents(an_edition(*OLD), new)
    assert [pair.old.id for pair in diff.changed] == ["x-1/photos"]
    assert diff_words(diff.changed[0].old.text, diff.changed[0].new.text) == [
        ("=", "Employees must"), ("-", "not"), ("=", "post photos of clients on any account.")
    ]  # fmt: skip


def test_a_summary_is_never_the_same_clause_as_official_words() -> None:
    diff = diff_documents(an_edition(OLD[0], kind="summary"), an_edition(OLD[0]))
    assert (len(diff.removed), len(diff.added)) == (1, 1)


def test_a_new_mark_in_front_of_an_item_is_no_change() -> None:
    lists = [
        an_edition(("lead", "Not:"), ("fall", f"{mark} fall"), lead_in={"fall": "lead"}) for mark in ("-", "o", "(a)")
    ]
    assert diff_documents(lists[0], lists[1]).is_empty
    assert diff_documents(lists[0], lists[2]).is_empty


@pytest.mark.parametrize(
    ("clause", "is_touched"),
    [("x-1/photos", True), ("x-1/opinions", True), ("x-1/hours", False), ("x-1/never-was", False)],
)
def test_what_rests_on_a_changed_or_removed_clause_is_touched(clause: str, is_touched: bool) -> None:
    new = an_edition(("photos", "Employees must not post photos or videos of clients on any account."), OLD[2])
    diff = diff_documents(an_edition(*OLD), new)
    found = touched(diff, [Basis("rule", clause)], [Basis("precedent-7", clause)])
    assert (found.rules, found.precedents) == ((("rule",), ("precedent-7",)) if is_touched else ((), ()))


def test_a_changed_lead_in_touches_the_items_that_hang_on_it() -> None:
    """ "must not disclose" to "may disclose" turns every item, though no letter of an item changes."""
    hangs = {"gifts": "lead"}
    old = an_edition(("lead", "Employees must not disclose:"), ("gifts", "- Gifts"), OLD[1], lead_in=hangs)
    new = an_edition(("lead", "Employees may disclose:"), ("gifts", "- Gifts"), OLD[1], lead_in=hangs)
    diff = diff_documents(old, new)
    assert [pair.old.id for pair in diff.changed] == ["x-1/lead"]
    assert touched(diff, [Basis("gifts", "x-1/gifts"), Basis("opinions", "x-1/opinions")]).rules == ("gifts",)


def test_an_item_that_lost_its_lead_in_is_touched() -> None:
    old = an_edition(("lead", "Not:"), ("gifts", "- Gifts"), lead_in={"gifts": "lead"})
    new = an_edition(("lead", "Not:"), ("gifts", "Gifts"))
    assert diff_documents(old, new).touched_clauses == {"x-1/gifts"}


SENTENCES = st.lists(
    st.sampled_from("photos clients must not may post share office court".split()), min_size=1, max_size=8
)


@given(st.lists(SENTENCES.map(" ".join), max_size=6), st.lists(SENTENCES.map(" ".join), max_size=6))
def test_every_clause_lands_in_exactly_one_lot(before: list[str], after: list[str]) -> None:
    old = an_edition(*((f"c-{number}", text) for number, text in enumerate(before)))
    new = an_edition(*((f"c-{number}", text) for number, text in enumerate(after)))
    diff = diff_documents(old, new)
    olds = [*diff.removed, *(pair.old for pair in (*diff.changed, *diff.kept))]
    news = [*diff.added, *(pair.new for pair in (*diff.changed, *diff.kept))]
    assert sorted(clause.id for clause in olds) == sorted(clause.id for clause in old.clauses)
    assert sorted(clause.id for clause in news) == sorted(clause.id for clause in new.clauses)
    assert all(pair.old.text == pair.new.text for pair in diff.kept)
    assert all(pair.old.text != pair.new.text for pair in diff.changed)


@given(SENTENCES, SENTENCES)
def test_the_runs_of_words_make_up_both_texts(old: list[str], new: list[str]) -> None:
    runs = diff_words(" ".join(old), " ".join(new))
    assert " ".join(words for mark, words in runs if mark in "=-").split() == old
    assert " ".join(words for mark, words in runs if mark in "=+").split() == new
