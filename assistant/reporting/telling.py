"""How are days and times said in a report or a receipt? On the wall of an office, the same in every language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def tell_day(at: datetime, zone: ZoneInfo) -> str:
    """``2026-11-23``."""
    return f"{at.astimezone(zone):%Y-%m-%d}"


def tell_moment(at: datetime, zone: ZoneInfo) -> str:
    """``2026-11-23 09:30 PST``."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
