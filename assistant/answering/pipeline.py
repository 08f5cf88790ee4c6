"""In which order does a question go through the steps?

Steps share one signature: cases in, cases out, in batches so that models are fed well. A case that is over (it has an
answer, or an error in place of one) passes the remaining steps untouched. A step that fails on a batch is run again
case by case, so that one question never takes its neighbors down.
"""

from __future__ import annotations

import dataclasses
import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.agree import agree
from assistant.answering.compose import compose, fixed_answer
from assistant.answering.conversation.carrying import corrected, is_correction, still_hold
from assistant.answering.conversation.relating import relate
from assistant.answering.conversation.restating import is_acknowledgment, question_meant, with_answer_of
from assistant.answering.conversation.topics import Tie, says_something, tie_of
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.drafts.step import work_on_drafts
from assistant.answering.language import hear, reply_to_unread
from assistant.answering.reading.reader import Reader
from assistant.answering.records import STOOD_ALONE, Case, Reading
from assistant.answering.retrieve import Search, retrieve
from assistant.answering.route import route
from assistant.answering.screening import NothingToScreen, Screener
from assistant.answering.settle import settle
from assistant.answering.verify import verify
from corpus.library import Library
from corpus.rulebook import Rulebook

if TYPE_CHECKING:
    from assistant.answering.language_model.rewriter import Rewriter

log = logging.getLogger(__name__)

TURNS_KEPT = 6
"""Earlier turns of a conversation that a question is read with."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with; opened once by `assistant.answering.answerer`."""

    library: Library
    rulebook: Rulebook
    screener: Screener
    reader: Reader
    search: Search
    doubt: Doubt
    quick_reader: Reader | None = None
    """Reads what-ifs and tries versions of a draft, where `reader` asks a language model and is slow; else None."""
    rewriter: Rewriter | None = None
    """Smooths the reason of an answer; only where a language model is configured and may."""


PLACEHOLDER = re.compile(r"\[[a-z ]+ \d+\]")
"""What screening leaves of hidden data, as in "[name 1]"; the words in it are ours."""

Step = Callable[[Sequence[Case], Tools], list[Case]]


def screen_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """
    Hide private data. A message without any word ends here with a fixed reply, an empty one with an error.

    What comes screened is not screened again: that would change nothing.
    """
    done = []
    fresh = tools.screener.try_many([case.raw for case in cases if case.screened is None])
    for case in cases:
        screened = case.screened or next(fresh)
        if isinstance(screened, NothingToScreen):
            done.append(case.with_(error="the question is empty"))
        elif not any(character.isalpha() for character in PLACEHOLDER.sub("", screened.text)):
            reply = fixed_answer(tools.rulebook.replies["nothing-asked"], tools.rulebook, tools.library)
            done.append(case.with_(screened=screened, answer=reply))
        else:
            done.append(case.with_(screened=screened))
    return done


def hear_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Tell each message's language. One that cannot be read whole ends here, with whom to turn to."""
    done = []
    for case in cases:
        text = PLACEHOLDER.sub(" ", case.screened.text if case.screened else "")
        heard = hear(text, case.earlier[-TURNS_KEPT:], tools.rulebook.languages)
        rulebook = tools.rulebook.spoken(heard.language)
        reply = reply_to_unread(text, heard, rulebook)
        answer = fixed_answer(reply, rulebook, tools.library) if reply else None
        if answer is not None and reply is not None and reply not in rulebook.replies.values():
            answer = dataclasses.replace(answer, language=heard.language)
        done.append(case.with_(language=heard.language, answer=answer))
    return done


def _spoken(case: Case, tools: Tools) -> Rulebook:
    """The rules in the words of the asker's language."""
    return tools.rulebook.spoken(case.language)


def restate_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """What only asks for the last answer once more gets it and ends here, as does what only acknowledges."""
    cases = [
        case.with_(
            answer=fixed_answer(_spoken(case, tools).replies["acknowledged"], _spoken(case, tools), tools.library)
        )
        if is_acknowledgment(case)
        else case
        for case in cases
    ]
    meant = {n: question for n, case in enumerate(cases) if not case.is_over and (question := question_meant(case))}
    answered = dict(zip(meant, run(list(meant.values()), tools, RESTATING_STEPS), strict=True))
    return [with_answer_of(case, answered.get(n)) for n, case in enumerate(cases)]


