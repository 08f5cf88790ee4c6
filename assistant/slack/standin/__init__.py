"""A stand-in Slack on this machine, for tests and the demo; knows nothing of the assistant."""

from assistant.slack.standin.elements import NotThere
from assistant.slack.standin.journal import Happening, NothingHappened
from assistant.slack.standin.people import CannotDoThat, InputRefused, Person
from assistant.slack.standin.records import Channel, Keys, Message, Upload, View
from assistant.slack.standin.sight import SeenMessage
from assistant.slack.standin.stand_in import ALL_SCOPES, StandIn

__all__ = [
    "ALL_SCOPES",
    "CannotDoThat",
    "Channel",
    "Happening",
    "InputRefused",
    "Keys",
    "Message",
    "NotThere",
    "NothingHappened",
    "Person",
    "SeenMessage",
    "StandIn",
    "Upload",
    "View",
]
