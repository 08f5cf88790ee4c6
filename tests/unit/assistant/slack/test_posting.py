"""Posting by the real client against the stand-in Slack: once, and less rather than nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.desk.records import Shown
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.installing import OneWorkspace, connect_workspace
from assistant.slack.posting import Attached, Outgoing, Posting
from assistant.slack.settings import SlackSettings
from assistant.slack.standin import Channel, Person, StandIn

BLOCKS = ({"type": "section", "text": {"type": "plain_text", "text": "all of it"}},)
SIMPLER = ({"type": "section", "text": {"type": "plain_text", "text": "simpler"}},)
MESSAGE = Outgoing("in short", BLOCKS, "all of it in words", SIMPLER)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn(retry_pauses=()) as slack:
        slack.install()
        yield slack


@pytest.fixture
def clients(slack: StandIn) -> OneWorkspace:
    keys = slack.platform.keys(slack.team.id)
    return connect_workspace(SlackSettings(bot_token=keys.bot_token, app_token=keys.app_token, api_url=slack.api_url))


@pytest.fixture
def posting(clients: OneWorkspace) -> Posting:
    return Posting(clients)


@pytest.fixture
def ada(slack: StandIn) -> Person:
    return slack.person("Ada Li")


@pytest.fixture
def office(slack: StandIn, ada: Person) -> Channel:
    return slack.channel("office", ada)


def test_who_we_are_is_asked_of_slack(slack: StandIn, clients: OneWorkspace) -> None:
    us = clients.us(slack.team.id)

    assert (us.workspace, us.bot_user) == (slack.team.id, slack.bot.id)
    assert us.address.startswith("http")
    with pytest.raises(SurfaceRefused, match="not_installed"):
        clients.client("T-other")


FILES = (Attached("receipt-7.html", "Receipt", "<p>Sí.</p>"), Attached("receipt-7.txt", "Receipt", "Sí."))


def test_files_come_in_one_message_to_one_person_once(slack: StandIn, posting: Posting, ada: Person) -> None:
    since = datetime.now(UTC)
    for _ in range(2):
        posting.send_files(slack.team.id, ada.id, "The receipt of today", FILES, since=since)

    (message,) = ada.sees()
    assert (message.text, message.files) == ("The receipt of today", ("receipt-7.html", "receipt-7.txt"))
    assert [slack.workspaces.files[id].content for id in message.file_ids] == [b.text.encode() for b in FILES]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
def test_files_that_slack_fails_at_are_sent_when_it_is_tried_again(
    slack: StandIn, posting: Posting, ada: Person, method: str
) -> None:
    since = datetime.now(UTC)
    slack.trouble.break_down(method)
    with pytest.raises(SurfaceDown):
        posting.send_files(slack.team.id, ada.id, "The receipt of today", FILES, since=since)
    posting.send_files(slack.team.id, ada.id, "The receipt of today", FILES, since=since)
    assert len(ada.sees()) == 1


def test_files_whose_reply_was_lost_are_not_sent_twice(slack: StandIn, posting: Posting, ada: Person) -> None:
    since = datetime.now(UTC)
    slack.trouble.lose_reply("files.completeUploadExternal")
    with pytest.raises(SurfaceDown):
        posting.send_files(slack.team.id, ada.id, "The receipt of today", FILES, since=since)
    posting.send_files(slack.team.id, ada.id, "The receipt of today", FILES, since=since)
    assert len(ada.sees()) == 1


def test_what_the_token_may_is_known_from_the_start(clients: OneWorkspace, slack: StandIn) -> None:
    us = clients.us(slack.team.id)
    assert not us.lacks("files:write")
    assert us.lacks("files:burn")


def test_a_post_carries_its_key_and_is_found_by_it(
    slack: StandIn, posting: Posting, ada: Person, office: Channel
) -> None:
    question = ada.says(office, "hello")

    shown = posting.post(slack.team.id, office.id, MESSAGE, "key-1", thread=question.ts, may_be_there=False)

    assert posting.find(slack.team.id, office.id, "key-1", thread=question.ts) == shown
    assert posting.find(slack.team.id, office.id, "key-2", thread=question.ts) is None
    assert posting.post(slack.team.id, office.id, MESSAGE, "key-1", thread=question.ts) == shown
    assert len(ada.sees(office)) == 2


def test_a_direct_post_is_found_among_what_was_said_since(slack: StandIn, posting: Posting, ada: Person) -> None:
    since = datetime.now(UTC)
    shown = posting.post_directly(slack.team.id, ada.id, MESSAGE, "key-1", since=since)

    assert posting.post_directly(slack.team.id, ada.id, MESSAGE, "key-1", since=since) == shown
    assert len(slack.calls("conversations.open")) == 1


def test_a_key_on_a_message_of_somebody_else_is_not_ours(
    slack: StandIn, posting: Posting, ada: Person, office: Channel
) -> None:
    question = ada.says(office, "hello")
    copied = ada.says(office, "copied", thread=question)
    copied.metadata = {"event_type": "canipost_answer", "event_payload": {"key": "key-1"}}

    assert posting.find(slack.team.id, office.id, "key-1", thread=question.ts) is None


@pytest.mark.parametrize(
    ("refusals", "text", "blocks"),
    [
        ([], "in short", "all of it"),
        (["invalid_blocks"], "in short", "simpler"),
        (["invalid_blocks", "invalid_blocks"], "all of it in words", ""),
        (["msg_blocks_too_long", "invalid_blocks", "msg_too_long"], "all of it in words", ""),
    ],
)
def test_what_slack_does_not_take_is_said_more_simply(
    slack: StandIn, posting: Posting, ada: Person, office: Channel, refusals: list[str], text: str, blocks: str
) -> None:
    for word in refusals:
        slack.trouble.refuse("chat.postMessage", word)

    posting.post(slack.team.id, office.id, MESSAGE, "key-1", may_be_there=False)

    [seen] = ada.sees(office)
    assert seen.text == text
    assert seen.words == (blocks or text)


def test_words_are_cut_where_slack_takes_no_more() -> None:
    [first, *_, last] = Outgoing("x" * 10_000).forms

    assert first["text"].endswith(" …")
    assert (len(first["text"]), len(last["text"])) == (3_900, 1_000)


@pytest.mark.parametrize("word", ["message_not_found", "cant_update_message", "edit_window_closed"])
def test_a_message_that_cannot_be_changed_is_told_so(
    slack: StandIn, posting: Posting, office: Channel, word: str
) -> None:
    shown = posting.post(slack.team.id, office.id, MESSAGE, "key-1", may_be_there=False)
    slack.trouble.refuse("chat.update", word)

    assert not posting.change(slack.team.id, shown, Outgoing("new"))
    assert posting.change(slack.team.id, shown, Outgoing("new"))


def test_removing_what_is_gone_is_no_trouble(slack: StandIn, posting: Posting, ada: Person, office: Channel) -> None:
    shown = posting.post(slack.team.id, office.id, MESSAGE, "key-1", may_be_there=False)

    posting.remove(slack.team.id, shown)
    posting.remove(slack.team.id, shown)

    assert ada.sees(office) == []


def test_a_whisper_is_seen_by_one_person(slack: StandIn, posting: Posting, ada: Person, office: Channel) -> None:
    ben = slack.person("Ben Ortiz")
    office.members.append(ben.id)

    shown = posting.whisper(slack.team.id, office.id, ada.id, MESSAGE)

    assert shown.is_passing
    assert [m.words for m in ada.sees(office)] == ["all of it"]
    assert ben.sees(office) == []


def test_troubles_of_slack_are_the_surfaces(slack: StandIn, posting: Posting, office: Channel) -> None:
    def post() -> Shown:
        return posting.post(slack.team.id, office.id, MESSAGE, "key-1", may_be_there=False)

    slack.trouble.rate_limit("chat.postMessage", retry_after=7)
    with pytest.raises(SurfaceBusy) as busy:
        post()
    slack.trouble.break_down("chat.postMessage")
    with pytest.raises(SurfaceDown):
        post()
    slack.trouble.lose_reply("chat.postMessage")
    with pytest.raises(SurfaceDown):
        post()
    slack.trouble.refuse("chat.postMessage", "not_in_channel")
    with pytest.raises(SurfaceRefused):
        post()

    assert busy.value.seconds == 7
    assert len(slack.calls("chat.postMessage")) == 4


def test_a_response_url_that_is_used_up_is_told_so(slack: StandIn, posting: Posting) -> None:
    assert posting.respond(f"{slack.url}/hooks/none", MESSAGE) is False
    with pytest.raises(SurfaceDown):
        posting.respond("http://127.0.0.1:9/none", MESSAGE)
