"""The figures of the labelling guide, each worked out by hand on a few rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import Passages, fold, score_private, score_turns, turns_of
from corpus.library import Library
from tests.shipped import shipped_library

PASSAGES = Passages(shipped_library().document("md-16-02"))
BLURRED = '"blurred face" or emoji covering face is not permitted'
SECTIONS = [
    "PURPOSE", "GUIDELINES", "POLICY", "Use of Good Judgment", "Online Misconduct", "Retaliation is Prohibited", "AUTHORITY",
]  # fmt: skip
SCHEDULE = "should not include specific dates, times, or tasks"


def gold(verdict: str, *also: str, cite: list[list[str]] | None = None, **more: object) -> dict[str, Any]:
    return {"question": "asked", "verdict": verdict, "acceptable": [verdict, *also], "must_cite": cite or [], **more}


def said(verdict: str, *quotes: str, **more: object) -> dict[str, Any]:
    cited = [{"quote": quote, "verbatim": True, "document": "MD 16-02", **more} for quote in quotes]
    return {"verdict": verdict, "citations": cited}


# --- passages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("md-16-02/policy/blurred-face", "md-16-02/policy/blurred-face"),
        ("policy/blurred-face", "md-16-02/policy/blurred-face"),
        ("POLICY 1", "md-16-02/policy/reputation"),
        ("POLICY 7", "md-16-02/policy/disclaimer"),
        ("POLICY 35", "md-16-02/policy/working-hours-and-equipment"),
        ("GUIDELINES 2", "md-16-02/guidelines/county-it-public-forums"),
        ("PURPOSE 1", "md-16-02/purpose/intent"),
    ],
)
def test_a_passage_is_found_by_its_id_and_by_the_label_of_the_guide(name: str, clause: str) -> None:
    assert PASSAGES.named(name) == clause


@pytest.mark.parametrize("name", ["POLICY 99", "policy/no-such-clause", ""])
def test_an_unknown_passage_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        PASSAGES.named(name)


def test_every_clause_of_the_directive_has_its_own_label(library: Library) -> None:
    labels = [f"{section} {n}" for section in SECTIONS for n in range(1, 60)]
    found = []
    for label in labels:
        try:
            found.append(PASSAGES.named(label))
        except KeyError:
            continue

    assert sorted(found) == sorted(clause.id for clause in library.document("md-16-02").clauses)


@pytest.mark.parametrize(
    ("quote", "clauses"),
    [
        (BLURRED, {"md-16-02/policy/blurred-face"}),
        (BLURRED.upper().replace(" ", "\n "), {"md-16-02/policy/blurred-face"}),
        (f"• “{BLURRED.strip(chr(34))}”", {"md-16-02/policy/blurred-face"}),
        ("emoji covering face is permitted", set()),
        ("emoji", set()),  # fewer than eight characters could stand anywhere
        ("", set()),
    ],
)
def test_a_quote_is_found_by_its_words(quote: str, clauses: set[str]) -> None:
    assert PASSAGES.quoted(quote) == clauses


def test_a_quote_that_holds_a_whole_passage_counts_for_it(library: Library) -> None:
    text = library.clause("md-16-02/policy/placement").text

    assert "md-16-02/policy/placement" in PASSAGES.quoted(f"Employees must not disclose: {text} and more besides")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more_in_case_and_space(text: str) -> None:
    assert fold(fold(text)).split() == fold(text).casefold().strip(" -\u2022\"'").split()


# --- verdicts ---------------------------------------------------------------------------------------------------------

TURNS: list[tuple[dict[str, Any], dict[str, Any] | None]] = [
    (gold("no", cite=[["POLICY 25", "policy/client-material"]]), said("no", BLURRED)),  # right, cited, first
    (gold("no", cite=[["policy/work-schedule"]]), said("yes")),  # unsafe, nothing cited
    (gold("no", "conditional"), said("conditional")),  # right: the row accepts it
    (gold("yes"), said("no", SCHEDULE)),  # overcautious
    (gold("conditional", cite=[["policy/work-schedule"], ["policy/blurred-face"]]), said("escalate", SCHEDULE)),  # not answered; one of two groups
    (gold("clarify", "escalate"), said("clarify")),  # not decidable
    (gold("info", cite=[["policy/disclaimer"]]), said("info", BLURRED, "Photos of clients are fine on Fridays.")),  # an invented quote
    (gold("no"), None),  # missing
    (gold("no"), {"id": 1, "error": "read failed"}),  # failed: as missing
    (gold("yes"), said("perhaps")),  # no verdict at all: as missing
]  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return score_turns([(str(n), *turn) for n, turn in enumerate(TURNS)], PASSAGES).figures()


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("rows", 10),
        ("missing", 3),  # 7, 8, 9
        ("right", 0.4),  # 0, 2, 5, 6
        ("unsafe", 1),  # 1
        ("of_prohibited", 5),  # 0, 1, 2, 7, 8
        ("overcautious", 1),  # 3
        ("of_not_no", 5),  # 3, 4, 5, 6, 9
        ("answered", round(5 / 9, 4)),  # of all but 5: 0, 1, 2, 3, 6
        ("right_answered", 0.6),  # of those: 0, 2, 6
        ("cited", 0.4),  # groups: 1 of 1, 0 of 1, 1 of 2, 0 of 1
        ("first", 0.5),  # of 0, 1, 4, 6: 0 and 4
        ("unfaithful", 1),  # 6
    ],
)
def test_the_figure_is_what_it_is_by_hand(figure: str, value: float, figures: dict[str, Any]) -> None:
    assert figures[figure] == value


def test_confusions_leave_out_what_was_right(figures: dict[str, Any]) -> None:
    assert figures["confusion"] == {
        "conditional->escalate": 1, "no->conditional": 1, "no->none": 2, "no->yes": 1, "yes->no": 1, "yes->none": 1,
    }  # fmt: skip


def test_the_misses_are_the_wrong_verdicts_and_the_lacking_citations() -> None:
    tally = score_turns([(str(n), *turn) for n, turn in enumerate(TURNS)], PASSAGES)

    assert [(miss.id, miss.is_verdict_right) for miss in tally.misses] == [
        ("1", False), ("3", False), ("4", False), ("6", True), ("7", False), ("8", False), ("9", False),
    ]  # fmt: skip
    assert tally.misses[0].wanted == (("md-16-02/policy/work-schedule",),)
    assert tally.misses[3].cited == ("md-16-02/policy/blurred-face",)
    assert tally.misses[0].question == "asked"


def test_the_table_by_verdict_counts_what_was_said() -> None:
    by = score_turns([(str(n), *turn) for n, turn in enumerate(TURNS)], PASSAGES).by_verdict

    assert (by["no"]["rows"], by["no"]["right"], by["no"]["yes"]) == (5, 2, 1)
    assert sum(counts["rows"] for counts in by.values()) == len(TURNS)


def test_nothing_counted_gives_no_share() -> None:
    figures = score_turns([], PASSAGES).figures()

    assert figures["rows"] == 0
    assert {figures[name] for name in ("right", "answered", "right_answered", "cited", "first")} == {None}


@pytest.mark.parametrize(
    ("changes", "unfaithful"),
    [({}, 1), ({"verbatim": False}, 0), ({"document": "Board Policy 6.105"}, 0), ({"document": "MD 16-02, p. 3"}, 1)],
)
def test_only_verbatim_quotes_of_the_directive_can_be_unfaithful(changes: dict[str, object], unfaithful: int) -> None:
    output = said("no", "Photos of clients are fine on Fridays.", **changes)

    assert score_turns([("1", gold("no"), output)], PASSAGES).unfaithful == unfaithful


@pytest.mark.parametrize("verdict", ["yes", "conditional"])
def test_what_a_row_accepts_beside_a_no_is_not_unsafe(verdict: str) -> None:
    assert score_turns([("1", gold("no", verdict), said(verdict))], PASSAGES).unsafe == 0
    assert score_turns([("1", gold("no"), said(verdict))], PASSAGES).unsafe == 1


def test_conversations_are_taken_apart_into_turns() -> None:
    rows = [
        {"id": "D", "turns": [{"user": "a"}, {"user": "b"}, {"user": "c"}]},
        {"id": "Q"},
        {"id": "M", "turns": [{"user": "d"}]},
    ]
    outputs = {"D": {"answers": [{"verdict": "no"}, {"verdict": "yes"}]}, "Q": {"verdict": "info"}}

    assert list(turns_of(rows, outputs)) == [
        ("D#1", {"user": "a"}, {"verdict": "no"}),
        ("D#2", {"user": "b"}, {"verdict": "yes"}),
        ("D#3", {"user": "c"}, None),
        ("Q", {"id": "Q"}, {"verdict": "info"}),
        ("M#1", {"user": "d"}, None),
    ]


# --- private data -----------------------------------------------------------------------------------------------------

TEXT = "call Ana Ruiz at 626-555-0100 now"  # 25 letters and digits: 7 of the name, 10 of the number, 8 others


def hidden(*spans: tuple[int, int]) -> dict[Any, Any]:
    return {"P": {"redactions": [{"start": start, "end": end, "kind": "person"} for start, end in spans]}}


PRIVATE = [
    {
        "id": "P",
        "question": TEXT,
        "spans": [{"text": "Ana Ruiz", "kind": "person"}, {"text": "626-555-0100", "kind": "phone"}],
    }
]


@pytest.mark.parametrize(
    ("outputs", "recall", "leaked", "characters", "other"),
    [
        (hidden((5, 13), (17, 29)), 1.0, 0, 1.0, 0.0),
        (hidden((5, 13)), 0.5, 1, round(7 / 17, 4), 0.0),
        (hidden((5, 8), (17, 29)), 0.5, 0, round(13 / 17, 4), 0.0),  # half of the name shows: not hidden
        (hidden((17, 20), (21, 24), (25, 29), (5, 13)), 1.0, 0, 1.0, 0.0),  # what joins the digits does not count
        (hidden((0, 33)), 1.0, 0, 1.0, 1.0),
        (hidden((0, 13), (17, 29)), 1.0, 0, 1.0, round(4 / 9, 4)),
        (hidden((-5, 400)), 1.0, 0, 1.0, 1.0),
        ({}, 0.0, 2, 0.0, 0.0),
    ],
)
def test_how_much_is_hidden(
    outputs: dict[Any, Any], recall: float, leaked: int, characters: float, other: float
) -> None:
    figures, _ = score_private(PRIVATE, outputs)

    assert (figures["rows"], figures["spans"]) == (1, 2)
    assert figures["span_recall"] == recall
    assert figures["spans_leaked_whole"] == leaked
    assert figures["char_recall"] == characters
    assert figures["other_text_hidden"] == other


def test_kinds_are_counted_each() -> None:
    figures, misses = score_private(PRIVATE, hidden((5, 13)))

    assert figures["by_kind"] == {"person": "1/1", "phone": "0/1"}
    assert misses == ["P: phone covered 0 of 10 characters"]
    assert "626" not in "".join(misses)


def test_a_message_without_private_data_should_stay_untouched() -> None:
    rows = [{"id": "A", "question": "my cat", "spans": []}, {"id": "B", "question": "my dog", "spans": []}]

    figures, misses = score_private(rows, {"B": {"redactions": [{"start": 3, "end": 6, "kind": "person"}]}})

    assert figures["clean_messages_untouched"] == "1/2"
    assert figures["span_recall"] is None
    assert misses == ["B: nothing is private in it, but 3 characters were hidden"]
