"""Asked questions with real answers: facts as told, decided and put into words by the rules as shipped."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import settings

from assistant.answering.compose import compose
from assistant.answering.decide import decide_reading
from assistant.answering.records import Answer, Case, Kind
from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, AskedState, Audience, Entry, Place
from assistant.escalation.offices import Office, OfficeFacts, Offices, default_hours
from assistant.slack.blocks.records import Block, Look
from corpus.bank import BANK_FOLDER, Example, examples, read_bank
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

AT = datetime(2026, 8, 3, 17, 5, tzinfo=UTC)
DIRECT = Place("T1", "D1", "1700000000.000100", is_direct=True)
CHANNEL = Place("T1", "C1", "1700000000.000100")


@pytest.fixture(scope="session")
def look(rulebook: Rulebook, library: Library) -> Look:
    return Look(rulebook, library, clause_page="https://canipost.example/clauses/{clause}")


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """Labelled messages of every verdict from all over the bank, two for each example that a property is tried on."""
    most = 2 * settings().max_examples
    files = [(path, path.read_bytes().splitlines()) for path in sorted(BANK_FOLDER.glob("*.jsonl"))]
    step = sum(len(lines) for _, lines in files) // (12 * most)
    folder = tmp_path_factory.mktemp("bank")
    for path, lines in files:  # to read all rows takes seconds
        (folder / path.name).write_bytes(b"\n".join(lines[::step]))
    known = sorted(examples(read_bank(folder)), key=lambda example: example.verdict)
    return known[:: len(known) // most]


def make_case_of(
    look: Look,
    facts: Mapping[str, bool],
    kind: Kind = Kind.POSTING,
    text: str = "Can I post this?",
    language: str = "en",
) -> Case:
    """The case with its answer, as the rules decide and say it."""
    rulebook = look.rulebook.spoken(language)
    told: dict[str, Any] = dict(facts)
    reading = make_reading(kind, words=dict.fromkeys(facts, "these words"), **told)
    decided = make_case(reading, text).with_(decision=decide_reading(reading, rulebook))
    return compose(decided, rulebook, look.library)


def make_answer(
    look: Look, facts: Mapping[str, bool], kind: Kind = Kind.POSTING, language: str = "en", **changes: Any
) -> Answer:
    answer = make_case_of(look, facts, kind, language=language).answer
    assert answer is not None
    return dataclasses.replace(answer, **changes)


def make_asked(answer: Answer | None = None, **changes: Any) -> Asked:
    asked = Asked(
        id=12,
        key="T1:C1:1700000000.000100",
        person="U1",
        place=DIRECT,
        message="1700000000.000100",
        entry=Entry.DIRECT,
        text="Can I post this?",
        hidden=(),
        audience=Audience.THREAD,
        state=AskedState.ANSWERED,
        asked_at=AT,
        answer=answer,
    )
    return dataclasses.replace(asked, **changes)


def make_private(answer: Answer, *hidden: PrivateKind, **changes: Any) -> Asked:
    """A question mentioned in a channel that its asker alone has the answer to."""
    return make_asked(answer, place=CHANNEL, entry=Entry.MENTION, audience=Audience.ASKER, hidden=hidden, **changes)


def nodes(value: object) -> Iterator[Block]:
    """Everything in blocks or a view that has keys, at any depth."""
    if isinstance(value, Mapping):
        yield dict(value)
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from nodes(each)


def texts(value: object) -> list[str]:
    """Every text that somebody reads."""
    return [node["text"] for node in nodes(value) if isinstance(node.get("text"), str)]


def buttons(blocks: Sequence[Block]) -> dict[str, str]:
    """The buttons by the name of their action, each with what it carries."""
    return {node["action_id"]: node.get("value", "") for node in nodes(blocks) if node.get("type") == "button"}


def described(name: str, channel: str, **traits: Any) -> OfficeFacts:
    """An office as administrators read of it, on a day in August; `next` is one named Region."""
    office = Office("office", name, channel, default_hours(), **traits)
    region = Office("n", "Region", "", default_hours())
    return Offices(MappingProxyType({"office": office, "n": region}), "n").described(AT)[0]
