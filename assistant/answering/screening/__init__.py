"""Which parts of a message are private, and what does it read like without them? The first step of answering."""

from assistant.answering.screening.records import (
    NameModelMissing,
    NothingToScreen,
    Origin,
    PrivateKind,
    Redaction,
    Screened,
    ScreeningError,
    ScreeningNote,
)
from assistant.answering.screening.screener import Screener

__all__ = [
    "NameModelMissing",
    "NothingToScreen",
    "Origin",
    "PrivateKind",
    "Redaction",
    "Screened",
    "Screener",
    "ScreeningError",
    "ScreeningNote",
]
