"""Do the events alone say how every hand-off stands, who held it when, and what else was done to it? Both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from assistant.answering.records import Verdict
from assistant.desk.records import HandOff
from assistant.escalation.records import (
    HandOffState,
    Letter,
    LetterKind,
    Move,
    Promise,
    Remark,
    Ruling,
    Timer,
    TimerKind,
)
from assistant.storage.arrivals import finish, record
from assistant.storage.asking import find_question, open_question
from assistant.storage.database import Database
from assistant.storage.events import Event, What, events_of, events_of_hand_off, events_since
from assistant.storage.hand_offs import change_hand_off, find_hand_off, open_hand_off, time_hand_off
from assistant.storage.letters import drop_letter, write_letter
from assistant.storage.retention import sweep_old
from assistant.storage.rulings import add_remark, add_ruling, unname_remarks
from assistant.storage.standing import replay
from assistant.storage.tables import events
from tests.time_passing import check_replayed
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival, make_question

ASKER, MANAGER, COLLEAGUE = "U1", "U7", "U8"
LEASE = NOW + 30 * MINUTE
DUE = Promise(NOW + 60 * MINUTE)
KEEP = timedelta(days=365)


def opened(connection: Connection, **changes: Any) -> HandOff:
    return open_hand_off(connection, open_question(connection, make_question()).id, ASKER, NOW, **changes)


def last(connection: Connection, hand_off: HandOff) -> Event:
    return events_of_hand_off(connection, hand_off.id)[-1]


def change(connection: Connection, hand_off: HandOff, move: Move, by: str, **changes: Any) -> dict[str, Any]:
    """What the event of a move says."""
    change_hand_off(connection, hand_off.id, move, by, NOW, **changes)
    return dict(last(connection, hand_off).data)


def test_events_of_claim_release_and_lapse_say_who_holds_it_and_who_held_it(connection: Connection) -> None:
    hand_off = opened(connection)
    for let_go in (Move.RELEASE, Move.LAPSE):
        claimed = change(connection, hand_off, Move.CLAIM, MANAGER, holder=MANAGER, leased_until=LEASE)
        assert (claimed["holder"], "held" in claimed) == (MANAGER, False)
        free = change(connection, hand_off, let_go, MANAGER if let_go is Move.RELEASE else "")
        assert (free["holder"], free["held"]) == ("", MANAGER)


def test_the_event_of_giving_it_to_somebody_says_from_whom_and_to_whom(connection: Connection) -> None:
    hand_off = opened(connection)
    change_hand_off(connection, hand_off.id, Move.CLAIM, MANAGER, NOW, holder=MANAGER)
    given = change(connection, hand_off, Move.REASSIGN, MANAGER, holder=COLLEAGUE)
    assert (given["held"], given["holder"]) == (MANAGER, COLLEAGUE)


def test_the_event_of_raising_it_says_to_which_office(connection: Connection) -> None:
    hand_off = opened(connection, office="north", promise=DUE)
    assert change(connection, hand_off, Move.RAISE, "", raised_to=("south",))["raised_to"] == "south"
    assert change(connection, hand_off, Move.RAISE, "", raised_to=("south", "top"))["raised_to"] == "south top"
    passed_on = change(connection, hand_off, Move.PASS_ON, MANAGER, office="south", raised_to=())
    assert (passed_on["office"], passed_on["raised_to"]) == ("south", "")


def test_the_events_alone_give_a_hand_off_as_it_stands_after_every_move(connection: Connection) -> None:
    hand_off = opened(connection, office="north", promise=DUE, timers=(Timer(TimerKind.EXPIRE, NOW),))
    moves: tuple[tuple[Move, str, dict[str, Any]], ...] = (
        (Move.REMIND, "", {}),
        (Move.RAISE, "", {"raised_to": ("top",)}),
        (Move.CLAIM, MANAGER, {"holder": MANAGER, "leased_until": LEASE}),
        (Move.CHECK, "", {"leased_until": NOW}),
        (Move.STAY, MANAGER, {"leased_until": LEASE}),
        (Move.REASSIGN, MANAGER, {"holder": COLLEAGUE}),
        (Move.ASK_BACK, COLLEAGUE, {"promise": Promise(None, timedelta(minutes=45))}),
        (Move.NUDGE, "", {}),
        (Move.REPLY, ASKER, {"promise": DUE, "leased_until": LEASE}),
        (Move.LAPSE, "", {}),
        (Move.PASS_ON, COLLEAGUE, {"office": "south", "raised_to": ()}),
        (Move.EDIT, ASKER, {"is_anonymous": True, "is_automatic": False}),
        (Move.NAME, ASKER, {"is_anonymous": False}),
        (Move.EXPIRE, "", {}),
        (Move.ANSWER, COLLEAGUE, {"holder": COLLEAGUE, "promise": None}),
        (Move.CORRECT, COLLEAGUE, {"holder": COLLEAGUE}),
        (Move.REOPEN, ASKER, {"promise": DUE}),
        (Move.WITHDRAW, ASKER, {}),
    )
    for move, by, changes in moves:
        now = change_hand_off(connection, hand_off.id, move, by, NOW, **changes)
        check_replayed(events_of_hand_off(connection, hand_off.id), now)


def test_a_hand_off_that_follows_its_question_is_told_with_the_new_one(connection: Connection) -> None:
    hand_off = opened(connection)
    other = open_question(connection, make_question())
    moved = change_hand_off(connection, hand_off.id, Move.EDIT, "", NOW, asked=other.id)
    check_replayed(events_of_hand_off(connection, hand_off.id), moved)


def test_timers_and_a_promise_that_are_set_anew_are_told_once(connection: Connection) -> None:
    hand_off = opened(connection)
    due = (Timer(TimerKind.EXPIRE, NOW + MINUTE),)
    assert time_hand_off(connection, hand_off.id, due, NOW, DUE)
    told = last(connection, hand_off)
    assert (told.what, told.person, told.data["version"]) == (What.HAND_OFF_TIMED, "", hand_off.version)
    timed = find_hand_off(connection, hand_off.id)
    assert timed == replace(hand_off, promise=DUE)
    check_replayed(events_of_hand_off(connection, hand_off.id), timed)
    assert not time_hand_off(connection, hand_off.id, due, NOW, DUE), "it has them"
    assert time_hand_off(connection, hand_off.id, (), NOW), "these are others"
    assert [each.what for each in events_of_hand_off(connection, hand_off.id)].count(What.HAND_OFF_TIMED) == 2


def test_a_letter_that_is_over_is_told_as_dropped_once(connection: Connection) -> None:
    hand_off = opened(connection)
    write_letter(connection, Letter("l", "a", LetterKind.REMIND, "T1", "", "C9", hand_off.id), NOW)
    for _ in range(2):
        drop_letter(connection, "l", NOW)
    assert [(each.what, each.data) for each in events_of_hand_off(connection, hand_off.id)[1:]] == [
        (What.LETTER_DROPPED, {"kind": "remind"})
    ]


def test_that_a_name_was_taken_off_is_told_without_the_name(connection: Connection) -> None:
    hand_off = opened(connection)
    add_remark(connection, hand_off.id, Remark(Move.REPLY, ASKER, "Of the desk.", NOW))
    for _ in range(2):
        unname_remarks(connection, hand_off.id, ASKER, NOW)
    told = [each for each in events_of_hand_off(connection, hand_off.id) if each.what is What.HAND_OFF_UNNAMED]
    assert [(each.person, each.data) for each in told] == [("", {"number": 1, "remarks": 1, "is_by_asker": True})]
    assert ASKER not in repr(told)


def test_who_asked_without_a_name_is_in_no_event_of_who_holds_it(connection: Connection) -> None:
    hand_off = opened(connection, is_anonymous=True)
    change_hand_off(connection, hand_off.id, Move.CLAIM, MANAGER, NOW, holder=MANAGER, leased_until=LEASE)
    change_hand_off(connection, hand_off.id, Move.ASK_BACK, MANAGER, NOW)
    change_hand_off(connection, hand_off.id, Move.REPLY, ASKER, NOW)
    change_hand_off(connection, hand_off.id, Move.WITHDRAW, ASKER, NOW)
    assert ASKER not in repr(events_of_hand_off(connection, hand_off.id))


def test_texts_that_are_taken_out_are_told_and_none_of_their_words(database: Database) -> None:
    long_ago = NOW - 2 * KEEP
    with database.transaction() as connection:
        first = open_question(connection, make_question(text="s3cret", asked_at=long_ago))
        later = open_question(connection, make_question(text="and now", asked_at=NOW, earlier=("s3cret",)))
        hand_off = open_hand_off(connection, first.id, ASKER, long_ago)
        add_ruling(connection, Ruling(0, hand_off.id, Verdict.NO, "s3cret.", (), MANAGER, "north", long_ago))
        for move in (Move.ANSWER, Move.CLOSE):
            change_hand_off(connection, hand_off.id, move, MANAGER, long_ago, holder=MANAGER)
        record(connection, make_arrival("old", text="s3cret"), long_ago)
        finish(connection, "old", long_ago)
    sweep_old(database, NOW, KEEP)
    with database.transaction() as connection:
        add_remark(connection, hand_off.id, Remark(Move.REOPEN, ASKER, "s3cret", NOW))
    for _ in range(2):
        sweep_old(database, NOW, KEEP)
    with database.reading() as connection:
        told = [(each.what, each.data) for each in events_of(connection, first.id) if each.at == NOW]
        of_later = [each.what for each in events_of(connection, later.id)]
        of_arrivals = [each for each in events_since(connection, "T1", NOW) if each.what is What.ARRIVALS_BLANKED]
        every = repr(events_since(connection, "T1", long_ago))
    assert told == [
        (What.BLANKED, {"of": "question", "why": "age", "hand_offs": 1}),
        (What.BLANKED, {"of": "rulings", "why": "age", "count": 1}),
        (What.BLANKED, {"of": "remarks", "why": "age", "count": 1}),
    ]
    assert of_later == [What.ASKED, What.TURN_FORGOTTEN]
    assert [each.data for each in of_arrivals] == [{"count": 1}]
    assert "s3cret" not in every


OLD = {"number": 1, "is_automatic": False, "office": "north"}
"""What the event of a move said in the releases before."""


def test_events_of_a_release_before_are_read_and_go_on_with_those_of_today(connection: Connection) -> None:
    hand_off = opened(connection, office="north")
    connection.execute(text("UPDATE hand_offs SET state = 'claimed', holder = 'U7', version = 2"))
    old = _written_before(connection, hand_off)
    stood = replay(old)
    assert stood is not None
    assert (stood.state, stood.office, stood.version) == (HandOffState.CLAIMED, "north", 2)
    assert stood.holder is None, "they did not say"
    change_hand_off(connection, hand_off.id, Move.RELEASE, MANAGER, NOW)
    released = find_hand_off(connection, hand_off.id)
    assert released is not None
    after = last(connection, hand_off)
    assert (after.data["holder"], after.data["held"]) == ("", MANAGER)
    check_replayed((*old, after), released)


def _written_before(connection: Connection, hand_off: HandOff) -> tuple[Event, ...]:
    """Two events as they were written, read back as they are read today."""
    question = find_question(connection, hand_off.asked)
    assert question is not None
    before = len(events_of_hand_off(connection, hand_off.id))
    for version, (what, state, person) in enumerate(
        ((What.HAND_OFF_OPENED, "opened", ASKER), (What.HAND_OFF_CLAIMED, "claimed", MANAGER)), 1
    ):
        values = {"at": NOW, "what": what.value, "workspace": "T1", "person": person, "asked": question.id,
                  "hand_off": hand_off.id, "data": {**OLD, "version": version, "state": state}}  # fmt: skip
        connection.execute(insert(events).values(values))
    return events_of_hand_off(connection, hand_off.id)[before:]
