"""What does a file say that is handed in as the official text of a policy?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from corpus.document_file import BlockKind
from corpus.errors import ImportRefused
from corpus.importing.extraction import extract_lines
from corpus.importing.sniffing import FileType, read_bytes, sniff
from corpus.importing.splitting import Passage, split_text


@dataclass(frozen=True, slots=True)
class OfficialText:
    """
    A file taken apart. `sha256` is that of its bytes; `number`, `title` and `issued` are what its head says, None where
    it says nothing; `warnings` are sentences for the person who decides.
    """

    file: str
    sha256: str
    type: FileType
    number: str | None
    title: str | None
    issued: date | None
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(passage.text for passage in self.passages if passage.kind is BlockKind.HEADING)

    @property
    def opening(self) -> str:
        """The head of the page, as printed."""
        return "\n".join(passage.text for passage in self.passages[:1] if passage.kind is BlockKind.FRONT)


def read_official_text(path: Path) -> OfficialText:
    """
    Read an HTML, PDF, DOCX, Markdown or plain text file and split it by its headings.

    Raises `ImportRefused` when the file is missing, empty, over 20 MB, damaged, encrypted, an image-only scan, of a
    type that is not read, or of another type than its name says. Reads; writes nothing.
    """
    content = read_bytes(path)
    kind = sniff(path, content)
    split = split_text(extract_lines(path, kind, content))
    if not any(passage.kind not in (BlockKind.FRONT, BlockKind.HEADING) for passage in split.passages):
        raise ImportRefused(f"{path} holds headings but no text below them. Is it a table of contents?")
    return OfficialText(
        file=path.name,
        sha256=sha256(content).hexdigest(),
        type=kind,
        number=split.number,
        title=split.title,
        issued=split.issued,
        passages=split.passages,
        warnings=split.warnings,
    )
