"""The rules, row by row: boundary pairs of facts, the verdict they must give and the clause that decides it."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.decide import decide, decide_reading
from assistant.answering.doubt import Doubt, Scale, Sort
from assistant.answering.records import Kind, Standing, Verdict
from assistant.answering.rules import apply, decide_facts
from corpus.facts import Choice, QuestionBack
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading

POLICY = "md-16-02/policy/"

# claim, facts, verdict, deciding clause (None where the answer rests on no clause)
CASES = [
    # Photographs of clients: POLICY 9, 25-28
    ("a covered face does not help", {"client": 1, "client_in_media": 1, "face_hidden": 1}, "no", "blurred-face"),
    ("covered faces of one's own family are fine", {"client": 0, "face_hidden": 1, "private_life": 1}, "yes", None),
    ("a client's picture needs both permissions", {"client": 1, "client_in_media": 1, "client_permission": 1}, "no", "client-material"),
    (
        "a supervisor in place of the Office head is not enough",
        {"client_material": 1, "client_permission": 1, "office_head_permission": 0},
        "no",
        "client-material",
    ),
    ("both permissions lift the bar on material", {"client_material": 1, "client_permission": 1, "office_head_permission": 1}, "yes", "client-material"),
    (
        "permission never lifts the bar on a covered face",
        {"client_in_media": 1, "face_hidden": 1, "client_permission": 1, "office_head_permission": 1},
        "no",
        "blurred-face",
    ),
    ("nothing from a visit with clients", {"visit_media": 1, "client": 1}, "no", "visitation"),
    ("the empty visit room is still County business", {"visit_media": 1}, "no", "county-business-photography"),
    ("a client's street is barred with nobody in it", {"client_neighborhood": 1}, "no", "client-neighborhoods"),
    ("a sunset taken on duty is barred", {"taken_on_duty": 1}, "no", "county-business-photography"),
    # What must not be disclosed: POLICY 11-22
    ("an outcome", {"client": 1, "case_information": 1, "investigation_outcome": 1}, "no", "investigation-outcome"),
    ("a courtroom", {"client": 1, "court_department": 1}, "no", "court-department"),
    ("a tool's result", {"case_information": 1, "tool_outcome": 1}, "no", "tool-outcome"),
    ("a placement", {"client": 1, "placement": 1}, "no", "placement"),
    ("a conversation", {"conversation": 1}, "no", "conversations"),
    ("another agency's part", {"agency_collaboration": 1}, "no", "agency-collaboration"),
    ("a gift to a client", {"client_gift": 1}, "no", "client-gifts"),
    ("a Special Event", {"special_event": 1}, "no", "special-events"),
    ("somebody else's event", {"special_event": 0}, "yes", None),
    ("details that point to a client", {"client": 1, "identifying_details": 1}, "no", "inferable-identity"),
    # Speaking: POLICY 2-7
    ("speaking for the Department", {"speaks_for_department": 1}, "no", "spokesperson"),
    ("with explicit permission", {"speaks_for_department": 1, "department_permission": 1}, "yes", "spokesperson"),
    ("the name used to promote", {"department_name": 1, "promotion": 1}, "no", "name-and-logo"),
    ("promotion without the name", {"department_name": 0, "promotion": 1}, "yes", None),
    ("news without the disclaimer", {"child_welfare_content": 1}, "conditional", "news-articles"),
    ("news whose disclaimer is cut short", {"child_welfare_content": 1, "disclaimer": 0}, "conditional", "news-articles"),
    ("news with it", {"child_welfare_content": 1, "disclaimer": 1}, "yes", "news-articles"),
    ("the disclaimer does not rescue a case", {"child_welfare_content": 1, "disclaimer": 1, "case_information": 1}, "no", "case-information"),
    ("an attack on somebody", {"abusive_content": 1}, "no", "lawful-and-respectful"),
    # Offices: POLICY 24
    ("an office whose frame was not checked", {"workplace_shown": 1}, "conditional", "office-photography"),
    ("an office, checked", {"workplace_shown": 1, "sensitive_material_visible": 0}, "yes", "office-photography"),
    ("an office with a file in view", {"workplace_shown": 1, "sensitive_material_visible": 1}, "no", "office-photography"),
    # Searching and contact: POLICY 29-32
    ("searching from one's own account", {"work_search": 1, "personal_account": 1}, "no", "personal-account-search"),
    ("from the work profile", {"work_search": 1, "personal_account": 0}, "yes", "personal-account-search"),
    ("opened with a County address", {"work_search": 1, "personal_account": 0, "county_email": 1}, "no", "investigative-account"),
    ("the work profile for private use", {"investigative_account_private_use": 1}, "no", "investigative-account"),
    ("contact with all three said", {"contact_made": 1, "identifies_self": 1}, "yes", "identify-yourself"),
    ("contact with one left out", {"contact_made": 1, "identifies_self": 0}, "no", "identify-yourself"),
    ("contact, nothing said of it", {"contact_made": 1}, "conditional", "identify-yourself"),
    ("friending a client", {"friend_or_follow": 1, "client": 1}, "no", "friend-or-follow"),
    ("a relative", {"friend_or_follow": 1, "client": 1, "relative": 1}, "yes", "friend-or-follow"),
    ("a friend from before the job", {"friend_or_follow": 1, "client": 1, "friend_before_hire": 1}, "yes", "friend-or-follow"),
    ("a friend made after it", {"friend_or_follow": 1, "client": 1, "friend_before_hire": 0}, "no", "friend-or-follow"),
    ("a former client", {"friend_or_follow": 1, "former_client": 1}, "escalate", "unsure"),
    # Schedules, hours, equipment: POLICY 33, 35
    ("overtime with hours and place", {"own_schedule": 1, "schedule_details": 1}, "no", "work-schedule"),
    ("overtime in general words", {"own_schedule": 1, "schedule_details": 0}, "yes", "work-schedule"),
    ("overtime, wording not seen", {"own_schedule": 1}, "conditional", "work-schedule"),
    ("a timesheet", {"county_form": 1}, "no", "work-schedule"),
    ("private use on the clock", {"working_hours": 1}, "no", "working-hours-and-equipment"),
    ("work on the clock, nobody asked", {"working_hours": 1, "work_related": 1}, "conditional", "working-hours-and-equipment"),
    ("work on the clock, refused", {"working_hours": 1, "work_related": 1, "supervisor_authorization": 0}, "no", "working-hours-and-equipment"),
    ("work on the clock, authorized", {"working_hours": 1, "work_related": 1, "supervisor_authorization": 1}, "yes", "working-hours-and-equipment"),
    # What is open
    ("silence is not a yes", {}, "escalate", None),
    ("what is in it is not said", {"content_unclear": 1}, "clarify", None),
    ("a gap does not hide a prohibition", {"content_unclear": 1, "client_in_media": 1}, "no", "client-material"),
    ("a matter for management", {"management_question": 1}, "escalate", "unsure"),
    ("a prohibition beats a matter for management", {"management_question": 1, "client_in_media": 1}, "no", "client-material"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "verdict", "clause"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_these_facts_give_this_verdict_by_this_clause(
    facts: dict[str, int], verdict: str, clause: str | None, rulebook: Rulebook
) -> None:
    decision = decide_facts({name: bool(value) for name, value in facts.items()}, rulebook, {})

    assert decision.verdict == verdict
    deciding = decision.findings[0].rule.clause if decision.findings else None
    assert deciding == (POLICY + clause if clause else None)


def test_every_rule_can_decide(rulebook: Rulebook) -> None:
    """A rule that no facts bring to the front would be a dead row."""
    for rule in rulebook.rules:
        situation = rule.situations[0]
        facts = {test.fact: next(iter(test.values - {None})) for test in situation.tests if test.values != {None}}
        finding = apply(rule, {name: bool(value) for name, value in facts.items()}, rulebook.facts)
        assert finding is not None, rule.id


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (Kind.EMERGENCY, Verdict.ESCALATE),
        (Kind.REPORT, Verdict.ESCALATE),
        (Kind.SMALL_TALK, Verdict.OUT_OF_SCOPE),
        (Kind.OTHER, Verdict.OUT_OF_SCOPE),
    ],
)
def test_the_kind_of_message_settles_what_is_no_posting_question(
    kind: Kind, verdict: Verdict, rulebook: Rulebook
) -> None:
    assert decide_reading(make_reading(kind, private_life=True), rulebook).verdict is verdict


def test_a_policy_question_is_answered_by_the_topic_of_the_clause_it_turns_on(rulebook: Rulebook) -> None:
    reading = make_reading(Kind.POLICY, relevance={POLICY + "disclaimer": 0.9, POLICY + "unsure": 0.2})

    decision = decide_reading(reading, rulebook)

    assert decision.verdict is Verdict.INFO
    assert decision.topic is not None
    assert decision.topic.id == "disclaimer"


def test_relevance_orders_what_is_shown_and_never_changes_the_verdict(rulebook: Rulebook) -> None:
    facts = {"case_information": True, "placement": True}

    plain = decide_facts(facts, rulebook, {})
    leaning = decide_facts(facts, rulebook, {POLICY + "case-information": 1.0})

    assert plain.findings[0].rule.id == "placement"
    assert leaning.findings[0].rule.id == "case-information"
    assert plain.verdict is leaning.verdict is Verdict.NO


@pytest.mark.parametrize(
    ("opinion", "facts", "verdict"),
    [
        ({Verdict.NO: 0.9}, {"private_life": True}, Verdict.ESCALATE),
        ({Verdict.NO: 0.01, Verdict.YES: 0.99}, {"private_life": True}, Verdict.YES),
        ({Verdict.NO: 0.9}, {"workplace_shown": True}, Verdict.ESCALATE),
        ({Verdict.YES: 0.999, Verdict.NO: 0.001}, {"client_in_media": True}, Verdict.ESCALATE),
        ({Verdict.YES: 0.8, Verdict.NO: 0.2}, {"client_in_media": True}, Verdict.NO),
    ],
)
def test_a_loud_second_opinion_hands_over(
    opinion: dict[Verdict, float], facts: dict[str, bool], verdict: Verdict, rulebook: Rulebook
) -> None:
    case = decide(make_case(make_reading(opinion=opinion, **facts)), rulebook, Doubt())

    assert case.decision is not None
    assert case.decision.verdict is verdict


@pytest.mark.parametrize("facts", [{"private_life": True}, {"child_welfare_content": True, "personal_account": True}])
def test_no_yes_and_no_if_is_given_against_an_opinion_that_is_all_but_sure_of_a_no(
    facts: dict[str, bool], rulebook: Rulebook
) -> None:
    """However little the fitted score makes of it: facts from a language model may be a lie."""
    unmoved = Scale(bias=-50.0, weights=MappingProxyType({}), limit=0.5)
    trusting = Doubt(MappingProxyType(dict.fromkeys(Sort, unmoved)))

    def said(no: float) -> Verdict:
        opinion = {Verdict.NO: no, Verdict.YES: 1 - no}
        case = decide(make_case(make_reading(opinion=opinion, **facts)), rulebook, trusting)
        assert case.decision is not None
        return case.decision.verdict

    assert said(0.95) is Verdict.ESCALATE
    assert said(0.3) in (Verdict.YES, Verdict.CONDITIONAL)


_LIBRARY: Library = shipped_library()
_RULEBOOK: Rulebook = shipped_rulebook()
_FACTS = st.dictionaries(st.sampled_from(sorted(_RULEBOOK.facts)), st.booleans(), max_size=12)


@given(_FACTS)
def test_a_prohibition_that_is_not_lifted_is_never_answered_with_yes_or_if(facts: dict[str, bool]) -> None:
    applied = (apply(rule, facts, _RULEBOOK.facts) for rule in _RULEBOOK.rules)
    is_prohibited = any(finding is not None and finding.standing is Standing.PROHIBITED for finding in applied)

    assert (decide_facts(facts, _RULEBOOK, {}).verdict is Verdict.NO) == is_prohibited


@given(_FACTS)
def test_one_more_stated_prohibition_never_turns_a_no_round(facts: dict[str, bool]) -> None:
    unconditional = next(rule for rule in _RULEBOOK.rules if rule.id == "county-form")

    assert decide_facts({**facts, "county_form": True}, _RULEBOOK, {}).verdict is Verdict.NO, unconditional.id


@given(_FACTS)
def test_a_yes_always_has_evidence(facts: dict[str, bool]) -> None:
    decision = decide_facts(facts, _RULEBOOK, {})

    if decision.verdict is Verdict.YES:
        assert decision.findings or (decision.reply is not None and decision.reply.situations)


@pytest.mark.parametrize(
    ("claim", "facts", "asks"),
    [
        ("a choice between no and yes goes first", {"content_unclear": True, "tie_unclear": True}, "from your work"),
        ("of two that split alike the first", {"setting_unclear": True, "tie_unclear": True}, "from your work"),
        ("free words where no choice settles it", {"content_unclear": True}, "What exactly"),
    ],
)
def test_one_question_is_asked_and_it_is_the_one_that_splits_the_verdict_most(
    claim: str, facts: dict[str, bool], asks: str, rulebook: Rulebook
) -> None:
    decision = decide_facts(facts, rulebook, {})

    assert decision.verdict is Verdict.CLARIFY, claim
    assert decision.ask is not None
    assert asks in decision.ask.text


def test_what_would_not_change_the_answer_is_not_asked(rulebook: Rulebook) -> None:
    facts = {"tie_unclear": True, "management_question": True}
    assert decide_facts(facts, rulebook, {}).verdict is Verdict.ESCALATE

    idle = (
        Choice(label="One", sets={"tie_unclear": None}),
        Choice(label="Other", sets={"tie_unclear": None, "client": None}),
    )
    gap = rulebook.facts["tie_unclear"]
    asking = gap.model_copy(update={"opens": (QuestionBack(text="Does it matter?", choices=idle),)})
    changed = dataclasses.replace(rulebook, facts=MappingProxyType({**rulebook.facts, "tie_unclear": asking}))

    assert decide_facts({"tie_unclear": True}, rulebook, {}).verdict is Verdict.CLARIFY
    assert decide_facts({"tie_unclear": True}, changed, {}).verdict is not Verdict.CLARIFY


@pytest.mark.parametrize(
    ("facts", "near"),
    [
        ({"setting_unclear": True, "friend_or_follow": True}, ["friend-or-follow", "friend-exception"]),
        ({"tie_unclear": True, "child_welfare_content": True}, ["client-discussed", "news-articles"]),
        ({"content_unclear": True}, []),
    ],
)
def test_a_question_back_knows_what_its_choices_lead_to_a_prohibition_first_then_what_applies_anyway(
    facts: dict[str, bool], near: list[str], rulebook: Rulebook
) -> None:
    decision = decide_facts(facts, rulebook, {})

    assert decision.verdict is Verdict.CLARIFY
    assert [finding.rule.id for finding in decision.near_misses] == near
    assert [finding.standing for finding in decision.near_misses[:1]] == [Standing.PROHIBITED] * bool(near)


def test_every_choice_ends_the_questions_it_answers(rulebook: Rulebook) -> None:
    for gap in rulebook.facts.values():
        for ask in gap.opens:
            for choice in ask.choices:
                assert gap.name in choice.sets, (
                    f"{gap.name}: {choice.label} leaves the gap open, it would be asked again"
                )
                assert choice.sets[gap.name] is None
