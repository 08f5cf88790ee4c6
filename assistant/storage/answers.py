"""How is an answer kept, so that a later release can still show it?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answering.records import Answer, Verdict

ANSWER_FORMAT = 1
"""Goes up when an answer of the release before cannot be read as it is; `read_answer` then shows that one plainly."""

_ANSWER = TypeAdapter(Answer)


def pack_answer(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON; `withheld`, which came later than the format, only where there is something in it."""
    packed: dict[str, Any] = _ANSWER.dump_python(replace(answer, facts=dict(answer.facts)), mode="json")
    if answer.withheld is None:
        del packed["withheld"]
    return packed


def read_answer(packed: dict[str, Any], form: int) -> Answer:
    """The answer as it was given; of another format, or damaged, what people read of it: verdict and sentences."""
    if form == ANSWER_FORMAT:
        try:
            return _ANSWER.validate_python(packed)
        except ValidationError:
            pass  # a rule or a fact that it speaks of is written in another way now
    return _plain(packed)


def blank_answer(answer: Answer) -> Answer:
    """What is kept of an answer when the texts go: verdict and clauses, nothing that was read from the question."""
    return Answer(
        verdict=answer.verdict,
        headline=answer.headline,
        reason="",
        citations=answer.citations,
        confidence=answer.confidence,
        reader=answer.reader,
        language=answer.language,
        ms=answer.ms,
    )


def forget_words(answer: Answer, gone: str, left: str) -> Answer:
    """The answer, its facts without the words that were read from a text that is gone; those still to be found stay."""
    facts = {
        name: fact if fact.words in left or fact.words not in gone else replace(fact, words="")
        for name, fact in answer.facts.items()
    }
    return replace(answer, facts=facts)


def _plain(packed: dict[str, Any]) -> Answer:
    def words(name: str) -> str:
        value = packed.get(name)
        return value if isinstance(value, str) else ""

    conditions = packed.get("conditions")
    verdict = words("verdict")
    return Answer(
        # What is not known any more is nothing to rely on: a person decides.
        verdict=Verdict(verdict) if verdict in set(Verdict) else Verdict.ESCALATE,
        headline=words("headline"),
        reason=words("reason"),
        conditions=tuple(each for each in conditions if isinstance(each, str)) if isinstance(conditions, list) else (),
        instead=words("instead"),
        disclaimer=words("disclaimer") or None,
        language=words("language") or "en",
    )
