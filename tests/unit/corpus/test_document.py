"""Claims about documents and clauses, and about how a file of blocks becomes a document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Clause, ClauseKind, Document, Held
from corpus.document_file import Block, BlockKind, DocumentFile, assemble, read_document, write_document
from corpus.errors import BrokenDocument, UnknownClause
from corpus.strict_yaml import Faults


def a_block(kind: str, text: str, slug: str | None = None, **more: object) -> Block:
    return Block.model_validate({"kind": kind, "text": text, "id": slug and f"x-1/{slug}", **more})


def a_file(*blocks: Block, **more: object) -> DocumentFile:
    given = {"id": "x-1", "number": "X 1", "title": "Things", "held": "full", "version": "1", "blocks": blocks}
    return DocumentFile.model_validate({**given, **more})


LIST = (
    a_block("front", "THE THINGS"),
    a_block("heading", "POLICY"),
    a_block("paragraph", "Things are good.", "good"),
    a_block("paragraph", "Things must not:", "must-not"),
    a_block("item", "- fall", "fall", lead_in="x-1/must-not"),
    a_block("item", "- break", "break", lead_in="x-1/must-not"),
    a_block("paragraph", "One sentence.", "one", sentences=(1, 1)),
    a_block("paragraph", "Two. Three.", "two", sentences=(2, 3)),
    a_block("heading", "Last words", level=2),
    a_block("paragraph", "Farewell.", "farewell"),
)


def test_a_clause_is_the_text_between_its_offsets() -> None:
    document = assemble(a_file(*LIST))
    assert [document.text[clause.start : clause.end] for clause in document.clauses] == [
        "Things are good.", "Things must not:", "- fall", "- break", "One sentence.", "Two. Three.", "Farewell."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "locator"),
    [
        ("good", "X 1, Policy, ¶ 1"),
        ("must-not", "X 1, Policy, ¶ 2"),
        ("break", "X 1, Policy, ¶ 2, item 2"),
        ("one", "X 1, Policy, ¶ 3, sentence 1"),
        # it stands in the paragraph of the clause before it, so the count does not go on
        ("two", "X 1, Policy, ¶ 3, sentences 2-3"),
        # alone under its sub-heading: the title is enough
        ("farewell", "X 1, Policy, Last words"),
    ],
)
def test_a_locator_counts_as_a_reader_counts(slug: str, locator: str) -> None:
    assert assemble(a_file(*LIST)).clause(slug).locator == locator


def test_items_know_their_lead_in_and_their_words_without_the_mark() -> None:
    document = assemble(a_file(*LIST))
    first, _ = document.items("x-1/must-not")
    assert document.text[first.words.start : first.words.end] == "fall"
    assert document.text[first.span.start : first.span.end] == "- fall"


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ({"text": "Things are bad."}, "not the clause's text"),
        ({"start": 0}, "not the clause's text"),
        ({"document": "y-1"}, "belongs to another document"),
        ({"lead_in": "x-1/break"}, "does not stand before it"),
    ],
)
def test_a_clause_that_does_not_fit_its_document_is_refused(harm: dict[str, object], message: str) -> None:
    document = assemble(a_file(*LIST))
    broken = replace(document.clauses[0], **harm)  # type: ignore[arg-type]
    with pytest.raises(BrokenDocument, match=message):
        replace(document, clauses=(broken, *document.clauses[1:]))


def test_two_clauses_with_one_id_are_refused() -> None:
    with pytest.raises(BrokenDocument, match="listed twice"):
        assemble(a_file(a_block("paragraph", "One.", "same"), a_block("paragraph", "Two.", "same")))


def test_clauses_out_of_order_are_refused() -> None:
    document = assemble(a_file(*LIST))
    with pytest.raises(BrokenDocument, match="out of order"):
        replace(document, clauses=document.clauses[::-1])


def test_the_digest_changes_with_any_character() -> None:
    document = assemble(a_file(*LIST))
    other = assemble(a_file(*LIST[:-1], a_block("paragraph", "Farewell!", "farewell")))
    assert document.digest != other.digest
    assert document.clause("farewell").digest != other.clause("farewell").digest
    assert document.clause("good").digest == other.clause("good").digest


@pytest.mark.parametrize(
    ("kind", "held", "quotable"),
    [
        (ClauseKind.PARAGRAPH, Held.FULL, True),
        (ClauseKind.QUOTATION, Held.QUOTED, True),
        (ClauseKind.SUMMARY, Held.SUMMARY, False),
        (ClauseKind.SUMMARY, Held.CITED, False),
        (ClauseKind.PARAGRAPH, Held.SUMMARY, False),
        (ClauseKind.SUMMARY, Held.FULL, False),  # a summary is ours, whatever the document
    ],
)
def test_only_the_text_s_own_words_are_quotable(kind: ClauseKind, held: Held, quotable: bool) -> None:
    clause = Clause("x-1/a", "x-1", kind, (), "X 1", "Words.", 0, 6, held=held)
    assert clause.is_quotable is quotable


def test_a_number_with_a_caution_is_never_printed_bare() -> None:
    document = assemble(a_file(*LIST, cited_in="MD 1", note="it may be another thing today"))
    assert document.citation_name == "X 1, Things (as cited in MD 1; it may be another thing today)"
    assert document.clause("good").locator.startswith(document.citation_name)


def test_an_unknown_clause_names_its_neighbors() -> None:
    with pytest.raises(UnknownClause, match="Did you mean 'x-1/farewell'"):
        assemble(a_file(*LIST)).clause("x-1/farwell")


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("{kind: paragraph, text: Words.}", "a paragraph block must have an id"),
        ("{kind: heading, text: Words, id: x-1/words}", "a heading block must have no id"),
        ("{kind: paragraph, text: Words., id: y-1/words}", "must begin with 'x-1/'"),
        ("{kind: paragraph, text: ' ', id: x-1/words}", "the text is empty"),
        ("{kind: item, text: Words., id: x-1/words, lead_in: x-1/gone}", "does not stand before it"),
        ("{kind: paragraf, text: Words., id: x-1/words}", "did you mean 'paragraph'"),
    ],
)
def test_a_faulty_document_file_is_refused_with_its_line(tmp_path: Path, block: str, message: str) -> None:
    path = tmp_path / "x-1.yaml"
    path.write_text(f"id: x-1\nnumber: X 1\ntitle: T\nheld: full\nversion: '1'\nblocks:\n  - {block}\n")
    faults = Faults()
    assert read_document(path, faults) is None
    assert len(faults.found) == 1
    assert message in faults.found[0].message
    assert faults.found[0].line in (1, 7)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)
PROSE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@given(st.lists(PROSE, min_size=1, max_size=6))
def test_what_is_written_reads_back_the_same(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    blocks = [a_block("paragraph", text, f"c-{number}") for number, text in enumerate(texts)]
    file = a_file(a_block("heading", texts[0]), *blocks)
    path = tmp_path_factory.mktemp("written") / "x-1.yaml"
    path.write_text(write_document(file), encoding="utf-8")
    read = read_document(path, Faults())
    assert read is not None
    assert read[0] == assemble(file)
    assert [clause.text for clause in read[0].clauses] == texts


def test_a_block_kind_is_a_clause_kind_or_cannot_be_cited() -> None:
    names = {kind.value for kind in BlockKind if Block(kind=kind, text="x").is_clause}
    assert names == {kind.value for kind in ClauseKind}


def test_a_document_without_clauses_is_a_document() -> None:
    empty = Document("x-1", "X 1", "T", None, "1", Held.CITED, None, "", ())
    assert empty.citation_name == "X 1"
