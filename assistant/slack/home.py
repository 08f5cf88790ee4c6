"""What stands in somebody's App Home now? Published when they open it, and after what changes it."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.desk.notices import Notice
from assistant.desk.records import ChannelMode
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.ask_box import box_of
from assistant.slack.blocks.home import SHOWN_QUESTIONS, Home, home_view
from assistant.slack.blocks.home_offices import OfficeShown, Queued
from assistant.slack.blocks.precedent_list import SHOWN_PRECEDENTS
from assistant.slack.blocks.records import Look
from assistant.slack.calling import call
from assistant.slack.links import answer_link, message_link
from assistant.slack.management import why_unfit
from assistant.slack.managers import Managers
from assistant.slack.posting import Clients
from assistant.slack.profile import People
from assistant.storage.database import StorageError

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

log = logging.getLogger(__name__)

PUBLISHERS = 8
"""Homes that are published at the same time."""
MOST_OPENED = 2_000
"""People whose Home is kept up to date; others see it anew when they open it."""
PAGE = 200
MOST_PAGES = 5
"""Of the channels we are in; any other is set by the menu that has them all."""


class Homes:
    """Publishes App Home, in threads of its own: who wishes it does not wait for Slack. Threads may share it."""

    def __init__(
        self, desk: Desk, clients: Clients, people: People, look: Look, managers: Managers, publishers: Executor
    ) -> None:
        """Nobody's is published before they open it."""
        self.desk = desk
        self.clients = clients
        self.people = people
        self.look = look
        self.managers = managers
        self.opened: OrderedDict[tuple[str, str], int] = OrderedDict()
        """By workspace and person: which page of the precedents they look at."""
        self.publishers = publishers
        self.wished: dict[tuple[str, str], bool] = {}
        """Whose is being published, or waits for it; and whether it was wished since that was begun last."""
        self.lock = Lock()

    def publish(self, workspace: str, person: str, page: int | None = None) -> None:
        """
        Show that person their Home as things stand, soon; it is shown anew whenever they open it.

        One at a time of each person, and the newest wish alone: many in a row are few calls, none overtakes another.
        `page` is which one of the precedents of their offices they want to look at; None: the one they look at.
        """
        with self.lock:
            page = self.opened.get((workspace, person), 0) if page is None else page
            self.opened[workspace, person] = page
            self.opened.move_to_end((workspace, person))
            while len(self.opened) > MOST_OPENED:
                self.opened.popitem(last=False)
            is_on_its_way = (workspace, person) in self.wished
            self.wished[workspace, person] = True
        if not is_on_its_way:
            self.publishers.submit(self._publish, workspace, person)

    def _publish(self, workspace: str, person: str) -> None:
        who, is_wished = (workspace, person), True
        while is_wished:
            with self.lock:
                self.wished[who] = False
                page = self.opened.get(who, 0)
            try:
                self._publish_now(workspace, person, page)
            except Exception as trouble:  # whatever it was: the next wish is heard
                log.error("slack: App Home could not be made (%s)", type(trouble).__name__)
            with self.lock:
                if not (is_wished := self.wished[who]):
                    del self.wished[who]

    def _publish_now(self, workspace: str, person: str, page: int) -> None:
        try:
            view = home_view(self._home(workspace, person, page), self.look)
            call(self.clients.client(workspace).views_publish, user_id=person, view=view)
        except (SurfaceBusy, SurfaceDown, SurfaceRefused, StorageError) as trouble:
            log.warning("slack: App Home could not be published (%s)", trouble)

    def refresh(self, workspace: str, person: str) -> None:
        """Publish it again, if they ever opened it."""
        with self.lock:
            is_opened = (workspace, person) in self.opened
        if is_opened:
            self.publish(workspace, person)

    def _home(self, workspace: str, person: str, page: int) -> Home:
        recent = self.desk.recent(person, workspace, SHOWN_QUESTIONS)
        address = self.clients.us(workspace).address
        language = self.people.language(workspace, person)
        may_ask = self.people.may_ask(workspace, person)
        profile = self.people.office(workspace, person, self.desk.offices)
        office = self.desk.office_of(workspace, person, "", profile)
        is_admin = self.people.is_admin(workspace, person)
        manages = self.managers.offices_of(workspace, person).offices
        return Home(
            language=language,
            refusal="" if may_ask else self.desk.notices.say(Notice.STRANGER, language),
            recent=recent,
            box=box_of(recent),
            hand_offs=self.desk.hand_offs(person, workspace),
            links={each.id: link for each in recent if (link := answer_link(each, address))},
            switch=self.desk.switch(workspace),
            health=self.desk.health(),
            modes=self._modes(workspace) if is_admin else None,
            others=self.desk.mode_of_others(workspace) if is_admin else ChannelMode.OFF,
            queue=self._queue(workspace, manages, address) if manages else None,
            precedents=(
                self.desk.precedents_of(workspace, person, manages, page, SHOWN_PRECEDENTS) if manages else None
            ),
            management=self.desk.management(workspace),
            offices=tuple(self.desk.offices.by_id.values()),
            office=office.id if office else "",
            set_up=self._offices(workspace) if is_admin else (),
            may_see_report=is_admin or person in self.desk.offices.policy_section,
            at=self.desk.clock(),
        )

    def _queue(self, workspace: str, offices: Sequence[str], address: str) -> tuple[Queued, ...]:
        """What waits for the offices that somebody manages, each once."""
        waiting = {each.id: each for id in offices for each in self.desk.hand_offs_of_office(workspace, id)}
        found = []
        for hand_off in sorted(waiting.values(), key=lambda each: each.number):
            if (asked := self.desk.asked(hand_off.asked)) is not None:
                found.append(Queued(hand_off, asked, message_link(hand_off.card, address) if hand_off.card else None))
        return tuple(found)

    def _offices(self, workspace: str) -> tuple[OfficeShown, ...]:
        """How the offices are set up, for administrators."""
        offices = self.managers.offices(workspace)
        return tuple(
            OfficeShown(
                facts,
                self.managers.members(workspace, offices.office(facts.id)),
                self._unfit(workspace, facts.channel),
            )
            for facts in offices.described(self.desk.clock())
        )

    def _unfit(self, workspace: str, channel: str) -> str:
        unfit = why_unfit(self.clients, workspace, channel) if channel else None
        return unfit.value if unfit else ""

    def _modes(self, workspace: str) -> Mapping[str, ChannelMode]:
        """What holds in each channel we are in, and in each that something was set for."""
        ours: list[str] = []
        seen: dict[str, Any] = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": PAGE}
        try:
            for _ in range(MOST_PAGES):
                answer = call(self.clients.client(workspace).users_conversations, **seen)
                ours += (str(channel["id"]) for channel in answer.get("channels") or ())
                cursor = (answer.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    break
                seen["cursor"] = cursor
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            log.warning("slack: our channels cannot all be listed (%s); Home shows what it knows", trouble)
        return self.desk.modes(workspace, ours)
