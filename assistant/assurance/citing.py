"""Do answers quote the clauses that a row wants? Counted on what the reader read of voices it was not trained on.

No model runs: from the reading on, a row goes through the steps of a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Case, Reading, Verdict
from assistant.answering.route import route
from assistant.answering.screening import Screened
from assistant.answering.settle import settle
from assistant.answering.verify import verify
from assistant.evaluation import Passages, Tally, score_turns
from corpus.bank import Example
from corpus.library import Library
from corpus.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Answered:
    """A row with the answer that it gets."""

    example: Example
    answer: Answer
    is_withheld: bool
    """Did verification find something wrong with what was composed?"""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The figures of the scoring for the quotes under some answers, and how many quotes there are."""

    name: str
    rows: int
    groups: int
    """Groups of clauses that the rows want, any one of which will do."""
    cited: float | None
    first: float | None
    quotes: float
    """Under an answer, on average."""
    most: int
    unfaithful: int
    withheld: int

    @classmethod
    def of(cls, name: str, rows: list[Answered], passages: Passages) -> Quoted:
        """What is counted."""
        tally = _tally(rows, passages)
        figures = tally.figures()
        counts = [len(row.answer.citations) for row in rows]
        return cls(
            name=name,
            rows=tally.rows,
            groups=tally.groups,
            cited=figures["cited"],
            first=figures["first"],
            quotes=sum(counts) / len(counts) if counts else 0.0,
            most=max(counts, default=0),
            unfaithful=tally.unfaithful,
            withheld=sum(row.is_withheld for row in rows),
        )


def answer_all(
    rows: Iterable[tuple[Example, Reading]], rulebook: Rulebook, library: Library, doubt: Doubt
) -> list[Answered]:
    """The rows with their answers, in English. A reading's opinion comes at the temperature it is judged at."""
    found = []
    for example, reading in rows:
        words = example.turns[-1]
        case = Case(raw=words, screened=Screened(words, (), False), reading=reading)
        case = decide(settle(route(case, rulebook), rulebook), rulebook, doubt)
        case = verify(compose(case, rulebook, library), rulebook, library)
        assert case.answer is not None
        found.append(Answered(example, case.answer, bool(case.faults)))
    return found


def count_quotes(
    rows: list[Answered], passages: Passages, counted_alone: Iterable[str] = ()
) -> tuple[list[Quoted], list[Quoted]]:
    """The figures by voice, those `counted_alone` after a line of their own; and by the verdict that was given."""
    apart = set(counted_alone)

    def count(name: str, belongs: Callable[[Answered], bool]) -> Quoted:
        return Quoted.of(name, [row for row in rows if belongs(row)], passages)

    def of_voice(voice: str) -> Quoted:
        return count(voice, lambda row: row.example.voice == voice)

    def of_verdict(verdict: Verdict) -> Quoted:
        return count(verdict.value, lambda row: row.answer.verdict is verdict)

    voices = sorted({row.example.voice for row in rows})
    by_voice = [count("all", lambda _: True)]
    by_voice.append(count("all but those counted alone", lambda row: row.example.voice not in apart))
    by_voice += [of_voice(voice) for voice in voices if voice not in apart]
    by_voice.append(count("**counted alone**", lambda row: row.example.voice in apart))
    by_voice += [of_voice(voice) for voice in voices if voice in apart]
    return by_voice, [of_verdict(verdict) for verdict in sorted({row.answer.verdict for row in rows})]


def _tally(rows: Iterable[Answered], passages: Passages) -> Tally:
    turns = []
    for row in rows:
        gold = {
            "verdict": row.example.verdict.value,
            "acceptable": sorted(row.example.acceptable),
            "must_cite": [sorted(group) for group in row.example.must_cite],
        }
        quotes = [
            {"quote": each.quote, "verbatim": each.verbatim, "document": each.document} for each in row.answer.citations
        ]
        turns.append((row.example.id, gold, {"verdict": row.answer.verdict.value, "citations": quotes}))
    return score_turns(turns, passages)
