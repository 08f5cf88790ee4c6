import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.benchmark import Benchmark, read_benchmark
from index.errors import BenchmarkUnreadable

CORPUS = '{"_id": "d1", "title": "Photos", "text": "of clients"}\n{"_id": "d2", "text": "potluck"}\n'
QUERIES = '{"_id": "q1", "text": "client photo"}\n{"_id": "q2", "text": "nobody judged this"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n"


def read(folder: Path, corpus: str | bytes = CORPUS, queries: str = QUERIES, qrels: str = QRELS) -> Benchmark:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_bytes(corpus.encode() if isinstance(corpus, str) else corpus)
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return read_benchmark(folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels.tsv")


def test_title_and_text_are_joined_and_unjudged_queries_left_out(tmp_path: Path) -> None:
    assert read(tmp_path) == Benchmark(
        passages={"d1": "Photos of clients", "d2": "potluck"},
        queries={"q1": "client photo"},
        qrels={"q1": {"d1": 2, "d2": 0}},
        unjudged=1,
    )


@pytest.mark.parametrize(
    "qrels",
    [
        "q1\td1\t2\nq1\td2\t0\n",
        "query-id\tcorpus-id\tscore\r\nq1\td1\t2\r\nq1\td2\t0",
        "q1 0 d1 2\nq1 0 d2 0\n",
        "q1\tQ0\td1\t2\n\nq1\tQ0\td2\t0\n",
        "q1\td1\t2.0\nq1\td2\t0.0\n",
    ],
    ids=["no header", "Windows lines", "four columns", "four columns with tabs", "grades as decimals"],
)
def test_judgments_are_read_in_every_usual_layout(tmp_path: Path, qrels: str) -> None:
    assert read(tmp_path, qrels=qrels).qrels == {"q1": {"d1": 2, "d2": 0}}


@pytest.mark.parametrize(
    "corpus",
    [
        '{"_id": 7, "title": null, "text": "x"}\n{"_id": "d1", "text": ""}\n{"_id": "d2", "text": "y"}',
        b"\xef\xbb\xbf" + b'{"_id": "7", "text": "x"}\n\n{"_id": "d1", "text": ""}\n{"_id": "d2", "text": "y"}\n',
    ],
    ids=["numbers, null and blank", "byte order mark and blank line"],
)
def test_rows_are_read_as_sets_really_write_them(tmp_path: Path, corpus: str | bytes) -> None:
    assert read(tmp_path, corpus=corpus).passages == {"7": "x", "d1": "", "d2": "y"}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"corpus": CORPUS + "{oops\n"}, r"corpus\.jsonl:3: is not JSON .*'\{oops'"),
        ({"corpus": CORPUS + "[1]\n"}, r"corpus\.jsonl:3: expected a JSON object, got '\[1\]'"),
        ({"corpus": '{"id": "d1", "text": "x"}\n'}, r"corpus\.jsonl:1: '_id' must be text, got None.*'id', 'text'"),
        ({"corpus": '{"_id": "d1", "text": 3}\n'}, r"corpus\.jsonl:1: 'text' must be text, got 3"),
        ({"corpus": CORPUS + CORPUS}, r"corpus\.jsonl:3: the id 'd1' is there twice"),
        ({"corpus": ""}, r"corpus\.jsonl: is empty"),
        ({"corpus": b'{"_id": "d\xff"}\n'}, r"corpus\.jsonl: is not UTF-8"),
        ({"queries": "\n"}, r"queries\.jsonl: is empty"),
        ({"qrels": QRELS + "q1\td3\t1\n"}, r"qrels\.tsv:4: passage 'd3' is not in .*corpus\.jsonl"),
        ({"qrels": QRELS + "q9\td1\t1\n"}, r"qrels\.tsv:4: query 'q9' is not in .*queries\.jsonl"),
        ({"qrels": QRELS + "q1\td1\n"}, r"qrels\.tsv:4: expected query-id, corpus-id and score"),
        ({"qrels": QRELS + "q1\td1\thigh\n"}, r"qrels\.tsv:4: the score must be a whole number, got 'high'"),
        ({"qrels": QRELS + "q1\td1\t0.5\n"}, r"got '0\.5'"),
        ({"qrels": QRELS + "q1\td1\tinf\n"}, r"got 'inf'"),
        ({"qrels": "query-id\tcorpus-id\tscore\n"}, r"qrels\.tsv: there is no judgment"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path, broken: dict[str, str], words: str) -> None:
    with pytest.raises(BenchmarkUnreadable, match=words):
        read(tmp_path, **broken)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    read(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(BenchmarkUnreadable, match=f"{name}: cannot be read"):
        read_benchmark(tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl", tmp_path / "qrels.tsv")


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=8))
def test_any_text_under_any_id_comes_back(tmp_path_factory: pytest.TempPathFactory, passages: dict[str, str]) -> None:
    corpus = "\n".join(json.dumps({"_id": key, "text": text}) for key, text in (passages | {"d1": "x"}).items())
    benchmark = read(tmp_path_factory.mktemp("set"), corpus=corpus, qrels="q1\td1\t1\n")
    assert benchmark.passages == {key: text.strip() for key, text in (passages | {"d1": "x"}).items()}


@given(st.text(max_size=60))
def test_any_line_of_judgments_is_read_or_refused_by_name(tmp_path_factory: pytest.TempPathFactory, line: str) -> None:
    refusal = None
    try:
        read(tmp_path_factory.mktemp("set"), qrels=QRELS + line)
    except BenchmarkUnreadable as refused:
        refusal = str(refused)
    assert refusal is None or "qrels.tsv:" in refusal
