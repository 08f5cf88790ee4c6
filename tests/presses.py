"""
Everything that can be pressed, sent or typed at the app, by its name: who does it, and what becomes of it otherwise.

`tests/unit/assistant/slack/test_listeners.py` holds the tables against what the app listens to;
`tests/scenario/test_every_press.py` plays them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from assistant.slack.blocks import actions as act
from assistant.slack.blocks import management_forms as managing
from assistant.slack.blocks.hand_over_forms import TEXT
from assistant.slack.blocks.precedent_letters import TOLD
from assistant.slack.manifest import COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT

Name = str | re.Pattern[str]

ASKER = "Only the person who asked"
MANAGER = "Only managers of the office"
ADMIN = "Only an administrator"
POLICY = "Only the policy section"


class On(Enum):
    """What a button or form carries."""

    QUESTION = auto()
    HAND_OFF = auto()
    PRECEDENT = auto()
    SETTING = auto()
    """A value of an administrator's menu or switch."""
    PAGE = auto()
    NOTHING = auto()
    """Nothing that is read: it opens something for whoever pressed, or is a link."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    `name` as it stands on a message. `by_owner` is the test that does it as whoever it is for does.

    `to_others` is what somebody else is told; empty where it is theirs as much as anybody's, and touches nothing of
    others. `says` is the second argument of its value.
    """

    listened: Name
    by_owner: str
    on: On
    to_others: str = ""
    name: str = ""
    says: str | int = 0
    fields: tuple[str, ...] = ()
    """Of a form: its fields, filled with a word; a verdict is chosen."""

    @property
    def shown(self) -> str:
        """Its name on a message."""
        return self.name or str(self.listened)


BUTTONS, ASKING, HOME = "scenario/test_slack_buttons.py", "scenario/test_slack_asking.py", "scenario/test_slack_home.py"
OVER, MANAGING, PRECEDENTS = (
    "scenario/test_handing_over.py", "scenario/test_managing.py", "scenario/test_precedents.py",
)  # fmt: skip
OFFICES, REPORT, HERE = "scenario/test_hand_offs.py", "scenario/test_report.py", "scenario/test_every_press.py"
TIME = "scenario/test_time_in_slack.py"

