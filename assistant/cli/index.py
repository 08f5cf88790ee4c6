"""The commands `canipost index …` and `canipost search`: what is indexed, what is found, and how good is it?"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.failures import BadInput, tell
from assistant.cli.terminal import Terminal, standard_output
from assistant.settings import Settings
from corpus.library import Library, load_library
from index.benchmark import read_benchmark
from index.embeddings import Progress
from index.encoder import open_encoder
from index.errors import BenchmarkUnreadable, IndexDamaged, SettingUnclear
from index.evaluation import Evaluation, evaluate
from index.measures import CUTS
from index.search import Hit, open_searcher
from index.store import folder_size, read_manifest, stored_folders

index_app = typer.Typer(name="index", help="The search index: build it, look at it, measure it.", no_args_is_help=True)

Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="The encoder: minilm, mpnet, a folder, or owner/name@commit on the model hub. Default: CANIPOST_ENCODER.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@index_app.command("build")
def build_command(model: Model = None) -> None:
    """Build the index over the clauses now, rather than at the first question."""
    settings = Settings()
    started = time.perf_counter()
    with _bad_input():
        searcher = open_searcher(load_library(settings.documents), settings.cache, model or settings.encoder)
    terminal, index = standard_output(), searcher.index
    verb = "Built" if index.was_built else "Already there"
    terminal.write(
        f"{verb}: {len(searcher.owners)} clauses in {index.vectors.size} chunks, model {searcher.encoder.name}, "
        f"{time.perf_counter() - started:.1f} s."
    )
    terminal.write(str(index.folder or f"It could not be kept in {settings.cache}: the folder cannot be written."))


@index_app.command("info")
def info_command(as_json: AsJson = False) -> None:
    """Show which indexes are in the cache, of what they are, and whether they are sound. Loads no model."""
    cache = Settings().cache
    found = [_described(folder) for folder in stored_folders(cache)]
    if as_json:
        print(json.dumps({"cache": str(cache), "indexes": found}, indent=1))
        return
    terminal = standard_output()
    terminal.write(f"Cache: {cache}")
    if not found:
        terminal.write("No index yet. `canipost index build` makes one; so does the first question.")
    for each in found:
        terminal.write()
        terminal.columns((name, str(value)) for name, value in each.items())


@index_app.command("evaluate")
def evaluate_command(
    corpus: Annotated[Path, typer.Option("--corpus", help="corpus.jsonl: _id, title, text")],
    queries: Annotated[Path, typer.Option("--queries", help="queries.jsonl: _id, text")],
    qrels: Annotated[Path, typer.Option("--qrels", help="qrels.tsv: query-id, corpus-id, score")],
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Measure search on a benchmark in BEIR's format: recall, MAP and nDCG at 1, 5, 10 and 20."""
    settings = Settings()
    with _bad_input():
        benchmark = read_benchmark(corpus, queries, qrels)
        encoder = open_encoder(model or settings.encoder, settings.cache)
    if benchmark.unjudged:
        tell(f"{benchmark.unjudged} queries have no judgment and are left out.")
    evaluation = evaluate(benchmark, encoder, settings.cache, _counter)
    if as_json:
        print(json.dumps(evaluation.as_json(), indent=1))
    else:
        _show_evaluation(evaluation, standard_output())


def search_command(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many clauses to show.")] = 5,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Show the clauses nearest to a text, with their rank in meaning and in words and the score of both together."""
    if not query.strip():
        raise BadInput('there is nothing to look for. Search like this: canipost search "photos of clients"')
    settings = Settings()
    library = load_library(settings.documents)
    with _bad_input():
        hits = open_searcher(library, settings.cache, model or settings.encoder).search(query, k)
    if as_json:
        print(json.dumps([asdict(hit) for hit in hits], indent=1))
        return
    terminal = standard_output()
    for place, hit in enumerate(hits, start=1):
        _show_hit(place, hit, library, terminal)


def _show_hit(place: int, hit: Hit, library: Library, terminal: Terminal) -> None:
    clause = library.clause(hit.clause_id)
    lead_in = library.lead_in(clause)
    words = f"words #{hit.bm25_rank} ({hit.bm25_score:.2f})" if hit.bm25_rank else "no word in common"
    indent = "   "
    terminal.write(f"{place}. {clause.locator}", hanging=indent, style="bold")
    terminal.write(
        f"score {hit.score:.3f}; meaning #{hit.dense_rank} ({hit.dense_score:.2f}), {words}", indent=indent, style="dim"
    )
    terminal.write(clause.id, indent=indent, style="dim")
    if lead_in:
        terminal.write(lead_in.text, indent=indent)
    terminal.write(clause.text, indent=indent)
    terminal.write()


def _show_evaluation(evaluation: Evaluation, terminal: Terminal) -> None:
    search = "exact" if evaluation.exact else "approximate"
    terminal.write(
        f"{evaluation.passages:,} passages ({evaluation.chunks:,} chunks), {evaluation.queries:,} queries, "
        f"{evaluation.judgments:,} judgments; model {evaluation.model}, {search} search; "
        f"index {evaluation.index_seconds:.1f} s, queries {evaluation.search_seconds:.1f} s"
    )
    for name, title in (("recall", "Recall"), ("map", "MAP"), ("ndcg", "nDCG")):
        terminal.write()
        terminal.write(title, style="bold")
        head = ("", *(f"{f'@{cut}':>6}" for cut in CUTS))
        rows = [
            (method, *(f"{measures[f'{name}@{cut}']:.4f}" for cut in CUTS))
            for method, measures in evaluation.measures.items()
        ]
        terminal.columns([head, *rows])
    terminal.write()
    terminal.write("fused is the method in use; dense, bm25 and rrf (rank fusion) stand beside it.", style="dim")


def _described(folder: Path) -> dict[str, object]:
    described: dict[str, object] = {"folder": str(folder)}
    try:
        manifest = read_manifest(folder)
    except IndexDamaged as damage:
        return {**described, "damaged": str(damage)}
    described |= {name: value for name, value in manifest.items() if name != "files"}
    return {**described, "bytes": folder_size(folder)}


def _counter(stage: str) -> Progress:
    """Progress on standard error: one line that is overwritten on a terminal, a line a tenth elsewhere."""
    started = time.perf_counter()
    is_live = sys.stderr.isatty()
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        step = int(done * (100 if is_live else 10) / max(total, 1))
        if step == shown and done < total:
            return
        shown = step
        rate = done / max(time.perf_counter() - started, 1e-6)
        line = f"{stage}: {done:,} of {total:,} ({rate:,.0f} a second)"
        stays = done >= total or not is_live
        print(f"\r\x1b[K{line}" if is_live else line, end="\n" if stays else "", file=sys.stderr, flush=True)

    return show


@contextmanager
def _bad_input() -> Iterator[None]:
    try:
        yield
    except (BenchmarkUnreadable, SettingUnclear) as trouble:
        raise BadInput(str(trouble)) from trouble
