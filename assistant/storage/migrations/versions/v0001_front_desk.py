"""The tables of the front desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "arrivals",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON),
        sa.Column("followed", sa.JSON),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("lease_until", TIME),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.Column("failure", sa.Text),
        sa.PrimaryKeyConstraint("key", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_state_due_at", "arrivals", ["state", "due_at"])
    op.create_index("ix_arrivals_workspace_person_received_at", "arrivals", ["workspace", "person", "received_at"])
    op.create_index("ix_arrivals_workspace_channel_message", "arrivals", ["workspace", "channel", "message"])
    op.create_table(
        "asked",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text),
        sa.Column("is_direct", sa.Boolean, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("hidden", sa.JSON, nullable=False),
        sa.Column("is_cut", sa.Boolean, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answered_at", TIME),
        sa.Column("answer", sa.JSON),
        sa.Column("answer_format", sa.Integer),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("earlier", sa.JSON, nullable=False),
        sa.Column("settled", sa.JSON, nullable=False),
        sa.Column("replaces", sa.Integer),
        sa.Column("blanked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_asked"),
        sa.ForeignKeyConstraint(["replaces"], ["asked.id"], name="fk_asked_replaces"),
        sa.UniqueConstraint("key", name="uq_asked_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_asked_workspace_channel_thread", "asked", ["workspace", "channel", "thread"])
    op.create_index("ix_asked_workspace_person_asked_at", "asked", ["workspace", "person", "asked_at"])
    live = sa.text("state IN ('open', 'answered')")
    op.create_index(
        "uq_asked_live_message", "asked", ["workspace", "channel", "message"],
        unique=True, sqlite_where=live, postgresql_where=live,
    )  # fmt: skip
    op.create_table(
        "shown",
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("is_passing", sa.Boolean, nullable=False),
        sa.Column("shown_at", TIME, nullable=False),
        sa.Column("removed_at", TIME),
        sa.PrimaryKeyConstraint("asked", "channel", "ts", name="pk_shown"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_shown_asked"),
    )
    op.create_index("ix_shown_channel_ts", "shown", ["channel", "ts"])
    op.create_table(
        "hand_offs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("is_automatic", sa.Boolean, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_hand_offs"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_hand_offs_asked"),
    )
    op.create_index("uq_hand_offs_workspace_number", "hand_offs", ["workspace", "number"], unique=True)
    op.create_index("ix_hand_offs_asked", "hand_offs", ["asked"])
    is_open = sa.text("state = 'opened'")
    op.create_index(
        "uq_hand_offs_open_asked", "hand_offs", ["asked"],
        unique=True, sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_table(
        "hand_off_numbers",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_hand_off_numbers"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("asked", sa.Integer),
        sa.Column("hand_off", sa.Integer),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_events_asked"),
        sa.ForeignKeyConstraint(["hand_off"], ["hand_offs.id"], name="fk_events_hand_off"),
    )
    op.create_index("ix_events_asked", "events", ["asked"])
    op.create_index("ix_events_workspace_at", "events", ["workspace", "at"])
    op.create_table(
        "feedback",
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("is_helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("asked", "person", name="pk_feedback"),
        sa.ForeignKeyConstraint(["asked"], ["asked.id"], name="fk_feedback_asked"),
    )
    op.create_table(
        "channel_modes",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_channel_modes"),
    )
    op.create_table(
        "switches",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", TIME, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_switches"),
    )
    _keep_events_as_they_are()


def downgrade() -> None:
    """Drop them."""
    names = (
        "switches", "channel_modes", "feedback", "events", "hand_off_numbers", "hand_offs", "shown", "asked",
        "arrivals",
    )  # fmt: skip
    for name in names:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION canipost_refuse_change()")


def _keep_events_as_they_are() -> None:
    """What happened is only ever added to; the database itself sees to it."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_refuse_{deed.lower()} BEFORE {deed} ON events "
                "BEGIN SELECT RAISE(ABORT, 'events are only added'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION canipost_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are only added' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION canipost_refuse_change()"
    )
