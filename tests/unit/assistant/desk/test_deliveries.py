"""Are the requests that wait to be acknowledged counted, whatever becomes of them?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.desk.deliveries import Deliveries

MANY = 200


def test_whoever_comes_last_says_that_none_is_waiting() -> None:
    deliveries, said = Deliveries(), []
    deliveries.when_none = lambda: said.append(deliveries.are_waiting)
    assert not deliveries.are_waiting
    deliveries.came()
    deliveries.came()
    deliveries.done()
    assert (deliveries.are_waiting, said) == (True, [])
    deliveries.done()
    assert (deliveries.are_waiting, said) == (False, [False])


def test_many_threads_leave_none_behind() -> None:
    deliveries = Deliveries()

    def take(_: int) -> None:
        deliveries.came()
        deliveries.done()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(MANY)))
    assert not deliveries.are_waiting
