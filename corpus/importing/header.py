"""What does the head of a page say of its policy: number, title, date?

Public copies of the County's manual print the labels "Policy #:", "Title:" and "Effective Date:", then their three
values; other copies print each value beside its label, or only a line such as "6.105 Internet Usage Policy".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from corpus.importing.extraction import Line
from corpus.importing.reflow import LABEL, RULE, is_capitals

HEAD_LINES = 30  # labels further down belong to something else
HEAD_WIDTH = 100  # characters; a longer line is prose, and the numbers in prose are those of other policies
_NUMBER = re.compile(r"#?\s*([0-9]{1,2}\.[0-9]{3}|[0-9]{2}-[0-9]{2})\b[\s,:.–—-]*")
_DATE = re.compile(
    r"([0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})$"
)
_NAMED = re.compile(
    r"(?:(?:board of supervisors |board )?(?:manual )?policy|management directive)?\s*(?:no\.?|number|#)?\s*:?\s*$",
    re.IGNORECASE,
)
_DATE_FORMATS = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y")


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a page says; None for what it does not say. `length` counts the lines that belong to it."""

    number: str | None
    title: str | None
    issued: date | None
    length: int


def read_header(lines: Sequence[Line]) -> Header:
    """The number, title and date in the first lines of a page."""
    labeled = _read_labels(lines[:HEAD_LINES])
    return labeled if labeled.number else _read_name(lines[:HEAD_LINES], labeled)


def parse_date(text: str) -> date | None:
    """
    The date in one of the forms that County pages use; None for anything else.

    >>> parse_date("07/13/04"), parse_date("July 13, 2004"), parse_date("soon")
    (datetime.date(2004, 7, 13), datetime.date(2004, 7, 13), None)
    """
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _read_labels(lines: Sequence[Line]) -> Header:
    values: dict[str, str] = {}
    pending: list[str] = []
    length = 0
    for position, line in enumerate(lines):
        if {"number", "title", "date"} <= values.keys() or (not pending and _opens_section(lines, position)):
            break
        labels = list(LABEL.finditer(line.text))
        if labels and labels[0].start() == 0:
            ends = [*(label.start() for label in labels[1:]), len(line.text)]
            for label, end in zip(labels, ends, strict=True):
                name, value = str(label.lastgroup), line.text[label.end() : end].strip()
                if value and (name != "number" or _NUMBER.match(value)):
                    values.setdefault(name, value)
                elif not value:
                    pending.append(name)
            length = position + 1
        elif pending:
            if RULE.fullmatch(line.text) or _opens_section(lines, position):
                break
            _take_values(line.text, pending, values)
            length = position + 1
    number = _NUMBER.match(values.get("number", ""))
    return Header(number and number.group(1), values.get("title"), parse_date(values.get("date", "")), length)


def _take_values(text: str, pending: list[str], values: dict[str, str]) -> None:
    """Give a line below the labels to the labels that wait for a value; one line may hold all of them."""
    number = _NUMBER.match(text) if "number" in pending else None
    if number:
        values["number"] = number.group(1)
        pending.remove("number")
        text = text[number.end() :]
    day = _DATE.search(text) if "date" in pending else None
    if day:
        values["date"] = day.group(1)
        pending.remove("date")
        text = text[: day.start()].strip()
    if text and "title" in pending:
        values["title"] = f"{values['title']} {text}" if "title" in values else text
    if "title" in values and pending == ["title"]:
        pending.clear()


def _opens_section(lines: Sequence[Line], position: int) -> bool:
    """Is this line a section's heading, with its rule below it? Then a value is missing and the header ends."""
    following = lines[position + 1].text if position + 1 < len(lines) else ""
    return is_capitals(lines[position].text) and bool(RULE.fullmatch(following))


def _read_name(lines: Sequence[Line], labeled: Header) -> Header:
    """The header of a page without labels, from a line such as "Board Policy No. 6.105, Internet Usage Policy"."""
    for position, line in enumerate(lines):
        if _opens_section(lines, position) or len(line.text) > HEAD_WIDTH:
            break
        number = _NUMBER.search(line.text)
        if number and _NAMED.fullmatch(line.text[: number.start()]):
            title = line.text[number.end() :].strip() or labeled.title
            length = max(labeled.length, position + 1)
            return Header(number.group(1), title, labeled.issued, length)
    return labeled
