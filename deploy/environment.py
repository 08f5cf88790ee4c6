"""Is `.venv` the environment that `requirements.lock` describes, and if not, how is it made so?

`make setup` runs this with any Python from 3.11 on; it uses nothing but the standard library. What was installed is
remembered word for word in `.venv/.made-from`, so the Makefile sees with one `cmp` that nothing has changed and does
not even start Python. An environment whose making was interrupted carries `.venv/.unfinished` and is made afresh.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
MADE_FROM = VENV / ".made-from"
UNFINISHED = VENV / ".unfinished"
DISCARDED = ROOT / ".venv-discarded"

OLDEST_PYTHON = (3, 11)
TAIL = 12  # lines of pip's output shown when it fails


class StepFailed(Exception):
    """A step of the set-up failed; the message says which one, why, and what to do."""


def describe_sources() -> bytes:
    """The folder, the lock and the project file: what an environment is made from.

    The folder counts because the scripts in `.venv/bin` name it: a copied or moved `.venv` points at the old place.
    The Makefile builds the same bytes with `pwd -P` and `cat`.
    """
    return os.fsencode(ROOT) + b"\n" + LOCK.read_bytes() + PROJECT.read_bytes()


def is_up_to_date() -> bool:
    """Whether `.venv` was made, to the end, from today's lock and project file in this folder."""
    return (
        not UNFINISHED.exists()
        and os.access(PYTHON, os.X_OK)
        and MADE_FROM.is_file()
        and MADE_FROM.read_bytes() == describe_sources()
    )


def is_usable() -> bool:
    """Whether `.venv` can be brought up to date in place instead of being made afresh."""
    if UNFINISHED.exists() or VENV.is_symlink() or not os.access(PYTHON, os.X_OK):
        return False
    if MADE_FROM.is_file() and MADE_FROM.read_bytes().split(b"\n", 1)[0] != os.fsencode(ROOT):
        return False
    question = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0


@contextmanager
def one_at_a_time() -> Iterator[int]:
    """Holds the only set-up of this folder; a second one waits. Yields the descriptor that carries the hold.

    The hold is given to the children too: when this program is killed, an orphaned pip still keeps the next one out.
    """
    with PROJECT.open("rb") as project:
        try:
            fcntl.flock(project, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("canipost: another set-up is running in this folder; waiting for it")
            fcntl.flock(project, fcntl.LOCK_EX)
        yield project.fileno()


def say(line: str, end: str = "\n") -> None:
    """Progress goes to standard error: the answer of `make ask` has standard output to itself."""
    print(line, end=end, file=sys.stderr, flush=True)


def run_step(title: str, command: Sequence[str | Path], hold: int) -> None:
    """Run one long command behind one line of progress.

    Raises:
        StepFailed: the command failed; holds the end of what it wrote, warnings left out.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    environment |= {"PIP_USER": "0"}  # a personal `user = true` makes pip refuse to install into an environment
    begun = time.monotonic()
    say(f"canipost: {title} ...", end="")
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, pass_fds=(hold,)
        )
        while process.poll() is None:
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if sys.stderr.isatty():
                    say(f"\rcanipost: {title} ... {time.monotonic() - begun:.0f} s", end="")
        elapsed = f"{time.monotonic() - begun:.0f} s"
        say(f"\rcanipost: {title} ... {elapsed}" if sys.stderr.isatty() else f" {elapsed}")
        if process.returncode != 0:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
            tail = "\n".join(f"  {line}" for line in lines if line.strip() and not line.startswith("WARNING"))
            raise StepFailed(
                f"{title} failed (exit status {process.returncode}):\n"
                + "\n".join(tail.splitlines()[-TAIL:])
                + "\nMend what it names (network? disk space?) and run `make setup` again."
            )


def pip_install(*arguments: str | Path) -> list[str | Path]:
    """The command that installs quietly into `.venv`."""
    return [PYTHON, "-m", "pip", "install", "-q", *arguments]


def pinned(name: str) -> str:
    """The line of the lock that pins a distribution, e.g. ``torch==2.13.0``.

    Raises:
        StepFailed: the lock does not pin it.
    """
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}=="):
            return line.strip()
    raise StepFailed(f"{LOCK.name} does not pin {name}. Restore the file, or remake it where an environment exists.")


def make_environment(hold: int) -> None:
    """Make `.venv` hold what the lock says and the project itself, in place where that is possible.

    Raises:
        StepFailed: one of the steps failed; `.venv` stays marked as unfinished.
    """
    is_fresh = not is_usable()
    if is_fresh:
        remove_environment()
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    if is_fresh:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        run_step(f"making .venv with Python {version}", [sys.executable, "-m", "venv", VENV], hold)
    # Torch goes first and alone, by its plain version: where pip is set up to find a build without GPU packages, that
    # build is taken here, and the second call is content with it. So the lock names no build and no GPU package.
    run_step(
        "installing torch (the longest step)" if is_fresh else "checking torch", pip_install(pinned("torch")), hold
    )
    count = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
    run_step(f"installing {count} locked packages", pip_install("--no-deps", "-r", LOCK), hold)
    run_step("installing canipost itself", pip_install("--no-deps", "--no-build-isolation", "-e", ROOT), hold)
    complete_for_this_platform(hold)
    MADE_FROM.write_bytes(describe_sources())
    UNFINISHED.unlink()


def remove_environment() -> None:
    """Remove what an interrupted, moved or foreign set-up left at `.venv`, if anything.

    It is renamed first: an interrupted removal must not leave half an environment that looks like a whole one.
    """
    if VENV.is_symlink():
        VENV.unlink()  # the link only: what it points at belongs to somebody else
    for folder in (DISCARDED, VENV):
        if folder.exists():
            say("canipost: removing an environment that is unfinished or was made elsewhere")
            shutil.rmtree(folder.replace(DISCARDED))


def complete_for_this_platform(hold: int) -> None:
    """Add what this platform needs beyond the lock, which was made on Linux; on Linux that is nothing.

    Raises:
        StepFailed: pip could not complete the environment.
    """
    if subprocess.run([PYTHON, "-m", "pip", "check"], capture_output=True, check=False).returncode != 0:
        run_step("adding what this platform needs besides", pip_install("-r", LOCK), hold)


def install_extra(extra: str, hold: int) -> None:
    """Install the pinned packages of an optional part of pyproject.toml, e.g. ``mpnet``.

    Raises:
        StepFailed: there is no such part, or pip failed.
    """
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    if extra not in extras:
        raise StepFailed(f"pyproject.toml has no optional part {extra!r}; it has {', '.join(sorted(extras))}.")
    run_step(f"installing {extra} ({len(extras[extra])} packages)", pip_install("--no-deps", *extras[extra]), hold)


def main(extras: Sequence[str]) -> int:
    """Bring `.venv` up to date, then add the named extras. Returns the exit status."""
    os.chdir(ROOT)
    try:
        with one_at_a_time() as hold:
            if not is_up_to_date():
                begun = time.monotonic()
                make_environment(hold)
                say(f"canipost: the environment is ready ({time.monotonic() - begun:.0f} s)")
            for extra in extras:
                install_extra(extra, hold)
    except StepFailed as failure:
        say(f"canipost: {failure}")
        return 1
    except OSError as failure:
        say(f"canipost: the set-up stopped: {failure}. Mend that and run `make setup` again.")
        return 1
    except KeyboardInterrupt:
        say("\ncanipost: the set-up was interrupted; the next `make setup` starts it afresh")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
