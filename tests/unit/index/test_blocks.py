import math

import numpy as np
import pytest

from index.blocks import GELU_ROWS, Layer, gelu_in_place, normalize_rows
from index.errors import TensorMismatch


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


HIDDEN, WIDE = 4, 6


def layer_tensors(seed: int) -> dict[str, np.ndarray]:
    pick = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {}
    for name in Layer.tensor_names():
        out = WIDE if name.startswith("intermediate") else HIDDEN
        into = WIDE if name == "output.dense.weight" else HIDDEN
        shapes[name] = (out, into) if name.endswith("weight") and "LayerNorm" not in name else (out,)
    return {name: pick.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()}


def same(one: Layer, other: Layer) -> bool:
    return all(np.allclose(getattr(one, f), getattr(other, f), atol=1e-6) for f in Layer.__dataclass_fields__)


def test_adding_to_a_packed_layer_is_packing_the_sum() -> None:
    first, second = layer_tensors(1), layer_tensors(2)

    added = Layer.packed(first, heads=2).with_added(second)

    assert same(added, Layer.packed({name: first[name] + second[name] for name in first}, heads=2))
    assert not same(added, Layer.packed(second, heads=2)), "added to, not put in the place of"


def test_what_is_added_twice_counts_twice_and_the_layer_itself_stays() -> None:
    held = layer_tensors(1)
    layer = Layer.packed(held, heads=2)
    change = {"attention.self.query.weight": np.ones((HIDDEN, HIDDEN), np.float32)}

    twice = layer.with_added(change).with_added(change)

    query = "attention.self.query.weight"
    assert same(twice, Layer.packed(held | {query: held[query] + 2}, heads=2))
    assert same(layer, Layer.packed(held, heads=2))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("intermediate.dense.weight", (HIDDEN, WIDE)),  # transposed
        ("output.dense.weight", (1, WIDE)),  # would broadcast
        ("output.dense.bias", ()),
        ("attention.self.value.bias", (3 * HIDDEN,)),
    ],
)
def test_a_change_of_another_shape_is_refused_by_name(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(TensorMismatch, match=f"^{name}: shape"):
        Layer.packed(layer_tensors(1), heads=2).with_added({name: np.zeros(shape, np.float32)})
