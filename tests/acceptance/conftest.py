"""The real program, started as a process of its own; and the whole bank."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from corpus.bank import BankRow, read_bank

PROGRAM = "from assistant.cli.main import run; run()"
LONGEST = 120  # seconds, on a busy machine


@dataclass(frozen=True)
class Outcome:
    """How the process ended, and what it wrote."""

    status: int
    stdout: str
    stderr: str


Canipost = Callable[..., Outcome]


@pytest.fixture(scope="session")
def bank() -> dict[str, tuple[BankRow, ...]]:
    """The bank as shipped, by voice."""
    return read_bank()


@pytest.fixture(scope="session")
def canipost(own_environment: None, repository: os.PathLike[str]) -> Canipost:
    """
    Runs ``canipost ARGUMENTS`` with these bytes on standard input.

    Further keywords are environment variables; None takes one away. Output is read in `encoding`, strictly: what the
    program writes must be whole in the encoding it was told.
    """

    def start(*arguments: object, says: bytes | str = b"", encoding: str = "utf-8", **variables: str | None) -> Outcome:
        environment = {**os.environ, "PYTHONIOENCODING": encoding, **variables}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            input=says.encode() if isinstance(says, str) else says,
            env={name: value for name, value in environment.items() if value is not None},
            cwd=repository,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    return start
