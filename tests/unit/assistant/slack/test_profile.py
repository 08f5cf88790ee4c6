"""Who somebody is to the workspace."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from slack_sdk import WebClient

from assistant.desk.surface import SurfaceRefused
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.slack.heard import Us
from assistant.slack.in_time import deadline, hurried
from assistant.slack.profile import LIFETIME, SHORT_LIFETIME, UNKNOWN, People, Profile, read_profile


@pytest.mark.parametrize(
    ("user", "profile"),
    [
        ({}, Profile()),
        ({"team_id": "T1", "locale": "es-LA"}, Profile(language="es")),
        ({"team_id": "T1", "is_admin": True}, Profile(is_admin=True)),
        ({"team_id": "T1", "is_owner": True}, Profile(is_admin=True)),
        ({"team_id": "T1", "is_restricted": True}, Profile(is_guest=True)),
        ({"team_id": "T1", "is_ultra_restricted": True}, Profile(is_guest=True)),
        ({"team_id": "T1", "is_bot": True}, Profile(is_bot=True)),
        ({"team_id": "T1", "is_stranger": True}, Profile(is_stranger=True)),
        ({"team_id": "T2"}, Profile(is_stranger=True)),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, Profile()),
    ],
)
def test_a_user_of_slack_is_read(user: dict[str, Any], profile: Profile) -> None:
    assert read_profile(user, "T1") == profile


class ToldClients:
    """Answers `users.info` as told, and counts."""

    def __init__(self) -> None:
        self.user: dict[str, Any] | None = {"team_id": "T1", "is_admin": True}
        self.asked = 0
        self.reason = ""
        self.filled: dict[str, Any] = {"fields": {"Xf1": {"value": " van NUYS ", "alt": ""}}}

    def client(self, workspace: str) -> WebClient:
        raise AssertionError("somebody waits for this: the quick one is for it")

    def us(self, workspace: str) -> Us:
        return Us("T1", "U0US")

    def quick_client(self, workspace: str) -> Any:  # noqa: ANN401
        return self

    def users_profile_get(self, **_: Any) -> dict[str, Any]:
        self.asked += 1
        if self.reason:
            raise SurfaceRefused(self.reason)
        return {"profile": self.filled}

    def users_info(self, **_: Any) -> dict[str, Any]:
        self.asked += 1
        if self.reason:
            raise SurfaceRefused(self.reason)
        if self.user is None:
            raise TimeoutError
        return {"user": self.user}


def test_a_profile_is_believed_for_a_while_and_an_unknown_one_for_a_moment() -> None:
    clients, moments = ToldClients(), [0.0]
    people = People(clients, may_guests_ask=False, clock=lambda: moments[0])

    assert people.is_admin("T1", "U1")
    assert people.is_admin("T1", "U1")
    assert clients.asked == 1
    clients.user = None
    moments[0] += LIFETIME + 1
    assert people.is_admin("T1", "U1")  # what was known holds while Slack does not tell
    assert people.profile("T1", "U2") == UNKNOWN
    clients.user = {"team_id": "T1", "is_restricted": True}
    assert people.may_ask("T1", "U2")
    moments[0] += SHORT_LIFETIME + 1
    assert not people.may_ask("T1", "U2")


def test_guests_ask_only_where_they_may() -> None:
    clients = ToldClients()
    clients.user = {"team_id": "T1", "is_restricted": True}

    assert People(clients, may_guests_ask=True).may_ask("T1", "U1")
    assert not People(clients, may_guests_ask=False).may_ask("T1", "U1")


def test_where_slack_does_not_tell_the_request_counts_and_nobody_is_an_administrator() -> None:
    clients = ToldClients()
    clients.user = None
    people = People(clients, may_guests_ask=False)

    assert people.may_ask("T1", "U1", otherwise=True)
    assert not people.may_ask("T1", "U1", otherwise=False)
    assert not people.is_admin("T1", "U1")


def test_a_colleague_of_another_workspace_of_the_organization_may_ask() -> None:
    clients = ToldClients()
    clients.user = {"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}

    assert People(clients, may_guests_ask=False).may_ask("T1", "U1", otherwise=False)


def test_a_right_that_was_taken_away_is_not_remembered_where_it_counts() -> None:
    clients = ToldClients()
    people = People(clients, may_guests_ask=False)
    assert people.is_admin("T1", "U1")
    clients.user = {"team_id": "T1"}

    assert people.is_admin("T1", "U1")
    assert not people.is_admin("T1", "U1", anew=True)


def test_who_cannot_be_looked_up_is_logged_once_a_reason_without_a_name(caplog: pytest.LogCaptureFixture) -> None:
    clients = ToldClients()
    clients.user = None
    people = People(clients, may_guests_ask=False)

    for person in ("U1", "U2", "U3"):
        people.profile("T1", person)
    clients.reason = "missing_scope"
    for person in ("U4", "U5"):
        people.profile("T1", person)

    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert ["SurfaceDown" in said[0], "missing_scope" in said[1], len(said)] == [True, True, 2]
    assert all("canipost slack check" in line and "U1" not in line for line in said)


def offices_by(profile_field: str) -> Offices:
    north = Office("north", "North Office", "C9", default_hours(), profiles=("van nuys",))
    south = Office("south", "South Office", "C8", default_hours())
    return Offices(MappingProxyType({"north": north, "south": south}), "south", profile_field)


def test_the_office_of_a_profile_is_read_only_where_a_field_is_set_and_remembered_as_a_profile_is() -> None:
    clients, moments = ToldClients(), [0.0]
    people = People(clients, may_guests_ask=False, clock=lambda: moments[0])

    assert people.office("T1", "U1", offices_by("")) == ""
    assert clients.asked == 0
    assert [people.office("T1", "U1", offices_by("Xf1")) for _ in range(2)] == ["north", "north"]
    assert clients.asked == 1
    moments[0] += LIFETIME + 1
    clients.reason = "missing_scope"
    assert people.office("T1", "U1", offices_by("Xf1")) == "north"  # what was known holds while Slack does not tell
    assert people.office("T1", "U2", offices_by("Xf1")) == ""
    clients.reason = ""
    moments[0] += SHORT_LIFETIME + 1
    assert people.office("T1", "U2", offices_by("Xf1")) == "north"


@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"fields": None},
        {"fields": []},
        {"fields": {"Xf2": {"value": "Van Nuys"}}},
        {"fields": {"Xf1": {"value": "-"}}},
    ],
)
def test_a_profile_that_names_no_office_names_none(filled: dict[str, Any]) -> None:
    clients = ToldClients()
    clients.filled = filled

    assert People(clients, may_guests_ask=False).office("T1", "U1", offices_by("Xf1")) == ""


def test_who_could_not_even_be_asked_for_is_looked_up_by_whoever_has_time() -> None:
    clients = ToldClients()
    people = People(clients, may_guests_ask=False)
    with hurried(deadline(-1.0)):
        assert people.profile("T1", "U1") is UNKNOWN
    assert clients.asked == 0
    assert people.profile("T1", "U1").is_admin
