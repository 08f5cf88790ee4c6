"""
On which words does a ruling rest? Told with its event when it is made, so that a receipt can say later what changed.

The log keeps names and digests, not texts: what was in force is named exactly, and can be looked up where it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.escalation.precedents import clauses_digest
from corpus.document import Document
from corpus.library import Library

CLAUSE, TEXT = "clause ", "text "
"""Before the id of a clause, and of the document it stands in, in the data of the event."""


def rests_on(clauses: Sequence[str], library: Library) -> dict[str, str]:
    """The digest of each clause, with what it hangs on, and the edition of each document that they stand in."""
    held = [id for id in clauses if library.has_clause(id)]
    documents = (library.document(library.clause(id).document) for id in held)
    digests = {f"{CLAUSE}{id}": clauses_digest(library, (id,)) or "" for id in held}
    return digests | {f"{TEXT}{each.id}": tell_edition(each) for each in documents}


def tell_edition(document: Document) -> str:
    """Number, version and digest: ``MD 16-02, 2016, SHA-256 ...``."""
    named = ", ".join(part for part in (document.number, document.version) if part)
    return f"{named}, SHA-256 {document.digest}"


def is_reworded(clause: str, told: Mapping[str, object], library: Library) -> bool:
    """Are its words others now than the event says? Not where it says nothing: an earlier release told none."""
    then = told.get(f"{CLAUSE}{clause}")
    return then is not None and then != clauses_digest(library, (clause,))


def outdated_editions(told: Mapping[str, object], library: Library) -> tuple[str, ...]:
    """The editions that the event names and that are not the ones held now."""
    held = {tell_edition(each) for each in library.documents}
    return tuple(str(value) for name, value in told.items() if name.startswith(TEXT) and value not in held)
