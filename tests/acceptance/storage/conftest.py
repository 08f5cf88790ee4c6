"""The same databases as the unit tests of storage have."""

from tests.unit.assistant.storage.conftest import database, place

__all__ = ["database", "place"]
