"""How does a receipt look as a page, and as plain text? Both whole in themselves, to be kept and printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.reporting.page import page
from assistant.reporting.receipt import Receipt
from assistant.reporting.receipt_parts import Manner, NameOf, Paragraph, receipt_title, tell_receipt


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A receipt as a file. Its name holds the number of the hand-off and a time, and nothing of people."""

    name: str
    title: str
    text: str


def receipt_files(receipt: Receipt, name_of: NameOf, at: datetime) -> tuple[ReceiptFile, ReceiptFile]:
    """The page and the text, as asked for at that time, which tells one from the next."""
    name, title = f"receipt-{receipt.number}-{at:%Y%m%d-%H%M%S}", receipt_title(receipt)
    return (
        ReceiptFile(f"{name}.html", title, receipt_page(receipt, name_of)),
        ReceiptFile(f"{name}.txt", title, receipt_text(receipt, name_of)),
    )


def receipt_page(receipt: Receipt, name_of: NameOf) -> str:
    """A page of its own: nothing is loaded, nothing runs."""
    title = receipt_title(receipt)
    body = [f"<header><h1>{escape(title)}</h1></header>", "<main>"]
    for part in tell_receipt(receipt, name_of):
        body.append(f"<section><h2>{escape(part.title)}</h2>")
        body += _paragraphs(part.paragraphs)
        body.append("</section>")
    return page(title, "\n".join([*body, "</main>"]), receipt.language)


def _paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    is_in_list = False
    for each in paragraphs:
        if (each.manner is Manner.FACT) != is_in_list:
            is_in_list = not is_in_list
            yield "<dl>" if is_in_list else "</dl>"
        yield _drawn(each)
    if is_in_list:
        yield "</dl>"


def _drawn(paragraph: Paragraph) -> str:
    text, label = escape(paragraph.text), escape(paragraph.label)
    match paragraph.manner:
        case Manner.FACT:
            return f"<dt>{label}</dt><dd>{text}</dd>"
        case Manner.QUOTE:
            # The words of a clause are English, whatever language the rest is in.
            return f'<h3>{label}</h3><blockquote lang="en">{text}</blockquote>'
        case Manner.SAID:
            return f'{f"<h3>{label}</h3>" if label else ""}<p class="said">{text}</p>'
        case _:
            return f"<p>{text}</p>"


def receipt_text(receipt: Receipt, name_of: NameOf) -> str:
    """The same in plain text, lines as long as they are."""
    title = receipt_title(receipt)
    lines = [title, "=" * len(title)]
    for part in tell_receipt(receipt, name_of):
        lines += ["", part.title, "-" * len(part.title)]
        for each in part.paragraphs:
            lines += _lines(each)
    return "\n".join(lines) + "\n"


def _lines(paragraph: Paragraph) -> Iterator[str]:
    match paragraph.manner:
        case Manner.FACT:
            yield f"{paragraph.label}: {paragraph.text}"
        case Manner.PLAIN:
            yield paragraph.text
        case _:
            if paragraph.label:
                yield f"{paragraph.label}:"
            yield from (f"  | {line}" for line in paragraph.text.splitlines())
