"""
The steps of an arrival as a durable workflow: what was shown of it is recorded before it is settled.

    respond ──► show (recorded) ──► settle ──► put right, where it was overtaken (recorded)

What `respond` decided and that it is settled stand in our own tables, written in one transaction with what they are
about; recorded here too, each would cost two more transactions and say nothing new.

DBOS keeps the record (docs/decisions/0014-durable-work.md). Only keys, names of failures, and where a post stands pass
through here: no text. DBOS is one for a process, so the work of a process is held in this module.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sqlite3
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos._serialization import Serializer
from sqlalchemy import Engine, create_engine, event

from assistant.storage.database import Database

SHAPE = "arrival-4"
"""The version of the workflow's shape: which steps, in which order. Changes when they do, not with each release."""

SQLITE_WORK_FILE = "canipost-work.db"
KEPT = timedelta(days=1)
"""How long the record of a workflow is kept once it is over."""
POOL = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended. `failure` names what went wrong, "" for done; `seconds` is how long to wait at least."""

    failure: str = ""
    seconds: float = 0.0
    is_final: bool = False
    """It makes no sense to try again."""


class Steps(Protocol):
    """What is done in each step; may be done again after a crash. A failure is given back, never raised."""

    def begin(self, key: str) -> None:
        """Let the asker see that it is being worked on."""
        ...

    def respond(self, key: str) -> Outcome | bool:
        """Decide and answer. True: there is something to show."""
        ...

    def show(self, key: str) -> Outcome | list[list[Any]]:
        """Show it; gives back where it stands, as channel, timestamp, and whether it passes."""
        ...

    def settle(self, key: str, shown: list[list[Any]]) -> Outcome | bool:
        """It is done; True: it was overtaken meanwhile, and is done once that is put right."""
        ...

    def put_right(self, key: str) -> Outcome:
        """Strike or remove what was overtaken; then it is done."""
        ...


class _Plain(Serializer):
    """Plain JSON; of an error the name of its kind, because its words may hold what somebody wrote."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - DBOS's type
        return json.dumps(data, default=lambda value: type(value).__name__)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - DBOS's type
        return json.loads(serialized_data)

    def name(self) -> str:
        return "canipost_plain"


class _WithoutText(logging.Filter):
    """Says where DBOS had something to say, not what: its words may quote rows."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        record.msg, record.args, record.exc_info = f"record of work: {record.module}:{record.lineno} {kind}", None, None
        return True


_lock = threading.Lock()
_steps: Steps | None = None
_engine: Engine | None = None


class WorkedAlready(Exception):
    """This process has its work already; DBOS is one for a process."""


def open_record(database: Database, steps: Steps) -> None:
    """
    Begin to record work: with PostgreSQL in the schema `dbos` of the same database, with SQLite in a file beside it.

    Raises `WorkedAlready`.
    """
    global _steps, _engine
    with _lock:
        if _steps is not None:
            raise WorkedAlready("the work of this process is open already; close it first")
        logger = logging.getLogger("dbos")
        if not any(isinstance(each, _WithoutText) for each in logger.filters):
            logger.addFilter(_WithoutText())
        config: DBOSConfig = {
            "name": "canipost",
            "application_version": SHAPE,
            # Of its own for each process: nobody takes up what another left but the sweep, by the lease.
            "executor_id": f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}",
            "log_level": "WARNING",
            "enable_otlp": False,
            # Nothing here waits for a message of DBOS, so nothing has to listen.
            "use_listen_notify": False,
            # Its thread sleeps so long before it sees that it is to end; nothing is asked of the database meanwhile.
            "notification_listener_polling_interval_sec": 0.05,
            "scheduler_polling_interval_sec": 3600.0,
            "serializer": _Plain(),
        }
        if database.is_sqlite:
            _engine = _work_file(Path(database.url.database or ""))
            config["system_database_url"] = str(_engine.url)
            config["system_database_engine"] = _engine
        else:
            config["system_database_url"] = database.url.render_as_string(hide_password=False)
            config["dbos_system_schema"] = "dbos"
            config["sys_db_pool_size"] = POOL
        DBOS(config=config)
        DBOS.launch()
        _steps = steps


def close_record() -> None:
    """Record no more work. What is still being done is not waited for."""
    global _steps, _engine
    with _lock:
        DBOS.destroy()
        if _engine is not None:
            _engine.dispose()
        _steps, _engine = None, None


def run_steps(key: str, turn: int) -> Outcome:
    """
    One try at an arrival, recorded under its key; a later try has its number too.

    Raises what DBOS raises when its record cannot be written.
    """
    with SetWorkflowID(key if turn == 1 else f"{key}#{turn}", workflow_id_reuse_policy="reject"):
        return Outcome(**json.loads(_work_on(key)))


def forget_old(most: int = 500) -> int:
    """Delete what was recorded of workflows that began before `KEPT`; how many it were."""
    before = (datetime.now(UTC) - KEPT).isoformat()
    old = DBOS.list_workflows(end_time=before, limit=most, load_input=False, load_output=False)
    if old:
        DBOS.delete_workflows([each.workflow_id for each in old])
    return len(old)


@DBOS.workflow(name="work on an arrival")
def _work_on(key: str) -> str:
    steps = _at_work()
    steps.begin(key)  # that the workflow is recorded says that it began
    responded = steps.respond(key)
    if isinstance(responded, Outcome):
        return _packed(responded)
    shown: Any = []
    if responded:
        shown = json.loads(_show(key))
        if isinstance(shown, dict):
            return json.dumps(shown)
    settled = steps.settle(key, shown)
    if isinstance(settled, Outcome):
        return _packed(settled)
    return _put_right(key) if settled else _packed(Outcome())


@DBOS.step(name="show")
def _show(key: str) -> str:
    return _packed(_at_work().show(key))


@DBOS.step(name="put right")
def _put_right(key: str) -> str:
    return _packed(_at_work().put_right(key))


def _at_work() -> Steps:
    if _steps is None:
        raise RuntimeError("no work is open")
    return _steps


def _packed(value: Outcome | list[list[Any]] | bool) -> str:
    if isinstance(value, Outcome):
        return json.dumps({"failure": value.failure, "seconds": value.seconds, "is_final": value.is_final})
    return json.dumps(value)


def _work_file(beside: Path) -> Engine:
    """
    The engine of the work file: one of its own, so that its many small writes do not wait for ours, nor ours for them.

    Of the last moments before a power cut it may lose some (`synchronous=NORMAL`): the arrivals table does not.
    """
    path = beside.with_name(SQLITE_WORK_FILE)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine, "connect", prepare)
    return engine
