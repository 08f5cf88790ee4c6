"""Is everything in place, and if not, what has to be mended? Asks Slack and the database; changes and posts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from slack_sdk import WebClient

from assistant.desk.records import ChannelMode
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.settings import SecretsFolderMissing, Settings
from assistant.slack.calling import call
from assistant.slack.findings import Finding, Level, refused
from assistant.slack.office_check import check_management, check_offices
from assistant.slack.scopes import Scope, read_scopes
from assistant.slack.settings import Mode, SlackSettings, SlackSettingsUnfit, read_slack_settings
from assistant.slack.troubles import read_troubles
from assistant.storage.channels import EVERY_OTHER, read_modes, read_switch
from assistant.storage.database import SQLITE_FILE, Database, StorageError, open_database
from assistant.storage.management import read_management
from assistant.storage.releases import Standing, read_release

TIMEOUT = 10  # seconds for one call
CLOCK_SECONDS = 60
"""A clock that is off by more is worth mending: Slack's signatures are good for five minutes
(https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

NOWHERE = "C00000000"
"""A channel that does not exist: where Slack says that it is not found, showing a status is allowed."""

CLAUSE_PAGES = (
    "Write the pages with: canipost corpus pages --to FOLDER, and set CANIPOST_CLAUSE_URL to where they are read; or "
    "set CANIPOST_PUBLIC_URL, where this program serves them itself (guide, part 5)."
)
REINSTALL = "In the app's settings choose Install App, Reinstall, and allow what is asked for."


def check_everything() -> Iterator[Finding]:
    """Check settings, Slack, database and channels, one after the other. Goes on where something is wrong."""
    team: str | None = None
    client: WebClient | None = None
    try:
        settings = read_slack_settings()
    except SlackSettingsUnfit as unfit:
        yield Finding(Level.MEND, "settings", str(unfit), "Set it as the guide says, then run the check again.")
    else:
        yield from check_address(settings)
        if settings.bot_token is None:
            yield Finding(Level.NOTE, "tokens", "several workspaces; each one's token is kept in the database")
        else:
            client = client_of(settings)
            found = check_bot(client)
            team = found.team
            yield from found.findings
        yield from check_transport(settings)
        yield check_clause_pages(settings)
    try:
        own = Settings()
    except SecretsFolderMissing as unfit:
        yield Finding(Level.MEND, "settings", str(unfit), "Mount the folder there, or mend CANIPOST_SECRETS.")
    except ValidationError as unfit:
        names = ", ".join(f"CANIPOST_{error['loc'][0]}".upper() for error in unfit.errors())
        yield Finding(Level.MEND, "settings", f"cannot be used: {names}", "See deploy/canipost.env.example.")
    else:
        yield from check_database(own, team, client)
        yield from check_offices(client, own.offices)


def client_of(settings: SlackSettings) -> WebClient:
    """A client with the bot token, that tries once."""
    token = settings.bot_token.get_secret_value().strip() if settings.bot_token else None
    return WebClient(token=token, base_url=settings.api_url, timeout=TIMEOUT, retry_handlers=[])


def check_address(settings: SlackSettings) -> Iterator[Finding]:
    """Is the address of the Web API one that tokens may be sent to?"""
    parts = urlsplit(settings.api_url)
    shown = f"{settings.mode.value} mode, {settings.api_url}"
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        remedy = "Set SLACK_API_URL to https://slack.com/api/, or https://slack-gov.com/api/ for GovSlack."
        yield Finding(Level.MEND, "settings", f"{shown} - tokens would be sent unencrypted", remedy)
    elif not parts.path.rstrip("/").endswith("/api"):
        yield Finding(Level.MEND, "settings", shown, "SLACK_API_URL must end in /api/.")
    else:
        yield Finding(Level.OK, "settings", shown)


# --- Slack ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BotFound:
    """What was found out with the bot token; `team` is the id of its workspace, None when it could not be asked."""

    team: str | None
    findings: tuple[Finding, ...]


def check_bot(client: WebClient) -> BotFound:
    """Is the bot token good, and for what? One call says who we are, and its headers what we may."""
    try:
        answer = call(client.auth_test)
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        return BotFound(None, (refused("bot token", trouble),))
    findings = [Finding(Level.OK, "bot token", f"workspace {answer['team']}, as {answer['user']}")]
    headers = {str(name).lower(): _first(value) for name, value in dict(answer.headers).items()}
    findings += check_scopes(headers.get("x-oauth-scopes"))
    findings += check_clock(headers.get("date"), datetime.now(UTC))
    granted = _split(headers.get("x-oauth-scopes") or "")
    if "assistant:write" in granted:
        findings.append(check_status_lines(client))
    if "users:read" in granted:  # without it, that is the finding
        findings += check_people(client, str(answer["user_id"]))
    return BotFound(str(answer["team_id"]), tuple(findings))


def check_scopes(header: str | None) -> list[Finding]:
    """Compare the scopes that Slack names in its header with the table."""
    if header is None:
        return [Finding(Level.NOTE, "permissions", "Slack did not say which the token has; compare deploy/scopes.md")]
    table, granted = read_scopes(), _split(header)
    missing, surplus = table.missing(granted), table.surplus(granted)
    findings = [_missing(row) for row in missing]
    if surplus:
        remedy = "Take them away under OAuth & Permissions, or replace the manifest."
        findings.append(Finding(Level.NOTE, "permissions", f"not needed: {', '.join(surplus)}", remedy))
    if not any(row.required for row in missing):
        findings.insert(0, Finding(Level.OK, "permissions", f"{len(table.names) - len(missing)} of {len(table.names)}"))
    return findings


def _missing(row: Scope) -> Finding:
    if row.required:
        return Finding(Level.MEND, "permissions", f"{row.scope} is missing. {row.without}", REINSTALL)
    return Finding(Level.NOTE, "permissions", f"{row.scope} is not granted. {row.without}")


def check_clock(date: str | None, now: datetime) -> list[Finding]:
    """Compare this machine's clock with the date of Slack's answer; nothing to say where there is none."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return []
    if theirs.tzinfo is None:
        return []
    off = abs((now - theirs).total_seconds())
    if off <= CLOCK_SECONDS:
        return []
    remedy = "Switch on time synchronization (timedatectl set-ntp true); signatures are refused by a wrong clock."
    return [Finding(Level.MEND, "clock", f"differs from Slack's by {off:.0f} s", remedy)]


def check_status_lines(client: WebClient) -> Finding:
    """May it show status lines here? Asked for a channel that does not exist, so nobody sees anything."""
    try:
        call(client.assistant_threads_setStatus, channel_id=NOWHERE, thread_ts="0.0", status="")
    except SurfaceRefused as refusal:
        if refusal.reason in ("channel_not_found", "invalid_thread_ts", "message_not_found", "invalid_arguments"):
            return Finding(Level.OK, "status lines", "available")
        return Finding(Level.NOTE, "status lines", f"left out here ({refusal.reason}); everything else works")
    except (SurfaceBusy, SurfaceDown) as trouble:
        return Finding(Level.NOTE, "status lines", f"could not be tried ({trouble})")
    return Finding(Level.OK, "status lines", "available")


def check_people(client: WebClient, ourselves: str) -> Iterator[Finding]:
    """Can people be looked up? Asked of ourselves; silent where it works. Else guests would pass for staff."""
    try:
        call(client.users_info, user=ourselves)
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        yield refused("people", trouble)


def check_transport(settings: SlackSettings) -> Iterator[Finding]:
    """Can Slack's events reach us? In HTTP mode only the settings can be seen from here."""
    if settings.mode is Mode.HTTP:
        says = f"the signing secret is set; listens on {settings.host}:{settings.port}"
        remedy = "Whether Slack reaches it is shown under Event Subscriptions: its Request URL must be Verified."
        yield Finding(Level.NOTE, "connection", says, remedy)
        return
    token = settings.app_token.get_secret_value().strip() if settings.app_token else ""
    client = WebClient(base_url=settings.api_url, timeout=TIMEOUT, retry_handlers=[])
    try:
        call(client.apps_connections_open, app_token=token)
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        yield refused("app token", trouble)
    else:
        yield Finding(Level.OK, "app token", "Socket Mode opens a connection")


def check_clause_pages(settings: SlackSettings) -> Finding:
    """Does a quote of an answer lead to the page of its clause?"""
    if settings.clause_page is None:
        says = "no address is set: quotes name their clause and lead nowhere"
        return Finding(Level.NOTE, "clause pages", says, CLAUSE_PAGES)
    return Finding(Level.OK, "clause pages", f"quotes lead to {settings.clause_page}")


# --- database and channels --------------------------------------------------------------------------------------------


def check_database(settings: Settings, team: str | None, client: WebClient | None) -> Iterator[Finding]:
    """Is the database there and of our release? Then the switch and the channels of the workspace."""
    place = settings.database_place
    if isinstance(place, Path) and not (place / SQLITE_FILE).exists():
        # Not opened: the check may be run by another user, and would leave a file that the program cannot write.
        yield Finding(Level.NOTE, "database", f"{place / SQLITE_FILE} is not there yet; it is made at the first start")
        return
    try:
        database = open_database(place, is_checked=False)
    except StorageError as trouble:
        yield Finding(Level.MEND, "database", str(trouble), "Mend CANIPOST_DATABASE or start the database.")
        return
    try:
        yield from _check_tables(database, team, client, is_one_office=settings.offices is None)
    except StorageError as trouble:
        yield Finding(Level.MEND, "database", str(trouble), "See that it runs, and that its user may read the tables.")
    finally:
        database.close()


def _check_tables(
    database: Database, team: str | None, client: WebClient | None, *, is_one_office: bool
) -> Iterator[Finding]:
    with database.reading() as connection:
        release = read_release(connection)
        says = f"{database.address}, tables {release.found}"
        if release.standing is Standing.EMPTY:
            yield Finding(Level.NOTE, "database", f"{says}: empty; the tables are made at the first start")
            return
        if release.standing is Standing.OLD:
            remedy = "Make a copy of the database, then run: canipost storage upgrade"
            yield Finding(Level.MEND, "database", f"{says}: {release.standing} ({release.wanted} is needed)", remedy)
            return
        if release.standing is Standing.NEW:
            yield Finding(Level.MEND, "database", f"{says}: {release.standing}", "Install that release of canipost.")
            return
        yield Finding(Level.OK, "database", says)
        if team is None:
            return
        switch, modes = read_switch(connection, team), read_modes(connection, team)
        management = read_management(connection, team)
    if not switch.is_on:
        yield Finding(Level.NOTE, "switch", "the assistant is switched off", "Switch it on in App Home.")
    yield from check_channels(client, modes)
    if is_one_office:
        yield from check_management(client, management)


def check_channels(client: WebClient | None, modes: Mapping[str, ChannelMode]) -> Iterator[Finding]:
    """Where does it answer? Is each channel that an administrator set up still there, and is the app in it?"""
    own = {channel: mode for channel, mode in modes.items() if channel != EVERY_OTHER}
    others = modes.get(EVERY_OTHER, ChannelMode.OFF)
    if others is not ChannelMode.OFF:
        yield Finding(Level.NOTE, "channels", f"where nothing is set, whoever invites it makes it answer ({others})")
    elif not any(mode is not ChannelMode.OFF for mode in own.values()):
        says = "none is allowed in App Home; it answers in those that the file of offices names, and directly"
        yield Finding(Level.NOTE, "channels", says, "Allow channels in App Home, For administrators.")
    if client is None:
        return
    for channel, mode in own.items():
        yield _check_channel(client, channel, mode)


def _check_channel(client: WebClient, channel: str, mode: ChannelMode) -> Finding:
    about = f"channel {channel}"
    try:
        found: dict[str, Any] = call(client.conversations_info, channel=channel)["channel"]
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        if mode is ChannelMode.OFF:
            return Finding(Level.OK, about, f"{mode}")
        return refused(about, trouble)
    about = f"channel #{found.get('name', channel)}"
    if mode is ChannelMode.OFF:
        return Finding(Level.OK, about, f"{mode}")
    if found.get("is_archived"):
        return Finding(Level.MEND, about, "is archived", read_troubles()["is_archived"].remedy)
    if not found.get("is_member"):
        return Finding(Level.MEND, about, "the app is not in it", read_troubles()["not_in_channel"].remedy)
    if found.get("is_ext_shared"):
        return Finding(Level.NOTE, about, f"{mode}; shared with another organization, whose people are refused")
    return Finding(Level.OK, about, f"{mode}")


def _split(header: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in header.split(",") if part.strip())


def _first(value: object) -> str:
    """slack_sdk gives a header as text, or as a list of its values."""
    return str(value[0]) if isinstance(value, list | tuple) and value else str(value)
