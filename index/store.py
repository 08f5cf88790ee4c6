"""Is the index for these texts and this model already on disk, whole and sound; and if not, how does it get there?

    <cache>/index/<digest>/manifest.json    what it is of, and the SHA-256 of the other files
                           vectors.faiss
                           words.json, words.data.npy, words.indices.npy, words.indptr.npy

The digest in the name covers every chunk and the encoder, so a stale index is never found. A folder gets its name
only when it is complete and flushed; whoever comes second keeps the first one's. There is no lock to be left behind.
"""

import contextlib
import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.blocks import Array
from index.chunks import Chunk, by_owner
from index.encoder import Encoder
from index.errors import IndexDamaged, NothingToIndex
from index.lexical import WordIndex
from index.vectors import VectorIndex
from index.weights import file_sha256

log = logging.getLogger(__name__)

FORMAT = "1"
"""Raise it when stemming, BM25 or the files change: every index is then built anew."""

MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"

_DRAFT = ".draft-"
_ABANDONED_AFTER = 24 * 3600  # seconds; a draft this old belongs to a process that died

Embed = Callable[[Sequence[str]], Array]


@dataclass(frozen=True, slots=True, eq=False)
class StoredIndex:
    """An index in memory, and where it lies on disk."""

    digest: str
    vectors: VectorIndex
    """One a chunk."""
    words: WordIndex
    """One text an owner: counting words needs no limit, and the words of a clause belong together."""
    folder: Path | None
    """None when the cache folder cannot be written; the index then lives as long as the process."""
    was_built: bool
    """Was it built by this call, rather than found?"""


def open_index(chunks: Sequence[Chunk], encoder: Encoder, cache: Path, embed: Embed | None = None) -> StoredIndex:
    """
    The index over the chunks, found below `cache` or built and put there.

    `embed` replaces `encoder.encode` while building (the evaluation embeds in shards that it keeps). A damaged index is
    thrown away and built again; a cache that cannot be written costs only the time of building again, with a warning.
    Raises NothingToIndex without chunks.
    """
    if not chunks:
        raise NothingToIndex("There is no text to index. An index needs at least one clause.")
    digest = index_digest(chunks, encoder)
    folder = cache / "index" / digest[:32]
    with contextlib.suppress(FileNotFoundError):
        try:
            return _read(folder, digest, len(chunks), sum(1 for _ in by_owner(chunks)))
        except IndexDamaged as damage:
            log.warning("The stored index is damaged and is built again: %s", damage)
            _throw_away(folder)
    started = time.perf_counter()
    vectors = VectorIndex.over((embed or encoder.encode)([chunk.text for chunk in chunks]))
    words = WordIndex.over([" ".join(chunk.text for chunk in group) for _, group in by_owner(chunks)])
    facts: dict[str, object] = {
        "format": FORMAT,
        "digest": digest,
        "model": encoder.name,
        "encoder": encoder.digest,
        "dimension": vectors.dimension,
        "chunks": len(chunks),
        "owners": words.texts,
        "exact": vectors.is_exact,
        "build_seconds": round(time.perf_counter() - started, 3),
    }
    try:
        _write(folder, vectors, words, facts)
    except OSError as trouble:
        log.warning("The index cannot be kept in %s (%s); it is built again next time.", folder, trouble.strerror)
        return StoredIndex(digest, vectors, words, None, was_built=True)
    return StoredIndex(digest, vectors, words, folder, was_built=True)


def index_digest(chunks: Sequence[Chunk], encoder: Encoder) -> str:
    """SHA-256 over everything an index depends on: the chunks in their order, the encoder, the format."""
    digest = hashlib.sha256(f"{FORMAT}\0{encoder.digest}\0".encode())
    for chunk in chunks:
        # Lengths, because the texts of two chunks could otherwise run into each other unnoticed.
        owner, text = chunk.owner.encode("utf-8", "replace"), chunk.text.encode("utf-8", "replace")
        digest.update(b"%d %d " % (len(owner), len(text)) + owner + text)
    return digest.hexdigest()


def read_manifest(folder: Path) -> dict[str, object]:
    """
    The manifest of a stored index.

    Raises FileNotFoundError when there is no such folder, IndexDamaged when the manifest is missing in it or altered.
    """
    file = folder / MANIFEST
    try:
        manifest: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
        sealed = manifest.pop("seal")
    except FileNotFoundError:
        if folder.is_dir():
            raise IndexDamaged(f"{file} is missing.") from None
        raise
    except (OSError, ValueError, KeyError, AttributeError) as trouble:
        raise IndexDamaged(f"{file} cannot be read ({type(trouble).__name__}).") from trouble
    if sealed != _seal(manifest):
        raise IndexDamaged(f"{file} was altered: its own checksum does not fit.")
    return manifest


def stored_folders(cache: Path) -> list[Path]:
    """The folders of all indexes below `cache`, by name."""
    return sorted(folder for folder in (cache / "index").glob("[0-9a-f]*") if folder.is_dir())


def folder_size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _read(folder: Path, digest: str, chunks: int, owners: int) -> StoredIndex:
    manifest = read_manifest(folder)
    if manifest.get("digest") != digest or manifest.get("format") != FORMAT:
        raise IndexDamaged(f"{folder} is the index of other texts than its name says.")
    files = manifest["files"]
    if not isinstance(files, dict):
        raise IndexDamaged(f"{folder / MANIFEST} lists no files.")
    for name, sha256 in files.items():
        file = folder / str(name)
        if not file.is_file() or file_sha256(file) != sha256:
            raise IndexDamaged(f"{file} is missing or was altered.")
    try:
        vectors, words = VectorIndex.read(folder / VECTORS), WordIndex.read(folder)
    except (OSError, ValueError, KeyError) as trouble:
        raise IndexDamaged(f"{folder} cannot be read ({type(trouble).__name__}: {trouble}).") from trouble
    if vectors.size != chunks or words.texts != owners:
        raise IndexDamaged(
            f"{folder} holds {vectors.size} vectors and {words.texts} texts for {chunks} chunks of {owners} owners."
        )
    return StoredIndex(digest, vectors, words, folder, was_built=False)


def _write(folder: Path, vectors: VectorIndex, words: WordIndex, facts: dict[str, object]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep_drafts(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder.parent))
    try:
        vectors.write(draft / VECTORS)
        words.write(draft)
        manifest = {**facts, "files": {file.name: file_sha256(file) for file in sorted(draft.iterdir())}}
        sealed = {**manifest, "seal": _seal(manifest)}
        (draft / MANIFEST).write_text(json.dumps(sealed, indent=1), encoding="utf-8")
        for path in (*draft.iterdir(), draft):
            _flush(path)
        try:
            draft.rename(folder)
        except OSError:
            # Another process was quicker. Its index is of the same texts, by name; ours is in memory.
            if not folder.is_dir():
                raise
        _flush(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _seal(manifest: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _flush(path: Path) -> None:
    # Folders cannot be opened for this on Windows, where a rename is durable without it.
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _throw_away(folder: Path) -> None:
    # Renamed first: another process then sees either the whole damaged folder or none, never half of one.
    with contextlib.suppress(OSError):
        grave = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder.parent))
        folder.rename(grave / "damaged")
        shutil.rmtree(grave, ignore_errors=True)


def _sweep_drafts(parent: Path) -> None:
    for draft in parent.glob(f"{_DRAFT}*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(draft, ignore_errors=True)
