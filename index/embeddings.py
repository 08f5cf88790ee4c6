"""How are a hundred thousand texts embedded without doing it twice, or all over again after an interruption?

In shards. Each goes to the cache under the digest of its texts and the encoder as soon as it is done, so a run that is
interrupted goes on where it stopped, and another set that shares texts in the same order finds them.
"""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.blocks import Array
from index.encoder import Encoder, NumpyEncoder

SHARD = 256  # texts

Progress = Callable[[int, int], None]
"""Called with how many texts are done and how many there are."""


def embed_in_shards(texts: Sequence[str], encoder: Encoder, cache: Path, progress: Progress | None = None) -> Array:
    """
    The vectors of the texts, [texts, dimension], from the cache where they are there.

    A cache that cannot be written is done without; a damaged shard is embedded again.
    """
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    starts = range(0, len(texts), SHARD)

    def embed(start: int) -> tuple[int, Array]:
        return start, _embed_shard(texts[start : start + SHARD], encoder, cache / "embeddings")

    # A product on two threads leaves one of them idle during the GELU: two shards at a time, on one thread each, are a
    # fifth quicker. Torch spreads its own work.
    workers = (os.cpu_count() or 1) if isinstance(encoder, NumpyEncoder) and len(starts) > 1 else 1
    done = 0
    with ThreadPoolExecutor(workers) as pool:
        for start, shard in pool.map(embed, starts):
            vectors[start : start + len(shard)] = shard
            done += len(shard)
            if progress is not None:
                progress(done, len(texts))
    return vectors


def _embed_shard(texts: Sequence[str], encoder: Encoder, folder: Path) -> Array:
    digest = hashlib.sha256(f"{encoder.digest}\0{len(texts)}".encode())
    for text in texts:
        digest.update(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    file = folder / f"{digest.hexdigest()[:32]}.npy"
    with contextlib.suppress(OSError, ValueError, EOFError):
        stored = np.load(file, allow_pickle=False)
        if stored.shape == (len(texts), encoder.dimension) and stored.dtype == np.float32 and np.isfinite(stored).all():
            return np.asarray(stored, dtype=np.float32)
    vectors = encoder.encode(texts)
    with contextlib.suppress(OSError):
        _put(file, vectors)
    return vectors


def _put(file: Path, vectors: Array) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.save(content, vectors, allow_pickle=False)
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.getbuffer())
        Path(draft).replace(file)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
