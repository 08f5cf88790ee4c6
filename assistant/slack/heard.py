"""What was recognized in a request of Slack?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.desk.records import Arrival
from assistant.escalation.records import Filled


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are in a workspace: its id, our bot user and our bot."""

    workspace: str
    bot_user: str
    bot: str = ""
    address: str = ""
    """Of the workspace: `https://office.slack.com/`."""
    scopes: frozenset[str] = frozenset()
    """What the token may, as Slack said when it was first used; empty where it did not say."""

    def lacks(self, scope: str) -> bool:
        """Did Slack say what the token may, and that it may not this?"""
        return bool(self.scopes) and scope not in self.scopes

    @property
    def mention(self) -> str:
        """How a message names us."""
        return f"<@{self.bot_user}>"


class Reason(StrEnum):
    """Why nothing is done with a request."""

    OWN = "our own"
    BOT = "of a bot"
    NO_PERSON = "of nobody"
    SUBTYPE = "a message that nobody wrote, or that is not one"
    HIDDEN = "seen by one person only"
    NO_EDIT = "no edit: a link was unfolded, a reply counted"
    NOT_ADDRESSED = "not addressed to us"
    TO_ANOTHER = "addressed to somebody else"
    OTHER_WORKSPACE = "of another workspace"
    NO_DEED = "nothing that is worked on"


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing is done, and Slack is told that all is well."""

    reason: Reason


class Condition(StrEnum):
    """What must be so, besides, before something heard is an arrival."""

    NONE = "none"
    ENGAGED = "engaged"
    """The person asked the assistant in that thread."""
    ASKED = "asked"
    """The message is one that was asked."""


@dataclass(frozen=True, slots=True)
class Heard:
    """
    A deed. `raw` is what the person wrote, in memory only; the arrival's text is empty until it is screened.

    `is_member` is False for a person of another workspace, as far as the request tells. `response_url` can be used to
    answer where there is no message to answer to (https://docs.slack.dev/interactivity/handling-user-interaction/).
    """

    arrival: Arrival
    raw: str | None = field(default=None, repr=False)
    is_member: bool = True
    condition: Condition = Condition.NONE
    response_url: str = field(default="", repr=False)
    filled: Filled | None = field(default=None, repr=False)
    """What was filled in on a hand-off; the arrival has it once it is screened."""
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What was filled into a form, by field."""
    if_empty: str = "welcome"
    """The sentence for whoever asks and wrote nothing."""
    is_passing: bool = False
    """Was the button on a message that is seen by one person only, which nothing but its response URL can change?"""


@dataclass(frozen=True, slots=True)
class Aside:
    """Nothing to be worked on: something is opened, shown, or noted at once by a listener."""


Recognized = Heard | Ignored | Aside
