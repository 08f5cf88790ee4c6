"""A whole Slack for a test or a demo: `with StandIn() as slack: ...`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from assistant.slack.standin.delivery import (
    ACK_SECONDS,
    RETRY_PAUSES,
    AttemptFailed,
    Carrier,
    Delivery,
    DeliveryKind,
    HttpCarrier,
)
from assistant.slack.standin.interactions import Interactions
from assistant.slack.standin.journal import Happening
from assistant.slack.standin.methods.manifests import faults_in_manifest
from assistant.slack.standin.people import Person
from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Channel, ChannelKind, Keys, Message, Team, User, View
from assistant.slack.standin.server import Server
from assistant.slack.standin.sight import SeenMessage, Sight
from assistant.slack.standin.surfaces import Status
from assistant.slack.standin.web_api import WebApi

Found = TypeVar("Found")

ALL_SCOPES = tuple(
    """app_mentions:read assistant:write channels:history channels:join channels:read chat:write commands files:read
    files:write groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write team:read
    usergroups:read users.profile:read users:read users:read.email""".split()
)


class StandIn:
    """
    One Slack with one workspace to begin with (`team`) and one app.

    `ack_seconds` is how long the app has to acknowledge; `retry_pauses` are the seconds before each retry of an event.
    `add_routes` adds addresses of a page built on it.
    """

    def __init__(
        self,
        app_name: str = "Can I post this",
        team_name: str = "County",
        ack_seconds: float = ACK_SECONDS,
        retry_pauses: tuple[float, ...] = RETRY_PAUSES,
        port: int = 0,
        add_routes: Callable[[web.Application, StandIn], None] | None = None,
    ) -> None:
        self._server = Server(port=port)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self.platform = Platform(self.url, ack_seconds, retry_pauses, app_name)
        self.workspaces = self.platform.workspaces
        self.journal = self.platform.journal
        self.app = self.platform.app
        self.team: Team = self.workspaces.add_team(team_name)
        self.trouble = self.platform.trouble
        self._interactions = Interactions(self.platform)
        self.sight = Sight(self.platform)
        self._http = HttpCarrier(self.app)
        self._add_routes = add_routes
        self.platform.courier.choose_carrier = self._carrier

    # -- life -----------------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` must be."""
        return self.url + "/api/"

    def start(self) -> StandIn:
        """Be reachable."""
        self._server.start(self._build)
        self.platform.courier.start(self._server.loop)
        return self

    def stop(self) -> None:
        """Go away for good."""
        if self._server.is_running:
            self._server.do(self.platform.courier.stop())
            self._server.do(self._http.stop())
            self._server.do(self.platform.sockets.stop())
        self._server.stop()

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _build(self) -> web.Application:
        application = web.Application(client_max_size=20 * 1024 * 1024)
        WebApi(self.platform).add_routes(application)
        if self._add_routes is not None:
            self._add_routes(application, self)
        return application

    def _carrier(self) -> Carrier:
        return self._http if self.app.request_url else self.platform.sockets

    def point_at(self, request_url: str, timeout: float = 5.0) -> None:
        """
        Tell the app by HTTP at this address from now on, as after saving it on Slack's page.

        The address must answer Slack's challenge first; raises `ValueError` when it does not.
        """
        self.app.request_url = request_url
        challenge = secrets.token_hex(16)
        body = {"token": self.app.verification_token, "challenge": challenge, "type": "url_verification"}
        probe = Delivery(DeliveryKind.EVENT, body)
        try:
            answer = self._server.do(self._http.carry(probe, 0, "", timeout))
        except AttemptFailed as failure:
            answer = {"text": failure.reason}
        if answer is None or challenge not in (answer.get("challenge"), answer.get("text")):
            self.app.request_url = ""
            raise ValueError(f"{request_url} did not answer Slack's challenge but said {answer}")

    # -- who is there ---------------------------------------------------------------------------------------------

    def use_manifest(self, manifest: Mapping[str, Any]) -> None:
        """
        Make the app what its manifest says: name, scopes, events, commands, shortcuts. Call it before `install`.

        Raises `ValueError` with every place that Slack would refuse.
        """
        whole = dict(manifest)
        if faults := [f"{pointer} {message}" for pointer, message in faults_in_manifest(whole)]:
            raise ValueError("Slack does not take this manifest:\n" + "\n".join(faults))
        features, settings = whole.get("features", {}), whole.get("settings", {})
        self.app.name = features.get("bot_user", {}).get("display_name") or whole["display_information"]["name"]
        self.app.scopes = list(whole.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.app.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.app.commands = frozenset(command["command"] for command in features.get("slash_commands", []))
        self.app.shortcuts = {one["callback_id"]: one["type"] for one in features.get("shortcuts", [])}
        self.app.rotates_tokens = bool(settings.get("token_rotation_enabled"))

    def install(
        self, scopes: Sequence[str] | None = None, team: Team | None = None, rotates_tokens: bool | None = None
    ) -> Keys:
        """Install the app, or install it again with other scopes; without scopes those of its manifest, or all."""
        if rotates_tokens is not None:
            self.app.rotates_tokens = rotates_tokens
        return self.platform.install((team or self.team).id, list(scopes or self.app.scopes or ALL_SCOPES))

    @property
    def bot(self) -> User:
        """The app's own user."""
        return self.platform.bot_of(self.team.id)

    def person(self, real_name: str, team: Team | None = None, **traits: Any) -> Person:
        """Somebody new; `traits` are fields of `User`, such as `is_admin`."""
        return self.person_of(self.workspaces.add_user((team or self.team).id, real_name, **traits))

    def robot(self, name: str) -> Person:
        """The bot of another app, which can speak like a person."""
        app, bot = self.workspaces.new_id("A"), self.workspaces.new_id("B")
        return self.person(name, is_bot=True, app_id=app, bot_id=bot)

    def person_of(self, user: User) -> Person:
        """The person of an account that is there."""
        return Person(user, self.platform, self._interactions, self.sight)

    def channel(
        self,
        name: str,
        *members: Person | User,
        is_private: bool = False,
        has_app: bool = True,
        shared_with: Sequence[Team] = (),
    ) -> Channel:
        """A channel with these people in it, and the app."""
        kind = ChannelKind.PRIVATE if is_private else ChannelKind.PUBLIC
        ids = [member.id for member in members] + ([self.bot.id] if has_app else [])
        return self.workspaces.add_channel(self.team.id, name, kind, ids, [team.id for team in shared_with])

    def user_group(self, *members: Person) -> str:
        """A user group; returns its id."""
        group = self.workspaces.new_id("S")
        self.workspaces.user_groups[group] = [member.id for member in members]
        return group

    # -- what is seen ---------------------------------------------------------------------------------------------

    def sees(self, user: Person | User, channel: Channel) -> list[SeenMessage]:
        """What a user sees in a channel now."""
        return self.sight.messages(user.user if isinstance(user, Person) else user, channel)

    def home_of(self, person: Person) -> View | None:
        """The home tab of a user."""
        return person.home

    def modal_of(self, person: Person) -> View | None:
        """The modal on top of a user's screen."""
        return person.modal

    def status_of(self, thread: Message | SeenMessage) -> Status | None:
        """What stands under a thread while the assistant works."""
        return self.platform.surfaces.status(thread.channel, thread.thread_ts or thread.ts)

    def calls(self, method: str = "") -> list[dict[str, Any]]:
        """The calls of a method so far: `method`, `arguments` and `error` of each."""
        called = self.journal.entries(Happening.CALLED)
        return [entry.facts for entry in called if method in ("", entry.facts["method"])]

    # -- waiting --------------------------------------------------------------------------------------------------

    def wait_for(self, look: Callable[[], Found], timeout: float = 5.0) -> Found:
        """Wait until `look()` gives something true, and return it. Raises `NothingHappened`."""
        return self.journal.wait_for(look, timeout)

    def wait_connected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Wait until the app has so many sockets open."""
        self.wait_for(lambda: self.platform.sockets.count >= count, timeout)

    def wait_settled(self, timeout: float = 5.0) -> None:
        """Wait until everything that was sent is acknowledged or given up."""
        self.wait_for(lambda: all(d.is_settled for d in self.deliveries), timeout)

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything the app was told, in order."""
        return self.platform.courier.deliveries

    def revoke_tokens(self, team: Team | None = None) -> None:
        """Every token of the workspace stops working, and the app is told."""
        self.platform.revoke((team or self.team).id)

    def uninstall(self, team: Team | None = None) -> None:
        """An administrator takes the app out of the workspace."""
        self.platform.remove((team or self.team).id)

    def expire_tokens(self) -> None:
        """Let the lifetime of all rotating tokens pass."""
        self.platform.expire_tokens()

    def expire_response_urls(self) -> None:
        """Let the half hour of all response URLs pass."""
        self.platform.hooks.expire()

    # -- trouble of the whole -------------------------------------------------------------------------------------

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Slack cannot be reached inside this block."""
        self.go_down()
        try:
            yield
        finally:
            self.come_back()

    def go_down(self) -> None:
        """Begin an outage."""
        self._server.do(self.platform.sockets.cut())
        self._server.do(self._server.go_away())

    def come_back(self) -> None:
        """End an outage."""
        self._server.do(self._server.come_back())

    def drop_acks(self, times: int = 1) -> None:
        """Lose the next acknowledgements on their way (Socket Mode)."""
        self.platform.sockets.acks_to_drop += times

    def cut_sockets(self) -> None:
        """Close all sockets without a word."""
        self._server.do(self.platform.sockets.cut())

    def hang_up(self) -> None:
        """Close all sockets politely. An app that does not reconnect ends sooner after this than by itself."""
        self._server.do(self.platform.sockets.stop())

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask the app to connect anew, as Slack does every few hours; `warning` is what it says a little before."""
        self._server.do(self.platform.sockets.refresh(reason))
