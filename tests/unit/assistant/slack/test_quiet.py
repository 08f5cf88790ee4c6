"""The Slack libraries never log what somebody wrote, however verbose the rest is."""

from __future__ import annotations

import logging

import pytest

from assistant.slack.quiet import quiet_logger


def test_a_library_stays_at_info_whatever_the_root_is_set_to(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="canipost")  # a command that was tested before may have set it
    logger = quiet_logger("test")

    logger.debug("what somebody wrote")
    logger.info("a connection")

    assert logger.level == logging.INFO
    assert [record.message for record in caplog.records] == ["a connection"]


def test_what_no_administrator_can_mend_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    quiet_logger("test").warning("As you gave `client` as well, `token` will be unused.")
    quiet_logger("test").warning("The token is about to expire.")

    assert [record.message for record in caplog.records] == ["The token is about to expire."]
