"""Where a message stands, as an address."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from assistant.desk.records import Asked, AskedState, Audience, Entry, Place, Shown
from assistant.slack.links import answer_link, message_link

ADDRESS = "https://office.slack.com/"

ASKED = Asked(
    id=1,
    key="k",
    person="U1",
    place=Place("T1", "C1", "16.5"),
    message="16.5",
    entry=Entry.MENTION,
    text="x",
    hidden=(),
    audience=Audience.THREAD,
    state=AskedState.ANSWERED,
    asked_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def test_a_link_is_written_as_slack_writes_it() -> None:
    shown = Shown("C1", "1767000000.000100")

    assert message_link(shown, ADDRESS) == "https://office.slack.com/archives/C1/p1767000000000100"
    assert message_link(shown, "") is None


def test_an_answer_in_a_thread_is_opened_there_and_one_elsewhere_by_itself() -> None:
    in_thread = dataclasses.replace(ASKED, shown=(Shown("C1", "17.5"),))
    directly = dataclasses.replace(ASKED, shown=(Shown("C1", "17.5", is_passing=True), Shown("D1", "18.5")))

    assert answer_link(in_thread, ADDRESS) == f"{ADDRESS}archives/C1/p175?thread_ts=16.5&cid=C1"
    assert answer_link(directly, ADDRESS) == f"{ADDRESS}archives/D1/p185"
    assert answer_link(ASKED, ADDRESS) is None
