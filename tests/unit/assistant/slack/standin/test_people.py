"""What a person may do in Slack's own client, and what they see of it."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from assistant.slack.standin import CannotDoThat, Channel, NotThere, Person, StandIn

BUTTON = {"type": "button", "action_id": "why", "text": {"type": "plain_text", "text": "Why?"}}


def test_a_whisper_is_dismissed_by_its_reader(client: WebClient, office: Channel, ada: Person, ben: Person) -> None:
    client.chat_postEphemeral(channel=office.id, user=ada.id, text="x")
    common = ben.says(office, "y")
    ada.dismisses(ada.sees(office)[0])
    assert [m.text for m in ada.sees(office)] == ["y"]
    with pytest.raises(CannotDoThat):
        ada.dismisses(ada.sees(office)[0])
    assert common in ada._platform.workspaces.messages(office.id)


def test_only_members_speak_and_only_authors_edit(slack: StandIn, office: Channel, ada: Person, ben: Person) -> None:
    carla = slack.person("Carla Diaz")
    with pytest.raises(CannotDoThat, match="is not in office"):
        carla.says(office, "x")
    carla.joins(office, inviter=ada)
    message = carla.says(office, "x")
    for deed in (lambda: ben.edits(message, "y"), lambda: ben.deletes(message)):
        with pytest.raises(CannotDoThat, match="only the author"):
            deed()
    slack.person("Bo Boss", is_admin=True).deletes(message)
    assert carla.sees(office)[-1].text == f"{carla.mention} has joined the channel"


def test_a_guest_sees_the_channels_they_are_in_and_no_others(slack: StandIn, office: Channel) -> None:
    member, guest = slack.person("Mo"), slack.person("Gus", is_guest=True)
    assert office in slack.sight.channels(member.user)
    assert office not in slack.sight.channels(guest.user)


def test_a_button_is_found_by_what_it_says(client: WebClient, office: Channel, ada: Person) -> None:
    client.chat_postMessage(channel=office.id, text="t", blocks=[{"type": "actions", "elements": [BUTTON]}])
    assert ada.sees(office)[0].action_of("Why?") == "why"
    with pytest.raises(NotThere, match=r"they say \['Why\?'\]"):
        ada.sees(office)[0].action_of("Who?")
