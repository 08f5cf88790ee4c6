"""
`canipost slack run`, with the processor time of its parts counted: started by `slack_load.py --parts`, not by hand.

A part is what some function takes on its thread, without the parts that it calls. On SIGUSR1 counting begins anew; when
the program ends, what was counted goes to the file that the command line names.
"""

from __future__ import annotations

import functools
import gc
import json
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import slack_bolt
import sqlalchemy
from slack_sdk import WebClient

from assistant.answering import together
from assistant.answering.reading.local import LocalReader
from assistant.cli.main import run
from assistant.desk import desk, handling, work, workflow
from assistant.slack.showing import Showing

RECORD = "record of work (DBOS)"
DATABASE = "database"
GARBAGE = "collecting garbage"

counted: Counter[str] = Counter()
"""Nanoseconds, by part."""
now_in = threading.local()


def count(owner: type | ModuleType, name: str, part: str) -> None:
    """Count what a function takes as this part, from now on."""
    function = getattr(owner, name)
    setattr(owner, name, counting(function, part))


def counting(function: Callable[..., Any], part: str) -> Callable[..., Any]:
    """The function, whose time is counted; of a part of its own where another such part called it."""

    @functools.wraps(function)
    def timed(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - any function
        caller = getattr(now_in, "part", "")
        if caller == part or (caller == RECORD and part == DATABASE):
            return function(*values, **named)
        switch(caller, part)
        try:
            return function(*values, **named)
        finally:
            switch(part, caller)

    return timed


def switch(before: str, after: str) -> None:
    """From here on the time of this thread is another part's."""
    moment = time.thread_time_ns()
    if before:
        counted[before] += moment - now_in.since
    now_in.part, now_in.since = after, moment


def count_collecting(phase: str, _: dict[str, int]) -> None:
    """Python looks for what nobody holds any more, in the middle of whatever allocated last."""
    if phase == "start":
        now_in.interrupted = getattr(now_in, "part", "")
        switch(now_in.interrupted, GARBAGE)
    else:
        switch(GARBAGE, now_in.interrupted)


def count_parts() -> None:
    """Every part that has a name; the rest is threads, sockets, and what has none."""
    count(slack_bolt.App, "dispatch", "taking in")
    count(desk.Desk, "screen", "screening")
    count(LocalReader, "read", "reading")
    count(together.Together, "_lead", "deciding, drafts, wording")
    count(workflow, "run_steps", RECORD)
    for step in ("begin", "respond", "show", "settle", "put_right"):
        count(handling.Handling, step, "desk")
    count(work.Work, "sweep", "sweep")
    count(Showing, "_outgoing", "blocks")
    count(WebClient, "api_call", "calls of Slack")
    for name in ("execute", "exec_driver_sql", "_commit_impl", "_begin_impl", "close"):
        count(sqlalchemy.Connection, name, DATABASE)
    count(sqlalchemy.Engine, "connect", DATABASE)
    gc.callbacks.append(count_collecting)


def main() -> None:
    """Run the program as `canipost slack run` does."""
    to, started = Path(sys.argv[1]), [0]

    def begin(*_: object) -> None:
        counted.clear()
        started[0] = time.process_time_ns()

    signal.signal(signal.SIGUSR1, begin)
    count_parts()
    sys.argv = ["canipost", "slack", "run"]
    try:
        run()
    finally:
        to.write_text(json.dumps({**counted, "all": time.process_time_ns() - started[0]}), encoding="utf-8")


if __name__ == "__main__":
    main()
