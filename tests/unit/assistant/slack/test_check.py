"""Does the check find what is wrong, and say what to do? Against the stand-in Slack, with the real client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.desk.records import ChannelMode
from assistant.slack.check import check_clock, check_everything
from assistant.slack.findings import Finding, Level
from assistant.slack.scopes import read_scopes
from assistant.slack.standin import Keys, StandIn
from assistant.storage.channels import EVERY_OTHER, set_mode, set_switch
from assistant.storage.database import Database, open_database
from assistant.storage.management import set_management

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VARIABLES = (
    "CANIPOST_DATABASE CANIPOST_SECRETS CREDENTIALS_DIRECTORY CANIPOST_SLACK_MODE SLACK_BOT_TOKEN SLACK_APP_TOKEN "
    "SLACK_SIGNING_SECRET SLACK_API_URL SLACK_CLIENT_ID SLACK_CLIENT_SECRET"
).split()


@pytest.fixture(scope="module")
def standing() -> Iterator[StandIn]:
    with StandIn() as slack:
        yield slack


@pytest.fixture
def slack(standing: StandIn) -> StandIn:
    standing.trouble.end()
    return standing


@pytest.fixture
def keys(slack: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Keys:
    """The app, installed with the scopes of our manifest, and settings as the guide says."""
    keys = slack.install(read_scopes().names)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANIPOST_HOME", str(tmp_path))
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", keys.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", keys.app_token)
    return keys


@pytest.fixture
def database(keys: Keys, folder_with_tables: Path) -> Iterator[Database]:
    database = open_database(folder_with_tables)
    yield database
    database.close()


def found(about: str) -> Finding:
    """The one finding on something."""
    (finding,) = [finding for finding in check_everything() if finding.about == about]
    return finding


def to_mend() -> list[str]:
    return [finding.line() for finding in check_everything() if finding.level is Level.MEND]


def test_where_all_is_well_nothing_is_to_be_mended(slack: StandIn, keys: Keys, database: Database) -> None:
    office = slack.channel("office")
    with database.transaction() as connection:
        set_mode(connection, keys.team_id, office.id, ChannelMode.ANSWERS, "U1", NOW)
    findings = {finding.about: finding for finding in check_everything()}
    assert {finding.level for finding in findings.values()} <= {Level.OK, Level.NOTE}
    for about in ("settings", "bot token", "permissions", "app token", "database", "channel #office"):
        assert findings[about].level is Level.OK, findings[about]
    assert "County" in findings["bot token"].says


@pytest.mark.usefixtures("keys")
def test_without_an_address_of_the_clauses_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found("clause pages")
    assert finding.level is Level.NOTE
    assert "canipost corpus pages --to FOLDER" in finding.remedy
    assert "CANIPOST_CLAUSE_URL" in finding.remedy
    monkeypatch.setenv("CANIPOST_PUBLIC_URL", "https://canipost.example.gov")
    assert found("clause pages").level is Level.OK
    assert "https://canipost.example.gov/policy/" in found("clause pages").says


@pytest.mark.usefixtures("keys", "database")
def test_the_check_asks_and_changes_nothing(slack: StandIn) -> None:
    before = len(slack.calls())
    list(check_everything())
    assert {called["method"] for called in slack.calls()[before:]} == {
        "apps.connections.open",
        "assistant.threads.setStatus",  # for a channel that does not exist
        "auth.test",
        "users.info",  # of ourselves
    }


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("method", "word", "about", "remedy"),
    [
        ("auth.test", "invalid_auth", "bot token", "Copy the token again"),
        ("auth.test", "token_revoked", "bot token", "Install the app again"),
        ("auth.test", "account_inactive", "bot token", "Install it again"),
        ("auth.test", "unheard_of", "bot token", "Look the word up"),
        ("apps.connections.open", "not_allowed_token_type", "app token", "SLACK_APP_TOKEN with xapp-"),
    ],
)
def test_a_refused_token_is_explained(slack: StandIn, method: str, word: str, about: str, remedy: str) -> None:
    slack.trouble.refuse(method, word)
    finding = found(about)
    assert finding.level is Level.MEND
    assert finding.says.startswith(word)
    assert remedy in finding.remedy


@pytest.mark.usefixtures("keys")
def test_an_outage_is_no_fault_of_the_token(slack: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.trouble.break_down("auth.test")
    assert "could not be reached" in found("bot token").says
    slack.trouble.rate_limit("auth.test", retry_after=7)
    assert found("bot token").level is Level.NOTE
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "firewall" in found("bot token").remedy


@pytest.mark.parametrize(
    ("missing", "level"), [("im:history", Level.MEND), ("users:read", Level.MEND), ("assistant:write", Level.NOTE)]
)
@pytest.mark.usefixtures("keys")
def test_a_missing_permission_is_named_with_what_is_lost(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch, missing: str, level: Level
) -> None:
    keys = slack.install([name for name in read_scopes().names if name != missing])
    monkeypatch.setenv("SLACK_BOT_TOKEN", keys.bot_token)
    named = [finding for finding in check_everything() if missing in finding.says]
    assert [finding.level for finding in named] == [level]


@pytest.mark.usefixtures("keys")
def test_where_people_cannot_be_looked_up_it_says_what_to_mend(slack: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.trouble.refuse("users.info", "missing_scope")
    finding = found("people")
    assert finding.level is Level.MEND
    assert "Reinstall" in finding.remedy

    slack.trouble.end()
    keys = slack.install([name for name in read_scopes().names if name != "users:read"])
    monkeypatch.setenv("SLACK_BOT_TOKEN", keys.bot_token)
    [line] = [line for line in to_mend() if "users:read" in line]
    assert "guests" in line
    assert "Reinstall" in line


@pytest.mark.usefixtures("keys")
def test_a_permission_that_nothing_needs_is_named(slack: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = slack.install([*read_scopes().names, "files:read"])
    monkeypatch.setenv("SLACK_BOT_TOKEN", keys.bot_token)
    named = [finding for finding in check_everything() if "files:read" in finding.says]
    assert [finding.level for finding in named] == [Level.NOTE]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("word", "level"), [("channel_not_found", Level.OK), ("feature_not_enabled", Level.NOTE), ("weird", Level.NOTE)]
)
def test_a_plan_without_status_lines_is_no_fault(slack: StandIn, word: str, level: Level) -> None:
    slack.trouble.refuse("assistant.threads.setStatus", word)
    assert found("status lines").level is level


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": None}, "SLACK_APP_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xapp-1-A-secret"}, "SLACK_BOT_TOKEN does not begin with"),
        ({"CANIPOST_SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is not set"),
        ({"SLACK_API_URL": "http://slack.example.org/api/"}, "tokens would be sent unencrypted"),
        ({"SLACK_API_URL": "https://127.0.0.1:9/"}, "must end in /api/"),
        ({"CANIPOST_SECRETS": "/nowhere"}, "CANIPOST_SECRETS names /nowhere"),
        ({"CANIPOST_KEEP_DAYS": "soon"}, "CANIPOST_KEEP_DAYS"),
        ({"CANIPOST_DATABASE": "mysql://u:secret@h/n"}, "CANIPOST_DATABASE is not understood"),
        ({"CANIPOST_DATABASE": "postgresql://u:secret@127.0.0.1:9/n"}, "127.0.0.1:9"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str | None], complaint: str
) -> None:
    for name, value in variables.items():
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    lines = "\n".join(to_mend())
    assert complaint in lines
    assert "secret" not in lines.lower().replace("signing_secret", "").replace("signing secret", "").replace(
        "canipost_secrets", ""
    )


@pytest.mark.usefixtures("keys")
def test_a_database_that_is_not_there_yet_is_not_made_by_the_check(tmp_path: Path) -> None:
    assert found("database").level is Level.NOTE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("step", "level", "remedy"),
    [("0000", Level.MEND, "Install that release"), (None, Level.NOTE, "")],
)
def test_a_database_of_another_release_is_told(database: Database, step: str | None, level: Level, remedy: str) -> None:
    with database.transaction() as connection:
        if step is None:
            connection.execute(text("DELETE FROM alembic_version"))
        else:
            connection.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
    finding = found("database")
    assert finding.level is level
    assert remedy in finding.remedy


def test_channels_that_were_set_up_are_looked_at(slack: StandIn, keys: Keys, database: Database) -> None:
    rooms = {
        "left": slack.channel("left", has_app=False),
        "quiet": slack.channel("quiet", has_app=False),
        "lab": slack.channel("lab", shared_with=[slack.workspaces.add_team("Strangers")]),
    }
    with database.transaction() as connection:
        for name, room in rooms.items():
            mode = ChannelMode.OFF if name == "quiet" else ChannelMode.PRIVATE
            set_mode(connection, keys.team_id, room.id, mode, "U1", NOW)
        set_mode(connection, keys.team_id, "C0GONE", ChannelMode.ANSWERS, "U1", NOW)
    levels = {finding.about: finding.level for finding in check_everything() if finding.about.startswith("channel ")}
    assert levels == {
        "channel #left": Level.MEND,
        "channel #quiet": Level.OK,
        "channel #lab": Level.NOTE,
        "channel C0GONE": Level.MEND,
    }


@pytest.mark.parametrize(
    ("channel", "mode", "says"),
    [
        (None, ChannelMode.OFF, "none is allowed in App Home"),
        ("C0GONE", ChannelMode.OFF, "none is allowed in App Home"),
        (EVERY_OTHER, ChannelMode.ANSWERS, "whoever invites it makes it answer"),
    ],
)
def test_it_is_told_where_it_answers(
    keys: Keys, database: Database, channel: str | None, mode: ChannelMode, says: str
) -> None:
    if channel is not None:
        with database.transaction() as connection:
            set_mode(connection, keys.team_id, channel, mode, "U1", NOW)
    finding = found("channels")
    assert (finding.level, says in finding.says) == (Level.NOTE, True)


def test_without_a_channel_of_office_management_it_is_said_what_is_lost(keys: Keys, database: Database) -> None:
    finding = found("office management")
    assert finding.level is Level.NOTE
    assert "seen by nobody" in finding.says


@pytest.mark.parametrize(
    ("room", "level", "says"),
    [
        ("fine", Level.OK, "it is private"),
        ("troubled", Level.NOTE, "could not be shown there (restricted_action)"),
        ("public", Level.MEND, "everybody in the workspace can read it"),
        ("archived", Level.MEND, "is archived"),
        ("left", Level.MEND, "channel_not_found"),
        ("shared", Level.MEND, "another organization"),
    ],
)
def test_the_channel_of_office_management_is_looked_at(
    slack: StandIn, keys: Keys, database: Database, room: str, level: Level, says: str
) -> None:
    strangers = [slack.workspaces.add_team("Strangers")] if room == "shared" else []
    channel = slack.channel(f"mgmt-{room}", is_private=room != "public", has_app=room != "left", shared_with=strangers)
    channel.is_archived = room == "archived"
    with database.transaction() as connection:
        set_management(connection, keys.team_id, channel.id, "U1", NOW)
        if room == "troubled":
            connection.execute(text("UPDATE management SET trouble = 'restricted_action'"))
    [finding] = [each for each in check_everything() if each.about.startswith("office management")]
    assert finding.level is level
    assert says in finding.says


def test_the_switch_is_told(keys: Keys, database: Database) -> None:
    with database.transaction() as connection:
        set_switch(connection, keys.team_id, False, "U1", "", NOW)
    assert found("switch").level is Level.NOTE


@pytest.mark.parametrize(
    ("date", "is_told"),
    [
        (format_datetime(NOW), False),
        (format_datetime(NOW - timedelta(seconds=59)), False),
        (format_datetime(NOW + timedelta(seconds=61)), True),
        (None, False),
        ("yesterday", False),
    ],
)
def test_a_clock_that_is_wrong_is_told(date: str | None, is_told: bool) -> None:
    assert bool(check_clock(date, NOW)) is is_told


def test_the_command_ends_with_1_when_something_must_be_mended(slack: StandIn, keys: Keys, database: Database) -> None:
    well = CliRunner().invoke(app, ["slack", "check"])
    assert well.exit_code == 0, well.output
    assert well.stdout.startswith("ok ")
    slack.trouble.refuse("auth.test", "invalid_auth")
    broken = CliRunner().invoke(app, ["slack", "check"])
    assert broken.exit_code == 1
    assert "1 to mend." in broken.stdout
    for secret in (keys.bot_token, keys.app_token):
        assert secret not in well.output + broken.output


@pytest.mark.usefixtures("keys")
def test_a_postgresql_database_is_named_without_its_password(
    bare_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANIPOST_DATABASE", bare_postgres)
    assert "empty" in found("database").says
    open_database(bare_postgres).close()
    finding = found("database")
    assert finding.level is Level.OK
    assert finding.says.startswith("postgresql")