def read_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Read the facts, each question with its conversation, of which thanks are no part."""
    cases = [case.with_(earlier=tuple(filter(says_something, case.earlier))) for case in cases]
    said = [(*case.earlier[-TURNS_KEPT:], case.screened.text if case.screened else "") for case in cases]
    return [
        case.with_(reading=dataclasses.replace(reading, is_partial=reading.is_partial or _is_cut(case)))
        for case, reading in zip(cases, tools.reader.read(said), strict=True)
    ]


def _is_cut(case: Case) -> bool:
    """Was the message longer than screening takes, now or when it was screened before?"""
    return case.is_cut or (case.screened is not None and case.screened.is_cut)


def route_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Settle what sort of message it is."""
    return [route(case, tools.rulebook) for case in cases]


def recall_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Keep of what the asker settled earlier in the conversation what still holds, and hear what they set right."""
    leaning = [
        case
        for case in cases
        if case.earlier and (case.carried or is_correction(_words(case))) and _tie(case) is Tie.LEANS
    ]
    if not leaning:
        return [case.with_(carried={}) for case in cases]
    reader = tools.quick_reader or tools.reader
    befores = reader.read([case.earlier[-TURNS_KEPT:] for case in leaning])
    alones = reader.read([(_words(case),) for case in leaning])
    held = {
        id(case): _held(case, before, alone, tools.rulebook)
        for case, before, alone in zip(leaning, befores, alones, strict=True)
    }
    return [case.with_(carried=held.get(id(case), {})) for case in cases]


def _held(case: Case, before: Reading, alone: Reading, rulebook: Rulebook) -> dict[str, bool | None]:
    """What holds however the message was read: where two readers read it, by both."""
    assert case.reading is not None
    readings = [each for each in (case.reading, case.reading.second) if each is not None]
    held = [still_hold(case.carried, _words(case), each, before, alone, rulebook) for each in readings]
    kept = {name: value for name, value in held[0].items() if all(name in each for each in held)}
    set_right = [corrected(_words(case), each, alone, rulebook) for each in readings]
    return kept | (set_right[0] if all(set_right) else {})


def _words(case: Case) -> str:
    return case.screened.text if case.screened else ""


def _tie(case: Case) -> Tie:
    return tie_of(_words(case), case.earlier[-TURNS_KEPT:])


def settle_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Settle the facts that the reader was not sure of, and those that the asker settled by a choice."""
    return [settle(case, tools.rulebook) for case in cases]


def agree_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Hold the readings of two readers against each other, where there are two."""
    return [agree(case, tools.rulebook) for case in cases]


def retrieve_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Find the nearest clauses."""
    return retrieve(cases, tools.search)


def decide_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Apply the rules."""
    return [decide(case, _spoken(case, tools), tools.doubt) for case in cases]


def relate_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """
    Hold a message that stands apart from what was said before it against what it gets by itself.

    Where a language model reads, the local reader says first whether that would change anything.
    """
    ties = [_tie(case) if case.earlier else Tie.LEANS for case in cases]
    quick = dataclasses.replace(tools, reader=tools.quick_reader or tools.reader)
    apart = [n for n, tie in enumerate(ties) if tie is not Tie.LEANS]
    alone = dict(zip(apart, run([_by_itself(cases[n]) for n in apart], quick, DECIDING_STEPS), strict=True))
    if quick.reader is not tools.reader:
        changed = [n for n in apart if STOOD_ALONE in relate(cases[n], alone[n], ties[n]).notes]
        anew = run([_by_itself(cases[n]) for n in changed], tools, DECIDING_STEPS)
        alone.update(zip(changed, anew, strict=True))
    return [
        relate(case, alone.get(n), tie) if case.earlier else case
        for n, (case, tie) in enumerate(zip(cases, ties, strict=True))
    ]


def _by_itself(case: Case) -> Case:
    return Case(case.raw, answered=case.answered, is_cut=case.is_cut, screened=case.screened, language=case.language)


def draft_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Mark what touches a clause in the text they mean to post; lead safer versions of it through the steps."""
    quick = dataclasses.replace(tools, reader=tools.quick_reader or tools.reader)

    def try_out(trials: Sequence[Case]) -> list[Case]:
        return run(trials, quick, TRIAL_STEPS)

    def confirm(chosen: Sequence[Case]) -> list[Case]:
        return run(chosen, tools, TRIAL_STEPS)

    same = quick.reader is tools.reader
    return work_on_drafts(
        cases, quick.reader, TURNS_KEPT, tools.rulebook, tools.library, try_out, None if same else confirm
    )


