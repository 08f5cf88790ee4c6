"""
Which office would a question of somebody go to, as far as Slack knows it, and is there anybody to answer it?

Found out while the deed is taken in, as the profile is: the desk, which decides where it goes, knows no groups.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.desk.admission import COSTLY
from assistant.desk.desk import Desk
from assistant.desk.records import Arrival, Deed, HandOff
from assistant.escalation.records import HandOffState
from assistant.slack.managers import Managers
from assistant.slack.profile import People

HANDING_OVER = COSTLY | {Deed.HANDED_OVER, Deed.REOPENED, Deed.OFFICE_TOLD}
"""Deeds of an asker after which their question may go to an office."""


def with_route(arrival: Arrival, desk: Desk, people: People, managers: Managers) -> Arrival:
    """The arrival with the office that the asker's profile names, and with the offices on its way that have nobody."""
    if arrival.deed not in HANDING_OVER:
        return arrival
    workspace, offices = arrival.place.workspace, desk.offices
    profile = people.office(workspace, arrival.person, offices)
    arrival = replace(arrival, office=profile)
    if len(offices.by_id) == 1:
        return arrival  # there is no other to go to
    return replace(arrival, deserted=find_deserted(workspace, _bound_for(arrival, desk), people, managers))


def find_deserted(
    workspace: str, bound_for: str, people: People, managers: Managers, but: Collection[str] = ()
) -> tuple[str, ...]:
    """
    That office and those of its next levels that surely nobody manages any more, up to the first that has somebody.

    Those named by `but` do not count as somebody. Never the fallback: beyond it is nobody.
    """
    offices, found = managers.offices(workspace), dict[str, None]()
    office = offices.office(bound_for)
    while office.id != offices.fallback_id and office.id not in found:
        if not managers.is_deserted(
            workspace, office, lambda person: person not in but and people.may_be_given(workspace, person)
        ):
            break
        found[office.id] = None
        office = offices.office(office.next)
    return tuple(found)


def _bound_for(arrival: Arrival, desk: Desk) -> str:
    """The id of the office it goes to if anybody is there: which has it, else as its asker chose, else as is known."""
    if arrival.deed is Deed.OFFICE_TOLD and arrival.filled is not None:
        return arrival.filled.to
    asked = desk.asked(arrival.question) if arrival.question is not None else None
    hand_off = asked.hand_off if asked else _named(arrival, desk)
    if hand_off is not None and hand_off.state is not HandOffState.WITHDRAWN:
        return hand_off.office
    if arrival.filled is not None and arrival.filled.to in desk.offices.by_id:
        return arrival.filled.to
    place = asked.place if asked else arrival.place
    known = desk.office_of(place.workspace, arrival.person, "" if place.is_direct else place.channel, arrival.office)
    return known.id if known else desk.offices.fallback_id


def _named(arrival: Arrival, desk: Desk) -> HandOff | None:
    return desk.hand_off(arrival.hand_off) if arrival.hand_off is not None else None
