"""
Does a ruling become a precedent by two people alone, is it asked after in time, and does it go with its clause?

On both databases, with a clock that is moved and texts that change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from assistant.answering.records import Answer, Case, FactReading, Kind, Reading, Verdict
from assistant.desk.due import fire_due, follow_due
from assistant.desk.likeness import Shelf
from assistant.desk.notices import Notice
from assistant.desk.precedents import (
    Keeping,
    draft,
    follow_ruling,
    follow_step,
    follow_timer,
    give,
    lay_down_changed,
    lay_down_overturned,
)
from assistant.desk.records import Arrival, Asked, AskedState, Audience, Deed, Entry, Place, Shown
from assistant.escalation.hours import Hours
from assistant.escalation.offices import WORK_WEEK, Office, Offices
from assistant.escalation.precedents import REVIEW_AFTER, Precedent, PrecedentState
from assistant.escalation.records import Filled, Letter, LetterKind, Ruling, TimerKind
from assistant.storage import arrivals, asking, hand_offs, letters, precedents, rulings, timers
from assistant.storage.arrivals import Followed
from assistant.storage.database import Database
from corpus.document import Clause, ClauseKind, Document, Held
from corpus.library import Library

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
HOURS = Hours(LOS_ANGELES, WORK_WEEK)
NORTH = Office("north", "North", "CNORTH", HOURS, ("U7", "U8"), next="south")
SOUTH = Office("south", "South", "CSOUTH", HOURS, ("U9",))
LONE = Office("lone", "Lone", "CLONE", HOURS, ("U7",), next="south")
OFFICES = Offices(MappingProxyType({each.id: each for each in (NORTH, SOUTH, LONE)}), "south")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=LOS_ANGELES)
DAY = timedelta(days=1)
PLACE = Place("T1", "C1", "1.0")
TOLD = "May a picture of an empty desk be posted?"


def texts(*said: str) -> Library:
    """One document with a clause `d/a`, `d/b`, ... for each text."""
    clauses, start = [], 0
    for name, text in zip("abcdef", said, strict=False):
        clauses.append(Clause(f"d/{name}", "d", ClauseKind.PARAGRAPH, (), name, text, start, start + len(text)))
        start += len(text) + 1
    document = Document("d", "MD 1", "A text", None, "1", Held.FULL, None, "\n".join(said), tuple(clauses))
    return Library((document,))


def read_as(verdict: Verdict = Verdict.YES, **facts: bool) -> Case:
    """A question as it is read."""
    found = {name: FactReading(value, name, 1.0) for name, value in facts.items()}
    reading = Reading(Kind.POSTING, 1.0, found, {}, {}, "test")
    return Case(raw="", reading=reading, answer=Answer(verdict, "so", "because", facts=found))


@pytest.fixture
def database(either_database: Database) -> Database:
    return either_database


@dataclass(slots=True)
class Bench:
    """Two offices, a clock, and the texts."""

    database: Database
    now: datetime = MONDAY
    shelf: Shelf = field(default_factory=lambda: Shelf(texts("Be kind.", "Show no faces.")))
    numbers: Iterator[int] = field(default_factory=count)

    def ruled(self, *, by: str = "U7", office: str = "north", **changes: object) -> Precedent | None:
        """An asker was answered, and the answer may become a precedent."""
        name = f"k{next(self.numbers)}"
        question = Asked(
            0, name, "UA", PLACE, name, Entry.MENTION, "may I?", (), Audience.THREAD, AskedState.OPEN, self.now
        )
        values = {"verdict": Verdict.CONDITIONAL, "clauses": ("d/b",), "may_be_precedent": True, **changes}
        with self.database.transaction() as connection:
            kept = asking.open_question(connection, question)
            hand_off = hand_offs.open_hand_off(connection, kept.id, "UA", self.now, office=office)
            ruling = Ruling(0, hand_off.id, text="With a release.", by=by, office=office, at=self.now, **values)  # type: ignore[arg-type]
            ruling = rulings.add_ruling(connection, ruling)
            rulings.give_ruling(connection, ruling.id, kept.id, self.now)
            arrival = Arrival(f"ruled:{name}", Deed.RULED, by, PLACE, self.now)
            arrivals.record(connection, arrival, self.now)
            made = draft(Keeping(connection, arrival, OFFICES, self.shelf, self.now), ruling)
        self.deliver(f"ruled:{name}")
        return made

    def drafted(self, **changes: object) -> Precedent:
        made = self.ruled(**changes)  # type: ignore[arg-type]
        assert made is not None
        return made

    def do(
        self, deed: Deed, found: Precedent, by: str, *manages: str, text: str = TOLD, deserted: tuple[str, ...] = ()
    ) -> str:
        """Somebody does it, a minute later; what they are told."""
        self.now += timedelta(minutes=1)
        filled = Filled(subject=found.id, text=text if deed is Deed.PROPOSED else "")
        arrival = Arrival(
            f"{deed}:{next(self.numbers)}",
            deed,
            by,
            PLACE,
            self.now,
            manages=manages or ("north",),
            filled=filled,
            deserted=deserted,
        )
        with self.database.transaction() as connection:
            arrivals.record(connection, arrival, self.now)
            followed = follow_step(Keeping(connection, arrival, OFFICES, self.shelf, self.now), read_as(desk=True))
        self.deliver(arrival.key)
        assert followed.note is not None
        return followed.note

    def published(self, **changes: object) -> Precedent:
        made = self.drafted(**changes)
        self.do(Deed.PROPOSED, made, "U7")
        assert self.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_PUBLISHED.value
        return self.stands(made)

    def correct(self, found: Precedent) -> None:
        with self.database.transaction() as connection:
            old = found.ruling
            new = Ruling(0, old.hand_off, Verdict.NO, "No.", old.clauses, "U8", "north", self.now, replaces=old.id)
            rulings.add_ruling(connection, new)
            arrival = Arrival("rectified", Deed.RECTIFIED, "U8", PLACE, self.now)
            lay_down_overturned(Keeping(connection, arrival, OFFICES, self.shelf, self.now), old.id)

    def sweep(self) -> list[str]:
        """What is due is fired, and worked on; what followed, of precedents alone."""
        fire_due(self.database, OFFICES, self.now)
        followed = []
        for _ in range(10):
            with self.database.transaction() as connection:
                keys = arrivals.overdue(connection, self.now, 10)
            for key in [key for key in keys if key.startswith("due:")]:
                followed.append(self.work(key))
        return [why for why in followed if why in ("review", "clause", "nobody", "stale")]

    def work(self, key: str) -> str:
        with self.database.transaction() as connection:
            arrival = arrivals.find_arrival(connection, key)
            assert arrival is not None

            def of_precedent(*given: object) -> Followed:
                assert arrival is not None
                assert arrival.filled is not None
                assert arrival.filled.due is not None
                keeping = Keeping(connection, arrival, OFFICES, self.shelf, self.now)
                return follow_timer(keeping, arrival.filled.due)

            followed = follow_due(connection, arrival, OFFICES, self.now, of_precedent)
            arrivals.finish(connection, key, self.now)
        self.deliver(key)
        return followed.why

    def deliver(self, key: str) -> None:
        with self.database.transaction() as connection:
            for letter in letters.letters_to_show(connection, key):
                shown = letters.where_shown(connection, letter.key)
                letters.keep_letter(
                    connection, letter, shown or Shown(letter.channel or "D1", f"{next(self.numbers)}.0"), self.now
                )

    def stands(self, found: Precedent) -> Precedent:
        with self.database.reading() as connection:
            by_now = precedents.find_precedent(connection, found.id)
        assert by_now is not None
        return by_now

    def letters(self, found: Precedent) -> list[Letter]:
        with self.database.reading() as connection:
            return [
                each
                for each in letters.letters_of(connection, found.ruling.hand_off)
                if each.data and each.data.get("precedent") == str(found.id)
            ]

    def kinds(self, found: Precedent) -> list[tuple[LetterKind, str]]:
        """What was written, and to whom."""
        return [(each.kind, each.person or each.channel) for each in self.letters(found)]

    def due(self, found: Precedent) -> dict[TimerKind, datetime]:
        with self.database.reading() as connection:
            both = [
                timer
                for kind in (TimerKind.REVIEW, TimerKind.LAY_DOWN)
                for timer in timers.timers_of_subject(connection, "T1", kind, str(found.id))
            ]
        return {timer.kind: timer.due_at for timer in both}

    def put_up(self, asked_by: str, found: Precedent) -> int:
        """It stands below the answer to somebody else's question."""
        name = f"k{next(self.numbers)}"
        question = Asked(
            0, name, asked_by, PLACE, name, Entry.MENTION, "may I?", (), Audience.THREAD, AskedState.OPEN, self.now
        )
        with self.database.transaction() as connection:
            kept = asking.open_question(connection, question)
            give(connection, kept.id, (found,), self.shelf, self.now)
            return kept.id

    def below(self, asked: int) -> tuple[Precedent, ...]:
        with self.database.reading() as connection:
            question = asking.find_question(connection, asked)
        assert question is not None
        return question.similar


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


