"""What is known of a question on its way, and what leaves the pipeline at the end?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from assistant.answering.screening import PrivateKind, Redaction, Screened
from corpus.bank import Kind
from corpus.facts import QuestionBack
from corpus.rule_rows import Reply, Rule, Topic, Verdict
from index.search import Hit

__all__ = [
    "Answer", "Case", "Citation", "Decision", "Draft", "FactDoubt", "FactReading", "Finding", "Kind", "Mark",
    "ModelCall", "Piece", "PrivateKind", "Reading", "Redaction", "Standing", "Suggestion", "Verdict", "Withheld",
]  # fmt: skip


STOOD_ALONE = "stood-alone"
"""The note of an answer to a message that was taken as a new question, apart from what was said before it."""

READ_TOGETHER = "read-together"
"""The note of an answer that may be another one when the message is asked by itself."""

HOW_TAKEN = (STOOD_ALONE, READ_TOGETHER)
"""Notes on how a message was taken after others; each is the id of the label by which the asker is told."""


@dataclass(frozen=True, slots=True)
class FactReading:
    """A stated fact: so or not so, the words it was read from, and how sure the reader is (0 to 1)."""

    value: bool
    words: str
    confidence: float


@dataclass(frozen=True, slots=True)
class FactDoubt:
    """The probabilities of a fact that the reader is not sure of, and the words it would be read from."""

    not_stated: float
    so: float
    not_so: float
    words: str

    def probability(self, value: bool | None) -> float:
        """Of the fact being stated so (True), stated not so (False) or not stated (None)."""
        return self.not_stated if value is None else self.so if value else self.not_so


@dataclass(frozen=True, slots=True)
class ModelCall:
    """
    What was sent to a language model, word for word, and what came of it. Shown by `--why`; never stored, never logged.

    `sent` holds role and text of every message, `schema` the JSON schema that the output had to fit. `received` is the
    output, cut to what can be looked at. `outcome` says in plain words whether it was used, and if not, why.
    """

    model: str
    purpose: str
    sent: tuple[tuple[str, str], ...]
    schema: str
    outcome: str
    is_used: bool
    attempts: int = 0
    ms: float = 0.0
    received: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """
    All that a reader read from a question. A reader decides nothing.

    `opinion` is the reader's second, direct opinion: a probability for every verdict, from the words without the rules.
    `relevance` is a score (0 to 1) for every clause: how likely the question turns on it. `doubts` holds the facts that
    could as well have another value; empty for a reader that gives no probabilities.
    """

    kind: Kind
    kind_confidence: float
    facts: Mapping[str, FactReading]
    opinion: Mapping[Verdict, float]
    relevance: Mapping[str, float]
    reader: str
    doubts: Mapping[str, FactDoubt] = field(default_factory=lambda: MappingProxyType({}))
    by_rules: Mapping[Verdict, float] = field(default_factory=lambda: MappingProxyType({}))
    """What the rules say of this reading and of those that are nearly as probable: each verdict's share."""
    is_partial: bool = False
    """Was part of the message, or of the conversation before it, too long to be read?"""
    second: Reading | None = None
    """What another reader read from the same words; it is held against this one (`assistant.answering.agree`)."""
    is_disputed: bool = False
    """Does one of the two readings lead to a prohibition, and the other past it?"""
    calls: tuple[ModelCall, ...] = ()
    """What was sent to a language model for this reading."""

    @property
    def stated(self) -> dict[str, bool]:
        """The facts as the rules take them."""
        return {name: fact.value for name, fact in self.facts.items()}


