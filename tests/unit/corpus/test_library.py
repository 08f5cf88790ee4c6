"""Claims about the packaged texts: verbatim, whole, rightly cut, rightly labeled."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.document import ClauseKind, Document, Held
from corpus.document_file import DocumentFile, assemble, join_blocks
from corpus.errors import UnknownClause, UnknownDocument
from corpus.library import PACKAGED, Library, bare_number, load_library
from corpus.strict_yaml import FaultyData, read_record

SOURCE = PACKAGED / "source" / "md-16-02.txt"
PASSAGES = json.loads((Path(__file__).parent / "data" / "passages.json").read_text(encoding="utf-8"))
BOARD_POLICIES = ("bos-6.030", "bos-6.100", "bos-6.101", "bos-6.104", "bos-6.105")


@pytest.fixture(scope="module")
def directive(library: Library) -> Document:
    return library.document("16-02")


def rebuilt(file: DocumentFile) -> str:
    """The page that the blocks of a file make up, white space aside."""
    return "".join("".join(block.verbatim.split()) for block in file.blocks)


def without_space(text: str) -> str:
    return "".join(text.split())


# --- verbatim ---------------------------------------------------------------------------------------------------------


def test_the_blocks_rebuild_the_source_to_the_last_character(directive: Document) -> None:
    file, _ = read_record(PACKAGED / "md-16-02.yaml", DocumentFile)
    source = without_space(SOURCE.read_text(encoding="utf-8"))
    assert rebuilt(file) == source
    assert without_space(directive.text) == source


def test_a_lost_or_changed_character_is_noticed() -> None:
    """The test above can fail: every sort of harm to any clause, heading or front matter shows."""
    file, _ = read_record(PACKAGED / "md-16-02.yaml", DocumentFile)
    source = without_space(SOURCE.read_text(encoding="utf-8"))
    for number, block in enumerate(file.blocks):
        text = block.verbatim
        middle = next(i for i in range(len(text) // 2, len(text)) if not text[i].isspace())
        for harmed in (text[:middle] + text[middle + 1 :], text[:middle] + "\u00b6" + text[middle + 1 :], text + "."):
            worse = block.model_copy(update={"text": harmed, "printed": None})
            blocks = (*file.blocks[:number], worse, *file.blocks[number + 1 :])
            assert rebuilt(file.model_copy(update={"blocks": blocks})) != source, text[:40]


def test_a_lost_block_is_noticed() -> None:
    file, _ = read_record(PACKAGED / "md-16-02.yaml", DocumentFile)
    source = without_space(SOURCE.read_text(encoding="utf-8"))
    for number in range(len(file.blocks)):
        blocks = file.blocks[:number] + file.blocks[number + 1 :]
        assert rebuilt(file.model_copy(update={"blocks": blocks})) != source


def test_the_source_is_the_file_that_was_received(directive: Document) -> None:
    assert directive.source is not None
    assert directive.source.file == SOURCE.name
    assert directive.source.sha256 == sha256(SOURCE.read_bytes()).hexdigest()


def test_the_clauses_are_the_passages_that_questions_are_labeled_with(directive: Document) -> None:
    assert [(clause.id, clause.text) for clause in directive.clauses] == [
        (row["clause"], row["text"]) for row in PASSAGES
    ]


def test_every_clause_is_the_text_between_its_offsets(library: Library) -> None:
    assert len(library.clauses()) > len(PASSAGES)
    for clause in library.clauses():
        assert library.document(clause.document).text[clause.start : clause.end] == clause.text


def test_the_clause_that_a_page_break_cuts_is_one(directive: Document) -> None:
    clause = directive.clause("policy/county-business-photography")
    assert clause.text.startswith("All photography during County business should be for case servicing purposes only.")
    before = directive.clause("policy/blurred-face")
    # on paper the two stand in one paragraph
    assert directive.text[before.end : clause.start] == " "
    assert (before.locator, clause.locator) == (
        "MD 16-02, Policy, ¶ 15, sentence 1",
        "MD 16-02, Policy, ¶ 15, sentences 2-3",
    )


def test_joined_blocks_keep_lists_together_and_paragraphs_apart(directive: Document) -> None:
    first, second = directive.items("md-16-02/policy/county-business-photography")
    assert directive.text[first.end : second.start] == "\n"
    lead_in = directive.clause("policy/county-business-photography")
    assert directive.text[lead_in.end : first.start] == "\n\n"
    assert join_blocks(()) == ""


# --- structure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead_in", "count"), [("policy/must-not-disclose", 10), ("policy/county-business-photography", 2)]
)
def test_list_items_hang_on_their_lead_in(directive: Document, lead_in: str, count: int) -> None:
    items = directive.items(f"md-16-02/{lead_in}")
    assert len(items) == count
    assert all(item.kind is ClauseKind.ITEM and item.text.startswith("- ") for item in items)
    assert directive.clause(lead_in).text.endswith(":")


def test_every_item_has_a_lead_in_and_nothing_else_has(library: Library) -> None:
    for clause in library.clauses():
        assert (clause.kind is ClauseKind.ITEM) == (clause.lead_in is not None), clause.id
        lead_in = library.lead_in(clause)
        assert (lead_in.id if lead_in else None) == clause.lead_in


def test_the_disclaimer_and_the_references_are_known_as_such(directive: Document) -> None:
    kinds = {kind: [clause.id for clause in directive.clauses if clause.kind is kind] for kind in ClauseKind}
    assert kinds[ClauseKind.DISCLAIMER] == ["md-16-02/policy/disclaimer"]
    assert kinds[ClauseKind.REFERENCE] == [
        f"md-16-02/authority/bos-{n}" for n in ("6.030", "6.101", "6.104", "6.105", "6.100")
    ]


@pytest.mark.parametrize(
    ("clause", "locator"),
    [
        ("purpose/intent", "MD 16-02, Purpose, ¶ 1"),
        ("policy/placement", "MD 16-02, Policy, ¶ 11, item 7"),
        ("policy/visitation", "MD 16-02, Policy, ¶ 15, item 1"),
        ("policy/monitoring", "MD 16-02, Policy, ¶ 24"),
        ("compliance/online-misconduct", "MD 16-02, Compliance, Online Misconduct"),
        ("authority/bos-6.105", "MD 16-02, Authority, ¶ 4"),
    ],
)
def test_a_locator_leads_to_the_printed_place(directive: Document, clause: str, locator: str) -> None:
    assert directive.clause(clause).locator == locator


def test_no_two_clauses_share_a_locator(library: Library) -> None:
    locators = [clause.locator for clause in library.clauses()]
    assert len(set(locators)) == len(locators)


# --- the Board policies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARD_POLICIES)
def test_a_board_policy_is_cited_as_the_directive_cites_it(library: Library, directive: Document, name: str) -> None:
    document, reference = library.document(name), directive.clause(f"authority/{name}")
    day = document.issued.strftime("%m/%d/%Y") if document.issued else ""
    assert reference.text.endswith(f"Policy Manual No. {bare_number(name)}, {document.title}, dated {day}")
    assert document.number == f"Board Policy {bare_number(name)}"


@pytest.mark.parametrize("name", BOARD_POLICIES)
def test_the_renumbering_note_stands_wherever_the_number_does(library: Library, name: str) -> None:
    document = library.document(name)
    note = "as cited in MD 16-02; the number may name another policy in today's manual"
    assert document.citation_name == f"{document.number}, {document.title} ({note})"
    assert all(clause.locator.startswith(document.citation_name) for clause in document.clauses)


@pytest.mark.parametrize(
    ("quoting", "quoted"),
    [
        ("md-16-02/guidelines/confidential-data", "bos-6.101/quoted/confidential-data"),
        ("md-16-02/guidelines/county-it-public-forums", "bos-6.105/quoted/county-it-public-forums"),
    ],
)
def test_a_quoted_passage_is_the_words_between_the_quotation_marks(library: Library, quoting: str, quoted: str) -> None:
    outer, inner = library.clause(quoting), library.clause(quoted)
    words = re.search(r'states in part: "(.*)"$', outer.text)
    assert words is not None
    assert inner.text == words.group(1)
    assert outer.quotes == inner.document
    assert (inner.kind, inner.held, inner.is_quotable) == (ClauseKind.QUOTATION, Held.QUOTED, True)
    assert inner.locator.endswith("as quoted in MD 16-02, GUIDELINES")


def test_how_much_is_held_is_said_of_every_document(library: Library) -> None:
    assert {document.id: document.held for document in library.documents} == {
        "md-16-02": Held.FULL,
        "bos-6.030": Held.CITED,
        "bos-6.100": Held.SUMMARY,
        "bos-6.101": Held.QUOTED,
        "bos-6.104": Held.SUMMARY,
        "bos-6.105": Held.QUOTED,
    }


def test_a_summary_is_never_quotable(library: Library) -> None:
    summaries = [clause for clause in library.clauses() if clause.kind is ClauseKind.SUMMARY]
    assert len(summaries) == 20
    assert not any(clause.is_quotable for clause in summaries)
    assert all(clause.is_quotable for clause in library.clauses() if clause not in summaries)


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("16-02", "md-16-02"), ("MD 16-02", "md-16-02"), ("md-16-02", "md-16-02"), ("MD #16-02", "md-16-02"),
        ("Management Directive #16-02", "md-16-02"), (" 6.105 ", "bos-6.105"), ("bos-6.105", "bos-6.105"),
        ("BOS 6.105", "bos-6.105"), ("Board Policy No. 6.105", "bos-6.105"),
        ("Board of Supervisors Manual Policy No. 6.101", "bos-6.101"),
    ],
)  # fmt: skip
def test_a_document_is_found_by_any_of_its_names(library: Library, name: str, found: str) -> None:
    assert library.document(name).id == found


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("6.106", "Did you mean '6.105'"),
        ("16-20", "Did you mean '16-02'"),
        ("", "Held are: 16-02"),
        ("105", "No document '105'"),
    ],
)
def test_an_unknown_document_is_named_with_its_neighbors(library: Library, name: str, hint: str) -> None:
    with pytest.raises(UnknownDocument, match=re.escape(hint)):
        library.document(name)


def test_an_unknown_clause_is_named_with_its_neighbors(library: Library) -> None:
    with pytest.raises(UnknownClause, match="Did you mean 'md-16-02/policy/blurred-face'"):
        library.clause("md-16-02/policy/blured-face")
    assert library.has_clause("md-16-02/policy/blurred-face")
    assert not library.has_clause("md-16-02/policy/blured-face")


# --- imported texts ---------------------------------------------------------------------------------------------------

IMPORTED = """id: bos-6.105
number: Board Policy 6.105
title: Internet Usage Policy
held: full
version: official text
cited_in: MD 16-02
note: the number may name another policy in today's manual
source: {file: a.txt, sha256: abc, imported: 2026-11-22}
blocks:
  - {kind: heading, text: PURPOSE}
  - {kind: paragraph, id: bos-6.105/purpose/use, text: To say what use is acceptable.}
