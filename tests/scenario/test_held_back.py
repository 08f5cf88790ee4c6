"""What the assistant would have said and held back: managers read it as a draft, the asker never does."""

from __future__ import annotations

import dataclasses
import json
from types import MappingProxyType

from assistant.answering.answerer import Answerer
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.slack.blocks import actions
from assistant.slack.blocks.management_forms import TEXT, VERDICT
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.elements import elements_of
from tests.scenario.conftest import LONG, OpenService, told

OPINION = "Can I share my own opinion on a new child welfare law on my personal Facebook?"


def in_doubt(answerer: Answerer) -> Answerer:
    """The same, but sure of nothing that it would answer."""
    doubt = answerer.tools.doubt
    never = {sort: dataclasses.replace(scale, limit=-1.0) for sort, scale in doubt.scales.items()}
    doubt = dataclasses.replace(doubt, scales=MappingProxyType(never))
    return Answerer(dataclasses.replace(answerer.tools, doubt=doubt))


def test_a_manager_begins_with_what_was_held_back_and_the_asker_reads_nothing_of_it(
    slack: StandIn, run_service: OpenService, real_answerer: Answerer, ada: Person, office: Channel
) -> None:
    mona = slack.person("Mona Hale")
    north = slack.channel("north-managers", mona, is_private=True)
    north_office = Office("north", "North Office", north.id, default_hours())
    offices = Offices(MappingProxyType({"north": north_office}), "north")
    service = run_service(answerer=in_doubt(real_answerer), offices=offices)

    ada.says(office, f"@{slack.bot.real_name} {OPINION}")
    [card] = slack.wait_for(lambda: [m for m in told(mona, north) if "I passed it on myself" in m.words], LONG)
    [asked] = service.desk.recent(ada.id, slack.team.id, 1)
    assert asked.answer is not None
    held = asked.answer.withheld
    assert held is not None
    assert held.reason in card.words
    assert "What I would have said" in card.words

    mona.presses(card, actions.CARD_ANSWER)
    form = slack.wait_for(lambda: mona.modal, LONG)
    fields = {each.action_id: each.content for each in elements_of(form.content["blocks"])}
    assert str(fields[TEXT]["initial_value"]).startswith(held.reason)
    assert "initial_option" not in fields[VERDICT]
    assert "A draft that nobody has checked" in json.dumps(form.content)

    answer = slack.wait_for(lambda: [m for m in told(ada, office) if actions.WHY in m.actions], LONG)[0]
    seen = [json.dumps([m.text, m.blocks], ensure_ascii=False) for where in (office, None) for m in told(ada, where)]
    for action in (actions.WHY, actions.CORRECT):
        ada.presses(answer, action)
        opened = slack.wait_for(lambda: ada.modal, LONG)
        seen.append(json.dumps(opened.content, ensure_ascii=False))
        ada.closes()
    for said in seen:
        assert held.reason not in said
        assert held.headline not in said
