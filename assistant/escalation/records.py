"""What is a hand-off, a ruling, a timer, a letter? Plain records; every text in them is screened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.answering.records import Verdict


class HandOffState(StrEnum):
    """How a hand-off stands."""

    OPENED = "opened"
    """With an office; nobody there holds it."""
    CLAIMED = "claimed"
    """A manager holds it."""
    ASKED_BACK = "asked back"
    """The asker has to reply; the clock stands still."""
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody answered in time, and the asker was told so; it can still be answered."""


WAITING = frozenset({HandOffState.OPENED, HandOffState.CLAIMED, HandOffState.ASKED_BACK})
"""States in which the asker waits for an answer."""
LIVE = WAITING | {HandOffState.ANSWERED, HandOffState.EXPIRED}
"""States in which the same hand-off goes on when its question is handed over again; else another one begins."""


class Move(StrEnum):
    """What changes a hand-off."""

    OPEN = "open"
    CLAIM = "claim"
    RELEASE = "release"
    REASSIGN = "reassign"
    PASS_ON = "pass on"
    """Not for this office: another one gets it."""
    ASK_BACK = "ask back"
    REPLY = "reply"
    """The asker's, to a question back."""
    ANSWER = "answer"
    CORRECT = "correct"
    """Another ruling in place of the one that was given."""
    STAY = "stay"
    """The holder is still on it."""
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    NAME = "name"
    """Its asker adds their name to what went without one."""
    EDIT = "edit"
    """Its question was changed, or answered anew by the assistant."""
    REMIND = "remind"
    RAISE = "raise"
    """The next level sees it too."""
    CHECK = "check"
    """The holder is asked whether they are still on it."""
    LAPSE = "lapse"
    NUDGE = "nudge"
    EXPIRE = "expire"
    CLOSE = "close"


SAID_TO_ASKER = frozenset({Move.ASK_BACK})
"""Moves whose words the asker reads; what is said with another is between those who manage, or the asker's own."""


class Actor(StrEnum):
    """Who makes a move."""

    ASKER = "asker"
    MANAGER = "manager"
    """Any manager of the office it is with, or of the next level once it was raised there."""
    HOLDER = "holder"
    """The manager who holds it."""
    TIME = "time"
    """A timer of ours; nobody can press it."""
    ASSISTANT = "assistant"


class TimerKind(StrEnum):
    """What is due."""

    REMIND = "remind"
    RAISE = "raise"
    CHECK = "check"
    LAPSE = "lapse"
    NUDGE = "nudge"
    EXPIRE = "expire"
    CLOSE = "close"
    DIGEST = "digest"
    """`subject` is the office."""
    REVIEW = "review"
    """`subject` is the precedent."""
    LAY_DOWN = "lay down"
    """A precedent that nobody renewed; `subject` is it."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due at a time. A hand-off, or a subject, has one of a kind at most. `id` is 0 before it is kept."""

    kind: TimerKind
    due_at: datetime
    hand_off: int | None = None
    subject: str = ""
    workspace: str = ""
    id: int = 0


class LetterKind(StrEnum):
    """What a letter is about."""

    RULING = "ruling"
    """To the asker: what office management answered."""
    QUESTION_BACK = "question back"
    """To the asker: what office management wants to know."""
    NUDGE = "nudge"
    """To the asker: they still want to know."""
    EXPIRED = "expired"
    """To the asker: nobody answered in time."""
    RECALL = "recall"
    """To whoever was given a ruling: it was corrected."""
    REPLY = "reply"
    """To the holder: the asker replied, or still has a question."""
    REMIND = "remind"
    """To the holder, or the channel: the promise is near."""
    CHECK = "check"
    """To the holder: still on it?"""
    LAPSED = "lapsed"
    """To the channel: nobody holds it any more."""
    RAISED = "raised"
    """To the channel of the next level, and to its deputy: the promise was broken."""
    ASSIGNED = "assigned"
    """To the manager who was given it by another."""
    DIGEST = "digest"
    """To an office's channel; `data` names the office."""
    RETELL = "retell"
    """To the manager who ruled: tell the question without person and place; `data` names the precedent."""
    PROPOSED = "proposed"
    """To the office's channel: a ruling waits for a second manager; `data` names the precedent."""
    REVIEW = "review"
    """To a precedent's owner: renew it?"""
    RECEIPT = "receipt"
    """To whoever wanted it, the receipt as a file; `data` says for which reader it is."""


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One message that follows from a move. `key` names it for good: `<arrival key>:<kind>:<number>`.

    To a `person`, or to a `channel` where `person` is "". `data` holds ids and names of ours, no text. What it says is
    composed when it is shown.
    """

    key: str
    arrival: str
    kind: LetterKind
    workspace: str
    person: str = ""
    channel: str = ""
    hand_off: int | None = None
    data: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """
    What a manager answered. `by` is a person; `office` the id of the office they answered for.

    `clauses` are ids of the corpus. `note` stays inside. `replaces` is the ruling that this one corrects.
    """

    id: int
    hand_off: int
    verdict: Verdict
    text: str
    clauses: tuple[str, ...]
    by: str
    office: str
    at: datetime
    note: str = ""
    is_named: bool = True
    """Does the asker read who it was? Else the office alone."""
    may_be_precedent: bool = False
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """
    What was said with a move: the question back, the reply, why it was passed on. Only `SAID_TO_ASKER` reaches them.

    `by` is "" for an asker without a name.
    """

    move: Move
    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in with a deed on a hand-off; each deed uses what it needs. Screened before it is kept."""

    text: str = ""
    """The words of an answer, of a question back, of a reply; of a hand-over, the question as its asker approved it."""
    context: str = ""
    is_anonymous: bool = False
    verdict: Verdict | None = None
    clauses: tuple[str, ...] = ()
    note: str = ""
    may_be_precedent: bool = False
    is_named: bool = True
    to: str = ""
    """A person (reassign) or an office (pass on, hand over)."""
    subject: int | None = None
    """A precedent."""
    due: Timer | None = None
    """The timer that was due, as it was; with `Deed.DUE` alone. Its row is gone by then."""
    version: int | None = None
    """The version of the hand-off that the form was opened on; what changed meanwhile is told."""


@dataclass(frozen=True, slots=True)
class Promise:
    """
    Until when an answer is promised.

    `due_at` is None while the clock stands still; `left` is what was left of it then, in business time.
    """

    due_at: datetime | None
    left: timedelta | None = None
