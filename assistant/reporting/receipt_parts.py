"""How does a receipt read? Its parts with their sentences, the same for a page, a text and a modal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.records import Verdict
from assistant.reporting.receipt import Quote, Receipt, Told, Who
from assistant.reporting.telling import tell_moment
from assistant.reporting.wording import Words, spoken

NameOf = Callable[[str], str]
"""The name of a person by their id, in the way of whoever shows it."""


class Manner(StrEnum):
    """What a paragraph is."""

    PLAIN = "plain"
    """Words of ours."""
    SAID = "said"
    """What somebody wrote, as they wrote it."""
    QUOTE = "quote"
    """The exact words of a clause."""
    FACT = "fact"
    """A label, and what belongs to it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `label` stands before a fact, or above a quote."""

    manner: Manner
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def tell_receipt(receipt: Receipt, name_of: NameOf) -> tuple[Part, ...]:
    """The parts in the language of the question, in the order in which they are read."""
    words = spoken(receipt.language)
    return tuple(part for part in _parts(receipt, words, name_of) if part.paragraphs)


def receipt_title(receipt: Receipt) -> str:
    """What stands above it."""
    return spoken(receipt.language)("receipt-title", number=receipt.number)


def _parts(receipt: Receipt, words: Words, name_of: NameOf) -> Iterator[Part]:
    zone = receipt.zone
    made = words("receipt-made", at=tell_moment(receipt.made_at, zone))
    yield Part(
        words("receipt-about"),
        (
            _fact(words("receipt-number"), str(receipt.number)),
            _fact(words("receipt-asker"), _who(receipt.asker, words, name_of)),
            _fact(words("receipt-asked-at"), tell_moment(receipt.asked_at, zone)),
            _fact(words("receipt-office"), receipt.office),
            _fact(words("receipt-state"), words(f"receipt-state-{receipt.state.value.replace(' ', '-')}")),
            Paragraph(Manner.PLAIN, made),
        ),
    )
    question = Paragraph(Manner.SAID, receipt.question) if receipt.question else None
    yield Part(
        words("receipt-question"),
        (
            question or Paragraph(Manner.PLAIN, words("receipt-gone")),
            *([Paragraph(Manner.SAID, receipt.context)] if receipt.context else []),
        ),
    )
    for told in receipt.answers:
        title = words("receipt-ruling" if told.is_standing else "receipt-ruling-replaced")
        yield Part(title, tuple(_told(told, receipt, words, name_of)))
    if not receipt.answers:
        yield Part(words("receipt-ruling"), (Paragraph(Manner.PLAIN, words("receipt-no-ruling")),))
    if receipt.assistant:
        yield Part(words("receipt-assistant"), tuple(_told(receipt.assistant, receipt, words, name_of)))
    yield Part(
        words("receipt-asides"),
        tuple(
            Paragraph(Manner.SAID, each.text, f"{tell_moment(each.at, zone)}, {_who(each.who, words, name_of)}")
            for each in receipt.asides
        ),
    )
    yield Part(words("receipt-editions"), tuple(_editions(receipt, words)))
    yield Part(
        words("receipt-steps"),
        tuple(
            _fact(
                tell_moment(each.at, zone),
                words("receipt-step", what=words(f"step-{_id(each.what.value)}"), who=_who(each.who, words, name_of)),
            )
            for each in receipt.steps
        ),
    )


def _told(told: Told, receipt: Receipt, words: Words, name_of: NameOf) -> Iterator[Paragraph]:
    verdict = told.headline or words(f"verdict-{told.verdict.value.replace('_', '-')}")
    yield _fact(words("receipt-verdict"), verdict)
    if told.signed and told.at:
        yield _fact(words("receipt-by"), _who(told.signed, words, name_of, is_whole=True))
        yield _fact(words("receipt-at"), tell_moment(told.at, receipt.zone))
    if told.text:
        manner = Manner.SAID if told.signed else Manner.PLAIN
        yield Paragraph(manner, told.text)
    for condition in told.conditions:
        yield Paragraph(Manner.PLAIN, f"- {condition}")
    if told.verdict is Verdict.YES and not told.signed and not told.quotes:
        yield Paragraph(Manner.PLAIN, words("receipt-no-clause"))
    for quote in told.quotes:
        yield from _quote(quote, words)
    for edition in told.under:
        yield _fact(words("receipt-under"), edition)


def _quote(quote: Quote, words: Words) -> Iterator[Paragraph]:
    label = f"{quote.locator} ({quote.note})" if quote.note else quote.locator
    if not quote.words:
        yield Paragraph(Manner.PLAIN, words("receipt-clause-gone", clause=quote.locator))
        return
    text = f"{quote.lead_in}\n{quote.words}" if quote.lead_in else quote.words
    yield Paragraph(Manner.QUOTE, text, label)
    if not quote.is_there:
        yield Paragraph(Manner.PLAIN, words("receipt-clause-changed"))
    if quote.is_reworded:
        yield Paragraph(Manner.PLAIN, words("receipt-clause-reworded"))


def _editions(receipt: Receipt, words: Words) -> Iterator[Paragraph]:
    for each in receipt.editions:
        issued = words("receipt-issued", date=each.issued.isoformat()) if each.issued else ""
        told = ", ".join(part for part in (each.title, each.version, issued) if part)
        yield _fact(each.number, f"{told}. SHA-256 {each.digest}")


def _who(who: Who, words: Words, name_of: NameOf, *, is_whole: bool = False) -> str:
    """`is_whole`: a person with their office."""
    if who.person:
        name = name_of(who.person)
        return f"{name}, {who.office}" if is_whole and who.office else name
    if who.office:
        return who.office
    return words("receipt-nobody" if who.is_asker else "receipt-the-assistant")


def _fact(label: str, text: str) -> Paragraph:
    return Paragraph(Manner.FACT, text, label)


def _id(what: str) -> str:
    return what.removeprefix("hand-off ").replace(" ", "-")
