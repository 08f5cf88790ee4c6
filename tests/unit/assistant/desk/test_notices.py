"""Are the desk's sentences whole, in both languages, and do they promise nothing?"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.desk.notices import NOTICES_FILE, Notice, Notices, load_notices
from corpus.errors import FaultyData
from corpus.rulebook import Rulebook


def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load(NOTICES_FILE.read_text(encoding="utf-8"))["notices"]
    return found


def write(folder: Path, notices: list[dict[str, str]]) -> Path:
    path = folder / "notices.yaml"
    path.write_text(yaml.safe_dump({"notices": notices}, allow_unicode=True), encoding="utf-8")
    return path


def test_every_notice_is_said_in_both_languages(notices: Notices) -> None:
    for notice in Notice:
        values = {"minutes": "1", "holder": "U1", "number": "1"}
        english, spanish = notices.say(notice, "en", values), notices.say(notice, "es", values)
        assert english != spanish
        assert "{" not in english + spanish


def test_a_language_that_is_not_spoken_is_answered_in_english(notices: Notices) -> None:
    assert notices.say(Notice.GONE, "ko") == notices.say("gone")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"en": "You are hereby authorized to post."}, "grants an authorization"),
        ({"es": "Usted tiene permiso para publicar."}, "grants an authorization"),
        ({"en": "Gone for {reason}."}, "gaps of 'gone' must be: none"),
        ({"en": "Gone {"}, "gaps of 'gone'"),
        ({"fr": "Parti."}, "unknown key 'fr'"),
        ({"id": "went"}, "'went' is not allowed"),
        ({"es": ""}, "es"),
    ],
)
def test_a_fault_in_a_sentence_is_told(tmp_path: Path, rulebook: Rulebook, change: dict[str, str], says: str) -> None:
    changed = [{**row, **change} if row["id"] == "gone" else row for row in rows()]
    with pytest.raises(FaultyData, match=says.replace("{", r"\{")):
        load_notices(rulebook, write(tmp_path, changed))


def test_a_missing_and_a_doubled_sentence_are_told(tmp_path: Path, rulebook: Rulebook) -> None:
    with pytest.raises(FaultyData, match="no sentence for: gone"):
        load_notices(rulebook, write(tmp_path, [row for row in rows() if row["id"] != "gone"]))
    with pytest.raises(FaultyData, match="'gone' is there twice"):
        load_notices(rulebook, write(tmp_path, [*rows(), *(row for row in rows() if row["id"] == "gone")]))
