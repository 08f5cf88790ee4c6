"""How is what a person wrote shown so that it can ping, link and format nothing?

Best is not to show it as mrkdwn at all: a `plain_text` object or a `text` element of a rich text block is taken as it
stands, and `cleaned` is enough there. Where it must stand in mrkdwn, `defanged` takes every sign that means something.
Slack has no escape for most of them (https://docs.slack.dev/messaging/formatting-message-text/), so they are replaced
by signs that look alike.
"""

from __future__ import annotations

import re

from assistant.answering.screening.normalize import is_invisible

_CONTROL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""The three characters that Slack reads as control signs, as it wants them written."""

_LOOKALIKES = str.maketrans(
    {
        "*": "\N{ASTERISK OPERATOR}",
        "_": "\N{FULLWIDTH LOW LINE}",
        "~": "\N{TILDE OPERATOR}",
        "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
        "@": "\N{FULLWIDTH COMMERCIAL AT}",
        "#": "\N{FULLWIDTH NUMBER SIGN}",
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)
"""Bold, italic, struck, code, mentions and channels; a `>` that is only escaped still opens a quote."""

_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_ADDRESS = re.compile(r":(?=//)|(?i:(?<=mailto)|(?<=tel)):")
_DOMAIN = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2,})")

_COLON = "\N{RATIO}"
_DOT = "\N{ONE DOT LEADER}"


def cleaned(text: str) -> str:
    """The text without characters that show nothing; line ends are newlines."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return "".join(character for character in text if not is_invisible(character))


def escaped(text: str) -> str:
    """
    Our own sentence, or a quote of the directive, as mrkdwn: only the control characters are written out.

    >>> escaped("Q&A <here>")
    'Q&amp;A &lt;here&gt;'
    """
    return text.translate(_CONTROL)


def defanged(text: str) -> str:
    """
    What a person wrote, as mrkdwn that shows the same and does nothing.

    >>> any(sign in defanged("<@U012AB> *now* @here") for sign in "<>@*")
    False
    """
    text = cleaned(text).translate(_LOOKALIKES)
    text = _ADDRESS.sub(_COLON, _EMOJI.sub(_COLON, text))
    return escaped(_DOMAIN.sub(_DOT, text))
