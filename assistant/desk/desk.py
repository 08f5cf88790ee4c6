"""The front desk: everything that a surface may ask for. Each method is a transaction and what it calls."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from assistant.answering.screening import NothingToScreen, Screened
from assistant.desk.admission import HOUR, MINUTE, Admission, Limit, Told, admit, admit_change
from assistant.desk.allowing import all_modes, read_mode
from assistant.desk.cards import arrivals_of_choice, arrivals_of_file, find_card, find_cards, raise_unseen, with_similar
from assistant.desk.clock import Clock, now
from assistant.desk.due import FindDeserted, Fired, fire_due, nobody_known, put_back
from assistant.desk.following import find_overtaken, find_unkept, record_shown, was_tried_before
from assistant.desk.handing_over import hand_offs_with, housed, office_of
from assistant.desk.likeness import Shelf
from assistant.desk.mailing import is_shown_later, sort_letters, try_later
from assistant.desk.notices import Notices
from assistant.desk.precedent_list import Page, list_precedents, page_of
from assistant.desk.precedents import lay_down_changed
from assistant.desk.records import (
    Act,
    Arrival,
    Asked,
    Card,
    ChannelMode,
    Entry,
    HandOff,
    Health,
    Management,
    Place,
    Response,
    Shown,
    Switch,
    Why,
)
from assistant.desk.rereading import OfficeFile
from assistant.desk.responding import Answering, Responder
from assistant.desk.settings import DeskSettings
from assistant.desk.subjects import as_choice, carried_to, is_change_refused, open_asked, require_arrival, require_kept
from assistant.escalation.offices import Office, Offices, default_offices
from assistant.escalation.precedents import Precedent
from assistant.escalation.records import Letter, Ruling
from assistant.storage import (
    arrivals,
    asking,
    channels,
    feedback,
    hand_offs,
    letters,
    management,
    office_choices,
    precedents,
    rulings,
)
from assistant.storage.approved import as_approved
from assistant.storage.arrivals import ArrivalUnreadable, Claimed
from assistant.storage.channels import EVERY_OTHER
from assistant.storage.database import Database, StorageError
from assistant.storage.retention import Swept, sweep_old
from corpus.library import Library

log = logging.getLogger(__name__)

LONG_WAIT = timedelta(minutes=2)
"""An arrival that is not done after this time is a sign that something is wrong."""


class Screening(Protocol):
    """What the desk needs of `assistant.answering.screening.Screener`."""

    def screen(self, text: str) -> Screened:
        """Hide what is private. Raises `NothingToScreen`."""
        ...


class QuestionNotHeld(Exception):
    """There is no question with that id, or its text is gone."""


@dataclass(slots=True)
class Desk:
    """What is done with what arrived. Build one and keep it; threads may share it."""

    database: Database
    answering: Answering
    """Answers what arrives."""
    screener: Screening
    notices: Notices
    known_facts: frozenset[str] = frozenset()
    """The names that a correction may hold."""
    settings: DeskSettings = field(default_factory=DeskSettings)
    clock: Clock = now
    keep: timedelta = timedelta(days=365)
    """How long the texts of people are kept."""
    start_work: Callable[[], None] = lambda: None
    """Called when an arrival was committed; whoever does the work puts itself here."""
    offices: Offices = field(default_factory=lambda: default_offices(""))
    """Who takes hand-offs. One without a channel of its own is told things in the one chosen in App Home."""
    office_file: OfficeFile | None = None
    """Where they are written, if anywhere."""
    find_deserted: FindDeserted = nobody_known
    """Tells which offices surely nobody manages; a surface that knows puts itself here. Asked outside transactions."""
    shelf: Shelf = field(default_factory=lambda: Shelf(Library(())))
    """What precedents are held against."""
    explaining: Answering | None = None
    """Answers once more for `why`, with all that is shown there; without it `answering` does."""
    told: Told = field(default_factory=Told)

    # --- a question comes in ---

    def screen(self, text: str) -> Screened:
        """Hide what is private; in memory, before anything else. Raises `NothingToScreen`."""
        return self.screener.screen(text)

    def admit(self, person: str, place: Place, entry: Entry, is_member: bool) -> Admission:
        """May they ask here and now?"""
        with self.database.reading() as connection:
            return admit(
                connection, person, place, entry,
                is_member=is_member, offices=self.offices, limits=self.limits, told=self.told, now=self.clock(),
            )  # fmt: skip

    def admit_change(self, person: str, place: Place) -> Admission:
        """May what they asked be answered anew, after an edit, a choice or a correction? These count as asking."""
        with self.database.reading() as connection:
            return admit_change(connection, person, place, limits=self.limits, told=self.told, now=self.clock())

    @property
    def limits(self) -> tuple[Limit, ...]:
        """How much one person may ask."""
        return Limit(self.settings.asks_a_minute, MINUTE), Limit(self.settings.asks_an_hour, HOUR)

    def is_received(self, key: str) -> bool:
        """Was the arrival with that key taken in already?"""
        with self.database.reading() as connection:
            return arrivals.find_progress(connection, key) is not None

    def is_engaged(self, place: Place, person: str) -> bool:
        """Did this person ask the assistant in that thread? Others there may be talking among themselves."""
        with self.database.reading() as connection:
            return asking.is_engaged(connection, place, person)

    def is_still_taken(self, arrival: Arrival) -> bool:
        """Is there a question in the arrival's message, and was no edit of it refused since the last that was taken?"""
        place = arrival.place
        with self.database.reading() as connection:
            is_asked = asking.question_at(connection, place.workspace, place.channel, arrival.message) is not None
            return is_asked and not is_change_refused(connection, arrival)

    def receive(self, arrival: Arrival) -> bool:
        """
        Keep an arrival; it is committed when this returns, and its work is started. False: it is known already.

        Raises what the database raises: then nothing is kept, and it must be delivered again.
        """
        with self.database.transaction() as connection:
            is_new = arrivals.record(connection, arrival := as_choice(connection, arrival), self.clock())
            if is_new:
                open_asked(connection, arrival, self.offices)
        if is_new:
            self.start_work()
        return is_new

    # --- it is worked on ---

    @property
    def responder(self) -> Responder:
        """What decides and answers."""
        return Responder(
            self.database, self.answering, self.notices, self.known_facts, self.clock, self.offices, self.shelf
        )

    def respond(self, key: str) -> Response | None:
        """What is to be shown after an arrival; None: nothing. Done once, however often it is called."""
        return self._fit(self.responder.respond(key))

    def unkept(self, key: str) -> Asked | None:
        """
        The question whose answer an earlier try may have shown without keeping where; None: there is none.

        To be asked where `respond` gives nothing any more.
        """
        with self.database.reading() as connection:
            return find_unkept(connection, key)

    def is_on_its_way(self, asked: Asked) -> bool:
        """Is it not kept yet where the answer stands, and is that still worked on? It may be there, or come at once."""
        if asked.shown:
            return False
        with self.database.reading() as connection:
            progress = arrivals.find_progress(connection, asked.key)
        return progress is not None and not progress.is_over

    def settle(self, key: str, shown: Sequence[Shown]) -> bool:
        """
        The arrival shows there, and is done; False: it was overtaken, and is done once that is `put_right`.

        It is overtaken when its question was changed while its answer was being shown, by this try or an earlier one.
        """
        with self.database.transaction() as connection:
            _, followed = require_kept(connection, key)
            if followed is not None and followed.asked is not None:
                asking.hold_question(connection, followed.asked)
            record_shown(connection, followed, shown, self.clock())
            is_overtaken = find_overtaken(connection, key) is not None
            # What showed nothing was overtaken before, and whoever did that struck or removed what stood.
            if is_overtaken and (shown or was_tried_before(connection, key)):
                return False
            arrivals.finish(connection, key, self.clock())
            return True

    def overtaken(self, key: str) -> Response | None:
        """What has to be put right before the arrival is done; None: nothing."""
        with self.database.reading() as connection:
            return self._fit(find_overtaken(connection, key))

    def _fit(self, response: Response | None) -> Response | None:
        """As it may be shown at this moment."""
        if response is None or response.asked is None:
            return response
        return replace(response, asked=self._may_show(response.asked))

    def put_right(self, key: str, done: Response | None) -> None:
        """What `overtaken` said was done, and so is the arrival."""
        with self.database.transaction() as connection:
            if done is not None and done.asked is not None and done.act is Act.REMOVE:
                asking.end_shown(connection, done.asked.id, self.clock(), done.asked.shown)
            arrivals.finish(connection, key, self.clock())

    def cards(self, key: str) -> tuple[Card, ...]:
        """What office management has to be shown after an arrival, before people are told that they see it."""
        with self.database.reading() as connection:
            return tuple(
                with_similar(connection, card, self.shelf, self.clock())
                for card in find_cards(connection, key, self.offices)
            )

    def keep_card(self, card: Card, shown: Shown) -> Card | None:
        """Office management sees it there now. What it has to see by now, if things changed meanwhile."""
        with self.database.transaction() as connection:
            management.keep_card(connection, card, shown, self.clock())
            found = find_card(connection, card, self.offices)
            return None if found is None else with_similar(connection, found, self.shelf, self.clock())

    def lose_card(self, card: Card, trouble: str) -> None:
        """The office cannot be shown it; `trouble` is the surface's word for why. Another one sees it then, if any."""
        above = self.offices.office(card.hand_off.office).raises_to
        deserted = self._deserted(card.asked.place.workspace, above)
        with self.database.transaction() as connection:
            management.lose_card(connection, card, trouble, self.clock())
            raise_unseen(connection, card, self.offices, self.clock(), deserted)

    def letters(self, key: str) -> tuple[Letter, ...]:
        """The letters that follow from an arrival and are neither shown nor lost yet."""
        with self.database.reading() as connection:
            return letters.letters_to_show(connection, key)

    def letters_to_post(self, key: str) -> tuple[Letter, ...]:
        """Those of them that may be shown now; what they would say is so, and the office is open where it must be."""
        if not self.letters(key):
            return ()
        with self.database.transaction() as connection:
            return sort_letters(connection, key, self.offices, self.clock())

    def keep_letter(self, letter: Letter, shown: Shown) -> None:
        """It stands there."""
        with self.database.transaction() as connection:
            letters.keep_letter(connection, letter, shown, self.clock())

    def letter_stands(self, letter: Letter) -> Shown | None:
        """Where a letter was shown before, which is to say what is so by now; None: nowhere yet."""
        with self.database.reading() as connection:
            return letters.where_shown(connection, letter.key)

    def lose_letter(self, letter: Letter, trouble: str) -> None:
        """It cannot be delivered; `trouble` is the surface's word for why. The cards of its hand-off say so."""
        with self.database.transaction() as connection:
            letters.lose_letter(connection, letter, trouble, self.clock())

    def forget_old(self) -> Swept:
        """Take the texts out of all that is older than `keep`. Done again it does no harm."""
        return sweep_old(self.database, self.clock(), self.keep)

    def fire_due(self) -> Fired:
        """Make an arrival of each timer that is due. Every process calls it at every sweep; each timer fires once."""
        return fire_due(self.database, self.offices, self.clock(), find_deserted=self._deserted)

    def _deserted(self, workspace: str, office: str) -> tuple[str, ...]:
        """Never raises: what cannot be found out is not known, and what is due does not wait for it."""
        try:
            return self.find_deserted(workspace, office)
        except Exception as failure:
            log.error("it could not be found out who manages an office: %s", type(failure).__name__)
            return ()

    def arrival(self, key: str) -> Arrival:
        """The arrival with that key. Raises `ArrivalUnknown`."""
        with self.database.reading() as connection:
            return require_arrival(connection, key)

    def claim(self, most: int, lease: timedelta) -> tuple[Claimed, ...]:
        """Up to so many arrivals that are due, now in the caller's hands for the time of the lease."""
        claimed = []
        with self.database.transaction() as connection:
            for key in arrivals.overdue(connection, self.clock(), most):
                try:
                    one = arrivals.claim(connection, key, self.clock(), lease)
                except ArrivalUnreadable:
                    arrivals.fail(connection, key, self.clock(), "unreadable")
                    continue
                if one is not None:
                    claimed.append(one)
        return tuple(claimed)

    def hold(self, claims: Sequence[Claimed], lease: timedelta) -> None:
        """Keep these for another lease; those that are somebody else's by now stay so."""
        if claims:
            with self.database.transaction() as connection:
                for claimed in claims:
                    arrivals.extend(connection, claimed.arrival.key, claimed.turn, self.clock() + lease)

    def postpone(self, claimed: Claimed, wait: timedelta, failure: str) -> None:
        """Try an arrival again later."""
        with self.database.transaction() as connection:
            until = self.clock() + wait
            arrivals.postpone(connection, claimed.arrival.key, claimed.turn, until, failure)

    def give_up(self, key: str, failure: str) -> bool:
        """
        An arrival has failed for good. True: nothing had followed from it yet.

        What had, and nobody saw, is tried again for days (desk/mailing.py): nobody's answer is lost with an outage.
        """
        with self.database.transaction() as connection:
            arrivals.fail(connection, key, self.clock(), failure)
            followed = arrivals.what_followed(connection, key)
            is_undone = followed is None
            if followed is not None and followed.act is Act.SHARE and followed.asked is not None:
                asking.unshare_question(connection, followed.asked, self.clock())
            if is_undone and not is_shown_later(key):
                put_back(connection, key, self.clock())
            else:
                try_later(connection, require_arrival(connection, key), failure, self.offices, self.clock())
            return is_undone

    # --- what there is ---

    def _may_show(self, found: Asked | None) -> Asked | None:
        """The question as it may be shown at this moment: whoever gets one from the desk may show it."""
        return None if found is None else self.shelf.fit(found, self.clock())

    def asked(self, id: int) -> Asked | None:
        """The question with that id."""
        with self.database.reading() as connection:
            return self._may_show(asking.find_question(connection, id))

    def asked_at(self, workspace: str, channel: str, message: str) -> Asked | None:
        """The question that stands for a message."""
        with self.database.reading() as connection:
            return self._may_show(asking.question_at(connection, workspace, channel, message))

    def shown_as(self, channel: str, ts: str) -> Asked | None:
        """The question whose answer a message of ours shows."""
        with self.database.reading() as connection:
            return self._may_show(asking.question_shown_as(connection, channel, ts))

    def recent(self, person: str, workspace: str, count: int = 10) -> tuple[Asked, ...]:
        """A person's latest questions, newest first."""
        with self.database.reading() as connection:
            found = asking.recent(connection, workspace, person, count)
        return tuple(filter(None, map(self._may_show, found)))

    def hand_offs(self, person: str, workspace: str) -> tuple[HandOff, ...]:
        """What a person has with office management, newest first."""
        with self.database.reading() as connection:
            found = hand_offs.open_hand_offs(connection, workspace, person)
            return tuple(housed(each, self.offices) for each in found)

    def hand_off(self, id: int) -> HandOff | None:
        """The hand-off with that id."""
        with self.database.reading() as connection:
            found = hand_offs.find_hand_off(connection, id)
            return None if found is None else housed(found, self.offices)

    def as_approved(self, asked: Asked, hand_off: HandOff) -> Asked:
        """The question as managers see it; see `assistant.storage.approved`."""
        with self.database.reading() as connection:
            return as_approved(connection, asked, hand_off)

    def hand_offs_of_office(self, workspace: str, office: str) -> tuple[HandOff, ...]:
        """What an office has to answer, and what was raised to it, by number."""
        with self.database.reading() as connection:
            return hand_offs_with(connection, workspace, office, self.offices)

    def letter_shown_as(self, channel: str, ts: str) -> Letter | None:
        """The letter that a message of ours is."""
        with self.database.reading() as connection:
            return letters.letter_shown_as(connection, channel, ts)

    def ruling(self, id: int) -> Ruling | None:
        """The ruling with that id, whether it stands or was corrected."""
        with self.database.reading() as connection:
            return rulings.find_ruling(connection, id)

    def precedent(self, id: int) -> Precedent | None:
        """The precedent with that id, however it stands."""
        with self.database.reading() as connection:
            return precedents.find_precedent(connection, id)

    def precedents_of(self, workspace: str, person: str, manages: Sequence[str], page: int, size: int) -> Page:
        """What is published of the offices that somebody manages, `size` at once, with what they may do about it."""
        with self.database.reading() as connection:
            listed = list_precedents(connection, workspace, self.offices, self.shelf, self.clock())
        return page_of(listed, person, manages, self.shelf, page, size)

    def lay_down_changed(self) -> int:
        """Lay down the precedents whose clauses say something else now. Says how many; to be called at start."""
        return lay_down_changed(self.database, self.shelf, self.clock())

    def office_of(self, workspace: str, person: str, channel: str, profile: str = "") -> Office | None:
        """
        The office that takes the questions of somebody who asks there; None: it is not known, so they are asked.

        `channel` is "" where they ask alone, `profile` what stands in the profile field that names offices.
        """
        with self.database.reading() as connection:
            return office_of(connection, self.offices, workspace, person, channel, profile)

    def choose_office(self, workspace: str, person: str, office: str) -> None:
        """Remember the office that somebody chose."""
        with self.database.transaction() as connection:
            office_choices.choose_office(connection, workspace, person, office, self.clock())

    def feedback(self, id: int, person: str, is_helpful: bool, reason: str = "") -> None:
        """
        Keep whether somebody found an answer helpful; given again, the last one counts.

        The reason is screened here once more; one that says nothing is left out. Raises `QuestionNotHeld`.
        """
        try:
            words = self.screen(reason).text
        except NothingToScreen:
            words = ""
        with self.database.transaction() as connection:
            if not feedback.give_feedback(connection, id, person, is_helpful, words, self.clock()):
                raise QuestionNotHeld(f"there is no question {id}")

    def rate_ruling(self, hand_off: int, person: str, is_helpful: bool) -> None:
        """Keep whether office management's answer helped who asked; given again, the last one counts."""
        with self.database.transaction() as connection:
            feedback.rate_ruling(connection, hand_off, person, is_helpful, self.clock())

    def why(self, asked: Asked) -> Why:
        """How an answer came about, computed anew. Raises `QuestionNotHeld`."""
        if not asked.text:
            raise QuestionNotHeld(f"the text of question {asked.id} is gone")
        ask, carried = (self.explaining or self.answering).case, carried_to(self.database, asked)
        return Why(asked, ask(asked.text, asked.earlier, asked.settled, carried=carried, is_cut=asked.is_cut))

    # --- channels, the switch, health ---

    def mode(self, workspace: str, channel: str) -> ChannelMode:
        """What the assistant does in a channel."""
        with self.database.reading() as connection:
            return read_mode(connection, Place(workspace, channel), self.offices)

    def modes(self, workspace: str, channels_found: Sequence[str] = ()) -> dict[str, ChannelMode]:
        """What holds in each of those channels, and in every channel that something was set for."""
        with self.database.reading() as connection:
            return all_modes(channels.read_modes(connection, workspace), channels_found, self.offices)

    def mode_of_others(self, workspace: str) -> ChannelMode:
        """What the assistant does in channels that nothing is set for and the file of offices does not name."""
        with self.database.reading() as connection:
            return channels.read_mode(connection, workspace, EVERY_OTHER).others or ChannelMode.OFF

    def set_mode(self, workspace: str, channel: str, mode: ChannelMode, by: str) -> None:
        """Set what the assistant does in a channel; in `EVERY_OTHER`: where nothing is set."""
        with self.database.transaction() as connection:
            channels.set_mode(connection, workspace, channel, mode, by, self.clock())

    def switch(self, workspace: str) -> Switch:
        """Is it switched on, and who said so?"""
        with self.database.reading() as connection:
            kept = channels.read_switch(connection, workspace)
        return Switch(kept.is_on, kept.set_by or None, kept.set_at, kept.reason)

    def set_switch(self, workspace: str, is_on: bool, by: str, reason: str = "") -> None:
        """Switch it on or off; it holds from now on. The reason is screened here."""
        words = self.screen(reason).text if reason.strip() else ""
        with self.database.transaction() as connection:
            channels.set_switch(connection, workspace, is_on, by, words, self.clock())

    def management(self, workspace: str) -> Management:
        """Where office management sees what is handed to it."""
        with self.database.reading() as connection:
            return management.read_management(connection, workspace)

    def set_management(self, workspace: str, channel: str, by: str) -> None:
        """
        Choose the channel of office management, "" for none. What waits for them is shown there, each once.

        Of none, what they see already stays where it is, and is changed there.
        """
        with self.database.transaction() as connection:
            at = self.clock()
            management.set_management(connection, workspace, channel, by, at)
            for arrival in arrivals_of_choice(connection, workspace, by, at, self.offices):
                arrivals.record(connection, arrival, at)
        self.start_work()

    def show_elsewhere(self) -> int:
        """Show what waits where its office sees things now: at start, and when their file was read again. How many."""
        with self.database.transaction() as connection:
            at = self.clock()
            found = arrivals_of_file(connection, at, self.offices)
            return sum(arrivals.record(connection, each, at) for each in found)

    def reread_offices(self) -> None:
        """Look whether their file says something else, and go by it: what an office had that is no more has another."""
        file = self.office_file
        if file is None:
            return
        if (offices := file.look()) is not None:
            self.offices = offices
        if file.is_new:
            self.show_elsewhere()
            file.is_new = False

    def health(self) -> Health:
        """Is it well? Never raises for a database that cannot be reached: that is what it tells."""
        try:
            with self.database.reading() as connection:
                backlog = arrivals.read_backlog(connection)
        except StorageError as trouble:
            return Health(False, troubles=(str(trouble),))
        waiting = backlog.waiting + backlog.working
        wait = self.clock() - backlog.oldest if backlog.oldest else timedelta()
        late = f"the oldest of {waiting} waits for {int(wait.total_seconds())} s" if wait > LONG_WAIT else ""
        # With offices as they were it is well: a start anew, which would fail, must not be what follows.
        faulty = self.office_file.trouble if self.office_file else ""
        return Health(not late, waiting, tuple(each for each in (late, faulty) if each))
