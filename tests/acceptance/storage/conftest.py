"""The same databases as the unit tests of storage have."""

from tests.unit.assistant.storage.conftest import database, place, postgres_url

__all__ = ["database", "place", "postgres_url"]
