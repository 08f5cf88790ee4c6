"""What does an office have to see of what was handed to it, and does it see things as they are?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.following import SPEAKING, lineage
from assistant.desk.handing_over import channel_of, housed
from assistant.desk.likeness import Shelf
from assistant.desk.records import Arrival, Card, Deed, HandOff, Place
from assistant.escalation.moves import next_state
from assistant.escalation.offices import Offices
from assistant.escalation.records import LIVE, WAITING, Move
from assistant.storage import arrivals, asking, channels, hand_offs, management, precedents
from assistant.storage.approved import as_approved

log = logging.getLogger(__name__)

ChannelOf = Callable[[str], str]
"""The channel of an office by its id; "" where it has none."""


def find_cards(connection: Connection, key: str, offices: Offices) -> tuple[Card, ...]:
    """
    What offices have to see, or to see otherwise, after this arrival; nothing where they see how things stand.

    Where there is no channel, only what was seen before is put right. Where the answer is not shown because the
    assistant was switched off meanwhile, nobody is shown anything new either.
    """
    followed = arrivals.what_followed(connection, key)
    if followed is None:
        return ()
    question = asking.find_question(connection, followed.asked) if followed.asked is not None else None
    line = lineage(connection, question) if question else ()
    found = hand_offs.hand_offs_of(connection, [each.id for each in line if each.hand_off is not None])
    if followed.hand_off is not None and followed.hand_off not in [each.id for each in found]:
        named = hand_offs.find_hand_off(connection, followed.hand_off)
        found = (*found, named) if named else found
    found = tuple(housed(each, offices) for each in found)
    cards: list[Card] = []
    for hand_off in found:
        workspace = hand_offs.workspace_of(connection, hand_off.id)
        is_silent = followed.act in SPEAKING and not channels.read_switch(connection, workspace).is_on
        cards += cards_due(connection, hand_off, _nowhere if is_silent else _channels(connection, workspace, offices))
    return tuple(cards)


def find_card(connection: Connection, card: Card, offices: Offices) -> Card | None:
    """What the same office has to see of the same hand-off by now; None: it sees it as it is."""
    hand_off = hand_offs.find_hand_off(connection, card.hand_off.id)
    if hand_off is None:
        return None
    due = cards_due(connection, housed(hand_off, offices), _channels(connection, card.asked.place.workspace, offices))
    return next((each for each in due if each.office == card.office), None)


def cards_due(connection: Connection, hand_off: HandOff, channel_of: ChannelOf) -> tuple[Card, ...]:
    """
    The cards of a hand-off that do not show it as it stands: its own office's first, then of those it was raised to,
    then of those that passed it on. A hand-off that nobody saw before it was over needs none.
    """
    question = asking.find_question(connection, hand_off.asked)
    if question is None:
        return ()
    question = as_approved(connection, question, hand_off)
    standing = management.cards_of(connection, hand_off.id)
    theirs = tuple(dict.fromkeys((hand_off.office, *hand_off.raised_to)))
    due: list[Card] = []
    for office in (*theirs, *(each for each in standing if each not in theirs)):
        kept = standing.get(office)
        if kept is None:
            if hand_off.state in LIVE and (channel := channel_of(office)):
                due.append(Card(channel, question, hand_off, office=office))
            continue
        channel = kept.shown.channel
        if office in theirs and hand_off.state in WAITING:
            channel = channel_of(office) or channel  # what waits moves with them
        if kept.version != hand_off.version or channel != kept.shown.channel:
            due.append(Card(channel, question, hand_off, kept.shown, office in theirs, office))
    return tuple(due)


def arrivals_of_choice(
    connection: Connection, workspace: str, by: str, at: datetime, offices: Offices
) -> tuple[Arrival, ...]:
    """
    One for each hand-off that waits and is not seen, as it stands, in the channel of its office by now.

    `by` chose another one; "" where nobody did and the file of offices may have changed.
    """
    channels_of, found = _channels(connection, workspace, offices), []
    for hand_off in hand_offs.waiting_hand_offs(connection, workspace):
        if housed(hand_off, offices) != hand_off:  # the card of an office that is no more says who has it
            management.renew_cards(connection, [hand_off.id])
        if any(each.is_theirs for each in cards_due(connection, housed(hand_off, offices), channels_of)):
            key = f"{Deed.CHANNEL_CHOSEN.value}:{workspace}:{hand_off.number}:{at.isoformat()}"
            place = Place(workspace, "", is_direct=True)
            found.append(Arrival(key, Deed.CHANNEL_CHOSEN, by, place, at, question=hand_off.asked))
    return tuple(found)


def arrivals_of_file(connection: Connection, at: datetime, offices: Offices) -> tuple[Arrival, ...]:
    """Those of all workspaces after the file of offices may have changed: nobody chose anything."""
    return tuple(
        arrival
        for workspace in hand_offs.workspaces_waiting(connection)
        for arrival in arrivals_of_choice(connection, workspace, "", at, offices)
    )


def raise_unseen(
    connection: Connection, card: Card, offices: Offices, at: datetime, deserted: Collection[str] = ()
) -> None:
    """
    Let another office see what its own cannot: the next level that has a channel and is not `deserted`, at last the
    fallback.

    Nothing where somebody sees it, or nobody else is left; its asker's answer says so then.
    """
    hand_off = hand_offs.find_hand_off(connection, card.hand_off.id, is_locked=True)
    if hand_off is None or hand_off.card is not None or next_state(hand_off.state, Move.RAISE) is None:
        return
    hand_off, workspace = housed(hand_off, offices), card.asked.place.workspace
    seeing = {hand_off.office, *hand_off.raised_to}
    without = {id for id, office in offices.by_id.items() if not channel_of(connection, workspace, office)}
    above = offices.reachable(hand_off.office, seeing | without | set(deserted))
    if above.id not in seeing | without:
        raised_to = (*hand_off.raised_to, above.id)
        hand_offs.change_hand_off(connection, hand_off.id, Move.RAISE, "", at, raised_to=raised_to)


def _channels(connection: Connection, workspace: str, offices: Offices) -> ChannelOf:
    return lambda office: channel_of(connection, workspace, offices.office(office))


def _nowhere(office: str) -> str:
    return ""


def with_similar(connection: Connection, card: Card, shelf: Shelf, at: datetime) -> Card:
    """The card with what was answered to others in the same case, for those who have something to decide."""
    if card.hand_off.state not in WAITING:
        return card
    published = precedents.published_precedents(connection, card.asked.place.workspace)
    others = [each for each in published if each.ruling.hand_off != card.hand_off.id]
    if not others:
        return card
    text = card.hand_off.text or card.asked.text
    try:
        return replace(card, similar=shelf.like_asked(card.asked, text, others, at))
    except Exception as failure:  # a card does not wait for what stands beside it
        log.error("earlier rulings could not be looked through: %s", type(failure).__name__)
        return card
