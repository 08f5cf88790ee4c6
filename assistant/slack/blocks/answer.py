"""How does an answer look? Verdict first, then why, then what to do, then the policy's own words, then the buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.records import HOW_TAKEN, Answer, Citation, FactReading, Verdict
from assistant.desk.audience import ALONE
from assistant.desk.records import FILES_UNSEEN, Asked, Audience
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.beside import beside_blocks, disputed_blocks, is_disputed
from assistant.slack.blocks.elements import (
    actions,
    aside,
    button,
    header,
    line,
    link,
    ours,
    preformatted,
    quotation,
    rich,
    said,
    section,
)
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.handed_over import (
    hand_off_lines,
    is_awaited,
    may_add_name,
    name_button,
    office_menu,
    withdraw_button,
)
from assistant.slack.blocks.limits import cut, measure
from assistant.slack.blocks.records import Block, Look, Message
from assistant.slack.blocks.similar import similar_blocks
from assistant.slack.blocks.written import as_written
from assistant.slack.wording import Words
from corpus.facts import Fact, QuestionBack
from corpus.rulebook import Rulebook

SIGNS = {
    Verdict.NO: "✗",
    Verdict.CONDITIONAL: "◐",
    Verdict.YES: "✓",
    Verdict.CLARIFY: "?",
    Verdict.ESCALATE: "→",
    Verdict.INFO: "¶",
    Verdict.OUT_OF_SCOPE: "·",
}
"""A sign beside the words of the verdict, never in place of them; none is an emoji. As on the terminal."""

SHOWN_FACTS = 6
LONGEST_REASON = 800
LONGEST_INSTEAD = 500
LONGEST_CONDITION = 200
SHOWN_CONDITIONS = 6
LONGEST_QUOTE = 600
LONGEST_LEAD_IN = 200
LONGEST_DRAFT = 1_000
LONGEST_VERSION = 1_800
LONGEST_QUESTION = 300
LONGEST_NOTIFICATION = 600
"""Characters and lines that are shown: together they stay under what Slack takes of a message."""


def answer_message(asked: Asked, look: Look, seen_by: Audience | None = None, language: str = "en") -> Message:
    """
    The answer of an asked question, or why there is none.

    `seen_by` is who looks at this copy, where that is not whom the answer was for: an answer that was shared. An answer
    says in which language it is; `language` is the asker's, for what is said where there is none.
    """
    seen_by = seen_by or asked.audience
    if asked.answer is None:
        return _unanswered(asked, look, language)
    if asked.is_outdated:
        return _outdated(asked, look)
    answer = asked.answer
    words = look.words(answer.language)
    labels = look.rulebook.spoken(answer.language).labels
    blocks: list[Block] = []
    if _stands_alone(asked, seen_by):
        blocks.append(_question(asked, words("you-asked")))
    elif _tells_question(asked, seen_by):
        blocks += shared_question(asked, words)
    blocks += [header(verdict_line(answer)), section(ours(answer.reason, LONGEST_REASON))]
    if FILES_UNSEEN in answer.notes:
        blocks.append(section(words("files-unseen")))
    if answer.ask is not None and answer.ask.choices:
        blocks.append(_choices(asked, answer.ask))
    if answer.conditions:
        blocks.append(section("\n".join(_checked(answer.conditions))))
    if answer.disclaimer and not _is_in_version(answer.disclaimer, answer):
        blocks.append(rich(preformatted(answer.disclaimer)))
    if answer.instead:
        label = f"*{words('instead')}* " if answer.verdict is Verdict.NO else ""
        blocks.append(section(label + ours(answer.instead, LONGEST_INSTEAD)))
    blocks += _draft(answer, labels, words)
    blocks += _quotes(answer, labels, look)
    if around := list(_around(asked, answer, labels, look)):
        blocks.append(aside(*around))
    if asked.hand_off is not None and not _tells_question(asked, seen_by):
        blocks.append(aside(*hand_off_lines(asked.hand_off, look, answer.language)))
        blocks += office_menu(asked, look, answer.language)
    blocks += similar_blocks(asked.similar, look, answer.language)
    blocks += [*beside_blocks(asked, words), *disputed_blocks(asked, words)]
    if _is_shared(asked, seen_by) and not _tells_question(asked, seen_by):
        blocks.append(aside(words("shared-note")))
    blocks += [_buttons(asked, answer, seen_by, look), feedback(asked, words, look)]
    return Message(fallback(answer), tuple(blocks))


def struck_message(asked: Asked, look: Look, language: str = "en") -> Message:
    """An answer that another one took the place of: struck, and nothing left to press."""
    words = look.words(asked.answer.language if asked.answer else language)
    return Message(words("replaced"), (section(words("replaced")), *_struck(asked)))


def _outdated(asked: Asked, look: Look) -> Message:
    """An answer to what its message does not say any more: struck; only a hand-off can still be withdrawn."""
    words = look.words(asked.answer.language if asked.answer else "en")
    blocks = [section(escaped(asked.error)), *_struck(asked)]
    if asked.hand_off is not None:
        blocks.append(aside(*hand_off_lines(asked.hand_off, look, words.language)))
    if is_awaited(asked.hand_off):
        blocks.append(actions(withdraw_button(asked, words)))
    return Message(escaped(asked.error), tuple(blocks))


def _struck(asked: Asked) -> Iterator[Block]:
    if asked.answer is not None:
        reason = said(cut(asked.answer.reason, LONGEST_REASON), struck=True)
        yield rich(line(said(verdict_line(asked.answer), bold=True, struck=True), said("\n"), reason))


def fallback(answer: Answer) -> str:
    """The answer for a screen reader or a notification: the verdict's words and the reason, all of them ours."""
    end = "" if answer.headline.endswith(("…", ".", "?", "!")) else "."
    return escaped(cut(f"{verdict_line(answer)}{end} {answer.reason}", LONGEST_NOTIFICATION))


