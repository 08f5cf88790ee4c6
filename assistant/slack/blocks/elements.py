"""How are the parts of Block Kit written? One short function for each part that we use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.slack.blocks.escape import cleaned, escaped
from assistant.slack.blocks.limits import LONGEST_INPUT, cut, limit
from assistant.slack.blocks.records import Block, View

LONGEST_TEXT = limit("section", "text.text")


def plain(text: str, most: int = LONGEST_TEXT) -> Block:
    """A text that is taken as it stands; cut to `most` characters."""
    return {"type": "plain_text", "text": cut(cleaned(text), most), "emoji": False}


def marked(text: str) -> Block:
    """A text in mrkdwn, already escaped; Slack makes no links or mentions of its own from it."""
    return {"type": "mrkdwn", "text": cut(text, LONGEST_TEXT), "verbatim": True}


def ours(text: str, most: int) -> str:
    """A sentence of ours as mrkdwn of at most `most` characters; never cut in the middle of an escaped sign."""
    return re.sub(r"&[a-z]{0,3}(?=…$)", "", cut(escaped(text), most))


def header(text: str) -> Block:
    """A line in large letters."""
    return {"type": "header", "text": plain(text, limit("header", "text.text"))}


def section(text: str) -> Block:
    """A paragraph of ours, in mrkdwn that is already escaped."""
    return {"type": "section", "text": marked(text)}


def section_with(text: str, accessory: Block) -> Block:
    """A paragraph of ours with one element beside it."""
    return section(text) | {"accessory": accessory}


def aside(*lines: str) -> Block:
    """Small lines of ours, one under the other, in mrkdwn that is already escaped."""
    return {"type": "context", "elements": [marked("\n".join(lines))]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(action: str, text: str, value: str, *, style: str | None = None, confirm: Block | None = None) -> Block:
    """A button. `style` is "primary" or "danger"; its words must say the same as its color."""
    made: Block = {
        "type": "button",
        "action_id": action,
        "text": plain(text, limit("button", "text.text")),
        "value": value,
    }
    if style is not None:
        made["style"] = style
    if confirm is not None:
        made["confirm"] = confirm
    return made


def link_button(action: str, text: str, url: str) -> Block:
    """A button that opens an address; Slack tells us that it was pressed, too."""
    return {"type": "button", "action_id": action, "text": plain(text, limit("button", "text.text")), "url": url}


def confirmation(title: str, text: str, yes: str, no: str) -> Block:
    """What is asked before a press counts."""
    return {
        "title": plain(title, limit("confirm", "title.text")),
        "text": plain(text, limit("confirm", "text.text")),
        "confirm": plain(yes, limit("confirm", "confirm.text")),
        "deny": plain(no, limit("confirm", "deny.text")),
    }


def option(text: str, value: str) -> Block:
    """One of several to choose from."""
    return {"text": plain(text, limit("option", "text.text")), "value": value}


def select(action: str, options: Sequence[Block], *, chosen: Block | None = None, placeholder: str = "") -> Block:
    """A menu to choose one from."""
    made: Block = {"type": "static_select", "action_id": action, "options": list(options)}
    if placeholder:
        made["placeholder"] = plain(placeholder, limit("element", "placeholder.text"))
    if chosen is not None:
        made["initial_option"] = chosen
    return made


def private_channel(action: str, placeholder: str, chosen: str = "") -> Block:
    """A menu to choose a private channel from, of those that whoever opens it can see."""
    made: Block = {
        "type": "conversations_select",
        "action_id": action,
        "placeholder": plain(placeholder, limit("element", "placeholder.text")),
        "filter": {"include": ["private"], "exclude_external_shared_channels": True, "exclude_bot_users": True},
    }
    if chosen:
        made["initial_conversation"] = chosen
    return made


def any_channel(action: str, placeholder: str) -> Block:
    """A menu to choose a channel from, of all that whoever opens it can see."""
    return {
        "type": "conversations_select",
        "action_id": action,
        "placeholder": plain(placeholder, limit("element", "placeholder.text")),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }


def radios(action: str, options: Sequence[Block], chosen: Block | None = None) -> Block:
    """A few to choose one from, all in sight."""
    made: Block = {"type": "radio_buttons", "action_id": action, "options": list(options)}
    if chosen is not None:
        made["initial_option"] = chosen
    return made


def checkboxes(action: str, options: Sequence[Block], chosen: Sequence[Block] = ()) -> Block:
    """A few to choose any from."""
    made: Block = {"type": "checkboxes", "action_id": action, "options": list(options)}
    if chosen:
        made["initial_options"] = list(chosen)
    return made


def many(
    action: str,
    groups: Sequence[tuple[str, Sequence[Block]]],
    *,
    chosen: Sequence[Block],
    most: int,
    placeholder: str,
) -> Block:
    """A menu to choose up to `most` from, in groups under their labels."""
    made: Block = {
        "type": "multi_static_select",
        "action_id": action,
        "placeholder": plain(placeholder, limit("element", "placeholder.text")),
        "option_groups": [
            {"label": plain(label, limit("option_group", "label.text")), "options": list(options)}
            for label, options in groups
        ],
        "max_selected_items": most,
    }
    if chosen:
        made["initial_options"] = list(chosen)
    return made


def one_person(action: str, placeholder: str) -> Block:
    """A menu to choose somebody of the workspace from."""
    return {
        "type": "users_select",
        "action_id": action,
        "placeholder": plain(placeholder, limit("element", "placeholder.text")),
    }


def text_field(
    action: str, *, is_long: bool = False, start: str = "", placeholder: str = "", most: int = LONGEST_INPUT
) -> Block:
    """A field to write in, with what stands in it at first."""
    made: Block = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": is_long,
        "max_length": most,
    }
    if start:
        made["initial_value"] = cut(cleaned(start), most)
    if placeholder:
        made["placeholder"] = plain(placeholder, limit("element", "placeholder.text"))
    return made


def question(block: str, label: str, element: Block, *, is_optional: bool = False, hint: str = "") -> Block:
    """A question of a form with the element that takes its answer; `block` names it in what is submitted."""
    made: Block = {
        "type": "input",
        "block_id": block,
        "label": plain(label, limit("input", "label.text")),
        "element": element,
        "optional": is_optional,
    }
    if hint:
        made["hint"] = plain(hint, limit("input", "hint.text"))
    return made


def modal(
    name: str, title: str, blocks: Sequence[Block], *, close: str, submit: str | None = None, carries: str = ""
) -> View:
    """A modal; with `submit` it is a form. `carries` comes back with what is submitted."""
    made: View = {
        "type": "modal",
        "callback_id": name,
        "title": plain(title, limit("modal", "title.text")),
        "close": plain(close, limit("modal", "close.text")),
        "blocks": list(blocks)[: limit("modal", "blocks")],
        "private_metadata": carries,
    }
    if submit is not None:
        made["submit"] = plain(submit, limit("modal", "submit.text"))
    return made


def rich(*elements: Block) -> Block:
    """A block of rich text, whose texts are taken as they stand."""
    return {"type": "rich_text", "elements": list(elements)}


def line(*elements: Block) -> Block:
    """A line of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quotation(*elements: Block) -> Block:
    """A quote of rich text."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def preformatted(text: str) -> Block:
    """A stretch of rich text to be copied as it stands."""
    return {"type": "rich_text_preformatted", "elements": [said(text)]}


def said(text: str, *, bold: bool = False, italic: bool = False, struck: bool = False) -> Block:
    """Words of rich text, taken as they stand."""
    made: Block = {"type": "text", "text": cleaned(text) or " "}
    style = {name: True for name, is_on in (("bold", bold), ("italic", italic), ("strike", struck)) if is_on}
    if style:
        made["style"] = style
    return made


def link(url: str, text: str) -> Block:
    """Words of rich text that lead to an address."""
    return {"type": "link", "url": url, "text": cleaned(text) or url}


def day(moment: datetime) -> str:
    """
    A day in mrkdwn, in the reader's own words and time zone (formatting-message-text, "Date formatting").

    Never "today" or "yesterday": it stands after a preposition or an article ("desde el ..."), where only a date can.
    """
    fallback = escaped(moment.astimezone(UTC).strftime("%Y-%m-%d"))
    return f"<!date^{int(moment.timestamp())}^{{date_long}}|{fallback}>"


def time_of(moment: datetime) -> str:
    """A day and its time in mrkdwn, as `day`."""
    fallback = escaped(moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"))
    return f"<!date^{int(moment.timestamp())}^{{date_long}}, {{time}}|{fallback}>"