class Standing(StrEnum):
    """How a rule that applies stands to a case."""

    PROHIBITED = "prohibited"
    LIFTED = "lifted"
    """It would prohibit, but what lifts it is stated."""
    OPEN = "open"
    """It requires something that is not stated, or not done yet and can be done."""
    MET = "met"
    PERMITTED = "permitted"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that applies to a reading; `missing` names the required facts that are not stated or not met."""

    rule: Rule
    standing: Standing
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What the rules say of a reading, before it is put into words.

    Exactly one of these carries the answer: `findings` that bear the verdict (the deciding one first), a fixed `reply`,
    a `topic`, or a question back (`ask`, with the gap fact that it closes). `near_misses` bear nothing: what is
    lifted or met; what was doubted; of a question back, what its choices would lead to, a prohibition first.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    near_misses: tuple[Finding, ...] = ()
    reply: Reply | None = None
    topic: Topic | None = None
    ask: QuestionBack | None = None
    confidence: float = 1.0
    withheld: Decision | None = None
    """What was decided first, and held back: too likely wrong, or of a message that was not read whole."""

    @property
    def is_doubt(self) -> bool:
        """Is it handed over because the reader was not sure enough, or because two readers differ?"""
        return self.reply is not None and self.reply.id in ("doubt", "readers-differ")


@dataclass(frozen=True, slots=True)
class Citation:
    """
    A clause with a quote cut from it by code: ``document.text[start:end] == quote``, always, where `verbatim`.

    `lead_in` is the sentence a list item hangs on. `note` says where the words come from or what to be careful about
    ("as quoted in MD 16-02, GUIDELINES"; "summary, check the official text").
    """

    document: str
    clause: str
    locator: str
    quote: str
    start: int
    end: int
    verbatim: bool
    lead_in: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase of a draft that touches a clause; offsets count characters of the raw input."""

    start: int
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the draft as it was read, screened; with the clause it touches and where that stands, if any."""

    words: str
    clause: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A version of the draft that was led through the whole pipeline itself, with what came out of that."""

    text: str
    verdict: Verdict
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """
    The text somebody means to post, as found in the message.

    `pieces` make up the first draft of the message, in the words that were read; `marks` count in the raw input.
    """

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    suggestion: Suggestion | None = None

    @property
    def text(self) -> str:
        """The draft as it was read."""
        return "".join(piece.words for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Withheld:
    """
    What an answer would have said, and does not, because it may be wrong: for office management alone.

    Whoever asked must never read it: a `yes` that was not sure enough is no yes. `clauses` are ids.
    """

    verdict: Verdict
    headline: str
    reason: str
    conditions: tuple[str, ...] = ()
    instead: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What leaves the pipeline, checked. `text` is the whole answer in plain words without the quotes."""

    verdict: Verdict
    headline: str
    reason: str
    conditions: tuple[str, ...] = ()
    instead: str = ""
    disclaimer: str | None = None
    citations: tuple[Citation, ...] = ()
    facts: Mapping[str, FactReading] = field(default_factory=lambda: MappingProxyType({}))
    ask: QuestionBack | None = None
    draft: tuple[Piece, ...] = ()
    """The text they mean to post, cut up at its marks; empty where nothing in it is marked."""
    marks: tuple[Mark, ...] = ()
    suggestion: str | None = None
    suggestion_conditions: tuple[str, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    reader: str = ""
    language: str = "en"
    """The language of our sentences; the quotes stay in the directive's."""
    ms: float = 0.0
    withheld: Withheld | None = None
    """What was held back; no part of the answer, and shown to no asker."""

    @property
    def text(self) -> str:
        """The answer in plain words: headline, reason, conditions, what to do instead."""
        parts = [self.headline if self.headline.endswith("…") else f"{self.headline}.", self.reason]
        parts += [f"- {condition}" for condition in self.conditions]
        if self.disclaimer:
            parts.append(self.disclaimer)
        if self.ask and self.ask.text != self.reason:
            parts.append(self.ask.text)
        if self.instead:
            parts.append(self.instead)
        return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Case:
    """
    A question on its way. Steps hand on a changed copy; what is not yet known is empty.

    `raw` lives in memory only: nothing but `screened` may be stored, logged or sent on. `earlier` holds the screened
    turns before this one. A case that has an `answer` has reached its end, and the remaining steps leave it alone.
    """

    raw: str
    earlier: tuple[str, ...] = ()
    answered: Mapping[str, bool | None] = field(default_factory=lambda: MappingProxyType({}))
    """Facts that the asker settled by a choice of the question back; None takes a fact back to not stated."""
    carried: Mapping[str, bool | None] = field(default_factory=lambda: MappingProxyType({}))
    """Facts that the asker settled earlier in the conversation; from `recall` on, those that hold for this message."""
    is_cut: bool = False
    """Was the end of the message dropped before it came here? Who stores screened texts and asks again says so."""
    screened: Screened | None = None
    language: str = "en"
    """What the asker wrote in, and is answered in where that can be done."""
    reading: Reading | None = None
    hits: tuple[Hit, ...] = ()
    decision: Decision | None = None
    draft: Draft | None = None
    answer: Answer | None = None
    rewording: ModelCall | None = None
    """What was sent to a language model to smooth the answer's reason."""
    error: str | None = None
    """Why the case could not be answered, in words for the asker."""
    notes: tuple[str, ...] = ()
    """How it was taken, for its answer: `STOOD_ALONE`, `READ_TOGETHER`."""
    faults: tuple[str, ...] = ()
    """What verification held against an answer that was withheld."""
    trail: tuple[tuple[str, float], ...] = ()
    """Each step's name with the milliseconds it took."""

    @property
    def is_over(self) -> bool:
        """Has it an answer, or an error in place of one?"""
        return self.answer is not None or self.error is not None

    def with_(self, **changes: Any) -> Case:
        """A copy with these fields changed."""
        return replace(self, **changes)
