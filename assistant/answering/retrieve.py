"""Which clauses come nearest to the question, in meaning and in words?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.answering.records import Case
from index.search import Hit

NEAREST = 10
"""Clauses kept for a question: shown by `--why` and given to a reader that is a language model."""


TURNS_SEARCHED = 3
"""Earlier turns that a question is searched with."""


class Search(Protocol):
    """Anything that finds clauses; `index.search.Searcher` is one."""

    def search_many(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The k nearest clauses of each query, best first."""


def retrieve(cases: Sequence[Case], search: Search) -> list[Case]:
    """The cases with the clauses nearest to each question as it stands in its conversation."""
    queries = [_query(case) for case in cases]
    found = search.search_many(queries, NEAREST)
    return [case.with_(hits=tuple(hits)) for case, hits in zip(cases, found, strict=True)]


def _query(case: Case) -> str:
    """The question, then what was said before it, latest first: what is cut from a long query is what is oldest."""
    return " ".join((case.screened.text, *reversed(case.earlier[-TURNS_SEARCHED:]))) if case.screened else ""
