"""A copy of the rules to break."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from corpus.rulebook import RULES_FOLDER


@pytest.fixture(scope="module")
def parsed_once() -> Iterator[None]:
    """
    The same text is the same YAML: what is tried on a copy with one broken line is all that comes after parsing.

    Nineteen files are parsed for one rulebook, two thirds of the time it takes; a test changes one of them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpus.strict_yaml.yaml.compose", cache(yaml.compose))
        yield


@pytest.fixture
def rules(parsed_once: None, tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES_FOLDER, tmp_path / "rules"))
