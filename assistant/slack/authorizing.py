"""
In which workspace is a request, and who are we there? Told from the database alone, before Slack is acknowledged.

Bolt's own way (`slack_bolt.authorization.authorize.InstallationStoreAuthorize`) renews a token that runs out and asks
`auth.test` before every request, each with Slack's whole patience, and answers "not installed" where one of them fails,
which Slack takes for an acknowledgement: what was asked would be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize

if TYPE_CHECKING:
    from assistant.slack.installing import ManyWorkspaces


class Authorizing(Authorize):
    """Bolt's question, answered by what the installation says. Threads may share it."""

    def __init__(self, clients: ManyWorkspaces) -> None:
        """Nothing is looked up before a request comes."""
        self.clients = clients

    def __call__(
        self,
        *,
        context: Any,  # noqa: ANN401 - Bolt's
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: str | None,
    ) -> AuthorizeResult | None:
        """Who we are there; None where the app is not installed. Raises `DatabaseUnreachable`."""
        bot = self.clients.installation(team_id) if team_id else None
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
        )
