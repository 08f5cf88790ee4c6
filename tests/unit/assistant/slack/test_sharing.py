"""Is it known beforehand why an answer cannot be posted in its channel, and is that never a reason to fail?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.desk.notices import Notice
from assistant.desk.records import Place
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.posting import Clients
from assistant.slack.sharing import why_not_posted
from tests.unit.assistant.slack.blocks.conftest import make_asked

CHANNEL = Place("T1", "C1")


def clients(found: dict[str, object] | Exception) -> Clients:
    """Slack says that of any channel."""

    def conversations_info(channel: str) -> dict[str, Any]:
        assert channel == "C1"
        if isinstance(found, Exception):
            raise found
        return {"channel": found}

    client = SimpleNamespace(conversations_info=conversations_info)
    return cast(Clients, SimpleNamespace(quick_client=lambda workspace: client))


@pytest.mark.parametrize(
    ("found", "notice"),
    [
        ({"is_member": True}, None),
        ({"is_member": False}, Notice.NOT_IN_CHANNEL),
        ({}, Notice.NOT_IN_CHANNEL),
        ({"is_member": True, "is_archived": True}, Notice.CHANNEL_ARCHIVED),
        (SurfaceRefused("channel_not_found"), Notice.NOT_IN_CHANNEL),
        (SurfaceRefused("missing_scope"), None),
        (SurfaceDown("URLError"), None),
        (SurfaceBusy(3.0), None),
    ],
)
def test_the_reason_is_told_where_slack_knows_it(found: dict[str, object] | Exception, notice: Notice | None) -> None:
    assert why_not_posted(clients(found), make_asked(place=CHANNEL)) is notice


@pytest.mark.parametrize("place", [Place("T1", "D1", None, is_direct=True), Place("T1", "", None, is_direct=True)])
def test_slack_is_not_asked_where_there_is_no_channel(place: Place) -> None:
    assert why_not_posted(clients(AssertionError("asked")), make_asked(place=place)) is None
