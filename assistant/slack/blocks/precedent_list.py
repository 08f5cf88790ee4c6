"""What does an office see of its precedents? In App Home, some at once, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.desk.precedent_list import Listed, Page
from assistant.escalation.precedents import Validity
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import SIGNS
from assistant.slack.blocks.elements import actions, aside, button, confirmation, day, header, section
from assistant.slack.blocks.escape import defanged, escaped
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block, Look
from assistant.slack.blocks.written import in_one_line
from assistant.slack.wording import Words

SHOWN_PRECEDENTS = 5
"""On a page; each takes two blocks."""
LONGEST_QUESTION = 300
SHOWN_CLAUSES = 5


def precedent_blocks(page: Page, look: Look, words: Words) -> Iterator[Block]:
    """One page of them: question, verdict, date, clauses, until when; what may be done, and the way to the others."""
    yield header(words("home-precedents"))
    if not page.count:
        yield aside(words("home-precedents-none"))
        return
    for each in page.rows:
        yield section("\n".join(_lines(each, look, words)))
        if pressed := list(_buttons(each, words)):
            yield actions(*pressed)
    if page.pages > 1:
        yield aside(words("home-precedents-page", page=page.number + 1, pages=page.pages, count=page.count))
        yield actions(*_ways(page, words))


def _lines(each: Listed, look: Look, words: Words) -> Iterator[str]:
    ruling = each.precedent.ruling
    number = words("letter-digest-question", number=each.hand_off.number)
    verdict = f"{SIGNS[ruling.verdict]} {words(f'verdict-{ruling.verdict.value}')}"
    yield f"*{number}* · {verdict} · {words('precedent-answered', date=day(ruling.at))}"
    if each.precedent.question:
        yield f"“{defanged(cut(in_one_line(each.precedent.question), LONGEST_QUESTION))}”"
    places = [_place(id, look) for id in ruling.clauses[:SHOWN_CLAUSES]]
    if places:
        yield f"{words('card-clauses')} {'; '.join(places)}"
    yield _until(each, words)


def _place(id: str, look: Look) -> str:
    """Where a clause stands, leading there; one that is held no more by its id."""
    if not look.library.has_clause(id):
        return escaped(id)
    clause = look.library.clause(id)
    address = look.clause_address(clause.id)
    return f"<{escaped(address)}|{escaped(clause.locator)}>" if address else escaped(clause.locator)


def _until(each: Listed, words: Words) -> str:
    review_at = each.precedent.review_at
    if each.validity is Validity.EXPIRED or review_at is None:
        return f"*{words('precedent-expired')}*"
    if each.validity is Validity.DUE:
        return f"*{words('precedent-due', date=day(review_at))}*"
    return words("precedent-good", date=day(review_at))


def _buttons(each: Listed, words: Words) -> Iterator[Block]:
    """The same as under the letters and the card: who may is found out at the press."""
    hand_off, precedent = each.hand_off, each.precedent
    value = act.write_value(hand_off.id, hand_off.version, precedent.id)
    if each.may_be_renewed:
        style = None if each.validity is Validity.GOOD else "primary"
        yield button(act.home_renew(precedent.id), words("precedent-renew"), value, style=style)
    if each.may_be_corrected:
        yield button(act.home_correct(precedent.id), words("card-correct"), value)
    if each.may_be_withdrawn:
        confirm = confirmation(
            words("precedent-withdraw-title"), words("precedent-withdraw-text"), words("withdraw"), words("cancel")
        )
        yield button(act.home_decline(precedent.id), words("withdraw"), value, confirm=confirm)


def _ways(page: Page, words: Words) -> Iterator[Block]:
    if page.number > 0:
        yield button(act.HOME_PRECEDENTS_BACK, words("home-precedents-back"), act.write_value(0, page.number - 1))
    if page.number + 1 < page.pages:
        yield button(act.HOME_PRECEDENTS_NEXT, words("home-precedents-next"), act.write_value(0, page.number + 1))
