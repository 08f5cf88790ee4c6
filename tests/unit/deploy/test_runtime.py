"""Does an image get every package that runs there, and does the wheel hold every file of data?"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("corpus", "index", "assistant")


@pytest.fixture(scope="module")
def runtime() -> ModuleType:
    """`deploy/runtime.py`, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("deploy_runtime", ROOT / "deploy" / "runtime.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LOCK = """\
# a comment
alone==1.0
    # via canipost (pyproject.toml)
below==2.0
    # via
    #   alone
    #   other
deep==3.0
    # via below
other==4.0
    # via
    #   canipost (pyproject.toml)
tool==5.0
    # via other
torch==6.0
    # via alone
""".splitlines()


def test_the_packages_below_a_root_come_along_and_others_do_not(runtime: ModuleType) -> None:
    pins, wanted_by = runtime.read_lock(LOCK)
    assert runtime.needed({"alone"}, pins, wanted_by) == ["alone==1.0", "below==2.0", "deep==3.0"]
    assert runtime.needed({"other"}, pins, wanted_by) == ["below==2.0", "deep==3.0", "other==4.0", "tool==5.0"]


def test_a_package_that_is_not_locked_is_an_error(runtime: ModuleType) -> None:
    pins, wanted_by = runtime.read_lock(LOCK)
    with pytest.raises(runtime.NotLocked, match=r"does not pin missing\."):
        runtime.needed({"missing"}, pins, wanted_by)


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("slack-bolt>=1.30", "slack-bolt"), ("psycopg[binary]>=3.2", "psycopg"), ("PyYAML>=6", "pyyaml")],
)
def test_a_requirement_is_read_by_its_name(runtime: ModuleType, requirement: str, name: str) -> None:
    assert runtime.normalized(requirement) == name


def test_the_image_lacks_torch_and_the_tools_and_nothing_else(
    runtime: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert runtime.main([]) == 0
    names = {line.split("==")[0] for line in capsys.readouterr().out.split()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert runtime.declared(project) - names == runtime.LEFT_OUT
    assert not names & {"pytest", "mypy", "ruff", "playwright", "torch", "sentence-transformers", "transformers"}
    # What each package of the image says it needs is in the image too, on this platform; the packages that carry the
    # weights of an encoder name what could open them, and we open them otherwise.
    for name in sorted(names):
        for requirement in importlib.metadata.requires(name) or []:
            wanted, _, marker = requirement.partition(";")
            if not marker.strip():
                assert runtime.normalized(wanted) in names | runtime.LEFT_OUT, f"{name} needs {wanted}"


def test_what_is_left_out_is_imported_where_it_is_used_and_nowhere_at_the_top(runtime: ModuleType) -> None:
    modules = {name.replace("-", "_") for name in runtime.LEFT_OUT}
    for path in [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]:
        if "training" in path.parts:
            continue
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []
            names += [statement.module or ""] if isinstance(statement, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & modules, path


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_data(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"].get(package, [])
    folder = ROOT / package
    # As setuptools reads the patterns: from the folder of the package, `**` for any folders or none.
    held = {str(found.relative_to(folder)) for pattern in patterns for found in folder.glob(pattern)}
    data = {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "__pycache__" not in path.parts
    }
    assert data - held == set()
