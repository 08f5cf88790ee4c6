"""Is what is due, due when the contract says, from what stands alone? Peers' bugs with the clock are named as such."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.escalation.expectations import Expectation, ExpectationName, expectation, say, tell_expectation
from assistant.escalation.hours import Hours
from assistant.escalation.offices import WORK_WEEK, Office
from assistant.escalation.promises import (
    expires_at,
    first_promise,
    is_due,
    is_overdue,
    lease_after,
    paused,
    promise_after,
    resumed,
    timers_after,
)
from assistant.escalation.records import WAITING, HandOffState, Move, Promise, TimerKind

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
OFFICE = Office(
    "one", "Office one", "C1", Hours(LOS_ANGELES, WORK_WEEK), deputy="U9", answer_within=480, remind_before=120,
    lease=240, grace=60, limit=1620, close_after=1620, next="two", call="the front desk",
)  # fmt: skip
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


MONDAY = at("2026-11-16 09:00")


@dataclass(frozen=True, slots=True)
class Stands:
    """A hand-off as the timers see it."""

    id: int = 7
    state: HandOffState = HandOffState.OPENED
    opened_at: datetime = MONDAY
    changed_at: datetime | None = MONDAY
    leased_until: datetime | None = None
    raised_to: tuple[str, ...] = ()
    promise: Promise | None = None


OPENED = Stands(promise=first_promise(OFFICE, MONDAY))
CLAIMED = replace(OPENED, state=HandOffState.CLAIMED, leased_until=OFFICE.hours.add(MONDAY, 240))
ASKED_BACK = replace(OPENED, state=HandOffState.ASKED_BACK, promise=Promise(None, 480 * MINUTE))


def due(hand_off: Stands, moment: datetime, office: Office = OFFICE) -> dict[str, str]:
    """What is due and when, on the wall."""
    found = timers_after(hand_off, office, moment)
    assert len({timer.kind for timer in found}) == len(found)
    assert all(timer.hand_off == hand_off.id for timer in found)
    return {timer.kind.value: f"{timer.due_at.astimezone(LOS_ANGELES):%a %H:%M}" for timer in found}


@pytest.mark.parametrize(
    ("hand_off", "wanted"),
    [
        (OPENED, {"remind": "Mon 15:00", "raise": "Tue 08:00", "expire": "Thu 09:00"}),
        (CLAIMED, {"remind": "Mon 15:00", "raise": "Tue 08:00", "expire": "Thu 09:00", "check": "Mon 13:00", "lapse": "Mon 14:00"}),
        (ASKED_BACK, {"nudge": "Tue 09:00", "expire": "Thu 09:00"}),
        (replace(OPENED, state=HandOffState.ANSWERED), {"close": "Thu 09:00"}),
        (replace(OPENED, state=HandOffState.EXPIRED), {}),
        (replace(OPENED, state=HandOffState.WITHDRAWN), {}),
        (replace(OPENED, state=HandOffState.CLOSED), {}),
    ],
)  # fmt: skip
def test_each_state_has_the_timers_of_the_contract(hand_off: Stands, wanted: dict[str, str]) -> None:
    """The promise falls on Monday 17:00, when they close: it is broken when they open on Tuesday."""
    assert due(hand_off, MONDAY) == wanted


def test_the_clock_stands_still_while_the_asker_must_reply() -> None:
    """Named for the peers' bug: the clock running while the asker must answer."""
    asked = MONDAY + 60 * MINUTE
    still = promise_after(Move.ASK_BACK, OPENED, OFFICE, asked)
    assert still == Promise(None, 420 * MINUTE)
    waits = replace(ASKED_BACK, promise=still, changed_at=asked)
    assert not {"remind", "raise", "check", "lapse"} & due(waits, asked).keys()
    replied = at("2026-11-18 10:00")
    goes_on = promise_after(Move.REPLY, waits, OFFICE, replied)
    assert goes_on == Promise(OFFICE.hours.add(replied, 420))
    held = replace(waits, state=HandOffState.CLAIMED, promise=goes_on, leased_until=OFFICE.hours.add(replied, 240))
    assert due(held, replied)["raise"] == "Wed 17:00" or due(held, replied)["raise"] == "Thu 08:00"


