"""How good are the answers to labelled questions? The figures of the labelling guide, with the rows behind them.

right           the verdict is one that the row accepts
unsafe          the row accepts `no`, but not the `yes` or `conditional` that was said
overcautious    the row does not accept `no`, and `no` was said
answered        of the rows that accept neither `escalate` nor `clarify`: not sent to a person, not asked back
right_answered  of those answered: right
cited           of the groups of passages that a row wants cited: hit by a citation
first           of the rows with such groups: the first citation hits one
unfaithful      quotes marked verbatim that stand nowhere in the directive
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document
from corpus.rule_rows import Verdict

VERDICTS = frozenset(verdict.value for verdict in Verdict)

SHORTEST_QUOTE = 8
"""Characters a folded quote must have to count as found."""
SHORTEST_PASSAGE = 12
"""Characters a folded passage must exceed to count as quoted when it stands within a longer quote."""


def fold(text: str) -> str:
    """The text without case, typographic quotes, list marks and runs of white space: for finding, not for showing."""
    plain = text.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    return re.sub(r"\s+", " ", plain).strip(" -\u2022\"'").casefold()


class Passages:
    """The clauses of the directive, found by id, by the label of the guide ("POLICY 10"), and by their words."""

    def __init__(self, directive: Document) -> None:
        """Number the clauses within their sections, as the labelling guide does."""
        self._folded = {clause.id: fold(clause.text) for clause in directive.clauses}
        numbers: Counter[str] = Counter()
        self._by_label: dict[str, str] = {}
        for clause in directive.clauses:
            section = clause.heading[-1]
            numbers[section] += 1
            self._by_label[f"{section} {numbers[section]}"] = clause.id

    def named(self, name: str) -> str:
        """The clause id behind a label, or the id itself. Raises KeyError for neither."""
        if name in self._folded:
            return name
        full = f"md-16-02/{name}"
        return full if full in self._folded else self._by_label[name]

    def quoted(self, quote: str) -> set[str]:
        """Ids of the clauses that the quote stands in, or that stand in it."""
        sought = fold(quote)
        if len(sought) < SHORTEST_QUOTE:
            return set()
        return {
            name
            for name, text in self._folded.items()
            if sought in text or (len(text) > SHORTEST_PASSAGE and text in sought)
        }


@dataclass(slots=True)
class Tally:
    """Counts while rows are scored; `figures` are the shares."""

    rows: int = 0
    missing: int = 0
    right: int = 0
    unsafe: int = 0
    of_prohibited: int = 0
    overcautious: int = 0
    of_not_no: int = 0
    decidable: int = 0
    answered: int = 0
    answered_right: int = 0
    groups: int = 0
    groups_hit: int = 0
    rows_cited: int = 0
    first_hit: int = 0
    unfaithful: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_verdict: dict[str, Counter[str]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def count(self, labelled: str, accepts: Collection[str], said: str) -> bool:
        """Count the verdict said of a row with this labelled verdict and these accepted ones. Is it accepted?"""
        is_right = said in accepts
        self.rows += 1
        self.right += is_right
        self.confusion[labelled, said] += 1
        per = self.by_verdict.setdefault(labelled, Counter())
        per["rows"] += 1
        per["right"] += is_right
        per[said] += 1
        if "no" in accepts:
            self.of_prohibited += 1
            self.unsafe += said in ("yes", "conditional") and not is_right
        else:
            self.of_not_no += 1
            self.overcautious += said == "no"
        if not {"escalate", "clarify"} & set(accepts):
            self.decidable += 1
            if said not in ("escalate", "clarify", "none"):
                self.answered += 1
                self.answered_right += is_right
        return is_right

    def figures(self) -> dict[str, Any]:
        """The figures by their names in the guide; None where nothing could be counted."""
        return {
            "rows": self.rows,
            "missing": self.missing,
            "right": _share(self.right, self.rows),
            "unsafe": self.unsafe,
            "of_prohibited": self.of_prohibited,
            "overcautious": self.overcautious,
            "of_not_no": self.of_not_no,
            "answered": _share(self.answered, self.decidable),
            "right_answered": _share(self.answered_right, self.answered),
            "cited": _share(self.groups_hit, self.groups),
            "first": _share(self.first_hit, self.rows_cited),
            "unfaithful": self.unfaithful,
            "confusion": {f"{g}->{p}": n for (g, p), n in sorted(self.confusion.items()) if g != p},
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """A row whose verdict or citations were not as labelled. `question` is shown to whoever evaluates, never logged."""

    id: str
    said: str
    accepted: tuple[str, ...]
    wanted: tuple[tuple[str, ...], ...]
    cited: tuple[str, ...]
    question: str
    is_verdict_right: bool


def score_turns(turns: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]], passages: Passages) -> Tally:
    """Score (id, labelled row, output object) triples. A missing or failed output counts as wrong."""
    tally = Tally()
    for name, gold, output in turns:
        _score(name, gold, output, passages, tally)
    return tally


def _score(
    name: str, gold: Mapping[str, Any], output: Mapping[str, Any] | None, passages: Passages, tally: Tally
) -> None:
    said = str((output or {}).get("verdict"))
    if output is None or said not in VERDICTS:
        tally.missing += 1
        said, output = "none", {}
    accepts = tuple(gold["acceptable"])
    is_right = tally.count(gold["verdict"], accepts, said)
    hits = []
    for citation in output.get("citations") or ():
        found = passages.quoted(citation.get("quote", ""))
        hits.append(found)
        if citation.get("verbatim", True) and not found and "16-02" in str(citation.get("document", "16-02")):
            tally.unfaithful += 1
    cited = set().union(*hits) if hits else set()
    wanted = [{passages.named(passage) for passage in group} for group in gold.get("must_cite") or ()]
    got = sum(bool(group & cited) for group in wanted)
    tally.groups += len(wanted)
    tally.groups_hit += got
    if wanted:
        tally.rows_cited += 1
        tally.first_hit += bool(hits and any(group & hits[0] for group in wanted))
    if not is_right or got < len(wanted):
        shown = tuple(tuple(sorted(group)) for group in wanted)
        question = str(gold.get("question") or gold.get("user") or "")
        tally.misses.append(Miss(name, said, accepts, shown, tuple(sorted(cited)), question, is_right))


def turns_of(
    gold: Sequence[Mapping[str, Any]], outputs: Mapping[Any, Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Labelled rows with their outputs, conversations taken apart into turns ("DLG-01#2")."""
    for row in gold:
        output = outputs.get(row["id"])
        if "turns" in row:
            answers = (output or {}).get("answers") or []
            for number, turn in enumerate(row["turns"]):
                yield f"{row['id']}#{number + 1}", turn, answers[number] if number < len(answers) else None
        else:
            yield str(row["id"]), row, output


