"""What office management has to say to an asker: an answer, a question, that none came, that one was corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from assistant.answering.compose import cite
from assistant.answering.records import Verdict
from assistant.desk.records import Asked, AskedState, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import LetterKind, Move, Ruling
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import LONGEST_QUESTION, SIGNS, quote
from assistant.slack.blocks.elements import actions, aside, button, day, header, line, rich, said, section
from assistant.slack.blocks.escape import defanged, escaped
from assistant.slack.blocks.handed_over import (
    call_line,
    hand_off_line,
    receipt_button,
    reply_button,
    still_button,
    withdraw_button,
)
from assistant.slack.blocks.limits import LONGEST_INPUT
from assistant.slack.blocks.records import Block, Look, Message
from assistant.slack.blocks.written import as_written
from assistant.slack.wording import Words

SHOWN_CLAUSES = 6


def asker_letter(kind: LetterKind, asked: Asked, hand_off: HandOff, look: Look, mention: str = "") -> Message:
    """
    The letter as it is to be read now. `asked` is the question of who reads it.

    `mention` names them where others read it too. Raises KeyError for a letter that is not to an asker.
    """
    language = asked.answer.language if asked.answer else "en"
    title, blocks = MAKERS[kind](asked, hand_off, look, language)
    text = (hand_off.text if asked.id == hand_off.asked else "") or asked.text
    about = [_about(text, look.words(language))] if text and asked.state is not AskedState.GONE else []
    shown = [header(title), *([section(mention)] if mention else []), *about, *blocks]
    return Message(f"{mention} {escaped(title)}".strip(), tuple(shown))


def letter_in_words(kind: LetterKind, message: Message, hand_off: HandOff, look: Look, asked: Asked) -> str:
    """The same without blocks, in mrkdwn; what people wrote formats nothing in it."""
    language = asked.answer.language if asked.answer else "en"
    ruling = hand_off.ruling
    if kind in (LetterKind.RULING, LetterKind.RECALL) and ruling is not None:
        return f"{message.text}: {escaped(verdict_words(ruling.verdict, look, language))}. {defanged(ruling.text)}"
    if kind in (LetterKind.QUESTION_BACK, LetterKind.NUDGE):
        return f"{message.text}: {defanged(question_back(hand_off))}"
    note = look.words(language)("to-asker-expired-note")
    return " ".join((f"{message.text}. {note}", *call_line(hand_off, look, language)))


def question_back(hand_off: HandOff) -> str:
    """What office management asked last; "" where the words are gone."""
    return next((each.text for each in reversed(hand_off.remarks) if each.move is Move.ASK_BACK), "")


def ruling_blocks(ruling: Ruling, look: Look, language: str) -> Iterator[Block]:
    """
    What office management answered, exactly as its asker reads it: verdict, words, clauses, who. No internal note.

    Their words are shown as they stand, so that they can ping and format nothing.
    """
    words = look.words(language)
    yield section(f"*{SIGNS[ruling.verdict]} {escaped(verdict_words(ruling.verdict, look, language))}*")
    yield rich(*as_written(ruling.text, LONGEST_INPUT))
    yield from _clauses(ruling, look, language)
    yield aside(signature(ruling, look, words))


def signature(ruling: Ruling, look: Look, words: Words) -> str:
    """Who answered, in mrkdwn: the manager where they wished so, and their office."""
    name = look.offices.office(ruling.office).name if look.offices is not None else words("office-management")
    if ruling.is_named:
        return words("to-asker-by", person=f"<@{ruling.by}>", office=escaped(name), date=day(ruling.at))
    return words("to-asker-of", office=escaped(name), date=day(ruling.at))


def verdict_words(verdict: Verdict, look: Look, language: str) -> str:
    """The verdict's headline."""
    return look.rulebook.spoken(language).headlines[verdict]


def _ruling(asked: Asked, hand_off: HandOff, look: Look, language: str) -> tuple[str, list[Block]]:
    words = look.words(language)
    blocks = list(ruling_blocks(hand_off.ruling, look, language)) if hand_off.ruling else []
    return words("to-asker-ruling", number=hand_off.number), [*blocks, _answered_buttons(hand_off, words)]


