"""From the screened text back to the text as received, character by character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.answering.screening import NothingToScreen, Screened, Screener
from assistant.answering.screening.hide import hide
from assistant.answering.screening.normalize import is_invisible, normalize
from assistant.answering.screening.records import PrivateKind, Span
from assistant.answering.screening.screener import origin

RECEIVED = st.text(alphabet="aé\u0301ﬁ½ Å\r\n\u200b\u202e🕵️👩‍👧ñ.,Ⅷ\ufe0f", min_size=1, max_size=60)


@given(RECEIVED, st.data())
def test_every_character_leads_back_to_where_it_came_from(received: str, data: st.DataObject) -> None:
    try:
        normalized = normalize(received)
    except NothingToScreen:
        assume(False)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(normalized.text)), max_size=6)))
    spans = tuple(Span(a, b, PrivateKind.PERSON) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    hidden = hide(normalized.text, spans)
    screened = Screened(hidden.text, (), False, origin=origin(normalized, hidden))

    assert screened.origin is not None
    assert len(screened.origin.starts) == len(screened.origin.ends) == len(hidden.text)
    assert list(screened.origin.starts) == sorted(screened.origin.starts)
    assert list(screened.origin.ends) == sorted(screened.origin.ends)
    for n in range(len(hidden.text)):
        start, end = screened.received_span(n, n + 1)
        assert 0 <= start < end <= len(received)
        if not any(span.start <= hidden.starts[n] < span.end for span in spans):
            visible = "".join(c for c in received[start:end] if not is_invisible(c))
            assert hidden.text[n] in unicodedata.normalize("NFKC", visible)


@given(before=RECEIVED, after=RECEIVED)
def test_a_placeholder_leads_back_to_all_that_it_hides(before: str, after: str, screener: Screener) -> None:
    received = f"{before} write to jayden.morales@example.org {after}"
    screened = screener.screen(received)

    at = screened.text.index("[email 1]")
    start, end = screened.received_span(at, at + len("[email 1]"))

    assert received[start:end] == "jayden.morales@example.org"
    assert (start, end) in [(hidden.start, hidden.end) for hidden in screened.redactions]
    assert screened.received_span(at + 3, at + 5) == (start, end), "half a placeholder is all of what it hides"


def test_a_text_that_was_not_screened_is_its_own_origin() -> None:
    assert Screened("as it is", (), False).received_span(3, 5) == (3, 5)


@pytest.mark.parametrize(
    "text", ["I miss my mom.", "we miss you all", "i really miss my dog lol", "can i say that i miss her?", "son mías"]
)
def test_what_is_missed_is_no_name(text: str, screener: Screener) -> None:
    assert screener.screen(text).redactions == ()


def test_a_miss_still_has_her_name_hidden(screener: Screener) -> None:
    assert screener.screen("i saw miss lewis today").text == "i saw miss [name 1] today"
