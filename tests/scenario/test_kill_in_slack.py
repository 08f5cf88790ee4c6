"""A process with Slack's own surface is killed between any two steps: does everybody see everything once, and none lost?"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from assistant.answering.records import Verdict
from assistant.desk.desk import Desk
from assistant.desk.records import Arrival, Asked, ChannelMode, Deed, Entry, Place
from assistant.escalation.offices import DEFAULT_OFFICE
from assistant.escalation.records import Filled
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.records import Message
from assistant.storage.channels import EVERY_OTHER
from assistant.storage.database import SQLITE_FILE, open_database
from tests.desk_process import now, plain_notices
from tests.quick_desk import asked, deed, quick_desk
from tests.scenario.conftest import told
from tests.slack_process import OVERTAKEN, PLACES_TO_DIE, work_in_slack

PATIENCE = 60
RULING = "Not with their face, whoever asks."


@dataclass(slots=True)
class Deaths:
    """A database on which one process after another works."""

    slack: StandIn
    processes: ForkServerContext
    url: str
    desk: Desk
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    def work(self, place: str) -> int | None:
        """Let a process work, and die there if it is told to; how it ended."""
        keys = self.slack.platform.keys(self.slack.team.id)
        settings = {"bot_token": keys.bot_token, "app_token": keys.app_token, "api_url": self.slack.api_url}
        process = self.processes.Process(target=work_in_slack, args=(self.url, settings, place))
        process.start()
        process.join(PATIENCE)
        try:
            return process.exitcode
        finally:
            process.close()

    def survive(self, place: str, arrival: Arrival) -> None:
        """One process dies there, another works on."""
        self.desk.receive(arrival)
        assert self.work(place) == -signal.SIGKILL, place
        assert self.work("") == 0, place

    def asks(self, message: Message, text: str, entry: Entry, *, is_direct: bool = True) -> Arrival:
        """What arrives of a message, or of a command that somebody ran beside it."""
        thread = None if entry is Entry.COMMAND else message.ts
        place = Place(self.slack.team.id, message.channel, thread, is_direct=is_direct)
        key = f"k{next(self.keys)}"
        return asked(text, message=message.ts, person=message.user, place=place, key=key, entry=entry, at=now())

    def kept(self, arrival: Arrival) -> Asked:
        """The question that came of it."""
        response = self.desk.respond(arrival.key)
        assert response is not None
        assert response.asked is not None
        return response.asked

    def on(self, question: Asked, what: Deed) -> Arrival:
        """What its asker does with it."""
        key = f"k{next(self.keys)}"
        return deed(what, key=key, person=question.person, place=question.place, question=question.id, at=now())


@pytest.fixture
def deaths(processes: ForkServerContext, slack: StandIn, ada: Person, folder_with_tables: Path) -> Iterator[Deaths]:
    url = f"sqlite:///{folder_with_tables / SQLITE_FILE}"
    database = open_database(url)
    ada.says(None, "hello")  # which makes the direct message
    desk = quick_desk(database, plain_notices(), clock=now)
    yield Deaths(slack, processes, url, desk)
    assert desk.health().waiting == 0
    database.close()


def test_a_kill_between_any_two_steps_leaves_one_answer_that_stands_in_slack(deaths: Deaths, ada: Person) -> None:
    questions = {}
    for place in PLACES_TO_DIE:
        questions[place] = question = ada.says(None, "may I?")
        deaths.survive(place, deaths.asks(question, "may I?", Entry.DIRECT))

    for place, question in questions.items():
        answers = [message for message in ada.sees(None, thread=question) if message.from_app]
        struck = [message for message in answers if "no longer stands" in message.words]
        assert (len(answers), len(struck)) == ((2, 1) if place in OVERTAKEN else (1, 0)), place


@pytest.mark.parametrize("place", ["in card", "after card", "before settle"])
def test_a_kill_between_card_and_answer_leaves_one_of_each_in_slack(
    deaths: Deaths, slack: StandIn, ada: Person, mia: Person, place: str
) -> None:
    managers = slack.channel("management", mia, is_private=True)
    deaths.desk.set_management(slack.team.id, managers.id, mia.id)
    question = ada.says(None, "doubtful?")

    deaths.survive(place, deaths.asks(question, "doubtful?", Entry.DIRECT))

    [card] = told(mia, managers)
    assert "for office management" in card.words
    [answer] = [message for message in ada.sees(None, thread=question) if message.from_app]
    assert "Office management sees it as question 1" in answer.words


def test_a_kill_after_the_letter_with_a_managers_answer_leaves_one_in_slack(
    deaths: Deaths, slack: StandIn, ada: Person, mia: Person
) -> None:
    managers = slack.channel("management", mia, is_private=True)
    deaths.desk.set_management(slack.team.id, managers.id, mia.id)
    question = ada.says(None, "doubtful?")
    arrival = deaths.asks(question, "doubtful?", Entry.DIRECT)
    deaths.desk.receive(arrival)
    assert deaths.work("") == 0
    kept = deaths.kept(arrival)
    assert kept.hand_off is not None
    ruled = deed(Deed.RULED, key="ruled", person=mia.id, place=kept.place, hand_off=kept.hand_off.id, at=now())
    filled = Filled(verdict=Verdict.NO, text=RULING)

    deaths.survive("in letter", replace(ruled, manages=(DEFAULT_OFFICE,), filled=filled))

    [card] = told(mia, managers)
    assert RULING in card.words
    letters = [message for message in ada.sees(None, thread=question) if message.from_app and RULING in message.words]
    assert len(letters) == 1


@pytest.mark.parametrize("place", ["in share", "before settle"])
def test_a_kill_after_an_answer_was_shared_leaves_one_that_colleagues_see_in_slack(
    deaths: Deaths, slack: StandIn, ada: Person, ben: Person, office: Channel, place: str
) -> None:
    deaths.desk.set_mode(slack.team.id, EVERY_OTHER, ChannelMode.ANSWERS, "")
    arrival = deaths.asks(ada.says(office, "I asked the assistant."), "may I?", Entry.COMMAND, is_direct=False)
    deaths.desk.receive(arrival)
    assert deaths.work("") == 0
    assert told(ben, office) == []

    deaths.survive(place, deaths.on(deaths.kept(arrival), Deed.SHARED))

    [shared] = told(ben, office)
    assert deaths.desk.shown_as(office.id, shared.ts) is not None


@pytest.mark.parametrize("place", ["in copy", "before settle"])
def test_a_kill_after_a_copy_for_the_asker_alone_leaves_one_in_slack(
    deaths: Deaths, slack: StandIn, ada: Person, office: Channel, place: str
) -> None:
    deaths.desk.set_mode(slack.team.id, EVERY_OTHER, ChannelMode.ANSWERS, "")
    arrival = deaths.asks(ada.says(office, "may I?"), "may I?", Entry.MENTION, is_direct=False)
    deaths.desk.receive(arrival)
    assert deaths.work("") == 0
    [answer] = [message for message in told(ada, office) if not message.is_whispered]
    before = told(ada)

    deaths.survive(place, deaths.on(deaths.kept(arrival), Deed.COPIED))

    [copy] = told(ada)[len(before) :]
    assert deaths.desk.shown_as(copy.channel, copy.ts) is not None
    assert [message.ts for message in told(ada, office) if not message.is_whispered] == [answer.ts]
