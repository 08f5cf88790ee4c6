import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import best_first, fuse, fuse_ranks, min_max, ranks

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)


def test_scores_are_stretched_to_0_and_1() -> None:
    assert min_max([2.0, 4.0, 3.0]).tolist() == [0.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([0.7], [1.0]),
        ([0.0], [0.0]),
        ([-0.2], [0.0]),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0]),
        ([0.3, 0.3], [1.0, 1.0]),
    ],
    ids=["none", "one", "one without evidence", "one against", "no match at all", "equal matches"],
)
def test_equal_scores_prefer_nobody(scores: list[float], expected: list[float]) -> None:
    assert min_max(scores).tolist() == expected


def test_fusion_weighs_meaning_0_6_and_words_0_4() -> None:
    # dense 0, 1, 0.5 and BM25 1, 0, 0.5 after stretching
    assert fuse([0.1, 0.9, 0.5], [8.0, 0.0, 4.0]).tolist() == pytest.approx([0.4, 0.6, 0.5])


def test_without_a_shared_word_the_order_is_that_of_meaning() -> None:
    assert best_first(fuse([0.1, 0.9, 0.5], [0.0, 0.0, 0.0])).tolist() == [1, 2, 0]


@given(st.lists(st.tuples(numbers, numbers), max_size=30), st.floats(0, 1))
def test_fused_scores_lie_in_0_to_1_for_any_numbers(pairs: list[tuple[float, float]], weight: float) -> None:
    fused = fuse([a for a, _ in pairs], [b for _, b in pairs], weight)
    assert fused.shape == (len(pairs),)
    assert ((fused >= 0) & (fused <= 1)).all()


@given(st.lists(numbers, min_size=1, max_size=30))
def test_stretching_never_turns_an_order_round(scores: list[float]) -> None:
    stretched = min_max(scores)
    order = np.argsort(scores, kind="stable")
    assert (np.diff(stretched[order]) >= 0).all()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_score_that_is_no_number_is_an_error_not_a_rank(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        fuse([0.1, bad], [1.0, 2.0])


def test_lists_of_different_lengths_and_wild_weights_are_errors() -> None:
    with pytest.raises(ValueError, match="2 dense scores and 1 BM25"):
        fuse([0.1, 0.2], [1.0])
    with pytest.raises(ValueError, match=r"got 1\.5"):
        fuse([0.1], [1.0], dense_weight=1.5)


def test_of_equal_scores_the_earlier_comes_first() -> None:
    assert best_first([1.0, 2.0, 2.0, 1.0]).tolist() == [1, 2, 0, 3]
    assert ranks([1.0, 2.0, 2.0, 1.0]).tolist() == [3, 1, 2, 4]


def test_rank_fusion_adds_reciprocal_ranks_and_no_match_has_no_rank() -> None:
    assert fuse_ranks([0.9, 0.1], [0.0, 5.0]).tolist() == pytest.approx([1 / 61, 1 / 62 + 1 / 61])
