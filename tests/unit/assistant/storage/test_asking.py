"""Does a question go from open to its end by one way only, and is it found wherever somebody looks for it?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from assistant.answering.records import Answer, Citation, FactReading, PrivateKind, Verdict
from assistant.desk.records import Arrival, Asked, AskedState, Audience, Deed, Place, Shown
from assistant.storage.arrivals import ArrivalUnreadable, find_arrival, finish, record
from assistant.storage.asking import (
    MessageTaken,
    QuestionOver,
    QuestionUnknown,
    add_shown,
    answer_question,
    conversation,
    end_shown,
    find_question,
    is_engaged,
    open_question,
    question_at,
    question_of,
    question_shown_as,
    recent,
    remove_question,
    share_question,
)
from assistant.storage.events import What, events_of
from assistant.storage.feedback import feedback_of, give_feedback
from tests.unit.assistant.storage.conftest import MINUTE, NOW, THREAD, make_arrival, make_question

ANSWER = Answer(Verdict.NO, "Don't post this", "Because of a picture of a [name 1].", citations=(
    Citation("md-16-02", "md-16-02/policy/blurred-face", "MD 16-02", "quote", 0, 5, True),
), language="es", reader="local", ms=12.6)  # fmt: skip


def happened(connection: Connection, id: int) -> list[What]:
    return [event.what for event in events_of(connection, id)]


def opened(connection: Connection, **changes: object) -> Asked:
    return open_question(connection, make_question(**changes))


def answered(connection: Connection, **changes: object) -> Asked:
    return answer_question(connection, opened(connection, **changes).id, NOW, ANSWER)


def test_a_question_comes_back_as_it_was(connection: Connection) -> None:
    question = make_question(
        place=Place("T1", "D1", None, is_direct=True), hidden=(PrivateKind.PERSON, PrivateKind.SSN), audience=Audience.ASKER,
        earlier=("before", "and before"), settled={"is_client": None, "is_public": False},
    )  # fmt: skip
    kept = open_question(connection, question)
    assert kept == replace(question, id=kept.id)
    assert find_question(connection, kept.id) == question_of(connection, question.key) == kept
    assert find_question(connection, kept.id + 1) is None
    assert question_of(connection, "unknown") is None


def test_a_question_told_twice_is_one(connection: Connection) -> None:
    question = make_question()
    first = open_question(connection, question)
    answer_question(connection, first.id, NOW, ANSWER)
    again = open_question(connection, replace(question, text="other"))
    assert (again.id, again.text, again.state) == (first.id, question.text, AskedState.ANSWERED)
    assert happened(connection, first.id) == [What.ASKED, What.ANSWERED]


def test_a_message_has_one_live_question(connection: Connection) -> None:
    first = opened(connection, message="5.1")
    with pytest.raises(MessageTaken):
        opened(connection, message="5.1")
    elsewhere = opened(connection, message="5.1", place=Place("T2", "C1", "1.0"))
    assert question_at(connection, "T1", "C1", "5.1") == first
    assert question_at(connection, "T2", "C1", "5.1") == elsewhere
    assert question_at(connection, "T1", "C1", "5.2") is None
    remove_question(connection, first.id, "U1", NOW)
    assert question_at(connection, "T1", "C1", "5.1") is None
    assert opened(connection, message="5.1").id != first.id


def test_an_answer_is_given_once(connection: Connection) -> None:
    question = opened(connection)
    first = answer_question(connection, question.id, NOW, ANSWER, audience=Audience.ASKER)
    assert (first.state, first.answer, first.audience, first.verdict) == (
        AskedState.ANSWERED,
        ANSWER,
        Audience.ASKER,
        Verdict.NO,
    )
    assert answer_question(connection, question.id, NOW, replace(ANSWER, verdict=Verdict.YES)) == first
    event = events_of(connection, question.id)[-1]
    assert event.data == {
        "verdict": "no", "clause": "md-16-02/policy/blurred-face", "language": "es", "reader": "local", "ms": 13,
    }  # fmt: skip


def test_a_question_without_an_answer_says_why(connection: Connection) -> None:
    question = opened(connection)
    kept = answer_question(connection, question.id, NOW, None, error="Say it in other words.")
    assert (kept.state, kept.answer, kept.error, kept.verdict) == (
        AskedState.ANSWERED,
        None,
        "Say it in other words.",
        None,
    )
    assert happened(connection, question.id) == [What.ASKED, What.UNANSWERED]


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_question_is_replaced_by_another_of_its_message(connection: Connection, is_answered: bool) -> None:
    first = (answered if is_answered else opened)(connection, message="5.1")
    second = opened(connection, message="5.1", replaces=first.id)
    old = find_question(connection, first.id)
    assert old is not None
    assert old.state is AskedState.REPLACED
    assert second.replaces == first.id
    assert question_at(connection, "T1", "C1", "5.1") == second
    assert happened(connection, first.id)[-1] is What.REPLACED
    # Its text stays, so that the struck answer can still be shown.
    assert old.text == first.text


def test_what_is_over_is_left_alone(connection: Connection) -> None:
    gone = answered(connection)
    remove_question(connection, gone.id, "U1", NOW)
    replaced = answered(connection, message="5.1")
    opened(connection, message="5.1", replaces=replaced.id)
    for id in (gone.id, replaced.id):
        before = happened(connection, id)
        with pytest.raises(QuestionOver, match=f"Question {id} is "):
            answer_question(connection, id, NOW, ANSWER)
        with pytest.raises(QuestionOver):
            share_question(connection, id, "U1", NOW)
        with pytest.raises(QuestionOver):
            opened(connection, replaces=id)
        assert happened(connection, id) == before
    # A message that is deleted takes the replaced question with it too.
    assert remove_question(connection, replaced.id, "U1", NOW).state is AskedState.GONE


def test_a_question_nobody_knows_is_named(connection: Connection) -> None:
    for deed in (
        lambda: answer_question(connection, 99, NOW, ANSWER),
        lambda: share_question(connection, 99, "U1", NOW),
        lambda: remove_question(connection, 99, "U1", NOW),
        lambda: opened(connection, replaces=99),
        lambda: add_shown(connection, 99, [Shown("C1", "1.1")], NOW),
    ):
        with pytest.raises(QuestionUnknown, match="no question 99"):
            deed()


def test_a_shared_answer_is_for_everybody(connection: Connection) -> None:
    question = answered(connection, audience=Audience.ASKER)
    for _ in range(2):
        assert share_question(connection, question.id, "U1", NOW).audience is Audience.THREAD
    assert happened(connection, question.id) == [What.ASKED, What.ANSWERED, What.SHARED]


def test_where_an_answer_shows_is_known_until_it_is_removed(connection: Connection) -> None:
    question = answered(connection)
    first, second = Shown("C1", "9.1"), Shown("D1", "9.2", is_passing=True)
    for _ in range(2):
        add_shown(connection, question.id, [first, second], NOW)
    found = question_shown_as(connection, "C1", "9.1")
    assert found is not None
    assert (found.id, found.shown) == (question.id, (first, second))
    end_shown(connection, question.id, NOW, [])
    end_shown(connection, question.id, NOW, [first])
    assert question_shown_as(connection, "C1", "9.1") is None
    assert question_shown_as(connection, "D1", "9.1") is None
    assert question_shown_as(connection, "D1", "9.2") == replace(found, shown=(second,))
    end_shown(connection, question.id, NOW)
    assert question_shown_as(connection, "D1", "9.2") is None
    add_shown(connection, question.id, [first], NOW)  # shown there anew
    assert question_shown_as(connection, "C1", "9.1") == replace(found, shown=(first,))


def test_of_two_answers_in_one_message_of_ours_the_later_counts(connection: Connection) -> None:
    first = answered(connection, message="5.1")
    add_shown(connection, first.id, [Shown("C1", "9.1")], NOW)
    second = opened(connection, message="5.1", replaces=first.id)
    add_shown(connection, second.id, [Shown("C1", "9.1")], NOW)
    found = question_shown_as(connection, "C1", "9.1")
    assert found is not None
    assert found.id == second.id


def test_a_conversation_is_what_this_person_may_know_of_oldest_first(connection: Connection) -> None:
    late = answered(connection, text="late", asked_at=NOW + MINUTE)
    early = answered(connection, text="early")
    mine = answered(connection, text="my private", audience=Audience.ASKER, asked_at=NOW + 2 * MINUTE)
    answered(connection, text="their private", person="U2", audience=Audience.ASKER)
    theirs = answered(connection, text="theirs", person="U2", asked_at=NOW + 3 * MINUTE)
    gone = answered(connection, text="gone")
    remove_question(connection, gone.id, "U1", NOW)
    for place in (
        Place("T2", "C1", "100.1"),
        Place("T1", "C2", "100.1"),
        Place("T1", "C1", "100.2"),
        Place("T1", "C1", None),
    ):
        answered(connection, place=place)
    turns = conversation(connection, THREAD, "U1")
    assert [turn.id for turn in turns] == [early.id, late.id, mine.id, theirs.id]
    assert [turn.id for turn in conversation(connection, THREAD, "U3")] == [early.id, late.id, theirs.id]
    assert [turn.id for turn in conversation(connection, THREAD, "U1", before=mine.id)] == [early.id, late.id]
    assert conversation(connection, Place("T1", "C1", None), "U1") == ()


def test_a_thread_is_engaged_for_who_asked_while_a_question_of_theirs_lives(connection: Connection) -> None:
    assert not is_engaged(connection, THREAD, "U1")
    question = opened(connection)
    assert is_engaged(connection, THREAD, "U1")
    assert not is_engaged(connection, replace(THREAD, thread="100.2"), "U1")
    assert not is_engaged(connection, replace(THREAD, channel="C2"), "U1")
    assert not is_engaged(connection, replace(THREAD, thread=None), "U1")
    assert not is_engaged(connection, THREAD, "U2")
    remove_question(connection, question.id, "U1", NOW)
    assert not is_engaged(connection, THREAD, "U1")


def test_the_recent_questions_of_a_person_come_newest_first(connection: Connection) -> None:
    ids = [answered(connection, asked_at=NOW + number * MINUTE).id for number in range(4)]
    answered(connection, person="U2")
    answered(connection, place=Place("T2", "C1", "1.1"))
    remove_question(connection, ids[3], "U1", NOW)
    assert [question.id for question in recent(connection, "T1", "U1", 2)] == [ids[2], ids[1]]


def keep(connection: Connection, arrival: Arrival, *, is_over: bool) -> None:
    record(connection, arrival, NOW)
    if is_over:
        finish(connection, arrival.key, NOW)


def test_a_removed_question_takes_its_texts_with_it_at_once(connection: Connection) -> None:
    question = answered(connection, text="a secret", earlier=("said before",), settled={"is_client": True})
    follow_up = answered(connection, text="and now", earlier=("said before", "a secret"))
    give_feedback(connection, question.id, "U1", False, "a secret reason", NOW)
    keep(connection, make_arrival(question.key, message=question.message, text="a secret"), is_over=True)
    keep(connection, make_arrival("not yet", message=question.message, text="a secret"), is_over=False)
    keep(connection, make_arrival("other", message="9.9"), is_over=True)
    add_shown(connection, question.id, [Shown("C1", "9.1")], NOW)
    for _ in range(2):
        gone = remove_question(connection, question.id, "U1", NOW)
    assert (gone.state, gone.text, gone.earlier, gone.settled) == (AskedState.GONE, "", (), {})
    assert gone.answer is not None
    assert (gone.answer.verdict, gone.answer.reason) == (Verdict.NO, "")
    assert gone.shown == (Shown("C1", "9.1"),), "it can still be removed there"
    later = find_question(connection, follow_up.id)
    assert later is not None
    assert (later.text, later.earlier) == ("and now", ("said before",))
    assert [each.reason for each in feedback_of(connection, question.id)] == [""]
    with pytest.raises(ArrivalUnreadable):
        find_arrival(connection, question.key)
    assert find_arrival(connection, "not yet") is not None, "its work still needs it"
    assert find_arrival(connection, "other") is not None
    assert happened(connection, question.id) == [What.ASKED, What.ANSWERED, What.RATED, What.BLANKED, What.REMOVED]


def test_a_removed_question_takes_the_texts_of_those_it_replaced_with_it(connection: Connection) -> None:
    first = answered(connection, text="a secret")
    give_feedback(connection, first.id, "U1", False, "a secret reason", NOW)
    missed = make_arrival("missed", deed=Deed.CORRECTED, message="", question=first.id, text="a secret")
    keep(connection, missed, is_over=True)
    keep(connection, replace(missed, key="of another", question=first.id + 7), is_over=True)
    second = answered(connection, key="edited", message=first.message, text="a later secret", replaces=first.id)

    remove_question(connection, second.id, "U1", NOW)

    for id in (first.id, second.id):
        left = find_question(connection, id)
        assert left is not None
        assert left.text == ""
        assert left.answer is not None
        assert left.answer.reason == ""
    assert [each.reason for each in feedback_of(connection, first.id)] == [""]
    with pytest.raises(ArrivalUnreadable):
        find_arrival(connection, "missed")
    assert find_arrival(connection, "of another") is not None


def test_no_event_holds_what_a_person_wrote(connection: Connection) -> None:
    question = answered(connection, text="s3cret", earlier=("s3cret",), settled={"s3cret": True})
    give_feedback(connection, question.id, "U1", False, "s3cret", NOW)
    remove_question(connection, question.id, "U1", NOW)
    assert "s3cret" not in repr(events_of(connection, question.id))


def test_words_that_a_follow_up_was_read_with_go_with_the_question_they_are_from(connection: Connection) -> None:
    facts = {
        "is_client": FactReading(True, "my client", 0.9),
        "is_public": FactReading(True, "public page", 0.9),
        "is_photo": FactReading(True, "a photo", 0.9),
        "is_own": FactReading(True, "inferred", 0.9),
    }
    first = answered(connection, text="my client has a photo")
    second = opened(connection, text="on a public page, a photo", earlier=("my client has a photo",))
    answer_question(connection, second.id, NOW, replace(ANSWER, facts=facts))
    remove_question(connection, first.id, "U1", NOW)
    kept = find_question(connection, second.id)
    assert kept is not None
    assert kept.answer is not None
    assert {name: fact.words for name, fact in kept.answer.facts.items()} == {
        "is_client": "", "is_public": "public page", "is_photo": "a photo", "is_own": "inferred",
    }  # fmt: skip
    assert replace(kept.answer, facts={}) == ANSWER
