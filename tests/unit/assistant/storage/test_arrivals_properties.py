"""Is there any order of recording, claiming, crashing and finishing in which an arrival is lost or worked on twice at once?"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from assistant.storage.arrivals import Claimed, claim, extend, fail, find_progress, finish, overdue, postpone, record
from assistant.storage.database import Database, open_database
from assistant.storage.tables import ArrivalState, arrivals
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival

KEYS = st.sampled_from(["a", "b", "c"])
STEPS = st.integers(0, 5).map(lambda minutes: minutes * MINUTE)


class Arrivals(RuleBasedStateMachine):
    """Workers that may crash at any time beside a clock that runs; the model is who holds what until when."""

    opened: Database
    """One for all examples: making the tables takes longer than an example."""
    held = Bundle("held")

    @initialize()
    def begin(self) -> None:
        self.database = self.opened
        with self.database.transaction() as connection:
            connection.execute(arrivals.delete())
        self.now: datetime = NOW
        self.recorded: dict[str, datetime] = {}
        self.leases: dict[str, tuple[int, datetime]] = {}
        """Who holds it: the turn, and until when."""
        self.due: dict[str, datetime] = {}
        self.over: dict[str, ArrivalState] = {}

    @rule(passed=STEPS)
    def time_passes(self, passed: timedelta) -> None:
        self.now += passed

    @rule(key=KEYS)
    def arrives(self, key: str) -> None:
        with self.database.transaction() as connection:
            is_new = record(connection, make_arrival(key), self.now)
        assert is_new is (key not in self.recorded)
        if is_new:
            self.recorded[key] = self.due[key] = self.now

    @rule(key=KEYS)
    def arrives_and_the_commit_fails(self, key: str) -> None:
        try:
            with self.database.transaction() as connection:
                record(connection, make_arrival(key), self.now)
                raise ConnectionError
        except ConnectionError:
            pass

    @rule(target=held, key=KEYS, lease=st.integers(1, 3))
    def is_claimed(self, key: str, lease: int) -> Claimed | None:
        with self.database.transaction() as connection:
            claimed = claim(connection, key, self.now, lease * MINUTE)
        assert (claimed is not None) is self.is_claimable(key)
        if claimed:
            # A turn is never given twice, so a worker can be told from the one before.
            assert claimed.turn == self.leases.get(key, (0, NOW))[0] + 1
            self.leases[key] = (claimed.turn, self.now + lease * MINUTE)
            self.due.pop(key, None)
        return claimed

    @rule(claimed=consumes(held))
    def worker_crashes(self, claimed: Claimed | None) -> None:
        """It never says anything again."""

    @rule(claimed=held, until=STEPS)
    def worker_holds_on(self, claimed: Claimed | None, until: timedelta) -> None:
        if claimed:
            key = claimed.arrival.key
            with self.database.transaction() as connection:
                done = extend(connection, key, claimed.turn, self.now + until)
            assert done is self.is_his(claimed)
            if done:
                self.leases[key] = (claimed.turn, self.now + until)

    @rule(claimed=held, until=STEPS)
    def worker_postpones(self, claimed: Claimed | None, until: timedelta) -> None:
        if claimed:
            key = claimed.arrival.key
            is_his = self.is_his(claimed)
            with self.database.transaction() as connection:
                assert postpone(connection, key, claimed.turn, self.now + until, "SurfaceDown") is is_his
            if is_his:
                self.due[key] = self.now + until

    @rule(claimed=held, is_well=st.booleans())
    def worker_ends_it(self, claimed: Claimed | None, is_well: bool) -> None:
        if claimed:
            key = claimed.arrival.key
            with self.database.transaction() as connection:
                done = finish(connection, key, self.now) if is_well else fail(connection, key, self.now, "refused")
            assert done is (key not in self.over)
            if done:
                self.over[key] = ArrivalState.DONE if is_well else ArrivalState.FAILED

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.database.reading() as connection:
            due = overdue(connection, self.now)
            long_after = overdue(connection, self.now + timedelta(days=1))
            states = {key: find_progress(connection, key) for key in ("a", "b", "c")}
        assert set(due) == {key for key in self.recorded if self.is_claimable(key)}
        assert set(long_after) == set(self.recorded) - set(self.over), "what is not over comes back, whoever crashed"
        for key, progress in states.items():
            assert (progress is not None) is (key in self.recorded)
            if progress and progress.is_over:
                assert progress.state is self.over[key]

    def is_claimable(self, key: str) -> bool:
        if key not in self.recorded or key in self.over:
            return False
        return (self.due[key] if key in self.due else self.leases[key][1]) <= self.now

    def is_his(self, claimed: Claimed) -> bool:
        key = claimed.arrival.key
        return key not in self.over and key not in self.due and self.leases[key][0] == claimed.turn


def test_no_order_of_deeds_loses_an_arrival_or_gives_it_to_two(folder_with_tables: Path) -> None:
    Arrivals.opened = open_database(folder_with_tables)
    run_state_machine_as_test(Arrivals, settings=settings(stateful_step_count=25))
    Arrivals.opened.close()
