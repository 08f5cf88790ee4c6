"""Where does everything live, and which models are used? All of it can be set by the environment (`CANIPOST_...`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.encoder import DEFAULT_MODEL
from index.places import cache_folder


class Settings(BaseSettings):
    """The settings of one process. Raises pydantic's ValidationError, naming the variable, for an unfit value."""

    model_config = SettingsConfigDict(env_prefix="CANIPOST_", frozen=True)

    home: Path = Field(default_factory=lambda: Path.home() / ".local" / "share" / "canipost")
    """`CANIPOST_HOME`: what must not be lost - imported policies, later the database."""
    cache: Path = Field(default_factory=cache_folder)
    """`CANIPOST_CACHE`: what can be made again - indexes, unpacked models, embeddings."""
    encoder: str = DEFAULT_MODEL
    """`CANIPOST_ENCODER`: the model of the index: `minilm`, `mpnet`, a folder, or `owner/name@commit` on a hub."""
    reader: Path | None = None
    """`CANIPOST_READER`: the folder of a trained local reader; the one that ships when it is not set."""

    @property
    def documents(self) -> Path:
        """The folder of the imported official texts."""
        return self.home / "documents"
