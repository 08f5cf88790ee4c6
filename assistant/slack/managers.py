"""Who is a manager of which office? The file of offices says it by people, by a group, or by its channel's members."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import Any, Protocol

from assistant.desk.records import Management
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.escalation.offices import Office, Offices
from assistant.slack.calling import call
from assistant.slack.in_time import in_time
from assistant.slack.posting import Clients

log = logging.getLogger(__name__)

LIFETIME = 120.0
"""Seconds that a list of people is believed, where nobody presses anything."""
LONGEST_TRUSTED = 3_600.0
"""Seconds that it is believed where Slack does not tell a newer one."""
PAGE = 200
MOST_PAGES = 10
MOST_KEPT = 500


class Offered(Protocol):
    """What is needed of the desk."""

    offices: Offices

    def management(self, workspace: str) -> Management:
        """The channel chosen in App Home."""
        ...


def offices_in(desk: Offered, workspace: str) -> Offices:
    """The offices as they are in a workspace: one without a channel of its own has the one chosen in App Home."""
    offices = desk.offices
    if all(office.channel for office in offices.by_id.values()):
        return offices
    channel = desk.management(workspace).channel
    here = {id: office if office.channel else replace(office, channel=channel) for id, office in offices.by_id.items()}
    return replace(offices, by_id=MappingProxyType(here))


@dataclass(frozen=True, slots=True)
class Manages:
    """What somebody is a manager of: ids of offices. Not `is_sure`: Slack did not tell of all, so there may be more."""

    offices: tuple[str, ...] = ()
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Listed:
    at: float
    people: tuple[str, ...]


class Managers:
    """Asks Slack for groups and members, and remembers them for a short while. Threads may share it."""

    def __init__(
        self, clients: Clients, offices: Callable[[str], Offices], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Nobody is looked up before they do something. `offices` gives the offices of a workspace."""
        self.clients = clients
        self.offices = offices
        self.clock = clock
        self.known: OrderedDict[tuple[str, str], _Listed] = OrderedDict()
        self.logged: set[tuple[str, str]] = set()
        self.lock = Lock()

    def offices_of(self, workspace: str, person: str, *, anew: bool | Collection[str] = False) -> Manages:
        """
        The offices that somebody is a manager of. `anew`: by what Slack tells now, as for every press; by ids, of these
        offices alone, which are asked for first: there may not be time for many.

        A person of the file, and a deputy, are so without a call.
        """
        offices = self.offices(workspace)
        groups, channels, is_sure = [], [], True
        pressing = anew if isinstance(anew, Collection) else offices.by_id if anew else ()
        for office in sorted(offices.by_id.values(), key=lambda each: each.id not in pressing):
            if person in (*office.managers, office.deputy):
                continue
            listed = self._listed(workspace, office, anew=office.id in pressing)
            if listed is None:
                is_sure = False
            elif person in listed:
                groups.append(office.user_group)
                channels.append(office.channel)
        return Manages(offices.managed_by(person, groups, channels), is_sure)

    def members(self, workspace: str, office: Office, *, anew: bool = False) -> tuple[str, ...] | None:
        """Everybody who is a manager of that office, its deputy last; None where Slack does not tell of all."""
        listed = self._listed(workspace, office, anew=anew)
        if listed is None:
            return None
        deputy = (office.deputy,) if office.deputy else ()
        return tuple(dict.fromkeys((*office.managers, *listed, *deputy)))

    def is_deserted(self, workspace: str, office: Office, is_there: Callable[[str], bool]) -> bool:
        """Is surely nobody a manager of that office who is still there? Not sure where Slack does not tell: False."""
        members = self.members(workspace, office)
        return members is not None and not any(is_there(person) for person in members)

    def _listed(self, workspace: str, office: Office, *, anew: bool) -> tuple[str, ...] | None:
        """Those that Slack names beside the file: a group, or the members of the channel. None: it did not tell."""
        if office.user_group:
            return self._people(workspace, office.user_group, self._group, anew=anew)
        if office.is_open_to_members and office.channel:
            return self._people(workspace, office.channel, self._channel, anew=anew)
        return ()

    def _people(
        self, workspace: str, of: str, look_up: Callable[[str, str], Iterator[str]], *, anew: bool
    ) -> tuple[str, ...] | None:
        now = self.clock()
        with self.lock:
            known = self.known.get((workspace, of))
        if known is not None and not anew and now < known.at + LIFETIME:
            return known.people

        def ask() -> tuple[str, ...]:
            listed = _Listed(now, tuple(look_up(workspace, of)))
            with self.lock:
                self.known[workspace, of] = listed
                self.known.move_to_end((workspace, of))
                while len(self.known) > MOST_KEPT:
                    self.known.popitem(last=False)
            return listed.people

        try:
            return in_time(ask)
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            self._log_once(workspace, trouble)
            return known.people if known is not None and now < known.at + LONGEST_TRUSTED else None

    def _group(self, workspace: str, group: str) -> Iterator[str]:
        """https://docs.slack.dev/reference/methods/usergroups.users.list"""
        answer = call(self.clients.quick_client(workspace).usergroups_users_list, usergroup=group)
        yield from map(str, answer.get("users") or ())

    def _channel(self, workspace: str, channel: str) -> Iterator[str]:
        """https://docs.slack.dev/reference/methods/conversations.members: without ourselves."""
        us = self.clients.us(workspace).bot_user
        seen: dict[str, Any] = {"channel": channel, "limit": PAGE}
        for _ in range(MOST_PAGES):
            page = call(self.clients.quick_client(workspace).conversations_members, **seen)
            yield from (str(person) for person in page.get("members") or () if person != us)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            seen["cursor"] = cursor

    def _log_once(self, workspace: str, trouble: SurfaceBusy | SurfaceDown | SurfaceRefused) -> None:
        reason = trouble.reason if isinstance(trouble, SurfaceRefused) else type(trouble).__name__
        with self.lock:
            if (workspace, reason) in self.logged:
                return
            self.logged.add((workspace, reason))
        log.warning(
            "slack: the managers of an office could not be looked up (%s): whom Slack named last is believed for an "
            "hour, then only who is named in the file of offices may act. Look at its group and channel; this is "
            "logged once",
            reason,
        )
