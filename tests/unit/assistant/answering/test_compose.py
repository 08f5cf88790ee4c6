"""A decision put into words: what is quoted, in which order, with which conditions, and never anything but the rows' words."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.compose import DISCLAIMER, SHOWN_CITATIONS, cite, compose, fixed_answer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import (
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
from assistant.answering.screening.records import Screened, ScreeningNote
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading

POLICY = "md-16-02/policy/"


def answer_of(reading: Reading, rulebook: Rulebook, library: Library, case: Case | None = None) -> Answer:
    started = case.with_(reading=reading) if case else make_case(reading)
    composed = compose(decide(started, rulebook, Doubt()), rulebook, library).answer
    assert composed is not None
    return composed


def cited(answer: Answer) -> list[str]:
    return [citation.clause.removeprefix(POLICY) for citation in answer.citations]


def test_a_quote_is_cut_from_the_text_it_is_attributed_to(library: Library, rulebook: Rulebook) -> None:
    for clause in library.clauses():
        citation = cite(clause.id, library, rulebook)
        document = library.document(clause.document)
        assert document.text[citation.start : citation.end] == citation.quote
        assert (citation.document, citation.locator) == (document.number, clause.locator)
        assert citation.verbatim is clause.is_quotable


def test_a_list_item_is_quoted_without_its_mark_and_with_its_lead_in(library: Library, rulebook: Rulebook) -> None:
    citation = cite(f"{POLICY}placement", library, rulebook)

    assert not citation.quote.startswith("-")
    assert citation.lead_in == library.clause(f"{POLICY}must-not-disclose").text


def test_a_summary_is_never_verbatim_and_says_so(library: Library, rulebook: Rulebook) -> None:
    summary = next(clause for clause in library.clauses() if not clause.is_quotable)

    citation = cite(summary.id, library, rulebook)

    assert not citation.verbatim
    assert citation.note == "summary, check the official text"


def test_a_passage_that_quotes_a_board_policy_names_it_with_the_caution_about_its_number(
    library: Library, rulebook: Rulebook
) -> None:
    citation = cite("md-16-02/guidelines/county-it-public-forums", library, rulebook)

    assert citation.note is not None
    assert citation.note.startswith(f"quotes {library.document('6.105').citation_name}")


def test_the_deciding_clause_is_quoted_first_then_what_else_applies_then_what_stands_beside_it(
    rulebook: Rulebook, library: Library
) -> None:
    answer = answer_of(
        make_reading(client=True, client_in_media=True, face_hidden=True, visit_media=True), rulebook, library
    )

    assert cited(answer)[0] == "blurred-face"
    assert cited(answer)[1] == "visitation"
    assert len(answer.citations) == len(set(cited(answer))) == SHOWN_CITATIONS


def test_of_a_long_list_what_was_asked_for_most_is_quoted_first(rulebook: Rulebook, library: Library) -> None:
    asked = {f"{POLICY}placement": 0.5, f"{POLICY}must-not-disclose": 0.6, f"{POLICY}client-gifts": 1.0}
    answer = answer_of(make_reading(Kind.POLICY, relevance=asked), rulebook, library)

    assert answer.verdict is Verdict.INFO
    assert cited(answer) == ["client-gifts", "must-not-disclose", "placement"]


def test_a_topic_leaves_room_for_what_else_was_asked_for(rulebook: Rulebook, library: Library) -> None:
    asked = {f"{POLICY}monitoring": 0.9, f"{POLICY}negative-impact": 0.2, f"{POLICY}unsure": 0.05}
    answer = answer_of(make_reading(Kind.POLICY, relevance=asked), rulebook, library)

    assert answer.verdict is Verdict.INFO
    assert cited(answer) == ["monitoring", "md-16-02/compliance/online-misconduct", "negative-impact"]


def test_conditions_are_the_sentences_of_the_facts_that_are_missing_each_once(
    rulebook: Rulebook, library: Library
) -> None:
    answer = answer_of(make_reading(child_welfare_content=True, workplace_shown=True), rulebook, library)

    assert answer.conditions == (
        rulebook.facts["sensitive_material_visible"].condition,
        rulebook.facts["disclaimer"].condition,
    )
    assert answer.reason == f"{rulebook.rule('office-photography').reason} {rulebook.rule('news-articles').reason}"


def test_the_disclaimer_comes_word_for_word_where_it_has_to_be_added(rulebook: Rulebook, library: Library) -> None:
    wanted = answer_of(make_reading(child_welfare_content=True), rulebook, library)
    there = answer_of(make_reading(child_welfare_content=True, disclaimer=True), rulebook, library)
    elsewhere = answer_of(make_reading(workplace_shown=True), rulebook, library)

    assert wanted.disclaimer == library.clause(DISCLAIMER).text
    assert there.disclaimer is None
    assert elsewhere.disclaimer is None


def test_a_no_has_no_conditions(rulebook: Rulebook, library: Library) -> None:
    answer = answer_of(make_reading(child_welfare_content=True, case_information=True), rulebook, library)

    assert (answer.verdict, answer.conditions, answer.disclaimer) == (Verdict.NO, (), None)
    assert answer.reason == rulebook.rule("case-information").reason
    assert answer.instead == rulebook.rule("case-information").instead


def test_a_question_back_is_asked_once(rulebook: Rulebook, library: Library) -> None:
    answer = answer_of(make_reading(tie_unclear=True), rulebook, library)

    assert answer.ask in rulebook.facts["tie_unclear"].opens
    assert answer.ask is not None
    assert answer.text.count(answer.ask.text) == 1


@pytest.mark.parametrize(
    ("reading", "quoted"),
    [
        # what a choice would lead to, however little the reader thinks of it
        (make_reading(tie_unclear=True), ["client-material"]),
        (make_reading(tie_unclear=True, relevance={f"{POLICY}placement": 0.6}), ["placement", "client-material"]),
        (make_reading(tie_unclear=True, relevance={f"{POLICY}placement": 0.05}), ["client-material"]),
        # two at most
        (
            make_reading(tie_unclear=True, relevance={f"{POLICY}placement": 0.3, f"{POLICY}conversations": 0.6}),
            ["conversations", "client-material"],
        ),
        # nothing to choose from: what it seems to be about, else whom to turn to
        (make_reading(content_unclear=True, relevance={f"{POLICY}blurred-face": 0.4}), ["blurred-face"]),
        (make_reading(content_unclear=True), ["unsure"]),
    ],
)
def test_a_question_back_quotes_what_hangs_on_it(
    reading: Reading, quoted: list[str], rulebook: Rulebook, library: Library
) -> None:
    answer = answer_of(reading, rulebook, library)

    assert answer.verdict is Verdict.CLARIFY
    assert cited(answer) == quoted


@pytest.mark.parametrize(
    ("relevance", "quoted"),
    [
        ({}, ["client-material", "unsure"]),
        ({"placement": 0.05}, ["client-material", "unsure"]),
        ({"client-material": 0.4, "unsure": 0.9}, ["unsure", "client-material"]),
        ({"placement": 0.7, "conversations": 0.4}, ["placement", "client-material", "unsure"]),
    ],
)
def test_a_hand_off_of_doubt_leads_with_what_it_most_likely_turns_on_and_keeps_whom_to_turn_to(
    relevance: dict[str, float], quoted: list[str], rulebook: Rulebook, library: Library
) -> None:
    found = {f"{POLICY}{clause}": share for clause, share in relevance.items()}
    reading = make_reading(client_material=True, opinion={Verdict.YES: 0.99, Verdict.NO: 0.01}, relevance=found)

    answer = answer_of(reading, rulebook, library)

    assert answer.reason == rulebook.replies["doubt"].reason
    assert cited(answer) == quoted


def test_where_no_rule_speaks_the_nearest_clause_leads(rulebook: Rulebook, library: Library) -> None:
    near = {f"{POLICY}work-schedule": 0.6, f"{POLICY}unsure": 0.3, f"{POLICY}placement": 0.05}

    assert cited(answer_of(make_reading(relevance=near), rulebook, library)) == ["work-schedule", "unsure"]


def test_a_yes_leads_with_the_condition_that_was_asked_about(rulebook: Rulebook, library: Library) -> None:
    asked = {f"{POLICY}disclaimer": 0.9, f"{POLICY}news-articles": 0.4}
    reading = make_reading(child_welfare_content=True, disclaimer=True, relevance=asked)

    answer = answer_of(reading, rulebook, library)

    assert answer.verdict is Verdict.YES
    assert cited(answer) == ["disclaimer", "news-articles"]


def test_a_no_leads_with_a_clause_that_prohibits_however_relevant_another_is(
    rulebook: Rulebook, library: Library
) -> None:
    reading = make_reading(placement=True, relevance={f"{POLICY}spokesperson": 0.9})

    assert cited(answer_of(reading, rulebook, library)) == ["placement", "spokesperson"]


def test_a_yes_because_conditions_are_met_cites_them(rulebook: Rulebook, library: Library) -> None:
    answer = answer_of(make_reading(work_search=True, personal_account=False), rulebook, library)

    assert answer.verdict is Verdict.YES
    assert answer.reason == rulebook.replies["conditions-met"].reason
    assert "personal-account-search" in cited(answer)


@pytest.mark.parametrize(
    ("reading", "reply"),
    [
        (make_reading(), "silent"),
        (make_reading(private_life=True), "private-life"),
        (make_reading(private_life=True, working_hours=False), "private-life"),
        (make_reading(private_life=True, working_hours=False, county_equipment=False), "own-time-and-device"),
        (make_reading(Kind.EMERGENCY), "emergency"),
        (make_reading(Kind.REPORT), "report"),
        (make_reading(Kind.SMALL_TALK), "small-talk"),
        (make_reading(Kind.OTHER), "other"),
        (make_reading(Kind.POLICY), "no-topic"),
        (make_reading(private_life=True, opinion={Verdict.NO: 0.9}), "doubt"),
    ],
)
def test_what_no_rule_speaks_of_gets_its_fixed_reply(
    reading: Reading, reply: str, rulebook: Rulebook, library: Library
) -> None:
    answer = answer_of(reading, rulebook, library)
    row = rulebook.replies[reply]

    assert (answer.verdict, answer.reason, answer.instead) == (row.verdict, row.reason, row.instead)
    assert [citation.clause for citation in answer.citations] == list(row.clauses)
    assert answer.headline == (row.headline or rulebook.headlines[row.verdict])


def test_a_report_shows_the_prohibition_it_touches_after_the_hand_off(rulebook: Rulebook, library: Library) -> None:
    answer = answer_of(make_reading(Kind.REPORT, client_in_media=True), rulebook, library)

    assert answer.verdict is Verdict.ESCALATE
    assert cited(answer)[:2] == ["unsure", "client-material"]
    assert answer.citations[2].clause == "md-16-02/compliance/retaliation"


def test_what_screening_hid_and_noted_travels_with_the_answer(rulebook: Rulebook, library: Library) -> None:
    hidden = (Redaction(11, 25, PrivateKind.PERSON),)
    case = Case(raw="x" * 30, screened=Screened("x", hidden, True, (ScreeningNote.TEXT_CUT,)))

    answer = answer_of(make_reading(private_life=True), rulebook, library, case)

    assert answer.redactions == hidden
    assert answer.notes == ("text_cut",)


def test_every_fixed_reply_is_an_answer_of_its_own(rulebook: Rulebook, library: Library) -> None:
    for reply in rulebook.replies.values():
        answer = fixed_answer(reply, rulebook, library)
        assert answer.verdict is reply.verdict
        assert answer.headline == (reply.headline or rulebook.headlines[reply.verdict])
        assert [citation.clause for citation in answer.citations] == list(reply.clauses)


LIBRARY = shipped_library()
RULEBOOK = shipped_rulebook()
FACTS = st.dictionaries(st.sampled_from(sorted(RULEBOOK.facts)), st.booleans(), max_size=8)


@given(FACTS, st.sampled_from(Kind))
def test_every_sentence_of_every_answer_stands_in_the_data(facts: dict[str, bool], kind: Kind) -> None:
    answer = answer_of(make_reading(kind, relevance={f"{POLICY}unsure": 0.5}, **facts), RULEBOOK, LIBRARY)

    ours = {row.reason for row in (*RULEBOOK.rules, *RULEBOOK.replies.values())}
    ours |= {topic.says for topic in RULEBOOK.topics}
    ours |= {ask.text for fact in RULEBOOK.facts.values() for ask in fact.opens}
    left = answer.reason
    for sentence in sorted(ours, key=len, reverse=True):
        left = left.replace(sentence, "")
    assert left.strip() == ""
    assert set(answer.conditions) <= {fact.condition for fact in RULEBOOK.facts.values()}
    assert answer.headline in (*RULEBOOK.headlines.values(), *(row.headline for row in RULEBOOK.replies.values()))
    assert all(LIBRARY.has_clause(citation.clause) for citation in answer.citations)


@given(FACTS)
def test_a_conditional_always_says_what_to_do(facts: dict[str, bool]) -> None:
    answer = answer_of(make_reading(**facts), RULEBOOK, LIBRARY)

    if answer.verdict is Verdict.CONDITIONAL:
        assert answer.conditions
        assert answer.citations


def test_what_is_known_of_a_draft_goes_into_the_answer(rulebook: Rulebook, library: Library) -> None:
    draft = Draft((Piece("placed two", "md-16-02/policy/placement", "MD 16-02"),), (Mark(3, 9, "x"),), None)
    offered = dataclasses.replace(draft, suggestion=Suggestion("tacos and naps", Verdict.YES, ("check",)))

    plain = answer_of(make_reading(placement=True), rulebook, library, make_case().with_(draft=draft))
    mended = answer_of(make_reading(placement=True), rulebook, library, make_case().with_(draft=offered))

    assert (plain.draft, plain.marks, plain.suggestion) == (draft.pieces, draft.marks, None)
    assert (mended.suggestion, mended.suggestion_conditions) == ("tacos and naps", ("check",))


def test_the_reading_is_given_back_as_it_was(rulebook: Rulebook, library: Library) -> None:
    reading = dataclasses.replace(make_reading(private_life=True, client=False), reader="told")

    answer = answer_of(reading, rulebook, library)

    assert dict(answer.facts) == dict(reading.facts)
    assert answer.reader == "told"


HELD_BACK = {
    "doubt": (make_reading(opinion={Verdict.NO: 0.9}, private_life=True), Verdict.YES),
    "too-long": (dataclasses.replace(make_reading(private_life=True), is_partial=True), Verdict.YES),
    "readers-differ": (
        dataclasses.replace(
            make_reading(private_life=True), second=make_reading(client_in_media=True), is_disputed=True
        ),
        Verdict.NO,
    ),
    "silent": (make_reading(), None),
    "report": (make_reading(Kind.REPORT, client_in_media=True), None),
}  # fmt: skip


@pytest.mark.parametrize("reply", HELD_BACK)
def test_what_was_held_back_is_kept_apart_and_is_no_word_of_the_answer(
    reply: str, rulebook: Rulebook, library: Library
) -> None:
    reading, verdict = HELD_BACK[reply]
    answer = answer_of(reading, rulebook, library)

    assert answer.reason == rulebook.replies[reply].reason
    assert (answer.withheld.verdict if answer.withheld else None) is verdict
    if answer.withheld is not None:
        assert answer.withheld.headline == rulebook.headlines[answer.withheld.verdict]
        assert answer.withheld.reason
        assert answer.withheld.reason not in answer.text
