"""What is remembered in memory only: fresh arrivals, and addresses to answer by."""

from __future__ import annotations

from assistant.slack import addresses, fresh
from assistant.slack.addresses import Address, Addresses
from assistant.slack.fresh import Fresh, Kept


def test_what_was_kept_just_now_is_surely_not_posted_once() -> None:
    known = Fresh()
    assert known.add("key")
    assert not known.add("key")

    assert known.take("key")
    assert not known.take("key")
    assert not known.take("of another process")


def test_after_a_while_somebody_else_may_have_posted_it() -> None:
    moments = [0.0]
    known = Fresh(clock=lambda: moments[0])
    known.add("key")
    moments[0] = fresh.LIFETIME

    assert not known.take("key")


def test_memory_is_bounded() -> None:
    known = Fresh()
    for number in range(fresh.MOST_KEPT + 1):
        known.add(str(number))

    assert len(known.keys) == fresh.MOST_KEPT
    assert not known.take("0")


def test_an_address_is_known_until_slack_takes_it_no_more() -> None:
    moments = [0.0]
    known = Addresses(clock=lambda: moments[0])
    known.keep("key", Address("https://hooks/secret", replaces=True))

    assert known.find("key") == Address("https://hooks/secret", replaces=True)
    assert "secret" not in repr(known.find("key"))
    moments[0] = addresses.LIFETIME
    assert known.find("key") is None
    assert known.find("another") is None


def test_what_was_committed_is_known_however_often_it_is_told() -> None:
    kept = Kept()
    kept.add("key")

    assert "key" in kept
    assert "key" in kept
    assert "of another process" not in kept


def test_of_what_was_committed_the_oldest_is_forgotten() -> None:
    kept = Kept()
    for number in range(fresh.MOST_KEPT + 1):
        kept.add(str(number))

    assert "0" not in kept
    assert str(fresh.MOST_KEPT) in kept
