"""What a person types is not what the app is given."""

from __future__ import annotations

import pytest

from assistant.slack.standin.typed import as_rich_text, as_sent

NAMES = {"Can I post this": "U1"}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@Can I post this this?", "<@U1> this?"),
        ("@can i post this, please", "<@U1>, please"),
        ("<@U1> already", "<@U1> already"),
        ("<b>", "&lt;b&gt;"),
        ("write jo@example.org.", "write <mailto:jo@example.org|jo@example.org>."),
        ("see https://example.org/a?b=1&c=2", "see <https://example.org/a?b=1&amp;c=2>"),
        ("see example.gov now", "see <http://example.gov|example.gov> now"),
        ("call 213-555-0147", "call <tel:2135550147|213-555-0147>"),
        ("case 2135-550-01477", "case 2135-550-01477"),
    ],
)
def test_slack_marks_what_is_typed(typed: str, sent: str) -> None:
    assert as_sent(typed, NAMES) == sent


def test_the_rich_text_holds_mentions_links_and_plain_words() -> None:
    section = as_rich_text("<@U1> a &lt; b <mailto:x@y.org|x@y.org>", "b")["elements"][0]
    assert section["elements"] == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " a < b "},
        {"type": "link", "url": "mailto:x@y.org", "text": "x@y.org"},
    ]
