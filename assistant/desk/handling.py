"""What is done for each arrival, step by step, by the desk and the surface? Each step may be done twice."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.desk.desk import Desk
from assistant.desk.records import Act, Card, Deed, Response, Shown
from assistant.desk.surface import Surface, SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.desk.workflow import Outcome
from assistant.escalation.records import WAITING, Letter
from assistant.storage.database import StorageError

log = logging.getLogger(__name__)

WAITED_FOR = frozenset({Deed.ASKED, Deed.CHOSE, Deed.CORRECTED})
"""Deeds after which somebody waits for an answer."""

CARD_TRIES = 5
"""How often a card that changes while it is shown is shown anew; the deed that changes it then has its own turn."""

AT_ONCE = 1.0
"""Seconds for which an answer that was decided on may be shown without another look at how things stand."""


class _Decided(threading.local):
    """
    The answer that this thread decided on last, for the step that shows it a moment later.

    Only a first answer that no office has to do with, and only for `AT_ONCE` seconds: whatever takes the place of
    something, or waited, is looked up and shown as things stand then. It is in memory alone.
    """

    response: Response | None = None
    at: float = -math.inf

    def keep(self, response: Response | None) -> None:
        self.response, self.at = None, time.monotonic()
        if response is not None and response.act is Act.POST and response.asked and not response.asked.hand_off:
            self.response = response

    def take(self, key: str) -> Response | None:
        """None: it has to be looked up."""
        response, self.response = self.response, None
        is_it = response is not None and response.key == key and time.monotonic() - self.at < AT_ONCE
        return response if is_it else None


@dataclass(frozen=True, slots=True)
class Handling:
    """The steps of the workflow, by the desk and the surface."""

    desk: Desk
    surface: Surface
    decided: _Decided = field(default_factory=_Decided)

    def begin(self, key: str) -> None:
        """See `assistant.desk.workflow.Steps`."""
        try:
            arrival = self.desk.arrival(key)
        except StorageError:
            return
        if arrival.deed in WAITED_FOR:
            as_a_courtesy(self.surface.begin, arrival)

    def respond(self, key: str) -> Outcome | bool:
        """See `assistant.desk.workflow.Steps`."""
        try:
            response = self.desk.respond(key)
            self.decided.keep(response)
            is_more = response is not None or bool(self.desk.cards(key)) or bool(self.desk.letters(key))
            return is_more or self.desk.unkept(key) is not None
        except Exception as failure:
            return failure_of(failure)

    def show(self, key: str) -> Outcome | list[list[Any]]:
        """See `assistant.desk.workflow.Steps`."""
        try:
            response = self.decided.take(key)
            if not self._tell_offices(key) or response is None:
                response = self.desk.respond(key)
            if response is None:
                unkept = self.desk.unkept(key)
                return [] if unkept is None else _packed(self.surface.find(key, unkept))
            if self._is_too_early(response):
                return Outcome("its answer is on its way")
            if unseen := _unseen(response):
                log.warning("hand-off %d is seen by nobody at office management, and its asker is told so", unseen)
            try:
                shown = self.surface.show(response)
                return [] if response.act is Act.STRIKE else _packed(shown)  # what was struck is another's
            except SurfaceRefused as refused:
                if response.act is not Act.RENEW:
                    raise
                log.warning("an answer could not be renewed: %s", refused.reason[:80])
                return []
        except Exception as failure:
            return failure_of(failure)

    def _is_too_early(self, response: Response) -> bool:
        """Would something be shown again that is not shown yet? Posted anew, it would be there twice."""
        if response.act is not Act.REFRESH or response.asked is None or response.key == response.asked.key:
            return False
        return self.desk.is_on_its_way(response.asked)

    def _tell_offices(self, key: str) -> bool:
        """Show the cards and letters of an arrival. True: there was none."""
        # Cards first, so that the asker is told what is true of them; a letter that is lost is told on the cards.
        cards = self.desk.cards(key)
        lost = {office for card in cards if (office := self._show_card(card))}
        letters = self.desk.letters_to_post(key)
        for letter in letters:
            self._show_letter(letter)
        if not cards and not letters:
            return True
        for card in self.desk.cards(key):
            if card.office not in lost:
                self._show_card(card)
        return False

    def _show_letter(self, letter: Letter) -> None:
        try:
            shown = self.surface.show_letter(letter)
        except SurfaceRefused as refused:
            reason = refused.reason[:80]
            log.error("a letter (%s) cannot be delivered: %s", letter.kind.value, reason)
            self.desk.lose_letter(letter, reason)
            return
        self.desk.keep_letter(letter, shown)

    def _show_card(self, first: Card) -> str:
        """Show it as it stands; gives back the office that cannot see it, "" where it does."""
        card: Card | None = first
        for _ in range(CARD_TRIES):
            if card is None:
                return ""
            try:
                shown = self.surface.show_card(card)
            except SurfaceRefused as refused:
                reason = refused.reason[:80]
                log.error("office management cannot see hand-off %d: %s", card.hand_off.number, reason)
                self.desk.lose_card(card, reason)
                return card.office
            card = self.desk.keep_card(card, shown)
        return ""

    def settle(self, key: str, shown: list[list[Any]]) -> Outcome | bool:
        """See `assistant.desk.workflow.Steps`."""
        try:
            return not self.desk.settle(key, [Shown(channel, ts, is_passing) for channel, ts, is_passing in shown])
        except Exception as failure:
            return failure_of(failure)

    def put_right(self, key: str) -> Outcome:
        """See `assistant.desk.workflow.Steps`."""
        try:
            response = self.desk.overtaken(key)
            if response is not None:
                self.surface.show(response)
            self.desk.put_right(key, response)
        except Exception as failure:
            return failure_of(failure)
        return Outcome()


def failure_of(failure: Exception) -> Outcome:
    """What a failure means for the arrival, by its name alone."""
    match failure:
        case SurfaceBusy(seconds=seconds):
            return Outcome("surface busy", seconds)
        case SurfaceDown():
            return Outcome("surface down")
        case SurfaceRefused(reason=reason):
            return Outcome(f"surface refused: {reason[:80]}", is_final=True)
        case _:
            return Outcome(type(failure).__name__)


def _unseen(response: Response) -> int | None:
    """The number of an open hand-off that is told of here and that office management does not see."""
    hand_off = response.asked.hand_off if response.asked else None
    is_unseen = hand_off is not None and hand_off.state in WAITING and hand_off.card is None
    return hand_off.number if hand_off is not None and is_unseen else None


def _packed(shown: Sequence[Shown]) -> list[list[Any]]:
    return [[each.channel, each.ts, each.is_passing] for each in shown]


def as_a_courtesy(call: Any, *values: object) -> None:  # noqa: ANN401 - any method of a surface
    """Call it; what fails is no reason to stop, and only logged by its kind."""
    try:
        call(*values)
    except Exception as failure:
        log.warning("the surface failed at a courtesy: %s", type(failure).__name__)
