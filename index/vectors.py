"""Which stored vectors are nearest to a question's vector?

Exact by FAISS IndexFlatIP while that is quick, beyond `APPROXIMATE_ABOVE` by an HNSW graph (Malkov and Yashunin 2018).
Where the limit lies, and why not IVF: docs/decisions/0005-exact-or-approximate.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.blocks import Array
from index.errors import IndexDamaged

Numbers = npt.NDArray[np.int64]

APPROXIMATE_ABOVE = 50_000  # vectors; up to here an exact search is quicker than the encoding of the question

GRAPH_NEIGHBORS = 32
GRAPH_BREADTH_BUILDING = 80
GRAPH_BREADTH_SEARCHING = 256

LEAST_RECALL = 0.98
"""Recall at 10 against exact search below which a graph is not used."""

_PROBES = 200
_ONE_THREAD_BELOW = 20  # queries; FAISS itself turns to a matrix product from here on


@dataclass(frozen=True, slots=True, eq=False)
class VectorIndex:
    """Unit vectors by number, searchable by inner product, which is then the cosine."""

    faiss_index: Any
    """Typed Any because FAISS has no types; always an IndexFlatIP or an IndexHNSWFlat."""

    @classmethod
    def over(cls, vectors: Array) -> "VectorIndex":
        """
        An index over the vectors [n, dimension].

        A graph is probed before it is used: where its recall at 10 is below `LEAST_RECALL` the exact index is kept.
        """
        exact = exact_index(vectors)
        if cls.uses_exact(len(vectors)):
            return exact
        graph = graph_index(vectors)
        return graph if recall_at_10(graph, exact, probes(vectors)) >= LEAST_RECALL else exact

    @staticmethod
    def uses_exact(size: int) -> bool:
        """Is exact search the one to use for this many vectors?"""
        return size <= APPROXIMATE_ABOVE

    @property
    def is_exact(self) -> bool:
        """Does every search look at every vector?"""
        return isinstance(self.faiss_index, faiss.IndexFlat)

    @property
    def size(self) -> int:
        """How many vectors are held."""
        return int(self.faiss_index.ntotal)

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.faiss_index.d)

    def nearest(self, queries: Array, depth: int) -> Numbers:
        """The numbers of the nearest vectors of each query, nearest first: [queries, min(depth, size)]."""
        with _fitting_threads(len(queries)):
            _, numbers = self.faiss_index.search(np.ascontiguousarray(queries), min(depth, self.size))
        return np.asarray(numbers, dtype=np.int64)

    def vectors(self, numbers: Numbers) -> Array:
        """The vectors with these numbers, [len(numbers), dimension]."""
        return np.asarray(self.faiss_index.reconstruct_batch(numbers), dtype=np.float32)

    def write(self, file: Path) -> None:
        """Put the index into a file."""
        faiss.write_index(self.faiss_index, str(file))

    @classmethod
    def read(cls, file: Path) -> "VectorIndex":
        """What `write` wrote. Raises IndexDamaged for anything else."""
        try:
            # No downcast_index here: its result does not keep the index it was given alive.
            found = faiss.read_index(str(file))
        except RuntimeError as trouble:
            raise IndexDamaged(f"{file}: FAISS cannot read it ({str(trouble).splitlines()[-1]}).") from trouble
        if not isinstance(found, faiss.IndexFlatIP | faiss.IndexHNSWFlat):
            raise IndexDamaged(f"{file}: holds a {type(found).__name__}, not an index this code writes.")
        return cls(found)


def exact_index(vectors: Array) -> VectorIndex:
    """An index that compares with every vector."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return VectorIndex(flat)


def graph_index(vectors: Array) -> VectorIndex:
    """An index that walks a graph of neighbors: quicker, and now and then it misses one."""
    graph = faiss.IndexHNSWFlat(vectors.shape[1], GRAPH_NEIGHBORS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = GRAPH_BREADTH_BUILDING
    graph.hnsw.efSearch = GRAPH_BREADTH_SEARCHING
    graph.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return VectorIndex(graph)


def recall_at_10(index: VectorIndex, exact: VectorIndex, queries: Array) -> float:
    """How much of the ten nearest vectors that `exact` finds `index` finds too, 0..1, over the queries."""
    pairs = zip(index.nearest(queries, 10), exact.nearest(queries, 10), strict=True)
    return float(np.mean([len(np.intersect1d(found, true)) / len(true) for found, true in pairs]))


def probes(vectors: Array, count: int = _PROBES) -> Array:
    """
    Made-up queries: halfway between two stored vectors that are far apart, as a question lies between clauses.

    A stored vector itself would be too easy a probe, because the graph leads straight to it.
    """
    pick = np.random.default_rng(0)
    middle = vectors[pick.integers(len(vectors), size=count)] + vectors[pick.integers(len(vectors), size=count)]
    return np.asarray(middle / np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-12), dtype=np.float32)


@contextmanager
def _fitting_threads(queries: int) -> Iterator[None]:
    # One query split over threads waits for the slowest of them: on a busy machine 10,000 vectors took 21 ms with two
    # threads and 0.4 ms with one.
    before = faiss.omp_get_max_threads()
    if queries < _ONE_THREAD_BELOW:
        faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