def _recall(asked: Asked, hand_off: HandOff, look: Look, language: str) -> tuple[str, list[Block]]:
    """For the asker of the hand-off, and for everybody who was given the ruling as a precedent."""
    words = look.words(language)
    is_own = asked.id == hand_off.asked
    blocks = [section(words("to-asker-recall-note"))]
    blocks += ruling_blocks(hand_off.ruling, look, language) if hand_off.ruling else []
    if is_own:
        blocks.append(_answered_buttons(hand_off, words))
        return words("to-asker-recall", number=hand_off.number), blocks
    blocks.append(actions(button(act.ASK_MANAGEMENT, words("ask-management"), act.write_value(asked.id))))
    return words("to-asker-recall-similar"), blocks


def _question_back(asked: Asked, hand_off: HandOff, look: Look, language: str) -> tuple[str, list[Block]]:
    return _asks("to-asker-question-back", asked, hand_off, look.words(language))


def _nudge(asked: Asked, hand_off: HandOff, look: Look, language: str) -> tuple[str, list[Block]]:
    return _asks("to-asker-nudge", asked, hand_off, look.words(language))


def _asks(title: str, asked: Asked, hand_off: HandOff, words: Words) -> tuple[str, list[Block]]:
    asks = question_back(hand_off)
    blocks = [rich(line(said(words("reply-question"), bold=True)), *as_written(asks))] if asks else []
    if (replied_at := hand_off.replied_at) is not None:  # changed in its place: there is nothing to press any more
        done = section(words("to-asker-replied", date=day(replied_at)))
        return words("to-asker-question-back", number=hand_off.number), [*blocks, done]
    if not hand_off.is_reply_due or next_state(hand_off.state, Move.REPLY) is None:
        over = section("\n".join((words("to-asker-reply-over"), hand_off_line(hand_off, words))))
        return words("to-asker-question-back", number=hand_off.number), [*blocks, over]
    buttons = actions(reply_button(hand_off, words), withdraw_button(asked, words))
    return words(title, number=hand_off.number), [*blocks, section(words("to-asker-reply-note")), buttons]


def _expired(asked: Asked, hand_off: HandOff, look: Look, language: str) -> tuple[str, list[Block]]:
    words = look.words(language)
    lines = [words("to-asker-expired-note"), *call_line(hand_off, look, language)]
    buttons = actions(still_button(hand_off, words), withdraw_button(asked, words), receipt_button(hand_off, words))
    return words("to-asker-expired", number=hand_off.number), [section("\n".join(lines)), buttons]


MAKERS: Mapping[LetterKind, Callable[[Asked, HandOff, Look, str], tuple[str, list[Block]]]] = MappingProxyType({
    LetterKind.RULING: _ruling,
    LetterKind.QUESTION_BACK: _question_back,
    LetterKind.NUDGE: _nudge,
    LetterKind.EXPIRED: _expired,
    LetterKind.RECALL: _recall,
})  # fmt: skip
"""Every letter to an asker: its title and what stands under it."""


def _about(text: str, words: Words) -> Block:
    """The question, to know it by; screened, as it was handed over."""
    return rich(line(said(words("you-asked"), bold=True)), *as_written(text, LONGEST_QUESTION))


def _answered_buttons(hand_off: HandOff, words: Words) -> Block:
    def rate(action: str, name: str, is_helpful: str) -> Block:
        return button(action, words(name), act.write_value(hand_off.id, hand_off.version, is_helpful))

    return actions(
        rate(act.LETTER_HELPFUL, "helpful", act.HELPFUL),
        rate(act.LETTER_NOT_HELPFUL, "not-helpful", act.NOT_HELPFUL),
        still_button(hand_off, words),
        receipt_button(hand_off, words),
    )


def _clauses(ruling: Ruling, look: Look, language: str) -> Iterator[Block]:
    """
    The words of its clauses with the sentence they hang on, and where they stand, as below an answer.

    One that is in no library any more is left out.
    """
    for id in ruling.clauses[:SHOWN_CLAUSES]:
        if look.library.has_clause(id):
            yield rich(*quote(cite(id, look.library, look.rulebook.spoken(language)), look))
