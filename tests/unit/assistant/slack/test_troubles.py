"""Are the error words that can come explained, and does the guide say the same?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.slack.troubles import FILE, read_troubles, write_table
from corpus.strict_yaml import FaultyData

GUIDE = Path(__file__).resolve().parents[4] / "deploy" / "guide.md"


def test_the_words_stand_in_order_and_the_common_ones_are_there() -> None:
    words = list(read_troubles())
    assert words == sorted(words)
    assert {"invalid_auth", "missing_scope", "not_in_channel", "channel_not_found", "token_revoked"} <= set(words)


def test_the_table_of_the_guide_is_made_from_the_data() -> None:
    assert write_table() in GUIDE.read_text(encoding="utf-8"), "remake the table: assistant.slack.troubles.write_table"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("word: access_denied", "word: account_inactive", "account_inactive stands here twice"),
        ("word: access_denied", "word: Access Denied", "word"),
        ("means: The workspace restricts", "meaning: The workspace restricts", "meaning"),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    broken = tmp_path / "troubles.yaml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyData, match=complaint):
        read_troubles(broken)
