"""How is the assistant connected to Slack? Read from the environment; secrets also from files."""

from __future__ import annotations

import re
from enum import StrEnum
from string import Formatter

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.settings import SecretsFolderMissing, secrets_folder
from assistant.slack.sealing import KeyUnfit, Seal
from assistant.slack.web_server import PAGES_PATH
from corpus.pages import CLAUSE_PAGE

SLACK_API = "https://slack.com/api/"
BOT_TOKENS = ("xoxb-", "xoxe.xoxb-")
APP_TOKENS = ("xapp-",)
MAKE_KEY = "openssl rand -base64 32 | tr '+/' '-_'"


class SlackSettingsUnfit(Exception):
    """The settings for Slack cannot be used; the message names the variable and says what to do."""


class Mode(StrEnum):
    """How Slack's requests reach us."""

    SOCKET = "socket"
    """We open a connection to Slack and hear everything over it: no public address is needed."""
    HTTP = "http"
    """Slack calls our address; each request is signed."""


class SlackSettings(BaseSettings):
    """
    The settings of one process, by the variable of each alias. Read them with `read_slack_settings`.

    The names are those of Slack's own tools (https://docs.slack.dev/tools/bolt-python/getting-started/). A secret never
    shows in a repr, a log or an error.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, populate_by_name=True, extra="ignore")

    mode: Mode = Field(default=Mode.SOCKET, validation_alias="CANIPOST_SLACK_MODE")
    bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    """Of one workspace; several workspaces are installed by OAuth instead."""
    app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    api_url: str = Field(default=SLACK_API, validation_alias="SLACK_API_URL", pattern=r"^https?://[^\s/]+(/\S*)?$")
    """Base address of the Web API: https://slack-gov.com/api/ for GovSlack, or a test server."""
    client_id: str | None = Field(default=None, validation_alias="SLACK_CLIENT_ID")
    client_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_CLIENT_SECRET")
    token_keys: SecretStr | None = Field(default=None, validation_alias="CANIPOST_TOKEN_KEYS")
    """What seals the tokens of workspaces in the database: the newest key first, older ones after it, by commas."""
    redirect_url: str | None = Field(default=None, validation_alias="SLACK_REDIRECT_URL")
    """Where Slack sends people back after installing; needed where the app has several of them."""
    host: str = Field(default="127.0.0.1", validation_alias="CANIPOST_SLACK_HOST")
    port: int = Field(default=3000, ge=0, le=65535, validation_alias="CANIPOST_SLACK_PORT")
    """Of the HTTP mode, and of the page that tells whether it is well; 0 for any free one."""
    clause_url: str | None = Field(default=None, validation_alias="CANIPOST_CLAUSE_URL")
    """Address of a clause's page, with `{document}` and `{clause}` in it; see `clause_page`."""
    public_url: str | None = Field(default=None, validation_alias="CANIPOST_PUBLIC_URL")
    """The https address by which the people of the office, or Slack, reach this program's own pages."""
    guests: bool = Field(default=False, validation_alias="CANIPOST_SLACK_GUESTS")
    """May guests of the workspace ask?"""
    workers: int = Field(default=16, ge=2, le=128, validation_alias="CANIPOST_SLACK_WORKERS")
    """Threads that take what people do; each waits for Slack most of the time."""

    @field_validator("clause_url", "public_url", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        """A compose file hands on a variable that is not set as an empty one."""
        return None if isinstance(given, str) and not given.strip() else given

    @property
    def serves_pages(self) -> bool:
        """Does the program serve the pages of the texts? By HTTP it can be reached; else where an address says so."""
        return self.mode is Mode.HTTP or self.public_url is not None

    @property
    def clause_page(self) -> str | None:
        """
        The address of a clause's page, with its gaps: the one given, else our own where we have a public address.

        None: locators are no links.
        """
        if self.clause_url is not None or self.public_url is None:
            return self.clause_url
        return f"{self.public_url.rstrip('/')}{PAGES_PATH}{CLAUSE_PAGE}"

    @property
    def is_oauth(self) -> bool:
        """Are workspaces installed by OAuth, instead of one by its token?"""
        return self.client_id is not None

    @property
    def seal(self) -> Seal:
        """What seals the tokens of installations. Raises `SlackSettingsUnfit`."""
        keys = self.token_keys.get_secret_value().replace(",", " ").split() if self.token_keys else []
        if not keys:
            raise SlackSettingsUnfit(
                "CANIPOST_TOKEN_KEYS is not set: with it the tokens of the workspaces are sealed in the database. Make "
                f"one, and keep it where secrets are kept, apart from the database: {MAKE_KEY}"
            )
        try:
            return Seal(keys)
        except KeyUnfit as trouble:
            raise SlackSettingsUnfit(f"CANIPOST_TOKEN_KEYS: {trouble}. Make one with: {MAKE_KEY}") from None


def read_slack_settings() -> SlackSettings:
    """
    The settings as the environment and the folder of secrets give them, checked against each other.

    Raises `SlackSettingsUnfit`.
    """
    try:
        settings = SlackSettings(_secrets_dir=secrets_folder())
    except ValidationError as error:
        raise SlackSettingsUnfit(_in_words(error)) from None
    except SecretsFolderMissing as error:
        raise SlackSettingsUnfit(str(error)) from None
    check_settings(settings)
    return settings


def check_settings(settings: SlackSettings) -> None:
    """Do the settings fit together? Raises `SlackSettingsUnfit` naming the first that does not."""
    if settings.is_oauth:
        if settings.bot_token is not None:
            raise SlackSettingsUnfit(
                "Both SLACK_BOT_TOKEN and SLACK_CLIENT_ID are set. Keep the token for one workspace, or the client id "
                "and secret for several that install the app themselves, and unset the other."
            )
        if settings.client_secret is None:
            raise SlackSettingsUnfit(
                "SLACK_CLIENT_SECRET is not set. It stands beside the client id under Basic Information of the app."
            )
        if settings.mode is not Mode.HTTP:
            raise SlackSettingsUnfit(
                "SLACK_CLIENT_ID is set, but installing by OAuth needs an address that a browser can open. "
                "Set CANIPOST_SLACK_MODE=http, or use SLACK_BOT_TOKEN for one workspace."
            )
        _ = settings.seal
    else:
        _check_token("SLACK_BOT_TOKEN", settings.bot_token, BOT_TOKENS, "OAuth & Permissions, Bot User OAuth Token")
    if settings.mode is Mode.SOCKET:
        _check_token("SLACK_APP_TOKEN", settings.app_token, APP_TOKENS, "Basic Information, App-Level Tokens")
    elif settings.signing_secret is None:
        raise SlackSettingsUnfit(
            "SLACK_SIGNING_SECRET is not set. In HTTP mode every request is checked with it; find it under Basic "
            "Information, Signing Secret."
        )
    if settings.clause_url is not None:
        _check_clause_url(settings.clause_url)
    if settings.public_url is not None and not re.fullmatch(r"https?://[^\s/?#{}]+/?", settings.public_url):
        raise SlackSettingsUnfit(
            "CANIPOST_PUBLIC_URL must be an http(s) address and nothing behind it, such as "
            f"https://canipost.example.gov: the pages of the texts are below {PAGES_PATH} there."
        )


def _check_token(variable: str, token: SecretStr | None, starts: tuple[str, ...], where: str) -> None:
    if token is None:
        raise SlackSettingsUnfit(f"{variable} is not set. Find it in the app's settings under {where}.")
    if not token.get_secret_value().strip().startswith(starts):
        raise SlackSettingsUnfit(
            f"{variable} does not begin with {starts[0]!r}: it is another kind of token. Take the one under {where}."
        )


def _check_clause_url(template: str) -> None:
    try:
        gaps = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        gaps = {"?"}
    if not template.startswith(("https://", "http://")) or not gaps <= {"document", "clause"} or "clause" not in gaps:
        raise SlackSettingsUnfit(
            "CANIPOST_CLAUSE_URL must be an http(s) address with {clause} in it, and {document} if wanted, such as "
            "https://policy.example.org/{document}#{clause}."
        )


def _in_words(error: ValidationError) -> str:
    """Variable and complaint, without what was given."""
    return " ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}." for one in error.errors())
