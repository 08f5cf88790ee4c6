"""What does the local reader make of a question? One pass of a small encoder, no network, no torch.

The encoder is all-MiniLM-L6-v2 with its layers fine-tuned on the question bank (`canipost reader train`); the word
embeddings stay those of the base, so what ships here fits the base weights of one digest only.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.answering.reading.heads import NOT_STATED, STATED_SO, Heads, Outputs
from assistant.answering.reading.reader import TURN_MARK
from assistant.answering.reading.words import words_behind
from assistant.answering.records import FactDoubt, FactReading, Kind, Reading, Verdict
from corpus.facts import Fact
from index.bert import BertModel
from index.encoder import Encoder, NumpyEncoder
from index.errors import RetrievalError, TensorMismatch
from index.weights import LocalWeights, find_weights, require_sha256

SHIPPED = Path(__file__).parent / "weights"
"""The trained reader that comes with the package."""

KEPT_OF_UNDENIABLE = np.array([1, 1, 0], dtype=np.float32)
"""Not stated and stated so stay, stated not so goes."""

DOUBTFUL = 0.03
"""A value of a fact with less probability than this is out of the question."""

TENSORS = "reader.safetensors"
MANIFEST = "reader.json"


class ReaderUnfit(Exception):
    """The reader's files are missing or damaged, or were trained on other base weights or other facts."""


class WrittenScale(BaseModel):
    """A `Scale` as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[Sign, float]
    limit: float = Field(gt=0, lt=1)


class Manifest(BaseModel):
    """`reader.json`: what the tensors were trained on and for, and the thresholds chosen on held-out voices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    base_sha256: str
    tensors_sha256: str
    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    kinds: tuple[Kind, ...]
    verdicts: tuple[Verdict, ...]
    temperature: float = Field(default=1.0, gt=0)
    """Divides the verdict head's logits, so that its probabilities are calibrated."""
    doubt: dict[Sort, WrittenScale] = Field(default_factory=dict)
    """The scores of doubt, where they were fitted; the rules of thumb hold otherwise."""
    least_topic: float = 0.05
    trained_on: dict[str, str | int | float]

    def thresholds(self) -> Doubt:
        """When an answer is not sure enough to be given."""
        if not self.doubt:
            return Doubt(least_topic=self.least_topic)
        scales = {
            sort: Scale(each.bias, MappingProxyType(each.weights), each.limit) for sort, each in self.doubt.items()
        }
        return Doubt(MappingProxyType(scales), self.least_topic)

    @model_validator(mode="after")
    def _has_every_sort(self) -> Manifest:
        if self.doubt and (missing := [sort for sort in Sort if sort not in self.doubt]):
            raise ValueError(f"doubt: lacks a score for {', '.join(missing)}")
        return self


@dataclass(frozen=True, slots=True)
class LocalReader:
    """Reads facts with the fine-tuned encoder. Made by `open_local_reader`; safe to share between threads."""

    model: BertModel
    heads: Heads
    manifest: Manifest
    deniable: frozenset[str]
    """Facts that can be stated not so; the others are only ever stated so or not stated."""
    name: str = "local"

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """One reading a conversation."""
        if not conversations:
            return []
        kept = [self._within_reach(turns) for turns in conversations]
        texts = [TURN_MARK.join(turns) for turns in kept]
        tokens = self.model.token_states(texts)
        outputs = self.heads.apply(tokens.states, tokens.mask)
        begins = [len(text) - len(turns[-1]) for text, turns in zip(texts, kept, strict=True)]
        readings = [
            self._reading(text, begin, row, tokens.offsets[row], outputs)
            for row, (text, begin) in enumerate(zip(texts, begins, strict=True))
        ]
        return [
            dataclasses.replace(reading, is_partial=bool(dropped) or len(read) < len(said))
            for reading, dropped, read, said in zip(readings, tokens.dropped, kept, conversations, strict=True)
        ]

    def _within_reach(self, turns: Sequence[str]) -> Sequence[str]:
        """The turns without the oldest ones that would push the question itself out of what the model reads."""
        while len(turns) > 1 and self.model.tokenize([TURN_MARK.join(turns)])[0].dropped:
            turns = turns[1:]
        return turns

    def _reading(self, text: str, begin: int, row: int, offsets: np.ndarray, outputs: Outputs) -> Reading:
        facts, doubts = {}, {}
        for number, name in enumerate(self.manifest.facts):
            probabilities = outputs.facts[row, number]
            if name not in self.deniable:
                probabilities = probabilities * KEPT_OF_UNDENIABLE
            value = int(probabilities.argmax())
            is_doubtful = probabilities[value] < 1 - DOUBTFUL
            if value == NOT_STATED and not is_doubtful:
                continue
            words = words_behind(text, offsets, outputs.attention[row, : len(offsets), number], begin)
            if value != NOT_STATED:
                facts[name] = FactReading(value == STATED_SO, words, float(probabilities[value]))
            if is_doubtful:
                not_stated, so, not_so = (float(p) if p > DOUBTFUL else 0.0 for p in probabilities)
                doubts[name] = FactDoubt(not_stated, so, not_so, words)
        kind = int(outputs.kinds[row].argmax())
        opinion = _tempered(outputs.verdicts[row], self.manifest.temperature)
        return Reading(
            kind=self.manifest.kinds[kind],
            kind_confidence=float(outputs.kinds[row, kind]),
            facts=MappingProxyType(facts),
            opinion=MappingProxyType(dict(zip(self.manifest.verdicts, map(float, opinion), strict=True))),
            relevance=MappingProxyType(dict(zip(self.manifest.clauses, map(float, outputs.clauses[row]), strict=True))),
            reader=self.name,
            doubts=MappingProxyType(doubts),
        )


