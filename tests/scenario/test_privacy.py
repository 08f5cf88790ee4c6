"""What people write lives in memory only: not in the database, the log, or a call to Slack."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from assistant.slack.blocks import actions
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from tests.scenario.conftest import OpenService
from tests.scenario.test_slack_buttons import LONG, told

SECRETS = ("Marcus", "Webb", "213-555-0187", "Quintero")
QUESTION = "Can I post a photo of Marcus Webb and his case worker on my Facebook? Call me at 213-555-0187."
MORE = "His mother is Rosalinda Quintero."


@pytest.fixture
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """As verbose as anybody could set it: the root at DEBUG."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_what_people_write_is_nowhere_but_in_slack(
    slack: StandIn,
    run_service: OpenService,
    either_mode: Mode,
    ada: Person,
    ben: Person,
    office: Channel,
    tmp_path: Path,
    everything_is_logged: pytest.LogCaptureFixture,
) -> None:
    service = run_service(either_mode)

    def settled(count: int) -> None:
        slack.wait_for(lambda: len(told(ada)) >= count, LONG)

    direct = ada.says(None, QUESTION)
    settled(1)
    ada.edits(direct, f"{QUESTION} {MORE}")
    settled(2)
    ada.says(office, f"@{slack.bot.real_name} {QUESTION}")
    settled(3)
    ada.runs("/canipost", QUESTION)
    slack.wait_for(lambda: [m for m in told(ada) if m.is_whispered], LONG)
    settled(4)
    ada.runs("/canipost", "")
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"question": QUESTION, "draft": f"{MORE} Look at him!"})
    settled(5)
    answer = [m for m in told(ada) if actions.CORRECT in m.actions and not m.is_whispered][-1]
    ada.presses(answer, actions.CORRECT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"missed": MORE})
    settled(6)
    answer = [m for m in told(ada) if actions.FEEDBACK in m.actions and not m.is_whispered][-1]
    ada.presses(answer, actions.WHY)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.closes()
    ada.presses(answer, actions.FEEDBACK, "Not helpful")
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"more": MORE})
    slack.wait_for(lambda: [m for m in told(ada) if "Thank you" in m.words], LONG)
    ada.opens_home()
    slack.wait_for(lambda: ada.home, LONG)
    slack.wait_settled(LONG)
    service.close()

    sent = json.dumps(slack.calls(), default=str) + json.dumps([m.blocks for m in told(ada)])
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    logged = everything_is_logged.text
    assert len(kept) > 10_000
    for secret in SECRETS:
        assert secret not in sent, f"{secret} was sent"
        assert secret.encode() not in kept, f"{secret} was kept"
        assert secret not in logged, f"{secret} was logged"
    assert told(ben, office) == []
