"""One Slack: everything it knows of workspaces, screens, the app, its installations and keys."""

from __future__ import annotations

import secrets
import time

from assistant.slack.standin.delivery import Courier, Delivery, DeliveryKind
from assistant.slack.standin.events import ALL_EVENTS, EventMaker
from assistant.slack.standin.hooks import Hooks
from assistant.slack.standin.journal import Entry, Happening, Journal
from assistant.slack.standin.records import App, Approval, Installation, Json, Keys, Token, TokenKind, User
from assistant.slack.standin.socket_mode import SocketHub
from assistant.slack.standin.surfaces import Surfaces
from assistant.slack.standin.trouble import Trouble
from assistant.slack.standin.workspace import Workspaces

TOKEN_SECONDS = 43_200
"""How long a rotating token lives: https://docs.slack.dev/authentication/using-token-rotation"""


class Platform:
    """The parts, wired: what is written in the journal becomes events for the app."""

    def __init__(self, base_url: str, ack_seconds: float, retry_pauses: tuple[float, ...], app_name: str) -> None:
        self.base_url = base_url
        self.journal = Journal()
        self.workspaces = Workspaces(self.journal)
        self.surfaces = Surfaces(self.journal, self.workspaces)
        self.app = App(
            id=self.workspaces.new_id("A"),
            name=app_name,
            client_id=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}",
            client_secret=secrets.token_hex(16),
            signing_secret=secrets.token_hex(16),
            verification_token=secrets.token_hex(12),
            app_token="",
            events=ALL_EVENTS,
        )
        self.tokens: dict[str, Token] = {}
        self.installations: dict[str, Installation] = {}
        """By team."""
        self.approvals: dict[str, Approval] = {}
        """By code."""
        self.courier = Courier(self.journal, ack_seconds, retry_pauses)
        self.sockets = SocketHub(self.journal, self.app)
        self.hooks = Hooks(self.workspaces, base_url)
        self.trouble = Trouble(self.journal, self.courier, self.workspaces)
        self._events = EventMaker(self.workspaces, self.surfaces, self.app, base_url)
        self.app.app_token = self._new_token(TokenKind.APP, "", ["connections:write"]).text
        self.configuration_token = self._new_token(TokenKind.CONFIGURATION, "", []).text
        """What an administrator may check a manifest with."""
        self.journal.listen(self._tell_app)

    def _tell_app(self, entry: Entry) -> None:
        for installation in list(self.installations.values()):
            is_farewell = entry.happening in (Happening.REVOKED, Happening.REMOVED)
            if installation.is_removed and not is_farewell:
                continue
            for body in self._events.bodies_of(entry, installation):
                self.courier.deliver(Delivery(DeliveryKind.EVENT, body))

    # -- installing -----------------------------------------------------------------------------------------------

    def install(self, team: str, scopes: list[str]) -> Keys:
        """Put the app into a workspace, or again with other scopes; returns its keys."""
        with self.journal.lock:
            old = self.installations.get(team)
            bot = self.workspaces.users[old.bot_user] if old else self._add_bot(team)
            bot.is_deactivated = False
            kind = TokenKind.ROTATING if self.app.rotates_tokens else TokenKind.BOT
            token = self._new_token(kind, team, scopes)
            installation = Installation(team, bot.id, bot.bot_id, list(scopes), token.text)
            if self.app.rotates_tokens:
                installation.refresh_token = f"xoxe-1-{secrets.token_hex(24)}"
            self.installations[team] = installation
            return self.keys(team)

    def _add_bot(self, team: str) -> User:
        bot_id = self.workspaces.new_id("B")
        return self.workspaces.add_user(team, self.app.name, is_bot=True, bot_id=bot_id, app_id=self.app.id)

    def keys(self, team: str) -> Keys:
        """What the app needs to run in this workspace."""
        installation = self.installations[team]
        return Keys(
            bot_token=installation.token,
            refresh_token=installation.refresh_token,
            app_token=self.app.app_token,
            signing_secret=self.app.signing_secret,
            client_id=self.app.client_id,
            client_secret=self.app.client_secret,
            app_id=self.app.id,
            team_id=team,
            bot_user_id=installation.bot_user,
            bot_id=installation.bot_id,
        )

    def _new_token(self, kind: TokenKind, team: str, scopes: list[str]) -> Token:
        token = Token(f"{kind.value}-{secrets.randbelow(10**12)}-{secrets.token_hex(16)}", kind, team, list(scopes))
        if kind is TokenKind.ROTATING:
            token.expires = time.time() + TOKEN_SECONDS
        self.tokens[token.text] = token
        return token

    def approve(self, team: str, user: str, scopes: list[str], redirect_uri: str = "") -> str:
        """An administrator says yes on Slack's page; returns the code that the app exchanges."""
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(12)}"
        self.approvals[code] = Approval(team, user, list(scopes), redirect_uri)
        return code

    def expire_tokens(self) -> None:
        """Let the lifetime of all rotating tokens pass."""
        for token in self.tokens.values():
            if token.expires is not None:
                token.expires = 0.0

    def rotate(self, installation: Installation) -> Token:
        """Give it a new token and a new refresh token; the old token works until it expires."""
        with self.journal.lock:
            token = self._new_token(TokenKind.ROTATING, installation.team, installation.scopes)
            installation.token = token.text
            installation.refresh_token = f"xoxe-1-{secrets.token_hex(24)}"
            return token

    def revoke(self, team: str) -> None:
        """Every token of this workspace stops working, and the app is told."""
        with self.journal.lock:
            for token in self.tokens.values():
                if token.team == team:
                    token.is_revoked = True
            self.journal.write(Happening.REVOKED, team=team)

    def remove(self, team: str) -> None:
        """An administrator takes the app out of the workspace."""
        with self.journal.lock:
            installation = self.installations[team]
            installation.is_removed = True
            self.workspaces.users[installation.bot_user].is_deactivated = True
            for token in self.tokens.values():
                if token.team == team:
                    token.is_revoked = True
            self.journal.write(Happening.REVOKED, team=team)
            self.journal.write(Happening.REMOVED, team=team)

    # -- small facts ----------------------------------------------------------------------------------------------

    def bot_of(self, team: str) -> User:
        """The app's own user in a workspace."""
        return self.workspaces.users[self.installations[team].bot_user]

    def warn(self, user: str, text: str) -> None:
        """Tell a user that something they did came to nothing, as Slack's client does."""
        self.journal.write(Happening.WARNED, user=user, text=text)

    def team_facts(self, team: str) -> Json:
        """How an interaction names the workspace."""
        return {"id": team, "domain": self.workspaces.teams[team].domain}
