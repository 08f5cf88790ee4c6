"""Which exact version of every package does the project run on?

`make lock` asks pip-tools and writes the answer to `requirements.lock`: one file for every machine, so it names
versions and nothing else: no index, no folder, no build of torch, no GPU package. Pins that still fit are kept;
`--upgrade` looks for newer ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

HEADER = """\
# Every package canipost runs on and is tested with, the tools of its developers included, at an exact version.
# Made from pyproject.toml by `make lock` (newer versions: `make lock UPGRADE=1`); do not edit by hand.
"""

NOT_LOCKED = re.compile(r"(nvidia-|cuda-|triton\b|pip\b(?!-))")
"""GPU packages come only with some builds of torch, and pip comes with Python: neither belongs to us."""

LOCAL_VERSION = re.compile(r"\+[a-z0-9.]+$")
"""The local part of a version (PEP 440), as in ``2.13.0+cpu``: it names a build that only some machines can find."""


def make_portable(lines: Iterable[str]) -> list[str]:
    """What pip-tools wrote, without the packages and the local versions that only one machine would find.

    A line without indent is a requirement or a comment of pip-tools; the indented lines below a requirement say what
    wants it, and go with it.
    """
    kept: list[str] = []
    is_kept = False
    for line in lines:
        if not line.startswith(" "):
            is_kept = bool(line.strip()) and not line.startswith("#") and NOT_LOCKED.match(line) is None
        if is_kept:
            kept.append(LOCAL_VERSION.sub("", line.rstrip()))
    return kept


def main(options: Sequence[str]) -> int:
    """Remake `requirements.lock`; `options` go to pip-tools. Returns the exit status; a failure leaves it alone."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / LOCK.name
        if LOCK.exists():
            made.write_bytes(LOCK.read_bytes())  # pip-tools keeps the pins that it finds in the file it writes
        command = [sys.executable, "-m", "piptools", "compile", "--quiet", "--strip-extras", "--extra", "dev"]
        command += ["--allow-unsafe", "--no-header", "--no-emit-options", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--no-emit-trusted-host", "--output-file", str(made), *options, str(PROJECT)]
        outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            print(f"canipost: the lock could not be made:\n{outcome.stderr.strip()}", file=sys.stderr)
            return outcome.returncode
        lines = make_portable(made.read_text(encoding="utf-8").splitlines())
    # pip-tools names the project file as it was given; the lock must not hold the folder of the machine it was made on.
    text = HEADER + "\n".join(lines).replace(f"{ROOT}/", "") + "\n"
    LOCK.write_text(text, encoding="utf-8")
    print(f"canipost: {LOCK.name} pins {sum('==' in line for line in lines)} packages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
