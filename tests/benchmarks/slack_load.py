"""How long does an answer take in Slack when many ask, and is each answered once?

    .venv/bin/python tests/benchmarks/slack_load.py              a table, as in BENCHMARKS.md
    .venv/bin/python tests/benchmarks/slack_load.py --parts 20   what the program spends at 20 a second, by its parts

`canipost slack run`, as a process of its own with a SQLite database, is connected to the stand-in Slack of this process
in Socket Mode. Both share the machine's cores. Questions are rows of the bank; each is a direct message. Counted is the
time from the message being said to the answer being posted under it, and the processor time for each question, which
says more than seconds where others use the machine too: of the program, of the stand-in Slack, and of what asks the
questions and waits for the answers. Only the first is the product's; all three share the cores.

"acked late" is how many deliveries were not acknowledged within the three seconds that Slack waits, and so came again.
Ends with 1 where a question was answered never, or twice, or a delivery was acknowledged late.
"""

from __future__ import annotations

import json
import os
import signal
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
def product(slack: StandIn, home: Path, parts: Path | None = None) -> Iterator[int]:
    """
    `canipost slack run` against the stand-in; ended as an administrator would end it. Its process id.

    With `parts` it counts the time of its parts, and writes them there when it ends.
    """
    keys = slack.platform.keys(slack.team.id)
    environment = os.environ | {
        "SLACK_BOT_TOKEN": keys.bot_token,
        "SLACK_APP_TOKEN": keys.app_token,
        "SLACK_API_URL": slack.api_url,
        "CANIPOST_HOME": str(home),
    }
    command = [str(Path(sys.executable).with_name("canipost")), "slack", "run"]
    if parts is not None:
        command = [sys.executable, str(Path(__file__).with_name("slack_parts.py")), str(parts)]
    with (home / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            slack.wait_connected(timeout=180)  # a few seconds, but where others use the machine
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)


def processor_seconds(process: int) -> float:
    """What a process has used so far, by itself and in the kernel (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine_share(before: Sequence[int], after: Sequence[int]) -> float:
    """The share of the machine's processor time that was used between two `machine_ticks`, by anybody."""
    return (after[0] - before[0]) / max(after[1] - before[1], 1)


def machine_ticks() -> tuple[int, int]:
    """Ticks that were used, and all there were, since the machine started (proc(5), /proc/stat)."""
    ticks = [int(each) for each in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def is_answer(message: Message) -> bool:
    """Is it an answer of the assistant, and not the word that one takes longer?"""
    payload = (message.metadata or {}).get("event_payload") or {}
    return bool(message.bot_id) and str(payload.get("key", "")).startswith("asked:")


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
    """A row of the table: seconds to the answers, how many are missing, how many doubled, how many acknowledged late."""
    begun, delivered = len(slack.journal.entries()), len(slack.deliveries)
    said = ask(slack, people, questions, pause)
    threads = {(message.channel, message.ts) for message in said}

    def posted() -> list[tuple[float, Message]]:
        entries = slack.journal.entries(Happening.POSTED, since=begun)
        found = [(entry.at, entry.facts["message"]) for entry in entries]
        return [(at, m) for at, m in found if is_answer(m) and (m.channel, m.thread_ts) in threads]

    until = time.monotonic() + PATIENCE
    while len(posted()) < len(said) and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(3)  # a doubled answer would come late
    answers = Counter((m.channel, m.thread_ts) for _, m in posted())
    taken = sorted(at - float(m.thread_ts) for at, m in posted())
    if not taken:
        raise SystemExit(f"None of {len(said)} questions was answered in {PATIENCE:.0f} s; see the log of the program.")
    return [
        f"{percentile(taken, 0.5):.2f}",
        f"{percentile(taken, 0.95):.2f}",
        f"{taken[-1]:.1f}",
        len(said) - len(answers),
        sum(count - 1 for count in answers.values()),
        sum(each.attempts > 1 or not each.is_acknowledged for each in slack.deliveries[delivered:]),
    ]


def load(rate: int, parts: Path | None = None) -> list[object]:
    """A row of the table, from a fresh program and a fresh Slack; `rate` questions a second, 0 for all at once."""
    questions = bank_questions()[:QUESTIONS]
    with StandIn() as slack, tempfile.TemporaryDirectory() as home:
        slack.install()
        people = [slack.person(f"Person {number}") for number in range(PEOPLE)]
        with product(slack, Path(home), parts) as process:
            say(f"{len(questions)} questions, {rate or 'all'} {'a second' if rate else 'at once'}")
            for person in people[:2]:
                measure(slack, [person], questions[-1:], 0.0)
            if parts is not None:
                os.kill(process, signal.SIGUSR1)
            before, ticks = used_so_far(process), machine_ticks()
            row = measure(slack, people, questions, 1 / rate if rate else 0.0)
            used = [after - each for after, each in zip(used_so_far(process), before, strict=True)]
            busy = machine_share(ticks, machine_ticks())
    name = f"{rate} a second" if rate else f"{QUESTIONS} at once"
    return [name, *row, *(f"{seconds / len(questions) * 1000:.1f}" for seconds in used), f"{busy:.0%}"]


def used_so_far(process: int) -> tuple[float, float, float]:
    """Processor seconds of the program, of the stand-in Slack, and of this thread, which asks and waits."""
    asking = time.thread_time()
    return processor_seconds(process), time.process_time() - asking, asking


def parts_table(rate: int) -> tuple[list[object], list[list[object]]]:
    """As `load`, and the parts of the program by size: milliseconds of processor time a question, and the share."""
    with tempfile.TemporaryDirectory() as folder:
        row = load(rate, Path(folder) / "parts.json")
        counted: dict[str, int] = json.loads((Path(folder) / "parts.json").read_text(encoding="utf-8"))
    whole = counted.pop("all")
    counted["threads, sockets, the rest"] = whole - sum(counted.values())
    ordered = sorted(counted.items(), key=lambda part: -part[1])
    return row, [[name, f"{ns / QUESTIONS / 1e6:.1f}", f"{ns / whole:.0%}"] for name, ns in (*ordered, ("all", whole))]


HEADER = (
    "questions", "median s", "p95 s", "slowest s", "lost", "doubled", "acked late",
    "program ms each", "stand-in ms each", "asking ms each", "machine busy",
)  # fmt: skip


def main() -> None:
    """Print the table: a few questions a second, more, and all at once; or the parts at one rate."""
    if sys.argv[1:2] == ["--parts"]:
        row, parts = parts_table(int(sys.argv[2]) if len(sys.argv) > 2 else RATES[-1])
        print_table(HEADER, [row])
        print_table(("part of the program", "processor ms each", "share"), parts)
        rows = [row]
    else:
        rows = [load(rate) for rate in (*RATES, 0)]
        print_table(HEADER, rows)
    complain(rows)


def complain(rows: Sequence[Sequence[object]]) -> None:
    """End with 1, and say where, if a question of a row was answered never, or twice, or acknowledged late."""
    counted = [dict(zip(HEADER, row, strict=True)) for row in rows]
    wanted_none = ("lost", "doubled", "acked late")
    if wrong := [row for row in counted if any(row[name] for name in wanted_none)]:
        told = "; ".join(
            f"{row['questions']}: {', '.join(f'{row[name]} {name}' for name in wanted_none)}" for row in wrong
        )
        raise SystemExit(f"Each question is to be acknowledged in time and answered once, and was not. {told}.")


if __name__ == "__main__":
    main()
