"""Do the rules, applied to the facts that people read from the words, give a verdict that the labeled row accepts?

Facts and verdicts were labeled apart: who labeled the facts had not seen the rules. So every difference is a fault of a
label, of a rule, or a case on which both are defensible. `corpus/questions/settled.yaml` holds what was found for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.decide import decide_reading
from assistant.answering.records import FactReading, Reading, Verdict
from corpus.bank import BANK_FOLDER, Example
from corpus.rulebook import Rulebook
from corpus.strict_yaml import StrictModel, read_record

SETTLED = BANK_FOLDER / "settled.yaml"


class SettledRow(StrictModel):
    """One difference, and what was found."""

    id: str
    why: str


class Settled(StrictModel):
    """`relabeled`: the label was wrong and was corrected. `kept`: the rule stands, the row is expected to differ."""

    relabeled: tuple[SettledRow, ...]
    kept: tuple[SettledRow, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row on which the rules say what it does not accept; `settled` is the reason to keep it so, if there is one."""

    example: Example
    said: Verdict
    settled: str | None

    @property
    def is_unsafe(self) -> bool:
        """Would it be a wrong yes or if?"""
        accepted = self.example.acceptable
        return Verdict.NO in accepted and self.said in (Verdict.YES, Verdict.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class BankReport:
    """Rows compared, the differences, and reasons kept for rows that differ no longer."""

    rows: int
    differences: tuple[Difference, ...]
    outdated: tuple[str, ...]

    @property
    def unsettled(self) -> tuple[Difference, ...]:
        """Differences nobody has given a reason for."""
        return tuple(difference for difference in self.differences if difference.settled is None)


def check_bank(bank: Iterable[Example], rulebook: Rulebook, settled_file: Path = SETTLED) -> BankReport:
    """Apply the rules to the labeled facts of every row. Raises `FaultyData` for a faulty file of differences."""
    record = read_record(settled_file, Settled)
    assert record is not None
    kept = {row.id: row.why for row in record[0].kept}
    rows = [example for example in bank if not example.stands_alone]
    differences = []
    for example in rows:
        said = decide_reading(labeled_reading(example), rulebook).verdict
        if said not in example.acceptable:
            differences.append(Difference(example, said, kept.get(example.id)))
    differing = {difference.example.id for difference in differences}
    return BankReport(len(rows), tuple(differences), tuple(sorted(kept.keys() - differing)))


def labeled_reading(example: Example) -> Reading:
    """What a perfect reader would have read: the labeled kind, facts and clauses, without a second opinion."""
    facts = {name: FactReading(value, "", 1.0) for name, value in example.facts.items()}
    relevance = {f"md-16-02/{clause}": 1.0 for group in example.must_cite for clause in group}
    return Reading(example.kind, 1.0, facts, {}, relevance, "labels")
