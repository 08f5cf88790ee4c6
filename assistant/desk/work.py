"""
Who does the work of what arrived, and what of that which nobody finished?

One thread, the sweep, claims what is due from the table and hands it to a few workers; what they cannot take yet waits
in the table. It wakes when something arrives, when a worker is free for what waits, and at the latest every
`sweep_seconds`; then it also finds what a process that died has left, by the lease that ran out.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from assistant.desk import pauses, workflow
from assistant.desk.deliveries import Deliveries
from assistant.desk.desk import Desk
from assistant.desk.handling import WAITED_FOR, Handling, as_a_courtesy
from assistant.desk.managing import MOVES
from assistant.desk.notices import Notice
from assistant.desk.precedents import STEP_OF
from assistant.desk.records import Act, Arrival, Deed, Response
from assistant.desk.surface import Surface
from assistant.desk.workflow import Outcome, Steps
from assistant.escalation.records import WAITING
from assistant.storage.arrivals import Claimed

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long an arrival is in the hands of a worker; made longer by the sweep while it is worked on."""

LONG = 10.0
"""Seconds after which the asker is told that it takes longer, from when the work on it began."""

FORGET_EVERY = 3600.0
"""Seconds between two cleanings: of the record of work, and of texts that were kept long enough."""

FIRE_EVERY = 5.0
"""Seconds that lie at least between two looks at what is due, however often something arrives."""

TOLD_WHEN_LOST = WAITED_FOR | {Deed.COPIED}
"""Deeds after which somebody looks for an answer where they did not see it before."""

MOST_PUT_OFF = 2.5
"""Seconds for which nothing new is begun while deliveries wait to be acknowledged; then both go on side by side."""

Subject = tuple[str, ...]


@dataclass(slots=True)
class Job:
    """An arrival in this process. `since` is a time of `time.monotonic`."""

    claimed: Claimed
    since: float
    was_told: bool = False


