"""Claims about how a page is taken apart: its head, its headings, its lists, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document_file import BlockKind
from corpus.importing.extraction import Line, html_lines, text_lines
from corpus.importing.header import parse_date, read_header
from corpus.importing.reflow import RULE, is_capitals, reflow
from corpus.importing.splitting import Passage, split_text

PROSE = "County IT users are to do what this long sentence says, every day of the year, without a single exception."


def passages(text: str) -> tuple[Passage, ...]:
    return split_text(text_lines(text)).passages


def kinds(text: str) -> list[tuple[str, str]]:
    return [(passage.kind.value, passage.text) for passage in passages(text)]


# --- the head of the page ---------------------------------------------------------------------------------------------

FULL = ("6.105", "Internet Usage Policy", date(2004, 7, 13))


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Policy #:\nTitle:\nEffective Date:\n6.105\nInternet Usage Policy\n07/13/04", FULL),
        ("Policy #:\n\nTitle:\n\nEffective Date:\n\n6.105\n\nInternet Usage Policy\n\n07/13/04", FULL),
        ("Policy #: Title: Effective Date:\n6.105 Internet Usage Policy 07/13/04", FULL),
        ("Policy #: 6.105\nTitle: Internet Usage Policy\nEffective Date: July 13, 2004", FULL),
        ("Policy #: 6.105 Title: Internet Usage Policy Effective Date: 7/13/2004", FULL),
        ("Policy No.: 6.105\nTitle: Internet Usage Policy\nDate Issued: 2004-07-13", FULL),
        ("County of Los Angeles\nPolicy #:\nTitle:\nEffective Date:\n6.105\nInternet\nUsage Policy\n07/13/04", FULL),
        ("Board of Supervisors Policy No. 6.105, Internet Usage Policy", (*FULL[:2], None)),
        ("6.105 - Internet Usage Policy\nEffective Date: 07/13/04", FULL),
        ("Policy 6.105: Internet Usage Policy", (*FULL[:2], None)),
        ("Management Directive #16-02\nDate\tIssued: 09/02/21", ("16-02", None, date(2021, 9, 2))),
        ("Policy #:\nTitle:\n6.105\nInternet Usage Policy", (*FULL[:2], None)),
        # a number inside a sentence names another policy, not this one
        ("This page is about Board Policy 6.105 and others.", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_number_title_and_date_are_read_from_the_head(head: str, found: tuple[object, ...]) -> None:
    for tail in (
        "",
        f"\n\nPURPOSE\n______\n{PROSE}",
        f"\n \nPURPOSE\n______\n{PROSE}\n\nBoard Policy No. 6.100, Other",
    ):
        split = split_text(text_lines(head + tail))
        assert (split.number, split.title, split.issued) == found
        if tail:
            assert Passage(BlockKind.HEADING, "PURPOSE") in split.passages
            assert any(passage.kind is BlockKind.PARAGRAPH and passage.text == PROSE for passage in split.passages)


def test_labels_without_values_do_not_swallow_the_first_section() -> None:
    header = read_header(text_lines(f"Policy #:\nTitle:\nPURPOSE\n_____\n{PROSE}"))
    assert (header.number, header.title, header.length) == (None, None, 2)


def test_a_title_in_capitals_is_a_title_and_no_section() -> None:
    text = f"Policy #:\nTitle:\nEffective Date:\n6.105\nINTERNET USAGE POLICY\n07/13/04\n\nPURPOSE\n____\n{PROSE}"
    assert split_text(text_lines(text)).title == "INTERNET USAGE POLICY"
    assert [one.text for one in passages(text) if one.kind is BlockKind.HEADING] == ["PURPOSE"]


def test_a_page_title_among_headings_is_front_matter() -> None:
    page = f"<h1>Policy 6.105: Internet Usage</h1><h2>Purpose</h2><p>{PROSE}</p><h2>Policy</h2><p>{PROSE}</p>"
    split = split_text(html_lines(page))
    assert [(one.kind, one.level, one.text) for one in split.passages][:2] == [
        (BlockKind.FRONT, 1, "Policy 6.105: Internet Usage"), (BlockKind.HEADING, 1, "Purpose")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [("07/13/04", date(2004, 7, 13)), ("7/3/2004", date(2004, 7, 3)), ("July 13, 2004", date(2004, 7, 13)),
     ("Jul 13, 2004", date(2004, 7, 13)), ("2004-07-13", date(2004, 7, 13)), ("13/07/04", None), ("soon", None)],
)  # fmt: skip
def test_dates_are_read_as_the_county_writes_them(text: str, day: date | None) -> None:
    assert parse_date(text) == day


# --- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["PURPOSE\n________", "DATE ISSUED/SUNSET DATE\n____ ____", "Purpose\n--------", "PURPOSE", "1. PURPOSE",
     "SECTION 1", "Section 2. Things that may be posted", "II. POLICY"],
)  # fmt: skip
def test_a_line_is_a_heading_by_capitals_rule_or_section_number(heading: str) -> None:
    assert kinds(f"{heading}\n\n{PROSE}") == [("heading", heading.splitlines()[0]), ("paragraph", PROSE)]


@pytest.mark.parametrize("line", ["Purpose ________", "Purpose________"])
def test_a_rule_may_stand_on_the_heading_s_own_line(line: str) -> None:
    assert kinds(f"{line}\n{PROSE}\n\nSigned: ________") == [
        ("heading", "Purpose"), ("paragraph", PROSE), ("paragraph", "Signed: ________")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "levels"),
    [
        (f"<h2>Purpose</h2><p>{PROSE}</p><h4>Scope</h4><p>{PROSE}</p>", [1, 2]),
        (f"<h1>Purpose</h1><p>{PROSE}</p><h2>Scope</h2><p>{PROSE}</p><h1>Policy</h1><p>{PROSE}</p>", [1, 2, 1]),
        (f"<p>PURPOSE</p><p>____</p><p>{PROSE}</p><p><strong>Scope:</strong></p><p>{PROSE}</p>", [1, 2]),
        (f"<p>PURPOSE</p><hr><p>{PROSE}</p><p><span style='font-weight: bold'>Scope</span></p><p>{PROSE}</p>", [1, 2]),
        (f"<p><b>PURPOSE</b><br>______</p><p>{PROSE}</p><p>Scope</p><p>{PROSE}</p>", [1, 2]),
    ],
)
def test_markup_and_bold_make_headings_too(page: str, levels: list[int]) -> None:
    found = [one.level for one in split_text(html_lines(page)).passages if one.kind is BlockKind.HEADING]
    assert found == levels


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("Chief Information Office", "DATE ISSUED\n____\nJuly 13, 2004"),  # the value of a short section
        ("Users must ask first.", PROSE),
        ("Ask first, then post", "Then wait"),
        (PROSE, PROSE),
        ("lower case start", PROSE),
    ],
)
def test_a_bare_line_is_a_heading_only_above_prose(line: str, after: str) -> None:
    assert ("heading", line) not in kinds(f"POLICY\n____\n{line}\n\n{after}")
    assert ("heading", "Acceptable use") in kinds(f"POLICY\n____\nAcceptable use\n{PROSE}")


def test_references_are_not_taken_for_headings() -> None:
    text = f"REFERENCE\n____\nPenal Code Section 502\n\nCivil Code Section 1798.29\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds(text)] == ["heading", "reference", "reference", "reference"]


@pytest.mark.parametrize(
    ("text", "is_heading"), [("PURPOSE", True), ("IT", False), ("Purpose", False), ("DO NOT POST.", False)]
)
def test_capitals_alone_make_a_heading(text: str, is_heading: bool) -> None:
    assert is_capitals(text) is is_heading


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["- ", "o ", "• ", "* ", "1. ", "(a) ", "iv) ", "· ", "\uf0b7 "])
def test_marked_lines_are_items_of_the_line_above(mark: str) -> None:
    found = passages(f"POLICY\n____\nUsers shall not:\n{mark}harm\n{mark}gain\n\n{PROSE}")
    assert [(one.kind.value, one.lead_in) for one in found] == [
        ("heading", None), ("paragraph", None), ("item", 1), ("item", 1), ("paragraph", None)
    ]  # fmt: skip
    assert found[2].text == f"{mark}harm"


def test_a_list_exported_as_plain_paragraphs_is_a_list() -> None:
    page = f"<h2>POLICY</h2><p>Users shall not:</p><p>cause harm;</p><p>Seek gain; or</p><p>Complain</p><p>{PROSE}</p>"
    found = split_text(html_lines(page)).passages
    assert [one.kind.value for one in found] == ["heading", "paragraph", "item", "item", "item", "paragraph"]


def test_a_list_within_a_list_hangs_on_its_item() -> None:
    found = passages(f"POLICY\n____\nUsers shall not:\n• harm:\no people\no things\n• gain\n\n{PROSE}")
    assert [(one.text, one.lead_in) for one in found if one.kind is BlockKind.ITEM] == [
        ("• harm:", 1), ("o people", 2), ("o things", 2), ("• gain", 1)
    ]  # fmt: skip


def test_nested_markup_lists_hang_on_their_item() -> None:
    page = "<h2>POLICY</h2><p>Not:</p><ul><li>harm:<ul><li>people</li><li>things</li></ul></li><li>gain</li></ul>"
    found = split_text(html_lines(page)).passages
    assert [(one.text, one.lead_in) for one in found if one.kind is BlockKind.ITEM] == [
        ("harm:", 1), ("people", 2), ("things", 2), ("gain", 1)
    ]  # fmt: skip


def test_a_list_under_a_heading_has_no_lead_in() -> None:
    found = passages(f"POLICY\n____\n- harm\n- gain\n\n{PROSE}")
    assert [one.lead_in for one in found if one.kind is BlockKind.ITEM] == [None, None]


# --- what the page cut ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["All photography during County business that anybody does", "", "should be for case servicing only."], 1),
        (["This line is long enough to have been wrapped by the page", "and goes on here."], 1),
        (["This line is long enough to have been wrapped by the page", "County workers wrote."], 1),
        (["Short line", "and another"], 2),
        (["•", "An item whose mark stands alone"], 1),
        (["This line is long enough to have been wrapped by the page:", "", "and goes on as an item;"], 2),
        (["This line is long enough to have been wrapped by the page", "- and an item"], 2),
        (["This line is long enough to have been wrapped by the page", "PURPOSE"], 2),
        (["This paragraph ends. It has its own full stop, and a blank.", "", "Another one."], 2),
    ],
)
def test_a_paragraph_that_the_page_cut_is_one(lines: list[str], joined: int) -> None:
    assert len(reflow(text_lines("\n".join(lines))).lines) == joined


@pytest.mark.parametrize(
    ("end", "start", "elsewhere", "whole", "warned"),
    [
        ("infor-", "mation", "Other information.", "information", False),
        ("County-", "owned", "Other County-owned things.", "County-owned", False),
        ("multi-", "tool", "", "multi-tool", True),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_only_where_the_word_is_known(
    end: str, start: str, elsewhere: str, whole: str, warned: bool
) -> None:
    text = f"{elsewhere}\n\nThis long line is cut by the page in the middle of {end}\n{start} which is one."
    found = reflow(text_lines(text))
    assert f" {whole} which" in found.lines[-1].text
    assert bool(found.warnings) is warned


PIECES = st.sampled_from(
    ("PURPOSE", "____", "Policy #:", "Title: Things", "6.105", "07/13/04", "", " ", "- item", "o item;", "(a) one",
     "Users shall not:", "Acceptable use", PROSE, "short", "SECTION 3", "1. POLICY", "or", "Issued: soon", "\u00b6 ✓")
)  # fmt: skip
MARKED = st.builds(Line, PIECES.map(str.strip), st.integers(0, 3), st.integers(0, 2), st.booleans(), st.booleans())


def test_characters_that_cannot_be_seen_are_dropped() -> None:
    assert [line.text for line in text_lines("No\u00ad\u200b \x1b[31mred\u202e  text")] == ["No [31mred text"]


@given(st.lists(PIECES, max_size=14).map("\n".join).map(text_lines) | st.lists(MARKED, max_size=14))
def test_no_character_is_lost_but_white_space_and_rules(lines: list[Line]) -> None:
    split = split_text(lines)
    wanted = "".join("".join(line.text.split()) for line in lines if not RULE.fullmatch(line.text))
    assert "".join("".join(passage.text.split()) for passage in split.passages) == wanted
    for position, passage in enumerate(split.passages):
        assert passage.text.strip()
        if passage.lead_in is not None:
            assert passage.kind is BlockKind.ITEM
            assert passage.lead_in < position
            assert split.passages[passage.lead_in].kind not in (BlockKind.FRONT, BlockKind.HEADING)
