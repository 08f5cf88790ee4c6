"""What does Slack make of what a person types? https://docs.slack.dev/messaging/formatting-message-text"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.slack.standin.records import Json

_KEPT = re.compile(r"&lt;(@[UW][A-Z0-9]+|#C[A-Z0-9]+(?:\|[^|&]*)?|![a-z]+)&gt;")
_LINK = re.compile(
    r"(?P<web>https?://[^\s<>|]+[^\s<>|.,;:!?)'\"])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?<![\d-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-]))"
    r"|(?P<site>\b(?:www\.)?[\w-]+\.(?:com|org|gov|net|edu)(?:/[^\s<>|]*[\w/])?)"
)


def as_sent(text: str, names: Mapping[str, str]) -> str:
    """
    The text of the message that goes out: `&`, `<`, `>` escaped, links, addresses and phone numbers marked.

    `names` are what may follow an `@`, with the user's id; a mention that is written as one already stays one.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _KEPT.sub(r"<\1>", text)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w@])@{re.escape(name)}\b", f"<@{names[name]}>", text, flags=re.IGNORECASE)
    parts = re.split(r"(<[^>]*>)", text)
    return "".join(part if part.startswith("<") else _LINK.sub(_marked, part) for part in parts)


def _marked(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "web":
            return f"<{found}>"
        case "mail":
            return f"<mailto:{found}|{found}>"
        case "phone":
            return f"<tel:{re.sub(r'[^0-9]', '', found)}|{found}>"
        case _:
            return f"<http://{found}|{found}>"


def as_rich_text(text: str, block_id: str) -> Json:
    """The block that Slack's client sends with a typed message."""
    elements: list[Json] = []
    for part in re.split(r"(<[^>]*>)", text):
        if part.startswith("<@"):
            elements.append({"type": "user", "user_id": part[2:-1]})
        elif part.startswith("<") and not part.startswith(("<#", "<!")):
            url, _, shown = part[1:-1].partition("|")
            elements.append({"type": "link", "url": url} | ({"text": shown} if shown else {}))
        elif part:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            elements.append({"type": "text", "text": plain})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}