# --- how it becomes one -----------------------------------------------------------------------------------------------


def test_a_ruling_becomes_a_precedent_by_two_people(bench: Bench) -> None:
    made = bench.drafted()
    assert (made.state, made.question) == (PrecedentState.DRAFTED, "")  # not in the asker's words
    assert bench.kinds(made) == [(LetterKind.RETELL, "U7")]
    assert bench.do(Deed.PROPOSED, made, "U7") == Notice.PRECEDENT_PROPOSED.value
    proposed = bench.stands(made)
    assert (proposed.state, proposed.question, proposed.facts) == (PrecedentState.PROPOSED, TOLD, {"desk": True})
    assert bench.kinds(made) == [(LetterKind.RETELL, "U7"), (LetterKind.PROPOSED, "CNORTH")]
    assert bench.do(Deed.APPROVED, made, "U7") == Notice.PRECEDENT_SECOND.value
    assert bench.stands(made) == proposed
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_PUBLISHED.value
    after = bench.stands(made)
    assert (after.state, after.approved_by, after.published_at) == (PrecedentState.PUBLISHED, "U8", bench.now)
    assert bench.due(made) == {TimerKind.REVIEW: bench.now + REVIEW_AFTER}
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_NOT_NOW.value


@pytest.mark.parametrize(
    "changes",
    [{"may_be_precedent": False}, {"verdict": Verdict.ESCALATE}, {"clauses": ("d/unknown",)}],
    ids=["not wished", "no answer", "a clause that is not held"],
)
def test_not_every_ruling_becomes_one(bench: Bench, changes: dict[str, object]) -> None:
    assert bench.ruled(**changes) is None  # type: ignore[arg-type]


