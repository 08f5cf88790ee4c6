"""Installations by OAuth: slack_sdk's tables, which were made beside the steps before; with room for sealed tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

WHERE = ("client_id", "enterprise_id", "team_id")


def upgrade() -> None:
    """Make the tables, with the rows of those that are there: their tokens are sealed at the next start."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, columns, index in (
        ("slack_bots", _bot(), (*WHERE, "installed_at")),
        ("slack_installations", _installation(), (*WHERE, "user_id", "installed_at")),
        ("slack_oauth_states", _state(), ()),
    ):
        if name in there:
            op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {name}")
            op.drop_table(name)
        number = sa.Column("id", sa.Integer, nullable=False)
        op.create_table(name, number, *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
        if index:
            op.create_index(f"{name}_idx", name, list(index))
        if name in there:
            known = ", ".join(column.name for column in columns)
            op.execute(f"INSERT INTO {name} ({known}) SELECT {known} FROM kept ORDER BY id")
            op.execute("DROP TABLE kept")


def downgrade() -> None:
    """Drop them: the earlier release makes them anew and cannot open what is sealed. Each workspace installs again."""
    for name in ("slack_oauth_states", "slack_installations", "slack_bots"):
        op.drop_table(name)


def _bot() -> list[sa.Column[object]]:
    return [
        sa.Column("client_id", sa.String(32), nullable=False),
        sa.Column("app_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("enterprise_name", sa.String(200)),
        sa.Column("team_id", sa.String(32)),
        sa.Column("team_name", sa.String(200)),
        sa.Column("bot_token", sa.Text),
        sa.Column("bot_id", sa.String(32)),
        sa.Column("bot_user_id", sa.String(32)),
        sa.Column("bot_scopes", sa.String(1000)),
        sa.Column("bot_refresh_token", sa.Text),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    ]


def _installation() -> list[sa.Column[object]]:
    return [
        sa.Column("client_id", sa.String(32), nullable=False),
        sa.Column("app_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("enterprise_name", sa.String(200)),
        sa.Column("enterprise_url", sa.String(200)),
        sa.Column("team_id", sa.String(32)),
        sa.Column("team_name", sa.String(200)),
        sa.Column("bot_token", sa.Text),
        sa.Column("bot_id", sa.String(32)),
        sa.Column("bot_user_id", sa.String(32)),
        sa.Column("bot_scopes", sa.String(1000)),
        sa.Column("bot_refresh_token", sa.Text),
        sa.Column("bot_token_expires_at", sa.DateTime),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("user_token", sa.Text),
        sa.Column("user_scopes", sa.String(1000)),
        sa.Column("user_refresh_token", sa.Text),
        sa.Column("user_token_expires_at", sa.DateTime),
        sa.Column("incoming_webhook_url", sa.Text),
        sa.Column("incoming_webhook_channel", sa.String(200)),
        sa.Column("incoming_webhook_channel_id", sa.String(200)),
        sa.Column("incoming_webhook_configuration_url", sa.String(200)),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("token_type", sa.String(32)),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    ]


def _state() -> list[sa.Column[object]]:
    return [sa.Column("state", sa.String(200), nullable=False), sa.Column("expire_at", sa.DateTime, nullable=False)]
