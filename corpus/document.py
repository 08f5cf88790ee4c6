"""What is a document, and what is the smallest part of it that can be cited?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from corpus.errors import BrokenDocument, UnknownClause

# A bare "o" is what word processors leave of a hollow bullet; U+F0B7 and its like are bullets of their symbol fonts.
LIST_MARK = re.compile(r"(?:[-•*◦▪●·–\uf0b7\uf0a7\uf0d8]|o(?=\s)|\(?(?:[0-9]{1,3}|[ivx]{1,4}|[A-Za-z])[.)])\s+")
"""The mark in front of a list item, white space included."""


class Held(StrEnum):
    """How much of a text is held."""

    FULL = "full"
    """The whole official text, verbatim."""
    QUOTED = "quoted"
    """Some passages verbatim, as another document quotes them."""
    SUMMARY = "summary"
    """Our own words only."""
    CITED = "cited"
    """Nothing but the number, the title and the date."""


class ClauseKind(StrEnum):
    """What sort of unit a clause is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    DISCLAIMER = "disclaimer"
    QUOTATION = "quotation"
    REFERENCE = "reference"
    SUMMARY = "summary"


class Span(NamedTuple):
    """Characters `start` up to, not including, `end` of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """
    The smallest citable unit of a document.

    `document.text[clause.start:clause.end] == clause.text`, always. `id` is a slug that outlives renumbering
    ("md-16-02/policy/blurred-face"); `locator` is for people ("MD 16-02, Policy, ¶ 11, item 7"); `lead_in` is the id
    of the clause a list item hangs on, to be shown with it; `quotes` is the id of the document whose words it quotes.
    """

    id: str
    document: str
    kind: ClauseKind
    heading: tuple[str, ...]
    locator: str
    text: str
    start: int
    end: int
    lead_in: str | None = None
    quotes: str | None = None
    held: Held = Held.FULL

    @property
    def is_quotable(self) -> bool:
        """Are these the text's own words? A summary is ours: it is never marked verbatim and never decides."""
        return self.held in (Held.FULL, Held.QUOTED) and self.kind is not ClauseKind.SUMMARY

    @property
    def span(self) -> Span:
        """Where the clause stands in its document's text."""
        return Span(self.start, self.end)

    @property
    def words(self) -> Span:
        """Like `span`, without the mark in front of a list item ("- ")."""
        mark = LIST_MARK.match(self.text) if self.kind is ClauseKind.ITEM else None
        return Span(self.start + mark.end(), self.end) if mark else self.span

    @property
    def digest(self) -> str:
        """SHA-256 of the exact text: a ruling that rests on the clause is stale once this changes."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """The file a text was taken from: its name, the SHA-256 of its bytes, the day it was taken in."""

    file: str
    sha256: str
    imported: date


@dataclass(frozen=True, slots=True)
class Document:
    """
    A text that may be cited, with its clauses in their printed order.

    `number` is as people write it ("MD 16-02", "Board Policy 6.105"). `note` is a caution that is shown wherever
    the number is. `cited_in` is the number of the document through which we know this one. `digest` is the SHA-256 of
    `text`.

    Raises `BrokenDocument` when a clause is not the text between its offsets, or an id or a lead-in is wrong.
    """

    id: str
    number: str
    title: str
    issued: date | None
    version: str
    held: Held
    note: str | None
    text: str
    clauses: tuple[Clause, ...]
    source: Source | None = None
    cited_in: str | None = None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Check that the clauses fit the text."""
        object.__setattr__(self, "digest", sha256(self.text.encode()).hexdigest())
        seen: set[str] = set()
        reached = 0
        for clause in self.clauses:
            if self.text[clause.start : clause.end] != clause.text or not clause.text:
                raise BrokenDocument(
                    f"{clause.id}: characters {clause.start} to {clause.end} of {self.id} are "
                    f"{self.text[clause.start : clause.end][:60]!r}, not the clause's text {clause.text[:60]!r}."
                )
            if clause.start < reached:
                raise BrokenDocument(f"{clause.id} overlaps the clause before it, or is out of order, in {self.id}.")
            if clause.id in seen or clause.document != self.id:
                raise BrokenDocument(f"{clause.id}: listed twice in {self.id}, or belongs to another document.")
            if clause.lead_in is not None and clause.lead_in not in seen:
                raise BrokenDocument(f"{clause.id}: its lead-in {clause.lead_in!r} does not stand before it.")
            seen.add(clause.id)
            reached = clause.end

    @property
    def citation_name(self) -> str:
        """The name to print. Never a bare number where `note` says that the number alone would mislead."""
        cautions = "; ".join(part for part in (self.cited_in and f"as cited in {self.cited_in}", self.note) if part)
        return f"{self.number}, {self.title} ({cautions})" if cautions else self.number

    def clause(self, clause_id: str) -> Clause:
        """The clause with that id, or with that id's part after the document's. Raises `UnknownClause`."""
        for clause in self.clauses:
            if clause_id in (clause.id, clause.id.partition("/")[2]):
                return clause
        raise UnknownClause(clause_id, [clause.id for clause in self.clauses])

    def items(self, lead_in: str) -> tuple[Clause, ...]:
        """The list items that hang on the clause with that id; empty when it leads nothing in."""
        return tuple(clause for clause in self.clauses if clause.lead_in == lead_in)
