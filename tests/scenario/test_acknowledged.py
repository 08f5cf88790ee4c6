"""Slack is acknowledged within three seconds, whatever arrives and however slow Slack itself is when it is asked."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from types import MappingProxyType

import pytest

from assistant.escalation.offices import Offices, default_offices
from assistant.slack.blocks import actions
from assistant.slack.blocks.management_forms import TEXT
from assistant.slack.installing import ManyWorkspaces
from assistant.slack.manifest import COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.delivery import Delivery
from tests.scenario.conftest import LONG, NO, OpenService, told, wait_until
from tests.scenario.test_slack_installing import open_rotating, outdate

SLOW = 2.0
SLOWER = 4.0
"""More than Slack waits for an acknowledgement."""
LOOKED_UP = ("users.info", "users.profile.get", "usergroups.users.list", "conversations.members")
FIELD = "Xf0OFFICE"


def many_offices(channel: str) -> Offices:
    """Twenty, each with a group that Slack has to be asked for; the first is asked in that channel."""
    one = default_offices("").fallback
    by_id = {
        f"office-{number}": replace(
            one, id=f"office-{number}", name=f"Office {number}", channel=f"C0CARDS{number}", user_group=f"S0{number}",
            asks_from=(channel,) if number == 0 else (), next="" if number == 0 else "office-0",
        )
        for number in range(20)
    }  # fmt: skip
    return Offices(MappingProxyType(by_id), "office-0", profile_field=FIELD)


def test_every_sort_of_arrival_is_acknowledged_in_time_though_each_call_takes_two_seconds(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service(offices=many_offices(office.id), workers=16)
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    question = ada.says(office, "So proud of the kids in this picture!")
    slack.wait_settled(LONG)
    people = iter([slack.person(f"Person {number}") for number in range(20)])

    def somebody() -> Person:
        """Somebody whom the program has not looked up yet, in the channel of the office."""
        person = next(people)
        office.members.append(person.id)
        return person

    def sends(form: str, carries: str, *fields: str) -> Delivery:
        """A form of that name, filled in with a word."""
        person, label = somebody(), {"type": "plain_text", "text": "Words"}
        blocks = [
            {
                "type": "input",
                "block_id": field,
                "label": label,
                "element": {"type": "plain_text_input", "action_id": field},
            }
            for field in fields
        ]
        view = slack.platform.surfaces.make_view(
            person.id, slack.team.id,
            {"type": "modal", "callback_id": form, "private_metadata": carries, "title": label, "submit": label, "blocks": blocks},
        )  # fmt: skip
        slack.platform.surfaces.push_modal(view)
        return person.submits(view, dict.fromkeys(fields, "A word."))

    def newest(deed: Callable[[], object]) -> Delivery:
        deed()
        return slack.deliveries[-1]

    value = actions.write_value(1, 1)
    arrivals: dict[str, Callable[[], Delivery]] = {
        "message": lambda: newest(lambda: somebody().says(None, NO)),
        "mention": lambda: newest(lambda: somebody().says(office, f"@{slack.bot.real_name} {NO}")),
        "Home": lambda: newest(lambda: somebody().opens_home()),
        "conversation": lambda: newest(lambda: somebody().opens_messages_tab()),
        "command": lambda: somebody().runs(COMMAND, NO, office),
        "command alone": lambda: somebody().runs(COMMAND, "", office),
        "shortcut": lambda: somebody().uses_shortcut(GLOBAL_SHORTCUT),
        "message shortcut": lambda: somebody().uses_shortcut(MESSAGE_SHORTCUT, question),
        "press of an asker": lambda: ada.forges(answer, {"action_id": actions.WITHDRAW, "value": actions.write_value(1)}),
        "press of a manager": lambda: ada.forges(answer, {"action_id": actions.CARD_CLAIM, "value": value}),
        "press that opens a form": lambda: ada.forges(answer, {"action_id": actions.CARD_ANSWER, "value": value}),
        "form to ask": lambda: sends(actions.ASK_FORM, actions.write_origin(actions.Origin()), "question"),
        "form of a manager": lambda: sends(actions.ASK_BACK_FORM, value, TEXT),
        "ruling": lambda: sends(actions.RULING_FORM, value, TEXT),
    }  # fmt: skip
    for method in LOOKED_UP:
        slack.trouble.slow_down(method, SLOW, times=1_000)

    for name, does in arrivals.items():
        delivery = does()
        slack.wait_for(lambda delivery=delivery: delivery.is_settled, LONG)
        assert (delivery.attempts, delivery.is_acknowledged) == (1, True), name
    slack.trouble.end()


@pytest.mark.parametrize("seconds_left", [600, -600], ids=["token runs out", "token ran out"])
def test_among_many_workspaces_it_is_acknowledged_in_time_though_it_takes_long_to_renew_a_token_and_say_who_we_are(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, seconds_left: int
) -> None:
    service = open_rotating(slack, run_service)
    clients = service.clients
    assert isinstance(clients, ManyWorkspaces)
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)
    people = iter([slack.person(f"Person {number}") for number in range(9)])

    def forget() -> Person:
        """Somebody unknown, in a workspace of which nothing is remembered, and Slack is slow."""
        person = next(people)
        office.members.append(person.id)
        outdate(clients, slack.team.id, seconds_left)
        slack.trouble.end()
        for method in ("oauth.v2.access", "auth.test", *LOOKED_UP):
            slack.trouble.slow_down(method, SLOWER, times=1_000)
        return person

    def told_of(person: Person) -> Delivery:
        """The event of what they did; answers to others are told in between."""
        of = [each for each in slack.deliveries if each.body.get("event", {}).get("user") == person.id]
        return of[-1]

    def says(person: Person, where: Channel | None, words: str) -> Delivery:
        person.says(where, words)
        return told_of(person)

    def opens(person: Person) -> Delivery:
        person.opens_home()
        return told_of(person)

    press = {"action_id": actions.CARD_CLAIM, "value": actions.write_value(1, 1)}
    arrivals: dict[str, Callable[[Person], Delivery]] = {
        "message": lambda person: says(person, None, NO),
        "mention": lambda person: says(person, office, f"@{slack.bot.real_name} {NO}"),
        "Home": opens,
        "command": lambda person: person.runs(COMMAND, NO, office),
        "shortcut": lambda person: person.uses_shortcut(GLOBAL_SHORTCUT),
        "press": lambda person: ada.forges(answer, press),
    }
    forgotten: dict[str, Person] = {}
    for name, does in arrivals.items():
        forgotten[name] = forget()
        delivery = does(forgotten[name])
        slack.wait_for(lambda delivery=delivery: delivery.is_settled, LONG)
        assert (delivery.attempts, delivery.is_acknowledged) == (1, True), name
    slack.trouble.end()
    wait_until(lambda: service.desk.health().waiting == 0, 60)
    for name in ("message", "mention", "command"):
        [asked] = service.desk.recent(forgotten[name].id, slack.team.id)
        assert asked.verdict is not None, name
    assert len(told(forgotten["message"])) == 1


def test_it_is_acknowledged_in_time_while_another_process_writes_to_the_database(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    """SQLite has one writer; who waits for it a second is still in time."""
    service = run_service()
    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)
    wait_until(lambda: service.desk.health().waiting == 0)
    is_writing = Event()

    def write() -> None:
        other = sqlite3.connect(str(service.desk.database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        is_writing.set()
        time.sleep(1.0)
        other.execute("ROLLBACK")
        other.close()

    writing = Thread(target=write)
    writing.start()
    assert is_writing.wait(LONG)
    question = ada.says(None, NO)
    writing.join()
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)
    slack.wait_settled(LONG)

    [delivery] = [each for each in slack.deliveries if each.body.get("event", {}).get("ts") == question.ts]
    assert (delivery.attempts, delivery.is_acknowledged) == (1, True)
