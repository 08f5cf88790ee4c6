"""Do the pages of the texts hold every clause once, with its exact words, where a link leads to it?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Clause, ClauseKind, Document, Held, Source
from corpus.library import Library, load_library
from corpus.pages import CLAUSE_PAGE, FIRST_PAGE, STYLE_FILE, render_pages, write_pages

ROOT = Path(__file__).resolve().parents[3]
PARAGRAPH = ClauseKind.PARAGRAPH
EMPTY = frozenset({"meta", "br", "link", "img"})


@dataclass
class Read(HTMLParser):
    """A page as a browser reads it: ids, links, the words of each clause, and which elements there are."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    elements: Counter[str] = field(default_factory=Counter)
    headings: list[int] = field(default_factory=list)
    all: str = ""
    _open: list[str] = field(default_factory=list)
    _clause: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements[tag] += 1
        if id := given.get("id"):
            self.ids.append(id)
            self._clause = id
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "blockquote":
            self.words[self._clause] = ""
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        assert not {name for name in given if name.startswith("on")}, "nothing runs"
        assert "src" not in given, "nothing is loaded"
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "well formed"

    def handle_data(self, data: str) -> None:
        self.all += data
        if "blockquote" in self._open:
            self.words[self._clause] += data


def read(page: str) -> Read:
    found = Read()
    found.feed(page)
    found.close()
    assert found._open == []
    return found


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def pages(library: Library) -> dict[str, Read]:
    return {name: read(page) for name, page in render_pages(library).items()}


def test_every_clause_of_the_library_stands_once_with_its_exact_words(library: Library, pages: dict[str, Read]) -> None:
    for document in library.documents:
        page = pages[f"{document.id}.html"]
        assert page.words == {clause.id: clause.text for clause in document.clauses}
        assert len(page.ids) == len(set(page.ids))
        assert [id for id in page.ids if id in page.words] == [clause.id for clause in document.clauses]
    assert sum(len(page.words) for page in pages.values()) == len(library.clauses())


def test_the_address_of_every_clause_leads_to_its_words(library: Library, pages: dict[str, Read]) -> None:
    for clause in library.clauses():
        file, _, anchor = CLAUSE_PAGE.format(document=clause.document, clause=clause.id).partition("#")
        assert pages[file].words[unquote(anchor)] == clause.text


def test_every_link_of_a_page_leads_somewhere(pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        for link in page.links:
            to = urlsplit(urljoin(f"https://x/{name}", link))
            assert not to.fragment or unquote(to.fragment) in pages[to.path[1:]].ids, link
    assert {urljoin("/", link) for link in pages[FIRST_PAGE].links} == {f"/{name}" for name in pages} - {"/index.html"}


def test_a_page_says_which_edition_of_when_and_where_it_is_from(library: Library, pages: dict[str, Read]) -> None:
    directive = pages["md-16-02.html"].all
    for words in ("MD 16-02, Social Media", "September 2, 2021", "09/02/21, revision of 12/5/16", "md-16-02.txt"):
        assert words in directive
    assert library.document("16-02").digest in directive
    for document in library.documents:
        assert document.version in pages[f"{document.id}.html"].all
        if document.note:
            assert document.note in pages[f"{document.id}.html"].all
            assert document.note in pages[FIRST_PAGE].all


def test_what_is_no_quotation_says_so_at_each_clause(library: Library, pages: dict[str, Read]) -> None:
    for document in library.documents:
        ours = sum(not clause.is_quotable for clause in document.clauses)
        said = re.findall("Our own summary, not|No text of it is held", pages[f"{document.id}.html"].all)
        assert len(said) == ours


def test_a_page_is_plain_has_a_language_and_headings_in_order(library: Library) -> None:
    for page in render_pages(library).values():
        found = read(page)
        assert not found.elements.keys() & {"script", "link", "img", "iframe", "form", "object"}
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert found.elements["main"] == found.elements["h1"] == found.elements["title"] == 1
        assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False))


def test_the_pages_look_like_the_demo() -> None:
    def tokens(style: str) -> dict[str, str]:
        return dict(re.findall(r"^  (--[a-z-]+|font): (.+);$", style, re.MULTILINE))

    demo = tokens((ROOT / "assistant/slack/standin/web/page/look.css").read_text())
    ours = tokens(STYLE_FILE.read_text())
    assert len(ours) > 5
    assert ours == {name: demo[name] for name in ours}


texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=60)
texts |= st.sampled_from(
    ["<script>alert(1)</script>", "</blockquote></div>", "a & b &amp; c", "\r\n two \r", "\"' x", "<!--"]
)


@given(st.lists(texts, min_size=1, max_size=5), texts, texts)
def test_whatever_a_text_holds_its_words_stay_what_they_are(parts: list[str], heading: str, title: str) -> None:
    clauses, text = [], ""
    for number, part in enumerate(parts):
        start, lead_in = len(text), "d/0" if number else None
        place = f"D, {title}, {number}"
        clauses.append(
            Clause(f"d/{number}", "d", PARAGRAPH, (heading,), place, part, start, start + len(part), lead_in=lead_in)
        )
        text += part
    source = Source(title, "0" * 64, date(2026, 1, 2))
    document = Document("d", "D", title, None, title, Held.FULL, title, text, tuple(clauses), source)

    pages = render_pages(Library((document,)))

    assert read(pages["d.html"]).words == {clause.id: clause.text for clause in clauses}
    assert "script" not in read(pages[FIRST_PAGE]).elements


def test_written_again_they_are_the_same_and_what_else_lies_there_stays(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "other.html").write_text("theirs")
    (folder / "md-16-02.html").write_text("an old one")

    written = write_pages(library, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_pages(library, folder)

    assert {path.name for path in written} == set(render_pages(library))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert before.keys() == {path.name for path in written} | {"other.html"}
    assert before["md-16-02.html"].decode() == render_pages(library)["md-16-02.html"]
