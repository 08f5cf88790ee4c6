"""What reaches the front desk, and what does it give back? Nothing here knows how it was carried.

Every text in these records is screened: they are what is stored.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assistant.answering.records import Answer, Case, Verdict
from assistant.answering.screening import PrivateKind
from assistant.escalation.precedents import Precedent
from assistant.escalation.records import Filled, HandOffState, Move, Promise, Remark, Ruling

FILES_UNSEEN = "files_unseen"
"""The note of an answer to a message with pictures or files: they were not looked at."""
DISPUTED = "disputed"
"""The note of an answer that was given after a second correction."""


class Deed(StrEnum):
    """What somebody did that must be worked on."""

    ASKED = "asked"
    EDITED = "edited"
    """The message of a question was changed; `text` is what it says now."""
    EDIT_REFUSED = "edit refused"
    """
    Changed the message of a question, and the change is not answered: for `wait_minutes`, because it came too soon, or,
    with 0, because it holds nothing to read.
    """
    DELETED = "deleted"
    CHOSE = "chose"
    """Picked a choice of a question back; `choice` is its number from 0."""
    CORRECTED = "corrected"
    """Said what was understood wrongly; `facts` holds what is so instead."""
    HANDED_OVER = "handed over"
    """Asked for office management."""
    WITHDREW = "withdrew"
    """Took a hand-off back."""
    SHARED = "shared"
    """Let everybody in the place see an answer that was given in private."""
    COPIED = "copied"
    """Wished for a copy of an answer that everybody in the place sees, for themselves alone."""
    CHANNEL_CHOSEN = "channel chosen"
    """Chose the channel of office management; `question` is one that waits for them and is not seen there yet."""

    # On a hand-off (docs/hand-offs.md); `Arrival.hand_off` names it.
    CLAIMED = "claimed"
    RELEASED = "released"
    STAYED = "stayed"
    """The holder is still on it."""
    REASSIGNED = "reassigned"
    PASSED_ON = "passed on"
    ASKED_BACK = "asked back"
    REPLIED = "replied"
    RULED = "ruled"
    """A manager answered."""
    RECTIFIED = "rectified"
    """A manager put another ruling in place of the one that was given."""
    REOPENED = "reopened"
    NAMED = "named"
    """Added their name to what went without one."""
    RECEIPT_WANTED = "receipt wanted"
    """Wants the receipt as a file: who asked, or a manager."""

    OFFICE_TOLD = "office told"
    """Said which office is theirs (`filled.to`), of a `question` that the assistant gave to the fallback."""

    # On a precedent; `Arrival.filled.subject` is its id.
    PROPOSED = "proposed"
    """Told the question of a ruling without person and place, so that a second manager may publish it."""
    APPROVED = "approved"
    """A second manager published a precedent."""
    DECLINED = "declined"
    """A second manager did not; or it is to be one no longer."""
    RENEWED = "renewed"
    DUE = "due"
    """A timer of ours; `person` is ""."""


class Entry(StrEnum):
    """By which door a question came in."""

    DIRECT = "direct message"
    MENTION = "mention"
    FOLLOW_UP = "follow-up"
    """A reply without a mention, by a person who asked the assistant in that thread."""
    COMMAND = "command"
    FORM = "form"
    SHORTCUT = "shortcut"
    """A message shortcut, with its form."""


class Audience(StrEnum):
    """Who may see an answer."""

    THREAD = "thread"
    """Everybody in the place it was asked in; in a direct message that is the asker."""
    ASKER = "asker"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said. `thread` is the message the conversation hangs on; None for a command or a form."""

    workspace: str
    channel: str
    thread: str | None = None
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    Something a person did. `key` names the deed, not the delivery: told twice, it is one.

    `message` is the message the question was asked in, which with workspace and channel names the question; for a
    command or a form, which no message carries, it is the key itself. `question` is the id of the asked question that a
    deed on one (`CHOSE`, `CORRECTED`, ...) is about.
    """

    key: str
    deed: Deed
    person: str
    place: Place
    at: datetime
    """When it was done, aware."""
    message: str = ""
    entry: Entry = Entry.DIRECT
    text: str = ""
    hidden: tuple[PrivateKind, ...] = ()
    """The kind of each stretch that screening hid in the text."""
    is_cut: bool = False
    question: int | None = None
    choice: int | None = None
    facts: dict[str, bool | None] = field(default_factory=dict)
    wants_private: bool = False
    """The asker wants to see the answer alone."""
    wait_minutes: int = 0
    has_files: bool = False
    """Does the message carry pictures or files? Nobody looks at them."""
    hand_off: int | None = None
    """The id of the hand-off that a deed is on."""
    manages: tuple[str, ...] = ()
    """The offices that the person is a manager of, as the surface found at that moment."""
    office: str = ""
    """The id of the office that the person's profile names, as the surface found at that moment; "" where none is."""
    deserted: tuple[str, ...] = ()
    """
    Offices it would go to that surely nobody manages, as the surface found at that moment; unsure, none. Of a precedent
    that needs a second manager: nobody else than whoever ruled on it or tells it.
    """
    filled: Filled | None = None
    """What was filled in with a deed on a hand-off."""

    @property
    def place_to_whisper(self) -> Place:
        """
        Where a word to this person alone is seen: their place, but not a thread that only their own message is in.

        A surface shows such a word in a thread only where somebody has replied already.
        """
        is_first = not self.place.is_direct and self.place.thread == self.message
        return replace(self.place, thread=None) if is_first else self.place


