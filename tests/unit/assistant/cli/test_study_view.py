"""A study as tables: every row has the cells of its head, and the figures that were found."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re

import pytest

from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.assurance.calibration import Bin, Coverage
from assistant.assurance.citing import Quoted
from assistant.assurance.study import Figures, Study
from assistant.cli.study_view import CURVE_WIDTH, print_quotes, print_study

STUDY = Study(
    doubt=Doubt({sort: Scale(-1.25, {Sign.KIND: -0.5, Sign.OPEN_FACTS: 2.0}, 0.135) for sort in Sort}),
    temperature=1.234,
    undoubted=Figures(1000, 0.8, 12, 400, 60, 600, 0.95, 0.85),
    doubted=Figures(1000, 0.75, 0, 200, 20, 800, 0.5125, 0.98765),
    voices={"agents": Figures(10, 1.0, 0, 0, 0, 10, 0.0, 0.0), "pairs": Figures(990, 0.7, 1, 400, 0, 590, 0.5, 0.9)},
    alone=Figures(50, 0.9, 1, 20, 2, 30, 0.95, 0.97),
    alone_voices={"newcomers": Figures(50, 0.9, 1, 20, 2, 30, 0.95, 0.97)},
    opinion_before=(Bin(3, 0.25, 0.75), Bin(1, 0.9, 0.9)),
    opinion_after=(Bin(4, 0.5, 0.5),),
    answers=(),
    coverage=(Coverage(0.5, 0.0), Coverage(0.75, 0.05), Coverage(1.0, 0.1)),
)


def shown(study: Study = STUDY) -> str:
    stream = io.StringIO()
    print_study(study, stream)
    return stream.getvalue()


def tables(text: str) -> list[list[list[str]]]:
    """The tables of the text as Markdown reads them: blocks of lines that begin with a bar, cut into cells."""
    blocks = [block for block in re.split(r"\n(?!\|)", "\n" + text) if "\n|" in "\n" + block]
    lines = [[line for line in block.splitlines() if line.startswith("|")] for block in blocks]
    return [[[cell.strip() for cell in line[1:-1].split("|")] for line in block] for block in lines]


def test_there_are_five_tables_each_with_a_head_a_rule_and_rows_of_as_many_cells() -> None:
    found = tables(shown())

    assert len(found) == 5
    for head, rule, *rows in found:
        assert all(re.fullmatch(r"-{3}:?", cell) for cell in rule), rule
        assert {len(row) for row in rows} <= {len(head)} == {len(rule)}, head
    assert [len(table) - 2 for table in found] == [6, 2, 1, 0, 3]


@pytest.mark.parametrize("line", shown().splitlines())
def test_every_row_of_a_table_ends_with_a_bar_and_nothing_is_left_unsaid(line: str) -> None:
    assert line.startswith("|") == line.endswith("|")
    assert not re.search(r"nan|None|<|\bobject\b", line)


def test_a_table_stands_after_an_empty_line_so_that_markdown_sees_it() -> None:
    lines = ["", *shown().splitlines()]

    for before, line in itertools.pairwise(lines):
        if line.startswith("|") and not before.startswith("|"):
            assert before == "", line


def test_the_figures_stand_in_their_columns() -> None:
    head, _, *rows = tables(shown())[0]

    by_name = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert list(by_name)[2:] == ["agents", "pairs", "**nothing fitted on them**, with doubt", "newcomers"]
    assert by_name["all, with doubt"] == {
        "rows": "1000", "right": "0.750", "unsafe (95 % bound)": "0 of 200 (1.5%)", "overcautious": "20 of 800 (2.5%)",
        "answered": "0.512", "right_answered": "0.988",
    }  # fmt: skip
    assert by_name["all, nothing doubted"]["rows"] == "1000"
    assert by_name["all, nothing doubted"]["right"] == "0.800"
    assert by_name["agents"]["unsafe (95 % bound)"] == "0 of 0 (100.0%)", "nothing counted, nothing known"


def test_reliability_comes_with_its_error() -> None:
    text = shown()

    assert "as trained: ECE 0.375" in text  # 3 of 4 are half off
    assert "at the temperature: ECE 0.000" in text
    assert tables(text)[1][2:] == [["0.25", "0.75", "3"], ["0.90", "0.90", "1"]]


def test_the_curve_is_as_long_as_its_largest_risk() -> None:
    rows = tables(shown())[4][2:]

    assert [(row[0], row[1], len(row[2])) for row in rows] == [
        ("50%", "0.0%", 0),
        ("75%", "5.0%", CURVE_WIDTH // 2),
        ("100%", "10.0%", CURVE_WIDTH),
    ]


@pytest.mark.parametrize("coverage", [(), (Coverage(1.0, 0.0),)], ids=["no answers", "no wrong answer"])
def test_a_curve_without_risk_has_no_bars(coverage: tuple[Coverage, ...]) -> None:
    assert "▇" not in shown(dataclasses.replace(STUDY, coverage=coverage))


def test_scores_are_told_with_every_weight() -> None:
    text = shown()

    assert "Temperature of the second opinion: 1.234" in text
    for sort in Sort:
        assert f"- {sort}: not given from 0.135 on; bias -1.25, kind -0.50, open_facts +2.00" in text


def test_quotes_are_told_in_two_tables_with_a_dash_where_nothing_was_wanted() -> None:
    stream = io.StringIO()
    voice = Quoted("a", 10, 12, 0.95, 0.9, 1.5, 3, 0, 1)
    verdict = Quoted("yes", 10, 0, None, None, 0.0, 0, 0, 0)

    print_quotes([voice], [verdict], stream)

    by_voice, by_verdict = tables(stream.getvalue())
    assert by_voice[2:] == [["a", "10", "12", "0.950", "0.900", "1.50 (3)", "0", "1"]]
    assert by_verdict[2:] == [["yes", "10", "0", "-", "-", "0.00 (0)", "0", "0"]]
    assert {len(row) for table in (by_voice, by_verdict) for row in table} == {8}
