"""Where does a message stand, as an address to open?"""

from __future__ import annotations

from assistant.desk.records import Asked, Shown


def message_link(shown: Shown, address: str, thread: str | None = None) -> str | None:
    """
    Written as https://docs.slack.dev/reference/methods/chat.getPermalink does, without a call; None without `address`.

    >>> message_link(Shown("C1", "17.5"), "https://office.slack.com/")
    'https://office.slack.com/archives/C1/p175'
    """
    if not address:
        return None
    link = f"{address.rstrip('/')}/archives/{shown.channel}/p{shown.ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={shown.channel}" if thread else link


def answer_link(asked: Asked, address: str) -> str | None:
    """Where the answer of a question stands, if it stands anywhere for good."""
    standing = [each for each in asked.shown if not each.is_passing]
    if not standing:
        return None
    shown = standing[-1]
    return message_link(shown, address, asked.place.thread if shown.channel == asked.place.channel else None)