def test_a_manager_of_another_office_can_approve_but_nobody_else(bench: Bench) -> None:
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, "U7")
    arrival_of_nobody = Arrival("n", Deed.APPROVED, "UA", PLACE, bench.now, filled=Filled(subject=made.id))
    with bench.database.transaction() as connection:
        keeping = Keeping(connection, arrival_of_nobody, OFFICES, bench.shelf, bench.now)
        assert follow_step(keeping).note == Notice.NOT_A_MANAGER.value
    assert bench.do(Deed.APPROVED, made, "U9", "south") == Notice.PRECEDENT_PUBLISHED.value


def test_who_asked_what_was_ruled_on_does_not_approve_it(bench: Bench) -> None:
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, "U7")
    assert bench.do(Deed.APPROVED, made, "UA", "south") == Notice.OWN_QUESTION.value
    assert bench.stands(made).state is PrecedentState.PROPOSED
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_PUBLISHED.value


def test_the_only_manager_there_is_by_now_approves_what_they_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, "U7")
    alone = Offices(MappingProxyType({"south": replace(SOUTH, managers=("UA",))}), "south")
    monkeypatch.setitem(globals(), "OFFICES", alone)
    assert bench.do(Deed.APPROVED, made, "UA", "south") == Notice.PRECEDENT_PUBLISHED.value


def test_an_office_with_one_manager_asks_the_next_level(bench: Bench) -> None:
    made = bench.drafted(office="lone")
    bench.do(Deed.PROPOSED, made, "U7", "lone")
    assert bench.kinds(made)[-1] == (LetterKind.PROPOSED, "CSOUTH")


ONE_WAY_UP = {
    "a group has another": ({}, (), "CNORTH"),
    "nobody else is in its group": ({"user_group": "S1", "managers": ()}, ("north",), "CMIDDLE"),
    "nor in that of its next level": ({"user_group": "S1", "managers": ()}, ("north", "middle"), "CSOUTH"),
    "the file names no other in either": ({"managers": ("U7",)}, ("middle",), "CSOUTH"),
    "who ruled and who told it are all there are": ({"managers": ("U7", "U8")}, (), "CMIDDLE"),
    "its deputy is another": ({"managers": ("U7",), "deputy": "U6"}, (), "CNORTH"),
    "nobody is anywhere": ({"user_group": "S1", "managers": ()}, ("north", "middle", "south"), "CNORTH"),
}


