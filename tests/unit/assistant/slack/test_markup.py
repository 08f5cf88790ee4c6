"""What a person wrote, without Slack's signs."""

from __future__ import annotations

import pytest

from assistant.slack.markup import is_mentioned, is_to_another, written_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0US> may I?", "may I?"),
        ("may I, <@U0US|canipost>?", "may I, ?"),
        ("ask <@U2> and <@U3|ana>", "ask @someone and @someone"),
        ("in <#C1|office> and <#C2>", "in #office and #channel"),
        ("<!here> <!subteam^S1|@team> <!channel>", "@here @team @channel"),
        ("<https://a.org/x>", "https://a.org/x"),
        ("<https://a.org/x|this page>", "this page (https://a.org/x)"),
        ("<https://a.org|https://a.org>", "https://a.org"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("<tel:+12135550100|213-555-0100>", "213-555-0100 (+12135550100)"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("  two   lines\n stay ", "two lines\n stay"),
        ("&lt;@U0US&gt;", "<@U0US>"),
    ],
)
def test_signs_become_words(text: str, words: str) -> None:
    assert written_words(text, "U0US") == words


def test_only_a_sign_is_a_mention() -> None:
    assert is_mentioned("U0US", "hey <@U0US|bot>")
    assert not is_mentioned("U0US", "hey @U0US &lt;@U0US&gt; <@U0USX>")


def test_a_text_that_begins_with_another_name_is_for_them() -> None:
    assert is_to_another(" <@U2> what do you think?", "U0US")
    assert not is_to_another("<@U2> and <@U0US>?", "U0US")
    assert not is_to_another("what does <@U2> think?", "U0US")