@dataclass(slots=True)
class Work:
    """The work of this process; one for a process. Start it once, close it at the end."""

    desk: Desk
    surface: Surface
    lease: timedelta = LEASE
    long_after: float = LONG
    handling: Steps | None = None
    """What the steps do; by the desk and the surface, where nothing else is given."""
    jobs: dict[str, Job] = field(default_factory=dict)
    """In the hands of the workers, by key."""
    queued: dict[Subject, deque[Claimed]] = field(default_factory=dict)
    """What has to wait until another arrival on the same question is done; a subject is here while it is worked on."""
    told_long: set[str] = field(default_factory=set)
    """Keys of arrivals whose asker was told that it takes longer: every try of them is another job."""
    alarms: list[float] = field(default_factory=list)
    """When something that was put off is due."""
    deliveries: Deliveries = field(default_factory=Deliveries)
    """What has to be acknowledged; it goes before."""
    may_wait: bool = True
    """May something wait in the table for a free worker?"""
    lock: threading.Lock = field(default_factory=threading.Lock)
    wake: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor | None = None
    _courtesies: ThreadPoolExecutor | None = None
    _sweep: threading.Thread | None = None
    _held_at: float = 0.0
    _forgot_at: float = -math.inf
    _fired_at: float = -math.inf
    _put_off_at: float | None = None
    """Since when nothing new is begun."""
    _is_settled_in: bool = False

    def start(self) -> None:
        """Begin to work, with what is due already. Raises `WorkedAlready`."""
        workflow.open_record(self.desk.database, self.handling or Handling(self.desk, self.surface))
        self._pool = ThreadPoolExecutor(self.desk.settings.workers, thread_name_prefix="worker")
        self._courtesies = ThreadPoolExecutor(1, thread_name_prefix="courtesy")
        self.desk.start_work = self.wake.set
        self.deliveries.when_none = self._go_on
        self.wake.set()
        self._sweep = threading.Thread(target=self._keep_sweeping, name="sweep", daemon=True)
        self._sweep.start()

    def close(self) -> None:
        """Take nothing new, finish what is in hand, give back the rest."""
        self.stopping.set()
        self.wake.set()
        if self._sweep is not None:
            self._sweep.join()
        for pool in (self._pool, self._courtesies):
            if pool is not None:
                pool.shutdown(wait=True)
        workflow.close_record()

    # --- the sweep ---

    def _keep_sweeping(self) -> None:
        while not self.stopping.is_set():
            self.wake.wait(self._until_next())
            self.wake.clear()
            try:
                self.sweep()
            except Exception as failure:  # the next sweep may do better; without it nobody would work
                log.error("a sweep failed: %s", type(failure).__name__)

    def sweep(self) -> None:
        """Look once at everything: what takes long, whose lease ends, what is due, what is old."""
        moment = time.monotonic()
        with self.lock:
            self.alarms = [alarm for alarm in self.alarms if alarm > moment]
            jobs = list(self.jobs.values())
            in_hand = [job.claimed for job in jobs] + [claimed for line in self.queued.values() for claimed in line]
        for job in jobs:
            self._tell_if_long(job, moment)
        if not self._is_settled_in:
            self._settle_in()
        if moment - self._fired_at >= min(FIRE_EVERY, self.desk.settings.sweep_seconds):
            self._fired_at = moment
            self._reread_offices()  # what is due is due by their hours
            self._fire_due()
        self._claim_due()
        if moment - self._held_at > self.lease.total_seconds() / 3:
            self._held_at = moment
            self.desk.hold(in_hand, self.lease)
        if moment - self._forgot_at > FORGET_EVERY and self._courtesies is not None:
            self._forgot_at = moment
            self._courtesies.submit(self._forget)  # not here: the first time, there may be much of it

    def _forget(self) -> None:
        """Take out what was kept long enough; what fails is done the next time."""
        try:
            workflow.forget_old()
            swept = self.desk.forget_old()
        except Exception as failure:
            log.error("what is old could not be taken out: %s", type(failure).__name__)
            return
        if swept.questions or swept.arrivals:
            log.info("%d questions and %d arrivals lost their texts: they are old", swept.questions, swept.arrivals)

    def _settle_in(self) -> None:
        """Do what follows from other texts and other offices than before the start; what fails, at the next sweep."""
        try:
            if laid_down := self.desk.lay_down_changed():
                log.warning("%d precedents are laid down: their clauses say something else now", laid_down)
            if moved := self.desk.show_elsewhere():
                log.info("%d hand-offs are shown where their offices see things now", moved)
        except Exception as failure:  # a database that is busy for a moment must not end the start
            log.error("what changed since the last start could not be looked at: %s", type(failure).__name__)
        else:
            self._is_settled_in = True

    def _reread_offices(self) -> None:
        """Go by the file of offices as it is; what fails is done at the next sweep."""
        try:
            self.desk.reread_offices()
        except Exception as failure:
            log.error("the file of offices could not be looked at: %s", type(failure).__name__)

    def _fire_due(self) -> None:
        """Let what is due become arrivals, which are claimed next; what fails is done at the next sweep."""
        try:
            self.desk.fire_due()
        except Exception as failure:  # what people do must not wait for the clock
            log.error("what is due could not be looked at: %s", type(failure).__name__)

    def _until_next(self) -> float:
        """Seconds to the next thing that has its time."""
        moment = time.monotonic()
        with self.lock:
            longs = [job.since + self.long_after for job in self.jobs.values() if not job.was_told]
            sweep = min(
                self.desk.settings.sweep_seconds, self.lease.total_seconds() / 3
            )  # leases are made longer there
            times = [moment + sweep, *longs, *self.alarms]
        return max(min(times) - moment, 0.0) + 0.01

    def _tell_if_long(self, job: Job, moment: float) -> None:
        if job.was_told or moment - job.since < self.long_after:
            return
        job.was_told = True
        with self.lock:
            if job.claimed.arrival.key in self.told_long:
                return
            self.told_long.add(job.claimed.arrival.key)
        if job.claimed.arrival.deed in WAITED_FOR and self._courtesies is not None:
            self._courtesies.submit(as_a_courtesy, self.surface.take_longer, job.claimed.arrival)

    def _claim_due(self) -> None:
        with self.lock:
            waiting = sum(len(claims) for claims in self.queued.values())
            free = self.desk.settings.workers - len(self.jobs) - waiting
            self.may_wait = True  # until it is known that all that is due was claimed
        if self._lets_pass() or free <= 0 or self.stopping.is_set():
            return
        claims = self.desk.claim(free, self.lease)
        if len(claims) < free:
            self.may_wait = False
        for claimed in claims:
            subject = subject_of(claimed.arrival)
            with self.lock:
                if subject in self.queued:
                    self.queued[subject].append(claimed)
                    continue
                self.queued[subject] = deque()
                self.jobs[claimed.arrival.key] = Job(claimed, time.monotonic())
            assert self._pool is not None
            self._pool.submit(self._work_through, subject, claimed)

    def _lets_pass(self) -> bool:
        """Is nothing new begun now, because deliveries wait? Not for long: a steady stream of them has no end."""
        moment = time.monotonic()
        since = self._put_off_at
        # Said before it is looked: the last one to be acknowledged must see that somebody waits for it.
        self._put_off_at = moment if since is None else since
        if not self.deliveries.are_waiting:
            self._put_off_at = None
            return False
        if since is None:
            with self.lock:
                self.alarms.append(moment + MOST_PUT_OFF)
        return moment - self._put_off_at < MOST_PUT_OFF

    def _go_on(self) -> None:
        """All deliveries are acknowledged."""
        if self._put_off_at is not None:
            self.wake.set()

    # --- a worker ---

    def _work_through(self, subject: Subject, first: Claimed) -> None:
        """One arrival, and those on the same question that came meanwhile, one after the other."""
        claimed: Claimed | None = first
        while claimed is not None:
            key = claimed.arrival.key
            try:
                if self.stopping.is_set() and claimed is not first:
                    self.desk.postpone(claimed, timedelta(), "given back")
                else:
                    self._try(claimed)
            except Exception as failure:  # the lease will run out, and the arrival is tried again
                log.error("arrival %s is left for later: %s", key, type(failure).__name__)
            with self.lock:
                self.jobs.pop(key, None)
                claimed = self.queued[subject].popleft() if self.queued[subject] else None
                if claimed is None:
                    del self.queued[subject]
                else:
                    self.jobs[claimed.arrival.key] = Job(claimed, time.monotonic())
        if self.may_wait:
            self.wake.set()

    def _try(self, claimed: Claimed) -> None:
        key = claimed.arrival.key
        try:
            outcome = workflow.run_steps(key, claimed.turn)
        except Exception as failure:
            outcome = Outcome(f"record: {type(failure).__name__}")
        if not outcome.failure:
            self._forget_told(key)
            return
        waited = self.desk.clock() - claimed.received_at
        pause = None
        if not outcome.is_final:
            pause = pauses.next_pause(claimed.turn, waited, timedelta(seconds=outcome.seconds))
        if pause is None:
            self._forget_told(key)
            self._give_up(claimed, outcome.failure)
            return
        log.warning("arrival %s is tried again in %d s: %s", key, pause.total_seconds(), outcome.failure)
        self.desk.postpone(claimed, pause, outcome.failure)
        with self.lock:
            self.alarms.append(time.monotonic() + pause.total_seconds())
        self.wake.set()

    def _forget_told(self, key: str) -> None:
        with self.lock:
            self.told_long.discard(key)

    def _give_up(self, claimed: Claimed, failure: str) -> None:
        arrival = claimed.arrival
        log.error("arrival %s failed for good: %s", arrival.key, failure)
        is_undone = self.desk.give_up(arrival.key, failure)
        if (arrival.deed in MOVES or arrival.deed in STEP_OF or arrival.deed is Deed.RECEIPT_WANTED) and is_undone:
            self._tell(arrival, Notice.NOT_DONE)
        elif arrival.deed is Deed.HANDED_OVER:
            self._tell(arrival, Notice.NOT_HANDED_OVER if is_undone else self._how_handed_over(arrival))
        elif arrival.deed is Deed.SHARED:
            self._tell(arrival, Notice.NOT_SHARED)
        elif arrival.deed in TOLD_WHEN_LOST and (is_undone or self._is_awaited(arrival.key)):
            self._tell(arrival, Notice.NOT_SHOWN)

    def _is_awaited(self, key: str) -> bool:
        """Is there still something of it to be shown, or has a later deed put something else in its place?"""
        try:
            return self.desk.respond(key) is not None
        except Exception:  # rather a sentence too many
            return True

    def _how_handed_over(self, arrival: Arrival) -> Notice:
        """What is true of a question that was handed over, where that could not be shown."""
        question = self.desk.asked(arrival.question) if arrival.question is not None else None
        hand_off = question.hand_off if question else None
        if hand_off is None or hand_off.state not in WAITING:
            return Notice.NOT_SHOWN
        return Notice.HANDED_OVER_SEEN if hand_off.card else Notice.HANDED_OVER_UNSEEN

    def _tell(self, arrival: Arrival, notice: Notice) -> None:
        telling = Response(arrival.key, Act.TELL, arrival.person, arrival.place_to_whisper, note=notice.value)
        as_a_courtesy(self.surface.show, telling)


def subject_of(arrival: Arrival) -> Subject:
    """What an arrival is on: two on the same are not worked on at once in one process."""
    if arrival.hand_off is not None:
        return ("hand-off", str(arrival.hand_off))
    if arrival.question is not None:
        return ("question", str(arrival.question))
    return (arrival.place.workspace, arrival.place.channel, arrival.message or arrival.key)