def verdict_line(answer: Answer) -> str:
    """The verdict's sign and words."""
    return f"{SIGNS[answer.verdict]} {answer.headline}"


def understood(facts: Mapping[str, FactReading], known: Mapping[str, Fact]) -> list[tuple[str, str]]:
    """What was understood of the case: each fact's name, and how it is read back to the asker."""
    found = []
    for name, read in facts.items():
        fact = known.get(name)
        if fact is None or fact.group == "gap":
            continue
        if shown := fact.shown.so if read.value else fact.shown.not_so:
            found.append((name, shown))
    return found


def is_emergency(answer: Answer, rulebook: Rulebook) -> bool:
    """Does it send for help at once? Nothing else may then look like the thing to press."""
    spoken = (rulebook, *rulebook.translations.values())
    headlines = {each.replies["emergency"].headline for each in spoken}
    return answer.headline in headlines | {each.unread.emergency_headline for each in rulebook.languages if each.unread}


def feedback(asked: Asked, words: Words, look: Look) -> Block:
    """Helpful or not: Slack's own pair of buttons where the plan has it, else two plain ones."""
    helpful, not_helpful = act.write_value(asked.id, act.HELPFUL), act.write_value(asked.id, act.NOT_HELPFUL)
    if not look.has_feedback_buttons:
        return actions(
            button(act.FEEDBACK_HELPFUL, words("helpful"), helpful),
            button(act.FEEDBACK_NOT_HELPFUL, words("not-helpful"), not_helpful),
        )
    pair = {
        f"{name}_button": {
            "text": {"type": "plain_text", "text": said_on_it, "emoji": False},
            "value": value,
            "accessibility_label": label,
        }
        for name, said_on_it, value, label in (
            ("positive", words("helpful"), helpful, words("helpful-label")),
            ("negative", words("not-helpful"), not_helpful, words("not-helpful-label")),
        )
    }
    return {
        "type": "context_actions",
        "elements": [{"type": "feedback_buttons", "action_id": act.FEEDBACK, **pair}],
    }


