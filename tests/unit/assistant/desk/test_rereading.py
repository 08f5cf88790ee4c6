"""Is the file of offices gone by as it is, without a start anew, and does no broken one do any harm?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.desk.notices import Notices
from assistant.desk.records import Deed
from assistant.desk.rereading import OfficeFile, open_office_file
from assistant.desk.work import Work
from assistant.escalation.offices import Offices
from assistant.escalation.records import Filled
from assistant.storage import arrivals
from assistant.storage.database import Database, StorageError
from corpus.errors import FaultyData
from tests.quick_desk import Hands, quick_desk
from tests.quick_office import FALLBACK, NORTH, RULED, QuickOffice

TWO = """
fallback: fallback
offices:
  - {id: fallback, name: Fallback, channel: C0FALL, deputy: U5}
  - {id: north, name: North, channel: C0NORTH, managers: [U7, U8]}
"""
ONE = TWO[: TWO.index("  - {id: north")]
"""What stands there when half of the file is written: right, and not what is meant."""
MOVED = TWO.replace("C0NORTH", "C0NEW")
BROKEN = TWO.replace("name: North", "nmae: North")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "offices.yaml"
    path.write_text(TWO, encoding="utf-8")
    return path


@pytest.fixture
def file(path: Path) -> OfficeFile:
    return open_office_file(path)[0]


def channels(offices: Offices | None) -> list[str]:
    return [each.channel for each in offices.by_id.values()] if offices else []


def test_what_does_not_change_is_not_read_again(file: OfficeFile, path: Path) -> None:
    path.write_text(TWO, encoding="utf-8")  # as new, with the same in it
    assert [file.look(), file.look(), file.look()] == [None] * 3
    assert not file.is_new


def test_a_change_counts_once_the_file_says_the_same_in_two_looks(file: OfficeFile, path: Path) -> None:
    path.write_text(ONE, encoding="utf-8")
    assert file.look() is None
    path.write_text(MOVED, encoding="utf-8")
    assert file.look() is None
    assert channels(file.look()) == ["C0FALL", "C0NEW"]
    assert file.is_new
    assert file.look() is None


def test_what_is_taken_back_between_two_looks_never_counts(file: OfficeFile, path: Path) -> None:
    for text in (ONE, TWO, ONE, TWO):
        path.write_text(text, encoding="utf-8")
        assert file.look() is None


@pytest.mark.parametrize(
    "break_it",
    [
        lambda path: path.write_text(BROKEN, encoding="utf-8"),
        lambda path: path.write_text("offices: [", encoding="utf-8"),
        lambda path: path.write_text("", encoding="utf-8"),
        lambda path: path.write_bytes(b"\xff\xfe\x00"),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["a slip of the pen", "no YAML", "empty", "no text", "gone", "a folder"],
)  # fmt: skip
def test_a_broken_file_changes_nothing_and_is_named_once_until_it_is_mended(
    file: OfficeFile, path: Path, caplog: pytest.LogCaptureFixture, break_it: Callable[[Path], object]
) -> None:
    break_it(path)
    with caplog.at_level(logging.INFO):
        assert [file.look() for _ in range(4)] == [None] * 4
    assert not file.is_new
    assert "the offices stay as they were read last" in file.trouble
    (line,) = caplog.messages
    assert line.startswith(file.trouble)
    assert str(path) in line

    if path.is_dir():
        path.rmdir()
    path.write_text(TWO, encoding="utf-8")
    found = [file.look(), file.look()]
    assert channels(found[1]) == ["C0FALL", "C0NORTH"]
    assert file.trouble == ""


def test_at_the_start_a_broken_file_is_refused(path: Path) -> None:
    path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(FaultyData):
        open_office_file(path)


# --- what follows -----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands, path: Path) -> QuickOffice:
    file, offices = open_office_file(path)
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=offices, office_file=file))


def reread(office: QuickOffice) -> None:
    """Two sweeps, and the work that they leave."""
    office.desk.reread_offices()
    office.desk.reread_offices()
    with office.desk.database.reading() as connection:
        keys = arrivals.overdue(connection, office.desk.clock())
    for key in keys:
        office.work_on(key)


def test_what_an_office_had_that_is_taken_out_of_the_file_is_the_fallbacks(office: QuickOffice, path: Path) -> None:
    held = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, held)
    path.write_text(ONE, encoding="utf-8")
    reread(office)
    assert office.now(held).office == FALLBACK
    assert {shown.channel: card.is_theirs for shown, card in office.surface.cards.items()} == {
        "C0NORTH": False, "C0FALL": True,
    }  # fmt: skip
    office.do(Deed.REASSIGNED, held, "U5", to="U5")
    office.do(Deed.RULED, held, "U5", **RULED)
    assert office.now(held).ruling is not None


def test_what_waits_moves_to_the_channel_that_the_file_names_now(office: QuickOffice, path: Path) -> None:
    office.opened(filled=Filled(to=NORTH))
    path.write_text(MOVED, encoding="utf-8")
    reread(office)
    assert {shown.channel for shown in office.surface.cards} == {"C0NEW"}


def test_what_could_not_be_moved_at_once_is_moved_at_the_next_sweep(
    office: QuickOffice, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.opened(filled=Filled(to=NORTH))
    path.write_text(MOVED, encoding="utf-8")

    def fail(self: object) -> int:
        raise StorageError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.desk.desk.Desk.show_elsewhere", fail)
        office.desk.reread_offices()
        with pytest.raises(StorageError):
            office.desk.reread_offices()
    reread(office)
    assert {shown.channel for shown in office.surface.cards} == {"C0NEW"}


def test_a_broken_file_is_told_to_administrators_and_is_no_reason_to_start_anew(
    office: QuickOffice, path: Path
) -> None:
    path.write_text(BROKEN, encoding="utf-8")
    reread(office)
    health = office.desk.health()
    assert health.is_well, "an orchestrator would start it anew, and a start with that file fails"
    assert health.troubles == (
        "the file of offices has 2 faults; the offices stay as they were read last "
        "(`canipost offices check` names every line)",
    )
    assert channels(office.desk.offices) == ["C0FALL", "C0NORTH"]


def test_the_sweep_reads_it_and_fires_what_is_due_also_where_that_fails(
    office: QuickOffice, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(MOVED, encoding="utf-8")
    fired: list[bool] = []
    monkeypatch.setattr("assistant.desk.desk.Desk.fire_due", lambda self: fired.append(True))
    work = Work(office.desk, office.surface)
    for _ in range(2):
        work._fired_at = -100.0
        work.sweep()
    assert channels(office.desk.offices) == ["C0FALL", "C0NEW"]

    def fail(self: object) -> None:
        raise RecursionError

    monkeypatch.setattr("assistant.desk.rereading.OfficeFile.look", fail)
    work._fired_at = -100.0
    work.sweep()
    assert len(fired) == 3