@pytest.mark.parametrize("move", [Move.EDIT, Move.CLAIM, Move.REASSIGN, Move.STAY, Move.REMIND, Move.RAISE])
def test_an_internal_note_restarts_no_clock(move: Move) -> None:
    """Named for the peers' bug. Nothing but beginning anew gives another promise; a note is no move at all."""
    assert promise_after(move, CLAIMED, OFFICE, MONDAY + 90 * MINUTE) == CLAIMED.promise


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (Move.REOPEN, HandOffState.ANSWERED),
        (Move.PASS_ON, HandOffState.CLAIMED),
        (Move.CLAIM, HandOffState.EXPIRED),
        (Move.REASSIGN, HandOffState.EXPIRED),
        (Move.OPEN, HandOffState.OPENED),
    ],
)
def test_what_begins_anew_is_promised_anew(move: Move, state: HandOffState) -> None:
    later = at("2026-11-25 09:00")
    assert promise_after(move, replace(OPENED, state=state), OFFICE, later) == first_promise(OFFICE, later)


def test_what_was_reminded_of_is_not_reminded_of_again() -> None:
    assert "remind" in due(CLAIMED, at("2026-11-16 14:59"))
    assert "remind" not in due(CLAIMED, at("2026-11-16 15:00"))


def test_a_broken_promise_is_raised_once() -> None:
    tuesday = at("2026-11-17 08:00")
    assert due(OPENED, tuesday)["raise"] == "Tue 08:00"
    assert "raise" not in due(replace(OPENED, raised_to=("two",)), tuesday)
    highest = replace(OFFICE, next="")
    assert due(OPENED, tuesday, highest)["raise"] == "Tue 08:00"
    assert "raise" not in due(replace(OPENED, raised_to=("one",)), tuesday, highest)


def test_a_promise_that_broke_after_hours_is_still_raised_when_somebody_claims_at_night() -> None:
    assert due(CLAIMED, at("2026-11-16 20:00"))["raise"] == "Tue 08:00"


def test_a_claim_is_never_stuck() -> None:
    """Named for the peers' bug: whoever holds it is asked, and then it is given back, however late the question came."""
    assert due(CLAIMED, MONDAY)["lapse"] == "Mon 14:00"
    asked_late = at("2026-11-19 10:00")
    lease = lease_after(Move.CHECK, CLAIMED, OFFICE, asked_late)
    assert lease == asked_late
    found = due(replace(CLAIMED, leased_until=lease), asked_late)
    assert "check" not in found
    assert found["lapse"] == "Thu 11:00"


def test_a_holder_is_asked_and_given_time_within_the_hours() -> None:
    evening = at("2026-11-16 16:30")
    lease = lease_after(Move.CLAIM, OPENED, OFFICE, evening)
    found = due(replace(CLAIMED, leased_until=lease), evening)
    assert (found["check"], found["lapse"]) == ("Tue 11:30", "Tue 12:30")


@pytest.mark.parametrize(
    ("move", "leased"),
    [(Move.STAY, 240), (Move.REPLY, 240), (Move.REASSIGN, 240), (Move.RELEASE, None), (Move.ASK_BACK, None), (Move.ANSWER, None), (Move.LAPSE, None)],
)  # fmt: skip
def test_a_lease_begins_with_each_holder_and_ends_with_it(move: Move, leased: int | None) -> None:
    wanted = None if leased is None else OFFICE.hours.add(MONDAY, leased)
    assert lease_after(move, CLAIMED, OFFICE, MONDAY) == wanted


@pytest.mark.parametrize("move", [Move.EDIT, Move.REMIND, Move.RAISE])
def test_a_lease_outlasts_what_concerns_no_holder(move: Move) -> None:
    assert lease_after(move, CLAIMED, OFFICE, MONDAY + 30 * MINUTE) == CLAIMED.leased_until


