"""How do the Slack libraries log without ever logging what somebody wrote?"""

from __future__ import annotations

import logging


def quiet_logger(name: str) -> logging.Logger:
    """
    A logger for Bolt and slack_sdk that stays at INFO or above.

    At DEBUG they log requests, responses and socket messages, with everything people wrote in them; both look at the
    level of the logger itself, so it is set here and never left to its parents.
    """
    logger = logging.getLogger(f"canipost.slack.{name}")
    logger.setLevel(max(logging.INFO, logging.getLogger("canipost").getEffectiveLevel()))
    return logger
