"""What happened, in order? Only ever added to (the database refuses a change), and without any text of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, insert, select

from assistant.storage.tables import events

Plain = str | int | float | bool | None


class What(StrEnum):
    """What can happen."""

    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "not answered"
    REPLACED = "replaced"
    OUTDATED = "out of date"
    """Its message was changed, and that was not answered: too much at once."""
    FITS_AGAIN = "fits again"
    REMOVED = "removed"
    SHARED = "shared"
    UNSHARED = "not shared"
    """It was shared, but could not be shown there: its asker alone has it, as before."""
    BLANKED = "texts taken out"
    """Of age, or because it was removed; the data says of what: the question, a ruling, a precedent, what was said."""
    TURN_FORGOTTEN = "earlier turn taken out"
    """A question lost what it held of an earlier one in its thread."""
    ARRIVALS_BLANKED = "texts of arrivals taken out"
    """Of age; the data says of how many."""
    # A move of a hand-off each (assistant/escalation/records.py); the data says how it stands after it
    # (assistant/storage/standing.py), so that who held it when, where it was and how can be read here alone.
    HAND_OFF_OPENED = "hand-off opened"
    HAND_OFF_CLAIMED = "hand-off claimed"
    HAND_OFF_RELEASED = "hand-off released"
    HAND_OFF_REASSIGNED = "hand-off reassigned"
    HAND_OFF_PASSED_ON = "hand-off passed on"
    HAND_OFF_ASKED_BACK = "hand-off asked back"
    HAND_OFF_REPLIED = "hand-off replied"
    HAND_OFF_ANSWERED = "hand-off answered"
    HAND_OFF_CORRECTED = "hand-off corrected"
    HAND_OFF_KEPT = "hand-off kept"
    """Its holder is still on it."""
    HAND_OFF_REOPENED = "hand-off reopened"
    HAND_OFF_WITHDRAWN = "hand-off withdrawn"
    HAND_OFF_NAMED = "hand-off named"
    """Its asker added their name."""
    HAND_OFF_MOVED = "hand-off moved"
    """Its question was replaced, and it follows the one in its place."""
    HAND_OFF_TIMED = "hand-off timed"
    """No move: it had no timers, or other ones than its office's hours and lengths ask for by now, and got them."""
    HAND_OFF_UNNAMED = "hand-off unnamed"
    """No move: its asker left their name out, and it was taken off what they had said before."""
    HAND_OFF_REMINDED = "hand-off reminded"
    HAND_OFF_RAISED = "hand-off raised"
    HAND_OFF_CHECKED = "hand-off checked"
    """Its holder was asked whether they are still on it."""
    HAND_OFF_LAPSED = "hand-off lapsed"
    HAND_OFF_NUDGED = "hand-off nudged"
    HAND_OFF_EXPIRED = "hand-off expired"
    HAND_OFF_CLOSED = "hand-off closed"
    LETTER_SHOWN = "letter shown"
    LETTER_LOST = "letter not shown"
    """It could not be delivered; the data says which kind, and why."""
    LETTER_DROPPED = "letter dropped"
    """What it says was over before anybody read it."""
    OFFICE_CHOSEN = "office chosen"
    # A step of a precedent each (assistant/escalation/precedents.py); the data says which, and why.
    PRECEDENT_DRAFTED = "precedent drafted"
    PRECEDENT_PROPOSED = "precedent proposed"
    PRECEDENT_PUBLISHED = "precedent published"
    PRECEDENT_DECLINED = "precedent declined"
    PRECEDENT_RENEWED = "precedent renewed"
    PRECEDENT_LAID_DOWN = "precedent laid down"
    HAND_OFF_SHOWN = "hand-off shown"
    """Office management sees it, under the channel in the data."""
    HAND_OFF_UNSEEN = "hand-off not shown"
    """It could not be shown to them; the data says why."""
    RATED = "rated"
    RULING_RATED = "answer of office management rated"
    """Whether it helped, by who asked; the last one counts."""
    MODE_SET = "mode set"
    SWITCHED = "switched"
    MANAGEMENT_SET = "channel of office management set"


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that happened. `person` is who did it, "" for the assistant itself.

    `asked` is the id of a question. `hand_off` is the id of a hand-off's row, not its number. `data` holds words of
    ours, names of things and numbers.
    """

    what: What
    at: datetime
    workspace: str
    person: str = ""
    asked: int | None = None
    hand_off: int | None = None
    data: dict[str, Plain] = field(default_factory=dict)


_ADD = insert(events)


def tell(connection: Connection, event: Event) -> None:
    """Add it."""
    connection.execute(
        _ADD,
        {
            "at": event.at,
            "what": event.what.value,
            "workspace": event.workspace,
            "person": event.person,
            "asked": event.asked,
            "hand_off": event.hand_off,
            "data": event.data,
        },
    )


def events_of(connection: Connection, asked: int) -> tuple[Event, ...]:
    """What happened to a question, oldest first."""
    return _read(connection, events.c.asked == asked)


def events_of_hand_off(connection: Connection, hand_off: int) -> tuple[Event, ...]:
    """What happened to a hand-off (the id of its row), oldest first."""
    return _read(connection, events.c.hand_off == hand_off)


def events_since(connection: Connection, workspace: str, since: datetime) -> tuple[Event, ...]:
    """What happened in a workspace since then, oldest first."""
    return _read(connection, (events.c.workspace == workspace) & (events.c.at >= since))


def last_event_at(connection: Connection) -> datetime | None:
    """When the last thing happened; None: nothing did."""
    found: datetime | None = connection.execute(select(func.max(events.c.at))).scalar_one()
    return found


def _read(connection: Connection, condition: ColumnElement[bool]) -> tuple[Event, ...]:
    rows = connection.execute(select(events).where(condition).order_by(events.c.id))
    return tuple(
        Event(What(row.what), row.at, row.workspace, row.person, row.asked, row.hand_off, row.data) for row in rows
    )
