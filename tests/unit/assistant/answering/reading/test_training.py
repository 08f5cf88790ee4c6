"""A reader that was just trained is the reader that answers: torch and numpy say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.answering.reading.local import open_local_reader
from corpus.bank import examples, read_bank
from corpus.rulebook import Rulebook
from index.weights import LocalWeights, find_weights

pytestmark = pytest.mark.slow


@pytest.fixture
def base(tmp_path: Path) -> LocalWeights:
    found = find_weights("minilm", tmp_path)
    assert isinstance(found, LocalWeights)
    return found


def test_what_is_trained_in_torch_is_what_answers_in_numpy(
    base: LocalWeights, rulebook: Rulebook, tmp_path: Path
) -> None:
    import torch
    from transformers import AutoTokenizer

    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import Recipe, encode, train_network, write_reader

    bank = [example for example in examples(read_bank()) if example.voice == "pairs"][:48]
    vocabulary = Vocabulary(tuple(rulebook.facts), tuple({rule.clause for rule in rulebook.rules} | _cited(bank)))
    losses: list[float] = []
    network = train_network(
        bank,
        [example.turns for example in bank],
        base,
        vocabulary,
        Recipe(epochs=3),
        lambda *step: losses.append(step[2]),
    )
    doubt = {"no_behind_yes": 0.3, "no_behind_conditional": 0.4, "least_for_no": 0.02}
    write_reader(tmp_path / "reader", network, base, vocabulary, doubt, {"examples": len(bank)})

    texts = [example.turns[0] for example in bank[:8]]
    tokens, mask = encode(texts, AutoTokenizer.from_pretrained(base.folder))
    with torch.no_grad():
        facts, kinds, verdicts, clauses = network(tokens, mask)
    reader = open_local_reader(tmp_path, list(rulebook.facts), tmp_path / "reader")
    states = reader.model.token_states(texts)
    outputs = reader.heads.apply(states.states, states.mask)

    assert losses[-1] < losses[0]
    np.testing.assert_allclose(outputs.facts, facts.softmax(-1).numpy(), atol=0.02)
    np.testing.assert_allclose(outputs.kinds, kinds.softmax(-1).numpy(), atol=0.02)
    np.testing.assert_allclose(outputs.verdicts, verdicts.softmax(-1).numpy(), atol=0.02)
    np.testing.assert_allclose(outputs.clauses, clauses.sigmoid().numpy(), atol=0.02)


def _cited(bank: list[object]) -> set[str]:
    return {f"md-16-02/{clause}" for example in bank for group in example.must_cite for clause in group}  # type: ignore[attr-defined]
