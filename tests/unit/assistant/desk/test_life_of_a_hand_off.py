"""
Can any sequence of clicks, retries, timeouts and crashes lose a hand-off, answer it twice, or show it to the wrong one?

A state machine: everybody does everything, told once or twice, worked on now, later, or only in part; time goes on, the
surface fails or refuses. What must hold is looked at after every step, and at the end everything is worked off.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from assistant.answering.records import Verdict
from assistant.desk.notices import Notices
from assistant.desk.records import Deed, HandOff
from assistant.desk.surface import SurfaceDown
from assistant.desk.work import Handling
from assistant.escalation.moves import MOVES, next_state
from assistant.escalation.records import LIVE, WAITING, Filled, HandOffState, LetterKind, Move, Remark
from assistant.storage import arrivals, events, hand_offs, letters, management, rulings, timers
from assistant.storage.database import Database, open_database
from assistant.storage.hand_offs import TOLD_AS
from assistant.storage.letters import TO_ASKER
from assistant.storage.tables import hand_offs as hand_offs_table
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
    three_offices,
)

FreshDatabase = Callable[[], Database]

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
NOTE = "only among us"
MOVE_OF = {told: move for move, told in TOLD_AS.items()}
PEOPLE = st.sampled_from([ASKER, MANAGER, MANAGER, COLLEAGUE, STRANGER, "U5"])
DEEDS = st.sampled_from([
    Deed.CLAIMED, Deed.RELEASED, Deed.STAYED, Deed.REASSIGNED, Deed.PASSED_ON, Deed.ASKED_BACK, Deed.REPLIED,
    Deed.RULED, Deed.RULED, Deed.RECTIFIED, Deed.REOPENED, Deed.NAMED,
])  # fmt: skip
ON_QUESTION = st.sampled_from([Deed.HANDED_OVER, Deed.WITHDREW, Deed.EDITED, Deed.DELETED])
HOW = st.sampled_from(["now", "now", "now", "twice", "later", "in part", "surface down"])


class Life(RuleBasedStateMachine):
    """One workspace with three offices; two questions go there without a name, one as its asker wished, one by itself."""

    def __init__(self, fresh: FreshDatabase, notices: Notices) -> None:
        super().__init__()
        self.database = fresh()
        self.hands = Hands()
        self.office = QuickOffice(quick_desk(self.database, notices, clock=self.hands, offices=three_offices()))
        self.versions: dict[int, int] = {}
        self.deeds = count(1)

    def teardown(self) -> None:
        """Everything is worked off: nothing is left to do, and who must see something sees it as it stands."""
        try:
            self.office.surface.refused.clear()
            self.office.surface.failures.clear()
            self.work_off()
            self.hold()
            with self.database.reading() as connection:
                for hand_off in self.all():
                    kept = management.cards_of(connection, hand_off.id)
                    assert hand_off.state not in WAITING or hand_off.card is not None
                    for each in kept.values():
                        standing = self.office.surface.cards[each.shown].hand_off
                        assert (standing.version, standing.state) == (hand_off.version, hand_off.state)
        finally:
            self.database.close()

    @initialize()
    def begin(self) -> None:
        self.office.opened("barred?", filled=Filled(to=NORTH, is_anonymous=True))
        self.office.opened("doubtful?", person="U2")

    @rule(what=DEEDS, person=PEOPLE, which=st.integers(0, 9), to=st.sampled_from([SOUTH, NORTH, FALLBACK]), how=HOW)
    def act(self, what: Deed, person: str, which: int, to: str, how: str) -> None:
        hand_off = self.pick(which)
        filled = Filled(
            text=f"words {next(self.deeds)}", verdict=Verdict.NO, note=NOTE,
            to=to if what is Deed.PASSED_ON else COLLEAGUE,
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

    @rule(what=ON_QUESTION, which=st.integers(0, 9), how=HOW, text=st.sampled_from(["barred?", "doubtful?", "now?"]))
    def act_on_question(self, what: Deed, which: int, how: str, text: str) -> None:
        asked = self.office.desk.asked(self.pick(which).asked)
        assert asked is not None
        arrival = deed(
            what, key=f"d{next(self.deeds)}", person=asked.person, place=asked.place, message=asked.message,
            question=asked.id, at=self.hands.at, text=text if what is Deed.EDITED else "",
        )  # fmt: skip
        self.come(arrival, how)

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 7]))
    def wait(self, hours: int) -> None:
        self.hands.move(3600 * hours)
        self.office.desk.fire_due()

    @rule(who=st.sampled_from(["", "", ASKER, "C-north", MANAGER]))
    def refuse(self, who: str) -> None:
        self.office.surface.refused = {who} if who else set()

    @rule(most=st.integers(1, 5))
    def work_some(self, most: int) -> None:
        """In whatever order they are in: what came later may be worked on first."""
        for key in self.open()[-most:]:
            self.office.work_on(key)

    @invariant()
    def hold(self) -> None:
        """What must hold at any time."""
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

    def check_told(self, hand_off: HandOff) -> None:
        """Every change of state is told, in order, and is one that the table names."""
        with self.database.reading() as connection:
            told = [each for each in events.events_of_hand_off(connection, hand_off.id) if each.what in MOVE_OF]
        assert [each.data["version"] for each in told] == list(range(1, hand_off.version + 1))
        assert told[-1].data["state"] == hand_off.state.value
        for before, after in pairwise(told):
            allowed = MOVES[MOVE_OF[after.what]]
            was = HandOffState(str(before.data["state"]))
            assert was in allowed.frm
            assert after.data["state"] == next_state(was, MOVE_OF[after.what])
        self.check_nameless(hand_off, [each.person for each in told], [MOVE_OF[each.what] for each in told])

    def check_nameless(self, hand_off: HandOff, people: list[str], moves: list[Move]) -> None:
        """Nothing names who asked without a name until they added it, and nobody but they can."""
        asked = self.office.desk.asked(hand_off.asked)
        assert asked is not None
        named = moves.index(Move.NAME) if Move.NAME in moves else None
        assert hand_off.is_anonymous == (named is None)
        assert asked.person not in people[:named]
        assert named is None or people[named] == asked.person

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
            else:
                assert letter.person != asked.person
            if hand_off.is_anonymous and letter.person != asked.person:
                assert asked.person not in repr(letter)
        said: tuple[Remark, ...] = hand_off.remarks
        assert NOTE not in [remark.text for remark in said if remark.move is Move.ASK_BACK]

    # --- helps ---

    def come(self, arrival: object, how: str) -> None:
        """Receive it, and work on it as is said."""
        desk, surface = self.office.desk, self.office.surface
        assert desk.receive(arrival)  # type: ignore[arg-type]
        assert not desk.receive(arrival), "told twice it is one"  # type: ignore[arg-type]
        key: str = arrival.key  # type: ignore[attr-defined]
        if how == "in part":
            Handling(desk, surface).respond(key)
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

    def all(self) -> list[HandOff]:
        with self.database.reading() as connection:
            ids = connection.execute(select(hand_offs_table.c.id).order_by(hand_offs_table.c.id)).scalars().all()
            found = [hand_offs.find_hand_off(connection, id) for id in ids]
        return [each for each in found if each is not None]

    def open(self) -> tuple[str, ...]:
        with self.database.reading() as connection:
            return arrivals.overdue(connection, self.hands.at)

    def work_off(self) -> None:
        for _ in range(20):
            if not (keys := self.open()):
                return
            for key in keys:
                self.office.work_on(key)
        raise AssertionError(f"never done: {keys}")


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> FreshDatabase:
    """Opens a database without rows, another for each call."""
    if request.param == "sqlite":
        folders = count(1)

        def copy() -> Database:
            folder = tmp_path / f"copy-{next(folders)}"
            folder.mkdir()
            shutil.copy(empty_database, folder)
            return open_database(folder)

        return copy
    url: str = request.getfixturevalue("postgres_tables")

    def empty() -> Database:
        with psycopg.connect(url) as connection:
            delete_rows(connection)
        return open_database(url)

    return empty


def live(fresh: FreshDatabase, notices: Notices, examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Life(fresh, notices),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=PHASES,
        ),
    )  # fmt: skip


def test_no_sequence_of_deeds_loses_a_hand_off_or_answers_it_twice(fresh: FreshDatabase, notices: Notices) -> None:
    live(fresh, notices, examples=settings().max_examples // 10, steps=15)


@pytest.mark.slow
def test_no_long_sequence_of_deeds_loses_a_hand_off_or_answers_it_twice(fresh: FreshDatabase, notices: Notices) -> None:
    live(fresh, notices, examples=80, steps=50)
