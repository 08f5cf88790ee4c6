"""`canipost ask`: one question for a person, or any number of rows for a program."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from assistant.answering.answerer import QuestionUnanswered, open_answerer
from assistant.answering.screening.normalize import normalize
from assistant.answering.screening.records import NothingToScreen
from assistant.cli.answer_view import show_answer, show_why
from assistant.cli.arrivals import arriving_rows, standard_input
from assistant.cli.failures import BadInput
from assistant.cli.terminal import standard_output
from assistant.interface import answer_rows, calls_object, case_object

ON_A_TERMINAL, IN_A_LOG = 0.5, 10.0
"""Seconds between two lines of progress."""


def answer_one(question: str | None, *, as_json: bool, why: bool) -> None:
    """Answer one question. Raises `BadInput` for one without words."""
    asked = _standard_input() if question is None else question
    refuse_wordless(asked)
    answerer = open_answerer()
    case = answerer.case(asked)
    if as_json:
        print(_one_line({**case_object(case), **({"model_calls": calls_object(case)} if why else {})}))
    if case.answer is None:
        raise QuestionUnanswered(case.error)
    if as_json:
        return
    terminal = standard_output()
    show_answer(case.answer, answerer.tools.rulebook, terminal)
    if why:
        show_why(case, terminal)


def refuse_wordless(asked: str) -> None:
    """Raise `BadInput`, saying what is wanted, for a question that is empty or holds no letter."""
    try:
        visible = normalize(asked).text
    except NothingToScreen:
        raise BadInput('the question is empty. Ask like this: canipost ask "can I post a photo of my desk?"') from None
    if not any(character.isalpha() for character in visible):
        raise BadInput(f"there are no words in {visible[:40]!r}. Say what you would like to post, and where.")


def answer_lines() -> None:
    """Answer every row of standard input, in order, on standard output; progress goes to standard error."""
    answerer = open_answerer()
    started = last = time.monotonic()
    done = failed = 0
    for found in answer_rows(arriving_rows(standard_input()), answerer):
        sys.stdout.write(_one_line(found) + "\n")
        sys.stdout.flush()
        done += 1
        failed += "error" in found
        now = time.monotonic()
        if now - last >= (ON_A_TERMINAL if sys.stderr.isatty() else IN_A_LOG):
            last = now
            sys.stderr.write(
                f"\r{progress(done, now - started)} " if sys.stderr.isatty() else f"{progress(done, now - started)}\n"
            )
            sys.stderr.flush()
    took = time.monotonic() - started
    line = f"{done} rows in {took:.1f} s, {failed} of them with an error\n"
    sys.stderr.write(("\r" if sys.stderr.isatty() else "") + line)


def progress(done: int, seconds: float) -> str:
    """How far it is, in words."""
    return f"{done} answered, {done / seconds:.0f} a second"


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise BadInput('no question. Ask like this: canipost ask "can I post a photo of my desk?"')
    raw = sys.stdin.buffer.read()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(f"standard input is not UTF-8: byte {problem.start} is {raw[problem.start]:#04x}.") from None


def _one_line(value: dict[str, Any]) -> str:
    """The value as JSON that standard output can hold: an id may be half a surrogate pair, an encoding narrow."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(value)
    return line
