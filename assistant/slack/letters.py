"""How do people get the letters that follow from a move? Composed from what stands when they are shown, posted once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.desk.precedents import ABOUT, WHY
from assistant.desk.receipts import READER
from assistant.desk.records import HandOff, Reader, Shown
from assistant.desk.surface import SurfaceRefused
from assistant.escalation.records import Letter, LetterKind, Move
from assistant.reporting.receipt import make_receipt
from assistant.reporting.receipt_page import receipt_files
from assistant.slack.asker_letters import TO_ASKERS, change_asker_letter, show_asker_letter
from assistant.slack.blocks.letters import Digest, Told, digest_message, letter_message
from assistant.slack.blocks.precedent_letters import TITLES, precedent_letter
from assistant.slack.blocks.receipt import not_sent_as_file
from assistant.slack.blocks.records import Look, Message
from assistant.slack.links import message_link
from assistant.slack.management import refuse_exposed
from assistant.slack.posting import Attached, Outgoing, Posting
from assistant.slack.profile import People
from assistant.slack.wording import Words
from assistant.storage import management
from assistant.storage.management import KeptCard

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

log = logging.getLogger(__name__)

TO_MANAGERS = frozenset({
    LetterKind.REPLY, LetterKind.REMIND, LetterKind.CHECK, LetterKind.LAPSED, LetterKind.RAISED, LetterKind.ASSIGNED,
})  # fmt: skip
"""On one hand-off, to its holder or to the channel of an office."""

RECEIPT_WITHIN = timedelta(hours=1)
"""After it was asked for: as long as somebody is believed to be a manager (slack/managers.py)."""

SAYING = frozenset({Move.REPLY, Move.REOPEN})
"""Moves of an asker whose words stand in the letter that follows."""


class Letters:
    """Shows letters. Threads may share it."""

    def __init__(
        self, desk: Desk, posting: Posting, look: Look, people: People, manages: Callable[[str, str], Collection[str]]
    ) -> None:
        """Nothing is called before a letter is shown. `manages` gives the offices that somebody is a manager of."""
        self.desk = desk
        self.posting = posting
        self.look = look
        self.people = people
        self.manages = manages

    def show(self, letter: Letter) -> Shown:
        """See `assistant.desk.surface.Surface.show_letter`."""
        if letter.kind is LetterKind.DIGEST:
            return self._post(letter, self._digest(letter))
        hand_off = self.desk.hand_off(letter.hand_off) if letter.hand_off is not None else None
        if hand_off is None:
            raise SurfaceRefused("no_hand_off")
        if letter.kind is LetterKind.RECEIPT:
            return self._receipt(letter, hand_off)
        if letter.kind in TITLES:
            return self._on_precedent(letter, hand_off)
        if letter.kind in TO_MANAGERS:
            return self._on_hand_off(letter, hand_off)
        if letter.kind in TO_ASKERS:
            return self._to_asker(letter, hand_off)
        raise SurfaceRefused("no_such_letter")

    def _on_hand_off(self, letter: Letter, hand_off: HandOff) -> Shown:
        """As it stands by now; what asked a holder says in its place what came of it."""
        message = self._to_managers(letter, hand_off)
        standing = self.desk.letter_stands(letter)
        if standing is None:
            return self._post(letter, message)
        self.posting.change(letter.workspace, standing, Outgoing(message.text, message.blocks))
        return standing

    def _on_precedent(self, letter: Letter, hand_off: HandOff) -> Shown:
        """As it stands by now; one that stands already is changed in its place."""
        data = letter.data or {}
        found = self.desk.precedent(int(data.get(ABOUT) or 0))
        if found is None:
            raise SurfaceRefused("no_precedent")
        words = self._words(letter, hand_off)
        message = precedent_letter(
            letter.kind,
            found,
            hand_off.number,
            hand_off.version,
            self.look,
            words,
            why=data.get(WHY, ""),
            at=self.desk.clock(),
        )
        standing = self.desk.letter_stands(letter)
        if standing is not None:
            self.posting.change(letter.workspace, standing, Outgoing(message.text, message.blocks))
            return standing  # one that somebody deleted is not written again
        return self._post(letter, message)

    def _to_asker(self, letter: Letter, hand_off: HandOff) -> Shown:
        """To who asked it, or to whom a ruling on it was given."""
        asked = self.desk.asked(int((letter.data or {}).get("asked") or hand_off.asked))
        if asked is None:
            raise SurfaceRefused("no_question")
        standing = self.desk.letter_stands(letter)
        if standing is not None:
            change_asker_letter(letter, standing, asked, hand_off, self.look, self.posting)
            return standing  # one that somebody deleted is not written again
        mode = self.desk.mode(letter.workspace, asked.place.channel)
        return show_asker_letter(letter, asked, hand_off, self.look, self.posting, mode)

    def _receipt(self, letter: Letter, hand_off: HandOff) -> Shown:
        """As two files, or a word why not: refused, or so late that they may have no right to it any more."""
        words, arrival = self._words(letter, hand_off), self.desk.arrival(letter.arrival)
        if self.desk.clock() - arrival.at > RECEIPT_WITHIN:
            return self._post(letter, not_sent_as_file(hand_off.number, words, is_late=True))
        reader = Reader((letter.data or {}).get(READER, Reader.ASKER))
        offices, library = self.desk.offices, self.look.library
        with self.desk.database.reading() as connection:
            receipt = make_receipt(connection, hand_off.id, reader, library, offices, self.desk.clock())

        def name_of(person: str) -> str:
            return self.people.profile(letter.workspace, person).name or person

        asked_for = arrival.at.astimezone(receipt.zone)
        comment = words("receipt-file-comment", number=hand_off.number, time=f"{asked_for:%Y-%m-%d %H:%M:%S}")
        files = [Attached(each.name, each.title, each.text) for each in receipt_files(receipt, name_of, asked_for)]
        try:
            return self.posting.send_files(letter.workspace, letter.person, comment, files, since=arrival.at)
        except SurfaceRefused as refused:
            log.warning("slack: a receipt could not be sent as a file (%s)", refused.reason)
            return self._post(letter, not_sent_as_file(hand_off.number, words))

    def _post(self, letter: Letter, message: Message) -> Shown:
        """To the person, else to the channel; looked for first by its key."""
        arrival = self.desk.arrival(letter.arrival)
        outgoing = Outgoing(message.text, message.blocks)
        if letter.person:
            return self.posting.post_directly(
                letter.workspace, letter.person, outgoing, letter.key, since=arrival.at
            )  # fmt: skip
        refuse_exposed(self.posting.clients, letter.workspace, letter.channel)
        return self.posting.post(letter.workspace, letter.channel, outgoing, letter.key, since=arrival.at)

    def _to_managers(self, letter: Letter, hand_off: HandOff) -> Message:
        moved = (letter.data or {}).get("move", "")
        move = Move(moved) if moved in set(Move) else None
        told = Told(
            kind=letter.kind,
            hand_off=hand_off,
            reader=letter.person,
            said=_said(hand_off) if letter.kind is LetterKind.REPLY and move is not Move.EDIT else "",
            is_reopened=move is Move.REOPEN,
            is_edited=move is Move.EDIT,
            is_kept=hand_off.leased_until is not None and hand_off.leased_until > self.desk.clock(),
            office=self.desk.offices.office(hand_off.office).name,
            card=self._card(letter, hand_off),
        )
        return letter_message(told, self._words(letter, hand_off))

    def _words(self, letter: Letter, hand_off: HandOff) -> Words:
        """In the language of a person; to a channel in that of the question, as the card."""
        if letter.person:
            return self.look.words(self.people.language(letter.workspace, letter.person))
        asked = self.desk.asked(hand_off.asked)
        return self.look.words(asked.answer.language if asked and asked.answer else "en")

    def _card(self, letter: Letter, hand_off: HandOff) -> str | None:
        """
        The way to the card that the reader has entry to: in the channel they read it in, else of an office of theirs.

        Whoever holds it may be of the next level. Where Slack does not tell what they manage, that of the office that
        is written to.
        """
        to = (letter.data or {}).get("to", "")
        with self.desk.database.reading() as connection:
            standing = management.cards_of(connection, hand_off.id)
        if letter.person:
            manages = self.manages(letter.workspace, letter.person)
            own = next((each for each in (to, *hand_off.seen_by) if each in standing and each in manages), "")
            theirs = standing.get(own or to or hand_off.office)
            card = theirs.shown if theirs else hand_off.card
        else:
            card = _in_channel(standing, letter.channel)
        return None if card is None else message_link(card, self.posting.clients.us(letter.workspace).address)

    def _digest(self, letter: Letter) -> Message:
        office = self.desk.offices.office((letter.data or {}).get("office", ""))
        waiting = self.desk.hand_offs_of_office(letter.workspace, office.id)
        address = self.posting.clients.us(letter.workspace).address
        with self.desk.database.reading() as connection:
            standing = {each.id: management.cards_of(connection, each.id) for each in waiting}
        here = {id: card for id, each in standing.items() if (card := _in_channel(each, letter.channel)) is not None}
        cards = {id: link for id, card in here.items() if (link := message_link(card, address))}
        return digest_message(Digest(office.name, waiting, cards, self.desk.clock()), self.look.words("en"))


def _in_channel(standing: Mapping[str, KeptCard], channel: str) -> Shown | None:
    """The card that stands there, of whichever office."""
    return next((each.shown for each in standing.values() if each.shown.channel == channel), None)


def _said(hand_off: HandOff) -> str:
    """What the asker said last, screened."""
    return next((each.text for each in reversed(hand_off.remarks) if each.move in SAYING), "")
