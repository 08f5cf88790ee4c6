"""`canipost reader`: train the local reader, and measure it on voices it was not trained on."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from assistant.answering.reading.local import SHIPPED
from assistant.settings import Settings

reader_app = typer.Typer(name="reader", help="The local reader: train it.", no_args_is_help=True)

REPORT_EVERY = 25
"""Steps between two lines of progress."""


@reader_app.callback()
def _reader() -> None:
    """The local reader."""


@reader_app.command("train")
def train(
    out: Annotated[Path, typer.Option("--out", help="The folder to write the reader to.")] = SHIPPED,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the bank.")] = None,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    leave_out: Annotated[
        str,
        typer.Option("--leave-out", help="Voices (files of the bank, comma separated) to leave out and measure on."),
    ] = "",
) -> None:
    """Train the reader on the question bank: about half an hour on two cores, a few minutes on a GPU."""
    import dataclasses

    from assistant.answering.reading.training.report import measure_on
    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import Recipe, train_network, write_reader
    from assistant.answering.screening import Screener
    from assistant.cli.failures import BadInput
    from corpus.bank import examples, read_bank
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook
    from index.weights import LocalWeights, find_weights

    settings = Settings()
    library = load_library()
    rulebook = load_rulebook(library)
    left_out = {voice.strip() for voice in leave_out.split(",") if voice.strip()}
    bank = list(examples(read_bank()))
    if unknown := left_out - {example.voice for example in bank}:
        raise BadInput(
            f"no such voice: {', '.join(sorted(unknown))}. Voices: {', '.join(sorted({e.voice for e in bank}))}."
        )
    if left_out and out == SHIPPED:
        raise BadInput("a reader that left voices out is for measuring: name another folder with --out.")
    weights = find_weights("minilm", settings.cache)
    assert isinstance(weights, LocalWeights)
    vocabulary = Vocabulary(
        facts=tuple(rulebook.facts), clauses=tuple(clause.id for clause in library.document("md-16-02").clauses)
    )
    screener = Screener()
    _tell(f"Screening {len(bank)} examples.")
    hidden = screener.screen_many(turn for example in bank for turn in example.turns)
    screened = [tuple(next(hidden).text for _ in example.turns) for example in bank]
    chosen = [number for number, example in enumerate(bank) if example.voice not in left_out]
    recipe = Recipe(seed=seed)
    recipe = dataclasses.replace(recipe, epochs=epochs) if epochs else recipe
    started = time.monotonic()
    network = train_network(
        [bank[n] for n in chosen], [screened[n] for n in chosen], weights, vocabulary, recipe, _progress
    )
    notes: dict[str, str | int | float] = {
        "examples": len(chosen),
        "epochs": recipe.epochs,
        "seed": seed,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "left_out": ",".join(sorted(left_out)),
    }
    write_reader(out, network, weights, vocabulary, _doubt(), notes)
    _tell(f"\nWritten to {out}.")
    if left_out:
        measure_on(out, [bank[n] for n in range(len(bank)) if bank[n].voice in left_out], settings)


def _doubt() -> dict[str, float]:
    import dataclasses

    from assistant.answering.doubt import Doubt

    return dataclasses.asdict(Doubt())


def _progress(step: int, steps: int, loss: float, seconds: float) -> None:
    if step % REPORT_EVERY and step != steps:
        return
    left = seconds / step * (steps - step)
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"step {step}/{steps}  loss {loss:6.2f}  {seconds / 60:.1f} min, {left / 60:.1f} to go {end}")
    sys.stderr.flush()


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
