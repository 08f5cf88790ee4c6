"""Where does one clause of an official text end and the next begin, and under which heading does it stand?

Headings are known by their capitals and the rule of underscores below them, by markup (h1 to h6, bold), by "SECTION 3",
or by being a bare short line above prose. Whatever is not known for a heading or a list item is a paragraph: nothing is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.document import LIST_MARK
from corpus.document_file import BlockKind
from corpus.importing.extraction import Line
from corpus.importing.header import Header, read_header
from corpus.importing.reflow import RULE, SENTENCE_END, is_capitals, reflow

_NUMBERED_SECTION = re.compile(r"(?:SECTION|ARTICLE|Section|Article)\s+(?:[0-9]+|[IVX]+)\b")
_OPEN_ITEM = re.compile(r"(?:[;,]|;? and|;? or)$", re.IGNORECASE)
_LISTS_REFERENCES = ("authority", "reference")
BARE_HEADING = 60  # characters at most
PROSE = 100  # characters; a line this long in the head of a page is no part of the head


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a text. `level` is a heading's depth; `lead_in` is the position of the passage an item hangs on."""

    kind: BlockKind
    text: str
    level: int = 1
    lead_in: int | None = None


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text taken apart: what its head says, its passages in order, and what a person should look at."""

    number: str | None
    title: str | None
    issued: date | None
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]


def split_text(lines: Sequence[Line]) -> SplitText:
    """Take the lines of a page apart. Of their characters only white space and rules are dropped."""
    whole = reflow(lines)
    header = read_header(whole.lines)
    passages = _Splitter(whole.lines, header).passages()
    return SplitText(header.number, header.title, header.issued, tuple(passages), whole.warnings)


class _Splitter:
    """Goes through the lines once, keeping the list that is open at each point."""

    def __init__(self, lines: Sequence[Line], header: Header) -> None:
        self.lines, self.header = lines, header
        used = sorted({line.level for line in lines[header.length :] if line.level})
        self.depth_of = {level: depth for depth, level in enumerate(used, start=1)}
        self.found: list[Passage] = []
        # Open lists, outermost first: the mark of their items, and the position of their lead-in.
        self.lists: list[tuple[str, int | None]] = []
        self.heading = ""

    def passages(self) -> list[Passage]:
        """All passages; the head of the page, down to the first section that holds anything, is front matter."""
        start = self._first_section()
        front = [line.text for line in self.lines[:start] if not RULE.fullmatch(line.text)]
        if front:
            self.found.append(Passage(BlockKind.FRONT, "\n".join(front)))
        for position in range(start, len(self.lines)):
            line = self.lines[position]
            if RULE.fullmatch(line.text):
                continue
            level = self._heading_level(position)
            if level:
                self.found.append(Passage(BlockKind.HEADING, line.text, level=level))
                self.heading, self.lists = line.text, []
            elif self._is_item(line):
                self._add_item(line)
            else:
                references = self.heading.casefold().startswith(_LISTS_REFERENCES)
                self.found.append(Passage(BlockKind.REFERENCE if references else BlockKind.PARAGRAPH, line.text))
                self.lists = []
        return self.found

    def _first_section(self) -> int:
        """Where the page's head ends: at its first real section, or where prose begins without one."""
        run: list[int] = []  # headings that follow each other: the title of the page, then the first section
        for position in range(self.header.length, len(self.lines)):
            line = self.lines[position]
            if RULE.fullmatch(line.text):
                continue
            level = self._heading_level(position)
            if level and (line.level or level == 1):
                run.append(position)
            elif run or line.depth or len(line.text) > PROSE or line.text.endswith("."):
                break
        while len(run) > 1 and self._is_title(run[0], run[1]):
            del run[0]
        return run[0] if run else self.header.length

    def _is_title(self, position: int, following: int) -> bool:
        """Is a heading the page's title, or empty, rather than the section that the next heading is part of?"""
        text = self.lines[position].text
        numbered = self.header.number is not None and self.header.number in text
        titled = self.header.title is not None and self.header.title.casefold() == text.casefold()
        return numbered or titled or self._heading_level(following) <= self._heading_level(position)

    def _text_after(self, position: int) -> str:
        return self.lines[position + 1].text if position + 1 < len(self.lines) else ""

    def _heading_level(self, position: int) -> int:
        """How deep a heading this line is; 0 when it is none."""
        line = self.lines[position]
        text, after = line.text, self._text_after(position)
        if line.level:
            return self.depth_of.get(line.level, 1)
        if line.depth:
            return 0
        ruled = bool(RULE.fullmatch(after)) and len(text) <= 100 and text[-1] not in ".;,:"
        if ruled or is_capitals(text) or (_NUMBERED_SECTION.match(text) and len(text) <= 100):
            return 1
        deeper = max(self.depth_of.values(), default=1) + 1
        if line.bold and len(text) <= 100 and not SENTENCE_END.search(text.rstrip(":")) and not LIST_MARK.match(text):
            return deeper
        return deeper if self._is_bare_heading(text, after) else 0

    def _is_bare_heading(self, text: str, after: str) -> bool:
        """A short line without a full stop, above prose, that no open list can claim."""
        if len(text) > BARE_HEADING or len(text.split()) > 8 or not text[0].isupper() or LIST_MARK.match(text):
            return False
        if not text[-1].isalnum() and text[-1] != ")":
            return False
        if self.heading.casefold().startswith(_LISTS_REFERENCES) or self._list_is_open():
            return False
        return len(after) > BARE_HEADING or bool(SENTENCE_END.search(after))

    def _list_is_open(self) -> bool:
        """Does the passage before say that more items follow?"""
        if not self.found or self.found[-1].kind is BlockKind.HEADING:
            return False
        before = self.found[-1]
        return before.text.endswith(":") or (before.kind is BlockKind.ITEM and bool(_OPEN_ITEM.search(before.text)))

    def _is_item(self, line: Line) -> bool:
        if line.depth or LIST_MARK.match(line.text):
            return True
        # A list exported as plain paragraphs: items go on as long as they begin small or end open.
        return self._list_is_open() and (
            line.text[0].islower()
            or bool(_OPEN_ITEM.search(line.text))
            or (self.found[-1].kind is BlockKind.ITEM and not line.text.endswith(":"))
        )

    def _add_item(self, line: Line) -> None:
        before = len(self.found) - 1
        mark = _mark_of(line)
        known = [position for position, (other, _) in enumerate(self.lists) if other == mark]
        if known:
            del self.lists[known[0] + 1 :]
        else:
            follows_clause = before >= 0 and self.found[before].kind not in (BlockKind.FRONT, BlockKind.HEADING)
            opens_deeper = bool(self.lists) and not self.found[before].text.endswith(":")
            lead_in = self.lists[-1][1] if opens_deeper else before if follows_clause else None
            self.lists.append((mark, lead_in))
        self.found.append(Passage(BlockKind.ITEM, line.text, lead_in=self.lists[-1][1]))


def _mark_of(line: Line) -> str:
    """What makes items of one list alike: their depth in markup, and their sort of mark."""
    mark = LIST_MARK.match(line.text)
    sign = mark.group().strip() if mark else ""
    return f"{line.depth} {re.sub(r'[0-9]+', '1', re.sub(r'[A-Za-z]+(?=[.)])', 'a', sign))}"
