"""What teaches a trained reader new voices leaves out what is held aside, and keeps some of what it knew."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.records import Kind, Verdict
from corpus.bank import Example

pytest.importorskip("torch")

from assistant.answering.reading.training.extension import (
    KEPT_OF_OTHERS,
    KEPT_OF_POSTING,
    TIMES,
    between,
    extension_of,
)

OLD, NEW, ASIDE = "old", "new", "aside"


def example(number: int, voice: str, kind: Kind = Kind.POSTING, *, stands_alone: bool = False) -> Example:
    return Example(
        id=f"{voice}-{kind}-{number}",
        voice=voice,
        turns=("may i?",),
        verdict=Verdict.NO,
        acceptable=frozenset({Verdict.NO}),
        must_cite=(),
        kind=kind,
        facts={},
        stands_alone=stands_alone,
    )


MANY = 2000
BANK = [
    *(example(number, OLD) for number in range(MANY)),
    *(example(number, OLD, Kind.OTHER) for number in range(MANY)),
    *(example(number, ASIDE) for number in range(50)),
    *(example(number, NEW) for number in range(50)),
    example(50, NEW, stands_alone=True),
    example(MANY, OLD, stands_alone=True),
]


def test_a_new_voice_is_met_whole_and_twice_and_a_reworded_turn_once() -> None:
    chosen = [row.id for row in extension_of(BANK, {NEW}, {ASIDE}, seed=1) if row.voice == NEW]

    for row in BANK:
        if row.voice == NEW:
            assert chosen.count(row.id) == (1 if row.stands_alone else TIMES)


def test_what_is_held_aside_is_never_met() -> None:
    assert not [row for row in extension_of(BANK, {NEW}, {ASIDE}, seed=1) if row.voice == ASIDE]


@pytest.mark.parametrize(("kind", "share"), [(Kind.POSTING, KEPT_OF_POSTING), (Kind.OTHER, KEPT_OF_OTHERS)])
def test_a_share_of_the_others_is_met_once_more(kind: Kind, share: float) -> None:
    kept = [row for row in extension_of(BANK, {NEW}, {ASIDE}, seed=1) if row.voice == OLD and row.kind is kind]

    assert len(kept) / MANY == pytest.approx(share, abs=0.04)
    assert not [row for row in kept if row.stands_alone]


def test_a_seed_gives_one_choice() -> None:
    assert extension_of(BANK, {NEW}, {ASIDE}, seed=3) == extension_of(BANK, {NEW}, {ASIDE}, seed=3)
    assert extension_of(BANK, {NEW}, {ASIDE}, seed=3) != extension_of(BANK, {NEW}, {ASIDE}, seed=4)


def test_a_voice_held_aside_cannot_be_learned() -> None:
    with pytest.raises(ValueError, match="to be learned and left out: aside"):
        extension_of(BANK, {NEW, ASIDE}, {ASIDE}, seed=1)


def test_weights_go_half_of_the_way() -> None:
    before, after = {"heads.kind": np.float32([0, 2])}, {"heads.kind": np.float32([4, 2])}

    assert between(before, after)["heads.kind"].tolist() == [2, 2]
    assert between(before, after, 0.25)["heads.kind"].tolist() == [1, 2]
