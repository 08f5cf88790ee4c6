"""What does a BERT-shaped model make of a text, token by token, without loading torch?

Importing torch and sentence-transformers costs seconds and hundreds of megabytes; one short sentence needs neither
(docs/decisions/0003-encoder-without-torch.md). This is the forward pass of Devlin et al. 2018, "BERT: Pre-training of
Deep Bidirectional Transformers", in numpy: post-layer-norm blocks, absolute positions, token type 0, no dropout. MPNet
differs by a bias on the attention (`index.checkpoint`) and runs here too.

Texts of a batch are packed end to end and never padded: each run of texts of equal length gets its attention in one
product without a mask. So no product is spent on padding, and a text's states do not depend on its neighbors.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.blocks import Array, Layer, Run, normalize_rows
from index.checkpoint import distance_buckets, read_checkpoint, read_config, read_max_tokens, standard_part
from index.errors import ModelUnsupported, TensorMismatch
from index.threads import use_one_blas_thread

TOKENS_IN_A_BATCH = 1024
"""Packed tokens that go through the layers together: enough to feed the matrix products, small enough for the cache."""


class TokenStates(NamedTuple):
    """What the model makes of a batch of texts; unpacks in this order."""

    states: npt.NDArray[np.float32]
    """[texts, tokens, hidden]; zero where the mask is off. Row 0 of a text is [CLS], its last masked row [SEP]."""
    mask: npt.NDArray[np.bool_]
    """[texts, tokens]: is there a token?"""
    offsets: npt.NDArray[np.int32]
    """[texts, tokens, 2]: start and end of the token in its text, in characters; (0, 0) for [CLS] and [SEP]."""
    dropped: tuple[int, ...]
    """How many tokens of each text fell to the limit; 0 for a text that was read whole."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text as the model reads it."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    dropped: int
    """Tokens beyond the limit, which the model does not see."""


