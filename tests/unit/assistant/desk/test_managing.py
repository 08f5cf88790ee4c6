"""Does every deed on a hand-off lead where it must, is it made by those who may alone, and does each letter reach one?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from assistant.answering.records import Verdict
from assistant.desk.desk import Desk
from assistant.desk.notices import Notice, Notices
from assistant.desk.records import Act, Deed, HandOff, Place
from assistant.desk.surface import SurfaceDown
from assistant.escalation.records import Filled, HandOffState, Move, TimerKind
from assistant.storage import arrivals, events, rulings, timers
from assistant.storage.database import Database, open_database
from assistant.storage.events import What
from tests.quick_desk import Hands, deed, quick_desk
from tests.quick_office import (
    ASKER,
    COLLEAGUE,
    FALLBACK,
    MANAGER,
    NORTH,
    RULED,
    SOUTH,
    STRANGER,
    QuickOffice,
    on,
    three_offices,
)
from tests.unit.assistant.desk.conftest import BOTH

S = HandOffState
TO_NORTH = Filled(to=NORTH)


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


def told(office: QuickOffice, hand_off: HandOff) -> list[What]:
    with office.desk.database.reading() as connection:
        return [each.what for each in events.events_of_hand_off(connection, hand_off.id)]


def timer_kinds(office: QuickOffice, hand_off: HandOff) -> set[TimerKind]:
    with office.desk.database.reading() as connection:
        return {each.kind for each in timers.timers_of(connection, hand_off.id)}


def card_versions(office: QuickOffice, hand_off: HandOff) -> dict[str, int]:
    """Which version is seen where."""
    return {
        where.channel: card.hand_off.version
        for where, card in office.surface.cards.items()
        if card.hand_off.id == hand_off.id
    }


# --- the way there and back -------------------------------------------------------------------------------------------


@BOTH
def test_an_office_sees_what_is_handed_over_with_its_promise_and_timers(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH, text="barred at work?", context="a picture"))
    assert (hand_off.office, hand_off.text, hand_off.context) == (NORTH, "barred at work?", "a picture")
    assert hand_off.promise is not None
    assert hand_off.promise.due_at is not None
    assert timer_kinds(office, hand_off) == {TimerKind.REMIND, TimerKind.RAISE, TimerKind.EXPIRE}
    assert card_versions(office, hand_off) == {"C-north": 1}


def test_who_claims_holds_it_until_the_lease_ends(office: QuickOffice, held: HandOff) -> None:
    assert (held.state, held.holder, held.version) == (S.CLAIMED, MANAGER, 2)
    assert held.leased_until is not None
    assert {TimerKind.CHECK, TimerKind.LAPSE} < timer_kinds(office, held)
    assert card_versions(office, held) == {"C-north": 2}
    assert office.do(Deed.CLAIMED, held) is None, "a second press of the holder says nothing"
    assert office.now(held) == held


@BOTH
def test_who_is_slower_is_told_who_holds_it(office: QuickOffice, held: HandOff) -> None:
    said = office.do(Deed.CLAIMED, held, COLLEAGUE)
    assert said is not None
    assert (said.act, said.person, said.note) == (Act.TELL, COLLEAGUE, Notice.HELD_BY_ANOTHER)
    assert said.values == {"holder": MANAGER}
    assert office.now(held) == held


@BOTH
def test_what_is_released_is_free_again(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RELEASED, held)
    assert (office.now(held).state, office.now(held).holder) == (S.OPENED, "")
    office.do(Deed.CLAIMED, held, COLLEAGUE)
    assert office.now(held).holder == COLLEAGUE


def test_still_on_it_gives_another_lease(office: QuickOffice, held: HandOff, hands: Hands) -> None:
    hands.move(3600 * 9)
    office.do(Deed.STAYED, held)
    later = office.now(held)
    assert (later.state, later.holder, later.version) == (S.CLAIMED, MANAGER, 3)
    assert later.leased_until is not None
    assert held.leased_until is not None
    assert later.leased_until > held.leased_until


@BOTH
def test_a_colleague_takes_over_or_is_given_it_and_told(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.REASSIGNED, held, MANAGER, to=COLLEAGUE, note="I am off")
    assert (office.now(held).holder, office.letters()) == (COLLEAGUE, [("assigned", COLLEAGUE)])
    office.do(Deed.REASSIGNED, held, MANAGER, to=MANAGER)
    assert (office.now(held).holder, len(office.letters())) == (MANAGER, 1), "who takes it over needs no letter"
    assert [remark.text for remark in office.now(held).remarks] == ["I am off"]


@BOTH
def test_what_is_passed_on_is_with_the_other_office_and_its_first_card_says_so(
    office: QuickOffice, held: HandOff
) -> None:
    office.do(Deed.PASSED_ON, held, MANAGER, to=SOUTH, note="theirs")
    passed = office.now(held)
    assert (passed.state, passed.office, passed.holder) == (S.OPENED, SOUTH, "")
    by_channel = {shown.channel: card for shown, card in office.surface.cards.items()}
    assert {channel: card.is_theirs for channel, card in by_channel.items()} == {"C-north": False, "C-south": True}
    assert card_versions(office, held) == {"C-north": passed.version, "C-south": passed.version}
    said = office.do(Deed.CLAIMED, held, MANAGER)
    assert said is not None
    assert said.note == Notice.NOT_A_MANAGER
    office.do(Deed.CLAIMED, held, STRANGER)
    assert office.now(held).holder == STRANGER


@pytest.mark.parametrize("to", [NORTH, "nowhere", ""])
def test_nothing_is_passed_on_to_no_office_or_to_itself(office: QuickOffice, held: HandOff, to: str) -> None:
    said = office.do(Deed.PASSED_ON, held, MANAGER, to=to)
    assert said is not None
    assert said.note == Notice.CHANGED
    assert office.now(held) == held


@BOTH
def test_the_clock_stands_still_until_the_asker_replies_and_the_holder_gets_it_back(
    office: QuickOffice, held: HandOff, hands: Hands
) -> None:
    office.do(Deed.ASKED_BACK, held, MANAGER, text="Whose account?")
    back = office.now(held)
    assert (back.state, back.holder) == (S.ASKED_BACK, MANAGER)
    assert back.promise is not None
    assert back.promise.due_at is None
    assert office.letters() == [("question back", ASKER)]

    hands.move(3600 * 24 * 7)
    office.do(Deed.REPLIED, held, ASKER, text="My own.")
    again = office.now(held)
    assert (again.state, again.holder) == (S.CLAIMED, MANAGER)
    assert again.promise is not None
    assert again.promise.due_at is not None
    assert again.promise.due_at > hands.at
    assert office.letters()[1:] == [("reply", MANAGER)]
    assert [(each.move, each.by, each.text) for each in again.remarks] == [
        (Move.ASK_BACK, MANAGER, "Whose account?"), (Move.REPLY, ASKER, "My own."),
    ]  # fmt: skip


def test_an_asker_is_told_that_what_they_sent_arrived(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.ASKED_BACK, held, MANAGER, text="Whose account?")
    said = office.do(Deed.REPLIED, held, ASKER, text="My own.")
    assert said is not None
    assert (said.act, said.person, said.note) == (Act.RENEW, ASKER, Notice.REPLY_SENT)
    office.do(Deed.RULED, held, MANAGER, **RULED)
    said = office.do(Deed.REOPENED, held, ASKER, text="And then?")
    assert said is not None
    assert (said.act, said.person, said.note) == (Act.RENEW, ASKER, Notice.QUESTION_REOPENED)


def test_the_letter_that_asked_is_shown_anew_in_its_place_after_the_reply_and_no_earlier_one(
    office: QuickOffice, held: HandOff, hands: Hands
) -> None:
    shown: list[list[str]] = []
    for question in ("Whose account?", "Which page?"):
        office.do(Deed.ASKED_BACK, held, MANAGER, text=question)
        office.surface.letters.clear()
        office.do(Deed.REPLIED, held, ASKER, text="My own.")
        shown.append([letter.key for letter in office.surface.letters.values() if letter.person == ASKER])
        hands.move(60)
    assert [len(each) for each in shown] == [1, 1]
    assert shown[0] != shown[1]
    assert len([key for key in office.surface.stands if "question back" in key]) == 2, "none is posted twice"


@pytest.mark.parametrize(("taken_by", "state", "told"), [
    ("", S.OPENED, "C-north"),
    (COLLEAGUE, S.CLAIMED, COLLEAGUE),
])  # fmt: skip
def test_a_reply_reaches_the_office_though_who_asked_gave_it_back(
    office: QuickOffice, held: HandOff, taken_by: str, state: HandOffState, told: str
) -> None:
    office.do(Deed.ASKED_BACK, held, MANAGER, text="Whose account?")
    office.do(Deed.RELEASED, held, MANAGER)
    if taken_by:
        office.do(Deed.CLAIMED, held, taken_by)
    said = office.do(Deed.REPLIED, held, ASKER, text="My own.")
    assert said is None or said.act is not Act.TELL, "nothing is wrong with it"
    after = office.now(held)
    assert (after.state, after.holder, after.remarks[-1].text) == (state, taken_by, "My own.")
    assert office.letters()[1:] == [("reply", told)]
    again = office.do(Deed.REPLIED, held, ASKER, text="My own!")
    assert again is not None
    assert again.note == Notice.NOT_NOW, "they were asked once"


def test_who_was_not_asked_does_not_reply_nor_after_it_was_answered(office: QuickOffice, held: HandOff) -> None:
    said = office.do(Deed.REPLIED, held, ASKER, text="By the way.")
    assert said is not None
    assert said.note == Notice.NOT_NOW
    office.do(Deed.ASKED_BACK, held, MANAGER, text="Whose account?")
    office.do(Deed.RULED, held, MANAGER, **RULED)
    office.do(Deed.REOPENED, held, ASKER, text="")
    said = office.do(Deed.REPLIED, held, ASKER, text="My own.")
    assert said is not None
    assert said.note == Notice.NOT_NOW


def test_who_asks_back_without_a_claim_holds_it_by_that(office: QuickOffice) -> None:
    hand_off = office.opened(filled=TO_NORTH)
    office.do(Deed.ASKED_BACK, hand_off, COLLEAGUE, text="Whose account?")
    assert office.now(hand_off).holder == COLLEAGUE


@BOTH
def test_a_ruling_reaches_its_asker_once_however_often_its_steps_are_done(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RULED, held, MANAGER, key="rule", note="she asked twice", **RULED)
    for _ in range(2):
        office.work_on("rule")
    answered = office.now(held)
    assert (answered.state, answered.holder) == (S.ANSWERED, MANAGER)
    assert answered.ruling is not None
    assert (answered.ruling.verdict, answered.ruling.by, answered.ruling.office) == (Verdict.NO, MANAGER, NORTH)
    assert office.letters() == [("ruling", ASKER)]
    [letter] = office.surface.letters.values()
    assert letter.data == {"ruling": str(answered.ruling.id)}
    assert timer_kinds(office, held) == {TimerKind.CLOSE}
    with office.desk.database.reading() as connection:
        assert rulings.given_to(connection, answered.ruling.id) == (held.asked,)
    assert office.surface.responses[-1].act is Act.RENEW, "what stands under the answer is true again"


@BOTH
def test_a_correction_is_told_to_everybody_who_was_given_the_old_ruling(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RULED, held, MANAGER, **RULED)
    first = office.now(held).ruling
    assert first is not None
    other = office.opened("doubtful?", person="U2")
    with office.desk.database.transaction() as connection:
        rulings.give_ruling(connection, first.id, other.asked, office.desk.clock())

    office.do(Deed.RECTIFIED, held, COLLEAGUE, verdict=Verdict.CONDITIONAL, text="With a release.")
    second = office.now(held).ruling
    assert second is not None
    assert (second.replaces, second.by, second.text) == (first.id, COLLEAGUE, "With a release.")
    assert office.letters()[1:] == [("recall", ASKER), ("recall", "U2")]
    last = list(office.surface.letters.values())[-1]
    assert last.data == {"ruling": str(second.id), "replaced": str(first.id), "asked": str(other.asked)}
    with office.desk.database.reading() as connection:
        assert rulings.given_to(connection, second.id) == (held.asked, other.asked), "the next correction reaches them"


@BOTH
def test_who_still_has_a_question_is_heard_by_who_answered(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RULED, held, MANAGER, **RULED)
    office.do(Deed.REOPENED, held, ASKER, text="And without their face?")
    again = office.now(held)
    assert (again.state, again.holder, again.number) == (S.OPENED, "", held.number)
    assert office.letters()[1:] == [("reply", MANAGER)]
    assert again.remarks[-1].text == "And without their face?"
    assert TimerKind.RAISE in timer_kinds(office, held)
    office.do(Deed.RULED, held, MANAGER, verdict=Verdict.YES, text="Then you may ask again.")
    with office.desk.database.reading() as connection:
        assert [each.replaces for each in rulings.rulings_of(connection, held.id)] == [None, None]
    assert office.letters()[2:] == [("ruling", ASKER)]


@pytest.mark.parametrize(("anew", "letters"), [
    ({"verdict": Verdict.CONDITIONAL}, [("recall", "U2"), ("ruling", ASKER)]),
    ({"clauses": ("IV.B.2",)}, [("recall", "U2"), ("ruling", ASKER)]),
    ({"text": "In other words."}, [("ruling", ASKER)]),
], ids=["verdict", "clauses", "words"])  # fmt: skip
def test_who_was_given_what_is_answered_otherwise_after_it_was_asked_again_is_told(
    office: QuickOffice, held: HandOff, anew: dict[str, object], letters: list[tuple[str, str]]
) -> None:
    office.do(Deed.RULED, held, MANAGER, **RULED)
    first = office.now(held).ruling
    assert first is not None
    other = office.opened("doubtful?", person="U2")
    with office.desk.database.transaction() as connection:
        rulings.give_ruling(connection, first.id, other.asked, office.desk.clock())
    office.do(Deed.REOPENED, held, ASKER, text="And without their face?")
    office.do(Deed.RULED, held, MANAGER, **{**RULED, **anew})
    assert office.letters()[2:] == letters
    # Asked and answered once more as the first time: who read the answer in between is told of that.
    office.do(Deed.REOPENED, held, ASKER, text="Really?")
    office.do(Deed.RULED, held, MANAGER, **RULED)
    assert office.letters()[2 + len(letters) :] == [("reply", MANAGER), *letters]


def test_what_was_answered_and_is_handed_over_again_goes_on_under_its_number(
    office: QuickOffice, held: HandOff
) -> None:
    office.do(Deed.RULED, held, MANAGER, **RULED)
    again = deed(Deed.HANDED_OVER, key="again", question=held.asked, filled=Filled(text="barred?", context="It moved."))
    office.work(again)
    assert (office.now(held).state, office.now(held).number) == (S.OPENED, held.number)


def test_what_the_assistant_handed_over_becomes_the_asker_s_when_they_add_to_it(office: QuickOffice) -> None:
    hand_off = office.opened("doubtful?")
    assert (hand_off.is_automatic, hand_off.office) == (True, FALLBACK)
    office.work(deed(Deed.HANDED_OVER, key="over", question=hand_off.asked, filled=Filled("doubtful?", "at a park")))
    now = office.now(hand_off)
    assert (now.is_automatic, now.context, now.number) == (False, "at a park", hand_off.number)
    assert card_versions(office, hand_off) == {"C-fallback": now.version}


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "person", "filled", "note"), [
    (Deed.CLAIMED, STRANGER, {}, Notice.NOT_A_MANAGER),
    (Deed.CLAIMED, ASKER, {}, Notice.NOT_A_MANAGER),
    (Deed.RELEASED, COLLEAGUE, {}, Notice.HELD_BY_ANOTHER),
    (Deed.RELEASED, STRANGER, {}, Notice.NOT_A_MANAGER),
    (Deed.STAYED, COLLEAGUE, {}, Notice.HELD_BY_ANOTHER),
    (Deed.REASSIGNED, STRANGER, {"to": STRANGER}, Notice.NOT_A_MANAGER),
    (Deed.PASSED_ON, COLLEAGUE, {"to": SOUTH}, Notice.HELD_BY_ANOTHER),
    (Deed.ASKED_BACK, COLLEAGUE, {"text": "?"}, Notice.HELD_BY_ANOTHER),
    (Deed.ASKED_BACK, ASKER, {"text": "?"}, Notice.NOT_A_MANAGER),
    (Deed.RULED, COLLEAGUE, dict(RULED), Notice.HELD_BY_ANOTHER),
    (Deed.RULED, STRANGER, dict(RULED), Notice.NOT_A_MANAGER),
    (Deed.RULED, ASKER, dict(RULED), Notice.NOT_A_MANAGER),
    (Deed.RULED, MANAGER, {"text": "No verdict."}, Notice.CHANGED),
    (Deed.RECTIFIED, MANAGER, dict(RULED), Notice.NOT_NOW),
    (Deed.REPLIED, ASKER, {"text": "!"}, Notice.NOT_NOW),
    (Deed.REPLIED, MANAGER, {"text": "!"}, Notice.NOT_THE_ASKER),
    (Deed.REOPENED, MANAGER, {}, Notice.NOT_THE_ASKER),
    (Deed.REOPENED, ASKER, {}, Notice.NOT_NOW),
])  # fmt: skip
def test_who_may_not_is_told_why_and_nothing_changes(
    office: QuickOffice, held: HandOff, what: Deed, person: str, filled: dict[str, object], note: Notice
) -> None:
    said = office.do(what, held, person, **filled)
    assert said is not None
    assert (said.act, said.person, said.note) == (Act.TELL, person, note)
    assert office.now(held) == held
    assert office.letters() == []


def test_a_holder_who_is_a_manager_no_longer_may_not_answer(office: QuickOffice, held: HandOff) -> None:
    office.work(replace(on(held, Deed.RULED, MANAGER, "k", **RULED), manages=()))
    assert office.now(held).state is S.CLAIMED


def test_a_hand_off_of_another_workspace_is_not_there(office: QuickOffice, held: HandOff) -> None:
    arrival = on(held, Deed.RELEASED, MANAGER, "k")
    office.work(replace(arrival, place=replace(arrival.place, workspace="T2")))
    assert office.now(held) == held
    said = office.desk.respond("k")
    assert said is not None
    assert said.note == Notice.UNKNOWN_QUESTION


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told(place_of_either: str | Path, notices: Notices) -> None:
    first_database, second_database = open_database(place_of_either), open_database(place_of_either)
    one = QuickOffice(quick_desk(first_database, notices, offices=three_offices()))
    hand_off = one.opened(filled=TO_NORTH)
    desks = [one.desk, quick_desk(second_database, notices, offices=three_offices())]
    people = [MANAGER, COLLEAGUE]
    barrier = Barrier(2)

    def claim(desk: Desk, person: str) -> str:
        desk.receive(on(hand_off, Deed.CLAIMED, person, f"claim:{person}"))
        barrier.wait(timeout=30)
        response = desk.respond(f"claim:{person}")
        return "" if response is None or response.note is None else response.note

    with ThreadPoolExecutor(2) as pool:
        notes = list(pool.map(claim, desks, people))
    winner = people[notes.index("")]
    assert one.now(hand_off).holder == winner
    assert sorted(notes) == ["", Notice.HELD_BY_ANOTHER.value]
    assert told(one, hand_off).count(What.HAND_OFF_CLAIMED) == 1
    for database in (first_database, second_database):
        database.close()


# --- what changes meanwhile -------------------------------------------------------------------------------------------


def test_a_form_is_refused_when_the_question_changed_and_not_for_a_claim(office: QuickOffice) -> None:
    hand_off = office.opened(filled=TO_NORTH)
    office.do(Deed.CLAIMED, hand_off)
    office.work(deed(Deed.EDITED, key="e", message="k1.0", text="barred, or not?", at=office.desk.clock()))
    said = office.do(Deed.RULED, hand_off, MANAGER, version=hand_off.version, **RULED)
    assert said is not None
    assert said.note == Notice.CHANGED
    said = office.do(Deed.RULED, hand_off, MANAGER, version=office.now(hand_off).version, **RULED)
    assert said is not None
    assert said.act is Act.RENEW


def test_an_answer_written_before_the_claim_is_taken(office: QuickOffice) -> None:
    hand_off = office.opened(filled=TO_NORTH)
    office.do(Deed.CLAIMED, hand_off)
    office.do(Deed.RULED, hand_off, MANAGER, version=hand_off.version, **RULED)
    assert office.now(hand_off).state is S.ANSWERED


@pytest.mark.parametrize("before", [None, Deed.CLAIMED, Deed.ASKED_BACK])
@BOTH
def test_an_edited_question_keeps_its_hand_off_and_a_deleted_one_withdraws_it(
    office: QuickOffice, before: Deed | None
) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH, context="c"))
    if before:
        office.do(before, hand_off, MANAGER, text="Whose?")
    state = office.now(hand_off).state
    office.work(deed(Deed.EDITED, key="e", message="k1.0", text="barred, or not?", at=office.desk.clock()))
    edited = office.now(hand_off)
    assert (edited.state, edited.text, edited.context, edited.approved) == (state, "", "c", None)
    assert office.surface.cards[next(iter(office.surface.cards))].asked.text == "barred, or not?"
    office.work(deed(Deed.DELETED, key="gone", message="k1.0", at=office.desk.clock()))
    gone = office.now(hand_off)
    assert (gone.state, gone.context, timer_kinds(office, hand_off)) == (S.WITHDRAWN, "", set())
    assert card_versions(office, hand_off) == {"C-north": gone.version}


def test_a_question_answered_without_a_person_withdraws_what_the_assistant_handed_over(office: QuickOffice) -> None:
    hand_off = office.opened("doubtful?")
    office.do(Deed.CLAIMED, hand_off, "U5")
    office.work(deed(Deed.EDITED, key="e", message="k1.0", text="barred?", at=office.desk.clock()))
    assert office.now(hand_off).state is S.WITHDRAWN


def test_a_question_deleted_after_its_answer_leaves_its_card(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RULED, held, MANAGER, **RULED)
    office.work(deed(Deed.DELETED, key="gone", message="k1.0", at=office.desk.clock()))
    assert office.now(held).state is S.ANSWERED
    [card] = office.surface.cards.values()
    assert card.asked.text == "", "what was taken back leaves the card"


# --- who asks without a name ------------------------------------------------------------------------------------------


@BOTH
def test_no_event_letter_or_remark_names_who_asked_without_a_name(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH, is_anonymous=True))
    office.do(Deed.CLAIMED, hand_off)
    office.do(Deed.ASKED_BACK, hand_off, MANAGER, text="Whose?")
    office.do(Deed.REPLIED, hand_off, ASKER, text="Mine.")
    office.do(Deed.RULED, hand_off, MANAGER, **RULED)
    office.do(Deed.REOPENED, hand_off, ASKER, text="And then?")
    with office.desk.database.reading() as connection:
        happened = events.events_of_hand_off(connection, hand_off.id)
    assert ASKER not in {each.person for each in happened}
    assert ASKER not in repr([each.data for each in happened])
    assert ASKER not in {remark.by for remark in office.now(hand_off).remarks}
    for letter in office.surface.letters.values():
        if letter.person != ASKER:
            assert ASKER not in repr(letter)


def test_a_name_that_was_left_out_stays_out_when_a_form_that_was_opened_before_is_sent(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH, is_anonymous=True))
    again = deed(Deed.HANDED_OVER, key="again", question=hand_off.asked, at=office.desk.clock())
    office.work(replace(again, filled=Filled(context="It is mine.")))

    assert office.now(hand_off).context == "It is mine."
    assert office.now(hand_off).is_anonymous


# --- what cannot be shown ---------------------------------------------------------------------------------------------


def test_a_ruling_that_cannot_be_delivered_is_told_on_the_card(office: QuickOffice, held: HandOff) -> None:
    office.surface.refused = {ASKER}
    office.do(Deed.RULED, held, MANAGER, **RULED)
    [card] = office.surface.cards.values()
    assert (card.hand_off.state, card.hand_off.undelivered) == (S.ANSWERED, "not_in_channel")
    assert What.LETTER_LOST in told(office, held)


def test_a_letter_waits_until_the_surface_is_there_again(office: QuickOffice, held: HandOff) -> None:
    arrival = on(held, Deed.RULED, MANAGER, "rule", **RULED)
    office.surface.failures = [SurfaceDown()]
    assert office.work(arrival).failure == "surface down"
    assert office.letters() == []
    office.work_on("rule")
    assert office.letters() == [("ruling", ASKER)]


def test_what_its_office_cannot_see_the_next_level_gets_to_see(office: QuickOffice) -> None:
    office.surface.refused = {"C-north"}
    hand_off = office.opened(filled=TO_NORTH)
    assert hand_off.raised_to == (FALLBACK,)
    assert hand_off.card is not None
    assert hand_off.card.channel == "C-fallback"
    office.do(Deed.CLAIMED, hand_off, "U5")
    assert office.now(hand_off).holder == "U5"


def test_what_nobody_can_see_is_not_lost(office: QuickOffice) -> None:
    office.surface.refused = {"C-north", "C-fallback"}
    hand_off = office.opened(filled=TO_NORTH)
    assert (hand_off.state, hand_off.card) == (S.OPENED, None)
    office.surface.refused = set()
    office.do(Deed.CLAIMED, hand_off)
    assert card_versions(office, hand_off).keys() == {"C-north", "C-fallback"}


@BOTH
def test_what_followed_from_an_arrival_that_fails_for_good_is_tried_for_days(
    office: QuickOffice, held: HandOff, hands: Hands
) -> None:
    arrival = on(held, Deed.RULED, MANAGER, "rule", **RULED)
    office.surface.failures = [SurfaceDown()]
    office.work(arrival)
    assert not office.desk.give_up("rule", "surface down"), "the ruling stands"
    assert office.desk.letters("rule") == ()
    hands.move(3600)
    [late] = overdue(office)
    office.surface.failures = [SurfaceDown()]
    office.work_on(late)
    office.desk.give_up(late, "surface down")
    hands.move(3600)
    [later] = overdue(office)
    office.work_on(later)
    assert office.letters() == [("ruling", ASKER)]
    assert card_versions(office, held) == {"C-north": office.now(held).version}


@BOTH
def test_a_letter_that_could_not_be_delivered_for_days_is_told_as_lost(
    office: QuickOffice, held: HandOff, hands: Hands
) -> None:
    office.surface.failures = [SurfaceDown()]
    office.work(on(held, Deed.RULED, MANAGER, "rule", **RULED))
    hands.move(4 * 24 * 3600)
    assert not office.desk.give_up("rule", "surface down")
    assert office.now(held).undelivered == "surface down"
    hands.move(3600)
    [last] = overdue(office)
    office.work_on(last)
    assert [card.hand_off.undelivered for card in office.surface.cards.values()] == ["surface down"]
    assert office.letters() == []
    assert office.desk.give_up("never", "x")


def overdue(office: QuickOffice) -> list[str]:
    """What there is to work on now."""
    office.desk.fire_due()
    with office.desk.database.reading() as connection:
        return [key for key in arrivals.overdue(connection, office.desk.clock()) if key.startswith("late:")]


# --- whose office -----------------------------------------------------------------------------------------------------


def test_an_office_is_found_by_channel_then_by_choice_and_the_choice_is_remembered(office: QuickOffice) -> None:
    desk = office.desk
    assert desk.office_of("T1", ASKER, "") is None, "unknown: they are asked"
    assert office.opened(place=Place("T1", "C5", "5.0")).office == SOUTH
    assert office.opened(filled=TO_NORTH).office == NORTH
    assert (known := desk.office_of("T1", ASKER, "")) is not None
    assert known.id == NORTH
    assert office.opened().office == NORTH
    desk.choose_office("T1", ASKER, SOUTH)
    assert office.opened().office == SOUTH
    assert office.opened(filled=Filled(to="closed long ago")).office == SOUTH


def test_without_an_office_the_fallback_takes_it(office: QuickOffice) -> None:
    assert office.opened(person="U2").office == FALLBACK


def test_an_office_without_a_channel_is_not_left_alone_with_it(
    database: Database, notices: Notices, hands: Hands
) -> None:
    offices = three_offices()
    by_id = {**offices.by_id, NORTH: replace(offices.by_id[NORTH], channel="")}
    office = QuickOffice(quick_desk(database, notices, clock=hands, offices=replace(offices, by_id=by_id)))
    assert office.opened(filled=TO_NORTH).office == FALLBACK
    office.desk.set_management("T1", "C-chosen", "U9")
    hand_off = office.opened(filled=TO_NORTH)
    assert hand_off.office == NORTH
    assert hand_off.card is not None
    assert hand_off.card.channel == "C-chosen"


@BOTH
def test_an_office_lists_what_it_has_to_answer(office: QuickOffice, held: HandOff) -> None:
    other = office.opened(filled=TO_NORTH)
    office.do(Deed.RULED, other, COLLEAGUE, **RULED)
    assert office.desk.hand_offs_of_office("T1", NORTH) == (office.now(held),)
