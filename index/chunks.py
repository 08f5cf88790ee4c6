"""What text stands for a clause in the index?

A clause is one chunk, without the mark in front of a list item. Neither its heading nor its lead-in is embedded: on
the bank's questions the lead-in, which ten items share, made those items harder to tell apart (recall at 5 fell from
50.3 to 48.0 %), and headings changed nothing. Lead-ins travel with the results instead (`index.retriever`).
Only a clause too long for the encoder is cut, at the ends of sentences, because what is beyond the limit is not read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from corpus.document import Clause

LONGEST_CHUNK = 1000  # characters; formal prose has 4.1 to 5.9 of them a token, and the encoder reads 256 tokens

_SENTENCE_END = re.compile(r"[.!?;:][\"'”’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of text to embed. The chunks of one owner follow each other and cover its text."""

    owner: str
    """Id of the clause (or of the passage of a benchmark) it is cut from."""
    text: str


def chunk_clauses(clauses: Iterable[Clause]) -> tuple[Chunk, ...]:
    """The chunks of the clauses, in the order of the clauses."""
    return tuple(
        chunk for clause in clauses for chunk in chunk_text(clause.id, clause.text[clause.words.start - clause.start :])
    )


def chunk_text(owner: str, text: str, longest: int = LONGEST_CHUNK) -> Iterator[Chunk]:
    """
    The text as one chunk or, if it is longer than `longest` characters, as several that each keep within it.

    Cut at the last sentence end within the limit, else at the last space, else in the middle of a word. Nothing but
    white space at the cuts is lost. A text without a visible character has no chunk.
    """
    rest = text.strip()
    while len(rest) > longest:
        cut = _cut_before(rest, longest)
        yield Chunk(owner, rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        yield Chunk(owner, rest)


def by_owner(chunks: Iterable[Chunk]) -> Iterator[tuple[str, list[Chunk]]]:
    """Each owner with its chunks, in their order; the chunks of one owner must follow each other."""
    for owner, group in groupby(chunks, key=lambda chunk: chunk.owner):
        yield owner, list(group)


def _cut_before(text: str, longest: int) -> int:
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, longest)]
    # A cut near the start would leave crumbs; then a space further on is better than a sentence end.
    if ends and ends[-1] >= longest // 4:
        return ends[-1]
    space = max(text.rfind(" ", 0, longest), text.rfind("\n", 0, longest))
    return space if space >= longest // 4 else longest
