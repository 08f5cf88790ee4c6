"""The stand-in may be lifted out whole: it knows nothing of the assistant."""

from __future__ import annotations

import ast
from pathlib import Path

import assistant.slack.standin

HOME = Path(assistant.slack.standin.__file__).parent
ALLOWED = ("assistant.slack.standin", "aiohttp")


def test_it_imports_only_itself_aiohttp_and_the_standard_library() -> None:
    foreign = set()
    for path in HOME.rglob("*.py"):
        if path.is_relative_to(HOME / "web"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            foreign |= {n for n in names if n.startswith(("assistant", "index", "corpus", "slack"))} - {
                n for n in names if n.startswith(ALLOWED)
            }
    assert foreign == set()
