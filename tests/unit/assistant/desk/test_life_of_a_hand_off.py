"""
Can any sequence of clicks, retries, timeouts and crashes lose a hand-off, answer it twice, or show it to the wrong one?

A state machine: everybody does everything, told once or twice, worked on now, later, or only in part; the process dies
between any two things that it shows; time jumps over nights, weekends, holidays and the changes of clocks; the surface
fails or refuses, the assistant is switched off, the file of offices is edited. What must hold is looked at after every
step. At the end everything is worked off as it stands, and once more until nothing is due: every hand-off ends.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import count, pairwise
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from assistant.answering.records import Verdict
from assistant.desk.handling import Handling
from assistant.desk.notices import Notices
from assistant.desk.records import Deed, HandOff
from assistant.desk.surface import SurfaceDown
from assistant.escalation.moves import MOVES, next_state
from assistant.escalation.precedents import Precedent, PrecedentState
from assistant.escalation.records import LIVE, WAITING, Filled, HandOffState, Letter, LetterKind, Move, Remark
from assistant.slack.blocks.records import Look
from assistant.storage import arrivals, events, hand_offs, letters, management, precedents, rulings, timers
from assistant.storage.database import Database
from assistant.storage.letters import TO_ASKER
from assistant.storage.tables import ArrivalState
from assistant.storage.tables import arrivals as arrivals_table
from assistant.storage.tables import hand_offs as hand_offs_table
from assistant.storage.tables import precedents as precedents_table
from assistant.storage.tables import timers as timers_table
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.postgres import delete_rows
from tests.quick_desk import Hands, deed, quick_desk
from tests.quick_office import (
    ASKER,
    COLLEAGUE,
    FALLBACK,
    MANAGER,
    MANAGES,
    NORTH,
    SOUTH,
    STRANGER,
    QuickOffice,
    on,
)
from tests.seen_by import check_alone, check_card_words, check_cards, check_named, check_own, check_precedent
from tests.time_passing import (
    EDITS,
    JUMPS,
    MOVE_OF,
    STARTS,
    Killed,
    MortalSurface,
    check_once,
    check_replayed,
    check_said,
    edited_offices,
    far_offices,
    later,
)

FreshDatabase = Callable[[], Database]

QUICK, THOROUGH = (2, 15), (40, 50)
"""Lives, and what happens in each. One of 50 takes about two seconds: some four minutes for both databases."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
NOTE = "only among us"
PEOPLE = st.sampled_from([ASKER, MANAGER, MANAGER, COLLEAGUE, STRANGER, "U5"])
MANAGERS = st.sampled_from(sorted(MANAGES))
DEEDS = st.sampled_from([
    Deed.CLAIMED, Deed.RELEASED, Deed.STAYED, Deed.REASSIGNED, Deed.PASSED_ON, Deed.ASKED_BACK, Deed.REPLIED,
    Deed.RULED, Deed.RULED, Deed.RECTIFIED, Deed.REOPENED, Deed.NAMED,
])  # fmt: skip
STEPS = st.sampled_from([None, None, None, Deed.PROPOSED, Deed.APPROVED, Deed.DECLINED, Deed.RENEWED])
"""On a precedent; None: what is to be done next."""
NEXT = {
    PrecedentState.DRAFTED: Deed.PROPOSED, PrecedentState.PROPOSED: Deed.APPROVED,
    PrecedentState.PUBLISHED: Deed.RENEWED, PrecedentState.LAID_DOWN: Deed.RENEWED,
}  # fmt: skip
ON_QUESTION = st.sampled_from([Deed.HANDED_OVER, Deed.WITHDREW, Deed.EDITED, Deed.DELETED])
HOW = st.sampled_from(
    ["now", "now", "now", "twice", "later", "half done", "in part", "unsettled", "surface down", "killed", "killed"]
)
DIES_IN = st.integers(1, 6)
LONGEST_LIFE = 400
"""Times that something comes due until nothing more does."""


