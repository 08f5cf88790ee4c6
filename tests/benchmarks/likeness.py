"""
From which nearness on, and with what else in common, do two questions want the same answer? On the bank.

    .venv/bin/python tests/benchmarks/likeness.py [how many messages, 4000]

prints the table of BENCHMARKS.md, and `reader_tables.py likeness` puts it there; docs/decisions/0018-likeness.md says what
follows from it. Each pair stands for a precedent, with the verdict that it is labeled with, and a question that is answered by the assistant.
"""

from __future__ import annotations

import io
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np

from assistant.answering.answerer import open_answerer
from assistant.answering.records import Case, Verdict
from assistant.cli.table import Paper
from assistant.cli.terminal import IN_A_PIPE, Terminal
from assistant.desk.likeness import facts_of, kind_of, may_be_prohibited
from assistant.escalation.precedents import is_same_case, may_stand_under
from assistant.settings import Settings
from corpus.bank import Example, Kind, examples, read_bank
from index.encoder import open_encoder

LIMITS = (0.6, 0.65, 0.7, 0.75, 0.8)
LANGUAGES = ("en", "es")
AT_ONCE = 32
MESSAGES = 4_000
READ = 1_400
NEIGHBOR = 0.62
"""A message is read where another is as near as that."""
PERMISSIVE = frozenset({Verdict.YES, Verdict.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as it was read, a precedent likewise, how near they are, and how they are labeled."""

    cosine: float
    question: Case
    precedent: Case
    asked: Example
    ruled: Example

    @property
    def is_contradicted(self) -> bool:
        """Is a fact so in one and not so in the other?"""
        one, other = facts_of(self.question), facts_of(self.precedent)
        return any(other.get(name, value) is not value for name, value in one.items())

    @property
    def is_same(self) -> bool:
        """Was the same understood of both?"""
        return is_same_case(facts_of(self.question), facts_of(self.precedent))

    @property
    def is_right(self) -> bool:
        """Would one verdict be accepted for both?"""
        return bool(self.asked.acceptable & self.ruled.acceptable)

    @property
    def is_shown(self) -> bool:
        """By the rule of verdicts."""
        answer = self.question.answer
        is_barred = may_be_prohibited(self.question)
        return answer is not None and may_stand_under(self.ruled.verdict, answer.verdict, is_barred=is_barred)

    @property
    def is_dangerous(self) -> bool:
        """Would somebody read a permission under a question that is a no?"""
        return self.is_shown and self.ruled.verdict in PERMISSIVE and self.asked.verdict is Verdict.NO


RULES = {
    "near alone": lambda pair: True,
    "and no fact contradicts": lambda pair: not pair.is_contradicted,
    "and the same facts": lambda pair: pair.is_same,
    "and the same facts and kind": lambda pair: pair.is_same and kind_of(pair.question) == kind_of(pair.precedent),
}


def drawn_from() -> list[Example]:
    """The messages of the bank that are no conversation."""
    return [each for each in examples(read_bank()) if len(each.turns) == 1]


def find_pairs(count: int) -> list[Pair]:
    """Pairs of messages of a sample that are near enough, each way, those of one row or conversation left out."""
    rows = drawn_from()
    random.Random(1).shuffle(rows)
    rows = [each for each in rows[:count] if each.kind in (Kind.POSTING, Kind.REPORT, Kind.POLICY)]
    settings = Settings()
    encoder = open_encoder(settings.encoder, settings.cache)
    said = [each.turns[0] for each in rows]
    vectors = np.concatenate([encoder.encode(said[at : at + AT_ONCE]) for at in range(0, len(said), AT_ONCE)])
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, 0)
    near = [number for number in range(len(rows)) if cosines[number].max() >= NEIGHBOR]
    random.Random(3).shuffle(near)
    near = near[:READ]
    cases = list(open_answerer(settings).cases(said[number] for number in near))
    found = []
    for one, question in zip(near, cases, strict=True):
        for other, precedent in zip(near, cases, strict=True):
            is_apart = rows[one].id.partition("#")[0] != rows[other].id.partition("#")[0]
            if is_apart and cosines[one, other] >= LIMITS[0]:
                found.append(Pair(float(cosines[one, other]), question, precedent, rows[one], rows[other]))
    return found


HEAD = ("language", "cosine from", "rule", "pairs", "right", "shown", "right of those", "dangerous", "questions")


def rows_of(pairs: Sequence[Pair]) -> list[tuple[str, ...]]:
    """A row for each language, limit and rule."""
    rows = []
    for language in LANGUAGES:
        for limit in LIMITS:
            for name, holds in RULES.items():
                kept = [
                    each for each in pairs
                    if each.question.language == language and each.cosine >= limit and holds(each)
                ]  # fmt: skip
                shown = [each for each in kept if each.is_shown]
                cells = (
                    language, f"{limit:.2f}", name, f"{len(kept):,}", _share(kept), f"{len(shown):,}", _share(shown),
                    str(sum(each.is_dangerous for each in shown)), str(len({each.asked.id for each in shown})),
                )  # fmt: skip
                rows.append(cells)
    return rows


def show_likeness(count: int = MESSAGES) -> str:
    """The table of a sample of so many messages, as it stands in BENCHMARKS.md."""
    stream = io.StringIO()
    stream.write(f"Drawn from the {len(drawn_from()):,} single messages of the bank as it is.\n\n")
    terminal = Terminal(stream, IN_A_PIPE, has_color=False, encoding="utf-8")
    Paper(terminal).table(HEAD, rows_of(find_pairs(count)), left=(0, 2))
    return stream.getvalue()


def _share(pairs: list[Pair]) -> str:
    return f"{sum(each.is_right for each in pairs) / len(pairs):.0%}" if pairs else "-"


if __name__ == "__main__":
    print(show_likeness(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES), end="")