@pytest.mark.parametrize("name", ONE_WAY_UP)
def test_a_second_manager_is_asked_for_where_the_surface_knows_of_one(
    name: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, deserted, channel = ONE_WAY_UP[name]
    middle = Office("middle", "Middle", "CMIDDLE", HOURS, next="south")
    north = replace(NORTH, next="middle", **changed)  # type: ignore[arg-type]
    offices = Offices(MappingProxyType({each.id: each for each in (north, middle, SOUTH)}), "south")
    monkeypatch.setitem(globals(), "OFFICES", offices)
    by = "U8" if name.startswith("who ruled and who told it") else "U7"
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, by, deserted=deserted)
    assert bench.kinds(made)[-1] == (LetterKind.PROPOSED, channel)


def test_without_a_question_it_is_not_proposed(bench: Bench) -> None:
    made = bench.drafted()
    assert bench.do(Deed.PROPOSED, made, "U7", text="  ") == Notice.PRECEDENT_NOTHING_TOLD.value
    assert bench.stands(made) == made


def test_declined_it_is_over_and_its_messages_say_so(bench: Bench) -> None:
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, "U7")
    before = bench.letters(made)
    assert bench.do(Deed.DECLINED, made, "U8") == Notice.PRECEDENT_DECLINED.value
    assert bench.stands(made).state is PrecedentState.DECLINED
    assert bench.due(made) == {}
    shown_anew = bench.letters(made)
    assert {each.key for each in shown_anew} == {each.key for each in before}
    assert all(each.arrival.startswith("declined") for each in shown_anew)
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_NOT_NOW.value


def test_a_precedent_of_another_workspace_is_none(bench: Bench) -> None:
    made = bench.drafted()
    elsewhere = Arrival(
        "e", Deed.DECLINED, "U7", Place("T2", "C1"), bench.now, manages=("north",), filled=Filled(subject=made.id)
    )
    with bench.database.transaction() as connection:
        keeping = Keeping(connection, elsewhere, OFFICES, bench.shelf, bench.now)
        assert follow_step(keeping).note == Notice.PRECEDENT_NOT_NOW.value
    assert bench.stands(made) == made


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_what_nobody_tells_or_approves_goes_after_ten_working_days(bench: Bench) -> None:
    untold, unapproved = bench.drafted(), bench.drafted()
    bench.do(Deed.PROPOSED, unapproved, "U7")
    bench.now += 13 * DAY
    assert bench.sweep() == []
    bench.now += DAY
    assert bench.sweep() == ["nobody", "nobody"]
    assert [bench.stands(each).state for each in (untold, unapproved)] == [PrecedentState.DECLINED] * 2


def test_its_owner_is_asked_at_its_review_and_renews_it(bench: Bench) -> None:
    made = bench.published()
    bench.now = datetime(2027, 11, 16, 10, 0, tzinfo=LOS_ANGELES)
    assert bench.sweep() == ["review"]
    assert bench.kinds(made)[-1] == (LetterKind.REVIEW, "U7")
    assert bench.do(Deed.RENEWED, made, "U7") == Notice.PRECEDENT_PUBLISHED.value
    assert bench.due(made) == {TimerKind.REVIEW: bench.now + REVIEW_AFTER}
    bench.now += 20 * DAY
    assert bench.sweep() == []
    assert bench.stands(made).state is PrecedentState.PUBLISHED


def test_what_its_owner_does_not_renew_is_laid_down(bench: Bench) -> None:
    made = bench.published()
    asked = bench.put_up("UB", made)
    bench.now = datetime(2027, 11, 16, 10, 0, tzinfo=LOS_ANGELES)
    bench.sweep()
    assert bench.below(asked)  # it stands while they are asked
    bench.now += 14 * DAY
    assert bench.sweep() == ["nobody"]
    assert bench.stands(made).state is PrecedentState.LAID_DOWN
    assert bench.below(asked) == ()


