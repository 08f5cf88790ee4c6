"""The whole product in a stand-in Slack: the real Bolt and slack_sdk, the real desk, the real answerer."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from assistant.answering.answerer import Answerer
from assistant.desk.records import ChannelMode
from assistant.desk.settings import DeskSettings
from assistant.slack.running import Service, open_service
from assistant.slack.settings import Mode, SlackSettings
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.records import Message
from assistant.slack.standin.sight import SeenMessage
from assistant.slack.web_server import WebServer
from assistant.storage.channels import EVERY_OTHER
from assistant.storage.database import open_database
from tests.postgres import PostgresServer

OpenService = Callable[..., Service]

NO = "Can I post a photo of a foster child on my Instagram if I blur the face?"
NAMED = "Can I post a photo of Marcus Webb and his case worker on my Facebook?"
ASKED_BACK = "Can I post a photo of a kid on Facebook?"
LONG = 10.0

Reply = Callable[..., SeenMessage]


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start with everything loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.desk_process", "tests.slack_process"])
    return context


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind, which several processes can open."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn(ack_seconds=3.0, retry_pauses=(0.1, 0.1, 0.1)) as slack:
        slack.install()
        yield slack


@pytest.fixture(params=[Mode.SOCKET, Mode.HTTP], ids=["socket", "http"])
def either_mode(request: pytest.FixtureRequest) -> Mode:
    mode: Mode = request.param
    return mode


@pytest.fixture
def run_service(slack: StandIn, real_answerer: Answerer, folder_with_tables: Path) -> Iterator[OpenService]:
    """Start the product against the stand-in, answering wherever it is; started again it finds the same database."""
    with ExitStack() as stack:

        def start(
            mode: Mode = Mode.SOCKET,
            folder: Path = folder_with_tables,
            answerer: Answerer | None = None,
            **changes: Any,
        ) -> Service:
            desk_settings = changes.pop("desk_settings", DeskSettings(sweep_seconds=0.5))
            is_allowed = changes.pop("is_allowed_everywhere", True)
            offices, settings = changes.pop("offices", None), changes.pop("settings", None)
            database = open_database(folder)
            stack.callback(database.close)
            service = open_service(
                slack_settings(slack, mode, **changes),
                settings,
                answerer=answerer or real_answerer,
                database=database,
                desk_settings=desk_settings,
                offices=offices,
            )
            if is_allowed:
                service.desk.set_mode(slack.team.id, EVERY_OTHER, ChannelMode.ANSWERS, "")
            before = slack.platform.sockets.count
            stack.callback(service.close)
            service.start()
            if mode is Mode.SOCKET:
                slack.wait_connected(before + 1)
            else:
                assert isinstance(service.web, WebServer)
                slack.app.request_url = f"http://127.0.0.1:{service.web.port}/slack/events"
            return service

        yield start


def slack_settings(slack: StandIn, mode: Mode = Mode.SOCKET, **changes: Any) -> SlackSettings:
    keys = slack.platform.keys(slack.team.id)
    given = {
        "mode": mode,
        "bot_token": keys.bot_token,
        "app_token": keys.app_token,
        "signing_secret": keys.signing_secret,
        "api_url": slack.api_url,
        "port": 0,
        "workers": 8,
    }
    return SlackSettings(**(given | changes))


@pytest.fixture
def ada(slack: StandIn) -> Person:
    return slack.person("Ada Li")


@pytest.fixture
def ben(slack: StandIn) -> Person:
    return slack.person("Ben Ortiz")


@pytest.fixture
def mia(slack: StandIn) -> Person:
    """An administrator of the workspace."""
    return slack.person("Mia Cole", is_admin=True)


@pytest.fixture
def office(slack: StandIn, ada: Person, ben: Person) -> Channel:
    return slack.channel("office", ada, ben)


def wait_until(is_so: Callable[[], bool], timeout: float = 20.0) -> None:
    """For what the stand-in does not notice."""
    pause, end = Event(), time.monotonic() + timeout
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        pause.wait(0.05)


@pytest.fixture
def reply(slack: StandIn) -> Reply:
    """Waits for the newest message of the app that a person sees under theirs."""

    def wait(person: Person, question: Message, channel: Channel | None = None, count: int = 1) -> SeenMessage:
        def look() -> list[SeenMessage]:
            seen = [m for m in person.sees(channel, thread=question) if m.from_app]
            return seen if len(seen) >= count else []

        return slack.wait_for(look, LONG)[-1]

    return wait


def told(person: Person, channel: Channel | None = None) -> list[SeenMessage]:
    """What the app said to somebody in a channel, or in their direct message."""
    return [message for message in person.sees(channel) if message.from_app]
