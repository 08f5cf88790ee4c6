"""How fast is an answer, how often is the deciding clause found, and what happens when the corpus grows?

    make bench                              all of it, as Markdown tables
    .venv/bin/python tests/benchmarks/bench.py speed search encoders growth     some of it

Labelled files outside the repository are measured too when EVAL names their folder. Run it on a quiet machine.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from assistant.answering.answerer import Answerer, open_answerer
from assistant.evaluation import Passages
from assistant.settings import Settings
from corpus.bank import examples, read_bank

RUNS_COLD = 5
QUESTIONS = 400
CUTS = (1, 3, 5, 10)

Row = Sequence[object]
Labelled = list[tuple[str, list[set[str]]]]
"""Questions with the groups of clause ids that a right answer cites."""


def print_table(header: Row, rows: Iterable[Row]) -> None:
    """A Markdown table, its columns aligned for people."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(header))]
    for number, row in enumerate(cells):
        print("| " + " | ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print(flush=True)


def say(message: str) -> None:
    """Progress, on standard error."""
    print(message, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def bank_questions() -> list[str]:
    """Every ninth question of the bank, so that all voices are in it."""
    return [example.turns[-1] for example in examples(read_bank()) if len(example.turns) == 1][::9][:QUESTIONS]


def measure_speed(answerer: Answerer) -> None:
    """Warm answers one by one, in batches, and the cold start."""
    questions = bank_questions()
    for question in questions[:20]:
        answerer.case(question)
    say(f"answering {len(questions)} questions one by one")
    taken: list[float] = []
    steps: dict[str, list[float]] = {}
    for question in questions:
        started = time.perf_counter()
        case = answerer.case(question)
        taken.append((time.perf_counter() - started) * 1000)
        for name, milliseconds in case.trail:
            steps.setdefault(name, []).append(milliseconds)
    say("and in batches")
    started = time.perf_counter()
    count = sum(1 for _ in answerer.cases(questions * 2))
    a_second = count / (time.perf_counter() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"starting cold {RUNS_COLD} times")
    cold = [cold_start() for _ in range(RUNS_COLD)]
    rows = [
        ("answer in a warm process, median", f"{statistics.median(taken):.1f} ms", "60 ms"),
        ("answer in a warm process, 99th percentile", f"{percentile(taken, 0.99):.1f} ms", "200 ms"),
        ("questions a second, batched", f"{a_second:.0f}", "50"),
        ("memory, most", f"{memory:.0f} MB", "1200 MB"),
        ("`canipost ask`, cold start to the answer, median", f"{statistics.median(cold):.2f} s", "4 s"),
        ("`canipost ask`, cold start to the answer, slowest", f"{max(cold):.2f} s", "4 s"),
    ]
    print("### Speed\n")
    print_table(("what", "measured", "wanted, at most (at least for questions a second)"), rows)
    print_table(
        ("step", "mean of a warm answer"), [(name, f"{statistics.mean(all_):.2f} ms") for name, all_ in steps.items()]
    )


def cold_start() -> float:
    """Seconds from starting the real program to its answer."""
    program = "from assistant.cli.main import run; run()"
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program, "ask", "can I post a photo of our office potluck?"],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def labelled_sets(passages: Passages) -> dict[str, Labelled]:
    """The bank, and the labelled files of the folder that EVAL names."""
    sets: dict[str, Labelled] = {"bank": []}
    for example in examples(read_bank()):
        if example.must_cite and len(example.turns) == 1:
            wanted = [{passages.named(clause) for clause in group} for group in example.must_cite]
            sets["bank"].append((example.turns[0], wanted))
    folder = os.environ.get("EVAL")
    for path in sorted(Path(folder).glob("*.jsonl")) if folder else ():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        labelled = [
            (row["question"], [{passages.named(passage) for passage in group} for group in row["must_cite"]])
            for row in rows
            if row.get("must_cite") and "question" in row
        ]
        if labelled:
            sets[path.stem] = labelled
    return sets


Ranker = Callable[[Sequence[str]], list[list[str]]]
"""From questions to clause ids, best first."""


def measure_search(answerer: Answerer) -> None:
    """How often a deciding clause is among the first, for a stock retriever, our search, and whole answers."""
    library = answerer.tools.library
    passages = Passages(library.document("md-16-02"))
    rankers: dict[str, Ranker] = {
        "stock LangChain FAISS retriever": stock_retriever(answerer),
        "our search (FAISS and BM25, fused)": lambda asked: [
            [hit.clause_id for hit in hits] for hits in answerer.tools.search.search_many(asked, 10)
        ],
        "the answer: citations, then the reader's relevance": lambda asked: [
            ranked_by_answer(case) for case in answerer.cases(asked)
        ],
    }
    rows = []
    for name, labelled in labelled_sets(passages).items():
        for ranker_name, ranker in rankers.items():
            say(f"{ranker_name} on {name}: {len(labelled)} questions")
            started = time.perf_counter()
            ranked = ranker([question for question, _ in labelled])
            each = (time.perf_counter() - started) * 1000 / len(labelled)
            shares = [
                sum(
                    any(set(found[:cut]) & group for group in wanted)
                    for found, (_, wanted) in zip(ranked, labelled, strict=True)
                )
                / len(labelled)
                for cut in CUTS
            ]
            rows.append((name, len(labelled), ranker_name, *(f"{share:.1%}" for share in shares), f"{each:.1f} ms"))
    print("### A deciding clause among the first\n")
    print_table(("questions", "number", "by", *(f"first {cut}" for cut in CUTS), "time each"), rows)
    print(
        "The bank trained the reader, so its last row shows memory, not skill; the other sets were never trained on.\n"
    )


def ranked_by_answer(case: object) -> list[str]:
    """Clauses in the order in which a whole answer ranks them."""
    from assistant.answering.records import Case

    assert isinstance(case, Case)
    cited = [citation.clause for citation in case.answer.citations] if case.answer else []
    relevance = case.reading.relevance if case.reading else {}
    return list(dict.fromkeys([*cited, *sorted(relevance, key=lambda clause: -relevance[clause])]))


def stock_retriever(answerer: Answerer) -> Ranker:
    """LangChain's own FAISS store over the same clauses with the same weights, nothing tuned."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    from index.encoder import open_encoder

    encoder = open_encoder(Settings().encoder, Settings().cache)

    class SameWeights(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [list(map(float, vector)) for vector in encoder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    clauses = answerer.tools.library.document("md-16-02").clauses
    store = FAISS.from_texts([c.text for c in clauses], SameWeights(), metadatas=[{"clause": c.id} for c in clauses])
    retriever = store.as_retriever(search_kwargs={"k": 10})
    return lambda asked: [[found.metadata["clause"] for found in retriever.invoke(question)] for question in asked]


def measure_growth(answerer: Answerer) -> None:
    """Build time, size, query time and recall as clauses grow in number."""
    from index.chunks import chunk_clauses
    from index.encoder import open_encoder
    from index.growth import measure_growth as measure

    say("growth, up to 100,000 clauses")
    encoder = open_encoder(Settings().encoder, Settings().cache)
    vectors = encoder.encode([chunk.text for chunk in chunk_clauses(answerer.tools.library.clauses())])
    print("### Growth\n")
    print_table(
        ("clauses", "index", "in use", "build", "size", "query, median", "query, p99", "recall@10"),
        [
            (
                f"{row.clauses:,}",
                row.kind,
                "yes" if row.in_use else "",
                f"{row.build_seconds:.2f} s",
                f"{row.megabytes:.1f} MB",
                f"{row.query_ms_median:.3f} ms",
                f"{row.query_ms_p99:.3f} ms",
                f"{row.recall_at_10:.3f}",
            )
            for row in measure(vectors=vectors)
        ],
    )


def measure_encoders(answerer: Answerer) -> None:
    """Is the stronger, slower encoder worth it? Search with each that is installed (`make setup-mpnet` adds the second)."""
    from index.encoder import open_encoder
    from index.errors import WeightsMissing
    from index.search import open_searcher

    library = answerer.tools.library
    sets = labelled_sets(Passages(library.document("md-16-02")))
    rows = []
    for name in ("minilm", "mpnet"):
        try:
            encoder = open_encoder(name, Settings().cache)
        except WeightsMissing:
            say(f"{name} is not installed; left out")
            continue
        searcher = open_searcher(library, Settings().cache, encoder=encoder)
        for set_name, labelled in sets.items():
            chosen = labelled[:: max(1, len(labelled) // QUESTIONS)]
            say(f"{name} on {set_name}: {len(chosen)} questions")
            searcher.search(chosen[0][0], 10)
            taken, ranked = [], []
            for question, _ in chosen:
                started = time.perf_counter()
                ranked.append([hit.clause_id for hit in searcher.search(question, 10)])
                taken.append((time.perf_counter() - started) * 1000)
            shares = found_among(ranked, chosen)
            rows.append(
                (
                    name,
                    set_name,
                    len(chosen),
                    *(f"{share:.1%}" for share in shares),
                    f"{statistics.median(taken):.1f} ms",
                )
            )
    print("### The encoder of the search\n")
    print_table(("encoder", "questions", "number", *(f"first {cut}" for cut in CUTS), "one search, median"), rows)


def found_among(ranked: Sequence[Sequence[str]], labelled: Labelled) -> list[float]:
    """For each cut the share of questions with a wanted clause among the first so many."""
    pairs = list(zip(ranked, labelled, strict=True))
    return [
        sum(any(set(found[:cut]) & group for group in wanted) for found, (_, wanted) in pairs) / len(pairs)
        for cut in CUTS
    ]


PARTS = {"speed": measure_speed, "search": measure_search, "encoders": measure_encoders, "growth": measure_growth}


def main() -> None:
    """Measure the parts named on the command line, or all."""
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - PARTS.keys():
        sys.exit(f"bench: no part {', '.join(sorted(unknown))}; parts: {', '.join(PARTS)}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()} on {platform.machine()}, {cores} cores.\n")
    answerer = open_answerer()
    for part in chosen:
        PARTS[part](answerer)


if __name__ == "__main__":
    main()