class Life(RuleBasedStateMachine):
    """
    One workspace with three offices; three questions go there without a name: one as its asker wished, one by itself, and
    one of somebody who is a manager there.
    """

    def __init__(self, fresh: FreshDatabase, notices: Notices, look: Look) -> None:
        super().__init__()
        self.database = fresh()
        self.hands = Hands()
        desk = quick_desk(self.database, notices, clock=self.hands, offices=far_offices())
        self.surface = MortalSurface(clock=self.hands, is_open=self.is_open)
        self.office = QuickOffice(desk, self.surface)
        self.has_left = False
        """Has everybody left the south?"""
        desk.find_deserted = lambda _, office: (SOUTH,) if self.has_left and office == SOUTH else ()
        self.look = look
        self.people: dict[str, str] = {}
        """Who did what, by its key."""
        self.versions: dict[int, int] = {}
        self.deeds = count(1)

    def teardown(self) -> None:
        """Everything is worked off: nothing is left to do, and who must see something sees it as it stands."""
        try:
            self.surface.refused.clear()
            self.surface.failures.clear()
            self.office.desk.set_switch("T1", True, "UADMIN")
            self.work_off()
            self.hold()
            if not self.put_off():  # what was given up is tried again in an hour
                self.check_seen()
            self.grow_old()
            self.hold()
            self.check_seen()
            self.check_over()
        finally:
            self.database.close()

    def check_seen(self) -> None:
        """Office management sees what waits, and what it sees is so."""
        with self.database.reading() as connection:
            for hand_off in self.all():
                kept = management.cards_of(connection, hand_off.id)
                assert hand_off.state not in WAITING or hand_off.card is not None
                asked = self.office.desk.asked(hand_off.asked)
                assert asked is not None
                for each in kept.values():
                    card = self.surface.cards[each.shown]
                    assert (card.hand_off.version, card.hand_off.state) == (hand_off.version, hand_off.state)
                    check_card_words(card, asked.person, self.look)

    def check_over(self) -> None:
        """Nothing waits for ever: whoever got no answer was told so, and every letter came to an end."""
        with self.database.reading() as connection:
            for hand_off in self.all():
                assert hand_off.state in (HandOffState.CLOSED, HandOffState.EXPIRED, HandOffState.WITHDRAWN)
                written = letters.letters_of(connection, hand_off.id)
                if hand_off.state is HandOffState.EXPIRED:
                    assert LetterKind.EXPIRED in {each.kind for each in written}
                for each in written:
                    assert each not in letters.letters_to_show(connection, each.arrival)
            assert not precedents.live_precedents(connection), "nobody renewed it"

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: datetime) -> None:
        self.hands.at = start
        self.office.opened("barred?", filled=Filled(to=NORTH, is_anonymous=True))
        self.office.opened("doubtful?", person="U2")
        self.office.opened("barred?", filled=Filled(to=NORTH, is_anonymous=True), person=COLLEAGUE)

    @rule(what=DEEDS, person=PEOPLE, which=st.integers(0, 9), to=st.sampled_from([SOUTH, NORTH, FALLBACK]), how=HOW)
    def act(self, what: Deed, person: str, which: int, to: str, how: str) -> None:
        hand_off = self.pick(which)
        filled = Filled(
            text=f"words {next(self.deeds)}", verdict=Verdict.NO, note=NOTE,
            to=to if what is Deed.PASSED_ON else COLLEAGUE, may_be_precedent=True,
        )  # fmt: skip
        arrival = on(hand_off, what, person, f"d{next(self.deeds)}", at=self.hands.at)
        self.come(replace(arrival, filled=filled), how)

    @rule(what=DEEDS, which=st.integers(0, 9), how=HOW)
    def act_as_who_may(self, what: Deed, which: int, how: str) -> None:
        """By chance alone, few deeds would be by somebody who may."""
        hand_off = self.pick(which)
        asked = self.office.desk.asked(hand_off.asked)
        assert asked is not None
        by_asker = what in (Deed.REPLIED, Deed.REOPENED, Deed.NAMED)
        manager = next(person for person, offices in MANAGES.items() if hand_off.office in offices)
        self.act(what, asked.person if by_asker else hand_off.holder or manager, which, FALLBACK, how)

    @precondition(lambda self: bool(self.precedents()))
    @rule(what=STEPS, person=MANAGERS, which=st.integers(0, 9), how=HOW)
    def act_on_precedent(self, what: Deed | None, person: str, which: int, how: str) -> None:
        found = self.precedents()
        precedent = found[which % len(found)]
        hand_off = self.office.desk.hand_off(precedent.ruling.hand_off)
        assert hand_off is not None
        what = what or NEXT.get(precedent.state, Deed.DECLINED)
        by = precedent.owner if what is Deed.PROPOSED else person
        arrival = on(hand_off, what, by, f"d{next(self.deeds)}", at=self.hands.at)
        self.come(replace(arrival, filled=Filled(text="May one?", subject=precedent.id)), how)

    @rule(which=st.integers(0, 9), person=MANAGERS, how=HOW)
    def publish(self, which: int, person: str, how: str) -> None:
        """By chance alone, it would hardly ever come so far: answered, told, and somebody wants to approve it."""
        self.act_as_who_may(Deed.RULED, which, "now")
        for what in (Deed.PROPOSED, Deed.APPROVED):
            hand_off = self.pick(which)
            of_it = [each for each in self.precedents() if each.ruling.hand_off == hand_off.id]
            if of_it:
                by = of_it[-1].owner if what is Deed.PROPOSED else person
                arrival = on(hand_off, what, by, f"d{next(self.deeds)}", at=self.hands.at)
                filled = Filled(text="May one?", subject=of_it[-1].id)
                self.come(replace(arrival, filled=filled), how if what is Deed.APPROVED else "now")

    @rule(what=DEEDS, how=HOW)
    def act_on_own(self, what: Deed, how: str) -> None:
        """A manager, on what they asked themselves."""
        own = [number for number, each in enumerate(self.all()) if self.asker(each) in MANAGES]
        self.act(what, self.asker(self.all()[own[-1]]), own[-1], FALLBACK, how)

    @rule(what=ON_QUESTION, which=st.integers(0, 9), how=HOW, text=st.sampled_from(["barred?", "doubtful?", "now?"]))
    def act_on_question(self, what: Deed, which: int, how: str, text: str) -> None:
        asked = self.office.desk.asked(self.pick(which).asked)
        assert asked is not None
        arrival = deed(
            what, key=f"d{next(self.deeds)}", person=asked.person, place=asked.place, message=asked.message,
            question=asked.id, at=self.hands.at, text=text if what is Deed.EDITED else "",
        )  # fmt: skip
        self.come(arrival, how)

    @rule(how=st.sampled_from(JUMPS), most=st.sampled_from([0, 0, 10]))
    def wait(self, how: str, most: int) -> None:
        """Time jumps; what is due then is fired, and perhaps worked on."""
        self.hands.at = later(how, self.hands.at, self.due())
        self.office.desk.fire_due()
        self.work_some(most)

    @rule(edit=st.sampled_from(EDITS))
    def edit_offices(self, edit: str) -> None:
        self.office.desk.offices = edited_offices(edit)
        self.office.desk.show_elsewhere()

    @rule(has_left=st.booleans())
    def leave(self, has_left: bool) -> None:
        self.has_left = has_left

    @rule(is_on=st.sampled_from([True, True, False]))
    def switch(self, is_on: bool) -> None:
        self.office.desk.set_switch("T1", is_on, "UADMIN")

    @rule(which=st.integers(0, 9))
    def give_up(self, which: int) -> None:
        """What was tried for an hour in vain fails for good."""
        if keys := self.open():
            self.office.desk.give_up(keys[which % len(keys)], "surface down")

    @rule(who=st.sampled_from(["", "", ASKER, "C-north", MANAGER]))
    def refuse(self, who: str) -> None:
        self.surface.refused = {who} if who else set()

    @rule(most=st.integers(1, 5))
    def work_some(self, most: int) -> None:
        """In whatever order they are in: what came later may be worked on first."""
        for key in self.open()[-most:] if most else ():
            self.office.work_on(key)

    @rule(dies_in=DIES_IN)
    def work_and_die(self, dies_in: int) -> None:
        self.survive(self.work_some, 3, dies_in=dies_in)

    @invariant()
    def hold(self) -> None:
        """What must hold at any time."""
        check_said(self.office.desk.offices, self.surface.said)
        with self.database.reading() as connection:
            found = self.all()
            assert len({each.asked for each in found if each.state in LIVE}) == sum(
                each.state in LIVE for each in found
            )
            for hand_off in found:
                assert hand_off.version >= self.versions.get(hand_off.id, 0)
                self.versions[hand_off.id] = hand_off.version
                due = timers.timers_of(connection, hand_off.id)
                fired = [key for key in self.open() if key.startswith("due:")]
                assert due or fired or hand_off.state not in WAITING, "what waits has something that ends the wait"
                assert bool(hand_off.holder) or hand_off.state not in (HandOffState.CLAIMED, HandOffState.ASKED_BACK)
                self.check_told(hand_off)
                self.check_rulings(hand_off)
            askers = {each.id: self.asker(each) for each in found}
            for precedent in self.precedents():
                check_precedent(connection, precedent, askers[precedent.ruling.hand_off])
        check_alone(self.surface.responses, self.people, askers)

    def check_told(self, hand_off: HandOff) -> None:
        """Every change of state is told, in order, and is one that the table names."""
        with self.database.reading() as connection:
            every = events.events_of_hand_off(connection, hand_off.id)
        check_replayed(every, hand_off)
        told = [each for each in every if each.what in MOVE_OF]
        assert [each.data["version"] for each in told] == list(range(1, hand_off.version + 1))
        assert told[-1].data["state"] == hand_off.state.value
        check_once(told, len(far_offices().by_id))
        for before, after in pairwise(told):
            allowed = MOVES[MOVE_OF[after.what]]
            was = HandOffState(str(before.data["state"]))
            assert was in allowed.frm
            assert after.data["state"] == next_state(was, MOVE_OF[after.what])
        asked = self.office.desk.asked(hand_off.asked)
        assert asked is not None
        check_named(hand_off, asked, told)
        check_cards(hand_off, told, self.surface.cards)
        with self.database.reading() as connection:
            check_own(asked, told, rulings.rulings_of(connection, hand_off.id))

    def check_rulings(self, hand_off: HandOff) -> None:
        """One ruling stands, its asker is written to once of each, and nobody reads what is not theirs."""
        asked = self.office.desk.asked(hand_off.asked)
        assert asked is not None
        with self.database.reading() as connection:
            given = rulings.rulings_of(connection, hand_off.id)
            written = letters.letters_of(connection, hand_off.id)
        if hand_off.state in (HandOffState.ANSWERED, HandOffState.CLOSED):
            assert hand_off.ruling == given[-1]
        for ruling in given:
            of_it = [each for each in written if (each.data or {}).get("ruling") == str(ruling.id)]
            assert [each.person for each in of_it] == [asked.person]
            assert of_it[0].kind is (LetterKind.RECALL if ruling.replaces else LetterKind.RULING)
        for letter in written:
            assert NOTE not in repr(letter)
            if letter.kind in TO_ASKER:
                assert letter.person == asked.person
            elif asked.person not in MANAGES:
                assert letter.person != asked.person
            if hand_off.is_anonymous and asked.person not in (*MANAGES, letter.person):
                assert asked.person not in repr(letter)
        said: tuple[Remark, ...] = hand_off.remarks
        assert NOTE not in [remark.text for remark in said if remark.move is Move.ASK_BACK]

    # --- helps ---

    def come(self, arrival: object, how: str) -> None:
        """Receive it, and work on it as is said."""
        desk, surface = self.office.desk, self.surface
        assert desk.receive(arrival)  # type: ignore[arg-type]
        assert not desk.receive(arrival), "told twice it is one"  # type: ignore[arg-type]
        key: str = arrival.key  # type: ignore[attr-defined]
        self.people[key] = arrival.person  # type: ignore[attr-defined]
        if how == "in part":
            Handling(desk, surface).respond(key)
        elif how == "unsettled":
            steps = Handling(desk, surface)
            if steps.respond(key) is True:
                steps.show(key)
        elif how == "half done":  # killed within the transaction: nothing of it is there
            with patch.object(arrivals, "keep_followed", side_effect=Killed), suppress(Killed):
                self.office.work_on(key)
        elif how == "killed":
            self.survive(self.office.work_on, key, dies_in=next(self.deeds) % 5 + 1)
        elif how == "surface down":
            surface.failures = [SurfaceDown()]
            self.office.work_on(key)
            surface.failures = []
        elif how != "later":
            for _ in range(2 if how == "twice" else 1):
                self.office.work_on(key)

    def pick(self, which: int) -> HandOff:
        found = self.all()
        return found[which % len(found)]

    def precedents(self) -> list[Precedent]:
        with self.database.reading() as connection:
            ids = connection.execute(select(precedents_table.c.id).order_by(precedents_table.c.id)).scalars().all()
            found = [precedents.find_precedent(connection, id) for id in ids]
        return [each for each in found if each is not None]

    def asker(self, hand_off: HandOff) -> str:
        asked = self.office.desk.asked(hand_off.asked)
        assert asked is not None
        return asked.person

    def all(self) -> list[HandOff]:
        with self.database.reading() as connection:
            ids = connection.execute(select(hand_offs_table.c.id).order_by(hand_offs_table.c.id)).scalars().all()
            found = [hand_offs.find_hand_off(connection, id) for id in ids]
        return [each for each in found if each is not None]

    def open(self) -> tuple[str, ...]:
        with self.database.reading() as connection:
            return arrivals.overdue(connection, self.hands.at)

    def due(self) -> list[datetime]:
        with self.database.reading() as connection:
            return list(connection.execute(select(timers_table.c.due_at)).scalars())

    def is_open(self, letter: Letter, at: datetime) -> bool:
        """Do they work then who are told: the next level, of what is raised; of a digest, is it not at night?"""
        desk, data = self.office.desk, letter.data or {}
        held = desk.hand_off(letter.hand_off) if letter.hand_off is not None else None
        office = held.office if held else data.get("office", "")
        hours = desk.offices.office(data["to"] if letter.kind is LetterKind.RAISED else office).hours
        return hours.is_day(at) if letter.kind is LetterKind.DIGEST else hours.is_open(at)

    def survive(self, do: Callable[..., object], *given: object, dies_in: int) -> None:
        """Do it in a process that dies after so many steps, if it lives so long."""
        self.surface.dies_in = dies_in
        try:
            do(*given)
        except Killed:
            pass
        finally:
            self.surface.dies_in = 0

    def work_off(self) -> None:
        for _ in range(20):
            if not (keys := self.open()):
                return
            for key in keys:
                self.office.work_on(key)
        raise AssertionError(f"never done: {keys}")

    def grow_old(self) -> None:
        """Wait for whatever comes due, until nothing does but a digest, and nothing is to be tried again."""
        for _ in range(LONGEST_LIFE):
            coming = [*self.due(), *self.put_off()]
            if not coming:
                return
            self.hands.at = max(min(coming), self.hands.at)
            self.office.desk.fire_due()
            self.work_off()
        raise AssertionError(f"something is due again and again: {coming}")

    def put_off(self) -> list[datetime]:
        with self.database.reading() as connection:
            waiting = arrivals_table.c.state == ArrivalState.RECEIVED
            return list(connection.execute(select(arrivals_table.c.due_at).where(waiting)).scalars())


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> FreshDatabase:
    """Gives a database without rows, at each call the same one."""
    if request.param == "sqlite":
        found: FreshDatabase = request.getfixturevalue("empty_sqlite")
        return found
    opened: Database = request.getfixturevalue("opened_postgres")

    def empty() -> Database:
        with opened.transaction() as connection:
            delete_rows(connection.connection.driver_connection)
        return opened

    return empty


def live(fresh: FreshDatabase, notices: Notices, look: Look, examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Life(fresh, notices, look),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=PHASES,
        ),
    )  # fmt: skip


def test_no_sequence_of_deeds_loses_a_hand_off_or_answers_it_twice(
    fresh: FreshDatabase, notices: Notices, rulebook: Rulebook, library: Library
) -> None:
    examples, steps = THOROUGH if settings().max_examples >= 200 else QUICK
    live(fresh, notices, Look(rulebook, library), examples, steps)
