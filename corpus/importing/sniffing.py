"""What is in this file really, whatever its name says?"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from corpus.errors import ImportRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024  # a DOCX is a zip: a small file can unpack to anything


class FileType(StrEnum):
    """The kinds of file an official text is taken from."""

    HTML = "HTML"
    PDF = "PDF"
    DOCX = "DOCX"
    MARKDOWN = "Markdown"
    TEXT = "plain text"


EXTENSIONS = {
    ".html": FileType.HTML,
    ".htm": FileType.HTML,
    ".pdf": FileType.PDF,
    ".docx": FileType.DOCX,
    ".md": FileType.MARKDOWN,
    ".markdown": FileType.MARKDOWN,
    ".txt": FileType.TEXT,
}

# What other files begin with, and what to say of them.
_FOREIGN = (
    (b"\x89PNG", "is a picture (PNG). Run text recognition (OCR) on it and import the text."),
    (b"\xff\xd8\xff", "is a picture (JPEG). Run text recognition (OCR) on it and import the text."),
    (b"GIF8", "is a picture (GIF). Run text recognition (OCR) on it and import the text."),
    (b"II*\0", "is a picture (TIFF). Run text recognition (OCR) on it and import the text."),
    (b"MM\0*", "is a picture (TIFF). Run text recognition (OCR) on it and import the text."),
    (b"{\\rtf", "is RTF. Save it as DOCX and import that."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Word files, and of encrypted new ones
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|h[1-6]|p|ul|ol)\b", re.IGNORECASE)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of at most 20 MB. Raises `ImportRefused` when it is missing, too big or empty."""
    try:
        if path.is_dir():
            raise ImportRefused(f"{path} is a folder. Name the file that holds the official text.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ImportRefused(f"{path} has {size / 2**20:.1f} MB; at most {MAX_BYTES // 2**20} are read.")
        content = path.read_bytes()
    except OSError as problem:
        raise ImportRefused(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ImportRefused(f"{path} is empty.")
    return content


def sniff(path: Path, content: bytes) -> FileType:
    """
    The type of a file, on which its name and its content agree.

    Raises `ImportRefused` for a type that is not read, an encrypted file, or a name that promises another type.
    """
    promised = EXTENSIONS.get(path.suffix.lower())
    for magic, advice in _FOREIGN:
        if content.startswith(magic):
            raise ImportRefused(f"{path} {advice}")
    if content.startswith(_OLE):
        if _OLE_ENCRYPTED in content:
            raise ImportRefused(f"{path} is encrypted. Save a copy without a password and import that.")
        raise ImportRefused(f"{path} is in Word's old format (.doc). Save it as DOCX and import that.")
    if promised is None:
        ending = f"named {path.suffix}" if path.suffix else "without an extension"
        raise ImportRefused(f"{path}: files {ending} are not read, only {', '.join(sorted(EXTENSIONS))}.")
    actual = _type_of(path, content)
    # Plain text and Markdown cannot be told apart by content, and Markdown may hold HTML.
    written = {FileType.MARKDOWN, FileType.TEXT}
    if actual is not promised and not (promised in written and actual in written):
        if promised is FileType.MARKDOWN and actual is FileType.HTML:
            return promised
        right = next(extension for extension, kind in EXTENSIONS.items() if kind is actual)
        if actual is FileType.TEXT:
            raise ImportRefused(f"{path} is named {path.suffix} but is no {promised}, or it is damaged.")
        raise ImportRefused(f"{path} is named {path.suffix} but holds {actual}. Rename it to {right} if that is meant.")
    return promised


def decode(path: Path, content: bytes) -> str:
    """The characters of a text file: UTF-8, UTF-16 with its mark, or else Windows-1252, which old exports use."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise ImportRefused(f"{path} is not text in UTF-8, UTF-16 or Windows-1252. Save it as UTF-8.") from problem


def _type_of(path: Path, content: bytes) -> FileType:
    if b"%PDF-" in content[:1024]:
        return FileType.PDF
    if content.startswith(b"PK\x03\x04"):
        return _type_of_zip(path, content)
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(f"{path} holds neither text nor a document that can be read, or it is damaged.")
    return FileType.HTML if _HTML_TAG.search(content[:8192].replace(b"\0", b"")) else FileType.TEXT


def _type_of_zip(path: Path, content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise ImportRefused(f"{path} is damaged: {problem}.") from problem
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ImportRefused(f"{path} is encrypted. Save a copy without a password and import that.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ImportRefused(f"{path} unpacks to more than {MAX_UNPACKED_BYTES // 1024 // 1024} MB.")
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise ImportRefused(f"{path} is a zip file but no Word document. Import the DOCX that is in it.")
    return FileType.DOCX
