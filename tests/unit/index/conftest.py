import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from index.blocks import Array
from index.encoder import NumpyEncoder, open_encoder, unit_rows


@dataclass
class WordEncoder:
    """Texts with the same words get near vectors; no model is loaded, and the texts it was given are kept."""

    name: str = "words"
    digest: str = "digest-of-words"
    dimension: int = 64
    seen: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Array:
        self.seen += texts
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                place = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
                vectors[row, place % self.dimension] += 1.0
        return unit_rows(vectors)


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> NumpyEncoder:
    encoder = open_encoder("minilm", tmp_path_factory.mktemp("cache"))
    assert isinstance(encoder, NumpyEncoder)
    return encoder