@dataclass(frozen=True, slots=True, eq=False)
class BertModel:
    """
    A BERT-shaped encoder held as numpy arrays. Immutable; safe to share between threads.

    Made by `from_folder`. `with_changes` gives a model with some tensors changed that shares all the others.
    """

    tokenizer: Tokenizer
    max_tokens: int
    epsilon: float
    """Added to the variance in every layer norm."""
    words: Array
    """[vocabulary, hidden]"""
    places: Array
    """[positions, hidden]: position embeddings, with that of token type 0 added in."""
    norm_gain: Array
    norm_bias: Array
    layers: tuple[Layer, ...]
    distance_bias: Array | None = None
    """[buckets, heads]: MPNet's bias on the attention, by bucket of distance; BERT has none."""

    @property
    def hidden(self) -> int:
        """Width of a token's state."""
        return int(self.words.shape[1])

    @classmethod
    def from_folder(cls, folder: Path) -> "BertModel":
        """
        The model of a folder with `config.json`, `tokenizer.json` and `model.safetensors`.

        The weights are taken as they are: check their digest first (`index.weights`). Numpy's products run on one
        thread from then on (`index.threads`).
        Raises ModelUnsupported, naming the file and the value, for any model that is not plainly BERT-shaped.
        """
        use_one_blas_thread()
        config = read_config(folder)
        held = read_checkpoint(folder, config)
        return cls(
            tokenizer=_plain_tokenizer(folder / "tokenizer.json"),
            max_tokens=read_max_tokens(folder, config.positions),
            epsilon=config.epsilon,
            words=held.words,
            places=held.places,
            norm_gain=held.norm_gain,
            norm_bias=held.norm_bias,
            layers=held.layers,
            distance_bias=held.distance_bias,
        )

    def with_changes(self, changes: Mapping[str, npt.NDArray[np.floating]]) -> "BertModel":
        """
        A copy of the model with something added to tensors of its layers; everything else is shared, not copied.

        Names are those of the checkpoint, as `encoder.layer.4.attention.self.query.weight`; values of any float
        type, held as float32. A layer may be changed in part. Raises TensorMismatch for a name that is no tensor of
        a layer, for a layer the model does not have and for a wrong shape.
        """
        by_layer: dict[int, dict[str, Array]] = {}
        for name, value in changes.items():
            number, part = _layer_and_part(name)
            part = standard_part(part)
            if part not in Layer.tensor_names() or not 0 <= number < len(self.layers):
                raise TensorMismatch(
                    f"{name!r} is no tensor of the {len(self.layers)} layers of this model. "
                    "Expected names like 'encoder.layer.0.output.dense.weight'."
                )
            by_layer.setdefault(number, {})[part] = np.asarray(value, dtype=np.float32)
        layers = list(self.layers)
        for number, parts in by_layer.items():
            try:
                layers[number] = layers[number].with_added(parts)
            except TensorMismatch as mismatch:
                raise TensorMismatch(f"encoder.layer.{number}.{mismatch}") from mismatch
        return dataclasses.replace(self, layers=tuple(layers))

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The texts as tokens, cut at `max_tokens` ([CLS] and [SEP] included) with the count of what was cut."""
        sound = [readable(text) for text in texts]
        # The thread pool of encode_batch is worth it for many texts only.
        encodings = [self.tokenizer.encode(t) for t in sound] if len(sound) < 4 else self.tokenizer.encode_batch(sound)
        return [self._cut(encoding.ids, encoding.offsets) for encoding in encodings]

    def token_states(self, texts: Sequence[str]) -> TokenStates:
        """The last hidden state of every token of every text, in the order of the texts. No text gives [0, 0, h]."""
        tokens = self.tokenize(texts)
        longest = max((len(each.ids) for each in tokens), default=0)
        states = np.zeros((len(texts), longest, self.hidden), dtype=np.float32)
        mask = np.zeros((len(texts), longest), dtype=np.bool_)
        offsets = np.zeros((len(texts), longest, 2), dtype=np.int32)
        for numbers, runs, packed in self.packed_states(tokens):
            rows = iter(numbers)
            for run in runs:
                for start in range(run.start, run.stop, run.length):
                    states[next(rows), : run.length] = packed[start : start + run.length]
        for row, each in enumerate(tokens):
            mask[row, : len(each.ids)] = True
            offsets[row, : len(each.ids)] = each.offsets
        return TokenStates(states, mask, offsets, tuple(each.dropped for each in tokens))

    def mean_states(self, tokens: Sequence[Tokens]) -> Array:
        """The mean of the token states of each text, [texts, hidden] (mean pooling; Reimers and Gurevych 2019, §3)."""
        means = np.empty((len(tokens), self.hidden), dtype=np.float32)
        for numbers, runs, packed in self.packed_states(tokens):
            done = 0
            for run in runs:
                block = packed[run.start : run.stop].reshape(run.texts, run.length, self.hidden)
                means[numbers[done : done + run.texts]] = block.mean(axis=1)
                done += run.texts
        return means

    def packed_states(self, tokens: Sequence[Tokens]) -> Iterator[tuple[list[int], list[Run], Array]]:
        """
        The states batch by batch, shortest texts first: numbers of the texts, their runs, and states [tokens, hidden].

        The states of text `numbers[i]` lie in the runs in that order. The array is the caller's until the next batch.
        """
        order = sorted(range(len(tokens)), key=lambda number: len(tokens[number].ids))
        batch: list[int] = []
        filled = 0
        for number in order:
            size = len(tokens[number].ids)
            if batch and filled + size > TOKENS_IN_A_BATCH:
                yield self._batch_states(batch, tokens)
                batch, filled = [], 0
            batch.append(number)
            filled += size
        if batch:
            yield self._batch_states(batch, tokens)

    def _batch_states(self, batch: list[int], tokens: Sequence[Tokens]) -> tuple[list[int], list[Run], Array]:
        lengths = [len(tokens[number].ids) for number in batch]
        runs = list(_equal_runs(lengths))
        ids = np.fromiter((i for number in batch for i in tokens[number].ids), dtype=np.int64, count=sum(lengths))
        states = self.words[ids]
        for run in runs:
            block = states[run.start : run.stop].reshape(run.texts, run.length, self.hidden)
            block += self.places[: run.length]
        normalize_rows(states, self.norm_gain, self.norm_bias, self.epsilon)
        biases = {length: self._bias(length) for length in set(lengths)} if self.distance_bias is not None else {}
        for layer in self.layers:
            states = layer.apply(states, runs, self.epsilon, biases)
        return batch, runs, states

    def _bias(self, length: int) -> Array:
        """The bias of the attention between the tokens of a text of that length, [heads, length, length]."""
        assert self.distance_bias is not None
        buckets = distance_buckets(length, len(self.distance_bias))
        return np.ascontiguousarray(self.distance_bias[buckets].transpose(2, 0, 1))

    def _cut(self, ids: list[int], offsets: list[tuple[int, int]]) -> Tokens:
        dropped = max(0, len(ids) - self.max_tokens)
        if dropped:
            # The last token is [SEP]: it stays, as it does in the reference implementation.
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
            offsets = [*offsets[: self.max_tokens - 1], offsets[-1]]
        return Tokens(ids, offsets, dropped)


def readable(text: str) -> str:
    """The text with lone surrogates, which no tokenizer accepts, replaced one for one by '?'; offsets stay true."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain_tokenizer(file: Path) -> Tokenizer:
    if not file.is_file():
        raise ModelUnsupported(f"{file}: no such file. The numpy encoder needs the tokenizer in this format.")
    tokenizer = Tokenizer.from_file(str(file))
    # Published files carry the padding and truncation of somebody's training run; here texts are packed and cut aloud.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _layer_and_part(name: str) -> tuple[int, str]:
    pieces = name.removeprefix("bert.").split(".", 3)
    if len(pieces) == 4 and pieces[:2] == ["encoder", "layer"] and pieces[2].isdecimal():
        return int(pieces[2]), pieces[3]
    return -1, name


def _equal_runs(lengths: Sequence[int]) -> Iterator[Run]:
    start = first = 0
    for position, length in enumerate(lengths):
        if position + 1 == len(lengths) or lengths[position + 1] != length:
            texts = position + 1 - first
            yield Run(start, texts, length)
            start, first = start + texts * length, position + 1
