"""Claims about `canipost corpus`, judged by what the commands print and the status they end with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.corpus import corpus_app, imports_folder
from corpus.library import PACKAGED, load_library

QUOTED = load_library().clause("bos-6.105/quoted/county-it-public-forums").text
OFFICIAL = f"""Policy #: 6.105
Title: Internet Usage Policy
Effective Date: 07/13/04

POLICY
____________________
{QUOTED}

County Internet service is for the business of the County, and whoever uses it for other things asks before.
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANIPOST_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    return tmp_path / "home"


@pytest.fixture
def official(tmp_path: Path) -> Path:
    path = tmp_path / "6105.txt"
    path.write_text(OFFICIAL, encoding="utf-8")
    return path


def corpus(*arguments: object) -> Result:
    return CliRunner().invoke(corpus_app, [str(argument) for argument in arguments])


def flat(result: Result) -> str:
    return " ".join(result.stdout.split())


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_list_shows_every_document_and_what_is_held_at_any_width(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    result = corpus("list")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= columns
    for words in (
        "MD 16-02",
        "Social Media",
        "2021-09-02",
        "full text",
        "Board Policy 6.030",
        "only cited; no text held",
    ):
        assert words in flat(result)
    assert "the number may name another policy in today's manual" in flat(result)
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("columns", [40, 200])
def test_show_shows_every_clause_of_a_document(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    result = corpus("show", "16-02")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= columns
    shown = "".join(result.stdout.split())
    for clause in load_library().document("16-02").clauses:
        assert "".join(clause.text.split()) in shown
        assert clause.id in shown


def test_show_labels_a_summary_as_one_and_carries_the_note() -> None:
    shown = flat(corpus("show", "6.105"))
    assert shown.count("[summary, check the official text]") == 6
    assert "as cited in MD 16-02; the number may name another policy in today's manual" in shown
    assert QUOTED in shown


@pytest.mark.parametrize("name", ["md-16-02/policy/placement", "policy/placement"])
def test_a_list_item_is_shown_with_its_lead_in(name: str) -> None:
    result = corpus("show", "16-02", "--clause", name)
    assert result.exit_code == 0
    assert "MD 16-02, Policy, ¶ 11, item 7" in result.stdout
    assert result.stdout.index("Employees must not disclose:") < result.stdout.index("- Placement details")


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "utf-8"])
def test_a_console_that_lacks_a_character_gets_a_plain_one(encoding: str) -> None:
    result = CliRunner(charset=encoding).invoke(corpus_app, ["show", "16-02", "--clause", "policy/placement"])
    assert result.exit_code == 0
    sign = "par." if encoding in ("ascii", "cp437") else "¶"
    assert f"MD 16-02, Policy, {sign} 11, item 7" in result.stdout_bytes.decode(encoding)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "16-20"), "Did you mean '16-02'?"),
        (("show", "16-02", "--clause", "policy/placment"), "Did you mean 'md-16-02/policy/placement'?"),
        (("diff", "16-02", "16-99"), "No document '16-99' is held"),
        (("import", "6.999", "x.txt"), "No document '6.999' is held"),
    ],
)
def test_what_is_not_held_ends_with_status_2_and_a_hint(arguments: tuple[str, ...], message: str) -> None:
    result = corpus(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("show",), ("diff", "16-02"), ("import", "6.105"), ("list", "--nonsense"), ("lst",)]
)
def test_bad_usage_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    assert corpus(*arguments).exit_code == 2


def test_check_counts_and_finds_no_fault() -> None:
    result = corpus("check")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"^ +6  documents$", result.stdout, re.MULTILINE)
    assert "No faults." in result.stdout


def test_check_lists_every_fault_with_file_and_line(home: Path) -> None:
    imports_folder().mkdir(parents=True)
    (imports_folder() / "bos-6.105.yaml").write_text("id: bos-6.105\nheld: ful\n")
    result = corpus("check")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[-1] == "5 faults."
    assert all(line.startswith(str(home)) for line in lines[:-1])
    assert any("bos-6.105.yaml:2: held: 'ful' is not allowed, did you mean 'full'" in line for line in lines)


def test_diff_of_the_source_with_the_document_is_empty() -> None:
    result = corpus("diff", "16-02", PACKAGED / "source" / "md-16-02.txt")
    assert result.exit_code == 0
    assert "50 kept, 0 changed, 0 removed, 0 added" in result.stdout


