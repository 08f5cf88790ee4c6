"""
What does the file of offices say by now? It is read again when it changes, so that nothing has to be started anew.

A file with faults changes nothing: the offices stay as they were read last, and that is said in the log, in App Home
for administrators, and by `canipost slack check`. A change counts when the file says the same in two looks: whoever
copies a file half of it stands there for a moment, and half of a list of offices is a right list of fewer.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from assistant.escalation.office_file import load_offices
from assistant.escalation.offices import Offices
from corpus.errors import FaultyData

log = logging.getLogger(__name__)

SEE = "`canipost offices check` names every line"


@dataclass(slots=True)
class OfficeFile:
    """The file of offices, looked at again and again. Make it with `open_office_file`; one thread looks."""

    path: Path
    faults: int = 0
    """How many the file has now; with any, the offices are those that were read last."""
    is_new: bool = False
    """Was it read again, and nobody has followed that yet?"""
    _read: str = ""
    _coming: str = ""

    @property
    def trouble(self) -> str:
        """What is wrong with it, in plain words; "" for nothing."""
        if not self.faults:
            return ""
        count = "a fault" if self.faults == 1 else f"{self.faults} faults"
        return f"the file of offices has {count}; the offices stay as they were read last ({SEE})"

    def look(self) -> Offices | None:
        """The offices, where the file says something else since it was read, and says it right; None: nothing new."""
        says = _digest(self.path)
        if says == self._read:
            self._coming = ""
            return None
        if says != self._coming:
            self._coming = says
            return None
        try:
            offices = load_offices(self.path)
        except FaultyData as problem:
            if _digest(self.path) == says:
                self._read, self.faults = says, len(problem.faults)
                log.error("%s: %s", self.trouble, problem.faults[0])
            return None
        if _digest(self.path) != says:  # it changes in this moment; the next look sees to what
            return None
        self._read, self.faults, self.is_new = says, 0, True
        log.info("the file of offices was read again: %d offices", len(offices.by_id))
        return offices


def open_office_file(path: Path) -> tuple[OfficeFile, Offices]:
    """The file as it is looked at from now on, and the offices that it names. Raises `FaultyData`."""
    says = _digest(path)
    return OfficeFile(path, _read=says), load_offices(path)


def _digest(path: Path) -> str:
    """Names what stands in the file; "-" where it cannot be read, which then is its fault."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "-"
