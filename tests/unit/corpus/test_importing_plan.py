"""Claims about importing: only that policy, nothing before yes, whole or not at all, ids that last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import ClauseKind, Held
from corpus.errors import ImportRefused, UnknownDocument
from corpus.importing import ImportPlan, apply_import, plan_import
from corpus.importing.drafting import as_document, slug_of
from corpus.importing.official_text import read_official_text
from corpus.library import PACKAGED, Library, load_library

TODAY = date(2026, 11, 22)
QUOTED = load_library().clause("bos-6.105/quoted/county-it-public-forums").text
HEAD = "Policy #:\nTitle:\nEffective Date:\n6.105\nInternet Usage Policy\n07/13/04\n \n"
BLANK = " "  # public copies part their paragraphs by a line that holds one space
BODY = f"""PURPOSE
____________________
To say what use of the Internet through County means is acceptable for everybody who works with them.
{BLANK}
POLICY
____________________
{QUOTED}
{BLANK}
County users shall not:
o gamble on the Internet;
o shop on the Internet for themselves
{BLANK}
Acceptable use
Whoever finds a gnome on the Internet may look at it for as long as their supervisor would look at it too.
"""
QUOTED_ID = "bos-6.105/quoted/county-it-public-forums"


def a_plan(
    library: Library, folder: Path, text: str = HEAD + BODY, number: str = "6.105", day: date = TODAY
) -> ImportPlan:
    path = folder / "official.txt"
    path.write_text(text, encoding="utf-8")
    return plan_import(library, number, path, day)


def test_a_plan_says_what_was_found_and_what_would_change(tmp_path: Path, library: Library) -> None:
    plan = a_plan(library, tmp_path)
    assert plan.text.sections == ("PURPOSE", "POLICY", "Acceptable use")
    assert [clause.id for clause in plan.document.clauses] == [
        "bos-6.105/purpose/say-what-use-internet-through-county",
        QUOTED_ID,
        "bos-6.105/policy/county-users-shall-not",
        "bos-6.105/policy/gamble-internet",
        "bos-6.105/policy/shop-internet-themselves",
        "bos-6.105/policy/whoever-finds-gnome-internet-may-look",
    ]
    assert [pair.new.id for pair in plan.diff.kept] == [QUOTED_ID]
    assert {clause.kind for clause in plan.diff.removed} == {ClauseKind.SUMMARY}
    assert len(plan.diff.added) == 5
    assert not plan.changes_nothing


def test_a_plan_writes_nothing(tmp_path: Path, library: Library) -> None:
    a_plan(library, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["official.txt"]


def test_source_digest_and_date_are_recorded(tmp_path: Path, library: Library) -> None:
    plan = a_plan(library, tmp_path)
    document = load_library(apply_import(plan, tmp_path / "documents").parent).document("6.105")
    assert document == plan.document
    assert document.source is not None
    assert (document.source.file, document.source.sha256) == ("official.txt", plan.text.sha256)
    assert (document.source.imported, document.issued) == (TODAY, date(2004, 7, 13))
    assert document.held is Held.FULL
    assert all(clause.is_quotable for clause in document.clauses)
    # the number may still mislead
    assert "another policy in today's manual" in document.citation_name


def test_importing_twice_changes_nothing(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "documents"
    path = apply_import(a_plan(library, tmp_path), folder)
    written = path.read_bytes()
    again = a_plan(load_library(folder), tmp_path, day=date(2027, 1, 1))
    assert again.changes_nothing
    assert again.diff.is_empty
    assert apply_import(again, folder) == path
    assert path.read_bytes() == written
    assert [one.name for one in folder.iterdir()] == ["bos-6.105.yaml"]


def test_a_reworded_clause_keeps_its_id_in_the_next_edition(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "documents"
    apply_import(a_plan(library, tmp_path), folder)
    reworded = (
        (HEAD + BODY).replace("Whoever finds a gnome", "Everybody who finds a gnome").replace("o gamble", "o play")
    )
    plan = a_plan(load_library(folder), tmp_path, reworded)
    assert [(pair.old.id, pair.new.id) for pair in plan.diff.changed] == [
        ("bos-6.105/policy/gamble-internet", "bos-6.105/policy/gamble-internet"),
        (
            "bos-6.105/policy/whoever-finds-gnome-internet-may-look",
            "bos-6.105/policy/whoever-finds-gnome-internet-may-look",
        ),
    ]
    assert plan.diff.added == plan.diff.removed == ()


# --- the words that the directive quotes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    [QUOTED, QUOTED.replace("County IT", "county  IT"), f"First of all. {QUOTED} And so on.", QUOTED.replace("'", "’")],
)
def test_the_clause_that_has_the_quoted_words_takes_over_their_id(
    tmp_path: Path, library: Library, quoted: str
) -> None:
    plan = a_plan(library, tmp_path, (HEAD + BODY).replace(QUOTED, quoted))
    assert plan.document.clause(QUOTED_ID).kind is ClauseKind.PARAGRAPH
    assert plan.document.clause(QUOTED_ID).held is Held.FULL
    assert any(
        check.passed and "quoted in MD 16-02, Guidelines, ¶ 2 stand in it" in check.says for check in plan.checks
    )


def test_quoted_words_that_are_not_in_the_text_stay_as_a_quotation(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "documents"
    text = (HEAD + BODY).replace(QUOTED, "Other words stand here today.")
    # the second time they are already a quotation within an imported document
    for is_first in (True, False):
        plan = a_plan(load_library(folder), tmp_path, text)
        assert plan.changes_nothing is not is_first
        assert [check.says for check in plan.checks if not check.passed] == [
            "the words quoted in MD 16-02, Guidelines, ¶ 2 do NOT stand in it"
        ]
        kept = plan.document.clause(QUOTED_ID)
        assert (kept.text, kept.kind, kept.held) == (QUOTED, ClauseKind.QUOTATION, Held.QUOTED)
        assert kept.locator.endswith("as quoted in MD 16-02, GUIDELINES")
        apply_import(plan, folder)


@pytest.mark.parametrize(
    ("day", "passed"), [("07/13/04", True), ("July 13, 2004", True), ("11/13/2018", False), ("13/13/04", False)]
)
def test_the_date_is_compared_with_the_cited_one(tmp_path: Path, library: Library, day: str, passed: bool) -> None:
    plan = a_plan(library, tmp_path, (HEAD + BODY).replace("07/13/04", day))
    assert plan.checks[0].passed is passed


# --- only that policy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "old", "new", "message"),
    [
        ("6.104", "", "",
         r'is policy 6\.105, "Internet Usage Policy", not Board Policy 6\.104, "Electronic Communications"'),
        ("6.105", "6.105\nInternet", "6.106\nInternet", r"is policy 6\.106"),
        # today's manual: another policy under the cited number
        ("6.105", "\nInternet Usage Policy", "\nAudit and Risk Assessment",
         'is another policy under the same number: it is titled "Audit and Risk Assessment"'),
        ("6.105", HEAD, "", "does not say in its first lines which policy it is"),
        ("6.105", "Internet Usage Policy\n", "\n", "shows no title"),
    ],
)  # fmt: skip
def test_another_policy_is_refused(
    tmp_path: Path, library: Library, number: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(ImportRefused, match=message):
        a_plan(library, tmp_path, (HEAD + BODY).replace(old, new, 1), number)


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("6.101", "Use of County Information Technology Resources"),
        ("6.101", "USE OF COUNTY INFORMATION TECHNOLOGY (IT) RESOURCES"),
        ("6.100", "Information Technology and Security Policy"),
        ("6.105", "Internet Usage"),
    ],
)
def test_small_differences_of_a_title_are_none(tmp_path: Path, library: Library, number: str, title: str) -> None:
    text = (HEAD + BODY).replace("6.105\nInternet Usage Policy", f"{number}\n{title}", 1)
    assert a_plan(library, tmp_path, text, number).document.id == f"bos-{number}"


@pytest.mark.parametrize(
    ("number", "title"), [("6.101", "Use of County Information Assets"), ("6.100", "Information Security Policy")]
)
def test_the_titles_of_today_s_manual_are_other_policies(
    tmp_path: Path, library: Library, number: str, title: str
) -> None:
    text = (HEAD + BODY).replace("6.105\nInternet Usage Policy", f"{number}\n{title}", 1)
    with pytest.raises(ImportRefused, match="another policy under the same number"):
        a_plan(library, tmp_path, text, number)


def test_a_page_without_labels_is_known_by_its_first_line(tmp_path: Path, library: Library) -> None:
    assert (
        a_plan(library, tmp_path, "Board Policy No. 6.105\nInternet Usage Policy\n\n" + BODY).document.id == "bos-6.105"
    )


def test_the_directive_itself_is_not_imported_over(library: Library) -> None:
    with pytest.raises(ImportRefused, match="MD 16-02 is held in full"):
        plan_import(library, "16-02", PACKAGED / "source" / "md-16-02.txt", TODAY)


def test_an_unknown_number_is_unknown(tmp_path: Path, library: Library) -> None:
    with pytest.raises(UnknownDocument):
        a_plan(library, tmp_path, number="6.999")


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_leaves_all_as_it_was(tmp_path: Path, library: Library) -> None:
    blocked = tmp_path / "documents"
    blocked.write_text("a file stands in the way")
    with pytest.raises(ImportRefused, match=r"cannot be written: .*Nothing was changed"):
        apply_import(a_plan(library, tmp_path), blocked)
    assert blocked.read_text() == "a file stands in the way"


def test_a_failure_while_writing_leaves_the_old_import(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "documents"
    path = apply_import(a_plan(library, tmp_path), folder)
    before = path.read_bytes()
    plan = a_plan(library, tmp_path, (HEAD + BODY).replace("gamble", "bet"))

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corpus.importing.planning.os.fsync", full_disk)
    with pytest.raises(ImportRefused, match="No space left on device"):
        apply_import(plan, folder)
    assert path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == [path.name]


# --- comparing --------------------------------------------------------------------------------------------------------


def test_the_source_of_the_directive_reads_as_the_directive(library: Library) -> None:
    """The splitter, given the page as received, finds the very clauses that were cut by hand."""
    from corpus.diff import diff_documents

    directive = library.document("16-02")
    read = as_document(read_official_text(PACKAGED / "source" / "md-16-02.txt"), library, TODAY)
    diff = diff_documents(directive, read)
    assert diff.is_empty
    assert [clause.id for clause in read.clauses] == [clause.id for clause in directive.clauses]
    assert [clause.lead_in for clause in read.clauses] == [clause.lead_in for clause in directive.clauses]


def test_an_official_text_of_no_held_policy_can_be_compared_too(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "other.txt"
    path.write_text((HEAD + BODY).replace("6.105\nInternet Usage Policy", "9.999\nGnomes", 1))
    document = as_document(read_official_text(path), library, TODAY)
    assert (document.id, document.number, len(document.clauses)) == ("gnomes", "9.999", 6)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (
            "- Any case specific information, including which DCFS office",
            "case-specific-information-including-which-dcfs",
        ),
        ("(a) The employee's own", "employees-own"),
        ("To be or not to be", "not-be"),
        ("It is", "it-is"),
        ("…", "clause"),
    ],
)
def test_a_slug_is_the_telling_words(text: str, slug: str) -> None:
    found = slug_of(text)
    assert found == slug if text != "To be or not to be" else found.startswith("not")
