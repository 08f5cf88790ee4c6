"""Are questions of many threads answered in batches, each once, each to its own thread?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock

import pytest

from assistant.answering import together
from assistant.answering.answerer import SIDE_BY_SIDE
from assistant.answering.records import Case
from assistant.answering.together import MOST, Together

SOON = 20.0


class Slow:
    """Answers when it is told to; remembers the batches it was given."""

    def __init__(self) -> None:
        self.batches: list[list[Case]] = []
        self.lock = Lock()
        self.is_full = Event()
        self.go = Event()

    def __call__(self, cases: Sequence[Case]) -> list[Case]:
        with self.lock:
            self.batches.append(list(cases))
            if len(self.batches) >= SIDE_BY_SIDE:
                self.is_full.set()
        assert self.go.wait(SOON)
        if any("broken" in case.raw for case in cases):
            raise RuntimeError("broken")
        return [case.with_(error=f"no answer to {case.raw}") for case in cases]


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as threads:
        yield threads


def wait_for(together: Together, count: int) -> None:
    until = time.monotonic() + SOON
    while len(together.waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.002)


def ask_while_busy(
    slow: Slow, pool: ThreadPoolExecutor, first: Sequence[str], then: Sequence[str]
) -> tuple[list[Future[Case]], list[Future[Case]]]:
    """`first` are under way one by one, when `then` are asked."""
    together = Together(slow, SIDE_BY_SIDE)
    begun = [pool.submit(together.case, question) for question in first]
    assert slow.is_full.wait(SOON)
    waiting = []
    for number, question in enumerate(then, 1):
        waiting.append(pool.submit(together.case, question))
        wait_for(together, number)
    slow.go.set()
    return begun, waiting


def test_a_question_waits_for_no_other(slow: Slow) -> None:
    slow.go.set()
    assert Together(slow).case("may I?").error == "no answer to may I?"
    assert [[case.raw for case in batch] for batch in slow.batches] == [["may I?"]]


def test_what_comes_while_all_are_busy_is_one_batch_and_each_thread_gets_its_own(
    slow: Slow, pool: ThreadPoolExecutor
) -> None:
    later = [f"q{number}" for number in range(MOST)]
    begun, waiting = ask_while_busy(slow, pool, ["a", "b"], later)
    assert {each.result(SOON).error for each in begun} == {"no answer to a", "no answer to b"}
    assert [each.result(SOON).error for each in waiting] == [f"no answer to {question}" for question in later]
    assert sorted(len(batch) for batch in slow.batches) == [1, 1, MOST]


def test_a_batch_is_no_larger_than_is_good_for_it(slow: Slow, pool: ThreadPoolExecutor) -> None:
    later = [f"q{number}" for number in range(2 * MOST + 3)]
    _, waiting = ask_while_busy(slow, pool, ["a", "b"], later)
    assert [each.result(SOON).raw for each in waiting] == later
    assert sorted(len(batch) for batch in slow.batches) == [1, 1, 3, MOST, MOST]


def test_a_failure_is_told_to_everybody_in_its_batch_and_the_next_goes_on(slow: Slow, pool: ThreadPoolExecutor) -> None:
    together_with_it = ["broken", *(f"q{number}" for number in range(MOST - 1))]
    begun, waiting = ask_while_busy(slow, pool, ["a", "b"], [*together_with_it, "next"])
    assert all(isinstance(each.exception(SOON), RuntimeError) for each in waiting[:MOST])
    assert waiting[MOST].result(SOON).raw == "next"
    assert [each.result(SOON).raw for each in begun] == ["a", "b"]


def test_of_many_threads_none_is_left_waiting_and_no_more_batches_than_cores_are_under_way(
    pool: ThreadPoolExecutor,
) -> None:
    under_way, most, lock, start = 0, 0, Lock(), Barrier(40)
    asked: list[str] = []

    def answer(cases: Sequence[Case]) -> list[Case]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            asked.extend(case.raw for case in cases)
        with lock:
            under_way -= 1
        return list(cases)

    together = Together(answer, SIDE_BY_SIDE)

    def ask(number: int) -> bool:
        start.wait(SOON)
        return all(together.case(f"{number}-{turn}").raw == f"{number}-{turn}" for turn in range(10))

    assert all(pool.map(ask, range(40), timeout=SOON))
    assert len(asked) == len(set(asked)) == 400
    assert most <= SIDE_BY_SIDE
    assert together.under_way == 0


@pytest.mark.parametrize(("on", "at_once"), [(1, 1), (2, 2), (3, 2), (64, 2)])
def test_a_machine_of_one_core_reads_one_batch_at_a_time_and_no_other_more_than_two(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, on: int, at_once: int
) -> None:
    monkeypatch.setattr(together, "cores", lambda: on)
    assert Together(slow).side_by_side == at_once


def test_on_one_lane_what_comes_meanwhile_is_the_next_batch(slow: Slow, pool: ThreadPoolExecutor) -> None:
    alone = Together(slow, 1)
    first = pool.submit(alone.case, "a")
    while alone.under_way < 1 or not slow.batches:
        time.sleep(0.002)
    rest = []
    for number, question in enumerate(("b", "c", "d"), 1):
        rest.append(pool.submit(alone.case, question))
        wait_for(alone, number)
    slow.go.set()
    assert [each.result(SOON).raw for each in (first, *rest)] == ["a", "b", "c", "d"]
    assert [[case.raw for case in batch] for batch in slow.batches] == [["a"], ["b", "c", "d"]]


def test_a_question_comes_as_its_screened_text_with_its_conversation(slow: Slow) -> None:
    slow.go.set()
    Together(slow).case("may [name 1]?", ["before"], {"client": True}, is_cut=True)
    [[case]] = slow.batches
    assert case.screened is not None
    assert (case.raw, case.screened.text, case.screened.redactions) == ("may [name 1]?", "may [name 1]?", ())
    assert (case.earlier, case.answered, case.is_cut) == (("before",), {"client": True}, True)


def test_an_empty_one_is_left_to_the_screening(slow: Slow) -> None:
    slow.go.set()
    Together(slow).case(" ")
    assert slow.batches[0][0].screened is None
