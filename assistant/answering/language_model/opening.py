"""Which language model did the office configure, and can it be used?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.answering.language_model.line import Budget, ModelLine
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_OUTPUT = 4_000
"""Tokens a model may write for one question."""

_NAME = re.compile(r"(?P<provider>[a-z][a-z0-9_-]*):(?P<model>[^\s\x00-\x1f]+)")
_PACKAGE = re.compile(r"requires the ([a-z0-9-]+) package")
_VARIABLE = re.compile(r"\b[A-Z][A-Z_]{2,40}_(?:KEY|TOKEN|BASE|URL|ENDPOINT|HOST|REGION|PROJECT|VERSION|CREDENTIALS)\b")
"""Names of environment variables, and nothing that could be a value."""
_PROVIDERS = re.compile(r"[Pp]roviders(?: are)?: (.+)")


class ModelUnusable(Exception):
    """The configured language model cannot be used; the message says why and what to do, and holds no secret."""


def open_line(settings: Settings) -> ModelLine:
    """
    The language model of `CANIPOST_MODEL`, opened but not yet called. LangChain is imported here, not before.

    Raises `ModelUnusable`: the name is not `provider:name`, the provider is unknown, its package is not installed, or
    the package refuses what it was given.
    """
    name = settings.model or ""
    if _NAME.fullmatch(name) is None:
        raise ModelUnusable(f"CANIPOST_MODEL={name!r}: write it as provider:name, as in ollama:llama3.2.")
    budget = Budget(
        a_try=settings.model_timeout,
        a_question=settings.model_budget,
        tries=settings.model_tries,
        side_by_side=settings.model_calls,
    )
    return ModelLine(name, _open_model(name, settings), budget)


def _open_model(name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    # Tries and their time are counted here; a library that tried again by itself would spend the budget unseen.
    options: dict[str, Any] = {
        "temperature": 0,
        "max_tokens": MOST_OUTPUT,
        "timeout": settings.model_timeout,
        "max_retries": 0,
        **{key: value for key, value in settings.model_options.items() if value is not None},
    }
    for key, value in settings.model_options.items():
        if value is None:
            options.pop(key, None)
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as problem:
        raise ModelUnusable(_missing(name, problem)) from None
    except Exception as problem:
        raise ModelUnusable(_refused(name, problem)) from None
    return model


def _missing(name: str, problem: ImportError) -> str:
    provider = name.partition(":")[0].replace("_", "-")
    found = _PACKAGE.search(str(problem))
    package = found[1] if found else f"langchain-{provider}"
    return f"CANIPOST_MODEL={name!r}: needs the package {package}. Install it: .venv/bin/pip install {package}"


def _refused(name: str, problem: Exception) -> str:
    """Why it was refused, in our own words: the library's own may quote a key."""
    if known := _PROVIDERS.search(str(problem)):
        return f"CANIPOST_MODEL={name!r}: unknown provider. Known are: {known[1].strip()}."
    variables = sorted(set(_VARIABLE.findall(str(problem))))
    hint = f" Is {' or '.join(variables)} set?" if variables else " Look at CANIPOST_MODEL_OPTIONS."
    return f"CANIPOST_MODEL={name!r}: its package refuses the settings ({type(problem).__name__}).{hint}"
