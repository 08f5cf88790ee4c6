"""Hand-offs that come back: who holds them, until when, what was answered, what is due, and who is written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

TIME = sa.DateTime(timezone=True)

FIRST_OFFICE = "office-management"
"""What was handed over before there were offices is with the one that there is without a file of offices."""

LIVE = sa.text("state IN ('opened', 'claimed', 'asked back', 'answered', 'expired')")
OPENED = sa.text("state = 'opened'")


def upgrade() -> None:
    """Give the hand-offs that exist their office, a version and nobody to hold them; make the tables beside them."""
    op.drop_index("uq_hand_offs_open_asked", "hand_offs")
    # With defaults that stay: SQLite can add such a column, and nothing else, without making the table anew.
    for column in (
        sa.Column("office", sa.Text, nullable=False, server_default=FIRST_OFFICE),
        sa.Column("raised_to", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("is_anonymous", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("context", sa.Text, nullable=False, server_default=""),
        sa.Column("holder", sa.Text, nullable=False, server_default=""),
        sa.Column("leased_until", TIME),
        sa.Column("promised_at", TIME),
        sa.Column("minutes_left", sa.Integer),
        sa.Column("changed_at", TIME),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    ):
        op.add_column("hand_offs", column)
    op.execute("UPDATE hand_offs SET changed_at = COALESCE(withdrawn_at, opened_at)")
    op.create_index("ix_hand_offs_workspace_state", "hand_offs", ["workspace", "state"])
    op.create_index(
        "uq_hand_offs_live_asked", "hand_offs", ["asked"],
        unique=True, sqlite_where=LIVE, postgresql_where=LIVE,
    )  # fmt: skip
    op.create_index("ix_events_hand_off", "events", ["hand_off"])
    _card_of_each_office()
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("hand_off", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("is_named", sa.Boolean, nullable=False),
        sa.Column("may_be_precedent", sa.Boolean, nullable=False),
        sa.Column("replaces", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_rulings"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_rulings_hand_off"),
        sa.ForeignKeyConstraint(["replaces"], ["rulings.id"], name="fk_rulings_replaces"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rulings_hand_off", "rulings", ["hand_off"])
    op.create_index("uq_rulings_replaces", "rulings", ["replaces"], unique=True)
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("hand_off", sa.Integer, nullable=False),
        sa.Column("move", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_remarks_hand_off"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_remarks_hand_off", "remarks", ["hand_off"])
    op.create_table(
        "precedents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("ruling", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("kind", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("clauses_digest", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("published_at", TIME),
        sa.Column("review_at", TIME),
        sa.Column("over_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_precedents"),
        sa.ForeignKeyConstraint(["ruling"], ["rulings.id"], name="fk_precedents_ruling"),
        sa.UniqueConstraint("ruling", name="uq_precedents_ruling"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_precedents_workspace_state", "precedents", ["workspace", "state"])
    op.create_table(
        "given",
        sa.Column("ruling", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("ruling", "asked", name="pk_given"),
        sa.ForeignKeyConstraint(["ruling"], ["rulings.id"], name="fk_given_ruling"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_given_asked"),
    )
    op.create_index("ix_given_asked", "given", ["asked"])
    op.create_table(
        "timers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("hand_off", sa.Integer),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_timers_hand_off"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])
    op.create_index("ix_timers_hand_off", "timers", ["hand_off"])
    op.create_table(
        "letters",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("arrival", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("to_channel", sa.Text, nullable=False),
        sa.Column("hand_off", sa.Integer),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("ts", sa.Text),
        sa.Column("shown_at", TIME),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_letters"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_letters_hand_off"),
    )
    op.create_index("ix_letters_arrival", "letters", ["arrival"])
    op.create_index("ix_letters_hand_off", "letters", ["hand_off"])
    op.create_index("ix_letters_channel_ts", "letters", ["channel", "ts"])
    op.create_table(
        "office_choices",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("chosen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_office_choices"),
    )


def downgrade() -> None:
    """
    Take it back. What waits is open, and what was answered is withdrawn: an older release knows no other states.

    Of several cards of a hand-off the one of its own office stays.
    """
    for name in ("office_choices", "letters", "timers", "given", "precedents", "remarks", "rulings"):
        op.drop_table(name)
    _one_card_for_each()
    op.drop_index("ix_events_hand_off", "events")
    op.drop_index("uq_hand_offs_live_asked", "hand_offs")
    op.drop_index("ix_hand_offs_workspace_state", "hand_offs")
    # Old indexes allow one that is open for a question: the latest, which is the one that lives.
    op.execute("UPDATE hand_offs SET state = 'opened' WHERE state IN ('claimed', 'asked back', 'expired')")
    op.execute("UPDATE hand_offs SET state = 'withdrawn' WHERE state IN ('answered', 'closed')")
    op.execute("UPDATE hand_offs SET withdrawn_at = changed_at WHERE state = 'withdrawn' AND withdrawn_at IS NULL")
    for name in (
        "office", "raised_to", "is_anonymous", "text", "context", "holder", "leased_until", "promised_at",
        "minutes_left", "changed_at", "version",
    ):  # fmt: skip
        op.drop_column("hand_offs", name)
    op.create_index(
        "uq_hand_offs_open_asked", "hand_offs", ["asked"],
        unique=True, sqlite_where=OPENED, postgresql_where=OPENED,
    )  # fmt: skip


def _card_of_each_office() -> None:
    """A card is of an office now. What it shows is compared by version; 0 has those that stand shown anew, once."""
    op.execute(
        f"CREATE TEMPORARY TABLE kept AS SELECT hand_off, '{FIRST_OFFICE}' AS office, channel, ts, shown_at FROM cards"
    )
    op.drop_table("cards")
    op.create_table(
        "cards",
        sa.Column("hand_off", sa.Integer, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("shown_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hand_off", "office", name="pk_cards"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_cards_hand_off"),
    )
    op.execute(
        "INSERT INTO cards (hand_off, office, channel, ts, version, shown_at) "
        "SELECT hand_off, office, channel, ts, 0, shown_at FROM kept"
    )
    op.execute("DROP TABLE kept")


def _one_card_for_each() -> None:
    """The card of the office that has it; what it shows is what stands, as far as the older release can say it."""
    op.execute(
        "CREATE TEMPORARY TABLE kept AS SELECT c.hand_off, c.channel, c.ts, h.asked, h.state, c.shown_at "
        "FROM cards c JOIN hand_offs h ON h.id = c.hand_off WHERE c.office = h.office"
    )
    op.drop_table("cards")
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
    op.execute(
        "INSERT INTO cards (hand_off, channel, ts, asked, state, shown_at) "
        "SELECT hand_off, channel, ts, asked, state, shown_at FROM kept"
    )
    op.execute("DROP TABLE kept")
