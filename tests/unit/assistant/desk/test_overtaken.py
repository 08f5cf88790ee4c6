"""An answer overtaken by an edit or a deletion while it was being shown: does it stand nowhere, whoever dies and when?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assistant.desk.desk import Desk
from assistant.desk.handling import Handling
from assistant.desk.notices import Notices
from assistant.desk.records import Act, Arrival, Asked, Card, Deed, Response, Shown
from assistant.desk.surface import SurfaceDown, SurfaceRefused
from assistant.desk.work import Work
from assistant.desk.workflow import Outcome
from assistant.escalation.records import Letter
from assistant.storage import arrivals
from assistant.storage.arrivals import Claimed
from assistant.storage.database import Database
from assistant.storage.tables import ArrivalState
from tests.quick_desk import Hands, asked, deed, quick_desk

LEASE = timedelta(seconds=60)

PLACES_TO_DIE = ("none", "in show", "after show", "after settle", "in put right", "after put right")
CHANGES = {
    "edited": (Deed.EDITED,),
    "deleted": (Deed.DELETED,),
    "edited and deleted": (Deed.EDITED, Deed.DELETED),
}


class Killed(BaseException):
    """The process is gone: nothing after this is done."""


@dataclass
class Board:
    """What everybody sees, by key; looks whether a post is there before it posts, as a surface must."""

    stands: dict[str, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    on_post: Callable[[], None] = lambda: None
    dies_at: str = ""
    failures: list[Exception] = field(default_factory=list)
    told: list[Response] = field(default_factory=list)

    def begin(self, arrival: Arrival) -> None: ...

    def take_longer(self, arrival: Arrival) -> None: ...

    def show_card(self, card: Card) -> Shown:
        return Shown(card.channel, "card")

    def show_letter(self, letter: Letter) -> Shown:
        return Shown("D", "letter")

    def find(self, key: str, asked: Asked) -> Sequence[Shown]:
        return [Shown("C1", key)] if key in self.stands else []

    def show(self, response: Response) -> Sequence[Shown]:
        asked = response.asked
        if asked is None:
            self.told.append(response)
            return ()
        if response.act in (Act.STRIKE, Act.REMOVE):
            if self.failures:
                raise self.failures.pop(0)
            for each in asked.shown:
                if each.ts in self.stands:
                    self.stands[each.ts] = "struck"
                if response.act is Act.REMOVE:
                    self.stands.pop(each.ts, None)
            self._die("in put right", response)
            return asked.shown if response.act is Act.STRIKE else ()
        if response.key not in self.stands:
            self.posts.append(response.key)
            self.stands[response.key] = asked.text
        for each in response.replaced.shown if response.replaced else ():
            self.stands[each.ts] = "struck"
        then, self.on_post = self.on_post, lambda: None
        then()
        self._die("in show", response)
        return [Shown("C1", response.key)]

    def _die(self, where: str, response: Response) -> None:
        """The first process does, while it shows the first answer; the other replica goes on."""
        if self.dies_at == where and response.key == "k":
            self.dies_at = ""
            raise Killed


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(either_database: Database, notices: Notices, hands: Hands) -> Desk:
    return quick_desk(either_database, notices, clock=hands)


def work_on(desk: Desk, board: Board, key: str, dies: str = "") -> Outcome:
    """All steps, as the workflow takes them."""
    steps = Handling(desk, board)

    def die(where: str) -> None:
        if dies == where:
            raise Killed

    responded = steps.respond(key)
    shown = steps.show(key) if responded is True else []
    if isinstance(shown, Outcome):
        return shown
    die("after show")
    settled = steps.settle(key, shown)
    die("after settle")
    if settled is not True:
        return Outcome() if settled is False else settled
    outcome = steps.put_right(key)
    die("after put right")
    return outcome


def change(desk: Desk, board: Board, hands: Hands, deeds: Sequence[Deed]) -> None:
    """What another replica does, from beginning to end, while the first one shows its answer."""
    for number, what in enumerate(deeds, 1):
        hands.move(1)
        text = f"barred {number}?" if what is Deed.EDITED else ""
        desk.receive(deed(what, key=f"{what.value}{number}", message="1.0", text=text, at=hands.at))
        desk.claim(1, LEASE)
        assert work_on(desk, board, f"{what.value}{number}") == Outcome()


def claim(desk: Desk, hands: Hands) -> list[Claimed]:
    """What a process that died has left, once its lease ran out."""
    hands.move(LEASE.total_seconds() + 1)
    return list(desk.claim(9, LEASE))


def state(desk: Desk, key: str) -> ArrivalState:
    with desk.database.reading() as connection:
        progress = arrivals.find_progress(connection, key)
    assert progress is not None
    return progress.state


@pytest.mark.parametrize("deeds", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("dies", PLACES_TO_DIE)
def test_an_answer_that_was_overtaken_stands_nowhere_wherever_its_process_dies(
    desk: Desk, hands: Hands, dies: str, deeds: Sequence[Deed]
) -> None:
    board = Board(on_post=lambda: change(desk, board, hands, deeds), dies_at=dies)
    desk.receive(asked("may I?", key="k"))
    [first] = desk.claim(1, LEASE)
    try:
        work_on(desk, board, first.arrival.key, dies)
    except Killed:
        assert dies != "none"
        for again in claim(desk, hands):
            assert work_on(desk, board, again.arrival.key) == Outcome()
    else:
        assert dies == "none"

    newest = f"barred {deeds.count(Deed.EDITED)}?"
    assert [text for text in board.stands.values() if text != "struck"] == [newest] * (Deed.DELETED not in deeds)
    assert sorted(board.posts) == sorted(
        {"k", *(f"edited{n}" for n, each in enumerate(deeds, 1) if each is Deed.EDITED)}
    )
    assert state(desk, "k") is ArrivalState.DONE
    assert claim(desk, hands) == []


def test_it_is_not_done_before_it_is_put_right(desk: Desk, hands: Hands) -> None:
    board = Board(on_post=lambda: change(desk, board, hands, (Deed.EDITED,)), failures=[SurfaceDown("down")])
    desk.receive(asked("may I?", key="k"))
    desk.claim(1, LEASE)

    assert work_on(desk, board, "k").failure == "surface down"
    assert state(desk, "k") is ArrivalState.WORKING
    [again] = claim(desk, hands)
    assert work_on(desk, board, again.arrival.key) == Outcome()
    assert state(desk, "k") is ArrivalState.DONE
    assert board.stands == {"k": "struck", "edited1": "barred 1?"}


@pytest.mark.parametrize("dies", PLACES_TO_DIE)
def test_a_copy_for_the_asker_that_was_overtaken_is_struck_too(desk: Desk, hands: Hands, dies: str) -> None:
    board = Board()
    desk.receive(asked("may I?", key="first"))
    desk.claim(1, LEASE)
    assert work_on(desk, board, "first") == Outcome()
    [question] = desk.recent("U1", "T1")
    board.on_post, board.dies_at = lambda: change(desk, board, hands, (Deed.EDITED,)), dies
    desk.receive(deed(Deed.COPIED, key="k", question=question.id))
    desk.claim(1, LEASE)
    try:
        work_on(desk, board, "k", dies)
    except Killed:
        for again in claim(desk, hands):
            assert work_on(desk, board, again.arrival.key) == Outcome()

    assert board.stands == {"first": "struck", "k": "struck", "edited1": "barred 1?"}
    assert state(desk, "k") is ArrivalState.DONE


def test_an_answer_posted_before_the_switch_by_a_process_that_died_is_known_and_goes_with_its_question(
    desk: Desk, hands: Hands
) -> None:
    board = Board(dies_at="in show")
    desk.receive(asked("may I?", key="k"))
    desk.claim(1, LEASE)
    with pytest.raises(Killed):
        work_on(desk, board, "k")
    desk.set_switch("T1", False, "U9")
    [again] = claim(desk, hands)
    assert work_on(desk, board, again.arrival.key) == Outcome()
    assert board.stands == {"k": "may I?"}

    change(desk, board, hands, (Deed.DELETED,))
    assert board.stands == {}


def test_what_nobody_tried_before_is_not_looked_for(desk: Desk, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    board = Board()
    monkeypatch.setattr(Board, "find", lambda *_: pytest.fail("looked for"))
    desk.receive(asked("may I?", key="k"))
    change(desk, board, hands, (Deed.EDITED,))
    desk.claim(1, LEASE)

    assert work_on(desk, board, "k") == Outcome()
    assert board.posts == ["edited1"]


def test_who_sees_a_newer_answer_is_not_told_that_the_old_one_could_not_be_struck(desk: Desk, hands: Hands) -> None:
    refused = SurfaceRefused("account_inactive")
    board = Board(on_post=lambda: change(desk, board, hands, (Deed.EDITED,)), failures=[refused])
    desk.receive(asked("may I?", key="k"))
    [claimed] = desk.claim(1, LEASE)
    outcome = work_on(desk, board, "k")
    Work(desk, board)._give_up(claimed, outcome.failure)

    assert outcome.is_final
    assert state(desk, "k") is ArrivalState.FAILED
    assert board.told == []
