"""Who is this person to the workspace, and which language do they read?"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.escalation.offices import Offices
from assistant.slack.calling import call
from assistant.slack.in_time import NotAsked, in_time
from assistant.slack.posting import Clients

log = logging.getLogger(__name__)

LIFETIME = 600.0  # seconds that a profile is believed
SHORT_LIFETIME = 30.0  # seconds until somebody who could not be looked up is looked up again
MOST_KEPT = 5_000
UNTOLD = "somebody could not be looked up: guests are not told from staff then, nor administrators"
UNREAD = "the profile field that names an office could not be read: askers are asked for their office then"


@dataclass(frozen=True, slots=True)
class Profile:
    """What counts of a person. An unknown one is a plain member who reads English: nothing more, and nothing less."""

    is_admin: bool = False
    """An administrator or owner of the workspace."""
    is_guest: bool = False
    is_stranger: bool = False
    """Of another organization, met by Slack Connect."""
    is_bot: bool = False
    is_gone: bool = False
    """Their account was deactivated."""
    language: str = "en"
    name: str = ""
    """Their full name; in memory alone."""


UNKNOWN = Profile()

Kept = TypeVar("Kept")


class People:
    """Looks people up with `users.info` and remembers them for a while. Threads may share it."""

    def __init__(self, clients: Clients, *, may_guests_ask: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody is looked up before they do something."""
        self.clients = clients
        self.may_guests_ask = may_guests_ask
        self.clock = clock
        self.known: OrderedDict[tuple[str, str], tuple[float, Profile]] = OrderedDict()
        self.known_offices: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()
        self.logged: set[tuple[str, str]] = set()
        self.lock = Lock()

    def profile(self, workspace: str, person: str) -> Profile:
        """That person; `UNKNOWN` where Slack does not tell (https://docs.slack.dev/reference/methods/users.info)."""
        now = self.clock()
        with self.lock:
            until, profile = self.known.get((workspace, person), (0.0, UNKNOWN))
        if now < until:
            return profile

        def look_up() -> Profile:
            answer = call(self.clients.quick_client(workspace).users_info, user=person, include_locale=True)
            found = read_profile(answer.get("user") or {}, workspace)
            self._keep(self.known, (workspace, person), now + LIFETIME, found)
            return found

        try:
            return in_time(look_up)
        except NotAsked:  # who asks next, with more time, asks Slack
            return profile
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            self._log_once(workspace, trouble)
            # What was known is believed a little longer; a status that is gone shows within minutes.
            return self._keep(self.known, (workspace, person), now + SHORT_LIFETIME, profile, is_told=False)

    def office(self, workspace: str, person: str, offices: Offices) -> str:
        """
        The id of the office that their profile names; "" where it names none, no field is set or Slack does not tell.

        Of the profile nothing but that is remembered (https://docs.slack.dev/reference/methods/users.profile.get).
        """
        if not offices.profile_field:
            return ""
        now = self.clock()
        with self.lock:
            until, office = self.known_offices.get((workspace, person), (0.0, ""))
        if now < until:
            return office

        def look_up() -> str:
            answer = call(self.clients.quick_client(workspace).users_profile_get, user=person)
            named = offices.named_by(read_field(answer.get("profile") or {}, offices.profile_field))
            found = named.id if named else ""
            self._keep(self.known_offices, (workspace, person), now + LIFETIME, found)
            return found

        try:
            return in_time(look_up)
        except NotAsked:
            return office
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            self._log_once(workspace, trouble, UNREAD)
            return self._keep(self.known_offices, (workspace, person), now + SHORT_LIFETIME, office, is_told=False)

    def _keep(
        self,
        known: OrderedDict[tuple[str, str], tuple[float, Kept]],
        who: tuple[str, str],
        until: float,
        what: Kept,
        *,
        is_told: bool = True,
    ) -> Kept:
        """Remember that of somebody; gives back what is known now. What Slack told meanwhile, though late, counts."""
        with self.lock:
            there = known.get(who)
            if there is not None and not is_told and there[0] > until:
                return there[1]
            known[who] = (until, what)
            while len(known) > MOST_KEPT:
                known.popitem(last=False)
            return what

    def _log_once(
        self, workspace: str, trouble: SurfaceBusy | SurfaceDown | SurfaceRefused, says: str = UNTOLD
    ) -> None:
        """Each reason once a workspace: what is not so meanwhile an administrator has to know."""
        reason = trouble.reason if isinstance(trouble, SurfaceRefused) else type(trouble).__name__
        with self.lock:
            if (workspace, says + reason) in self.logged:
                return
            self.logged.add((workspace, says + reason))
        log.warning(
            "slack: %s (%s). If it lasts, run `canipost slack check`; this is logged once",
            says,
            reason,
        )

    def may_ask(self, workspace: str, person: str, *, otherwise: bool = True) -> bool:
        """
        Are they one of the workspace's own people, or a guest where guests may ask?

        `otherwise` counts where Slack does not tell: what their request says. It alone is not enough to go by: in an
        Enterprise organization a colleague's home may be another workspace.
        """
        profile = self.profile(workspace, person)
        if profile is UNKNOWN:
            return otherwise
        return not profile.is_stranger and (self.may_guests_ask or not profile.is_guest)

    def may_be_given(self, workspace: str, person: str) -> bool:
        """May something be given to them to do: can they press a button, and would it be taken?"""
        profile = self.profile(workspace, person)
        return not (profile.is_bot or profile.is_gone) and self.may_ask(workspace, person)

    def is_admin(self, workspace: str, person: str, *, anew: bool = False) -> bool:
        """May they set channels and the switch? Not where Slack does not tell. `anew`: by what it tells now."""
        if anew:
            with self.lock:
                self.known.pop((workspace, person), None)
        return self.profile(workspace, person).is_admin

    def language(self, workspace: str, person: str) -> str:
        """The language of their Slack, as two letters."""
        return self.profile(workspace, person).language


def read_profile(user: Mapping[str, Any], workspace: str) -> Profile:
    """What counts of a `user` object (https://docs.slack.dev/reference/objects/user-object)."""
    team = user.get("team_id")
    teams = (user.get("enterprise_user") or {}).get("teams") or ()
    is_elsewhere = bool(team) and team != workspace and workspace not in teams
    return Profile(
        is_admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or is_elsewhere,
        is_bot=bool(user.get("is_bot")),
        is_gone=bool(user.get("deleted")),
        language=str(user.get("locale") or "en")[:2].lower(),
        name=str(user.get("real_name") or user.get("name") or ""),
    )


def read_field(profile: Mapping[str, Any], field: str) -> str:
    """What stands in a field of a workspace's own of a `profile`; "" where nothing does."""
    fields = profile.get("fields")  # an empty list where none is filled in
    filled = fields.get(field) if isinstance(fields, Mapping) else None
    return str(filled.get("value") or "") if isinstance(filled, Mapping) else ""
