"""What is written beside the tensors is what is read back: digests, names, and when an answer is doubted."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.answering.reading.manifest import Manifest
from assistant.answering.records import Kind, Verdict

WRITTEN: dict[str, Any] = {
    "base": "minilm", "base_sha256": "0" * 64, "tensors_sha256": "1" * 64, "facts": ["client"],
    "clauses": ["md-16-02/policy/unsure"], "kinds": ["posting", "policy"], "verdicts": ["no", "yes"],
    "trained_on": {"examples": 3, "minutes": 0.5, "left_out": "pairs"},
}  # fmt: skip
SCALES = {sort.value: {"bias": 0.5, "weights": {"kind": -1.5}, "limit": 0.25} for sort in Sort}


def manifest(**changes: Any) -> Manifest:
    return Manifest.model_validate(WRITTEN | changes)


_numbers = st.floats(-30, 30)
_scales = st.builds(
    Scale,
    bias=_numbers,
    weights=st.dictionaries(st.sampled_from(Sign), _numbers).map(MappingProxyType),
    limit=st.floats(0.001, 0.999),
)
_doubts = st.builds(
    Doubt,
    scales=st.fixed_dictionaries(dict.fromkeys(Sort, _scales)).map(MappingProxyType),
    least_topic=st.floats(0, 1),
)


@given(_doubts, st.floats(0.25, 4))
def test_a_doubt_that_was_written_is_the_doubt_that_is_read(doubt: Doubt, temperature: float) -> None:
    written = json.dumps(manifest().with_doubt(doubt, temperature).model_dump(mode="json"))

    read = Manifest.model_validate(json.loads(written))

    assert read.thresholds() == doubt
    assert read.temperature == temperature


def test_another_doubt_changes_nothing_else_and_not_the_manifest_itself() -> None:
    before = manifest(doubt=SCALES, temperature=1.5, least_topic=0.2)

    after = before.with_doubt(Doubt(least_topic=0.3), 2.0)

    assert (before.temperature, before.least_topic, before.doubt) == (1.5, 0.2, manifest(doubt=SCALES).doubt)
    assert after.doubt != before.doubt
    changed = {"doubt", "temperature", "least_topic"}
    assert after.model_dump(exclude=changed) == before.model_dump(exclude=changed)


def test_without_a_measured_doubt_the_rules_of_thumb_hold() -> None:
    assert manifest().thresholds() == Doubt()
    assert manifest(least_topic=0.4).thresholds() == Doubt(least_topic=0.4)


def test_names_are_read_as_what_they_stand_for() -> None:
    read = manifest()

    assert read.kinds == (Kind.POSTING, Kind.POLICY)
    assert read.verdicts == (Verdict.NO, Verdict.YES)
    assert read.trained_on["minutes"] == 0.5


@pytest.mark.parametrize("missing", Sort)
def test_a_doubt_that_lacks_a_sort_of_answer_is_refused_by_name(missing: Sort) -> None:
    scales = {sort: scale for sort, scale in SCALES.items() if sort != missing}

    with pytest.raises(ValidationError, match=f"lacks a score for {missing}"):
        manifest(doubt=scales)


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        ({"limit": 0}, "greater than 0"),
        ({"limit": 1}, "less than 1"),
        ({"weights": {"mood": 1.0}}, "mood"),
        ({"weights": {"kind": None}}, "weights.kind"),
        ({"bias": "high"}, "bias"),
        ({"slope": 1.0}, "slope"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(scale: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        manifest(doubt={**SCALES, "barring": {**SCALES["barring"], **scale}})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"temperature": 0}, "temperature"),
        ({"temperature": -1}, "temperature"),
        ({"kinds": ["chitchat"]}, "kinds.0"),
        ({"verdicts": ["maybe"]}, "verdicts.0"),
        ({"color": "red"}, "color"),
        ({"doubt": {"guessing": SCALES["barring"]}}, "guessing"),
    ],
)
def test_a_manifest_of_unknown_things_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        manifest(**changes)
