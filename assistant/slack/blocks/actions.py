"""What is a button called, and what does it carry? Names that never change, and values that say how to read them.

A message stays clickable for years: a value written by an earlier release must still be read. So every value begins
with its version, and a version once sent keeps its reader here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ASK_MANAGEMENT = "answer_ask_management"
WHY = "answer_why"
CORRECT = "answer_correct"
COPY_DISCLAIMER = "answer_copy_disclaimer"
GET_PRIVATELY = "answer_get_privately"
SHARE = "answer_share"
PUT_TO_THEM = "answer_put_to_management"
"""Puts a later question to the office that has, or had, an earlier one; the value's one argument is that hand-off."""
OFFICE_OF_QUESTION = "answer_office"
"""A menu whose options carry the question, and as their one argument an office."""
WITHDRAW = "answer_withdraw"
ADD_NAME = "answer_add_name"
"""Of who asked, on a hand-off: the value names it, and the version of it that stood there."""
FEEDBACK = "answer_feedback"
"""Slack's own pair of feedback buttons; the value's one argument is `HELPFUL` or `NOT_HELPFUL`."""
FEEDBACK_HELPFUL = "answer_helpful"
FEEDBACK_NOT_HELPFUL = "answer_not_helpful"
"""The same as plain buttons, for plans without Slack's AI features."""
CHOOSE = re.compile(r"^answer_choose_\d{1,2}$")
"""A choice of a question back; the value's one argument is its number from 0."""

CARD_CLAIM = "card_claim"
CARD_RELEASE = "card_release"
CARD_REASSIGN = "card_reassign"
CARD_ASK = "card_ask"
CARD_ANSWER = "card_answer"
CARD_PASS_ON = "card_pass_on"
CARD_CORRECT = "card_correct"
CARD_READ = "card_read"
LETTER_STAY = "letter_stay"
LETTER_APPROVE = "letter_approve"
LETTER_DECLINE = "letter_decline"
LETTER_RENEW = "letter_renew"
LETTER_RETELL = "letter_retell"
"""Opens the form in which the question of a ruling is told without person and place."""
"""Of managers, on a hand-off: the value names it, and the version of it that the person looks at."""
RECEIPT = "receipt"
"""Of whoever asked, and of managers, on a hand-off: the value is as theirs."""
RECEIPT_FILE = "receipt_file"
"""The same, in the receipt that was opened: sends it as a file."""
LETTER_REPLY = "letter_reply"
LETTER_STILL = "letter_still"
LETTER_HELPFUL = "letter_helpful"
LETTER_NOT_HELPFUL = "letter_not_helpful"
"""Of askers, on a hand-off: the value names it, and the version of it that stood there."""

HOME_ASK = "home_ask"
"""Opens the form, with room for a draft."""
HOME_ASK_BOX = "home_ask_box"
"""Asks what stands in the box beside it."""
HOME_WITHDRAW = re.compile(r"^home_withdraw_\d{1,10}$")
HOME_CHANNEL_MODE = re.compile(r"^home_channel_mode_\w{1,40}$")
HOME_OTHER_CHANNELS = "home_other_channels"
HOME_ANY_CHANNEL = "home_any_channel"
HOME_SWITCH = "home_switch"
HOME_MANAGEMENT = "home_management"
HOME_NO_MANAGEMENT = "home_no_management"
HOME_OFFICE = "home_office"
HOME_REPORT = "home_report"
HOME_RENEW = re.compile(r"^home_renew_\d{1,10}$")
HOME_CORRECT = re.compile(r"^home_correct_\d{1,10}$")
HOME_DECLINE = re.compile(r"^home_decline_\d{1,10}$")
"""Of managers, on a precedent, whose id ends the name; the value is as in the letters on one."""
HOME_PRECEDENTS_BACK = "home_precedents_back"
HOME_PRECEDENTS_NEXT = "home_precedents_next"
"""The value's one argument is the number of the page, from 0."""
HOME_OPEN = re.compile(r"^home_open_\d{1,10}$")
"""A link to an answer; Slack tells that it was pressed, and nothing is to be done."""
OPEN_ANSWER = "open_answer"
"""The same in a notice."""
OPEN_CARD = re.compile(r"^open_card(_\d{1,10})?$")
"""The same, to a card."""

ASK_FORM = "ask_form"
CORRECTION_FORM = "correction_form"
NOT_HELPFUL_FORM = "not_helpful_form"
HAND_OVER_FORM = "hand_over_form"
SHARE_FORM = "share_form"
CHANNEL_FORM = "channel_form"
"""Of administrators: what is done in one channel."""
RETELL_FORM = "retell_form"
RULING_FORM = "ruling_form"
RULING_PREVIEW = "ruling_preview"
ASK_BACK_FORM = "ask_back_form"
REASSIGN_FORM = "reassign_form"
PASS_ON_FORM = "pass_on_form"
"""Of managers, on a hand-off."""
REPLY_FORM = "reply_form"
STILL_FORM = "still_form"
"""Of askers, on a hand-off."""
WHY_VIEW = "why_view"
DISCLAIMER_VIEW = "disclaimer_view"
RECEIPT_VIEW = "receipt_view"
WHOLE_VIEW = "whole_view"
REPORT_VIEW = "report_view"
HOME_VIEW = "home_view"