def _unanswered(asked: Asked, look: Look, language: str) -> Message:
    words = look.words(language)
    error = asked.error or words("unanswered-reason")
    blocks = [header(words("unanswered")), section(escaped(error))]
    if asked.hand_off is not None:
        blocks.append(aside(*hand_off_lines(asked.hand_off, look, language)))
    pressed = withdraw_button(asked, words) if is_awaited(asked.hand_off) else _ask_management(asked, words, "primary")
    return Message(words("unanswered"), (*blocks, actions(pressed)))


def _stands_alone(asked: Asked, seen_by: Audience) -> bool:
    """Is this copy shown where the question does not stand above it?"""
    return seen_by is Audience.ASKER and not (asked.place.is_direct and asked.place.thread)


def _is_shared(asked: Asked, seen_by: Audience) -> bool:
    """Is this the copy that everybody sees of an answer that its asker had alone at first?"""
    return seen_by is Audience.THREAD and (asked.audience is Audience.ASKER or asked.entry in ALONE)


def _tells_question(asked: Asked, seen_by: Audience) -> bool:
    """
    Is it shared where no message of the channel asks it? Then it says who asked what.

    Nothing of what they have with office management: that is their own matter, and stands in their Home.
    """
    return seen_by is Audience.THREAD and asked.entry in ALONE


def shared_question(asked: Asked, words: Words) -> Iterator[Block]:
    """Who asked what, above an answer that is shared."""
    yield section(words("shared-by", person=f"<@{asked.person}>"))
    yield _question(asked, words("shared-asked"))


def _question(asked: Asked, label: str) -> Block:
    return rich(line(said(label, bold=True)), *as_written(asked.text, LONGEST_QUESTION))


def _choices(asked: Asked, ask: QuestionBack) -> Block:
    return actions(
        *(
            button(act.choose(number), choice.label, act.write_value(asked.id, number))
            for number, choice in enumerate(ask.choices)
        )
    )


def _checked(conditions: Sequence[str]) -> list[str]:
    """A line to tick for each condition; a screen reader says "ballot box" before it."""
    return [f"☐ {ours(condition, LONGEST_CONDITION)}" for condition in conditions[:SHOWN_CONDITIONS]]


def _draft(answer: Answer, labels: Mapping[str, str], words: Words) -> Iterator[Block]:
    """Their text with what touches a clause in brackets, numbered, and the version that could be posted."""
    if answer.draft:
        numbers: dict[str, int] = {}
        shown: list[Block] = []
        left = LONGEST_DRAFT
        for piece in answer.draft:
            number = numbers.setdefault(piece.locator, len(numbers) + 1) if piece.locator else 0
            text = cut(piece.words, left) if left > 1 else "…"
            shown.append(said(f"[{text}] ({number})", bold=True) if number else said(text))
            left -= measure(text)
            if left <= 1:
                break
        places = "\n".join(f"({number}) {locator}" for locator, number in numbers.items())
        yield rich(line(said(labels["your-text"])), quotation(*shown), *([line(said(places))] if places else []))
    if answer.suggestion:
        label = labels["version-if" if answer.suggestion_conditions else "version"]
        yield section("\n".join((escaped(label), *_checked(answer.suggestion_conditions))))
        if measure(answer.suggestion) <= LONGEST_VERSION:
            yield rich(preformatted(answer.suggestion))
        else:
            yield section(words("version-long"))


def _is_in_version(disclaimer: str, answer: Answer) -> bool:
    """Does it stand in the version that could be posted, to be copied with it?"""
    version = answer.suggestion or ""
    return disclaimer.strip('"') in version and measure(version) <= LONGEST_VERSION


def _quotes(answer: Answer, labels: Mapping[str, str], look: Look) -> Iterator[Block]:
    for number, citation in enumerate(answer.citations):
        parts = [line(said(labels["quotes"]))] if number == 0 and labels["quotes"] else []
        if answer.disclaimer and citation.quote == answer.disclaimer:  # it stands above, to be copied
            above = said(f"{look.words(answer.language)('disclaimer-above')} ")
            yield rich(*parts, line(above, *locator(citation.locator, citation.clause, look)))
        else:
            yield rich(*parts, *quote(citation, look))


