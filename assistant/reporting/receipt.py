"""
What was asked, answered, by whom, under which clause and edition? One hand-off, for its asker or for a manager.

An asker without a name is nobody in it, whoever reads it. What is said inside the office, the note of an answer and why
it was passed on, is in none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from assistant.answering.records import Citation, Verdict
from assistant.desk.records import Asked, HandOff, Reader
from assistant.escalation.moves import MOVES
from assistant.escalation.offices import Offices
from assistant.escalation.records import SAID_TO_ASKER, Actor, HandOffState, Move, Ruling
from assistant.escalation.resting import is_reworded, outdated_editions
from assistant.reporting.reading import MOVES_TOLD
from assistant.storage.approved import as_approved
from assistant.storage.asking import find_question
from assistant.storage.events import Event, Plain, What, events_of_hand_off
from assistant.storage.hand_offs import TOLD_AS, find_hand_off
from assistant.storage.rulings import rulings_of
from assistant.storage.tables import hand_offs
from corpus.library import Library

BY_ASKER = frozenset({What.HAND_OFF_REPLIED, What.HAND_OFF_REOPENED})
AN_ASKERS = frozenset({What.HAND_OFF_OPENED} | {TOLD_AS[move] for move in MOVES if Actor.ASKER in MOVES[move].by})
"""What somebody does as an asker. All else they do as a manager: also with what they asked themselves."""
MAYBE_BY_ASKER = frozenset({What.HAND_OFF_OPENED, What.HAND_OFF_WITHDRAWN})
RULED = frozenset({What.HAND_OFF_ANSWERED, What.HAND_OFF_CORRECTED})
OPEN_TO_ASKER = SAID_TO_ASKER | {Move.REPLY, Move.REOPEN}
"""What was said with these the asker read, or wrote."""


class ReceiptUnknown(Exception):
    """There is no hand-off of that id or number, so there is nothing to give a receipt of."""


@dataclass(frozen=True, slots=True)
class Who:
    """A `person` by id, or else an `office` by name; neither: the assistant, or an asker without a name."""

    person: str = ""
    office: str = ""
    is_asker: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """
    A clause in its own words. `is_there`: these words stand in the text that is held today.

    `words` is "" where the clause is not held any more. `is_reworded`: they are those of today, and were others when a
    ruling was given on them.
    """

    clause: str
    locator: str
    words: str
    lead_in: str = ""
    note: str = ""
    is_there: bool = True
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """Which text was cited: as it is held today, with the SHA-256 of its words."""

    number: str
    title: str
    version: str
    issued: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: the assistant's (`headline`), or office management's (`signed`)."""

    at: datetime | None
    verdict: Verdict
    text: str
    quotes: tuple[Quote, ...]
    headline: str = ""
    conditions: tuple[str, ...] = ()
    signed: Who | None = None
    is_standing: bool = True
    under: tuple[str, ...] = ()
    """The editions that were in force then and are not held any more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the way."""

    at: datetime
    what: What
    who: Who


