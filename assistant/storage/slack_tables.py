"""
slack_sdk's tables of installations by OAuth, as the steps make them: its own, but with room for sealed tokens.

Written by slack_sdk alone (`assistant.slack.sealing`). A test holds them against those that it would make.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, MetaData, String, Table, Text

NAME, WORDS, SCOPES = 32, 200, 1000
WHERE = ("client_id", "enterprise_id", "team_id")


def add_slack_tables(metadata: MetaData) -> None:
    """Put them beside ours."""
    Table(
        "slack_bots",
        metadata,
        Column("id", Integer, primary_key=True),
        *_installed(),
        *_bot(),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
        Index("slack_bots_idx", *WHERE, "installed_at"),
    )
    Table(
        "slack_installations",
        metadata,
        Column("id", Integer, primary_key=True),
        *_installed(Column("enterprise_url", String(WORDS))),
        *_bot(),
        Column("user_id", String(NAME), nullable=False),
        Column("user_token", Text),
        Column("user_scopes", String(SCOPES)),
        Column("user_refresh_token", Text),
        Column("user_token_expires_at", DateTime),
        Column("incoming_webhook_url", Text),
        Column("incoming_webhook_channel", String(WORDS)),
        Column("incoming_webhook_channel_id", String(WORDS)),
        Column("incoming_webhook_configuration_url", String(WORDS)),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("token_type", String(NAME)),
        Column("installed_at", DateTime, nullable=False),
        Index("slack_installations_idx", *WHERE, "user_id", "installed_at"),
    )
    Table(
        "slack_oauth_states",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("state", String(WORDS), nullable=False),
        Column("expire_at", DateTime, nullable=False),
    )


def _installed(*more: Column[str]) -> tuple[Column[str], ...]:
    return (
        Column("client_id", String(NAME), nullable=False),
        Column("app_id", String(NAME), nullable=False),
        Column("enterprise_id", String(NAME)),
        Column("enterprise_name", String(WORDS)),
        *more,
        Column("team_id", String(NAME)),
        Column("team_name", String(WORDS)),
    )


def _bot() -> tuple[Column[object], ...]:
    return (
        Column("bot_token", Text),
        Column("bot_id", String(NAME)),
        Column("bot_user_id", String(NAME)),
        Column("bot_scopes", String(SCOPES)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
    )
