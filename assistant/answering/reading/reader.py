"""What must any reader be able to do?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.answering.records import Reading

TURN_MARK = " >> "
"""Stands between the turns of a conversation in the text a reader gets; the last turn is the one to be read."""


class Reader(Protocol):
    """Reads facts from words and decides nothing. The local reader is one, a language model can be another."""

    @property
    def name(self) -> str:
        """Shown with every answer: `local`, or the model's name."""

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """One reading a conversation: its screened turns, the last of which is the question."""
