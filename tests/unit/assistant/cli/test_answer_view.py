"""How an answer looks: at 40 and at 200 columns, in narrow encodings, in color and in a pipe."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable

import pytest

from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import (
    HOW_TAKEN,
    Answer,
    Case,
    Draft,
    Kind,
    Mark,
    Piece,
    PrivateKind,
    Reading,
    Redaction,
    Suggestion,
    Verdict,
)
from assistant.answering.screening.records import Screened
from assistant.cli.answer_view import SHOWN_FACTS, SIGNS, show_answer, show_why
from assistant.cli.terminal import Terminal
from corpus.library import Library
from corpus.rulebook import Rulebook
from index.search import Hit
from tests.unit.assistant.conftest import make_case, make_reading

COLOR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "\x1b[2J\x1b]0;owned\x07\r\u202e\u200b"

READINGS = {
    "no": make_reading(client=True, client_in_media=True, face_hidden=True, visit_media=True, case_information=True),
    "conditional": make_reading(child_welfare_content=True, workplace_shown=True),
    "yes": make_reading(private_life=True, client=False),
    "clarify": make_reading(tie_unclear=True),
    "escalate": make_reading(),
    "info": make_reading(Kind.POLICY, relevance={"md-16-02/policy/must-not-disclose": 1.0}),
    "out_of_scope": make_reading(Kind.OTHER),
}

Show = Callable[..., str]


def case_of(reading: Reading, rulebook: Rulebook, library: Library, case: Case | None = None) -> Case:
    return compose(decide((case or make_case()).with_(reading=reading), rulebook, Doubt()), rulebook, library)


@pytest.fixture
def show(rulebook: Rulebook, library: Library) -> Show:
    """The answer to a reading as it is printed."""

    def shown(
        reading: Reading,
        *,
        width: int = 80,
        encoding: str = "utf-8",
        has_color: bool = False,
        why: bool = False,
        case: Case | None = None,
    ) -> str:
        stream = io.StringIO()
        terminal = Terminal(stream, width, has_color, encoding)
        composed = case_of(reading, rulebook, library, case)
        assert composed.answer is not None
        show_answer(composed.answer, rulebook, terminal)
        if why:
            show_why(composed, terminal)
        return stream.getvalue()

    return shown


@pytest.mark.parametrize("why", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("width", [24, 40, 100, 200])
@pytest.mark.parametrize("verdict", READINGS)
def test_every_answer_fits(verdict: str, width: int, encoding: str, why: bool, show: Show) -> None:
    shown = show(READINGS[verdict], width=width, encoding=encoding, why=why)

    shown.encode(encoding)
    assert all(len(line) <= width for line in shown.split("\n"))
    assert all(character.isprintable() or character == "\n" for character in shown)


@pytest.mark.parametrize("verdict", READINGS)
def test_the_verdict_comes_first_in_words(verdict: str, show: Show, rulebook: Rulebook) -> None:
    first = show(READINGS[verdict]).split("\n")[0]

    assert first == f"{SIGNS[Verdict(verdict)]} {rulebook.headlines[Verdict(verdict)]}"


def test_every_verdict_has_its_own_sign() -> None:
    assert set(SIGNS) == set(Verdict)
    assert len(set(SIGNS.values())) == len(SIGNS)


@pytest.mark.parametrize("verdict", READINGS)
def test_color_changes_nothing_but_the_color(verdict: str, show: Show) -> None:
    plain = show(READINGS[verdict], has_color=False)
    colored = show(READINGS[verdict], has_color=True)

    assert "\x1b" not in plain
    assert COLOR.sub("", colored) == plain
    assert colored != plain


def words(text: str) -> str:
    """Without line ends, indents and the bar beside a quote: the words as they were before they were wrapped."""
    return " ".join(text.replace("│", " ").split())


def test_what_is_quoted_is_shown_whole_with_its_lead_in_and_its_place(
    show: Show, library: Library, rulebook: Rulebook
) -> None:
    answer = case_of(READINGS["no"], rulebook, library).answer
    assert answer is not None

    for width in (40, 200):
        shown = words(show(READINGS["no"], width=width))
        for citation in answer.citations:
            assert words(citation.quote) in shown
            assert words(citation.locator) in shown
            assert citation.lead_in is None or words(citation.lead_in) in shown


def test_conditions_are_a_checklist_and_the_disclaimer_stands_word_for_word(show: Show, library: Library) -> None:
    shown = show(READINGS["conditional"], width=40)

    assert shown.count("☐") == 2
    assert words(library.clause("md-16-02/policy/disclaimer").text) in words(shown)


def test_the_choices_of_a_question_back_are_numbered(show: Show) -> None:
    shown = show(READINGS["clarify"])

    assert "  1. Yes, from work\n" in shown
    assert "  2. No, it is private\n" in shown


def test_what_was_understood_is_read_back_and_no_more_than_can_be_read(show: Show) -> None:
    few = make_reading(client=True, visit_media=True)
    many = make_reading(**dict.fromkeys(
        ["client", "client_in_media", "face_hidden", "visit_media", "case_information", "placement", "conversation", "client_gift"], True
    ))  # fmt: skip

    assert "I understood: it concerns a client; it was taken during a visit." in words(show(few))
    assert f"and {8 - SHOWN_FACTS} more." in words(show(many))
    assert "I understood" not in show(make_reading())


@pytest.mark.parametrize(
    ("count", "said"), [(0, None), (1, "1 private detail was hidden"), (3, "3 private details were hidden")]
)
def test_it_says_how_much_was_hidden_and_never_what(count: int, said: str | None, show: Show) -> None:
    raw = "Jayden Morales " * 3
    hidden = tuple(Redaction(15 * n, 15 * n + 14, PrivateKind.PERSON) for n in range(count))

    shown = show(READINGS["no"], why=True, case=Case(raw=raw, screened=Screened("[name 1]", hidden, False)))

    assert (said or "hidden before") in words(shown) if said else "hidden before" not in words(shown)
    assert "Jayden" not in shown


@pytest.mark.parametrize("verdict", READINGS)
def test_it_says_what_to_do_when_unsure_where_an_answer_lets_one_go_ahead(verdict: str, show: Show) -> None:
    assert ("Unsure? Ask office management" in show(READINGS[verdict])) is (verdict in ("yes", "conditional"))


def test_a_summary_is_labelled_and_not_put_in_quotation_marks(rulebook: Rulebook, library: Library) -> None:
    from assistant.answering.compose import cite
    from assistant.cli.answer_view import show_citation

    summary = next(clause for clause in library.clauses() if not clause.is_quotable)
    stream = io.StringIO()
    show_citation(cite(summary.id, library, rulebook), Terminal(stream, 200, False, "utf-8"))

    assert "(summary, check the official text)" in words(stream.getvalue())
    assert "“" + library.clause(summary.id).text[:10] not in stream.getvalue()


def test_why_shows_reading_rules_near_misses_search_and_time(rulebook: Rulebook, library: Library) -> None:
    reading = make_reading(
        words={"client_material": "her drawing"}, opinion={Verdict.NO: 0.9, Verdict.YES: 0.1}, client_material=True,
        client_permission=True, office_head_permission=True, case_information=True,
    )  # fmt: skip
    case = case_of(reading, rulebook, library, make_case(text="a drawing by [name 1]")).with_(
        hits=(Hit("md-16-02/policy/unsure", 0.5, 1, 0.4, None, 0.0),),
        trail=(("screen", 1.25),),
        faults=("the quote is changed",),
    )
    stream = io.StringIO()

    show_why(case, Terminal(stream, 100, False, "utf-8"))

    shown = stream.getvalue()
    for part in (
        "a drawing by [name 1]", "Reading by told: posting", "+client_material", "“her drawing”", "Second opinion: no 0.90, yes 0.10",
        "lifted", "Near misses", "0.500", "md-16-02/policy/unsure", "Withheld: the quote is changed", "screen", "1.2 ms",
    ):  # fmt: skip
        assert part in shown


def test_nothing_hostile_in_the_words_reaches_the_terminal(show: Show) -> None:
    reading = make_reading(words={"client": f"my client{HOSTILE}"}, client=True)

    shown = show(reading, why=True, case=make_case(raw=f"my client{HOSTILE}", text=f"my client{HOSTILE}"))

    assert all(character.isprintable() or character == "\n" for character in shown)


def test_an_answer_without_anything_but_a_reason_is_shown(rulebook: Rulebook) -> None:
    stream = io.StringIO()

    show_answer(
        Answer(Verdict.OUT_OF_SCOPE, "Not something", "A reason."), rulebook, Terminal(stream, 80, False, "ascii")
    )

    assert stream.getvalue() == "- Not something\n  A reason.\n"


@pytest.mark.parametrize("note", HOW_TAKEN)
def test_how_a_message_was_taken_after_others_is_said(note: str, rulebook: Rulebook, library: Library) -> None:
    shown = []
    for notes in ((), (note,)):
        stream = io.StringIO()
        answer = case_of(READINGS["no"], rulebook, library).answer
        assert answer is not None
        show_answer(dataclasses.replace(answer, notes=notes), rulebook, Terminal(stream, 200, False, "utf-8"))
        shown.append(rulebook.labels[note] in stream.getvalue())
    assert shown == [False, True]


@pytest.mark.parametrize("name", sorted(READINGS))
def test_a_spanish_answer_has_nothing_english_around_the_quotes(
    name: str, rulebook: Rulebook, library: Library
) -> None:
    stream = io.StringIO()
    answer = case_of(READINGS[name], rulebook.spoken("es"), library).answer
    assert answer is not None
    hidden = (Redaction(0, 4, PrivateKind.PERSON), Redaction(6, 9, PrivateKind.PERSON))
    answer = dataclasses.replace(answer, redactions=hidden, notes=("text_cut", *HOW_TAKEN))

    show_answer(answer, rulebook, Terminal(stream, 200, False, "utf-8"))

    shown = stream.getvalue()
    ours = "\n".join(
        line for line in shown.splitlines() if "│" not in line and answer.disclaimer not in (line, line.strip())
    )
    assert not re.search(
        r"\b(the|your|ask|understood|hidden|message|post)\b", ours.replace(": canipost chat", ""), re.IGNORECASE
    )
    assert shown.count("La directiva, en inglés:") == bool(answer.citations)
    assert "2 datos privados se ocultaron" in shown


def test_an_english_answer_has_no_line_before_the_quotes(show: Show) -> None:
    assert "La directiva" not in show(READINGS["no"])


def drafted(suggestion: Suggestion | None = None) -> Case:
    pieces = (Piece("Meal prep done, "), Piece("detention report filed", "md-16-02/policy/case-component", "MD 16-02, ¶ 11"),
              Piece(". Bring it,\nMonday. "), Piece("Again", "md-16-02/policy/case-component", "MD 16-02, ¶ 11"))  # fmt: skip
    return make_case().with_(draft=Draft(pieces, (Mark(16, 38, "md-16-02/policy/case-component"),), suggestion))


def test_what_touches_a_clause_is_in_brackets_with_the_clause_by_number(show: Show) -> None:
    shown = show(make_reading(case_component=True), case=drafted())

    assert "│ Meal prep done, [detention report filed] (1). Bring it," in shown
    assert "│ Monday. [Again] (1)" in shown
    assert shown.count("(1) MD 16-02, ¶ 11") == 1
    assert "A version" not in shown


@pytest.mark.parametrize("width", [40, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_safer_version_is_shown_with_its_conditions_at_every_width(width: int, encoding: str, show: Show) -> None:
    offered = Suggestion("Meal prep done. Bring it, Monday.", Verdict.CONDITIONAL, ("Check the whole frame first.",))

    shown = show(make_reading(case_component=True), case=drafted(suggestion=offered), width=width, encoding=encoding)

    plain = " ".join(shown.replace("│", "").replace("|", "").split())
    assert "A version you could post, if:" in plain
    assert plain.index("Check the whole frame first.") < plain.index("Meal prep done. Bring it, Monday.")
    assert "Unsure? Ask office management before you post." in plain
    assert all(len(line) <= width for line in shown.splitlines())
    shown.encode(encoding)


def test_a_version_without_conditions_says_no_if(show: Show) -> None:
    shown = show(make_reading(case_component=True), case=drafted(suggestion=Suggestion("Bring it.", Verdict.YES)))

    assert "A version you could post:\n" in shown
