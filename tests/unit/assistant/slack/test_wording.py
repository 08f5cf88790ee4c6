"""Are the surface's sentences whole, used, harmless, and refused when they are not?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.slack.wording import WORDING_FILES, load_wording
from corpus.errors import FaultyData
from tests.shipped import shipped_rulebook

SOURCES = WORDING_FILES[0].parent
BY_PREFIX = (
    "precedent-is-",
    "platform-",
    "account-",
    "reason-",
    "standing-",
    "mode-",
    "prompt-",
    "home-switch-",
    "management-",
    "verdict-",
    "ruling-",
)
"""Families of sentences whose names are put together."""


def used() -> set[str]:
    """Every name in quotes in the code of the surface."""
    return {
        name
        for file in SOURCES.rglob("*.py")
        if "standin" not in file.parts
        for name in re.findall(r"""["']([a-z][a-z0-9-]+)["']""", file.read_text(encoding="utf-8"))
    }


def test_every_sentence_is_used_and_none_is_missing() -> None:
    sentences = load_wording().spoken("en").sentences
    asked_for = {
        name
        for file in (SOURCES / "blocks").glob("*.py")
        for name in re.findall(r"""(?<!\.)words\(["']([a-z][a-z0-9-]+)["']""", file.read_text(encoding="utf-8"))
    }

    assert asked_for <= sentences.keys()
    assert {name for name in sentences.keys() - used() if not name.startswith(BY_PREFIX)} == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_grants_what_only_people_grant(language: str) -> None:
    never = shipped_rulebook().spoken(language).wording.never
    for name, said in load_wording().spoken(language).sentences.items():
        assert not [row.why for row in never if re.search(row.pattern, said, re.IGNORECASE)], name


def test_what_an_asker_sees_is_said_in_spanish() -> None:
    english, spanish = load_wording().spoken("en").sentences, load_wording().spoken("es").sentences
    same = {name for name in english if english[name] == spanish[name]}
    families = ("platform-", "home-switch-", "mode-", "management-", "home-management", "home-office", "channel-")
    for_administrators = {
        "home-admin", "home-admin-note", "home-channels-none", "home-others", "home-any-channel", "home-more-channels",
    }  # fmt: skip

    assert {name for name in same if not name.startswith(families)} == {
        "why-model-call", "verdict-no", *for_administrators
    }  # fmt: skip


def test_a_language_that_is_not_ours_gets_english() -> None:
    assert load_wording().spoken("fr").language == "en"


def test_gaps_are_filled_and_a_surplus_value_is_refused() -> None:
    words = load_wording().spoken("en")

    assert words("home-more", count=3) == "and 3 more"
    with pytest.raises(KeyError):
        words("home-more")
    with pytest.raises(ValueError, match="no gap person"):
        words("home-more", count=3, person="U1")
    with pytest.raises(KeyError):
        words("no-such-sentence")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{id: a, en: One, fr: Un}", "unknown key 'fr'"),
        ("{id: a}", "missing key 'en'"),
        ("{id: a, en: '*Bold*'}", "would format in Slack"),
        ("{id: a, en: 'hi <@U1>'}", "would format in Slack"),
        (
            "{id: a, en: 'for {count}', es: 'para {cuenta}'}",
            "the gaps ['cuenta'] of a translation differ from ['count']",
        ),
        ("{id: A b, en: One}", "id"),
        ("{id: a, en: One}\n  - {id: a, en: Two}", "duplicate sentence 'a'"),
    ],
)
def test_a_faulty_row_is_named_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    file = tmp_path / "wording.yaml"
    file.write_text(f"sentences:\n  - {row}\n", encoding="utf-8")

    with pytest.raises(FaultyData) as refused:
        load_wording(file)
    assert fault in str(refused.value)
    assert "wording.yaml:" in str(refused.value)
