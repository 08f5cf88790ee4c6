from pathlib import Path

import pytest

from index.benchmark import Benchmark
from index.encoder import Encoder
from index.errors import NothingToIndex
from index.evaluation import METHODS, evaluate
from index.measures import Grades

PASSAGES = {
    "d1": "photos of clients",
    "d2": "potluck at the office",
    "d3": "work schedules",
    "d4": "",
    "d5": "photos of the office",
}


def benchmark(queries: dict[str, str], qrels: dict[str, Grades]) -> Benchmark:
    return Benchmark(PASSAGES, queries, qrels, unjudged=0)


def test_every_method_is_measured_on_every_query(words: Encoder, cache: Path) -> None:
    found = evaluate(
        benchmark({"q1": "photos of clients", "q2": "schedules"}, {"q1": {"d1": 1}, "q2": {"d3": 1, "d4": 1}}),
        words,
        cache,
    )
    assert (found.passages, found.chunks, found.queries, found.judgments, found.exact) == (5, 4, 2, 3, True)
    assert set(found.measures) == set(METHODS) == {"dense", "bm25", "fused", "rrf"}
    for method, measures in found.measures.items():
        # q1 finds its only passage first; q2 one of two, since nothing can find a blank passage.
        assert measures["recall@1"] == pytest.approx(0.75), method
        assert measures["map@5"] == pytest.approx(0.75), method
    assert found.as_json()["model"] == "words"


def test_words_alone_do_not_find_what_shares_no_word(words: Encoder, cache: Path) -> None:
    found = evaluate(benchmark({"q1": "zebra"}, {"q1": dict.fromkeys(PASSAGES, 1)}), words, cache)
    assert found.measures["bm25"]["recall@20"] == 0
    assert found.measures["dense"]["recall@20"] == pytest.approx(4 / 5)


def test_a_query_does_not_find_itself_among_the_passages(words: Encoder, cache: Path) -> None:
    found = evaluate(benchmark({"d1": PASSAGES["d1"]}, {"d1": {"d5": 1}}), words, cache)
    assert found.measures["fused"]["recall@1"] == 1


def test_progress_is_told_for_each_stage(words: Encoder, cache: Path) -> None:
    told: list[tuple[str, int, int]] = []
    evaluate(
        benchmark({"q1": "photos"}, {"q1": {"d1": 1}}),
        words,
        cache,
        lambda stage: lambda done, total: told.append((stage, done, total)),
    )
    assert told == [("passages", 4, 4), ("queries", 1, 1), ("search", 1, 1)]


def test_blank_passages_alone_are_refused(words: Encoder, cache: Path) -> None:
    blank = Benchmark({"d1": " "}, {"q1": "x"}, {"q1": {"d1": 1}}, unjudged=0)
    with pytest.raises(NothingToIndex, match="blank"):
        evaluate(blank, words, cache)
