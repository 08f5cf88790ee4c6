"""
What does the preview of an answer carry from one process to another? All that was filled in, screened.

A view carries 3,000 characters (`private_metadata`), an answer alone may have as many, so it is packed: what people
write takes half the room then. Nothing of it is kept anywhere else before it is sent.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from assistant.answering.records import Verdict
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.limits import LONGEST_INPUT, limit, measure

LONGEST_RULING = LONGEST_INPUT
"""Characters of an answer: what can be typed into a field, and is shown whole wherever it is read."""

PACKED = "v2"
"""Before what this release writes; `actions.VERSION` stands before what earlier ones wrote as it is."""
MOST_UNPACKED = 100_000
"""Bytes; nothing that we write is as long."""


class TooLongToCarry(ValueError):
    """What was filled in does not fit into a form; `surplus` is by about how many characters."""

    def __init__(self, surplus: int) -> None:
        super().__init__(f"{surplus} characters too many for what a form carries; shorten the answer or the note")
        self.surplus = surplus


@dataclass(frozen=True, slots=True)
class Carried:
    """What the preview carries: the hand-off, the version that was looked at, what was filled in, for which deed."""

    hand_off: int
    filled: Filled
    is_correction: bool = False


def write_carried(carried: Carried) -> str:
    """All of it as a form's `private_metadata`, readable by `read_carried`. Raises `TooLongToCarry`."""
    filled = carried.filled
    if (over := measure(filled.text) - LONGEST_RULING) > 0:  # what hides a name may be longer than it
        raise TooLongToCarry(over)
    row = [
        carried.hand_off, filled.version, int(carried.is_correction), filled.verdict, filled.text,
        list(filled.clauses), filled.note, int(filled.may_be_precedent), int(filled.is_named),
    ]  # fmt: skip
    plain = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    packed = urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode()
    written = f"{PACKED}|{packed}"
    if (over := measure(written) - limit("modal", "private_metadata")) > 0:
        raise TooLongToCarry(-(-over * len(plain) // len(packed)))
    return written


def read_carried(metadata: str | None) -> Carried:
    """What a preview carries, of this release or an earlier one. Raises `ButtonTooOld` for what none has written."""
    version, _, rest = (metadata or "").partition("|")
    try:
        if version not in (act.VERSION, PACKED):
            raise ValueError(version)
        row = json.loads(rest if version == act.VERSION else _unpacked(rest))
        hand_off, seen, is_correction, verdict, text, clauses, note, may_be, is_named = row
        filled = Filled(
            text=str(text), verdict=Verdict(verdict), clauses=tuple(map(str, clauses)), note=str(note),
            may_be_precedent=bool(may_be), is_named=bool(is_named), version=None if seen is None else int(seen),
        )  # fmt: skip
        return Carried(int(hand_off), filled, bool(is_correction))
    except (ValueError, TypeError, zlib.error):
        raise act.ButtonTooOld("the preview was opened by another release; open the form again") from None


def _unpacked(packed: str) -> bytes:
    return zlib.decompressobj().decompress(urlsafe_b64decode(packed), MOST_UNPACKED)
