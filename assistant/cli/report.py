"""The command `canipost report`: what the policy section has to know, in the terminal, as CSV files or as a page."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.failures import BadInput
from assistant.cli.report_view import print_report
from assistant.cli.terminal import NARROWEST, Terminal, standard_output
from assistant.escalation.office_file import load_offices
from assistant.escalation.offices import Offices, default_offices
from assistant.reporting.page import report_page
from assistant.reporting.records import Period
from assistant.reporting.report import Report, make_report
from assistant.reporting.sheets import write_sheet, write_sheets
from assistant.reporting.wording import spoken
from assistant.settings import Settings
from assistant.storage.database import Database, DatabaseUnclear, open_database
from corpus.errors import FaultyData
from corpus.library import load_library
from corpus.rulebook import load_rulebook

DAYS = 90
"""A report without dates is on so many days up to now."""
WIDEST_TABLE = 200
"""A table may be wider than what is read line by line."""


class Format(StrEnum):
    """How it is written."""

    TABLE = "table"
    CSV = "csv"
    HTML = "html"


def report_command(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=f"First day. Default: {DAYS} days ago.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day. Default: today.")] = None,
    office: Annotated[str, typer.Option(help="The id of one office; small figures are left out then.")] = "",
    form: Annotated[Format, typer.Option("--format", help="table, csv or html.")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option(help="Where to: a file for html, a folder for csv. Default: standard output.")
    ] = None,
    table: Annotated[str, typer.Option(help="Only the table with this id, as CSV.")] = "",
) -> None:
    """What the directive leaves open, and how it goes: a report for the policy section, without texts or names."""
    if form is Format.CSV and out is None and not table:
        raise BadInput("CSV is one file a table: name a folder with --out, or one table with --table")
    if form is not Format.CSV and table:
        raise BadInput("--table goes with --format csv")
    report = _made(since.date() if since else None, until.date() if until else None, office)
    if form is Format.CSV:
        _write_csv(report, out, table)
    elif form is Format.HTML:
        page = report_page(report)
        if out is None:
            sys.stdout.write(page)
        else:
            save(out, page)
    else:
        _print(report, out)


def _made(since: date | None, until: date | None, office: str) -> Report:
    settings = Settings()
    offices = read_offices(settings)
    if office and office not in offices.by_id:
        raise BadInput(f"there is no office {office!r}; there are: {', '.join(offices.by_id)}")
    now = datetime.now(UTC)
    library = load_library(settings.documents)
    period = period_of(since, until, now, offices)
    with opened_database(settings) as database, database.reading() as connection:
        return make_report(connection, period, library, load_rulebook(library), offices, now, office=office)


def read_offices(settings: Settings) -> Offices:
    """The offices as they are set up; raises `BadInput` for faults in their file."""
    if settings.offices is None:
        return default_offices("")
    try:
        return load_offices(settings.offices)
    except FaultyData as problem:
        raise BadInput(str(problem)) from problem


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database, of this release. Raises `BadInput` where its address is not understood."""
    try:
        database = open_database(settings.database_place)
    except DatabaseUnclear as problem:
        raise BadInput(str(problem)) from problem
    try:
        yield database
    finally:
        database.close()


def period_of(since: date | None, until: date | None, now: datetime, offices: Offices) -> Period:
    """Whole days on the wall of the fallback office; until now, where no last day is given. Raises `BadInput`."""
    zone = offices.fallback.hours.zone
    today = now.astimezone(zone).date()
    last = until or today
    first = since or last - timedelta(days=DAYS)
    if first > last:
        raise BadInput(f"the first day, {first}, is after the last, {last}")
    return Period(
        datetime.combine(first, time(), zone).astimezone(UTC),
        datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    )


def _write_csv(report: Report, out: Path | None, table: str) -> None:
    known = [each.id for each in report.tables]
    if table and table not in known:
        raise BadInput(f"there is no table {table!r}; there are: {', '.join(known)}")
    if out is None:
        sys.stdout.write(write_sheet(report.table(table)))
        return
    sheets = {f"{table}.csv": write_sheet(report.table(table))} if table else write_sheets(report)
    for name, sheet in sheets.items():
        save(out / name, sheet)


def save(file: Path, text: str) -> None:
    """Write it to a file, its folder too, and say so. Raises `BadInput`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise BadInput(f"{file} cannot be written: {problem.strerror}") from problem
    standard_output().write(f"Written: {file}")


def _print(report: Report, out: Path | None) -> None:
    terminal = standard_output()
    if out is not None:
        page = io.StringIO()
        print_report(replace(terminal, stream=page, has_color=False, encoding="utf-8"), report, spoken("en"))
        save(out, page.getvalue())
        return
    print_report(widened(terminal), report, spoken("en"))


def widened(terminal: Terminal) -> Terminal:
    """As wide as it is: columns of figures are read across a wide window too."""
    if not (terminal.stream.isatty() or os.environ.get("COLUMNS")):
        return terminal
    columns = shutil.get_terminal_size((terminal.width, 24)).columns
    return replace(terminal, width=max(NARROWEST, min(columns, WIDEST_TABLE)))
