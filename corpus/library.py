"""Which texts may be cited, and where is the one that somebody names?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from corpus.document import Clause, Document
from corpus.document_file import read_document
from corpus.errors import UnknownClause, UnknownDocument
from corpus.strict_yaml import Faults, Place

PACKAGED = Path(__file__).parent / "documents"

_NUMBER = re.compile(
    r"(?:md|bos|management directive|board(?: of supervisors)?(?: manual)?(?: policy)?|policy)?[\s-]*(?:no\.?|#)?\s*"
    r"([0-9]+[.-][0-9]+)"
)


@dataclass(frozen=True, slots=True)
class Library:
    """
    All documents held. Ids of documents and of clauses are unique in it.

    `replaced` holds the ids of packaged clauses, summaries as a rule, that an imported official text took the place of:
    what was written for them (a topic, a link) no longer finds them, and that is no fault.
    """

    documents: tuple[Document, ...]
    replaced: frozenset[str] = frozenset()
    _clauses: dict[str, Clause] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the clauses by id."""
        found = {clause.id: clause for document in self.documents for clause in document.clauses}
        object.__setattr__(self, "_clauses", found)

    @property
    def digest(self) -> str:
        """
        SHA-256 over every text, clause boundary, heading and lead-in: names the index that was built of them.

        Locators, titles and dates do not count; they change nothing in an index.
        """
        whole = sha256()
        for document in sorted(self.documents, key=lambda document: document.id):
            whole.update(f"{document.id}\0{document.digest}\0".encode())
            for clause in document.clauses:
                parts = (clause.id, clause.kind, clause.start, clause.end, clause.lead_in, clause.held, *clause.heading)
                whole.update("\0".join(map(str, parts)).encode() + b"\0\0")
        return whole.hexdigest()

    def document(self, id_or_number: str) -> Document:
        """The document named "16-02", "MD 16-02", "md-16-02", "6.105" … Raises `UnknownDocument`."""
        asked = " ".join(id_or_number.casefold().split())
        bare = bare_number(asked)
        for document in self.documents:
            if asked in (document.id, document.number.casefold()) or (bare and bare == bare_number(document.number)):
                return document
        raise UnknownDocument(id_or_number, [bare_number(held.number) or held.id for held in self.documents])

    def clause(self, clause_id: str) -> Clause:
        """The clause with that id. Raises `UnknownClause`."""
        found = self._clauses.get(clause_id)
        if found is None:
            raise UnknownClause(clause_id, self._clauses)
        return found

    def has_clause(self, clause_id: str) -> bool:
        """Is a clause with that id held?"""
        return clause_id in self._clauses

    def clauses(self) -> tuple[Clause, ...]:
        """All clauses: documents in their order, clauses in printed order."""
        return tuple(self._clauses.values())

    def lead_in(self, clause: Clause) -> Clause | None:
        """The clause that a list item hangs on; None for a clause that stands alone."""
        return None if clause.lead_in is None else self.clause(clause.lead_in)


def bare_number(name: str) -> str | None:
    """
    The number in a document's name, without the series it belongs to; None when the name is no number.

    >>> bare_number("Management Directive #16-02"), bare_number("bos-6.105"), bare_number("purpose")
    ('16-02', '6.105', None)
    """
    found = _NUMBER.fullmatch(" ".join(name.casefold().split()))
    return found.group(1) if found else None


def load_library(overrides: Path | None = None) -> Library:
    """
    All documents: the packaged ones, each replaced by the imported official text where `overrides` has one.

    `overrides` is the folder of imported texts, one `<document id>.yaml` each; it need not exist. Raises `FaultyData`
    with the faults of all files when any cannot be used: an answer from half a library would be a wrong answer.
    """
    faults = Faults()
    packaged = _read_folder(PACKAGED, faults)
    imported = _read_folder(overrides, faults) if overrides is not None and overrides.is_dir() else {}
    documents = tuple((imported.get(name) or document)[0] for name, document in packaged.items())
    for name, (_, place) in imported.items():
        if name not in packaged:
            faults.add_unknown(place.of("id"), "document to replace by an imported text,", name, [*packaged])
    held = {document.id for document in documents}
    for document, place in [imported.get(name) or found for name, found in packaged.items()]:
        for clause in document.clauses:
            if clause.quotes is not None and clause.quotes not in held:
                faults.add_unknown(place, f"document quoted by {clause.id},", clause.quotes, sorted(held))
    faults.raise_if_any()
    before = {clause.id for document, _ in packaged.values() for clause in document.clauses}
    return Library(documents, frozenset(before - {clause.id for document in documents for clause in document.clauses}))


def _read_folder(folder: Path, faults: Faults) -> dict[str, tuple[Document, Place]]:
    """Documents by id. The directive comes first, then the rest by number."""
    found: dict[str, tuple[Document, Place]] = {}
    for path in sorted(folder.glob("*.yaml"), key=lambda path: (not path.stem.startswith("md-"), path.stem)):
        read = read_document(path, faults)
        if read is None:
            continue
        document, place = read
        if document.id != path.stem:
            faults.add(place.of("id"), f"the file of {document.id!r} must be named {document.id}.yaml, not {path.name}")
        found[document.id] = (document, place)
    return found
