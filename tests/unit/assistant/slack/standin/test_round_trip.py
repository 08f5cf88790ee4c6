"""A real Bolt app in Socket Mode: what people do reaches it, what it does is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient

from assistant.slack.standin import Channel, Person, StandIn

Connect = Callable[[], SocketModeHandler]

BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "why",
            "text": {"type": "plain_text", "text": "Why?"},
            "value": "7",
        }
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Ask"},
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": {"type": "plain_text", "text": "Question"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 100},
        },
        {
            "type": "input",
            "block_id": "where",
            "optional": True,
            "label": {"type": "plain_text", "text": "Where"},
            "element": {
                "type": "static_select",
                "action_id": "platform",
                "options": [
                    {"text": {"type": "plain_text", "text": "Facebook"}, "value": "fb"},
                    {"text": {"type": "plain_text", "text": "X"}, "value": "x"},
                ],
            },
        },
    ],
}


def test_a_direct_message_is_answered_in_its_thread(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    @app.event("message")
    def answer(event: dict[str, Any], say: Say) -> None:
        say(text=f"heard: {event['text']}", thread_ts=event["ts"])

    connect()
    question = ada.says(None, "May I post <this> & that?")
    seen = slack.wait_for(lambda: ada.sees(thread=question)[1:])
    assert [m.text for m in seen] == ["heard: May I post &lt;this&gt; &amp; that?"]
    assert seen[0].thread_ts == question.ts
    assert seen[0].from_app


def test_a_mention_is_told_twice_under_two_event_ids(
    slack: StandIn, app: App, connect: Connect, ada: Person, office: Channel
) -> None:
    told: list[tuple[str, str, str]] = []

    @app.event("message")
    def message(body: dict[str, Any], event: dict[str, Any]) -> None:
        told.append((event["type"], event["ts"], body["event_id"]))

    @app.event("app_mention")
    def mention(body: dict[str, Any], event: dict[str, Any]) -> None:
        told.append((event["type"], event["ts"], body["event_id"]))

    connect()
    said = ada.says(office, "@Can I post this a photo?")
    slack.wait_for(lambda: len(told) == 2)
    assert said.text == f"{slack.bot.mention} a photo?"
    assert {kind for kind, _, _ in told} == {"message", "app_mention"}
    assert {ts for _, ts, _ in told} == {said.ts}
    assert len({event_id for _, _, event_id in told}) == 2


def test_a_press_reaches_the_app_and_its_answer_is_seen_by_the_presser_alone(
    slack: StandIn, app: App, client: WebClient, connect: Connect, ada: Person, ben: Person, office: Channel
) -> None:
    pressed: list[dict[str, Any]] = []

    @app.action("why")
    def why(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        pressed.append(body)
        respond(text="because", response_type="ephemeral", replace_original=False)

    connect()
    client.chat_postMessage(channel=office.id, text="Yes", blocks=[BUTTON])
    answer = ada.sees(office)[0]
    assert answer.buttons == ["Why?"]
    ada.presses(answer, "why")
    slack.wait_for(lambda: len(ada.sees(office)) == 2)
    assert [m.words for m in ada.sees(office)] == ["Why?", "because"]
    assert [m.words for m in ben.sees(office)] == ["Why?"]
    body = pressed[0]
    assert body["actions"][0]["value"] == "7"
    assert body["container"] == {
        "type": "message",
        "message_ts": answer.ts,
        "channel_id": office.id,
        "is_ephemeral": False,
    }
    assert body["user"] == {"id": ada.id, "username": "ada.li", "name": "ada.li", "team_id": slack.team.id}


def test_a_command_opens_a_form_that_refuses_once_and_then_closes(
    slack: StandIn, app: App, client: WebClient, connect: Connect, ada: Person
) -> None:
    got: list[dict[str, Any]] = []

    @app.command("/canipost")
    def command(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("ask")
    def submitted(ack: Ack, view: dict[str, Any]) -> None:
        got.append(view["state"]["values"])
        if view["state"]["values"]["question"]["text"]["value"] == "?":
            ack(response_action="errors", errors={"question": "Say more."})
        else:
            ack()

    connect()
    ada.runs("/canipost")
    modal = slack.wait_for(lambda: ada.modal)
    ada.submits(modal, {"text": "?"})
    assert slack.wait_for(lambda: modal.errors) == {"question": "Say more."}
    ada.submits(modal, {"text": "A photo?", "platform": "Facebook"})
    slack.wait_for(lambda: ada.modal is None)
    assert got[1]["question"]["text"] == {"type": "plain_text_input", "value": "A photo?"}
    assert got[1]["where"]["platform"]["selected_option"]["value"] == "fb"
    assert got[0]["where"]["platform"]["selected_option"] is None


def test_edits_and_deletes_reach_the_app(
    slack: StandIn, app: App, connect: Connect, client: WebClient, ada: Person
) -> None:
    told: list[dict[str, Any]] = []

    @app.event("message")
    def message(event: dict[str, Any]) -> None:
        told.append(event)

    connect()
    first, second = ada.says(None, "one"), ada.says(None, "two")
    client.chat_postMessage(channel=ada.app_channel.id, text="answer", thread_ts=first.ts)
    ada.edits(first, "one, edited")
    ada.deletes(first)
    ada.deletes(second)
    slack.wait_settled()
    slack.wait_for(lambda: len(told) == 5)
    told.sort(key=lambda event: str(event["event_ts"]))
    changed, buried, deleted = told[2:]
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "one, edited"
    assert changed["message"]["edited"]["user"] == ada.id
    assert changed["previous_message"]["text"] == "one"
    # A message with replies leaves a gravestone, which comes as a change.
    assert (buried["subtype"], buried["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", second.ts)
    assert [m.text for m in ada.sees()] == ["answer"]
