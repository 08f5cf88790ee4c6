"""What must any reader be able to do?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.answering.records import Reading

TURN_MARK = " >> "
"""Stands between the turns of a conversation in the text a reader gets; the last turn is the one to be read."""

_FENCED = re.compile(r"(?:\n[^\n]{1,40}:)?\n```\n(.*?)\n```", re.DOTALL)


def in_quotes(turn: str) -> str:
    """
    The turn with a draft between fences, as a form writes it, in quotation marks, as people write it.

    >>> in_quotes("Can I post this?\\nThe draft:\\n```\\nWhat a week!\\n```")
    'Can I post this? "What a week!"'
    """
    return _FENCED.sub(lambda found: f' "{found[1]}"', turn)


class Reader(Protocol):
    """Reads facts from words and decides nothing. The local reader is one, a language model can be another."""

    @property
    def name(self) -> str:
        """Shown with every answer: `local`, or the model's name."""

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """One reading a conversation: its screened turns, the last of which is the question."""
