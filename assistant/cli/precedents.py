"""The commands `canipost precedents …`: what office management let others read, and whether it still holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated

import typer

from assistant.cli.failures import BadInput
from assistant.cli.report import opened_database, read_offices, widened
from assistant.cli.report_view import print_table
from assistant.cli.terminal import Terminal, standard_output
from assistant.desk.likeness import Shelf
from assistant.desk.precedent_list import Listed, list_precedents
from assistant.escalation.offices import Offices
from assistant.escalation.precedents import Validity
from assistant.reporting.tables import Column, Kind, Table
from assistant.reporting.telling import tell_day
from assistant.reporting.wording import spoken
from assistant.settings import Settings
from corpus.library import Library, load_library

precedents_app = typer.Typer(
    name="precedents", help="Answers of office management that others read below theirs.", no_args_is_help=True
)

SIDE_BY_SIDE = 120
"""Characters from which the columns of a table have room; in less, each precedent is told line by line."""

NOW = MappingProxyType({
    Validity.GOOD: "shown below answers",
    Validity.DUE: "its review is due: shown to nobody",
    Validity.EXPIRED: "expired: shown to nobody",
})  # fmt: skip


@precedents_app.callback()
def precedents_commands() -> None:
    """Answers of office management that others read below theirs."""


@precedents_app.command("list")
def list_command(
    office: Annotated[str, typer.Option(help="The id of one office. Default: all.")] = "",
    workspace: Annotated[str, typer.Option(help="One workspace, where several use this database.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what is published, and what expired of late: question, verdict, clauses, when it is to be reviewed."""
    settings = Settings()
    offices, library = read_offices(settings), load_library(settings.documents)
    if office and office not in offices.by_id:
        raise BadInput(f"there is no office {office!r}; there are: {', '.join(offices.by_id)}")
    with opened_database(settings) as database, database.reading() as connection:
        listed = list_precedents(connection, workspace, offices, Shelf(library), datetime.now(UTC))
    listed = tuple(each for each in listed if office in ("", each.office))
    if as_json:
        print(json.dumps([_as_json(each) for each in listed], indent=1, ensure_ascii=False))
        return
    terminal = standard_output()
    if not listed:
        terminal.write("No precedent is published.")
        return
    wide = widened(terminal)
    if wide.width >= SIDE_BY_SIDE:
        print_table(wide, _table(listed, offices, library), spoken("en"))
    else:
        _print_each(terminal, listed, offices, library)


def _print_each(terminal: Terminal, listed: tuple[Listed, ...], offices: Offices, library: Library) -> None:
    columns = _table(listed, offices, library)
    for number, row in enumerate(columns.rows):
        if number:
            terminal.write()
        told = {column.id: str(cell) for column, cell in zip(columns.columns, row, strict=True)}
        terminal.write(f"Question {told.pop('number')}: {told.pop('question')}", hanging="  ", style="bold")
        terminal.columns([(name, text) for name, text in told.items() if text])


def _table(listed: tuple[Listed, ...], offices: Offices, library: Library) -> Table:
    words = spoken("en")
    columns = (
        Column("number", "No.", Kind.COUNT), Column("question", "Question"), Column("verdict", "Verdict"),
        Column("clauses", "Clauses"), Column("office", "Office"), Column("answered", "Answered"),
        Column("review", "Review by"), Column("now", "Now"),
    )  # fmt: skip
    rows = []
    for each in listed:
        found, zone = each.precedent, offices.office(each.office).hours.zone
        verdict = words(f"verdict-{found.ruling.verdict.value.replace('_', '-')}")
        rows.append(
            (
                each.hand_off.number, " ".join(found.question.split()), verdict, _places(each, library),
                offices.office(each.office).name, tell_day(found.ruling.at, zone),
                tell_day(found.review_at, zone) if found.review_at else "", NOW[each.validity],
            )
        )  # fmt: skip
    return Table("precedents", "", "", columns, tuple(rows))


def _places(each: Listed, library: Library) -> str:
    ids = each.precedent.ruling.clauses
    return "; ".join(library.clause(id).locator if library.has_clause(id) else id for id in ids)


def _as_json(each: Listed) -> dict[str, object]:
    """Who answered and who approved stands in the receipt, not here."""
    found = each.precedent
    return {
        "id": found.id,
        "workspace": found.workspace,
        "hand_off": each.hand_off.number,
        "office": each.office,
        "question": found.question,
        "verdict": found.ruling.verdict.value,
        "text": found.ruling.text,
        "clauses": list(found.ruling.clauses),
        "answered_at": found.ruling.at.isoformat(),
        "review_at": found.review_at.isoformat() if found.review_at else None,
        "now": each.validity.value,
    }
