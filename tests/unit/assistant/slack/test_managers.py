"""Who is a manager of which office, when the file names people, a group, or nobody; and when Slack does not tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from slack_sdk import WebClient

from assistant.desk.records import Management
from assistant.desk.surface import SurfaceRefused
from assistant.escalation.offices import Office, Offices, default_hours, default_offices
from assistant.slack.heard import Us
from assistant.slack.managers import LIFETIME, LONGEST_TRUSTED, Managers, Manages, offices_in

NORTH = Office("north", "North Office", "CNORTH", default_hours(), managers=("UMONA",), deputy="UDEP")
SOUTH = Office("south", "South Office", "CSOUTH", default_hours(), user_group="SSOUTH")
REGION = Office("region", "Regional Office", "CREGION", default_hours())
OFFICES = Offices(MappingProxyType({each.id: each for each in (NORTH, SOUTH, REGION)}), "region")


class ToldClients:
    """Answers as told, and counts what it is asked."""

    def __init__(self) -> None:
        self.people: dict[str, list[list[str]]] = {"SSOUTH": [["USUE"]], "CREGION": [["UREX", "U0US"], ["URAY"]]}
        self.asked: list[str] = []
        self.trouble = ""

    def client(self, workspace: str) -> WebClient:
        raise AssertionError("somebody waits for this: the quick one is for it")

    def us(self, workspace: str) -> Us:
        return Us("T1", "U0US")

    def quick_client(self, workspace: str) -> Any:  # noqa: ANN401
        return self

    def usergroups_users_list(self, usergroup: str) -> Mapping[str, Any]:
        return {"users": self._page(usergroup, 0)}

    def conversations_members(self, channel: str, cursor: str = "0", limit: int = 0) -> Mapping[str, Any]:
        here = int(cursor)
        more = str(here + 1) if here + 1 < len(self.people[channel]) else ""
        return {"members": self._page(channel, here), "response_metadata": {"next_cursor": more}}

    def _page(self, of: str, number: int) -> list[str]:
        self.asked.append(of)
        if self.trouble:
            raise SurfaceRefused(self.trouble)
        return self.people[of][number]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clients() -> ToldClients:
    return ToldClients()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def managers(clients: ToldClients, clock: Clock) -> Managers:
    return Managers(clients, lambda workspace: OFFICES, clock)


@pytest.mark.parametrize(
    ("person", "offices"),
    [
        ("UMONA", ("north",)),
        ("UDEP", ("north",)),
        ("USUE", ("south",)),
        ("UREX", ("region",)),
        ("URAY", ("region",)),
        ("UANA", ()),
        ("U0US", ()),
        ("", ()),
    ],
)
def test_a_manager_is_named_in_a_group_deputy_or_in_the_channel_of_an_office_that_names_nobody(
    managers: Managers, person: str, offices: tuple[str, ...]
) -> None:
    assert managers.offices_of("T1", person) == Manages(offices)


def test_all_managers_of_an_office_are_listed_without_ourselves(managers: Managers) -> None:
    assert managers.members("T1", NORTH) == ("UMONA", "UDEP")
    assert managers.members("T1", SOUTH) == ("USUE",)
    assert managers.members("T1", REGION) == ("UREX", "URAY")


def test_a_list_is_believed_for_a_while_and_asked_for_anew_at_a_press(
    managers: Managers, clients: ToldClients, clock: Clock
) -> None:
    assert managers.offices_of("T1", "USUE").offices == ("south",)
    clients.people["SSOUTH"] = [["UNEW"]]
    assert managers.offices_of("T1", "USUE").offices == ("south",)
    assert managers.offices_of("T1", "USUE", anew=True).offices == ()
    assert managers.offices_of("T1", "UNEW").offices == ("south",)
    asked = len(clients.asked)
    clock.now += LIFETIME
    managers.offices_of("T1", "UNEW")
    assert len(clients.asked) > asked


def test_where_slack_does_not_tell_the_last_list_holds_for_an_hour_then_nobody_is_sure(
    managers: Managers, clients: ToldClients, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    managers.offices_of("T1", "USUE")
    clients.trouble = "missing_scope"

    assert managers.offices_of("T1", "USUE", anew=True) == Manages(("south",))
    clock.now = LONGEST_TRUSTED
    assert managers.offices_of("T1", "USUE", anew=True) == Manages((), is_sure=False)
    assert managers.offices_of("T1", "UMONA", anew=True) == Manages(("north",), is_sure=False)
    assert managers.members("T1", SOUTH) is None
    assert managers.members("T1", NORTH) == ("UMONA", "UDEP")
    assert caplog.text.count("missing_scope") == 1
    assert "USUE" not in caplog.text


def test_who_was_just_taken_out_acts_no_more_and_pressing_makes_no_list_younger(
    managers: Managers, clients: ToldClients, clock: Clock
) -> None:
    """At once where Slack tells; where it does not, an hour after it last told, however often they press."""
    managers.offices_of("T1", "USUE")
    clients.people["SSOUTH"] = [["UNEW"]]
    clients.trouble = "ratelimited"
    believed = []
    for minute in range(0, 90, 5):
        clock.now = minute * 60.0
        found = managers.offices_of("T1", "USUE", anew=True)
        believed.append(found.offices == ("south",))
        assert found.is_sure is believed[-1]
    assert believed == [minute < 60 for minute in range(0, 90, 5)]

    clients.trouble = ""
    assert managers.offices_of("T1", "USUE", anew=True) == Manages()


@dataclasses.dataclass
class Chosen:
    offices: Offices
    channel: str = "CHOME"

    def management(self, workspace: str) -> Management:
        return Management(self.channel)


def test_an_office_without_a_channel_has_the_one_chosen_in_app_home() -> None:
    here = offices_in(Chosen(default_offices("")), "T1")

    assert [office.channel for office in here.by_id.values()] == ["CHOME"]
    assert offices_in(Chosen(OFFICES), "T1") is OFFICES


def test_where_no_channel_is_chosen_nobody_is_asked_about(clients: ToldClients) -> None:
    managers = Managers(clients, lambda workspace: offices_in(Chosen(default_offices(""), ""), workspace))

    assert managers.offices_of("T1", "UMONA") == Manages()
    assert clients.asked == []


GONE = {"UMONA", "UDEP", "USUE"}


@pytest.mark.parametrize(
    ("office", "people", "gone", "trouble", "is_deserted"),
    [
        (SOUTH, [], set(), "", True),
        (SOUTH, ["USUE"], set(), "", False),
        (SOUTH, ["USUE"], GONE, "", True),
        (SOUTH, [], set(), "ratelimited", False),
        (dataclasses.replace(SOUTH, deputy="UDEP"), [], set(), "", False),
        (NORTH, [], GONE, "", True),
        (NORTH, [], {"UMONA"}, "", False),
        (dataclasses.replace(REGION, channel="CEMPTY"), ["U0US"], set(), "", True),
    ],
    ids=[
        "an empty group", "somebody in it", "deactivated", "Slack does not tell", "a deputy", "all named are gone",
        "the deputy is left", "a channel with nobody but us",
    ],
)  # fmt: skip
def test_an_office_is_deserted_only_where_that_is_sure(
    managers: Managers, clients: ToldClients, office: Office, people: list[str], gone: set[str], trouble: str,
    is_deserted: bool,
) -> None:  # fmt: skip
    clients.people |= {"SSOUTH": [people], "CEMPTY": [people]}
    clients.trouble = trouble

    assert managers.is_deserted("T1", office, lambda person: person not in gone) is is_deserted
