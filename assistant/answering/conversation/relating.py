"""
A message after others: is it answered with what was said before, or by itself?

With it, unless its words stand apart (`topics`). Then what it gets by itself holds: a new question that is prohibited
is not covered by the harmless ones before it, and a harmless one is not doubted because of what came before. One thing
a message does not get by itself, unless it says that it is about something else: past a no. What looks like a new
question and is read as prohibited with what came before may be the old one in other words; it keeps its no, and says
how to ask afresh.
"""

from __future__ import annotations

from assistant.answering.conversation.topics import Tie
from assistant.answering.records import READ_TOGETHER, STOOD_ALONE, Case, Kind, Verdict

ANSWERABLE = frozenset({Kind.POSTING, Kind.POLICY})
"""What can be a question of its own. Danger and reports are never set aside for what words around them say."""

RELEASING = frozenset({Verdict.YES, Verdict.CONDITIONAL})


def relate(joined: Case, alone: Case | None, tie: Tie) -> Case:
    """
    The case to be answered: `joined`, read with what was said before, or `alone`, read by itself; it notes which.

    Both are decided. `alone` may be None where the message leans on what was said before.
    """
    if tie is Tie.LEANS or alone is None or not _is_a_question(joined) or not _is_a_question(alone):
        return _together(joined) if _is_doubted(joined) else joined
    assert joined.decision is not None
    assert alone.decision is not None
    with_it, by_itself = joined.decision.verdict, alone.decision.verdict
    if with_it is by_itself or tie is Tie.MARKED:
        return _by_itself(joined, alone)
    if with_it is Verdict.NO or (with_it is Verdict.ESCALATE and not _is_doubted(joined)):
        is_milder = by_itself is not Verdict.NO
        return _together(joined) if is_milder else _by_itself(joined, alone)
    if with_it in RELEASING and _is_doubted(alone):
        return _together(joined)
    return _by_itself(joined, alone)


def _is_a_question(case: Case) -> bool:
    return case.decision is not None and case.reading is not None and case.reading.kind in ANSWERABLE


def _is_doubted(case: Case) -> bool:
    return case.decision is not None and case.decision.is_doubt


def _together(case: Case) -> Case:
    return case.with_(notes=(*case.notes, READ_TOGETHER))


def _by_itself(joined: Case, alone: Case) -> Case:
    return joined.with_(
        earlier=(), carried={}, reading=alone.reading, decision=alone.decision, notes=(*joined.notes, STOOD_ALONE)
    )
