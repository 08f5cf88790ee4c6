"""When may a precedent be shown, who may make one, and does it outlive its clause?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.answering.records import Verdict
from assistant.escalation.precedents import (
    CAUTION,
    LIVE,
    MAY_BECOME_ONE,
    REVIEW_AFTER,
    STEPS,
    Precedent,
    PrecedentState,
    Step,
    Unfit,
    Validity,
    clauses_digest,
    is_good,
    is_same_case,
    may_stand_under,
    validity,
    why_not,
)
from assistant.escalation.records import Ruling
from corpus.document import Clause, ClauseKind, Document, Held
from corpus.library import Library, load_library

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULING = Ruling(1, 1, Verdict.CONDITIONAL, "With a release.", ("d/b",), "U1", "north", NOW)


def precedent(state: PrecedentState = PrecedentState.PUBLISHED, **changes: object) -> Precedent:
    made = Precedent(1, "T1", RULING, "May a picture of a desk be posted?", state, "digest", "U1")
    return replace(made, **changes)  # type: ignore[arg-type]


def library(*texts: str, last_hangs_on: str | None = None) -> Library:
    """One document `d` with a clause `d/a`, `d/b`, ... for each text."""
    clauses, start = [], 0
    for name, text in zip("abcdef", texts, strict=False):
        clauses.append(Clause(f"d/{name}", "d", ClauseKind.PARAGRAPH, (), name, text, start, start + len(text)))
        start += len(text) + 1
    if last_hangs_on:
        clauses[-1] = replace(clauses[-1], lead_in=last_hangs_on, kind=ClauseKind.ITEM)
    whole = Document("d", "MD 1", "A text", None, "1", Held.FULL, None, "\n".join(texts), tuple(clauses))
    return Library((whole,))


def test_the_table_names_every_step_and_leads_nowhere_back_from_what_was_declined() -> None:
    assert set(STEPS) == set(Step)
    assert not any(PrecedentState.DECLINED in froms for froms in STEPS.values())
    for state in LIVE:  # none is ever without an end
        assert STEPS[Step.LAY_DOWN][state] not in LIVE
        assert STEPS[Step.DECLINE][state] not in LIVE


@pytest.mark.parametrize(
    ("step", "state", "by", "manages", "expected"),
    [
        (Step.PROPOSE, PrecedentState.DRAFTED, "U1", ("north",), None),
        (Step.PROPOSE, PrecedentState.DRAFTED, "U2", ("north",), None),
        (Step.PROPOSE, PrecedentState.DRAFTED, "U2", ("south",), Unfit.NOT_A_MANAGER),
        (Step.PROPOSE, PrecedentState.DRAFTED, "U1", (), Unfit.NOT_A_MANAGER),
        (Step.PROPOSE, PrecedentState.PROPOSED, "U1", ("north",), Unfit.NOT_NOW),
        (Step.APPROVE, PrecedentState.PROPOSED, "U1", ("north",), Unfit.SAME_MANAGER),
        (Step.APPROVE, PrecedentState.PROPOSED, "U2", ("north",), None),
        (Step.APPROVE, PrecedentState.PROPOSED, "U2", ("south",), None),
        (Step.APPROVE, PrecedentState.PROPOSED, "U2", (), Unfit.NOT_A_MANAGER),
        (Step.APPROVE, PrecedentState.DRAFTED, "U2", ("north",), Unfit.NOT_NOW),
        (Step.APPROVE, PrecedentState.PUBLISHED, "U2", ("north",), Unfit.NOT_NOW),
        (Step.DECLINE, PrecedentState.PROPOSED, "U1", ("north",), None),
        (Step.DECLINE, PrecedentState.PUBLISHED, "U2", ("south",), None),
        (Step.DECLINE, PrecedentState.DECLINED, "U2", ("south",), Unfit.NOT_NOW),
        (Step.RENEW, PrecedentState.PUBLISHED, "U1", ("north",), None),
        (Step.RENEW, PrecedentState.LAID_DOWN, "U1", ("north",), None),
        (Step.RENEW, PrecedentState.PUBLISHED, "U9", ("south",), Unfit.NOT_A_MANAGER),
        (Step.RENEW, PrecedentState.DECLINED, "U1", ("north",), Unfit.NOT_NOW),
    ],
)
def test_who_may_do_what(
    step: Step, state: PrecedentState, by: str, manages: tuple[str, ...], expected: Unfit | None
) -> None:
    assert why_not(precedent(state), step, by, manages) is expected


def test_whoever_told_it_cannot_approve_it_and_neither_can_whoever_ruled() -> None:
    told_by_another = precedent(PrecedentState.PROPOSED, owner="U2")
    assert why_not(told_by_another, Step.APPROVE, "U1", ("north",)) is Unfit.SAME_MANAGER
    assert why_not(told_by_another, Step.APPROVE, "U2", ("north",)) is Unfit.SAME_MANAGER
    assert why_not(told_by_another, Step.APPROVE, "U3", ("north",)) is None


def test_a_question_without_words_is_not_proposed() -> None:
    drafted = precedent(PrecedentState.DRAFTED)
    assert why_not(drafted, Step.PROPOSE, "U1", ("north",), is_told=False) is Unfit.NOTHING_TOLD


@pytest.mark.parametrize("answered", Verdict)
@pytest.mark.parametrize("ruled", Verdict)
def test_a_precedent_never_stands_under_a_no_and_never_permits_more_than_the_answer(
    ruled: Verdict, answered: Verdict
) -> None:
    may = may_stand_under(ruled, answered)
    if answered is Verdict.NO or ruled not in MAY_BECOME_ONE:
        assert not may
    if may and answered is not Verdict.ESCALATE:
        assert CAUTION[ruled] <= CAUTION[answered]
    assert not (may and answered in (Verdict.CLARIFY, Verdict.OUT_OF_SCOPE, Verdict.INFO))


@pytest.mark.parametrize("ruled", Verdict)
def test_below_a_hand_off_that_a_rule_may_prohibit_only_a_no_may_stand(ruled: Verdict) -> None:
    assert may_stand_under(ruled, Verdict.ESCALATE, is_barred=True) is (ruled is Verdict.NO)


def test_a_warning_stands_under_a_yes() -> None:
    assert may_stand_under(Verdict.NO, Verdict.YES)
    assert may_stand_under(Verdict.CONDITIONAL, Verdict.YES)
    assert not may_stand_under(Verdict.YES, Verdict.CONDITIONAL)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, False),
        ({"client": True}, {}, False),
        ({"client": True}, {"client": True}, True),
        ({"client": True}, {"client": False}, False),
        ({"client": True}, {"client": True, "face_hidden": True}, False),
        ({"client": True, "face_hidden": False}, {"face_hidden": False, "client": True}, True),
    ],
)
def test_a_case_is_the_same_only_where_the_same_was_understood(
    one: dict[str, bool], other: dict[str, bool], expected: bool
) -> None:
    assert is_same_case(one, other) is is_same_case(other, one) is expected


def test_a_precedent_does_not_outlive_its_clause() -> None:
    before = library("Be kind.", "Show no faces.", "Ask first.")
    digest = clauses_digest(before, ("d/b",))
    assert digest == clauses_digest(library("Be kind at all times.", "Show no faces.", "Ask."), ("d/b",))
    changed = clauses_digest(library("Be kind.", "Show no face.", "Ask first."), ("d/b",))
    held = precedent(clauses_digest=digest or "")
    assert is_good(held, digest, NOW)
    assert not is_good(held, changed, NOW)
    assert clauses_digest(library("Be kind."), ("d/b",)) is None
    assert not is_good(held, None, NOW)


def test_the_sentence_that_an_item_hangs_on_counts() -> None:
    before = library("Staff may:", "show faces", last_hangs_on="d/a")
    after = library("Staff may not:", "show faces", last_hangs_on="d/a")
    assert clauses_digest(before, ("d/b",)) != clauses_digest(after, ("d/b",))


def test_a_ruling_without_a_clause_rests_on_the_silence_of_all_texts() -> None:
    assert clauses_digest(library("Be kind."), ()) != clauses_digest(library("Be kind.", "Ask first."), ())


def test_the_order_of_clauses_means_nothing() -> None:
    held = load_library()
    ids = tuple(clause.id for clause in held.clauses()[:3])
    assert clauses_digest(held, ids) == clauses_digest(held, ids[::-1]) == clauses_digest(held, (*ids, ids[0]))


@pytest.mark.parametrize("state", PrecedentState)
def test_only_what_is_published_is_shown(state: PrecedentState) -> None:
    assert is_good(precedent(state), "digest", NOW) is (state is PrecedentState.PUBLISHED)


def test_from_its_review_date_on_it_is_shown_to_nobody_even_if_no_timer_was_fired() -> None:
    held = precedent(review_at=NOW)
    assert is_good(held, "digest", NOW - timedelta(seconds=1))
    assert not is_good(held, "digest", NOW)
    assert validity(held, "digest", NOW) is Validity.DUE
    renewed = replace(held, review_at=NOW + REVIEW_AFTER)
    assert validity(renewed, "digest", NOW) is Validity.GOOD
    laid_down = replace(held, state=PrecedentState.LAID_DOWN)
    assert validity(laid_down, "digest", NOW) is validity(held, "another", NOW) is Validity.EXPIRED
