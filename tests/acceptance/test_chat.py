"""The real program, `canipost chat`, on a pipe."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Canipost, Outcome

SAID = b"""can i post a photo of my client, her face is blurred?
and if i cover it with an emoji?
\xf0\x9f\x8e\x89

my client Jayden Morales \xff\x1b[2J drew me a picture, can i post a photo of him with his face blurred?
"""


@pytest.fixture(scope="module")
def outcome(canipost: Canipost) -> Outcome:
    return canipost("chat", says=SAID, COLUMNS="60")


def test_every_line_is_answered_and_it_ends_with_its_input(outcome: Outcome) -> None:
    assert outcome.status == 0
    assert outcome.stdout.count("Don't post this") == 3


def test_what_cannot_be_asked_is_told_and_ends_nothing(outcome: Outcome) -> None:
    assert outcome.stderr.startswith("canipost: there are no words in")
    assert outcome.stderr.count("\n") == 1


def test_nothing_private_and_nothing_hostile_comes_back(outcome: Outcome) -> None:
    assert "Jayden" not in outcome.stdout + outcome.stderr
    assert all(character.isprintable() or character == "\n" for character in outcome.stdout + outcome.stderr)


def test_lines_fit_the_terminal(outcome: Outcome) -> None:
    assert max(map(len, outcome.stdout.splitlines())) <= 60