def _tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    raised = np.power(np.maximum(probabilities, 1e-9), 1 / temperature)
    return np.asarray(raised / raised.sum())


def open_local_reader(
    cache: Path, known_facts: Mapping[str, Fact], folder: Path = SHIPPED, opened: Encoder | None = None
) -> LocalReader:
    """
    The reader of a folder, on top of its base weights.

    `opened` is an encoder that is open already: where it is the reader's base, their word embeddings are shared.

    Raises `ReaderUnfit` when its files are missing or damaged, when the base weights have another digest than the ones
    it was trained on, or when it was trained for other facts than `known_facts`.
    """
    try:
        manifest = Manifest.model_validate(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        manifest.thresholds()
        require_sha256(folder / TENSORS, manifest.tensors_sha256)
        tensors = load_file(folder / TENSORS)
        heads = Heads.from_tensors(tensors)
    except (OSError, ValueError, TypeError, KeyError, SafetensorError, RetrievalError) as problem:
        what = " ".join(str(problem).split())
        raise ReaderUnfit(
            f"{folder}: the reader cannot be loaded ({what}). Train it: canipost reader train."
        ) from problem
    if set(manifest.facts) != set(known_facts):
        other = sorted(set(manifest.facts) ^ set(known_facts))
        raise ReaderUnfit(
            f"{folder}: trained for other facts ({', '.join(other)} differ). Train it: canipost reader train."
        )
    layers = {name: tensor for name, tensor in tensors.items() if not name.startswith("heads.")}
    try:
        model = _base(manifest, cache, opened).with_layers(layers)
    except TensorMismatch as problem:
        raise ReaderUnfit(f"{folder}: does not fit its base ({problem}). Train it: canipost reader train.") from problem
    if misfit := _misfit(heads, manifest, model.hidden):
        raise ReaderUnfit(f"{folder}: {misfit}. Train it: canipost reader train.")
    deniable = frozenset(name for name, fact in known_facts.items() if fact.not_so is not None)
    return LocalReader(model, heads, manifest, deniable)


def _misfit(heads: Heads, manifest: Manifest, width: int) -> str | None:
    """Which head has another shape than what it is said to read, or None."""
    f, c, k, v = (len(names) for names in (manifest.facts, manifest.clauses, manifest.kinds, manifest.verdicts))
    wanted: dict[str, tuple[int, ...]] = {
        "fact_query": (f, width), "fact_value": (f, width, 3), "fact_mean": (f * 3, width), "fact_bias": (f * 3,),
        "clause_query": (c, width), "clause_value": (c, width), "clause_mean": (c, width), "clause_bias": (c,),
        "kind": (k, width), "kind_bias": (k,), "verdict": (v, width), "verdict_bias": (v,),
    }  # fmt: skip
    for name, shape in wanted.items():
        tensor = getattr(heads, name)
        if tensor.shape != shape:
            return f"the tensor heads.{name} has the shape {tensor.shape}, not {shape}"
        if not np.isfinite(tensor).all():
            return f"the tensor heads.{name} holds values that are no numbers"
    return None


def _base(manifest: Manifest, cache: Path, opened: Encoder | None) -> BertModel:
    if isinstance(opened, NumpyEncoder) and opened.weights_sha256 == manifest.base_sha256:
        return opened.model
    weights = find_weights(manifest.base, cache, manifest.base_sha256)
    if not isinstance(weights, LocalWeights):
        raise ReaderUnfit(f"{manifest.base!r}: the reader's base must be a model of this machine, not of a hub.")
    if weights.sha256 != manifest.base_sha256:
        raise ReaderUnfit(f"{manifest.base!r}: its weights are not those the reader was trained on.")
    return BertModel.from_folder(weights.folder)