def test_a_paused_clock_is_paused_once_and_a_running_one_does_not_go_on_twice() -> None:
    promise = first_promise(OFFICE, MONDAY)
    still = paused(promise, OFFICE, MONDAY + 60 * MINUTE)
    assert paused(still, OFFICE, MONDAY + 120 * MINUTE) == still
    assert resumed(promise, OFFICE, MONDAY + 60 * MINUTE) == promise
    assert resumed(paused(promise, OFFICE, at("2026-11-18 09:00")), OFFICE, at("2026-11-18 10:00")).due_at == at(
        "2026-11-18 10:00"
    )


def test_released_while_the_asker_has_to_reply_the_clock_goes_on() -> None:
    assert promise_after(Move.RELEASE, ASKED_BACK, OFFICE, MONDAY) == first_promise(OFFICE, MONDAY)


def test_an_asker_is_told_later_by_what_they_had_to_reply_to() -> None:
    resumed_on = at("2026-11-18 09:00")
    again = replace(OPENED, promise=resumed(Promise(None, 480 * MINUTE), OFFICE, resumed_on))
    assert expires_at(OPENED, OFFICE) == at("2026-11-19 09:00")
    assert expires_at(again, OFFICE) == OFFICE.hours.add(resumed_on, 1620)


def test_what_is_past_because_the_process_slept_is_due_now() -> None:
    weeks_later = at("2026-12-12 23:00")  # a Saturday night
    found = due(replace(CLAIMED, raised_to=("two",)), weeks_later)
    assert found == {"lapse": "Mon 08:00", "expire": "Mon 08:00"}


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(LOS_ANGELES))


@given(
    moments, st.sampled_from(list(HandOffState)), st.integers(0, 60 * 24 * 40), st.integers(-3000, 3000), st.booleans(),
    st.sampled_from([(), ("two",), ("one",)]),
)  # fmt: skip
def test_every_timer_falls_into_the_hours_and_what_waits_has_an_end(
    opened: datetime, state: HandOffState, later: int, lease: int, stands_still: bool, raised: tuple[str, ...]
) -> None:
    now = opened + later * MINUTE
    promise = first_promise(OFFICE, opened)
    if stands_still or state is HandOffState.ASKED_BACK:
        promise = paused(promise, OFFICE, now)
    hand_off = Stands(7, state, opened, opened, now + lease * MINUTE, raised, promise)
    found = timers_after(hand_off, OFFICE, now)
    assert all(OFFICE.hours.is_open(timer.due_at) and timer.due_at >= now for timer in found)
    assert (state in WAITING) == any(timer.kind is TimerKind.EXPIRE for timer in found)


@given(
    moments, st.sampled_from(sorted(WAITING | {HandOffState.ANSWERED})), st.integers(0, 60 * 24 * 10),
    st.integers(-3000, 3000), st.sampled_from([(), ("two",)]),
)  # fmt: skip
def test_a_timer_that_was_set_is_due_when_it_is_due_and_not_before(
    opened: datetime, state: HandOffState, later: int, lease: int, raised: tuple[str, ...]
) -> None:
    now = opened + later * MINUTE
    promise = first_promise(OFFICE, opened)
    if state is HandOffState.ASKED_BACK:
        promise = paused(promise, OFFICE, now)
    hand_off = Stands(7, state, opened, opened, now + lease * MINUTE, raised, promise)
    for timer in timers_after(hand_off, OFFICE, now):
        is_past = promise.due_at is not None and promise.due_at <= timer.due_at  # then it is raised instead
        is_over = expires_at(hand_off, OFFICE) <= timer.due_at  # then its end is told instead
        is_instead = is_past if timer.kind is TimerKind.REMIND else is_over
        if not (timer.kind in (TimerKind.REMIND, TimerKind.RAISE, TimerKind.NUDGE) and is_instead):
            assert is_due(timer.kind, hand_off, OFFICE, timer.due_at)
        if OFFICE.hours.between(now, timer.due_at) > 1 and OFFICE.hours.add(now, 0) < timer.due_at - MINUTE:
            earlier = OFFICE.hours.before(timer.due_at, 1)
            assert timer.kind is TimerKind.NUDGE or not is_due(timer.kind, hand_off, OFFICE, earlier)


