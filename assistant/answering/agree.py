"""Do two readings of one question lead to the same answer, and which of them stands?

The reading that came first (a language model's) stands, with three exceptions. Where just one of the two leads to a
prohibition and the other past it, neither stands: a person decides. An emergency that either of them sees is one. And a
condition that only the second one sees is kept, because leaving it out would be the more dangerous mistake.
"""

from __future__ import annotations

import dataclasses

from assistant.answering.decide import decide_reading
from assistant.answering.records import Case, Kind, Reading, Verdict
from assistant.answering.settle import settle
from corpus.rulebook import Rulebook

PAST_A_NO = frozenset({Verdict.YES, Verdict.CONDITIONAL, Verdict.OUT_OF_SCOPE})
"""What a reading may not lead to while another one leads to a prohibition. To ask back or to hand over is no danger."""


def agree(case: Case, rulebook: Rulebook) -> Case:
    """The case with one reading, `is_disputed` where the two differ on a prohibition. Needs settled facts."""
    first = case.reading
    if first is None or first.second is None:
        return case
    second = settle(case.with_(reading=first.second), rulebook).reading
    assert second is not None
    return case.with_(reading=agreed(first, second, rulebook))


def agreed(first: Reading, second: Reading, rulebook: Rulebook) -> Reading:
    """The reading that stands, with the other one as its `second`."""
    if second.kind is Kind.EMERGENCY and first.kind is not Kind.EMERGENCY:
        first = dataclasses.replace(first, kind=Kind.EMERGENCY, kind_confidence=second.kind_confidence)
    verdicts = {decide_reading(first, rulebook).verdict, decide_reading(second, rulebook).verdict}
    is_disputed = Verdict.NO in verdicts and bool(verdicts & PAST_A_NO)
    if verdicts == {Verdict.YES, Verdict.CONDITIONAL} and decide_reading(first, rulebook).verdict is Verdict.YES:
        bare = dataclasses.replace(first, second=None)
        is_partial = first.is_partial or second.is_partial
        return dataclasses.replace(second, second=bare, calls=first.calls, reader=first.reader, is_partial=is_partial)
    return dataclasses.replace(first, second=second, is_disputed=is_disputed)
