"""The commands `canipost storage …`: of which release is the database, what is in it, and what is old?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import func, select

from assistant.cli.failures import BadInput
from assistant.cli.terminal import standard_output
from assistant.settings import Settings
from assistant.storage.arrivals import read_backlog
from assistant.storage.database import Database, DatabaseUnclear, open_database
from assistant.storage.releases import NOTHING, Standing, downgrade, read_release, upgrade
from assistant.storage.retention import sweep_old
from assistant.storage.tables import metadata

storage_app = typer.Typer(
    name="storage", help="The database: its release, what is in it, what is old.", no_args_is_help=True
)


@storage_app.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables to this release. Make a copy of the database first."""
    with _opened() as database:
        release = upgrade(database)
        standard_output().write(f"{database.address} is at step {release.found}.")


@storage_app.command("downgrade")
def downgrade_command(
    step: Annotated[str, typer.Argument(help=f"The step to go back to; {NOTHING} takes every table away.")],
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the tables back to an older step. What later steps added is lost."""
    with _opened() as database:
        if not is_sure:
            typer.confirm(f"Take {database.address} back to step {step}? What came later is lost", abort=True)
        release = downgrade(database, step)
        standard_output().write(f"{database.address} is at step {release.found}.")


@storage_app.command("info")
def info_command(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show where the database is, its release, how many rows it has, and what waits. Shows no text."""
    with _opened() as database:
        found = _described(database)
    if as_json:
        print(json.dumps(found, indent=1))
        return
    terminal = standard_output()
    terminal.write(f"Database: {found['address']}")
    terminal.write(f"Tables: {found['standing']} (step {found['step']}, this release has {found['wanted']})")
    for name, value in found.items():
        if name in ("rows", "waiting") and isinstance(value, dict):
            terminal.write()
            terminal.columns([(str(key), f"{count if count is not None else '-':>8}") for key, count in value.items()])


@storage_app.command("sweep-old")
def sweep_command(
    days: Annotated[
        int | None, typer.Option("--days", min=30, help="Keep so many days. Default: CANIPOST_KEEP_DAYS.")
    ] = None,
) -> None:
    """Take the texts out of old questions. What office management still has is left alone."""
    keep = timedelta(days=days or Settings().keep_days)
    with _opened(is_checked=True) as database:
        swept = sweep_old(database, datetime.now(UTC), keep)
    standard_output().write(
        f"{swept.questions} questions and {swept.arrivals} arrivals lost their texts; questions of the last "
        f"{keep.days} days keep theirs."
    )


@contextmanager
def _opened(*, is_checked: bool = False) -> Iterator[Database]:
    try:
        database = open_database(Settings().database_place, is_checked=is_checked)
    except DatabaseUnclear as problem:
        raise BadInput(str(problem)) from problem
    try:
        yield database
    except DatabaseUnclear as problem:
        raise BadInput(str(problem)) from problem
    finally:
        database.close()


def _described(database: Database) -> dict[str, object]:
    with database.reading() as connection:
        release = read_release(connection)
        found: dict[str, object] = {
            "address": database.address,
            "standing": release.standing.value,
            "step": release.found,
            "wanted": release.wanted,
        }
        if release.standing is not Standing.CURRENT:
            return found  # the tables that this release knows may not be there
        backlog = read_backlog(connection)
        return {
            **found,
            "rows": {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            },
            "waiting": {
                "waiting": backlog.waiting,
                "being worked on": backlog.working,
                "oldest since": backlog.oldest.isoformat(timespec="seconds") if backlog.oldest else None,
            },
        }
