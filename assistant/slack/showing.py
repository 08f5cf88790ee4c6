"""How do people see in Slack what the desk decided? Posts, strikes, removes; decides nothing itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from assistant.desk.audience import why_not_shared
from assistant.desk.notices import HOLDER, Notice, Notices
from assistant.desk.records import (
    Act,
    Arrival,
    Asked,
    Audience,
    Card,
    Deed,
    Place,
    Response,
    Shown,
)
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.escalation.records import LIVE, Letter
from assistant.slack.addresses import Addresses
from assistant.slack.blocks.answer import answer_message, can_be_shared, struck_message
from assistant.slack.blocks.card import Around, card_message
from assistant.slack.blocks.elements import section
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.notices import (
    not_sent_in_words,
    not_sent_message,
    pointer_message,
    status,
    takes_longer_message,
)
from assistant.slack.blocks.records import Look, Message
from assistant.slack.calling import call
from assistant.slack.fresh import Fresh
from assistant.slack.letters import Letters
from assistant.slack.links import message_link
from assistant.slack.management import refuse_exposed
from assistant.slack.posting import NO_ENTRY, Outgoing, Posting
from assistant.slack.profile import People
from assistant.slack.wording import Words

if TYPE_CHECKING:
    from assistant.slack.home import Homes

log = logging.getLogger(__name__)

STATUS_PAUSE = 600.0
"""Seconds without another try where a workspace's plan takes no status."""
NO_STATUS = frozenset("channel_not_found thread_not_found message_not_found invalid_thread_ts not_in_channel".split())
"""Words that refuse one status, not all of them."""
LOCKS = 64

SENT_WITH_WORDS = frozenset({
    Deed.HANDED_OVER, Deed.REPLIED, Deed.REOPENED, Deed.ASKED_BACK, Deed.PASSED_ON, Deed.RULED, Deed.RECTIFIED,
})  # fmt: skip
"""Forms on a hand-off in which people write: where one is refused, they get their words back."""


