"""Does the last word of each person count?"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from assistant.storage.asking import open_question
from assistant.storage.events import What, events_of
from assistant.storage.feedback import Feedback, feedback_of, give_feedback, rate_ruling
from assistant.storage.hand_offs import open_hand_off
from assistant.storage.rulings import add_ruling
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question
from tests.unit.assistant.storage.test_rulings import ruling


def test_a_person_may_say_it_again_and_the_last_one_counts(connection: Connection) -> None:
    id = open_question(connection, make_question()).id
    assert give_feedback(connection, id, "U1", False, "it is wrong", NOW)
    assert give_feedback(connection, id, "U2", True, "", NOW + MINUTE)
    assert give_feedback(connection, id, "U1", True, "", NOW + 2 * MINUTE)
    assert feedback_of(connection, id) == (
        Feedback("U2", True, "", NOW + MINUTE), Feedback("U1", True, "", NOW + 2 * MINUTE),
    )  # fmt: skip
    told = [(each.person, each.data) for each in events_of(connection, id) if each.what is What.RATED]
    assert told == [
        ("U1", {"is_helpful": False, "has_reason": True}),
        ("U2", {"is_helpful": True, "has_reason": False}),
        ("U1", {"is_helpful": True, "has_reason": False}),
    ]


def test_feedback_on_a_question_nobody_knows_is_not_kept(connection: Connection) -> None:
    assert not give_feedback(connection, 99, "U1", True, "", NOW)


@pytest.mark.parametrize(("is_anonymous", "by"), [(False, "U1"), (True, "")])
def test_whether_a_ruling_helped_is_told_of_who_asked_by_name(
    connection: Connection, is_anonymous: bool, by: str
) -> None:
    question = open_question(connection, make_question()).id
    hand_off = open_hand_off(connection, question, "U1", NOW, is_anonymous=is_anonymous)
    assert not rate_ruling(connection, hand_off.id, "U1", True, NOW)
    standing = add_ruling(connection, ruling(hand_off))

    assert rate_ruling(connection, hand_off.id, "U1", False, NOW + MINUTE)
    told = [(each.person, each.data) for each in events_of(connection, question) if each.what is What.RULING_RATED]
    assert told == [(by, {"is_helpful": False, "ruling": standing.id})]
