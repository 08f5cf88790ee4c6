"""What reaches a terminal: lines that fit, characters it has, and none that steer it."""

from __future__ import annotations

import io
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.terminal import IN_A_PIPE, NARROWEST, STYLES, WIDEST, Terminal, standard_output

COLOR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\x08\x00\u202e\u2066\u200b\u2028\ud83d"


def terminal(width: int = 40, *, encoding: str = "utf-8", has_color: bool = False) -> tuple[Terminal, io.StringIO]:
    stream = io.StringIO()
    return Terminal(stream, width, has_color, encoding), stream


class Tty(io.StringIO):
    """A stream that says it is a terminal, with an encoding."""

    def __init__(self, *, is_terminal: bool = True, encoding: str | None = "utf-8") -> None:
        super().__init__()
        self.is_terminal, self.named = is_terminal, encoding

    def isatty(self) -> bool:
        return self.is_terminal

    @property
    def encoding(self) -> str | None:  # type: ignore[override]
        return self.named


def test_a_paragraph_is_wrapped_and_further_lines_hang() -> None:
    out, stream = terminal(24)

    out.write("one two three four five six seven", "  ", "    ")

    assert stream.getvalue() == "  one two three four\n    five six seven\n"


def test_an_empty_paragraph_is_an_empty_line_and_line_ends_are_kept() -> None:
    out, stream = terminal()

    out.write()
    out.write("a\n\nb", "  ")

    assert stream.getvalue() == "\n  a\n\n  b\n"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✗ “no” … ☐ MD 16-02, ¶ 9 → → │ – ñ"),
        ("cp1252", 'x "no" ... [ ] MD 16-02, par. 9 -> -> | - ñ'),
        ("latin-1", 'x "no" ... [ ] MD 16-02, par. 9 -> -> | - ñ'),
        ("ascii", 'x "no" ... [ ] MD 16-02, par. 9 -> -> | - ?'),
    ],
)
def test_characters_the_encoding_lacks_have_plain_stand_ins(encoding: str, shown: str) -> None:
    out, stream = terminal(100, encoding=encoding)

    out.write("✗ “no” … ☐ MD 16-02, ¶ 9 → → │ – ñ")

    assert stream.getvalue() == shown + "\n"
    stream.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_indents_fit_the_encoding_too(encoding: str) -> None:
    out, stream = terminal(encoding=encoding)

    out.write("quoted", "  │ ")
    out.columns([("│", "→")], indent="│ ")

    stream.getvalue().encode(encoding)


def test_nothing_that_steers_a_terminal_gets_through() -> None:
    out, stream = terminal(100)

    out.write(f"before{HOSTILE}after")
    out.columns([(HOSTILE, f"x{HOSTILE}")])

    assert all(character.isprintable() or character == "\n" for character in stream.getvalue())
    assert "before" in stream.getvalue()
    assert "after" in stream.getvalue()


@pytest.mark.parametrize("style", STYLES)
def test_color_wraps_each_line_and_is_closed_again(style: str) -> None:
    out, stream = terminal(24, has_color=True)

    out.write("one two three four five six seven", style=style)

    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    for line in lines:
        assert line.startswith(f"\x1b[{STYLES[style]}m")
        assert line.endswith("\x1b[0m")
        assert len(COLOR.sub("", line)) <= 24


def test_without_color_there_is_none() -> None:
    out, stream = terminal()

    out.write("no", style="no")

    assert stream.getvalue() == "no\n"


def test_columns_are_aligned() -> None:
    out, stream = terminal()

    out.columns([("a", "1", "x"), ("long", "22", "y")])

    assert stream.getvalue() == "  a     1   x\n  long  22  y\n"


def test_columns_that_do_not_fit_wrap_the_last_under_itself() -> None:
    out, stream = terminal(24)

    out.columns([("a", "one two three four five six")])

    assert stream.getvalue() == "  a  one two three four\n     five six\n"


def test_no_rows_no_columns() -> None:
    out, stream = terminal()

    out.columns([])

    assert stream.getvalue() == ""


@given(
    st.text(max_size=200),
    st.integers(NARROWEST, WIDEST),
    st.sampled_from(["utf-8", "cp1252", "ascii"]),
    st.sampled_from(["", "  ", "  │ "]),
)
def test_whatever_is_written_fits_the_width_and_the_encoding(text: str, width: int, encoding: str, indent: str) -> None:
    out, stream = terminal(width, encoding=encoding)

    out.write(text, indent)
    out.columns([(text[:30], text[30:60], text[60:])])

    shown = stream.getvalue()
    shown.encode(encoding)
    assert all(len(line) <= width for line in shown.split("\n"))
    assert all(character.isprintable() or character == "\n" for character in shown)


@pytest.mark.parametrize(
    ("is_terminal", "columns", "width"),
    [
        (False, None, IN_A_PIPE),
        (False, "40", 40),
        (True, "40", 40),
        (True, "3", NARROWEST),
        (True, "400", WIDEST),
        (False, "many", IN_A_PIPE),
    ],
)
def test_the_width_is_that_of_the_terminal_within_what_can_be_read(
    is_terminal: bool, columns: str | None, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", Tty(is_terminal=is_terminal))

    assert standard_output().width == width


@pytest.mark.parametrize(
    ("is_terminal", "variables", "has_color"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),  # no-color.org: only "when present and not an empty string"
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_color_is_for_terminals_that_want_it(
    is_terminal: bool, variables: dict[str, str], has_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Tty(is_terminal=is_terminal))

    assert standard_output().has_color is has_color


@pytest.mark.parametrize(("named", "encoding"), [("cp1252", "cp1252"), (None, "ascii")])
def test_the_encoding_is_that_of_standard_output(
    named: str | None, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Tty(encoding=named))

    assert standard_output().encoding == encoding
