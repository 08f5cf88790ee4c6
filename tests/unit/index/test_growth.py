import numpy as np
import pytest

from index.growth import measure_growth, synthetic_vectors


def test_each_size_has_an_exact_and_a_graph_row_and_one_is_in_use() -> None:
    rows = measure_growth([20, 200])
    assert [(row.clauses, row.kind, row.in_use) for row in rows] == [
        (20, "exact", True),
        (20, "graph", False),
        (200, "exact", True),
        (200, "graph", False),
    ]
    for row in rows:
        assert 0 < row.query_ms_median <= row.query_ms_p99
        assert row.megabytes > 0
        assert row.recall_at_10 == pytest.approx(1.0, abs=0.02)
    assert rows[2].megabytes > rows[0].megabytes


def test_made_up_vectors_are_unit_distinct_and_the_same_each_time() -> None:
    real = np.eye(6, dtype=np.float32)
    made = synthetic_vectors(real, 50, seed=1)
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert np.array_equal(made, synthetic_vectors(real, 50, seed=1))
    assert len(np.unique(made, axis=0)) == 50
    assert not np.array_equal(made, synthetic_vectors(real, 50, seed=2))
