"""What does screening hand over: which kinds of private data there are, what was hidden, and what could not be done?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ScreeningError(Exception):
    """Base of everything that screening refuses to do."""


class NothingToScreen(ScreeningError):
    """The text holds no visible character: it is empty, white space, or made of invisible characters only."""


class NameModelMissing(ScreeningError):
    """The package with the small name model is not installed, or lacks a part that screening reads."""


class PrivateKind(StrEnum):
    """A kind of private data. The values are those of the labels in the question bank."""

    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    SSN = "ssn"
    CASE_NUMBER = "case_number"
    COURT_DEPARTMENT = "court_department"
    ADDRESS = "address"
    URL_PROFILE = "url_profile"
    LICENSE_PLATE = "license_plate"
    MEDICAL_RECORD = "medical_record"
    DATE_OF_BIRTH = "dob"
    SCHOOL = "school"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word a placeholder shows, as in ``[name 1]``."""
        return LABELS[self]


LABELS: dict[PrivateKind, str] = {
    PrivateKind.PERSON: "name",
    PrivateKind.PHONE: "phone",
    PrivateKind.EMAIL: "email",
    PrivateKind.SSN: "social security number",
    PrivateKind.CASE_NUMBER: "case number",
    PrivateKind.COURT_DEPARTMENT: "court department",
    PrivateKind.ADDRESS: "address",
    PrivateKind.URL_PROFILE: "profile",
    PrivateKind.LICENSE_PLATE: "license plate",
    PrivateKind.MEDICAL_RECORD: "medical record",
    PrivateKind.DATE_OF_BIRTH: "date of birth",
    PrivateKind.SCHOOL: "school",
    PrivateKind.OTHER: "private detail",
}


class ScreeningNote(StrEnum):
    """Something that was done to the text besides hiding; an answer may mention it."""

    TEXT_CUT = "text_cut"
    INVISIBLE_REMOVED = "invisible_removed"
    LOOKALIKES_FOLDED = "lookalikes_folded"


@dataclass(frozen=True, slots=True)
class Redaction:
    """One hidden stretch. `start` and `end` count characters of the text as received."""

    start: int
    end: int
    kind: PrivateKind


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where each character of a screened text comes from: the received characters ``starts[i]`` up to ``ends[i]``.

    Both rise and never fall. Every character of a placeholder comes from the whole of what it hides.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Screened:
    """
    A text that may be stored, logged and shown.

    `text` has every hidden stretch replaced by a placeholder such as ``[name 1]``; the same person has the same number
    throughout. `redactions` come in order and never overlap. `is_cut` says that the end of the text was dropped.
    `origin` leads from `text` back to the text as received; without it the two are taken to be the same.
    """

    text: str
    redactions: tuple[Redaction, ...]
    is_cut: bool
    notes: tuple[ScreeningNote, ...] = ()
    origin: Origin | None = field(default=None, repr=False, compare=False)

    def received_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as received of ``text[start:end]``, which must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin.starts[start], self.origin.ends[end - 1]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A private stretch of the normalized text, not yet hidden."""

    start: int
    end: int
    kind: PrivateKind
    score: float = 1.0
