"""
What do the forms of managers look like? What is filled in there is read by `management_filled_in`.

A ruling goes through two: the form, and on top of it the preview, which shows what the asker will read and carries all
of it, screened, so that what is sent is what was looked at, whichever process takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.desk.records import Asked, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import Move
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.carried import LONGEST_RULING, Carried, write_carried
from assistant.slack.blocks.elements import (
    aside,
    checkboxes,
    divider,
    many,
    modal,
    one_person,
    option,
    question,
    radios,
    section,
    select,
    text_field,
)
from assistant.slack.blocks.limits import cut, limit, measure
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.blocks.ruling_draft import VERDICTS, Draft, draft_of, withheld_verdict
from assistant.slack.blocks.written import in_one_line, quoted
from assistant.slack.wording import Words
from corpus.document import Clause, Document

VERDICT, TEXT, CLAUSES, MORE, SIGN, NOTE = "verdict", "text", "clauses", "more", "sign", "note"
"""The fields of the ruling form."""
TO, WHY = "to", "why"
"""The fields of the forms to reassign and to pass on."""

PRECEDENT = "precedent"
WITH_NAME, WITH_OFFICE = "name", "office"

LONGEST_NOTE = 500
MOST_CLAUSES = 5

PARTED = " · "


def ruling_form(hand_off: HandOff, asked: Asked, look: Look, words: Words, *, is_named: bool) -> View:
    """
    The form to answer, or, where it is answered, to correct that.

    It begins with what was ruled last, else with what the assistant said, or would have said.

    `is_named`: does the office sign with the manager's name, unless they choose otherwise?
    """
    ruling, draft = hand_off.ruling, draft_of(hand_off, asked)
    if ruling is not None:
        is_named = ruling.is_named
    verdicts = [option(words(f"ruling-{each.value}"), each.value) for each in VERDICTS]
    chosen = next((each for each in verdicts if each["value"] == draft.verdict), None)
    signs = [option(words("ruling-sign-name"), WITH_NAME), option(words("ruling-sign-office"), WITH_OFFICE)]
    precedent = option(words("ruling-precedent"), PRECEDENT) | {
        "description": {"type": "plain_text", "text": words("ruling-precedent-note"), "emoji": False}
    }
    may_be = [precedent] if ruling and ruling.may_be_precedent else []
    is_correction = corrects(hand_off)
    intro = "ruling-intro-correct" if is_correction else "ruling-intro"
    blocks = [
        section(words(intro, number=hand_off.number)),
        *_said(hand_off, asked, words),
        question(VERDICT, words("ruling-verdict"), radios(VERDICT, verdicts, chosen)),
        *_held_back(draft, asked, words),
        question(
            TEXT,
            words("ruling-text"),
            text_field(TEXT, is_long=True, start=draft.text, most=LONGEST_RULING),
            hint=f"{words(draft.hint)} {words('ruling-text-hint')}",
        ),
        _clauses(draft.clauses, look, words),
        question(SIGN, words("ruling-sign"), radios(SIGN, signs, signs[0 if is_named else 1])),
        question(
            MORE, words("ruling-more"), checkboxes(MORE, [precedent], may_be), is_optional=True
        ),
        question(
            NOTE,
            words("ruling-note"),
            text_field(NOTE, is_long=True, start=ruling.note if ruling else "", most=LONGEST_NOTE),
            is_optional=True,
            hint=words("ruling-note-hint"),
        ),
    ]  # fmt: skip
    title = words("ruling-title-correct" if is_correction else "ruling-title")
    return modal(
        act.RULING_FORM,
        title,
        blocks,
        close=words("cancel"),
        submit=words("ruling-submit"),
        carries=act.write_value(hand_off.id, hand_off.version),
    )


def _said(hand_off: HandOff, asked: Asked, words: Words) -> Iterator[Block]:
    """What was asked, and what its asker added, replied and asked again last, cut: an answer is about that too."""
    told = [("card-question", hand_off.text or asked.text), ("card-context", hand_off.context)]
    for move, name in ((Move.REPLY, "card-replied"), (Move.REOPEN, "card-reopened")):
        told.append((name, next((each.text for each in reversed(hand_off.remarks) if each.move is move), "")))
    in_a_line = [(name, in_one_line(text)) for name, text in told if text]
    for name, text in in_a_line:
        yield quoted(words(name), cut(text, LONGEST_NOTE))
    if any(measure(text) > LONGEST_NOTE for _, text in in_a_line):
        yield aside(words("ruling-cut"))


def corrects(hand_off: HandOff) -> bool:
    """Does the form correct an answer? What was asked again waits for another one, though a ruling stands."""
    return next_state(hand_off.state, Move.CORRECT) is not None


def _held_back(draft: Draft, asked: Asked, words: Words) -> Iterator[Block]:
    """That the words below were held back, and why: they may be wrong."""
    if draft.withheld is not None and asked.answer is not None:
        yield quoted(words("ruling-withheld"), f"{asked.answer.reason}\n{withheld_verdict(draft.withheld)}")


def _clauses(chosen: Sequence[str], look: Look, words: Words) -> Block:
    """A menu of every clause of the corpus, by document; Slack's own field searches in it."""
    most = limit("multi_static_select", "options")
    groups, initial = [], []
    for document in look.library.documents:
        options = [option(_named(clause, document), clause.id) for clause in document.clauses]
        initial += [each for each in options if each["value"] in chosen]
        label = cut(PARTED.join((document.number, document.title)), limit("option_group", "label.text"))
        groups += [(label, options[start : start + most]) for start in range(0, len(options), most)]
    menu = many(
        CLAUSES, groups, chosen=initial[:MOST_CLAUSES], most=MOST_CLAUSES, placeholder=words("ruling-clauses-choose")
    )
    return question(CLAUSES, words("ruling-clauses"), menu, is_optional=True)


