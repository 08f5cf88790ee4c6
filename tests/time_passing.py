"""What a life needs that goes on for weeks: offices with odd hours, jumps in time, a surface that dies, what is never said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.desk.mailing import IN_HOURS
from assistant.desk.records import Card, HandOff, Response, Shown
from assistant.escalation.closed_days import ClosedDays
from assistant.escalation.hours import Hours, Span
from assistant.escalation.offices import Office, Offices
from assistant.escalation.records import HandOffState, Letter, LetterKind, Move
from assistant.storage.events import Event
from assistant.storage.hand_offs import TOLD_AS
from assistant.storage.standing import Stood, replay
from tests.quick_office import FALLBACK, NORTH, SOUTH, PaperSurface, three_offices

HERE, THERE = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
MOVE_OF = {told: move for move, told in TOLD_AS.items()}


def _here(*when: int) -> datetime:
    return datetime(*when, tzinfo=HERE).astimezone(UTC)  # type: ignore[arg-type, misc]


STARTS = (
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    _here(2026, 10, 30, 16, 59),  # a Friday; on Sunday the clocks go back
    _here(2027, 3, 12, 16, 30),  # a Friday; on Sunday they go forward
    _here(2026, 11, 25, 15, 0),  # before Thanksgiving, the day after it, and a weekend
    _here(2026, 12, 31, 0, 0),  # at midnight, before a holiday
    _here(2026, 12, 26, 12, 0),  # a Saturday
)
"""When a life begins."""


def far_offices() -> Offices:
    """The three, but south is in another time zone, works at night, each day, and in the hour that clocks change in."""
    three = three_offices()
    nights = Hours(THERE, (Span(60, 240),) * 7, ClosedDays())
    late = replace(three.by_id[FALLBACK].hours, week=(*(Span(15 * 60, 24 * 60),) * 6, None))
    changed = {SOUTH: nights, FALLBACK: late}
    return replace(
        three,
        by_id=MappingProxyType({
            id: replace(office, hours=changed.get(id, office.hours)) for id, office in three.by_id.items()
        }),
    )  # fmt: skip


def edited_offices(edit: str) -> Offices:
    """The file of offices after somebody edited it."""
    offices = far_offices()
    kept = dict(offices.by_id)
    match edit:
        case "south is no more":
            del kept[SOUTH]
        case "north is no more":
            del kept[NORTH]
        case "north moves":
            kept[NORTH] = replace(kept[NORTH], channel="C-north-2")
        case "north has other hours":
            kept[NORTH] = replace(kept[NORTH], hours=kept[SOUTH].hours, answer_within=30, remind_before=10, lease=60)
        case "south is above north":
            kept[NORTH] = replace(kept[NORTH], next=SOUTH)
        case "north never closes":
            kept[NORTH] = replace(kept[NORTH], hours=Hours(HERE, (Span(0, 24 * 60),) * 7, ClosedDays()))
    return replace(offices, by_id=MappingProxyType(kept))


EDITS = (
    "as it was", "as it was", "south is no more", "north is no more", "north moves", "north has other hours",
    "north never closes", "south is above north",
)  # fmt: skip


def later(how: str, at: datetime, due: Sequence[datetime]) -> datetime:
    """The time after a jump; `due` is what is due and when."""
    lengths = {"a minute": 1, "an hour": 60, "five hours": 300, "a day": 24 * 60, "a week": 7 * 24 * 60}
    if how in lengths:
        return at + timedelta(minutes=lengths[how])
    north = three_offices().by_id[NORTH].hours
    if how == "midnight":
        return datetime.combine(at.astimezone(HERE).date() + timedelta(days=1), time(), HERE).astimezone(UTC)
    if how == "opening":
        return north.opening_after(at)
    if how == "closing":
        return north.add(north.opening_after(at), 9 * 60)
    coming = [each for each in due if each > at]
    if not coming:
        return at + timedelta(hours=1)
    return min(coming) - timedelta(seconds=1 if how == "just before" else 0)


JUMPS = (
    "a minute", "an hour", "five hours", "a day", "a week", "midnight", "opening", "closing", "due", "due", "due",
    "just before",
)  # fmt: skip


class Killed(BaseException):
    """The process is gone: nothing after this is done, and nothing is caught."""


@dataclass(frozen=True, slots=True)
class Said:
    """A letter that was said, when, and whether those worked then who were told."""

    at: datetime
    letter: Letter
    is_open: bool


@dataclass(slots=True)
class MortalSurface(PaperSurface):
    """Notes what is said anew and when; dies before or after it showed something, where it is told to."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    dies_in: int = 0
    """So many steps from now, two for everything that is shown: before, after. 0: never."""
    is_open: Callable[[Letter, datetime], bool] = lambda letter, at: True
    said: list[Said] = field(default_factory=list)
    """In order, each once; one that is changed in its place rings nobody."""

    def show_card(self, card: Card) -> Shown:
        self._step()
        shown = PaperSurface.show_card(self, card)
        self._step()
        return shown

    def show_letter(self, letter: Letter) -> Shown:
        self._step()
        is_new = f"letter:{letter.key}" not in self.stands
        shown = PaperSurface.show_letter(self, letter)
        if is_new:
            at = self.clock()
            self.said.append(Said(at, letter, self.is_open(letter, at)))
        self._step()
        return shown

    def show(self, response: Response) -> Sequence[Shown]:
        self._step()
        shown = PaperSurface.show(self, response)
        self._step()
        return shown

    def _step(self) -> None:
        self.dies_in -= 1
        if self.dies_in == 0:
            raise Killed


