"""May the language model's wording of an answer's reason be shown in place of the fixed one?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.language_model.line import Line, Reply
from assistant.answering.language_model.prompts import load_prompts, wording_messages
from assistant.answering.language_model.rewording import rewording_faults
from assistant.answering.records import Case, Verdict
from corpus.rulebook import Rulebook

REWORDED = frozenset({Verdict.NO, Verdict.CONDITIONAL})
"""Only what rules say is smoothed. Hand-offs, emergencies, questions back, fixed replies stay word for word."""


class Rewording(BaseModel):
    """The sentence in other words."""

    model_config = ConfigDict(extra="forbid")

    sentence: str = Field(description="The sentence in other words.")


@dataclass(frozen=True, slots=True)
class Rewriter:
    """
    Asks the model for the reason in other words and drops what does not hold up; verification checks it again.

    The words that a rewording is held against are English, so only an answer in this rulebook's language is sent.
    """

    line: Line
    rulebook: Rulebook

    def reword(self, cases: Sequence[Case]) -> list[Case]:
        """The cases in order, a reason replaced where the rewording passes every check. Never raises for a model."""
        done = list(cases)
        asked = [n for n, case in enumerate(cases) if is_rewordable(case, self.rulebook)]
        prompts = load_prompts()
        messages = [wording_messages(prompts, *_said(cases[n])) for n in asked]
        for n, reply in zip(asked, self.line.ask("wording", messages, Rewording), strict=True):
            done[n] = self._reworded(cases[n], reply)
        return done

    def _reworded(self, case: Case, reply: Reply) -> Case:
        assert case.answer is not None
        if not isinstance(reply.output, Rewording):
            return case.with_(rewording=reply.call)
        fixed, message = _said(case)
        sentence = " ".join(reply.output.sentence.split())
        if faults := rewording_faults(fixed, sentence, message, self.rulebook.wording):
            call = dataclasses.replace(reply.call, outcome=f"dropped: {'; '.join(faults)}", is_used=False)
            return case.with_(rewording=call)
        answer = dataclasses.replace(case.answer, reason=sentence)
        return case.with_(rewording=reply.call, answer=answer)


def is_rewordable(case: Case, rulebook: Rulebook) -> bool:
    """Does the answer's reason come from rules, in this rulebook's language, for a verdict that is smoothed?"""
    return (
        case.answer is not None
        and case.decision is not None
        and case.answer.language == rulebook.language
        and case.answer.verdict in REWORDED
        and case.decision.reply is None
        and bool(case.decision.findings)
    )


def _said(case: Case) -> tuple[str, str]:
    assert case.answer is not None
    assert case.screened is not None
    return case.answer.reason, case.screened.text
