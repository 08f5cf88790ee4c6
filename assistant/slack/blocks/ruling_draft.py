"""
What does the form of an answer begin with? The words of the ruling that stands, else what the assistant said, else what
it would have said and held back.

What was held back may be wrong: it is a draft for a manager, marked as one, and no verdict is chosen by it.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.records import Answer, Verdict, Withheld
from assistant.desk.records import Asked, HandOff
from assistant.slack.blocks.answer import LONGEST_REASON, SIGNS
from assistant.slack.blocks.limits import cut

VERDICTS = (Verdict.NO, Verdict.CONDITIONAL, Verdict.YES, Verdict.INFO)
"""What a manager can answer, in the order of the menu."""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What the form begins with. `verdict` None: the manager chooses it unaided. `clauses` are ids.

    `hint` names the sentence that says whose words they are; `withheld` is there where nobody has read them.
    """

    hint: str
    text: str = ""
    verdict: Verdict | None = None
    clauses: tuple[str, ...] = ()
    withheld: Withheld | None = None


def draft_of(hand_off: HandOff, asked: Asked) -> Draft:
    """What an answer to that hand-off begins with."""
    ruling, answer = hand_off.ruling, asked.answer
    if ruling is not None:
        return Draft("ruling-begins-ruling", ruling.text, ruling.verdict, ruling.clauses)
    if answer is None:
        return Draft("ruling-begins-empty")
    cited = tuple(each.clause for each in answer.citations)
    if answer.verdict in VERDICTS:
        return Draft("ruling-begins-answer", _in_words(answer), answer.verdict, cited)
    held_back = answer.withheld
    if held_back is not None and held_back.verdict in VERDICTS:
        return Draft("ruling-begins-withheld", _in_words(held_back), None, held_back.clauses, held_back)
    return Draft("ruling-begins-empty", clauses=cited)


def shown_withheld(withheld: Withheld) -> str:
    """What was held back, as managers read it on the card."""
    conditions = (f"☐ {condition}" for condition in withheld.conditions)
    return "\n".join((withheld_verdict(withheld), cut(withheld.reason, LONGEST_REASON), *conditions))


def withheld_verdict(withheld: Withheld) -> str:
    """The verdict's sign and words."""
    return f"{SIGNS[withheld.verdict]} {withheld.headline}"


def _in_words(said: Answer | Withheld) -> str:
    parts = (said.reason, "\n".join(said.conditions), said.instead)
    return "\n\n".join(part for part in parts if part)
