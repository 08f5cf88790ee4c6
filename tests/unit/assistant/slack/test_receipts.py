"""Is a receipt shown to whoever asked, and to managers of its office, each with what is theirs, and to nobody else?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answering.records import Verdict
from assistant.desk.notices import Notice
from assistant.desk.records import HandOff, Place
from assistant.escalation.records import Move
from assistant.slack.blocks.actions import Pressed
from assistant.slack.blocks.records import Look, View
from assistant.slack.listeners.press import Press
from assistant.slack.listeners.receipts import show_receipt
from assistant.storage.database import open_database
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
    opened: list[View] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)

    def open(self, view: View) -> None:
        self.opened.append(view)

    def tell(self, notice: Notice) -> None:
        self.told.append(notice)


@pytest.fixture
def bureau(tmp_path: Path, library: Library, rulebook: Rulebook) -> Iterator[Bureau]:
    database = open_database(tmp_path)
    opened = open_bureau(database, library, rulebook)
    offices = {
        id: replace(each, managers=("UBOSS",) if id == "north" else ()) for id, each in opened.offices.by_id.items()
    }
    opened.desk.offices = replace(opened.offices, by_id=MappingProxyType(offices))
    yield opened
    database.close()


@pytest.fixture
def handed(bureau: Bureau) -> HandOff:
    hand_off = bureau.hand_over(bureau.ask("verdict=yes"), is_anonymous=True)
    bureau.move(hand_off, Move.CLAIM, holder="UBOSS")
    bureau.rule(hand_off, Verdict.NO, is_named=False)
    return hand_off


def press(bureau: Bureau, hand_off: int, person: str, channel: str = "D1", workspace: str = "T1") -> Pressing:
    kit = SimpleNamespace(desk=bureau.desk, look=Look(bureau.rulebook, bureau.library))
    pressing = Pressing(kit, person, Place(workspace, channel), Pressed(hand_off))
    show_receipt(cast(Press, pressing))
    return pressing


def test_the_asker_sees_the_office_and_the_manager_sees_who_it_was(bureau: Bureau, handed: HandOff) -> None:
    (askers,) = press(bureau, handed.id, "U1").opened
    (managers,) = press(bureau, handed.id, "UBOSS").opened
    assert "UBOSS" not in json.dumps(askers)
    assert "<@UBOSS>, North office" in json.dumps(managers)
    assert "U1>" not in json.dumps(managers)
    assert "NOTE-INSIDE" not in json.dumps([askers, managers])


@pytest.mark.parametrize(
    ("person", "channel", "workspace", "why"),
    [
        ("U2", "D2", "T1", Notice.NOT_YOURS),
        ("U2", "CNORTH", "T1", Notice.NOT_YOURS),  # the office names its managers: being in its channel is not enough
        ("U2", "CSOUTH", "T1", Notice.NOT_YOURS),  # a manager of another office
        ("U1", "D1", "T2", Notice.UNKNOWN_QUESTION),
    ],
)
def test_nobody_else_sees_it(
    bureau: Bureau, handed: HandOff, person: str, channel: str, workspace: str, why: Notice
) -> None:
    pressing = press(bureau, handed.id, person, channel, workspace)
    assert pressing.opened == []
    assert pressing.told == [why]


def test_of_a_hand_off_that_is_not_there_nothing_is_shown(bureau: Bureau) -> None:
    assert press(bureau, 99, "U1").told == [Notice.UNKNOWN_QUESTION]