def quote(citation: Citation, look: Look) -> Iterator[Block]:
    """The words of a clause with the sentence they hang on, and where they stand: parts of a rich text block."""
    text = cut(citation.quote, LONGEST_QUOTE)
    if citation.verbatim and not text.startswith('"'):
        text = f"“{text}”"
    lead_in = [said(f"{cut(citation.lead_in, LONGEST_LEAD_IN)}\n")] if citation.lead_in else []
    yield quotation(*lead_in, said(text))
    note = [said(f" ({citation.note})")] if citation.note else []
    yield line(*locator(citation.locator, citation.clause, look), *note)


def locator(shown: str, clause: str, look: Look) -> list[Block]:
    """Where a clause stands, leading to its page where there is one."""
    address = look.clause_address(clause)
    return [link(address, shown) if address else said(shown, italic=True)]


def _around(asked: Asked, answer: Answer, labels: Mapping[str, str], look: Look) -> Iterator[str]:
    """What was understood, what was hidden or cut, and whom to ask: small lines."""
    facts = [shown for _, shown in understood(answer.facts, look.rulebook.spoken(answer.language).facts)]
    if facts:
        more = len(facts) - SHOWN_FACTS
        text = labels["understood-more" if more > 0 else "understood"]
        yield escaped(text.format(facts="; ".join(facts[:SHOWN_FACTS]), count=more))
    if "text_cut" in answer.notes:
        yield escaped(labels["cut"])
    for note in HOW_TAKEN:
        if note in answer.notes:
            yield escaped(labels[note])
    if asked.hidden:
        count = len(asked.hidden)
        yield escaped(labels["hidden-one" if count == 1 else "hidden-many"].format(count=count))
    is_handed_over = asked.hand_off is not None and asked.hand_off.state is not HandOffState.WITHDRAWN
    if (answer.verdict in (Verdict.YES, Verdict.CONDITIONAL) or answer.suggestion) and not is_handed_over:
        yield escaped(labels["unsure"])


def _ask_management(asked: Asked, words: Words, style: str | None = None) -> Block:
    return button(act.ASK_MANAGEMENT, words("ask-management"), act.write_value(asked.id), style=style)


def _buttons(asked: Asked, answer: Answer, seen_by: Audience, look: Look) -> Block:
    words, value = look.words(answer.language), act.write_value(asked.id)
    made = []
    if not is_awaited(asked.hand_off):
        is_for_them = answer.verdict is Verdict.ESCALATE or is_disputed(asked)
        is_next = is_for_them and not is_emergency(answer, look.rulebook)
        made.append(_ask_management(asked, words, "primary" if is_next else None))
    elif not _tells_question(asked, seen_by):
        made.append(withdraw_button(asked, words))
    if asked.hand_off is not None and may_add_name(asked.hand_off) and not _tells_question(asked, seen_by):
        made.append(name_button(asked.hand_off, words))
    made.append(button(act.WHY, words("why"), value))
    if answer.verdict is not Verdict.OUT_OF_SCOPE:
        made.append(button(act.CORRECT, words("not-right"), value))
    if answer.disclaimer:
        made.append(button(act.COPY_DISCLAIMER, words("copy-disclaimer"), value))
    if not asked.place.is_direct and seen_by is Audience.THREAD:
        made.append(button(act.GET_PRIVATELY, words("get-privately"), value))
    elif look.may_share and can_be_shared(asked):
        made.append(button(act.SHARE, words("share-channel" if asked.entry in ALONE else "share"), value))
    return actions(*made)


def can_be_shared(asked: Asked) -> bool:
    """Is there a channel that could see it, and nothing private in the question? Whether it may the desk decides."""
    place = asked.place
    return asked.audience is Audience.ASKER and not place.is_direct and bool(place.channel) and not asked.hidden
