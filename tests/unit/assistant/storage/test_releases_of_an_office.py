"""An office at work, gone back to an older release and forward again: is every hand-off still there, and can it be answered?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import Connection, Table, select, text

from assistant.answering.records import Verdict
from assistant.desk.records import Card, ChannelMode, Entry, Place, Shown
from assistant.escalation.offices import DEFAULT_OFFICE, default_offices
from assistant.escalation.records import (
    WAITING,
    Filled,
    HandOffState,
    Letter,
    LetterKind,
    Move,
    Remark,
    Ruling,
    Timer,
    TimerKind,
)
from assistant.slack.sealing import Seal, SealedInstallations
from assistant.storage.arrivals import overdue
from assistant.storage.asking import open_question
from assistant.storage.channels import EVERY_OTHER, read_modes, set_mode
from assistant.storage.database import Database, open_database
from assistant.storage.hand_offs import change_hand_off, find_hand_off, open_hand_off
from assistant.storage.letters import write_letter
from assistant.storage.management import cards_of, keep_card
from assistant.storage.office_choices import choose_office
from assistant.storage.releases import downgrade, steps, upgrade
from assistant.storage.rulings import add_remark, add_ruling, give_ruling
from assistant.storage.tables import metadata
from assistant.storage.timers import timers_of
from tests.quick_desk import MORNING, Hands, quick_desk
from tests.quick_office import NORTH, QuickOffice, three_offices
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question

S = HandOffState
WAYS = {
    S.OPENED: (),
    S.CLAIMED: (Move.CLAIM,),
    S.ASKED_BACK: (Move.CLAIM, Move.ASK_BACK),
    S.ANSWERED: (Move.CLAIM, Move.ANSWER),
    S.CLOSED: (Move.ANSWER, Move.CLOSE),
    S.WITHDRAWN: (Move.WITHDRAW,),
    S.EXPIRED: (Move.EXPIRE,),
}
"""How a hand-off comes to each state."""
AFTER = {
    S.OPENED: S.OPENED, S.CLAIMED: S.OPENED, S.ASKED_BACK: S.OPENED, S.EXPIRED: S.OPENED,
    S.ANSWERED: S.WITHDRAWN, S.CLOSED: S.WITHDRAWN, S.WITHDRAWN: S.WITHDRAWN,
}  # fmt: skip
"""As an older release can say it: it knows no more than open and withdrawn."""


@pytest.fixture
def office(empty_place: str | Path) -> Iterator[Database]:
    """One hand-off in each state, with everything that hangs on one."""
    database = open_database(empty_place)
    with database.transaction() as connection:
        set_mode(connection, "T1", "C1", ChannelMode.ANSWERS, "U9", NOW)
        choose_office(connection, "T1", "U1", DEFAULT_OFFICE, NOW)
        for number, (state, moves) in enumerate(WAYS.items(), 1):
            question = open_question(connection, make_question())
            timer = Timer(TimerKind.EXPIRE, NOW + MINUTE)
            opened = open_hand_off(
                connection, question.id, "U1", NOW, office=DEFAULT_OFFICE, text="as approved", timers=(timer,)
            )
            assert opened.number == number
            for move in moves:
                change_hand_off(connection, opened.id, move, "U7", NOW, holder="U7", timers=(timer,))
            found = find_hand_off(connection, opened.id)
            assert found is not None
            assert found.state is state
            for name in (DEFAULT_OFFICE, "above"):
                keep_card(
                    connection, Card(f"C-{name}", question, found, office=name), Shown(f"C-{name}", f"{number}.9"), NOW
                )
            ruling = add_ruling(
                connection, Ruling(0, opened.id, Verdict.NO, "No.", ("c",), "U7", DEFAULT_OFFICE, NOW, note="inside")
            )
            give_ruling(connection, ruling.id, question.id, NOW)
            add_remark(connection, opened.id, Remark(Move.ASK_BACK, "U7", "Which?", NOW))
            write_letter(connection, Letter(f"l{number}", "a", LetterKind.RULING, "T1", "U1", "", opened.id), NOW)
    yield database
    database.close()


def contents(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table of ours that there is."""
    there = connection.dialect.get_table_names(connection)
    known: list[Table] = [table for table in metadata.sorted_tables if table.name in there]
    return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in known}


def test_a_step_that_only_adds_takes_nothing_along_when_it_goes(office: Database) -> None:
    with office.reading() as connection:
        before = contents(connection)
    downgrade(office, "0003")
    upgrade(office)
    with office.reading() as connection:
        assert contents(connection) == before


