"""The command `canipost`: which subcommand does what. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import os
import sys
from typing import Annotated

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import typer

from assistant.cli.failures import one_line_failures

app = typer.Typer(
    name="canipost",
    help="Can I post this? Answers from Management Directive 16-02 (Social Media), with the clause that decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question. Without it, standard input is read.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Answer one JSON object a line from standard input, any number of them.")
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="Show rules, near misses, search scores and timings.")] = False,
) -> None:
    """Ask whether something may be posted."""
    from assistant.cli import ask as commands

    if as_jsonl:
        if question or as_json or why:
            raise typer.BadParameter("--jsonl reads its questions from standard input; give no question, --json or --why.")
        commands.answer_lines()
    else:
        commands.answer_one(" ".join(question) if question else None, as_json=as_json, why=why)


@app.command()
def chat(why: Annotated[bool, typer.Option("--why", help="Show how each answer came about.")] = False) -> None:
    """Keep a conversation: follow-ups are understood with what was said before. An empty line starts afresh."""
    from assistant.cli.chat import converse

    converse(why=why)


@app.command("eval")
def evaluate(
    file: Annotated[str, typer.Argument(help="A labelled file (JSON Lines): questions, conversations or private data.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    rows: Annotated[bool, typer.Option("--rows/--no-rows", help="List the rows that were missed.")] = True,
) -> None:
    """Measure the answers to labelled questions."""
    from assistant.cli.evaluate import evaluate_file

    evaluate_file(file, as_json=as_json, rows=rows)


def _add_rooms() -> None:
    """The subcommands of the other rooms. Only the one that is called is imported: `ask` must start fast."""
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if called in ("ask", "chat", "eval"):
        return
    from assistant.cli.corpus import corpus_app
    from assistant.cli.index import index_app, search_command
    from assistant.cli.reader import reader_app

    app.add_typer(corpus_app, name="corpus")
    app.add_typer(index_app, name="index")
    app.add_typer(reader_app, name="reader")
    app.command("search")(search_command)


_add_rooms()


def run() -> None:
    """Entry point of the console command. Errors end in one line on standard error, never in a traceback."""
    with one_line_failures():
        app(prog_name="canipost")
