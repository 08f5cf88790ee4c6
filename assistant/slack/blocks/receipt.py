"""How does a receipt look in Slack? A view with the same parts as its page, which can be sent as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from assistant.reporting.receipt import Receipt
from assistant.reporting.receipt_parts import Manner, Paragraph, Part, receipt_title, tell_receipt
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import (
    actions,
    aside,
    button,
    header,
    line,
    modal,
    quotation,
    rich,
    said,
    section,
)
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block, Look, Message, View
from assistant.slack.blocks.written import as_written
from assistant.slack.wording import Words

LONGEST_FACTS = 2_600
"""Characters of facts in one section; a section takes 3,000."""
LONGEST_WORDS = 2_900
MOST_BLOCKS = 100

_PERSON = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")


class AsFile(Enum):
    """How a receipt that is open can be had as a file."""

    OFFERED = auto()
    WANTED = auto()
    """It was asked for in this view."""
    NOT_ALLOWED = auto()
    """The workspace does not let the app send files."""


def receipt_view(receipt: Receipt, look: Look, value: str = "", as_file: AsFile = AsFile.OFFERED) -> View:
    """
    The whole receipt; its last steps are left out where a view takes no more.

    `value` is what its button carries.
    """
    words = look.words(receipt.language)
    parts = tell_receipt(receipt, lambda person: f"<@{person}>")
    blocks = [header(receipt_title(receipt)), _file(as_file, value, words)]
    blocks += [block for part in parts for block in _part(part)]
    return modal(act.RECEIPT_VIEW, words("receipt"), blocks[:MOST_BLOCKS], close=words("close"))


def _file(as_file: AsFile, value: str, words: Words) -> Block:
    match as_file:
        case AsFile.OFFERED:
            return actions(button(act.RECEIPT_FILE, words("receipt-file"), value))
        case AsFile.WANTED:
            return section(words("receipt-file-wanted"))
        case AsFile.NOT_ALLOWED:
            return aside(words("receipt-file-not-allowed"))


def not_sent_as_file(number: int, words: Words, *, is_late: bool = False) -> Message:
    """What is said where a receipt was not sent as a file: the workspace refuses it, or it would come too late."""
    sentence = words("receipt-file-late" if is_late else "receipt-file-refused", number=number)
    return Message(sentence, (section(sentence),))


def _part(part: Part) -> Iterator[Block]:
    yield header(part.title)
    facts: list[str] = []
    for each in part.paragraphs:
        if each.manner is Manner.FACT:
            facts.append(f"*{_ours(each.label)}:* {_ours(each.text)}")
            continue
        yield from _facts(facts)
        facts = []
        yield from _shown(each)
    yield from _facts(facts)


def _facts(lines: Sequence[str]) -> Iterator[Block]:
    """As few sections as hold them."""
    held: list[str] = []
    for each in lines:
        if held and len("\n".join([*held, each])) > LONGEST_FACTS:
            yield section("\n".join(held))
            held = []
        held.append(each)
    if held:
        yield section("\n".join(held))


def _shown(paragraph: Paragraph) -> Iterator[Block]:
    match paragraph.manner:
        case Manner.QUOTE:
            yield rich(line(said(paragraph.label, bold=True)), quotation(said(cut(paragraph.text, LONGEST_WORDS))))
        case Manner.SAID:
            if paragraph.label:
                yield section(_ours(paragraph.label))
            yield rich(*as_written(paragraph.text))
        case _:
            yield section(escaped(cut(paragraph.text, LONGEST_WORDS)))


def _ours(text: str) -> str:
    """Words of ours, in which a person is mentioned; nothing that people write stands in them."""
    return _PERSON.sub(r"<@\1>", escaped(text))
