from pathlib import Path

import numpy as np
import pytest

from corpus.library import load_library
from index.chunks import Chunk
from index.encoder import Encoder, NumpyEncoder
from index.search import Hit, Searcher, open_searcher, search_chunks

CHUNKS = (
    Chunk("photos", "photos of clients are not permitted"),
    Chunk("potluck", "a potluck in the office"),
    Chunk("long", "work schedules must not be posted"),
    Chunk("long", "nor the blurred faces of clients"),
    Chunk("news", "share news with a disclaimer"),
)


@pytest.fixture
def searcher(words: Encoder, cache: Path) -> Searcher:
    return search_chunks(CHUNKS, words, cache)


def test_the_clause_with_the_same_words_comes_first_with_both_ranks(searcher: Searcher) -> None:
    hit = searcher.search("photos of clients are not permitted", 3)[0]
    assert hit == Hit("photos", hit.score, 1, hit.dense_score, 1, hit.bm25_score)
    assert (hit.score, hit.dense_score) == pytest.approx((1.0, 1.0))
    assert hit.bm25_score > 0


def test_hits_fall_and_are_no_more_than_asked_for_or_than_there_are(searcher: Searcher) -> None:
    for k in (1, 2, 4, 9):
        hits = searcher.search("clients in the office", k)
        assert len(hits) == min(k, 4)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_clause_of_several_chunks_is_found_once_by_its_best(searcher: Searcher, words: Encoder) -> None:
    hits = searcher.search("blurred faces", 9)
    assert [hit.clause_id for hit in hits].count("long") == 1
    assert hits[0].clause_id == "long"
    best = float(words.encode([CHUNKS[3].text])[0] @ words.encode(["blurred faces"])[0])
    assert hits[0].dense_score == pytest.approx(best, abs=1e-6)


def test_words_in_different_chunks_of_a_clause_add_up(searcher: Searcher) -> None:
    def words_score(query: str) -> float:
        return next(hit.bm25_score for hit in searcher.search(query, 9) if hit.clause_id == "long")

    assert words_score("schedules blurred") == pytest.approx(words_score("schedules") + words_score("blurred"))


def test_only_the_clauses_named_are_searched(words: Encoder, cache: Path) -> None:
    library = load_library()
    quotable = [clause for clause in library.clauses() if clause.is_quotable]
    searcher = open_searcher(library, cache, encoder=words, among=quotable)
    assert searcher.owners == tuple(clause.id for clause in quotable)
    assert len(quotable) < len(library.clauses())


def test_a_clause_without_a_shared_word_has_no_rank_in_words(searcher: Searcher) -> None:
    ranks = {hit.clause_id: hit.bm25_rank for hit in searcher.search("potluck", 9)}
    assert ranks == {"potluck": 1, "photos": None, "long": None, "news": None}


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_a_blank_query_finds_nothing_and_does_not_disturb_the_others(searcher: Searcher, query: str) -> None:
    assert searcher.search(query) == []
    assert searcher.search_many([query, "potluck"], 2) == [[], searcher.search("potluck", 2)]


def test_many_queries_give_what_each_gives_alone(searcher: Searcher) -> None:
    queries = ["photos", "news about clients", "zebra"]
    assert [[hit.clause_id for hit in hits] for hits in searcher.search_many(queries, 4)] == [
        [hit.clause_id for hit in searcher.search(query, 4)] for query in queries
    ]
    assert searcher.search_many([], 4) == []


def test_equal_clauses_come_in_the_order_of_the_corpus(words: Encoder, cache: Path) -> None:
    twins = [Chunk(name, "the very same text") for name in ("b", "a", "c")]
    hits = search_chunks(twins, words, cache).search("the very same text", 3)
    assert [hit.clause_id for hit in hits] == ["b", "a", "c"]
    assert len({hit.score for hit in hits}) == 1


def test_a_single_clause_is_found_with_finite_scores(words: Encoder, cache: Path) -> None:
    (hit,) = search_chunks(CHUNKS[:1], words, cache).search("zebra", 5)
    assert np.isfinite([hit.score, hit.dense_score, hit.bm25_score]).all()


def test_at_least_one_hit_must_be_asked_for(searcher: Searcher) -> None:
    with pytest.raises(ValueError, match="k = 0"):
        searcher.search("potluck", 0)


def test_what_only_words_find_is_compared_too(words: Encoder, cache: Path) -> None:
    many = [Chunk(f"c{n}", f"clients photos office number{n}") for n in range(60)]
    needle = Chunk("needle", "zyzzyva " + " ".join(f"filler{n}" for n in range(80)))
    searcher = search_chunks([*many, needle], words, cache)
    query = "clients photos office zyzzyva"
    vector = words.encode([query])
    assert 60 not in searcher.index.vectors.nearest(vector, 5)[0], "meaning alone finds it: the test says nothing"
    (found,) = searcher.candidates([query], vector, depth=5)
    assert 60 in found.owners
    assert found.owners[found.bm25.argmax()] == 60
    assert found.dense[-1] == pytest.approx(float(words.encode([needle.text])[0] @ vector[0]), abs=1e-6)


def test_the_clauses_of_the_library_are_found_by_the_real_model(minilm: NumpyEncoder, cache: Path) -> None:
    library = load_library()
    searcher = open_searcher(library, cache, encoder=minilm)
    assert set(searcher.owners) == {clause.id for clause in library.clauses() if clause.is_quotable}
    for question, clause in {
        "can i post a pic of my client with the face blurred": "md-16-02/policy/blurred-face",
        "may i friend request a client": "md-16-02/policy/friend-or-follow",
        "what disclaimer goes on a post that my views are my own": "md-16-02/policy/disclaimer",
    }.items():
        assert clause in [hit.clause_id for hit in searcher.search(question, 3)], question
    assert not open_searcher(library, cache, encoder=minilm).index.was_built
