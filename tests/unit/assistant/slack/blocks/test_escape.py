"""Can anything a person wrote ping, link or format?"""

# ruff: noqa: RUF001 (signs that look alike are the subject)
from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.blocks.escape import cleaned, defanged, escaped

SIGNS = "*_~`<>&@#:/.|!\\\n\t \u200b\u200d\u202e\u2060\ufeff\u3164\U000e0041"
FRAGMENTS = [
    "<@U012AB3CD>", "<!channel>", "<!here|here>", "<!subteam^S1>", "<#C012|general>", "<https://x.example|click>", "@here",
    "@everyone", "https://a.example/b", "mailto:a@b.example", "www.example.com", ":rotating_light:", ":+1:", "> quote", "&gt; quote",
    "```code```", "*bold*", "_it_", "~gone~", "<!date^1^{date}|x>",
]  # fmt: skip
written = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(st.sampled_from(SIGNS + "aB1é")), st.text())).map(
    "".join
)


@given(written)
def test_nothing_that_a_person_wrote_means_anything_to_slack(text: str) -> None:
    shown = defanged(text)

    assert not set(shown) & set("*_~`<>@#")
    assert re.sub(r"&(amp|lt|gt);", "", shown).count("&") == 0, "an ampersand that was not written out"
    assert "&lt;" not in shown, "Slack would still read a quote mark, so angles become other signs"
    assert "&gt;" not in shown
    assert "://" not in shown
    assert not re.search(r":[\w+'-]+:", shown), "an emoji"
    assert not re.search(r"(?i)(mailto|tel):", shown)
    assert not re.search(r"[^\W_]\.[^\W\d_]{2,}", shown), "a domain, which clients link by themselves"


@given(written)
def test_no_character_that_shows_nothing_is_left(text: str) -> None:
    for shown in (cleaned(text), defanged(text)):
        assert not [c for c in shown if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
        assert not set(shown) & set("\u3164\u2028\u2029\r")


@given(written)
def test_escaping_leaves_no_control_sign_and_loses_nothing(text: str) -> None:
    shown = escaped(text)

    assert "<" not in shown
    assert ">" not in shown
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Can I post this on Facebook?", "Can I post this on Facebook?"),
        ("<@U1> look", "‹＠U1› look"),
        ("<!channel>", "‹!channel›"),
        ("see <#C1|general>", "see ‹＃C1|general›"),
        ("*b* _i_ ~s~ `c`", "∗b∗ ＿i＿ ∼s∼ ˋcˋ"),
        ("Q&A", "Q&amp;A"),
        (":fire: 10:30", "∶fire: 10:30"),
        ("go to https://a.example", "go to https∶//a․example"),
        ("a\u200bb\u202ec", "abc"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("Done. Next one. e.g. it is 3.5", "Done. Next one. e.g. it is 3.5"),
    ],
)  # fmt: skip
def test_it_reads_as_it_was_written(text: str, shown: str) -> None:
    assert defanged(text) == shown
