"""What was read of held-out rows comes back from its file as it was, or the file is refused with the line."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answering.records import FactDoubt, FactReading, Kind, Reading, Verdict
from assistant.assurance.held_out import (
    COUNTED_ALONE,
    FITTED_ON,
    HELD_ASIDE,
    LEAST_RELEVANCE,
    HeldOutDamaged,
    read_held_out,
    rows_of,
    write_held_out,
)
from corpus.bank import BankRow, examples
from tests.unit.assistant.assurance.conftest import make_example

_shares = st.floats(0, 1).map(lambda share: round(share, 5))
_names = st.sampled_from(["client", "placement", "private_life", "county_form"])
_readings = st.builds(
    Reading,
    kind=st.sampled_from(Kind),
    kind_confidence=_shares,
    facts=st.dictionaries(_names, st.builds(FactReading, st.booleans(), st.just(""), _shares)),
    opinion=st.dictionaries(st.sampled_from(Verdict), _shares),
    relevance=st.dictionaries(st.text(max_size=8), _shares.filter(lambda share: share >= LEAST_RELEVANCE)),
    reader=st.just("held out"),
    doubts=st.dictionaries(_names, st.builds(FactDoubt, _shares, _shares, _shares, st.just(""))),
    is_partial=st.booleans(),
)

READING = Reading(
    Kind.POSTING,
    0.987654321,
    {"client": FactReading(True, "my client", 0.123456789)},
    {Verdict.NO: 1 / 3},
    {"md-16-02/policy/unsure": 2 / 3, "md-16-02/policy/placement": 0.004},
    "local",
    {"placement": FactDoubt(0.111111111, 0.222222222, 0.0, "her house")},
    is_partial=True,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_readings, max_size=4))
def test_readings_come_back_as_they_were_with_their_rows(tmp_path: Path, readings: list[Reading]) -> None:
    bank = [make_example(f"R-{number}", voice="ümlaut") for number in range(6)]
    ids = [f"R-{5 - number}" for number in range(len(readings))]

    write_held_out(tmp_path / "held.gz", zip(ids, readings, strict=True))
    found = list(read_held_out(tmp_path / "held.gz", bank))

    assert [example.id for example, _ in found] == ids
    assert [reading for _, reading in found] == readings


def test_the_words_behind_facts_are_left_out_and_numbers_are_rounded(tmp_path: Path) -> None:
    write_held_out(tmp_path / "held.gz", [("R-1", READING)])

    ((_, found),) = read_held_out(tmp_path / "held.gz", [make_example("R-1")])

    assert found == dataclasses.replace(
        READING,
        kind_confidence=0.98765,
        facts={"client": FactReading(True, "", 0.12346)},
        opinion={Verdict.NO: 0.33333},
        relevance={"md-16-02/policy/unsure": 0.66667},
        reader="held out",
        doubts={"placement": FactDoubt(0.11111, 0.22222, 0.0, "")},
    )
    assert b"her house" not in gzip.decompress((tmp_path / "held.gz").read_bytes())


def test_the_same_readings_give_the_same_bytes_at_another_time_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = itertools.count(1_700_000_000, 86_400)
    monkeypatch.setattr("gzip.time.time", lambda: next(days))
    for name in ("one.gz", "other.gz"):
        write_held_out(tmp_path / name, [("R-1", READING), ("R-2", READING)])

    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "other.gz").read_bytes()


def test_a_voice_is_fitted_on_or_counted_alone_never_both_nor_twice() -> None:
    assert sorted(HELD_ASIDE) == sorted({*FITTED_ON, *COUNTED_ALONE})


def test_a_turn_of_a_conversation_is_read_with_those_before_it_and_not_once_more_alone() -> None:
    labels = {"verdict": "no", "acceptable": ["no"], "must_cite": [], "kind": "posting", "facts": {}}
    turns = [
        {"user": "can i post her picture?", "standalone": "can i post my client's picture?", **labels},
        {"user": "cropped?", "standalone": "can i post my client's picture, cropped?", **labels},
    ]
    bank = {
        voice: (BankRow.model_validate({"id": voice, "turns": turns}), BankRow(id=f"{voice}-q", question="may i?", **labels))
        for voice in ("mine", "theirs")
    }  # fmt: skip

    found = rows_of(["mine"], examples(bank))

    assert [(row.id, row.turns) for row in found] == [
        ("mine#1", ("can i post her picture?",)),
        ("mine#2", ("can i post her picture?", "cropped?")),
        ("mine-q", ("may i?",)),
    ]


def test_an_empty_file_of_readings_holds_none(tmp_path: Path) -> None:
    write_held_out(tmp_path / "held.gz", [])

    assert list(read_held_out(tmp_path / "held.gz", [make_example()])) == []


# --- refusing ---------------------------------------------------------------------------------------------------------


def refusal(file: Path) -> str:
    with pytest.raises(HeldOutDamaged) as refused:
        list(read_held_out(file, [make_example("R-1"), make_example("R-2")]))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def held(folder: Path, *lines: str | bytes) -> Path:
    file = folder / "held-out.jsonl.gz"
    whole = b"".join(line.encode() if isinstance(line, str) else line for line in lines)
    file.write_bytes(gzip.compress(whole))
    return file


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A line as it is written."""
    write_held_out(tmp_path / "good.gz", [("R-1", READING)])
    return gzip.decompress((tmp_path / "good.gz").read_bytes()).decode()


