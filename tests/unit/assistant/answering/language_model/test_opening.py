"""Opening a configured model: what is wrong is said with what to do, and no secret is said."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answering.language_model.opening import ModelUnusable, open_line
from assistant.settings import Settings
from tests.model_server import KEY


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def refused(model: str, **options: Any) -> str:
    with pytest.raises(ModelUnusable) as problem:
        open_line(Settings(model=model, model_options=options))
    assert problem.value.__cause__ is None  # nor does a traceback quote the library
    return str(problem.value)


@pytest.mark.parametrize("name", ["", "gpt", "openai:", ":gpt", "open ai:gpt", "openai:a b", "OPENAI:x"])
def test_a_name_that_is_not_provider_and_model_is_refused(name: str) -> None:
    assert "write it as provider:name" in refused(name)


@pytest.mark.parametrize(
    ("name", "package"),
    [("anthropic:claude-x", "langchain-anthropic"), ("google_genai:gemini-x", "langchain-google-genai")],
)
def test_a_package_that_is_not_installed_is_named(name: str, package: str) -> None:
    assert f"needs the package {package}. Install it: .venv/bin/pip install {package}" in refused(name)


def test_an_unknown_provider_is_answered_with_the_known_ones() -> None:
    said = refused("opnai:gpt")

    assert "unknown provider. Known are: " in said
    assert "openai" in said


def test_a_missing_key_is_named_by_its_variable() -> None:
    assert "OPENAI_API_KEY" in refused("openai:gpt-x")


def test_settings_that_the_package_refuses_are_not_quoted() -> None:
    said = refused("openai:gpt-x", api_key=KEY, temperature="hot " + KEY)

    assert KEY not in said
    assert "CANIPOST_MODEL_OPTIONS" in said


def test_the_key_is_not_in_the_settings_as_they_are_shown() -> None:
    assert KEY not in repr(Settings(model="openai:x", model_options={"api_key": KEY}))


def test_a_default_is_taken_back_with_null(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANIPOST_MODEL", "openai:x")
    monkeypatch.setenv("CANIPOST_MODEL_OPTIONS", '{"temperature": null, "api_key": "k"}')

    model: Any = open_line(Settings()).model

    assert (model.temperature, model.max_retries) == (None, 0)
