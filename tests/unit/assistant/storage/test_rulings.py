"""Does one ruling stand, is it known who was given it, and is it blanked when nobody may rely on it any more?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert

from assistant.answering.records import Verdict
from assistant.desk.records import Deed, HandOff
from assistant.escalation.records import Move, Remark, Ruling
from assistant.storage.arrivals import find_arrival, finish, record
from assistant.storage.asking import open_question, remove_question
from assistant.storage.blanking import blank_question
from assistant.storage.database import Database, DatabaseRefused
from assistant.storage.hand_offs import change_hand_off, find_hand_off, open_hand_off
from assistant.storage.office_choices import choose_office, read_choice
from assistant.storage.retention import sweep_old
from assistant.storage.rulings import add_remark, add_ruling, find_ruling, give_ruling, given_to, rulings_of
from assistant.storage.tables import precedents
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival, make_question

KEEP = timedelta(days=365)


def ruling(hand_off: HandOff, **changes: object) -> Ruling:
    values = {"text": "Not with their face.", "note": "asked twice", "clauses": ("IV.B.1",), **changes}
    return Ruling(0, hand_off.id, Verdict.NO, by="U7", office="north", at=NOW, **values)  # type: ignore[arg-type]


def handed_over(connection: Connection, **changes: object) -> HandOff:
    question = open_question(connection, make_question(asked_at=NOW - 2 * KEEP))
    return open_hand_off(connection, question.id, "U1", NOW, **changes)  # type: ignore[arg-type]


def current(connection: Connection, hand_off: HandOff) -> HandOff:
    found = find_hand_off(connection, hand_off.id)
    assert found is not None
    return found


def test_the_last_ruling_stands(connection: Connection) -> None:
    hand_off = handed_over(connection)
    first = add_ruling(connection, ruling(hand_off))
    second = add_ruling(connection, ruling(hand_off, text="With a release.", replaces=first.id))
    assert current(connection, hand_off).ruling == second == find_ruling(connection, second.id)
    assert rulings_of(connection, hand_off.id) == (first, second)


def test_a_ruling_is_corrected_once(database: Database) -> None:
    with database.transaction() as connection:
        hand_off = handed_over(connection)
        first = add_ruling(connection, ruling(hand_off))
        add_ruling(connection, ruling(hand_off, replaces=first.id))

    def correct_again() -> None:
        with database.transaction() as connection:
            add_ruling(connection, ruling(hand_off, replaces=first.id))

    with pytest.raises(DatabaseRefused):
        correct_again()


def test_it_is_kept_who_was_given_a_ruling(connection: Connection) -> None:
    hand_off, other = handed_over(connection), handed_over(connection)
    one = add_ruling(connection, ruling(hand_off))
    assert give_ruling(connection, one.id, other.asked, NOW)
    assert give_ruling(connection, one.id, hand_off.asked, NOW)
    assert not give_ruling(connection, one.id, hand_off.asked, NOW + MINUTE)
    assert given_to(connection, one.id) == (hand_off.asked, other.asked)


def test_what_was_said_stands_with_the_hand_off(connection: Connection) -> None:
    hand_off = handed_over(connection)
    said = (Remark(Move.ASK_BACK, "U7", "Whose account?", NOW), Remark(Move.REPLY, "U1", "My own.", NOW + MINUTE))
    for each in said:
        add_remark(connection, hand_off.id, each)
    assert current(connection, hand_off).remarks == said


def test_what_people_wrote_goes_with_the_question(connection: Connection) -> None:
    hand_off = handed_over(connection, text="may I, s3cret", context="s3cret too")
    add_remark(connection, hand_off.id, Remark(Move.REPLY, "U1", "s3cret", NOW))
    record(connection, make_arrival("reply", hand_off=hand_off.id, deed=Deed.REPLIED, text="s3cret"), NOW)
    finish(connection, "reply", NOW)
    blank_question(connection, hand_off.asked, NOW)
    assert "s3cret" not in repr(current(connection, hand_off))
    with pytest.raises(Exception, match="cannot be read"):
        find_arrival(connection, "reply")


@pytest.mark.parametrize(("is_over", "is_precedent", "is_kept"), [
    (False, False, True),
    (True, False, False),
    (True, True, True),
])  # fmt: skip
def test_a_ruling_keeps_its_words_while_somebody_may_rely_on_it(
    database: Database, is_over: bool, is_precedent: bool, is_kept: bool
) -> None:
    with database.transaction() as connection:
        hand_off = handed_over(connection)
        change_hand_off(connection, hand_off.id, Move.ANSWER, "U7", NOW, holder="U7")
        one = add_ruling(connection, ruling(hand_off))
        if is_precedent:
            values = {"workspace": "T1", "ruling": one.id, "question": "?", "state": "published", "clauses_digest": "d"}
            connection.execute(insert(precedents).values(**values, owner="U7", approved_by="U8"))
        if is_over:
            change_hand_off(connection, hand_off.id, Move.CLOSE, "", NOW)
    sweep_old(database, NOW, KEEP)
    with database.reading() as connection:
        found = find_ruling(connection, one.id)
        assert found is not None
        assert (found.text, found.note) == (("Not with their face.", "asked twice") if is_kept else ("", ""))
        assert found.verdict is Verdict.NO


def test_a_question_that_is_deleted_takes_its_asker_s_words_along(connection: Connection) -> None:
    hand_off = handed_over(connection, text="s3cret")
    change_hand_off(connection, hand_off.id, Move.ANSWER, "U7", NOW, holder="U7")
    remove_question(connection, hand_off.asked, "U1", NOW)
    assert current(connection, hand_off).text == ""


def test_the_last_office_that_somebody_chose_counts(connection: Connection) -> None:
    assert read_choice(connection, "T1", "U1") == ""
    for office in ("north", "south"):
        choose_office(connection, "T1", "U1", office, NOW)
    assert (read_choice(connection, "T1", "U1"), read_choice(connection, "T2", "U1")) == ("south", "")
