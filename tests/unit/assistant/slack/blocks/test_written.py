"""Is what somebody wrote shown as it stands, and a draft as a draft?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.blocks.elements import rich
from assistant.slack.blocks.filled_in import AskForm
from assistant.slack.blocks.limits import check_message, measure
from assistant.slack.blocks.records import Block
from assistant.slack.blocks.written import as_written, in_one_line, quoted
from assistant.slack.wording import load_wording
from tests.unit.assistant.slack.blocks.conftest import texts

QUOTE, DRAFT = "rich_text_quote", "rich_text_preformatted"


def shown(parts: list[Block]) -> list[tuple[str, str]]:
    return [(part["type"], "".join(texts(part))) for part in parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("May I?", [(QUOTE, "May I?")]),
        ("May I?\nThe draft:\n```\nGood *morning*\n```", [(QUOTE, "May I?\nThe draft:"), (DRAFT, "Good *morning*")]),
        ("```one``` or ```two```?", [(DRAFT, "one"), (QUOTE, "or"), (DRAFT, "two"), (QUOTE, "?")]),
        ("Is ```this never closed", [(QUOTE, "Is"), (DRAFT, "this never closed")]),
        ("Nothing in it: ``` ```", [(QUOTE, "Nothing in it:")]),
        ("a `word` is no draft", [(QUOTE, "a `word` is no draft")]),
        ("", [(QUOTE, " ")]),
    ],
)
def test_a_draft_between_fences_has_a_box_of_its_own(text: str, parts: list[tuple[str, str]]) -> None:
    assert shown(as_written(text)) == parts


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_draft_of_a_form_is_shown_without_its_fences(language: str) -> None:
    words = load_wording().spoken(language)
    written = AskForm("May I?", "Good morning").text(words)

    assert shown(as_written(written)) == [(QUOTE, f"May I?\n{words('asked-draft')}"), (DRAFT, "Good morning")]
    assert in_one_line(written) == f"May I? {words('asked-draft')} Good morning"


@given(st.lists(st.sampled_from(["```", "\n", " ", "word", "😀", "`"]), max_size=30).map("".join), st.integers(2, 40))
def test_whatever_is_written_is_shown_without_fences_and_within_its_length(text: str, most: int) -> None:
    parts = as_written(text, most)

    check_message("text", [rich(*parts)])
    assert sum(measure(words) for _, words in shown(parts)) <= most + 1
    assert not any("```" in words for kind, words in shown(parts) if kind == QUOTE)


def test_of_several_turns_each_is_shown_under_the_label() -> None:
    assert "".join(texts(quoted("Before", "one", "```two```"))) == "Beforeonetwo"
