"""How well does the retrieval layer, as it is, find the relevant passages of a benchmark?

Passages are cut, embedded, indexed, searched and fused by the same code as the clauses. Every method ranks the
candidates of one pass, so that their rows can be compared.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.benchmark import Benchmark
from index.chunks import chunk_text
from index.embeddings import Progress, embed_in_shards
from index.encoder import Encoder
from index.errors import NothingToIndex
from index.fusion import Scores, best_first, fuse, fuse_ranks
from index.measures import CUTS, measure_rankings
from index.search import CANDIDATES, Candidates, Searcher, search_chunks

METHODS: dict[str, Callable[[Candidates], Scores]] = {
    "dense": lambda found: np.asarray(found.dense, dtype=np.float64),
    "bm25": lambda found: np.where(found.bm25 > 0, np.asarray(found.bm25, dtype=np.float64), -np.inf),
    "fused": lambda found: fuse(found.dense, found.bm25),
    "rrf": lambda found: fuse_ranks(found.dense, found.bm25),
}
"""
How each method scores the candidates; minus infinity is not found.

`fused` is the one in use; `rrf` is here to be compared with it.
"""

_BATCH = 64  # queries


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run."""

    model: str
    passages: int
    chunks: int
    queries: int
    judgments: int
    exact: bool
    """Was every vector compared with every query, or an approximate index used?"""
    index_seconds: float
    """Embedding (less what was cached) and building."""
    search_seconds: float
    """Embedding and searching all queries."""
    measures: dict[str, dict[str, float]]
    """By method, then by measure and cut: `measures["fused"]["ndcg@10"]`."""

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)


def evaluate(
    benchmark: Benchmark, encoder: Encoder, cache: Path, progress: Callable[[str], Progress] | None = None
) -> Evaluation:
    """
    Measure every method on the benchmark.

    `progress` makes a counter for a stage of that name. Vectors and index are kept below `cache`. A passage with the
    id of the query is not counted as found, as in BEIR: some sets use their passages as queries.
    Raises NothingToIndex when all passages are blank.
    """
    counter = progress or (lambda _stage: lambda _done, _total: None)
    started = time.perf_counter()
    chunks = [chunk for owner, text in benchmark.passages.items() for chunk in chunk_text(owner, text)]
    if not chunks:
        raise NothingToIndex("All passages of the benchmark are blank.")
    searcher = search_chunks(
        chunks, encoder, cache, lambda texts: embed_in_shards(texts, encoder, cache, counter("passages"))
    )
    indexed = time.perf_counter()
    rankings = rank_queries(searcher, benchmark, cache, counter)
    searched = time.perf_counter()
    return Evaluation(
        model=encoder.name,
        passages=len(benchmark.passages),
        chunks=len(chunks),
        queries=len(benchmark.queries),
        judgments=sum(len(grades) for grades in benchmark.qrels.values()),
        exact=searcher.index.vectors.is_exact,
        index_seconds=round(indexed - started, 2),
        search_seconds=round(searched - indexed, 2),
        measures={method: measure_rankings(ranked, benchmark.qrels) for method, ranked in rankings.items()},
    )


def rank_queries(
    searcher: Searcher, benchmark: Benchmark, cache: Path, counter: Callable[[str], Progress]
) -> dict[str, dict[str, list[str]]]:
    """The ids of the best passages for each query, by method: as many as the deepest cut looks at."""
    names, texts = list(benchmark.queries), list(benchmark.queries.values())
    vectors = embed_in_shards(texts, searcher.encoder, cache, counter("queries"))
    count = counter("search")
    rankings: dict[str, dict[str, list[str]]] = {method: {} for method in METHODS}
    for start in range(0, len(names), _BATCH):
        batch = slice(start, start + _BATCH)
        found = searcher.candidates(texts[batch], vectors[batch], CANDIDATES)
        for name, candidates in zip(names[batch], found, strict=True):
            for method, score in METHODS.items():
                rankings[method][name] = _ranking(searcher, name, candidates, score(candidates))
        count(min(start + _BATCH, len(names)), len(names))
    return rankings


def _ranking(searcher: Searcher, query: str, candidates: Candidates, scores: Scores) -> list[str]:
    ranking: list[str] = []
    for place in best_first(scores):
        if scores[place] == -np.inf or len(ranking) == max(CUTS):
            break
        passage = searcher.owners[candidates.owners[place]]
        if passage != query:
            ranking.append(passage)
    return ranking
