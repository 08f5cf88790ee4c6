"""How long does an answer take in Slack when many ask, and is each answered once?

    .venv/bin/python tests/benchmarks/slack_load.py      two tables, as in BENCHMARKS.md

`canipost slack run`, as a process of its own with a SQLite database, is connected to the stand-in Slack of this process
in Socket Mode. Both share the machine's cores. Questions are rows of the bank; each is a direct message. Counted is the
time from the message being said to the answer being posted under it. Run it on a quiet machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from bench import bank_questions, percentile, print_table, say

from assistant.slack.standin import Person, StandIn
from assistant.slack.standin.journal import Happening
from assistant.slack.standin.records import Message

QUESTIONS = 200
PEOPLE = 50
"""Each asks less than the limit of a minute, and each in a thread of its own."""

RATES = (10, 20)
"""Questions a second."""

PATIENCE = 180.0
"""Seconds until all must be answered."""


@contextmanager
def product(slack: StandIn, home: Path) -> Iterator[None]:
    """`canipost slack run` against the stand-in; ended as an administrator would end it."""
    keys = slack.platform.keys(slack.team.id)
    environment = os.environ | {
        "SLACK_BOT_TOKEN": keys.bot_token,
        "SLACK_APP_TOKEN": keys.app_token,
        "SLACK_API_URL": slack.api_url,
        "CANIPOST_HOME": str(home),
    }
    command = [str(Path(sys.executable).with_name("canipost")), "slack", "run"]
    with (home / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            slack.wait_connected(timeout=60)
            yield
        finally:
            process.terminate()
            process.wait(60)


def ask(slack: StandIn, people: Sequence[Person], questions: Sequence[str], pause: float) -> list[Message]:
    """Every question said, with so many seconds between two beginnings."""
    said = []
    started = time.perf_counter()
    for number, question in enumerate(questions):
        if (wait := started + number * pause - time.perf_counter()) > 0:
            time.sleep(wait)
        said.append(people[number % len(people)].says(None, question))
    return said


def measure(slack: StandIn, people: Sequence[Person], questions: Sequence[str], pause: float) -> list[object]:
    """A row of the table: seconds to the answers, how many are missing and how many doubled."""
    begun = len(slack.journal.entries())
    said = ask(slack, people, questions, pause)
    threads = {(message.channel, message.ts) for message in said}

    def posted() -> list[tuple[float, Message]]:
        entries = slack.journal.entries(Happening.POSTED, since=begun)
        found = [(entry.at, entry.facts["message"]) for entry in entries]
        return [(at, m) for at, m in found if m.bot_id and (m.channel, m.thread_ts) in threads]

    until = time.monotonic() + PATIENCE
    while len(posted()) < len(said) and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(3)  # a doubled answer would come late
    answers = Counter((m.channel, m.thread_ts) for _, m in posted())
    taken = sorted(at - float(m.thread_ts) for at, m in posted())
    whole = f"{taken[-1]:.1f}" if taken else "-"
    return [
        f"{percentile(taken, 0.5):.2f}",
        f"{percentile(taken, 0.95):.2f}",
        whole,
        len(said) - len(answers),
        sum(count - 1 for count in answers.values()),
    ]


def main() -> None:
    """Print the table: a few questions a second, more, and all at once."""
    questions = bank_questions()[:QUESTIONS]
    rows = []
    for rate in (*RATES, 0):
        with StandIn() as slack, tempfile.TemporaryDirectory() as home:
            slack.install()
            people = [slack.person(f"Person {number}") for number in range(PEOPLE)]
            with product(slack, Path(home)):
                say(f"{len(questions)} questions, {rate or 'all'} {'a second' if rate else 'at once'}")
                for person in people[:2]:
                    measure(slack, [person], questions[-1:], 0.0)
                row = measure(slack, people, questions, 1 / rate if rate else 0.0)
            rows.append([f"{rate} a second" if rate else f"{QUESTIONS} at once", *row])
    print_table(("questions", "median s", "p95 s", "slowest s", "lost", "doubled"), rows)


if __name__ == "__main__":
    main()
