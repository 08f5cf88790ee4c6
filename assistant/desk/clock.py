"""What time is it? Handed in, so that a test can say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time now, aware."""


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
