"""An office on the page, and a browser to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.web import Menu, Office, Role, Shortcut, WebPage
from tests.browser import NoBrowser, open_browser


@dataclass(slots=True)
class Town:
    """A stand-in with its page, and the people on it."""

    slack: StandIn
    ada: Person
    ben: Person
    office: Channel
    attic: Channel
    troubles: list[str] = field(default_factory=list)
    """What the browser complained of."""


@pytest.fixture
def town() -> Iterator[Town]:
    page = WebPage()
    with StandIn(ack_seconds=0.2, retry_pauses=(), add_routes=page.add_routes) as slack:
        slack.install()
        ada, ben = slack.person("Ada Li", is_admin=True), slack.person("Ben Ortiz")
        office = slack.channel("office", ada, ben)
        attic = slack.channel("attic", ben, is_private=True)
        menu = Menu(
            "/ask", "[question]", Shortcut("Ask about this", "about_message"), Shortcut("Ask first", "ask_first")
        )
        page.open(Office([Role("ada", ada, "asks"), Role("ben", ben, "helps")], menu))
        yield Town(slack, ada, ben, office, attic)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        with open_browser() as browser:
            yield browser
    except NoBrowser as problem:
        pytest.skip(str(problem))


@pytest.fixture
def look(town: Town, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the page as somebody, at a place and a thread."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(5000)

    def open_page(role: str = "ada", place: str | None = None, thread: str = "") -> Page:
        page = context.new_page()
        page.on("console", lambda said: town.troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: town.troubles.append(str(error)))
        page.goto(f"{town.slack.url}/#{role}/{town.office.id if place is None else place}/{thread}")
        page.wait_for_selector(".places button")
        return page

    yield open_page
    context.close()
    assert town.troubles == []
