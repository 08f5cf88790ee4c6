"""Claims about the files an official text is taken from: five kinds are read, all else is refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from corpus.document_file import BlockKind
from corpus.errors import ImportRefused
from corpus.importing import read_official_text
from corpus.importing.sniffing import MAX_BYTES

TEXT = """Policy #:
Title:
Effective Date:
9.999
Garden Gnome Policy
07/13/04
\x20
PURPOSE
____________________________________
To say where garden gnomes of the County may be put, by whom, at what time of the year, and who has to bring them back.
\x20
POLICY
____________________________________
County gnomes shall not:
o stand in the hallway;
o stand on the roof
\x20
Acceptable use
A gnome may stand in the garden when a supervisor has approved it beforehand and the gnome is cleaned once every week.
"""

HTML = """<!DOCTYPE html><html><head><title>x</title><style>p {color: red}</style></head><body>
<nav><a href="/">Home</a> <a href="/all">All policies</a></nav>
<table><tr><td>Policy #:</td><td>9.999</td></tr><tr><td>Title:</td><td>Garden Gnome Policy</td></tr>
<tr><td>Effective Date:</td><td>07/13/04</td></tr></table>
<p><b>PURPOSE</b></p><p>____________________</p>
<p>To say where garden&nbsp;gnomes of the County may be put, by whom, at what time of the year,
   and who has to bring them back.</p><p> </p>
<p><b>POLICY</b><br>____________________</p>
<p>County gnomes shall not:</p><ul><li>stand in the hallway;</li><li>stand on the roof</li></ul>
<p>Acceptable use</p>
<p>A gnome may stand in the garden when a supervisor has approved it beforehand and the gnome is cleaned once every
week.</p><script>alert("PURPOSE")</script></body></html>"""

MARKDOWN = """# 9.999 Garden Gnome Policy

Effective Date: 07/13/04

## PURPOSE

To say where garden gnomes of the County may be put, by whom, at what time of the year,
and who has to bring them back.

## POLICY

County gnomes shall not:

- stand in the hallway;
- stand on the roof

### Acceptable use