"""


def test_an_imported_text_takes_the_place_of_the_summary(tmp_path: Path, library: Library) -> None:
    (tmp_path / "bos-6.105.yaml").write_text(IMPORTED)
    after = load_library(tmp_path)
    document = after.document("6.105")
    assert document.held is Held.FULL
    assert document.source is not None
    assert document.source.imported == date(2026, 11, 22)
    assert after.digest != library.digest
    assert [one.id for one in after.documents] == [one.id for one in library.documents]
    assert after.replaced == {clause.id for clause in library.document("6.105").clauses}
    assert library.replaced == frozenset()


def test_a_folder_that_is_not_there_or_empty_changes_nothing(tmp_path: Path, library: Library) -> None:
    assert load_library(tmp_path / "none").digest == library.digest
    assert load_library(tmp_path).digest == library.digest


def test_faulty_imports_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "bos-6.105.yaml").write_text(IMPORTED.replace("held: full", "held: ful"))
    (tmp_path / "bos-6.101.yaml").write_text(IMPORTED.replace("6.105", "6.999"))
    with pytest.raises(FaultyData) as caught:
        load_library(tmp_path)
    messages = str(caught.value)
    assert "bos-6.105.yaml:4: held: 'ful' is not allowed, did you mean 'full'" in messages
    assert "the file of 'bos-6.999' must be named bos-6.999.yaml" in messages
    assert "unknown document to replace by an imported text, 'bos-6.999'" in messages


def test_the_digest_names_texts_and_boundaries_but_not_labels(tmp_path: Path) -> None:
    """Same text cut elsewhere is another index; a new title is not."""
    one, two = IMPORTED, IMPORTED.replace("title: Internet Usage Policy", "title: Internet Use")
    other = IMPORTED.replace("text: To say what use is acceptable.", "text: To say what use") + (
        "  - {kind: paragraph, id: bos-6.105/purpose/rest, text: is acceptable., sentences: [2, 2]}\n"
    )
    digests = []
    for text in (one, two, other):
        (tmp_path / "bos-6.105.yaml").write_text(text)
        digests.append(load_library(tmp_path).digest)
    assert digests[0] == digests[1] != digests[2]
    file, _ = read_record(tmp_path / "bos-6.105.yaml", DocumentFile)
    assert assemble(file).text == "PURPOSE\n\nTo say what use is acceptable."


def test_the_packaged_files_stand_alone(tmp_path: Path) -> None:
    """No document needs a file outside its folder: what is installed is what is read."""
    copy = shutil.copytree(PACKAGED, tmp_path / "documents")
    assert sorted(path.stem for path in copy.glob("*.yaml")) == sorted([*BOARD_POLICIES, "md-16-02"])
