"""Do tokens stand sealed in the database, and do keys change without a workspace having to install anew?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import text

from assistant.slack.sealing import SECRETS, KeyUnfit, Seal, SealedInstallations, TokensUnreadable
from assistant.storage.database import Database, open_database
from assistant.storage.releases import downgrade, upgrade
from assistant.storage.tables import metadata

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "xoxe.xoxb-1-token"


@pytest.fixture
def database(folder_with_tables: Path) -> Iterator[Database]:
    opened = open_database(folder_with_tables)
    yield opened
    opened.close()


def store(database: Database, *keys: str) -> SealedInstallations:
    return SealedInstallations("1.2", database.engine, Seal(keys), logging.getLogger("test"))


def installation() -> Installation:
    return Installation(
        app_id="A1", team_id="T1", user_id="U1", bot_token=TOKEN, bot_refresh_token="xoxe-1", bot_id="B1",
        bot_user_id="U0", user_token="xoxp-1", incoming_webhook_url="https://hooks.slack.com/services/secret",
    )  # fmt: skip


def kept(database: Database) -> str:
    """Everything that stands in the tables."""
    with database.reading() as connection:
        rows = [
            connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("slack_bots", "slack_installations")
        ]
    return str(rows)


def find(database: Database, *keys: str) -> Bot | None:
    return store(database, *keys).find_bot(enterprise_id=None, team_id="T1")


def test_no_secret_stands_open_in_the_database_and_each_comes_back(database: Database) -> None:
    store(database, NEW).save(installation())

    for secret in ("xox", "hooks.slack.com"):
        assert secret not in kept(database)
    bot = find(database, NEW)
    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token) == (TOKEN, "xoxe-1")
    found = store(database, NEW).find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.user_token, found.incoming_webhook_url) == ("xoxp-1", "https://hooks.slack.com/services/secret")


def test_a_new_key_takes_over_from_the_old_one(database: Database) -> None:
    store(database, OLD).save(installation())

    assert store(database, NEW, OLD).seal_anew() == 6
    assert store(database, NEW, OLD).seal_anew() == 0
    bot = find(database, NEW)
    assert bot is not None
    assert bot.bot_token == TOKEN


def test_a_key_that_is_missing_is_said_with_what_to_do(database: Database) -> None:
    store(database, OLD).save(installation())

    for read in (store(database, NEW).seal_anew, lambda: find(database, NEW)):
        with pytest.raises(TokensUnreadable, match="Add that key to CANIPOST_TOKEN_KEYS"):
            read()


def test_what_stood_open_goes_through_the_upgrade_and_is_sealed_at_the_next_start(database: Database) -> None:
    downgrade(database, "0003")
    before = SQLAlchemyInstallationStore("1.2", database.engine)
    before.create_tables()  # type: ignore[no-untyped-call]
    SQLAlchemyOAuthStateStore(60, database.engine).create_tables()  # type: ignore[no-untyped-call]
    before.save(installation())
    assert TOKEN in kept(database)

    upgrade(database)
    assert store(database, NEW).seal_anew() == 6

    assert "xox" not in kept(database)
    bot = find(database, NEW)
    assert bot is not None
    assert bot.bot_token == TOKEN


@pytest.mark.parametrize("key", ["", "short", "*" * 44])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(KeyUnfit):
        Seal([key])


def test_our_tables_are_those_of_slack_sdk(database: Database) -> None:
    theirs = SQLAlchemyInstallationStore("1.2", database.engine).metadata
    SQLAlchemyOAuthStateStore.build_oauth_states_table(theirs, "slack_oauth_states")

    for name, table in theirs.tables.items():
        ours = metadata.tables[name]
        assert [column.name for column in ours.columns] == [column.name for column in table.columns]
        for column in table.columns:
            same = str(ours.c[column.name].type) == str(column.type)
            assert same is (column.name not in SECRETS), column.name
