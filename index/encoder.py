"""What vector stands for a text?

Two ways lead to it: the numpy forward pass for BERT-shaped models with mean pooling (no torch, ready in a tenth of a
second), and sentence-transformers for everything else (any architecture, seconds to import). Both give the same
vectors to within rounding; a test holds them side by side.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.bert import BertModel
from index.blocks import Array
from index.checkpoint import read_config
from index.errors import ModelUnsupported
from index.weights import HubWeights, LocalWeights, find_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

DEFAULT_MODEL = "minilm"


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """For people: `minilm`, `mpnet`, the folder's name or `owner/name@commit`."""

    @property
    def digest(self) -> str:
        """Changes whenever the vectors may: weights, tokenizer, pooling or length limit."""

    @property
    def dimension(self) -> int:
        """Width of a vector."""

    def encode(self, texts: Sequence[str]) -> Array:
        """One unit vector (L2) a text, float32 [texts, dimension], in the order of the texts."""


@dataclass(frozen=True, slots=True, eq=False)
class NumpyEncoder:
    """A BERT-shaped model with mean pooling, run by numpy."""

    name: str
    digest: str
    model: BertModel
    weights_sha256: str = ""
    """Of `model.safetensors`, for those that fit something to exactly these weights."""

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return self.model.hidden

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit vectors of the texts. Texts beyond the model's limit are cut, which is logged as a count."""
        tokens = self.model.tokenize(texts)
        cut = [each.dropped for each in tokens if each.dropped]
        if cut:
            log.warning("%d of %d texts were cut to %d tokens", len(cut), len(texts), self.model.max_tokens)
        return unit_rows(self.model.mean_states(tokens))


@dataclass(frozen=True, slots=True, eq=False)
class TorchEncoder:
    """Any model of sentence-transformers, run by torch."""

    name: str
    digest: str
    model: "SentenceTransformer"

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit vectors of the texts."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self.model.encode(list(texts), batch_size=32, show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(np.asarray(vectors, dtype=np.float32))


def open_encoder(setting: str, cache: Path, expected_sha256: str | None = None) -> Encoder:
    """
    The encoder a setting names (see `index.weights.find_weights`), its weights checked.

    BERT-shaped folders with mean pooling run in numpy; other folders and hub names load sentence-transformers.
    Raises what `find_weights` raises, and ModelUnsupported for a folder that neither can run.
    """
    weights = find_weights(setting, cache, expected_sha256)
    if isinstance(weights, LocalWeights) and runs_in_numpy(weights.folder):
        model = BertModel.from_folder(weights.folder)
        return NumpyEncoder(weights.name, encoder_digest(weights), model, weights.sha256)
    return open_torch_encoder(weights)


def open_torch_encoder(weights: LocalWeights | HubWeights) -> TorchEncoder:
    """The weights run by sentence-transformers, whatever their shape. Importing it takes seconds."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        # A bar for a tenth of a second of loading, on the standard error of a program that prints one answer.
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if isinstance(weights, HubWeights):
            model = SentenceTransformer(weights.name, revision=weights.revision, device="cpu")
            name = f"{weights.name}@{weights.revision}"
            return TorchEncoder(name, hashlib.sha256(f"hub:{name}".encode()).hexdigest(), model)
        model = SentenceTransformer(str(weights.folder), device="cpu", local_files_only=True)
        return TorchEncoder(weights.name, encoder_digest(weights), model)
    except (OSError, ValueError, KeyError, ImportError) as trouble:
        where = weights.folder if isinstance(weights, LocalWeights) else f"{weights.name}@{weights.revision}"
        raise ModelUnsupported(f"{where}: sentence-transformers cannot load it ({trouble}).") from trouble


def runs_in_numpy(folder: Path) -> bool:
    """Is the folder a BERT encoder with mean pooling and nothing behind it but normalization?"""
    try:
        read_config(folder)
    except ModelUnsupported:
        return False
    modules, pooling = _json(folder / "modules.json"), _json(folder / "1_Pooling" / "config.json")
    if not isinstance(modules, list) or not isinstance(pooling, dict):
        return False
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in modules]
    # Older files have one flag a mode, newer ones name the mode.
    modes = [key for key, on in pooling.items() if key.startswith("pooling_mode_") and on]
    mean = modes == ["pooling_mode_mean_tokens"] or pooling.get("pooling_mode") == "mean"
    plain = kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
    return plain and mean and (folder / "tokenizer.json").is_file()


def encoder_digest(weights: LocalWeights) -> str:
    """
    The digest of everything in the folder that shapes a vector: weights, tokenizer, configuration, pooling.

    The same for both ways of running it, as their vectors are the same.
    """
    digest = hashlib.sha256(weights.sha256.encode())
    for name in ("config.json", "modules.json", "tokenizer.json", "sentence_bert_config.json", "1_Pooling/config.json"):
        file = weights.folder / name
        digest.update(name.encode() + b"\0" + (hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b""))
    return digest.hexdigest()


def unit_rows(vectors: Array) -> Array:
    """The rows divided by their L2 norm; a row of zeros stays one, as sentence-transformers leaves it."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _json(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
