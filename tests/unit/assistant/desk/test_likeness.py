"""Is the same case found again, and is nothing else; and does what is found change nothing of the answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pytest

from assistant.answering.records import (
    Answer,
    Case,
    Decision,
    FactReading,
    Finding,
    Kind,
    Reading,
    Standing,
    Verdict,
    Withheld,
)
from assistant.desk.desk import Desk
from assistant.desk.likeness import LEAST_COSINE, LEAST_ELSEWHERE, LEAST_NO, Shelf, with_earlier
from assistant.desk.notices import Notice, Notices
from assistant.desk.records import Arrival, Asked, AskedState, Audience, ChannelMode, Deed, Place, Shown
from assistant.escalation.precedents import SHOWN_AT_ONCE, Precedent, PrecedentState, Step, clauses_digest
from assistant.escalation.records import Filled, LetterKind, Ruling
from assistant.storage import asking, hand_offs, precedents, rulings
from assistant.storage.channels import EVERY_OTHER
from assistant.storage.database import Database
from corpus.document import Clause, ClauseKind, Document, Held
from corpus.library import Library
from corpus.rule_rows import Reply, Rule
from index.blocks import Array
from tests.quick_desk import START, Hands, asked, deed, quick_desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTHING_HELD = Library(())
FACTS = {"client": False}
ALL = tuple(Verdict)


@dataclass(slots=True)
class Angles:
    """An encoder: a text ends with the cosine that it has with "here"."""

    calls: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Array:
        self.calls += texts
        cosines = [float(text.rpartition(" ")[2]) for text in texts]
        return np.array([[cosine, (1 - cosine**2) ** 0.5] for cosine in cosines], dtype=np.float32)


def precedent(question: str = "a desk 1.0", verdict: Verdict = Verdict.CONDITIONAL, **changes: object) -> Precedent:
    ruling = Ruling(1, 1, verdict, "With a release.", (), "U7", "north", NOW)
    digest = clauses_digest(NOTHING_HELD, ()) or ""
    made = Precedent(
        1, "T1", ruling, question, PrecedentState.PUBLISHED, digest, "U7", FACTS, Kind.POSTING.value, "U8", NOW,
        NOW + timedelta(days=365),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def case(
    verdict: Verdict = Verdict.ESCALATE,
    facts: Mapping[str, bool] = FACTS,
    kind: Kind = Kind.POSTING,
    language: str = "en",
) -> Case:
    found = {name: FactReading(value, name, 1.0) for name, value in facts.items()}
    answer = Answer(verdict, "so", "because", facts=found, language=language)
    return Case(
        raw="", language=language, reading=Reading(kind, 1.0, found, {}, {}, "test"), decision=Decision(verdict),
        answer=answer,
    )  # fmt: skip


def shelf() -> Shelf:
    return Shelf(NOTHING_HELD, Angles())


@pytest.mark.parametrize(
    ("cosine", "language", "is_found"),
    [(LEAST_COSINE + 0.01, "en", True), (LEAST_COSINE - 0.01, "en", False),
     (LEAST_ELSEWHERE + 0.01, "es", True), (LEAST_ELSEWHERE - 0.01, "es", False)],
)  # fmt: skip
def test_the_words_must_be_near_and_nearer_where_the_encoder_knows_less(
    cosine: float, language: str, is_found: bool
) -> None:
    found = shelf().similar("mine 1.0", case(language=language), [precedent(f"other {cosine}")], NOW)
    assert bool(found) is is_found


@pytest.mark.parametrize(
    "facts",
    [{}, {"client": True}, {"client": False, "face_hidden": True}, {"face_hidden": True}],
    ids=["nothing understood", "contradicts", "one more", "another"],
)
def test_what_was_understood_must_be_the_same(facts: dict[str, bool]) -> None:
    assert shelf().similar("mine 1.0", case(facts=facts), [precedent()], NOW) == ()


def test_a_question_about_what_is_out_already_is_another_case() -> None:
    assert shelf().similar("mine 1.0", case(kind=Kind.REPORT), [precedent()], NOW) == ()


@pytest.mark.parametrize("ruled", [Verdict.YES, Verdict.CONDITIONAL, Verdict.NO, Verdict.INFO])
def test_nothing_stands_under_a_no(ruled: Verdict) -> None:
    assert shelf().similar("mine 1.0", case(Verdict.NO), [precedent(verdict=ruled)], NOW) == ()


A_NO = Decision(Verdict.NO)
FORBIDDEN = Finding(Rule.model_construct(id="a", clause="a/b"), Standing.PROHIBITED)  # of a rule that nobody reads here
HELD_BACK = Withheld(Verdict.NO, "No", "It identifies a client.")

BEHIND: dict[str, Callable[[Case], Case]] = {
    "a no was held back for doubt": lambda it: it.with_(
        decision=Decision(Verdict.ESCALATE, reply=reply("doubt"), withheld=A_NO)
    ),
    "a no was held back, as the answer keeps it": lambda it: it.with_(
        answer=replace(it.answer or Answer(Verdict.ESCALATE, "so", "because"), withheld=HELD_BACK)
    ),
    "a yes was held back, and a prohibition with it": lambda it: it.with_(
        decision=Decision(
            Verdict.ESCALATE, reply=reply("doubt"), withheld=Decision(Verdict.YES, near_misses=(FORBIDDEN,))
        )
    ),
    "two readings differ on a prohibition": lambda it: it.with_(reading=replace(read(it), is_disputed=True)),
    "what was reported touches a prohibition": lambda it: it.with_(
        decision=Decision(Verdict.ESCALATE, reply=reply("report"), findings=(FORBIDDEN,))
    ),
    "a no is the other probable reading": lambda it: it.with_(
        reading=replace(read(it), by_rules={Verdict.YES: 1 - LEAST_NO, Verdict.NO: LEAST_NO})
    ),
    "a no is the second opinion": lambda it: it.with_(reading=replace(read(it), opinion={Verdict.NO: LEAST_NO})),
}


def reply(id: str) -> Reply:
    return Reply(id=id, verdict=Verdict.ESCALATE, reason="A person decides.")


def read(case: Case) -> Reading:
    assert case.reading is not None
    return case.reading


@pytest.mark.parametrize("why", BEHIND)
@pytest.mark.parametrize("ruled", [Verdict.YES, Verdict.CONDITIONAL, Verdict.NO, Verdict.INFO])
def test_nothing_that_permits_stands_below_a_hand_off_behind_which_there_may_be_a_prohibition(
    ruled: Verdict, why: str
) -> None:
    barred = BEHIND[why](case(Verdict.ESCALATE))
    kept = [precedent(verdict=ruled)]
    assert shelf().similar("mine 1.0", case(Verdict.ESCALATE), kept, NOW) == tuple(kept), "else it is shown"
    assert shelf().similar("mine 1.0", barred, kept, NOW) == (tuple(kept) if ruled is Verdict.NO else ())


def test_what_stood_below_a_held_back_no_before_is_shown_there_no_more() -> None:
    given = (precedent(), precedent(verdict=Verdict.NO, id=2))
    held_back = replace(a_question(), answer=Answer(Verdict.ESCALATE, "so", "because", withheld=HELD_BACK))
    open_case = replace(a_question(), answer=Answer(Verdict.ESCALATE, "so", "because"))
    assert shelf().fit(replace(open_case, similar=given), NOW).similar == given
    assert shelf().fit(replace(held_back, similar=given), NOW).similar == given[1:]


def a_question() -> Asked:
    place = Place("T1", "C9", "0.1")
    entry = asked().entry
    return Asked(
        1, "first", "U0", place, "0.1", entry, "may I?", (), Audience.THREAD, AskedState.OPEN, START
    )  # fmt: skip


def test_nothing_stands_beside_an_emergency() -> None:
    reply = Reply(id="emergency", verdict=Verdict.ESCALATE, reason="Call.")
    danger = case().with_(decision=Decision(Verdict.ESCALATE, reply=reply))
    assert shelf().similar("mine 1.0", danger, [precedent()], NOW) == ()


def test_the_nearest_come_first_and_not_too_many() -> None:
    kept = [precedent(f"q {cosine}", id=number) for number, cosine in enumerate((0.7, 0.9, 0.8))]
    assert [each.id for each in shelf().similar("mine 1.0", case(), kept, NOW)] == [1, 2][:SHOWN_AT_ONCE]


@pytest.mark.parametrize(
    "stale",
    [{"clauses_digest": "other"}, {"state": PrecedentState.LAID_DOWN}, {"review_at": NOW - timedelta(days=90)}],
    ids=["its clause changed", "laid down", "nobody reviewed it"],
)
def test_what_no_longer_holds_is_not_found(stale: dict[str, object]) -> None:
    assert shelf().similar("mine 1.0", case(), [precedent(**stale)], NOW) == ()


def test_nothing_is_encoded_where_no_case_is_the_same() -> None:
    encoder = Angles()
    assert Shelf(NOTHING_HELD, encoder).similar("mine 1.0", case(facts={"client": True}), [precedent()], NOW) == ()
    assert encoder.calls == []


def test_a_precedent_is_encoded_once() -> None:
    encoder = Angles()
    kept = Shelf(NOTHING_HELD, encoder)
    for _ in range(3):
        kept.similar("mine 1.0", case(), [precedent()], NOW)
    assert encoder.calls.count("a desk 1.0") == 1


def test_a_follow_up_is_compared_with_what_was_said_before() -> None:
    assert with_earlier("and now?", ("a", "b", "c", "d")) == "and now? d c b"


# --- below an answer --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Verdicts:
    """Answers with the verdict that the question names."""

    def case(
        self,
        question: str,
        earlier: Sequence[str] = (),
        answered: Mapping[str, bool | None] = MappingProxyType({}),
        *,
        carried: Mapping[str, bool | None] = MappingProxyType({}),
        is_cut: bool = False,
    ) -> Case:
        named = question.split()[0]
        return case(Verdict(named) if named in set(Verdict) else Verdict.YES)


def published(database: Database, verdict: Verdict) -> Precedent:
    question = asked(message="0.1", key="first", person="U0")
    with database.transaction() as connection:
        kept = asking.open_question(
            connection,
            Asked(
                0,
                "first",
                "U0",
                Place("T1", "C9", "0.1"),
                "0.1",
                question.entry,
                "may I?",
                (),
                Audience.THREAD,
                AskedState.OPEN,
                START,
            ),
        )
        hand_off = hand_offs.open_hand_off(connection, kept.id, "U0", START)
        ruling = rulings.add_ruling(
            connection,
            Ruling(0, hand_off.id, verdict, "As I say.", (), "U7", "office-management", START, may_be_precedent=True),
        )
        digest = clauses_digest(NOTHING_HELD, ()) or ""
        made = precedents.draft_precedent(connection, ruling, "", digest, START)
        precedents.change_precedent(
            connection, made.id, Step.PROPOSE, "U7", START, question="a desk 0.9", facts=FACTS, kind="posting"
        )
        return precedents.change_precedent(
            connection, made.id, Step.APPROVE, "U8", START, approved_by="U8", published_at=START,
            review_at=START + timedelta(days=365),
        )  # fmt: skip


@pytest.fixture
def answering_desk(database: Database, notices: Notices, hands: Hands) -> Desk:
    desk = quick_desk(database, notices, clock=hands, shelf=shelf())
    desk.answering = Verdicts()
    return desk


@pytest.mark.parametrize("verdict", ALL)
@pytest.mark.parametrize("ruled", [Verdict.YES, Verdict.NO])
def test_a_precedent_changes_no_verdict_and_nothing_else_of_the_answer(
    answering_desk: Desk, verdict: Verdict, ruled: Verdict
) -> None:
    desk = answering_desk
    desk.set_mode("T2", EVERY_OTHER, ChannelMode.ANSWERS, "U9")
    without = asked(f"{verdict.value} 1.0", message="1.0", place=Place("T2", "C1", "1.0"))
    within = asked(f"{verdict.value} 1.0", message="2.0", place=Place("T1", "C1", "2.0"))
    published(desk.database, ruled)
    shown = []
    for arrival in (without, within):
        desk.receive(arrival)
        response = desk.respond(arrival.key)
        assert response is not None
        assert response.asked is not None
        shown.append(response.asked)
    assert shown[0].similar == ()
    assert shown[1].answer == shown[0].answer
    assert shown[1].audience == shown[0].audience
    assert (shown[1].hand_off is None) == (shown[0].hand_off is None)
    if verdict is Verdict.NO:
        assert shown[1].similar == ()
    if verdict is Verdict.ESCALATE:
        assert [each.ruling.verdict for each in shown[1].similar] == [ruled]


@pytest.mark.parametrize("why", ["its clauses changed", "its review is overdue"])
def test_what_is_good_no_longer_stands_below_no_answer_that_is_shown_again(
    answering_desk: Desk, hands: Hands, why: str
) -> None:
    desk = answering_desk
    made = published(desk.database, Verdict.NO)
    arrival = asked("escalate 1.0", message="2.0", person="U5")
    desk.receive(arrival)

    def shown() -> list[tuple[Precedent, ...]]:
        response = desk.respond(arrival.key)
        assert response is not None
        assert response.asked is not None
        again = desk.asked(response.asked.id)
        assert again is not None
        desk.settle(arrival.key, (Shown("D5", "5.0"),))
        by_message, by_post = desk.asked_at("T1", "C1", "2.0"), desk.shown_as("D5", "5.0")
        assert by_message is not None
        assert by_post is not None
        (mine,) = desk.recent("U5", "T1")
        return [each.similar for each in (response.asked, again, by_message, by_post, mine)]

    assert shown() == [(made,)] * 5
    if why == "its clauses changed":
        clause = Clause("d/a", "d", ClauseKind.PARAGRAPH, (), "a", "Be kind.", 0, 8)
        document = Document("d", "MD 1", "A text", None, "1", Held.FULL, None, "Be kind.", (clause,))
        desk.shelf = Shelf(Library((document,)), Angles())
    else:
        hands.move(365 * 24 * 3600)
    assert shown() == [()] * 5
    with desk.database.reading() as connection:  # whoever read it is told when it is corrected
        assert len(rulings.given_to(connection, made.ruling.id)) == 1


def test_from_its_review_date_on_it_is_found_for_nobody_and_renewed_it_is_found_again(
    answering_desk: Desk, hands: Hands
) -> None:
    desk = answering_desk
    made = published(desk.database, Verdict.NO)

    def found(message: str) -> list[int]:
        arrival = asked("escalate 1.0", message=message, person="U5", at=hands())
        desk.receive(arrival)
        response = desk.respond(arrival.key)
        assert response is not None
        assert response.asked is not None
        return [each.id for each in response.asked.similar]

    assert found("2.0") == [made.id]
    hands.move(365 * 24 * 3600)
    assert found("3.0") == []
    with desk.database.transaction() as connection:
        precedents.change_precedent(
            connection, made.id, Step.RENEW, "UBOSS", hands(), review_at=hands() + timedelta(days=365)
        )
    assert found("4.0") == [made.id]


def test_whoever_was_shown_a_precedent_is_among_those_who_were_given_its_ruling(answering_desk: Desk) -> None:
    desk = answering_desk
    made = published(desk.database, Verdict.NO)
    arrival = asked("escalate 1.0", message="2.0", person="U5")
    desk.receive(arrival)
    response = desk.respond(arrival.key)
    assert response is not None
    assert response.asked is not None
    with desk.database.reading() as connection:
        assert rulings.given_to(connection, made.ruling.id) == (response.asked.id,)


def test_those_who_decide_see_it_on_the_card_whatever_was_answered(answering_desk: Desk) -> None:
    desk = answering_desk
    desk.set_management("T1", "CM", "UADMIN")
    made = published(desk.database, Verdict.YES)
    first = asked("no 1.0", message="2.0", person="U5")
    desk.receive(first)
    response = desk.respond(first.key)
    assert response is not None
    assert response.asked is not None
    assert response.asked.similar == ()
    over = deed(Deed.HANDED_OVER, key="over", person="U5", question=response.asked.id)
    desk.receive(over)
    desk.respond("over")
    assert [each.similar for each in desk.cards("over")] == [(made,)]


def test_a_card_does_not_wait_for_an_encoder_that_fails(answering_desk: Desk) -> None:
    desk = answering_desk
    desk.set_management("T1", "CM", "UADMIN")
    published(desk.database, Verdict.YES)
    arrival = asked("escalate nowhere", message="2.0")
    arrival = replace(arrival, text="doubtful nowhere")
    desk.receive(arrival)
    desk.respond(arrival.key)
    over = deed(Deed.HANDED_OVER, key="over", question=2)
    desk.receive(over)
    desk.respond("over")
    assert [each.similar for each in desk.cards("over")] == [()]


def test_an_answer_does_not_wait_for_an_encoder_that_fails(answering_desk: Desk) -> None:
    desk = answering_desk
    published(desk.database, Verdict.NO)
    arrival = asked("escalate nowhere", message="2.0")
    desk.receive(arrival)
    response = desk.respond(arrival.key)
    assert response is not None
    assert response.asked is not None
    assert response.asked.similar == ()


def test_from_a_managers_answer_to_what_another_reads(answering_desk: Desk) -> None:
    """All of it through arrivals, as people do it."""
    desk = answering_desk
    desk.set_management("T1", "CM", "UADMIN")
    first = asked("escalate 1.0", message="2.0", person="U5")
    office = ("office-management",)

    def work(arrival: Arrival) -> str:
        desk.receive(arrival)
        response = desk.respond(arrival.key)
        desk.settle(arrival.key, ())
        return (response.note if response else None) or ""

    work(first)
    question = desk.recent("U5", "T1")[0]
    work(deed(Deed.HANDED_OVER, key="over", person="U5", question=question.id))
    hand_off = desk.hand_offs("U5", "T1")[0]
    filled = Filled(verdict=Verdict.YES, text="As I say.", may_be_precedent=True)
    work(deed(Deed.RULED, key="ruled", person="U7", hand_off=hand_off.id, manages=office, filled=filled))
    told = [each for each in desk.letters("ruled") if each.kind is LetterKind.RETELL]
    assert [each.person for each in told] == ["U7"]
    subject = int((told[0].data or {})["precedent"])
    retold = Filled(subject=subject, text="yes a desk 0.9")
    work(deed(Deed.PROPOSED, key="proposed", person="U7", hand_off=hand_off.id, manages=office, filled=retold))
    assert [(each.kind, each.channel) for each in desk.letters("proposed")] == [(LetterKind.PROPOSED, "CM")]
    same = deed(Deed.APPROVED, key="a1", person="U7", manages=office, filled=Filled(subject=subject))
    assert work(same) == Notice.PRECEDENT_SECOND.value
    second = deed(Deed.APPROVED, key="a2", person="U8", manages=office, filled=Filled(subject=subject))
    assert work(second) == Notice.PRECEDENT_PUBLISHED.value
    work(asked("escalate 1.0", message="3.0", person="U6", place=Place("T1", "C3", "3.0")))
    assert [each.id for each in desk.recent("U6", "T1")[0].similar] == [subject]
    work(asked("no 1.0", message="4.0", person="U6", place=Place("T1", "C4", "4.0")))
    assert desk.recent("U6", "T1")[0].similar == ()
    assert question.similar == ()
    # Corrected: nobody is shown it any more, and who was is told.
    work(
        deed(
            Deed.RECTIFIED, key="rectified", person="U8", hand_off=hand_off.id, manages=office,
            filled=Filled(verdict=Verdict.NO, text="No."),
        )
    )  # fmt: skip
    recalled = [each.person for each in desk.letters("rectified") if each.kind is LetterKind.RECALL]
    assert sorted(recalled) == ["U5", "U6"]
    assert desk.recent("U6", "T1", 2)[1].similar == ()
