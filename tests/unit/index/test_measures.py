import math

import pytest

from index.measures import average_precision_at, measure_rankings, ndcg_at, recall_at

# Relevant: a (grade 2), c (1), e (1), and z (3), which is not found. b is judged not relevant.
GRADES = {"a": 2, "b": 0, "c": 1, "e": 1, "z": 3}
RANKING = ["b", "a", "x", "c", "y", "e"]


@pytest.mark.parametrize(("k", "expected"), [(1, 0), (2, 1 / 4), (3, 1 / 4), (4, 2 / 4), (6, 3 / 4), (20, 3 / 4)])
def test_recall_is_over_all_relevant_passages(k: int, expected: float) -> None:
    assert recall_at(RANKING, GRADES, k) == expected


@pytest.mark.parametrize(
    ("k", "expected"),
    [(1, 0), (2, (1 / 2) / 4), (4, (1 / 2 + 2 / 4) / 4), (6, (1 / 2 + 2 / 4 + 3 / 6) / 4), (20, 1.5 / 4)],
)
def test_average_precision_is_over_all_relevant_passages_even_beyond_k(k: int, expected: float) -> None:
    assert average_precision_at(RANKING, GRADES, k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("k", "gain", "best"),
    [
        (1, 0, 3),
        (2, 2 / math.log2(3), 3 + 2 / math.log2(3)),
        (5, 2 / math.log2(3) + 1 / math.log2(5), 3 + 2 / math.log2(3) + 1 / 2 + 1 / math.log2(5)),
        (
            10,
            2 / math.log2(3) + 1 / math.log2(5) + 1 / math.log2(7),
            3 + 2 / math.log2(3) + 1 / 2 + 1 / math.log2(5),
        ),
    ],
)
def test_ndcg_has_linear_gains_and_an_ideal_over_all_judged(k: int, gain: float, best: float) -> None:
    assert ndcg_at(RANKING, GRADES, k) == pytest.approx(gain / best)


def test_a_perfect_ranking_measures_1() -> None:
    perfect = ["z", "a", "c", "e"]
    assert recall_at(perfect, GRADES, 5) == average_precision_at(perfect, GRADES, 5) == ndcg_at(perfect, GRADES, 5) == 1


@pytest.mark.parametrize("grades", [{}, {"a": 0}, {"a": -1}])
def test_a_query_without_a_relevant_passage_measures_0(grades: dict[str, int]) -> None:
    assert recall_at(["a"], grades, 5) == average_precision_at(["a"], grades, 5) == ndcg_at(["a"], grades, 5) == 0


def test_means_are_over_all_judged_queries_also_those_without_a_ranking() -> None:
    means = measure_rankings({"q1": ["a"], "unjudged": ["a"]}, {"q1": {"a": 1}, "q2": {"a": 1}})
    assert set(means) == {f"{name}@{k}" for name in ("recall", "map", "ndcg") for k in (1, 5, 10, 20)}
    assert set(means.values()) == {0.5}


def test_no_judged_query_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no judged query"):
        measure_rankings({}, {})
