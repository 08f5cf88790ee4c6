"""Every button and form under an answer: pressed by its asker, by somebody else, twice, and as an older release wrote it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from assistant.desk.desk import Desk
from assistant.desk.records import Asked, ChannelMode
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from assistant.storage.database import DatabaseUnreachable
from tests.scenario.conftest import OpenService

NO = "Can I post a photo of a foster child on my Instagram if I blur the face?"
OPINION = "Can I share my own opinion on a new child welfare law on my personal Facebook?"
ASKED_BACK = "Can I post a photo of a kid on Facebook?"
LONG = 10.0

Ask = Callable[..., SeenMessage]


@pytest.fixture
def service(run_service: OpenService) -> Service:
    return run_service()


@pytest.fixture
def ask(slack: StandIn, service: Service, ada: Person, office: Channel) -> Ask:
    """Ada asks in the channel, or directly; the answer as she sees it."""

    def asked(text: str = NO, *, directly: bool = False) -> SeenMessage:
        channel = None if directly else office
        question = ada.says(channel, text if directly else f"@{slack.bot.real_name} {text}")
        return slack.wait_for(lambda: told(ada, channel, question.ts), LONG)[0]

    return asked


def told(person: Person, channel: Channel | None = None, thread: str = "") -> list[SeenMessage]:
    seen = person.sees(channel, thread=thread) if thread else person.sees(channel)
    return [message for message in seen if message.from_app]


def whispers(person: Person, channel: Channel) -> list[str]:
    return [message.words for message in told(person, channel) if message.is_whispered]


def kept(service: Service, person: Person, slack: StandIn) -> Asked:
    return service.desk.recent(person.id, slack.team.id)[0]


FORMS = {
    actions.WHY: actions.WHY_VIEW,
    actions.CORRECT: actions.CORRECTION_FORM,
    actions.ASK_MANAGEMENT: actions.HAND_OVER_FORM,
    actions.COPY_DISCLAIMER: actions.DISCLAIMER_VIEW,
}


@pytest.mark.parametrize(("button", "form"), FORMS.items())
def test_a_button_opens_its_form(slack: StandIn, ask: Ask, ada: Person, button: str, form: str) -> None:
    answer = ask(OPINION)

    ada.presses(answer, button)
    modal = slack.wait_for(lambda: ada.modal, LONG)

    assert modal.content["callback_id"] == form


def test_switched_off_nothing_is_corrected_and_office_management_can_still_be_asked(
    slack: StandIn, service: Service, ask: Ask, ada: Person, mia: Person, office: Channel
) -> None:
    answer = ask()
    service.desk.set_switch(slack.team.id, False, mia.id)

    ada.presses(answer, actions.CORRECT)
    [sentence] = slack.wait_for(lambda: whispers(ada, office), LONG)

    assert "switched off" in sentence
    assert ada.modal is None
    ada.presses(answer, actions.ASK_MANAGEMENT)
    assert slack.wait_for(lambda: ada.modal, LONG).content["callback_id"] == actions.HAND_OVER_FORM


def test_switched_off_who_wants_the_answer_in_private_is_told_so(
    slack: StandIn, service: Service, ask: Ask, ada: Person, mia: Person, office: Channel
) -> None:
    answer = ask()
    service.desk.set_switch(slack.team.id, False, mia.id)

    ada.presses(answer, actions.GET_PRIVATELY)
    [sentence] = slack.wait_for(lambda: whispers(ada, office), LONG)

    assert "switched off" in sentence
    assert told(ada) == []


def test_a_name_in_a_correction_takes_the_answer_out_of_the_channel_and_nobody_is_told_to_delete_their_question(
    slack: StandIn, ask: Ask, ada: Person, ben: Person, office: Channel
) -> None:
    ada.presses(ask(OPINION), actions.CORRECT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"missed": "It is about Marcus Webb, case 1234567."})

    slack.wait_for(lambda: told(ada), LONG)
    pointer = slack.wait_for(lambda: [said for said in whispers(ada, office) if "What you added" in said], LONG)[0]

    assert "elete" not in pointer
    assert "your message holds" not in pointer
    slack.wait_for(lambda: [m for m in told(ben, office) if "no longer stands" in m.words], LONG)
    assert "Marcus" not in " ".join(m.words for m in told(ben, office))


ASKERS_OWN = [actions.CORRECT, actions.ASK_MANAGEMENT, actions.GET_PRIVATELY]


@pytest.mark.parametrize("button", ASKERS_OWN)
def test_a_colleague_is_told_that_only_the_asker_can_do_that(
    slack: StandIn, ask: Ask, ben: Person, office: Channel, button: str
) -> None:
    answer = ask()

    ben.presses(answer, button)
    [sentence] = slack.wait_for(lambda: whispers(ben, office), LONG)

    assert "Only the person who asked" in sentence
    assert ben.modal is None
    assert told(ben) == []


@pytest.mark.parametrize("button", [actions.WHY, actions.COPY_DISCLAIMER])
def test_what_everybody_sees_a_colleague_may_look_into(slack: StandIn, ask: Ask, ben: Person, button: str) -> None:
    answer = ask(OPINION)

    ben.presses(answer, button)

    assert slack.wait_for(lambda: ben.modal, LONG)


EVERY_BUTTON = [
    actions.WHY,
    actions.CORRECT,
    actions.ASK_MANAGEMENT,
    actions.COPY_DISCLAIMER,
    actions.GET_PRIVATELY,
    actions.SHARE,
    actions.WITHDRAW,
    actions.FEEDBACK_HELPFUL,
    actions.FEEDBACK_NOT_HELPFUL,
    actions.choose(0),
]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("v0|1", "older version"),
        ("1", "older version"),
        ("", "older version"),
        (actions.write_value(999_999, 0), "I do not have that question any more"),
    ],
    ids=["another version", "none", "empty", "no such question"],
)
def test_a_button_of_another_release_or_of_no_question_says_so(
    slack: StandIn, ask: Ask, ada: Person, office: Channel, value: str, says: str
) -> None:
    answer = ask()

    for count, button in enumerate(EVERY_BUTTON):
        ada.forges(answer, {"action_id": button, "value": value})
        slack.wait_for(lambda count=count: len(whispers(ada, office)) > count, LONG)

    assert all(says in sentence for sentence in whispers(ada, office))
    assert ada.modal is None


def test_a_button_under_an_answer_that_was_replaced_says_so(
    slack: StandIn, service: Service, ask: Ask, ada: Person
) -> None:
    answer = ask(ASKED_BACK, directly=True)
    old = answer.action_of("Yes, from work")
    value = actions.write_value(kept(service, ada, slack).id, 0)
    ada.presses(answer, old)
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)

    ada.forges(answer, {"action_id": old, "value": value})

    slack.wait_for(lambda: [m for m in told(ada) if "has a newer answer" in m.words], LONG)
    assert len(told(ada)) == 3


def test_a_choice_of_a_colleague_changes_nothing(slack: StandIn, ask: Ask, ben: Person, office: Channel) -> None:
    answer = ask(ASKED_BACK)

    ben.presses(answer, answer.action_of("Yes, from work"))
    [sentence] = slack.wait_for(lambda: whispers(ben, office), LONG)

    assert "Only the person who asked" in sentence
    assert len([m for m in told(ben, office) if not m.is_whispered]) == 1


def test_a_choice_pressed_twice_is_answered_once(slack: StandIn, ask: Ask, ada: Person) -> None:
    answer = ask(ASKED_BACK, directly=True)
    slack.trouble.deliver_twice()

    ada.presses(answer, answer.action_of("Yes, from work"))
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)
    slack.wait_settled(LONG)

    assert len([m for m in told(ada) if "Don't post this" in m.text]) == 1


def test_what_was_understood_is_corrected_and_decided_again(
    slack: StandIn, service: Service, ask: Ask, ada: Person
) -> None:
    answer = ask(directly=True)
    ada.presses(answer, actions.CORRECT)
    slack.wait_for(lambda: ada.modal, LONG)

    ada.submits(values={"fact:client_in_media": "not-so"})
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)

    assert kept(service, ada, slack).settled == {"client_in_media": None}
    assert slack.wait_for(lambda: [m for m in told(ada) if m.ts == answer.ts and m.is_edited], LONG)


def test_a_correction_that_changes_nothing_is_told_so(slack: StandIn, ask: Ask, ada: Person) -> None:
    answer = ask(directly=True)
    ada.presses(answer, actions.CORRECT)
    slack.wait_for(lambda: ada.modal, LONG)

    ada.submits()

    assert slack.wait_for(lambda: [m for m in told(ada) if "Nothing was changed" in m.words], LONG)


def test_a_hand_over_is_confirmed_shown_with_its_number_and_withdrawn(
    slack: StandIn, service: Service, ask: Ask, ada: Person, ben: Person, office: Channel
) -> None:
    answer = ask()
    ada.presses(answer, actions.ASK_MANAGEMENT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()
    [opened] = slack.wait_for(lambda: [m for m in told(ben, office) if "Withdraw" in m.buttons], LONG)

    ben.presses(opened, actions.WITHDRAW)
    slack.wait_for(lambda: whispers(ben, office), LONG)
    still = kept(service, ada, slack).hand_off
    ada.presses(opened, actions.WITHDRAW)
    slack.wait_for(lambda: [m for m in told(ben, office) if "was withdrawn" in m.words], LONG)
    ada.forges(opened, {"action_id": actions.WITHDRAW, "value": actions.write_value(kept(service, ada, slack).id)})
    slack.wait_for(lambda: whispers(ada, office), LONG)

    assert "I noted this as question 1" in opened.words
    assert still is not None
    assert still.state is HandOffState.OPENED
    assert opened.ts == answer.ts


def test_a_hand_over_sent_twice_opens_one(slack: StandIn, service: Service, ask: Ask, ada: Person) -> None:
    answer = ask(directly=True)
    ada.presses(answer, actions.ASK_MANAGEMENT)
    slack.wait_for(lambda: ada.modal, LONG)
    slack.trouble.deliver_twice()

    ada.submits()
    slack.wait_for(lambda: [m for m in told(ada) if "Withdraw" in m.buttons], LONG)
    slack.wait_settled(LONG)

    assert [each.number for each in service.desk.hand_offs(ada.id, slack.team.id)] == [1]


def test_a_channels_answer_comes_privately_once_however_often_it_is_asked_for(
    slack: StandIn, ask: Ask, ada: Person, ben: Person, office: Channel
) -> None:
    answer = ask()

    for _ in range(2):
        before = len(whispers(ada, office))
        ada.presses(answer, actions.GET_PRIVATELY)
        slack.wait_for(lambda before=before: len(whispers(ada, office)) > before, LONG)

    assert [m.text for m in told(ada)] == [answer.text]
    assert len(told(ben, office)) == 1


def test_a_private_copy_is_struck_and_removed_with_its_question(
    slack: StandIn, ask: Ask, ada: Person, ben: Person, office: Channel
) -> None:
    answer = ask()
    question = next(m for m in ada.sees(office) if m.ts == answer.thread_ts)
    ada.presses(answer, actions.GET_PRIVATELY)
    [copy] = slack.wait_for(lambda: told(ada), LONG)
    slack.wait_for(lambda: whispers(ada, office), LONG)
    slack.wait_settled(LONG)

    own = next(m for m in slack.platform.workspaces.messages(office.id) if m.ts == question.ts)
    ada.edits(own, f"@{slack.bot.real_name} {NO} And if it is shown from behind?")
    slack.wait_for(lambda: [m for m in told(ada) if m.ts == copy.ts and "no longer stands" in m.words], LONG)

    ada.deletes(own)
    slack.wait_for(lambda: not told(ada) and not told(ben, office), LONG)


def test_a_private_answer_is_shared_with_the_thread_by_its_asker_alone(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    ada.says(office, f"@{slack.bot.real_name} in private: {NO}")
    [private] = slack.wait_for(lambda: told(ada), LONG)

    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()
    [shared] = slack.wait_for(lambda: told(ben, office), LONG)

    assert "Shared by the person who asked." in shared.words
    assert shared.thread_ts


@pytest.mark.parametrize("word", ["privately:", "En privado: "])
def test_a_channels_answer_is_asked_for_privately_and_shared_afterwards(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel, word: str
) -> None:
    ada.says(office, f"@{slack.bot.real_name} {word} {NO}")
    [private] = slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)
    assert told(ben, office) == []
    assert "Don't post this" in private.text

    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()

    [shared] = slack.wait_for(lambda: told(ben, office), LONG)
    assert "Shared by the person who asked." in shared.words


def test_where_the_channel_lets_nobody_see_answers_none_is_offered_to_be_shared(
    slack: StandIn, service: Service, ada: Person, mia: Person, office: Channel
) -> None:
    service.desk.set_mode(slack.team.id, office.id, ChannelMode.PRIVATE, mia.id)
    ada.says(office, f"@{slack.bot.real_name} {NO}")
    [private] = slack.wait_for(lambda: told(ada), LONG)

    assert actions.SHARE not in private.actions


def test_an_answer_to_private_data_is_never_shared(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    ada.says(office, f"@{slack.bot.real_name} Can I post a photo of Marcus Webb and his case worker on my Facebook?")
    [private] = slack.wait_for(lambda: told(ada), LONG)
    value = actions.write_value(kept(service, ada, slack).id)
    ada.forges(private, {"action_id": actions.SHARE, "value": value})
    slack.wait_for(lambda: [m for m in told(ada) if "stays with you" in m.words], LONG)

    assert ada.modal is None
    assert actions.SHARE not in private.actions
    assert told(ben, office) == []


def test_a_stranger_to_a_private_answer_cannot_look_into_it(
    slack: StandIn, service: Service, ask: Ask, ada: Person, ben: Person, office: Channel
) -> None:
    public = ask()
    ada.says(None, "Can I post a photo of Marcus Webb and his case worker on my Facebook?")
    slack.wait_for(lambda: told(ada), LONG)
    direct = kept(service, ada, slack).id
    ada.runs("/canipost", NO, office)
    slack.wait_for(lambda: whispers(ada, office), LONG)
    alone = kept(service, ada, slack).id
    board = slack.channel("board", ada)
    ada.says(board, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: told(ada, board), LONG)
    elsewhere = kept(service, ada, slack).id

    for private in (direct, alone, elsewhere):
        for button in (actions.WHY, actions.COPY_DISCLAIMER, actions.FEEDBACK_HELPFUL):
            before = len(whispers(ben, office))
            ben.forges(public, {"action_id": button, "value": actions.write_value(private, actions.HELPFUL)})
            slack.wait_for(lambda before=before: len(whispers(ben, office)) > before, LONG)

    assert all("Only the person who asked" in words for words in whispers(ben, office))
    assert ben.modal is None


def test_a_form_that_carries_a_question_of_somebody_else_rates_nothing(
    slack: StandIn, service: Service, ada: Person, ben: Person
) -> None:
    answers = {}
    for person in (ben, ada):
        person.says(None, NO)
        [answers[person.id]] = slack.wait_for(lambda person=person: told(person), LONG)
    theirs = service.desk.recent(ada.id, slack.team.id)[0].id
    mine = actions.write_value(kept(service, ben, slack).id, actions.NOT_HELPFUL)
    ben.forges(answers[ben.id], {"action_id": actions.FEEDBACK_NOT_HELPFUL, "value": mine})
    form = slack.wait_for(lambda: ben.modal, LONG)
    form.content["private_metadata"] = actions.write_value(theirs)

    ben.submits(values={"more": "forged"})
    slack.wait_for(lambda: [m for m in told(ben) if "Only the person who asked" in m.words], LONG)

    with service.desk.database.reading() as connection:
        rows = connection.execute(text("SELECT asked FROM feedback WHERE reason <> ''")).all()
    assert rows == []


@pytest.mark.parametrize("is_plain", [False, True], ids=["feedback buttons", "plain buttons"])
def test_feedback_is_kept_and_the_last_one_counts(
    slack: StandIn, service: Service, ask: Ask, ada: Person, is_plain: bool
) -> None:
    answer = ask(directly=True)
    id = kept(service, ada, slack).id
    if is_plain:
        ada.forges(answer, {"action_id": actions.FEEDBACK_HELPFUL, "value": actions.write_value(id, actions.HELPFUL)})
    else:
        ada.presses(answer, actions.FEEDBACK, actions.write_value(id, actions.HELPFUL))
    slack.wait_for(lambda: [m for m in told(ada) if "Thank you" in m.words], LONG)
    ada.forges(
        answer, {"action_id": actions.FEEDBACK_NOT_HELPFUL, "value": actions.write_value(id, actions.NOT_HELPFUL)}
    )
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"reasons": ["wrong"], "more": "Marcus Webb is not a client"})
    slack.wait_for(lambda: len([m for m in told(ada) if "Thank you" in m.words]) == 2, LONG)

    with service.desk.database.reading() as connection:
        [row] = connection.execute(text("SELECT is_helpful, reason FROM feedback")).all()
    assert not row.is_helpful
    assert row.reason.startswith("wrong; ")
    assert "Marcus" not in row.reason


@pytest.mark.parametrize(
    ("button", "form"),
    [
        (actions.CORRECT, actions.CORRECTION_FORM),
        (actions.ASK_MANAGEMENT, actions.HAND_OVER_FORM),
        (actions.FEEDBACK_NOT_HELPFUL, actions.NOT_HELPFUL_FORM),
    ],
)
def test_a_form_of_a_release_that_nobody_reads_says_so(
    slack: StandIn, service: Service, ask: Ask, ada: Person, button: str, form: str
) -> None:
    answer = ask(directly=True)
    value = actions.write_value(kept(service, ada, slack).id, actions.NOT_HELPFUL)
    ada.forges(answer, {"action_id": button, "value": value})
    modal = slack.wait_for(lambda: ada.modal, LONG)
    modal.content["private_metadata"] = "v0|1"

    ada.submits()

    assert modal.content["callback_id"] == form

    def is_told() -> bool:
        """In the form, which stays open so that what was written can be copied; else by a message."""
        said = [*modal.errors.values(), *(message.words for message in told(ada))]
        return any("older version" in each for each in said)

    assert slack.wait_for(is_told, LONG)


def test_when_the_database_fails_at_a_press_the_person_is_told(
    slack: StandIn, service: Service, ask: Ask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(directly=True)

    def fail(desk: Desk, id: int) -> None:
        raise DatabaseUnreachable("locked")

    monkeypatch.setattr(Desk, "asked", fail)
    ada.presses(answer, actions.WHY)

    assert slack.wait_for(lambda: [m for m in told(ada) if "Something went wrong" in m.words], LONG)


def test_a_form_that_opens_too_late_is_asked_to_be_opened_again(
    slack: StandIn, service: Service, ask: Ask, ada: Person
) -> None:
    answer = ask(directly=True)
    slack.trouble.refuse("views.open", "expired_trigger_id")

    ada.presses(answer, actions.WHY)

    assert slack.wait_for(lambda: [m for m in told(ada) if "Please press again" in m.words], LONG)
