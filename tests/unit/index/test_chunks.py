import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Clause, ClauseKind
from index.chunks import LONGEST_CHUNK, Chunk, chunk_clauses, chunk_text


def clause(text: str, kind: ClauseKind = ClauseKind.PARAGRAPH, lead_in: str | None = None) -> Clause:
    return Clause("md/policy/a", "md", kind, ("POLICY",), "MD, ¶ 1", text, 100, 100 + len(text), lead_in)


def test_a_clause_is_one_chunk() -> None:
    assert chunk_clauses([clause("Be kind. Be brief.")]) == (Chunk("md/policy/a", "Be kind. Be brief."),)


def test_a_list_item_is_embedded_without_its_mark_and_without_its_lead_in() -> None:
    item = clause("- Placement details", ClauseKind.ITEM, lead_in="md/policy/must-not-disclose")
    assert chunk_clauses([item]) == (Chunk("md/policy/a", "Placement details"),)


def test_only_a_clause_beyond_the_limit_is_cut() -> None:
    assert len(chunk_clauses([clause("x" * LONGEST_CHUNK)])) == 1
    assert len(chunk_clauses([clause("x" * (LONGEST_CHUNK + 1))])) == 2


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("One two. Three four. Five", 22, ["One two. Three four.", "Five"]),
        ('He said "no." Then he left', 15, ['He said "no."', "Then he left"]),
        ("one two three four", 9, ["one two", "three", "four"]),
        ("A. bcdefghij klmnop", 16, ["A. bcdefghij", "klmnop"]),  # a cut after "A." would leave a crumb
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("   ", 4, []),
        ("", 4, []),
    ],
)
def test_a_long_text_is_cut_at_the_last_end_within_the_limit(text: str, longest: int, pieces: list[str]) -> None:
    assert [chunk.text for chunk in chunk_text("a", text, longest)] == pieces


@given(st.text(alphabet="ab .?\n—é", max_size=300), st.integers(4, 40))
def test_cutting_loses_nothing_but_white_space_and_keeps_the_limit(text: str, longest: int) -> None:
    pieces = [chunk.text for chunk in chunk_text("a", text, longest)]
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
    assert all(0 < len(piece) <= longest and piece == piece.strip() for piece in pieces)
