"""Is the clock of the page put forward by whoever tries it, by mouse, keyboard and on a phone, and what came of it told?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from assistant.slack.standin import StandIn
from assistant.slack.standin.web import CannotMove, Jump, Menu, Office, Role, WebPage
from tests.acceptance.slack.standin.web.conftest import Town

Look = Callable[..., Page]
NOON, HOUR = 1_800_000_000.0, 3600.0


@dataclass(slots=True)
class PaperClock:
    """Stands still. An hour later the app writes to Ben, and in the office."""

    slack: StandIn
    at: float = NOON
    zone: str = "America/Los_Angeles"

    def seconds(self) -> float:
        return self.at

    def words(self) -> str:
        return f"Fri, Jan 15, 2027, {int(self.at - NOON) // 3600}:00"

    def note(self) -> str:
        return "Nobody works."

    def jumps(self) -> Sequence[Jump]:
        return (Jump("hour", "+1 hour"), Jump("due", "What is due next", "Monday"))

    def move(self, name: str) -> None:
        if name == "due":
            raise CannotMove("Nothing is due.")
        if name != "hour":
            raise KeyError(name)
        self.at += HOUR
        workspaces, bot = self.slack.workspaces, self.slack.bot
        ben = next(user for user in workspaces.users.values() if user.real_name == "Ben Ortiz")
        direct = workspaces.direct(ben.team, ben.id, bot.id)
        office = next(each for each in workspaces.channels.values() if each.name == "office")
        workspaces.post(direct, bot.id, "Still *on* it?", bot_id=bot.bot_id)
        workspaces.post(office, bot.id, "One waits.", bot_id=bot.bot_id)


@pytest.fixture
def town() -> Iterator[Town]:
    """As the others', with a clock."""
    page = WebPage()
    with StandIn(ack_seconds=0.2, retry_pauses=(), add_routes=page.add_routes) as slack:
        slack.install()
        clock = PaperClock(slack)
        slack.workspaces.clock = clock.seconds
        ada, ben = slack.person("Ada Li"), slack.person("Ben Ortiz")
        office, attic = slack.channel("office", ada, ben), slack.channel("attic", ben, is_private=True)
        page.open(Office([Role("ada", ada, "asks"), Role("ben", ben, "helps")], Menu("/ask"), clock))
        yield Town(slack, ada, ben, office, attic)


def test_it_is_put_forward_by_keyboard_and_says_what_came_of_it_and_to_whom(town: Town, look: Look) -> None:
    page = look()
    button, panel = page.locator("#clock-button"), page.get_by_role("region", name="no part of Slack")
    expect(button).to_have_text("Fri, Jan 15, 2027, 0:00")
    expect(panel).to_be_hidden()
    button.press("Enter")
    expect(panel).to_contain_text("It is Fri, Jan 15, 2027, 0:00 at the offices. Nobody works.")
    hour = panel.get_by_role("button", name="+1 hour")
    hour.press("Enter")
    expect(panel).to_contain_text("What happened by Fri, Jan 15, 2027, 1:00:")
    expect(panel.locator("li")).to_have_text(
        [re.compile("^Ben Ortiz: “Still on it\\?”"), re.compile("^#office: “One waits.”")]
    )
    expect(hour).to_be_focused()
    expect(page.locator("#told")).to_contain_text("What happened by Fri, Jan 15, 2027, 1:00: Ben Ortiz: Still on it?")

    panel.get_by_role("button", name="Look as Ben Ortiz").press("Enter")
    expect(page.get_by_label("You are")).to_have_value("ben")
    expect(page.locator(".message .content")).to_have_text("Still on it?")
    hour.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_times_are_written_as_the_clock_has_them_where_the_people_are(town: Town, look: Look) -> None:
    town.ben.says(town.office, "good morning")
    page = look()
    expect(page.locator(".message time")).to_have_text("12:00 AM")
    expect(page.locator(".day")).to_contain_text("Friday, January 15")


def test_where_nothing_is_due_it_says_so_and_the_time_stays(town: Town, look: Look) -> None:
    page = look()
    page.locator("#clock-button").click()
    page.get_by_role("button", name="What is due next").click()
    expect(page.locator("#clock .came")).to_have_text("Nothing is due.")
    expect(page.locator("#clock-button")).to_have_text("Fri, Jan 15, 2027, 0:00")


def test_everybody_who_looks_sees_the_same_time(town: Town, look: Look) -> None:
    ada, ben = look("ada"), look("ben")
    ada.locator("#clock-button").click()
    ada.get_by_role("button", name="+1 hour").click()
    expect(ben.locator("#clock-button")).to_have_text("Fri, Jan 15, 2027, 1:00")


def test_on_a_phone_it_has_room(town: Town, look: Look) -> None:
    page = look()
    page.set_viewport_size({"width": 380, "height": 720})
    page.locator("#clock-button").click()
    page.get_by_role("button", name="+1 hour").click()
    expect(page.locator("#clock li")).to_have_count(2)
    expect(page.get_by_label("Message #office")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_way_that_it_does_not_know_is_refused(town: Town, look: Look) -> None:
    page = look()
    answers = page.evaluate("""async () => {
        const send = (type) => fetch('/page/clock?as=ada', {method: 'POST', headers: {'Content-Type': type}, body: '"back"'});
        return [(await send('application/json')).status, (await send('text/plain')).status];
    }""")
    assert answers == [400, 415]
    assert len(town.troubles) == 2
    town.troubles.clear()
