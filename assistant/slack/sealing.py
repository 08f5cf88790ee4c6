"""
How do Slack's tokens stand in the database? Sealed, with a key that stands elsewhere: a copy of it speaks for nobody.

slack_sdk keeps them (`slack_sdk.oauth.installation_store.sqlalchemy`); only the type of its columns is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from logging import Logger

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import Dialect, Engine, Text, select, type_coerce, update
from sqlalchemy.types import TypeDecorator

SECRETS = frozenset("bot_token bot_refresh_token user_token user_refresh_token incoming_webhook_url".split())
"""Columns with which whoever reads them could speak for us."""

SEALED = "gAAAA"
"""How everything begins that Fernet seals (https://github.com/fernet/spec): its version and the time's first bytes."""


class KeyUnfit(Exception):
    """A key is none of Fernet's: 32 bytes in URL-safe base64."""


class TokensUnreadable(Exception):
    """A token was sealed with a key that is not given. The message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "The Slack tokens in the database were sealed with another key. Add that key to CANIPOST_TOKEN_KEYS, after "
            "the one that is there. If it is lost, empty the tables slack_bots and slack_installations and let each "
            "workspace install the app again."
        )


class Seal:
    """Seals with the first key and opens with any. Threads may share it."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises `KeyUnfit`."""
        try:
            opened = [Fernet(key) for key in keys]
            self.every = MultiFernet(opened)
        except ValueError:
            raise KeyUnfit("a key must be 32 bytes in URL-safe base64") from None
        self.first = opened[0]

    def close(self, token: str) -> str:
        """The token, sealed."""
        return self.first.encrypt(token.encode()).decode()

    def open(self, kept: str) -> str:
        """The token; one that an earlier release kept open is given back. Raises `TokensUnreadable`."""
        if not kept.startswith(SEALED):
            return kept
        try:
            return self.every.decrypt(kept).decode()
        except InvalidToken:
            raise TokensUnreadable from None

    def is_current(self, kept: str) -> bool:
        """Is it sealed with the first key?"""
        try:
            self.first.decrypt(kept)
        except InvalidToken:
            return False
        return True


class SealedToken(TypeDecorator[str]):
    """A token that is sealed in the database and open in memory. Raises `TokensUnreadable`."""

    impl = Text
    cache_ok = False  # it holds keys

    def __init__(self, seal: Seal) -> None:
        super().__init__()
        self.seal = seal

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Sealed."""
        return None if value is None else self.seal.close(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open."""
        return None if value is None else self.seal.open(value)


class SealedInstallations(SQLAlchemyInstallationStore):
    """slack_sdk's store of installations, with the tokens sealed. Its tables are made by `assistant.storage`."""

    def __init__(self, client_id: str, engine: Engine, seal: Seal, logger: Logger) -> None:
        super().__init__(client_id, engine, logger=logger)
        self.seal = seal
        for table in (self.bots, self.installations):
            for column in table.columns:
                if column.name in SECRETS:
                    column.type = SealedToken(seal)

    def bot_of(self, team: str) -> Bot | None:
        """The latest installation in a workspace, also in one of an enterprise; None: there is none."""
        columns = self.bots.c
        latest = (
            select(self.bots)
            .where(columns.client_id == self.client_id, columns.team_id == team, columns.bot_token.is_not(None))
            .order_by(columns.installed_at.desc())
            .limit(1)
        )
        with self.engine.connect() as connection:
            row = connection.execute(latest).mappings().first()
        return None if row is None else self.build_bot_entity(row)

    def seal_anew(self) -> int:
        """
        Seal with the first key what is under an earlier one, or stood open; how many tokens that were.

        What another replica changes in this moment is left to it. Raises `TokensUnreadable`.
        """
        count = 0
        with self.engine.begin() as connection:
            for table in (self.bots, self.installations):
                as_kept = {each.name: type_coerce(each, Text) for each in table.columns if each.name in SECRETS}
                rows = connection.execute(select(table.c.id, *(kept.label(name) for name, kept in as_kept.items())))
                for row in rows.mappings().all():
                    for name, kept in as_kept.items():
                        if row[name] is None or self.seal.is_current(row[name]):
                            continue
                        here = (table.c.id == row["id"], kept == row[name])
                        outcome = connection.execute(
                            update(table).where(*here).values({name: self.seal.open(row[name])})
                        )
                        count += outcome.rowcount
        return count
