"""
A stand-in Slack on this machine, for tests and the demo; knows nothing of the assistant.

    with StandIn() as slack:
        keys = slack.install()                      # tokens, signing secret; SLACK_API_URL is slack.api_url
        ada = slack.person("Ada Li")
        office = slack.channel("office", ada)
        ...                                         # start the app; slack.wait_connected()
        question = ada.says(office, "@Can I post this a photo?")
        answer = slack.wait_for(lambda: ada.sees(thread=question, channel=office)[1:])[0]
        ada.presses(answer, answer.action_of("Why?"))

`records` and `workspace` hold the state, `journal` what happened; `web_api` with `methods`, `socket_mode` and
`delivery` are Slack's side of the wire; `people` act, `sight` looks, `trouble` goes wrong. A page on it uses
`StandIn(add_routes=...)`, `journal.listen`, `Person` and `sight`.
"""

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
