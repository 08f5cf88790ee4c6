"""Is a precedent kept as the table of steps says, told of in events, and found below the answers that it was given with?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from assistant.answering.records import Answer, Verdict
from assistant.desk.records import Asked
from assistant.escalation.precedents import LIVE, Precedent, PrecedentState, Step
from assistant.escalation.records import Move, Ruling
from assistant.storage.asking import answer_question, find_question, open_question
from assistant.storage.database import Database
from assistant.storage.events import events_of_hand_off
from assistant.storage.hand_offs import change_hand_off, open_hand_off
from assistant.storage.precedents import (
    PrecedentUnknown,
    StepNotAllowed,
    change_precedent,
    draft_precedent,
    find_precedent,
    given_as_precedents,
    live_precedents,
    precedent_of,
    published_precedents,
)
from assistant.storage.retention import sweep_old
from assistant.storage.rulings import add_ruling, find_ruling, give_ruling
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question

FACTS = {"client": False, "personal_account": True}


def ruled(connection: Connection, **changes: object) -> Ruling:
    question = open_question(connection, make_question(**changes))
    hand_off = open_hand_off(connection, question.id, "U1", NOW)
    ruling = Ruling(0, hand_off.id, Verdict.CONDITIONAL, "With a release.", ("a",), "U7", "north", NOW)
    ruling = add_ruling(connection, ruling)
    give_ruling(connection, ruling.id, question.id, NOW)
    return ruling


def drafted(connection: Connection, **changes: object) -> Precedent:
    return draft_precedent(connection, ruled(connection, **changes), "may i post this", "digest", NOW)


def published(connection: Connection, **changes: object) -> Precedent:
    made = drafted(connection, **changes)
    change_precedent(
        connection, made.id, Step.PROPOSE, "U7", NOW, question="May a desk be posted?", facts=FACTS, kind="posting"
    )
    return change_precedent(
        connection, made.id, Step.APPROVE, "U8", NOW,
        approved_by="U8", published_at=NOW, review_at=NOW + timedelta(days=365),
    )  # fmt: skip


def asked_by_another(connection: Connection) -> Asked:
    question = open_question(connection, make_question(person="U5"))
    return answer_question(connection, question.id, NOW, Answer(Verdict.YES, "Yes", "because"))


def test_a_ruling_is_drafted_once(connection: Connection) -> None:
    made = drafted(connection)
    again = draft_precedent(connection, made.ruling, "something else", "other", NOW)
    assert again == made == precedent_of(connection, made.ruling.id) == find_precedent(connection, made.id)
    assert (made.state, made.owner, made.ruling.text) == (PrecedentState.DRAFTED, "U7", "With a release.")
    assert made.workspace == "T1"


def test_every_step_tells_its_event(connection: Connection) -> None:
    made = published(connection)
    change_precedent(connection, made.id, Step.LAY_DOWN, "", NOW, why="clause")
    told = [each for each in events_of_hand_off(connection, made.ruling.hand_off) if "precedent" in each.data]
    assert [(each.what.value, each.person, each.data.get("why")) for each in told] == [
        ("precedent drafted", "U7", None),
        ("precedent proposed", "U7", None),
        ("precedent published", "U8", None),
        ("precedent laid down", "", "clause"),
    ]


def test_what_the_table_does_not_allow_changes_nothing(connection: Connection) -> None:
    made = drafted(connection)
    with pytest.raises(StepNotAllowed):
        change_precedent(connection, made.id, Step.APPROVE, "U8", NOW, approved_by="U8")
    assert find_precedent(connection, made.id) == made
    with pytest.raises(PrecedentUnknown):
        change_precedent(connection, 99, Step.APPROVE, "U8", NOW)


def test_only_what_is_published_is_found_and_only_in_its_workspace(connection: Connection) -> None:
    waiting, made = drafted(connection), published(connection)
    assert published_precedents(connection, "T1") == (made,)
    assert (made.facts, made.kind, made.question) == (FACTS, "posting", "May a desk be posted?")
    assert published_precedents(connection, "T2") == ()
    assert live_precedents(connection) == (waiting, made)
    over = change_precedent(connection, made.id, Step.LAY_DOWN, "", NOW + MINUTE)
    assert over.over_at == NOW + MINUTE
    assert over.state not in LIVE
    assert published_precedents(connection, "T1") == ()


def test_it_stands_below_the_answer_it_was_given_with_until_it_is_laid_down(connection: Connection) -> None:
    made, other = published(connection), asked_by_another(connection)
    assert other.similar == ()
    give_ruling(connection, made.ruling.id, other.id, NOW)
    found = find_question(connection, other.id)
    assert found is not None
    assert found.similar == (made,)
    change_precedent(connection, made.id, Step.LAY_DOWN, "", NOW)
    assert given_as_precedents(connection, [other.id]) == {}


def test_a_ruling_is_no_precedent_below_its_own_question(connection: Connection) -> None:
    published(connection)
    assert given_as_precedents(connection, [1]) == {}


def test_the_words_of_a_precedent_are_kept_as_long_as_it_is_one(database: Database) -> None:
    keep = timedelta(days=365)
    with database.transaction() as connection:
        made = published(connection, asked_at=NOW - 2 * keep)
        change_hand_off(connection, made.ruling.hand_off, Move.WITHDRAW, "U1", NOW)
    sweep_old(database, NOW, keep)
    with database.transaction() as connection:
        kept = find_precedent(connection, made.id)
        assert kept is not None
        assert (kept.question, kept.ruling.text) == (made.question, made.ruling.text)
        change_precedent(connection, made.id, Step.LAY_DOWN, "", NOW)
    sweep_old(database, NOW, keep)
    with database.reading() as connection:
        gone, ruling = find_precedent(connection, made.id), find_ruling(connection, made.ruling.id)
        assert gone is not None
        assert ruling is not None
        assert (gone.question, gone.facts, ruling.text) == ("", {}, "")
