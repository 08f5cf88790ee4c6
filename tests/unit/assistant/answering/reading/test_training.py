"""A reader that was just trained is the reader that answers: torch and numpy say the same."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load_file

from assistant.answering.reading.heads import mean_outputs
from assistant.answering.reading.local import open_local_reader
from assistant.answering.reading.manifest import MANIFEST, TENSORS
from corpus.bank import Example, examples, read_bank
from corpus.rulebook import Rulebook
from index.weights import LocalWeights, file_sha256, find_weights

if TYPE_CHECKING:
    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import Job, Progress, Tensors

pytestmark = pytest.mark.slow


@pytest.fixture
def base(tmp_path: Path) -> LocalWeights:
    found = find_weights("minilm", tmp_path)
    assert isinstance(found, LocalWeights)
    return found


@pytest.fixture(scope="module")
def bank() -> list[Example]:
    return [example for example in examples(read_bank()) if example.voice == "pairs"][:48]


@pytest.fixture
def vocabulary(bank: list[Example], rulebook: Rulebook) -> Vocabulary:
    from assistant.answering.reading.training.targets import Vocabulary

    cited = {f"md-16-02/{clause}" for example in bank for group in example.must_cite for clause in group}
    return Vocabulary(tuple(rulebook.facts), tuple(sorted({rule.clause for rule in rulebook.rules} | cited)))


def test_what_is_trained_in_torch_is_what_answers_in_numpy(
    base: LocalWeights, bank: list[Example], vocabulary: Vocabulary, rulebook: Rulebook, tmp_path: Path
) -> None:
    import torch
    from transformers import AutoTokenizer

    from assistant.answering.reading.training.lessons import lessons_of
    from assistant.answering.reading.training.train import Recipe, encode, train_network, write_reader

    losses: list[float] = []
    lessons = list(lessons_of(bank, (example.turns for example in bank), rulebook))

    def trained(epochs: int, seed: int) -> torch.nn.Module:
        recipe = Recipe(epochs=epochs, seed=seed)
        return train_network(lessons, base, vocabulary, recipe, lambda *step: losses.append(step[2]))

    networks = [trained(3, seed=1), trained(1, seed=2)]
    texts = [example.turns[0] for example in bank[:8]]
    tokens, mask = encode(texts, AutoTokenizer.from_pretrained(base.folder))
    with torch.no_grad():
        said = [network(tokens, mask) for network in networks]

    members = [network.tensors(base.folder) for network in networks]
    write_reader(tmp_path / "reader", members, base, vocabulary, {"examples": len(bank)})
    reader = open_local_reader(tmp_path, rulebook.facts, tmp_path / "reader")
    outputs = []
    for member in reader.members:
        states = member.model.token_states(texts)
        outputs.append(member.heads.apply(states.states, states.mask))

    per_epoch = len(losses) // 4
    assert np.mean(losses[2 * per_epoch : 3 * per_epoch]) < np.mean(losses[:per_epoch])
    for output, (facts, kinds, verdicts, clauses) in zip(outputs, said, strict=True):
        np.testing.assert_allclose(output.facts, facts.softmax(-1).numpy(), atol=0.02)
        np.testing.assert_allclose(output.kinds, kinds.softmax(-1).numpy(), atol=0.02)
        np.testing.assert_allclose(output.verdicts, verdicts.softmax(-1).numpy(), atol=0.02)
        np.testing.assert_allclose(output.clauses, clauses.sigmoid().numpy(), atol=0.02)
    assert np.abs(outputs[0].verdicts - outputs[1].verdicts).max() > 0.02, "the members are not one and the same"
    mean = mean_outputs(outputs)
    expected = sum(verdicts.softmax(-1).numpy() for _, _, verdicts, _ in said) / 2
    np.testing.assert_allclose(mean.verdicts, expected, atol=0.02)

    manifest = reader.manifest
    assert manifest.tensors_sha256 == file_sha256(tmp_path / "reader" / TENSORS)
    assert (manifest.facts, manifest.clauses) == (vocabulary.facts, vocabulary.clauses)


def test_what_ships_are_changes_so_an_untrained_encoder_has_none(
    base: LocalWeights, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    from assistant.answering.reading.training.network import ReaderNetwork
    from assistant.answering.reading.training.train import write_reader

    tensors = ReaderNetwork(base.folder, vocabulary).tensors(base.folder)

    layers = {name: tensor for name, tensor in tensors.items() if name.startswith("encoder.layer.")}
    assert layers.keys() == {name for name in load_file(base.folder / "model.safetensors") if ".layer." in name}
    assert all((tensor == 0).all() for tensor in layers.values())
    assert {name for name in tensors if not name.startswith("heads.")} == set(layers)
    write_reader(tmp_path / "reader", [tensors], base, vocabulary, {})
    written = json.loads((tmp_path / "reader" / MANIFEST).read_text(encoding="utf-8"))
    assert (written["doubt"], written["temperature"]) == ({}, 1.0), "doubt is fitted on what this reader read"


class Pool:
    """Runs what it is given at once, and keeps for how many processes it was asked."""

    asked: list[int]

    def __init__(self, count: int, mp_context: object, initializer: object, initargs: object) -> None:
        self.asked.append(count)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def submit(self, job: Callable[..., object], *arguments: object) -> Future[object]:
        done: Future[object] = Future()
        done.set_result(job(*arguments))
        return done


@pytest.mark.parametrize("has_gpu", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_members_differ_in_their_seeds_alone_and_come_in_their_order(
    count: int,
    has_gpu: bool,
    base: LocalWeights,
    bank: list[Example],
    vocabulary: Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from assistant.answering.reading.training import train
    from assistant.answering.reading.training.lessons import Lesson

    jobs: list[tuple[Job, bool]] = []

    def run_job(job: Job, progress: Progress | None = None) -> Tensors:
        jobs.append((job, progress is told))
        return {"seed": np.array([job.recipe.seed], np.float32)}

    def told(step: int, steps: int, loss: float, seconds: float) -> None: ...

    monkeypatch.setattr(Pool, "asked", [], raising=False)
    monkeypatch.setattr(train, "run_job", run_job)
    monkeypatch.setattr(train, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr("torch.cuda.is_available", lambda: has_gpu)
    lessons = [Lesson(example, example.turns) for example in bank]

    members = train.train_members(count, lessons, base, vocabulary, train.Recipe(seed=5, epochs=2), told)

    assert [float(member["seed"][0]) for member in members] == [5, 6, 7][:count]
    assert Pool.asked == ([] if has_gpu or count == 1 else [2])
    for job, is_told in jobs:
        assert (job.lessons, job.base, job.vocabulary) == (lessons, base, vocabulary)
        assert job.recipe == train.Recipe(seed=job.recipe.seed, epochs=2)
        assert is_told == (has_gpu or job.recipe.seed == 5)
        assert pickle.loads(pickle.dumps(job)) == job, "it must reach another process whole"


def test_a_process_ends_when_the_one_that_started_it_is_killed(tmp_path: Path) -> None:
    child = (
        "from assistant.answering.reading.training.train import _end_with; import os, sys, time; "
        "_end_with(os.getppid()); open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    )
    note = tmp_path / "child"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}, {str(note)!r}])",
        ]
    )
    deadline = time.monotonic() + 40
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    pid = int(note.read_text())

    parent.kill()
    parent.wait()

    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists() or "zombie" in Path(f"/proc/{pid}/status").read_text()


def test_a_decisive_fact_weighs_more_in_the_loss(
    base: LocalWeights, bank: list[Example], vocabulary: Vocabulary
) -> None:
    import torch

    from assistant.answering.reading.training.lessons import Lesson
    from assistant.answering.reading.training.network import ReaderNetwork
    from assistant.answering.reading.training.targets import DECISIVE, targets_of

    network = ReaderNetwork(base.folder, vocabulary).eval()
    name = vocabulary.facts[0]
    idle, decisive = Lesson(bank[0], bank[0].turns), Lesson(bank[0], bank[0].turns, frozenset({name}))

    def loss(lesson: Lesson) -> float:
        targets = targets_of([lesson], vocabulary)
        with torch.no_grad():
            outputs = network(torch.tensor([[101, 2023, 102]]), torch.ones(1, 3))
            return float(network.loss(outputs, targets))

    assert targets_of([decisive], vocabulary).weights[0].tolist() == [DECISIVE] + [1.0] * (len(vocabulary.facts) - 1)
    # Fresh heads give each of the three values of a fact about a third: its loss is near ln 3.
    assert loss(decisive) - loss(idle) == pytest.approx((DECISIVE - 1) * np.log(3), rel=0.4)


def test_a_turn_reworded_to_stand_alone_is_met_once_and_every_other_row_in_each_pass() -> None:
    from assistant.answering.reading.training.lessons import Lesson
    from assistant.answering.reading.training.train import _passes

    rows = [example for example in examples(read_bank()) if example.voice == "turn-about"][:60]
    lessons = [Lesson(row, row.turns) for row in rows]

    passes = _passes(lessons, 3)

    met = [number for each in passes for number in each]
    assert len(passes) == 3
    assert {row.stands_alone for row in rows} == {True, False}
    for number, row in enumerate(rows):
        assert met.count(number) == (1 if row.stands_alone else 3), row.id


def test_a_network_that_goes_on_from_another_begins_as_that_one_ended(
    base: LocalWeights, bank: list[Example], vocabulary: Vocabulary, rulebook: Rulebook
) -> None:
    from assistant.answering.reading.training.lessons import lessons_of
    from assistant.answering.reading.training.network import ReaderNetwork
    from assistant.answering.reading.training.train import Recipe, train_network

    lessons = list(lessons_of(bank[:16], (example.turns for example in bank[:16]), rulebook))
    ended = train_network(lessons, base, vocabulary, Recipe(epochs=1), lambda *_: None).tensors(base.folder)

    begun = ReaderNetwork(base.folder, vocabulary)
    begun.begin_with(ended)

    began = begun.tensors(base.folder)
    assert began.keys() == ended.keys()
    for name, tensor in ended.items():
        assert np.allclose(began[name], tensor, atol=1e-6), name
