from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import embeddings
from index.blocks import Array
from index.embeddings import embed_in_shards
from index.encoder import NumpyEncoder

TEXTS = [f"text {number} about clients" for number in range(10)]


class CountingEncoder:
    """Puts the length of a text into its vector; keeps the texts it was given; fails at the one named."""

    name = "counting"
    dimension = 2

    def __init__(self, digest: str = "d", fails_at: str | None = None) -> None:
        self.digest = digest
        self.fails_at = fails_at
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Array:
        if self.fails_at in texts:
            raise KeyboardInterrupt
        self.seen += texts
        return np.array([[len(text), ord(text[5])] for text in texts], dtype=np.float32)


EXPECTED = np.array([[len(text), ord(text[5])] for text in TEXTS], dtype=np.float32)


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "SHARD", 4)


def test_shards_come_back_in_order_and_are_embedded_once(cache: Path) -> None:
    first, second = CountingEncoder(), CountingEncoder()
    assert np.array_equal(embed_in_shards(TEXTS, first, cache), EXPECTED)
    assert np.array_equal(embed_in_shards(TEXTS, second, cache), EXPECTED)
    assert (first.seen, second.seen) == (TEXTS, [])
    assert len(list((cache / "embeddings").iterdir())) == 3


def test_an_interrupted_run_goes_on_where_it_stopped(cache: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed_in_shards(TEXTS, CountingEncoder(fails_at=TEXTS[9]), cache)
    again = CountingEncoder()
    assert np.array_equal(embed_in_shards(TEXTS, again, cache), EXPECTED)
    assert again.seen == TEXTS[8:]


def test_another_model_does_not_take_these_vectors(cache: Path) -> None:
    embed_in_shards(TEXTS, CountingEncoder(), cache)
    other = CountingEncoder(digest="e")
    embed_in_shards(TEXTS, other, cache)
    assert other.seen == TEXTS


@pytest.mark.parametrize("damage", [b"", b"junk", b"\x93NUMPY\x01\x00"])
def test_a_damaged_shard_is_embedded_again(cache: Path, damage: bytes) -> None:
    embed_in_shards(TEXTS, CountingEncoder(), cache)
    for file in (cache / "embeddings").iterdir():
        file.write_bytes(damage)
    again = CountingEncoder()
    assert np.array_equal(embed_in_shards(TEXTS, again, cache), EXPECTED)
    assert again.seen == TEXTS


def test_a_shard_of_another_shape_is_not_taken(cache: Path) -> None:
    embed_in_shards(TEXTS, CountingEncoder(), cache)
    for file in (cache / "embeddings").iterdir():
        np.save(file, np.zeros((4, 3), dtype=np.float32))
    assert np.array_equal(embed_in_shards(TEXTS, CountingEncoder(), cache), EXPECTED)


def test_progress_is_told_after_each_shard(cache: Path) -> None:
    told: list[tuple[int, int]] = []
    embed_in_shards(TEXTS, CountingEncoder(), cache, lambda done, total: told.append((done, total)))
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert np.array_equal(embed_in_shards(TEXTS, CountingEncoder(), tmp_path / "file"), EXPECTED)


def test_no_text_gives_no_vector(cache: Path) -> None:
    assert embed_in_shards([], CountingEncoder(), cache).shape == (0, 2)


def test_shards_that_run_side_by_side_do_not_mix(minilm: NumpyEncoder, cache: Path) -> None:
    assert np.allclose(embed_in_shards(TEXTS, minilm, cache), minilm.encode(TEXTS), atol=1e-5)
