"""Is everything that arrived worked on, whatever the surface does, and by no more workers than were said?"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from assistant.desk import work as work_module
from assistant.desk import workflow
from assistant.desk.desk import Desk
from assistant.desk.handling import failure_of
from assistant.desk.notices import Notice, Notices
from assistant.desk.pauses import LEAST_TRIES
from assistant.desk.records import Act, Arrival, AskedState, Audience, Card, Deed, Entry, Response, Shown
from assistant.desk.settings import DeskSettings
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.desk.work import Work, subject_of
from assistant.desk.workflow import Outcome, WorkedAlready
from assistant.escalation.records import HandOffState, Letter
from assistant.storage import arrivals
from assistant.storage.database import Database, open_database
from assistant.storage.tables import ArrivalState
from assistant.storage.tables import arrivals as arrivals_table
from tests.desk_process import now
from tests.quick_desk import Hands, asked, deed, quick_desk

PATIENCE = 20.0


@dataclass
class ToldSurface:
    """Shows in memory; fails first as often as it was told to."""

    failures: list[Exception] = field(default_factory=list)
    shown: list[Response] = field(default_factory=list)
    courtesies: list[str] = field(default_factory=list)
    on_show: Callable[[Response], None] = lambda response: None
    card_failures: list[Exception] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    on_card: Callable[[Card], None] = lambda card: None
    letter_failures: list[Exception] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    here: int = 0
    most: int = 0

    def begin(self, arrival: Arrival) -> None:
        self.courtesies.append(f"begin {arrival.key}")
        raise RuntimeError("a courtesy that fails")

    def take_longer(self, arrival: Arrival) -> None:
        self.courtesies.append(f"longer {arrival.key}")

    def show_card(self, card: Card) -> Shown:
        if self.card_failures:
            raise self.card_failures.pop(0)
        self.cards.append(card)
        self.on_card(card)
        if card.shown and card.channel == card.shown.channel:
            return card.shown
        return Shown(card.channel, f"{card.hand_off.number}.9")

    def show_letter(self, letter: Letter) -> Shown:
        if self.letter_failures:
            raise self.letter_failures.pop(0)
        self.letters.append(letter)
        return Shown(letter.channel or f"D-{letter.person}", f"{len(self.letters)}.7")

    def show(self, response: Response) -> list[Shown]:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
            failure = self.failures.pop(0) if self.failures else None
        try:
            self.on_show(response)
            if failure:
                raise failure
            with self.lock:
                self.shown.append(response)
            return [Shown(response.place.channel, f"{response.key}.0")]
        finally:
            with self.lock:
                self.here -= 1


@pytest.fixture
def database(folder_with_tables: Path) -> Iterator[Database]:
    """One of its own: a worker of the test before may still look at the one that all share."""
    opened = open_database(folder_with_tables)
    yield opened
    opened.close()


@pytest.fixture
def surface() -> ToldSurface:
    return ToldSurface()


@pytest.fixture
def desk(database: Database, notices: Notices) -> Desk:
    return quick_desk(database, notices, clock=now, settings=DeskSettings(workers=3, sweep_seconds=0.2))


@pytest.fixture
def work(desk: Desk, surface: ToldSurface, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    monkeypatch.setattr("assistant.desk.pauses.FIRST", timedelta(milliseconds=20))
    at_work = Work(desk, surface, long_after=0.05)
    at_work.start()
    yield at_work
    at_work.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def state(desk: Desk, key: str) -> ArrivalState:
    with desk.database.reading() as connection:
        progress = arrivals.find_progress(connection, key)
    assert progress is not None
    return progress.state


def test_what_arrives_is_shown_and_done(desk: Desk, work: Work, surface: ToldSurface) -> None:
    for number in range(30):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
    wait_for(lambda: desk.health().waiting == 0)
    assert Counter(response.key for response in surface.shown) == Counter(f"k{number}" for number in range(30))
    assert surface.most <= 3
    question = desk.asked_at("T1", "C1", "7.0")
    assert question is not None
    assert question.shown == (Shown("C1", "k7.0"),)


@pytest.fixture
def rarely_looking(database: Database, notices: Notices, surface: ToldSurface) -> Iterator[Work]:
    """Looks by itself so seldom that only what wakes it makes it go on."""
    desk = quick_desk(database, notices, clock=now, settings=DeskSettings(workers=3, sweep_seconds=600))
    at_work = Work(desk, surface, lease=timedelta(hours=1))
    at_work.start()
    yield at_work
    at_work.close()


def test_while_deliveries_wait_to_be_acknowledged_nothing_new_is_begun(
    rarely_looking: Work, surface: ToldSurface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "MOST_PUT_OFF", 600.0)
    desk, deliveries = rarely_looking.desk, rarely_looking.deliveries
    for burst in range(2):
        deliveries.came()
        desk.receive(asked("may I?", message=f"{burst}.0", key=f"k{burst}"))
        wait_for(lambda: rarely_looking._put_off_at is not None)
        assert len(surface.shown) == burst
        deliveries.done()
        wait_for(lambda key=f"k{burst}": state(desk, key) is ArrivalState.DONE)  # type: ignore[misc]
        wait_for(lambda: rarely_looking._put_off_at is None)


def test_a_stream_of_deliveries_without_end_does_not_put_the_work_off_for_ever(
    rarely_looking: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "MOST_PUT_OFF", 0.1)
    desk = rarely_looking.desk
    rarely_looking.deliveries.came()
    for number in range(5):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
    wait_for(lambda: desk.health().waiting == 0)
    assert rarely_looking.deliveries.are_waiting


@pytest.mark.parametrize("failure", [SurfaceBusy(0.05), SurfaceDown(), ValueError("what somebody wrote")])
def test_what_fails_is_tried_again(
    desk: Desk, work: Work, surface: ToldSurface, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    surface.failures = [failure, failure]
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    assert [response.act for response in surface.shown] == [Act.POST]
    assert "arrival k is tried again" in caplog.text
    assert "what somebody wrote" not in caplog.text


def test_what_is_refused_has_failed_and_the_asker_is_told(
    desk: Desk, work: Work, surface: ToldSurface, caplog: pytest.LogCaptureFixture
) -> None:
    surface.failures = [SurfaceRefused("channel_not_found")]
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: bool(surface.shown))
    assert [(response.act, response.note) for response in surface.shown] == [(Act.TELL, Notice.NOT_SHOWN)]
    assert state(desk, "k") is ArrivalState.FAILED
    assert "arrival k failed for good: surface refused: channel_not_found" in caplog.text


def test_an_answer_that_could_not_be_shared_stays_with_its_asker_who_is_told_and_can_share_it_again(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    desk.receive(asked("may I?", key="k", entry=Entry.COMMAND))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    [question] = desk.recent("U1", "T1")
    sharing = deed(Deed.SHARED, key="", place=question.place, question=question.id)

    surface.failures = [SurfaceRefused("not_in_channel")]
    desk.receive(replace(sharing, key="s1"))
    wait_for(lambda: state(desk, "s1") is ArrivalState.FAILED)
    wait_for(lambda: surface.shown[-1].note == Notice.NOT_SHARED)
    [now] = desk.recent("U1", "T1")
    assert now.audience is Audience.ASKER

    desk.receive(replace(sharing, key="s2"))
    wait_for(lambda: state(desk, "s2") is ArrivalState.DONE)
    assert surface.shown[-1].act is Act.SHARE
    desk.receive(replace(sharing, key="s3"))
    wait_for(lambda: state(desk, "s3") is ArrivalState.DONE)
    assert surface.shown[-1].note == Notice.SHARED_ALREADY


def test_who_wished_for_a_copy_is_told_when_it_is_refused(desk: Desk, work: Work, surface: ToldSurface) -> None:
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    [question] = desk.recent("U1", "T1")
    surface.failures = [SurfaceRefused("not_in_channel")]
    desk.receive(deed(Deed.COPIED, key="wish", question=question.id))
    wait_for(lambda: len(surface.shown) == 2)
    assert (surface.shown[1].act, surface.shown[1].note) == (Act.TELL, Notice.NOT_SHOWN)


def test_what_cannot_be_shown_for_an_hour_has_failed(
    desk: Desk, work: Work, surface: ToldSurface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desk.pauses.PATIENCE", timedelta())
    surface.failures = [SurfaceDown() for _ in range(LEAST_TRIES)]
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.FAILED)
    wait_for(lambda: not surface.failures)


def test_who_waits_long_is_told_once(desk: Desk, work: Work, surface: ToldSurface) -> None:
    surface.on_show = lambda response: wait_for(lambda: "longer k" in surface.courtesies)
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    assert sorted(surface.courtesies) == ["begin k", "longer k"]


def test_who_waits_long_through_several_tries_is_told_once(desk: Desk, work: Work, surface: ToldSurface) -> None:
    surface.failures = [SurfaceDown("down"), SurfaceDown("down")]

    def slowly(response: Response) -> None:
        wait_for(lambda: "longer k" in surface.courtesies)
        time.sleep(0.1)

    surface.on_show = slowly
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    assert surface.courtesies.count("longer k") == 1
    wait_for(lambda: not work.told_long)  # what is done is not remembered


def test_deeds_on_one_message_are_worked_on_one_after_the_other(desk: Desk, work: Work, surface: ToldSurface) -> None:
    surface.on_show = lambda response: time.sleep(0.05)
    desk.receive(asked("may I?", message="1.0", key="k"))
    for number in range(4):
        later = now() + timedelta(seconds=number + 1)
        desk.receive(deed(Deed.EDITED, key=f"e{number}", message="1.0", text=f"barred {number}?", at=later))
    wait_for(lambda: desk.health().waiting == 0)
    assert surface.most == 1
    live = desk.asked_at("T1", "C1", "1.0")
    assert live is not None
    assert live.text == "barred 3?"


def test_an_answer_overtaken_while_it_is_shown_is_removed(desk: Desk, work: Work, surface: ToldSurface) -> None:
    def delete(response: Response) -> None:
        if response.act is Act.POST:  # as another process would
            desk.receive(deed(Deed.DELETED, key="d", message="1.0"))
            desk.respond("d")

    surface.on_show = delete
    desk.receive(asked("may I?", message="1.0", key="k"))
    wait_for(lambda: desk.health().waiting == 0)
    removals = [response for response in surface.shown if response.act is Act.REMOVE]
    assert Shown("C1", "k.0") in [place for response in removals if response.asked for place in response.asked.shown]


def test_what_a_dead_process_left_is_taken_up_when_its_lease_ran_out(desk: Desk, surface: ToldSurface) -> None:
    desk.receive(asked("may I?", key="k"))
    assert len(desk.claim(5, timedelta(seconds=0.3))) == 1
    at_work = Work(desk, surface)
    at_work.start()
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    at_work.close()
    assert len(surface.shown) == 1


def test_closing_finishes_what_is_in_hand_and_leaves_the_rest_in_the_table(desk: Desk, surface: ToldSurface) -> None:
    started = threading.Event()

    def slowly(response: Response) -> None:
        started.set()
        time.sleep(0.3)

    surface.on_show = slowly
    at_work = Work(desk, surface)
    at_work.start()
    for number in range(10):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
    assert started.wait(PATIENCE)
    at_work.close()
    done = len(surface.shown)
    assert 1 <= done < 10
    assert desk.health().waiting == 10 - done
    with desk.database.reading() as connection:
        assert arrivals.read_backlog(connection).working == 0


def test_a_process_works_once(desk: Desk, work: Work, surface: ToldSurface) -> None:
    with pytest.raises(WorkedAlready):
        Work(desk, surface).start()


def test_no_word_of_anybody_is_in_the_record_of_work_or_in_the_log(
    desk: Desk, work: Work, surface: ToldSurface, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    surface.failures = [ValueError("shibboleth in an error")]
    for number, text in enumerate(("shibboleth?", "shibboleth raises", "shibboleth broken")):
        desk.receive(asked(text, message=f"{number}.0", key=f"k{number}"))
    wait_for(lambda: desk.health().waiting == 0)
    work.close()
    files = list(Path(desk.database.url.database or "").parent.glob("canipost-work.db*"))
    assert files
    assert not any(b"shibboleth" in file.read_bytes() for file in files)
    assert "shibboleth" not in caplog.text


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (SurfaceBusy(7), Outcome("surface busy", 7)),
        (SurfaceDown("somewhere"), Outcome("surface down")),
        (SurfaceRefused("no"), Outcome("surface refused: no", is_final=True)),
        (ValueError("words"), Outcome("ValueError")),
    ],
)
def test_a_failure_is_known_by_its_name_alone(failure: Exception, outcome: Outcome) -> None:
    assert failure_of(failure) == outcome


def test_arrivals_without_a_message_are_on_nothing_in_common() -> None:
    subjects = {subject_of(deed(Deed.ASKED, key=key, text="may I?")) for key in ("a", "b")}
    assert len(subjects) == 2
    assert work_module.LONG == 10.0


def test_a_record_left_from_elsewhere_is_not_taken_for_work_done(
    desk: Desk, work: Work, surface: ToldSurface, caplog: pytest.LogCaptureFixture
) -> None:
    desk.receive(asked("may I?", message="1.0", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    with desk.database.transaction() as connection:  # as if the arrivals had come from an older copy
        connection.execute(delete(arrivals_table).where(arrivals_table.c.key == "k"))
    desk.receive(deed(Deed.EDITED, key="k", message="1.0", text="barred?", at=now()))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    assert "record: DBOSWorkflowIDInUseError" in caplog.text


def test_the_record_of_old_work_is_deleted(desk: Desk, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    assert workflow.forget_old() == 0
    monkeypatch.setattr(workflow, "KEPT", timedelta(days=-1))
    assert workflow.forget_old() == 1
    assert workflow.forget_old() == 0


def test_texts_are_taken_out_by_themselves_when_they_are_old(
    desk: Desk, surface: ToldSurface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(work_module, "FORGET_EVERY", 0.0)
    hands = Hands()
    desk.clock, desk.keep = hands, timedelta(days=40)
    desk.receive(asked("may I shibboleth?", key="k"))
    desk.receive(asked("doubtful", key="open", message="2.0"))
    work = Work(desk, surface)
    with caplog.at_level(logging.INFO):
        work.start()
        try:
            wait_for(lambda: desk.health().waiting == 0)
            hands.move(timedelta(days=39).total_seconds())
            first, second = desk.recent("U1", "T1")
            assert (first.text, second.text) == ("doubtful", "may I shibboleth?")
            hands.move(timedelta(days=2).total_seconds())
            wait_for(lambda: len(desk.recent("U1", "T1")) == 1)
        finally:
            work.close()
    assert [each.text for each in desk.recent("U1", "T1")] == ["doubtful"], "what they still have keeps its text"
    assert "1 questions" in caplog.text
    assert "shibboleth" not in caplog.text


HOW_IT_FAILED = {
    "before it is handed over": Notice.NOT_HANDED_OVER,
    "before it is seen": Notice.HANDED_OVER_UNSEEN,
    "before its asker sees it": Notice.HANDED_OVER_SEEN,
}


def refuse_to(*_: object) -> None:
    raise RuntimeError("no")


def hand_over(desk: Desk) -> None:
    """A question is answered and handed over by its asker."""
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    [question] = desk.recent("U1", "T1")
    desk.receive(deed(Deed.HANDED_OVER, key="over", question=question.id))
    wait_for(lambda: state(desk, "over") in (ArrivalState.DONE, ArrivalState.FAILED))


def test_office_management_sees_a_hand_off_before_its_asker_is_told(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    desk.set_management("T1", "C9", "U9")
    hand_over(desk)
    [card] = surface.cards
    assert (card.channel, card.asked.text, card.hand_off.card) == ("C9", "may I?", None)
    told = surface.shown[-1].asked
    assert told is not None
    assert told.hand_off is not None
    assert told.hand_off.card == Shown("C9", "1.9")
    assert desk.cards("over") == ()


def test_without_a_channel_nobody_sees_it_and_asker_and_log_say_so(
    desk: Desk, work: Work, surface: ToldSurface, caplog: pytest.LogCaptureFixture
) -> None:
    hand_over(desk)
    assert surface.cards == []
    told = surface.shown[-1].asked
    assert told is not None
    assert told.hand_off is not None
    assert told.hand_off.card is None
    assert "hand-off 1 is seen by nobody at office management" in caplog.text


def test_a_channel_that_refuses_is_noted_and_the_asker_is_told_so(
    desk: Desk, work: Work, surface: ToldSurface, caplog: pytest.LogCaptureFixture
) -> None:
    desk.set_management("T1", "C9", "U9")
    surface.card_failures = [SurfaceRefused("is_archived")]
    hand_over(desk)
    assert desk.management("T1").trouble == "is_archived"
    assert "office management cannot see hand-off 1: is_archived" in caplog.text
    told = surface.shown[-1].asked
    assert told is not None
    assert told.hand_off is not None
    assert told.hand_off.card is None


def test_a_card_that_failed_is_tried_again(desk: Desk, work: Work, surface: ToldSurface) -> None:
    desk.set_management("T1", "C9", "U9")
    surface.card_failures = [SurfaceDown(), SurfaceBusy(0.05)]
    hand_over(desk)
    assert len(surface.cards) == 1


@pytest.mark.parametrize("fails", list(HOW_IT_FAILED))
def test_a_hand_over_that_fails_for_good_is_told_to_its_asker_as_it_is(
    desk: Desk, work: Work, surface: ToldSurface, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    desk.set_management("T1", "C9", "U9")
    desk.receive(asked("may I?", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    monkeypatch.setattr(work_module.pauses, "next_pause", lambda *_: None)
    if fails == "before it is handed over":
        monkeypatch.setattr("assistant.desk.responding.hand_over", refuse_to)
    elif fails == "before it is seen":
        surface.card_failures = [SurfaceDown()]
    else:
        surface.failures = [SurfaceDown()]
    [question] = desk.recent("U1", "T1")
    desk.receive(deed(Deed.HANDED_OVER, key="over", question=question.id))
    wait_for(lambda: surface.shown[-1].act is Act.TELL)
    assert surface.shown[-1].note == HOW_IT_FAILED[fails]


def test_what_waits_is_shown_in_the_channel_that_is_chosen_and_its_asker_told(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    hand_over(desk)
    desk.receive(asked("barred?", key="k2", message="2.0"))
    wait_for(lambda: state(desk, "k2") is ArrivalState.DONE)
    before = len(surface.shown)

    desk.set_management("T1", "C9", "U9")
    wait_for(lambda: desk.health().waiting == 0)

    [card] = surface.cards
    assert (card.channel, card.hand_off.number) == ("C9", 1)
    [told] = surface.shown[before:]
    assert told.act is Act.REFRESH
    assert told.asked is not None
    assert told.asked.hand_off is not None
    assert told.asked.hand_off.card == Shown("C9", "1.9")
    desk.set_management("T1", "C9", "U9")
    wait_for(lambda: desk.health().waiting == 0)
    assert len(surface.cards) == 1


def test_another_channel_takes_what_waits_and_none_leaves_it_where_it_is(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    desk.set_management("T1", "C9", "U9")
    hand_over(desk)

    desk.set_management("T1", "", "U9")
    assert desk.health().waiting == 0
    desk.set_management("T1", "C8", "U9")
    wait_for(lambda: desk.health().waiting == 0)

    assert [(card.channel, card.hand_off.card) for card in surface.cards] == [("C9", None), ("C8", Shown("C9", "1.9"))]
    [question] = desk.recent("U1", "T1")
    assert question.hand_off is not None
    assert question.hand_off.card == Shown("C8", "1.9")


@pytest.mark.parametrize("end", [Deed.WITHDREW, Deed.DELETED])
def test_what_waits_no_more_is_not_shown_in_the_channel_that_is_chosen(
    desk: Desk, work: Work, surface: ToldSurface, end: Deed
) -> None:
    hand_over(desk)
    [question] = desk.recent("U1", "T1")
    desk.receive(deed(end, key="end", question=question.id, message="1.0"))
    wait_for(lambda: state(desk, "end") is ArrivalState.DONE)

    desk.set_management("T1", "C9", "U9")
    assert desk.health().waiting == 0
    assert surface.cards == []


def test_a_card_shows_a_withdrawal_and_a_deletion_in_its_place(desk: Desk, work: Work, surface: ToldSurface) -> None:
    desk.set_management("T1", "C9", "U9")
    hand_over(desk)
    [question] = desk.recent("U1", "T1")
    desk.receive(deed(Deed.WITHDREW, key="back", question=question.id))
    wait_for(lambda: state(desk, "back") is ArrivalState.DONE)
    desk.receive(deed(Deed.HANDED_OVER, key="again", question=question.id))
    wait_for(lambda: state(desk, "again") is ArrivalState.DONE)
    desk.receive(deed(Deed.DELETED, key="gone", message="1.0"))
    wait_for(lambda: state(desk, "gone") is ArrivalState.DONE)

    opened, withdrawn = HandOffState.OPENED, HandOffState.WITHDRAWN
    assert [(card.hand_off.number, card.hand_off.state) for card in surface.cards] == [
        (1, opened), (1, withdrawn), (2, opened), (2, withdrawn),
    ]  # fmt: skip
    assert surface.cards[1].hand_off.card == Shown("C9", "1.9")
    last = surface.cards[-1]
    assert (last.hand_off.card, last.asked.state, last.asked.text) == (Shown("C9", "2.9"), AskedState.GONE, "")


def test_a_card_follows_its_question_when_that_is_edited(desk: Desk, work: Work, surface: ToldSurface) -> None:
    desk.set_management("T1", "C9", "U9")
    hand_over(desk)
    desk.receive(deed(Deed.EDITED, key="e", message="1.0", text="barred?", at=now()))
    wait_for(lambda: state(desk, "e") is ArrivalState.DONE)
    card = surface.cards[-1]
    assert (card.hand_off.number, card.asked.text, card.hand_off.card) == (1, "barred?", Shown("C9", "1.9"))


def test_what_the_assistant_no_longer_hands_over_is_taken_from_the_card(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    desk.set_management("T1", "C9", "U9")
    desk.receive(asked("doubtful", key="k"))
    wait_for(lambda: state(desk, "k") is ArrivalState.DONE)
    desk.receive(deed(Deed.EDITED, key="e", message="1.0", text="barred?", at=now()))
    wait_for(lambda: state(desk, "e") is ArrivalState.DONE)
    card = surface.cards[-1]
    assert (card.hand_off.state, card.asked.state) == (HandOffState.WITHDRAWN, AskedState.REPLACED)


def test_a_question_deleted_while_its_card_is_shown_leaves_no_text_on_it(
    desk: Desk, work: Work, surface: ToldSurface
) -> None:
    """The other deed looks before the card is kept, so it cannot see that there is one."""
    desk.set_management("T1", "C9", "U9")

    def delete_now(card: Card) -> None:
        surface.on_card = lambda card: None
        desk.receive(deed(Deed.DELETED, key="gone", message="1.0"))
        wait_for(lambda: state(desk, "gone") is ArrivalState.DONE)

    surface.on_card = delete_now
    hand_over(desk)
    wait_for(lambda: state(desk, "over") is ArrivalState.DONE)
    assert (surface.cards[-1].asked.text, surface.cards[-1].hand_off.state) == ("", HandOffState.WITHDRAWN)
    assert desk.cards("gone") == ()


def test_a_log_line_of_the_record_says_where_and_not_what(caplog: pytest.LogCaptureFixture, work: Work) -> None:
    try:
        raise ValueError("shibboleth")
    except ValueError:
        logging.getLogger("dbos").exception("shibboleth %s", "again")
    assert "record of work: test_work" in caplog.text
    assert "ValueError" in caplog.text
    assert "shibboleth" not in caplog.text
