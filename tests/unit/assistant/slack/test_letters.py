"""A receipt that is wanted as a file: whose, under which names, and what if it comes to nothing?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answering.records import Verdict
from assistant.desk.receipts import READER
from assistant.desk.records import Deed, HandOff, Place, Reader, Shown
from assistant.desk.surface import SurfaceDown, SurfaceRefused
from assistant.escalation.records import Letter, LetterKind, Move
from assistant.slack.blocks.records import Look
from assistant.slack.letters import RECEIPT_WITHIN, Letters
from assistant.slack.posting import Attached, Outgoing
from assistant.slack.profile import UNKNOWN, Profile
from assistant.storage.database import Database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import SECRET, Bureau, open_bureau
from tests.quick_desk import deed

NAMES = {"U1": "Ana Asker", "UBOSS": "Bea Boss"}


@dataclass(slots=True)
class PaperPosting:
    """Keeps what is sent to whom; fails as it is told to."""

    failure: Exception | None = None
    files: list[tuple[str, str, tuple[Attached, ...]]] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)

    def send_files(
        self, workspace: str, person: str, comment: str, files: Sequence[Attached], *, since: datetime
    ) -> Shown:
        if self.failure is not None:
            raise self.failure
        self.files.append((person, comment, tuple(files)))
        return Shown("D1", "")

    def post_directly(self, workspace: str, person: str, message: Outgoing, key: str, **more: object) -> Shown:
        self.words.append((person, message.text))
        return Shown("D1", "1.0")


@pytest.fixture
def bureau(sqlite_database: Database, library: Library, rulebook: Rulebook) -> Bureau:
    opened = open_bureau(sqlite_database, library, rulebook)
    opened.desk.offices = opened.offices
    return opened


def answered(bureau: Bureau, *, is_anonymous: bool = False) -> HandOff:
    hand_off = bureau.hand_over(bureau.ask("verdict=yes"), is_anonymous=is_anonymous)
    bureau.move(hand_off, Move.CLAIM, holder="UBOSS")
    bureau.rule(hand_off, Verdict.NO, is_named=False)
    return hand_off


def send(bureau: Bureau, hand_off: HandOff, person: str, reader: Reader, posting: PaperPosting) -> Shown:
    """Show the letter that follows from their wish."""
    key = f"receipt wanted:T1:hand-off-{hand_off.id}:V1"
    arrival = deed(Deed.RECEIPT_WANTED, key=key, person=person, place=Place("T1", ""), at=bureau.hands())
    bureau.desk.receive(replace(arrival, hand_off=hand_off.id))
    people: Any = SimpleNamespace(
        profile=lambda _, who: Profile(name=NAMES[who]) if who in NAMES else UNKNOWN, language=lambda *_: "en"
    )
    letters = Letters(bureau.desk, cast(Any, posting), Look(bureau.rulebook, bureau.library), people, lambda *_: ())
    data = {READER: reader.value}
    return letters.show(Letter(f"{key}:receipt:0", key, LetterKind.RECEIPT, "T1", person, "", hand_off.id, data))


@pytest.mark.parametrize(
    ("person", "reader", "says", "says_not"),
    [
        ("U1", Reader.ASKER, ("Ana Asker", "North office"), ("Bea Boss", "UBOSS")),
        ("UBOSS", Reader.MANAGER, ("Ana Asker", "Bea Boss"), ()),
    ],
)
def test_each_gets_theirs_as_a_page_and_a_text_that_name_people_as_people_do(
    bureau: Bureau, person: str, reader: Reader, says: tuple[str, ...], says_not: tuple[str, ...]
) -> None:
    posting = PaperPosting()
    send(bureau, answered(bureau), person, reader, posting)
    ((to, comment, files),) = posting.files
    assert to == person
    assert "question 1" in comment
    assert [each.name.rpartition(".")[2] for each in files] == ["html", "txt"]
    for each in files:
        assert all(word in each.text for word in (*says, SECRET))
        assert not any(word in each.text for word in (*says_not, "NOTE-INSIDE", "<@"))
        assert not any(word in each.name + each.title + comment for word in (*NAMES, *NAMES.values(), SECRET))


@pytest.mark.parametrize("reader", list(Reader))
def test_who_asked_without_a_name_has_none_in_a_file(bureau: Bureau, reader: Reader) -> None:
    posting = PaperPosting()
    send(bureau, answered(bureau, is_anonymous=True), "U1" if reader is Reader.ASKER else "UBOSS", reader, posting)
    ((_, _, files),) = posting.files
    assert not any(word in each.text for each in files for word in ("U1", "Ana Asker"))


@pytest.mark.parametrize("word", ["missing_scope", "file_uploads_disabled", "restricted_action"])
def test_where_slack_refuses_files_that_is_said(bureau: Bureau, word: str) -> None:
    posting = PaperPosting(failure=SurfaceRefused(word))
    send(bureau, answered(bureau), "U1", Reader.ASKER, posting)
    assert [(person, "could not send the receipt" in text) for person, text in posting.words] == [("U1", True)]


def test_where_slack_is_away_it_is_tried_again_and_not_when_its_time_is_over(bureau: Bureau) -> None:
    posting, hand_off = PaperPosting(failure=SurfaceDown("HTTP 503")), answered(bureau)
    with pytest.raises(SurfaceDown):
        send(bureau, hand_off, "UBOSS", Reader.MANAGER, posting)
    posting.failure = None
    bureau.wait(seconds=(RECEIPT_WITHIN + timedelta(minutes=1)).total_seconds())
    send(bureau, hand_off, "UBOSS", Reader.MANAGER, posting)
    assert posting.files == []
    assert [(person, "in time" in text) for person, text in posting.words] == [("UBOSS", True)]
