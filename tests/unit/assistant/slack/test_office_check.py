"""Is an office that nobody would see, or whose people are gone, named before a hand-off gets lost there?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from assistant.slack.findings import Finding, Level
from assistant.slack.office_check import check_offices
from assistant.slack.scopes import read_scopes
from assistant.slack.standin import StandIn


@pytest.fixture(scope="module")
def slack() -> Iterator[StandIn]:
    with StandIn() as standing:
        yield standing


@pytest.fixture(scope="module")
def client(slack: StandIn) -> WebClient:
    keys = slack.install([*read_scopes().names, "usergroups:read"])
    return WebClient(token=keys.bot_token, base_url=slack.api_url, retry_handlers=[])


def look(folder: Path, client: WebClient | None, channel: str, rest: str = "") -> list[Finding]:
    file = folder / "offices.yaml"
    file.write_text(f"fallback: one\noffices:\n  - id: one\n    name: One\n    channel: {channel}\n{rest}")
    return list(check_offices(client, file))


@pytest.mark.parametrize(
    ("room", "level", "says"),
    [
        ("fine", Level.OK, "it is private"),
        ("public", Level.MEND, "everybody in the workspace can read it"),
        ("archived", Level.MEND, "is archived"),
        ("left", Level.MEND, "channel_not_found"),
    ],
)
def test_the_channel_of_each_office_is_looked_at(
    slack: StandIn, client: WebClient, tmp_path: Path, room: str, level: Level, says: str
) -> None:
    channel = slack.channel(f"office-{room}", is_private=room != "public", has_app=room != "left")
    channel.is_archived = room == "archived"
    (finding,) = look(tmp_path, client, channel.id)
    assert (finding.level, says in finding.says) == (level, True)


def test_people_and_groups_that_are_not_there_are_named(slack: StandIn, client: WebClient, tmp_path: Path) -> None:
    channel = slack.channel("office-people", is_private=True, has_app=True)
    ann = slack.person("Ann Manager")
    group = slack.user_group(ann)
    fine = f"    managers: [{ann.id}]\n    user_group: {group}\n"
    assert [each.level for each in look(tmp_path, client, channel.id, fine)] == [Level.OK]
    gone = "    deputy: U0NOBODY99\n    user_group: S0NOGROUP9\n"
    told = [each.line() for each in look(tmp_path, client, channel.id, gone) if each.level is Level.MEND]
    assert ["there is nobody with that id" in told[0], "no group with that id" in told[1]] == [True, True]
    astray = [each.line() for each in look(tmp_path, client, channel.id, f"policy_section: [U0NOBODY99, {ann.id}]\n")]
    assert ["policy section, U0NOBODY99: there is nobody with that id" in line for line in astray] == [False, True]
    nobody = f"    user_group: {slack.user_group()}\n"
    assert "nobody is in it" in look(tmp_path, client, channel.id, nobody)[-1].says


def test_a_faulty_file_is_told_and_no_file_is_nothing(tmp_path: Path) -> None:
    (finding,) = look(tmp_path, None, "C01", "    nmae: two\n")
    assert finding.level is Level.MEND
    assert "nmae" in finding.says
    assert "canipost offices check" in finding.remedy
    assert "keeps the offices as it read them last" in finding.remedy
    assert [each.level for each in look(tmp_path, None, "C01")] == [Level.OK]
    assert list(check_offices(None, None)) == []