@dataclass(frozen=True, slots=True)
class Aside:
    """What was asked back, and what the asker said to it."""

    at: datetime
    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt says. Texts are screened; `question` is "" once it was taken out of the database."""

    number: int
    language: str
    zone: ZoneInfo
    made_at: datetime
    state: HandOffState
    asker: Who
    asked_at: datetime
    question: str
    context: str
    office: str
    assistant: Told | None
    answers: tuple[Told, ...]
    asides: tuple[Aside, ...]
    steps: tuple[Line, ...]
    editions: tuple[Edition, ...]


def make_receipt(
    connection: Connection, id: int, reader: Reader, library: Library, offices: Offices, now: datetime
) -> Receipt:
    """The receipt of the hand-off with that id. Raises `ReceiptUnknown`."""
    hand_off = find_hand_off(connection, id)
    asked = find_question(connection, hand_off.asked) if hand_off else None
    if hand_off is None or asked is None:
        raise ReceiptUnknown(f"there is no hand-off with the id {id}")
    asked = as_approved(connection, asked, hand_off)
    office = offices.office(hand_off.office)
    asker = Who(is_asker=True) if hand_off.is_anonymous else Who(person=asked.person, is_asker=True)
    rulings = rulings_of(connection, id)
    assistant = _assistant(asked, library)
    told = events_of_hand_off(connection, id)
    made = {each.at: each.data for each in told if each.what in RULED}
    answers = tuple(
        _ruled(each, each is rulings[-1], reader, library, offices, made.get(each.at, {})) for each in rulings
    )
    quotes = [quote for said in (*([assistant] if assistant else []), *answers) for quote in said.quotes]
    by_manager = {ruling.at: ruling for ruling in rulings}
    return Receipt(
        number=hand_off.number,
        language=asked.answer.language if asked.answer else "en",
        zone=office.hours.zone,
        made_at=now,
        state=hand_off.state,
        asker=asker,
        asked_at=asked.asked_at,
        question=hand_off.text or asked.text,
        context=hand_off.context,
        office=office.name,
        assistant=assistant,
        answers=answers,
        asides=tuple(
            Aside(each.at, _manager(each.by, office.name, reader) if each.move in SAID_TO_ASKER else asker, each.text)
            for each in hand_off.remarks
            if each.move in OPEN_TO_ASKER and each.text
        ),
        steps=tuple(
            Line(each.at, each.what, _by(each, hand_off, asked, asker, reader, offices, by_manager.get(each.at)))
            for each in told
            if each.what in MOVES_TOLD
        ),
        editions=_editions(quotes, library),
    )


def find_numbered(connection: Connection, number: int, workspace: str = "") -> dict[str, int]:
    """The ids of the hand-offs with that number, by workspace; in that workspace alone, where one is named."""
    statement = select(hand_offs.c.workspace, hand_offs.c.id).where(hand_offs.c.number == number)
    rows = connection.execute(statement.order_by(hand_offs.c.workspace))
    return {row.workspace: row.id for row in rows if workspace in ("", row.workspace)}


def _assistant(asked: Asked, library: Library) -> Told | None:
    answer = asked.answer
    if answer is None:
        return None
    quotes = tuple(_quoted(each, library) for each in answer.citations)
    return Told(None, answer.verdict, answer.reason, quotes, answer.headline, answer.conditions)


def _ruled(
    ruling: Ruling,
    is_standing: bool,
    reader: Reader,
    library: Library,
    offices: Offices,
    then: Mapping[str, Plain],
) -> Told:
    """`then` is what its event says of the texts that were in force."""
    quotes = tuple(
        replace(_cited(clause, library), is_reworded=is_reworded(clause, then, library)) for clause in ruling.clauses
    )
    signed, under = _signer(ruling, reader, offices), outdated_editions(then, library)
    return Told(ruling.at, ruling.verdict, ruling.text, quotes, signed=signed, is_standing=is_standing, under=under)


def _signer(ruling: Ruling, reader: Reader, offices: Offices) -> Who:
    """Managers know who it was; the asker, where it was signed with a name."""
    is_named = ruling.is_named or reader is Reader.MANAGER
    return Who(person=ruling.by if is_named else "", office=offices.office(ruling.office).name)


def _manager(person: str, office: str, reader: Reader) -> Who:
    return Who(person=person if reader is Reader.MANAGER else "", office=office)


def _by(
    event: Event, hand_off: HandOff, asked: Asked, asker: Who, reader: Reader, offices: Offices, ruling: Ruling | None
) -> Who:
    is_askers = event.what in AN_ASKERS and bool(event.person) and event.person == asked.person
    if event.what in BY_ASKER or event.data.get("is_by_asker") or is_askers:
        return asker
    is_automatic = event.data.get("is_automatic", hand_off.is_automatic)
    if event.what in MAYBE_BY_ASKER and not event.person and not is_automatic:
        return asker  # whose name was left out of the events, by a release that told nothing more
    if not event.person:
        return Who()
    if ruling is not None and event.what in RULED:
        return _signer(ruling, reader, offices)
    return _manager(event.person, offices.office(str(event.data.get("office") or hand_off.office)).name, reader)


# --- clauses ---


def _quoted(citation: Citation, library: Library) -> Quote:
    """As it was quoted at the time; do the words still stand where they stood?"""
    held = library.clause(citation.clause) if library.has_clause(citation.clause) else None
    is_there = held is not None and citation.quote in held.text
    return Quote(
        citation.clause, citation.locator, citation.quote, citation.lead_in or "", citation.note or "", is_there
    )


def _cited(clause_id: str, library: Library) -> Quote:
    """As it is held today: a ruling names its clauses, it does not copy them."""
    if not library.has_clause(clause_id):
        return Quote(clause_id, clause_id, "", is_there=False)
    clause = library.clause(clause_id)
    document = library.document(clause.document)
    lead_in = library.lead_in(clause)
    start, end = clause.words
    return Quote(clause.id, clause.locator, document.text[start:end], lead_in.text if lead_in else "")


def _editions(quotes: list[Quote], library: Library) -> tuple[Edition, ...]:
    ids = dict.fromkeys(library.clause(each.clause).document for each in quotes if library.has_clause(each.clause))
    found = (library.document(id) for id in ids)
    return tuple(Edition(each.number, each.title, each.version, each.issued, each.digest) for each in found)
