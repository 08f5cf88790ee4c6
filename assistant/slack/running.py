"""The whole program in Slack: opened, connected, and brought to an end without losing anything."""

from __future__ import annotations

import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler

from assistant.answering.answerer import Answerer, open_answerer
from assistant.desk.desk import Desk
from assistant.desk.opening import open_desk
from assistant.desk.records import Health
from assistant.desk.rereading import open_office_file
from assistant.desk.settings import DeskSettings
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.desk.work import Work
from assistant.escalation.offices import Offices
from assistant.settings import Settings
from assistant.slack.addresses import Addresses
from assistant.slack.afterwards import Afterwards
from assistant.slack.app import build_app
from assistant.slack.blocks.records import Look
from assistant.slack.calling import call
from assistant.slack.fresh import Fresh
from assistant.slack.home import PUBLISHERS, Homes
from assistant.slack.in_time import Takers
from assistant.slack.installing import ManyWorkspaces, OneWorkspace, connect_workspace, not_connected
from assistant.slack.kit import Kit
from assistant.slack.letters import Letters
from assistant.slack.managers import Managers, offices_in
from assistant.slack.manifest import EVENTS_PATH
from assistant.slack.posting import Posting
from assistant.slack.profile import People
from assistant.slack.quiet import quiet_logger
from assistant.slack.reception import Reception
from assistant.slack.routing import find_deserted
from assistant.slack.settings import Mode, SlackSettings
from assistant.slack.showing import Showing
from assistant.slack.web_server import WebServer, Wsgi, nothing_else, with_health, with_pages
from assistant.storage.database import Database, open_database
from corpus.library import Library
from corpus.pages import render_pages

log = logging.getLogger(__name__)

PING_SECONDS = 5
"""How often the connection is tried; one that broke without a word is noticed after a few of these."""


@dataclass(slots=True)
class Service:
    """The assistant in Slack. Make it with `open_service`, then `start`, and `close` at the end."""

    settings: SlackSettings
    clients: OneWorkspace | ManyWorkspaces
    desk: Desk
    work: Work
    kit: Kit
    app: App
    executor: ThreadPoolExecutor
    publishers: ThreadPoolExecutor
    library: Library
    web: WebServer | None = None
    socket: SocketModeHandler | None = None
    is_closed: bool = False

    def start(self) -> None:
        """Work on what waits, and hear what people do. Raises `NotConnected`, and OSError for a port that is taken."""
        self.work.start()
        is_http = self.settings.mode is Mode.HTTP
        inner: Wsgi = SlackRequestHandler(self.app, path=EVENTS_PATH) if is_http else nothing_else
        if self.settings.serves_pages:
            inner = with_pages(render_pages(self.library), inner)
        self.web = WebServer(
            with_health(self.health, inner), self.settings.host, self.settings.port, self.work.deliveries
        )
        self.web.start()
        if not is_http:
            assert self.settings.app_token is not None
            self.socket = SocketModeHandler(
                self.app,
                self.settings.app_token.get_secret_value().strip(),
                logger=quiet_logger("socket"),
                concurrency=self.settings.workers,
                ping_interval=PING_SECONDS,
            )
            self.socket.client.message_workers.shutdown()  # none of them was started
            self.socket.client.message_workers = Takers(self.settings.workers, self.work.deliveries)
            try:
                call(self.socket.connect)
            except (SurfaceRefused, SurfaceDown, SurfaceBusy) as trouble:
                raise not_connected(trouble, "SLACK_APP_TOKEN", self.settings) from None

    def close(self) -> None:
        """Hear nothing more, finish what is in hand, end. What waits stays in the table for the next start."""
        if self.is_closed:
            return
        self.is_closed = True
        if self.socket is not None:
            self.socket.close()  # type: ignore[no-untyped-call]
            # A connection that broke may have been opened anew while it was being closed: then that one is left.
            self.socket.client.disconnect()
        if self.web is not None:
            self.web.close()
        self.executor.shutdown(wait=True)
        self.kit.afterwards.close()
        self.work.close()
        self.publishers.shutdown(wait=True, cancel_futures=True)  # Home is shown anew whenever it is opened
        self.clients.close()
        self.desk.database.close()

    def health(self) -> Health:
        """The desk's, and whether we are connected."""
        health = self.desk.health()
        if self.socket is not None and not self.socket.client.is_connected():
            return replace(health, is_well=False, troubles=(*health.troubles, "not connected to Slack"))
        return health

    @property
    def greeting(self) -> str:
        """What it is connected to, for whoever started it."""
        if isinstance(self.clients, OneWorkspace):
            us = self.clients.here
            where = f"workspace {us.workspace} ({us.address or self.settings.api_url}) as {us.bot_user}"
        else:
            where = f"workspaces that install it, by {self.settings.api_url}"
        port = self.web.port if self.web else self.settings.port
        how = "Socket Mode" if self.settings.mode is Mode.SOCKET else f"HTTP, {EVENTS_PATH}"
        return (
            f"Connected to Slack: {where}; {how}. Database: {self.desk.database.address}. "
            f"Health: http://{self.settings.host}:{port}/healthz"
        )


