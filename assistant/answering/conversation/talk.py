"""A conversation held in memory, with somebody who sits before us; taken as the desk takes one in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answering.answerer import Answerer
from assistant.answering.conversation.carrying import Turn, carry
from assistant.answering.conversation.choices import chosen
from assistant.answering.records import Case
from corpus.facts import Choice


@dataclass(slots=True)
class Talk:
    """One person's conversation. What picks a choice answers the same question anew; all else is the next message."""

    answerer: Answerer
    turns: list[Turn] = field(default_factory=list)
    last: Case | None = None

    def picked(self, said: str) -> Choice | None:
        """The choice of the question back that these words pick."""
        ask = self.last.answer.ask if self.last is not None and self.last.answer is not None else None
        number = chosen(said, ask)
        return None if ask is None or number is None else ask.choices[number]

    def say(self, said: str) -> Case:
        """The question that these words ask or continue, led through all steps; over when this returns."""
        settled: dict[str, bool | None] = {}
        choice = self.picked(said)
        if choice is not None and self.last is not None:
            said, settled = self.last.raw, {**self.last.answered, **choice.sets}
            self.turns.pop()
        earlier = [turn.text for turn in self.turns]
        case = self.answerer.case(said, earlier, settled, carried=carry(self.turns, said))
        if case.answer is not None and case.screened is not None:
            self.turns.append(Turn(case.screened.text, settled, case.answer))
        self.last = case
        return case

    def forget(self) -> None:
        """Start afresh."""
        self.turns, self.last = [], None