PRESSES = (
    Row(act.CHOOSE, f"{ASKING}::test_a_choice_continues_the_case", On.QUESTION, ASKER, act.choose(0)),
    Row(act.OFFICE_OF_QUESTION, f"{OVER}::test_where_the_assistant_did_not_know_whose_it_is_the_asker_says_so_and_it_goes_there", On.QUESTION, ASKER, says="south"),
    Row(act.WITHDRAW, f"{BUTTONS}::test_a_hand_over_is_confirmed_shown_with_its_number_and_withdrawn", On.QUESTION, ASKER),
    Row(act.ADD_NAME, "scenario/test_without_a_name.py::test_what_the_assistant_hands_over_names_nobody_until_its_asker_adds_their_name", On.HAND_OFF, ASKER),
    Row(act.WHY, f"{BUTTONS}::test_a_button_opens_its_form", On.QUESTION, ASKER),
    Row(act.CORRECT, f"{BUTTONS}::test_a_button_opens_its_form", On.QUESTION, ASKER),
    Row(act.SHARE, f"{BUTTONS}::test_a_private_answer_is_shared_with_the_thread_by_its_asker_alone", On.QUESTION, ASKER),
    Row(act.COPY_DISCLAIMER, f"{BUTTONS}::test_a_button_opens_its_form", On.QUESTION, ASKER),
    Row(act.GET_PRIVATELY, f"{BUTTONS}::test_a_channels_answer_comes_privately_once_however_often_it_is_asked_for", On.QUESTION, ASKER),
    Row(act.FEEDBACK, f"{BUTTONS}::test_feedback_is_kept_and_the_last_one_counts", On.QUESTION, ASKER, says=act.HELPFUL),
    Row(act.FEEDBACK_HELPFUL, f"{BUTTONS}::test_feedback_is_kept_and_the_last_one_counts", On.QUESTION, ASKER, says=act.HELPFUL),
    Row(act.FEEDBACK_NOT_HELPFUL, f"{BUTTONS}::test_feedback_is_kept_and_the_last_one_counts", On.QUESTION, ASKER, says=act.NOT_HELPFUL),
    Row(act.ASK_MANAGEMENT, f"{BUTTONS}::test_a_button_opens_its_form", On.QUESTION, ASKER),
    Row(act.PUT_TO_THEM, f"{OVER}::test_thanks_change_nothing_and_a_new_question_is_put_to_them_by_its_button", On.QUESTION, ASKER, says=1),
    Row(act.LETTER_REPLY, f"{OVER}::test_a_question_back_is_answered_by_its_form_alone", On.HAND_OFF, ASKER),
    Row(act.LETTER_STILL, "scenario/test_managing_late.py::test_what_is_asked_again_is_answered_again_by_the_card", On.HAND_OFF, ASKER),
    Row(act.LETTER_HELPFUL, f"{OVER}::test_an_answer_comes_to_the_thread_of_the_question_and_a_doubt_reopens_it", On.HAND_OFF, ASKER),
    Row(act.LETTER_NOT_HELPFUL, f"{REPORT}::test_a_hand_off_answered_disputed_and_corrected_is_told_by_the_report_and_the_receipts", On.HAND_OFF, ASKER),
    Row(act.RECEIPT, f"{REPORT}::test_a_hand_off_answered_disputed_and_corrected_is_told_by_the_report_and_the_receipts", On.HAND_OFF, ASKER),
    Row(act.RECEIPT_FILE, f"{REPORT}::test_a_receipt_comes_as_a_file_to_whoever_may_have_it_once_a_wish", On.HAND_OFF, ASKER),
    Row(act.CARD_CLAIM, f"{MANAGING}::test_a_claim_has_one_holder_and_the_slower_one_is_told_who", On.HAND_OFF, MANAGER),
    Row(act.CARD_RELEASE, f"{MANAGING}::test_only_the_holder_releases_and_then_nobody_holds_it", On.HAND_OFF, MANAGER),
    Row(act.CARD_ANSWER, f"{MANAGING}::test_an_answer_goes_through_a_preview_and_is_sent_as_it_was_looked_at", On.HAND_OFF, MANAGER),
    Row(act.CARD_CORRECT, f"{MANAGING}::test_a_correction_takes_the_place_of_the_answer_and_everybody_who_had_it_is_told", On.HAND_OFF, MANAGER),
    Row(act.CARD_READ, f"{OVER}::test_a_manager_reads_the_end_of_a_long_draft_that_they_rule_on", On.HAND_OFF, MANAGER),
    Row(act.CARD_ASK, f"{MANAGING}::test_asking_back_stops_the_clock", On.HAND_OFF, MANAGER),
    Row(act.CARD_REASSIGN, f"{MANAGING}::test_a_manager_gives_it_to_a_manager_of_the_office_who_is_told", On.HAND_OFF, MANAGER),
    Row(act.CARD_PASS_ON, f"{MANAGING}::test_what_is_not_for_them_goes_to_the_other_office_with_a_word_why", On.HAND_OFF, MANAGER),
    Row(act.LETTER_STAY, f"{TIME}::test_a_holder_is_asked_keeps_it_by_the_button_and_loses_it_by_silence", On.HAND_OFF, MANAGER),
    Row(act.LETTER_RETELL, f"{PRECEDENTS}::test_two_managers_make_a_precedent_and_others_read_it_until_it_is_corrected", On.PRECEDENT, MANAGER),
    Row(act.LETTER_APPROVE, f"{PRECEDENTS}::test_two_managers_make_a_precedent_and_others_read_it_until_it_is_corrected", On.PRECEDENT, MANAGER),
    Row(act.LETTER_DECLINE, f"{PRECEDENTS}::test_what_a_second_manager_declines_is_shown_to_nobody", On.PRECEDENT, MANAGER),
    Row(act.LETTER_RENEW, f"{TIME}::test_after_a_year_the_owner_of_a_precedent_renews_it_by_the_letter_or_ends_it", On.PRECEDENT, MANAGER),
    Row(act.HOME_RENEW, f"{PRECEDENTS}::test_managers_see_theirs_in_home_and_can_renew_correct_and_withdraw_each", On.PRECEDENT, MANAGER, act.home_renew(1)),
    Row(act.HOME_CORRECT, f"{PRECEDENTS}::test_managers_see_theirs_in_home_and_can_renew_correct_and_withdraw_each", On.PRECEDENT, MANAGER, act.home_correct(1)),
    Row(act.HOME_DECLINE, f"{PRECEDENTS}::test_managers_see_theirs_in_home_and_can_renew_correct_and_withdraw_each", On.PRECEDENT, MANAGER, act.home_decline(1)),
    Row(act.HOME_PRECEDENTS_BACK, "unit/assistant/slack/test_home.py::test_a_manager_turns_the_pages_and_stays_where_they_are_when_something_changes", On.PAGE),
    Row(act.HOME_PRECEDENTS_NEXT, "unit/assistant/slack/test_home.py::test_a_manager_turns_the_pages_and_stays_where_they_are_when_something_changes", On.PAGE),
    Row(act.HOME_ASK, f"{HOME}::test_home_asks_by_the_form", On.NOTHING),
    Row(act.HOME_ASK_BOX, f"{HOME}::test_what_stands_in_the_box_of_home_is_asked_and_the_box_is_emptied", On.NOTHING),
    Row(act.HOME_WITHDRAW, f"{HOME}::test_home_shows_my_questions_and_open_hand_offs_to_withdraw", On.QUESTION, ASKER, act.home_withdraw(1)),
    Row(act.HOME_OFFICE, f"{OVER}::test_the_office_is_asked_for_once_and_remembered", On.NOTHING),
    Row(act.HOME_CHANNEL_MODE, f"{HOME}::test_an_administrator_sets_what_a_channel_gets", On.SETTING, ADMIN, act.home_channel_mode("C1")),
    Row(act.HOME_OTHER_CHANNELS, f"{HOME}::test_an_administrator_allows_all_channels_or_one", On.SETTING, ADMIN),
    Row(act.HOME_ANY_CHANNEL, f"{HOME}::test_an_administrator_allows_all_channels_or_one", On.NOTHING, ADMIN),
    Row(act.HOME_SWITCH, f"{HOME}::test_the_switch_silences_at_once_and_home_says_who_did_it", On.SETTING, ADMIN, says=act.OFF),
    Row(act.HOME_MANAGEMENT, f"{OFFICES}::test_what_nobody_saw_is_shown_once_a_channel_is_chosen_and_goes_with_it", On.NOTHING, ADMIN),
    Row(act.HOME_NO_MANAGEMENT, f"{OFFICES}::test_what_nobody_saw_is_shown_once_a_channel_is_chosen_and_goes_with_it", On.NOTHING, ADMIN),
    Row(act.HOME_REPORT, f"{REPORT}::test_the_policy_section_looks_at_the_report_and_nobody_else_does", On.NOTHING, POLICY),
    Row(act.HOME_OPEN, f"{HERE}::test_a_link_that_is_followed_says_nothing_and_is_acknowledged", On.NOTHING, name=act.home_open(1)),
    Row(act.OPEN_ANSWER, f"{HERE}::test_a_link_that_is_followed_says_nothing_and_is_acknowledged", On.NOTHING),
    Row(act.OPEN_CARD, f"{HERE}::test_a_link_that_is_followed_says_nothing_and_is_acknowledged", On.NOTHING, name=act.open_card(1)),
)  # fmt: skip
"""Buttons, menus and links. A question in them is one that its asker sees alone."""

