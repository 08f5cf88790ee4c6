"""Does Home say what is so, offer what can be done, and show others' matters only to those who may see them?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.records import Verdict
from assistant.desk.records import Asked, ChannelMode, HandOff, Health, Management, Shown, Switch
from assistant.escalation.offices import default_offices
from assistant.escalation.records import HandOffState, Ruling
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.home import Home, channel_form, home_view, read_channel_form, read_mode
from assistant.slack.blocks.home_offices import OfficeShown, Queued
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.records import Look, View
from tests.unit.assistant.slack.blocks.conftest import AT, buttons, described, make_answer, make_asked, nodes, texts

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False)
MODES = {"C1": ChannelMode.ANSWERS, "C2": ChannelMode.OFF}


@pytest.fixture(scope="session")
def asked(look: Look) -> Asked:
    return make_asked(make_answer(look, FACTS))


def drawn(home: Home, look: Look) -> View:
    view = home_view(home, look)
    check_view(view)
    return view


def words_of(view: View) -> str:
    return "\n".join(texts(view))


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_that_it_gives_no_permission(look: Look, language: str) -> None:
    assert look.words(language)("home-does-not") in words_of(drawn(Home(language), look))


def test_who_may_not_ask_is_told_why_instead_of_being_offered_it(look: Look) -> None:
    view = drawn(Home(refusal="I answer only staff & nobody else."), look)

    assert "I answer only staff &amp; nobody else." in words_of(view)
    assert act.HOME_ASK not in buttons(view["blocks"])
    assert act.HOME_ASK in buttons(drawn(Home(), look)["blocks"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_is_a_box_to_ask_in_with_its_button_and_the_way_to_the_form(look: Look, language: str) -> None:
    blocks = drawn(Home(language, box=7), look)["blocks"]
    at = next(number for number, block in enumerate(blocks) if block["type"] == "input")
    field, beside = blocks[at], blocks[at + 1]

    assert field["block_id"] == act.home_box(7)
    assert field["element"]["type"] == "plain_text_input"
    assert field["element"]["multiline"]
    assert [each["action_id"] for each in beside["elements"]] == [act.HOME_ASK_BOX, act.HOME_ASK]
    for cannot in (Home(refusal="Only staff."), Home(switch=Switch(is_on=False))):
        assert not [block for block in drawn(cannot, look)["blocks"] if block["type"] == "input"]


def test_my_questions_have_verdict_day_and_a_way_to_the_answer(look: Look, asked: Asked) -> None:
    view = drawn(Home(recent=[asked], links={12: "https://x.slack.com/archives/D1/p1"}), look)

    assert f"✗ {look.rulebook.headlines[Verdict.NO]} · <!date^{int(AT.timestamp())}^" in words_of(view)
    assert [n["url"] for n in nodes(view) if n.get("action_id") == act.home_open(12)] == [
        "https://x.slack.com/archives/D1/p1"
    ]


@pytest.mark.parametrize(("state", "is_said"), [
    (HandOffState.ANSWERED, True), (HandOffState.CLOSED, True), (HandOffState.OPENED, False),
])  # fmt: skip
def test_what_office_management_answered_stands_beside_the_verdict_of_the_assistant(
    look: Look, asked: Asked, state: HandOffState, is_said: bool
) -> None:
    ruling = Ruling(3, 70, Verdict.CONDITIONAL, "Fine.", (), "U8", "north", AT)
    answered = dataclasses.replace(asked, hand_off=dataclasses.replace(OPEN, state=state, ruling=ruling))
    said = words_of(drawn(Home(recent=[answered]), look))

    assert ("Office management answered: " in said and "Yes, on conditions" in said) is is_said


def test_a_question_that_was_changed_and_not_answered_shows_no_verdict(look: Look, asked: Asked) -> None:
    said = words_of(drawn(Home(recent=[dataclasses.replace(asked, error="Ask again.")]), look))

    assert "Changed since, and not answered yet" in said
    assert look.rulebook.headlines[Verdict.NO] not in said


def test_the_words_of_a_question_do_nothing(look: Look, asked: Asked) -> None:
    hostile = dataclasses.replace(asked, text="<!channel> *now*\nhttps://evil.example")
    said = words_of(drawn(Home(recent=[hostile], queue=[Queued(OPEN, hostile)]), look))

    for sign in ("<!channel>", "*now*", "://"):
        assert sign not in said


def test_an_open_hand_off_can_be_withdrawn_and_a_withdrawn_one_is_gone(look: Look) -> None:
    gone = dataclasses.replace(OPEN, number=8, state=HandOffState.WITHDRAWN)
    pressed = buttons(drawn(Home(hand_offs=[OPEN, gone]), look)["blocks"])

    assert act.read_value(pressed[act.home_withdraw(7)]).asked == 12
    assert act.home_withdraw(8) not in pressed


def test_off_is_said_first_with_who_and_when(look: Look) -> None:
    view = drawn(Home(switch=Switch(is_on=False, by="U9", at=AT)), look)

    assert "switched off" in view["blocks"][1]["text"]["text"]
    assert "<@U9>" in view["blocks"][2]["text"]["text"]
    assert act.HOME_ASK not in buttons(view["blocks"])
    assert "silent for now" in words_of(drawn(Home(switch=Switch(is_on=False)), look))


def test_only_administrators_see_channels_switch_and_troubles(look: Look) -> None:
    health = Health(is_well=False, waiting=3, troubles=("The disk is full.",))
    for_all, for_admin = drawn(Home(health=health), look), drawn(Home(health=health, modes=MODES), look)

    assert act.HOME_SWITCH not in buttons(for_all["blocks"])
    assert "disk" not in words_of(for_all)
    assert "Something is wrong" in words_of(for_all)
    assert "The disk is full." in words_of(for_admin)
    assert "<#C1>" in words_of(for_admin)


def test_what_administrators_have_to_mend_while_all_is_well_is_told_to_them_alone(look: Look) -> None:
    health = Health(is_well=True, troubles=("the file of offices has 2 faults",))
    for_all, for_admin = (
        words_of(drawn(Home(health=health), look)),
        words_of(drawn(Home(health=health, modes=MODES), look)),
    )

    assert "All is well" in for_all
    assert "the file of offices" not in for_all
    assert "All is well" not in for_admin
    assert "the file of offices has 2 faults" in for_admin


@pytest.mark.parametrize(("is_on", "to"), [(True, act.OFF), (False, act.ON)])
def test_the_switch_is_confirmed_and_says_what_it_does(look: Look, is_on: bool, to: str) -> None:
    view = drawn(Home(modes={}, switch=Switch(is_on=is_on)), look)
    switch = next(node for node in nodes(view) if node.get("action_id") == act.HOME_SWITCH)

    assert act.read_value(switch["value"]).argument == to
    assert switch["confirm"]["text"]["text"]


def test_a_menu_shows_the_mode_and_its_values_are_read_back(look: Look) -> None:
    view = drawn(Home(modes=MODES), look)
    menus = {node["action_id"]: node for node in nodes(view) if node.get("type") == "static_select"}

    for channel, mode in MODES.items():
        menu = menus[act.home_channel_mode(channel)]
        assert act.HOME_CHANNEL_MODE.match(menu["action_id"])
        assert act.channel_of(menu["action_id"]) == channel
        assert read_mode(menu["initial_option"]["value"]) is mode
        assert {read_mode(each["value"]) for each in menu["options"]} == set(ChannelMode)


def test_an_administrator_sets_all_other_channels_at_once_or_any_one(look: Look) -> None:
    view = drawn(Home(modes={}, others=ChannelMode.PRIVATE), look)
    by_name = {node["action_id"]: node for node in nodes(view) if "action_id" in node}

    assert read_mode(by_name[act.HOME_OTHER_CHANNELS]["initial_option"]["value"]) is ChannelMode.PRIVATE
    assert by_name[act.HOME_ANY_CHANNEL]["filter"]["include"] == ["public", "private"]
    seen_by_all = {node.get("action_id") for node in nodes(drawn(Home(), look))}
    assert not {act.HOME_OTHER_CHANNELS, act.HOME_ANY_CHANNEL} & seen_by_all


def test_the_form_of_a_channel_says_which_and_is_read_back(look: Look) -> None:
    form = channel_form("C0AB", ChannelMode.OFF, look.words("en"))
    [menu] = [node for node in nodes(form) if node.get("type") == "static_select"]
    sent = {menu["action_id"]: {menu["action_id"]: {"selected_option": menu["initial_option"]}}}

    assert act.read_channel(form["private_metadata"]) == "C0AB"
    assert read_channel_form(sent) is ChannelMode.OFF


@pytest.mark.parametrize("metadata", [None, "", "C1", "v9|C1", "v1|", "v1|D1", "v1|C1|x"])
def test_a_form_of_another_release_names_no_channel(metadata: str | None) -> None:
    with pytest.raises(act.ButtonTooOld):
        act.read_channel(metadata)
    with pytest.raises(act.ButtonTooOld):
        read_channel_form({})


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(act.ButtonTooOld):
        read_mode("loud")


def test_only_managers_see_the_queue_which_names_no_asker(look: Look, asked: Asked) -> None:
    waiting = Queued(
        dataclasses.replace(OPEN, holder="U8"), dataclasses.replace(asked, person="U77"), "https://x.slack.com/c"
    )
    view = drawn(Home(queue=[waiting]), look)

    assert "Open questions of your office" not in words_of(drawn(Home(), look))
    assert "held by <@U8>" in words_of(view)
    assert "U77" not in words_of(view)
    assert [n["url"] for n in nodes(view) if n.get("action_id") == act.open_card(OPEN.id)] == ["https://x.slack.com/c"]


def test_administrators_see_who_manages_each_office_and_what_is_wrong(look: Look) -> None:
    north = described("North & West", "C9", deputy="U7", asks_from=("C1", "C2"), next="n", answer_within=90, lease=180)
    offices = [
        OfficeShown(north, ("U8", "U7")),
        OfficeShown(described("South", "C8"), (), "open"),
        OfficeShown(described("Region", ""), None),
    ]
    said = words_of(drawn(Home(modes={}, set_up=offices), look))

    for part in ("North &amp; West", "<#C9> · Mon–Fri 8:00–17:00 (America/Los_Angeles)", "Managers: <@U8>, <@U7>",
                 "No manager was found", "cannot be used (open)", "no channel is chosen", "Slack did not tell"):  # fmt: skip
        assert part in said
    assert "North" not in words_of(drawn(Home(set_up=offices), look))


def test_administrators_see_all_that_the_file_says_of_an_office(look: Look) -> None:
    """What `canipost offices show` prints; of the closed days the next ones."""
    facts = described("North", "C9", deputy="U7", asks_from=("C1", "C2"), next="n", answer_within=90, lease=180)
    said = words_of(drawn(Home(modes={}, set_up=[OfficeShown(facts, ("U8",))]), look))
    for part in (
        facts.hours, facts.zone, f"Deputy: <@{facts.deputy}>", "Takes what is asked in <#C1>, <#C2>", "Answers within 1 h 30 min",
        f"reminded {facts.remind_before} before", "a claim lasts 3 h", f"given up after {facts.limit}", "Next level: Region",
        *facts.closed[:4], f"and {len(facts.closed) - 4} more",
    ):  # fmt: skip
        assert part in said
    assert "takes what no other office does" not in said
    region = dataclasses.replace(facts, is_fallback=True, next="", deputy="", asks_from=())
    said = words_of(drawn(Home(modes={}, set_up=[OfficeShown(region, ("U8",))]), look))
    assert "*North* (takes what no other office does)" in said
    assert not [part for part in ("Next level", "Deputy", "Takes what is asked in") if part in said]


def test_the_channel_of_office_management_is_chosen_by_administrators_alone(look: Look) -> None:
    view = drawn(Home(modes=MODES, management=Management("C9")), look)
    [menu] = [node for node in nodes(view) if node.get("action_id") == act.HOME_MANAGEMENT]
    assert (menu["initial_conversation"], menu["filter"]["include"]) == ("C9", ["private"])
    assert "All is well" in words_of(view)
    assert act.HOME_MANAGEMENT not in {node.get("action_id") for node in nodes(drawn(Home(), look))}


def test_where_every_office_has_its_channel_in_the_file_none_is_chosen_or_missed_here(look: Look) -> None:
    home = Home(modes=MODES, offices=(default_offices("C1").fallback,))
    assert "Channel of office management" not in words_of(drawn(home, look))
    assert look.words("en")("home-management-none") not in words_of(drawn(home, look))
    unnamed = dataclasses.replace(home, offices=(default_offices("").fallback,))
    assert "Channel of office management" in words_of(drawn(unnamed, look))


def test_an_open_hand_off_that_nobody_sees_says_so(look: Look) -> None:
    seen = dataclasses.replace(OPEN, card=Shown("C9", "1.9"))
    assert "Ask them yourself" in words_of(drawn(Home(hand_offs=[OPEN]), look))
    assert "Ask them yourself" not in words_of(drawn(Home(hand_offs=[seen]), look))


def test_a_full_home_fits(look: Look, asked: Asked) -> None:
    many = [dataclasses.replace(asked, id=n, text="word " * 900) for n in range(200)]
    offs = [dataclasses.replace(OPEN, id=n, number=n) for n in range(200)]
    modes = {f"C{n}": ChannelMode.ANSWERS for n in range(500)}
    links = dict.fromkeys(range(200), "https://x.slack.com/archives/D1/p1")
    queue = [Queued(each, asked, "https://x.slack.com/archives/C9/p1") for each in offs]
    offices = [OfficeShown(described("Office " * 9, "C9", asks_from=("C1",) * 99, next="n"), ("U8",) * 99, "open")] * 50
    off = Switch(is_on=False, by="U1", at=AT)
    full = Home("es", many, offs, links, off, Health(False, 9, ("x",) * 9), modes, queue, set_up=offices)
    view = drawn(full, look)

    assert "y 192 más" in words_of(view)


@pytest.mark.parametrize("may_see", [True, False])
def test_the_report_is_offered_to_those_alone_who_may_see_it(look: Look, may_see: bool) -> None:
    view = drawn(Home(may_see_report=may_see, modes=None if may_see else MODES), look)
    assert (act.HOME_REPORT in buttons(view["blocks"])) is may_see
