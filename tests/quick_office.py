"""An office on paper: a surface that keeps in memory what everybody sees, and the steps of an arrival without their record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from types import MappingProxyType
from typing import Any

from assistant.answering.records import Verdict
from assistant.desk.desk import Desk
from assistant.desk.handling import Handling
from assistant.desk.records import Arrival, Asked, Card, Deed, HandOff, Response, Shown
from assistant.desk.surface import SurfaceRefused
from assistant.desk.workflow import Outcome
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.records import Filled, Letter
from tests.quick_desk import OFFICE, START, asked, deed

NORTH, SOUTH, FALLBACK = "north", "south", "fallback"
ASKER, MANAGER, COLLEAGUE, STRANGER = "U1", "U7", "U8", "U9"


def three_offices() -> Offices:
    """North, whose next level is the fallback, and south, which asks from the channel C5."""
    offices = (
        Office(NORTH, "North", "C-north", default_hours(), managers=(MANAGER, COLLEAGUE), next=FALLBACK),
        Office(SOUTH, "South", "C-south", default_hours(), managers=(STRANGER,), asks_from=("C5",), next=FALLBACK),
        Office(FALLBACK, "Fallback", "C-fallback", default_hours(), deputy="U5"),
    )
    return Offices(MappingProxyType({office.id: office for office in offices}), FALLBACK)


@dataclass(slots=True)
class PaperSurface:
    """Shows everything once, by its key, as a surface must; refuses the people and channels that it is told to."""

    refused: set[str] = field(default_factory=set)
    failures: list[Exception] = field(default_factory=list)
    """Raised one by one, before anything is shown."""
    cards: dict[Shown, Card] = field(default_factory=dict)
    """By where they stand, what they say now."""
    letters: dict[str, Letter] = field(default_factory=dict)
    """By their key."""
    responses: list[Response] = field(default_factory=list)
    posts: count[int] = field(default_factory=lambda: count(100))
    stands: dict[str, Shown] = field(default_factory=dict)
    """What was posted, by key."""

    def begin(self, arrival: Arrival) -> None:
        pass

    def take_longer(self, arrival: Arrival) -> None:
        pass

    def show_card(self, card: Card) -> Shown:
        self._check(card.channel)
        standing = card.shown
        if standing and standing.channel != card.channel:
            self.cards.pop(standing, None)
            standing = None
        shown = standing or self._post(f"card:{card.hand_off.id}:{card.office}:{card.channel}", card.channel)
        self.cards[shown] = card
        return shown

    def show_letter(self, letter: Letter) -> Shown:
        self._check(letter.person or letter.channel)
        self.letters[letter.key] = letter
        return self._post(f"letter:{letter.key}", letter.channel or f"D-{letter.person}")

    def show(self, response: Response) -> Sequence[Shown]:
        self._check("")
        self.responses.append(response)
        if response.asked is None or response.asked.shown:
            return response.asked.shown if response.asked else ()
        return (self._post(f"answer:{response.asked.id}", response.place.channel),)

    def find(self, key: str, asked: Asked) -> Sequence[Shown]:
        shown = self.stands.get(f"answer:{asked.id}")
        return () if shown is None else (shown,)

    def _check(self, to: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        if to in self.refused:
            raise SurfaceRefused("not_in_channel")

    def _post(self, key: str, channel: str) -> Shown:
        return self.stands.setdefault(key, Shown(channel, f"{next(self.posts)}.0"))


@dataclass(slots=True)
class QuickOffice:
    """A desk with its surface; deeds are worked on at once, each under a key of its own."""

    desk: Desk
    surface: PaperSurface = field(default_factory=PaperSurface)
    keys: count[int] = field(default_factory=lambda: count(1))

    def work(self, arrival: Arrival) -> Outcome:
        """All steps of an arrival; what it ended with."""
        self.desk.receive(arrival)
        return self.work_on(arrival.key)

    def work_on(self, key: str) -> Outcome:
        """The steps again, as after a crash."""
        steps = Handling(self.desk, self.surface)
        steps.begin(key)
        responded = steps.respond(key)
        if isinstance(responded, Outcome):
            return responded
        shown = steps.show(key) if responded else []
        if isinstance(shown, Outcome):
            return shown
        settled = steps.settle(key, shown)
        if isinstance(settled, Outcome):
            return settled
        return steps.put_right(key) if settled else Outcome()

    def opened(self, text: str = "barred?", filled: Filled | None = None, **changes: Any) -> HandOff:
        """Somebody asks, and hands it over."""
        key = f"k{next(self.keys)}"
        self.work(asked(text, key=key, message=f"{key}.0", **changes))
        question = self.desk.respond(key)
        assert question is not None
        assert question.asked is not None
        if question.asked.hand_off is None:
            over = deed(
                Deed.HANDED_OVER, key=f"k{next(self.keys)}", question=question.asked.id, person=question.person,
                place=question.place, at=self.desk.clock(), filled=filled,
            )  # fmt: skip
            self.work(over)
        found = self.desk.asked(question.asked.id)
        assert found is not None
        assert found.hand_off is not None
        return found.hand_off

    def do(self, what: Deed, hand_off: HandOff, person: str = MANAGER, key: str = "", **filled: Any) -> Response | None:
        """Somebody does something to a hand-off; what is shown alone of it."""
        arrival = on(hand_off, what, person, key or f"k{next(self.keys)}", at=self.desk.clock(), **filled)
        assert self.work(arrival) == Outcome()
        return self.desk.respond(arrival.key)

    def now(self, hand_off: HandOff) -> HandOff:
        """As it stands now."""
        found = self.desk.hand_off(hand_off.id)
        assert found is not None
        return found

    def letters(self) -> list[tuple[str, str]]:
        """What was written to whom, in order."""
        return [(letter.kind.value, letter.person or letter.channel) for letter in self.surface.letters.values()]


MANAGES = MappingProxyType({MANAGER: (NORTH,), COLLEAGUE: (NORTH,), STRANGER: (SOUTH,), "U5": (FALLBACK,)})
"""Of which offices the surface finds people to be managers."""


def on(hand_off: HandOff, what: Deed, person: str, key: str, at: object = START, **filled: Any) -> Arrival:
    """A deed on a hand-off. `filled` is what was filled in, if anything."""
    arrival = deed(what, key=key, person=person, place=OFFICE, at=at, hand_off=hand_off.id)
    manages = MANAGES.get(person, ())
    return replace(arrival, manages=manages, filled=Filled(**filled) if filled else None)


RULED = MappingProxyType({"verdict": Verdict.NO, "text": "Not with their face.", "clauses": ("IV.B.1",)})
"""What a manager fills in."""
