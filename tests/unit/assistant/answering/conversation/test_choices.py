"""Which typed replies press a button, and which are for the reader?"""

from __future__ import annotations

import pytest

from assistant.answering.conversation.choices import chosen
from corpus.facts import Choice, QuestionBack
from corpus.rulebook import Rulebook

WORK, PRIVATE = 0, 1


def ask_of(rulebook: Rulebook, fact: str, language: str = "en") -> QuestionBack:
    return rulebook.spoken(language).facts[fact].opens[-1]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("said", "picks"),
    [
        ("yes", WORK), ("Yes!", WORK), ("y", WORK), ("yep.", WORK), ("yes please", WORK), ("Yes, thanks", WORK),
        ("sí", WORK), ("si", WORK), ("Claro", WORK), ("1", WORK), (" 1. ", WORK), ("1)", WORK),
        ("no", PRIVATE), ("Nope", PRIVATE), ("nah", PRIVATE), ("2", PRIVATE),
    ],
)  # fmt: skip
def test_a_yes_a_no_or_a_number_picks_in_either_language(
    rulebook: Rulebook, language: str, said: str, picks: int
) -> None:
    assert chosen(said, ask_of(rulebook, "tie_unclear", language)) == picks


@pytest.mark.parametrize(
    ("said", "picks"),
    [
        ("Yes, from work", WORK), ("yes from work", WORK), ("from work", WORK), ("*No, it is private*", PRIVATE),
        ("it is private", PRIVATE), ("“Yes, from work.”", WORK),
    ],
)  # fmt: skip
def test_the_words_of_a_choice_pick_it(rulebook: Rulebook, said: str, picks: int | None) -> None:
    assert chosen(said, ask_of(rulebook, "tie_unclear")) == picks


@pytest.mark.parametrize("said", [
    "", " ", "?", "0", "3", "-1", "²", "\uff11", "1.5", "1" * 50, "idk", "ok", "thanks", "maybe",
    "yes, but it is my niece", "no it's my client's kid", "yes and no", "no thanks", "no, gracias", "not", "what if I blur her?", "not sure",
])  # fmt: skip
def test_what_says_more_or_nothing_is_no_choice(rulebook: Rulebook, said: str) -> None:
    assert chosen(said, ask_of(rulebook, "tie_unclear")) is None


def test_without_a_question_back_or_without_choices_nothing_is_picked(rulebook: Rulebook) -> None:
    assert chosen("yes", None) is None
    assert chosen("1", ask_of(rulebook, "content_unclear")) is None


def test_a_yes_that_several_choices_begin_with_picks_none() -> None:
    ask = QuestionBack(text="Which?", choices=(Choice(label="Yes, a", sets={}), Choice(label="Yes, b", sets={})))

    assert chosen("yes", ask) is None
    assert chosen("b", ask) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_choice_that_is_ever_offered_is_picked_by_its_number_and_by_its_words(
    rulebook: Rulebook, language: str
) -> None:
    for fact in rulebook.spoken(language).facts.values():
        for ask in fact.opens:
            for number, choice in enumerate(ask.choices):
                assert chosen(str(number + 1), ask) == number
                assert chosen(choice.label, ask) == number
