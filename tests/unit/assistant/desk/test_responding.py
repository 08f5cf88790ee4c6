"""What follows from each deed, in order and out of it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answering.records import Verdict
from assistant.desk.audience import ALONE
from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import (
    FILES_UNSEEN,
    Act,
    Arrival,
    Asked,
    AskedState,
    Audience,
    ChannelMode,
    Deed,
    Entry,
    Place,
    Response,
    Shown,
)
from assistant.escalation.records import HandOffState
from tests.quick_desk import ASK, DIRECT, OFFICE, START, QuickAnswering, asked, deed
from tests.unit.assistant.desk.conftest import WorkOn

LATER = START + timedelta(seconds=5)


def question_of(response: Response | None) -> Asked:
    assert response is not None
    assert response.asked is not None
    return response.asked


def on(question: Asked, what: Deed, key: str, **changes: object) -> Arrival:
    return deed(what, key=key, place=question.place, message=question.message, question=question.id, **changes)  # type: ignore[arg-type]


def test_a_question_is_answered_in_its_thread(work_on: WorkOn) -> None:
    response = work_on(asked("barred?"))
    assert response is not None
    assert (response.act, response.note) == (Act.POST, None)
    question = question_of(response)
    assert (question.verdict, question.audience, question.state) == (Verdict.NO, Audience.THREAD, AskedState.ANSWERED)


@pytest.mark.parametrize(
    ("arrival", "mode", "audience", "note"),
    [
        (asked("may I?"), None, Audience.THREAD, None),
        (asked("may Xavier?"), None, Audience.ASKER, Notice.HIDDEN_IN_PRIVATE),
        (asked("may [case number 1]?"), None, Audience.ASKER, Notice.HIDDEN_IN_PRIVATE),
        (asked("may I?", wants_private=True), None, Audience.ASKER, None),
        (asked("may I?"), ChannelMode.PRIVATE, Audience.ASKER, Notice.CHANNEL_IN_PRIVATE),
        (asked("may Xavier?", place=DIRECT), None, Audience.THREAD, None),
        (asked("may I?", entry=Entry.COMMAND, place=Place("T1", "C1")), None, Audience.ASKER, None),
        (asked("may I?", entry=Entry.FORM, place=DIRECT), None, Audience.ASKER, None),
        (asked("may I?", entry=Entry.SHORTCUT), None, Audience.ASKER, None),
    ],
)
def test_who_sees_an_answer(
    desk: Desk, work_on: WorkOn, arrival: Arrival, mode: ChannelMode | None, audience: Audience, note: Notice | None
) -> None:
    if mode:
        desk.set_mode("T1", "C1", mode, "U9")
    response = work_on(arrival)
    assert response is not None
    assert (question_of(response).audience, response.note) == (audience, note)


def test_an_answer_read_with_a_private_turn_stays_private_too(work_on: WorkOn) -> None:
    work_on(asked("may Xavier?"))
    response = work_on(asked("and on my own page?", message="2.0", entry=Entry.FOLLOW_UP))
    assert response is not None
    assert question_of(response).audience is Audience.ASKER
    assert response.note == Notice.THREAD_IN_PRIVATE


def test_a_follow_up_is_read_with_the_turns_before_it(desk: Desk, work_on: WorkOn) -> None:
    work_on(asked("first?"))
    work_on(asked("second?", message="2.0", entry=Entry.FOLLOW_UP))
    assert isinstance(desk.answering, QuickAnswering)
    assert desk.answering.calls[-1] == ("second?", ("first?",), {})
    assert desk.is_engaged(OFFICE, "U1")


def test_respond_is_done_once(desk: Desk) -> None:
    desk.receive(asked("doubtful?"))
    first, second = desk.respond("asked:C1:1.0"), desk.respond("asked:C1:1.0")
    assert first == second
    assert isinstance(desk.answering, QuickAnswering)
    assert len(desk.answering.calls) == 1
    assert question_of(first).hand_off is not None


@pytest.mark.parametrize(("text", "is_handed_over"), [("doubtful?", True), ("danger!", False), ("unread", False), ("barred?", False), ("broken", False)])  # fmt: skip
def test_what_a_person_must_decide_is_handed_over(work_on: WorkOn, desk: Desk, text: str, is_handed_over: bool) -> None:
    question = question_of(work_on(asked(text)))
    hand_off = desk.asked(question.id).hand_off  # type: ignore[union-attr]
    assert (hand_off is not None and hand_off.is_automatic) is is_handed_over


@pytest.mark.parametrize("text", ["broken", "raises"])
def test_a_failure_is_told_and_can_be_handed_over(work_on: WorkOn, desk: Desk, text: str) -> None:
    response = work_on(asked(text))
    assert response is not None
    question = question_of(response)
    assert (response.act, response.note, question.answer) == (Act.POST, Notice.UNANSWERED, None)
    assert question.error == desk.notices.say(Notice.UNANSWERED)
    again = work_on(on(question, Deed.HANDED_OVER, "h1"))
    assert again is not None
    assert (again.act, question_of(again).hand_off is not None) == (Act.REFRESH, True)


def test_a_choice_decides_again_in_the_same_place(work_on: WorkOn, desk: Desk) -> None:
    question = question_of(work_on(asked("which?")))
    assert question.answer is not None
    assert question.answer.ask == ASK
    response = work_on(on(question, Deed.CHOSE, "c1", choice=1))
    assert response is not None
    anew = question_of(response)
    assert (response.act, anew.verdict, anew.settled) == (Act.REPLACE, Verdict.YES, {"personal_account": False})
    assert response.replaced is not None
    assert (response.replaced.id, response.replaced.state) == (question.id, AskedState.REPLACED)
    assert response.replaced.shown == (Shown("C1", "100.0"),)
    assert desk.asked_at("T1", "C1", "1.0") == desk.asked(anew.id)


@pytest.mark.parametrize(
    ("what", "changes", "notice"),
    [
        (Deed.CHOSE, {"choice": 0, "person": "U2"}, Notice.NOT_YOURS),
        (Deed.CHOSE, {"choice": 2}, Notice.NO_SUCH_CHOICE),
        (Deed.CHOSE, {"choice": -1}, Notice.NO_SUCH_CHOICE),
        (Deed.CHOSE, {}, Notice.NO_SUCH_CHOICE),
        (Deed.CHOSE, {"choice": 0, "question": 99}, Notice.UNKNOWN_QUESTION),
        (Deed.CHOSE, {"choice": 0, "question": None}, Notice.UNKNOWN_QUESTION),
        (Deed.CORRECTED, {}, Notice.NOTHING_CORRECTED),
        (Deed.CORRECTED, {"facts": {"no such fact": True}}, Notice.NOTHING_CORRECTED),
        (Deed.CORRECTED, {"facts": {"client": True}, "person": "U2"}, Notice.NOT_YOURS),
        (Deed.HANDED_OVER, {"person": "U2"}, Notice.NOT_YOURS),
        (Deed.WITHDREW, {}, Notice.NOTHING_HANDED_OVER),
        (Deed.SHARED, {}, Notice.SHARED_ALREADY),
        (Deed.SHARED, {"person": "U2"}, Notice.NOT_YOURS),
        (Deed.COPIED, {"person": "U2"}, Notice.NOT_YOURS),
        (Deed.COPIED, {"question": 99}, Notice.UNKNOWN_QUESTION),
    ],
)
def test_what_cannot_be_done_is_refused_politely(
    work_on: WorkOn, what: Deed, changes: dict[str, object], notice: Notice
) -> None:
    question = question_of(work_on(asked("which?")))
    response = work_on(replace(on(question, what, "d1"), **changes))  # type: ignore[arg-type]
    assert response is not None
    assert (response.act, response.asked, response.note) == (Act.TELL, None, notice)


def test_of_two_choices_the_first_counts(work_on: WorkOn) -> None:
    question = question_of(work_on(asked("which?")))
    work_on(on(question, Deed.CHOSE, "c1", choice=0))
    response = work_on(on(question, Deed.CHOSE, "c2", choice=1))
    assert response is not None
    assert (response.act, response.note) == (Act.TELL, Notice.SUPERSEDED)


def test_a_question_of_another_workspace_is_not_known(work_on: WorkOn) -> None:
    question = question_of(work_on(asked("which?")))
    response = work_on(replace(on(question, Deed.CHOSE, "c1", choice=0), place=Place("T2", "C1", "1.0")))
    assert response is not None
    assert response.note == Notice.UNKNOWN_QUESTION


def test_a_correction_decides_again_and_what_was_missed_is_read(work_on: WorkOn, desk: Desk) -> None:
    question = question_of(work_on(asked("may I?")))
    response = work_on(on(question, Deed.CORRECTED, "c1", facts={"client": True}, text="it is barred by Xenia"))
    anew = question_of(response)
    assert (anew.text, anew.settled, anew.verdict) == ("may I?\nit is barred by [name 1]", {"client": True}, Verdict.NO)
    assert anew.audience is Audience.ASKER


@pytest.mark.parametrize(("text", "is_answered"), [("barred now?", True), ("may I?", False)])
def test_an_edit_is_answered_anew_unless_the_text_is_what_it_was(work_on: WorkOn, text: str, is_answered: bool) -> None:
    work_on(asked("may I?"))
    response = work_on(deed(Deed.EDITED, key="e1", message="1.0", text=text, at=LATER))
    assert (response is not None and response.act is Act.REPLACE) is is_answered


def test_an_answer_to_a_message_with_files_says_so_until_an_edit_takes_them_away(work_on: WorkOn) -> None:
    first = question_of(work_on(asked("which?", has_files=True)))
    chosen = question_of(work_on(deed(Deed.CHOSE, key="c", question=first.id, choice=0)))
    edited = question_of(work_on(deed(Deed.EDITED, key="e", message="1.0", text="barred?", at=LATER)))
    for question, notes in ((first, (FILES_UNSEEN,)), (chosen, (FILES_UNSEEN,)), (edited, ())):
        assert question.answer is not None
        assert question.answer.notes == notes


EDIT_THAT_ASKS = [(DIRECT, Entry.DIRECT), (OFFICE, Entry.MENTION)]


def test_an_edit_without_a_mention_of_what_was_never_asked_is_nothing(work_on: WorkOn) -> None:
    assert work_on(deed(Deed.EDITED, key="e1", message="9.0", text="hello", entry=Entry.FOLLOW_UP)) is None


@pytest.mark.parametrize(("place", "entry"), EDIT_THAT_ASKS)
def test_an_edit_of_what_was_never_asked_asks(desk: Desk, work_on: WorkOn, place: Place, entry: Entry) -> None:
    response = work_on(deed(Deed.EDITED, key="e1", message="1.0", text="barred?", place=place, entry=entry, at=LATER))
    assert response is not None
    assert (response.act, question_of(response).verdict) == (Act.POST, Verdict.NO)
    # Told of late, by the event of the mention or of the message: it is asked already.
    assert work_on(asked("barred?", place=place)) is None
    assert len(desk.recent("U1", "T1", 10)) == 1


@pytest.mark.parametrize(("place", "entry"), EDIT_THAT_ASKS)
def test_an_edit_of_what_is_deleted_asks_nothing(work_on: WorkOn, place: Place, entry: Entry) -> None:
    work_on(deed(Deed.DELETED, key="d", message="1.0", place=place))
    assert work_on(deed(Deed.EDITED, key="e1", message="1.0", text="x", place=place, entry=entry, at=LATER)) is None


def test_an_edit_that_asks_is_dropped_with_a_word_while_switched_off(desk: Desk) -> None:
    desk.receive(deed(Deed.EDITED, key="e1", message="1.0", text="may I?", place=DIRECT, at=LATER))
    desk.set_switch("T1", False, "U9")
    response = desk.respond("e1")
    assert response is not None
    assert (response.act, response.note) == (Act.TELL, Notice.SWITCHED_OFF)
    assert not desk.recent("U1", "T1", 10)


def test_an_edit_that_comes_before_its_question_counts(work_on: WorkOn) -> None:
    assert work_on(deed(Deed.EDITED, key="e1", message="1.0", text="barred?", at=LATER)) is None
    assert question_of(work_on(asked("may I?"))).verdict is Verdict.NO


def test_of_two_edits_the_later_one_counts(work_on: WorkOn, desk: Desk) -> None:
    work_on(asked("may I?"))
    work_on(deed(Deed.EDITED, key="e2", message="1.0", text="barred?", at=LATER + timedelta(seconds=1)))
    assert work_on(deed(Deed.EDITED, key="e1", message="1.0", text="which?", at=LATER)) is None
    assert desk.asked_at("T1", "C1", "1.0").verdict is Verdict.NO  # type: ignore[union-attr]


def test_an_edit_strikes_the_nearest_answer_that_people_see(desk: Desk, work_on: WorkOn) -> None:
    first = question_of(work_on(asked("may I?")))
    desk.receive(deed(Deed.EDITED, key="e1", message="1.0", text="barred?", at=LATER))
    assert desk.respond("e1") is not None  # and its process dies before it shows
    response = work_on(deed(Deed.EDITED, key="e2", message="1.0", text="which?", at=LATER + timedelta(seconds=1)))
    assert response is not None
    assert response.replaced is not None
    assert response.replaced.id == first.id
    assert desk.respond("e1") is None


def test_a_deleted_question_takes_its_answers_and_its_hand_off_with_it(desk: Desk, work_on: WorkOn) -> None:
    question = question_of(work_on(asked("doubtful?")))
    work_on(deed(Deed.EDITED, key="e1", message="1.0", text="doubtful still?", at=LATER))
    response = work_on(deed(Deed.DELETED, key="d1", message="1.0"))
    assert response is not None
    gone = question_of(response)
    assert (response.act, gone.state, gone.text) == (Act.REMOVE, AskedState.GONE, "")
    assert gone.shown == (Shown("C1", "101.0"), Shown("C1", "100.0"))
    assert gone.hand_off is not None
    assert gone.hand_off.state is HandOffState.WITHDRAWN
    assert desk.asked(question.id).shown == ()  # type: ignore[union-attr]
    assert desk.hand_offs("U1", "T1") == ()


def test_a_question_whose_deletion_came_first_is_never_answered(work_on: WorkOn, desk: Desk) -> None:
    assert work_on(deed(Deed.DELETED, key="d1", message="1.0")) is None
    assert work_on(asked("may I?")) is None
    assert isinstance(desk.answering, QuickAnswering)
    assert desk.answering.calls == []


def test_who_deletes_private_details_as_told_keeps_the_answer(work_on: WorkOn, desk: Desk) -> None:
    question = question_of(work_on(asked("doubtful Xavier?")))
    assert work_on(deed(Deed.DELETED, key="d1", message="1.0")) is None
    kept = desk.asked(question.id)
    assert kept is not None
    assert kept.state is AskedState.ANSWERED
    assert kept.hand_off is not None
    assert kept.hand_off.state is HandOffState.OPENED


def test_an_answer_that_was_shown_too_late_is_put_right(desk: Desk, work_on: WorkOn) -> None:
    desk.receive(asked("may I?"))
    assert desk.respond("asked:C1:1.0") is not None
    assert work_on(deed(Deed.DELETED, key="d1", message="1.0")) is not None
    assert not desk.settle("asked:C1:1.0", (Shown("C1", "7.0"),))
    response = desk.overtaken("asked:C1:1.0")
    assert response is not None
    assert (response.act, question_of(response).shown) == (Act.REMOVE, (Shown("C1", "7.0"),))
    desk.put_right("asked:C1:1.0", response)
    assert desk.overtaken("asked:C1:1.0") is None
    assert desk.health().waiting == 0


def test_an_answer_that_an_edit_overtook_is_struck_afterwards(desk: Desk, work_on: WorkOn) -> None:
    desk.receive(asked("may I?"))
    assert desk.respond("asked:C1:1.0") is not None
    work_on(deed(Deed.EDITED, key="e1", message="1.0", text="barred?", at=LATER))
    assert not desk.settle("asked:C1:1.0", (Shown("C1", "7.0"),))
    response = desk.overtaken("asked:C1:1.0")
    assert response is not None
    assert (response.act, response.key, question_of(response).text) == (Act.STRIKE, "asked:C1:1.0", "may I?")
    assert question_of(response).shown == (Shown("C1", "7.0"),)
    assert desk.health().waiting == 1
    desk.put_right("asked:C1:1.0", response)
    assert desk.health().waiting == 0
    assert desk.overtaken("e1") is None


def test_handing_over_and_withdrawing_are_done_once(work_on: WorkOn, desk: Desk) -> None:
    question = question_of(work_on(asked("may I?")))
    numbers = [question_of(work_on(on(question, Deed.HANDED_OVER, f"h{n}"))).hand_off.number for n in range(2)]  # type: ignore[union-attr]
    assert numbers == [1, 1]
    assert question_of(work_on(on(question, Deed.WITHDREW, "w1"))).hand_off.state is HandOffState.WITHDRAWN  # type: ignore[union-attr]
    assert work_on(on(question, Deed.WITHDREW, "w2")).note == Notice.NOTHING_HANDED_OVER  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("first", "by_hand", "second", "left"),
    [("doubtful?", False, "barred?", 0), ("doubtful?", False, "doubtful again?", 1), ("may I?", True, "barred?", 1), ("may I?", False, "doubtful?", 1)],
)  # fmt: skip
def test_a_hand_off_follows_its_question_where_it_still_must(
    work_on: WorkOn, desk: Desk, first: str, by_hand: bool, second: str, left: int
) -> None:
    question = question_of(work_on(asked(first)))
    if by_hand:
        work_on(on(question, Deed.HANDED_OVER, "h1"))
    anew = question_of(work_on(deed(Deed.EDITED, key="e1", message="1.0", text=second, at=LATER)))
    standing = desk.hand_offs("U1", "T1")
    assert [hand_off.asked for hand_off in standing] == [anew.id] * left


def behind(
    entry: Entry,
    mode: ChannelMode | None = None,
    notice: Notice | None = None,
    text: str = "may I?",
    place: Place = OFFICE,
) -> tuple[Arrival, ChannelMode | None, Notice | None]:
    """Asked behind a door where nobody hears it: no message of the channel carries it."""
    return asked(text, key=f"asked:{entry}", message=f"asked:{entry}", entry=entry, place=place), mode, notice


@pytest.mark.parametrize(
    ("arrival", "mode", "notice"),
    [
        (asked("may I?", wants_private=True), None, None),
        (asked("may Xavier?"), None, Notice.PRIVATE_NOT_SHARED),
        (asked("may I?"), ChannelMode.PRIVATE, Notice.CHANNEL_NOT_SHARED),
        (asked("may I?", place=DIRECT), None, Notice.SHARED_ALREADY),
        *(behind(entry) for entry in sorted(ALONE)),
        *(behind(entry, text="may Xavier?", notice=Notice.PRIVATE_NOT_SHARED) for entry in sorted(ALONE)),
        *(behind(entry, mode=ChannelMode.PRIVATE, notice=Notice.CHANNEL_NOT_SHARED) for entry in sorted(ALONE)),
        *(behind(entry, mode=ChannelMode.OFF, notice=Notice.CHANNEL_NOT_SHARED) for entry in sorted(ALONE)),
        *(
            behind(entry, place=Place("T1", "", None, is_direct=True), notice=Notice.SHARED_ALREADY)
            for entry in sorted(ALONE)
        ),
    ],
)
def test_sharing(
    work_on: WorkOn, desk: Desk, arrival: Arrival, mode: ChannelMode | None, notice: Notice | None
) -> None:
    if mode:
        desk.set_mode("T1", "C1", mode, "U9")
    question = question_of(work_on(arrival))
    response = work_on(on(question, Deed.SHARED, "s1"))
    assert response is not None
    if notice is None:
        assert (response.act, question_of(response).audience) == (Act.SHARE, Audience.THREAD)
    else:
        assert (response.act, response.note) == (Act.TELL, notice)


@pytest.mark.parametrize(("place", "note"), [(OFFICE, None), (DIRECT, Notice.SWITCHED_OFF)])
def test_the_switch_silences_what_was_asked_before(desk: Desk, place: Place, note: Notice | None) -> None:
    desk.receive(asked("may I?", place=place, message="1.0"))
    desk.set_switch("T1", False, "U9")
    response = desk.respond(f"asked:{place.channel}:1.0")
    assert (response.note if response else None) == note
    assert not desk.is_engaged(place, "U1")


def test_what_was_decided_before_the_switch_is_not_shown_after_it(desk: Desk) -> None:
    desk.receive(asked("may I?"))
    assert desk.respond("asked:C1:1.0") is not None
    desk.set_switch("T1", False, "U9")
    assert desk.respond("asked:C1:1.0") is None


@pytest.mark.parametrize(
    ("text", "missed", "note"),
    [
        ("may I?", "It is Xavier.", Notice.ADDED_IN_PRIVATE),
        ("may Xavier?", "It is Xenia.", Notice.HIDDEN_IN_PRIVATE),
    ],
)
def test_who_brings_in_private_details_by_a_correction_is_not_told_to_delete_their_message(
    work_on: WorkOn, text: str, missed: str, note: Notice
) -> None:
    question = question_of(work_on(asked(text)))

    response = work_on(on(question, Deed.CORRECTED, "c1", text=missed))

    assert response is not None
    assert question_of(response).audience is Audience.ASKER
    assert response.note == note


@pytest.mark.parametrize("what", [Deed.CHOSE, Deed.COPIED, Deed.SHARED, Deed.CORRECTED])
def test_who_presses_a_button_in_a_channel_while_it_is_switched_off_is_told_so_alone(
    desk: Desk, work_on: WorkOn, what: Deed
) -> None:
    question = question_of(work_on(asked("which?")))
    desk.set_switch("T1", False, "U9")

    response = work_on(deed(what, key="p1", place=OFFICE, question=question.id, choice=0, text="no"))

    assert response is not None
    assert (response.act, response.note) == (Act.TELL, Notice.SWITCHED_OFF)
