"""Which texts share words with a question, and how telling are those words?

BM25 in Lucene's form, k1 = 1.5 and b = 0.75, by bm25s (Lù 2024): every score is computed when the index is built, and a
question adds up columns of a sparse matrix.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
from bm25s.stopwords import STOPWORDS_EN_PLUS

from index.blocks import Array
from index.errors import IndexDamaged
from index.stems import stem

_WORD = re.compile(r"\w\w+")
_STOP_WORDS = frozenset(STOPWORDS_EN_PLUS)

_ARRAYS = ("data", "indices", "indptr")


def stems_of(text: str) -> list[str]:
    """
    The stems of the words of a text that carry meaning, in their order.

    >>> stems_of("Can I post photos of our clients' birthdays?")
    ['post', 'photo', 'client', 'birthdai']
    """
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


@dataclass(frozen=True, slots=True, eq=False)
class WordIndex:
    """The BM25 scores of every stem in every text."""

    scorer: bm25s.BM25 | None
    """None when no text has a word in it, which bm25s cannot hold."""
    numbers: dict[str, int]
    """Column of each stem."""
    texts: int

    @classmethod
    def over(cls, texts: Sequence[str]) -> "WordIndex":
        """An index over the texts; results refer to them by position."""
        numbers: dict[str, int] = {}
        stemmed = [[numbers.setdefault(each, len(numbers)) for each in stems_of(text)] for text in texts]
        if not numbers:
            return cls(None, {}, len(texts))
        scorer = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
        # bm25s looks at the first text to guess what it was given, and guesses wrong when that one has no words.
        # The pair of ids and vocabulary is the form it does not guess about. It adds "" to the vocabulary it gets.
        scorer.index((stemmed, dict(numbers)), create_empty_token=False, show_progress=False)
        return cls(scorer, numbers, len(texts))

    def scores(self, query: str) -> Array:
        """The BM25 score of every text, [texts]; 0 where no word is shared. A repeated word counts each time."""
        known = [self.numbers[each] for each in stems_of(query) if each in self.numbers]
        if self.scorer is None or not known:
            return np.zeros(self.texts, dtype=np.float32)
        return np.asarray(self.scorer.get_scores_from_ids(known), dtype=np.float32)

    def write(self, folder: Path) -> None:
        """Put the index into files in `folder`."""
        (folder / "words.json").write_text(
            json.dumps({"texts": self.texts, "stems": list(self.numbers)}, ensure_ascii=False), encoding="utf-8"
        )
        if self.scorer is not None:
            for name in _ARRAYS:
                np.save(folder / f"words.{name}.npy", self.scorer.scores[name], allow_pickle=False)

    @classmethod
    def read(cls, folder: Path) -> "WordIndex":
        """What `write` wrote. Raises IndexDamaged for files that do not fit together."""
        stored = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        numbers = {each: number for number, each in enumerate(stored["stems"])}
        if not numbers:
            return cls(None, {}, stored["texts"])
        arrays: dict[str, npt.NDArray[np.generic]] = {
            name: np.load(folder / f"words.{name}.npy", allow_pickle=False) for name in _ARRAYS
        }
        if len(arrays["indptr"]) != len(numbers) + 1:
            raise IndexDamaged(f"{folder}: {len(numbers)} stems but {len(arrays['indptr']) - 1} columns of scores.")
        scorer = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
        scorer.scores = {**arrays, "num_docs": stored["texts"]}
        scorer.nonoccurrence_array = None
        return cls(scorer, numbers, stored["texts"])
