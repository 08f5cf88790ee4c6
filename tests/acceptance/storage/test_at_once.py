"""Two programs work on one database: is everything done, and nothing twice?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assistant.storage.arrivals import record
from assistant.storage.database import Database
from tests.unit.assistant.storage.conftest import NOW, make_arrival

CLAIMER = """
import sys
from datetime import datetime, timedelta
from assistant.storage.arrivals import claim
from assistant.storage.database import open_database
database = open_database(sys.argv[1], is_checked=False)
print("ready", flush=True)
sys.stdin.readline()
won = 0
for number in range(40):
    with database.transaction() as connection:
        won += claim(connection, f"k{number}", datetime.fromisoformat(sys.argv[2]), timedelta(minutes=1)) is not None
print(won)
database.close()
"""


def test_two_processes_share_the_work_and_none_is_done_twice(database: Database, repository: Path) -> None:
    with database.transaction() as connection:
        for number in range(40):
            record(connection, make_arrival(f"k{number}"), NOW)
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CLAIMER, url, NOW.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": repository}
    with subprocess.Popen(command, **pipes) as one, subprocess.Popen(command, **pipes) as other:  # type: ignore[call-overload]
        for process in (one, other):
            assert process.stdout.readline() == "ready\n"
        for process in (one, other):
            process.stdin.write("go\n")
            process.stdin.flush()
        won = [int(process.stdout.read()) for process in (one, other)]
    assert sum(won) == 40
