"""The heads over token states: sums done by hand on tensors of two facts, one clause, two tokens."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.answering.reading.heads import NOT_STATED, STATED_NOT_SO, STATED_SO, Heads, Outputs, mean_outputs

F, C, K, V, H = 2, 1, 2, 3, 4
SHAPES = {
    "fact_query": (F, H), "fact_value": (F, H, 3), "fact_mean": (F * 3, H), "fact_bias": (F * 3,),
    "clause_query": (C, H), "clause_value": (C, H), "clause_mean": (C, H), "clause_bias": (C,),
    "kind": (K, H), "kind_bias": (K,), "verdict": (V, H), "verdict_bias": (V,),
}  # fmt: skip


def tensors(**filled: np.ndarray) -> dict[str, np.ndarray]:
    made = {f"heads.{name}": np.zeros(shape, dtype=np.float16) for name, shape in SHAPES.items()}
    made |= {f"heads.{name}": value for name, value in filled.items()}
    return made


def heads(**filled: np.ndarray) -> Heads:
    return Heads.from_tensors(tensors(**filled))


def states(*tokens: int) -> np.ndarray:
    """One text whose tokens are unit vectors."""
    return np.eye(H, dtype=np.float32)[list(tokens)][None]


ALL = np.ones((1, 2), dtype=bool)


def test_heads_without_weights_know_nothing() -> None:
    outputs = heads().apply(states(0, 1), ALL)

    assert np.allclose(outputs.facts, 1 / 3)
    assert np.allclose(outputs.kinds, 1 / K)
    assert np.allclose(outputs.verdicts, 1 / V)
    assert np.allclose(outputs.clauses, 0.5)
    assert np.allclose(outputs.attention, 0.5)


def test_tensors_of_any_float_type_become_float32() -> None:
    made = heads(kind=np.ones((K, H), dtype=np.float64))

    assert {getattr(made, name).dtype for name in SHAPES} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", SHAPES)
def test_a_missing_tensor_is_named(name: str) -> None:
    found = tensors()
    del found[f"heads.{name}"]

    with pytest.raises(KeyError, match=f"heads.{name}"):
        Heads.from_tensors(found)


def test_each_fact_looks_at_its_own_token() -> None:
    query = np.zeros((F, H))
    query[0, 0], query[1, 1] = math.log(3), math.log(9)

    attention = heads(fact_query=query).apply(states(0, 1), ALL).attention

    assert np.allclose(attention[0, :, 0], [0.75, 0.25])  # e^log 3 to e^0
    assert np.allclose(attention[0, :, 1], [0.1, 0.9])


def test_a_fact_is_read_from_the_tokens_it_looks_at() -> None:
    query, value = np.zeros((F, H)), np.zeros((F, H, 3))
    query[0, 0] = math.log(3)
    value[0, 0, STATED_SO] = 4 / 3 * math.log(2)  # times the attention of 3/4: log 2

    facts = heads(fact_query=query, fact_value=value).apply(states(0, 1), ALL).facts

    assert np.allclose(facts[0, 0], [0.25, 0.5, 0.25])
    assert np.allclose(facts[0, 1], 1 / 3), "the other fact has nothing to do with it"


def test_the_mean_and_the_bias_count_too() -> None:
    mean, bias = np.zeros((F * 3, H)), np.zeros(F * 3)
    mean[3 + STATED_NOT_SO, 1] = 2 * math.log(2)  # token 1 is half of the mean
    bias[NOT_STATED] = math.log(2)

    facts = heads(fact_mean=mean, fact_bias=bias).apply(states(0, 1), ALL).facts

    assert np.allclose(facts[0, 1], [0.25, 0.25, 0.5])
    assert np.allclose(facts[0, 0], [0.5, 0.25, 0.25])


def test_kind_verdict_and_clause_are_read_from_the_mean() -> None:
    kind, verdict, clause = np.zeros((K, H)), np.zeros((V, H)), np.zeros((C, H))
    kind[1, 0] = 2 * math.log(3)
    verdict[2, 0] = 2 * math.log(2)
    clause[0, 0] = 2 * math.log(4)

    outputs = heads(kind=kind, verdict=verdict, clause_mean=clause).apply(states(0, 1), ALL)

    assert np.allclose(outputs.kinds, [[0.25, 0.75]])
    assert np.allclose(outputs.verdicts, [[0.25, 0.25, 0.5]])
    assert np.allclose(outputs.clauses, [[0.8]])  # sigmoid of log 4


def test_what_the_mask_leaves_out_changes_nothing() -> None:
    pick = np.random.default_rng(3)
    made = heads(**{name: pick.normal(size=shape) for name, shape in SHAPES.items()})
    short = pick.normal(size=(1, 2, H)).astype(np.float32)
    padded = np.concatenate([short, pick.normal(size=(1, 3, H)).astype(np.float32)], axis=1)

    alone = made.apply(short, ALL)
    beside = made.apply(padded, np.array([[True, True, False, False, False]]))

    for name in ("facts", "kinds", "verdicts", "clauses"):
        assert np.allclose(getattr(alone, name), getattr(beside, name), atol=1e-6), name
    assert np.allclose(beside.attention[0, 2:], 0)


def test_probabilities_sum_to_one_even_for_huge_scores() -> None:
    outputs = heads(fact_bias=np.full(F * 3, 6e4), kind_bias=np.array([6e4, -6e4])).apply(states(0, 1), ALL)

    assert np.allclose(outputs.facts.sum(axis=-1), 1)
    assert np.allclose(outputs.kinds, [[1, 0]])
    assert np.allclose(outputs.attention.sum(axis=1), 1)


def test_the_mean_of_several_is_taken_output_by_output() -> None:
    fields = list(Outputs.__dataclass_fields__)
    one, other = (
        Outputs(*(np.full((1, number + 2), share * (number + 1)) for number in range(len(fields))))
        for share in (0.1, 0.3)
    )

    mean = mean_outputs([one, other, other, other])

    for number, field in enumerate(fields):
        assert getattr(mean, field).shape == (1, number + 2)
        assert np.allclose(getattr(mean, field), 0.25 * (number + 1)), field