HELPFUL = "helpful"
NOT_HELPFUL = "not_helpful"
ON = "on"
OFF = "off"

VERSION = "v1"
WITH_FILES = "v2"
"""Of the origin of a form that was opened on a message with pictures or files."""


class ButtonTooOld(ValueError):
    """The button cannot be read any more. Say so, and ask the person to put the question again."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button carries: the question or the hand-off that it is about, and what else there is to say."""

    asked: int
    arguments: tuple[str, ...] = ()

    @property
    def hand_off(self) -> int:
        """The id of the hand-off that it is about, on cards and letters of ours."""
        return self.asked

    @property
    def version(self) -> int | None:
        """The version of the hand-off that was looked at; None where the button does not say."""
        return self.number if self.arguments else None

    @property
    def argument(self) -> str:
        """The first argument. Raises `ButtonTooOld` when there is none."""
        if not self.arguments:
            raise ButtonTooOld("the button says nothing beside its question; ask again")
        return self.arguments[0]

    @property
    def number(self) -> int:
        """The first argument as a number. Raises `ButtonTooOld` when it is none."""
        return _number(self.argument)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened, carried along in it: "" for what there is not."""

    channel: str = ""
    message: str = ""
    """The message that a message shortcut was used on."""
    response_url: str = ""
    """Where a slash command can be answered."""
    has_files: bool = False
    """Does that message carry pictures or files?"""


def choose(number: int) -> str:
    """The name of the button of that choice."""
    return f"answer_choose_{number}"


def home_box(number: int) -> str:
    """The name of the block with that box to ask."""
    return f"home_box_{number}"


def home_withdraw(number: int) -> str:
    """The name of the button that takes the hand-off of that number back."""
    return f"home_withdraw_{number}"


def home_open(asked: int) -> str:
    """The name of the link to the answer of that question."""
    return f"home_open_{asked}"


def open_card(hand_off: int | None = None) -> str:
    """The name of the link to the card of that hand-off."""
    return "open_card" if hand_off is None else f"open_card_{hand_off}"


def home_renew(precedent: int) -> str:
    """The name of the button that renews that precedent."""
    return f"home_renew_{precedent}"


def home_correct(precedent: int) -> str:
    """The name of the button that opens the form to correct the ruling of that precedent."""
    return f"home_correct_{precedent}"


def home_decline(precedent: int) -> str:
    """The name of the button that withdraws that precedent."""
    return f"home_decline_{precedent}"


def home_channel_mode(channel: str) -> str:
    """The name of the menu that sets what is done in that channel."""
    return f"home_channel_mode_{channel}"


def channel_of(action: str) -> str:
    """The channel of such a menu."""
    return action.removeprefix("home_channel_mode_")


def write_channel(channel: str) -> str:
    """The channel that a form is about, as its `private_metadata`."""
    return f"{VERSION}|{channel}"


def read_channel(metadata: str | None) -> str:
    """The channel that a form is about. Raises `ButtonTooOld` for a form that no release reads."""
    found = re.fullmatch(rf"{VERSION}\|([CG]\w{{1,40}})", metadata or "", re.ASCII)
    if found is None:
        raise ButtonTooOld("the form was opened by another release; open it again")
    return found[1]


def write_value(asked: int, *arguments: str | int) -> str:
    """
    The value of a button, readable by `read_value` of this and every later release.

    >>> write_value(12, 0)
    'v1|12|0'
    """
    return "|".join((VERSION, str(asked), *map(_plain, arguments)))


def read_value(value: str | None) -> Pressed:
    """What a button carries. Raises `ButtonTooOld` for what no release of ours has written, or none any more reads."""
    version, _, rest = (value or "").partition("|")
    reader = _READERS.get(version)
    if reader is None:
        raise ButtonTooOld(f"no release reads button values of version {version[:10]!r}; ask again")
    return reader(rest)


def write_origin(origin: Origin) -> str:
    """The origin as a form's `private_metadata`; of a message with files, as v2, which is v1 and says that alone."""
    return "|".join((WITH_FILES if origin.has_files else VERSION, origin.channel, origin.message, origin.response_url))


def read_origin(metadata: str | None) -> Origin:
    """The origin of a form. Raises `ButtonTooOld` for a form that no release reads."""
    parts = (metadata or "").split("|")
    if parts[0] not in (VERSION, WITH_FILES) or len(parts) != 4:
        raise ButtonTooOld("the form was opened by another release; open it again")
    channel, message, response_url = parts[1:]
    return Origin(channel, message, response_url, parts[0] == WITH_FILES)


def _read_v1(rest: str) -> Pressed:
    asked, *arguments = rest.split("|")
    return Pressed(_number(asked), tuple(arguments))


_READERS: Mapping[str, Callable[[str], Pressed]] = {"v1": _read_v1}
"""A version once sent stays here."""


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ButtonTooOld("the button's number cannot be read; ask again")
    return int(text)


def _plain(argument: str | int) -> str:
    text = str(argument)
    if "|" in text:
        raise ValueError(f"the argument {text[:20]!r} of a button holds the sign that divides arguments, '|'")
    return text