LINKS = (act.home_open(1), act.OPEN_ANSWER, act.open_card(1), act.open_card())

FORMS = (
    Row(act.ASK_FORM, f"{ASKING}::test_the_global_shortcut_opens_the_form", On.NOTHING),
    Row(act.CORRECTION_FORM, f"{BUTTONS}::test_what_was_understood_is_corrected_and_decided_again", On.QUESTION, ASKER),
    Row(act.NOT_HELPFUL_FORM, f"{BUTTONS}::test_feedback_is_kept_and_the_last_one_counts", On.QUESTION, ASKER),
    Row(act.HAND_OVER_FORM, f"{BUTTONS}::test_a_hand_over_is_confirmed_shown_with_its_number_and_withdrawn", On.QUESTION, ASKER),
    Row(act.SHARE_FORM, f"{BUTTONS}::test_a_private_answer_is_shared_with_the_thread_by_its_asker_alone", On.QUESTION, ASKER),
    Row(act.CHANNEL_FORM, f"{HOME}::test_an_administrator_allows_all_channels_or_one", On.SETTING, ADMIN),
    Row(act.REPLY_FORM, f"{OVER}::test_a_question_back_is_answered_by_its_form_alone", On.HAND_OFF, ASKER, fields=(TEXT,)),
    Row(act.STILL_FORM, "scenario/test_managing_late.py::test_what_is_asked_again_is_answered_again_by_the_card", On.HAND_OFF, ASKER, fields=(TEXT,)),
    Row(act.ASK_BACK_FORM, f"{MANAGING}::test_asking_back_stops_the_clock", On.HAND_OFF, MANAGER, fields=(managing.TEXT,)),
    Row(act.REASSIGN_FORM, f"{MANAGING}::test_a_manager_gives_it_to_a_manager_of_the_office_who_is_told", On.HAND_OFF, MANAGER),
    Row(act.PASS_ON_FORM, f"{MANAGING}::test_what_is_not_for_them_goes_to_the_other_office_with_a_word_why", On.HAND_OFF, MANAGER),
    Row(act.RETELL_FORM, f"{PRECEDENTS}::test_two_managers_make_a_precedent_and_others_read_it_until_it_is_corrected", On.PRECEDENT, MANAGER, fields=(TOLD,)),
    Row(act.RULING_FORM, f"{MANAGING}::test_an_answer_goes_through_a_preview_and_is_sent_as_it_was_looked_at", On.HAND_OFF, MANAGER, fields=(managing.VERDICT, managing.TEXT)),
    Row(act.RULING_PREVIEW, f"{MANAGING}::test_an_answer_goes_through_a_preview_and_is_sent_as_it_was_looked_at", On.HAND_OFF, MANAGER),
)  # fmt: skip
"""Forms that are sent. Of a ruling form only a preview follows, and for a manager alone."""

REFUSED = "scenario/test_slack_refusals.py::test_guests_are_refused_before_a_form_opens"

DOORS = {
    COMMAND: f"{ASKING}::test_a_command_is_answered_where_it_was_written_and_seen_by_nobody_else",
    GLOBAL_SHORTCUT: f"{ASKING}::test_the_global_shortcut_opens_the_form",
    MESSAGE_SHORTCUT: f"{ASKING}::test_the_shortcut_on_a_message_asks_about_its_text_and_answers_directly",
}
"""The command and the shortcuts, each with the test that uses it. They carry nothing; who may not is told by `REFUSED`."""
