"""
Whatever can be pressed or sent, by its name: somebody else does it, and it carries what another release wrote.

What its owner does with each is in the test that its row in `tests/presses.py` names.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from assistant.answering.records import Verdict
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions
from assistant.slack.blocks.carried import Carried, write_carried
from assistant.slack.blocks.management_forms import MORE, PRECEDENT, TEXT, VERDICT
from assistant.slack.managers import LONGEST_TRUSTED
from assistant.slack.standin import Person
from assistant.slack.standin.records import View
from assistant.slack.standin.sight import SeenMessage
from assistant.storage.tables import metadata
from tests.presses import FORMS, LINKS, MANAGER, PRESSES, On, Row
from tests.scenario.conftest import wait_until
from tests.scenario.test_managing import ANSWER, Town
from tests.scenario.test_managing import town as town
from tests.scenario.test_precedents import waits_for
from tests.scenario.test_slack_buttons import LONG, told

OLD = "older version"
PASSING = ("arrivals", "slack_installations", "slack_states")
"""Tables that hold what came in, or nothing of these tests."""
FILLED_IN = {VERDICT: Verdict.NO.value}
"""What is chosen in a form; a word stands in every other field."""


@dataclass
class Pressing:
    """Somebody, and a message of the app that they see: from there they send whatever they like."""

    town: Town
    person: Person
    message: SeenMessage

    def press(self, name: str, value: str | None, **more: object) -> list[str]:
        """What they are told because of it, once they are told something or see a form."""
        before = len(told(self.person))
        action = {"action_id": name, **({} if value is None else {"value": value}), **more}
        delivery = self.person.forges(self.message, action)
        self.town.slack.wait_for(lambda: delivery.is_settled, LONG)
        assert delivery.is_acknowledged, name
        self.town.slack.wait_for(lambda: len(told(self.person)) > before or self.person.modal, LONG)
        return [message.words for message in told(self.person)[before:]]

    def send(self, row: Row, carries: str) -> list[str]:
        """What they are told because of a form, in it or by a message, or by another form on top of it."""
        before = len(told(self.person))
        form = self.opens(row, carries)
        delivery = self.person.submits(form, {name: FILLED_IN.get(name, "A word.") for name in row.fields})
        self.town.slack.wait_for(lambda: delivery.is_settled, LONG)
        assert delivery.is_acknowledged, row.shown
        self.town.slack.wait_for(lambda: len(told(self.person)) > before or form.errors, LONG)
        said = [*form.errors.values(), *(message.words for message in told(self.person)[before:])]
        self.closes_all()
        return said

    def opens(self, row: Row, carries: str) -> View:
        """A form of that name, with a field for each of its own."""
        field = {"type": "plain_text_input", "multiline": True}
        choices = [{"text": {"type": "plain_text", "text": "No"}, "value": Verdict.NO.value}]
        kinds = {VERDICT: {"type": "radio_buttons", "options": choices}}
        label = {"type": "plain_text", "text": "Words"}
        names = row.fields or ("field",)
        blocks = [
            {
                "type": "input",
                "block_id": name,
                "label": label,
                "optional": True,
                "element": kinds.get(name, field) | {"action_id": name},
            }
            for name in names
        ]
        title = {"type": "plain_text", "text": "Form"}
        content = {
            "type": "modal", "callback_id": row.shown, "private_metadata": carries, "title": title, "submit": title,
            "blocks": blocks,
        }  # fmt: skip
        surfaces = self.town.slack.platform.surfaces
        view = surfaces.make_view(self.person.id, self.town.slack.team.id, content)
        surfaces.push_modal(view)
        return view

    def closes_all(self) -> None:
        while self.person.modal is not None:
            self.person.closes()


@pytest.fixture
def answered(town: Town) -> Town:
    """Ada's question was answered by Mona, who would have a precedent of it."""
    town.answers(town.mona, **{MORE: [PRECEDENT]})
    waits_for(town, town.ada, ANSWER)
    waits_for(town, town.mona, "shall your answer become a precedent?")
    return town


def has_heard(town: Town, person: Person) -> Pressing:
    """They have asked something of their own."""
    person.says(None, "Can I post a photo of our office potluck?")
    pressing = Pressing(town, person, town.slack.wait_for(lambda: told(person), LONG)[0])
    wait_until(lambda: town.service.desk.health().waiting == 0)  # it is read before it is kept that it was shown
    return pressing


def value_of(row: Row, town: Town) -> str:
    """What its button or form carries, as this release writes it."""
    hand_off = town.service.desk.hand_off(1)
    assert hand_off is not None
    if row.listened == actions.RULING_PREVIEW:
        filled = Filled(text="Yes.", verdict=Verdict.YES, version=hand_off.version)
        return write_carried(Carried(hand_off.id, filled, is_correction=True))
    if row.listened == actions.CHANNEL_FORM:
        return actions.write_channel("C1")
    match row.on:
        case On.QUESTION:
            return actions.write_value(hand_off.asked, row.says)
        case On.HAND_OFF:
            return actions.write_value(hand_off.id, hand_off.version)
        case On.PRECEDENT:
            return actions.write_value(hand_off.id, hand_off.version, 1)
    return actions.write_value(0, row.says)


def everything(town: Town) -> Mapping[str, list[str]]:
    """All that is kept, but for what came in."""
    with town.service.desk.database.reading() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in PASSING
        }


CHOSEN: dict[str, object] = {"selected_option": {"value": "off"}, "selected_conversation": "C1"}


