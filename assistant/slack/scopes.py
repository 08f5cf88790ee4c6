"""Which permissions of Slack does the app ask for, what uses each, and which are missing from a token?

The table is `scopes.yaml`; `deploy/scopes.md` is made from it by `write_table`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from pydantic import Field

from corpus.strict_yaml import Faults, Place, StrictModel, read_record

FILE = Path(__file__).with_name("scopes.yaml")
DOCUMENTS = "https://docs.slack.dev/reference/"


class Scope(StrictModel):
    """One scope of the bot token. `reason` and `without` are for the administrator who approves it."""

    scope: str
    reason: str = Field(alias="for")
    without: str
    """What is lost when it is refused."""
    events: tuple[str, ...]
    methods: tuple[str, ...]
    features: tuple[str, ...]
    """Parts of the manifest that need it."""
    required: bool
    """False where the assistant goes on, in a stated way, without it."""
    checked: bool
    """Was it read on Slack's page while the row was written?"""
    source: str
    """Slack's page that says so."""


class FreeEvent(StrictModel):
    """An event that no scope is needed for."""

    event: str
    with_oauth_only: bool
    """Only where the tokens are kept in our database is there something to forget."""
    source: str


class FreeMethod(StrictModel):
    """A method that no scope is needed for."""

    method: str
    source: str


class Free(StrictModel):
    """What the bot may do without a scope."""

    events: tuple[FreeEvent, ...]
    methods: tuple[FreeMethod, ...]


class AppScope(StrictModel):
    """A scope of the app-level token of Socket Mode."""

    scope: str
    reason: str = Field(alias="for")
    methods: tuple[str, ...]
    source: str


class ScopeTable(StrictModel):
    """All that the app may do in Slack, and by which permission."""

    scopes: tuple[Scope, ...]
    free: Free
    app_token: tuple[AppScope, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The scopes of the bot token, in order."""
        return tuple(row.scope for row in self.scopes)

    def events(self, *, with_oauth: bool) -> tuple[str, ...]:
        """The events the app listens to, in order; some only where it is installed by OAuth."""
        told = {event for row in self.scopes for event in row.events}
        free = {row.event for row in self.free.events if with_oauth or not row.with_oauth_only}
        return tuple(sorted(told | free))

    @property
    def methods(self) -> frozenset[str]:
        """Every Web API method that the app may call, with either token or none."""
        with_scope = {method for row in self.scopes for method in row.methods}
        of_the_app = {method for row in self.app_token for method in row.methods}
        return frozenset(with_scope | of_the_app | {row.method for row in self.free.methods})

    def missing(self, granted: Collection[str]) -> tuple[Scope, ...]:
        """The scopes that a token was not granted."""
        return tuple(row for row in self.scopes if row.scope not in granted)

    def surplus(self, granted: Collection[str]) -> tuple[str, ...]:
        """What a token was granted and nothing here uses."""
        return tuple(sorted(set(granted) - set(self.names)))


@cache
def read_scopes(file: Path = FILE) -> ScopeTable:
    """The table. Raises `FaultyData` with every fault of the file: unknown keys, doubled rows, scopes without a use."""
    table, place = read_record(file, ScopeTable)
    faults = Faults()
    _check_rows(table.scopes, place, faults)
    faults.raise_if_any()
    return table


def _check_rows(rows: Sequence[Scope], place: Place, faults: Faults) -> None:
    names = [row.scope for row in rows]
    if names != sorted(set(names)):
        faults.add(place.of("scopes"), "the scopes must stand in the order of the alphabet, each once")
    for number, row in enumerate(rows):
        at = place.of("scopes", number)
        if not row.events and not row.methods and not row.features:
            faults.add(at, f"{row.scope}: no event, method or feature needs it; ask for what is used only")
        if not row.source.startswith(DOCUMENTS):
            faults.add(at.of("source"), f"{row.scope}: the source must be a page under {DOCUMENTS}")


def write_table(table: ScopeTable) -> str:
    """`deploy/scopes.md`: the table for the administrator who has to approve the app."""
    lines = [
        "# What the app may do in Slack, and why",
        "",
        "<!-- Made from `assistant/slack/scopes.yaml` by `canipost slack manifest --scopes`; a test compares. -->",
        "",
        "The app asks for the scopes below and no others. It asks for no permission of any person (no user token), for",
        "no e-mail address, and reads no files. Of members it lists those of the channel of an office that names no",
        "managers, and those of a group of managers; it is told only of channels that somebody invited it to.",
        "",
        "## Bot token (`xoxb-...`)",
        "",
        "| scope | what it is for | when it is refused | used by |",
        "| --- | --- | --- | --- |",
    ]
    for row in table.scopes:
        uses = [f"`{use}`" for use in (*row.events, *row.methods, *row.features)]
        needed = "" if row.required else "Optional. "
        lines.append(f"| [`{row.scope}`]({row.source}) | {row.reason} | {needed}{row.without} | {', '.join(uses)} |")
    lines += [
        "",
        "## App-level token (`xapp-...`), for Socket Mode only",
        "",
        "| scope | what it is for | used by |",
        "| --- | --- | --- |",
    ]
    for own in table.app_token:
        methods = ", ".join(f"`{method}`" for method in own.methods)
        lines.append(f"| [`{own.scope}`]({own.source}) | {own.reason} | {methods} |")
    free = [f"[`{row.event}`]({row.source})" for row in table.free.events]
    free += [f"[`{row.method}`]({row.source})" for row in table.free.methods]
    doubtful = [row.scope for row in table.scopes if not row.checked]
    lines += [
        "",
        "## Without any scope",
        "",
        f"Events and methods that Slack gives to every app: {', '.join(free)}.",
        "",
        "## What could not be checked",
        "",
        "The links name Slack's page for each row. No real workspace was at hand while this was written, and not every",
        f"page could be opened. From general knowledge of the platform, not read anew: {_listed(doubtful)}.",
        "Slack shows on the page of each method which scope it needs; `canipost slack check` compares the scopes of",
        "your token with this table.",
        "",
    ]
    return "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
