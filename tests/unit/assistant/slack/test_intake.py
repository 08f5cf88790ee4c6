"""What somebody did, read from the requests Slack sends (shapes of docs.slack.dev/reference/events)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.desk.records import Deed, Entry, Place
from assistant.slack.blocks import actions
from assistant.slack.heard import Aside, Condition, Heard, Ignored, Reason, Us
from assistant.slack.intake import recognize

US = Us("T1", "U0US", "B0US")
TS = "1767000000.000100"
LATER = "1767000060.000200"

Json = dict[str, Any]


def event(inner: Json, **outer: Any) -> Json:
    return {
        "token": "t",
        "team_id": "T1",
        "api_app_id": "A1",
        "event": inner,
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1767000000,
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "U0US", "is_bot": True}],
        "is_ext_shared_channel": False,
    } | outer


def message(text: str = "May I post this?", **changes: Any) -> Json:
    inner = {
        "type": "message",
        "user": "U1",
        "text": text,
        "ts": TS,
        "team": "T1",
        "channel": "C1",
        "event_ts": TS,
        "channel_type": "channel",
    }
    return {name: value for name, value in (inner | changes).items() if value is not None}


def direct(text: str = "May I post this?", **changes: Any) -> Json:
    return message(text, **({"channel": "D1", "channel_type": "im"} | changes))


def mention(text: str = "<@U0US> may I post this?", **changes: Any) -> Json:
    inner = message(text, **changes) | {"type": "app_mention"}
    inner.pop("channel_type", None)
    return inner


def changed(new: Json, old: Json, **changes: Any) -> Json:
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": new["channel"],
        "channel_type": new["channel_type"],
        "message": new,
        "previous_message": old,
        "ts": LATER,
        "event_ts": LATER,
    } | changes


def deleted(old: Json) -> Json:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": old["channel"],
        "channel_type": old["channel_type"],
        "previous_message": old,
        "deleted_ts": old["ts"],
        "ts": LATER,
        "event_ts": LATER,
    }


EDITED = {"edited": {"user": "U1", "ts": LATER}}


def heard(body: Json) -> Heard:
    found = recognize(body, US)
    assert isinstance(found, Heard), found
    return found


def test_a_direct_message_is_a_question_in_a_thread_of_its_own() -> None:
    found = heard(event(direct()))

    arrival = found.arrival
    assert (arrival.deed, arrival.entry, arrival.person) == (Deed.ASKED, Entry.DIRECT, "U1")
    assert arrival.place == Place("T1", "D1", TS, is_direct=True)
    assert arrival.message == TS
    assert arrival.at == datetime.fromtimestamp(float(TS), UTC)
    assert (found.raw, arrival.text, found.is_member) == ("May I post this?", "", True)


def test_a_reply_belongs_to_the_thread_it_stands_in() -> None:
    assert heard(event(direct(ts=LATER, thread_ts=TS))).arrival.place.thread == TS


def test_message_and_mention_of_one_text_have_one_key() -> None:
    text = "<@U0US> may I post this?"

    one, other = heard(event(message(text))), heard(event(mention(text)))

    assert one == other
    assert (one.arrival.entry, one.raw) == (Entry.MENTION, "may I post this?")


def test_a_retried_delivery_has_the_key_of_the_first() -> None:
    assert heard(event(direct(), event_id="Ev1")) == heard(event(direct(), event_id="Ev2", event_time=1))


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (message("lunch?"), Reason.NOT_ADDRESSED),
        (message("lunch?", thread_ts=TS), Reason.NOT_ADDRESSED),
        (message("<@U2> what do you think?", ts=LATER, thread_ts=TS), Reason.TO_ANOTHER),
        (direct(user="U0US"), Reason.OWN),
        (direct(bot_id="B0US", user=None), Reason.OWN),
        (direct(bot_id="B2"), Reason.BOT),
        (direct(bot_id="B2", subtype="bot_message", user=None), Reason.SUBTYPE),
        (mention(bot_id="B2"), Reason.BOT),
        (direct(user="USLACKBOT"), Reason.BOT),
        (direct(user=None), Reason.NO_PERSON),
        (message("<@U1> has joined", subtype="channel_join"), Reason.SUBTYPE),
        (message("left", subtype="channel_leave"), Reason.SUBTYPE),
        (message("topic", subtype="channel_topic"), Reason.SUBTYPE),
        (direct(subtype="assistant_app_thread"), Reason.SUBTYPE),
        (direct(subtype="reminder_add"), Reason.SUBTYPE),
        (direct(is_ephemeral=True), Reason.HIDDEN),
        (direct(hidden=True), Reason.HIDDEN),
        (changed(direct(), direct()), Reason.NO_EDIT),
        (changed(direct(**EDITED, attachments=[{}]), direct(**EDITED)), Reason.NO_EDIT),
        (changed(direct("same", **EDITED), direct("same")), Reason.NO_EDIT),
        (changed(direct("new", bot_id="B0US", user="U0US", **EDITED), direct("old")), Reason.OWN),
        (changed(direct("new", bot_id="B2", **EDITED), direct("old")), Reason.BOT),
        (changed(direct("x", subtype="channel_join", **EDITED), direct("old")), Reason.SUBTYPE),
        (deleted(direct(bot_id="B0US", user="U0US")), Reason.OWN),
        (deleted(direct(bot_id="B2")), Reason.BOT),
        ({"type": "reaction_added", "user": "U1"}, Reason.NO_DEED),
    ],
)
def test_what_nobody_asked_is_ignored(inner: Json, reason: Reason) -> None:
    assert recognize(event(inner), US) == Ignored(reason)


@pytest.mark.parametrize(
    "body",
    [
        event(direct(), authorizations=[{"team_id": "T2"}]),
        event(direct(), authorizations=None, team_id="T2"),
    ],
)
def test_an_event_of_another_workspaces_installation_is_ignored(body: Json) -> None:
    assert recognize(body, US) == Ignored(Reason.OTHER_WORKSPACE)


@pytest.mark.parametrize(
    "changes",
    [{"user_team": "T2"}, {"source_team": "T2", "team": "T2"}, {"team": "T2"}],
)
def test_a_slack_connect_stranger_is_recognized_as_one(changes: Json) -> None:
    body = event(mention(**changes), is_ext_shared_channel=True, team_id="T2")

    assert heard(body).is_member is False


def test_a_reply_without_a_mention_counts_where_the_assistant_was_asked() -> None:
    found = heard(event(message("and on my own phone?", ts=LATER, thread_ts=TS)))

    assert (found.condition, found.arrival.entry) == (Condition.ENGAGED, Entry.FOLLOW_UP)


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_a_file_with_words_and_a_broadcast_reply_are_messages(subtype: str) -> None:
    assert heard(event(direct(subtype=subtype))).raw == "May I post this?"


def test_an_edit_has_the_key_of_its_moment() -> None:
    body = event(changed(direct("new", **EDITED), direct("old")))

    found = heard(body)

    assert found.arrival.deed is Deed.EDITED
    assert (found.arrival.message, found.raw, found.condition) == (TS, "new", Condition.NONE)
    assert heard(body | {"event_id": "Ev9"}).arrival.key == found.arrival.key
    again = changed(direct("newer", edited={"user": "U1", "ts": "1767000099.0"}), direct("new", **EDITED))
    assert heard(event(again | {"event_ts": "1767000099.000300"})).arrival.key != found.arrival.key


def test_two_edits_in_a_second_are_two_and_both_are_after_the_message() -> None:
    """Slack gives `edited.ts` in whole seconds, and `event_ts` to the microsecond."""
    sent = "1767000000.900100"
    in_that_second = {"edited": {"user": "U1", "ts": "1767000000.000000"}}
    first, second = direct("new", ts=sent, **in_that_second), direct("newer", ts=sent, **in_that_second)

    one = heard(event(changed(first, direct("old", ts=sent), event_ts="1767000000.940000"))).arrival
    body = event(changed(second, first, event_ts="1767000000.970000"))
    other = heard(body).arrival

    assert one.key != other.key
    assert datetime.fromtimestamp(float(sent), UTC) < one.at < other.at
    assert heard(body | {"event_id": "Ev9"}).arrival.key == other.key


def test_changes_of_messages_that_were_not_for_us_count_only_where_they_were_asked() -> None:
    elsewhere = heard(event(changed(message("new", **EDITED), message("old"))))
    with_mention = heard(event(changed(message("<@U0US> new", **EDITED), message("<@U0US> old"))))

    assert (elsewhere.condition, with_mention.condition) == (Condition.ASKED, Condition.NONE)
    assert heard(event(deleted(message("old")))).condition is Condition.ASKED


def test_a_deleted_message_and_the_tombstone_of_a_thread_are_the_same_deed() -> None:
    old = direct("old", thread_ts=TS, reply_count=1)
    tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": TS, "hidden": True}

    plain = heard(event(deleted(old)))
    buried = heard(event(changed(tombstone | {"channel": "D1", "channel_type": "im"}, old)))

    assert plain.arrival.deed is Deed.DELETED
    assert plain.arrival.key == buried.arrival.key
    assert (plain.raw, plain.arrival.person, plain.arrival.message) == (None, "U1", TS)


def press(action_id: str, value: str | None, **changes: Any) -> Json:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "username": "ana", "team_id": "T1"},
        "api_app_id": "A1",
        "container": {
            "type": "message",
            "message_ts": LATER,
            "channel_id": "C1",
            "is_ephemeral": False,
            "thread_ts": TS,
        },
        "trigger_id": "1.2.3",
        "team": {"id": "T1", "domain": "office"},
        "channel": {"id": "C1", "name": "office"},
        "message": {"ts": LATER, "thread_ts": TS, "bot_id": "B0US"},
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
        "actions": [{"type": "button", "block_id": "b", "action_id": action_id, "value": value, "action_ts": "17.5"}],
    } | changes


def test_a_choice_names_its_question_and_its_number() -> None:
    found = heard(press(actions.choose(1), actions.write_value(12, 1)))

    arrival = found.arrival
    assert (arrival.deed, arrival.question, arrival.choice, arrival.person) == (Deed.CHOSE, 12, 1, "U1")
    assert arrival.place == Place("T1", "C1", TS)
    assert found.response_url.startswith("https://hooks")


def test_two_presses_are_two_deeds_and_one_press_told_twice_is_one() -> None:
    body = press(actions.WITHDRAW, actions.write_value(12))
    later = press(actions.WITHDRAW, actions.write_value(12))
    later["actions"][0]["action_ts"] = "18.5"

    assert heard(body).arrival.deed is Deed.WITHDREW
    assert heard(body).arrival.key == heard(dict(body)).arrival.key != heard(later).arrival.key


def test_a_press_in_app_home_is_nowhere() -> None:
    body = press("home_withdraw_12", actions.write_value(12), container={"type": "view", "view_id": "V1"})
    body.pop("channel")
    body.pop("message")

    assert heard(body).arrival.place == Place("T1", "", None, is_direct=True)


@pytest.mark.parametrize("value", [None, "", "v0|12|0", "12", "v1|twelve|0", "v1|12", "v1|12|x"])
def test_a_choice_of_no_release_is_said_to_be_too_old(value: str | None) -> None:
    with pytest.raises(actions.ButtonTooOld):
        recognize(press(actions.choose(0), value), US)


@pytest.mark.parametrize("action_id", [actions.WHY, actions.FEEDBACK, actions.HOME_ASK, "answer_choose_", "another"])
def test_other_buttons_are_a_listeners_matter(action_id: str) -> None:
    assert isinstance(recognize(press(action_id, "v1|12"), US), Aside)


def command(text: str, **changes: Any) -> Json:
    return {
        "token": "t",
        "team_id": "T1",
        "channel_id": "C1",
        "channel_name": "office",
        "user_id": "U1",
        "command": "/canipost",
        "text": text,
        "response_url": "https://hooks.slack.com/commands/T1/1/x",
        "trigger_id": "1.2.3",
        "api_app_id": "A1",
    } | changes


def test_a_command_with_words_is_a_question_of_no_thread() -> None:
    found = heard(command("may I post a selfie?"))

    arrival = found.arrival
    assert (arrival.entry, arrival.place, found.raw) == (Entry.COMMAND, Place("T1", "C1"), "may I post a selfie?")
    assert arrival.message == arrival.key
    assert heard(command("may I post a selfie?", trigger_id="1.2.4")).arrival.key != arrival.key
    assert heard(command("hi", team_id="T2")).is_member is False


@pytest.mark.parametrize("text", ["", "  ", "help", "HELP", "ayuda"])
def test_a_command_without_words_opens_the_form(text: str) -> None:
    assert isinstance(recognize(command(text), US), Aside)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "shortcut", "callback_id": "ask", "user": {"id": "U1"}},
        {"type": "message_action", "callback_id": "ask_about_message", "user": {"id": "U1"}},
        event({"type": "app_home_opened", "user": "U1", "tab": "home"}),
    ],
)
def test_what_only_opens_something_is_a_listeners_matter(body: Json) -> None:
    assert isinstance(recognize(body, US), Aside)


def test_what_was_written_shows_in_no_repr() -> None:
    assert "May I post this?" not in repr(heard(event(direct())))
