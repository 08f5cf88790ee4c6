"""
What is kept, table by table?

The tables say only what stands; who may change it, and how, is in the module of each group (`arrivals.py`, `asking.py`,
...). What is written here must say the same as `migrations/`; a test compares them on both databases.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    false,
)
from sqlalchemy import text as sql

from assistant.answering.records import Verdict
from assistant.desk.records import AskedState, Audience, ChannelMode, Deed, Entry
from assistant.escalation.records import HandOffState, LetterKind, Move, TimerKind
from assistant.storage.columns import Moment, Named, Words
from assistant.storage.slack_tables import add_slack_tables


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
    Column("office", Text, nullable=False, server_default="office-management"),  # the id of the office it is with
    # Ids of the offices that see it too, since its promise was broken.
    Column("raised_to", JSON, nullable=False, server_default="[]"),
    Column("is_anonymous", Boolean, nullable=False, server_default=false()),
    Column("text", Words, nullable=False, server_default=""),  # as approved; "" where it is the question's own
    Column("context", Words, nullable=False, server_default=""),
    Column("holder", Text, nullable=False, server_default=""),  # a person, "" for nobody
    Column("leased_until", Moment),
    Column("promised_at", Moment),  # null while the clock stands still
    Column("minutes_left", Integer),  # of the promise, in business time, while the clock stands still
    Column("changed_at", Moment),  # when its state last changed
    # Counted up by every move; a card remembers which it shows.
    Column("version", Integer, nullable=False, server_default="1"),
    Index("uq_hand_offs_workspace_number", "workspace", "number", unique=True),
    Index("ix_hand_offs_asked", "asked"),
    Index("ix_hand_offs_workspace_state", "workspace", "state"),
    Index(
        "uq_hand_offs_live_asked",
        "asked",
        unique=True,
        sqlite_where=sql("state IN ('opened', 'claimed', 'asked back', 'answered', 'expired')"),
        postgresql_where=sql("state IN ('opened', 'claimed', 'asked back', 'answered', 'expired')"),
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
    Column("hand_off", Integer, ForeignKey("hand_offs.id"), nullable=False),
    Column("office", Text, nullable=False),  # who sees it there; it stays where it stands when their channel changes
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("version", Integer, nullable=False),  # of the hand-off, as it shows it; 0: it is to be shown anew
    Column("shown_at", Moment, nullable=False),
    PrimaryKeyConstraint("hand_off", "office"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hand_off", Integer, ForeignKey("hand_offs.id"), nullable=False),
    Column("verdict", Named(Verdict), nullable=False),
    Column("text", Words, nullable=False),
    Column("clauses", JSON, nullable=False),  # ids of the corpus
    Column("by", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Words, nullable=False),  # stays inside
    Column("is_named", Boolean, nullable=False),
    Column("may_be_precedent", Boolean, nullable=False),
    Column("replaces", Integer, ForeignKey("rulings.id")),
    Index("ix_rulings_hand_off", "hand_off"),
    Index("uq_rulings_replaces", "replaces", unique=True),
    sqlite_autoincrement=True,
)

remarks = Table(
    "remarks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hand_off", Integer, ForeignKey("hand_offs.id"), nullable=False),
    Column("move", Named(Move), nullable=False),  # which it was said with
    Column("by", Text, nullable=False),  # "" for an asker without a name
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_remarks_hand_off", "hand_off"),
    sqlite_autoincrement=True,
)

precedents = Table(
    "precedents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("ruling", Integer, ForeignKey("rulings.id"), nullable=False, unique=True),
    Column("question", Words, nullable=False),  # told without a person or a place; approved with it
    Column("facts", JSON, nullable=False, server_default="{}"),  # understood of it: name -> so or not so
    Column("kind", Text, nullable=False, server_default=""),  # what sort of message it was taken for
    Column("state", Text, nullable=False),  # assistant.escalation.precedents.PrecedentState
    Column("clauses_digest", Text, nullable=False),  # of the texts it rests on
    Column("owner", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("published_at", Moment),
    Column("review_at", Moment),
    Column("over_at", Moment),
    Index("ix_precedents_workspace_state", "workspace", "state"),
    sqlite_autoincrement=True,
)

given = Table(
    "given",
    metadata,
    Column("ruling", Integer, ForeignKey("rulings.id"), nullable=False),
    Column("asked", Integer, ForeignKey("asked.id"), nullable=False),  # whose asker read it, as answer or as precedent
    Column("given_at", Moment, nullable=False),
    PrimaryKeyConstraint("ruling", "asked"),
    Index("ix_given_asked", "asked"),
)

timers = Table(
    "timers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("kind", Named(TimerKind), nullable=False),
    Column("hand_off", Integer, ForeignKey("hand_offs.id")),
    Column("subject", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Index("ix_timers_due_at", "due_at"),
    Index("ix_timers_hand_off", "hand_off"),
    sqlite_autoincrement=True,  # an id names the arrival that it becomes
)

letters = Table(
    "letters",
    metadata,
    Column("key", Text, primary_key=True),
    Column("arrival", Text, nullable=False),
    Column("kind", Named(LetterKind), nullable=False),
    Column("workspace", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("to_channel", Text, nullable=False),
    Column("hand_off", Integer, ForeignKey("hand_offs.id")),
    Column("data", JSON, nullable=False),  # ids and names of ours
    Column("written_at", Moment, nullable=False),
    Column("channel", Text),  # where it stands
    Column("ts", Text),
    Column("shown_at", Moment),
    Column("trouble", Text, nullable=False),  # the surface's word for why it cannot be shown; "" for none
    Index("ix_letters_arrival", "arrival"),
    Index("ix_letters_hand_off", "hand_off"),
    Index("ix_letters_channel_ts", "channel", "ts"),
)

office_choices = Table(
    "office_choices",
    metadata,
    Column("workspace", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("chosen_at", Moment, nullable=False),
    PrimaryKeyConstraint("workspace", "person"),
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
    Index("ix_events_hand_off", "hand_off"),
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

add_slack_tables(metadata)