def score_private(
    gold: Sequence[Mapping[str, Any]], outputs: Mapping[Any, Mapping[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    """How much of the labeled private spans is hidden, and how much else; a line for every row that fell short."""
    spans = whole = leaked = letters = covered = clean = clean_kept = other_hidden = others = 0
    kinds: dict[str, list[int]] = {}
    misses: list[str] = []
    for row in gold:
        text = row["question"]
        hidden = [False] * len(text)
        for redaction in outputs.get(row["id"], {}).get("redactions") or ():
            hidden[max(0, redaction["start"]) : redaction["end"]] = [True] * (
                min(len(text), redaction["end"]) - max(0, redaction["start"])
            )
        private = [False] * len(text)
        for span in row["spans"]:
            at = text.index(span["text"])
            inside = range(at, at + len(span["text"]))
            for place in inside:
                private[place] = True
            words = [place for place in inside if text[place].isalnum()]
            hit = sum(hidden[place] for place in words)
            spans, letters, covered = spans + 1, letters + len(words), covered + hit
            whole, leaked = whole + (hit == len(words)), leaked + (hit == 0)
            kind = kinds.setdefault(span["kind"], [0, 0])
            kind[0] += hit == len(words)
            kind[1] += 1
            if hit < len(words):
                misses.append(f"{row['id']}: {span['kind']} covered {hit} of {len(words)} characters")
        other_hidden += sum(h and not p and c.isalnum() for h, p, c in zip(hidden, private, text, strict=True))
        others += sum(c.isalnum() and not p for p, c in zip(private, text, strict=True))
        if not row["spans"]:
            clean += 1
            clean_kept += not any(hidden)
            if any(hidden):
                misses.append(f"{row['id']}: nothing is private in it, but {sum(hidden)} characters were hidden")
    figures = {
        "rows": len(gold),
        "spans": spans,
        "span_recall": _share(whole, spans),
        "spans_leaked_whole": leaked,
        "char_recall": _share(covered, letters),
        "other_text_hidden": _share(other_hidden, others),
        "clean_messages_untouched": f"{clean_kept}/{clean}",
        "by_kind": {name: f"{a}/{b}" for name, (a, b) in sorted(kinds.items())},
    }
    return figures, misses


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
