"""What is said around the answers: where a private one went, that it takes longer, how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk.records import Asked
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import actions, button, link_button, rich, section
from assistant.slack.blocks.escape import defanged, escaped
from assistant.slack.blocks.records import Block, Look, Message
from assistant.slack.blocks.written import as_written
from assistant.slack.wording import Words

MOST_PROMPTS = 4
"""Slack shows no more (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts/)."""

STATUSES = ("status-first", "status-second", "status-third")


@dataclass(frozen=True, slots=True)
class Status:
    """What is shown while an answer is worked on: one phrase after the app's name, and several that take turns."""

    phrase: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What stands in an empty conversation: a greeting, and prompts that can be pressed (title, what it asks)."""

    greeting: Message
    title: str
    prompts: tuple[tuple[str, str], ...]


def notice_message(sentence: str, *buttons: Block) -> Message:
    """One sentence of ours or of the desk's, in plain words."""
    said = escaped(sentence)
    return Message(said, (section(said), *((actions(*buttons),) if buttons else ())))


def not_sent_message(sentence: str, written: Sequence[str], words: Words) -> Message:
    """Why nothing came of a form, `sentence` in mrkdwn, with what was written in it: the form is gone by then."""
    texts = [rich(*as_written(text)) for text in written]
    return Message(sentence, (section(sentence), section(escaped(words("form-back"))), *texts))


def not_sent_in_words(sentence: str, written: Sequence[str], words: Words) -> str:
    """The same without blocks."""
    return "\n".join((sentence, escaped(words("form-back")), *map(defanged, written)))


def pointer_message(asked: Asked, look: Look, link: str | None = None, *, is_in_message: bool = True) -> Message:
    """
    For the asker alone, in the channel: the answer is in a direct message, at `link`.

    Where something private was hidden, how to delete the message that holds it is said, too; not where no message holds
    it (`is_in_message`), as it was filled in with a form.
    """
    words = look.words(asked.answer.language if asked.answer else "en")
    tells_to_delete = bool(asked.hidden) and is_in_message
    first = words("pointer" if tells_to_delete else "pointer-asked")
    said = [first, *([words("pointer-delete")] if tells_to_delete else [])]
    blocks = [section(escaped(sentence)) for sentence in said]
    if link is not None:
        blocks.append(actions(link_button(act.OPEN_ANSWER, words("pointer-open"), link)))
    return Message(escaped(first), tuple(blocks))


def status(words: Words) -> Status:
    """What is shown while an answer is worked on."""
    return Status(words("status"), tuple(words(name) for name in STATUSES))


def welcome(words: Words) -> Welcome:
    """What stands in an empty conversation."""
    numbers = range(1, MOST_PROMPTS + 1)
    prompts = tuple((words(f"prompt-{number}"), words(f"prompt-{number}-asks")) for number in numbers)
    return Welcome(notice_message(words("welcome")), words("welcome-title"), prompts)


def takes_longer_message(words: Words) -> Message:
    """It takes longer than usual; an answer will come."""
    return notice_message(words("takes-longer"))


def button_old_message(words: Words) -> Message:
    """The button is of a release that nobody reads any more."""
    return notice_message(words("button-old"))


def not_admin_message(words: Words) -> Message:
    """Only an administrator can do that."""
    return notice_message(words("not-admin"))


def dispute_message(asked: int, words: Words) -> Message:
    """Feedback that disputes an answer was kept; whose question it is can put it to office management."""
    return notice_message(
        words("dispute-offer"), button(act.ASK_MANAGEMENT, words("ask-management"), act.write_value(asked))
    )


def thanks_message(words: Words) -> Message:
    """Feedback was kept."""
    return notice_message(words("thanks"))
