"""Which facts may be read from a question, and what happens when one of them is not stated?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from corpus.strict_yaml import StrictModel

Facts = Mapping[str, bool]
"""What is stated: fact name -> stated so (True) or stated not so (False). A name that is missing is not stated."""


class Unstated(StrEnum):
    """What happens when a fact that matters is not stated."""

    PRESUME_NO = "presume_no"
    CONDITION = "condition"


Word = Literal["unsaid", "untrue"]
Written = bool | Word | tuple[bool | Word, ...]
"""How a value is written in a rule: true, false, unsaid, untrue (false or unsaid), or a list of them."""

_VALUES: dict[bool | Word, frozenset[bool | None]] = {
    True: frozenset({True}),
    False: frozenset({False}),
    "unsaid": frozenset({None}),
    "untrue": frozenset({False, None}),
}


class Choice(StrictModel):
    """One button of a question back, and the facts it settles; null takes a fact back to not stated."""

    label: str = Field(min_length=1)
    sets: dict[str, bool | None]


class QuestionBack(StrictModel):
    """What is asked when a fact leaves the answer open, and in which situation (`when`; always, without it)."""

    when: dict[str, Written] = Field(default_factory=dict)
    text: str = Field(min_length=1)
    choices: tuple[Choice, ...]


class Shown(StrictModel):
    """How a fact is read back to the asker, in words that follow "You said that"."""

    so: str = Field(min_length=1)
    not_so: str | None = None


class Fact(StrictModel):
    """
    A row of `facts.yaml`: a typed statement about the case, three-valued.

    A fact with `condition` becomes a condition of the answer when a rule needs it and it is not stated. A fact with
    `opens` says that the message leaves something open; stated so, the first of its questions that fits is asked back.
    `yields_to` names the rules ("any" for all of them) whose open condition serves better than the question.
    `presupposes` names the fact without which this one cannot be: where the asker denies that one, this one goes.
    """

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    group: Literal[
        "people", "case", "information", "conduct", "voice", "office", "search", "schedule", "equipment", "gap", "kind"
    ]
    means: str = Field(min_length=1)
    not_so: str | None = None
    unstated: Unstated
    condition: str | None = None
    opens: tuple[QuestionBack, ...] = ()
    yields_to: tuple[str, ...] = ()
    presupposes: str | None = None
    shown: Shown

    @model_validator(mode="after")
    def _is_whole(self) -> Fact:
        if self.unstated is Unstated.CONDITION and self.condition is None:
            raise ValueError("unstated: condition needs the key 'condition', the sentence put on the answer")
        if (self.not_so is None) != (self.shown.not_so is None):
            raise ValueError("'not_so' and 'shown.not_so' go together: either both or neither")
        return self


@dataclass(frozen=True, slots=True)
class Test:
    """Does one fact have one of the values asked for? None among them stands for not stated."""

    fact: str
    values: frozenset[bool | None]

    def holds(self, facts: Facts) -> bool:
        """Is the fact's value among those asked for?"""
        return facts.get(self.fact) in self.values


@dataclass(frozen=True, slots=True)
class Situation:
    """Tests that must all hold; the rows of the rules list several situations, of which one must."""

    tests: tuple[Test, ...]

    def holds(self, facts: Facts) -> bool:
        """Do all its tests hold?"""
        return all(test.holds(facts) for test in self.tests)

    @property
    def stated(self) -> frozenset[str]:
        """The facts that have to be stated for it to hold."""
        return frozenset(test.fact for test in self.tests if None not in test.values)


def parse_situation(written: Mapping[str, Written]) -> Situation:
    """The tests of one alternative as it is written in a data file."""
    tests = []
    for fact, value in written.items():
        values = value if isinstance(value, tuple) else (value,)
        tests.append(Test(fact, frozenset().union(*(_VALUES[each] for each in values))))
    return Situation(tuple(tests))
