"""How does an official text become a document whose clauses have lasting ids?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.diff import diff_documents
from corpus.document import LIST_MARK, Clause, ClauseKind, Document, Held
from corpus.document_file import Block, BlockKind, DocumentFile, SourceRow, assemble
from corpus.errors import UnknownDocument
from corpus.importing.official_text import OfficialText
from corpus.importing.splitting import Passage
from corpus.library import Library

SLUG_WORDS = 6
_DULL = frozenset(
    ("a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or",
     "that", "the", "their", "this", "to", "with", "will")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """Words of a policy that another document quotes: where, the words, and the held clause that has them."""

    locator: str
    words: str
    held_as: Clause | None


def draft_file(text: OfficialText, held: Document, quoted: Sequence[QuotedPassage], today: date) -> DocumentFile:
    """
    The document file of an official text that takes the place of `held`.

    Ids come from the words of a heading and a clause. Where the held document has the same clause, reworded or not, its
    id is kept, so that what rests on it is found again. A quoted passage keeps its id too: the clause that contains its
    words takes it over, and where none does, the passage stands at the end of the document as it stood before.
    """
    file = _with_fresh_ids(text, held, today)
    known: dict[str, str] = {}
    homeless: list[Clause] = []
    for passage in quoted:
        home = next((block.id for block in file.blocks if block.id and contains(block.text, passage.words)), None)
        if passage.held_as is None:
            continue
        if home is None:
            homeless.append(passage.held_as)
        else:
            known.setdefault(home, passage.held_as.id)
    comparison = diff_documents(held, assemble(file))
    for pair in (*comparison.kept, *comparison.changed):
        if pair.old.id not in known.values() and pair.old not in homeless:
            known.setdefault(pair.new.id, pair.old.id)
    renamed = _renamed(file.blocks, known, {clause.id for clause in homeless})
    appended = [block for clause in homeless for block in _quotation(clause)]
    return file.model_copy(update={"blocks": (*renamed, *appended)})


def contains(text: str, words: str) -> bool:
    """Do these words stand in the text? Typesetting (curly quotes, dashes, spacing, capitals) does not count."""
    return fold_typesetting(words) in fold_typesetting(text)


def fold_typesetting(text: str) -> str:
    """The text in lower case, with plain quotation marks and dashes, and single spaces."""
    plain = text.translate(str.maketrans("‘’“”–—\u2011", "''\"\"---"))
    return " ".join(plain.casefold().split())


def slug_of(text: str) -> str:
    """
    A short readable id for a text.

    >>> slug_of("- Any case specific information, including which DCFS office")
    'case-specific-information-including-which-dcfs'
    """
    words = re.findall(r"[a-z0-9]+", _unmarked(text).casefold().replace("'", ""))
    telling = [word for word in words if word not in _DULL] or words
    return "-".join(telling[:SLUG_WORDS]) or "clause"


def as_document(text: OfficialText, library: Library, today: date) -> Document:
    """
    An official text as a document to compare with others: with the ids of the held document of its number, where the
    library has one, and with ids of its own where not.
    """
    try:
        held = library.document(text.number or "")
    except UnknownDocument:
        held = Document(
            id=slug_of(text.title or text.file),
            number=text.number or text.file,
            title=text.title or text.file,
            issued=None,
            version=text.file,
            held=Held.FULL,
            note=None,
            text="",
            clauses=(),
        )
    return assemble(draft_file(text, held, (), today))


def _unmarked(text: str) -> str:
    mark = LIST_MARK.match(text)
    return text[mark.end() :] if mark else text


def _with_fresh_ids(text: OfficialText, held: Document, today: date) -> DocumentFile:
    blocks: list[Block] = []
    used: set[str] = set()
    ids: list[str | None] = []
    section = ""
    for passage in text.passages:
        if passage.kind is BlockKind.HEADING and passage.level == 1:
            section = slug_of(passage.text)
        lead_in = ids[passage.lead_in] if passage.lead_in is not None else None
        for part in _parts(passage, held):
            clause_id: str | None = None
            if passage.kind not in (BlockKind.FRONT, BlockKind.HEADING):
                stem = "/".join(step for step in (held.id, section, slug_of(part)) if step)
                clause_id = _free_id(stem, used)
                used.add(clause_id)
            blocks.append(Block(kind=passage.kind, text=part, id=clause_id, level=passage.level, lead_in=lead_in))
        ids.append(blocks[-1].id)
    return DocumentFile(
        id=held.id,
        number=held.number,
        title=held.title,
        held=Held.FULL,
        version=f"official text, effective {text.issued}" if text.issued else "official text",
        issued=text.issued or held.issued,
        cited_in=held.cited_in,
        note=held.note,
        source=SourceRow(file=text.file, sha256=text.sha256, imported=today),
        blocks=tuple(blocks),
    )


def _parts(passage: Passage, held: Document) -> list[str]:
    """The passage's text, cut where the held document, in its own edition of it, has two clauses in one paragraph."""
    if passage.kind is not BlockKind.PARAGRAPH:
        return [passage.text]
    for clause in held.clauses:
        before, whole, after = passage.text.partition(clause.text)
        if whole and clause.is_quotable and clause.kind is ClauseKind.PARAGRAPH and bool(before) != bool(after):
            return [part.strip() for part in (before, whole, after) if part]
    return [passage.text]


def _renamed(blocks: Sequence[Block], known: dict[str, str], taken: set[str]) -> list[Block]:
    """The blocks with the ids in `known` in place of the fresh ones, and no id twice."""
    final = dict(known)
    used = taken | set(known.values())
    for block in blocks:
        if block.id is not None and block.id not in final:
            final[block.id] = _free_id(block.id, used)
            used.add(final[block.id])
    return [
        block.model_copy(update={"id": block.id and final[block.id], "lead_in": block.lead_in and final[block.lead_in]})
        for block in blocks
    ]


def _free_id(stem: str, used: set[str]) -> str:
    number = 1
    clause_id = stem
    while clause_id in used:
        number += 1
        clause_id = f"{stem}-{number}"
    return clause_id


def _quotation(clause: Clause) -> tuple[Block, Block]:
    heading = clause.heading[-1] if clause.heading else clause.locator
    return (
        Block(kind=BlockKind.HEADING, text=heading),
        Block(kind=BlockKind.QUOTATION, text=clause.text, id=clause.id, held=Held.QUOTED),
    )