def test_diff_names_the_clauses_and_rules_that_an_edition_touches(tmp_path: Path) -> None:
    old = PACKAGED / "md-16-02.yaml"
    new = tmp_path / "md-16-02.yaml"
    text = old.read_text(encoding="utf-8")
    harmed = text.replace("emoji covering face is not\n", "emoji covering face is\n")
    assert harmed != text
    new.write_text(harmed, encoding="utf-8")
    result = corpus("diff", old, new)
    assert result.exit_code == 0
    assert "changed  md-16-02/policy/blurred-face" in result.stdout
    assert "[-not-] permitted" in flat(result)
    assert "49 kept, 1 changed" in result.stdout
    assert re.search(r"Rules to look at again: .*blurred-face", flat(result))


@pytest.mark.parametrize(("name", "message"), [("gone.yaml", "cannot be read"), ("bad.yaml", "missing key 'blocks'")])
def test_diff_of_a_broken_document_ends_with_status_1(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "bad.yaml").write_text("id: x\n")
    result = corpus("diff", "16-02", tmp_path / name)
    assert result.exit_code == 1
    assert message in result.stderr


def test_import_shows_and_changes_nothing_until_yes(official: Path, home: Path) -> None:
    result = corpus("import", "6.105", official)
    assert result.exit_code == 0
    shown = flat(result)
    for words in ("Found: Board Policy 6.105, Internet Usage Policy", "effective 2004-07-13", "sections POLICY",
                  "the words quoted in MD 16-02, Guidelines, ¶ 2 stand in it", "1 kept, 0 changed, 6 removed, 1 added",
                  "Nothing was changed."):  # fmt: skip
        assert words in shown
    assert not home.exists()


def test_import_with_yes_replaces_the_summary(official: Path) -> None:
    result = corpus("import", "6.105", official, "--yes")
    assert result.exit_code == 0, result.stderr
    assert "Imported." in result.stdout
    shown = flat(corpus("show", "6.105"))
    assert "whoever uses it for other things asks before" in shown
    assert "full text; 2 clauses" in shown
    assert "6105.txt of" in shown
    assert "summary" not in shown
    again = corpus("import", "6.105", official, "--yes")
    assert again.exit_code == 0
    assert "held already" in again.stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "other.txt",
            OFFICIAL.replace("Internet Usage", "Audit and Risk").encode(),
            "another policy under the same number",
        ),
        ("empty.txt", b"", "is empty"),
        ("scan.png", b"\x89PNG", "Run text recognition"),
        ("page.pdf", b"<html><body>hello</body></html>", "Rename it to .html"),
    ],
)
def test_a_refused_import_ends_with_status_1_and_changes_nothing(
    tmp_path: Path, home: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = corpus("import", "6.105", tmp_path / name, "--yes")
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not home.exists()


def test_imports_are_kept_where_the_setting_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert imports_folder() == home / "documents"
    monkeypatch.delenv("CANIPOST_HOME")
    assert imports_folder() == Path.home() / ".local" / "share" / "canipost" / "documents"


def test_pages_writes_each_text_with_an_address_for_each_clause_and_says_what_to_set(tmp_path: Path) -> None:
    result = corpus("pages", "--to", tmp_path / "pages")

    assert result.exit_code == 0
    assert "CANIPOST_CLAUSE_URL=https://ADDRESS-OF-THE-FOLDER/{document}.html#{clause}" in result.stdout
    written = {path.name for path in (tmp_path / "pages").iterdir()}
    assert written == {"index.html", *(f"{document.id}.html" for document in load_library().documents)}
    assert f"{len(written)} pages with {len(load_library().clauses())} clauses" in flat(result)


def test_pages_of_an_imported_text_are_those_of_the_official_one(official: Path, tmp_path: Path) -> None:
    assert corpus("import", "6.105", official, "--yes").exit_code == 0

    assert corpus("pages", "--to", tmp_path).exit_code == 0

    page = (tmp_path / "bos-6.105.html").read_text()
    assert "asks before." in page
    assert "6105.txt" in page


def test_pages_refuses_a_folder_that_it_cannot_write_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = corpus("pages", "--to", tmp_path / "file")

    assert result.exit_code == 1
    assert "Name another folder" in result.stderr
