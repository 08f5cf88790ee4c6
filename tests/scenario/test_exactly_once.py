"""Every deed is worked on exactly once, whatever Slack repeats, reorders or loses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.journal import Happening
from tests.postgres import PostgresServer
from tests.scenario.conftest import OpenService, slack_settings, wait_until
from tests.scenario.test_slack_buttons import LONG, NO, told


def posts(slack: StandIn) -> int:
    return len([entry for entry in slack.journal.entries(Happening.POSTED) if entry.facts["message"].bot_id])


def test_an_event_delivered_twice_at_once_is_answered_once(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, office: Channel
) -> None:
    run_service(either_mode)
    slack.trouble.deliver_twice(2)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: told(ada, office), LONG)
    slack.wait_settled(LONG)

    assert posts(slack) == 1


def test_an_event_whose_acknowledgement_was_lost_is_answered_once(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    slack.drop_acks()

    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)

    assert slack.deliveries[0].attempts == 2
    assert posts(slack) == 1


def test_an_event_delivered_again_after_a_restart_is_answered_once(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    first = run_service()
    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    first.close()

    run_service()
    slack.trouble.redeliver(slack.deliveries[0])
    slack.wait_settled(LONG)

    assert posts(slack) == 1


def test_a_post_whose_reply_was_lost_is_found_and_not_posted_again(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service()
    slack.trouble.lose_reply("chat.postMessage", times=2)

    ada.says(None, NO)
    ada.says(office, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: slack.calls("conversations.replies")[1:], LONG)
    slack.wait_settled(LONG)

    assert posts(slack) == 2
    assert (len(told(ada)), len(told(ada, office))) == (1, 1)


def test_a_private_post_whose_reply_was_lost_is_found_too(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service()
    slack.trouble.lose_reply("chat.postMessage")

    ada.says(office, f"@{slack.bot.real_name} Can I post a photo of Marcus Webb and his case worker on my Facebook?")
    slack.wait_for(lambda: told(ada, office), LONG)

    assert len(told(ada)) == 1


def test_question_edit_and_deletion_out_of_order_leave_nothing_behind(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()
    slack.trouble.hold()
    question = ada.says(None, NO)
    ada.edits(question, "Can I share my own opinion on my personal Facebook?")
    ada.deletes(question)

    slack.trouble.release(is_reversed=True)
    slack.wait_settled(LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    assert told(ada) == []


def test_an_edit_told_before_its_question_is_what_is_answered(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()
    slack.trouble.hold()
    question = ada.says(None, NO)
    ada.edits(question, "Can I share my own opinion on a new child welfare law on my personal Facebook?")

    slack.trouble.release(is_reversed=True)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    standing = [m for m in told(ada) if "no longer stands" not in m.words]
    assert len(standing) == 1
    assert "Don't post this" not in standing[0].text


Program = subprocess.Popen[str]
Start = Callable[..., Program]


@pytest.fixture
def start_program(slack: StandIn, tmp_path: Path, repository: Path) -> Iterator[Start]:
    """Start the real program, `canipost slack run`, and wait until it is connected; it is ended in any case."""
    settings = slack_settings(slack)
    assert settings.bot_token
    assert settings.app_token
    environment = os.environ | {
        "SLACK_BOT_TOKEN": settings.bot_token.get_secret_value(),
        "SLACK_APP_TOKEN": settings.app_token.get_secret_value(),
        "SLACK_API_URL": slack.api_url,
        "CANIPOST_SLACK_PORT": "0",
        "CANIPOST_HOME": str(tmp_path),
        "CANIPOST_SWEEP_SECONDS": "1",
        "CANIPOST_LEASE_SECONDS": "6",
        "PYTHONPATH": str(repository),
    }
    started: list[Program] = []

    def start(**changes: str) -> Program:
        before = slack.platform.sockets.count
        run = [sys.executable, "-c", "from assistant.cli.main import run; run()", "slack", "run"]
        process = subprocess.Popen(
            run, env=environment | changes, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        slack.wait_connected(before + 1, 120)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process: Program, number: int) -> str:
    """What it said, once it ended."""
    process.send_signal(number)
    said, _ = process.communicate(timeout=60)
    return said


def test_the_program_killed_after_it_posted_is_started_again_and_posts_no_second_answer(
    slack: StandIn, ada: Person, start_program: Start
) -> None:
    """It never heard that the post was made, nor that Slack was told that it has the question."""
    first = start_program()
    slack.trouble.lose_reply("chat.postMessage")
    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), 60)
    end(first, signal.SIGKILL)
    slack.wait_for(lambda: slack.platform.sockets.count == 0, 30)

    second = start_program()
    slack.trouble.redeliver(slack.deliveries[0])
    slack.wait_for(lambda: slack.calls("conversations.replies"), 120)
    ada.says(None, NO)
    slack.wait_for(lambda: len(told(ada)) == 2, 60)
    slack.wait_settled(60)
    said = end(second, signal.SIGTERM)

    assert second.returncode == 0, said
    assert "Connected to Slack" in said
    assert NO not in said
    assert len(told(ada)) == 2


def test_two_replicas_answer_every_question_once_also_when_one_is_killed(
    slack: StandIn, ada: Person, start_program: Start, postgres: PostgresServer
) -> None:
    database = postgres.new_database()
    one = start_program(CANIPOST_DATABASE=database)
    other = start_program(CANIPOST_DATABASE=database)
    slack.trouble.deliver_twice(8)

    questions = [ada.says(None, NO) for _ in range(8)]
    slack.wait_for(lambda: told(ada), 60)
    end(one, signal.SIGKILL)
    slack.wait_for(lambda: all(told(ada, None, question.ts) for question in questions), 150)
    slack.wait_settled(60)
    said = end(other, signal.SIGTERM)

    assert other.returncode == 0, said
    assert [len(told(ada, None, question.ts)) for question in questions] == [1] * 8