def _named(clause: Clause, document: Document) -> str:
    """A clause in the line of a menu: where it stands, and its first words. The title of its document stands above."""
    start, end = clause.words
    place = clause.locator.replace(document.citation_name, document.number, 1)
    return cut(f"{place}: {' '.join(document.text[start:end].split())}", limit("option", "text.text"))


def ruling_preview(carried: Carried, shown: Sequence[Block], words: Words, *, is_hidden: bool = False) -> View:
    """
    What the asker will read, exactly, as `shown` draws it; below, what stays inside.

    `is_hidden`: was something private hidden in it? Raises `TooLongToCarry`.
    """
    filled = carried.filled
    blocks: list[Block] = [section(f"*{words('preview-intro')}*")]
    if is_hidden:
        blocks.append(section(words("preview-hidden")))
    blocks += [divider(), *shown]
    inside = [words("card-is-proposed")] if filled.may_be_precedent else []
    if inside or filled.note:
        blocks += [divider(), section(f"*{words('preview-inside')}*")]
    if inside:
        blocks.append(aside(*inside))
    if filled.note:
        blocks.append(quoted(words("card-ruling-note"), filled.note))
    return modal(
        act.RULING_PREVIEW,
        words("preview-title"),
        blocks,
        close=words("preview-back"),
        submit=words("send"),
        carries=write_carried(carried),
    )


def ask_back_form(hand_off: HandOff, words: Words) -> View:
    """What office management wants to know of the asker."""
    blocks = [
        section(words("ask-back-intro", number=hand_off.number)),
        question(
            TEXT,
            words("ask-back-text"),
            text_field(TEXT, is_long=True, most=LONGEST_RULING),
            hint=words("ask-back-hint"),
        ),
    ]
    return _form(act.ASK_BACK_FORM, hand_off, words("ask-back-title"), blocks, words("send"), words)


def reassign_form(hand_off: HandOff, managers: Mapping[str, str], words: Words) -> View:
    """Who takes it? `managers` are names by person; where there are none, or too many, anybody can be picked."""
    most = limit("static_select", "options")
    if 0 < len(managers) <= most:
        options = [option(name, person) for person, name in managers.items()]
        menu = select(TO, options, placeholder=words("choose-one"))
    else:
        menu = one_person(TO, words("choose-one"))
    blocks = [
        section(words("reassign-intro", number=hand_off.number)),
        question(TO, words("reassign-who"), menu),
    ]
    return _form(act.REASSIGN_FORM, hand_off, words("reassign-title"), blocks, words("reassign-submit"), words)


def pass_on_form(hand_off: HandOff, offices: Mapping[str, str], words: Words) -> View:
    """Whose is it? `offices` are the names of the others by id; not empty."""
    options = [option(name, id) for id, name in list(offices.items())[: limit("static_select", "options")]]
    blocks = [
        section(words("pass-on-intro", number=hand_off.number)),
        question(TO, words("pass-on-to"), select(TO, options, placeholder=words("choose-one"))),
        question(WHY, words("pass-on-why"), text_field(WHY, most=LONGEST_NOTE), hint=words("pass-on-why-hint")),
    ]
    return _form(act.PASS_ON_FORM, hand_off, words("pass-on-title"), blocks, words("pass-on-submit"), words)


def _form(name: str, hand_off: HandOff, title: str, blocks: Sequence[Block], submit: str, words: Words) -> View:
    carries = act.write_value(hand_off.id, hand_off.version)
    return modal(name, title, blocks, close=words("cancel"), submit=submit, carries=carries)
