"""Do the paths, make targets and `canipost` commands that our documents name exist?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")], key=lambda path: str(path)
)

CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
"""Fenced blocks and code spans: only what is set as code claims to exist."""

TOP = ("assistant", "corpus", "index", "tests", "deploy", "docs", ".ci")
FOLDERS = "|".join(map(re.escape, TOP))
PATH = re.compile(
    rf"(?<![\w./~-])(?:\./)?((?:{FOLDERS})/[\w./*-]*|[A-Z][A-Z-]+\.md|Makefile|[\w-]+\.(?:toml|lock))(?![\w/])"
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")
MAKE = re.compile(r"(?:^|[\s`(])make ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)")
COMMAND = re.compile(r"(?:^|[\s/$])canipost ([a-z][a-z-]*)(?: ([a-z][a-z-]*)\b)?")


OUTPUT = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)
"""A block of what a program printed: it quotes people, not our commands."""


def code_of(text: str) -> Iterator[str]:
    for match in CODE.finditer(OUTPUT.sub("", text)):
        yield match[1] if match[1] is not None else match[2]


def named_paths(text: str) -> set[str]:
    """Paths of the repository in code, from its root."""
    return {path.rstrip(".") for code in code_of(text) for path in PATH.findall(code)}


def named_targets(text: str) -> set[str]:
    return {target for code in code_of(text) for words in MAKE.findall(code) for target in words.split()}


def named_commands(text: str) -> set[tuple[str, str]]:
    """`canipost` commands in code, each with the word after it: a command of a group, or just an argument."""
    return {match for code in code_of(text) for match in COMMAND.findall(code)}


def existing_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def unknown_commands(named: set[tuple[str, str]], held: dict[str, set[str]]) -> list[str]:
    """Those of `named` that are not in `held`: command -> its own commands, empty when it is not a group."""
    return sorted(
        f"{command} {inner}".strip()
        for command, inner in named
        if command not in held or (held[command] and inner and inner not in held[command])
    )


@pytest.fixture(scope="module")
def commands() -> dict[str, set[str]]:
    """What the program really offers."""
    from typer.main import get_command

    from assistant.cli.main import app

    tree = get_command(app)
    # The commands of other modules are imported when they are called: ask for each by its name, as the program does.
    held = {name: tree.get_command(None, name) for name in tree.list_commands(None)}
    return {name: set(getattr(command, "commands", {})) for name, command in held.items()}


def by_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_every_path_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [path for path in named_paths(text) if not any(ROOT.glob(path.rstrip("/")))]
    assert sorted(missing) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    assert sorted(named_targets(document.read_text(encoding="utf-8")) - existing_targets()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_every_command_in_a_document_exists(document: Path, commands: dict[str, set[str]]) -> None:
    assert unknown_commands(named_commands(document.read_text(encoding="utf-8")), commands) == []


def test_every_dependency_has_its_row_of_reasons_and_no_row_is_stale() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*table["dependencies"], *(line for part in table["optional-dependencies"].values() for line in part)]
    text = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w., -]+?) \| .+ \| .+ \|$", text, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ") if row != "distribution"} - {"---"}
    assert named == {Requirement(line).name for line in lines}


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("see `corpus/rules/facts.yaml`.", {"corpus/rules/facts.yaml"}),
        ("```\n$ .ci/run\n```", {".ci/run"}),
        ("`README.md` and `pyproject.toml`", {"README.md", "pyproject.toml"}),
        ("`~/.cache/canipost/index/x` is no path of ours", set()),
        ("corpus/nothing outside code", set()),
    ],
)
def test_a_path_in_code_is_seen(text: str, paths: set[str]) -> None:
    assert named_paths(text) == paths


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ('`make ask Q="can I make this public?"`', {"ask", "this", "public"}),  # too much rather than too little
        ("```\nmake lint types\n```", {"lint", "types"}),
        ("we make sure", set()),
        ("```text\nok then can i make tiktoks\n```", set()),  # printed, not typed
        ("`make lock UPGRADE=1`", {"lock"}),
    ],
)
def test_a_make_target_in_code_is_seen(text: str, targets: set[str]) -> None:
    assert named_targets(text) == targets


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ('`.venv/bin/canipost ask "may I"`', []),
        ("`canipost corpus check`", []),
        ("`canipost corpus burn`", ["corpus burn"]),
        ("```\n$ canipost sing\n```", ["sing"]),
        ("`canipost search photo`", []),
        ("`canipost corpus import 6.105 FILE`", ["corpus import"]),
    ],
)
def test_a_command_that_is_not_there_is_seen(text: str, unknown: list[str]) -> None:
    held: dict[str, set[str]] = {"ask": set(), "search": set(), "corpus": {"check", "list"}}
    assert unknown_commands(named_commands(text), held) == unknown
