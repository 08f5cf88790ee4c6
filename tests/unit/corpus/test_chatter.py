"""What is said around a question: read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.chatter import Position, read_chatter, texts_at
from corpus.errors import FaultyData


def test_asides_know_where_they_can_stand() -> None:
    asides = read_chatter()

    before, after = (
        texts_at({Position.BEFORE, Position.AROUND}, asides),
        texts_at({Position.AFTER, Position.AROUND}, asides),
    )

    assert {aside.language for aside in asides} == {"en", "es"}
    assert set(texts_at({Position.AROUND}, asides)) == set(before) & set(after)


def test_no_aside_stands_twice() -> None:
    texts = [aside.text.casefold() for aside in read_chatter()]

    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("line", ["en\tbefore", "en\tbelow\thello", "en\tbefore\t ", "hello", "en\tbefore\thi\tthere"])
def test_a_faulty_line_is_named_with_its_number(line: str, tmp_path: Path) -> None:
    file = tmp_path / "chatter.tsv"
    file.write_text(f"en\tbefore\thello\n{line}\n", encoding="utf-8")

    with pytest.raises(FaultyData) as found:
        read_chatter(file)

    assert [fault.line for fault in found.value.faults] == [2]
    assert repr(line) in str(found.value)
