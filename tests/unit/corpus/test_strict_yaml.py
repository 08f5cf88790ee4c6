"""Claims about the strict reading of data files."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.strict_yaml import Faults, FaultyData, Place, StrictModel, read_record, read_rows


class Effect(StrEnum):
    PROHIBITS = "prohibits"
    PERMITS = "permits"


class Shown(StrictModel):
    so: str
    not_so: str = ""


class Row(StrictModel):
    id: str
    effect: Effect
    weight: int = 1
    since: date | None = None
    shown: Shown | None = None
    needs: tuple[str, ...] = ()


def faults_of(tmp_path: Path, text: str) -> list[str]:
    """The faults of a file as `line: message`; the file's name is checked on the way."""
    path = tmp_path / "rows.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyData) as caught:
        read_rows(path, Row, "rows")
    assert all(fault.file == str(path) for fault in caught.value.faults)
    assert str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults]
    return [f"{fault.line}: {fault.message}" for fault in caught.value.faults]


def test_rows_come_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.yaml"
    path.write_text("# a comment\nrows:\n  - id: a\n    effect: permits\n\n  - id: b\n    effect: prohibits\n")
    rows = read_rows(path, Row, "rows")
    assert [(row.id, row.effect, place.line) for row, place in rows] == [
        ("a", Effect.PERMITS, 3), ("b", Effect.PROHIBITS, 6)
    ]  # fmt: skip
    assert rows[1][1].of("effect").line == 7
    assert rows[1][1].of("weight").line == 6  # not written: the row's own line


ROW = "rows:\n  - id: a\n    effect: permits\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ROW + "    wieght: 2\n", "4: unknown key 'wieght' (did you mean 'weight'? allowed: id, effect, weight, since, "
                                  "shown, needs)"),
        ("rows:\n  - effect: permits\n", "2: missing key 'id'"),
        ("rows:\n  - id: a\n    effect: prohibit\n", "3: effect: 'prohibit' is not allowed, did you mean 'prohibits'; "
                                                    "one of 'prohibits' or 'permits'"),
        # "no" is false to YAML and a verdict to us
        ("rows:\n  - id: a\n    effect: no\n", "3: effect: 'no' is not allowed; one of 'prohibits' or 'permits'"),
        ("rows:\n  - id: 6.030\n    effect: permits\n", "2: id: 6.03 is read as a number or truth value; put it in "
                                                       "quotes to make it text"),
        (ROW + "    weight: heavy\n", "4: weight: input should be a valid integer, unable to parse string as an "
                                      "integer; given was 'heavy'"),
        (ROW + "    shown: {so: yes, nt_so: no}\n", "4: unknown key 'nt_so' (did you mean 'not_so'? "
                                                    "allowed: so, not_so)"),
        (ROW + "    shown: {not_so: no}\n", "4: missing key 'shown.so'"),
        (ROW + "    needs:\n      - one\n      - 2\n", "6: needs.1: 2 is read as a number or truth value; put it in "
                                                      "quotes to make it text"),
        (ROW + "    id: b\n", "4: duplicate key 'id' (first on line 2)"),
        (ROW + "  - 3\n", "4: the row: keys and values are wanted here, not 3"),
        (ROW + "more: 1\n", "4: unknown key 'more' (allowed: rows)"),
        ("rose: []\n", "1: missing key 'rows'"),
        ("rows:\n", "1: 'rows' is empty; a list of rows is wanted"),
        ("rows: {a: 1}\n", "1: a list of rows is wanted here, not {'a': 1}"),
        ("- id: a\n", "1: the file must be a mapping with the key 'rows', not [{'id': 'a'}]"),
        ("# nothing\n", "0: is empty"),
        ("rows: [1\n", "2: is not YAML: did not find expected ',' or ']'"),
        (ROW + "---\n" + ROW, "4: is not YAML: but found another document"),
        ("rows:\n  - &a {id: a, effect: permits}\n  - *a\n", "2: what begins here is used twice "
                                                            "by an alias (*name); write it out both times"),
        ("rows:\n  - !!python/tuple [a]\n", "2: the tag 'tag:yaml.org,2002:python/tuple' is not allowed"),
        ("rows:\n  - {[a]: b}\n", "2: a key must be a word"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults_of(tmp_path, text)


def test_all_faults_of_a_file_are_listed_together(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path, "rows:\n  - id: a\n    effct: permits\n    id: b\n  - id: c\n    effect: maybe\nmore: 1\n"
    )
    assert [line.partition(":")[0] for line in found] == ["2", "3", "4", "6", "7"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"rows: \xff\n", "is not UTF-8"),
        (b"rows: \x01\n", "is not YAML"),
        (b"rows: " + b"[" * 5000 + b"]" * 5000, "nested more than 20 deep"),
    ],
)
def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "rows.yaml"
    path.write_bytes(content)
    with pytest.raises(FaultyData, match=message):
        read_rows(path, Row, "rows")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultyData, match=r"gone\.yaml:0: cannot be read: No such file"):
        read_rows(tmp_path / "gone.yaml", Row, "rows")


def test_faults_of_several_files_are_raised_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ROW + "  - id: broken\n")
    (tmp_path / "b.yaml").write_text("id: b\n")
    faults = Faults()
    rows = read_rows(tmp_path / "a.yaml", Row, "rows", faults)
    assert read_record(tmp_path / "b.yaml", Row, faults) is None
    faults.add_unknown(rows[0][1].of("effect"), "clause", "md/placment", ["md/placement", "md/other"])
    with pytest.raises(FaultyData) as caught:
        faults.raise_if_any()
    assert [(Path(fault.file).name, fault.line, fault.message) for fault in caught.value.faults] == [
        ("a.yaml", 3, "unknown clause 'md/placment' (did you mean 'md/placement'?)"),
        ("a.yaml", 4, "missing key 'effect'"),
        ("b.yaml", 1, "missing key 'effect'"),
    ]


def test_no_fault_raises_nothing() -> None:
    Faults().raise_if_any()


def test_a_date_is_a_date_where_a_date_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "row.yaml"
    path.write_text("id: '2021-09-02'\neffect: permits\nsince: 2021-09-02\n")
    row, place = read_record(path, Row)
    assert (row.id, row.since) == ("2021-09-02", date(2021, 9, 2))
    assert place == Place(str(path), 1)


KEYS = st.text("abcxyz_", min_size=1, max_size=6)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc:#- 'é¶\"{}[]01", max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


class Anything(StrictModel):
    value: object


@given(PLAIN)
def test_any_plain_value_reads_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("plain") / "value.yaml"
    # Strings are quoted here: unquoted ones are what the strict reading treats in its own way.
    path.write_text(yaml.safe_dump({"value": value}, default_style='"' if isinstance(value, str) else None))
    assert read_record(path, Anything)[0].value == value


@given(st.binary(max_size=60) | st.text("rows:-[]{}&*!id a\n ", max_size=60).map(str.encode))
def test_no_file_ends_in_anything_but_rows_or_named_faults(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "rows.yaml"
    path.write_bytes(content)
    faults = Faults()
    rows = read_rows(path, Row, "rows", faults)
    assert all(isinstance(row, Row) for row, _ in rows)
    assert all(fault.message and fault.line >= 0 for fault in faults.found)