A gnome may stand in the garden when a supervisor has approved it beforehand and the gnome is cleaned once every week.
"""


def write_text(path: Path) -> None:
    path.write_text(TEXT, encoding="utf-8")


def write_html(path: Path) -> None:
    path.write_text(HTML, encoding="utf-8")


def write_markdown(path: Path) -> None:
    path.write_text(MARKDOWN, encoding="utf-8")


def write_docx(path: Path) -> None:
    file = docx.Document()
    for line in ("Policy #: 9.999", "Title: Garden Gnome Policy", "Effective Date: July 13, 2004"):
        file.add_paragraph(line)
    file.add_heading("PURPOSE", 1)
    file.add_paragraph(
        "To say where garden gnomes of the County may be put, by whom, at what time of the year, "
        "and who has to bring them back."
    )
    file.add_heading("POLICY", 1)
    file.add_paragraph("County gnomes shall not:")
    file.add_paragraph("stand in the hallway;", style="List Bullet")
    file.add_paragraph("stand on the roof", style="List Bullet")
    file.add_paragraph().add_run("Acceptable use").bold = True
    file.add_paragraph(
        "A gnome may stand in the garden when a supervisor has approved it beforehand and the gnome is cleaned once "
        "every week."
    )
    file.save(str(path))


def pdf_of(text: str, *, picture: bool = False, password: str | None = None) -> bytes:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=11)
    for line in text.splitlines():
        page.multi_cell(0, 6, line or " ", new_x="LMARGIN", new_y="NEXT")
    if picture:
        page.rect(10, 10, 50, 50)
        page.image(a_picture(), 10, 10, 80)
    if password is not None:
        page.set_encryption(owner_password="owner", user_password=password)
    return bytes(page.output())


def a_picture() -> io.BytesIO:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (64, 64), "gray").save(stream, "PNG")
    stream.seek(0)
    return stream


def write_pdf(path: Path) -> None:
    path.write_bytes(pdf_of(TEXT))


WRITERS: dict[str, Callable[[Path], None]] = {
    "gnomes.txt": write_text,
    "gnomes.html": write_html,
    "gnomes.htm": write_html,
    "gnomes.md": write_markdown,
    "gnomes.docx": write_docx,
    "gnomes.pdf": write_pdf,
    "GNOMES.PDF": write_pdf,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_gives_the_same_policy(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    text = read_official_text(path)
    assert (text.number, text.title, text.issued) == ("9.999", "Garden Gnome Policy", date(2004, 7, 13))
    assert text.sections == ("PURPOSE", "POLICY", "Acceptable use")
    found = [(one.kind, one.text.removeprefix("o ")) for one in text.passages if one.kind is not BlockKind.FRONT]
    assert found == [
        (BlockKind.HEADING, "PURPOSE"),
        (BlockKind.PARAGRAPH, "To say where garden gnomes of the County may be put, by whom, at what time of the year, "
                              "and who has to bring them back."),
        (BlockKind.HEADING, "POLICY"),
        (BlockKind.PARAGRAPH, "County gnomes shall not:"),
        (BlockKind.ITEM, "stand in the hallway;"),
        (BlockKind.ITEM, "stand on the roof"),
        (BlockKind.HEADING, "Acceptable use"),
        (BlockKind.PARAGRAPH, "A gnome may stand in the garden when a supervisor has approved it beforehand and the "
                              "gnome is cleaned once every week."),
    ]  # fmt: skip
    items = [one for one in text.passages if one.kind is BlockKind.ITEM]
    assert {text.passages[one.lead_in or 0].text for one in items} == {"County gnomes shall not:"}
    assert text.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_offices_have(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "gnomes.txt"
    path.write_bytes(TEXT.replace("County gnomes", "The County’s gnomes").encode(encoding))
    assert any(one.text.startswith("The County’s gnomes") for one in read_official_text(path).passages)


def packed(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "is empty"),
    ("blank.txt", b" \n\t\r\n", "is empty"),
    ("marked.txt", b"\xef\xbb\xbf", "is empty"),
    ("empty.html", b"<html><body><p> </p></body></html>", "is empty: it holds no text"),
    ("script.html", b"<html><body><script>PURPOSE</script></body></html>", "is empty: it holds no text"),
    ("headings.html", b"<html><body><h1>PURPOSE</h1><h1>POLICY</h1></body></html>", "no text below them"),
    ("empty.pdf", pdf_of(""), "is empty: it holds no text"),
    ("scan.pdf", pdf_of("", picture=True), "image-only scan: all its pages are pictures"),
    ("locked.pdf", pdf_of(TEXT, password="secret"), "is encrypted"),
    ("permissions.pdf", pdf_of(TEXT, password=""), "is encrypted"),
    ("locked.docx", OLE + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
    ("old.doc", OLE + b"\0" * 64, "old format"),
    ("cut.pdf", pdf_of(TEXT)[:200], "is damaged: it cannot be read as a PDF"),
    ("cut.docx", packed("word/document.xml", b"<w:document>"), "is damaged: it cannot be read as a Word document"),
    ("broken.docx", b"PK\x03\x04" + b"\0" * 100, "is damaged"),
    ("archive.docx", packed("readme.txt", b"hello"), "is a zip file but no Word document"),
    ("sheet.xlsx", b"PK\x03\x04", "files named .xlsx are not read, only .docx, .htm"),
    ("noname", b"PURPOSE", "files without an extension are not read"),
    ("photo.png", b"\x89PNG\r\n\x1a\n", "is a picture (PNG)"),
    ("photo.pdf", b"\xff\xd8\xff\xe0", "is a picture (JPEG)"),
    ("rich.txt", b"{\\rtf1 hello}", "is RTF"),
    ("page.pdf", HTML.encode(), "is named .pdf but holds HTML. Rename it to .html"),
    ("page.txt", HTML.encode(), "is named .txt but holds HTML. Rename it to .html"),
    ("real.html", pdf_of(TEXT), "is named .html but holds PDF. Rename it to .pdf"),
    ("real.docx", pdf_of(TEXT), "is named .docx but holds PDF. Rename it to .pdf"),
    ("plain.pdf", TEXT.encode(), "is named .pdf but is no PDF, or it is damaged"),
    ("plain.html", b"PURPOSE only", "is named .html but is no HTML, or it is damaged"),
    ("bytes.txt", b"PURPOSE\0\x01\x02", "holds neither text nor a document"),
    ("manual.txt", b"PURPOSE\n\n" + b"Words and words. " * 70_000, "no policy has more than 1,000,000"),
    ("odd.txt", b"caf\x81\x8d", "is not text in UTF-8, UTF-16 or Windows-1252"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as caught:
        read_official_text(path)
    assert message in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_a_single_scanned_page_is_noticed(tmp_path: Path) -> None:
    page = FPDF()
    page.set_font("Helvetica", size=11)
    page.add_page()
    page.multi_cell(0, 6, TEXT)
    page.add_page()
    page.image(a_picture(), 10, 10, 80)
    path = tmp_path / "half.pdf"
    path.write_bytes(bytes(page.output()))
    with pytest.raises(ImportRefused, match="page 2 of 2 is pictures without text"):
        read_official_text(path)


def test_a_file_over_twenty_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ImportRefused, match=r"has 20\.0 MB; at most 20 are read"):
        read_official_text(path)


def test_a_zip_that_unpacks_to_anything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (201 * 2**20))
    with pytest.raises(ImportRefused, match="unpacks to more than 200 MB"):
        read_official_text(path)


@pytest.mark.parametrize(("name", "message"), [("gone.txt", "cannot be read: No such file"), ("", "is a folder")])
def test_a_path_that_is_no_file_is_named(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        read_official_text(tmp_path / name)


def test_page_numbers_and_running_titles_are_no_clauses(tmp_path: Path) -> None:
    class Paged(FPDF):
        def header(self) -> None:
            self.cell(0, 8, "County Policy Manual", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-15)
            self.cell(0, 8, f"Page {self.page_no()} of 2")

    file = Paged()
    file.set_font("Helvetica", size=11)
    file.add_page()
    file.multi_cell(0, 6, TEXT + "\nThe last sentence of this page goes on and on until the page ends, and then it",
                    new_x="LMARGIN", new_y="NEXT")  # fmt: skip
    file.add_page()
    file.multi_cell(0, 6, "goes on overleaf.")
    path = tmp_path / "paged.pdf"
    path.write_bytes(bytes(file.output()))
    text = read_official_text(path)
    assert text.passages[-1].text.endswith("until the page ends, and then it goes on overleaf.")
    assert not any("Page" in one.text or "County Policy Manual" in one.text for one in text.passages)


@given(st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx"]), st.binary(max_size=80), st.integers(0, 3))
def test_no_file_ends_in_anything_but_a_text_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, extension: str, noise: bytes, start: int
) -> None:
    path = tmp_path_factory.mktemp("noise") / f"noise{extension}"
    path.write_bytes((b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>")[start] + noise)
    try:
        text = read_official_text(path)
    except ImportRefused:
        return
    assert text.passages
