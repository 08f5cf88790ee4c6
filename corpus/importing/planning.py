"""Is this file that policy, and what would change if its text took the place of what is held?"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.diff import DocumentDiff, diff_documents
from corpus.document import Document
from corpus.document_file import DocumentFile, assemble, read_document, write_document
from corpus.errors import ImportRefused
from corpus.importing.drafting import QuotedPassage, contains, draft_file
from corpus.importing.official_text import OfficialText, read_official_text
from corpus.library import Library, bare_number
from corpus.strict_yaml import Faults

_QUOTED_WORDS = re.compile(r'"(.+)"', re.DOTALL)
_TITLE_FILLERS = frozenset(("of", "the", "and", "policy"))


@dataclass(frozen=True, slots=True)
class Check:
    """Something a person wants to know before saying yes, and whether it is so. A failed check does not forbid."""

    says: str
    passed: bool


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `document` would take the place of `held`; `diff` is what that changes."""

    held: Document
    text: OfficialText
    document: Document
    file: DocumentFile
    diff: DocumentDiff
    checks: tuple[Check, ...]

    @property
    def changes_nothing(self) -> bool:
        """Is this very text held already?"""
        source = self.held.source
        return source is not None and source.sha256 == self.text.sha256 and self.held.digest == self.document.digest


def plan_import(library: Library, number: str, path: Path, today: date) -> ImportPlan:
    """
    Read the file and work out what importing it as policy `number` would change. Writes nothing.

    Raises `UnknownDocument` for a number that is not held, and `ImportRefused` when the file cannot be read (see
    `read_official_text`), is not that policy, or is the directive itself.
    """
    held = library.document(number)
    if held.cited_in is None:
        raise ImportRefused(
            f"{held.number} is held in full, and the rules rest on its clauses, so it is not imported over. "
            f"`canipost corpus diff` shows what a new edition would touch."
        )
    text = read_official_text(path)
    refuse_other_policy(text, held)
    quoted = quoted_passages(library, held)
    file = draft_file(text, held, quoted, today)
    document = assemble(file)
    return ImportPlan(
        held=held,
        text=text,
        document=document,
        file=file,
        diff=diff_documents(held, document),
        checks=(_check_date(text, held), *(_check_quoted(passage, text) for passage in quoted)),
    )


def apply_import(plan: ImportPlan, folder: Path) -> Path:
    """
    Write the planned document into the folder of imported texts, whole or not at all; returns the file.

    Doing it again changes nothing. Raises `ImportRefused` when the folder cannot be written; what was there stays.
    """
    target = folder / f"{plan.document.id}.yaml"
    if plan.changes_nothing and target.exists():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".importing-", dir=folder) as scratch:
            draft = Path(scratch) / target.name
            with draft.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(write_document(plan.file))
                stream.flush()
                os.fsync(stream.fileno())
            _refuse_unreadable(draft, plan)
            draft.replace(target)
    except OSError as problem:
        reason = problem.strerror or problem
        raise ImportRefused(f"{folder} cannot be written: {reason}. Nothing was changed.") from problem
    return target


def refuse_other_policy(text: OfficialText, held: Document) -> None:
    """
    Raise `ImportRefused` unless the head of the text names the held policy by number and by title.

    The number is not enough: today's manual has given some of the cited numbers to other policies.
    """
    wanted = f'{held.number}, "{held.title}"'
    if text.number is None:
        shown = " / ".join(text.opening.splitlines()[:3] or [text.passages[0].text])[:160]
        raise ImportRefused(
            f"{text.file} does not say in its first lines which policy it is ({wanted} is wanted). It begins: {shown!r}"
        )
    if text.number != bare_number(held.number):
        found = f'{text.number}, "{text.title}"' if text.title else text.number
        raise ImportRefused(f"{text.file} is policy {found}, not {wanted}.")
    if text.title is None and contains(text.opening, held.title):
        return
    if text.title is None:
        raise ImportRefused(f"{text.file} has the number {text.number} but shows no title; {wanted} is wanted.")
    if _title_words(text.title) != _title_words(held.title):
        raise ImportRefused(
            f'{text.file} is another policy under the same number: it is titled "{text.title}", while {held.cited_in} '
            f"cites {wanted}. Numbers of the manual were given anew since; import the text with the cited title."
        )


def quoted_passages(library: Library, held: Document) -> list[QuotedPassage]:
    """What other documents quote of this one, word for word."""
    passages: list[QuotedPassage] = []
    for clause in library.clauses():
        words = _QUOTED_WORDS.search(clause.text) if clause.quotes == held.id else None
        if words:
            home = next((mine for mine in held.clauses if contains(mine.text, words.group(1))), None)
            passages.append(QuotedPassage(clause.locator, words.group(1), home))
    return passages


def _title_words(title: str) -> list[str]:
    """The words that tell titles apart: "Use of County Information Technology (IT) Resources" is cited both ways."""
    plain = re.sub(r"\([^)]*\)", " ", title.casefold())
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _TITLE_FILLERS]


def _check_date(text: OfficialText, held: Document) -> Check:
    if text.issued is None:
        return Check("the file prints no effective date", False)
    if text.issued == held.issued:
        return Check(f"effective {text.issued}, the date that {held.cited_in} cites", True)
    return Check(f"effective {text.issued}, while {held.cited_in} cites {held.issued}", False)


def _check_quoted(passage: QuotedPassage, text: OfficialText) -> Check:
    whole = " ".join(part.text for part in text.passages)
    found = contains(whole, passage.words)
    return Check(f"the words quoted in {passage.locator} {'stand' if found else 'do NOT stand'} in it", found)


def _refuse_unreadable(draft: Path, plan: ImportPlan) -> None:
    """What was written must read back as what was planned, or every later start would fail on it."""
    faults = Faults()
    read = read_document(draft, faults)
    if read is None or read[0] != plan.document:
        found = "; ".join(str(fault.message) for fault in faults.found) or "it reads back differently"
        raise ImportRefused(f"{plan.text.file} cannot be kept: {found}. Nothing was changed.")
