"""What should the reader have said of a labelled example?"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import torch

from assistant.answering.reading.heads import NOT_STATED, STATED_NOT_SO, STATED_SO
from assistant.answering.reading.reader import TURN_MARK
from assistant.answering.reading.training.lessons import Lesson
from assistant.answering.spanish.gloss import Lexicon
from corpus.bank import Kind
from corpus.rule_rows import Verdict

KINDS = tuple(Kind)
VERDICTS = tuple(Verdict)

DECISIVE = 2.0
"""How much a fact weighs that settles the verdict of its row; any other weighs 1."""

LABEL_SHARE = 0.75
"""Probability that the labelled verdict itself gets; the rest is spread over all accepted ones."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names behind the outputs, in their order."""

    facts: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """
    `facts` [b, f] as 0, 1, 2, with `weights` [b, f]; `kinds` [b]; `verdicts` [b, 7] probabilities; `clauses` [b, c]
    zero or one.
    """

    facts: torch.Tensor
    weights: torch.Tensor
    kinds: torch.Tensor
    verdicts: torch.Tensor
    clauses: torch.Tensor


def text_of(screened: Sequence[str], lexicon: Lexicon, english: Set[str]) -> str:
    """The text that a reader gets for screened turns: joined, Spanish words as English ones."""
    return TURN_MARK.join(lexicon.gloss(turn, english).text for turn in screened)


def targets_of(batch: Sequence[Lesson], vocabulary: Vocabulary) -> Targets:
    """The targets of a batch. Facts that the vocabulary lacks raise ValueError."""
    facts = torch.full((len(batch), len(vocabulary.facts)), NOT_STATED, dtype=torch.long)
    weights = torch.ones(len(batch), len(vocabulary.facts))
    verdicts = torch.zeros(len(batch), len(VERDICTS))
    clauses = torch.zeros(len(batch), len(vocabulary.clauses))
    for row, lesson in enumerate(batch):
        example = lesson.example
        for name, value in example.facts.items():
            facts[row, vocabulary.facts.index(name)] = STATED_SO if value else STATED_NOT_SO
        for name in lesson.decisive:
            weights[row, vocabulary.facts.index(name)] = DECISIVE
        for verdict in example.acceptable:
            verdicts[row, VERDICTS.index(verdict)] += (1 - LABEL_SHARE) / len(example.acceptable)
        verdicts[row, VERDICTS.index(example.verdict)] += LABEL_SHARE
        for group in example.must_cite:
            for clause in group:
                clauses[row, vocabulary.clauses.index(f"md-16-02/{clause}")] = 1
    kinds = torch.tensor([KINDS.index(lesson.example.kind) for lesson in batch])
    return Targets(facts, weights, kinds, verdicts, clauses)
