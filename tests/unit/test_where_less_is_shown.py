"""Has every line of the table "Where less is shown" in docs/slack.md its test?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assistant.slack.scopes import read_scopes

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "slack.md"

OUTAGES, WORDS, SLACK = "scenario/test_outages.py", "scenario/test_refused_words.py", "unit/assistant/slack"
SHARING = "scenario/test_sharing.py"
TESTED = {
    "`ratelimited` (429)": f"{OUTAGES}::test_when_slack_asks_to_wait_the_answer_comes_after_that_time",
    "a kept connection breaks": f"{SLACK}/test_kept_client.py::test_what_does_no_harm_twice_is_asked_once_more_when_a_kept_connection_breaks",
    "5xx, `internal_error`": f"{OUTAGES}::test_when_slack_fails_the_answer_comes_when_it_works_again",
    "may not look for the key": f"{OUTAGES}::test_without_the_right_to_look_an_answer_is_repeated_rather_than_lost",
    "`invalid_blocks`, `msg_too_long`": f"{OUTAGES}::test_where_slack_takes_no_blocks_the_whole_answer_is_said_in_words",
    "may not post in the channel (`not": f"{WORDS}::test_whichever_word_says_not_in_this_channel_the_asker_is_answered_directly",
    "a permission is missing for posting": f"{WORDS}::test_where_a_permission_is_missing_the_asker_hears_that_and_the_log_names_it",
    "the channel of an office is public": "scenario/test_managing_late.py::test_nothing_is_shown_in_a_channel_that_others_read_and_the_next_level_sees_it",
    "may not post in the channel of office": "scenario/test_hand_offs.py::test_a_channel_that_cannot_be_reached_is_told_to_asker_administrators_and_log",
    "somebody deleted a card": f"{WORDS}::test_a_card_that_somebody_deleted_is_posted_anew_when_something_changes",
    "cannot write to the asker either": f"{OUTAGES}::test_a_token_that_slack_takes_no_more_is_named_in_the_log",
    "no status": f"{OUTAGES}::test_without_a_status_the_answer_comes_all_the_same_and_none_is_tried_for_a_while",
    "no suggested prompts": "scenario/test_slack_home.py::test_where_the_plan_has_no_prompts_people_are_greeted_once",
    "the app is no member of the channel that": f"{SHARING}::test_where_the_app_is_no_member_the_reason_is_told_and_once_invited_it_is_shared",
    "may not post in the channel, when": f"{SHARING}::test_where_slack_refuses_the_post_itself_the_answer_stays_with_its_asker_who_is_told",
    "whispering fails": f"{OUTAGES}::test_an_asker_who_cannot_be_pointed_to_the_answer_has_it_all_the_same",
    "shows a whisper in no thread": "scenario/test_slack_refusals.py::test_in_a_channel_that_is_switched_off_a_mention_is_told_so_once_where_it_is_seen",
    "takes no word in a direct message of two others": "scenario/test_slack_asking.py::test_a_word_to_somebody_in_a_conversation_of_two_others_comes_directly",
    "a response URL is used up": f"{WORDS}::test_a_command_whose_address_is_used_up_is_answered_directly",
    "our message is gone": f"{OUTAGES}::test_an_answer_that_was_removed_is_shown_anew_when_it_has_something_new_to_say",
    "a form cannot be opened": "scenario/test_slack_buttons.py::test_a_form_that_opens_too_late_is_asked_to_be_opened_again",
    "who somebody is cannot be looked up": f"{SLACK}/test_profile.py::test_where_slack_does_not_tell_the_request_counts_and_nobody_is_an_administrator",
    "who is in the group or channel": f"{SLACK}/test_managers.py::test_where_slack_does_not_tell_the_last_list_holds_for_an_hour_then_nobody_is_sure",
    "takes long to tell what must be known": "scenario/test_acknowledged.py::test_every_sort_of_arrival_is_acknowledged_in_time_though_each_call_takes_two_seconds",
    "takes long to renew a token": "scenario/test_acknowledged.py::test_among_many_workspaces_it_is_acknowledged_in_time_though_it_takes_long_to_renew_a_token_and_say_who_we_are",
    "the profile field": f"{SLACK}/test_profile.py::test_the_office_of_a_profile_is_read_only_where_a_field_is_set_and_remembered_as_a_profile_is",
    "the database cannot be written": f"{WORDS}::test_a_form_that_cannot_be_kept_is_not_acknowledged_and_slack_says_so",
    "a stream expires": "unit/test_where_less_is_shown.py::test_nothing_is_streamed",
}  # fmt: skip
"""How a line begins, and its test."""


def lines() -> list[str]:
    """The first cell of each line of the table."""
    part = DOCUMENT.read_text(encoding="utf-8").split("## Where less is shown")[1].split("\n## ")[0]
    return [line[2:] for line in part.splitlines() if line.startswith("| ")][2:]


def test_every_line_has_a_test_and_every_test_its_line() -> None:
    found = [[start for start in TESTED if line.startswith(start)] for line in lines()]
    assert [line for line, starts in zip(lines(), found, strict=True) if len(starts) != 1] == []
    assert {start for starts in found for start in starts} == set(TESTED)


@pytest.mark.parametrize("named", TESTED.values())
def test_the_test_of_a_line_is_there_and_runs_always(named: str) -> None:
    file, _, name = named.partition("::")
    source = (TESTS / file).read_text(encoding="utf-8")
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert found
    assert not re.search(r"slow|skip|xfail", " ".join(map(ast.unparse, found[0].decorator_list)))


def test_nothing_is_streamed() -> None:
    """Which methods are called is what the table of permissions says (`test_scopes.py`)."""
    assert [method for method in read_scopes().methods if "stream" in method.lower()] == []
