"""How is a document written down as a YAML file of blocks, and how does it become a `Document`?

A file lists the blocks of a text in printed order: front matter, headings, clauses. Everything that follows from the
order (offsets, heading paths, paragraph and item numbers, locators) is worked out here and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from corpus.document import Clause, ClauseKind, Document, Held, Source
from corpus.errors import BrokenDocument
from corpus.strict_yaml import Faults, Place, StrictModel, read_record


class BlockKind(StrEnum):
    """What a block is: a part of the page that nobody cites, or one of the kinds of clause."""

    FRONT = "front"
    HEADING = "heading"
    PARAGRAPH = ClauseKind.PARAGRAPH.value
    ITEM = ClauseKind.ITEM.value
    DISCLAIMER = ClauseKind.DISCLAIMER.value
    QUOTATION = ClauseKind.QUOTATION.value
    REFERENCE = ClauseKind.REFERENCE.value
    SUMMARY = ClauseKind.SUMMARY.value


class Block(StrictModel):
    """One block of a text. `text` is verbatim, except in a summary."""

    kind: BlockKind
    text: str
    id: str | None = None
    """The clause's id; blocks that are no clause have none."""
    printed: str | None = None
    """A heading as it stands on the page, markup included, where that differs from `text`."""
    level: int = 1
    """A heading's depth."""
    lead_in: str | None = None
    quotes: str | None = None
    sentences: tuple[int, int] | None = None
    """First and last sentence, where one printed paragraph holds several clauses."""
    held: Held | None = None
    """How much is held of this block, where it is not what is held of the document."""

    @property
    def verbatim(self) -> str:
        """The characters that stand on the page."""
        return (self.printed if self.printed is not None else self.text).strip()

    @property
    def is_clause(self) -> bool:
        """Can it be cited?"""
        return self.kind not in (BlockKind.FRONT, BlockKind.HEADING)

    @property
    def continues_paragraph(self) -> bool:
        """Does it stand in the same printed paragraph as the block before it?"""
        return self.sentences is not None and self.sentences[0] > 1


class SourceRow(StrictModel):
    """See `corpus.document.Source`."""

    file: str
    sha256: str
    imported: date


class DocumentFile(StrictModel):
    """A document as it is written down. The fields are those of `corpus.document.Document`."""

    id: str
    number: str
    title: str
    held: Held
    version: str
    issued: date | None = None
    cited_in: str | None = None
    note: str | None = None
    source: SourceRow | None = None
    blocks: tuple[Block, ...]


def read_document(path: Path, faults: Faults) -> tuple[Document, Place] | None:
    """The document in a YAML file; None, with every fault added to `faults`, when it cannot be used."""
    before = len(faults.found)
    found = read_record(path, DocumentFile, faults)
    if found is None:
        return None
    file, place = found
    for number, block in enumerate(file.blocks):
        where = place.of("blocks", number)
        if block.is_clause != (block.id is not None):
            faults.add(where, f"a {block.kind} block must {'have an id' if block.is_clause else 'have no id'}")
        elif block.id is not None and not block.id.startswith(f"{file.id}/"):
            faults.add(where.of("id"), f"the clause id {block.id!r} must begin with {file.id + '/'!r}")
        if not block.verbatim:
            faults.add(where.of("text"), "the text is empty")
    if len(faults.found) > before:
        return None
    try:
        return assemble(file), place
    except BrokenDocument as problem:
        faults.add(place, str(problem))
        return None


def assemble(file: DocumentFile) -> Document:
    """
    The document that a file of blocks describes: its text joined, its clauses placed and named.

    Raises `BrokenDocument` when an id is listed twice or a lead-in does not stand before its item.
    """
    shell = Document(
        id=file.id,
        number=file.number,
        title=file.title,
        issued=file.issued,
        version=file.version,
        held=file.held,
        note=file.note,
        text=join_blocks(file.blocks),
        clauses=(),
        source=Source(**file.source.model_dump()) if file.source else None,
        cited_in=file.cited_in,
    )
    return _with_clauses(shell, file.blocks)


def join_blocks(blocks: Iterable[Block]) -> str:
    """The text of a document: its blocks as printed, an empty line between them, none between the items of a list."""
    text = ""
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            if block.continues_paragraph:
                text += " "
            else:
                text += "\n" if previous.kind is block.kind is BlockKind.ITEM else "\n\n"
        text += block.verbatim
        previous = block
    return text


def write_document(file: DocumentFile) -> str:
    """The YAML text of a document file; `read_document` of it gives the same document."""
    content = file.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=116)


def _with_clauses(shell: Document, blocks: Iterable[Block]) -> Document:
    clauses: list[Clause] = []
    headings: list[tuple[int, str]] = []
    paragraph = item = reached = 0
    rows = list(blocks)
    alone = _lonely_paragraphs(rows)
    for number, block in enumerate(rows):
        start = shell.text.index(block.verbatim, reached)
        reached = start + len(block.verbatim)
        if block.kind is BlockKind.HEADING:
            headings = [(level, name) for level, name in headings if level < block.level]
            headings.append((block.level, block.text.strip()))
            paragraph = item = 0
        if not block.is_clause or block.id is None:
            continue
        if block.kind is BlockKind.ITEM:
            item += 1
        else:
            paragraph, item = paragraph + (not block.continues_paragraph), 0
        held = block.held or (Held.SUMMARY if block.kind is BlockKind.SUMMARY else shell.held)
        heading = tuple(name for _, name in headings)
        clauses.append(
            Clause(
                id=block.id,
                document=shell.id,
                kind=ClauseKind(block.kind.value),
                heading=heading,
                locator=_locate(shell, heading, block, 0 if number in alone else paragraph, item),
                text=block.verbatim,
                start=start,
                end=reached,
                lead_in=block.lead_in,
                quotes=block.quotes,
                held=held,
            )
        )
    return Document(
        **{name: getattr(shell, name) for name in Document.__dataclass_fields__ if name not in ("clauses", "digest")},
        clauses=tuple(clauses),
    )


def _lonely_paragraphs(blocks: list[Block]) -> set[int]:
    """Positions of clauses that are all there is under their sub-heading: its title is locator enough."""
    lonely: set[int] = set()
    opened, level = -1, 1
    for number, block in enumerate([*blocks, Block(kind=BlockKind.HEADING, text="end")]):
        if block.kind is BlockKind.HEADING:
            if level > 1 and number - opened == 2:
                lonely.add(opened + 1)
            opened, level = number, block.level
    return lonely


def _locate(document: Document, heading: tuple[str, ...], block: Block, paragraph: int, item: int) -> str:
    """What to tell a person who looks for the clause on paper, e.g. "MD 16-02, Policy, ¶ 11, item 7"."""
    parts = [document.citation_name, *(name.capitalize() if name.isupper() else name for name in heading)]
    if paragraph and block.kind is BlockKind.SUMMARY:
        parts.append(f"summary {paragraph}")
    elif paragraph and block.kind is not BlockKind.QUOTATION:
        parts.append(f"¶ {paragraph}")
    if item:
        parts.append(f"item {item}")
    if block.sentences:
        first, last = block.sentences
        parts.append(f"sentence {first}" if first == last else f"sentences {first}-{last}")
    return ", ".join(parts)
