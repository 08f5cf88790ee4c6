"""`canipost eval --reader ...`: which reader answers labelled questions best? Their figures side by side."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.language_model.line import Line, Reply
from assistant.answering.language_model.opening import open_line
from assistant.answering.language_model.prompts import Message
from assistant.answering.language_model.reader import choose_reader
from assistant.cli.evaluate import answers_to, passages, read_labelled, show_misses
from assistant.cli.failures import BadInput
from assistant.cli.terminal import Terminal, standard_output
from assistant.evaluation import Tally, score_turns, turns_of
from assistant.settings import ReadBy, Settings
from corpus.rulebook import Rulebook


def parse_readers(named: Sequence[str]) -> list[ReadBy]:
    """The readers named on the command line, commas allowed, each once. Raises `BadInput` for an unknown one."""
    names = [name.strip() for each in named for name in each.split(",") if name.strip()]
    known = [reader.value for reader in ReadBy]
    for name in names:
        if name not in known:
            raise BadInput(f"--reader {name!r}: one of {', '.join(known)}.")
    return [ReadBy(name) for name in dict.fromkeys(names)]


@dataclass(slots=True)
class Remembering:
    """A line that asks the same question once: readers that are compared see the same output of the model."""

    line: Line
    replies: dict[tuple[Message, ...], Reply] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.line.name

    def ask(self, purpose: str, questions: Sequence[Sequence[Message]], schema: type[BaseModel]) -> list[Reply]:
        """One reply a question, in order; the model is asked only for what it was not asked before."""
        keys = [tuple(messages) for messages in questions]
        new = [key for key in dict.fromkeys(keys) if key not in self.replies]
        self.replies.update(zip(new, self.line.ask(purpose, new, schema), strict=True))
        return [self.replies[key] for key in keys]


def compare_readers(file: str, readers: Sequence[ReadBy], *, as_json: bool, rows: bool) -> None:
    """
    Answer every row of a labelled file with each reader and print the figures side by side.

    Raises `BadInput` for a bad file, for private-data files (no reader has a part in those), and when a language model
    is wanted but none is configured.
    """
    gold = read_labelled(Path(file))
    if "spans" in gold[0]:
        raise BadInput(f"{file}: labels private data; readers have no part in hiding it. Leave --reader away.")
    settings = Settings()
    if settings.model is None and any(reader is not ReadBy.LOCAL for reader in readers):
        raise BadInput("no language model is configured. Set CANIPOST_MODEL=provider:name, or use --reader local.")
    line = Remembering(open_line(settings)) if settings.model is not None else None
    answerer = open_answerer(settings, ReadBy.LOCAL)
    local = answerer.tools.reader.name
    tallies: dict[str, Tally] = {}
    figures: dict[str, dict[str, Any]] = {}
    for reader in readers:
        outputs = answers_to(gold, _reading_with(answerer, reader, line))
        tallies[reader.value] = tally = _score(file, gold, outputs, answerer)
        figures[reader.value] = {**tally.figures(), **figures_of_model(outputs, local, answerer.tools.rulebook)}
    if as_json:
        print(json.dumps(figures if len(figures) > 1 else next(iter(figures.values()))))
        return
    terminal = standard_output()
    show_side_by_side(file, figures, terminal)
    if line is not None and line.replies:
        show_calls(line, terminal)
    for name, tally in tallies.items() if rows else ():
        terminal.write(f"\nread by: {name}", style="bold")
        show_misses(tally, terminal)


def _reading_with(answerer: Answerer, reader: ReadBy, line: Line | None) -> Answerer:
    tools = answerer.tools
    chosen = choose_reader(reader, line, tools.reader, tools.rulebook)
    return dataclasses.replace(answerer, tools=dataclasses.replace(tools, reader=chosen))


def _score(
    file: str, gold: Sequence[Mapping[str, Any]], outputs: Mapping[Any, Mapping[str, Any]], answerer: Answerer
) -> Tally:
    try:
        return score_turns(list(turns_of(gold, outputs)), passages(answerer))
    except KeyError as unknown:
        raise BadInput(f"{file}: {unknown} in must_cite names no passage of the directive.") from None


def figures_of_model(outputs: Mapping[Any, Mapping[str, Any]], reader: str, rulebook: Rulebook) -> dict[str, Any]:
    """
    The share of answers that rest on a reading of the model, and how many were handed over because two readings differ.

    `reader` is the local reader's name. An answer in any language counts.
    """
    differ = {spoken.replies["readers-differ"].reason for spoken in (rulebook, *rulebook.translations.values())}
    answers = [answer for output in outputs.values() for answer in output.get("answers", [output])]
    by_model = sum(answer.get("reader") not in (None, "", reader) for answer in answers)
    return {
        "read_by_model": round(by_model / len(answers), 4) if answers else None,
        "readers_differ": sum(answer.get("reason") in differ for answer in answers),
    }


def show_side_by_side(file: str, figures: Mapping[str, Mapping[str, Any]], terminal: Terminal) -> None:
    """Print the figures by their names, a column a reader."""
    terminal.write(file, style="bold")
    names = [name for name in next(iter(figures.values())) if name != "confusion"]
    width = max(8, *map(len, figures))
    header = ("", " ".join(f"{reader:>{width}}" for reader in figures))
    body = [(name, " ".join(f"{_shown(of[name]):>{width}}" for of in figures.values())) for name in names]
    terminal.columns([header, *body])


def show_calls(line: Remembering, terminal: Terminal) -> None:
    """Print how the calls to the model went, and how long one took."""
    calls = [reply.call for reply in line.replies.values()]
    middle = statistics.median(call.ms for call in calls) / 1000
    terminal.write(f"\n{line.name}: {len(calls)} questions sent, {middle:.1f} s each (median)", style="bold")
    # What came back and was not believed is refused later, by the reader; here it counts as an answer.
    terminal.columns((str(count), outcome) for outcome, count in Counter(call.outcome for call in calls).most_common())


def _shown(value: object) -> str:
    return "-" if value is None else str(value)
