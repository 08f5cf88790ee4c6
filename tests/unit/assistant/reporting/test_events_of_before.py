"""Are events that an older release wrote read as they were, by a receipt and by the report?"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Row

from assistant.escalation.records import Move
from assistant.reporting.page import report_page
from assistant.reporting.receipt import Reader
from assistant.reporting.receipt_page import receipt_text
from assistant.storage.events import Plain, events_of_hand_off
from assistant.storage.hand_offs import is_holder_asked, is_rewritten_since
from assistant.storage.standing import tell_standing
from tests.bureau import Bureau, a_week
from tests.unit.assistant.reporting.goldens import compare
from tests.unit.assistant.reporting.test_receipt import a_case, name_of, receipt_of

SAID_BEFORE = ("number", "is_automatic", "version", "state", "office")
"""What the event of a move said until it told who holds it, besides."""


@pytest.fixture
def bureau_of_before(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """An office whose events are written as they were then."""

    def tell_as_before(row: Row[Any], before: Row[Any] | None) -> dict[str, Plain]:
        return {name: value for name, value in tell_standing(row, before).items() if name in SAID_BEFORE}

    monkeypatch.setattr("assistant.storage.hand_offs.tell_standing", tell_as_before)
    return bureau


def test_a_receipt_of_what_an_older_release_wrote_is_the_same(bureau_of_before: Bureau) -> None:
    handed = a_case(bureau_of_before)
    with bureau_of_before.database.reading() as connection:
        told = events_of_hand_off(connection, handed.id)
    assert not any("holder" in each.data for each in told)
    compare("receipt.txt", receipt_text(receipt_of(bureau_of_before, handed), name_of))
    compare("receipt-manager.txt", receipt_text(receipt_of(bureau_of_before, handed, Reader.MANAGER), name_of))


def test_the_report_on_what_an_older_release_wrote_is_the_same(bureau_of_before: Bureau) -> None:
    compare("report.html", report_page(a_week(bureau_of_before)))


def test_what_is_decided_by_events_is_decided_by_those_of_an_older_release_too(bureau_of_before: Bureau) -> None:
    handed = bureau_of_before.hand_over(bureau_of_before.ask("verdict=yes"))
    bureau_of_before.move(handed, Move.CLAIM, holder="UBOSS")
    bureau_of_before.move(handed, Move.CHECK, "")
    bureau_of_before.move(handed, Move.EDIT, "")
    with bureau_of_before.database.reading() as connection:
        assert is_holder_asked(connection, handed.id)
        assert is_rewritten_since(connection, handed.id, 3)
        assert not is_rewritten_since(connection, handed.id, 4)
