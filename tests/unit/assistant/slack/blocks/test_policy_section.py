"""Is what the policy section sees in Slack the beginning of its report, short, and what Slack takes?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reporting.tables import Cell, Hidden, Kind, Row, Table
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.policy_section import SHOWN_FIRST, SHOWN_OPEN, report_view
from assistant.slack.blocks.records import Look
from tests.unit.assistant.slack.blocks.conftest import texts
from tests.unit.assistant.slack.blocks.reports import make_report_of


def test_it_holds_the_figures_and_what_the_directive_leaves_open(look: Look) -> None:
    said = "\n".join(texts(report_view(make_report_of(look), look, "en"))).replace("*", "")
    for figure in ("Questions: 9", "Given to office management: 5", "Half within: 1 h", "Ruled no: 2"):
        assert figure in said


ASKED_FOR = ("doubt", "common", "times", "misses", "disputes", "unsettled")
"""What the policy section asked for, as the ids of the tables."""


def test_it_holds_the_first_rows_of_all_that_the_policy_section_asked_for(look: Look) -> None:
    report = make_report_of(look, 12)
    made = {id: replace(report.table(id), rows=rows_of(report.table(id))) for id in ASKED_FOR}
    view = report_view(replace(report, tables=tuple(made.get(t.id, t) for t in report.tables)), look, "en")
    check_view(view)
    headers = [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]
    said = "\n".join(texts(view))
    for id, table in made.items():
        assert table.title in headers
        assert table.note in said.replace("&amp;", "&")
        if id != "times":  # one row, of all offices
            shown = SHOWN_OPEN if id == "unsettled" else SHOWN_FIRST
            assert said.count(f"*{id}-") == shown
            assert f"*{id}-0*" in said
    assert said.count("and 17 more") == 4


def test_of_disputed_verdicts_those_most_disputed_come_first_and_no_other(look: Look) -> None:
    report = make_report_of(look)
    table = report.table("disputes")
    rows = [("No", *(0,) * 7), ("Yes", 9, 0, 0, 1, 0, 0, 0), ("It depends", 9, 0, 0, 1, 1, 0, 1)]
    tables = tuple(replace(each, rows=tuple(rows)) if each is table else each for each in report.tables)
    said = "\n".join(texts(report_view(replace(report, tables=tables), look, "en")))
    said = said[said.index(table.title) : said.index(table.note)]
    assert said.index("*It depends*") < said.index("*Yes*")
    assert "*No*" not in said


def rows_of(table: Table) -> tuple[Row, ...]:
    """Twenty, named by the table."""
    counts: tuple[Cell, ...] = tuple("that" if each.kind is Kind.WORDS else 1 for each in table.columns[1:])
    return tuple((f"{table.id}-{number}", *counts) for number in range(20))


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_a_question_it_says_so_and_how_to_get_the_whole(look: Look, language: str) -> None:
    view = report_view(make_report_of(look, count=0), look, language)
    check_view(view)
    words = look.words(language)
    assert words("report-none") in texts(view)
    assert words("report-whole") in texts(view)


def test_a_long_list_is_cut_and_what_is_hidden_stays_hidden(look: Look) -> None:
    report = make_report_of(look)
    open_ones = report.table("unsettled")
    row = (f"A & B {'x' * 400}", "y" * 900, Hidden.FEW, 0, 0, 0)
    tables = (*(t for t in report.tables if t.id != "unsettled"), replace(open_ones, rows=(row,) * 16))
    view = report_view(replace(report, tables=tables), look, "en")
    check_view(view)
    said = "\n".join(texts(view))
    assert said.count("A &amp; B") == SHOWN_OPEN
    assert "and 10 more" in said
    assert "Questions: *fewer than 3*" in said
