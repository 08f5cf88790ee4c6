"""What did a person write, without Slack's signs for mentions, links and special characters?"""

from __future__ import annotations

import re

# https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
SIGN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
ESCAPED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
SOMEBODY = "@someone"
SPACES = re.compile(r"[ \t]{2,}")


def written_words(text: str, bot_user: str) -> str:
    """
    The text as its writer saw it: our mention is left out, other people are "@someone", links are spelled out.

    >>> written_words("<@U0US> may I post <https://a.org/x|this> &amp; that?", "U0US")
    'may I post this (https://a.org/x) & that?'
    """

    def spell(match: re.Match[str]) -> str:
        kind, target, label = match.group(1), match.group(2), match.group(3)
        if kind == "@":
            return "" if target == bot_user else SOMEBODY
        if kind == "#":
            return f"#{label}" if label else "#channel"
        if kind == "!":
            return label or "@" + target.split("^")[0]
        address = re.sub(r"^(mailto|tel):", "", target)
        return address if not label or label in (address, target) else f"{label} ({address})"

    spelled = SPACES.sub(" ", SIGN.sub(spell, text))
    return re.sub("|".join(ESCAPED), lambda match: ESCAPED[match.group()], spelled).strip()


def is_mentioned(user: str, text: str) -> bool:
    """Does the text mention that user?"""
    return re.search(rf"<@{re.escape(user)}(\|[^<>]*)?>", text) is not None


def is_to_another(text: str, bot_user: str) -> bool:
    """Does the text begin with somebody else's name, and nowhere hold ours?"""
    first = re.match(r"\s*<@(\w+)", text)
    return first is not None and first.group(1) != bot_user and not is_mentioned(bot_user, text)
