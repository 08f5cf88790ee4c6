"""What is made here, and what is known of the workspace it is made for?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from assistant.escalation.offices import Offices
from assistant.slack.wording import Wording, Words, load_wording
from corpus.library import Library
from corpus.rulebook import Rulebook

Block = dict[str, Any]
"""A block, an element or a composition object of Block Kit (https://docs.slack.dev/reference/block-kit/)."""

View = dict[str, Any]
"""A modal or a Home (https://docs.slack.dev/reference/views/)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Slack takes it. `text` is what screen readers and notifications have: never what a person wrote."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """
    With what things are drawn: sentences of the rules and of the surface, clauses, and what this workspace can show.

    `clause_page` is the address of a clause's page with the gap ``{clause}``, and ``{document}`` where wanted; without
    it a locator is plain words. `has_feedback_buttons` is False on a plan without Slack's AI features. `offices_now`
    gives the offices as they are: their file may be edited while we run.
    """

    rulebook: Rulebook
    library: Library
    wording: Wording = field(default_factory=load_wording)
    clause_page: str | None = None
    has_feedback_buttons: bool = True
    may_share: bool = True
    """Does the channel that an answer was asked in let everybody see answers?"""
    offices_now: Callable[[], Offices | None] = lambda: None

    @property
    def offices(self) -> Offices | None:
        """Hours and names of the offices, not channels: those depend on the workspace."""
        return self.offices_now()

    def words(self, language: str) -> Words:
        """The surface's sentences in that language."""
        return self.wording.spoken(language)

    def clause_address(self, clause: str) -> str | None:
        """Where the clause of that id can be read, if anywhere; its document's id is the id's beginning."""
        if self.clause_page is None:
            return None
        document, _, _ = clause.partition("/")
        return self.clause_page.format(clause=quote(clause, safe="/"), document=quote(document, safe=""))
