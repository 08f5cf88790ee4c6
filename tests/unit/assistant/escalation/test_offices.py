"""Is a mistake in the file of the offices named, and does every question find an office?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.escalation.hours import Span
from assistant.escalation.office_file import load_offices
from assistant.escalation.offices import DEFAULT_OFFICE, Offices, Signs, default_offices
from corpus.errors import FaultyData

ROOT = Path(__file__).resolve().parents[4]
EXAMPLE = ROOT / "deploy" / "offices.example.yaml"

TWO = """
fallback: high
offices:
  - id: low
    name: Low
    channel: C01
    {low}
  - id: high
    name: High
    channel: C02
    {high}
{rest}"""


def read(folder: Path, low: str = "", high: str = "", rest: str = "") -> Offices:
    file = folder / "offices.yaml"
    file.write_text(TWO.format(low=low, high=high, rest=rest))
    return load_offices(file)


@pytest.fixture(scope="module")
def offices() -> Offices:
    return load_offices(EXAMPLE)


def test_the_example_says_what_it_shows(offices: Offices) -> None:
    low = offices.office("van-nuys")
    assert low.managers == ("U0MANAGER01", "U0MANAGER02")
    assert (low.answer_within, low.remind_before, low.lease, low.grace, low.limit) == (480, 120, 240, 60, 1620)
    assert low.hours.week[0] == Span(480, 1020)
    assert low.hours.week[5] is None
    assert (low.raises_to, offices.fallback.raises_to) == ("policy-section", "policy-section")
    assert offices.fallback.signs is Signs.OFFICE
    assert offices.policy_section == ("U0POLICY001",)


@pytest.mark.parametrize(
    ("channel", "chosen", "profile", "office"),
    [
        ("C0VNGENERAL", "", "", "van-nuys"),
        ("C0VNGENERAL", "policy-section", "", "van-nuys"),  # where they ask counts more than what they chose once
        ("C0ELSEWHERE", "policy-section", "Van Nuys", "policy-section"),
        ("", "", " van nuys ", "van-nuys"),
        ("", "", "Van Nuys office management", "van-nuys"),
        ("", "gone-by-now", "", None),
        ("", "", "Lancaster", None),
        ("", "", "", None),
    ],
)
def test_a_question_goes_by_channel_then_choice_then_profile_else_its_asker_is_asked(
    offices: Offices, channel: str, chosen: str, profile: str, office: str | None
) -> None:
    found = offices.route(channel, chosen, profile)
    assert (found.id if found else None) == office


@pytest.mark.parametrize(
    ("unreachable", "office"),
    [((), "van-nuys"), (("van-nuys",), "policy-section"), (("van-nuys", "policy-section"), "policy-section")],
)
def test_what_no_manager_can_see_goes_up_never_nowhere(
    offices: Offices, unreachable: tuple[str, ...], office: str
) -> None:
    assert offices.reachable("van-nuys", unreachable).id == office
    assert offices.office("gone-by-now").id == "policy-section"


def test_without_a_file_there_is_one_office_and_nobody_is_asked_which() -> None:
    one = default_offices("C9")
    assert one.route("C1", "", "") is one.fallback
    assert (one.fallback.id, one.fallback.channel, one.fallback.is_open_to_members) == (DEFAULT_OFFICE, "C9", True)


@pytest.mark.parametrize(
    ("person", "groups", "channels", "managed"),
    [
        ("U0MANAGER01", (), (), ("van-nuys",)),
        ("U0DEPUTY001", (), (), ("van-nuys",)),
        ("U1", ("S0VANNUYSMG",), (), ("van-nuys",)),
        ("U1", (), ("C0VANNUYS01",), ()),  # it names its managers: being in the channel is not enough
        ("U1", (), ("C0POLICY001",), ("policy-section",)),
        ("U1", (), (), ()),
        ("", ("",), ("",), ()),
    ],
)
def test_only_whom_the_file_names_manages_an_office(
    offices: Offices, person: str, groups: tuple[str, ...], channels: tuple[str, ...], managed: tuple[str, ...]
) -> None:
    assert offices.managed_by(person, groups, channels) == managed


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"low": "chanel: C1"}, "7: unknown key 'chanel' (did you mean 'channel'?"),
        ({"low": "next: hihg"}, "7: unknown office 'hihg' (did you mean 'high'?)"),
        ({"low": "next: high", "high": "next: low"}, "7: the next levels lead in a circle: low to high to low"),
        ({"high": "next: high"}, "the next levels lead in a circle: high to high"),
        ({"rest": "  - {id: low, name: Again, channel: C03}"}, "the office 'low' is there twice"),
        ({"low": "managers: [anna]"}, "managers.0: string should match pattern"),
        ({"low": "deputy: '@anna'"}, "deputy: string should match"),
        ({"low": "hours: {}"}, "an office that never opens answers nobody"),
        ({"low": "hours: {monday: closed}"}, "an office that never opens answers nobody"),
        ({"low": "hours: {monday: 17-8}"}, 'hours are written as "8:00-17:00"'),
        ({"low": "hours: {monday: '17:00-8:00'}"}, "hours open before they close"),
        ({"low": "hours: {monday: '8:00-12:75'}"}, "an hour has 60 minutes"),
        ({"low": "hours: {mon: '8:00-17:00'}"}, "unknown key 'mon'"),
        ({"low": "time_zone: America/Los_Angles"}, "did you mean 'America/Los_Angeles'"),
        ({"low": "holidays: {country: XX}"}, "no holidays are known of 'XX'"),
        ({"low": "holidays: {country: US, state: QQ}"}, "no holidays are known of 'US' 'QQ'"),
        ({"low": "holidays: {country: US, without: [Diwalli]}"}, "'Diwalli' is no public holiday there"),
        ({"low": "answer_within: 8"}, "a time is written as 90m or 8h"),
        ({"low": "answer_within: 9000h"}, "longer than anybody waits"),
        ({"low": "answer_within: 1h"}, "remind_before must be shorter"),
        ({"low": "limit: 8h"}, "limit must be longer than answer_within"),
        ({"low": "exceptions: {2026-11-28: closed}"}, "off on that day anyway"),
        ({"low": "asks_from: [C01]"}, "in which nobody asks"),
        ({"low": "asks_from: [C05]", "high": "asks_from: [C05]"}, "questions of C05 go to 'low' already"),
        ({"low": "profiles: [North]", "high": "profiles: [north ]"}, "belongs to 'low' already"),
        ({"low": "signs: both"}, "is not allowed"),
        ({"rest": "fall_back: low"}, "unknown key 'fall_back'"),
        ({"rest": "policy_section: [anna]"}, "policy_section.0: string should match pattern"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path: Path, changes: dict[str, str], fault: str) -> None:
    with pytest.raises(FaultyData) as told:
        read(tmp_path, **changes)
    assert fault in str(told.value)


def test_a_fallback_that_is_no_office_is_named(tmp_path: Path) -> None:
    file = tmp_path / "offices.yaml"
    file.write_text(TWO.format(low="", high="", rest="").replace("fallback: high", "fallback: hihg"))
    with pytest.raises(FaultyData, match="did you mean 'high'"):
        load_offices(file)


def test_an_office_without_a_next_level_has_the_fallback(tmp_path: Path) -> None:
    offices = read(tmp_path, low="holidays: none")
    assert (offices.office("low").next, offices.fallback.next) == ("high", "")
    assert offices.office("low").hours.closed.country == ""
