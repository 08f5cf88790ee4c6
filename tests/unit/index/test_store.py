import json
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import store
from index.chunks import Chunk
from index.encoder import Encoder
from index.errors import NothingToIndex
from index.store import StoredIndex, index_digest, open_index, read_manifest, stored_folders

CHUNKS = (Chunk("a", "photos of clients"), Chunk("b", "the office potluck"), Chunk("c", "work schedules"))


def folder_of(index: StoredIndex) -> Path:
    assert index.folder is not None
    return index.folder


def test_the_first_use_builds_and_the_second_finds(words: Encoder, cache: Path) -> None:
    first, second = open_index(CHUNKS, words, cache), open_index(CHUNKS, words, cache)
    assert (first.was_built, second.was_built) == (True, False)
    assert first.folder == second.folder == cache / "index" / first.digest[:32]
    assert np.array_equal(second.vectors.vectors(np.arange(3)), words.encode([chunk.text for chunk in CHUNKS]))
    assert second.words.scores("potluck").argmax() == 1
    assert [path.name for path in (cache / "index").iterdir()] == [first.digest[:32]], "a draft was left behind"


def test_the_manifest_says_of_what_the_index_is(words: Encoder, cache: Path) -> None:
    manifest = read_manifest(folder_of(open_index(CHUNKS, words, cache)))
    assert manifest["model"] == "words"
    assert (manifest["chunks"], manifest["owners"], manifest["dimension"], manifest["exact"]) == (3, 3, 64, True)


@pytest.mark.parametrize(
    "changed",
    [
        (*CHUNKS[:2], Chunk("c", "work schedules.")),
        (*CHUNKS[:2], Chunk("cc", "work schedules")),
        (CHUNKS[1], CHUNKS[0], CHUNKS[2]),
        CHUNKS[:2],
        (Chunk("a", "photos of client"), Chunk("sb", "the office potluck"), CHUNKS[2]),
    ],
    ids=["a text", "an id", "the order", "one less", "a letter moved over a boundary"],
)
def test_any_change_of_the_texts_names_another_index(words: Encoder, changed: tuple[Chunk, ...]) -> None:
    assert index_digest(changed, words) != index_digest(CHUNKS, words)


def test_another_model_and_another_format_name_another_index(words: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = index_digest(CHUNKS, words)
    monkeypatch.setattr(words, "digest", "digest-of-another")
    assert (other := index_digest(CHUNKS, words)) != before
    monkeypatch.setattr(store, "FORMAT", "0")
    assert index_digest(CHUNKS, words) != other


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def edit_manifest(folder: Path, **changes: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit of the vectors": lambda folder: flip_a_byte(folder / "vectors.faiss"),
    "a bit of the scores": lambda folder: flip_a_byte(folder / "words.data.npy"),
    "a file gone": lambda folder: (folder / "words.json").unlink(),
    "a file cut short": lambda folder: os.truncate(folder / "words.indptr.npy", 10),
    "the manifest gone": lambda folder: (folder / "manifest.json").unlink(),
    "the manifest cut short": lambda folder: os.truncate(folder / "manifest.json", 40),
    "the manifest empty": lambda folder: os.truncate(folder / "manifest.json", 0),
    "another digest": lambda folder: edit_manifest(folder, digest="0" * 64),
    "checksums left out": lambda folder: edit_manifest(folder, files={}),
    "all files gone": empty,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_index_is_noticed_and_built_again(
    words: Encoder, cache: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object]
) -> None:
    folder = folder_of(open_index(CHUNKS, words, cache))
    damage(folder)
    with caplog.at_level(logging.WARNING):
        again = open_index(CHUNKS, words, cache)
    assert again.was_built
    assert "damaged" in caplog.text
    assert not open_index(CHUNKS, words, cache).was_built, "the rebuilt index was not kept"
    assert [path.name for path in (cache / "index").iterdir()] == [folder.name], "the damaged one was left behind"


def test_the_index_of_other_texts_under_this_name_is_not_used(words: Encoder, cache: Path) -> None:
    other, own = folder_of(open_index(CHUNKS[:2], words, cache)), folder_of(open_index(CHUNKS, words, cache))
    shutil.rmtree(own)
    shutil.copytree(other, own)
    assert open_index(CHUNKS, words, cache).was_built


def test_a_process_that_dies_while_writing_leaves_no_index(
    words: Encoder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_flush", die)
    with pytest.raises(KeyboardInterrupt):
        open_index(CHUNKS, words, cache)
    assert stored_folders(cache) == []


def test_what_a_dead_process_left_is_swept_up_and_what_a_live_one_writes_is_not(words: Encoder, cache: Path) -> None:
    dead, live = cache / "index" / ".draft-dead", cache / "index" / ".draft-live"
    for draft in (dead, live):
        draft.mkdir(parents=True)
    os.utime(dead, (time.time() - 2 * 24 * 3600,) * 2)
    open_index(CHUNKS, words, cache)
    assert (dead.exists(), live.exists()) == (False, True)


def test_a_cache_that_cannot_be_written_costs_only_time(
    words: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        index = open_index(CHUNKS, words, blocked)
    assert index.folder is None
    assert index.vectors.size == 3
    assert "cannot be kept" in caplog.text


def test_an_index_over_nothing_is_refused(words: Encoder, cache: Path) -> None:
    with pytest.raises(NothingToIndex):
        open_index((), words, cache)
