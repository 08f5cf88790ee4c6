"""Is what the policy section sees in Slack the beginning of its report, short, and what Slack takes?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reporting.tables import Hidden
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.policy_section import SHOWN_OPEN, report_view
from assistant.slack.blocks.records import Look
from tests.unit.assistant.slack.blocks.conftest import texts
from tests.unit.assistant.slack.blocks.reports import make_report_of


def test_it_holds_the_figures_and_what_the_directive_leaves_open(look: Look) -> None:
    said = "\n".join(texts(report_view(make_report_of(look), look, "en"))).replace("*", "")
    for figure in ("Questions: 9", "Given to office management: 5", "Half within: 1 h", "Ruled no: 2"):
        assert figure in said


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
