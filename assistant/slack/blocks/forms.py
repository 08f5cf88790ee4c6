"""What do the forms look like? What is filled in there is read by `filled_in`."""

from __future__ import annotations

from assistant.desk.audience import ALONE
from assistant.desk.records import Asked
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import LONGEST_REASON, shared_question, understood, verdict_line
from assistant.slack.blocks.elements import (
    checkboxes,
    modal,
    option,
    preformatted,
    question,
    radios,
    rich,
    section,
    select,
    text_field,
)
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.wording import Words

QUESTION, DRAFT, PLATFORM, ACCOUNT = "question", "draft", "platform", "account"
"""The fields of the ask form."""

PLATFORMS = (
    "facebook", "instagram", "tiktok", "x", "youtube", "linkedin", "snapchat", "reddit", "nextdoor", "group-chat",
    "other",
)  # fmt: skip
ACCOUNTS = ("personal", "county", "other")

FACT = "fact:"
"""Before the name of a fact, the field of the correction form that is about it."""
SO, NOT_SO, UNKNOWN = "so", "not-so", "unknown"
MISSED = "missed"
CORRECTABLE = 20
"""Facts that the correction form shows; more than that no question has held yet, and nobody would read."""

REASONS, MORE = "reasons", "more"
"""The fields of the not-helpful form."""
WHAT_WAS_WRONG = ("wrong", "misread", "unclear", "no-use")


def ask_form(words: Words, origin: act.Origin, message: str | None = None) -> View:
    """
    The form to ask with. `message` is the text of the message that a shortcut was used on.

    That text stands in the field of the draft, where it can be changed: nothing else of it is kept in the form.
    """
    is_about_message = message is not None
    blocks = [
        section(words("ask-intro-message" if is_about_message else "ask-intro")),
        *([section(words("files-in-message"))] if origin.has_files else []),
        question(
            QUESTION,
            words("ask-question"),
            text_field(QUESTION, is_long=True, start=words("ask-question-start") if is_about_message else ""),
            hint=words("ask-question-hint"),
        ),
        question(
            DRAFT,
            words("ask-draft"),
            text_field(DRAFT, is_long=True, start=message or ""),
            is_optional=True,
            hint=words("ask-draft-hint"),
        ),
        _menu(PLATFORM, words("ask-platform"), PLATFORMS, words),
        _menu(ACCOUNT, words("ask-account"), ACCOUNTS, words),
    ]
    return modal(
        act.ASK_FORM,
        words("ask-title"),
        blocks,
        close=words("cancel"),
        submit=words("ask-submit"),
        carries=act.write_origin(origin),
    )


def correction_form(asked: Asked, look: Look) -> View:
    """Every fact that was understood, to be said right, not so or not known; and room for what was missed."""
    language = asked.answer.language if asked.answer else "en"
    words, known = look.words(language), look.rulebook.spoken(language).facts
    facts = understood(asked.answer.facts, known)[:CORRECTABLE] if asked.answer else []
    right = option(words("correct-so"), SO)
    options = [right, option(words("correct-not-so"), NOT_SO), option(words("correct-unknown"), UNKNOWN)]
    blocks = [section(words("correct-intro" if facts else "correct-nothing"))]
    blocks += [
        question(FACT + name, shown[:1].upper() + shown[1:], radios(FACT + name, options, right))
        for name, shown in facts
    ]
    blocks.append(
        question(
            MISSED,
            words("correct-missed"),
            text_field(MISSED, is_long=True),
            is_optional=bool(facts),
            hint=words("correct-missed-hint"),
        )
    )
    return modal(
        act.CORRECTION_FORM,
        words("correct-title"),
        blocks,
        close=words("cancel"),
        submit=words("correct-submit"),
        carries=act.write_value(asked.id),
    )


def not_helpful_form(asked: int, words: Words) -> View:
    """What was wrong with an answer, and whatever else there is to say, without names."""
    options = [option(words(f"reason-{name}"), name) for name in WHAT_WAS_WRONG]
    blocks = [
        question(REASONS, words("not-helpful-reasons"), checkboxes(REASONS, options), is_optional=True),
        question(
            MORE,
            words("not-helpful-more"),
            text_field(MORE, is_long=True),
            is_optional=True,
            hint=words("not-helpful-hint"),
        ),
    ]
    return modal(
        act.NOT_HELPFUL_FORM,
        words("not-helpful-title"),
        blocks,
        close=words("cancel"),
        submit=words("send"),
        carries=act.write_value(asked),
    )


def share_form(asked: Asked, look: Look) -> View:
    """What everybody will see, before the asker shows it to them in the thread or the channel. Needs an answer."""
    assert asked.answer is not None
    words = look.words(asked.answer.language)
    in_channel = asked.entry in ALONE
    intro = words("share-channel-intro", channel=f"<#{asked.place.channel}>") if in_channel else words("share-intro")
    blocks = [
        section(intro),
        *(shared_question(asked, words) if in_channel else ()),
        section(f"*{escaped(verdict_line(asked.answer))}*"),
        section(escaped(cut(asked.answer.reason, LONGEST_REASON))),
    ]
    if in_channel and asked.hand_off is not None and asked.hand_off.is_anonymous:
        blocks.append(section(words("share-unnamed")))
    return modal(
        act.SHARE_FORM,
        words("share-channel" if in_channel else "share-title"),
        blocks,
        close=words("cancel"),
        submit=words("share-submit"),
        carries=act.write_value(asked.id),
    )


def disclaimer_view(disclaimer: str, words: Words) -> View:
    """The disclaimer, word for word, to be copied by hand: an app in Slack cannot reach the clipboard."""
    blocks = [section(words("disclaimer-intro")), rich(preformatted(disclaimer))]
    return modal(act.DISCLAIMER_VIEW, words("disclaimer-title"), blocks, close=words("close"))


def _menu(field: str, label: str, names: tuple[str, ...], words: Words) -> Block:
    options = [option(words(f"{field}-{name}"), name) for name in names]
    element = select(field, options, placeholder=words("choose-one"))
    return question(field, label, element, is_optional=True)
