"""Modals and home tabs: triggers, hashes, stacks, and what a person may enter."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.slack.standin import InputRefused, NotThere, Person, StandIn

PLAIN = {"type": "plain_text", "text": "Word"}


def modal(**more: Any) -> dict[str, Any]:
    block = {
        "type": "input",
        "block_id": "b",
        "label": PLAIN,
        "element": {"type": "plain_text_input", "action_id": "a", "min_length": 2},
    }
    return {"type": "modal", "callback_id": "c", "title": PLAIN, "submit": PLAIN, "blocks": [block]} | more


def home(text: str) -> dict[str, Any]:
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def trigger(slack: StandIn, person: Person) -> str:
    return slack.platform.surfaces.pull_trigger(person.id)


def test_a_trigger_opens_once(slack: StandIn, client: WebClient, ada: Person) -> None:
    name = trigger(slack, ada)
    client.views_open(trigger_id=name, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=name, view=modal())


def test_a_trigger_is_too_old_after_its_time(slack: StandIn, client: WebClient, ada: Person) -> None:
    slack.platform.surfaces.trigger_seconds = -1.0
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=trigger(slack, ada), view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="made.up", view=modal())


def test_an_update_with_an_old_hash_is_refused(slack: StandIn, client: WebClient, ada: Person) -> None:
    view = client.views_open(trigger_id=trigger(slack, ada), view=modal())["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title={**PLAIN, "text": "New"}))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert ada.modal is not None
    assert ada.modal.content["title"]["text"] == "New"


def test_three_views_lie_on_each_other_and_not_four(slack: StandIn, client: WebClient, ada: Person) -> None:
    client.views_open(trigger_id=trigger(slack, ada), view=modal())
    for _ in range(2):
        client.views_push(trigger_id=trigger(slack, ada), view=modal())
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=trigger(slack, ada), view=modal())
    for left in (2, 1, 0):
        ada.closes()
        assert len(slack.platform.surfaces.modals[ada.id]) == left


def test_what_was_entered_stays_in_blocks_that_keep_their_name(slack: StandIn, client: WebClient, ada: Person) -> None:
    view_id = client.views_open(trigger_id=trigger(slack, ada), view=modal())["view"]["id"]
    view = ada.modal
    assert view is not None
    ada.fills(view, {"a": "kept"})
    client.views_update(view_id=view_id, view=modal(private_metadata="x"))
    assert view.values["b"]["a"]["value"] == "kept"


def test_a_home_tab_is_published_per_user(slack: StandIn, client: WebClient, ada: Person, ben: Person) -> None:
    client.views_publish(user_id=ada.id, view=home("one"))
    published = client.views_publish(user_id=ada.id, view=home("two"))["view"]
    assert published["type"] == "home"
    assert ada.home is not None
    assert ada.home.content["blocks"][0]["text"]["text"] == "two"
    assert ben.home is None


def test_the_client_checks_what_is_entered_before_the_app_hears_of_it(
    slack: StandIn, client: WebClient, ada: Person
) -> None:
    client.views_open(trigger_id=trigger(slack, ada), view=modal())
    with pytest.raises(InputRefused, match="must be filled in"):
        ada.submits()
    with pytest.raises(InputRefused, match="2 to 3000 characters, not 1"):
        ada.submits(values={"a": "x"})
    with pytest.raises(NotThere, match="no input 'z'"):
        ada.submits(values={"z": "x"})
    assert slack.deliveries == []


@pytest.mark.parametrize(
    "view",
    [
        modal(title={"type": "plain_text", "text": "t" * 25}),
        modal(private_metadata="x" * 3001),
        modal(blocks=[{"type": "divider"}] * 101),
        {k: v for k, v in modal().items() if k != "submit"},
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        home("x"),
    ],
)
def test_a_view_beyond_the_limits_is_refused_and_the_trigger_is_not_spent(
    slack: StandIn, client: WebClient, ada: Person, view: dict[str, Any]
) -> None:
    name = trigger(slack, ada)
    with pytest.raises(SlackApiError) as failure:
        client.views_open(trigger_id=name, view=view)
    assert failure.value.response["error"] == "invalid_arguments"
    assert failure.value.response["response_metadata"]["messages"]
    client.views_open(trigger_id=name, view=modal())
