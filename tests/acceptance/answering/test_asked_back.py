"""Who answers the question that was asked back gets an answer, by the reader that ships."""

from __future__ import annotations

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.records import Verdict

OPEN = (
    "can i post this picture of a kid from saturday?",
    "ok to put up a pic of this lady i met",
    "thinking of posting about what happened at the park today",
    "i want to share a video of two teenagers dancing, on my instagram",
)
"""Whether it comes from work is what these leave open."""


@pytest.mark.parametrize("question", OPEN)
def test_a_reply_to_the_question_back_settles_it_and_is_not_handed_over(question: str, real_answerer: Answerer) -> None:
    asked = real_answerer.answer(question).ask
    if asked is None:
        pytest.fail(f"{question!r} is not asked back any more: take another one that leaves it open")
    from_work, private = (dict(choice.sets) for choice in asked.choices)

    assert real_answerer.case(question, answered=from_work).decision.verdict is Verdict.NO  # type: ignore[union-attr]
    assert real_answerer.case(question, answered=private).decision.verdict is Verdict.YES  # type: ignore[union-attr]