class Showing:
    """The surface of `assistant.desk.surface`, in Slack. Threads may share it."""

    def __init__(
        self,
        posting: Posting,
        look: Look,
        notices: Notices,
        people: People,
        addresses: Addresses,
        fresh: Fresh,
        homes: Homes,
        letters: Letters,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is called before something is to be shown."""
        self.posting = posting
        self.look = look
        self.notices = notices
        self.people = people
        self.addresses = addresses
        self.fresh = fresh
        self.homes = homes
        self.letters = letters
        self.clock = clock
        self.no_status_until: dict[str, float] = {}
        # Two threads that show one answer would both find that it is not there yet.
        self.locks = tuple(Lock() for _ in range(LOCKS))

    # --- what the desk calls ---

    def begin(self, arrival: Arrival) -> None:
        """A status in the thread, where the plan has it; else nothing: a message that is soon replaced only rings."""
        shown = status(self._words(arrival.place.workspace, arrival.person))
        self._set_status(arrival.place, shown.phrase, list(shown.turns))

    def take_longer(self, arrival: Arrival) -> None:
        """A sentence to the asker alone: a status is easily overlooked."""
        place = arrival.place_to_whisper
        try:
            message = _sent(takes_longer_message(self._words(place.workspace, arrival.person)))
            self.tell(place, arrival.person, message, f"longer:{arrival.key}", arrival.key)
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            log.warning("slack: could not say that it takes longer (%s)", type(trouble).__name__)

    def show_card(self, card: Card) -> Shown:
        """Show it to office management once, or change it where it stands; see `assistant.desk.surface.Surface`."""
        place, hand_off = card.asked.place, card.hand_off
        key = f"hand-off:{hand_off.number}:{card.office}"
        message = _sent(card_message(card, self.look, self._around(card)))
        if card.is_theirs and hand_off.state in LIVE:
            refuse_exposed(self.posting.clients, place.workspace, card.channel)
        with self.locks[hash((place.workspace, key)) % LOCKS]:
            standing = card.shown
            if standing and card.channel != standing.channel:
                self._take_away(place.workspace, standing)  # the office has another channel now
                standing = None
            standing = standing or self.posting.find(place.workspace, card.channel, key, since=hand_off.opened_at)
            # One that somebody deleted is posted anew as long as there is something to answer.
            if standing and (self.posting.change(place.workspace, standing, message) or hand_off.state not in LIVE):
                return standing
            return self.posting.post(place.workspace, card.channel, message, key, may_be_there=False)

    def _take_away(self, workspace: str, standing: Shown) -> None:
        """Remove a card from a channel that is theirs no more; where Slack refuses, the new one stands all the same."""
        try:
            self.posting.remove(workspace, standing)
        except SurfaceRefused as refused:
            log.warning("slack: a card could not be taken from its old channel (%s)", refused.reason)

    def show_letter(self, letter: Letter) -> Shown:
        """Write to whom it is for, once; see `assistant.desk.surface.Surface`."""
        with self.locks[hash((letter.workspace, letter.key)) % LOCKS]:
            return self.letters.show(letter)

    def _around(self, card: Card) -> Around:
        offices = self.letters.desk.offices.by_id.values()
        return Around(
            self.letters.desk.clock(), {each.id: each.name for each in offices}, self._question_link(card.asked)
        )

    def _question_link(self, asked: Asked) -> str | None:
        """Where the question stands, if others see it there: what holds something private is led to by nothing."""
        if not asked.is_led_to:
            return None
        place = asked.place
        address = self.posting.clients.us(place.workspace).address
        return message_link(Shown(place.channel, asked.message), address, _inner(place, asked))

    def show(self, response: Response) -> Sequence[Shown]:
        """Show it once; see `assistant.desk.surface.Surface`."""
        key = _copy_key(response.asked) if response.act is Act.COPY and response.asked else response.key
        with self.locks[hash(key) % LOCKS]:
            shown = self._show(response)
        if response.act is Act.RENEW and response.note:
            self._confirm(response)
        elif response.act is Act.REPLACE:
            self._say_what_stays(response)
        self.homes.refresh(response.place.workspace, response.person)
        return shown

    def _confirm(self, response: Response) -> None:
        """Tell the asker, where they wrote it, that it arrived; not where nobody sees it, which their answer says."""
        hand_off = response.asked.hand_off if response.asked else None
        if hand_off is None or hand_off.card is None:
            return
        place = self.letters.desk.arrival(response.key).place_to_whisper
        said = Outgoing(self._sentence(response))
        try:
            self.tell(place, response.person, said, f"{response.key}:{response.note}", response.key)
        except SurfaceRefused as refused:
            log.warning("slack: an asker could not be told that it arrived (%s)", refused.reason)

    def _say_what_stays(self, response: Response) -> None:
        """Tell an asker who changed their message, alone, that managers still see what they approved of it."""
        hand_off = response.asked.hand_off if response.asked else None
        if hand_off is None or hand_off.approved is None:
            return
        arrival = self.letters.desk.arrival(response.key)
        if arrival.deed is not Deed.EDITED:
            return
        values = {"number": str(hand_off.number)}
        language = self.people.language(response.place.workspace, response.person)
        said = Outgoing(sentence_with_person(self.notices, Notice.APPROVED_STAYS, language, values))
        key = f"{response.key}:{Notice.APPROVED_STAYS.value}"
        try:
            self.tell(arrival.place_to_whisper, response.person, said, key, response.key)
        except SurfaceRefused as refused:
            log.warning("slack: an asker could not be told what managers see (%s)", refused.reason)

    def find(self, key: str, asked: Asked) -> Sequence[Shown]:
        """Look where it would have been posted; see `assistant.desk.surface.Surface`."""
        place, found = asked.place, None
        with self.locks[hash(key) % LOCKS]:
            if asked.audience is Audience.THREAD:
                found = self.posting.find(
                    place.workspace, place.channel, key, thread=place.thread, since=asked.asked_at
                )
            keys = [] if asked.audience is Audience.THREAD and place.is_direct else [key, _copy_key(asked)]
            alone = [
                self.posting.find_directly(place.workspace, asked.person, each, since=asked.asked_at) for each in keys
            ]
        return tuple(each for each in (found, *alone) if each is not None)

    # --- each act ---

    def _show(self, response: Response) -> Sequence[Shown]:
        if response.act is Act.TELL or response.asked is None:
            self._tell_note(response)
            return ()
        match response.act:
            case Act.POST:
                return self._answer(response, response.asked)
            case Act.REPLACE:
                shown = self._answer(response, response.asked)
                if response.replaced is not None:
                    self._strike(response.place.workspace, response.replaced)
                return shown
            case Act.REMOVE:
                for each in _standing(response.asked):
                    self.posting.remove(response.place.workspace, each)
                return ()
            case Act.COPY:
                return self._copy(response.asked)
            case Act.STRIKE:
                self._strike(response.place.workspace, response.asked)
                return response.asked.shown
            case Act.REFRESH | Act.RENEW:
                return self._refresh(response, response.asked)
            case _:
                return self._share(response, response.asked)

    def _answer(self, response: Response, asked: Asked) -> Sequence[Shown]:
        is_fresh = self.fresh.take(response.key)
        place = asked.place
        if asked.audience is Audience.THREAD:
            try:
                return [
                    self.posting.post(
                        place.workspace,
                        place.channel,
                        self._outgoing(asked),
                        response.key,
                        thread=place.thread,
                        since=asked.asked_at,
                        may_be_there=not is_fresh,
                    )
                ]
            except SurfaceRefused as refused:
                if place.is_direct or refused.reason not in NO_ENTRY:
                    raise
                log.warning("slack: cannot post in the channel (%s); answered by direct message", refused.reason)
        address = self.addresses.find(response.key)
        message = self._outgoing(asked, Audience.ASKER)
        # A press under an answer that stands for good comes with an address too: what is said there would not last.
        is_seen_in_passing = address is not None and (address.replaces or response.act is Act.POST)
        if address and is_seen_in_passing and self.posting.respond(address.url, message, replaces=address.replaces):
            return ()
        shown = self.posting.post_directly(
            place.workspace, asked.person, message, response.key, since=asked.asked_at, may_be_there=not is_fresh
        )
        if asked.is_heard_by_others and (response.act is Act.POST or _was_common(response.replaced)):
            self._point(response, asked, shown)
        return [shown]

    def _point(self, response: Response, asked: Asked, shown: Shown) -> None:
        """Say in the channel, to the asker alone, where the answer is; never a reason to fail."""
        place = asked.place
        link = message_link(shown, self.posting.clients.us(place.workspace).address)
        is_in_message = response.note != Notice.ADDED_IN_PRIVATE
        pointer = pointer_message(asked, self.look, link, is_in_message=is_in_message)
        is_said = bool(asked.hidden) and is_in_message  # by the pointer itself
        said = [] if is_said or not response.note else [section(self._sentence(response))]
        message = Outgoing(pointer.text, (*said, *pointer.blocks))
        try:
            self.posting.whisper(place.workspace, place.channel, asked.person, message, thread=_inner(place, asked))
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            log.warning("slack: could not point to the direct message (%s)", type(trouble).__name__)
        # Nothing is posted in the thread, so Slack would leave the status standing there.
        self._set_status(place, "", [])

    def _strike(self, workspace: str, asked: Asked) -> None:
        message = _sent(struck_message(asked, self.look))
        for each in _standing(asked):
            self.posting.change(workspace, each, message)

    def _refresh(self, response: Response, asked: Asked) -> Sequence[Shown]:
        address = self.addresses.find(response.key)
        is_alone = asked.audience is Audience.ASKER
        message = self._outgoing(asked)
        is_changed = bool(address and address.replaces and self.posting.respond(address.url, message, replaces=True))
        standing = _standing(asked)
        kept = [
            each
            for each in standing
            if self.posting.change(
                asked.place.workspace, each, self._copy_of(asked) if _is_copy(each, asked) else message
            )
        ]
        if kept or is_changed or response.act is Act.RENEW:
            return kept
        if address and self.posting.respond(address.url, message):
            return ()
        log.info("slack: an answer to be refreshed was gone (%s); posted anew", "alone" if is_alone else "thread")
        return self._answer(replace(response, act=Act.REPLACE), asked)

    def _share(self, response: Response, asked: Asked) -> Sequence[Shown]:
        place = asked.place
        whole = replace(asked, audience=Audience.ASKER)  # as it was given: the copy says that it was shared
        shown = self.posting.post(
            place.workspace,
            place.channel,
            self._outgoing(whole, Audience.THREAD),
            response.key,
            thread=place.thread,
            since=asked.asked_at,
            may_be_there=not self.fresh.take(response.key),
        )
        for each in _standing(asked):
            if each.channel != place.channel:
                self.posting.change(place.workspace, each, self._copy_of(asked))
        return [shown]

    def _copy(self, asked: Asked) -> Sequence[Shown]:
        """Wished for again, it is there already."""
        place = asked.place
        shown = self.posting.post_directly(
            place.workspace, asked.person, self._copy_of(asked), _copy_key(asked), since=asked.asked_at
        )
        self._point(Response(_copy_key(asked), Act.POST, asked.person, place, asked), asked, shown)
        return [shown]

    def _copy_of(self, asked: Asked) -> Outgoing:
        return self._outgoing(asked, Audience.ASKER)

    # --- a word to one person ---

    def tell(self, place: Place, person: str, message: Outgoing, key: str, arrival_key: str = "") -> None:
        """
        Say something to one person alone, in the place they are at, or by direct message.

        Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`.
        """
        address = self.addresses.find(arrival_key or key)
        if address and self.posting.respond(address.url, message):
            return
        if place.channel:
            try:
                if place.is_direct:  # ours, or that of two people: there we have no entry
                    self.posting.post(place.workspace, place.channel, message, key, thread=place.thread)
                else:
                    self.posting.whisper(place.workspace, place.channel, person, message, thread=place.thread)
                return
            except SurfaceRefused as refused:
                if refused.reason not in NO_ENTRY:
                    raise
        self.posting.post_directly(place.workspace, person, message, key)

    def _tell_note(self, response: Response) -> None:
        key = f"{response.key}:{response.note}"  # not the key of an answer: that one may be there
        sentence = self._sentence(response)
        said = Outgoing(sentence)
        if written := _not_sent(self.letters.desk.arrival(response.key)):
            words = self._words(response.place.workspace, response.person)
            blocks = not_sent_message(sentence, written, words).blocks
            said = Outgoing(sentence, blocks, not_sent_in_words(sentence, written, words))
        self.tell(response.place, response.person, said, key, response.key)

    def _sentence(self, response: Response) -> str:
        language = self.people.language(response.place.workspace, response.person)
        return sentence_with_person(self.notices, response.note or "", language, response.values)

    # --- helps ---

    def _words(self, workspace: str, person: str) -> Words:
        return self.look.words(self.people.language(workspace, person))

    def _outgoing(self, asked: Asked, seen_by: Audience | None = None) -> Outgoing:
        look = self.look
        if can_be_shared(asked):
            mode = self.letters.desk.mode(asked.place.workspace, asked.place.channel)
            look = replace(look, may_share=why_not_shared(asked, mode) is None)
        message = answer_message(asked, look, seen_by)
        simpler = answer_message(asked, replace(look, has_feedback_buttons=False), seen_by)
        # Our sentences alone: neither their draft nor the safer version is in it, so escaping is enough.
        plain = escaped(asked.answer.text) if asked.answer and not asked.is_outdated else message.text
        return Outgoing(message.text, message.blocks, plain, simpler.blocks)

    def _set_status(self, place: Place, status: str, steps: list[str]) -> None:
        """A courtesy: what goes wrong is passed over; where a plan has no status it is not tried for a while."""
        if not place.thread or self.clock() < self.no_status_until.get(place.workspace, 0.0):
            return
        try:
            client = self.posting.clients.quick_client(place.workspace)
            arguments = {"channel_id": place.channel, "thread_ts": place.thread, "status": status}
            call(client.assistant_threads_setStatus, **arguments, **({"loading_messages": steps} if steps else {}))
        except SurfaceRefused as refused:
            if refused.reason not in NO_STATUS:
                log.info("slack: no status in this workspace (%s); the answer comes without", refused.reason)
                self.no_status_until[place.workspace] = self.clock() + STATUS_PAUSE
        except (SurfaceBusy, SurfaceDown):
            pass


def _not_sent(arrival: Arrival) -> tuple[str, ...]:
    """What was written in a form of which nothing followed but a sentence: the form is gone by then."""
    if arrival.filled is None or arrival.deed not in SENT_WITH_WORDS:
        return ()
    return tuple(each for each in (arrival.filled.text, arrival.filled.context, arrival.filled.note) if each)


_PERSON = "\N{WHITE SQUARE}"
"""Stands in a sentence for a person until it is escaped."""


def sentence_with_person(notices: Notices, note: str, language: str, values: Mapping[str, str]) -> str:
    """A sentence of the desk as mrkdwn; a person in it is named as Slack does, which pings nobody in a whisper."""
    plain = {name: _PERSON if name == HOLDER else value for name, value in values.items()}
    sentence = escaped(notices.say(note, language, plain))
    return sentence.replace(_PERSON, f"<@{values[HOLDER]}>") if HOLDER in values else sentence


def _copy_key(asked: Asked) -> str:
    """There is one copy of an answer, however often it was wished for."""
    return f"copy:{asked.key}"


def _sent(message: Message) -> Outgoing:
    return Outgoing(message.text, message.blocks)


def _standing(asked: Asked) -> list[Shown]:
    """Where it stands for good: what one person sees in passing can be neither changed nor removed."""
    return [each for each in asked.shown if not each.is_passing]


def _is_copy(shown: Shown, asked: Asked) -> bool:
    """Is this the asker's own copy of an answer that stands in a channel?"""
    return asked.audience is Audience.THREAD and shown.channel != asked.place.channel


def _was_common(replaced: Asked | None) -> bool:
    return replaced is not None and replaced.audience is Audience.THREAD


def _inner(place: Place, asked: Asked) -> str | None:
    """The thread to whisper in: none where the question began it, or nobody would see the whisper there."""
    return None if place.thread == asked.message else place.thread
