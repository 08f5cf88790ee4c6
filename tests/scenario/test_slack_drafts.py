"""A draft that is pasted in Slack: what touches a clause comes back marked, with the version that could be posted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.slack.manifest import GLOBAL_SHORTCUT
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from tests.scenario.conftest import OpenService

SAYS_TOO_MUCH = "Our unit visited the Lopez family on Elm Street today. What a week! Proud to work for DCFS."
MARKED = "[Our unit visited the [name 1] family on Elm Street today] (1)"
SAFER = "What a week! Proud to work for DCFS."
BARRED = "Here is a photo of the foster kids on my caseload."
LONG = 10.0

Paste = Callable[[StandIn, Person, Channel, str], SeenMessage]


def told(slack: StandIn, person: Person, channel: Channel | None = None) -> SeenMessage:
    def look() -> list[SeenMessage]:
        return [message for message in person.sees(channel) if message.from_app and "Your text" in message.words]

    return slack.wait_for(look, LONG)[0]


def directly(slack: StandIn, person: Person, office: Channel, draft: str) -> SeenMessage:
    person.says(None, f'Can I post this on my personal Facebook: "{draft}"')
    return told(slack, person)


def by_mention(slack: StandIn, person: Person, office: Channel, draft: str) -> SeenMessage:
    person.says(office, f'@{slack.bot.real_name} Can I post this on my personal Facebook: "{draft}"')
    return told(slack, person)  # it names a person, so it comes in private


def by_command(slack: StandIn, person: Person, office: Channel, draft: str) -> SeenMessage:
    person.runs("/canipost", f'Can I post this on my personal Facebook: "{draft}"', office)
    return told(slack, person, office)


def by_form(slack: StandIn, person: Person, office: Channel, draft: str) -> SeenMessage:
    person.uses_shortcut(GLOBAL_SHORTCUT)
    slack.wait_for(lambda: person.modal, LONG)
    person.submits(values={"question": "Can I post this on my personal Facebook?", "draft": draft})
    return told(slack, person)


@pytest.mark.parametrize("paste", [directly, by_mention, by_command, by_form])
def test_a_pasted_draft_comes_back_with_its_marks_and_the_version_that_could_be_posted(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, paste: Paste
) -> None:
    run_service()

    answer = paste(slack, ada, office, SAYS_TOO_MUCH)

    assert "Don't post this" in answer.text
    assert MARKED in answer.words
    assert "(1) MD 16-02" in answer.words  # the clause that the mark stands for
    assert "A version you could post" in answer.words
    assert answer.words.split("A version you could post", 1)[1].lstrip(":\n ").startswith(SAFER)
    assert "Lopez" not in answer.words


def test_a_draft_of_which_nothing_could_be_posted_comes_back_marked_without_a_version(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service()

    answer = directly(slack, ada, office, BARRED)

    assert "[" in answer.words
    assert "(1) MD 16-02" in answer.words
    assert "A version you could post" not in answer.words
