"""chat.*, conversations.* and files: what the app posts and reads."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from assistant.slack.standin import Channel, Keys, Person, StandIn, Upload

METADATA = {"event_type": "answered", "event_payload": {"key": "k1"}}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def test_metadata_is_found_again_only_when_asked_for(client: WebClient, office: Channel, ada: Person) -> None:
    question = ada.says(office, "?")
    client.chat_postMessage(channel=office.id, thread_ts=question.ts, text="a", metadata=METADATA)
    with_it = client.conversations_replies(channel=office.id, ts=question.ts, include_all_metadata=True)
    assert [m.get("metadata") for m in with_it["messages"]] == [None, METADATA]
    without = client.conversations_replies(channel=office.id, ts=question.ts)
    assert [m.get("metadata") for m in without["messages"]] == [None, None]


def test_replies_and_history_come_in_pages(client: WebClient, office: Channel, ada: Person) -> None:
    parent = ada.says(office, "first")
    for number in range(5):
        client.chat_postMessage(channel=office.id, thread_ts=parent.ts, text=f"r{number}")
    ada.says(office, "last")
    texts: list[str] = []
    cursor = ""
    while True:
        page = client.conversations_replies(channel=office.id, ts=parent.ts, limit=2, cursor=cursor)
        texts += [m["text"] for m in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert texts == ["first", "r0", "r1", "r2", "r3", "r4"]
    assert [m["text"] for m in client.conversations_history(channel=office.id)["messages"]] == ["last", "first"]


def test_updates_keep_or_drop_blocks_as_slack_does(client: WebClient, office: Channel, ada: Person) -> None:
    ts = client.chat_postMessage(channel=office.id, text="t", blocks=[section("a")])["ts"]
    client.chat_update(channel=office.id, ts=ts, text="t2", blocks=[section("b")])
    assert ada.sees(office)[0].words == "b"
    client.chat_update(channel=office.id, ts=ts, text="t3")
    assert (ada.sees(office)[0].words, ada.sees(office)[0].blocks) == ("t3", ())


def test_only_its_user_sees_a_whisper_and_nobody_can_find_it(
    client: WebClient, office: Channel, ada: Person, ben: Person
) -> None:
    ts = client.chat_postEphemeral(channel=office.id, user=ada.id, text="for Ada")["message_ts"]
    assert [m.text for m in ada.sees(office)] == ["for Ada"]
    assert ben.sees(office) == []
    assert client.conversations_history(channel=office.id)["messages"] == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel=office.id, ts=ts, text="x")


def test_a_private_channel_is_seen_by_members_only(slack: StandIn, client: WebClient, ada: Person, ben: Person) -> None:
    private = slack.channel("managers", ada, is_private=True)
    client.chat_postMessage(channel=private.id, text="secret")
    assert [m.text for m in slack.sees(ada, private)] == ["secret"]
    assert slack.sees(ben, private) == []


def test_a_direct_message_is_opened_once(client: WebClient, ada: Person) -> None:
    first = client.conversations_open(users=[ada.id])["channel"]["id"]
    assert client.conversations_open(users=ada.id)["channel"]["id"] == first == ada.app_channel.id
    assert client.chat_postMessage(channel=ada.id, text="by the id of the user")["channel"] == first
    assert client.conversations_info(channel=first)["channel"]["is_im"]


def test_channels_and_members_are_listed(slack: StandIn, client: WebClient, office: Channel, ada: Person) -> None:
    slack.channel("hidden", ada, is_private=True, has_app=False)
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert [c["name"] for c in listed] == ["office"]
    assert ada.id in client.conversations_members(channel=office.id)["members"]


def test_a_permalink_leads_into_the_thread(client: WebClient, office: Channel, ada: Person) -> None:
    parent = ada.says(office, "q")
    ts = client.chat_postMessage(channel=office.id, thread_ts=parent.ts, text="a")["ts"]
    link = client.chat_getPermalink(channel=office.id, message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/{office.id}/p{ts.replace('.', '')}?thread_ts={parent.ts}&cid={office.id}")


def call(client: WebClient, name: str, **arguments: Any) -> SlackResponse:
    return client.api_call(name, json=arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "CLOSED", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "OUTSIDE", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "ARCHIVED", "text": "x"}, "is_archived"),
        ("chat.postMessage", {"channel": "OFFICE"}, "no_text"),
        ("chat.postMessage", {"channel": "OFFICE", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "OFFICE", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "OFFICE", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("chat.postEphemeral", {"channel": "OFFICE", "user": "U404", "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": "OFFICE", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.update", {"channel": "OFFICE", "ts": "ADAS", "text": "x"}, "cant_update_message"),
        ("chat.delete", {"channel": "OFFICE", "ts": "ADAS"}, "cant_delete_message"),
        ("conversations.replies", {"channel": "OFFICE", "ts": "1.1"}, "thread_not_found"),
        ("conversations.history", {"channel": "OUTSIDE"}, "not_in_channel"),
        ("conversations.open", {"users": "U404"}, "user_not_found"),
    ],
)
def test_refusals_have_slacks_words(
    slack: StandIn, client: WebClient, office: Channel, ada: Person, name: str, arguments: dict[str, Any], error: str
) -> None:
    places = {
        "OFFICE": office,
        "CLOSED": slack.channel("closed", ada, is_private=True, has_app=False),
        "OUTSIDE": slack.channel("outside", ada, has_app=False),
        "ARCHIVED": slack.channel("archived", ada),
    }
    places["ARCHIVED"].is_archived = True
    named = {key: channel.id for key, channel in places.items()} | {"ADAS": ada.says(office, "mine").ts}
    arguments = {key: named.get(str(value), value) for key, value in arguments.items()}
    with pytest.raises(SlackApiError) as failure:
        call(client, name, **arguments)
    assert failure.value.response["error"] == error


def test_a_file_is_downloaded_with_the_right_scope_only(
    slack: StandIn, keys: Keys, client: WebClient, office: Channel, ada: Person
) -> None:
    message = ada.says(office, "draft", files=[Upload("draft.txt", b"Hello")])
    assert message.subtype == "file_share"
    file = client.files_info(file=message.files[0])["file"]
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {keys.bot_token}"})
    with urllib.request.urlopen(request) as reply:
        assert reply.read() == b"Hello"
    with urllib.request.urlopen(file["url_private"]) as reply:
        assert reply.headers.get_content_type() == "text/html"


def test_a_file_of_the_app_is_shared_once_all_of_it_came(
    slack: StandIn, client: WebClient, office: Channel, ada: Person
) -> None:
    client.files_upload_v2(filename="a.txt", content="Hello", channel=office.id, initial_comment="Look")
    (message,) = ada.sees(office)
    assert (message.text, message.files, message.from_app) == ("Look", ("a.txt",), True)
    assert slack.workspaces.files[message.file_ids[0]].content == b"Hello"

    half = client.files_getUploadURLExternal(filename="b.txt", length=5)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": half["file_id"]}], channel_id=office.id)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": message.file_ids[0]}], channel_id=office.id)
    assert len(ada.sees(office)) == 1


def test_a_file_is_sent_with_the_right_scope_only(slack: StandIn, office: Channel) -> None:
    client = WebClient(slack.install(scopes=["chat:write"]).bot_token, base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="missing_scope"):
        client.files_upload_v2(filename="a.txt", content="Hello", channel=office.id)


def test_a_stream_grows_and_ends(slack: StandIn, client: WebClient, office: Channel, ada: Person) -> None:
    parent = ada.says(office, "q")
    who = {"recipient_team_id": slack.team.id, "recipient_user_id": ada.id}
    stream = client.chat_stream(channel=office.id, thread_ts=parent.ts, buffer_size=1, **who)
    stream.append(markdown_text="**hello wo")
    assert ada.sees(office)[1].is_streaming
    stream.append(markdown_text="rld!**")
    stream.stop(blocks=[section("end")], metadata=METADATA)
    seen = ada.sees(office)[1]
    assert (seen.text, seen.words, seen.is_streaming) == ("**hello world!**", "**hello world!**\nend", False)
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        client.chat_appendStream(channel=office.id, ts=seen.ts, markdown_text="more")


def test_a_stream_expires_and_its_message_can_still_be_updated(
    slack: StandIn, client: WebClient, office: Channel, ada: Person
) -> None:
    parent = ada.says(office, "q")
    who = {"recipient_team_id": slack.team.id, "recipient_user_id": ada.id}
    ts = client.chat_startStream(channel=office.id, thread_ts=parent.ts, **who)["ts"]
    with pytest.raises(SlackApiError, match="streaming_state_conflict"):
        client.chat_update(channel=office.id, ts=ts, text="whole")
    slack.trouble.expire_streams()
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        client.chat_stopStream(channel=office.id, ts=ts)
    client.chat_update(channel=office.id, ts=ts, text="whole")
    assert ada.sees(office)[1].text == "whole"


def test_a_stream_needs_to_know_for_whom(client: WebClient, office: Channel, ada: Person) -> None:
    with pytest.raises(SlackApiError, match="missing_recipient_team_id"):
        client.chat_startStream(channel=office.id, thread_ts=ada.says(office, "q").ts)


def test_a_status_stands_until_the_answer(slack: StandIn, client: WebClient, ada: Person) -> None:
    question = ada.says(None, "q")
    place = {"channel_id": question.channel, "thread_ts": question.ts}
    client.assistant_threads_setStatus(**place, status="reading", loading_messages=["one", "two"])
    status = slack.status_of(question)
    assert status is not None
    assert (status.text, status.loading_messages) == ("reading", ("one", "two"))
    client.chat_postMessage(channel=question.channel, thread_ts=question.ts, text="a")
    assert slack.status_of(question) is None


def test_prompts_with_a_thread_are_lost_silently(slack: StandIn, client: WebClient, ada: Person) -> None:
    channel, prompts = ada.app_channel.id, [{"title": "A photo", "message": "May I post a photo?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, thread_ts="1.1", prompts=prompts)
    assert channel not in slack.platform.surfaces.prompts
    client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
    assert slack.platform.surfaces.prompts[channel].prompts == (("A photo", "May I post a photo?"),)


def test_a_plan_without_ai_features_refuses_status_and_posts_all_the_same(
    slack: StandIn, client: WebClient, ada: Person
) -> None:
    slack.team.has_ai_features = False
    question = ada.says(None, "q")
    with pytest.raises(SlackApiError):
        client.assistant_threads_setStatus(channel_id=question.channel, thread_ts=question.ts, status="x")
    client.chat_postMessage(channel=question.channel, thread_ts=question.ts, text="a")
