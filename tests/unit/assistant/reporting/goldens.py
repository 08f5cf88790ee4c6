"""What stands in a golden file, and how it is made anew: ``UPDATE_GOLDENS=1 pytest tests/unit/assistant/reporting``."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "data" / "reporting"


def compare(name: str, text: str) -> None:
    """Fails where the text is not that of the golden file."""
    file = FOLDER / name
    if os.environ.get("UPDATE_GOLDENS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    with file.open(encoding="utf-8", newline="") as golden:
        assert text == golden.read()
