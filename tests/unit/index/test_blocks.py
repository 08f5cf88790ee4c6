import math

import numpy as np
import pytest

from index.blocks import GELU_ROWS, gelu_in_place, normalize_rows


def exact_gelu(x: float) -> float:
    return x * 0.5 * (1 + math.erf(x / math.sqrt(2)))


@pytest.mark.parametrize("rows", [1, GELU_ROWS, GELU_ROWS + 1, 3 * GELU_ROWS - 1])
def test_gelu_is_the_exact_one_for_every_row(rows: int) -> None:
    x = np.linspace(-12, 12, rows * 50, dtype=np.float32).reshape(rows, 50)
    expected = np.vectorize(exact_gelu)(x.astype(np.float64))
    gelu_in_place(x)
    assert np.abs(x - expected).max() < 1e-6


def test_gelu_is_not_the_tanh_form() -> None:
    x = np.array([[2.2]], dtype=np.float32)
    tanh_form = 1.1 * (1 + math.tanh(math.sqrt(2 / math.pi) * (2.2 + 0.044715 * 2.2**3)))
    gelu_in_place(x)
    assert abs(float(x[0, 0]) - exact_gelu(2.2)) < 1e-6 < abs(tanh_form - exact_gelu(2.2))


@pytest.mark.filterwarnings("error")
def test_gelu_of_large_values_neither_overflows_nor_warns() -> None:
    x = np.array([[-1e15, -100.0, 0.0, 100.0, 1e15]], dtype=np.float32)
    gelu_in_place(x)
    assert np.isfinite(x).all()
    assert x[0, 2] == 0
    assert x[0, 3] == 100
    assert x[0, 4] == np.float32(1e15)


def test_layer_norm_uses_the_biased_variance() -> None:
    x = np.array([[1.0, 2.0, 3.0, 6.0]], dtype=np.float32)
    # mean 3, deviations -2 -1 0 3, biased variance 14 / 4 = 3.5
    normalize_rows(x, np.full(4, 2, np.float32), np.full(4, 10, np.float32), epsilon=0.0)
    assert x[0] == pytest.approx([10 + 2 * each / math.sqrt(3.5) for each in (-2, -1, 0, 3)], rel=1e-6)
