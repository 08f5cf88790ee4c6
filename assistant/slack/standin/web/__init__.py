"""A page in the browser that looks and works like a small Slack, over the stand-in."""

from assistant.slack.standin.web.clock import CannotMove, Clock, Jump
from assistant.slack.standin.web.office import Menu, Office, Role, Shortcut
from assistant.slack.standin.web.server import WebPage

__all__ = ["CannotMove", "Clock", "Jump", "Menu", "Office", "Role", "Shortcut", "WebPage"]
