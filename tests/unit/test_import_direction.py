"""Do the three rooms know only what they may: `corpus` <- `index` <- `assistant`, and no step a surface?"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]

MAY_NOT_IMPORT = {
    "corpus": ("index", "assistant"),
    "index": ("assistant",),
    "assistant.answering": (
        "assistant.escalation",
        "assistant.storage",
        "assistant.desk",
        "assistant.slack",
        "assistant.web",
        "assistant.cli",
    ),
    "assistant.escalation": (
        "assistant.storage",
        "assistant.desk",
        "assistant.slack",
        "assistant.web",
        "assistant.cli",
    ),
    "assistant.storage": ("assistant.reporting", "assistant.slack", "assistant.web", "assistant.cli"),
    "assistant.desk": ("assistant.reporting", "assistant.slack", "assistant.web", "assistant.cli"),
    "assistant.reporting": ("assistant.slack", "assistant.web", "assistant.cli"),
}
"""Package -> what none of its modules may import, at any depth and however late."""

TOO_SLOW_AT_THE_TOP = ("torch", "transformers", "sentence_transformers")
"""Seconds each; a cold `canipost ask` has four for everything, so they are imported where they are needed."""

TRAINING = "assistant.answering.reading.training"
"""Runs where a reader is trained, never where a question is answered: may load them, and counts as slow itself."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module: who imports it, in which line, and whether it happens when the importer is loaded."""

    module: str
    target: str
    line: int
    at_load: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def list_imports(source: str, module: str, is_package: bool = False) -> Iterator[Import]:
    """Every import of a module, relative ones resolved; one under `if TYPE_CHECKING` does not happen at load."""
    package = module if is_package else module.rpartition(".")[0]

    def walk(node: ast.AST, at_load: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            late = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, alias.name, child.lineno, at_load)
            elif isinstance(child, ast.ImportFrom):
                parents = package.split(".")[: len(package.split(".")) - child.level + 1] if child.level else []
                base = ".".join([*parents, *([child.module] if child.module else [])])
                for alias in child.names:
                    # `from assistant import slack` names a module by its last part.
                    yield Import(module, f"{base}.{alias.name}", child.lineno, at_load)
            else:
                yield from walk(child, at_load and not late and not typing_only)

    return walk(ast.parse(source), at_load=True)


def imports_of_the_tree() -> list[Import]:
    found: list[Import] = []
    for room in ("corpus", "index", "assistant"):
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            module = ".".join(parts[:-1] if is_package else parts)
            found += list_imports(path.read_text(encoding="utf-8"), module, is_package)
    return found


@pytest.fixture(scope="module")
def tree() -> list[Import]:
    return imports_of_the_tree()


def wrong_way(imports: list[Import]) -> list[str]:
    return [
        str(each)
        for each in imports
        for package, forbidden in MAY_NOT_IMPORT.items()
        if is_inside(each.module, package) and any(is_inside(each.target, other) for other in forbidden)
    ]


@pytest.mark.parametrize(
    ("module", "source", "is_wrong"),
    [
        ("corpus.document", "import index", True),
        ("corpus.document", "from index.search import Searcher", True),
        ("corpus.document", "def f():\n    from assistant import answering", True),
        ("corpus.importing.plan", "from ... import assistant", False),  # beyond the top: Python itself refuses it
        ("corpus.importing.plan", "from ..errors import CorpusError", False),
        ("index.search", "from corpus.document import Clause", False),
        ("index.search", "from assistant.answering import records", True),
        ("index.search", "import indexing_of_another_project", False),
        ("assistant.answering.pipeline", "from assistant import slack", True),
        ("assistant.answering.pipeline", "from ..cli import main", True),
        ("assistant.answering.pipeline", "from .records import Answer", False),
        ("assistant.cli.main", "from assistant.answering import pipeline", False),
    ],
)
def test_an_import_against_the_direction_is_seen(module: str, source: str, is_wrong: bool) -> None:
    assert bool(wrong_way(list(list_imports(source, module)))) is is_wrong


def test_no_module_imports_against_the_direction(tree: list[Import]) -> None:
    assert {each.module.partition(".")[0] for each in tree} == {"corpus", "index", "assistant"}
    assert wrong_way(tree) == []


def test_storage_knows_of_the_desk_only_the_records_that_all_share(tree: list[Import]) -> None:
    known = {
        each.target for each in tree if is_inside(each.module, "assistant.storage") and "assistant.desk" in each.target
    }
    assert known
    assert not [target for target in known if not is_inside(target, "assistant.desk.records")]


def test_a_report_knows_of_the_desk_only_the_records_that_all_share(tree: list[Import]) -> None:
    known = {
        each.target
        for each in tree
        if is_inside(each.module, "assistant.reporting") and is_inside(each.target, "assistant.desk")
    }
    assert known
    assert not [target for target in known if not is_inside(target, "assistant.desk.records")]


def test_the_layers_contract_holds_for_indirect_imports_too() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 kept, 0 broken" in outcome.stdout, outcome.stdout + outcome.stderr


def too_slow(imports: list[Import]) -> list[str]:
    return [
        str(each)
        for each in imports
        if each.at_load
        and not is_inside(each.module, TRAINING)
        and any(is_inside(each.target, slow) for slow in (*TOO_SLOW_AT_THE_TOP, TRAINING))
    ]


@pytest.mark.parametrize(
    ("source", "is_slow"),
    [
        ("import torch", True),
        ("try:\n    from sentence_transformers import SentenceTransformer\nexcept ImportError:\n    pass", True),
        ("class Encoder:\n    import transformers.utils", True),
        ("def encode():\n    import torch", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch", False),
        ("import torchless", False),
        ("from assistant.answering.reading import training", True),
    ],
)
def test_a_slow_library_at_the_top_is_seen(source: str, is_slow: bool) -> None:
    assert bool(too_slow(list(list_imports(source, "index.encoder")))) is is_slow


def test_no_module_loads_a_slow_library_at_the_top(tree: list[Import]) -> None:
    assert too_slow(tree) == []


def test_every_imported_library_is_declared(tree: list[Import]) -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared: set[str] = {canonicalize_name(Requirement(line).name) for line in table["dependencies"]}
    # pydantic pins its core to itself and re-exports it only in part.
    declared |= {"pydantic-core"}
    homes = metadata.packages_distributions()
    foreign = {each.target.partition(".")[0] for each in tree} - set(sys.stdlib_module_names)
    foreign -= {"corpus", "index", "assistant"}
    astray = [name for name in foreign if not declared & {canonicalize_name(home) for home in homes.get(name, ())}]
    assert sorted(astray) == []
