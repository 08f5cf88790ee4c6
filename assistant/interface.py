"""What does the machine interface say? One JSON object a question; other programs and the scoring rely on it.

in   {"id": "A-001", "question": "..."}  or  {"id": "DLG-01", "turns": ["...", "..."]}
out  {"id", "verdict", "answer", "reason", "conditions", "instead", "citations", "facts", "ask", "marks", "suggestion",
      "redactions", "confidence", "reader", "language", "ms"}; for turns {"id", "answers": [that object, ...]}

Citations come with the deciding clause first; their offsets count characters of the document's text. Offsets of marks
and redactions count characters of the raw input. A row that cannot be answered yields {"id", "error"}. `canipost ask
--json --why` adds "model_calls": what was sent to a language model, letter by letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError, model_validator

from assistant.answering.answerer import BATCH, SIDE_BY_SIDE, Answerer
from assistant.answering.records import Answer, Case, Citation, Decision, Standing

MOST_TURNS = 200
"""Turns of one conversation; each is answered, so a row of more would keep the others waiting."""


class Row(BaseModel):
    """A row as it comes in. Other keys are ignored, so that a labelled file can be piped in as it is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: StrictStr | StrictInt
    question: str | None = None
    turns: tuple[str | dict[str, Any], ...] | None = Field(default=None, min_length=1, max_length=MOST_TURNS)

    @model_validator(mode="after")
    def _asks_something(self) -> Row:
        if (self.question is None) == (self.turns is None):
            raise ValueError('give either "question" or "turns"')
        if any(not isinstance(turn, str) and not isinstance(turn.get("user"), str) for turn in self.turns or ()):
            raise ValueError('each turn must be a string, or an object with the key "user"')
        return self

    @property
    def said(self) -> list[str]:
        """The turns as plain strings."""
        return [turn if isinstance(turn, str) else str(turn["user"]) for turn in self.turns or ()]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no row: its id where one could be read, and what is wrong with it."""

    id: str | int | None
    error: str


def read_line(number: int, line: bytes) -> Row | Unreadable:
    """One line of standard input as a row. Never raises: what is wrong is said in the result."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        return Unreadable(None, f"line {number} is not UTF-8 (byte {problem.start})")
    except json.JSONDecodeError as problem:
        return Unreadable(None, f"line {number} is not JSON: {problem.msg} at column {problem.colno}")
    except RecursionError:
        return Unreadable(None, f"line {number} is nested too deep")
    except ValueError as problem:  # a number of more digits than Python reads
        return Unreadable(None, f"line {number} is not JSON that can be read: {problem}")
    name = found.get("id") if isinstance(found, dict) and isinstance(found.get("id"), str | int) else None
    try:
        return Row.model_validate(found)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = first["msg"].removeprefix("Value error, ")
        return Unreadable(name, f"line {number}: {where + ': ' if where else ''}{what}")


def answer_rows(rows: Iterable[Row | Unreadable | None], answerer: Answerer) -> Iterator[dict[str, Any]]:
    """
    The output object of every row, in order, in constant memory; questions go through the steps in batches.

    A None among the rows says that no further row has arrived yet: what waits is answered now, so that a program that
    sends one row and waits for its answer gets it.
    """
    waiting: list[Row | Unreadable] = []

    def flush() -> Iterator[dict[str, Any]]:
        cases = answerer.cases([row.question or "" for row in waiting if isinstance(row, Row)])
        for row in waiting:
            yield row_object(row.id, next(cases)) if isinstance(row, Row) else {"id": row.id, "error": row.error}
        waiting.clear()

    for row in rows:
        if row is None:
            yield from flush()
            continue
        if isinstance(row, Row) and row.turns is not None:
            yield from flush()
            answers = [case_object(case) for case in answerer.conversation(row.said)]
            yield {"id": row.id, "answers": answers}
            continue
        waiting.append(row)
        if len(waiting) >= BATCH * SIDE_BY_SIDE:
            yield from flush()
    yield from flush()


def row_object(row_id: str | int, case: Case) -> dict[str, Any]:
    """The output object of a question."""
    return {"id": row_id, **case_object(case)}


def case_object(case: Case) -> dict[str, Any]:
    """The answer of a case as plain JSON values; its error where it has none."""
    if case.answer is None:
        return {"error": case.error or "not answered"}
    answer = case.answer
    return {
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "reason": answer.reason,
        "conditions": list(answer.conditions),
        "instead": answer.instead,
        "citations": [citation_object(citation) for citation in answer.citations],
        "facts": facts_object(answer, case.decision),
        "ask": {"text": answer.ask.text, "choices": [choice.label for choice in answer.ask.choices]}
        if answer.ask
        else None,
        "marks": [{"start": mark.start, "end": mark.end, "clause": mark.clause} for mark in answer.marks],
        "suggestion": answer.suggestion,
        **({"suggestion_conditions": list(answer.suggestion_conditions)} if answer.suggestion_conditions else {}),
        "redactions": [{"start": r.start, "end": r.end, "kind": r.kind.value} for r in answer.redactions],
        "confidence": round(answer.confidence, 4),
        "reader": answer.reader,
        "language": answer.language,
        "ms": round(answer.ms, 1),
    }


def calls_object(case: Case) -> list[dict[str, Any]]:
    """What was sent to a language model for this case, word for word, and what came of it."""
    calls = [*(case.reading.calls if case.reading else ()), *((case.rewording,) if case.rewording else ())]
    return [
        {
            "model": call.model,
            "purpose": call.purpose,
            "outcome": call.outcome,
            "tries": call.attempts,
            "ms": round(call.ms, 1),
            "sent": [{"role": role, "content": text} for role, text in call.sent] if call.attempts else [],
            "schema": json.loads(call.schema),
            "received": call.received,
        }
        for call in calls
    ]


def citation_object(citation: Citation) -> dict[str, Any]:
    """A citation; `lead_in` and `note` only where there is one."""
    found: dict[str, Any] = {
        "document": citation.document,
        "clause": citation.clause,
        "locator": citation.locator,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "verbatim": citation.verbatim,
    }
    if citation.lead_in:
        found["lead_in"] = citation.lead_in
    if citation.note:
        found["note"] = citation.note
    return found


def facts_object(answer: Answer, decision: Decision | None) -> dict[str, dict[str, Any]]:
    """The stated facts with their words, and as null those that a condition waits for."""
    facts: dict[str, dict[str, Any]] = {
        name: {"value": fact.value, "words": fact.words} for name, fact in answer.facts.items()
    }
    for finding in decision.findings if decision else ():
        if finding.standing is Standing.OPEN:
            for name in finding.missing:
                facts.setdefault(name, {"value": None, "words": ""})
    return facts
