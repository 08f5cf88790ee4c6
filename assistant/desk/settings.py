"""How many questions may one person ask, and how is the work divided? All of it can be set by the environment."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DeskSettings(BaseSettings):
    """The settings of the desk. Raises pydantic's ValidationError, naming the variable, for an unfit value."""

    model_config = SettingsConfigDict(env_prefix="CANIPOST_", frozen=True, hide_input_in_errors=True)

    asks_a_minute: int = Field(default=10, ge=1, le=1000)
    """`CANIPOST_ASKS_A_MINUTE`: questions of one person in any minute."""
    asks_an_hour: int = Field(default=60, ge=1, le=10_000)
    """`CANIPOST_ASKS_AN_HOUR`: questions of one person in any hour."""
    workers: int = Field(default=8, ge=1, le=64)
    """`CANIPOST_WORKERS`: arrivals that one process works on at once; the others wait in the table."""
    sweep_seconds: float = Field(default=15.0, gt=0, le=600)
    """`CANIPOST_SWEEP_SECONDS`: how often it is looked for what nobody finished."""
    lease_seconds: float = Field(default=60.0, ge=1, le=600)
    """`CANIPOST_LEASE_SECONDS`: how soon another process takes over what one that died had in hand."""
