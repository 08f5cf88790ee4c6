"""What the steps work with in a test: texts, rules and screening as shipped; a reader and a search that are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.doubt import Doubt
from assistant.answering.pipeline import Tools
from assistant.answering.reading.reader import Reader
from assistant.answering.records import Reading
from assistant.answering.screening import Screener
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import NoSearch, ToldReader, make_reading

MakeTools = Callable[..., Tools]


@pytest.fixture
def make_tools(library: Library, rulebook: Rulebook, screener: Screener) -> MakeTools:
    """Tools whose reader reads these readings in turn, or is the one given."""

    def make(*readings: Reading, reader: Reader | None = None, **changes: object) -> Tools:
        told = reader or ToldReader(*(readings or (make_reading(private_life=True),)))
        parts: dict[str, object] = {
            "library": library, "rulebook": rulebook, "screener": screener, "reader": told, "search": NoSearch(), "doubt": Doubt(),
        }  # fmt: skip
        return Tools(**{**parts, **changes})  # type: ignore[arg-type]

    return make
