"""Who answers the question that was asked back gets an answer, by the reader that ships."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.reading.local import SHIPPED
from assistant.answering.reading.manifest import MANIFEST, Manifest
from assistant.answering.records import Case, Decision, Reading, Verdict
from assistant.answering.screening import Screened
from assistant.answering.settle import settle
from assistant.assurance.held_out import read_held_out
from assistant.cli.reader import HELD_OUT
from corpus.bank import BankRow, examples
from corpus.rulebook import Rulebook

OPEN = (
    "can i post this picture of a kid from saturday?",
    "ok to put up a pic of this lady i met",
    "thinking of posting about what happened at the park today",
    "i want to share a video of two teenagers dancing, on my instagram",
)
"""Whether it comes from work is what these leave open."""


@pytest.mark.parametrize("question", OPEN)
def test_a_reply_to_the_question_back_settles_it_and_is_not_handed_over(question: str, real_answerer: Answerer) -> None:
    asked = real_answerer.answer(question).ask
    if asked is None:
        pytest.fail(f"{question!r} is not asked back any more: take another one that leaves it open")
    from_work, private = (dict(choice.sets) for choice in asked.choices)

    assert real_answerer.case(question, answered=from_work).decision.verdict is Verdict.NO  # type: ignore[union-attr]
    assert real_answerer.case(question, answered=private).decision.verdict is Verdict.YES  # type: ignore[union-attr]


def test_of_the_held_aside_rows_that_leave_open_whether_it_is_work_few_replies_are_handed_over(
    bank: dict[str, tuple[BankRow, ...]], rulebook: Rulebook
) -> None:
    """Each is answered "No, it is private": more than a third were handed over while doubt did not hear the reply."""
    doubt = Manifest.model_validate_json((SHIPPED / MANIFEST).read_text(encoding="utf-8")).thresholds()
    private = [
        decided(reading, dict(ask.choices[1].sets), rulebook, doubt).verdict
        for example, reading in read_held_out(SHIPPED / HELD_OUT, examples(bank))
        if example.verdict is Verdict.CLARIFY
        and (ask := decided(reading, {}, rulebook, doubt).ask) is not None
        and any("private_life" in choice.sets and choice.sets.get("client") is False for choice in ask.choices[1:])
    ]

    assert len(private) >= 40
    assert private.count(Verdict.ESCALATE) <= len(private) / 10


def decided(reading: Reading, answered: dict[str, bool | None], rulebook: Rulebook, doubt: Doubt) -> Decision:
    asked = Case("", reading=reading, answered=MappingProxyType(answered), screened=Screened("-", (), False))
    decision = decide(settle(asked, rulebook), rulebook, doubt).decision
    assert decision is not None
    return decision
