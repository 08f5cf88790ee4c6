"""The command `canipost receipt`: what was asked and answered in one hand-off, under which clause, when and by whom."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.failures import BadInput
from assistant.cli.report import opened_database, read_offices, save
from assistant.desk.records import Reader
from assistant.reporting.receipt import Receipt, find_numbered, make_receipt
from assistant.reporting.receipt_page import receipt_page, receipt_text
from assistant.settings import Settings
from corpus.library import load_library


class Format(StrEnum):
    """How it is written."""

    TEXT = "text"
    HTML = "html"


def receipt_command(
    number: Annotated[int, typer.Argument(help="The number of the hand-off, as people know it.")],
    reader: Annotated[
        Reader, typer.Option("--for", help="asker, or manager: who of office management did what.")
    ] = Reader.ASKER,
    form: Annotated[Format, typer.Option("--format", help="text or html.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="The file to write. Default: standard output.")] = None,
    workspace: Annotated[str, typer.Option(help="The workspace, where several use this database.")] = "",
) -> None:
    """What was asked and answered in one hand-off: clauses with their exact words and edition, when, by whom."""
    receipt = _made(number, reader, workspace)
    # Slack alone knows people's names; here they are told by the ids that it shows in their profiles.
    write = receipt_page if form is Format.HTML else receipt_text
    text = write(receipt, lambda person: person)
    if out is None:
        sys.stdout.write(text)
    else:
        save(out, text)


def _made(number: int, reader: Reader, workspace: str) -> Receipt:
    settings = Settings()
    offices = read_offices(settings)
    library = load_library(settings.documents)
    with opened_database(settings) as database, database.reading() as connection:
        found = find_numbered(connection, number, workspace)
        if not found:
            raise BadInput(f"there is no hand-off {number}")
        if len(found) > 1:
            raise BadInput(f"more than one workspace has {number}: name one with --workspace: {', '.join(found)}")
        return make_receipt(connection, next(iter(found.values())), reader, library, offices, datetime.now(UTC))
