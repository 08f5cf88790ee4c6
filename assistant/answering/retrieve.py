"""Which clauses come nearest to the question, in meaning and in words?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.answering.records import Case
from index.search import Hit

NEAREST = 10
"""Clauses kept for a question: shown by `--why` and given to a reader that is a language model."""


class Search(Protocol):
    """Anything that finds clauses; `index.search.Searcher` is one."""

    def search_many(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The k nearest clauses of each query, best first."""


def retrieve(cases: Sequence[Case], search: Search) -> list[Case]:
    """The cases with the clauses nearest to each question as it stands in its conversation."""
    queries = [" ".join((*case.earlier, case.screened.text)) if case.screened else "" for case in cases]
    found = search.search_many(queries, NEAREST)
    return [case.with_(hits=tuple(hits)) for case, hits in zip(cases, found, strict=True)]
