"""Is every letter written once, kept where it stands, and told where it could not be delivered?"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from assistant.desk.records import Card, HandOff, Shown
from assistant.escalation.records import Letter, LetterKind
from assistant.storage.asking import find_question, open_question
from assistant.storage.events import What, events_of_hand_off
from assistant.storage.hand_offs import find_hand_off, open_hand_off
from assistant.storage.letters import (
    find_letter,
    keep_letter,
    letter_shown_as,
    letters_of,
    letters_to_show,
    lose_letter,
    where_shown,
    write_letter,
)
from assistant.storage.management import cards_of, keep_card
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question

HERE = Shown("D1", "9.1")


def handed_over(connection: Connection) -> HandOff:
    return open_hand_off(connection, open_question(connection, make_question()).id, "U1", NOW)


def letter(hand_off: HandOff, kind: LetterKind = LetterKind.RULING, **changes: object) -> Letter:
    made = Letter(f"k1:{kind.value}:1", "k1", kind, "T1", "U1", hand_off=hand_off.id, data={"ruling": "1"})
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_letter_is_to_be_shown_until_it_stands_somewhere(connection: Connection) -> None:
    hand_off = handed_over(connection)
    written = letter(hand_off)
    assert write_letter(connection, written, NOW)
    assert not write_letter(connection, written, NOW + MINUTE), "a deed done twice writes once"
    assert letters_to_show(connection, "k1") == letters_of(connection, hand_off.id) == (written,)
    assert (letters_to_show(connection, "k2"), where_shown(connection, written.key)) == ((), None)

    for ts in ("9.1", "9.2"):
        keep_letter(connection, written, Shown("D1", ts), NOW)
    assert letters_to_show(connection, "k1") == ()
    assert where_shown(connection, written.key) == HERE
    assert letter_shown_as(connection, "D1", "9.1") == find_letter(connection, written.key) == written
    assert letter_shown_as(connection, "D1", "9.2") is None
    told = [each.data for each in events_of_hand_off(connection, hand_off.id) if each.what is What.LETTER_SHOWN]
    assert told == [{"kind": "ruling"}]


def test_a_letter_that_did_not_reach_the_asker_is_told_on_the_card(connection: Connection) -> None:
    hand_off = handed_over(connection)
    question = find_question(connection, hand_off.asked)
    assert question is not None
    keep_card(connection, Card("C9", question, hand_off, office=hand_off.office), Shown("C9", "1.1"), NOW)
    write_letter(connection, letter(hand_off), NOW)
    for _ in range(2):
        lose_letter(connection, letter(hand_off), "account_inactive", NOW)
    assert letters_to_show(connection, "k1") == ()
    assert cards_of(connection, hand_off.id)[hand_off.office].version == 0, "the card is to be shown anew"
    found = find_hand_off(connection, hand_off.id)
    assert found is not None
    assert found.undelivered == "account_inactive"
    lost = [each.data for each in events_of_hand_off(connection, hand_off.id) if each.what is What.LETTER_LOST]
    assert lost == [{"kind": "ruling", "why": "account_inactive"}]

    later = letter(hand_off, key="k2:ruling:1", arrival="k2")
    write_letter(connection, later, NOW + MINUTE)
    keep_letter(connection, later, HERE, NOW + MINUTE)
    found = find_hand_off(connection, hand_off.id)
    assert found is not None
    assert found.undelivered == "", "a later one reached them"


def test_a_letter_to_managers_that_is_lost_says_nothing_of_the_asker(connection: Connection) -> None:
    hand_off = handed_over(connection)
    reminder = letter(hand_off, LetterKind.REMIND, person="", channel="C9")
    write_letter(connection, reminder, NOW)
    lose_letter(connection, reminder, "is_archived", NOW)
    found = find_hand_off(connection, hand_off.id)
    assert found is not None
    assert found.undelivered == ""


def test_a_letter_of_an_office_needs_no_hand_off(connection: Connection) -> None:
    digest = Letter("due:1:digest:1", "due:1", LetterKind.DIGEST, "T1", channel="C9", data={"office": "north"})
    write_letter(connection, digest, NOW)
    keep_letter(connection, digest, Shown("C9", "1.1"), NOW)
    assert find_letter(connection, digest.key) == digest
