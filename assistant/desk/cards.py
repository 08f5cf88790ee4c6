"""What does office management have to see of what was handed to it, and does it see things as they are?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.following import SPEAKING, lineage
from assistant.desk.records import Arrival, Card, Deed, HandOff, Place
from assistant.storage import arrivals, asking, channels, hand_offs, management


def find_cards(connection: Connection, key: str) -> tuple[Card, ...]:
    """
    What office management has to see, or to see otherwise, after this arrival; nothing where it sees how things stand.

    Where it has no channel, only what it saw before is put right. Where the answer is not shown because the assistant
    was switched off meanwhile, nobody is shown anything new either.
    """
    followed = arrivals.what_followed(connection, key)
    question = asking.find_question(connection, followed.asked) if followed and followed.asked is not None else None
    if followed is None or question is None:
        return ()
    workspace = question.place.workspace
    is_silent = followed.act in SPEAKING and not channels.read_switch(connection, workspace).is_on
    channel = "" if is_silent else management.read_management(connection, workspace).channel
    questions = [each.id for each in lineage(connection, question)]
    found = (
        build_card(connection, channel, each)
        for each in hand_offs.hand_offs_to_show(connection, questions)
        if channel or each.card
    )
    return tuple(card for card in found if card)


def find_card(connection: Connection, workspace: str, number: int) -> Card | None:
    """What office management has to see of that hand-off by now; None: it sees it as it is."""
    hand_off = hand_offs.hand_off_to_show(connection, workspace, number)
    if hand_off is None:
        return None
    return build_card(connection, management.read_management(connection, workspace).channel, hand_off)


def arrivals_of_choice(connection: Connection, workspace: str, by: str, at: datetime) -> tuple[Arrival, ...]:
    """One for each hand-off that waits and is not seen in the channel that was chosen just now."""
    if not management.read_management(connection, workspace).channel:
        return ()
    return tuple(
        Arrival(
            key=f"{Deed.CHANNEL_CHOSEN.value}:{workspace}:{hand_off.number}:{at.isoformat()}",
            deed=Deed.CHANNEL_CHOSEN,
            person=by,
            place=Place(workspace, "", is_direct=True),
            at=at,
            question=hand_off.asked,
        )
        for hand_off in hand_offs.unseen_hand_offs(connection, workspace)
    )


def build_card(connection: Connection, channel: str, hand_off: HandOff) -> Card | None:
    """A hand-off with its question."""
    question = asking.find_question(connection, hand_off.asked)
    return None if question is None else Card(channel, question, hand_off)
