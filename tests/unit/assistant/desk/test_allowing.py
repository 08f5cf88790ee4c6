"""In which channels does it answer, by what was set there, for all others, and in the file of offices?"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from assistant.desk.allowing import all_modes, mode_in
from assistant.desk.records import ChannelMode
from assistant.escalation.offices import Offices, default_offices
from assistant.storage.channels import EVERY_OTHER, Modes

ANSWERS, PRIVATE, OFF = ChannelMode.ANSWERS, ChannelMode.PRIVATE, ChannelMode.OFF


@pytest.fixture
def offices() -> Offices:
    """One office, whose cards stand in `C-cards` and whose people ask in `C-asks`."""
    office = replace(default_offices("C-cards").fallback, asks_from=("C-asks",))
    return Offices(MappingProxyType({office.id: office}), office.id)


@pytest.mark.parametrize(
    ("own", "others", "elsewhere", "named"),
    [
        (None, None, OFF, ANSWERS),
        (None, OFF, OFF, ANSWERS),
        (None, ANSWERS, ANSWERS, ANSWERS),
        (None, PRIVATE, PRIVATE, PRIVATE),
        (OFF, ANSWERS, OFF, OFF),
        (ANSWERS, OFF, ANSWERS, ANSWERS),
        (PRIVATE, None, PRIVATE, PRIVATE),
    ],
)
def test_its_own_setting_counts_first_then_that_of_all_others_then_the_file_of_offices(
    offices: Offices, own: ChannelMode | None, others: ChannelMode | None, elsewhere: ChannelMode, named: ChannelMode
) -> None:
    modes = Modes(own, others)
    assert mode_in(modes, "C1", offices) is elsewhere
    assert [mode_in(modes, channel, offices) for channel in ("C-asks", "C-cards")] == [named, named]


def test_a_list_names_every_channel_once_and_never_all_others(offices: Offices) -> None:
    kept = {EVERY_OTHER: PRIVATE, "C1": OFF, "C9": ANSWERS}
    assert all_modes(kept, ("C1", "C2"), offices) == {"C1": OFF, "C2": PRIVATE, "C9": ANSWERS}
    assert all_modes({}, ("C2", "C-asks"), offices) == {"C2": OFF, "C-asks": ANSWERS}