def test_somebody_else_changes_nothing_by_any_button_and_is_told_whose_it_is(answered: Town, ben: Person) -> None:
    town, bens = answered, has_heard(answered, ben)
    wait_until(lambda: town.service.desk.health().waiting == 0)
    before = everything(town)

    for row in PRESSES:
        if row.to_others:
            said = bens.press(row.shown, value_of(row, town), **CHOSEN)
            assert [row.to_others in each for each in said] == [True], (row.shown, said)
            assert ben.modal is None, row.shown

    wait_until(lambda: town.service.desk.health().waiting == 0)
    assert everything(town) == before


def test_somebody_else_changes_nothing_by_any_form_and_is_told_whose_it_is(answered: Town, ben: Person) -> None:
    town, bens = answered, has_heard(answered, ben)
    wait_until(lambda: town.service.desk.health().waiting == 0)
    before = everything(town)

    for row in FORMS:
        if row.to_others:
            said = bens.send(row, value_of(row, town))
            assert [row.to_others in each for each in said] == [True], (row.shown, said)

    wait_until(lambda: town.service.desk.health().waiting == 0)
    assert everything(town) == before


def test_where_slack_does_not_tell_who_is_a_manager_nothing_is_done_and_that_is_said(
    answered: Town, ben: Person
) -> None:
    """Neither a button of theirs nor a form opens or does anything; who is asked says why, and nobody else is told."""
    town, bens = answered, has_heard(answered, ben)
    wait_until(lambda: town.service.desk.health().waiting == 0)
    managers = town.service.kit.managers
    clock = managers.clock
    managers.clock = lambda: clock() + LONGEST_TRUSTED
    for method in ("conversations.members", "usergroups.users.list"):
        town.slack.trouble.refuse(method, "missing_scope", times=10_000)
    before = everything(town)

    for row in (*PRESSES, *FORMS):
        if row.to_others == MANAGER:
            is_form = row in FORMS
            carries = value_of(row, town)
            said = bens.send(row, carries) if is_form else bens.press(row.shown, carries, **CHOSEN)
            assert ["Slack did not tell me just now" in each for each in said] == [True], (row.shown, said)
            assert ben.modal is None, row.shown

    wait_until(lambda: town.service.desk.health().waiting == 0)
    assert everything(town) == before


def test_what_is_theirs_as_much_as_anybodys_touches_nothing_of_others(answered: Town, ben: Person) -> None:
    town, bens = answered, has_heard(answered, ben)
    ben.opens_home()
    town.slack.wait_for(lambda: ben.home, LONG)
    before = everything(town)

    for row in PRESSES:
        if not row.to_others:
            delivery = ben.forges(bens.message, {"action_id": row.shown, "value": value_of(row, town), **CHOSEN})
            town.slack.wait_for(lambda delivery=delivery: delivery.is_settled, LONG)
            assert delivery.is_acknowledged
            bens.closes_all()
    town.slack.wait_settled(LONG)

    assert everything(town) == before
    assert ben.home is not None
    assert ANSWER not in json.dumps(ben.home.content)


def test_a_button_or_form_of_a_release_that_nobody_reads_says_so_whatever_it_is(town: Town) -> None:
    adas = Pressing(town, town.ada, told(town.ada)[0])

    for row in PRESSES:
        for value in ("v0|1|2", "1", "", None):
            if row.on not in (On.NOTHING, On.SETTING):
                said = adas.press(row.shown, value)
                assert [OLD in each for each in said] == [True], (row.shown, value, said)
                assert town.ada.modal is None, row.shown
    for row in FORMS:
        for carries in ("v0|1|2", ""):
            said = adas.send(row, carries)
            assert [OLD in each for each in said] == [True], (row.shown, carries, said)


def test_an_answer_without_a_verdict_is_told_as_one_of_another_release(town: Town) -> None:
    """Slack's client sends no form of ours without one."""
    monas = Pressing(town, town.mona, town.card())
    [form] = (replace(row, fields=(TEXT,)) for row in FORMS if row.listened == actions.RULING_FORM)

    said = monas.send(form, value_of(form, town))

    assert [OLD in each for each in said] == [True], said


def test_what_an_earlier_release_wrote_is_read_or_told_and_nothing_fails(
    answered: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """`v1|id` alone: no number of a choice, no version of the hand-off, no precedent."""
    town = answered
    hand_off = town.service.desk.hand_off(1)
    assert hand_off is not None
    caplog.set_level(logging.WARNING)
    for person in (town.ada, town.mona):
        pressing = Pressing(town, person, told(person)[0])
        for row in PRESSES:
            if row.on in (On.QUESTION, On.HAND_OFF, On.PRECEDENT):
                id = hand_off.asked if row.on is On.QUESTION else hand_off.id
                delivery = person.forges(pressing.message, {"action_id": row.shown, "value": f"v1|{id}"})
                town.slack.wait_for(lambda delivery=delivery: delivery.is_settled, LONG)
                assert delivery.is_acknowledged, row.shown
                town.slack.wait_settled(LONG)
                pressing.closes_all()
    wait_until(lambda: town.service.desk.health().waiting == 0)

    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert [m for person in (town.ada, town.mona) for m in told(person) if "went wrong" in m.words] == []


def test_a_link_that_is_followed_says_nothing_and_is_acknowledged(town: Town) -> None:
    before = [m.words for m in told(town.ada)]
    for name in LINKS:
        delivery = town.ada.forges(told(town.ada)[0], {"action_id": name})
        town.slack.wait_for(lambda delivery=delivery: delivery.is_settled, LONG)
        assert delivery.is_acknowledged
    assert town.ada.warnings == []
    assert [m.words for m in told(town.ada)] == before
