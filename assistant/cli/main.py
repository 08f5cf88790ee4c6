"""The command `canipost`: which subcommand does what. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.cli.failures import one_line_failures

ELSEWHERE = {
    "search": ("assistant.cli.index", "search_command"),
    "corpus": ("assistant.cli.corpus", "corpus_app"),
    "index": ("assistant.cli.index", "index_app"),
    "offices": ("assistant.cli.offices", "offices_app"),
    "precedents": ("assistant.cli.precedents", "precedents_app"),
    "receipt": ("assistant.cli.receipt", "receipt_command"),
    "report": ("assistant.cli.report", "report_command"),
    "reader": ("assistant.cli.reader", "reader_app"),
    "slack": ("assistant.cli.slack", "slack_app"),
    "storage": ("assistant.cli.storage", "storage_app"),
}
"""Commands that live in other modules: the module, and the name of the Typer app or function in it."""


class Rooms(TyperGroup):
    """The commands of this file and those of others, which are imported when they are called: `ask` starts fast."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - Typer does not export the type it hands here
        """All names, for the help."""
        return [*super().list_commands(ctx), *ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - nor the one it wants back
        """The command with that name; None when there is none."""
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = ELSEWHERE[cmd_name]
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(cmd_name)(found)
            found = single
        return typer.main.get_command(found)


app = typer.Typer(
    name="canipost",
    cls=Rooms,
    help="Can I post this? Answers from Management Directive 16-02 (Social Media), with the clause that decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(help="The question. Without it, standard input is read.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Answer one JSON object a line from standard input, any number of them.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Show rules, near misses, search scores, timings, and what a model was sent.")
    ] = False,
) -> None:
    """Ask whether something may be posted."""
    from assistant.cli import ask as commands

    if as_jsonl:
        if question or as_json or why:
            raise typer.BadParameter(
                "--jsonl reads its questions from standard input; give no question, --json or --why."
            )
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
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Labelled files (JSON Lines): questions, conversations or private data."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    rows: Annotated[bool, typer.Option("--rows/--no-rows", help="List the rows that were missed.")] = True,
    reader: Annotated[
        list[str] | None,
        typer.Option("--reader", help="Who reads: local, model or both; several (with commas) are set side by side."),
    ] = None,
    targets: Annotated[
        bool, typer.Option("--targets", help="Show how every measure stands to its target instead, a column a file.")
    ] = False,
) -> None:
    """Measure the answers to labelled questions."""
    if targets:
        if reader or as_json:
            raise typer.BadParameter("--targets prints a table of the local reader; give neither --reader nor --json.")
        from assistant.cli.evaluate import compare_with_targets

        compare_with_targets(files)
        return
    if len(files) > 1:
        raise typer.BadParameter("several files are set side by side by --targets; without it, give one.")
    if reader:
        from assistant.cli.compare import compare_readers, parse_readers

        compare_readers(files[0], parse_readers(reader), as_json=as_json, rows=rows)
        return
    from assistant.cli.evaluate import evaluate_file

    evaluate_file(files[0], as_json=as_json, rows=rows)


def run() -> None:
    """Entry point of the console command. Errors end in one line on standard error, never in a traceback."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    errors_only = logging.StreamHandler()
    errors_only.setLevel(logging.ERROR)  # on the handler: some libraries set the level of their own loggers
    logging.basicConfig(handlers=[errors_only], format="canipost: %(message)s")
    with one_line_failures():
        status = app(prog_name="canipost", standalone_mode=False)
    sys.exit(status if isinstance(status, int) else 0)
