"""Which clauses are nearest to a question, in meaning and in words?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.document import Clause
from corpus.library import Library
from index.blocks import Array
from index.chunks import Chunk, by_owner, chunk_clauses
from index.encoder import DEFAULT_MODEL, Encoder, open_encoder
from index.fusion import best_first, fuse, ranks
from index.store import Embed, StoredIndex, open_index
from index.vectors import Numbers

CANDIDATES = 100
"""How deep each of the two lists is read. Fewer clauses than this, as in our own corpus, are all compared."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found. Ranks count from 1 among the clauses that were compared."""

    clause_id: str
    score: float
    """0..1, fused; compares hits of one question, not of two."""
    dense_rank: int
    dense_score: float
    """Cosine of question and clause."""
    bm25_rank: int | None
    """None when they share no word."""
    bm25_score: float


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The clauses compared for one question, in the order of the corpus, with both scores of each."""

    owners: Numbers
    dense: Array
    bm25: Array


class Searcher:
    """Finds clauses. Immutable once made; safe to share between threads."""

    def __init__(self, chunks: Sequence[Chunk], index: StoredIndex, encoder: Encoder) -> None:
        """`index` must be the index over `chunks` by `encoder`; the chunks of one owner follow each other."""
        self.index = index
        self.encoder = encoder
        groups = [(owner, len(group)) for owner, group in by_owner(chunks)]
        self.owners = tuple(owner for owner, _ in groups)
        """Ids of the clauses, in the order of the corpus."""
        sizes = np.array([size for _, size in groups], dtype=np.int64)
        self._stops = np.cumsum(sizes)
        self._starts = self._stops - sizes
        self._owner_of = np.repeat(np.arange(len(groups), dtype=np.int64), sizes)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The `k` nearest clauses, best first; of equal ones the earlier in the corpus. None for a blank query."""
        return self.search_many([query], k)[0]

    def search_many(self, queries: Sequence[str], k: int = 10) -> list[list[Hit]]:
        """`search` for many queries at once, which embeds them together."""
        return self.search_encoded(queries, self.encoder.encode(queries), k)

    def search_encoded(self, queries: Sequence[str], vectors: Array, k: int = 10) -> list[list[Hit]]:
        """`search_many` for queries whose vectors [queries, dimension] are at hand. Raises ValueError for k < 1."""
        if k < 1:
            raise ValueError(f"at least one hit must be asked for, got k = {k}")
        found = self.candidates(queries, vectors, max(CANDIDATES, k))
        return [
            self._hits(candidates, k) if query.strip() else [] for query, candidates in zip(queries, found, strict=True)
        ]

    def candidates(self, queries: Sequence[str], vectors: Array, depth: int = CANDIDATES) -> list[Candidates]:
        """
        For each query the clauses that are among the `depth` nearest in meaning or in words, with both scores.

        A clause of several chunks is as near in meaning as the nearest of them; its words are counted as a whole.
        """
        if not len(queries):
            return []
        nearest = self.index.vectors.nearest(vectors, depth)
        return [
            self._compare(query, vector, near, depth)
            for query, vector, near in zip(queries, vectors, nearest, strict=True)
        ]

    def _compare(self, query: str, vector: Array, nearest: Numbers, depth: int) -> Candidates:
        words = self.index.words.scores(query)
        shared = np.flatnonzero(words > 0)
        if len(shared) > depth:
            shared = shared[np.argpartition(-words[shared], depth)[:depth]]
        # HNSW answers -1 where it finds fewer than it was asked for.
        owners = np.unique(np.concatenate([self._owner_of[nearest[nearest >= 0]], shared]))
        starts, sizes = self._starts[owners], self._stops[owners] - self._starts[owners]
        chunks = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        firsts = np.cumsum(sizes) - sizes
        return Candidates(
            owners,
            np.maximum.reduceat(self.index.vectors.vectors(chunks) @ vector, firsts),
            words[owners],
        )

    def _hits(self, candidates: Candidates, k: int) -> list[Hit]:
        scores = fuse(candidates.dense, candidates.bm25)
        dense_ranks, bm25_ranks = ranks(candidates.dense), ranks(candidates.bm25)
        return [
            Hit(
                clause_id=self.owners[candidates.owners[place]],
                score=float(scores[place]),
                dense_rank=int(dense_ranks[place]),
                dense_score=float(candidates.dense[place]),
                bm25_rank=int(bm25_ranks[place]) if candidates.bm25[place] > 0 else None,
                bm25_score=float(candidates.bm25[place]),
            )
            for place in best_first(scores)[:k]
        ]


def open_searcher(
    library: Library,
    cache: Path,
    model: str = DEFAULT_MODEL,
    *,
    encoder: Encoder | None = None,
    among: Iterable[Clause] | None = None,
) -> Searcher:
    """
    A searcher over the official words the library holds, or over the clauses `among` them. Its index is built on first
    use.

    Summaries are our words: they never decide, and among the clauses they lower the share of questions whose deciding
    clause is found (docs/decisions/0004-fusion.md), so they are left out.

    `encoder` spares opening `model` again where it is open already. Raises what `open_encoder` and `open_index` raise.
    """
    chunks = chunk_clauses([clause for clause in library.clauses() if clause.is_quotable] if among is None else among)
    return search_chunks(chunks, encoder or open_encoder(model, cache), cache)


def search_chunks(chunks: Sequence[Chunk], encoder: Encoder, cache: Path, embed: Embed | None = None) -> Searcher:
    """A searcher over any chunks; see `index.store.open_index`."""
    return Searcher(chunks, open_index(chunks, encoder, cache, embed), encoder)
