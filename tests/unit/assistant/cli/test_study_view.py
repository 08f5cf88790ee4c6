"""A study as tables: every row has the cells of its head, and the figures that were found."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re

import pytest

from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.answering.records import Kind, Verdict
from assistant.assurance.calibration import Bin, Coverage, TemperatureTrial
from assistant.assurance.cases import KindCount, Misread, WrongYes
from assistant.assurance.citing import Quoted
from assistant.assurance.study import Figures, Study
from assistant.cli.study_view import BIN_WIDTH, CURVE_WIDTH, print_quotes, print_study
from assistant.cli.table import Paper
from assistant.cli.terminal import Terminal

HELPS = TemperatureTrial(1.234, 0.31, 0.29, 0.04, 0.02)
HARMS = TemperatureTrial(1.234, 0.31, 0.29, 0.02, 0.04)
CASE = WrongYes(
    "A-7", "pairs", Verdict.YES, (Verdict.NO, Verdict.ESCALATE), Kind.POSTING, Kind.POSTING,
    (Misread("client", None, True), Misread("placement", False, None)),
)  # fmt: skip

STUDY = Study(
    doubt=Doubt({sort: Scale(-1.25, {Sign.KIND: -0.5, Sign.OPEN_FACTS: 2.0}, 0.135) for sort in Sort}),
    trial=HELPS,
    undoubted=Figures(1000, 0.8, 12, 400, 60, 600, 0.95, 0.85),
    doubted=Figures(1000, 0.75, 0, 200, 20, 800, 0.5125, 0.98765),
    voices={"agents": Figures(10, 1.0, 0, 0, 0, 10, 0.0, 0.0), "pairs": Figures(990, 0.7, 1, 400, 0, 590, 0.5, 0.9)},
    alone=Figures(50, 0.9, 1, 20, 2, 30, 0.95, 0.97),
    alone_voices={"newcomers": Figures(50, 0.9, 1, 20, 2, 30, 0.95, 0.97)},
    opinion_before=(Bin(3, 0.25, 0.75), Bin(1, 0.9, 0.9)),
    opinion_after=(Bin(4, 0.5, 0.5),),
    answers=(),
    coverage=(Coverage(0.5, 0.0), Coverage(0.75, 0.05), Coverage(1.0, 0.1)),
    alone_opinion=(Bin(2, 0.5, 1.0),),
    alone_answers=(Bin(2, 0.75, 0.5),),
    cases=(),
    alone_cases=(CASE,),
    kinds=(KindCount(Kind.POSTING, 12, {Kind.POSTING: 12}),),
    alone_kinds=(
        KindCount(Kind.REPORT, 10, {Kind.POSTING: 3, Kind.REPORT: 6, Kind.OTHER: 1}),
        KindCount(Kind.EMERGENCY, 2, {Kind.POLICY: 2}),
    ),
)


def shown(study: Study = STUDY, width: int = 80, widest: int | None = None, encoding: str = "utf-8") -> str:
    stream = io.StringIO()
    print_study(study, Paper(Terminal(stream, width, False, encoding), widest))
    return stream.getvalue()


def tables(text: str) -> list[list[list[str]]]:
    """The tables of the text as Markdown reads them: blocks of lines that begin with a bar, cut into cells."""
    blocks = [block for block in re.split(r"\n(?!\|)", "\n" + text) if "\n|" in "\n" + block]
    lines = [[line for line in block.splitlines() if line.startswith("|")] for block in blocks]
    return [[[cell.strip() for cell in line[1:-1].split("|")] for line in block] for block in lines]


def test_there_are_nine_tables_each_with_a_head_a_rule_and_rows_of_as_many_cells() -> None:
    found = tables(shown())

    assert len(found) == 9
    for head, rule, *rows in found:
        assert all(re.fullmatch(r"-{2,}[-:]", cell) for cell in rule), rule
        assert {len(row) for row in rows} <= {len(head)} == {len(rule)}, head
    assert [len(table) - 2 for table in found] == [6, 1, 2, 2, 1, 0, 1, 1, 3]


def test_what_nothing_was_fitted_on_is_shown_where_there_is_such() -> None:
    nobody = dataclasses.replace(STUDY, alone=Figures(0, 0, 0, 0, 0, 0, 0, 0), alone_voices={})

    assert len(tables(shown(nobody))) == 6
    assert "nothing fitted on them" not in shown(nobody)


def test_every_row_of_a_table_ends_with_a_bar_and_nothing_is_left_unsaid() -> None:
    for line in shown().splitlines():
        assert line.startswith("|") == line.endswith("|"), line
        assert not re.search(r"nan|None|<|\bobject\b", line), line


@pytest.mark.parametrize("width", [40, 60])
def test_in_a_narrow_terminal_each_row_stands_by_itself_and_every_figure_is_there(width: int) -> None:
    lines = shown(width=width, widest=width).splitlines()

    assert max(map(len, lines)) <= width
    assert "- after-hours" not in lines
    assert lines[lines.index("- agents") + 1].split() == ["rows", "10"]
    assert {cell for table in tables(shown()) for row in table[2:] for cell in row[1:2]} <= set(" ".join(lines).split()) | {
        f"{count.right} ({count.right / count.rows:.0%})" for count in (*STUDY.kinds, *STUDY.alone_kinds)
    }  # fmt: skip


def test_in_a_wide_terminal_the_tables_are_those_of_a_pipe() -> None:
    assert tables(shown(width=100, widest=200)) == tables(shown())


def test_where_there_are_no_blocks_to_draw_with_there_are_bars_of_plain_characters() -> None:
    text = shown(encoding="ascii")

    assert "#" * CURVE_WIDTH in text
    assert "?" not in text


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
    assert [row[:3] for row in tables(text)[3][2:]] == [["0.25", "0.75", "3"], ["0.90", "0.90", "1"]]
    assert "likeliest verdict, nothing fitted on them: ECE 0.500" in text
    assert "Answers of the rules, nothing fitted on them: ECE 0.250" in text


def test_a_bar_is_as_long_as_what_came_true_and_shows_what_was_claimed_beyond() -> None:
    found = tables(shown())
    modest, exact = (row[3] for row in found[3][2:])
    bold = found[7][2][3]

    assert (modest, exact) == ("▇" * 15, "▇" * 18), "three quarters, and nine tenths, of twenty"
    assert bold == "▇" * (BIN_WIDTH // 2) + "░" * (BIN_WIDTH // 4)


def test_a_wrong_yes_comes_with_what_was_said_and_what_was_misread() -> None:
    text = " ".join(shown().split())

    assert "Wrong yes or if, with doubt: 0 of 200 rows that accept `no`" in text
    assert "nothing fitted on them: 1 of 20 rows that accept `no`" in text
    assert (
        "- A-7 (pairs): said yes, accepted no or escalate. "
        "Misread: `client` not stated, labeled so; `placement` not so, labeled not stated."
    ) in text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind_read": Kind.POLICY}, "Taken for policy (info), labeled posting."),
        ({"misread": ()}, "Every fact was read as labeled."),
    ],
)
def test_a_wrong_yes_without_a_misread_fact_says_what_was_wrong(changes: dict[str, object], says: str) -> None:
    case = dataclasses.replace(CASE, **changes)  # type: ignore[arg-type]

    assert says in " ".join(shown(dataclasses.replace(STUDY, alone_cases=(case,))).split())


def test_kinds_say_how_many_were_taken_for_them_and_what_the_others_were_taken_for() -> None:
    report, emergency = tables(shown())[2][2:]

    assert report == ["report", "10", "6 (60%)", "posting 3, other (out of scope) 1"]
    assert emergency == ["emergency", "2", "0 (0%)", "policy (info) 2"]


def test_the_curve_is_as_long_as_its_largest_risk() -> None:
    rows = tables(shown())[-1][2:]

    assert [(row[0], row[1], len(row[2])) for row in rows] == [
        ("50%", "0.0%", 0),
        ("75%", "5.0%", CURVE_WIDTH // 2),
        ("100%", "10.0%", CURVE_WIDTH),
    ]


@pytest.mark.parametrize("coverage", [(), (Coverage(1.0, 0.0),)], ids=["no answers", "no wrong answer"])
def test_a_curve_without_risk_has_no_bars(coverage: tuple[Coverage, ...]) -> None:
    curve = shown(dataclasses.replace(STUDY, coverage=coverage)).partition("Risk and coverage")[2]

    assert curve
    assert "▇" not in curve


def test_scores_are_told_with_every_weight() -> None:
    text = " ".join(shown().split())

    for sort in Sort:
        assert f"- {sort}: not given from 0.135 on; bias -1.25, kind -0.50, open_facts +2.00" in text


@pytest.mark.parametrize(
    ("trial", "temperature", "says"), [(HELPS, "1.234", "it stays"), (HARMS, "1", "it is left out")]
)
def test_the_temperature_says_why_it_stays_or_goes(trial: TemperatureTrial, temperature: str, says: str) -> None:
    text = " ".join(shown(dataclasses.replace(STUDY, trial=trial)).split())

    assert f"Temperature of the second opinion: {temperature}. 1.234, fitted on every other row" in text
    assert f"log loss 0.3100 without, 0.2900 with; ECE {trial.error_without:.3f} without" in text
    assert says in text
    assert ("The same, at the temperature" in text) is trial.is_better


def test_quotes_are_told_in_two_tables_with_a_dash_where_nothing_was_wanted() -> None:
    stream = io.StringIO()
    voice = Quoted("a", 10, 12, 0.95, 0.9, 1.5, 3, 0, 1)
    verdict = Quoted("yes", 10, 0, None, None, 0.0, 0, 0, 0)

    print_quotes([voice], [verdict], Paper(Terminal(stream, 80, has_color=False, encoding="utf-8")))

    by_voice, by_verdict = tables(stream.getvalue())
    assert by_voice[2:] == [["a", "10", "12", "0.950", "0.900", "1.50 (3)", "0", "1"]]
    assert by_verdict[2:] == [["yes", "10", "0", "-", "-", "0.00 (0)", "0", "0"]]
    assert {len(row) for table in (by_voice, by_verdict) for row in table} == {8}
