"""What the app is told of a press, a choice, a form, a command, a shortcut; and what its answers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient

from assistant.slack.standin import CannotDoThat, Channel, NotThere, Person, StandIn

Connect = Callable[[], SocketModeHandler]


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


ROW = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1", "style": "primary"},
        {"type": "static_select", "action_id": "pick", "options": [option("one"), option("two")]},
        {"type": "checkboxes", "action_id": "tick", "options": [option("a"), option("b")]},
        {"type": "overflow", "action_id": "more", "options": [option("x"), option("y")]},
    ],
}
FEEDBACK = {
    "type": "context_actions",
    "block_id": "feedback",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "helpful",
            "positive_button": {"text": plain("Helpful"), "value": "yes"},
            "negative_button": {"text": plain("Not helpful"), "value": "no"},
        }
    ],
}


@pytest.fixture
def answer(client: WebClient, office: Channel, ada: Person) -> str:
    return str(client.chat_postMessage(channel=office.id, text="t", blocks=[ROW, FEEDBACK])["ts"])


def last(slack: StandIn) -> dict[str, Any]:
    return slack.deliveries[-1].body


def test_a_press_tells_where_what_and_by_whom(slack: StandIn, office: Channel, ada: Person, answer: str) -> None:
    ada.presses(ada.sees(office)[0], "go")
    body = last(slack)
    assert body.keys() == {
        "type",
        "team",
        "user",
        "api_app_id",
        "token",
        "enterprise",
        "is_enterprise_install",
        "container",
        "trigger_id",
        "channel",
        "message",
        "state",
        "response_url",
        "actions",
    }
    assert body["team"] == {"id": slack.team.id, "domain": "county"}
    assert body["message"]["ts"] == answer
    action = body["actions"][0]
    assert (action["type"], action["block_id"], action["value"], action["style"]) == ("button", "row", "1", "primary")


def test_choices_are_told_and_remembered_in_the_state_for_that_person_alone(
    slack: StandIn, office: Channel, ada: Person, ben: Person, answer: str
) -> None:
    message = ada.sees(office)[0]
    ada.chooses(message, "pick", "two")
    assert last(slack)["actions"][0]["selected_option"] == option("two")
    ada.chooses(message, "tick", ["A", "b"])
    assert [o["value"] for o in last(slack)["actions"][0]["selected_options"]] == ["a", "b"]
    state = last(slack)["state"]["values"]["row"]
    assert state["pick"]["selected_option"]["value"] == "two"
    ada.chooses(message, "more", "y")
    assert last(slack)["actions"][0]["selected_option"]["value"] == "y"
    ben.presses(message, "go")
    assert last(slack)["state"]["values"]["row"]["pick"]["selected_option"] is None
    with pytest.raises(NotThere, match="it offers"):
        ada.chooses(message, "pick", "three")


def test_feedback_buttons_tell_their_side(slack: StandIn, office: Channel, ada: Person, answer: str) -> None:
    ada.presses(ada.sees(office)[0], "helpful", "no")
    action = last(slack)["actions"][0]
    assert (action["type"], action["value"], action["text"]["text"]) == ("feedback_buttons", "no", "Not helpful")


def test_a_press_on_a_whisper_comes_without_the_message(
    slack: StandIn, client: WebClient, office: Channel, ada: Person, ben: Person
) -> None:
    client.chat_postEphemeral(channel=office.id, user=ada.id, text="t", blocks=[ROW])
    whisper = ada.sees(office)[0]
    ada.presses(whisper, "go")
    assert "message" not in last(slack)
    assert last(slack)["container"]["is_ephemeral"]
    with pytest.raises(NotThere, match="does not see"):
        ben.presses(whisper, "go")


def test_nobody_presses_what_is_not_there_but_old_payloads_can_be_forged(
    slack: StandIn, office: Channel, ada: Person, answer: str
) -> None:
    message = ada.sees(office)[0]
    with pytest.raises(NotThere, match=r"there are \['go', 'pick', 'tick', 'more', 'helpful'\]"):
        ada.presses(message, "gone")
    ada.forges(message, {"action_id": "v0:gone", "value": "9"})
    assert last(slack)["actions"][0]["action_id"] == "v0:gone"


def test_a_command_is_a_form_of_strings(slack: StandIn, office: Channel, ada: Person) -> None:
    ada.runs("/canipost", "a photo?", office)
    body = last(slack)
    assert all(isinstance(value, str) for value in body.values())
    assert (body["command"], body["text"], body["channel_name"]) == ("/canipost", "a photo?", "office")
    ada.runs("/canipost")
    assert last(slack)["channel_name"] == "directmessage"


def test_shortcuts_come_with_and_without_a_message(slack: StandIn, office: Channel, ada: Person, ben: Person) -> None:
    message = ben.says(office, "a draft")
    ada.uses_shortcut("check", message)
    body = last(slack)
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "check", message.ts)
    assert (body["message"]["text"], body["user"]["id"]) == ("a draft", ada.id)
    ada.uses_shortcut("ask")
    assert last(slack)["type"] == "shortcut"
    assert "channel" not in last(slack)


def test_without_an_app_a_person_is_warned_at_once(slack: StandIn, ada: Person) -> None:
    ada.runs("/canipost", "x")
    slack.wait_for(lambda: ada.warnings)
    assert ada.warnings == ["/canipost failed: no_connection"]


def test_response_urls_whisper_replace_and_delete(
    slack: StandIn, app: App, connect: Connect, office: Channel, ada: Person, ben: Person, answer: str
) -> None:
    responds: list[Respond] = []

    @app.action("go")
    def go(ack: Ack, respond: Respond) -> None:
        ack()
        responds.append(respond)

    connect()
    ada.presses(ada.sees(office)[0], "go")
    slack.wait_settled()
    slack.wait_for(lambda: responds)
    respond = responds[0]
    respond(text="for Ada", response_type="ephemeral")
    assert [m.words for m in ben.sees(office)] != [m.words for m in ada.sees(office)]
    assert [m.thread_ts for m in ada.sees(office) if m.is_whispered] == [""]
    respond(text="under it", response_type="in_channel", thread_ts=answer)
    assert ben.sees(office)[-1].thread_ts == answer
    respond(text="new", replace_original=True)
    assert ben.sees(office)[0].text == "new"
    respond(delete_original=True)
    assert [m.text for m in ben.sees(office)] == ["under it"]
    slack.expire_response_urls()
    assert respond(text="late").status_code == 404


def test_a_command_answered_with_its_acknowledgement_is_seen_by_its_user(
    slack: StandIn, app: App, connect: Connect, office: Channel, ada: Person, ben: Person
) -> None:
    @app.command("/canipost")
    def command(ack: Ack) -> None:
        ack(text="soon")

    connect()
    ada.runs("/canipost", "x", office)
    slack.wait_for(lambda: ada.sees(office))
    assert [(m.text, m.is_whispered) for m in ada.sees(office)] == [("soon", True)]
    assert ben.sees(office) == []


@pytest.mark.parametrize("action", ["update", "push", "clear", ""])
def test_the_answer_to_a_form_changes_covers_or_closes_it(
    slack: StandIn, app: App, client: WebClient, connect: Connect, ada: Person, action: str
) -> None:
    def form(name: str) -> dict[str, Any]:
        section = {"type": "section", "text": plain(name)}
        view = {"type": "modal", "callback_id": "form", "title": plain(name), "blocks": [section]}
        return view | {"submit": plain("Go"), "notify_on_close": True}

    closed: list[str] = []

    @app.shortcut("ask")
    def ask(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form("first"))

    @app.view("form")
    def submitted(ack: Ack) -> None:
        if action in ("update", "push"):
            ack(response_action=action, view=form("second"))
        elif action == "clear":
            ack(response_action="clear")
        else:
            ack()

    @app.view_closed("form")
    def was_closed(ack: Ack, view: dict[str, Any]) -> None:
        ack()
        closed.append(view["title"]["text"])

    connect()
    ada.uses_shortcut("ask")
    first = slack.wait_for(lambda: ada.modal)
    ada.submits(first)
    slack.wait_settled()
    stack = slack.platform.surfaces.modals[ada.id]
    assert [view.content["title"]["text"] for view in stack] == {
        "update": ["second"],
        "push": ["first", "second"],
        "clear": [],
        "": [],
    }[action]
    if stack:
        ada.closes()
        slack.wait_for(lambda: closed)
        assert closed == ["second"]


def test_a_form_can_ask_for_a_way_to_answer_into_a_channel(
    slack: StandIn, client: WebClient, office: Channel, ada: Person
) -> None:
    select = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    block = {"type": "input", "block_id": "b", "label": plain("Where"), "element": select}
    view = {"type": "modal", "title": plain("T"), "submit": plain("Go"), "blocks": [block]}
    client.views_open(trigger_id=slack.platform.surfaces.pull_trigger(ada.id), view=view)
    ada.submits(values={"where": office.id})
    url = last(slack)["response_urls"][0]
    assert (url["channel_id"], url["block_id"], url["action_id"]) == (office.id, "b", "where")


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"no such block": "x"}},
        {"response_action": "errors", "errors": "x"},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
    ],
)
def test_an_answer_to_a_form_that_does_not_fit_leaves_it_open_and_warns(
    slack: StandIn, client: WebClient, ada: Person, answer: dict[str, Any]
) -> None:
    view = {"type": "modal", "title": plain("T"), "blocks": [{"type": "divider"}]}
    client.views_open(trigger_id=slack.platform.surfaces.pull_trigger(ada.id), view=view)
    slack.trouble.hold()
    delivery = ada.submits()
    assert delivery.on_response is not None
    delivery.on_response(answer)
    assert ada.modal is not None
    assert ada.warnings[0].startswith("We had some trouble connecting.")


def test_a_form_on_its_way_is_not_submitted_again_and_can_be_once_nobody_answered(
    slack: StandIn, client: WebClient, ada: Person
) -> None:
    view = {"type": "modal", "title": plain("T"), "blocks": [{"type": "divider"}]}
    client.views_open(trigger_id=slack.platform.surfaces.pull_trigger(ada.id), view=view)
    slack.trouble.hold()
    delivery = ada.submits()
    with pytest.raises(CannotDoThat, match="has not answered yet"):
        ada.submits()
    assert delivery.on_failure is not None
    delivery.on_failure("no answer within 3 s")
    ada.submits()
