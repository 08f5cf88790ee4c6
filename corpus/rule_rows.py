"""What may stand in a row of the rules' data files?"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, cached_property
from typing import Literal

from pydantic import Field, model_validator

from corpus.facts import Situation, Written, parse_situation
from corpus.strict_yaml import StrictModel


class Verdict(StrEnum):
    """The seven kinds of answer."""

    NO = "no"
    CONDITIONAL = "conditional"
    YES = "yes"
    CLARIFY = "clarify"
    ESCALATE = "escalate"
    INFO = "info"
    OUT_OF_SCOPE = "out_of_scope"


class Effect(StrEnum):
    """What a clause does to a case it applies to."""

    PROHIBITS = "prohibits"
    REQUIRES = "requires"
    PERMITS = "permits"
    REFERS = "refers"
    """Sends the asker to a person: "please consult with office management"."""


class Rule(StrictModel):
    """
    A row of `rules.yaml`: under which facts a clause prohibits, requires, permits or refers.

    `modal` holds the clause's own words that carry the effect; they must stand in the clause or in its lead-in.
    `needs` and `not_needs` (requires) name the facts that must be stated so, or stated not so; `breach` is the verdict
    when they are stated the other way. `lifted_by` (prohibits) names the situations in which it does not prohibit.
    """

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    clause: str
    modal: str = Field(min_length=3)
    effect: Effect
    when: tuple[dict[str, Written], ...] = Field(min_length=1)
    lifted_by: tuple[dict[str, Written], ...] = ()
    needs: tuple[str, ...] = ()
    not_needs: tuple[str, ...] = ()
    breach: Literal["no", "conditional"] | None = None
    weight: int = Field(ge=1, le=99)
    also: tuple[str, ...] = ()
    disclaimer: bool = False
    reason: str = Field(min_length=1)
    instead: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_its_effect(self) -> Rule:
        requires = self.effect is Effect.REQUIRES
        if requires != bool(self.needs or self.not_needs) or requires != (self.breach is not None):
            raise ValueError("'needs' or 'not_needs', with 'breach', go with effect: requires, and only with it")
        if self.lifted_by and self.effect is not Effect.PROHIBITS:
            raise ValueError("'lifted_by' goes with effect: prohibits only")
        return self

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """The alternatives of `when`."""
        return tuple(map(parse_situation, self.when))

    @cached_property
    def lifting(self) -> tuple[Situation, ...]:
        """The alternatives of `lifted_by`."""
        return tuple(map(parse_situation, self.lifted_by))

    @property
    def required(self) -> tuple[tuple[str, bool], ...]:
        """Each required fact with the value it must be stated to have."""
        return tuple((name, True) for name in self.needs) + tuple((name, False) for name in self.not_needs)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The deciding clause, then those shown beside it."""
        return (self.clause, *self.also)


class Mend(StrictModel):
    """A prohibition that words alone breach, so that leaving them out mends it; with a picture beside them or not."""

    rule: str
    beside_a_picture: bool


class NotDeciding(StrictModel):
    """A clause that no rule rests on, and why."""

    clause: str
    why: Literal[
        "purpose", "definition", "quotation", "wording", "option", "lead_in", "advice", "consequence", "authority"
    ]
    note: str = Field(min_length=1)


class Topic(StrictModel):
    """What the policy says on something: our own plain sentence, and the clauses quoted with it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    clauses: tuple[str, ...] = Field(min_length=1)
    says: str = Field(min_length=1)
    cues: tuple[str, ...] = ()
    """Words, as regular expressions, by which a question about the policy names this very topic."""

    @model_validator(mode="after")
    def _is_readable(self) -> Topic:
        for pattern in self.cues:
            compile_pattern(pattern)
        return self

    def is_named_in(self, text: str) -> bool:
        """Does the text name the topic outright?"""
        return any(compile_pattern(pattern).search(text) for pattern in self.cues)


class Headline(StrictModel):
    """The verdict line."""

    verdict: Verdict
    says: str = Field(min_length=1)


class Label(StrictModel):
    """What surfaces say around an answer; words in braces are filled in, and an empty sentence is not shown."""

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    says: str


CONDITIONS_MET = "conditions-met"
"""The one `yes` reply without `when`: its evidence is the requirements that the rules found met."""


class Reply(StrictModel):
    """A fixed reply for what no rule speaks of; a `yes` reply says in `when` what evidence it needs."""

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    verdict: Verdict
    when: tuple[dict[str, Written], ...] = ()
    clauses: tuple[str, ...] = ()
    headline: str | None = None
    """In place of the verdict's own headline, where that would come in the way."""
    reason: str = Field(min_length=1)
    instead: str = ""

    @model_validator(mode="after")
    def _has_evidence(self) -> Reply:
        """That nothing prohibits a thing is not yet a yes."""
        if self.when and self.verdict is not Verdict.YES:
            raise ValueError("'when' goes with verdict: yes only")
        if self.verdict is Verdict.YES and not self.when and self.id != CONDITIONS_MET:
            raise ValueError("a reply of verdict: yes needs 'when', the evidence for it")
        return self

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """The alternatives of `when`."""
        return tuple(map(parse_situation, self.when))


class Never(StrictModel):
    """Words that our own sentences may never hold, as a regular expression, and what they would do."""

    pattern: str
    why: str = Field(min_length=1)


class Wording(StrictModel):
    """What our own sentences may never hold, and what a `no` may never lose."""

    never: tuple[Never, ...] = Field(min_length=1)
    negations: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_readable(self) -> Wording:
        for pattern in (*(row.pattern for row in self.never), *self.negations):
            compile_pattern(pattern)
        return self


class Emergencies(StrictModel):
    """Words that make a message an emergency."""

    cues: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_readable(self) -> Emergencies:
        for pattern in self.cues:
            compile_pattern(pattern)
        return self


class WrittenFor(StrictModel):
    """The edition of a document that the rules were written for."""

    document: str
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


@cache  # the same few patterns are looked for in every sentence
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern, read without regard to case. Raises ValueError for what is no regular expression."""
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as problem:
        raise ValueError(f"{pattern!r} is no regular expression: {problem}") from problem
