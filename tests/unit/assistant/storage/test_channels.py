"""Is what was set for a channel and a workspace read back, and told?"""

from __future__ import annotations

from sqlalchemy import Connection

from assistant.desk.records import ChannelMode
from assistant.storage.channels import (
    EVERY_OTHER,
    Modes,
    Switch,
    read_mode,
    read_modes,
    read_switch,
    set_mode,
    set_switch,
)
from assistant.storage.events import Event, What, events_since
from tests.unit.assistant.storage.conftest import MINUTE, NOW


def test_a_channel_has_the_mode_that_was_set_last(connection: Connection) -> None:
    assert read_mode(connection, "T1", "C1") == Modes()
    set_mode(connection, "T1", "C1", ChannelMode.ANSWERS, "U1", NOW)
    set_mode(connection, "T1", "C2", ChannelMode.OFF, "U1", NOW)
    set_mode(connection, "T2", "C1", ChannelMode.OFF, "U1", NOW)
    set_mode(connection, "T1", "C1", ChannelMode.PRIVATE, "U2", NOW + MINUTE)
    assert read_mode(connection, "T1", "C1") == Modes(own=ChannelMode.PRIVATE)
    assert read_modes(connection, "T1") == {"C1": ChannelMode.PRIVATE, "C2": ChannelMode.OFF}
    assert events_since(connection, "T1", NOW + MINUTE) == (
        Event(What.MODE_SET, NOW + MINUTE, "T1", "U2", data={"channel": "C1", "mode": "private answers only"}),
    )


def test_what_is_set_for_every_other_channel_is_no_channels_own(connection: Connection) -> None:
    set_mode(connection, "T1", EVERY_OTHER, ChannelMode.PRIVATE, "U1", NOW)
    set_mode(connection, "T1", "C1", ChannelMode.OFF, "U1", NOW)
    assert read_mode(connection, "T1", "C1") == Modes(ChannelMode.OFF, ChannelMode.PRIVATE)
    assert read_mode(connection, "T1", "C2") == Modes(None, ChannelMode.PRIVATE)
    assert read_mode(connection, "T1", EVERY_OTHER) == Modes(None, ChannelMode.PRIVATE)
    assert read_mode(connection, "T2", "C1") == Modes()


def test_the_switch_is_on_until_somebody_turns_it(connection: Connection) -> None:
    assert read_switch(connection, "T1") == Switch(is_on=True)
    set_switch(connection, "T1", False, "U1", "an s3cret inquiry", NOW)
    assert read_switch(connection, "T1") == Switch(False, "U1", NOW, "an s3cret inquiry")
    assert read_switch(connection, "T2").is_on
    set_switch(connection, "T1", True, "U2", "", NOW + MINUTE)
    assert read_switch(connection, "T1") == Switch(True, "U2", NOW + MINUTE, "")
    told = events_since(connection, "T1", NOW)
    assert [(each.what, each.person, each.data) for each in told] == [
        (What.SWITCHED, "U1", {"is_on": False}), (What.SWITCHED, "U2", {"is_on": True}),
    ]  # fmt: skip
    assert events_since(connection, "T2", NOW) == ()