def test_a_review_falls_into_office_hours(bench: Bench) -> None:
    made = bench.published()
    bench.now = datetime(2027, 11, 20, 3, 0, tzinfo=LOS_ANGELES)  # a Saturday night
    assert bench.sweep() == []
    bench.now = datetime(2027, 11, 22, 8, 0, tzinfo=LOS_ANGELES)
    assert bench.sweep() == ["review"]
    assert bench.stands(made).state is PrecedentState.PUBLISHED


def test_a_precedent_does_not_outlive_its_clause_and_its_owner_is_asked(bench: Bench) -> None:
    made, kept = bench.published(), bench.published(clauses=("d/a",))
    asked = bench.put_up("UB", made)
    bench.shelf = Shelf(texts("Be kind.", "Show no face at all."))
    bench.now = datetime(2026, 11, 21, 3, 0, tzinfo=LOS_ANGELES)  # started on a Saturday night
    assert lay_down_changed(bench.database, bench.shelf, bench.now) == 1
    assert lay_down_changed(bench.database, bench.shelf, bench.now) == 0
    assert bench.stands(made).state is PrecedentState.LAID_DOWN  # at once
    assert bench.below(asked) == ()
    assert bench.stands(kept) == kept
    assert bench.sweep() == []  # but nobody is written to at night
    bench.now = datetime(2026, 11, 23, 9, 0, tzinfo=LOS_ANGELES)
    assert bench.sweep() == ["clause"]
    assert bench.kinds(made)[-1] == (LetterKind.REVIEW, "U7")
    # Renewed, it needs a second manager again.
    assert bench.do(Deed.RENEWED, made, "U7") == Notice.PRECEDENT_PROPOSED.value
    assert bench.do(Deed.APPROVED, made, "U7") == Notice.PRECEDENT_SECOND.value
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_PUBLISHED.value
    assert bench.below(asked) == (bench.stands(made),)


def test_what_rests_on_a_clause_that_is_gone_is_not_renewed(bench: Bench) -> None:
    made = bench.published()
    bench.shelf = Shelf(texts("Be kind."))
    lay_down_changed(bench.database, bench.shelf, bench.now)
    assert bench.do(Deed.RENEWED, made, "U7") == Notice.PRECEDENT_CLAUSE_GONE.value


def test_what_was_proposed_on_other_words_is_not_approved(bench: Bench) -> None:
    made = bench.drafted()
    bench.do(Deed.PROPOSED, made, "U7")
    bench.shelf = Shelf(texts("Be kind.", "Show no face at all."))
    assert bench.do(Deed.APPROVED, made, "U8") == Notice.PRECEDENT_CLAUSE_GONE.value
    assert lay_down_changed(bench.database, bench.shelf, bench.now) == 1
    assert bench.stands(made).state is PrecedentState.DECLINED


def test_what_was_answered_otherwise_after_it_was_asked_again_is_a_precedent_no_longer(bench: Bench) -> None:
    made, kept = bench.published(), bench.published()
    for found, verdict in ((made, Verdict.NO), (kept, kept.ruling.verdict)):
        with bench.database.transaction() as connection:
            old = found.ruling
            new = Ruling(0, old.hand_off, verdict, "Anew.", old.clauses, "U8", "north", bench.now)
            rulings.add_ruling(connection, new)
            arrival = Arrival(f"anew:{old.id}", Deed.RULED, "U8", PLACE, bench.now)
            follow_ruling(Keeping(connection, arrival, OFFICES, bench.shelf, bench.now), old.hand_off)
    assert [bench.stands(each).state for each in (made, kept)] == [PrecedentState.LAID_DOWN, PrecedentState.PUBLISHED]


def test_a_corrected_ruling_is_a_precedent_no_longer_and_never_again(bench: Bench) -> None:
    made = bench.published()
    asked = bench.put_up("UB", made)
    bench.correct(made)
    assert bench.stands(made).state is PrecedentState.LAID_DOWN
    assert bench.below(asked) == ()
    assert bench.do(Deed.RENEWED, made, "U7") == Notice.PRECEDENT_NOT_NOW.value
    with bench.database.reading() as connection:  # whoever read it is told with the rest
        assert asked in rulings.given_to(connection, made.ruling.id)


def test_what_was_laid_down_meanwhile_is_given_to_nobody(bench: Bench) -> None:
    made = bench.published()
    bench.do(Deed.DECLINED, made, "U9", "south")
    assert bench.below(bench.put_up("UB", made)) == ()
    with bench.database.reading() as connection:
        assert len(rulings.given_to(connection, made.ruling.id)) == 1