def changed(line: str, **changes: object) -> str:
    return json.dumps({**json.loads(line), **changes}) + "\n"


def test_a_row_that_the_bank_does_not_hold_is_named_with_file_and_line(tmp_path: Path, good: str) -> None:
    file = held(tmp_path, good, changed(good, id="R-7"), good)

    assert refusal(file).startswith(f"{file}, line 2: the bank has no row 'R-7'.")


DAMAGED_ROWS: list[tuple[str, Callable[[str], str]]] = [
    ("no JSON", lambda good: "{broken\n"),
    ("an empty line", lambda good: "\n"),
    ("a line cut off", lambda good: good[:40] + "\n"),
    ("an unknown verdict", lambda good: changed(good, opinion={"maybe": 0.5})),
    ("an unknown kind", lambda good: changed(good, kind="chitchat")),
    ("an unknown key", lambda good: changed(good, mood=1)),
    ("a doubt of two shares", lambda good: changed(good, doubts={"client": [0.5, 0.5]})),
    ("a fact without a confidence", lambda good: changed(good, facts={"client": [True]})),
    ("a missing key", lambda good: json.dumps({"id": "R-1"}) + "\n"),
]


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGED_ROWS], ids=[row[0] for row in DAMAGED_ROWS])
def test_a_damaged_row_is_refused_and_the_file_named(damage: Callable[[str], str], tmp_path: Path, good: str) -> None:
    file = held(tmp_path, good, damage(good))

    assert refusal(file).startswith(f"{file}")


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGED_ROWS], ids=[row[0] for row in DAMAGED_ROWS])
def test_a_damaged_row_is_named_with_its_line(damage: Callable[[str], str], tmp_path: Path, good: str) -> None:
    assert "line 2" in refusal(held(tmp_path, good, damage(good)))


def test_what_is_no_gzip_is_refused(tmp_path: Path, good: str) -> None:
    file = tmp_path / "held.gz"
    file.write_text(good)

    assert refusal(file).startswith(f"{file}, after line 0: cannot be read")


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, good: str) -> None:
    file = held(tmp_path, good * 50)
    file.write_bytes(file.read_bytes()[:-12])

    assert refusal(file).startswith(f"{file}, after line ")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no-such-file" in refusal(tmp_path / "no-such-file.gz")


def test_packed_bytes_that_are_no_longer_packed_bytes_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "held.gz"
    file.write_bytes(gzip.compress(b"")[:10] + b"\xff" * 40)

    assert refusal(file).startswith(f"{file}")


def test_a_row_of_other_bytes_is_refused(tmp_path: Path, good: str) -> None:
    file = held(tmp_path, good, b"\xff\xfe\n")

    assert refusal(file).startswith(f"{file}")
