"""Is what must be known before the acknowledgement waited for no longer than there is time, all calls together?"""

from __future__ import annotations

import time
from threading import BoundedSemaphore, Event

import pytest

from assistant.desk.deliveries import Deliveries
from assistant.desk.surface import SurfaceDown, SurfaceRefused
from assistant.slack.in_time import NotAsked, Takers, deadline, hurried, in_time

SLOW = 5.0
"""Seconds: far beyond what is waited for in these tests, also on a busy machine."""


def test_who_is_not_hurried_waits_as_long_as_it_takes() -> None:
    assert in_time(lambda: "there") == "there"
    with hurried(deadline(SLOW)):
        assert in_time(lambda: "there") == "there"


def test_what_is_refused_is_told_as_it_is() -> None:
    def refuse() -> str:
        raise SurfaceRefused("user_not_found")

    with hurried(deadline(SLOW)), pytest.raises(SurfaceRefused, match="user_not_found"):
        in_time(refuse)


def test_many_slow_calls_take_no_longer_than_there_is_time_and_the_first_goes_on() -> None:
    go, done, asked = Event(), Event(), []

    def ask() -> None:
        asked.append("once")
        go.wait(SLOW * 2)
        done.set()

    began = time.monotonic()
    with hurried(deadline(0.05)):
        for _ in range(5):
            with pytest.raises(SurfaceDown):
                in_time(ask)
    assert time.monotonic() - began < SLOW
    assert asked == ["once"], "with no time left nothing more is asked"
    go.set()
    assert done.wait(SLOW)


def test_outside_of_the_block_nobody_is_hurried_any_more() -> None:
    with hurried(deadline(-1.0)):
        with hurried(deadline(SLOW)):
            assert in_time(lambda: 1) == 1
        with pytest.raises(SurfaceDown):
            in_time(lambda: 1)
    assert in_time(lambda: 1) == 1


def test_the_time_runs_from_when_a_request_came_and_not_from_when_a_thread_was_free_for_it() -> None:
    go, taken = Event(), Event()

    def wait() -> None:
        taken.set()
        go.wait(SLOW * 2)

    def ask() -> str:
        with hurried(deadline(0.05)):
            return in_time(lambda: "asked")

    with Takers(1, Deliveries()) as takers:
        takers.submit(wait)
        late = takers.submit(ask)
        assert taken.wait(SLOW)
        time.sleep(0.1)
        go.set()
        with pytest.raises(NotAsked):
            late.result(SLOW)
        assert takers.submit(hurriedly, SLOW).result(SLOW * 2) == "asked", "the next one has its own time"


def test_what_is_taken_counts_as_a_delivery_from_when_it_came_until_it_is_taken_or_fails() -> None:
    deliveries, go, none = Deliveries(), Event(), Event()
    deliveries.when_none = none.set

    def fail() -> None:
        raise ValueError("it failed")

    takers = Takers(1, deliveries)
    with takers:
        takers.submit(go.wait, SLOW)
        failing = takers.submit(fail)
        assert deliveries.are_waiting
        go.set()
        assert isinstance(failing.exception(SLOW), ValueError)
    assert none.wait(SLOW)
    with pytest.raises(RuntimeError):
        takers.submit(fail)
    assert not deliveries.are_waiting


def hurriedly(seconds: float) -> str:
    with hurried(deadline(seconds)):
        return in_time(lambda: "asked")


def test_where_too_many_calls_are_out_nothing_more_is_asked_until_one_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.slack.in_time._out", BoundedSemaphore(1))
    go, done = Event(), Event()

    def ask() -> None:
        go.wait(SLOW * 2)
        done.set()

    with hurried(deadline(0.05)), pytest.raises(SurfaceDown):
        in_time(ask)
    with hurried(deadline(SLOW)), pytest.raises(NotAsked):
        in_time(lambda: "asked")
    go.set()
    assert done.wait(SLOW)
    until = time.monotonic() + SLOW
    while time.monotonic() < until:
        try:
            assert hurriedly(SLOW) == "asked"
        except NotAsked:  # the thread is about to give back its place
            continue
        break
    else:
        pytest.fail("the place was never given back")
