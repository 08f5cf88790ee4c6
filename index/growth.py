"""What happens to build time, size, speed and recall when there are more clauses than ours?

There are no 100,000 clauses, so they are made up: each is a point between the vectors of two real clauses, with noise,
at unit length. That keeps the real vectors' directions and crowds them as a larger corpus would. The queries are made
the same way with a different seed. Real texts may be easier or harder; the times do not depend on it.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.blocks import Array
from index.encoder import unit_rows
from index.vectors import VectorIndex, exact_index, graph_index, recall_at_10

SIZES = (100, 1_000, 10_000, 100_000)

_QUERIES = 200
_NOISE = 0.5  # length of the noise beside a vector of length 1: neighbors then stand about as far off as real ones


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One index at one size."""

    clauses: int
    kind: str
    """`exact` or `graph`."""
    in_use: bool
    """Is this the kind the room uses at this size?"""
    build_seconds: float
    megabytes: float
    """On disk."""
    query_ms_median: float
    query_ms_p99: float
    recall_at_10: float
    """Against exact search, 0..1."""


def measure_growth(sizes: Sequence[int] = SIZES, vectors: Array | None = None, seed: int = 0) -> list[GrowthRow]:
    """
    Two rows a size, exact and graph.

    `vectors` are those of real clauses [n, dimension]; without them, random directions in 384 dimensions stand in,
    which are harder to tell apart than any text. 100,000 take about a minute and 400 MB.
    """
    real = vectors if vectors is not None else unit_rows(_noise(np.random.default_rng(seed), 64, 384))
    queries = synthetic_vectors(real, _QUERIES, seed + 1)
    rows = []
    for size in sizes:
        crowd = synthetic_vectors(real, size, seed)
        exact, exact_seconds = _timed(exact_index, crowd)
        graph, graph_seconds = _timed(graph_index, crowd)
        used_exact = VectorIndex.uses_exact(size)
        rows.append(_row("exact", used_exact, exact, exact_seconds, exact, queries))
        rows.append(_row("graph", not used_exact, graph, graph_seconds, exact, queries))
    return rows


def synthetic_vectors(real: Array, count: int, seed: int) -> Array:
    """Unit vectors [count, dimension] between pairs of real ones, with noise."""
    pick = np.random.default_rng(seed)
    share = pick.uniform(0.2, 0.8, size=(count, 1)).astype(np.float32)
    one, other = (real[pick.integers(len(real), size=count)] for _ in range(2))
    return unit_rows(
        unit_rows(share * one + (1 - share) * other) + np.float32(_NOISE) * _noise(pick, count, real.shape[1])
    )


def _noise(pick: np.random.Generator, count: int, dimension: int) -> Array:
    return pick.standard_normal((count, dimension), dtype=np.float32) / np.float32(np.sqrt(dimension))


def _timed(build: Callable[[Array], VectorIndex], vectors: Array) -> tuple[VectorIndex, float]:
    started = time.perf_counter()
    index = build(vectors)
    return index, time.perf_counter() - started


def _row(kind: str, in_use: bool, index: VectorIndex, seconds: float, exact: VectorIndex, queries: Array) -> GrowthRow:
    times = []
    for number in range(len(queries)):
        started = time.perf_counter()
        index.nearest(queries[number : number + 1], 10)
        times.append(1000 * (time.perf_counter() - started))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        index.write(file)
        size = file.stat().st_size
    return GrowthRow(
        clauses=index.size,
        kind=kind,
        in_use=in_use,
        build_seconds=round(seconds, 3),
        megabytes=round(size / 1e6, 2),
        query_ms_median=round(float(np.median(times)), 3),
        query_ms_p99=round(float(np.percentile(times, 99)), 3),
        recall_at_10=round(recall_at_10(index, exact, queries), 4),
    )
