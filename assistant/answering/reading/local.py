"""What does the local reader make of a question? A pass of each of two small encoders, no network, no torch.

Each member is all-MiniLM-L6-v2 with its layers fine-tuned on the question bank (`canipost reader train`); the word
embeddings stay those of the base, so what ships here fits the base weights of one digest only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.answering.reading.heads import NOT_STATED, STATED_SO, Heads, Outputs, mean_outputs
from assistant.answering.reading.manifest import TENSORS, Manifest, read_manifest
from assistant.answering.reading.packing import split_members, unpack
from assistant.answering.reading.reader import TURN_MARK, in_quotes
from assistant.answering.reading.words import words_behind
from assistant.answering.records import FactDoubt, FactReading, Reading
from assistant.answering.spanish.gloss import Glossed, Lexicon, join, load_lexicon
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


class ReaderUnfit(Exception):
    """The reader's files are missing or damaged, or were trained on other base weights or other facts."""


@dataclass(frozen=True, slots=True)
class Member:
    """One trained network: its encoder and its heads."""

    model: BertModel
    heads: Heads


@dataclass(frozen=True, slots=True)
class LocalReader:
    """Reads facts with the fine-tuned encoder. Made by `open_local_reader`; safe to share between threads."""

    members: tuple[Member, ...]
    """Trained on the same rows from different starts: what they agree on is surer than what one of them says."""
    manifest: Manifest
    deniable: frozenset[str]
    """Facts that can be stated not so; the others are only ever stated so or not stated."""
    lexicon: Lexicon
    """Spanish words are read as what it says of them in English."""
    english: frozenset[str]
    """The words that the encoder has whole."""
    name: str = "local"

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """One reading a conversation."""
        if not conversations:
            return []
        quoted = [[in_quotes(turn) for turn in turns] for turns in conversations]
        glossed = [[self.lexicon.gloss(turn, self.english) for turn in turns] for turns in quoted]
        begun = [self._first_within_reach(turns) for turns in glossed]
        kept = [turns[first:] for turns, first in zip(quoted, begun, strict=True)]
        texts = [TURN_MARK.join(turns) for turns in kept]
        read = [join(turns[first:], left, TURN_MARK) for turns, first, left in zip(glossed, begun, kept, strict=True)]
        seen = [member.model.token_states([each.text for each in read]) for member in self.members]
        tokens = seen[0]
        outputs = mean_outputs([m.heads.apply(s.states, s.mask) for m, s in zip(self.members, seen, strict=True)])
        begins = [len(text) - len(turns[-1]) for text, turns in zip(texts, kept, strict=True)]
        readings = [
            self._reading(text, begin, row, each.in_original(tokens.offsets[row]), outputs)
            for row, (text, begin, each) in enumerate(zip(texts, begins, read, strict=True))
        ]
        return [
            dataclasses.replace(reading, is_partial=bool(dropped or first))
            for reading, dropped, first in zip(readings, tokens.dropped, begun, strict=True)
        ]

    def _first_within_reach(self, turns: Sequence[Glossed]) -> int:
        """The first turn that is read: without older ones that would push the question itself out of reach."""
        first = 0
        while first < len(turns) - 1 and self._is_too_long(TURN_MARK.join(turn.text for turn in turns[first:])):
            first += 1
        return first

    def _is_too_long(self, text: str) -> bool:
        return bool(self.members[0].model.tokenize([text])[0].dropped)

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
        opinion = tempered(outputs.verdicts[row], self.manifest.temperature)
        return Reading(
            kind=self.manifest.kinds[kind],
            kind_confidence=float(outputs.kinds[row, kind]),
            facts=MappingProxyType(facts),
            opinion=MappingProxyType(dict(zip(self.manifest.verdicts, map(float, opinion), strict=True))),
            relevance=MappingProxyType(dict(zip(self.manifest.clauses, map(float, outputs.clauses[row]), strict=True))),
            reader=self.name,
            doubts=MappingProxyType(doubts),
        )


def tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities [verdicts] as if their logits had been divided by the temperature (Guo et al. 2017, §4.2)."""
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
        manifest = read_manifest(folder)
        manifest.thresholds()
        require_sha256(folder / TENSORS, manifest.tensors_sha256)
        held = split_members(unpack(load_file(folder / TENSORS)))
        heads = [Heads.from_tensors(tensors) for tensors in held]
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
    base = _base(manifest, cache, opened)
    members = []
    for own, tensors in zip(heads, held, strict=True):
        changes = {name: tensor for name, tensor in tensors.items() if not name.startswith("heads.")}
        try:
            member = Member(base.with_changes(changes), own)
        except TensorMismatch as problem:
            raise ReaderUnfit(
                f"{folder}: does not fit its base ({problem}). Train it: canipost reader train."
            ) from problem
        if misfit := _misfit(own, manifest, base.hidden):
            raise ReaderUnfit(f"{folder}: {misfit}. Train it: canipost reader train.")
        members.append(member)
    deniable = frozenset(name for name, fact in known_facts.items() if fact.not_so is not None)
    return LocalReader(tuple(members), manifest, deniable, load_lexicon(), frozenset(base.tokenizer.get_vocab()))


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
