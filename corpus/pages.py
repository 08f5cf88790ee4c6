"""
Where can a clause be read that an answer quotes? On static pages, one a text, with an anchor for each clause.

Plain HTML: no script, nothing loaded, so they can lie in an intranet, on a file share, or be served as they are. The
look is `pages.css`, put into each page; the sentences around the texts are in `pages.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from corpus.document import Clause, Document, Held
from corpus.library import Library
from corpus.strict_yaml import StrictModel, read_record

STYLE_FILE = Path(__file__).with_name("pages.css")
WORDS_FILE = Path(__file__).with_name("pages.yaml")

FIRST_PAGE = "index.html"
"""The list of all texts."""

CLAUSE_PAGE = "{document}.html#{clause}"
"""Where a clause stands, below the folder of the pages: with the gaps that `CANIPOST_CLAUSE_URL` has."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""A page may load nothing and run nothing, wherever it is opened from."""

DEEPEST_HEADING = 6


class PageWords(StrictModel):
    """The sentences around the texts."""

    list_title: str
    list_intro: str
    back: str
    contents: str
    edition: str
    issued: str
    issued_unknown: str
    held: str
    known_through: str
    caution: str
    source: str
    source_taken: str
    source_none: str
    fingerprint: str
    link_to: str
    held_full: str
    held_quoted: str
    held_summary: str
    held_cited: str
    clause_summary: str
    clause_cited: str

    def how_much(self, held: Held) -> str:
        """How much of a text is held, in words."""
        found: str = getattr(self, f"held_{held.value}")
        return found


@cache
def read_page_words() -> PageWords:
    """Raises `FaultyData`."""
    return read_record(WORDS_FILE, PageWords)[0]


def render_pages(library: Library) -> Mapping[str, str]:
    """
    All pages by the name of their file: the list of the texts, and one page a text.

    Every clause stands on the page of its document once, with its exact words, in the element whose id is its own.
    """
    words = read_page_words()
    pages = {FIRST_PAGE: _list_page(library, words)}
    pages |= {f"{document.id}.html": _document_page(document, words) for document in library.documents}
    return MappingProxyType(pages)


def write_pages(library: Library, folder: Path) -> tuple[Path, ...]:
    """
    Write all pages into the folder, which is made where it is missing; what else lies there stays.

    Raises `OSError` where it cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, page in render_pages(library).items():
        path, beside = folder / name, folder / f".{name}.new"
        beside.write_text(page, encoding="utf-8", newline="\n")
        beside.replace(path)  # at once: nobody reads half a page
        written.append(path)
    return tuple(written)


def _list_page(library: Library, words: PageWords) -> str:
    rows = "\n".join(f"<li>{_entry(document, words)}</li>" for document in library.documents)
    body = (
        f"<main><h1>{escape(words.list_title)}</h1>\n<p>{escape(words.list_intro)}</p>\n"
        f'<ul class="texts">\n{rows}\n</ul></main>'
    )
    return _page(words.list_title, body)


def _entry(document: Document, words: PageWords) -> str:
    about = [_issued(document, words), words.how_much(document.held)]
    if document.note:
        about.append(document.note)
    link = f'<a href="{quote(document.id, safe="")}.html">{escape(_name(document))}</a>'
    return f'{link}<br><span class="small">{escape(" · ".join(about))}</span>'


def _document_page(document: Document, words: PageWords) -> str:
    body = [
        f'<header><p><a href="{FIRST_PAGE}">{escape(words.back)}</a></p>\n<h1>{escape(_name(document))}</h1>',
        "<dl>",
        *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(document, words)),
        "</dl></header>",
        *_contents(document, words),
        "<main>",
    ]
    before: tuple[str, ...] = ()
    for number, clause in enumerate(document.clauses):
        body += _headings(clause.heading, before, number)
        body.append(_clause(document, clause, words))
        before = clause.heading
    return _page(_name(document), "\n".join((*body, "</main>")))


def _facts(document: Document, words: PageWords) -> Iterator[tuple[str, str]]:
    source = document.source
    yield words.issued, _issued(document, words)
    yield words.edition, document.version
    yield words.held, words.how_much(document.held)
    if document.cited_in:
        yield words.known_through, document.cited_in
    if document.note:
        yield words.caution, document.note
    if source is None:
        yield words.source, words.source_none
    else:
        yield words.source, words.source_taken.format(file=source.file, day=_day(source.imported))
    yield words.fingerprint, document.digest


def _contents(document: Document, words: PageWords) -> Iterator[str]:
    """Links to the headings, as an outline."""
    rows: list[str] = []
    before: tuple[str, ...] = ()
    for number, clause in enumerate(document.clauses):
        for depth, heading in _new_headings(clause.heading, before):
            inner = ' class="within"' if depth else ""
            rows.append(f'<li{inner}><a href="#{_heading_id(number, depth)}">{escape(heading)}</a></li>')
        before = clause.heading
    if len(rows) > 1:
        yield f'<nav aria-label="{escape(words.contents)}"><p>{escape(words.contents)}</p><ul>'
        yield from rows
        yield "</ul></nav>"


def _headings(heading: tuple[str, ...], before: tuple[str, ...], number: int) -> Iterator[str]:
    for depth, text in _new_headings(heading, before):
        level = min(depth + 2, DEEPEST_HEADING)  # the first is the title's
        yield f'<h{level} id="{_heading_id(number, depth)}">{escape(text)}</h{level}>'


def _new_headings(heading: tuple[str, ...], before: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Those of a clause that the clause before it does not stand under, with their depth from 0."""
    same = 0
    while same < min(len(heading), len(before)) and heading[same] == before[same]:
        same += 1
    yield from enumerate(heading[same:], same)


def _heading_id(number: int, depth: int) -> str:
    """No clause has such an id: each begins with its document's, and a slash."""
    return f"heading-{number}-{depth}"


def _clause(document: Document, clause: Clause, words: PageWords) -> str:
    # Before and after the words nothing: not even white space, which is kept there.
    kind = "clause item" if clause.lead_in else "clause"
    place = clause.locator.removeprefix(f"{document.citation_name}, ")
    label = words.link_to.format(clause=clause.locator)
    about = [f'<a href="#{escape(quote(clause.id, safe="/"))}" aria-label="{escape(label)}">{escape(place)}</a>']
    if not clause.is_quotable:
        about.append(escape(words.clause_cited if clause.held is Held.CITED else words.clause_summary))
    return (
        f'<div class="{kind}" id="{escape(clause.id)}">'
        f'<blockquote class="words">{_exactly(clause.text)}</blockquote>'
        f'<p class="small">{" · ".join(about)}</p></div>'
    )


def _exactly(text: str) -> str:
    """The very characters: a browser would read a carriage return as the end of a line."""
    return escape(text).replace("\r", "&#13;")


def _name(document: Document) -> str:
    return f"{document.number}, {document.title}"


def _issued(document: Document, words: PageWords) -> str:
    return _day(document.issued) if document.issued else words.issued_unknown


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _page(title: str, body: str) -> str:
    """A page of its own around a body of HTML. https://html.spec.whatwg.org/"""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE_FILE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )
