"""Who can be played on the page, and what does the app's manifest promise them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.slack.standin.people import Person
from assistant.slack.standin.web.clock import Clock


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in a menu: the name that is shown, and what the app calls it."""

    name: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Menu:
    """What people can start the app with. `command` begins with a slash; `command_hint` says what may follow it."""

    command: str = "/ask"
    command_hint: str = ""
    on_messages: Shortcut | None = None
    """In the menu of a message."""
    anywhere: Shortcut | None = None
    """Beside the composer."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody whose screen can be looked at. `name` is short and stands in the address of their screen."""

    name: str
    person: Person
    title: str
    """What they do in the office, for whoever tries the page."""


@dataclass(frozen=True, slots=True)
class Office:
    """All that the page needs to know beside what the stand-in holds."""

    roles: Sequence[Role]
    menu: Menu
    clock: Clock | None = None
    """Without one the page goes by the real time, and nobody puts it forward."""

    def role(self, name: str) -> Role | None:
        """The role of that name."""
        return next((role for role in self.roles if role.name == name), None)
