"""The rows behind a figure: which were a wrong yes, what was misread for them, what they were taken for."""

from __future__ import annotations

import dataclasses

from assistant.answering.doubt import Doubt, Scale, Sort
from assistant.answering.records import Kind, Verdict
from assistant.assurance.cases import Misread, count_kinds, misread, wrong_yeses
from assistant.assurance.limits import Judged
from tests.unit.assistant.assurance.conftest import make_judged
from tests.unit.assistant.conftest import make_reading

DOUBT = Doubt({sort: Scale(0.0, {}, 0.5) for sort in Sort})


def with_facts(row: Judged, read: dict[str, bool], labeled: dict[str, bool]) -> Judged:
    return dataclasses.replace(
        row, reading=make_reading(**read), example=dataclasses.replace(row.example, facts=labeled)
    )


def of_kind(kind: Kind, taken_for: Kind) -> Judged:
    row = make_judged()
    return dataclasses.replace(
        row, reading=make_reading(taken_for), example=dataclasses.replace(row.example, kind=kind)
    )


def test_only_a_wrong_yes_or_if_that_is_not_too_suspicious_is_a_case() -> None:
    rows = [
        make_judged(Verdict.YES, [Verdict.NO], id="given"),
        make_judged(Verdict.CONDITIONAL, [Verdict.NO, Verdict.ESCALATE], "b", id="if"),
        make_judged(Verdict.YES, [Verdict.NO], id="handed over"),
        make_judged(Verdict.YES, [Verdict.YES], id="right"),
        make_judged(Verdict.NO, [Verdict.YES], id="overcautious"),
    ]

    found = wrong_yeses(rows, [0.1, 0.1, 0.5, 0.1, 0.1], DOUBT)

    assert [case.id for case in found] == ["given", "if"]
    assert (found[1].voice, found[1].said, found[1].accepted) == (
        "b", Verdict.CONDITIONAL, (Verdict.NO, Verdict.ESCALATE),
    )  # fmt: skip


def test_misread_is_what_was_read_otherwise_than_labeled_and_what_is_not_stated_counts() -> None:
    row = with_facts(
        make_judged(),
        read={"client": True, "placement": False, "private_life": True, "disclaimer": False},
        labeled={"client": True, "placement": True, "court_department": False, "disclaimer": False},
    )

    assert misread(row) == (
        Misread("court_department", None, False),
        Misread("placement", False, True),
        Misread("private_life", True, None),
    )


def test_a_row_read_as_labeled_has_nothing_misread() -> None:
    assert misread(with_facts(make_judged(), {"client": True}, {"client": True})) == ()


def test_kinds_are_counted_with_what_they_were_taken_for_and_those_without_rows_are_left_out() -> None:
    rows = [
        of_kind(Kind.REPORT, Kind.REPORT), of_kind(Kind.REPORT, Kind.POSTING), of_kind(Kind.REPORT, Kind.POSTING),
        of_kind(Kind.POSTING, Kind.POSTING),
    ]  # fmt: skip

    posting, report = count_kinds(rows)

    assert (posting.kind, posting.rows, posting.right) == (Kind.POSTING, 1, 1)
    assert (report.kind, report.rows, report.right) == (Kind.REPORT, 3, 1)
    assert report.taken_for == {Kind.REPORT: 1, Kind.POSTING: 2}