class AskedState(StrEnum):
    """How an asked question stands."""

    OPEN = "open"
    """Not answered yet."""
    ANSWERED = "answered"
    REPLACED = "replaced"
    """Its message was edited or a fact corrected: another answer stands in its place."""
    GONE = "gone"
    """Its message was deleted, or it was removed by the asker."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a message of ours stands: its channel and its timestamp there. `is_passing` for an ephemeral one."""

    channel: str
    ts: str
    is_passing: bool = False


@dataclass(frozen=True, slots=True)
class HandOff:
    """A question given to office management. `id` names it in buttons, `number` to people."""

    number: int
    asked: int
    state: HandOffState
    opened_at: datetime
    is_automatic: bool
    """Handed over by the assistant, not by the asker's button."""
    card: Shown | None = None
    """Where the office it is with sees it, or else one that it was raised to; None: nobody does."""
    id: int = 0
    office: str = ""
    """The id of the office it is with."""
    raised_to: tuple[str, ...] = ()
    """The offices that see it too, since its promise was broken."""
    is_anonymous: bool = False
    """Without a name: as its asker wished, or because the assistant handed it over. Nobody there sees who asked."""
    text: str = ""
    """The question as its asker approved it; "" where it is the question's own."""
    approved: int | None = None
    """The question that was approved so, where its asker changed their message since; None: they have not."""
    context: str = ""
    holder: str = ""
    leased_until: datetime | None = None
    promise: Promise | None = None
    changed_at: datetime | None = None
    version: int = 1
    ruling: Ruling | None = None
    """The one that stands."""
    remarks: tuple[Remark, ...] = ()
    """What was said with its moves, oldest first."""
    undelivered: str = ""
    """The surface's word for why the last letter to its asker did not reach them; "" where none was lost."""

    @property
    def seen_by(self) -> tuple[str, ...]:
        """The ids of the offices whose managers may act on it: its own first."""
        return (self.office, *self.raised_to)

    def acted_on_for(self, manages: Collection[str]) -> str:
        """The office that a manager of these acts and signs for: its own, else one it was raised to; "" for none."""
        return next((office for office in self.seen_by if office in manages), "")

    @property
    def replied_at(self) -> datetime | None:
        """When its asker replied to what they were asked last; None: they have not."""
        talk = [each for each in self.remarks if each.move in (Move.ASK_BACK, Move.REPLY)]
        return talk[-1].at if talk and talk[-1].move is Move.REPLY else None

    @property
    def is_reply_due(self) -> bool:
        """Was its asker asked something that they have not replied to, and nobody has answered since?"""
        if self.state is HandOffState.ASKED_BACK:
            return True
        talk = [each for each in self.remarks if each.move in (Move.ASK_BACK, Move.REPLY, Move.REOPEN)]
        if not talk or talk[-1].move is not Move.ASK_BACK:
            return False
        return self.ruling is None or self.ruling.at < talk[-1].at


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is kept."""

    id: int
    key: str
    """The key of the arrival that asked it; its posts carry it."""
    person: str
    place: Place
    message: str
    entry: Entry
    text: str
    hidden: tuple[PrivateKind, ...]
    audience: Audience
    state: AskedState
    asked_at: datetime
    answer: Answer | None = None
    error: str = ""
    """Why there is no answer, or why the answer does not fit any more, in words for the asker."""
    is_cut: bool = False
    """Was its end dropped, because it was too long?"""
    earlier: tuple[str, ...] = ()
    """The screened turns it was read with."""
    settled: dict[str, bool | None] = field(default_factory=dict)
    """Facts that the asker chose or corrected."""
    shown: tuple[Shown, ...] = ()
    hand_off: HandOff | None = None
    similar: tuple[Precedent, ...] = ()
    """What office management answered to others who asked something like it; its asker was shown that."""
    replaces: int | None = None

    @property
    def is_heard_by_others(self) -> bool:
        """Does its message stand in a channel?"""
        return self.entry in (Entry.MENTION, Entry.FOLLOW_UP) and not self.place.is_direct

    @property
    def is_led_to(self) -> bool:
        """Does a link lead others to its message? Nothing leads to what was given alone or holds something private."""
        return self.is_heard_by_others and self.audience is not Audience.ASKER and not self.hidden

    @property
    def is_outdated(self) -> bool:
        """Says its message something else by now, that was not answered?"""
        return self.answer is not None and bool(self.error)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, once there is an answer."""
        return self.answer.verdict if self.answer else None


