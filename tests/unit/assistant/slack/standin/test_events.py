"""Who is told of what: the deliveries, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from assistant.slack.standin import CannotDoThat, Channel, Keys, Person, StandIn, Upload


def told(slack: StandIn, kind: str = "") -> list[dict[str, Any]]:
    """The events so far, whether or not anybody is connected."""
    events = [delivery.body["event"] for delivery in slack.deliveries]
    return [event for event in events if kind in ("", event["type"])]


def test_the_envelope_names_app_team_and_authorization(
    slack: StandIn, keys: Keys, office: Channel, ada: Person
) -> None:
    ada.says(office, "hello")
    body = slack.deliveries[-1].body
    assert body["type"] == "event_callback"
    assert (body["team_id"], body["api_app_id"], body["is_ext_shared_channel"]) == (
        slack.team.id,
        keys.app_id,
        False,
    )
    assert body["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": slack.team.id,
            "user_id": keys.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    assert body["event_id"].startswith("Ev")
    assert body["event_context"]


def test_a_message_is_told_with_its_kind_of_channel(slack: StandIn, office: Channel, ada: Person) -> None:
    private = slack.channel("managers", ada, is_private=True)
    for channel in (office, private, None):
        ada.says(channel, "hello")
    events = told(slack, "message")
    assert [event["channel_type"] for event in events] == ["channel", "group", "im"]
    event = events[0]
    assert event.keys() == {
        "type",
        "user",
        "text",
        "ts",
        "client_msg_id",
        "team",
        "blocks",
        "channel",
        "channel_type",
        "event_ts",
    }
    assert event["ts"] == event["event_ts"]


def test_a_reply_names_its_thread_and_whose_it_is(slack: StandIn, office: Channel, ada: Person, ben: Person) -> None:
    parent = ada.says(office, "q")
    ben.says(office, "r", thread=parent)
    event = told(slack)[-1]
    assert (event["thread_ts"], event["parent_user_id"]) == (parent.ts, ada.id)


def test_nothing_is_told_of_channels_the_app_is_not_in(slack: StandIn, ada: Person) -> None:
    outside = slack.channel("outside", ada, has_app=False)
    ada.says(outside, "@Can I post this hello")
    assert told(slack) == []
    ada.invites_app(outside)
    assert [event["type"] for event in told(slack)] == ["member_joined_channel", "message"]
    assert told(slack)[1]["subtype"] == "channel_join"


def test_without_its_scope_an_event_is_not_told(slack: StandIn, office: Channel, ada: Person) -> None:
    slack.install(["app_mentions:read", "chat:write"])
    ada.says(office, "@Can I post this hello")
    assert [event["type"] for event in told(slack)] == ["app_mention"]


def test_an_event_that_is_not_subscribed_is_not_told(slack: StandIn, office: Channel, ada: Person) -> None:
    slack.app.events = frozenset({"message.im"})
    ada.says(office, "here")
    ada.says(None, "there")
    assert [event["channel_type"] for event in told(slack)] == ["im"]


def test_a_mention_in_a_direct_message_is_a_message_only(slack: StandIn, ada: Person) -> None:
    ada.says(None, "@Can I post this hello")
    assert [event["type"] for event in told(slack)] == ["message"]


def test_an_edit_of_a_mention_is_told_as_a_mention_again(slack: StandIn, office: Channel, ada: Person) -> None:
    message = ada.says(office, "hello")
    ada.edits(message, "@Can I post this hello")
    changed, mention = told(slack)[1:]
    assert changed["subtype"] == "message_changed"
    assert (mention["type"], mention["ts"], mention["edited"]["user"]) == ("app_mention", message.ts, ada.id)
    assert "subtype" not in mention


def test_an_unfolded_link_is_a_change_that_nobody_made(slack: StandIn, office: Channel, ada: Person) -> None:
    message = ada.says(office, "@Can I post this https://example.org/a")
    slack.trouble.unfurl(message)
    changes = told(slack)[2:]
    assert [event.get("subtype") for event in changes] == ["message_changed"]
    assert "edited" not in changes[0]["message"]
    assert changes[0]["message"]["text"] == changes[0]["previous_message"]["text"]


def test_the_apps_own_messages_come_back_to_it(slack: StandIn, keys: Keys, client: WebClient, office: Channel) -> None:
    client.chat_postMessage(channel=office.id, text="mine", metadata={"event_type": "e", "event_payload": {}})
    event = told(slack)[-1]
    assert (event["bot_id"], event["user"], event["app_id"]) == (keys.bot_id, keys.bot_user_id, keys.app_id)
    assert event["metadata"]["event_type"] == "e"
    assert "client_msg_id" not in event


def test_a_whisper_is_told_to_nobody(slack: StandIn, client: WebClient, office: Channel, ada: Person) -> None:
    client.chat_postEphemeral(channel=office.id, user=ada.id, text="x")
    assert told(slack) == []


def test_files_make_a_file_share(slack: StandIn, office: Channel, ada: Person) -> None:
    ada.says(office, "@Can I post this", files=[Upload("a.txt", b"x")])
    message, mention = told(slack)
    assert (message["subtype"], message["files"][0]["name"]) == ("file_share", "a.txt")
    assert "subtype" not in mention
    assert mention["files"][0]["url_private"].startswith(slack.url)


def test_a_stranger_of_a_shared_channel_is_told_as_one(slack: StandIn, ada: Person) -> None:
    elsewhere = slack.workspaces.add_team("Elsewhere")
    stranger = slack.person("Sam", team=elsewhere)
    shared = slack.channel("shared", ada, stranger.user, shared_with=[elsewhere])
    stranger.says(shared, "@Can I post this hello")
    for delivery in slack.deliveries:
        assert delivery.body["is_ext_shared_channel"]
        assert delivery.body["team_id"] == slack.team.id
        assert delivery.body["event"]["team"] == elsewhere.id
        assert delivery.body["event"]["user_team"] == elsewhere.id
    with pytest.raises(CannotDoThat):
        stranger.runs("/canipost", "x", shared)


def test_opening_the_app_is_told_with_the_tab_and_the_home_there_is(
    slack: StandIn, client: WebClient, ada: Person
) -> None:
    ada.opens_home()
    client.views_publish(user_id=ada.id, view={"type": "home", "blocks": []})
    ada.opens_home()
    ada.opens_messages_tab()
    first, second, third = told(slack, "app_home_opened")
    assert (first["tab"], "view" in first) == ("home", False)
    assert second["view"]["type"] == "home"
    assert (third["tab"], third["channel"]) == ("messages", ada.app_channel.id)


def test_leaving_and_uninstalling_are_told(slack: StandIn, office: Channel, ben: Person) -> None:
    ben.leaves(office)
    slack.uninstall()
    assert [event["type"] for event in told(slack)] == [
        "message",
        "member_left_channel",
        "tokens_revoked",
        "app_uninstalled",
    ]


def test_another_apps_bot_can_mention_the_app(slack: StandIn, office: Channel) -> None:
    robot = slack.robot("Deploy")
    office.members.append(robot.id)
    robot.says(office, "@Can I post this hello")
    message, mention = told(slack)
    assert message["bot_id"] == mention["bot_id"] == robot.user.bot_id
    assert mention["type"] == "app_mention"


def test_a_reply_that_is_also_shown_in_the_channel_carries_its_root(
    slack: StandIn, client: WebClient, office: Channel, ada: Person
) -> None:
    parent = ada.says(office, "q")
    ada.says(office, "r", thread=parent, also_in_channel=True)
    event = told(slack)[-1]
    assert (event["subtype"], event["root"]["ts"], event["thread_ts"]) == ("thread_broadcast", parent.ts, parent.ts)
    assert [m["text"] for m in client.conversations_history(channel=office.id)["messages"]] == ["r", "q"]


def test_the_app_joins_a_public_channel_by_itself(slack: StandIn, client: WebClient, ada: Person) -> None:
    channel = slack.channel("open", ada, has_app=False)
    client.conversations_join(channel=channel.id)
    assert slack.bot.id in channel.members
