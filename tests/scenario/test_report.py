"""What happened to hand-offs in Slack is what a receipt and the report say of them, and only to those who may read it."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from assistant.slack.blocks import actions
from assistant.slack.standin import Person
from assistant.slack.standin.records import View
from assistant.slack.standin.sight import readable
from assistant.storage.database import StorageError
from tests.scenario import test_managing
from tests.scenario.conftest import wait_until
from tests.scenario.test_managing import ANSWER, ESCALATES, INSIDE, NOTE, SIGN, VERDICT, WITH_OFFICE, Town
from tests.scenario.test_slack_buttons import LONG, told
from tests.scenario.test_slack_home import home_actions

town = test_managing.town


def words_of(view: View | None) -> str:
    return "\n".join(readable(view.content["blocks"])) if view else ""


def looks_at_the_report(town: Town, person: Person) -> str:
    """By the button in their Home."""
    person.opens_home()
    home = town.slack.wait_for(lambda: person.home, LONG)
    person.presses(home, actions.HOME_REPORT)
    return town.slack.wait_for(lambda: counted(person), LONG)


def counted(person: Person) -> str:
    """The words of the report once it is there, after those that it is being counted."""
    words = words_of(person.modal)
    return "" if "Counting" in words else words


def test_a_hand_off_answered_disputed_and_corrected_is_told_by_the_report_and_the_receipts(
    town: Town, mia: Person
) -> None:
    town.answers(town.mona, **{NOTE: INSIDE})
    town.waits_until("Answered by")
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if ANSWER in m.words], LONG)[-1]
    town.ada.presses(letter, actions.LETTER_NOT_HELPFUL)
    town.slack.wait_for(lambda: [m for m in told(town.ada) if "Thank you" in m.words], LONG)
    town.answers(town.max, "Never.", actions.CARD_CORRECT, **{VERDICT: "no"})
    town.waits_until("Never.")

    managers = words_of(town.opens(town.max, actions.RECEIPT))
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if "Never." in m.words], LONG)[-1]
    town.ada.presses(letter, actions.RECEIPT)
    askers = words_of(town.slack.wait_for(lambda: town.ada.modal, LONG))
    for receipt in (managers, askers):
        assert receipt.index(ANSWER) < receipt.index("Never."), "what was replaced, then what stands"
        assert ESCALATES in receipt
        assert "zebra" not in receipt
    assert town.max.mention in managers

    report = looks_at_the_report(town, mia)
    for figure in ("Questions: 1", "Given to office management: 1", "Answers of office management: 1"):
        assert figure in report.replace("*", "")
    assert "Ruled no: 1" in report.replace("*", "")
    assert "canipost report" in report
    for private in (ESCALATES, ANSWER, "Never.", town.ada.id, town.max.id, "zebra"):
        assert private not in report


def files_of(town: Town, person: Person, count: int = 1) -> list[dict[str, str]]:
    """The files that came to somebody, by kind, once there are as many messages with some."""
    sent = town.slack.wait_for(lambda: [m for m in told(person) if m.files] if _has(person, count) else [], LONG)
    held = town.slack.workspaces.files
    return [{held[id].mimetype: held[id].content.decode() for id in message.file_ids} for message in sent]


def _has(person: Person, count: int) -> bool:
    return len([m for m in told(person) if m.files]) >= count


def wants_the_file(town: Town, person: Person) -> None:
    """By the button of the receipt that is open."""
    opened = town.slack.wait_for(lambda: person.modal, LONG)
    person.presses(opened, actions.RECEIPT_FILE)


def test_a_receipt_comes_as_a_file_to_whoever_may_have_it_once_a_wish(town: Town) -> None:
    town.opens(town.mona, actions.RECEIPT)  # nobody has it yet, and there is one all the same
    wants_the_file(town, town.mona)
    town.slack.wait_for(lambda: "I send it to you as a file" in words_of(town.mona.modal), LONG)
    assert actions.RECEIPT_FILE not in json.dumps(town.mona.modal.content if town.mona.modal else {})
    (theirs,) = files_of(town, town.mona)
    town.mona.closes()
    town.answers(town.mona, **{NOTE: INSIDE, SIGN: WITH_OFFICE})
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if ANSWER in m.words], LONG)[-1]
    town.ada.presses(letter, actions.RECEIPT)
    opened = town.slack.wait_for(lambda: town.ada.modal, LONG)
    pressed = {"action_id": actions.RECEIPT_FILE, "value": town.value()}
    town.slack.trouble.lose_reply("files.completeUploadExternal")
    for _ in range(2):  # pressed twice before the view changed, and tried again, it is one file
        town.ada.forges(opened, pressed)
    (askers,) = files_of(town, town.ada)
    town.slack.wait_settled(LONG)
    wait_until(lambda: town.service.desk.health().waiting == 0)

    assert set(theirs) == set(askers) == {"text/html", "text/plain"}
    for text in (*theirs.values(), *askers.values()):
        assert ESCALATES in text
        assert "zebra" not in text
        assert "<@" not in text
    assert all(ANSWER in text and town.mona.user.real_name not in text for text in askers.values())
    assert "until there is an answer" in theirs["text/plain"].lower()
    assert all(town.ada.user.real_name not in text for text in theirs.values()), "it went without a name"
    assert len(files_of(town, town.ada)) == 1
    names = [name for person in (town.ada, town.mona) for m in told(person) for name in m.files]
    assert all(re.fullmatch(r"receipt-1-\d{8}-\d{6}\.(html|txt)", name) for name in names), names


def test_where_slack_lets_no_file_be_sent_that_is_said_and_the_receipt_stays(town: Town) -> None:
    town.slack.trouble.refuse("files.getUploadURLExternal", "missing_scope")
    opened = town.opens(town.mona, actions.RECEIPT)
    wants_the_file(town, town.mona)
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "could not send the receipt" in m.words], LONG)
    assert town.mona.modal is opened
    assert not _has(town.mona, 1)


def test_the_policy_section_looks_at_the_report_and_nobody_else_does(town: Town) -> None:
    pia = town.slack.person("Pia Wood")
    desk = town.service.desk
    desk.offices = dataclasses.replace(desk.offices, policy_section=(pia.id,))
    assert "What the directive does not settle" in looks_at_the_report(town, pia)

    for person in (town.ada, town.mona):  # who asked, and a manager of an office
        person.opens_home()
        home = town.slack.wait_for(lambda p=person: p.home, LONG)
        assert actions.HOME_REPORT not in home_actions(person)
        person.forges(home, {"action_id": actions.HOME_REPORT, "value": actions.write_value(0)})
        said = town.slack.wait_for(lambda p=person: [m for m in told(p) if "Only the policy section" in m.words], LONG)
        assert len(said) == 1
        assert person.modal is None


def test_the_report_opens_before_it_is_counted_and_says_so_where_it_cannot_be(
    town: Town, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def fail(*_: object, **__: object) -> None:
        seen.append(words_of(mia.modal))
        raise StorageError("the database is away")

    monkeypatch.setattr("assistant.slack.listeners.policy_section.make_report", fail)
    assert "could not be counted" in looks_at_the_report(town, mia)
    assert ["Counting" in words for words in seen] == [True]


@pytest.mark.parametrize("who", ["a manager of another office", "somebody of the channel"])
def test_nobody_else_opens_a_receipt(town: Town, who: str) -> None:
    town.names_managers_of_the_north()
    person = town.sue if who == "a manager of another office" else town.slack.person("Stan Grey")
    town.north.members.append(person.id)  # so that they see the card at all
    person.forges(town.card(), {"action_id": actions.RECEIPT, "value": town.value()})
    town.slack.wait_for(lambda: [m for m in told(person, town.north) if m.is_whispered], LONG)
    assert person.modal is None
    assert "former client" not in json.dumps([m.blocks for m in told(person, town.north) if m.is_whispered])
