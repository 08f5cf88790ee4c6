"""Which labelled example questions are there, and is every label of a known kind?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from corpus.errors import Fault, FaultyData
from corpus.rule_rows import Verdict
from corpus.strict_yaml import StrictModel

BANK_FOLDER = Path(__file__).parent / "questions"


class Kind(StrEnum):
    """What sort of message it is."""

    POSTING = "posting"
    """May somebody post, share, comment, follow, search, contact or use social media in this way?"""
    POLICY = "policy"
    """What does the policy say?"""
    REPORT = "report"
    """Something is already out: what now?"""
    EMERGENCY = "emergency"
    SMALL_TALK = "small_talk"
    OTHER = "other"


class Turn(StrictModel):
    """One turn of a conversation; `standalone` says the same so that it makes sense alone."""

    user: str
    standalone: str
    verdict: Verdict
    acceptable: tuple[Verdict, ...]
    must_cite: tuple[tuple[str, ...], ...]
    kind: Kind
    facts: dict[str, bool]


class BankRow(StrictModel):
    """
    A labelled question (`question`) or conversation (`turns`), as written in a file of `corpus/questions/`.

    `must_cite` lists groups of clause ids, any one of a group satisfies it. `facts` were labelled from the words alone
    by people who had not seen the rules. `edit_of` names the row of which this is the minimal edit.
    """

    id: str
    question: str | None = None
    turns: tuple[Turn, ...] = ()
    verdict: Verdict | None = None
    acceptable: tuple[Verdict, ...] = ()
    must_cite: tuple[tuple[str, ...], ...] = ()
    kind: Kind | None = None
    facts: dict[str, bool] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()
    why: str = ""
    fact: str | None = None
    edit_of: str | None = None
    draft: str | None = None
    marks: tuple[str, ...] = ()
    lang: str | None = None
    english: str | None = None
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message with what was said before it; what a reader is trained and measured on."""

    id: str
    voice: str
    """The file it stands in: one file, one voice."""
    turns: tuple[str, ...]
    """What was said, the message itself last."""
    verdict: Verdict
    acceptable: frozenset[Verdict]
    must_cite: tuple[frozenset[str], ...]
    kind: Kind
    facts: dict[str, bool]
    stands_alone: bool = False
    """Is it a turn of a conversation, reworded to make sense without the others?"""


def read_bank(folder: Path = BANK_FOLDER) -> dict[str, tuple[BankRow, ...]]:
    """The rows of every file of the bank by voice. Raises `FaultyData` with every faulty row of every file."""
    faults: list[Fault] = []
    bank: dict[str, tuple[BankRow, ...]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        rows = []
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                rows.append(BankRow.model_validate(json.loads(line.decode("utf-8"))))
            except ValidationError as problem:
                for error in problem.errors(include_url=False):
                    where = ".".join(map(str, error["loc"])) or "the row"
                    faults.append(Fault(str(path), number, f"{where}: {error['msg']}"))
            except (UnicodeDecodeError, json.JSONDecodeError) as problem:
                faults.append(Fault(str(path), number, str(problem)))
        bank[path.stem] = tuple(rows)
    if faults:
        raise FaultyData(faults)
    return bank


def examples(bank: dict[str, tuple[BankRow, ...]]) -> Iterator[Example]:
    """Every labeled message of the bank. A turn of a conversation comes twice: in its conversation, and alone."""
    for voice, rows in bank.items():
        for row in rows:
            for number, turn in enumerate(row.turns, 1):
                said = tuple(each.user for each in row.turns[:number])
                yield _example(f"{row.id}#{number}", voice, said, turn)
                alone = _example(f"{row.id}#{number} alone", voice, (turn.standalone,), turn)
                yield dataclasses.replace(alone, stands_alone=True)
            if row.question is not None and row.kind is not None and row.verdict is not None:
                yield _example(row.id, voice, (row.question,), row)


def _example(name: str, voice: str, turns: Sequence[str], row: Turn | BankRow) -> Example:
    assert row.verdict is not None
    assert row.kind is not None
    return Example(
        id=name,
        voice=voice,
        turns=tuple(turns),
        verdict=row.verdict,
        acceptable=frozenset(row.acceptable),
        must_cite=tuple(map(frozenset, row.must_cite)),
        kind=row.kind,
        facts=dict(row.facts),
    )
