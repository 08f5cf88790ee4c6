"""Are the container file, the compose files and the unit what the guide says they are?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from assistant.settings import Settings
from assistant.slack.settings import SlackSettings
from assistant.storage import migrations

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
SECRET = re.compile(r"xox[abep]|xapp-\w|password@(?!host)", re.IGNORECASE)


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
    return read


@pytest.fixture(scope="module")
def http() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(text_of("compose.http.yaml"))
    return read


def variables(settings: type[BaseSettings]) -> set[str]:
    """The names of the environment that settings read."""
    prefix = settings.model_config.get("env_prefix", "")
    named: set[str] = set()
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        assert not isinstance(alias, AliasChoices)
        named.add(str(alias) if alias else f"{prefix}{name}".upper())
    return named


KNOWN = variables(Settings) | variables(SlackSettings) | {"CANIPOST_SECRETS", "HF_HUB_OFFLINE"}


# -- the guide ---------------------------------------------------------------------------------------------------


def test_the_guide_shows_the_newest_tables() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    newest = max(re.findall(r"^v(\d{4})_", "\n".join(file.name for file in folder.glob("v*.py")), re.MULTILINE))
    assert re.findall(r", tables (\d+)", text_of("guide.md")) == [newest]


# -- the image -----------------------------------------------------------------------------------------------------


def test_the_image_runs_as_a_user_of_its_own_by_number() -> None:
    lines = text_of("Containerfile").splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    assert lines.index(users[0]) > max(number for number, line in enumerate(lines) if line.startswith("FROM "))


def test_every_image_has_a_version_and_none_is_latest(compose: dict[str, Any]) -> None:
    images = re.findall(r"^FROM (\S+)", text_of("Containerfile"), re.MULTILINE)
    images += [service["image"] for service in compose["services"].values()]
    assert len(images) == 4
    for image in images:
        assert re.search(r":[0-9][\w.-]*$", image), image


def test_the_image_of_the_program_carries_its_version(compose: dict[str, Any]) -> None:
    project = (DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    assert version is not None
    assert compose["services"]["canipost"]["image"] == f"canipost:{version[1]}"


def test_what_the_image_is_built_from_exists_and_is_let_in() -> None:
    let_in = (DEPLOY.parent / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert let_in[1] == "*"
    assert "deploy/secrets" in let_in
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text_of("Containerfile"), re.MULTILINE)
    for source in [source for line in copied for source in line.split()]:
        assert (DEPLOY.parent / source).exists(), source
        assert f"!{source.split('/')[0]}" in let_in, source


def test_no_package_is_resolved_while_the_image_is_built() -> None:
    installs = re.findall(r"pip install ([^\n\\]+)", text_of("Containerfile"))
    assert len(installs) == 2
    assert all("--no-deps" in install for install in installs)


def test_hadolint_finds_no_fault_in_the_container_file() -> None:
    """It comes with the tools of developers, so it is never skipped."""
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert hadolint is not None, "make setup brings it"
    run = [hadolint, "--no-color", "--disable-ignore-pragma", DEPLOY / "Containerfile"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


# -- compose -------------------------------------------------------------------------------------------------------


def fits_the_specification(path: Path) -> subprocess.CompletedProcess[str]:
    """By the schema of the Compose specification, which the tool brings along; nothing is fetched."""
    run = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(run, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.http.yaml"])
def test_the_compose_files_fit_the_compose_specification(name: str) -> None:
    """The tool comes with those of developers, so it is never skipped."""
    done = fits_the_specification(DEPLOY / name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("restart: unless-stopped", "restarts: unless-stopped"),
        ("retries: 3", "retries: [3]"),
        ("services:", "service:"),
    ],
)
def test_a_compose_file_with_a_slip_does_not(tmp_path: Path, right: str, wrong: str) -> None:
    text = text_of("compose.yaml")
    assert right in text
    (tmp_path / "compose.yaml").write_text(text.replace(right, wrong, 1))
    assert fits_the_specification(tmp_path / "compose.yaml").returncode == 1


@pytest.mark.skipif(shutil.which("docker") is None, reason="Docker is not installed here")
@pytest.mark.parametrize("more", [[], ["compose.http.yaml"]], ids=["socket mode", "http mode"])
def test_docker_reads_the_compose_files(more: list[str]) -> None:
    given = [part for name in ("compose.yaml", *more) for part in ("--file", str(DEPLOY / name))]
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("Docker has no compose here")
    done = subprocess.run(
        ["docker", "compose", *given, "config", "--quiet"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_in_socket_mode_no_port_is_published(compose: dict[str, Any]) -> None:
    assert all("ports" not in service for service in compose["services"].values())
    assert "EXPOSE" not in [line.split(" ")[0] for line in text_of("Containerfile").splitlines()]


def test_in_http_mode_the_port_is_of_this_machine_alone(http: dict[str, Any]) -> None:
    assert http["services"]["canipost"]["ports"] == ["127.0.0.1:3000:3000"]
    assert http["services"]["canipost"]["environment"]["CANIPOST_SLACK_MODE"] == "http"


def test_the_database_is_waited_for_and_has_no_way_out(compose: dict[str, Any]) -> None:
    assert compose["services"]["canipost"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert all("healthcheck" in service for service in compose["services"].values())


def test_the_data_is_on_named_volumes(compose: dict[str, Any]) -> None:
    mounted = {mount.split(":")[0] for service in compose["services"].values() for mount in service["volumes"]}
    assert mounted == set(compose["volumes"])


def test_the_program_may_do_nothing_it_does_not_need(compose: dict[str, Any]) -> None:
    service = compose["services"]["canipost"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_secrets_are_files_and_each_is_one_that_is_read(compose: dict[str, Any], http: dict[str, Any]) -> None:
    declared = compose["secrets"] | http["secrets"]
    assert {name: secret["file"] for name, secret in declared.items()} == {
        name: f"./secrets/{name}" for name in declared
    }
    assert set(declared) - KNOWN == {"POSTGRES_PASSWORD"}
    assert compose["services"]["canipost"]["environment"]["CANIPOST_SECRETS"] == "/run/secrets"
    ignored = (DEPLOY.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "deploy/secrets/" in ignored


def test_no_variable_is_set_that_nothing_reads(compose: dict[str, Any], http: dict[str, Any]) -> None:
    named = set(compose["services"]["canipost"]["environment"]) | set(http["services"]["canipost"]["environment"])
    named |= set(re.findall(r"\b([A-Z][A-Z_]+)=", text_of("canipost.env.example")))
    for line in re.findall(r"^Environment=(.+)$", text_of("canipost.service"), re.MULTILINE):
        named |= {part.split("=")[0] for part in line.split()}
    assert named - KNOWN == set()


# -- systemd -------------------------------------------------------------------------------------------------------


def test_the_unit_reads_secrets_from_files_and_runs_as_a_user_of_its_own() -> None:
    unit = text_of("canipost.service")
    assert "User=canipost" in unit
    assert set(re.findall(r"LoadCredential=(\w+):", unit)) <= KNOWN
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet="):
        assert line in unit.splitlines()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "canipost"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    unit = tmp_path / "canipost.service"
    written = text_of("canipost.service").replace("/opt/canipost/.venv/bin/canipost", str(program))
    unit.write_text(written, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["compose.yaml", "compose.http.yaml", "canipost.service", "canipost.env.example"])
def test_no_file_holds_a_secret(name: str) -> None:
    assert not SECRET.search(text_of(name))
