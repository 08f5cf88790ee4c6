"""A draft is read the same, whichever way it came in."""

from __future__ import annotations

import pytest

from assistant.answering.reading.reader import in_quotes


@pytest.mark.parametrize(
    ("turn", "read"),
    [
        ("Can I post this?\nThe draft:\n```\nWhat a week!\n```", 'Can I post this? "What a week!"'),
        ("¿Puedo publicar esto?\nEl borrador:\n```\n¡Qué semana!\n```", '¿Puedo publicar esto? "¡Qué semana!"'),
        ("ok?\n```\none line\nand another\n```\non Facebook", 'ok? "one line\nand another"\non Facebook'),
        ("Can I post a ``` here?", "Can I post a ``` here?"),
        ("no draft at all", "no draft at all"),
    ],
)
def test_a_draft_between_fences_is_read_as_one_in_quotation_marks(turn: str, read: str) -> None:
    assert in_quotes(turn) == read
