"""The machine interface: which lines are rows, and what an answer looks like as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answerer import BATCH, Answerer
from assistant.answering.doubt import Doubt
from assistant.answering.pipeline import Tools
from assistant.answering.reading.reader import Reader
from assistant.answering.records import Case, Kind, Reading
from assistant.interface import Row, Unreadable, answer_rows, case_object, citation_object, facts_object, read_line
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_screener
from tests.unit.assistant.conftest import NoSearch, ToldReader, make_reading

MakeAnswerer = Callable[..., Answerer]


@pytest.fixture(scope="module")
def make_answerer(library: Library, rulebook: Rulebook) -> MakeAnswerer:
    screener = shipped_screener()

    def make(*readings: Reading, reader: Reader | None = None) -> Answerer:
        told = reader or ToldReader(*(readings or (make_reading(private_life=True),)))
        return Answerer(
            Tools(library=library, rulebook=rulebook, screener=screener, reader=told, search=NoSearch(), doubt=Doubt())
        )

    return make


# --- rows in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (b'{"id": "A-1", "question": "ok?"}', Row(id="A-1", question="ok?")),
        (b'{"id": 7, "question": ""}', Row(id=7, question="")),
        (b'{"id": "D", "turns": ["a", "b"]}', Row(id="D", turns=("a", "b"))),
        (
            b'{"id": "D", "turns": [{"user": "a", "verdict": "no"}]}',
            Row(id="D", turns=({"user": "a", "verdict": "no"},)),
        ),
        ('{"id": "ñ", "question": "¿puedo?"}'.encode(), Row(id="ñ", question="¿puedo?")),
        (b'{"id": "A-1", "question": "ok?", "verdict": "no", "why": "labelled"}\r\n', Row(id="A-1", question="ok?")),
    ],
)
def test_a_row_is_read(line: bytes, row: Row) -> None:
    assert read_line(1, line) == row


def test_turns_are_strings_or_labelled_objects() -> None:
    assert Row(id=1, turns=("a", {"user": "b"})).said == ["a", "b"]
    assert Row(id=1, question="a").said == []


@pytest.mark.parametrize(
    ("line", "name", "error"),
    [
        (b"", None, "line 3 is not JSON: Expecting value at column 1"),
        (b"{", None, "line 3 is not JSON: Expecting property name"),
        (b"can i post this?", None, "line 3 is not JSON: Expecting value at column 1"),
        (b'{"id": "A", "question": "x"} trailing', None, "line 3 is not JSON: Extra data at column 30"),
        (b'{"id": "A", "question": "\xff"}', None, "line 3 is not UTF-8 (byte 25)"),
        (b"[" * 100_000, None, "line 3 is nested too deep"),
        (b'{"id": "A", "question": "x", "n": ' + b"9" * 5000 + b"}", None, "line 3 is not JSON that can be read: Exceeds the limit"),
        (b"[]", None, "line 3: "),
        (b"null", None, "line 3: "),
        (b'"text"', None, "line 3: "),
        (b"{}", None, "line 3: id: Field required"),
        (b'{"question": "x"}', None, "line 3: id: Field required"),
        (b'{"id": null, "question": "x"}', None, "line 3: id"),
        (b'{"id": "A"}', "A", 'line 3: give either "question" or "turns"'),
        (b'{"id": "A", "question": "x", "turns": ["y"]}', "A", 'line 3: give either "question" or "turns"'),
        (b'{"id": "A", "question": 5}', "A", "line 3: question: Input should be a valid string"),
        (b'{"id": "A", "turns": []}', "A", "line 3: turns: Tuple should have at least 1 item"),
        (b'{"id": "A", "turns": "x"}', "A", "line 3: turns: Input should be a valid tuple"),
        (b'{"id": "A", "turns": [{"says": "x"}]}', "A", 'line 3: each turn must be a string, or an object with the key "user"'),
        (b'{"id": 9, "turns": [{"user": 5}]}', 9, 'line 3: each turn must be a string, or an object with the key "user"'),
    ],
    ids=range(20),
)  # fmt: skip
def test_what_is_no_row_says_so_with_its_line_and_its_id(line: bytes, name: str | int | None, error: str) -> None:
    found = read_line(3, line)

    assert isinstance(found, Unreadable)
    assert found.id == name
    assert found.error.startswith(error)
    assert "\n" not in found.error


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "question", "turns", "user"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_line_whatever_raises(line: bytes) -> None:
    found = read_line(1, line)

    assert isinstance(found, Row | Unreadable)


def test_an_error_never_quotes_the_question() -> None:
    found = read_line(1, b'{"id": "A", "question": ["my client Jayden Morales"]}')

    assert isinstance(found, Unreadable)
    assert "Jayden" not in found.error


# --- objects out ------------------------------------------------------------------------------------------------------


def objects(answerer: Answerer, *rows: Row | Unreadable) -> list[dict[str, Any]]:
    return list(answer_rows(rows, answerer))


KEYS = [
    "id", "verdict", "answer", "reason", "conditions", "instead", "citations", "facts", "ask", "marks", "suggestion", "redactions",
    "confidence", "reader", "language", "ms",
]  # fmt: skip


def test_an_answer_has_exactly_the_keys_of_the_interface(make_answerer: MakeAnswerer) -> None:
    (found,) = objects(make_answerer(make_reading(visit_media=True)), Row(id="A-1", question="from a visit?"))

    assert list(found) == KEYS
    assert (found["id"], found["verdict"], found["reader"]) == ("A-1", "no", "told")
    assert json.loads(json.dumps(found)) == found, "plain JSON values only"


def test_a_citation_holds_the_quote_and_where_it_stands(make_answerer: MakeAnswerer, library: Library) -> None:
    (found,) = objects(make_answerer(make_reading(placement=True)), Row(id="A-1", question="placed?"))

    first = found["citations"][0]
    assert first["clause"] == "md-16-02/policy/placement"
    assert library.document("md-16-02").text[first["start"] : first["end"]] == first["quote"]
    assert first["verbatim"] is True
    assert first["lead_in"].endswith(":")
    assert list(first) == ["document", "clause", "locator", "quote", "start", "end", "verbatim", "lead_in"]


def test_a_note_is_given_only_where_there_is_one(make_answerer: MakeAnswerer, library: Library) -> None:
    case = make_answerer(make_reading(Kind.POLICY, relevance={"md-16-02/guidelines/confidential-data": 1.0})).case(
        "what does 6.101 say?"
    )

    assert case.answer is not None
    assert [("note" in citation_object(citation)) for citation in case.answer.citations] == [
        citation.note is not None for citation in case.answer.citations
    ]
    assert any("note" in citation_object(citation) for citation in case.answer.citations)


def test_facts_are_true_false_or_null_for_what_a_condition_waits_for(make_answerer: MakeAnswerer) -> None:
    told = make_reading(words={"child_welfare_content": "an article"}, child_welfare_content=True, client=False)

    case = make_answerer(told).case("can i share an article?")

    assert case.answer is not None
    assert facts_object(case.answer, case.decision) == {
        "child_welfare_content": {"value": True, "words": "an article"},
        "client": {"value": False, "words": ""},
        "disclaimer": {"value": None, "words": ""},
    }


def test_a_question_back_comes_with_its_choices(make_answerer: MakeAnswerer) -> None:
    (found,) = objects(make_answerer(make_reading(tie_unclear=True)), Row(id=1, question="a lady i met?"))

    assert found["verdict"] == "clarify"
    assert found["ask"]["choices"] == ["Yes, from work", "No, it is private"]


def test_offsets_of_redactions_and_marks_count_the_raw_text(make_answerer: MakeAnswerer) -> None:
    raw = '\u200bfor Jayden Morales: "we placed him with his aunt in March"'
    told = make_reading(words={"placement": "placed him with his aunt"}, placement=True)

    (found,) = objects(make_answerer(told), Row(id=1, question=raw))

    assert [raw[each["start"] : each["end"]] for each in found["redactions"]] == ["Jayden Morales"]
    assert [raw[each["start"] : each["end"]] for each in found["marks"]] == ["we placed him with his aunt in March"]


def test_a_conversation_gives_an_answer_a_turn(make_answerer: MakeAnswerer) -> None:
    reader = ToldReader(make_reading(private_life=True))

    (found,) = objects(make_answerer(reader=reader), Row(id="D", turns=("my cat?", "", "my dog?")))

    assert [each.get("verdict", each.get("error")) for each in found["answers"]] == [
        "yes",
        "the question is empty",
        "yes",
    ]
    assert list(found) == ["id", "answers"]
    assert reader.seen[-1] == ("my cat?", "my dog?")


def test_every_row_is_answered_in_order_whatever_stands_between(make_answerer: MakeAnswerer) -> None:
    rows: list[Row | Unreadable] = [Row(id=n, question=f"cat {n}?") for n in range(BATCH * 3 + 5)]
    rows[3] = Unreadable("three", "line 4 is not JSON")
    rows[BATCH] = Row(id="D", turns=("my cat?",))
    rows[-1] = Unreadable(None, "line 9 is not UTF-8")

    found = objects(make_answerer(), *rows)

    assert [each["id"] for each in found] == [row.id for row in rows]
    assert found[3] == {"id": "three", "error": "line 4 is not JSON"}
    assert found[-1] == {"id": None, "error": "line 9 is not UTF-8"}


def test_a_row_that_cannot_be_answered_says_so_and_the_run_goes_on(make_answerer: MakeAnswerer) -> None:
    found = objects(make_answerer(), Row(id=1, question=" "), Row(id=2, question="cat?"))

    assert found[0] == {"id": 1, "error": "the question is empty"}
    assert found[1]["verdict"] == "yes"


def test_a_case_without_an_answer_is_an_error() -> None:
    assert case_object(Case(raw="x", error="read failed")) == {"error": "read failed"}
    assert case_object(Case(raw="x")) == {"error": "not answered"}


def test_rows_are_taken_as_they_are_needed(make_answerer: MakeAnswerer) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Row]:
        while True:
            taken.append(1)
            yield Row(id=len(taken), question="cat?")

    rows: Iterable[Row] = endless()
    next(answer_rows(rows, make_answerer()))

    assert len(taken) <= 4 * BATCH


def test_no_row_at_all_gives_nothing(make_answerer: MakeAnswerer) -> None:
    assert objects(make_answerer()) == []
