"""Where everything lives: the defaults, and what the environment changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from assistant.answering.reading.local import SHIPPED
from assistant.settings import ReadBy, SecretsFolderMissing, Settings
from index.encoder import DEFAULT_MODEL
from index.places import cache_folder


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "CACHE", "ENCODER", "READER"):
        monkeypatch.delenv(f"CANIPOST_{name}", raising=False)


def test_without_variables_everything_lies_below_the_home_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    settings = Settings()

    assert settings.home == tmp_path / ".local" / "share" / "canipost"
    assert settings.documents == settings.home / "documents"
    assert settings.cache == cache_folder()
    assert settings.encoder == DEFAULT_MODEL
    assert settings.reader in (None, SHIPPED)


@pytest.mark.parametrize(
    ("variable", "field", "value"),
    [
        ("CANIPOST_HOME", "home", Path("/srv/canipost")),
        ("CANIPOST_CACHE", "cache", Path("/srv/cache")),
        ("CANIPOST_ENCODER", "encoder", "mpnet"),
        ("CANIPOST_READER", "reader", Path("/srv/reader")),
        ("CANIPOST_MODEL", "model", "ollama:llama3.2"),
        ("CANIPOST_READ_BY", "read_by", ReadBy.MODEL),
        ("CANIPOST_MODEL_TIMEOUT", "model_timeout", 2.5),
        ("CANIPOST_MODEL_REWORDS", "model_rewords", True),
    ],
)
def test_a_variable_changes_its_setting_and_no_other(
    variable: str, field: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Settings().model_dump()
    monkeypatch.setenv(variable, str(value))

    assert Settings().model_dump() == before | {field: value}


def test_settings_do_not_change_while_a_process_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().encoder = "mpnet"  # type: ignore[misc]


@pytest.mark.parametrize("options", ['["sk-SECRET"]', '"sk-SECRET"', "sk-SECRET", '{"api_key": "sk-SECRET"'])
def test_an_unfit_value_is_named_by_its_variable_and_not_quoted(options: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANIPOST_MODEL_OPTIONS", options)

    with pytest.raises((ValidationError, SettingsError), match="model_options") as refused:
        Settings()

    assert "SECRET" not in str(refused.value)


def test_other_variables_with_the_prefix_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANIPOST_DEBUG", "1")

    assert Settings().encoder == DEFAULT_MODEL


@pytest.mark.parametrize("variable", ["CANIPOST_SECRETS", "CREDENTIALS_DIRECTORY"])
def test_a_secret_is_read_from_a_file_of_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    for name in ("CANIPOST_DATABASE", "CANIPOST_SECRETS", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "CANIPOST_DATABASE").write_text("postgresql://a:secret@b/c\n", encoding="utf-8")
    monkeypatch.setenv(variable, str(tmp_path))
    assert Settings().database_place == "postgresql://a:secret@b/c"
    assert "secret" not in repr(Settings())

    monkeypatch.setenv("CANIPOST_DATABASE", "postgresql://d/e")
    assert Settings().database_place == "postgresql://d/e"


def test_a_folder_of_secrets_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CANIPOST_SECRETS", str(tmp_path / "nowhere"))
    with pytest.raises(SecretsFolderMissing, match=r"CANIPOST_SECRETS names .*nowhere, which is not a folder"):
        Settings()