def open_service(
    slack: SlackSettings,
    settings: Settings | None = None,
    *,
    answerer: Answerer | None = None,
    database: Database | None = None,
    desk_settings: DeskSettings | None = None,
    offices: Offices | None = None,
) -> Service:
    """
    Everything opened and checked, and nothing started. `offices` take the place of those of the settings' file.

    Raises what is wrong: `NotConnected` for Slack, `StorageError` for the database, `FaultyData` for the file of
    offices, what `open_answerer` raises for texts, rules and models.
    """
    settings = settings or Settings()
    answerer = answerer or open_answerer(settings)
    database = database or open_database(settings.database_place)
    file = None
    if offices is None and settings.offices is not None:
        file, offices = open_office_file(settings.offices)
    desk = open_desk(database, answerer, desk_settings, timedelta(days=settings.keep_days), offices, file)
    clients = ManyWorkspaces(slack, database) if slack.is_oauth else connect_workspace(slack)
    look = Look(
        answerer.tools.rulebook, answerer.tools.library, clause_page=slack.clause_page, offices_now=lambda: desk.offices
    )
    people = People(clients, may_guests_ask=slack.guests)
    posting, addresses, fresh = Posting(clients), Addresses(), Fresh()
    managers = Managers(clients, lambda workspace: offices_in(desk, workspace))
    desk.find_deserted = lambda workspace, office: find_deserted(workspace, office, people, managers)
    publishers = ThreadPoolExecutor(PUBLISHERS, thread_name_prefix="slack-home")
    homes = Homes(desk, clients, people, look, managers, publishers)
    letters = Letters(desk, posting, look, people, lambda *who: managers.offices_of(*who).offices)
    showing = Showing(posting, look, desk.notices, people, addresses, fresh, homes, letters)
    kit = Kit(desk, look, people, posting, showing, homes, managers, Afterwards(slack.workers))
    reception = Reception(desk, look, people, addresses, fresh, managers)
    executor = ThreadPoolExecutor(slack.workers, thread_name_prefix="slack")
    app = build_app(slack, clients, reception, kit, executor)
    work = Work(desk, showing, lease=timedelta(seconds=desk.settings.lease_seconds))
    return Service(slack, clients, desk, work, kit, app, executor, publishers, answerer.tools.library)


def log_for_administrators() -> None:
    """
    Write to standard error what an administrator should know: ours from INFO, of the libraries only warnings.

    Whatever the level, nothing that people wrote is among it (`tests/scenario/test_privacy.py`).
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING, force=True)
    logging.getLogger("assistant").setLevel(logging.INFO)
    # It warns of every request that waits a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def run_until_told(service: Service, tell: Event | None = None) -> None:
    """Run until an interrupt or a termination signal; then end in good order. A second signal ends at once."""
    told = tell or Event()

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        told.set()

    log_for_administrators()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        service.start()
        print(service.greeting, flush=True)
        told.wait()
    finally:
        service.close()
