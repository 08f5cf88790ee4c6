"""Where does everything live, and which models are used? All of it can be set by the environment (`CANIPOST_...`)."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from index.encoder import DEFAULT_MODEL
from index.places import cache_folder

SECRETS_FOLDERS = ("CANIPOST_SECRETS", "CREDENTIALS_DIRECTORY")
"""Variables that may name a folder with one file a variable: ours, and the one systemd sets for LoadCredential."""


class SecretsFolderMissing(Exception):
    """`CANIPOST_SECRETS` names something that is no folder. Mend the variable, or mount the folder there."""


def secrets_folder() -> Path | None:
    """
    The folder with one file a variable (`CANIPOST_DATABASE`, ...) for what should not stand in the environment.

    Raises `SecretsFolderMissing`.
    """
    for variable in SECRETS_FOLDERS:
        if given := os.environ.get(variable):
            if Path(given).is_dir():
                return Path(given)
            if variable == SECRETS_FOLDERS[0]:
                raise SecretsFolderMissing(f"{variable} names {given}, which is not a folder.")
    return None


class ReadBy(StrEnum):
    """Who reads the facts from a question."""

    LOCAL = "local"
    """The local reader alone: no network."""
    MODEL = "model"
    """The language model; the local reader only where the model fails, and for its second opinion."""
    BOTH = "both"
    """Both; where they differ on a prohibition, a person decides."""


class Settings(BaseSettings):
    """The settings of one process. Raises pydantic's ValidationError, naming the variable, for an unfit value."""

    # Fields that begin with "model" are the language model's; pydantic would keep the prefix for itself. An error must
    # not quote what was given: CANIPOST_MODEL_OPTIONS may hold a key.
    model_config = SettingsConfigDict(
        env_prefix="CANIPOST_", frozen=True, protected_namespaces=(), hide_input_in_errors=True
    )

    home: Path = Field(default_factory=lambda: Path.home() / ".local" / "share" / "canipost")
    """`CANIPOST_HOME`: what must not be lost - imported policies, and the database unless it is elsewhere."""
    cache: Path = Field(default_factory=cache_folder)
    """`CANIPOST_CACHE`: what can be made again - indexes, unpacked models, embeddings."""
    database: SecretStr | None = None
    """`CANIPOST_DATABASE`: `postgresql://user:password@host/name` or `sqlite:////path`; else a file in the home."""
    keep_days: int = Field(default=365, ge=30, le=3650)
    """`CANIPOST_KEEP_DAYS`: days after which the text of a question and its answer is taken out of the database."""
    offices: Path | None = None
    """`CANIPOST_OFFICES`: the file of the offices that take hand-offs; one office, chosen in App Home, without it."""
    encoder: str = DEFAULT_MODEL
    """`CANIPOST_ENCODER`: the model of the index: `minilm`, `mpnet`, a folder, or `owner/name@commit` on a hub."""
    reader: Path | None = None
    """`CANIPOST_READER`: the folder of a trained local reader; the one that ships when it is not set."""
    model: str | None = None
    """`CANIPOST_MODEL`: a language model that reads too, as `provider:name`; none when it is not set."""
    read_by: ReadBy = ReadBy.BOTH
    """`CANIPOST_READ_BY`: who reads when a language model is configured: `both`, `model` or `local`."""
    model_options: dict[str, Any] = Field(default_factory=dict, repr=False)
    """`CANIPOST_MODEL_OPTIONS`: JSON that is handed to the model as it is opened; null takes a default back."""
    model_timeout: float = Field(default=10.0, gt=0, le=600)
    """`CANIPOST_MODEL_TIMEOUT`: seconds for one call."""
    model_budget: float = Field(default=20.0, gt=0, le=600)
    """`CANIPOST_MODEL_BUDGET`: seconds for a question with all its tries; then the local reader's reading stands."""
    model_tries: int = Field(default=3, ge=1, le=10)
    """`CANIPOST_MODEL_TRIES`: calls for one question at most."""
    model_calls: int = Field(default=8, ge=1, le=64)
    """`CANIPOST_MODEL_CALLS`: calls side by side at most."""
    model_rewords: bool = False
    """`CANIPOST_MODEL_REWORDS`: may the model smooth the reason of an answer? A second call a question."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the files of `secrets_folder`. No .env file is read."""
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, secrets_dir=secrets_folder())

    @property
    def database_place(self) -> str | Path:
        """What `assistant.storage.database.open_database` takes. May hold a password."""
        return self.database.get_secret_value() if self.database else self.home

    @property
    def documents(self) -> Path:
        """The folder of the imported official texts."""
        return self.home / "documents"
