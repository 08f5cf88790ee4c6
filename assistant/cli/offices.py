"""The commands `canipost offices …`: is the file of the offices right, and what follows from it?"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.failures import BadInput
from assistant.cli.terminal import standard_output
from assistant.escalation.expectations import tell_expectation
from assistant.escalation.office_file import load_offices
from assistant.escalation.offices import OfficeFacts, Offices, default_offices
from assistant.escalation.promises import first_promise
from assistant.settings import Settings
from corpus.errors import FaultyData

offices_app = typer.Typer(
    name="offices", help="The offices that take hand-offs: check the file, show what it means.", no_args_is_help=True
)

File = Annotated[Path | None, typer.Argument(help="The file. Default: CANIPOST_OFFICES.")]


@offices_app.command("check")
def check_command(file: File = None) -> None:
    """Say what is wrong with the file, line by line; exit status 2 when something is."""
    named = file or Settings().offices
    if named is None:
        raise BadInput("no file is named: give one, or set CANIPOST_OFFICES (an example: deploy/offices.example.yaml)")
    offices = _read(named)
    count = len(offices.by_id)
    told = f"{named} is right: {count} office{'' if count == 1 else 's'}"
    standard_output().write(f"{told}, the fallback is {offices.fallback.name}.")


@offices_app.command("show")
def show_command(
    file: File = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Show each office: hours, closed days of the coming year, times, and what who asks now would be told."""
    named = file or Settings().offices
    offices = _read(named) if named else default_offices("")
    now = datetime.now(UTC)
    described = offices.described(now)
    if as_json:
        print(json.dumps([asdict(facts) for facts in described], indent=1, ensure_ascii=False))
        return
    terminal = standard_output()
    if named is None:
        terminal.write("No file is named (CANIPOST_OFFICES): there is one office; its channel is chosen in App Home.")
    if offices.policy_section:
        terminal.write(f"The report is shown to administrators and to {', '.join(offices.policy_section)}.")
    for facts in described:
        terminal.write()
        terminal.write(f"{facts.name} ({facts.id}){', the fallback' if facts.is_fallback else ''}")
        terminal.columns(_rows(facts, offices, now))


def _rows(facts: OfficeFacts, offices: Offices, now: datetime) -> list[tuple[str, str]]:
    office = offices.office(facts.id)
    who = ", ".join((*facts.managers, *([facts.user_group] if facts.user_group else [])))
    rows = [
        ("channel", facts.channel or "chosen in App Home"),
        ("managers", who or "the members of its channel"),
        ("deputy", facts.deputy or "none"),
        ("asked from", ", ".join(facts.asks_from) or "no channel of its own"),
        ("hours", f"{facts.hours} ({facts.zone})"),
        ("answers within", f"{facts.answer_within}, reminded {facts.remind_before} before"),
        ("a claim lasts", facts.lease),
        ("given up after", facts.limit),
        ("next level", facts.next or "none"),
        ("asked now", tell_expectation(office, now, first_promise(office, now))),
    ]
    return rows + [("closed" if number == 0 else "", day) for number, day in enumerate(facts.closed)]


def _read(file: Path) -> Offices:
    try:
        return load_offices(file)
    except FaultyData as problem:
        raise BadInput(str(problem)) from problem
