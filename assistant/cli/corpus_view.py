"""How do documents, clauses and their changes look on a terminal, at any width and in a pipe?"""

from __future__ import annotations

import codecs
import sys

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corpus.diff import DocumentDiff, diff_words
from corpus.document import Clause, Document, Held
from corpus.library import Library

NARROW = 100  # columns; below it a table becomes a list

PLAIN = {"¶": "par.", "…": "...", "•": "*", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"}

HELD_LABELS = {
    Held.FULL: "full text",
    Held.QUOTED: "quoted passages; the rest is a summary, check the official text",
    Held.SUMMARY: "summary, check the official text",
    Held.CITED: "only cited; no text held",
}


def open_console() -> Console:
    """A console on standard output, which may be narrow, colorless, a pipe, or unable to show every character."""
    if hasattr(sys.stdout, "reconfigure"):
        codecs.register_error("plain", _plain)
        sys.stdout.reconfigure(errors="plain")
    return Console(highlight=False, soft_wrap=False)


def _plain(problem: UnicodeError) -> tuple[str, int]:
    """What is printed in place of characters that the console's encoding lacks."""
    assert isinstance(problem, UnicodeEncodeError)  # only printing is asked for
    lacking = problem.object[problem.start : problem.end]
    return "".join(PLAIN.get(character, "?") for character in lacking), problem.end


def count_clauses(document: Document) -> str:
    """How many clauses it has, in words: "50 clauses"."""
    number = len(document.clauses)
    return f"{number} {'clause' if number == 1 else 'clauses'}"


def print_facts(console: Console, *facts: tuple[str, str]) -> None:
    """Names and values in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(name, escape(value))
    console.print(table)


def print_head(console: Console, document: Document) -> None:
    """What a document is, how much of it is held, and where it comes from."""
    console.print(Text(f"{document.number}, {document.title}", style="bold"))
    source = document.source
    print_facts(
        console,
        ("issued", f"{document.issued or 'not known'} ({document.version})"),
        ("held", f"{HELD_LABELS[document.held]}; {count_clauses(document)}"),
        *([("note", f"as cited in {document.cited_in}; {document.note}")] if document.note else []),
        *([("source", f"{source.file} of {source.imported}, sha256 {source.sha256}")] if source else []),
        ("digest", document.digest),
    )


def _short_locator(document: Document, clause: Clause) -> str:
    return clause.locator.removeprefix(f"{document.citation_name}, ")


def print_clause_card(console: Console, document: Document, clause: Clause) -> None:
    """One clause with its lead-in and everything that is known of it."""
    console.print(Text(clause.locator, style="bold"))
    lead_in = document.clause(clause.lead_in) if clause.lead_in else None
    if lead_in is not None:
        console.print(Padding(Text(lead_in.text, style="dim"), (1, 0, 0, 2), expand=False))
    console.print(Padding(Text(clause.text), (0 if lead_in else 1, 0, 1, 2), expand=False))
    print_facts(
        console,
        ("id", clause.id),
        ("kind", f"{clause.kind}, {HELD_LABELS[clause.held] if not clause.is_quotable else 'verbatim'}"),
        ("heading", " > ".join(clause.heading)),
        ("characters", f"{clause.start} to {clause.end} of {document.id}"),
        *([("hangs on", clause.lead_in)] if clause.lead_in else []),
        *([("quotes", clause.quotes)] if clause.quotes else []),
        ("digest", clause.digest),
    )


def print_diff(console: Console, diff: DocumentDiff) -> None:
    """Added, removed and changed clauses. Changed words are in brackets, so that nothing hangs on color."""
    for pair in diff.changed:
        runs = Text()
        for mark, words in diff_words(pair.old.text, pair.new.text):
            shown, style = {"=": (words, ""), "-": (f"[-{words}-]", "red"), "+": (f"{{+{words}+}}", "green")}[mark]
            runs.append(f"{shown} ", style=style)
        _print_entry(console, "changed", pair.old.id, runs)
    for clause in diff.removed:
        _print_entry(console, "removed", clause.id, Text(clause.text, style="red"))
    for clause in diff.added:
        _print_entry(console, "added", clause.id, Text(clause.text, style="green"))
    console.print(
        f"Clauses: {len(diff.kept)} kept, {len(diff.changed)} changed, "
        f"{len(diff.removed)} removed, {len(diff.added)} added"
    )


def _print_entry(console: Console, what: str, clause_id: str, text: Text) -> None:
    console.print(Text.assemble((what, "bold"), f"  {clause_id}"))
    console.print(Padding(text, (0, 0, 1, 2), expand=False))


def print_list(console: Console, library: Library) -> None:
    """All documents: a table, or a list where the console is narrow. The caution on numbers stands below."""
    if console.width < NARROW:
        for document in library.documents:
            console.print(Text.assemble((document.number, "bold"), f"  {document.title}"))
            facts = f"{document.issued or 'no date'}, {count_clauses(document)}, {HELD_LABELS[document.held]}"
            console.print(Padding(Text(facts), (0, 0, 0, 2), expand=False))
    else:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for name in ("number", "title", "issued", "clauses", "held"):
            table.add_column(name, overflow="fold", justify="right" if name == "clauses" else "left")
        for document in library.documents:
            cells = (document.number, document.title, str(document.issued or "-"), str(len(document.clauses)))
            table.add_row(*map(escape, cells), HELD_LABELS[document.held])
        console.print(table)
    for note in dict.fromkeys(document.note for document in library.documents if document.note):
        numbers = ", ".join(document.number for document in library.documents if document.note == note)
        console.print(Text(f"\n{numbers}: {note}.", style="italic"))


def print_document(console: Console, document: Document) -> None:
    """A whole document under its headings, each clause with its locator and id."""
    print_head(console, document)
    heading: tuple[str, ...] = ()
    for each in document.clauses:
        if each.heading != heading:
            heading = each.heading
            console.print(Text("\n" + " > ".join(heading), style="bold underline"))
        indent = 4 if each.lead_in else 2
        label = "" if each.is_quotable else f"  [{HELD_LABELS[each.held]}]"
        console.print()
        caption = Text(f"{_short_locator(document, each)}  {each.id}{label}", style="dim")
        console.print(Padding(caption, (0, 0, 0, indent), expand=False))
        console.print(Padding(Text(each.text), (0, 0, 0, indent), expand=False))
