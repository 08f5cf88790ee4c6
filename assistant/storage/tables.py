"""
What is kept, table by table?

The tables say only what stands; who may change it, and how, is in the module of each group (`arrivals.py`, `asking.py`,
...). What is written here must say the same as `migrations/`; a test compares them on both databases.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy import text as sql

from assistant.desk.records import AskedState, Audience, ChannelMode, Deed, Entry
from assistant.escalation.records import HandOffState
from assistant.storage.columns import Moment, Named, Words


class ArrivalState(StrEnum):
    """How an arrival stands."""

    RECEIVED = "received"
    """Waits, from `due_at` on."""
    WORKING = "working"
    """Somebody works on it, until `lease_until`."""
    DONE = "done"
    FAILED = "failed"
    """Given up."""


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("key", Text, primary_key=True),
    Column("deed", Named(Deed), nullable=False),
    Column("person", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text),
    Column("message", Text, nullable=False),
    Column("payload", JSON(none_as_null=True)),  # the whole Arrival, screened; null once it is old
    Column("followed", JSON(none_as_null=True)),  # what was decided to show for it; names and ids, no text
    Column("state", Named(ArrivalState), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("received_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("failure", Text),  # the kind of the last failure: a name of ours, never what a person wrote
    Index("ix_arrivals_state_due_at", "state", "due_at"),
    Index("ix_arrivals_workspace_person_received_at", "workspace", "person", "received_at"),
    Index("ix_arrivals_workspace_channel_message", "workspace", "channel", "message"),
)

asked = Table(
    "asked",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text),
    Column("is_direct", Boolean, nullable=False),
    Column("message", Text, nullable=False),
    Column("entry", Named(Entry), nullable=False),
    Column("text", Words, nullable=False),
    Column("hidden", JSON, nullable=False),
    Column("is_cut", Boolean, nullable=False),
    Column("audience", Named(Audience), nullable=False),
    Column("state", Named(AskedState), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer", JSON(none_as_null=True)),
    Column("answer_format", Integer),
    Column("error", Words, nullable=False),
    Column("earlier", JSON, nullable=False),
    Column("settled", JSON, nullable=False),
    Column("replaces", Integer, ForeignKey("asked.id")),
    Column("blanked_at", Moment),
    Index("ix_asked_workspace_channel_thread", "workspace", "channel", "thread"),
    Index("ix_asked_workspace_person_asked_at", "workspace", "person", "asked_at"),
    Index(
        "uq_asked_live_message",
        "workspace",
        "channel",
        "message",
        unique=True,
        sqlite_where=sql("state IN ('open', 'answered')"),
        postgresql_where=sql("state IN ('open', 'answered')"),
    ),
    sqlite_autoincrement=True,  # an id stands in buttons: it must never name another question
)

shown = Table(
    "shown",
    metadata,
    Column("asked", Integer, ForeignKey("asked.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("is_passing", Boolean, nullable=False),
    Column("shown_at", Moment, nullable=False),
    Column("removed_at", Moment),
    PrimaryKeyConstraint("asked", "channel", "ts"),
    Index("ix_shown_channel_ts", "channel", "ts"),
)

hand_offs = Table(
    "hand_offs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("asked", Integer, ForeignKey("asked.id"), nullable=False),
    Column("state", Named(HandOffState), nullable=False),
    Column("is_automatic", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index("uq_hand_offs_workspace_number", "workspace", "number", unique=True),
    Index("ix_hand_offs_asked", "asked"),
    Index(
        "uq_hand_offs_open_asked",
        "asked",
        unique=True,
        sqlite_where=sql("state = 'opened'"),
        postgresql_where=sql("state = 'opened'"),
    ),
)

hand_off_numbers = Table(
    "hand_off_numbers",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

management = Table(
    "management",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("trouble", Text, nullable=False),  # the surface's word for why nothing could be shown there; "" for none
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("hand_off", Integer, ForeignKey("hand_offs.id"), primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("asked", Integer, ForeignKey("asked.id"), nullable=False),  # this and the state are what it shows
    Column("state", Named(HandOffState), nullable=False),
    Column("shown_at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("person", Text, nullable=False),  # by whom; "" for the assistant itself
    Column("asked", Integer, ForeignKey("asked.id")),
    Column("hand_off", Integer, ForeignKey("hand_offs.id")),
    Column("data", JSON, nullable=False),  # plain words of ours and numbers; no text of people
    Index("ix_events_asked", "asked"),
    Index("ix_events_workspace_at", "workspace", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("asked", Integer, ForeignKey("asked.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("is_helpful", Boolean, nullable=False),
    Column("reason", Words, nullable=False),  # screened
    Column("given_at", Moment, nullable=False),
    PrimaryKeyConstraint("asked", "person"),
)

channel_modes = Table(
    "channel_modes",
    metadata,
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("mode", Named(ChannelMode), nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    PrimaryKeyConstraint("workspace", "channel"),
)

switches = Table(
    "switches",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("reason", Words, nullable=False),  # screened
)
