"""The whole product to try without a workspace: a stand-in Slack, its page, and the real assistant connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from aiohttp import web

from assistant.answering.answerer import Answerer, open_answerer
from assistant.escalation import offices as taking
from assistant.settings import Settings
from assistant.slack.demo_clauses import ADDRESS, ClausePages
from assistant.slack.demo_clock import DemoClock
from assistant.slack.manifest import COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT, Installation, manifest_for, read_words
from assistant.slack.running import Service, open_service
from assistant.slack.settings import Mode, SlackSettings
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.web import Menu, Office, Role, Shortcut, WebPage
from assistant.storage.database import open_database
from corpus.pages import render_pages
from corpus.strict_yaml import StrictModel, read_record

FILE = Path(__file__).with_name("demo.yaml")


class PersonRow(StrictModel):
    """Somebody of the office. `name` stands in the address of their screen."""

    name: str
    real_name: str
    title: str
    traits: tuple[Literal["is_admin", "is_guest"], ...]


class ChannelRow(StrictModel):
    """A channel with its members."""

    name: str
    topic: str
    is_private: bool
    members: tuple[str, ...]


class MessageRow(StrictModel):
    """What was said before anybody came."""

    channel: str
    person: str
    text: str


class TakingRow(StrictModel):
    """An office that takes hand-offs; it works Monday to Friday. The first one takes what no other does."""

    id: str
    name: str
    channel: str
    managers: tuple[str, ...]
    asks_from: tuple[str, ...]
    next: str
    call: str
    """Whom to call where nobody answers."""


class OfficeRows(StrictModel):
    """The office as `demo.yaml` tells it."""

    team: str
    people: tuple[PersonRow, ...]
    channels: tuple[ChannelRow, ...]
    management: str
    """The channel where office management sees what is handed over."""
    offices: tuple[TakingRow, ...]
    messages: tuple[MessageRow, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What is running. `people` and `channels` go by their names."""

    slack: StandIn
    service: Service
    people: dict[str, Person]
    channels: dict[str, Channel]
    clock: DemoClock
    """That of the desk and of the messages; whoever looks at the page can put it forward."""

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return self.slack.url + "/"


@contextmanager
def open_demo(folder: Path, port: int = 0, answerer: Answerer | None = None) -> Iterator[Demo]:
    """
    Everything started; ended in good order when the block ends. The database is a file in `folder`.

    Settings of a real Slack or a real database are never used. Raises `OSError` for a port that is taken, else what
    `open_service` raises.
    """
    settings = Settings()
    answerer = answerer or open_answerer(settings)
    words, rows = read_words(), read_record(FILE, OfficeRows)[0]
    page = WebPage()
    clauses = ClausePages(render_pages(answerer.tools.library))

    def add_routes(application: web.Application, slack: StandIn) -> None:
        page.add_routes(application, slack)
        clauses.add_routes(application)

    with ExitStack() as stack:
        slack = stack.enter_context(StandIn(team_name=rows.team, port=port, add_routes=add_routes))
        slack.use_manifest(manifest_for(Installation()))
        slack.install()
        people, channels = _move_in(slack, rows)
        offices = _offices(rows, people, channels)
        service = open_service(
            stand_in_settings(slack),
            settings,
            answerer=answerer,
            database=open_database(folder.expanduser().resolve()),
            offices=offices,
        )
        stack.callback(service.close)
        clock = DemoClock(offices.fallback.hours)
        clock.drive(service.desk)
        slack.workspaces.clock = clock.seconds
        administrator = next(row.name for row in rows.people if "is_admin" in row.traits)
        service.desk.set_management(slack.team.id, channels[rows.management].id, people[administrator].id)
        service.start()
        slack.wait_connected()
        for message in rows.messages:
            people[message.person].says(channels[message.channel], message.text)
        roles = [Role(row.name, people[row.name], row.title) for row in rows.people]
        menu = Menu(
            command=COMMAND,
            command_hint=words.command.hint,
            on_messages=Shortcut(words.message_shortcut.name, MESSAGE_SHORTCUT),
            anywhere=Shortcut(words.global_shortcut.name, GLOBAL_SHORTCUT),
        )
        page.open(Office(roles, menu, clock))
        yield Demo(slack, service, people, channels, clock)


def _move_in(slack: StandIn, rows: OfficeRows) -> tuple[dict[str, Person], dict[str, Channel]]:
    people = {
        row.name: slack.person(row.real_name, is_admin="is_admin" in row.traits, is_guest="is_guest" in row.traits)
        for row in rows.people
    }
    channels = {}
    for row in rows.channels:
        members = (people[name] for name in row.members)
        channels[row.name] = slack.channel(row.name, *members, is_private=row.is_private)
        channels[row.name].topic = row.topic
    return people, channels


def _offices(rows: OfficeRows, people: dict[str, Person], channels: dict[str, Channel]) -> taking.Offices:
    offices = {
        row.id: taking.Office(
            row.id,
            row.name,
            channels[row.channel].id,
            taking.default_hours(),
            managers=tuple(people[name].id for name in row.managers),
            asks_from=tuple(channels[name].id for name in row.asks_from),
            next=row.next,
            call=row.call,
        )
        for row in rows.offices
    }
    return taking.Offices(MappingProxyType(offices), rows.offices[0].id)


def stand_in_settings(slack: StandIn) -> SlackSettings:
    """Every setting that leads to a Slack is given, by the variable's name: one in the environment never counts."""
    keys = slack.platform.keys(slack.team.id)
    given: dict[str, Any] = {
        "CANIPOST_SLACK_MODE": Mode.SOCKET,
        "SLACK_BOT_TOKEN": keys.bot_token,
        "SLACK_APP_TOKEN": keys.app_token,
        "SLACK_SIGNING_SECRET": keys.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "SLACK_CLIENT_ID": None,
        "SLACK_CLIENT_SECRET": None,
        "SLACK_REDIRECT_URL": None,
        "CANIPOST_SLACK_HOST": "127.0.0.1",
        "CANIPOST_SLACK_PORT": 0,
        "CANIPOST_CLAUSE_URL": slack.url + ADDRESS,
        "CANIPOST_PUBLIC_URL": None,
        "CANIPOST_SLACK_GUESTS": False,
    }
    return SlackSettings(**given)
