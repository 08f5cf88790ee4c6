"""Rows of a bank that nobody wrote, and how they were read."""

from __future__ import annotations

import random
from collections.abc import Iterable

from assistant.answering.doubt import Sign
from assistant.answering.records import Decision, Kind, Reading, Verdict
from assistant.assurance.limits import SIGNS, Judged
from corpus.bank import Example
from tests.unit.assistant.conftest import make_reading


def make_example(id: str = "A-1", voice: str = "a", accepts: Iterable[Verdict] = (Verdict.YES,)) -> Example:
    accepted = list(accepts)
    return Example(id, voice, ("May I?",), accepted[0], frozenset(accepted), (), Kind.POSTING, {})


def make_judged(
    said: Verdict = Verdict.YES,
    accepts: Iterable[Verdict] = (Verdict.YES,),
    voice: str = "a",
    id: str = "A-1",
    **signs: float,
) -> Judged:
    """A row on which the rules said this; its signs are those named, the others 0."""
    return Judged(
        make_example(id, voice, accepts),
        make_reading(),
        Decision(said),
        tuple(signs.get(sign.value, 0.0) for sign in SIGNS),
    )


RIGHT_AND_WRONG = {
    Verdict.YES: (Verdict.YES, Verdict.NO),
    Verdict.CONDITIONAL: (Verdict.CONDITIONAL, Verdict.NO),
    Verdict.NO: (Verdict.NO, Verdict.YES),
    Verdict.INFO: (Verdict.INFO, Verdict.ESCALATE),
}


def many_judged(count: int = 900, seed: int = 4, voices: int = 8) -> list[Judged]:
    """Rows of all sorts, a tenth of them wrong; the wrong ones are on the whole, not always, more suspicious."""
    pick = random.Random(seed)
    rows = []
    for number in range(count):
        said = pick.choice([*RIGHT_AND_WRONG])
        is_wrong = pick.random() < 0.1
        sign = pick.gauss(2.0 if is_wrong else -2.0, 1.5)
        label = RIGHT_AND_WRONG[said][is_wrong]
        rows.append(
            make_judged(said, (label,), f"voice-{number % voices}", f"R-{number}", **{Sign.OPINION_BARS.value: sign})
        )
    return rows


def many_read(count: int = 600, seed: int = 5, voices: int = 8) -> list[tuple[Example, Reading]]:
    """Readings whose opinion is too bold, its odds squared, of rows that are answered wrongly now and then."""
    pick = random.Random(seed)
    told: list[tuple[Verdict, dict[str, bool]]] = [
        (Verdict.YES, {"private_life": True}),
        (Verdict.CONDITIONAL, {"workplace_shown": True}),
        (Verdict.NO, {"county_form": True}),
        (Verdict.INFO, {}),
        (Verdict.CLARIFY, {"content_unclear": True}),
    ]
    rows = []
    for number in range(count):
        said, facts = pick.choice(told)
        right, wrong = RIGHT_AND_WRONG.get(said, (said, Verdict.NO))
        sure = min(0.98, max(0.02, pick.betavariate(4, 1)))
        label = right if pick.random() < sure else wrong
        bold = sure**2 / (sure**2 + (1 - sure) ** 2)
        opinion = dict.fromkeys(Verdict, 0.0) | {right: bold, wrong: 1 - bold}
        kind = Kind.POLICY if said is Verdict.INFO else Kind.POSTING
        reading = make_reading(kind, opinion=opinion, relevance={"md-16-02/policy/disclaimer": 0.6}, **facts)
        rows.append((make_example(f"R-{number}", f"voice-{number % voices}", (label,)), reading))
    return rows
