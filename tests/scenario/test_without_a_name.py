"""Who asked without a name is nobody in all that is ever sent to managers, from the hand-over to the withdrawal."""

from __future__ import annotations

import json

from sqlalchemy import select

from assistant.desk.records import Deed
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import NAME, TEXT, WITHOUT
from assistant.storage.events import What
from assistant.storage.tables import events
from tests.scenario.test_hand_offs import ESCALATES
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

    assert len(sent_to_managers(town)) > 10
    assert naming_ada(town) == []


def test_what_the_assistant_hands_over_names_nobody_until_its_asker_adds_their_name(town: Town) -> None:
    answer = town.asks(ESCALATES, town.office)
    assert "I passed this on" in answer.words
    assert "They do not see your name" in answer.words
    town.mona.opens_home()
    town.manages(Deed.CLAIMED)
    town.until(HandOffState.CLAIMED)
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    town.opens(town.reads("Is it your own account?"), actions.LETTER_REPLY)
    town.ada.submits(values={TEXT: "It is mine."})
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "It is mine." in m.words], LONG)
    assert len(sent_to_managers(town)) > 5
    assert naming_ada(town) == []

    ben = town.slack.person("Ben Ortiz")
    town.office.members.append(ben.id)
    [seen] = [m for m in told(ben, town.office) if actions.ADD_NAME in m.actions]
    ben.presses(seen, actions.ADD_NAME)
    town.slack.wait_for(lambda: [m for m in told(ben, town.office) if "Only the person who asked" in m.words], LONG)
    assert naming_ada(town) == []

    cards = [m.ts for m in told(town.mona, town.north) if "for office management" in m.words]
    town.ada.presses(seen, actions.ADD_NAME)
    town.slack.wait_for(lambda: f"From {town.ada.mention}" in town.card(), LONG)
    town.slack.wait_for(lambda: [m for m in told(town.ada, town.office) if "sees your name on" in m.words], LONG)
    [after] = town.slack.wait_for(lambda: [m for m in told(town.ada, town.office) if "Withdraw" in m.buttons], LONG)
    assert actions.ADD_NAME not in after.actions
    assert [m.ts for m in told(town.mona, town.north) if "for office management" in m.words] == cards
    with town.service.desk.database.reading() as connection:
        told_of = connection.execute(select(events.c.person).where(events.c.what == What.HAND_OFF_NAMED.value))
        assert list(told_of.scalars()) == [town.ada.id]


def sent_to_managers(town: Town) -> list[str]:
    """All that was ever sent to them or to their channels."""
    theirs = {town.north.id, town.south.id, town.mona.app_channel.id, town.mona.id}
    sent = [call["arguments"] for call in town.slack.calls()]
    return [json.dumps(each) for each in sent if theirs & {each.get(name) for name in ("channel", "user", "user_id")}]


def naming_ada(town: Town) -> list[str]:
    """What of it tells who asked, or leads to where."""
    secrets = (town.ada.id, town.ada.app_channel.id, town.ada.user.real_name, town.office.id)
    return [each for each in sent_to_managers(town) if any(secret in each for secret in secrets)]
