"""Rows of figures: a Markdown table where it fits, one row after the other where it does not."""

from __future__ import annotations

import io

import pytest

from assistant.cli.table import Paper, standard_paper
from assistant.cli.terminal import Terminal

HEAD = ("voice", "rows", "right")
ROWS = [("agents", "10", "0.900"), ("**the long ones**", "1234", "")]


def shown(widest: int | None, width: int = 80) -> str:
    stream = io.StringIO()
    Paper(Terminal(stream, width, has_color=False, encoding="utf-8"), widest).table(HEAD, ROWS)
    return stream.getvalue()


WIDE = """\
| voice             | rows | right |
| ----------------- | ---: | ----: |
| agents            |   10 | 0.900 |
| **the long ones** | 1234 |       |

"""


@pytest.mark.parametrize("widest", [None, 36, 200])
def test_a_table_that_fits_is_markdown_with_its_columns_in_line(widest: int | None) -> None:
    assert shown(widest) == WIDE


def test_a_table_that_does_not_fit_is_told_row_by_row_without_what_is_empty() -> None:
    assert shown(35, 35) == "voice\n- agents\n  rows   10\n  right  0.900\n- the long ones\n  rows  1234\n\n"


@pytest.mark.parametrize(("columns", "widest"), [(None, None), ("40", 40), ("200", 200)])
def test_a_pipe_takes_any_width_unless_it_is_told_one(
    columns: str | None, widest: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)

    assert standard_paper(Terminal(io.StringIO(), 80, has_color=False, encoding="utf-8")).widest == widest
