"""Is a receipt shown to whoever asked, and to managers of its office, each with what is theirs, and to nobody else?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answering.records import Verdict
from assistant.desk.notices import Notice
from assistant.desk.records import HandOff, Place
from assistant.escalation.records import Move
from assistant.slack.blocks.actions import RECEIPT_FILE, Pressed
from assistant.slack.blocks.records import Look, View
from assistant.slack.heard import Us
from assistant.slack.listeners.press import Press
from assistant.slack.listeners.receipts import show_receipt, show_whole
from assistant.slack.managers import Manages
from assistant.storage.database import Database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import Bureau, open_bureau


@dataclass(slots=True)
class Pressing:
    """A press whose views and sentences are kept."""

    kit: Any
    person: str
    place: Place
    value: Pressed
    key: str = "pressed"
    opened: list[View] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)

    def open(self, view: View) -> None:
        self.opened.append(view)

    def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    def is_strangers(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class SaidManagers:
    """Who is a manager of what, as Slack tells; of somebody else it tells nothing where it is not sure."""

    managed: Mapping[str, tuple[str, ...]]
    is_sure: bool = True

    def offices_of(self, workspace: str, person: str, *, anew: bool) -> Manages:
        assert anew, "what was known a while ago opens no receipt"
        return Manages(self.managed.get(person, ()), self.is_sure)


MANAGERS = SaidManagers({"UBOSS": ("north",), "UGROUP": ("north",), "USOUTH": ("south",), "UHIGH": ("policy",)})
"""Whether by the file, a group or a channel: that is found out by assistant/slack/managers.py."""


@pytest.fixture
def bureau(sqlite_database: Database, library: Library, rulebook: Rulebook) -> Bureau:
    opened = open_bureau(sqlite_database, library, rulebook)
    opened.desk.offices = opened.offices
    return opened


@pytest.fixture
def handed(bureau: Bureau) -> HandOff:
    hand_off = bureau.hand_over(bureau.ask("verdict=yes"), is_anonymous=True)
    bureau.move(hand_off, Move.CLAIM, holder="UBOSS")
    bureau.rule(hand_off, Verdict.NO, is_named=False)
    return hand_off


def press(
    bureau: Bureau,
    hand_off: int,
    person: str,
    workspace: str = "T1",
    managers: SaidManagers = MANAGERS,
    shows: Callable[[Press], None] = show_receipt,
    scopes: frozenset[str] = frozenset(),
) -> Pressing:
    look = Look(bureau.rulebook, bureau.library)
    kit = SimpleNamespace(desk=bureau.desk, look=look, managers=managers, words=lambda *_: look.words("en"))
    kit.posting = SimpleNamespace(clients=SimpleNamespace(us=lambda team: Us(team, "UAPP", scopes=scopes)))
    pressing = Pressing(kit, person, Place(workspace, "CNORTH"), Pressed(hand_off))
    kit.tell = lambda place, who, sentence, key: pressing.told.append(sentence)
    shows(cast(Press, pressing))
    return pressing


def test_the_asker_sees_the_office_and_the_manager_sees_who_it_was(bureau: Bureau, handed: HandOff) -> None:
    (askers,) = press(bureau, handed.id, "U1").opened
    (managers,) = press(bureau, handed.id, "UBOSS").opened
    assert "UBOSS" not in json.dumps(askers)
    assert "<@UBOSS>, North office" in json.dumps(managers)
    assert "U1>" not in json.dumps(managers)
    assert "NOTE-INSIDE" not in json.dumps([askers, managers])


@pytest.mark.parametrize("person", ["UGROUP", "UHIGH"])
def test_every_manager_of_its_office_and_of_one_it_was_raised_to_sees_it(
    bureau: Bureau, handed: HandOff, person: str
) -> None:
    raised = bureau.hand_over(bureau.ask("verdict=yes"))
    bureau.move(raised, Move.RAISE, raised_to=("policy",))
    assert bool(press(bureau, handed.id, person).opened) is (person == "UGROUP")
    assert len(press(bureau, raised.id, person).opened) == 1


@pytest.mark.parametrize(
    ("person", "workspace", "why"),
    [
        ("U2", "T1", Notice.NOT_YOURS),  # being where it stands is not enough
        ("USOUTH", "T1", Notice.NOT_YOURS),
        ("U1", "T2", Notice.UNKNOWN_QUESTION),
        ("UBOSS", "T2", Notice.UNKNOWN_QUESTION),
    ],
)
def test_nobody_else_sees_it(bureau: Bureau, handed: HandOff, person: str, workspace: str, why: Notice) -> None:
    pressing = press(bureau, handed.id, person, workspace)
    assert pressing.opened == []
    assert pressing.told == [why]


def test_where_slack_does_not_tell_who_is_a_manager_it_stays_shut_and_that_is_said(
    bureau: Bureau, handed: HandOff
) -> None:
    pressing = press(bureau, handed.id, "UGROUP", managers=SaidManagers({}, is_sure=False))
    assert pressing.opened == []
    assert "Slack did not tell me just now" in pressing.told[0]


def test_a_manager_sees_it_in_every_state_until_it_is_taken_back(bureau: Bureau) -> None:
    hand_off = bureau.hand_over(bureau.ask("verdict=yes"))
    assert len(press(bureau, hand_off.id, "UBOSS").opened) == 1
    bureau.move(hand_off, Move.EXPIRE, "")
    assert len(press(bureau, hand_off.id, "UBOSS").opened) == 1
    bureau.move(hand_off, Move.WITHDRAW, "U1")
    assert press(bureau, hand_off.id, "UBOSS").told == [Notice.NOT_NOW]
    assert len(press(bureau, hand_off.id, "U1").opened) == 1


@pytest.mark.parametrize(
    ("scopes", "is_offered"),
    [({"chat:write", "files:write"}, True), ({"chat:write"}, False), (set(), True)],
    ids=["allowed", "not allowed", "Slack did not say"],
)
def test_a_file_is_offered_where_it_can_be_sent_and_else_that_is_said(
    bureau: Bureau, handed: HandOff, scopes: set[str], is_offered: bool
) -> None:
    (view,) = press(bureau, handed.id, "U1", scopes=frozenset(scopes)).opened
    assert (RECEIPT_FILE in json.dumps(view)) is is_offered
    assert ("does not let me send files" in json.dumps(view)) is not is_offered
    assert "What was asked" in json.dumps(view)


def test_of_a_hand_off_that_is_not_there_nothing_is_shown(bureau: Bureau) -> None:
    assert press(bureau, 99, "U1").told == [Notice.UNKNOWN_QUESTION]


@pytest.mark.parametrize(
    ("person", "workspace", "told"),
    [
        ("UBOSS", "T1", []),
        ("UGROUP", "T1", []),
        ("UHIGH", "T1", [Notice.NOT_A_MANAGER]),  # it was not raised to them
        ("U1", "T1", [Notice.NOT_A_MANAGER]),  # who asked has their own words already
        ("USOUTH", "T1", [Notice.NOT_A_MANAGER]),
        ("UBOSS", "T2", [Notice.UNKNOWN_QUESTION]),
    ],
)
def test_all_of_a_question_is_read_by_managers_who_may_act_on_it_alone(
    bureau: Bureau, handed: HandOff, person: str, workspace: str, told: list[str]
) -> None:
    pressing = press(bureau, handed.id, person, workspace, shows=show_whole)
    assert pressing.told == told
    assert bool(pressing.opened) is not bool(told)
    assert "U1" not in json.dumps(pressing.opened)


def test_what_was_withdrawn_is_read_by_nobody_any_more(bureau: Bureau) -> None:
    taken_back = bureau.hand_over(bureau.ask("verdict=yes"))
    bureau.move(taken_back, Move.WITHDRAW, "U1")
    pressing = press(bureau, taken_back.id, "UBOSS", shows=show_whole)
    assert (pressing.opened, pressing.told) == ([], [Notice.NOT_NOW])
