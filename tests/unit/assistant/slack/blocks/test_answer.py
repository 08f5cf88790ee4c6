"""Does an answer in Slack say what it says on the terminal, to those who may see it, and can the right buttons be pressed?"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.compose import compose, fixed_answer
from assistant.answering.records import HOW_TAKEN, Citation, Decision, Kind, Piece, Verdict
from assistant.answering.screening import PrivateKind
from assistant.cli import answer_view
from assistant.desk.audience import ALONE
from assistant.desk.records import Asked, AskedState, Audience, Entry, HandOff, Place, Shown
from assistant.escalation.records import HandOffState, Move, Remark
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import (
    LONGEST_VERSION,
    SIGNS,
    answer_message,
    can_be_shared,
    is_emergency,
    struck_message,
)
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import check_message
from assistant.slack.blocks.records import Look, Message
from corpus.bank import Example
from corpus.pages import CLAUSE_PAGE, render_pages
from tests.unit.assistant.conftest import make_case, make_reading
from tests.unit.assistant.slack.blocks.asker_goldens import with_offices
from tests.unit.assistant.slack.blocks.conftest import (
    AT,
    CHANNEL,
    DIRECT,
    buttons,
    make_answer,
    make_asked,
    make_private,
    nodes,
    texts,
)

NO: dict[str, bool] = {"client": True, "client_in_media": True, "face_hidden": True}
DISCLAIMED = {"child_welfare_content": True, "wording_unseen": True}
SEEN = Shown("C9", "1.9")
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False)


def drawn(asked: Asked, look: Look, **options: Any) -> Message:
    message = answer_message(asked, look, **options)
    check_message(message.text, message.blocks)
    return message


def words_of(message: Message) -> str:
    return "\n".join(texts(message.blocks))


def of_verdict(look: Look, bank: list[Example], verdict: Verdict) -> dict[str, bool]:
    """The labelled facts of the first message of the bank that the rules give this verdict."""
    return next(
        row.facts
        for row in bank
        if row.kind is Kind.POSTING and row.facts and make_answer(look, row.facts).verdict is verdict
    )


def test_the_signs_are_those_of_the_terminal() -> None:
    assert SIGNS == answer_view.SIGNS


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_verdict_stands_first_in_sign_and_words(look: Look, language: str) -> None:
    answer = make_answer(look, NO, language=language)
    message = drawn(make_asked(answer), look)

    assert message.blocks[0]["type"] == "header"
    assert message.blocks[0]["text"]["text"] == f"✗ {look.rulebook.spoken(language).headlines[Verdict.NO]}"
    assert escaped(answer.reason) in words_of(message)


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.CONDITIONAL, Verdict.YES, Verdict.CLARIFY, Verdict.ESCALATE])
def test_an_answer_says_everything_that_the_terminal_says(look: Look, bank: list[Example], verdict: Verdict) -> None:
    answer = make_answer(look, of_verdict(look, bank, verdict))
    shown = words_of(drawn(make_asked(answer), look))

    for said in (answer.reason, answer.instead, *answer.conditions, answer.disclaimer or ""):
        assert escaped(said) in shown
    for citation in answer.citations:
        assert citation.locator in shown
        assert citation.quote[:200] in shown


@pytest.mark.parametrize("version", [None, "News from work. {}", "long " * LONGEST_VERSION + "{}"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_disclaimer_stands_in_an_answer_once_and_where_it_is_from(
    look: Look, language: str, version: str | None
) -> None:
    answer = make_answer(look, DISCLAIMED, language=language)
    assert answer.disclaimer is not None
    words = answer.disclaimer.strip('"')
    answer = dataclasses.replace(answer, suggestion=version and version.format(words))
    shown = words_of(drawn(make_asked(answer), look))

    assert shown.count(words) == 1
    assert shown.count(look.library.clause("md-16-02/policy/disclaimer").locator) == 1


def test_an_answer_to_what_is_not_asked_any_more_is_struck_and_leaves_a_hand_off_to_withdraw(look: Look) -> None:
    answer = make_answer(look, NO)
    message = drawn(make_asked(answer, error="It has changed. Ask again in 3 min.", hand_off=OPEN), look)

    assert message.text == "It has changed. Ask again in 3 min."
    assert message.text in words_of(message)
    headline = f"✗ {answer.headline}"
    [struck] = [node for node in nodes(message.blocks) if node.get("text") == headline]
    assert struck["style"]["strike"]
    assert set(buttons(message.blocks)) == {act.WITHDRAW}


def test_conditions_are_lines_to_tick(look: Look, bank: list[Example]) -> None:
    answer = make_answer(look, of_verdict(look, bank, Verdict.CONDITIONAL))

    assert answer.conditions
    assert all(f"☐ {escaped(each)}" in words_of(drawn(make_asked(answer), look)) for each in answer.conditions)


def test_choices_of_a_question_back_are_buttons_that_carry_their_number(look: Look, bank: list[Example]) -> None:
    answer = make_answer(look, of_verdict(look, bank, Verdict.CLARIFY))
    assert answer.ask is not None
    pressed = buttons(drawn(make_asked(answer), look).blocks)

    carried = [pressed[act.choose(number)] for number in range(len(answer.ask.choices))]
    assert [act.read_value(value) for value in carried] == [
        act.Pressed(12, (str(number),)) for number in range(len(carried))
    ]


def test_a_locator_leads_to_the_page_of_its_clause_where_there_is_one(look: Look) -> None:
    answer = make_answer(look, NO)
    addresses = [node["url"] for node in nodes(drawn(make_asked(answer), look).blocks) if node.get("type") == "link"]
    assert addresses == [f"https://canipost.example/clauses/{citation.clause}" for citation in answer.citations]

    bare = dataclasses.replace(look, clause_page=None)
    message = drawn(make_asked(answer), bare)
    assert not [node for node in nodes(message.blocks) if node.get("type") == "link"]
    assert answer.citations[0].locator in words_of(message)


def test_the_address_of_every_clause_is_one_of_the_pages_that_are_served(look: Look) -> None:
    ours = dataclasses.replace(look, clause_page=f"https://x.example/{CLAUSE_PAGE}")
    pages = render_pages(look.library)
    for clause in look.library.clauses():
        address = ours.clause_address(clause.id)
        assert address is not None
        name, _, anchor = address.removeprefix("https://x.example/").partition("#")
        assert f'id="{anchor}"' in pages[name]


HOSTILE = "<!channel> <@U999> see https://evil.example *now* `x` :fire: @here"


def test_what_a_person_wrote_stands_only_where_slack_takes_it_as_it_is(look: Look) -> None:
    pieces = (Piece(HOSTILE), Piece("the client", "md-16-02/policy/x", "POLICY, bullet 1"))
    answer = make_answer(look, NO, draft=pieces, suggestion=HOSTILE)
    asked = make_private(answer, text=HOSTILE)
    message = drawn(asked, look)

    holding = [node for node in nodes(message.blocks) if HOSTILE in str(node.get("text"))]
    assert {node["type"] for node in holding if isinstance(node["text"], str)} == {"text"}
    assert "<!channel>" not in message.text


@pytest.mark.parametrize("place", [DIRECT, CHANNEL])
def test_the_fallback_text_is_verdict_and_reason_and_nothing_that_was_written(look: Look, place: Place) -> None:
    answer = make_answer(look, NO, draft=(Piece("my cat Tom"),), suggestion="my cat")
    asked = make_asked(answer, place=place, text="my cat Tom?", hidden=(PrivateKind.PERSON,), audience=Audience.ASKER)
    text = drawn(asked, look).text

    assert text == escaped(f"✗ {answer.headline}. {answer.reason}")
    assert "cat" not in text


def test_marks_of_a_draft_are_brackets_and_numbers(look: Look) -> None:
    pieces = (
        Piece("Great day with "),
        Piece("my kiddo", "c1", "POLICY 3"),
        Piece(" and "),
        Piece("his mom", "c1", "POLICY 3"),
    )
    shown = words_of(drawn(make_asked(make_answer(look, NO, draft=pieces)), look))

    for said in ("[my kiddo] (1)", "[his mom] (1)", "(1) POLICY 3", look.rulebook.labels["your-text"]):
        assert said in shown


def test_a_long_draft_is_cut_and_a_long_version_is_left_to_why(look: Look) -> None:
    long = "word " * 1200
    answer = make_answer(look, NO, draft=(Piece(long), Piece("end", "c1", "POLICY 3")), suggestion=long)
    shown = words_of(drawn(make_asked(answer), look))

    assert len(answer.suggestion or "") > LONGEST_VERSION
    assert long not in shown
    assert look.words("en")("version-long") in shown


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({}, {act.ASK_MANAGEMENT, act.WHY, act.CORRECT}, {act.SHARE, act.GET_PRIVATELY, act.WITHDRAW, act.COPY_DISCLAIMER}),
        ({"place": CHANNEL, "entry": Entry.MENTION}, {act.GET_PRIVATELY}, {act.SHARE}),
        ({"place": CHANNEL, "entry": Entry.MENTION, "audience": Audience.ASKER}, {act.SHARE}, {act.GET_PRIVATELY}),
        ({"place": CHANNEL, "entry": Entry.MENTION, "audience": Audience.ASKER, "hidden": (PrivateKind.PERSON,)}, {act.WHY}, {act.SHARE, act.GET_PRIVATELY}),
        *(({"place": CHANNEL, "entry": alone, "audience": Audience.ASKER}, {act.SHARE}, {act.GET_PRIVATELY}) for alone in sorted(ALONE)),
        *(({"place": Place("T1", "", None, is_direct=True), "entry": alone, "audience": Audience.ASKER}, {act.WHY}, {act.SHARE, act.GET_PRIVATELY}) for alone in sorted(ALONE)),
        ({"place": CHANNEL, "entry": Entry.COMMAND, "audience": Audience.ASKER, "hidden": (PrivateKind.PERSON,)}, {act.WHY}, {act.SHARE}),
        ({"hand_off": OPEN}, {act.WITHDRAW}, {act.ASK_MANAGEMENT}),
        ({"hand_off": dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN)}, {act.ASK_MANAGEMENT}, {act.WITHDRAW}),
    ],
)  # fmt: skip
def test_a_button_is_there_when_it_can_do_something(
    look: Look, asked: dict[str, Any], there: set[str], not_there: set[str]
) -> None:
    pressed = buttons(drawn(make_asked(make_answer(look, NO), **asked), look).blocks)

    assert there <= pressed.keys()
    assert not not_there & pressed.keys()
    assert all(act.read_value(value).asked == 12 for value in pressed.values())


def test_what_to_do_is_introduced_as_another_way_only_after_a_no(look: Look, bank: list[Example]) -> None:
    assert "*Instead:* " in words_of(drawn(make_asked(make_answer(look, NO)), look))
    conditional = make_answer(look, of_verdict(look, bank, Verdict.CONDITIONAL))
    assert conditional.instead
    assert "*Instead:* " not in words_of(drawn(make_asked(conditional), look))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("reply", "is_next"), [("silent", True), ("doubt", True), ("emergency", False)])
def test_a_hand_off_is_the_next_thing_to_press_unless_help_is_needed_now(
    look: Look, language: str, reply: str, is_next: bool
) -> None:
    rulebook = look.rulebook.spoken(language)
    answer = fixed_answer(rulebook.replies[reply], rulebook, look.library)
    pressed = {node["action_id"]: node for node in nodes(drawn(make_asked(answer), look).blocks) if "action_id" in node}

    assert ("style" in pressed[act.ASK_MANAGEMENT]) is is_next


def test_an_emergency_in_a_language_that_is_not_read_is_one_too(look: Look) -> None:
    for language in look.rulebook.languages:
        if language.unread:
            assert is_emergency(fixed_answer(language.unread.help_now, look.rulebook, look.library), look.rulebook)
            assert not is_emergency(fixed_answer(language.unread.hand_off, look.rulebook, look.library), look.rulebook)


def test_an_answer_with_the_disclaimer_offers_to_copy_it(look: Look) -> None:
    answer = make_answer(look, NO, disclaimer="The views are mine.")
    assert act.COPY_DISCLAIMER in buttons(drawn(make_asked(answer), look).blocks)


@pytest.mark.parametrize(
    ("card", "is_automatic", "says"),
    [
        (SEEN, False, "Office management sees this as question 7 in their channel"),
        (SEEN, True, "I passed this on. Office management sees it as question 7"),
        (None, False, "I noted this as question 7 on <!date^"),
        (None, True, "could not reach a channel of office management. Ask them yourself."),
    ],
)
def test_the_asker_is_told_the_number_of_a_hand_off_and_who_sees_it(
    look: Look, card: Shown | None, is_automatic: bool, says: str
) -> None:
    hand_off = dataclasses.replace(OPEN, card=card, is_automatic=is_automatic)
    shown = words_of(drawn(make_asked(make_answer(look, NO), hand_off=hand_off), look))
    assert says in shown
    assert "do not post it" in shown


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"is_automatic": False}, False),
        ({"office": "south"}, False),
        ({"state": HandOffState.CLAIMED}, False),
        ({"remarks": (Remark(Move.PASS_ON, "U8", "Yours.", AT),)}, False),
    ],
)
def test_whose_office_is_not_known_is_told_where_to_choose_it(
    look: Look, changes: dict[str, Any], is_told: bool
) -> None:
    handed = dataclasses.replace(OPEN, card=SEEN, is_automatic=True, office="north")
    asked = make_asked(make_answer(look, NO), hand_off=dataclasses.replace(handed, **changes))
    shown = drawn(asked, with_offices(look))
    assert ("If that is not your office, choose yours" in words_of(shown)) is is_told
    assert any(each.get("action_id") == act.OFFICE_OF_QUESTION for each in nodes(shown.blocks)) is is_told
    assert "choose yours" not in words_of(drawn(asked, look)), "one office: there is nothing to choose"


@pytest.mark.parametrize("is_automatic", [True, False])
@pytest.mark.parametrize("state", [HandOffState.OPENED, HandOffState.CLAIMED, HandOffState.ASKED_BACK])
def test_who_waits_without_a_name_reads_so_and_can_add_it_once_they_said_yes_to_it(
    look: Look, state: HandOffState, is_automatic: bool
) -> None:
    nameless = dataclasses.replace(
        OPEN, id=70, version=3, state=state, card=SEEN, is_automatic=is_automatic, is_anonymous=True
    )
    message = drawn(make_asked(make_answer(look, NO), hand_off=nameless), look)
    assert "They do not see your name." in words_of(message)
    assert "answer here" not in words_of(message), "it comes in a direct message"
    assert act.read_value(buttons(message.blocks)[act.ADD_NAME]) == act.Pressed(70, ("3",))
    [pressed] = [each for each in nodes(message.blocks) if each.get("action_id") == act.ADD_NAME]
    assert "cannot be taken back" in pressed["confirm"]["text"]["text"]
    assert act.WITHDRAW in buttons(message.blocks)


@pytest.mark.parametrize(
    "changes",
    [{"is_anonymous": False}, *({"state": each} for each in (HandOffState.ANSWERED, HandOffState.WITHDRAWN))],
)
def test_where_no_name_can_be_added_there_is_no_button_for_it(look: Look, changes: dict[str, Any]) -> None:
    hand_off = dataclasses.replace(OPEN, card=SEEN, is_automatic=True, **{"is_anonymous": True, **changes})
    message = drawn(make_asked(make_answer(look, NO), hand_off=hand_off), look)
    assert act.ADD_NAME not in buttons(message.blocks)
    assert "They do not see your name." not in words_of(message)


def test_who_asked_office_management_is_not_told_to_ask_them(look: Look, bank: list[Example]) -> None:
    asked = make_asked(make_answer(look, of_verdict(look, bank, Verdict.CONDITIONAL)))
    unsure = look.rulebook.spoken("en").labels["unsure"]
    assert unsure in words_of(drawn(asked, look))
    assert unsure not in words_of(drawn(dataclasses.replace(asked, hand_off=OPEN), look))
    withdrawn = dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN)
    assert unsure in words_of(drawn(dataclasses.replace(asked, hand_off=withdrawn), look))


def test_private_details_that_were_hidden_are_counted_and_not_named(look: Look) -> None:
    asked = make_private(make_answer(look, NO), PrivateKind.PERSON, PrivateKind.PHONE)
    assert "2 private details were hidden" in words_of(drawn(asked, look))


@pytest.mark.parametrize(("has", "kind"), [(True, "context_actions"), (False, "actions")])
def test_feedback_is_asked_for_on_every_plan(look: Look, has: bool, kind: str) -> None:
    message = drawn(make_asked(make_answer(look, NO)), dataclasses.replace(look, has_feedback_buttons=has))

    assert message.blocks[-1]["type"] == kind
    values = [node["value"] for node in nodes(message.blocks[-1]) if "value" in node]
    assert [act.read_value(value).argument for value in values] == [act.HELPFUL, act.NOT_HELPFUL]


def test_an_answer_away_from_its_question_repeats_the_question(look: Look) -> None:
    answer = make_answer(look, NO)

    assert "You asked" in words_of(drawn(make_private(answer, text="Is [name 1] fine?"), look))
    assert "You asked" not in words_of(drawn(make_asked(answer), look))


def test_a_shared_answer_says_so_and_repeats_nothing_that_was_asked(look: Look) -> None:
    asked = make_private(make_answer(look, NO), text="my own words")
    message = drawn(asked, look, seen_by=Audience.THREAD)

    assert can_be_shared(asked)
    assert "Shared by the person who asked." in words_of(message)
    assert "my own words" not in words_of(message)
    assert act.SHARE not in buttons(message.blocks)


@pytest.mark.parametrize("entry", sorted(ALONE))
def test_what_was_asked_behind_a_door_is_shared_with_its_question_and_who_asked_it(look: Look, entry: Entry) -> None:
    asked = make_private(make_answer(look, NO), text="my own words")
    asked = dataclasses.replace(asked, entry=entry, hand_off=dataclasses.replace(OPEN, is_anonymous=True))
    now_common = dataclasses.replace(asked, audience=Audience.THREAD)

    for message in (drawn(asked, look, seen_by=Audience.THREAD), drawn(now_common, look)):
        assert "my own words" in words_of(message)
        assert "<@U1> asked me this and shares the answer." in words_of(message)
        assert "You asked" not in words_of(message)
        assert "question 7" not in words_of(message), "what they have with office management is their own matter"
        assert not {act.SHARE, act.WITHDRAW, act.ADD_NAME} & buttons(message.blocks).keys()
    assert act.SHARE not in buttons(drawn(now_common, look, seen_by=Audience.ASKER).blocks)
    assert act.SHARE not in buttons(drawn(asked, dataclasses.replace(look, may_share=False)).blocks)


def test_a_question_without_an_answer_says_why_and_offers_a_person(look: Look) -> None:
    message = drawn(make_asked(None, error="The reader <broke>."), look)

    assert "The reader &lt;broke&gt;." in words_of(message)
    assert act.ASK_MANAGEMENT in buttons(message.blocks)
    assert message.text == "I could not answer this"
    assert drawn(make_asked(None), look, language="es").text == "No pude contestar esto"


def test_a_replaced_answer_is_struck_and_has_nothing_to_press(look: Look) -> None:
    message = struck_message(make_asked(make_answer(look, NO), state=AskedState.REPLACED), look)
    check_message(message.text, message.blocks)

    assert not buttons(message.blocks)
    assert all(
        n.get("style", {}).get("strike") for n in nodes(message.blocks) if n.get("type") == "text" and n["text"] != "\n"
    )
    assert "✗" not in message.text, "a notification must not repeat a verdict that no longer stands"


LONG = "word " * 900


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_answer_of_the_bank_fits_into_a_message(look: Look, bank: list[Example], language: str) -> None:
    more = {"suggestion": LONG[:1800], "draft": (Piece(LONG, "c", "POLICY 1"),)}
    for row in bank:
        answer = make_answer(look, row.facts, row.kind, language=language, **more)
        drawn(make_asked(answer, hand_off=OPEN), look)
        drawn(make_private(answer, PrivateKind.PERSON, text=LONG), look)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("note", HOW_TAKEN)
def test_how_a_message_was_taken_after_others_is_said(look: Look, note: str, language: str) -> None:
    says = look.rulebook.spoken(language).labels[note]
    answer = make_answer(look, {"client_in_media": True}, language=language)

    assert says not in words_of(drawn(make_asked(answer), look))
    assert says in words_of(drawn(make_asked(dataclasses.replace(answer, notes=(note,))), look))


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_policy_says_fits_into_a_message(look: Look, language: str) -> None:
    rulebook = look.rulebook.spoken(language)
    for topic in rulebook.topics:
        case = make_case(make_reading(Kind.POLICY)).with_(decision=Decision(Verdict.INFO, topic=topic))
        message = drawn(make_asked(compose(case, rulebook, look.library).answer), look)
        assert escaped(topic.says) in words_of(message)


def test_every_fixed_reply_fits_into_a_message(look: Look) -> None:
    for rulebook in (look.rulebook, look.rulebook.spoken("es")):
        replies = [*rulebook.replies.values(), *(each.unread.hand_off for each in rulebook.languages if each.unread)]
        for reply in replies:
            message = drawn(make_asked(fixed_answer(reply, rulebook, look.library)), look)
            assert escaped(reply.reason) in words_of(message)


of_conditions = {"child_welfare_content": True, "wording_unseen": True}


def at_its_longest(look: Look, sign: str) -> Asked:
    """A question whose answer has every part at its longest."""
    text = sign * 6000
    answer = make_answer(
        look,
        of_conditions,
        reason=text,
        instead=text,
        conditions=(text,) * 9,
        draft=(Piece(text[:500]), Piece(text, "c", "MD 16-02, Policy, ¶ 9")),
        suggestion=text[:1800],
        suggestion_conditions=(text,) * 9,
        citations=(Citation("MD 16-02", "md/c", "MD 16-02, Policy, ¶ 9", text, 0, 1, True, text, "a note"),) * 3,
        notes=("text_cut",),
    )
    return make_private(answer, PrivateKind.PERSON, text=text, hand_off=OPEN)


@pytest.mark.parametrize("sign", ["x", "&", "<", " ", "\n", "\N{FACE WITH TEARS OF JOY}", "word "])
def test_an_answer_fits_with_every_part_at_its_longest(look: Look, sign: str) -> None:
    drawn(at_its_longest(look, sign), look)


short = st.text(min_size=1, max_size=40)
long = st.builds(lambda word, times: (word * times)[:6000], st.text(min_size=1, max_size=12), st.integers(1, 3000))
citations = st.builds(
    Citation, st.just("MD 16-02"), st.just("md/c"), short, long, st.just(0), st.just(1), st.booleans(), st.none() | long, st.none() | short,
)  # fmt: skip


@given(st.data())
def test_whatever_an_answer_holds_it_fits_into_a_message(look: Look, data: st.DataObject) -> None:
    """However long its parts become, by a longer rule or a model's rewording, Slack takes it."""
    some = data.draw
    answer = make_answer(
        look,
        of_conditions,
        headline=some(short),
        reason=some(long),
        instead=some(long),
        conditions=tuple(some(st.lists(long, max_size=9))),
        disclaimer=some(st.none() | short),
        draft=tuple(some(st.lists(st.builds(Piece, long, st.just("c"), short), max_size=3))),
        suggestion=some(st.none() | long),
        suggestion_conditions=tuple(some(st.lists(long, max_size=9))),
        citations=tuple(some(st.lists(citations, max_size=3))),
    )
    hidden = tuple(some(st.lists(st.sampled_from(PrivateKind), max_size=3)))
    drawn(make_asked(answer, hand_off=OPEN), look)
    drawn(make_private(answer, *hidden, text=some(long)), look)
    message = struck_message(make_asked(answer), look)
    check_message(message.text, message.blocks)
