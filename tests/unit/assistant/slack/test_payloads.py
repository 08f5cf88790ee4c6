"""Is everything that an earlier release put on a message, or left open as a form, still heard as what it was?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.slack.blocks.actions import ButtonTooOld
from tests.payloads import FOLDER, NO_MORE, Json, listener_of, meaning, names_of, read_frozen, unseen

RENAMED: dict[str, str] = {}
"""Functions that listen and have another name by now: as it was frozen, as it is."""

DEEDS_NOW: dict[str, str] = {"get_privately": "copied"}
"""Functions that listened, and the deed on the same question that such a press is taken in as by now, before it."""

BROKEN = (
    "a message of that release is clickable for years, and a form may be open while we upgrade: keep the name listened to, "
    "and a reader of its value beside the new one (assistant/slack/blocks/actions.py: _READERS). What is new gets another "
    "name or another version. Do not change the frozen file. Was only a function renamed? Say so in RENAMED, here."
)

FROZEN = [
    pytest.param(payload, id=f"{name}-{number}-{next(iter(names_of([payload])))}")
    for name, payloads in read_frozen().items()
    for number, payload in enumerate(payloads)
]


def means_today(payload: Json) -> Json:
    try:
        return meaning(payload)
    except (ButtonTooOld, LookupError) as lost:
        return {"lost": f"{type(lost).__name__}: {lost}"}


@pytest.mark.parametrize("payload", FROZEN)
def test_what_an_earlier_release_wrote_is_still_heard_as_its_deed(payload: Json) -> None:
    heard_by = payload["means"]["heard by"]
    frozen = payload["means"] | {"heard by": RENAMED.get(heard_by, heard_by)}
    if heard_by in DEEDS_NOW:
        frozen = {"heard by": NO_MORE, "deed": DEEDS_NOW[heard_by], "question": payload["means"]["on"]}
    assert means_today(payload) == frozen, f"{payload['on']}: {BROKEN}"


def test_the_first_frozen_release_holds_all_kinds_there_were() -> None:
    """Every button of a card, a letter, an answer and Home; every form, and the preview."""
    first, *_ = read_frozen().values()
    pressed = {each["action"]["action_id"] for each in first if "action" in each}
    sent = {each["form"]["callback_id"] for each in first if "form" in each}
    assert (len(pressed), len(sent)) == (53, 14)
    assert {"card_claim", "letter_stay", "letter_reply", "answer_withdraw", "home_withdraw_7", "receipt"} < pressed
    assert {"ruling_form", "ruling_preview", "ask_back_form", "reply_form", "retell_form"} < sent


def lose(payload: Json, **changes: Any) -> Json:
    return {**payload, "action": {**payload["action"], **changes}}


def test_what_is_lost_or_changed_is_noticed() -> None:
    first, *_ = read_frozen().values()
    claim = next(each for each in first if each.get("action", {}).get("action_id") == "card_claim")
    assert means_today(claim) == claim["means"]
    assert "0 listeners hear" in means_today(lose(claim, action_id="card_claimed"))["lost"]
    assert "ButtonTooOld" in means_today(lose(claim, value="v0|70|1"))["lost"]
    assert means_today(lose(claim, action_id="card_release"))["deed"] == "released"
    assert means_today(lose(claim, value="v1|71|1"))["hand_off"] == 71


def test_what_freezes_a_release_knows_what_is_missing() -> None:
    first, *_ = read_frozen().values()
    without = [each for each in first if "letter_stay" not in names_of([each])]
    assert "letter_stay" in unseen(without)
    assert listener_of("action", "card_answer") == "_open: answer"
    assert FOLDER.is_dir()
