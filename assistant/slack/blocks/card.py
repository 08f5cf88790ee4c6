"""What does office management see of a question that was handed to it? One message, changed in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.answering.records import Verdict
from assistant.desk.records import Asked, AskedState, Card, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import WAITING, HandOffState, Move
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import SIGNS, locator
from assistant.slack.blocks.elements import (
    actions,
    aside,
    button,
    day,
    header,
    line,
    link,
    rich,
    said,
    section,
    time_of,
)
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.first_answer import clause_line, first_answer
from assistant.slack.blocks.limits import MOST_WORDS, words_in
from assistant.slack.blocks.long_words import SHOWN_REMARKS, is_cut, told_by_asker, told_inside, told_with_moves
from assistant.slack.blocks.records import Block, Look, Message
from assistant.slack.blocks.similar import similar_blocks
from assistant.slack.blocks.written import quoted
from assistant.slack.wording import Words


@dataclass(frozen=True, slots=True)
class Around:
    """
    What is known around a card when it is shown.

    `offices` are the names of offices by id; `message` is the address of the message that asked, None where nothing
    leads to it.
    """

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    offices: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None

    def office(self, id: str) -> str:
        """The name of an office, as mrkdwn; its id where the file no longer has it."""
        return escaped(self.offices.get(id, id))


def card_message(card: Card, look: Look, around: Around | None = None) -> Message:
    """
    A hand-off as it stands, in the language of the question. What is no longer for them says so and holds no question.

    Who asked without a name has none here, and no way to their message. Where there is too much for one message, the
    oldest of what was asked before is left out first, then what was answered to others: never a button.
    """
    around = around or Around()
    is_long = is_cut(card.asked, card.hand_off)
    message = _drawn(card, look, around, is_long=is_long)
    for less in _with_less(card):
        if words_in(message.blocks) <= MOST_WORDS:
            break
        message = _drawn(less, look, around, is_long=is_long or bool(card.asked.earlier), is_whole=False)
    return message


def _with_less(card: Card) -> Iterator[Card]:
    """The same card with less and less on it."""
    earlier = card.asked.earlier
    for left_out in range(1, len(earlier) + 1):
        yield replace(card, asked=replace(card.asked, earlier=earlier[left_out:]))
    bare = replace(card, asked=replace(card.asked, earlier=()))
    for kept in reversed(range(len(card.similar))):
        yield replace(bare, similar=card.similar[:kept])


def _drawn(card: Card, look: Look, around: Around, *, is_long: bool, is_whole: bool = True) -> Message:
    asked, hand_off = card.asked, card.hand_off
    words = look.words(asked.answer.language if asked.answer else "en")
    title = words("card-title", number=hand_off.number)
    came = section(_came(asked, hand_off, words))
    if (over := _why_over(card, around, words)) is not None:
        return Message(title, (header(title), came, section(over)))
    blocks = [header(title), came, section("\n".join(_standing(hand_off, around, words)))]
    is_stopped = asked.answer is not None and asked.answer.verdict is Verdict.ESCALATE
    label = words("card-stopped" if is_stopped else "card-answer")
    blocks += [*_question(asked, hand_off, words), *first_answer(asked, label, look, words, is_for_managers=True)]
    if around.message is not None and not hand_off.is_anonymous:
        blocks.append(rich(line(link(around.message, words("card-open")))))
    blocks += similar_blocks(card.similar, look, words.language, is_card=True, is_barred=_is_no(asked))
    blocks += [*_remarks(hand_off, words), *_ruling(hand_off, look, words)]
    blocks.append(actions(*_buttons(hand_off, words, is_long=is_long)))
    left_out = [words(name) for name, is_so in (("card-left-out", not is_whole), ("card-cut", is_long)) if is_so]
    blocks.append(aside(*left_out, *_notes(asked, hand_off, words)))
    return Message(title, tuple(blocks))


def _came(asked: Asked, hand_off: HandOff, words: Words) -> str:
    when = day(asked.asked_at)
    if hand_off.is_anonymous:
        return words("card-from-unnamed" if hand_off.is_automatic else "card-from-nobody", date=when)
    return words("card-from", person=f"<@{asked.person}>", date=when)


def _why_over(card: Card, around: Around, words: Words) -> str | None:
    """Why there is nothing left to do for those who see this card; None: there is."""
    asked, hand_off = card.asked, card.hand_off
    if hand_off.state is HandOffState.WITHDRAWN:
        person = words("card-somebody") if hand_off.is_anonymous else f"<@{asked.person}>"
        match asked.state:
            case AskedState.GONE:
                return words("card-deleted")
            case AskedState.REPLACED:
                return words("card-settled", person=person)
            case _:
                return words("card-withdrawn", person=person)
    if not card.is_theirs:
        return words("card-passed-on", office=around.office(hand_off.office))
    return None


def _standing(hand_off: HandOff, around: Around, words: Words) -> Iterator[str]:
    """Who holds it, since when it is answered, until when it was promised: lines in mrkdwn."""
    yield f"*{_state(hand_off, words)}*"
    promise = hand_off.promise
    is_late = False
    if hand_off.state in WAITING and promise is not None and promise.due_at is not None:
        is_late = promise.due_at <= around.at
        yield words("card-overdue" if is_late else "card-due", time=time_of(promise.due_at))
    raised = [each for each in hand_off.raised_to if each != hand_off.office]
    if raised and hand_off.state in WAITING:
        names = ", ".join(around.office(each) for each in raised)
        yield words("card-raised", offices=names, office=around.office(hand_off.office))
    if hand_off.undelivered:
        yield words("card-undelivered", why=escaped(hand_off.undelivered))


def _state(hand_off: HandOff, words: Words) -> str:
    holder = f"<@{hand_off.holder}>"
    match hand_off.state:
        case HandOffState.CLAIMED if hand_off.leased_until is not None:
            return words("card-is-claimed-until", person=holder, time=time_of(hand_off.leased_until))
        case HandOffState.CLAIMED:
            return words("card-is-claimed", person=holder)
        case HandOffState.ASKED_BACK:
            return words("card-is-asked-back", person=holder)
        case HandOffState.ANSWERED | HandOffState.CLOSED if hand_off.ruling is not None:
            name = "card-is-answered" if hand_off.state is HandOffState.ANSWERED else "card-is-closed"
            return words(name, person=f"<@{hand_off.ruling.by}>", date=day(hand_off.ruling.at))
        case HandOffState.EXPIRED:
            return words("card-is-expired")
        case _:
            return words("card-is-opened")


def _question(asked: Asked, hand_off: HandOff, words: Words) -> Iterator[Block]:
    """What was asked, as its asker approved it: taken as it stands, so that it can ping and format nothing."""
    for each in told_by_asker(asked, hand_off):
        yield each.shown(words)
    if hand_off.approved is not None:
        yield aside(words("card-changed-since"))
    elif asked.replaces is not None:
        yield aside(words("card-changed"))


def _is_no(asked: Asked) -> bool:
    """Was it answered with a *no*, or would it have been?"""
    answer = asked.answer
    verdicts = (answer.verdict, answer.withheld.verdict if answer.withheld else None) if answer else ()
    return Verdict.NO in verdicts


def _remarks(hand_off: HandOff, words: Words) -> Iterator[Block]:
    """What was asked back and replied, and why it was passed on: the latest, oldest first."""
    for each in told_with_moves(hand_off)[-SHOWN_REMARKS:]:
        yield each.shown(words)


def _ruling(hand_off: HandOff, look: Look, words: Words) -> Iterator[Block]:
    """What office management answered, as it stands, or before it was asked again; with the note that stays inside."""
    ruling = hand_off.ruling
    if ruling is None:
        return
    is_over = hand_off.state in (HandOffState.ANSWERED, HandOffState.CLOSED)
    verdict = f"{SIGNS[ruling.verdict]} {words(f'verdict-{ruling.verdict.value}')}"
    if ruling.text:
        yield quoted(words("card-ruling" if is_over else "card-ruling-before", verdict=verdict), ruling.text)
    if places := clause_places(ruling.clauses, look):
        yield clause_line(places, words)
    for each in told_inside(hand_off):
        yield each.shown(words)
    if ruling.may_be_precedent and is_over:
        yield aside(words("card-is-proposed"))


def clause_places(clauses: Sequence[str], look: Look) -> list[list[Block]]:
    """Where the clauses of a ruling stand; one that is held no more is named by its id."""
    places = []
    for id in clauses:
        if look.library.has_clause(id):
            clause = look.library.clause(id)
            places.append(locator(clause.locator, clause.id, look))
        else:
            places.append([said(id, italic=True)])
    return places


BUTTONS = (
    (act.CARD_CLAIM, Move.CLAIM, "card-claim"),
    (act.CARD_ANSWER, Move.ANSWER, "card-answer-it"),
    (act.CARD_ASK, Move.ASK_BACK, "card-ask"),
    (act.CARD_RELEASE, Move.RELEASE, "card-release"),
    (act.CARD_REASSIGN, Move.REASSIGN, "card-reassign"),
    (act.CARD_PASS_ON, Move.PASS_ON, "card-pass-on"),
    (act.CARD_CORRECT, Move.CORRECT, "card-correct"),
)
"""In this order; each is there where its move is allowed. All see the same card: who may is found out at the press."""


def _buttons(hand_off: HandOff, words: Words, *, is_long: bool) -> Iterator[Block]:
    value = act.write_value(hand_off.id, hand_off.version)
    is_held = hand_off.state is HandOffState.CLAIMED
    first = act.CARD_ANSWER if is_held else act.CARD_CLAIM
    for action, move, name in BUTTONS:
        if next_state(hand_off.state, move) is not None:
            yield button(action, words(name), value, style="primary" if action == first else None)
    if is_long:
        yield button(act.CARD_READ, words("card-read"), value)
    yield button(act.RECEIPT, words("receipt"), value)


def _notes(asked: Asked, hand_off: HandOff, words: Words) -> Iterator[str]:
    if hand_off.is_automatic:
        yield words("card-automatic")
    if asked.hidden:
        yield words("hand-over-hidden")
    yield words("card-inside")