@pytest.mark.parametrize(
    ("kind", "hand_off", "moment"),
    [
        (TimerKind.REMIND, CLAIMED, "2026-11-17 08:00"),  # broken by then: raised, not reminded
        (TimerKind.REMIND, ASKED_BACK, "2026-11-16 15:00"),
        (TimerKind.RAISE, replace(CLAIMED, raised_to=("two",)), "2026-11-17 08:00"),
        (TimerKind.RAISE, OPENED, "2026-11-19 09:00"),  # over by then: its end is told, and nobody more is called
        (TimerKind.NUDGE, ASKED_BACK, "2026-12-21 09:00"),
        (TimerKind.CHECK, replace(CLAIMED, leased_until=at("2026-11-17 09:00")), "2026-11-16 13:00"),  # they stayed
        (TimerKind.LAPSE, replace(CLAIMED, leased_until=at("2026-11-17 09:00")), "2026-11-16 14:00"),
        (TimerKind.LAPSE, OPENED, "2026-11-16 14:00"),
        (TimerKind.NUDGE, CLAIMED, "2026-11-20 09:00"),
        (TimerKind.EXPIRE, replace(OPENED, state=HandOffState.ANSWERED), "2026-11-25 09:00"),
        (TimerKind.CLOSE, OPENED, "2026-11-25 09:00"),
        (TimerKind.DIGEST, OPENED, "2026-11-25 09:00"),
    ],
)  # fmt: skip
def test_a_stale_timer_is_not_due(kind: TimerKind, hand_off: Stands, moment: str) -> None:
    assert not is_due(kind, hand_off, OFFICE, at(moment))


# --- what an asker is told --------------------------------------------------------------------------------------------

HOURS = "Mon–Fri 8:00–17:00"


@pytest.mark.parametrize(
    ("moment", "language", "said"),
    [
        ("2026-11-20 18:10", "en", f"Office hours are {HOURS}; it is Friday 18:10. Expect an answer by Monday 16:00."),
        ("2026-11-23 08:30", "en", f"Office hours are {HOURS}. Expect an answer by Monday 16:30."),
        ("2026-11-20 18:10", "es", "El horario de oficina es lun–vie 8:00–17:00; usted escribe el viernes a las 18:10. Espere una respuesta a más tardar el lunes a las 16:00."),
        ("2026-11-23 08:30", "de", f"Office hours are {HOURS}. Expect an answer by Monday 16:30."),
    ],
)  # fmt: skip
def test_what_to_expect_is_said_honestly(moment: str, language: str, said: str) -> None:
    now = at(moment)
    assert tell_expectation(OFFICE, now, first_promise(OFFICE, now), language) == said


def test_a_day_that_could_be_another_is_told_with_its_date() -> None:
    now, promise = at("2026-11-20 18:10"), Promise(at("2026-11-30 10:00"))
    assert expectation(OFFICE, now, promise).values["due"] == "Monday, November 30, 10:00"
    assert expectation(OFFICE, now, promise, "es").values["due"] == "lunes 30 de noviembre a las 10:00"


def test_a_clock_that_stands_still_or_a_broken_promise_is_told_as_it_is() -> None:
    assert expectation(OFFICE, MONDAY, None).name is ExpectationName.PAUSED
    late = Promise(at("2026-11-13 10:00"))
    assert is_overdue(late, MONDAY)
    assert expectation(OFFICE, MONDAY, late).name is ExpectationName.OVERDUE
    assert not is_overdue(Promise(None, MINUTE), MONDAY)
    assert say(Expectation(ExpectationName.CALL, {"call": OFFICE.call})) == "If it cannot wait, call the front desk."
