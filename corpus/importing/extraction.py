"""Which lines does a file show, and which of them look like headings or list items?

Kept libraries do the reading: pypdf, mammoth (DOCX to HTML), markdown-it (Markdown to HTML), Beautiful Soup.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from corpus.errors import ImportRefused
from corpus.importing.sniffing import FileType, decode

MAX_CHARACTERS = 1_000_000  # about 400 pages; more is a whole manual, or no text at all


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line as a reader sees it, white space folded; empty for a blank line.

    `level` is the depth that markup gives a heading (0: no heading by markup), `depth` the nesting of a list item
    (0: no item by markup), `bold` says that all of it is bold. `wraps` says that the page may have cut it.
    """

    text: str
    level: int = 0
    depth: int = 0
    bold: bool = False
    wraps: bool = False


def extract_lines(path: Path, kind: FileType, content: bytes) -> tuple[Line, ...]:
    """All lines of a file. Raises `ImportRefused` when it is damaged, encrypted, empty or holds pictures of text."""
    match kind:
        case FileType.PDF:
            lines = _pdf_lines(path, content)
        case FileType.DOCX:
            lines = _docx_lines(path, content)
        case FileType.MARKDOWN:
            lines = _markdown_lines(decode(path, content))
        case FileType.HTML:
            lines = html_lines(decode(path, content))
        case FileType.TEXT:
            lines = text_lines(decode(path, content))
    if not any(line.text for line in lines):
        raise ImportRefused(f"{path} is empty: it holds no text.")
    length = sum(len(line.text) for line in lines)
    if length > MAX_CHARACTERS:
        raise ImportRefused(f"{path} holds {length:,} characters of text; no policy has more than {MAX_CHARACTERS:,}.")
    return tuple(lines)


def fold_space(text: str) -> str:
    """
    The text with every run of white space as one space, without characters that cannot be seen.

    Soft hyphens and zero-width marks are layout; control characters could steer the terminal that shows the text.
    """
    seen = (character for character in text if character.isspace() or category(character) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())


def text_lines(text: str) -> list[Line]:
    """The lines of plain text. Underlining tags (<u>PURPOSE</u>) are layout."""
    return [Line(fold_space(re.sub(r"</?u>", "", line)), wraps=True) for line in text.splitlines()]


# --- HTML, and what becomes HTML --------------------------------------------------------------------------------------

_BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3",
     "h4", "h5", "h6", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul")
)  # fmt: skip
_UNSEEN = ["script", "style", "template", "noscript", "head", "nav", "footer", "button", "svg"]


def html_lines(markup: str) -> list[Line]:
    """The lines of an HTML page: one for each block or line break that holds text. Menus and scripts are left out."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(markup, "html.parser")
    for tag in page(_UNSEEN):
        tag.decompose()
    return _Walk().lines_of(page.find("main") or page.body or page)


class _Walk:
    """Walks the tree of a page, gathering the words between two block boundaries into one line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.all_bold = True

    def lines_of(self, root: object) -> list[Line]:
        """The lines below `root`."""
        self.visit(root, 0, 0, False)
        self.end_line(0, 0)
        return self.lines

    def visit(self, node: object, level: int, depth: int, bold: bool) -> None:
        """Take in one node; `level`, `depth` and `bold` are what holds around it."""
        from bs4.element import Comment, NavigableString, Tag

        if isinstance(node, NavigableString):
            if not isinstance(node, Comment):
                self.words.append(str(node))
                self.all_bold &= bold or not node.strip()
            return
        if not isinstance(node, Tag):
            return
        name = node.name
        if name == "hr":
            self.end_line(level, depth)
            self.lines.append(Line("____"))
            return
        if name == "br":
            self.end_line(level, depth)
            return
        if name in _BLOCKS:
            self.end_line(level, depth)
        style = str(node.get("style") or "").replace(" ", "").lower()
        bold = bold or name in ("b", "strong") or "font-weight:bold" in style or "font-weight:700" in style
        inner_level = int(name[1]) if re.fullmatch("h[1-6]", name) else level
        inner_depth = depth + 1 if name == "li" else depth
        for child in node.children:
            self.visit(child, inner_level, inner_depth, bold)
        if name in _BLOCKS:
            self.end_line(inner_level, inner_depth)

    def end_line(self, level: int, depth: int) -> None:
        """Close the line gathered so far."""
        text = fold_space("".join(self.words))
        if text:
            self.lines.append(Line(text, level=level, depth=depth, bold=self.all_bold))
        self.words, self.all_bold = [], True


def _markdown_lines(text: str) -> list[Line]:
    from markdown_it import MarkdownIt

    return html_lines(MarkdownIt("commonmark").enable("table").render(text))


def _docx_lines(path: Path, content: bytes) -> list[Line]:
    import mammoth

    try:
        return html_lines(mammoth.convert_to_html(io.BytesIO(content)).value)
    except Exception as problem:  # the library raises whatever the damaged XML makes it raise
        raise ImportRefused(f"{path} is damaged: it cannot be read as a Word document ({problem}).") from problem


# --- PDF --------------------------------------------------------------------------------------------------------------


def _pdf_lines(path: Path, content: bytes) -> list[Line]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every harmless irregularity
    pages: list[list[str]] = []
    pictures: list[int] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ImportRefused(f"{path} is encrypted. Save a copy without protection and import that.")
        for number, page in enumerate(reader.pages, start=1):
            lines = [fold_space(line) for line in page.extract_text().splitlines()]
            if not any(lines) and _has_picture(page):
                pictures.append(number)
            pages.append(lines)
    except ImportRefused:
        raise
    except Exception as problem:  # the library raises many kinds on a damaged file
        raise ImportRefused(f"{path} is damaged: it cannot be read as a PDF ({problem}).") from problem
    if pictures:
        which = "all its pages are" if len(pictures) == len(pages) else f"page {pictures[0]} of {len(pages)} is"
        raise ImportRefused(
            f"{path} is an image-only scan: {which} pictures without text. Run text recognition (OCR) on it first."
        )
    return [Line(line, wraps=True) for line in _without_furniture(pages)]


def _has_picture(page: object) -> bool:
    resources = page["/Resources"].get_object() if "/Resources" in page else {}  # type: ignore[operator,index]
    return bool(resources.get("/XObject"))


def _without_furniture(pages: list[list[str]]) -> Iterator[str]:
    """The lines of all pages without page numbers and the running titles that stand on top or at the foot of each."""

    def shape(line: str) -> str:
        return re.sub(r"\d+", "#", line)

    filled = [[line for line in page if line] for page in pages]
    edges = Counter(shape(line) for page in filled for line in {*page[:1], *page[-1:]})
    repeated = {line for line, times in edges.items() if times == len(filled) > 1}
    for page in filled:
        for position, line in enumerate(page):
            at_edge = position in (0, len(page) - 1)
            if at_edge and (shape(line) in repeated or re.fullmatch(r"(?:page )?\d+(?: of \d+)?", line, re.IGNORECASE)):
                continue
            yield line
