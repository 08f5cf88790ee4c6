"""Who asked without a name is nobody in all that is ever sent to managers, from the hand-over to the withdrawal."""

from __future__ import annotations

import json

from assistant.desk.records import Deed
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import NAME, TEXT, WITHOUT
from tests.scenario.test_handing_over import LONG, RULED, Town, told
from tests.scenario.test_handing_over import town as town


def test_nothing_that_is_sent_to_managers_ever_names_who_asked_without_a_name(town: Town) -> None:
    town.hands_over(town.office, **{NAME: [WITHOUT]})
    town.mona.opens_home()
    town.manages(Deed.CLAIMED)
    town.until(HandOffState.CLAIMED)
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    town.opens(town.reads("Is it your own account?"), actions.LETTER_REPLY)
    town.ada.submits(values={TEXT: "It is mine."})
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "It is mine." in m.words], LONG)
    town.rules()
    town.opens(town.reads(RULED), actions.LETTER_STILL)
    town.ada.submits(values={TEXT: "And on Instagram?"})
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "And on Instagram?" in m.words], LONG)
    town.rules("Never.")
    town.until(HandOffState.ANSWERED)
    town.rules("Well, perhaps.", Deed.RECTIFIED)
    town.opens(town.reads("Well, perhaps."), actions.LETTER_STILL)
    town.ada.submits(values={TEXT: "Really?"})
    town.until(HandOffState.OPENED)
    [answer] = town.slack.wait_for(lambda: [m for m in told(town.ada, town.office) if "Withdraw" in m.buttons], LONG)
    town.ada.presses(answer, actions.WITHDRAW)
    town.until(HandOffState.WITHDRAWN)
    town.slack.wait_for(lambda: "The asker withdrew it" in town.card(), LONG)

    theirs = {town.north.id, town.south.id, town.mona.app_channel.id, town.mona.id}
    sent = [call["arguments"] for call in town.slack.calls()]
    to_managers = [
        json.dumps(each) for each in sent if theirs & {each.get(name) for name in ("channel", "user", "user_id")}
    ]
    assert len(to_managers) > 10
    secrets = (town.ada.id, town.ada.app_channel.id, town.ada.user.real_name, town.office.id)
    assert [each for each in to_managers if any(secret in each for secret in secrets)] == []
