"""
What did the asker settle before in this conversation, and does it still hold for the next message?

A fact that somebody settled by a choice or a correction holds for what they ask next, until they say otherwise. What
the next message says itself wins - but a prohibition is lifted only by words that take a fact back or say whose or what
it is after all, and by a reading that is sure of them. What is merely forgotten never frees, and what was said of one
matter frees no other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.answering.conversation.cues import load_cues, plain
from assistant.answering.conversation.topics import shares_matter
from assistant.answering.records import STOOD_ALONE, Answer, FactReading, Kind, Reading, Verdict
from assistant.answering.rules import decide_facts
from corpus.rulebook import Rulebook

CHOSEN = "(your choice)"
"""Stands for the words of a fact that was settled by a choice."""

CLIENT = "client"
"""The fact that somebody is a client."""

HINTED = 0.2
"""From this probability on the message itself may be saying it."""

SURE = 0.9
"""A fact is taken back only by a reading at least this sure."""

SAID = 0.8
"""How sure a correction has to be, read by itself, and..."""
LIKELY = 0.5
"""... from which probability of a `no` on, with all that was said, it is none."""

STRICTNESS = (Verdict.YES, Verdict.CONDITIONAL, Verdict.CLARIFY, Verdict.ESCALATE, Verdict.NO)
"""What can be said of a posting, the strictest last."""

Settled = Mapping[str, bool | None]
"""Facts by name; None takes a fact back to not stated."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of the asker as it stands now: its screened text, what they settled of it, what they were told."""

    text: str
    settled: Settled
    answer: Answer | None


def carry(turns: Sequence[Turn], text: str) -> dict[str, bool | None]:
    """
    What was settled in the turns before a message, oldest first, and goes on from them to it.

    A question that stood alone begins a topic, and inherits nothing. What was settled before it comes back with a
    message that goes back there.
    """
    topics: list[tuple[list[str], dict[str, bool | None]]] = [([], {})]
    for turn in turns:
        if turn.answer is not None and STOOD_ALONE in turn.answer.notes:
            topics.append(([], {}))
        said, settled = topics[-1]
        said.append(turn.text)
        read = turn.answer.facts if turn.answer is not None else {}
        for name in [name for name, value in settled.items() if name in read and read[name].value is not value]:
            del settled[name]  # they said otherwise since then
        settled.update(turn.settled)
    said, settled = topics[-1]
    for older, before in topics[:-1]:
        if shares_matter(text, older) and not _is_on(text, said):
            settled = {**settled, **before}
    return settled


def _is_on(text: str, said: Sequence[str]) -> bool:
    """Is the message about what was said last, and does it not go back behind it?"""
    return shares_matter(text, said) and load_cues().goes_back.search(plain(text)) is None


def still_hold(
    carried: Settled, text: str, joined: Reading, before: Reading, alone: Reading, rulebook: Rulebook
) -> dict[str, bool | None]:
    """
    What of the facts settled before holds for this message.

    `joined` reads the message with the turns before it, `before` those turns without it, `alone` the message by itself.
    """
    if joined.kind is not Kind.POSTING:
        return {}
    against = {
        name for name, value in carried.items() if name in joined.facts and joined.facts[name].value is not value
    }
    brought = {name for name in against if _is_brought(name, joined, before, alone, rulebook)}
    said_otherwise = {name: value for name, value in carried.items() if name not in brought}
    holds = dict(carried)
    if brought:
        is_stricter = _strictness(joined, said_otherwise, rulebook) >= _strictness(joined, carried, rulebook)
        if is_stricter or _is_taken_back(brought, text, joined, alone, rulebook):
            holds = said_otherwise
    # What frees is asked again, not taken for granted, where the message is about somebody else or casts a doubt on it.
    frees = _strictness(joined, {}, rulebook) > _strictness(joined, holds, rulebook)
    is_another = load_cues().brings_another.search(plain(text)) is not None
    if frees and (is_another or _is_hinted_at(holds, joined, before, alone, rulebook)):
        return {}
    return holds


def is_correction(text: str) -> bool:
    """Does the message begin by setting right what was said before it?"""
    return load_cues().corrects.search(plain(text)) is not None


