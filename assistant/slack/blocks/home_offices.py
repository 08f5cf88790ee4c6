"""What does App Home show of offices? To their managers what waits for them, to administrators how they are set up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk.records import Asked, HandOff
from assistant.escalation.offices import OfficeFacts
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import aside, header, link_button, section, section_with
from assistant.slack.blocks.escape import defanged, escaped
from assistant.slack.blocks.letters import deadline, holder
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block
from assistant.slack.blocks.written import in_one_line
from assistant.slack.wording import Words

SHOWN_QUEUE = 10
SHOWN_OFFICES = 10
SHOWN_MANAGERS = 12
SHOWN_CHANNELS = 12
SHOWN_CLOSED = 4
"""The next days on which an office is closed, or has other hours; `canipost offices show` lists those of a year."""
LONGEST_BEGINNING = 90


@dataclass(frozen=True, slots=True)
class Queued:
    """A question that waits for an office. `card` is the address of its card, None where it has none."""

    hand_off: HandOff
    asked: Asked
    card: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """
    An office as administrators see it. `managers` are people, its deputy last; None where Slack does not tell of all.

    `trouble` is the surface's word for why its channel cannot be used, "" for none.
    """

    facts: OfficeFacts
    managers: tuple[str, ...] | None
    trouble: str = ""


def queue_blocks(queue: Sequence[Queued], at: datetime, words: Words) -> Iterator[Block]:
    """What waits for the offices that somebody manages: number, deadline, holder, first words, the way to the card."""
    yield header(words("home-queue"))
    if not queue:
        yield aside(words("home-queue-none"))
    for each in queue[:SHOWN_QUEUE]:
        hand_off = each.hand_off
        number = words("letter-digest-question", number=hand_off.number)
        first = cut(in_one_line(hand_off.text or each.asked.text), LONGEST_BEGINNING)
        told = f"*{number}* · {deadline(hand_off, at, words)} · {holder(hand_off, words)}\n“{defanged(first)}”"
        if each.card is None:
            yield section(told)
        else:
            yield section_with(told, link_button(act.open_card(hand_off.id), words("home-queue-card"), each.card))
    if (more := len(queue) - SHOWN_QUEUE) > 0:
        yield aside(words("home-more", count=more))


def office_blocks(offices: Sequence[OfficeShown], words: Words) -> Iterator[Block]:
    """How the offices are set up, and what is wrong with any."""
    yield header(words("home-offices"))
    yield aside(words("home-offices-file"))
    for office in offices[:SHOWN_OFFICES]:
        name = f"*{escaped(office.facts.name)}*"
        if office.facts.is_fallback:
            name += f" ({words('home-office-fallback')})"
        yield section("\n".join((name, *_lines(office, words), *_rules(office.facts, words))))
    if (more := len(offices) - SHOWN_OFFICES) > 0:
        yield aside(words("home-more", count=more))


def _lines(office: OfficeShown, words: Words) -> Iterator[str]:
    facts = office.facts
    channel = f"<#{facts.channel}>" if facts.channel else escaped(words("home-office-no-channel"))
    yield f"{channel} · {escaped(f'{facts.hours} ({facts.zone})')}"
    if office.managers is None:
        yield words("home-office-untold")
    elif not office.managers:
        yield words("home-office-nobody")
    else:
        named = [f"<@{person}>" for person in office.managers[:SHOWN_MANAGERS]]
        yield words("home-office-managers", people=_listed(named, len(office.managers), words))
    if office.trouble:
        yield words("home-office-trouble", why=escaped(office.trouble))


def _rules(facts: OfficeFacts, words: Words) -> Iterator[str]:
    """Whose questions come there, in what time, what follows, and when it is closed: as the file of offices says."""
    if facts.deputy:
        yield words("home-office-deputy", person=f"<@{facts.deputy}>")
    if facts.asks_from:
        channels = [f"<#{each}>" for each in facts.asks_from[:SHOWN_CHANNELS]]
        yield words("home-office-asks-from", channels=_listed(channels, len(facts.asks_from), words))
    yield words(
        "home-office-times",
        within=facts.answer_within,
        before=facts.remind_before,
        lease=facts.lease,
        limit=facts.limit,
    )
    if facts.next:
        yield words("home-office-next", office=escaped(facts.next))
    if facts.closed:
        days = [escaped(each) for each in facts.closed[:SHOWN_CLOSED]]
        yield words("home-office-closed", days=_listed(days, len(facts.closed), words, "; "))


def _listed(shown: Sequence[str], count: int, words: Words, between: str = ", ") -> str:
    more = [words("home-more", count=count - len(shown))] if count > len(shown) else []
    return between.join((*shown, *more))
