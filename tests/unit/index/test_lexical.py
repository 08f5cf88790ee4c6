import math
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged
from index.lexical import WordIndex, stems_of

TEXTS = ["Posting photos of clients", "Photos of the office potluck", "Work schedules", ""]


def test_case_endings_and_stop_words_do_not_matter() -> None:
    assert stems_of("The CLIENTS' photo, and the posting!") == ["client", "photo", "post"]
    assert stems_of("¿? … 🙂") == []


def test_scores_are_those_of_bm25() -> None:
    # "schedul" is in one of four texts of 3, 3, 2 and 0 stems (2 on average), once.
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * 2 / 2))
    assert WordIndex.over(TEXTS).scores("schedule").tolist() == pytest.approx([0, 0, expected, 0])


def test_a_word_said_twice_counts_twice() -> None:
    index = WordIndex.over(TEXTS)
    assert index.scores("photo photo").tolist() == pytest.approx((2 * index.scores("photo")).tolist())


@pytest.mark.parametrize("query", ["", "the of and", "zebra", "🙂"])
def test_without_a_shared_word_every_score_is_0(query: str) -> None:
    assert WordIndex.over(TEXTS).scores(query).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("texts", [["", "…"], ["the"], ["", "client photo"]])
def test_texts_without_words_do_not_stop_it(texts: list[str], tmp_path: Path) -> None:
    index = WordIndex.over(texts)
    index.write(tmp_path)
    for each in (index, WordIndex.read(tmp_path)):
        assert each.scores("client").shape == (len(texts),)


def test_what_is_read_scores_like_what_was_written(tmp_path: Path) -> None:
    index = WordIndex.over(TEXTS)
    index.write(tmp_path)
    read = WordIndex.read(tmp_path)
    for query in ("photos of clients", "office", "zebra"):
        assert np.array_equal(read.scores(query), index.scores(query))


def test_files_that_do_not_fit_together_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    WordIndex.over(TEXTS).write(tmp_path / "a")
    WordIndex.over(["one more text"]).write(tmp_path)
    (tmp_path / "words.json").write_bytes((tmp_path / "a" / "words.json").read_bytes())
    with pytest.raises(IndexDamaged, match="stems but"):
        WordIndex.read(tmp_path)
