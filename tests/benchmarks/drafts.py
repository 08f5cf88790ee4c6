"""How well is a pasted draft found, are the right phrases of it marked, and which safer versions are offered?

    .venv/bin/python tests/benchmarks/drafts.py             the figures, as Markdown tables
    .venv/bin/python tests/benchmarks/drafts.py --show      and every safer version, to be read by a person

Measured on the drafts of the bank, which the shipped reader was trained on, and on those of tests/data/drafts.jsonl,
which it never saw; they were written before the finder was tuned, and the misses in them were looked at while it was.
Characters are counted for overlap, precision and recall.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.drafts.finder import find_drafts
from assistant.answering.records import Case
from corpus.bank import read_bank

OWN = Path(__file__).parents[1] / "data" / "drafts.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """A labeled message: the draft in it, the phrases to mark, and the verdicts that are right."""

    id: str
    question: str
    draft: str | None
    marks: tuple[str, ...]
    acceptable: frozenset[str]
    can_be_mended: bool | None = None


def bank_rows() -> list[Row]:
    """The drafts of the bank, without their edits: those have no marks."""
    rows = [row for row in read_bank()["drafts"] if row.edit_of is None and row.question]
    return [Row(r.id, r.question or "", r.draft, r.marks, frozenset(map(str, r.acceptable))) for r in rows]


def own_rows() -> list[Row]:
    """Our own examples, some of which hold no draft."""
    found = map(json.loads, OWN.read_text(encoding="utf-8").splitlines())
    return [
        Row(r["id"], r["question"], r["draft"], tuple(r["marks"]), frozenset(r["acceptable"]), r["mend"]) for r in found
    ]


def places(question: str, draft: str, phrases: Sequence[str]) -> list[range]:
    """Where the phrases of the draft stand in the question."""
    at = question.index(draft)
    return [range(at + draft.index(phrase), at + draft.index(phrase) + len(phrase)) for phrase in phrases]


def overlap(first: Sequence[range], second: Sequence[range]) -> tuple[int, int, int]:
    """Characters in both, in the first, in the second."""
    a, b = ({n for each in some for n in each} for some in (first, second))
    return len(a & b), len(a), len(b)


def print_found(name: str, rows: Sequence[Row]) -> None:
    """Drafts found to the letter, overlap of the rest, questions taken for a draft."""
    exact, shares, taken = 0, [], 0
    for row in rows:
        spans = find_drafts(row.question)
        if row.draft is None:
            taken += bool(spans)
            continue
        exact += row.draft in [row.question[start:end] for start, end in spans]
        both, found, said = overlap([range(*span) for span in spans], places(row.question, row.draft, [row.draft]))
        shares.append(both / max(1, found + said - both))
    none = sum(row.draft is None for row in rows)
    print(f"| {name} | {exact} of {len(shares)} | {sum(shares) / len(shares):.3f} | {taken} of {none} |")


def print_marked(name: str, rows: Sequence[Row], cases: Sequence[Case]) -> None:
    """Characters marked against those labeled, and rows with at least one right mark."""
    both = marked = labeled = right = rows_labeled = idle = rows_idle = 0
    for row, case in zip(rows, cases, strict=True):
        if row.draft is None or case.answer is None:
            continue
        found = [range(mark.start, mark.end) for mark in case.answer.marks]
        said = places(row.question, row.draft, row.marks)
        if not said:
            rows_idle += 1
            idle += bool(found)
            continue
        rows_labeled += 1
        counts = overlap(found, said)
        both, marked, labeled = both + counts[0], marked + counts[1], labeled + counts[2]
        right += any(2 * len(set(a) & set(b)) >= min(len(a), len(b)) for a in found for b in said)
    precision, recall = both / max(1, marked), both / max(1, labeled)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {right} of {rows_labeled} | {idle} of {rows_idle} |")


def print_offered(name: str, rows: Sequence[Row], cases: Sequence[Case]) -> None:
    """Safer versions offered, those that still hold a labeled phrase, and those offered for what no words mend."""
    answered = [(row, case.answer) for row, case in zip(rows, cases, strict=True) if case.answer]
    offered = [(row, answer) for row, answer in answered if answer.suggestion]
    prohibited = [row for row in rows if row.acceptable == {"no"}]
    cut = [(row, answer) for row, answer in offered if answer.verdict.value == "no"]
    keeps = sum(any(mark in (answer.suggestion or "") for mark in row.marks) for row, answer in cut)
    wrong = sum(row.can_be_mended is False for row, _ in offered)
    print(f"| {name} | {len(cut)} of {len(prohibited)} | {len(offered) - len(cut)} | {keeps} | {wrong} |")
    if "--show" in sys.argv:
        for row, answer in offered:
            print(f"\n{row.id} {answer.verdict.value}: {row.question}\n  => {answer.suggestion}", file=sys.stderr)


def print_time(answerer: Answerer, rows: Sequence[Row]) -> None:
    """Milliseconds of the step, one by one, for messages with and without a draft."""
    for name, some in (("with a draft", [r for r in rows if r.draft]), ("without", [r for r in rows if not r.draft])):
        took = []
        for row in some:
            started = time.perf_counter()
            case = answerer.case(row.question)
            took.append((dict(case.trail).get("draft", 0.0), (time.perf_counter() - started) * 1000))
        step, whole = (sorted(each) for each in zip(*took, strict=True))
        middle, high = len(took) // 2, int(0.95 * len(took))
        print(f"| {name} | {step[middle]:.1f} | {step[high]:.1f} | {whole[middle]:.1f} | {whole[high]:.1f} |")


def main() -> None:
    """Print all tables."""
    answerer = open_answerer()
    sets = {"bank (the reader knows them)": bank_rows(), "our own": own_rows()}
    cases = {name: list(answerer.cases(row.question for row in rows)) for name, rows in sets.items()}
    print("| drafts | found to the letter | mean overlap | questions taken for one |\n|---|---|---|---|")
    for name, rows in sets.items():
        print_found(name, rows)
    plain = [r.question for v, rows in read_bank().items() if v != "drafts" for r in rows if r.question]
    plain = [text for text in plain if not any(mark in text for mark in "\"'“”‘’«»")]
    print(f"| other voices, no quotation marks | - | - | {sum(map(bool, map(find_drafts, plain)))} of {len(plain)} |")
    print(
        "\n| marks | precision | recall | F1 | rows with a right mark | rows marked for nothing |\n|---|---|---|---|---|---|"
    )
    for name, rows in sets.items():
        print_marked(name, rows, cases[name])
    print("\n| safer versions | cut, of the prohibited | disclaimer added | keep a labeled phrase | not in the words |")
    print("|---|---|---|---|---|")
    for name, rows in sets.items():
        print_offered(name, rows, cases[name])
    print("\n| ms, one by one | step, median | step, 95 % | whole, median | whole, 95 % |\n|---|---|---|---|---|")
    print_time(answerer, sets["our own"])


if __name__ == "__main__":
    main()
