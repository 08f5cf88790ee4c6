"""What can go wrong with the texts that may be cited?

CorpusError
├── UnknownDocument      asked for a document that is not held
├── UnknownClause        asked for a clause that is not held
├── BrokenDocument       a document's text and its clauses contradict each other
├── FaultyData           a data file has faults; all of them are listed with file and line
└── ImportRefused        an official text cannot be imported; nothing was changed (see `corpus.importing`)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class CorpusError(Exception):
    """Base of all errors of this room; its text can be shown to a person as it is."""


class UnknownDocument(CorpusError):
    """No document with that id or number is held. Says which are, nearest first."""

    def __init__(self, asked: str, held: Iterable[str]) -> None:
        self.asked = asked
        names = list(held)
        near = nearest(asked, names)
        hint = f"Did you mean {near}?" if near else f"Held are: {', '.join(names)}."
        super().__init__(f"No document {asked!r} is held. {hint}")


class UnknownClause(CorpusError):
    """No clause with that id is held. Says which ids come near."""

    def __init__(self, asked: str, held: Iterable[str]) -> None:
        self.asked = asked
        near = nearest(asked, held)
        hint = f"Did you mean {near}?" if near else "`canipost corpus show NUMBER` lists the ids of a document."
        super().__init__(f"No clause {asked!r} is held. {hint}")


class BrokenDocument(CorpusError):
    """A document's clauses do not fit its text: an offset, an id or a lead-in is wrong."""


class ImportRefused(CorpusError):
    """The file cannot replace what is held of a policy. The text says why; nothing was changed."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place of a data file. Line 0 means the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FaultyData(CorpusError):
    """Data files cannot be used. `faults` holds every fault found; the text lists them, one a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(asked: str, known: Iterable[str], limit: int = 3) -> str:
    """The known names most like `asked`, quoted and joined by "or"; empty when none is near."""
    folded = {name.casefold(): name for name in known}
    # Ids share long prefixes ("md-16-02/policy/") that make all of them look alike: the last parts are compared first.
    tails = {name.rpartition("/")[2]: full for name, full in folded.items()}
    wanted = asked.casefold()
    found = [tails[tail] for tail in get_close_matches(wanted.rpartition("/")[2], tails, limit, 0.72)]
    if not found:
        found = [folded[name] for name in get_close_matches(wanted, folded, limit, 0.85)]
    return " or ".join(repr(name) for name in found)
