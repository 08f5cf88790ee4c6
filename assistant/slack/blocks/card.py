"""What does office management see of a question that was handed to it? One message, changed in its place."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.desk.records import Asked, AskedState, Card
from assistant.slack.blocks.answer import LONGEST_REASON, is_open, locator, verdict_line
from assistant.slack.blocks.elements import aside, day, header, line, link, rich, said, section
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block, Look, Message
from assistant.slack.blocks.written import quoted
from assistant.slack.wording import Words


def card_message(card: Card, look: Look, message: str | None = None) -> Message:
    """
    A hand-off as it stands, in the language of the question.

    `message` is the address of the message that asked. What is no longer for them says so and holds no question.
    """
    asked, hand_off = card.asked, card.hand_off
    words = look.words(asked.answer.language if asked.answer else "en")
    title, person = words("card-title", number=hand_off.number), f"<@{asked.person}>"
    came = section(words("card-from", person=person, date=day(asked.asked_at)))
    if not is_open(hand_off):
        return Message(title, (header(title), came, section(_why_over(asked, person, words))))
    blocks = [header(title), came, *_question(asked, words), *_answer(asked, look, words)]
    if message is not None:
        blocks.append(rich(line(link(message, words("card-open")))))
    blocks.append(section(words("card-next", person=person)))
    notes = [words("card-automatic")] if hand_off.is_automatic else []
    if asked.hidden:
        notes.append(words("hand-over-hidden"))
    if notes:
        blocks.append(aside(*notes))
    return Message(title, tuple(blocks))


def _why_over(asked: Asked, person: str, words: Words) -> str:
    match asked.state:
        case AskedState.GONE:
            return words("card-deleted")
        case AskedState.REPLACED:
            return words("card-settled", person=person)
        case _:
            return words("card-withdrawn", person=person)


def _question(asked: Asked, words: Words) -> Iterator[Block]:
    """What was asked, as it was screened: taken as it stands, so that it can ping and format nothing."""
    if asked.earlier:
        yield quoted(words("card-earlier"), *asked.earlier)
    yield quoted(words("card-question"), asked.text)
    if asked.replaces is not None:
        yield aside(words("card-changed"))


def _answer(asked: Asked, look: Look, words: Words) -> Iterator[Block]:
    """What the assistant said and why it went no further, and the clauses it looked at."""
    answer = asked.answer
    if answer is None:
        yield quoted(words("card-answer"), asked.error or words("unanswered"))
        return
    yield quoted(words("card-answer"), f"{verdict_line(answer)}\n{cut(answer.reason, LONGEST_REASON)}")
    if answer.citations:
        places = [locator(each.locator, each.clause, each.document, look) for each in answer.citations]
        parted = [part for place in places for part in (said("; "), *place)][1:]
        yield rich(line(said(f"{words('card-clauses')} "), *parted))
