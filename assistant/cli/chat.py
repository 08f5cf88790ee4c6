"""`canipost chat`: a conversation on the terminal."""

from __future__ import annotations

import sys

from assistant.answering.answerer import open_answerer
from assistant.answering.conversation.talk import Talk
from assistant.cli.answer_view import show_answer, show_why
from assistant.cli.ask import refuse_wordless
from assistant.cli.failures import BadInput, tell
from assistant.cli.terminal import standard_output


def converse(*, why: bool) -> None:
    """Answer line by line until the end of input. An empty line forgets what was said."""
    answerer = open_answerer()
    talk = Talk(answerer)
    terminal = standard_output()
    is_person = sys.stdin.isatty()
    if is_person:
        terminal.write("What would you like to post, and where? Empty line: new topic. Ctrl-D: end.", style="dim")
    while (line := _line("> " if is_person else "")) is not None:
        if not line.strip():
            talk.forget()
            continue
        if talk.picked(line) is None:
            try:
                refuse_wordless(line)
            except BadInput as problem:
                tell(str(problem))
                continue
        case = talk.say(line)
        if case.answer is None:
            tell(case.error or "the question could not be answered")
            continue
        show_answer(case.answer, answerer.tools.rulebook, terminal, is_chat=True)
        if why:
            show_why(case, terminal)
        terminal.write()


def _line(prompt: str) -> str | None:
    try:
        if prompt:
            return input(prompt)
        raw = sys.stdin.buffer.readline()
        return raw.decode("utf-8", "replace").rstrip("\r\n") if raw else None
    except EOFError:
        return None