# --- what time never does ---------------------------------------------------------------------------------------------


def check_said(offices: Offices, said: Sequence[Said]) -> None:
    """What time writes is said while those work who are told, and nobody has two digests on one day."""
    for each in said:
        assert each.is_open or each.letter.kind not in IN_HOURS, f"{each.letter.kind.value} at {each.at}, at night"
    days = Counter(
        (each.letter.channel, each.at.astimezone(_office_of(each.letter, offices).hours.zone).date())
        for each in said
        if each.letter.kind is LetterKind.DIGEST
    )
    assert set(days.values()) <= {1}, days


def check_replayed(told: Sequence[Event], hand_off: HandOff) -> None:
    """Nothing changed without an event: all events of a hand-off, and they alone, give it as it stands."""
    stood = replay(told)
    assert stood is not None
    left = hand_off.promise.left if hand_off.promise else None
    assert stood == Stood(
        hand_off.state, hand_off.office, hand_off.version, hand_off.asked, hand_off.is_automatic, hand_off.holder,
        hand_off.raised_to, hand_off.is_anonymous, hand_off.promise.due_at if hand_off.promise else None,
        None if left is None else left // timedelta(minutes=1), hand_off.leased_until,
    )  # fmt: skip


def check_once(told: Sequence[Event], offices: int) -> None:
    """Of the events of one hand-off, in order: time does nothing twice, and raises it to each office once at most."""
    done = Counter[Move]()
    was = HandOffState.OPENED
    for event in told:
        move = MOVE_OF[event.what]
        if move in ANEW or (was is HandOffState.EXPIRED and move in (Move.CLAIM, Move.REASSIGN)):
            done.clear()
        if was is HandOffState.ASKED_BACK and move in (Move.REPLY, Move.RELEASE):
            done[Move.REMIND] = 0  # the clock goes on, with a new end
        if move in LEASES:
            done[Move.CHECK] = 0
        if move is Move.ASK_BACK:
            done[Move.NUDGE] = 0
        assert move is not Move.LAPSE or done[Move.CHECK], "lost unasked"
        done[move] += 1
        assert done[move] <= MOST.get(move, offices if move is Move.RAISE else len(told)), f"{move.value} again"
        was = HandOffState(str(event.data["state"]))


ANEW = (Move.OPEN, Move.REOPEN, Move.PASS_ON)
LEASES = (Move.CLAIM, Move.REASSIGN, Move.STAY, Move.REPLY)
MOST = MappingProxyType({Move.REMIND: 1, Move.NUDGE: 1, Move.CHECK: 1, Move.EXPIRE: 1, Move.CLOSE: 1})
"""How often time does it, until it begins anew."""


def _office_of(letter: Letter, offices: Offices) -> Office:
    return offices.office((letter.data or {}).get("office", ""))
