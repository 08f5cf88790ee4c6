"""Is the page of a report whole in itself, readable without color and pictures, and does it hold nobody's words?"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from assistant.reporting.charts import Bars, draw_bars
from assistant.reporting.page import report_page
from assistant.reporting.report import Report
from assistant.reporting.sheets import write_sheet, write_sheets
from assistant.reporting.tables import Column, Hidden, Kind, Table
from tests.bureau import SECRET
from tests.unit.assistant.reporting.goldens import compare


class Seen(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_loads_nothing_runs_nothing_and_is_well_formed(week: Report) -> None:
    page = report_page(week)
    seen = Seen(page)
    assert seen.open == []
    assert not {tag for tag, _ in seen.tags} & {"script", "img", "link", "iframe", "object", "a", "form"}
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on") or name == "src"]
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", page)


def test_every_chart_says_what_it_is_and_is_followed_by_its_table(week: Report) -> None:
    page = report_page(week)
    sections = page.split("<section")[1:]
    assert len(sections) == len(week.tables)
    assert sum("<svg" in section for section in sections) >= 4
    for section in sections:
        if "<svg" in section:
            assert 'role="img" aria-label="Chart: ' in section
            assert section.index("</svg>") < section.index("<table>")


def test_the_page_is_as_it_was_looked_at(week: Report) -> None:
    compare("report.html", report_page(week))


def test_nothing_that_anybody_wrote_and_nobody_is_in_an_export(week: Report) -> None:
    sheets = write_sheets(week)
    assert set(sheets) == {f"{table.id}.csv" for table in week.tables}
    for text in (report_page(week), *sheets.values()):
        assert SECRET not in text
        assert not re.search(r"\bU(?:PERSON|BOSS)?[0-9A-Z]*\d\b|UBOSS|T1\b|\bC1\b", text)


def test_a_sheet_holds_numbers_for_a_machine() -> None:
    columns = (Column("office", "Office"), Column("n", "N", Kind.COUNT), Column("median", "M", Kind.MINUTES))
    rows = (('North, "N"', 3, 75.5), ("South", Hidden.FEW, Hidden.ALONG), ("None", 0, None))
    table = Table("times", "T", "N", columns, rows)
    assert write_sheet(table) == (
        'office,n,median-minutes\r\n"North, ""N""",3,75.5\r\nSouth,fewer than 3,not told\r\nNone,0,\r\n'
    )


def test_what_is_not_told_is_not_drawn(week: Report) -> None:
    times = week.table("times")
    hidden = tuple((f"Office {n}", Hidden.FEW, Hidden.ALONG, Hidden.ALONG, Hidden.ALONG, 0, 0) for n in range(2))
    page = report_page(replace(week, tables=(replace(times, rows=hidden),)))
    assert "<svg" not in page
    assert 'class="hidden">fewer than 3' in page


def test_a_chart_is_escaped_and_its_longest_bar_leaves_room_for_its_figure() -> None:
    drawn = draw_bars([Bars("<b> & co", ((9.0, "9"),)), Bars("none", ((0.0, "0"),))], ["N"], 'said "so"')
    assert "&lt;b&gt; &amp; co" in drawn
    assert "said &quot;so&quot;" in drawn
    assert 'width="360.0"' in drawn
