"""How does a failure look on the command line? One line that says what is wrong, and an exit status of its kind."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from typer.exceptions import TyperException

BAD_INPUT = 2
"""Exit status for something the caller can put right: a bad question, file or option."""
FAILED = 1
"""Exit status for what is wrong with the installation or its data."""


class BadInput(Exception):
    """What was given cannot be used; the message says why and what to do."""


@contextmanager
def one_line_failures() -> Iterator[None]:
    """
    Turn an exception into one line on standard error and an exit status.

    A reader that closed the pipe early ends the run silently, an interrupt with status 130. With `CANIPOST_DEBUG` set
    the traceback is shown.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more on exit; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except typer.Abort:
        sys.exit(130)
    except TyperException as problem:
        _tell_usage(problem)
        sys.exit(BAD_INPUT)
    except BadInput as problem:
        tell(str(problem))
        sys.exit(BAD_INPUT)
    except Exception as problem:
        if os.environ.get("CANIPOST_DEBUG"):
            raise
        tell(f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__)
        sys.exit(FAILED)


def _tell_usage(problem: TyperException) -> None:
    """A wrong option or command in one line; a command called without what it needs shows its help instead."""
    says = getattr(problem, "format_message", lambda: str(problem))()
    if says.lstrip().startswith("Usage:"):
        print(says, file=sys.stderr)
        return
    command = getattr(getattr(problem, "ctx", None), "command_path", "canipost")
    tell(f"{says.rstrip('.')}. For help: {command} --help")


def tell(message: str) -> None:
    """Say something on standard error, whatever its encoding; nothing in it steers the terminal."""
    encoding = sys.stderr.encoding or "utf-8"
    message = "".join(character if character.isprintable() or character == "\n" else " " for character in message)
    print(f"canipost: {message}".encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)