def corrected(text: str, joined: Reading, alone: Reading, rulebook: Rulebook) -> dict[str, bool | None]:
    """
    That it is no client after all, where a correction surely says so by itself: "no, it's my niece".

    Read with the turns before it, the client of those may outweigh the niece of this one. The second opinion, which
    heard both, has to find a no unlikely: "no, my niece took the picture" corrects nothing. A reader without a second
    opinion is believed as it reads both.
    """
    said, kept = alone.facts.get(CLIENT), joined.facts.get(CLIENT)
    is_said = said is not None and not said.value and said.confidence >= SAID
    is_kept = kept is not None and kept.value
    is_right = joined.opinion.get(Verdict.NO, 1.0) < LIKELY
    is_mild = _strictness(alone, {}, rulebook) <= STRICTNESS.index(Verdict.CONDITIONAL)
    return {CLIENT: False} if is_correction(text) and is_said and is_kept and is_right and is_mild else {}


def with_choice(reading: Reading, answered: Settled, rulebook: Rulebook) -> Reading:
    """
    The reading with the facts that the asker settled; None takes a fact back. Who chose asks about a posting.

    What presupposes a fact that is not so by their word goes with it: "no client is in it" leaves no client in the
    picture. The second opinion was formed before: what it gave to asking back goes to the verdict that the choice leads
    to, or every answer to a question back would be doubted. What it gave to the others stays: a choice must not silence
    a doubt about the rest.
    """
    denied = {name for name, value in answered.items() if value is False}
    gone = {name for name, fact in rulebook.facts.items() if fact.presupposes in denied} | answered.keys()
    facts = {name: fact for name, fact in reading.facts.items() if name not in gone}
    doubts = {name: doubt for name, doubt in reading.doubts.items() if name not in gone}
    chosen = {name: FactReading(value, CHOSEN, 1.0) for name, value in answered.items() if value is not None}
    settled = dataclasses.replace(
        reading, kind=Kind.POSTING, facts=MappingProxyType(facts | chosen), doubts=MappingProxyType(doubts)
    )
    led_to = decide_facts(settled.stated, rulebook, {}).verdict
    return dataclasses.replace(settled, opinion=MappingProxyType(_asked_no_more(reading.opinion, led_to)))


def _asked_no_more(opinion: Mapping[Verdict, float], led_to: Verdict) -> dict[Verdict, float]:
    """The opinion without "ask back", whose share goes to what the reply leads to, where that is not asking again."""
    others: dict[Verdict, float] = dict(opinion)
    asked = others.pop(Verdict.CLARIFY, 0.0)
    if led_to is not Verdict.CLARIFY:
        return others | {led_to: others.get(led_to, 0.0) + asked} if opinion else {}
    whole = sum(others.values())
    return {verdict: share / whole for verdict, share in others.items()} if whole > 0 else {}


def _is_brought(name: str, joined: Reading, before: Reading, alone: Reading, rulebook: Rulebook) -> bool:
    """Does the message itself say it, and not only what was said before it?"""
    value = joined.facts[name].value
    if name not in before.facts or before.facts[name].value is not value:
        return True
    if rulebook.facts[name].group == "gap":  # by itself a follow-up leaves everything open
        return False
    if name in alone.facts:
        return alone.facts[name].value is value
    return name in alone.doubts and alone.doubts[name].probability(value) >= HINTED


def _is_taken_back(brought: set[str], text: str, joined: Reading, alone: Reading, rulebook: Rulebook) -> bool:
    """Is it surely said that what was settled is not so? Then a verdict may become milder by it."""
    return (
        load_cues().takes_back.search(plain(text)) is not None
        and all(joined.facts[name].confidence >= SURE for name in brought)
        and _strictness(alone, {}, rulebook) <= STRICTNESS.index(Verdict.CONDITIONAL)
    )


def _is_hinted_at(settled: Settled, joined: Reading, before: Reading, alone: Reading, rulebook: Rulebook) -> bool:
    """May the message say the contrary, or is it by itself something that is prohibited or handed over?"""
    for name, value in settled.items():
        if value is None:
            continue
        was, now, itself = (_likelihood(reading, name, not value) for reading in (before, joined, alone))
        if itself >= HINTED or now >= HINTED > was:  # what was likely before is what they settled
            return True
    is_strict = _strictness(alone, {}, rulebook) >= STRICTNESS.index(Verdict.ESCALATE)
    return alone.kind is Kind.POSTING and is_strict


def _likelihood(reading: Reading, name: str, value: bool) -> float:
    if name in reading.facts and reading.facts[name].value is value:
        return 1.0
    return reading.doubts[name].probability(value) if name in reading.doubts else 0.0


def _strictness(reading: Reading, settled: Settled, rulebook: Rulebook) -> int:
    facts = with_choice(reading, settled, rulebook).stated if settled else reading.stated
    return STRICTNESS.index(decide_facts(facts, rulebook, {}).verdict)