@pytest.mark.parametrize("step", steps()[:2])
def test_every_hand_off_is_there_after_an_older_release_and_what_waits_goes_on(office: Database, step: str) -> None:
    downgrade(office, step)
    if step == "0002":
        with office.reading() as connection:
            rows = connection.execute(text("SELECT state, withdrawn_at FROM hand_offs ORDER BY number")).all()
            cards = connection.execute(text("SELECT channel FROM cards")).scalars().all()
        assert [row.state for row in rows] == [AFTER[state].value for state in WAYS]
        assert [row.withdrawn_at is not None for row in rows] == [AFTER[state] is S.WITHDRAWN for state in WAYS]
        assert cards == [f"C-{DEFAULT_OFFICE}"] * len(WAYS), "of two cards the one of its own office"
    upgrade(office)
    hands = Hands(NOW + MINUTE)
    desk = quick_desk(office, clock=hands, offices=default_offices(""))
    desk.fire_due()
    with office.reading() as connection:
        found = [find_hand_off(connection, id) for id in range(1, len(WAYS) + 1)]
        assert [each.state for each in found if each] == [AFTER[state] for state in WAYS]
        for each in found:
            assert each is not None
            assert each.office == DEFAULT_OFFICE
            assert bool(timers_of(connection, each.id)) is (each.state in WAITING), "what waits has something due"
            if step == "0002":
                assert cards_of(connection, each.id)[DEFAULT_OFFICE].version == 0, "it is shown anew, in its place"
    with office.transaction() as connection:
        next_one = open_hand_off(connection, open_question(connection, make_question()).id, "U1", NOW)
        assert next_one.number == len(WAYS) + 1


def test_a_timer_that_was_set_before_an_upgrade_fires_once_after_it(empty_place: str | Path) -> None:
    """It came due while one upgraded, from the first release with timers; then two processes start."""
    database, hands = open_database(empty_place), Hands(MORNING)
    before = QuickOffice(quick_desk(database, clock=hands, offices=three_offices()))
    opened = before.opened(filled=Filled(to=NORTH))
    downgrade(database, "0003")
    with database.reading() as connection:
        due = {each.kind: each.due_at for each in timers_of(connection, opened.id)}
    hands.at = due[TimerKind.REMIND]
    upgrade(database)
    after = QuickOffice(quick_desk(database, clock=hands, offices=three_offices()), before.surface)
    other = quick_desk(database, clock=hands, offices=three_offices())
    assert [desk.fire_due().fired for desk in (after.desk, other, after.desk)] == [1, 0, 0]
    with database.reading() as connection:
        keys = overdue(connection, hands.at)
    for key in keys * 2:
        after.work_on(key)
    assert after.letters() == [("remind", "C-north")]
    assert other.fire_due().fired == 0
    database.close()


def test_channels_in_use_stay_allowed_when_the_assistant_comes_to_answer_in_allowed_ones_alone(
    empty_place: str | Path,
) -> None:
    places = (
        (Place("T1", "C-used", "1.0"), Entry.MENTION), (Place("T1", "C-used", "2.0"), Entry.FOLLOW_UP),
        (Place("T1", "C-off", "1.0"), Entry.MENTION), (Place("T1", "C-command"), Entry.COMMAND),
        (Place("T1", "D1", "1.0", is_direct=True), Entry.DIRECT), (Place("T2", "C-other", "1.0"), Entry.MENTION),
    )  # fmt: skip
    database = open_database(empty_place)
    downgrade(database, "0004")
    with database.transaction() as connection:
        set_mode(connection, "T1", "C-off", ChannelMode.OFF, "U9", NOW)
        for place, entry in places:
            open_question(connection, make_question(place=place, entry=entry))
    upgrade(database)
    with database.reading() as connection:
        assert read_modes(connection, "T1") == {"C-off": ChannelMode.OFF, "C-used": ChannelMode.ANSWERS}
        assert read_modes(connection, "T2") == {"C-other": ChannelMode.ANSWERS}
    with database.transaction() as connection:
        set_mode(connection, "T1", EVERY_OTHER, ChannelMode.PRIVATE, "U9", NOW)
    downgrade(database, "0004")
    with database.reading() as connection:
        assert read_modes(connection, "T1") == {"C-off": ChannelMode.OFF}, "the release before knows no other"
    database.close()


def test_installations_that_stand_open_go_through_the_upgrade_and_are_sealed(office: Database) -> None:
    downgrade(office, "0003")
    before = SQLAlchemyInstallationStore("1.2", office.engine)
    before.create_tables()  # type: ignore[no-untyped-call]
    before.save(
        Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0")
    )
    upgrade(office)
    store = SealedInstallations(
        "1.2", office.engine, Seal((Fernet.generate_key().decode(),)), logging.getLogger("test")
    )
    assert store.seal_anew() == 2
    bot = store.find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert bot.bot_token == "xoxb-1"
    downgrade(office, "0003")
    with office.reading() as connection:
        assert "slack_bots" not in connection.dialect.get_table_names(connection), "nobody could open it"
    upgrade(office)
    with office.reading() as connection:
        assert contents(connection)["slack_bots"] == []
