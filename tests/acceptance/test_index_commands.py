"""The real program, `canipost index …` and `canipost search`: as a process of its own, or called in this one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from assistant.cli.failures import one_line_failures
from assistant.cli.index import index_app, search_command

PROGRAM = "import sys; from assistant.cli.main import run; sys.exit(run())"

QUERIES = {"q1": "may a photo of a client be posted", "q2": "office potluck", "q3": "nobody judged this one"}
PASSAGES = {
    "p1": "Photos of clients must not be posted.",
    "p2": "The potluck is in the office on Friday.",
    "p3": "Work schedules are confidential.",
    "p4": "A disclaimer goes with shared news.",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def canipost(home: Path, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANIPOST_")}
    environment |= {"CANIPOST_CACHE": str(home / "cache"), "CANIPOST_HOME": str(home / "home"), **variables}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env=environment,
        capture_output=True,
        encoding=variables.get("PYTHONIOENCODING", "utf-8"),
        timeout=120,
        check=False,
    )


@dataclass(frozen=True)
class Outcome:
    status: int
    stdout: str
    stderr: str


Here = Callable[..., Outcome]


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The same commands in this process, which saves two seconds of imports a call."""
    monkeypatch.setenv("CANIPOST_CACHE", str(home / "cache"))
    monkeypatch.setenv("CANIPOST_HOME", str(home / "home"))
    app = typer.Typer(pretty_exceptions_enable=False)
    app.add_typer(index_app, name="index")
    app.command("search")(search_command)

    def call(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended, one_line_failures():
            app(list(arguments), prog_name="canipost")
        out, err = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture(scope="module")
def benchmark(home: Path) -> list[str]:
    files = {
        "corpus": "".join(json.dumps({"_id": key, "title": "", "text": text}) + "\n" for key, text in PASSAGES.items()),
        "queries": "".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text in QUERIES.items()),
        "qrels": "query-id\tcorpus-id\tscore\nq1\tp1\t1\nq2\tp2\t1\n",
    }
    for name, content in files.items():
        (home / name).write_text(content, encoding="utf-8")
    return [part for name in files for part in (f"--{name}", str(home / name))]


def test_search_shows_both_ranks_and_the_score_and_builds_the_index_once(home: Path) -> None:
    first = canipost(home, "search", "blurred photo of a client", "-k", "2")
    assert first.returncode == 0, first.stderr
    assert "md-16-02/policy/blurred-face" in first.stdout
    assert first.stdout.count("score 0.") == first.stdout.count("meaning #") == 2
    assert first.stderr == ""
    (folder,) = (home / "cache" / "index").iterdir()
    before = folder.stat().st_mtime_ns
    again = canipost(home, "search", "blurred photo of a client", "-k", "2", "--json")
    hits = json.loads(again.stdout)
    assert hits[0]["clause_id"] in first.stdout
    assert set(hits[0]) == {"clause_id", "score", "dense_rank", "dense_score", "bm25_rank", "bm25_score"}
    assert folder.stat().st_mtime_ns == before


def test_search_fits_a_narrow_screen_in_a_poor_encoding(home: Path) -> None:
    done = canipost(home, "search", "placement details", "-k", "3", COLUMNS="40", PYTHONIOENCODING="cp437")
    assert done.returncode == 0, done.stderr
    assert "Employees must not disclose:" in done.stdout, "the list item came without its lead-in"
    assert max(len(line) for line in done.stdout.splitlines() if "/" not in line) <= 40


def test_build_says_what_it_did_and_info_shows_it(here: Here, home: Path) -> None:
    here("index", "build")
    assert here("index", "build").stdout.startswith("Already there: ")
    told = here("index", "info").stdout
    assert "minilm" in told
    assert str(home / "cache") in told.replace("\n", "")
    (index,) = json.loads(here("index", "info", "--json").stdout)["indexes"]
    assert index["chunks"] >= index["owners"] > 50
    assert index["dimension"] == 384


def test_info_without_an_index_says_how_to_make_one(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANIPOST_CACHE", str(tmp_path))
    assert "canipost index build" in here("index", "info").stdout


def test_info_names_a_damaged_index(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANIPOST_CACHE", str(tmp_path))
    (tmp_path / "index" / ("0" * 32)).mkdir(parents=True)
    told = here("index", "info")
    assert told.status == 0
    assert "manifest.json is missing" in " ".join(told.stdout.split())


def test_evaluate_measures_every_method_with_progress_beside_the_table(home: Path, benchmark: list[str]) -> None:
    done = canipost(home, "index", "evaluate", *benchmark)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["fused", "1.0000", "1.0000", "1.0000", "1.0000"] in lines
    assert [line[0] for line in lines if len(line) == 5 and line[1] == "1.0000"].count("dense") == 3
    assert "passages: 4 of 4" in done.stderr
    assert "1 queries have no judgment" in done.stderr


def test_evaluate_gives_its_figures_to_programs_too(here: Here, benchmark: list[str]) -> None:
    found = json.loads(here("index", "evaluate", *benchmark, "--json").stdout)
    assert (found["passages"], found["queries"], found["judgments"]) == (4, 2, 2)
    assert found["measures"]["fused"]["ndcg@10"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "  "], "nothing to look for"),
        (["search", "x", "--model", "minilmm"], "'minilmm'"),
        (["index", "build", "--model", "someone/model"], "needs its full commit"),
        (["index", "evaluate", "--corpus", "/no/such/file", "--queries", "q", "--qrels", "r"], "/no/such/file"),
    ],
)
def test_bad_input_ends_in_one_clear_line_and_status_2(here: Here, arguments: list[str], words: str) -> None:
    done = here(*arguments)
    assert done.status == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_an_option_that_does_not_fit_ends_with_status_2(home: Path) -> None:
    done = canipost(home, "search", "x", "-k", "0")
    assert done.returncode == 2
    assert "-k" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_line_is_named_with_its_number(here: Here, benchmark: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "p1", "text": "x"}\n{broken\n', encoding="utf-8")
    done = here("index", "evaluate", *benchmark, "--corpus", str(tmp_path / "corpus.jsonl"))
    assert done.status == 2
    assert "corpus.jsonl:2: is not JSON" in done.stderr
