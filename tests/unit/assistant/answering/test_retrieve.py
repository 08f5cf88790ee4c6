"""The nearest clauses: every case gets its own, asked for with what was said before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answering.records import Case
from assistant.answering.retrieve import NEAREST, retrieve
from assistant.answering.screening.records import Screened
from index.search import Hit
from tests.unit.assistant.conftest import make_case


class ToldSearch:
    """Finds one clause a query, named by its place."""

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.k = 0

    def search_many(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        self.queries += queries
        self.k = k
        return [[Hit(f"clause-{n}", 1.0, 1, 1.0, None, 0.0)] for n in range(len(queries))]


def test_every_case_gets_its_own_clauses_in_order() -> None:
    search = ToldSearch()

    found = retrieve([make_case(text="first"), make_case(text="second")], search)

    assert [[hit.clause_id for hit in case.hits] for case in found] == [["clause-0"], ["clause-1"]]
    assert search.queries == ["first", "second"]
    assert search.k == NEAREST


def test_a_follow_up_is_searched_with_what_was_said_before() -> None:
    search = ToldSearch()

    retrieve([Case(raw="raw", earlier=("a photo",), screened=Screened("at lunch", (), False))], search)

    assert search.queries == ["at lunch a photo"]


def test_only_screened_words_are_searched_for() -> None:
    search = ToldSearch()

    retrieve(
        [make_case(raw="a photo of Jayden Morales", text="a photo of [name 1]"), Case(raw="never screened")], search
    )

    assert search.queries == ["a photo of [name 1]", ""]


def test_a_search_that_answers_too_little_is_not_papered_over() -> None:
    class Short:
        def search_many(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
            return [[] for _ in queries[1:]]

    with pytest.raises(ValueError, match="zip"):
        retrieve([make_case(), make_case()], Short())
