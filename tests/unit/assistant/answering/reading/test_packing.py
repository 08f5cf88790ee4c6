"""What is kept of a trained encoder is near what was trained, and what was kept wrongly is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from assistant.answering.reading.packing import LARGEST, STEP, pack, split_members, unpack

MATRIX = "0.encoder.layer.3.output.dense.weight"
BIAS = "0.encoder.layer.3.output.dense.bias"
HEAD = "0.heads.kind"

_matrices = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    elements=st.floats(-1e4, 1e4, width=32),
)


@given(_matrices)
def test_a_matrix_comes_back_with_an_error_of_at_most_half_a_step_of_its_row(matrix: np.ndarray) -> None:
    packed = pack({MATRIX: matrix})

    assert packed[MATRIX].dtype == np.int8
    step = np.abs(matrix).max(axis=1, keepdims=True) / LARGEST
    error = np.abs(unpack(packed)[MATRIX].astype(np.float64) - matrix)
    assert (error <= step / 2 * (1 + 1e-4) + 1e-12).all()


@given(_matrices)
def test_the_largest_of_a_row_fills_the_byte_and_nothing_turns_its_sign(matrix: np.ndarray) -> None:
    packed = pack({MATRIX: matrix})[MATRIX].astype(int)

    for row, kept in zip(matrix, packed, strict=True):
        largest = np.abs(row).max()
        assert np.abs(kept).max() == (LARGEST if largest > 1e-9 else np.abs(kept).max())
        assert (kept * row >= 0).all()


def test_rows_have_steps_of_their_own_so_that_a_large_one_does_not_coarsen_a_small_one() -> None:
    matrix = np.array([[1000, -500], [0.001, -0.0005]], dtype=np.float32)

    back = unpack(pack({MATRIX: matrix}))[MATRIX]

    assert np.allclose(back, matrix, rtol=0.01)


def test_a_matrix_of_nothing_stays_nothing() -> None:
    assert (unpack(pack({MATRIX: np.zeros((3, 2), np.float32)}))[MATRIX] == 0).all()


@pytest.mark.parametrize("name", [BIAS, HEAD, "0.heads.fact_value"])
def test_all_but_the_matrices_of_layers_is_kept_in_half_precision(name: str) -> None:
    shape = {BIAS: (4,), HEAD: (2, 4)}.get(name, (2, 4, 3))
    tensor = np.random.default_rng(1).standard_normal(shape)

    packed = pack({name: tensor})

    assert [(held, tensor.dtype) for held, tensor in packed.items()] == [(name, np.float16)]
    back = unpack(packed)[name]
    assert back.dtype == np.float32
    assert np.allclose(back, tensor, rtol=2**-11, atol=1e-7)


def test_unpacked_tensors_have_the_names_that_were_packed() -> None:
    tensors = {MATRIX: np.ones((2, 3)), BIAS: np.ones(2), HEAD: np.ones((2, 3))}

    packed = pack(tensors)

    assert set(packed) == {*tensors, MATRIX + STEP}
    assert set(unpack(packed)) == set(tensors)


@pytest.mark.parametrize("steps", [np.ones(3), np.ones(1), np.ones((2, 1)), np.ones((1, 2)), np.ones(0)])
def test_steps_that_do_not_fit_their_matrix_are_refused_by_name(steps: np.ndarray) -> None:
    with pytest.raises(ValueError, match=rf"{MATRIX}: 2 rows, but steps of the shape"):
        unpack({MATRIX: np.ones((2, 3), np.int8), MATRIX + STEP: steps.astype(np.float32)})


def test_missing_steps_are_named() -> None:
    with pytest.raises(KeyError, match=MATRIX + STEP):
        unpack({MATRIX: np.ones((2, 3), np.int8)})


# --- members ----------------------------------------------------------------------------------------------------------


def test_members_come_by_number_whatever_the_order_in_the_file() -> None:
    held = {f"{number}.heads.kind": np.full(1, number, np.float32) for number in (10, 1, 0, *range(9, 1, -1))}

    members = split_members(held)

    assert [member["heads.kind"][0] for member in members] == list(range(11))


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], r"members \[\]: expected 0, 1"),
        (["1.kind"], r"members \[1\]"),
        (["0.kind", "2.kind"], r"members \[0, 2\]"),
        (["0.kind", "heads.kind"], "'heads.kind' does not say which member"),
        (["-1.kind"], "'-1.kind' does not say"),
        (["0kind"], "'0kind' does not say"),
        (["0"], "'0' does not say"),
        ([".kind"], "'.kind' does not say"),
    ],
)
def test_members_with_gaps_and_tensors_of_no_member_are_refused(names: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        split_members({name: np.zeros(1, np.float32) for name in names})


@given(st.integers(1, 4), st.integers(0, 99))
def test_what_several_members_packed_is_what_each_gets_back(count: int, seed: int) -> None:
    pick = np.random.default_rng(seed)
    members = [
        {"encoder.layer.0.output.dense.weight": pick.normal(size=(3, 2)), "heads.kind_bias": pick.normal(size=2)}
        for _ in range(count)
    ]
    packed = pack({f"{number}.{name}": tensor for number, held in enumerate(members) for name, tensor in held.items()})

    found = split_members(unpack(packed))

    assert len(found) == count
    for before, after in zip(members, found, strict=True):
        assert set(before) == set(after)
        assert all(np.allclose(before[name], after[name], atol=0.02) for name in before)
