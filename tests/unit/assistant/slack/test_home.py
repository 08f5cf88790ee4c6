"""Which page of the precedents does a manager look at in Home, what do others see, and how often is it published?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answering.records import Verdict
from assistant.desk.likeness import Shelf
from assistant.desk.records import Deed
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions
from assistant.slack.blocks.precedent_list import SHOWN_PRECEDENTS
from assistant.slack.blocks.records import Look, View
from assistant.slack.heard import Us
from assistant.slack.home import Homes
from assistant.slack.listeners.management import _turn_page
from assistant.slack.managers import Manages
from assistant.storage import precedents
from assistant.storage.database import open_database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.quick_desk import START, Hands, quick_desk
from tests.quick_office import COLLEAGUE, MANAGER, MANAGES, NORTH, QuickOffice, three_offices
from tests.unit.assistant.slack.blocks.conftest import buttons, texts

MOST = SHOWN_PRECEDENTS + 1


@dataclass(slots=True)
class Slack:
    """Keeps the Home of each person, and knows who manages what."""

    homes: dict[str, View] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    go: Event | None = None
    """Slack is slow until then."""

    def client(self, workspace: str) -> Slack:
        return self

    def us(self, workspace: str) -> Us:
        return Us("T1", "U0US")

    def views_publish(self, user_id: str, view: View) -> dict[str, Any]:
        self.published.append(user_id)
        self.begun.set()
        assert self.go is None or self.go.wait(60)
        self.homes[user_id] = view
        return {}

    def offices_of(self, workspace: str, person: str) -> Manages:
        return Manages(MANAGES.get(person, ()))


@pytest.fixture
def office(folder_with_tables: Path, library: Library) -> Iterator[QuickOffice]:
    """One more precedent of the north than a page holds."""
    database, hands = open_database(folder_with_tables), Hands(START + timedelta(hours=8))
    office = QuickOffice(quick_desk(database, clock=hands, offices=three_offices(), shelf=Shelf(library)))
    for number in range(MOST):
        hand_off = office.opened(filled=Filled(to=NORTH))
        office.do(Deed.RULED, hand_off, verdict=Verdict.YES, text="Fine.", may_be_precedent=True)
        with database.reading() as connection:
            [*_, drafted] = precedents.live_precedents(connection)
        office.do(Deed.PROPOSED, hand_off, MANAGER, subject=drafted.id, text=f"May desk {number} be posted?")
        office.do(Deed.APPROVED, hand_off, COLLEAGUE, subject=drafted.id)
        hands.move(60)
    yield office
    database.close()


class AtOnce(Executor):
    """Does everything where it is handed over."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        fn(*args, **kwargs)
        return Future()


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def homes(office: QuickOffice, slack: Slack, library: Library, rulebook: Rulebook) -> Homes:
    people = SimpleNamespace(
        language=lambda *_: "en", may_ask=lambda *_: True, office=lambda *_: "", is_admin=lambda *_: False
    )
    return Homes(
        office.desk, cast("Any", slack), cast("Any", people), Look(rulebook, library), cast("Any", slack),
        AtOnce(),
    )  # fmt: skip


def desks(view: View) -> list[int]:
    """The numbers of the desks that are asked about, as they stand there."""
    words = "\n".join(texts(view))
    return [int(part[0]) for part in words.split("May desk ")[1:]]


def turns(homes: Homes, person: str, way: str) -> None:
    """Presses the button of that name in their Home."""
    slack = cast("Slack", homes.clients)
    value = actions.read_value(buttons(slack.homes[person]["blocks"])[way])
    press = SimpleNamespace(
        kit=SimpleNamespace(homes=homes), place=SimpleNamespace(workspace="T1"), person=person, value=value
    )
    _turn_page(cast("Any", press))


def test_a_manager_turns_the_pages_and_stays_where_they_are_when_something_changes(homes: Homes, slack: Slack) -> None:
    homes.publish("T1", MANAGER)
    assert desks(slack.homes[MANAGER]) == list(range(MOST - 1, 0, -1)), "the newest first"
    turns(homes, MANAGER, actions.HOME_PRECEDENTS_NEXT)
    assert desks(slack.homes[MANAGER]) == [0]
    homes.refresh("T1", MANAGER)
    assert desks(slack.homes[MANAGER]) == [0]
    turns(homes, MANAGER, actions.HOME_PRECEDENTS_BACK)
    assert desks(slack.homes[MANAGER]) == list(range(MOST - 1, 0, -1))


@pytest.mark.parametrize(("person", "says"), [("U1", False), ("U9", True)])
def test_nobody_else_sees_them_whatever_page_they_ask_for(homes: Homes, slack: Slack, person: str, says: bool) -> None:
    homes.publish("T1", person, 1)
    assert desks(slack.homes[person]) == []
    assert ("None is published." in texts(slack.homes[person])) is says


def test_who_wishes_a_home_does_not_wait_for_slack_and_many_wishes_are_one_more_call(
    homes: Homes, slack: Slack
) -> None:
    slack.go = Event()
    with ThreadPoolExecutor(2) as homes.publishers:
        homes.publish("T1", MANAGER)
        assert slack.begun.wait(60)
        for page in (0, 1, 0, 1):
            homes.publish("T1", MANAGER, page)
        slack.go.set()
    assert slack.published == [MANAGER, MANAGER]
    assert desks(slack.homes[MANAGER]) == [0], "the newest wish: the second page"
    assert not homes.wished


def test_a_home_that_cannot_be_made_leaves_the_next_wish_alone(
    homes: Homes, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(homes, "people", None)
        homes.publish("T1", MANAGER)
    assert slack.published == []
    homes.publish("T1", MANAGER)
    assert slack.published == [MANAGER]
