"""`canipost corpus`: which texts are held, what is in them, what a new edition would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from assistant.cli.corpus_view import (
    open_console,
    print_clause_card,
    print_diff,
    print_document,
    print_facts,
    print_list,
)
from assistant.settings import Settings
from corpus.diff import DocumentDiff, diff_documents, touched
from corpus.document import Document
from corpus.document_file import read_document
from corpus.errors import CorpusError, FaultyData, UnknownClause, UnknownDocument
from corpus.library import Library, load_library
from corpus.strict_yaml import Faults

corpus_app = typer.Typer(no_args_is_help=True, help="The texts that may be cited: list, show, check, compare, import.")

REFUSED, BAD_USAGE = 1, 2  # exit statuses

Loaded = TypeVar("Loaded")
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="A document: 16-02, 6.105 …")]


def imports_folder() -> Path:
    """Where imported official texts are kept."""
    return Settings().documents


@corpus_app.command("list")
def list_documents() -> None:
    """List the documents and how much of each is held."""
    console = open_console()
    with _plain_errors():
        library = _library()
    print_list(console, library)


@corpus_app.command("show")
def show_document(
    number: NumberArgument,
    clause: Annotated[str | None, typer.Option("--clause", metavar="ID", help="Only this clause.")] = None,
) -> None:
    """Show a document, or one of its clauses, with ids and locators."""
    console = open_console()
    with _plain_errors():
        library = _library()
        document = library.document(number)
        chosen = document.clause(clause) if clause is not None else None
    if chosen is not None:
        print_clause_card(console, document, chosen)
        return
    print_document(console, document)


@corpus_app.command("check")
def check_all(
    bank_too: Annotated[
        bool, typer.Option("--bank", help="Also weigh the question bank and look for rows that say the same.")
    ] = False,
) -> None:
    """Read and cross-check every data file; list all faults with file and line."""
    from assistant.bank_check import check_bank
    from corpus.bank import examples, read_bank
    from corpus.rulebook import load_rulebook

    console = open_console()
    faults = Faults()
    with _plain_errors():
        library = _library()
        rulebook = _collect(lambda: load_rulebook(library), faults)
        bank = _collect(read_bank, faults)
        faults.raise_if_any()
    assert rulebook is not None  # no fault was found, so both are there
    assert bank is not None
    counts = {
        "documents": len(library.documents),
        "clauses": len(library.clauses()),
        "facts": len(rulebook.facts),
        "rules": len(rulebook.rules),
        "clauses marked as not deciding": len(rulebook.not_deciding),
        "topics": len(rulebook.topics),
        "replies": len(rulebook.replies),
        "rows of example questions": sum(map(len, bank.values())),
    }
    for what, count in counts.items():
        console.print(Text(f"{count:>6}  {what}"))
    for document in library.documents:
        if document.source is not None and document.cited_in is not None:
            source = document.source
            console.print(Text(f"{document.number}: official text of {source.imported}, {source.file}"))
    report = check_bank(examples(bank), rulebook)
    share = 1 - len(report.differences) / report.rows
    console.print(Text(f"Rules on the labeled facts of {report.rows} rows: an accepted verdict for {share:.1%}"))
    for difference in report.differences:
        accepted = " or ".join(sorted(difference.example.acceptable))
        why = difference.settled or "NOT SETTLED: change the rule or the label, or give a reason in settled.yaml"
        console.print(Text(f"  {difference.example.id}: {difference.said}, accepted {accepted}. {why}"))
    for row in report.outdated:
        console.print(Text(f"  {row}: kept in settled.yaml as a difference, but there is none"))
    contradictions = []
    if bank_too:
        from assistant.cli.bank_view import print_bank

        contradictions = print_bank(console, list(examples(bank)), rulebook)
    if report.unsettled or report.outdated or contradictions:
        raise typer.Exit(REFUSED)
    console.print("No faults.")


@corpus_app.command("diff")
def diff_editions(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A document's number, its YAML file, or an official text.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The edition to compare it with.")],
) -> None:
    """Show which clauses a new edition changes, and which rules and precedents rest on them."""
    console = open_console()
    with _plain_errors():
        library = _library()
        before, after = _edition(old, library), _edition(new, library)
    diff = diff_documents(before, after)
    print_diff(console, diff)
    _print_touched(console, diff, library)


@corpus_app.command("pages")
def write_all_pages(
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the pages go; made where it is missing.")],
) -> None:
    """Write the texts as static pages, for an intranet: one a text, with an address for each clause."""
    from corpus.pages import CLAUSE_PAGE, write_pages

    console = open_console()
    with _plain_errors():
        library = _library()
    try:
        written = write_pages(library, to)
    except OSError as problem:
        typer.echo(f"{to}: cannot be written to: {problem.strerror}. Name another folder.", err=True)
        raise typer.Exit(REFUSED) from problem
    console.print(
        Text(f"{len(written)} pages with {len(library.clauses())} clauses in {to}; begin with {written[0].name}")
    )
    console.print(Text("Answers in Slack link to them once they are read at a web address of yours:"))
    console.print(Text(f"CANIPOST_CLAUSE_URL=https://ADDRESS-OF-THE-FOLDER/{CLAUSE_PAGE}"), soft_wrap=True)
    console.print("Write them again after each upgrade, and after `canipost corpus import`.")


@corpus_app.command("import")
def import_text(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="HTML, PDF, DOCX, Markdown or plain text, up to 20 MB.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this nothing is changed.")] = False,
) -> None:
    """Let the official text of a policy take the place of its summary."""
    from corpus.importing import apply_import, plan_import

    console = open_console()
    with _plain_errors():
        library = _library()
        plan = plan_import(library, number, file, _today())
    text, document = plan.text, plan.document
    console.print(Text(f"Found: {document.number}, {text.title or document.title}", style="bold"))
    print_facts(
        console,
        ("file", f"{text.file}, {text.type}"),
        ("sha256", text.sha256),
        ("effective", str(text.issued or "not printed")),
        ("sections", "; ".join(text.sections) or "none"),
        ("clauses", str(len(document.clauses))),
    )
    for check in plan.checks:
        mark, style = ("ok  ", "") if check.passed else ("LOOK", "yellow")
        console.print(Text(f"{mark}  {check.says}", style=style))
    for warning in text.warnings:
        console.print(Text(f"LOOK  {warning}", style="yellow"))
    if plan.changes_nothing:
        console.print("\nThis very text is held already. Nothing to change.")
        return
    console.print()
    print_diff(console, plan.diff)
    _print_touched(console, plan.diff, library)
    if not yes:
        console.print("\nNothing was changed. Read the above, then run the same command with --yes.")
        return
    with _plain_errors():
        written = apply_import(plan, imports_folder())
    console.print(Text(f"\nImported. {document.number} is now answered from its official text. Kept in {written}"))


# --- reading ----------------------------------------------------------------------------------------------------------


def _library() -> Library:
    return load_library(imports_folder())


def _collect(load: Callable[[], Loaded], faults: Faults) -> Loaded | None:
    """What `load` gives; None, with its faults added to the others, when its data files have any."""
    try:
        return load()
    except FaultyData as problem:
        faults.found.extend(problem.faults)
        return None


def _edition(name: str, library: Library) -> Document:
    """The document that an argument of `diff` names. Raises `CorpusError`."""
    from corpus.importing import read_official_text
    from corpus.importing.drafting import as_document

    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml"):
        faults = Faults()
        read = read_document(path, faults)
        faults.raise_if_any()
        assert read is not None  # no fault was found, so there is a document
        return read[0]
    if path.exists():
        return as_document(read_official_text(path), library, _today())
    return library.document(name)


def _today() -> date:
    return date.today()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """End the command with one plain message on standard error in place of a traceback."""
    try:
        yield
    except (UnknownDocument, UnknownClause) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(BAD_USAGE) from problem
    except FaultyData as problem:
        count = len(problem.faults)
        typer.echo(f"{problem}\n{count} {'fault' if count == 1 else 'faults'}.", err=True)
        raise typer.Exit(REFUSED) from problem
    except CorpusError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(REFUSED) from problem


def _print_touched(console: Console, diff: DocumentDiff, library: Library) -> None:
    from corpus.rulebook import load_rulebook

    try:
        rules = load_rulebook(library).rules
    except FaultyData:
        console.print("Rules: cannot be read; `canipost corpus check` says why.")
        return
    found = touched(diff, rules)
    console.print(Text(f"Rules to look at again: {', '.join(found.rules) or 'none'}"))
    console.print(Text(f"Precedents to look at again: {', '.join(found.precedents) or 'none'}"))
