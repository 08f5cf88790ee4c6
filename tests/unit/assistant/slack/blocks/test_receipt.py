"""Does the view of a receipt mention only whom we name, and fit however long its way was?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.reporting.receipt import Line, Who
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.receipt import receipt_view
from assistant.slack.blocks.records import Look
from assistant.storage.events import What
from tests.unit.assistant.slack.blocks.conftest import AT
from tests.unit.assistant.slack.blocks.goldens import make_look
from tests.unit.assistant.slack.blocks.receipts import make_receipt_of


@pytest.fixture(scope="module")
def look() -> Look:
    return make_look()


def test_what_people_wrote_mentions_nobody(look: Look) -> None:
    view = receipt_view(make_receipt_of(look), look)
    marked = [json.dumps(block) for block in view["blocks"] if block["type"] == "section"]
    assert any("<@U8>, North &amp; West office" in each for each in marked)
    assert not any(person in each for each in marked for person in ("<@U7>", "<@U9>"))


def test_a_long_way_is_cut_to_what_a_view_takes(look: Look) -> None:
    receipt = make_receipt_of(look)
    steps = tuple(Line(AT, What.HAND_OFF_RELEASED, Who(person="U8")) for _ in range(5_000))
    asides = receipt.asides * 40
    check_view(receipt_view(replace(receipt, steps=steps, asides=asides, question="x " * 20_000), look))
