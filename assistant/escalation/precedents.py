"""
When may what office management ruled once be shown to somebody else, and how long?

    drafted ──propose──► proposed ──approve──► published ──renew──► published
       └──────┬─────────────┘                      │
              ▼                                 lay down, decline
           declined                                ▼
                                               laid down ──renew──► proposed

A precedent is told without person and place before a second manager publishes it. It is bound to the words of its
clauses, and says nothing but that it was said: no verdict ever follows from it. It is never shown under a *no*, nor as
a way around one that was held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from assistant.answering.records import Verdict
from assistant.escalation.records import Ruling
from corpus.library import Library

REVIEW_AFTER = timedelta(days=365)
"""After which the owner of a precedent is asked whether it still holds."""
ANSWER_WITHIN = 10
"""Working days in which somebody must tell, approve or renew it; then it goes."""
SHOWN_AT_ONCE = 2


class PrecedentState(StrEnum):
    """How a precedent stands."""

    DRAFTED = "drafted"
    """Its question is still told as its asker told it."""
    PROPOSED = "proposed"
    """Waits for a second manager."""
    PUBLISHED = "published"
    DECLINED = "declined"
    """It never becomes one."""
    LAID_DOWN = "laid down"
    """It was one."""


class Step(StrEnum):
    """What changes a precedent."""

    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"
    RENEW = "renew"
    LAY_DOWN = "lay down"


_DRAFTED, _PROPOSED, _PUBLISHED, _DECLINED, _LAID_DOWN = PrecedentState

STEPS: Mapping[Step, Mapping[PrecedentState, PrecedentState]] = MappingProxyType({
    Step.PROPOSE: MappingProxyType({_DRAFTED: _PROPOSED}),
    Step.APPROVE: MappingProxyType({_PROPOSED: _PUBLISHED}),
    Step.DECLINE: MappingProxyType({_DRAFTED: _DECLINED, _PROPOSED: _DECLINED, _PUBLISHED: _LAID_DOWN}),
    # What was laid down because its clauses changed is looked at by two people again.
    Step.RENEW: MappingProxyType({_PUBLISHED: _PUBLISHED, _LAID_DOWN: _PROPOSED}),
    Step.LAY_DOWN: MappingProxyType({_DRAFTED: _DECLINED, _PROPOSED: _DECLINED, _PUBLISHED: _LAID_DOWN}),
})  # fmt: skip

LIVE = frozenset({_DRAFTED, _PROPOSED, _PUBLISHED})
"""States in which somebody has something to do with it, or reads it."""


class Unfit(StrEnum):
    """Why a step is not taken. Each is the name of a sentence."""

    NOT_A_MANAGER = "not-a-manager"
    SAME_MANAGER = "precedent-second"
    """It takes a second manager."""
    NOT_NOW = "precedent-not-now"
    CLAUSE_GONE = "precedent-clause-gone"
    """A clause it rests on is held no more."""
    NOTHING_TOLD = "precedent-nothing-told"


@dataclass(frozen=True, slots=True)
class Precedent:
    """
    A ruling with the question it answers, told without person and place.

    `facts` and `kind` are what was understood of it as it is told. `owner` is who is asked
    to renew it. `clauses_digest` names the words that it rests on.
    """

    id: int
    workspace: str
    ruling: Ruling
    question: str
    state: PrecedentState
    clauses_digest: str
    owner: str
    facts: Mapping[str, bool] = field(default_factory=dict)
    kind: str = ""
    approved_by: str = ""
    published_at: datetime | None = None
    review_at: datetime | None = None
    over_at: datetime | None = None


# --- who may ----------------------------------------------------------------------------------------------------------


def why_not(precedent: Precedent, step: Step, by: str, manages: Sequence[str], *, is_told: bool = True) -> Unfit | None:
    """
    Why this person may not take the step now; None: they may. `manages` are the offices that they are a manager of.

    Whoever ruled or told it never approves it. Its own office tells and renews it; any office may approve or decline.
    """
    is_own = precedent.ruling.office in manages
    if not manages or (step in (Step.PROPOSE, Step.RENEW) and not is_own and by != precedent.owner):
        return Unfit.NOT_A_MANAGER
    if precedent.state not in STEPS[step]:
        return Unfit.NOT_NOW
    if step is Step.APPROVE and by in (precedent.owner, precedent.ruling.by):
        return Unfit.SAME_MANAGER
    return None if is_told else Unfit.NOTHING_TOLD


# --- the words that it rests on ---------------------------------------------------------------------------------------


def clauses_digest(library: Library, clauses: Sequence[str]) -> str | None:
    """
    Names the exact words of these clauses, and of those they hang on; None when one is held no more.

    Without any clause it rests on what the texts do not say: then every text counts.
    """
    if not clauses:
        return library.digest
    whole = sha256()
    for id in sorted(set(clauses)):
        if not library.has_clause(id):
            return None
        clause = library.clause(id)
        above = library.lead_in(clause)
        whole.update(f"{id}\0{clause.digest}\0{above.digest if above else ''}\0".encode())
    return whole.hexdigest()


# --- may it be shown? -------------------------------------------------------------------------------------------------

MAY_BECOME_ONE = frozenset({Verdict.YES, Verdict.CONDITIONAL, Verdict.NO, Verdict.INFO})
"""What a ruling must say to be of use to somebody else."""

CAUTION = MappingProxyType({Verdict.NO: 0, Verdict.INFO: 1, Verdict.CONDITIONAL: 2, Verdict.YES: 3})
"""The lower, the more cautious."""


def may_stand_under(ruled: Verdict, answered: Verdict, *, is_barred: bool = False) -> bool:
    """
    May a ruling stand below an answer with that verdict? `is_barred`: there may be a prohibition behind it.

    Never below a *no*, and never one that permits more than the answer does: it would read as a way around it. Where a
    person decides, any: that is what it is for; but nothing above a *no* where the rules may prohibit it. Not below a
    question back, nor where it is nothing for the policy.
    """
    if answered is Verdict.ESCALATE:
        return ruled is Verdict.NO if is_barred else ruled in MAY_BECOME_ONE
    if answered in (Verdict.YES, Verdict.CONDITIONAL):
        return ruled in MAY_BECOME_ONE and CAUTION[ruled] <= CAUTION[answered]
    return False


def is_same_case(one: Mapping[str, bool], other: Mapping[str, bool]) -> bool:
    """
    Was the same understood of both? A fact that is stated in one alone can turn the answer as one that contradicts.

    Two questions of which nothing was understood are not the same: they are both unknown.
    """
    return bool(one) and dict(one) == dict(other)


def is_overturned(earlier: Ruling, by: Ruling) -> bool:
    """
    Does what was ruled before stand no longer, now that this was ruled on the same question?

    A correction overturns all before it; an answer to what was asked again, what has another verdict or clauses.
    """
    is_same = (earlier.verdict, set(earlier.clauses)) == (by.verdict, set(by.clauses))
    return by.replaces is not None or not is_same


class Validity(StrEnum):
    """Is what was published shown to anybody by now?"""

    EXPIRED = "expired"
    """To nobody: it was laid down, or its words changed."""
    DUE = "due"
    """To nobody since its review date; renewed, it is shown again."""
    GOOD = "good"


def validity(precedent: Precedent, digest: str | None, at: datetime) -> Validity:
    """Is it shown by then? `digest` names the words of its clauses as they are now."""
    if precedent.state is not PrecedentState.PUBLISHED or digest != precedent.clauses_digest:
        return Validity.EXPIRED
    return Validity.GOOD if is_good(precedent, digest, at) else Validity.DUE


def is_good(precedent: Precedent, digest: str | None, at: datetime) -> bool:
    """
    May it be shown at all? Only while it is published, its clauses say what they said, and its review date is to come.

    It goes by the date alone, so that nothing is shown after it even if no timer was ever fired.
    """
    return (
        precedent.state is PrecedentState.PUBLISHED
        and digest == precedent.clauses_digest
        and (precedent.review_at is None or at < precedent.review_at)
    )
