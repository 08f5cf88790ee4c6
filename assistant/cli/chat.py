"""`canipost chat`: a conversation on the terminal."""

from __future__ import annotations

import sys
import unicodedata

from assistant.answering.answerer import open_answerer
from assistant.answering.records import Case
from assistant.cli.answer_view import show_answer, show_why
from assistant.cli.ask import refuse_wordless
from assistant.cli.failures import BadInput, tell
from assistant.cli.terminal import standard_output
from corpus.facts import Choice


def converse(*, why: bool) -> None:
    """Answer line by line until the end of input. An empty line forgets what was said; a number picks a choice."""
    answerer = open_answerer()
    terminal = standard_output()
    is_person = sys.stdin.isatty()
    if is_person:
        terminal.write("What would you like to post, and where? Empty line: new topic. Ctrl-D: end.", style="dim")
    earlier: list[str] = []
    last: Case | None = None
    while (line := _line("> " if is_person else "")) is not None:
        if not line.strip():
            earlier, last = [], None
            continue
        choice = _chosen(line, last)
        if choice is not None and last is not None:
            last = answerer.case(last.raw, earlier[:-1], {**last.answered, **choice.sets})
            earlier = earlier[:-1]
        else:
            try:
                refuse_wordless(line)
            except BadInput as problem:
                tell(str(problem))
                continue
            last = answerer.case(line, earlier)
        if last.answer is None:
            tell(last.error or "the question could not be answered")
            continue
        show_answer(last.answer, answerer.tools.rulebook, terminal, is_chat=True)
        if why:
            show_why(last, terminal)
        terminal.write()
        if last.screened is not None:
            earlier.append(last.screened.text)


def _line(prompt: str) -> str | None:
    try:
        if prompt:
            return input(prompt)
        raw = sys.stdin.buffer.readline()
        return raw.decode("utf-8", "replace").rstrip("\r\n") if raw else None
    except EOFError:
        return None


def _plain(words: str) -> str:
    """Small letters without accents: "si" picks "Sí"."""
    letters = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _chosen(line: str, last: Case | None) -> Choice | None:
    """The choice of the question back that a bare number picks, or the "yes" or "no" that begins just one of them."""
    ask = last.answer.ask if last is not None and last.answer is not None else None
    numbered = {str(number): choice for number, choice in enumerate(ask.choices, 1)} if ask is not None else {}
    said = _plain(line.strip().strip(".!¡"))
    spoken = [choice for choice in numbered.values() if said and _plain(choice.label).split(",")[0] == said]
    return numbered.get(line.strip()) or (spoken[0] if len(spoken) == 1 else None)
