from pathlib import Path

import numpy as np
import pytest

from index import vectors as module
from index.blocks import Array
from index.encoder import unit_rows
from index.errors import IndexDamaged
from index.vectors import VectorIndex, exact_index, graph_index, probes, recall_at_10


@pytest.fixture
def some() -> Array:
    return unit_rows(np.random.default_rng(3).standard_normal((600, 24), dtype=np.float32))


def test_the_nearest_come_first_and_never_more_than_there_are(some: Array) -> None:
    index = VectorIndex.over(some[:5])
    numbers = index.nearest(some[:2], 10)
    assert numbers.shape == (2, 5)
    assert numbers.tolist() == np.argsort(-(some[:2] @ some[:5].T), axis=1).tolist()


def test_vectors_come_back_by_number(some: Array) -> None:
    assert np.array_equal(exact_index(some).vectors(np.array([4, 0])), some[[4, 0]])
    assert np.array_equal(graph_index(some).vectors(np.array([4, 0])), some[[4, 0]])


def test_a_graph_is_used_only_beyond_the_limit(some: Array, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "APPROXIMATE_ABOVE", len(some))
    assert VectorIndex.over(some).is_exact
    monkeypatch.setattr(module, "APPROXIMATE_ABOVE", len(some) - 1)
    assert not VectorIndex.over(some).is_exact


def test_the_graph_finds_what_exact_search_finds(some: Array) -> None:
    assert recall_at_10(graph_index(some), exact_index(some), probes(some)) >= 0.98


def test_a_graph_that_misses_too_much_is_not_used(some: Array, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "APPROXIMATE_ABOVE", 10)
    monkeypatch.setattr(module, "GRAPH_NEIGHBORS", 2)
    monkeypatch.setattr(module, "GRAPH_BREADTH_BUILDING", 2)
    monkeypatch.setattr(module, "GRAPH_BREADTH_SEARCHING", 10)
    assert recall_at_10(graph_index(some), exact_index(some), probes(some)) < 0.98, "the graph is good, the test void"
    assert VectorIndex.over(some).is_exact


def test_recall_counts_what_both_found(some: Array) -> None:
    half = exact_index(np.concatenate([some[:300], -np.abs(some[300:])]))
    whole = exact_index(some)
    assert recall_at_10(whole, whole, some[:20]) == 1.0
    assert 0.0 < recall_at_10(half, whole, some[:20]) < 1.0


@pytest.mark.parametrize("build", [exact_index, graph_index])
def test_what_is_read_finds_what_was_written(build: object, some: Array, tmp_path: Path) -> None:
    assert callable(build)
    index = build(some)
    index.write(tmp_path / "vectors.faiss")
    read = VectorIndex.read(tmp_path / "vectors.faiss")
    assert read.is_exact is index.is_exact
    assert np.array_equal(read.nearest(some[:9], 10), index.nearest(some[:9], 10))


@pytest.mark.parametrize("content", [b"", b"not an index", b"IxFI" + b"\xff" * 40])
def test_a_file_that_is_no_index_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors.faiss").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        VectorIndex.read(tmp_path / "vectors.faiss")
