"""
What an asker fills in for office management: the hand-over, a reply to their question, what is still not clear.

What was filled in is read here too; it is raw until the intake has screened it. A field that is missing, because the
form was opened before an update, counts as left as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk.records import Asked, HandOff
from assistant.escalation.expectations import tell_expectation
from assistant.escalation.offices import Office
from assistant.escalation.promises import first_promise
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import (
    aside,
    checkboxes,
    modal,
    option,
    question,
    section,
    select,
    text_field,
)
from assistant.slack.blocks.escape import cleaned, escaped
from assistant.slack.blocks.filled_in import Values, chosen, picked, written
from assistant.slack.blocks.first_answer import first_answer
from assistant.slack.blocks.limits import LONGEST_INPUT, limit, measure
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.blocks.written import quoted
from assistant.slack.wording import Words

TEXT, CONTEXT, NAME, OFFICE = "text", "context", "name", "office"
"""The fields of the hand-over form; `TEXT` is also that of a reply and of what is still not clear."""
WITHOUT = "without"
"""The box that is ticked by who asks without their name."""


@dataclass(frozen=True, slots=True)
class Routed:
    """
    Where a question would go. `office` None: it is not known, and the asker chooses one of `choices`.

    `at` is when the form is opened.
    """

    at: datetime
    office: Office | None = None
    choices: Sequence[Office] = ()


def hand_over_form(asked: Asked, look: Look, routed: Routed | None = None, adds: str = "") -> View:
    """
    What office management will see, to be changed, before the asker gives it to them; and what else they see.

    Given to them before, it begins with what was filled in then; `adds` is what its asker wrote since, put below that.
    """
    language = asked.answer.language if asked.answer else "en"
    words = look.words(language)
    blocks = [section(words("hand-over-intro"))]
    if asked.earlier:
        blocks.append(quoted(words("hand-over-earlier"), *asked.earlier))
    blocks += _question(asked, words)
    blocks += first_answer(asked, words("hand-over-answer"), look, words, is_for_managers=False)
    blocks.append(aside(*_besides(asked, words)))
    told = asked.hand_off.context if asked.hand_off else ""
    blocks.append(
        question(
            CONTEXT,
            words("hand-over-context"),
            text_field(CONTEXT, is_long=True, start="\n".join(part for part in (told, adds) if part)),
            is_optional=True,
            hint=words("hand-over-context-hint"),
        )
    )
    blocks += _without_name(asked, words)
    if routed is not None:
        blocks += _office(routed, words, language)
    if asked.hidden:
        blocks.append(aside(words("hand-over-hidden")))
    return modal(
        act.HAND_OVER_FORM,
        words("hand-over-title"),
        blocks,
        close=words("cancel"),
        submit=words("send"),
        carries=act.write_value(asked.id),
    )


def reply_form(hand_off: HandOff, asks: str, look: Look, language: str, start: str = "") -> View:
    """The reply to what office management asks. `asks` are their words, `start` what stands in the field at first."""
    words = look.words(language)
    blocks = [
        quoted(words("reply-question"), asks),
        question(
            TEXT, words("reply-text"), text_field(TEXT, is_long=True, start=start),
            hint=words("hand-over-context-hint"),
        ),
    ]  # fmt: skip
    return _on_hand_off(act.REPLY_FORM, "reply-title", hand_off, blocks, words)


def still_form(hand_off: HandOff, look: Look, language: str, start: str = "") -> View:
    """What is still not clear, or why it is asked again; `start` stands in the field at first."""
    words = look.words(language)
    blocks = [
        section(words("still-intro", number=hand_off.number)),
        question(
            TEXT, words("still-text"), text_field(TEXT, is_long=True, start=start), hint=words("hand-over-context-hint")
        ),
    ]
    return _on_hand_off(act.STILL_FORM, "still", hand_off, blocks, words)


def read_hand_over(values: Values, asked: Asked) -> Filled:
    """What was filled in, raw. `text` is empty where the question was left as it is."""
    text = _written(values, TEXT)
    was_left_out = asked.hand_off is not None and asked.hand_off.is_anonymous
    return Filled(
        text="" if text == cleaned(asked.text).strip() else text,
        context=_written(values, CONTEXT),
        is_anonymous=WITHOUT in picked(values, NAME) if NAME in values else was_left_out,
        to=chosen(values, OFFICE) or "",
    )


def read_words(values: Values, version: int | None) -> Filled:
    """A reply, or what is still not clear, raw."""
    return Filled(text=_written(values, TEXT), version=version)


def _question(asked: Asked, words: Words) -> Iterator[Block]:
    """The screened question to be changed; one that is longer than a field is shown as it is."""
    start = (asked.hand_off.text if asked.hand_off else "") or asked.text
    if measure(cleaned(start)) > LONGEST_INPUT:
        yield quoted(words("hand-over-question"), start)
        yield aside(words("hand-over-too-long"))
        return
    field = text_field(TEXT, is_long=True, start=start)
    yield question(TEXT, words("hand-over-question"), field, hint=words("hand-over-question-hint"))


def _besides(asked: Asked, words: Words) -> Iterator[str]:
    """What the card holds that is not in the form, so that what the form says of it is true."""
    is_held_back = asked.answer is not None and asked.answer.withheld is not None
    yield words("hand-over-besides-held-back" if is_held_back else "hand-over-besides")
    if asked.is_led_to:
        yield words("hand-over-besides-link")


def _without_name(asked: Asked, words: Words) -> Iterator[Block]:
    without = option(words("hand-over-without"), WITHOUT)
    is_ticked = asked.hand_off is not None and asked.hand_off.is_anonymous
    box = checkboxes(NAME, [without], [without] if is_ticked else [])
    hint = words("hand-over-name-in-channel" if asked.is_heard_by_others else "hand-over-name-hint")
    yield question(NAME, words("hand-over-name"), box, is_optional=True, hint=hint)


def _office(routed: Routed, words: Words, language: str) -> Iterator[Block]:
    """Which office, and what to expect of it; asked where it is not known."""
    office = routed.office
    if office is not None:
        said = words("hand-over-office", office=office.name)
        expected = tell_expectation(office, routed.at, first_promise(office, routed.at), language)
        yield section(escaped(f"{said} {expected}"))
    elif routed.choices:
        options = office_options(routed.choices)
        menu = select(OFFICE, options, placeholder=words("choose-one"))
        yield question(OFFICE, words("hand-over-which"), menu, hint=words("hand-over-which-hint"))


def office_options(offices: Sequence[Office]) -> list[Block]:
    """A menu's choices."""
    return [option(office.name, office.id) for office in offices][: limit("static_select", "options")]


def _on_hand_off(form: str, title: str, hand_off: HandOff, blocks: Sequence[Block], words: Words) -> View:
    return modal(
        form,
        words(title),
        blocks,
        close=words("cancel"),
        submit=words("send"),
        carries=act.write_value(hand_off.id, hand_off.version),
    )


def _written(values: Values, name: str) -> str:
    """As `written`, without characters that show nothing: what looks empty is."""
    return cleaned(written(values, name)).strip()
