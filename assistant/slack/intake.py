"""What did somebody do? A request of Slack becomes a deed, something to be opened at once, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from assistant.desk.records import Arrival, Deed, Entry, Place
from assistant.escalation.records import Filled
from assistant.slack.ask_box import recognize_box
from assistant.slack.asker_intake import press_key, recognize_press
from assistant.slack.blocks import actions
from assistant.slack.heard import Aside, Heard, Ignored, Reason, Recognized, Us
from assistant.slack.management_intake import recognize_managers_press, recognize_wish
from assistant.slack.markup import written_words
from assistant.slack.message_events import moment, recognize_mention, recognize_message
from assistant.slack.submissions import recognize_submission
from assistant.slack.wording import Words, load_wording

Json = Mapping[str, Any]

ASIDES = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})
"""Events of which no work follows: something is shown, or Bolt forgets an installation."""

HELP = frozenset({"", "help", "?", "ayuda"})
"""What after the slash command opens the form instead of being asked."""


def in_english(person: str) -> Words:
    """The sentences of the surface in English, whoever reads them."""
    return load_wording().spoken("en")


def recognize(body: Json, us: Us, speak: Callable[[str], Words] = in_english) -> Recognized:
    """
    The deed that a request tells of; the same deed gives the same key, by whichever request and however often.

    `speak` gives the sentences that make one text of a form, in a person's language.

    Raises `actions.ButtonTooOld` for a button or form that no release reads any more.
    """
    kind = body.get("type")
    if kind == "event_callback":
        return _event(body, us)
    if kind == "block_actions":
        return _press(body, us)
    if kind == "view_submission":
        return recognize_submission(body, us, speak)
    if kind in ("shortcut", "message_action"):
        return Aside()
    if body.get("command"):
        return _command(body, us)
    return Ignored(Reason.NO_DEED)


def _event(body: Json, us: Us) -> Recognized:
    event: Json = body.get("event") or {}
    if _installed_in(body) not in ("", us.workspace):
        return Ignored(Reason.OTHER_WORKSPACE)
    kind = event.get("type")
    is_shared = bool(body.get("is_ext_shared_channel"))
    if kind == "message":
        return _alone_if(is_shared, _as_wished(recognize_message(event, us)))
    if kind == "app_mention":
        return _alone_if(is_shared, _as_wished(recognize_mention(event, us)))
    if kind in ASIDES:
        return Aside()
    return Ignored(Reason.NO_DEED)


def _alone_if(is_shared: bool, found: Heard | Ignored) -> Heard | Ignored:
    """In a channel that is shared with another organization the asker is answered alone."""
    if not is_shared or isinstance(found, Ignored):
        return found
    return _alone(found)


def _alone(found: Heard) -> Heard:
    return replace(found, arrival=replace(found.arrival, wants_private=True))


def _as_wished(found: Heard | Ignored) -> Heard | Ignored:
    """Whoever begins with a word for it ("privately: ...") is answered alone; the word is no part of the question."""
    if isinstance(found, Ignored) or not found.raw or found.arrival.place.is_direct:
        return found
    begins, divides, question = found.raw.partition(":")
    if not divides or not question.strip() or " ".join(begins.split()).casefold() not in _private_words():
        return found
    return replace(_alone(found), raw=question.strip())


@cache
def _private_words() -> frozenset[str]:
    """In every language: whoever asks has not been looked up yet."""
    languages = load_wording().languages.values()
    return frozenset(word.strip() for words in languages for word in words("private-words").split(","))


def _installed_in(body: Json) -> str:
    """The workspace whose installation the event is for; in a shared channel `team_id` may be another's."""
    authorizations = body.get("authorizations") or [{}]
    return str(authorizations[0].get("team_id") or body.get("team_id") or "")


DEEDS = (
    (actions.CHOOSE, Deed.CHOSE),
    (actions.WITHDRAW, Deed.WITHDREW),
    (actions.GET_PRIVATELY, Deed.COPIED),
    (actions.HOME_WITHDRAW, Deed.WITHDREW),
    (actions.OFFICE_OF_QUESTION, Deed.OFFICE_TOLD),
)
"""Buttons and menus whose use is a deed; the others open something, or are noted at once."""


def _press(body: Json, us: Us) -> Heard | Ignored | Aside:
    place = press_place(body, us)
    if (asked := recognize_box(body, us, is_member=is_of_workspace(body, us))) is not None:
        return asked
    if (on_hand_off := recognize_managers_press(body, us, place)) is not None:
        return on_hand_off
    if (wanted := recognize_wish(body, us, place)) is not None:
        return wanted
    arrival = recognize_press(body, us.workspace, place) or _on_question(body, us, place)
    if arrival is None:
        return Aside()
    container: Json = body.get("container") or {}
    return Heard(
        arrival,
        is_member=is_of_workspace(body, us),
        response_url=str(body.get("response_url") or ""),
        is_passing=bool(container.get("is_ephemeral")),
    )


def _on_question(body: Json, us: Us, place: Place) -> Arrival | None:
    pressed = (body.get("actions") or [{}])[0]
    deed = _deed_of(str(pressed.get("action_id", "")))
    if deed is None:
        return None
    value = actions.read_value(pressed.get("value") or (pressed.get("selected_option") or {}).get("value"))
    person, action_ts = str(body["user"]["id"]), str(pressed.get("action_ts", ""))
    return Arrival(
        key=press_key(deed, us.workspace, value.asked, person, action_ts),
        deed=deed,
        person=person,
        place=place,
        at=moment(action_ts),
        question=value.asked,
        choice=value.number if deed is Deed.CHOSE else None,
        filled=Filled(to=value.argument) if deed is Deed.OFFICE_TOLD else None,
    )


def _deed_of(action_id: str) -> Deed | None:
    for name, deed in DEEDS:
        if action_id == name if isinstance(name, str) else name.fullmatch(action_id):
            return deed
    return None


def press_place(body: Json, us: Us) -> Place:
    """Where a button was pressed: the channel and thread of its message; no channel in a modal or in App Home."""
    container: Json = body.get("container") or {}
    channel = str(container.get("channel_id") or (body.get("channel") or {}).get("id") or "")
    message: Json = body.get("message") or {}
    is_direct = not channel or channel.startswith("D")
    thread = container.get("thread_ts") or message.get("thread_ts")
    if is_direct and not container.get("is_ephemeral"):
        # In a channel a word to one person is not seen in a thread without replies; under a passing message none is.
        thread = thread or container.get("message_ts")
    return Place(us.workspace, channel, str(thread) if thread and channel else None, is_direct)


def is_of_workspace(body: Json, us: Us) -> bool:
    """Is the person who pressed, submitted or wrote a command of our workspace, as far as the request tells?"""
    user = body.get("user")
    home = user.get("team_id") if isinstance(user, Mapping) else body.get("team_id")
    return not home or home == us.workspace


def _command(body: Json, us: Us) -> Heard | Ignored | Aside:
    text = str(body.get("text") or "")
    words = written_words(text, us.bot_user)
    if words.lower() in HELP:
        return Aside()
    channel = str(body.get("channel_id") or "")
    key = f"asked:{us.workspace}:command:{body.get('trigger_id', '')}"
    arrival = Arrival(
        key=key,
        deed=Deed.ASKED,
        person=str(body["user_id"]),
        place=Place(us.workspace, channel, None, channel.startswith("D")),
        at=datetime.now(UTC),
        message=key,
        entry=Entry.COMMAND,
    )
    return Heard(arrival, words, is_of_workspace(body, us), response_url=str(body.get("response_url") or ""))
