"""Placeholder until the forms land."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.slack.heard import Aside, Recognized, Us


def recognize_submission(body: Mapping[str, Any], us: Us) -> Recognized:
    """To be written."""
    return Aside()
