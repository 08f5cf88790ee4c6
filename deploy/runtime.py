"""Which packages of the lock does a server need? Prints them, pinned, for `pip install --no-deps -r`.

Left out are the tools of developers, and torch with what stands on it: the encoder that ships computes with numpy, and
only another encoder (`CANIPOST_ENCODER`) and training import torch. So an image needs no build of torch at all, neither
for GPUs nor for CPUs. Name a package of the lock to have it and what it needs added: `runtime.py langchain-openai`.

Uses nothing but the standard library: it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

LEFT_OUT = frozenset({"sentence-transformers", "torch", "transformers"})
"""Declared, and imported only by training and by encoders other than the one that ships; a test runs without them."""

PIN = re.compile(r"([a-z0-9-]+)==\S+")
NAME = re.compile(r"[A-Za-z0-9._-]+")


class NotLocked(Exception):
    """The lock does not pin what was asked for."""


def declared(project: Mapping[str, object]) -> frozenset[str]:
    """The names of the packages that canipost itself declares, without those of its optional parts."""
    table = project["project"]
    assert isinstance(table, dict)
    return frozenset(normalized(requirement) for requirement in table["dependencies"])


def normalized(requirement: str) -> str:
    """The name in a requirement as the lock writes it: lower case, words joined by a hyphen (PEP 503)."""
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def read_lock(lines: Sequence[str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Each package's pin, and who wants it, from the comments of pip-tools below each pin."""
    pins: dict[str, str] = {}
    wanted_by: dict[str, set[str]] = {}
    name = ""
    for line in lines:
        if pin := PIN.match(line):
            name = pin[1]
            pins[name] = line.strip()
            wanted_by[name] = set()
        elif name and line.startswith(" "):
            wanted_by[name] |= set(re.findall(r"[a-z0-9-]+(?![a-z0-9-]*\.toml)", line.replace("# via", "")))
    return pins, wanted_by


def needed(roots: Collection[str], pins: Mapping[str, str], wanted_by: Mapping[str, Collection[str]]) -> list[str]:
    """
    The pins of the roots and of all that they want, in the order of the lock.

    Raises:
        NotLocked: the lock does not pin a root.
    """
    if unknown := sorted(set(roots) - set(pins)):
        raise NotLocked(f"{LOCK.name} does not pin {', '.join(unknown)}. Remake it with `make lock`.")
    kept = set(roots)
    while more := {name for name in pins if name not in kept and kept & set(wanted_by[name])} - LEFT_OUT:
        kept |= more
    return [pin for name, pin in pins.items() if name in kept]


def main(extras: Sequence[str]) -> int:
    """Print the pins. Returns the exit status."""
    pins, wanted_by = read_lock(LOCK.read_text(encoding="utf-8").splitlines())
    roots = declared(tomllib.loads(PROJECT.read_text(encoding="utf-8"))) - LEFT_OUT
    try:
        print("\n".join(needed(roots | set(map(normalized, extras)), pins, wanted_by)))
    except NotLocked as problem:
        print(f"canipost: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
