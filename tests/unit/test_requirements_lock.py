"""Does `requirements.lock` name exact versions and nothing that only one machine has?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.lock import make_portable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pins() -> dict[str, Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return {canonicalize_name(each.name): each for each in requirements}


@pytest.fixture(scope="module")
def project() -> dict[str, list[str]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"main": table["dependencies"], **table["optional-dependencies"]}


def test_every_line_pins_one_exact_version(pins: dict[str, Requirement]) -> None:
    loose = [str(each) for each in pins.values() if [part.operator for part in each.specifier] != ["=="]]
    assert loose == []


def test_no_line_names_a_build_or_a_place(pins: dict[str, Requirement]) -> None:
    assert [str(each) for each in pins.values() if each.url or "+" in str(each) or "/" in str(each)] == []
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert [word for word in ("://", "--find-links", "--index", "--extra-index", "sha256:") if word in text] == []


def test_no_gpu_package_is_locked(pins: dict[str, Requirement]) -> None:
    assert [name for name in pins if name.startswith(("nvidia-", "cuda-", "triton"))] == []


@pytest.mark.parametrize("part", ["main", "dev"])
def test_every_dependency_of_the_project_is_locked_within_its_bounds(
    part: str, pins: dict[str, Requirement], project: dict[str, list[str]]
) -> None:
    unmet = []
    for wanted in map(Requirement, project[part]):
        pin = pins.get(canonicalize_name(wanted.name))
        if pin is None or not wanted.specifier.contains(next(iter(pin.specifier)).version):
            unmet.append(f"{wanted}, locked as {pin}")
    assert unmet == []


def test_the_optional_encoder_is_pinned_but_not_locked(
    pins: dict[str, Requirement], project: dict[str, list[str]]
) -> None:
    parts = [Requirement(line) for line in project["mpnet"]]
    assert all(str(part.specifier).startswith("==") for part in parts)
    assert not {canonicalize_name(part.name) for part in parts} & pins.keys()


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        (["torch==2.13.0+cpu", "    # via canipost"], ["torch==2.13.0", "    # via canipost"]),
        (["nvidia-cublas==1.2", "    # via torch", "numpy==2.4.6"], ["numpy==2.4.6"]),
        (["triton==3.1", "    # via", "    #   torch"], []),
        (["pip==26.3", "    # via pip-tools", "pip-tools==7.6.2"], ["pip-tools==7.6.2"]),
        (["", "# The following packages are considered to be unsafe:", "setuptools==84.2"], ["setuptools==84.2"]),
    ],
)
def test_what_only_one_machine_has_is_left_out(made: list[str], kept: list[str]) -> None:
    assert make_portable(made) == kept
