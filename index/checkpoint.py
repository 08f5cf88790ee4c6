"""What does a model's folder hold: which architecture, how long a text, and under which names do its tensors lie?

Two architectures run in numpy. MPNet (Song et al. 2020) is BERT (Devlin et al. 2018) with other tensor names, positions
that begin at 2, no token types, and a bias on every attention score that depends on the distance of the two tokens
(after Raffel et al. 2020, "Exploring the Limits of Transfer Learning", §2.1).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open

from index.blocks import Array, Layer
from index.errors import ModelUnsupported

DEFAULT_MAX_TOKENS = 256

_FIRST_POSITION = {"bert": 0, "mpnet": 2}
"""Row of the position embeddings that belongs to the first token; MPNet's rows 0 and 1 stand for padding."""

_MPNET_NAMES = {
    "attention.self.query": "attention.attn.q",
    "attention.self.key": "attention.attn.k",
    "attention.self.value": "attention.attn.v",
    "attention.output.dense": "attention.attn.o",
    "attention.output.LayerNorm": "attention.LayerNorm",
}
"""What BERT's names of the parts of a layer are called in an MPNet checkpoint; the other names agree."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The part of a model's `config.json` that its forward pass depends on beyond the shapes of the tensors."""

    architecture: str
    heads: int
    layers: int
    positions: int
    """How many tokens it has positions for."""
    epsilon: float
    """Added to the variance in every layer norm."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The tensors of a model, under BERT's names and in its orientation ([out, in]), as float32."""

    words: Array
    """[vocabulary, hidden]"""
    places: Array
    """[positions, hidden]: for the first token, the second ..., with the embedding of token type 0 added in."""
    norm_gain: Array
    norm_bias: Array
    layers: tuple[Layer, ...]
    distance_bias: Array | None
    """[buckets, heads]: what is added to an attention score, by bucket of distance; None where nothing is."""


def read_checkpoint(folder: Path, config: ModelConfig) -> Checkpoint:
    """The tensors of `model.safetensors`. Raises ModelUnsupported for a missing file or tensor."""
    file = folder / "model.safetensors"
    if not file.is_file():
        raise ModelUnsupported(f"{file}: no such file. The numpy encoder reads safetensors only.")
    with safe_open(file, framework="np") as tensors:
        names = set(tensors.keys())
        prefix = next((p for p in ("bert.", "mpnet.") if f"{p}embeddings.word_embeddings.weight" in names), "")

        def tensor(name: str) -> Array:
            if prefix + name not in names:
                raise ModelUnsupported(f"{file}: has no tensor {prefix + name!r}, which a {config.architecture} needs.")
            return np.ascontiguousarray(tensors.get_tensor(prefix + name), dtype=np.float32)

        places = tensor("embeddings.position_embeddings.weight")[_FIRST_POSITION[config.architecture] :]
        if config.architecture == "bert":
            places = places + tensor("embeddings.token_type_embeddings.weight")[0]
        return Checkpoint(
            words=tensor("embeddings.word_embeddings.weight"),
            places=places,
            norm_gain=tensor("embeddings.LayerNorm.weight"),
            norm_bias=tensor("embeddings.LayerNorm.bias"),
            layers=tuple(_layer(number, config, tensor) for number in range(config.layers)),
            distance_bias=tensor("encoder.relative_attention_bias.weight") if config.architecture == "mpnet" else None,
        )


def _layer(number: int, config: ModelConfig, tensor: Callable[[str], Array]) -> Layer:
    parts = {part: tensor(f"encoder.layer.{number}.{_named(part, config)}") for part in Layer.tensor_names()}
    return Layer.packed(parts, config.heads)


def _named(part: str, config: ModelConfig) -> str:
    """The name that the part of a layer has in the checkpoint."""
    if config.architecture != "mpnet":
        return part
    stem, _, kind = part.rpartition(".")
    return f"{_MPNET_NAMES.get(stem, stem)}.{kind}"


def standard_part(part: str) -> str:
    """BERT's name for a part of a layer, whichever of the two architectures it is named after."""
    stem, _, kind = part.rpartition(".")
    return f"{_BERT_NAMES.get(stem, stem)}.{kind}"


_BERT_NAMES = {named: stem for stem, named in _MPNET_NAMES.items()}


def read_config(folder: Path) -> ModelConfig:
    """
    The `config.json` of a model of one of the two architectures.

    Raises ModelUnsupported for a missing or broken file and for every architecture whose forward pass differs.
    """
    file = folder / "config.json"
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
        architecture = config.get("model_type")
        found = {
            "model_type": architecture,
            "hidden_act": config.get("hidden_act"),
            "position_embedding_type": config.get("position_embedding_type", "absolute"),
        }
        if architecture not in _FIRST_POSITION or found["hidden_act"] != "gelu":
            raise ModelUnsupported(f"{file}: the numpy encoder runs bert and mpnet with gelu, this is {found}.")
        if found["position_embedding_type"] != "absolute":
            raise ModelUnsupported(f"{file}: the numpy encoder runs absolute positions, this is {found}.")
        return ModelConfig(
            architecture=str(architecture),
            heads=int(config["num_attention_heads"]),
            layers=int(config["num_hidden_layers"]),
            positions=int(config["max_position_embeddings"]) - _FIRST_POSITION[architecture],
            epsilon=float(config["layer_norm_eps"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise ModelUnsupported(f"{file}: cannot be read as a model configuration ({trouble!r}).") from trouble


def read_max_tokens(folder: Path, positions: int) -> int:
    """How many tokens the model was made to read (`sentence_bert_config.json`); never more than it has positions."""
    file = folder / "sentence_bert_config.json"
    if not file.is_file():
        return min(DEFAULT_MAX_TOKENS, positions)
    named = json.loads(file.read_text(encoding="utf-8")).get("max_seq_length")
    return min(int(named or DEFAULT_MAX_TOKENS), positions)


def distance_buckets(length: int, buckets: int, farthest: int = 128) -> np.ndarray:
    """
    The bucket of every pair of tokens, int64 [length, length]: row of the query, column of the key.

    Half of the buckets are for keys behind the query, half for keys before it; of each half, half are for the nearest
    distances one by one and half for logarithmically growing ones up to `farthest`.
    """
    distance = np.arange(length)[:, None] - np.arange(length)[None, :]
    half = buckets // 2
    side = np.where(distance < 0, half, 0)
    far = np.abs(distance)
    exact = half // 2
    with np.errstate(divide="ignore"):
        # float32, as in the reference implementation: at a bucket's edge the last bit decides.
        steps = np.log(far.astype(np.float32) / np.float32(exact)) / np.float32(np.log(farthest / exact))
    grown = exact + np.where(far > 0, steps * (half - exact), 0).astype(np.int64)
    return np.asarray(side + np.where(far < exact, far, np.minimum(grown, half - 1)))
