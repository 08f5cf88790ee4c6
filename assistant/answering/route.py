"""What sort of message is it?

The reader says; words that can only mean danger overrule it, because an emergency that is read as a posting question
would be met with a policy lecture.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from assistant.answering.cue_lists import any_of
from assistant.answering.records import Case, Kind, Reading
from corpus.rulebook import Rulebook


def route(case: Case, rulebook: Rulebook) -> Case:
    """The case with the kind of its message settled. Needs screened text and a reading."""
    assert case.screened is not None
    assert case.reading is not None
    reading = route_reading(case.reading, case.screened.text, rulebook)
    return case if reading is case.reading else case.with_(reading=reading)


def route_reading(reading: Reading, text: str, rulebook: Rulebook) -> Reading:
    """What was read of a message, with its kind settled."""
    if reading.kind is Kind.EMERGENCY or not is_emergency(text, rulebook.emergencies.cues):
        return reading
    return dataclasses.replace(reading, kind=Kind.EMERGENCY, kind_confidence=1.0)


def is_emergency(text: str, cues: tuple[str, ...]) -> bool:
    """Do the words alone say that somebody is in danger?"""
    return _compiled(cues).search(text) is not None


_compiled = lru_cache(maxsize=8)(any_of)
