"""Where office management sees what was handed to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of their channel and of their cards."""
    op.create_table(
        "management",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_management"),
    )
    op.create_table(
        "cards",
        sa.Column("hand_off", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("shown_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hand_off", name="pk_cards"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_cards_hand_off"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_cards_asked"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("cards")
    op.drop_table("management")
