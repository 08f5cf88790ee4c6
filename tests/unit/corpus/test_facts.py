"""Three-valued facts: what a test and a situation ask for, and which rows of facts.yaml are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from corpus import facts as facts_module
from corpus.facts import Fact, Situation, Unstated, Written, parse_situation

ROW = {
    "name": "client",
    "group": "people",
    "means": "It is about a client.",
    "unstated": "presume_no",
    "shown": {"so": "a client is concerned"},
}


@pytest.mark.parametrize(
    ("written", "stated", "holds"),
    [
        ({"client": True}, {"client": True}, True),
        ({"client": True}, {"client": False}, False),
        ({"client": True}, {}, False),
        ({"client": False}, {"client": False}, True),
        ({"client": False}, {}, False),  # not stated is not the same as stated not so
        ({"client": "unsaid"}, {}, True),
        ({"client": "unsaid"}, {"client": False}, False),
        ({"client": "untrue"}, {}, True),
        ({"client": "untrue"}, {"client": False}, True),
        ({"client": "untrue"}, {"client": True}, False),
        ({"client": (True, "untrue")}, {"client": True}, True),
        ({"client": (False, "unsaid")}, {}, True),
        ({"client": (False, "unsaid")}, {"client": False}, True),
        ({"client": (False, "unsaid")}, {"client": True}, False),
        ({"client": True, "relative": True}, {"client": True, "relative": True}, True),
        ({"client": True, "relative": True}, {"client": True}, False),
        ({"client": True, "relative": "unsaid"}, {"client": True, "promotion": True}, True),
        ({}, {"client": True}, True),  # no test, nothing to fail
    ],
)
def test_a_situation_holds_when_every_test_does(
    written: dict[str, Written], stated: dict[str, bool], holds: bool
) -> None:
    assert parse_situation(written).holds(stated) is holds


def test_the_facts_a_situation_needs_stated_leave_out_those_it_takes_unsaid() -> None:
    situation = parse_situation(
        {"client": True, "relative": False, "promotion": "unsaid", "disclaimer": (True, "unsaid")}
    )

    assert situation.stated == {"client", "relative"}


NAMES = st.sampled_from(["client", "relative", "promotion"])
VALUES = st.sampled_from([True, False, "unsaid", "untrue"])


@given(
    st.dictionaries(NAMES, VALUES | st.lists(VALUES, min_size=1, max_size=3).map(tuple)),
    st.dictionaries(NAMES, st.booleans()),
)
def test_a_situation_is_the_conjunction_of_its_tests(written: dict[str, Written], stated: dict[str, bool]) -> None:
    situation = parse_situation(written)

    alone = [Situation((test,)).holds(stated) for test in situation.tests]
    assert situation.holds(stated) == all(alone)
    assert len(situation.tests) == len(written)


@given(st.dictionaries(NAMES, st.booleans(), min_size=1))
def test_facts_hold_for_themselves_and_not_when_one_is_turned_round(stated: dict[str, bool]) -> None:
    turned = next(iter(stated))

    assert parse_situation(dict(stated)).holds(stated)
    assert not parse_situation(dict(stated)).holds({**stated, turned: not stated[turned]})


def test_a_test_asks_for_one_of_its_values() -> None:
    test = facts_module.Test("client", frozenset({True, None}))

    assert [test.holds(facts) for facts in ({"client": True}, {}, {"client": False})] == [True, True, False]


def test_a_sound_row_is_read() -> None:
    fact = Fact.model_validate(ROW)

    assert fact.unstated is Unstated.PRESUME_NO
    assert (fact.condition, fact.opens, fact.not_so) == (None, (), None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unstated": "condition"}, "needs the key 'condition'"),
        ({"not_so": "It is about nobody."}, "'not_so' and 'shown.not_so' go together"),
        ({"shown": {"so": "a client", "not_so": "no client"}}, "'not_so' and 'shown.not_so' go together"),
        ({"name": "Client"}, "match pattern"),
        ({"name": "9lives"}, "match pattern"),
        ({"group": "weather"}, "'people'"),
        ({"unstated": "ask"}, "'presume_no' or 'condition'"),
        ({"means": ""}, "at least 1 character"),
        ({"shown": {"so": ""}}, "at least 1 character"),
        ({"opens": [{"text": "Which?", "choices": [{"label": "", "sets": {}}]}]}, "at least 1 character"),
        ({"meaning": "It is about a client."}, "Extra inputs are not permitted"),
    ],
)
def test_a_faulty_row_is_refused_with_the_reason(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match="1 validation error") as refused:
        Fact.model_validate({**ROW, **change})

    assert message in str(refused.value)
