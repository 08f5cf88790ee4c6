"""
Who only asks for the last answer once more gets it: "so that's a yes?", "you sure?", "and on instagram?".

Such words state nothing that counts, and neither do "ok, I won't post it" and "good to know". Read with what was said
before, they were enough to make a reader doubt a yes that it had just been sure of. So the question before them is
answered anew, by the same steps - who presses gets no other verdict by it - and what only acknowledges gets a fixed
reply. Whose account, or what is done with it, is never among these words: it may turn a yes into a no.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.conversation.topics import (
    only_acknowledges,
    only_asks_again,
    only_asks_elsewhere,
    only_asks_why,
    says_something,
)
from assistant.answering.records import Case, Verdict


def question_meant(case: Case) -> Case | None:
    """The question that the message asks about once more, ready to be led through the steps; None: it says more."""
    assert case.screened is not None
    *earlier, text = tuple(filter(says_something, case.earlier)) or ("",)
    said = case.screened.text
    if not text or not (only_asks_again(said) or only_asks_why(said) or only_asks_elsewhere(said, text)):
        return None
    # Of a first question all that was settled was settled of it. Of a later one it is held against what that one said.
    settled = {**({} if earlier else case.carried), **case.answered}
    return Case(text, earlier=tuple(earlier), answered=settled, carried=case.carried, language=case.language)


def is_acknowledgment(case: Case) -> bool:
    """Does the message, after others, only say that they were heard?"""
    return case.screened is not None and bool(case.earlier) and only_acknowledges(case.screened.text)


def with_answer_of(case: Case, meant: Case | None) -> Case:
    """
    The case, over: with the verified answer of the question that was meant, and what was hidden in its own words.

    It goes its own way where nothing was meant, and where the answer was a question back: what comes after one may be a
    reply to it, and is read as such. So does "why?", but after a yes, for which no clause is the reason.
    """
    if meant is None:
        return case
    if meant.answer is None:
        return case.with_(error=meant.error)
    assert case.screened is not None
    verdict = meant.answer.verdict
    if verdict is Verdict.CLARIFY or (verdict is not Verdict.YES and only_asks_why(case.screened.text)):
        return case
    answer = replace(
        meant.answer,
        redactions=case.screened.redactions,
        notes=tuple(str(note.value) for note in case.screened.notes),
    )
    return case.with_(
        reading=meant.reading,
        carried=meant.carried,
        hits=meant.hits,
        decision=meant.decision,
        rewording=meant.rewording,
        answer=answer,
    )
