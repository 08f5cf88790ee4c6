"""How do the Slack libraries log without ever logging what somebody wrote?"""

from __future__ import annotations

import logging

NOT_FOR_ADMINISTRATORS = ("As you gave `client` as well, `token` will be unused.",)
"""What Bolt warns of because SLACK_BOT_TOKEN is set, though the client holds that very token."""


def quiet_logger(name: str) -> logging.Logger:
    """
    A logger for Bolt and slack_sdk that stays at INFO or above.

    At DEBUG they log requests, responses and socket messages, with everything people wrote in them; both look at the
    level of the logger itself, so it is set here and never left to its parents.
    """
    logger = logging.getLogger(f"canipost.slack.{name}")
    logger.setLevel(max(logging.INFO, logging.getLogger("canipost").getEffectiveLevel()))
    if is_worth_telling not in logger.filters:
        logger.addFilter(is_worth_telling)
    return logger


def is_worth_telling(record: logging.LogRecord) -> bool:
    """Can an administrator do anything with that line?"""
    return not str(record.msg).startswith(NOT_FOR_ADMINISTRATORS)