class Act(StrEnum):
    """What a surface has to do so that people see how things stand."""

    POST = "post"
    """Show the answer where its audience looks."""
    REPLACE = "replace"
    """Show the answer and strike the one it replaces."""
    REMOVE = "remove"
    """Remove what was shown."""
    STRIKE = "strike"
    """Strike the answer where it stands: another took its place while it was being shown."""
    REFRESH = "refresh"
    """Show again what is shown already: a hand-off was opened or withdrawn."""
    RENEW = "renew"
    """The same, where it stands; where it stands nowhere any more, nothing: somebody else did something to it."""
    SHARE = "share"
    """Show an answer that the asker had alone to everybody in its place."""
    COPY = "copy"
    """Send the asker a copy of an answer that others see too."""
    TELL = "tell"
    """Say one sentence of the desk to the person alone; there is no question to show."""


@dataclass(frozen=True, slots=True)
class Response:
    """
    What follows from an arrival. `asked` is None only for `TELL`, whose `place` is where the sentence is seen.

    `replaced` is the question whose answer is struck.

    `note` names a sentence of `assistant/desk/notices.yaml`, with `values` for its gaps. With `RENEW` it is said to the
    person alone, where they did it, once office management sees it.
    """

    key: str
    act: Act
    person: str
    place: Place
    asked: Asked | None = None
    replaced: Asked | None = None
    note: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """
    What an office is to see of a hand-off, as it stands now.

    `channel` is where a new one goes; one that stands somewhere (`shown`) is changed there. `is_theirs`: it is with
    them, or was raised to them; else it was passed on, and the card says to whom. `office` is who sees it there.
    """

    channel: str
    asked: Asked
    hand_off: HandOff
    shown: Shown | None = None
    is_theirs: bool = True
    office: str = ""
    similar: tuple[Precedent, ...] = ()
    """What was answered to others in the same case, whatever the answers were."""


class Reader(StrEnum):
    """For whom a receipt is."""

    ASKER = "asker"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Management:
    """
    Where office management sees what is handed to it; `channel` is "" where nobody chose one.

    `trouble` is the surface's word for why the last thing could not be shown there, "" for none.
    """

    channel: str = ""
    trouble: str = ""


class ChannelMode(StrEnum):
    """What the assistant does in a channel."""

    ANSWERS = "answers"
    PRIVATE = "private answers only"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Switch:
    """Does the assistant speak in a workspace? `by` and `at` say who switched it last; None where nobody ever did."""

    is_on: bool = True
    by: str | None = None
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Is it well? `waiting` counts the arrivals that are not done, `troubles` says in plain words what is wrong."""

    is_well: bool
    waiting: int = 0
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """How an answer came about, computed anew from what is stored: the raw text of `case` is the screened one."""

    asked: Asked
    case: Case