def compose_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Put the decision into words. The answer is kept aside as a draft until it is verified."""
    return [compose(case, _spoken(case, tools), tools.library) for case in cases]


def reword_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Let the language model smooth the reason, where one may. What does not hold up is dropped."""
    return tools.rewriter.reword(cases) if tools.rewriter else list(cases)


def verify_cases(cases: Sequence[Case], tools: Tools) -> list[Case]:
    """Check the composed answer; withhold it when anything is wrong."""
    checked = [verify(case, _spoken(case, tools), tools.library) for case in cases]
    for case in checked:
        if case.faults:
            log.error("an answer was withheld: %s", "; ".join(case.faults))
    return checked


ANSWER_STEPS: tuple[tuple[str, Step], ...] = (
    ("screen", screen_cases),
    ("hear", hear_cases),
    ("restate", restate_cases),
    ("read", read_cases),
    ("route", route_cases),
    ("recall", recall_cases),
    ("settle", settle_cases),
    ("agree", agree_cases),
    ("retrieve", retrieve_cases),
    ("decide", decide_cases),
    ("relate", relate_cases),
    ("draft", draft_cases),
    ("compose", compose_cases),
    ("reword", reword_cases),
    ("verify", verify_cases),
)
"""The way of a question. `verify` is the last: nothing that was not verified leaves."""

DECIDING_STEPS = tuple(
    step for step in ANSWER_STEPS if step[0] in ("screen", "read", "route", "settle", "agree", "decide")
)
"""The way of a message that is decided once more, as if nothing had been said before it."""

RESTATING_STEPS = tuple(step for step in ANSWER_STEPS if step[0] not in ("hear", "draft"))
"""
The way of a question that is answered once more: its language is known, and a draft in it was marked before. It may
itself ask for the one before it ("and on instagram?").
"""

_OF_NO_TRIAL = ("hear", "restate", "retrieve", "relate", "draft", "reword")
TRIAL_STEPS = tuple(step for step in ANSWER_STEPS if step[0] not in _OF_NO_TRIAL)
"""The way of a safer version on trial: its language is known; nobody looks for what is near it, nor rewords it."""


ROW_STEPS = tuple(step for step in ANSWER_STEPS if step[0] != "retrieve")
"""
The way of one of many: what search finds is shown for a single question alone (`--why`, "Why?"), and decides nothing.
"""


def run(cases: Sequence[Case], tools: Tools, steps: Sequence[tuple[str, Step]] = ANSWER_STEPS) -> list[Case]:
    """
    Lead the cases through the steps, in order.

    Every case comes back over: with a verified answer, or with an error. A step's failure is logged by its kind alone,
    because its message may hold what was asked.
    """
    now = list(cases)
    composed: set[int] = set()
    for name, step in steps:
        going = [n for n, case in enumerate(now) if not case.is_over or (n in composed and case.error is None)]
        started = time.perf_counter()
        for number, case in zip(going, _run_step(name, step, [now[number] for number in going], tools), strict=True):
            now[number] = case
            if name == "compose" and case.answer is not None:
                composed.add(number)
        each = (time.perf_counter() - started) * 1000 / max(len(going), 1)
        for number in going:
            now[number] = now[number].with_(trail=(*now[number].trail, (name, each)))
    return now


class CaseLost(Exception):
    """A step gave back another number of cases than it got."""


def _run_step(name: str, step: Step, cases: list[Case], tools: Tools) -> list[Case]:
    if not cases:
        return []
    try:
        done = step(cases, tools)
        if len(done) != len(cases):
            raise CaseLost(f"{len(cases)} cases in, {len(done)} out")
        return done
    except Exception as failure:
        log.error("step %s failed on a batch of %d: %s", name, len(cases), type(failure).__name__)
        if len(cases) > 1:
            return [_run_step(name, step, [case], tools)[0] for case in cases]
        return [
            cases[0].with_(
                answer=None, error=f"the question could not be answered: {name} failed ({type(failure).__name__})"
            )
        ]
