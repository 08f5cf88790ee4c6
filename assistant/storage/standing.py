"""
What does the event of a hand-off say of how it stands? All of its row but texts and times that the event has itself.

So the events alone, in order, give every hand-off as it stands, and as it stood at any time: `replay`. A hand-off of an
older release begins with events that say less; what they do not say is unknown until the next one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row

from assistant.escalation.records import HandOffState
from assistant.storage.events import Event, Plain

BETWEEN = " "
"""Stands between the ids of offices, which hold none (escalation/office_file.py)."""

CHANGING = ("raised_to", "is_anonymous", "promised_at", "minutes_left", "leased_until")
"""What is said where it is another than before; the rest each time."""

AT_FIRST: Mapping[str, Plain] = MappingProxyType({
    "raised_to": "", "is_anonymous": False, "promised_at": None, "minutes_left": None, "leased_until": None,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stood:
    """How a hand-off stood, as its events tell; None: they do not say."""

    state: HandOffState
    office: str
    version: int
    asked: int | None
    is_automatic: bool
    holder: str | None = None
    raised_to: tuple[str, ...] = ()
    is_anonymous: bool = False
    promised_at: datetime | None = None
    minutes_left: int | None = None
    leased_until: datetime | None = None


def tell_standing(row: Row[Any], before: Row[Any] | None) -> dict[str, Plain]:
    """
    What an event says of the row as it is, where `before` is as it was; None: there was none.

    `holder` is who holds it from then on, "" for nobody; `held` who held it until then, where that is somebody else.
    """
    values, old = _plain(row), dict(AT_FIRST) if before is None else _plain(before)
    data: dict[str, Plain] = {
        "number": row.number,
        "is_automatic": row.is_automatic,
        "version": row.version,
        "state": row.state.value,
        "office": row.office,
        "holder": row.holder,
    }
    if before is not None and before.holder and before.holder != row.holder:
        data["held"] = before.holder
    return data | {name: values[name] for name in CHANGING if values[name] != old[name]}


def replay(told: Iterable[Event]) -> Stood | None:
    """How a hand-off stands after these events of it, oldest first; None where none of them is of its opening."""
    stood: Stood | None = None
    for event in told:
        if "state" in event.data and "version" in event.data:
            stood = _after(stood, event)
    return stood


def _after(stood: Stood | None, event: Event) -> Stood:
    data = event.data
    state, office, version = HandOffState(str(data["state"])), str(data["office"]), int(data["version"] or 0)
    is_automatic = bool(data.get("is_automatic", stood.is_automatic if stood else False))
    if stood is None:
        stood = Stood(state, office, version, event.asked, is_automatic)
    stood = replace(stood, state=state, office=office, version=version, asked=event.asked, is_automatic=is_automatic)
    if "holder" in data:
        stood = replace(stood, holder=str(data["holder"]))
    if "raised_to" in data:
        stood = replace(stood, raised_to=tuple(str(data["raised_to"]).split(BETWEEN)) if data["raised_to"] else ())
    if "is_anonymous" in data:
        stood = replace(stood, is_anonymous=bool(data["is_anonymous"]))
    if "promised_at" in data:
        stood = replace(stood, promised_at=_moment(data["promised_at"]))
    if "minutes_left" in data:
        stood = replace(stood, minutes_left=None if data["minutes_left"] is None else int(data["minutes_left"]))
    if "leased_until" in data:
        stood = replace(stood, leased_until=_moment(data["leased_until"]))
    return stood


def _plain(row: Row[Any]) -> dict[str, Plain]:
    return {
        "raised_to": BETWEEN.join(row.raised_to),
        "is_anonymous": row.is_anonymous,
        "promised_at": _told(row.promised_at),
        "minutes_left": row.minutes_left,
        "leased_until": _told(row.leased_until),
    }


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(told: Plain) -> datetime | None:
    return None if told is None else datetime.fromisoformat(str(told))
