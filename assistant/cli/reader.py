"""`canipost reader`: train the local reader, measure it on voices it was not trained on, choose when it doubts."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.answering.reading.local import SHIPPED
from assistant.assurance.held_out import HELD_ASIDE
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.assurance.study import Study
    from corpus.bank import Example

reader_app = typer.Typer(name="reader", help="The local reader: train it, measure it.", no_args_is_help=True)

REPORT_EVERY = 25
"""Steps between two lines of progress."""

HELD_OUT = "held-out.jsonl.gz"
"""In a reader's folder: what that very reader read of voices it was not trained on."""


@reader_app.callback()
def _reader() -> None:
    """The local reader."""


@reader_app.command("train")
def train(
    out: Annotated[Path, typer.Option("--out", help="The folder to write the reader to.")] = SHIPPED,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the bank.")] = None,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    members: Annotated[int, typer.Option("--members", min=1, help="Networks whose readings are averaged.")] = 2,
    leave_out: Annotated[
        str,
        typer.Option(
            "--leave-out",
            help='Voices (files of the bank, comma separated) to leave out, measure on and fit doubt on; "" for none.',
        ),
    ] = ",".join(HELD_ASIDE),
) -> None:
    """Train the reader on the question bank: about an hour on two cores, a few minutes on a GPU."""
    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import Recipe, train_members, write_reader
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
    trained = train_members(
        members, [bank[n] for n in chosen], [screened[n] for n in chosen], weights, vocabulary, recipe, _progress
    )
    notes: dict[str, str | int | float] = {
        "examples": len(chosen),
        "epochs": recipe.epochs,
        "seed": seed,
        "members": members,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "left_out": ",".join(sorted(left_out)),
    }
    write_reader(out, trained, weights, vocabulary, notes)
    _tell(f"\nWritten to {out}.")
    if left_out:
        rest = [number for number in range(len(bank)) if bank[number].voice in left_out]
        _write_readings(out, [bank[n] for n in rest], [screened[n] for n in rest], settings)
        doubt_command(out / HELD_OUT, write_to=out)


@reader_app.command("doubt")
def doubt_command(
    file: Annotated[Path, typer.Argument(help="Readings of voices that were left out.")] = SHIPPED / HELD_OUT,
    unsafe: Annotated[
        float | None,
        typer.Option(
            "--unsafe", min=0, max=1, help="The share of wrong yes or if, of rows that accept no, to rule out."
        ),
    ] = None,
    wrong: Annotated[
        float | None,
        typer.Option("--wrong", min=0, max=1, help="The share of wrong answers accepted of each other sort of answer."),
    ] = None,
    write_to: Annotated[
        Path | None, typer.Option("--write-to", help="Put the doubt chosen on them into the reader of this folder.")
    ] = None,
) -> None:
    """Choose when an answer is not sure enough, and print how right the reader is on voices it never saw."""
    from assistant.cli.study_view import print_study
    from corpus.bank import examples, read_bank

    study = _studied(file, list(examples(read_bank())), unsafe, wrong)
    if study is None:
        _tell(f"{file}: no such file. Make it: canipost reader train --leave-out VOICES --out FOLDER.")
        raise typer.Exit(2)
    print_study(study, sys.stdout)
    if write_to is not None:
        import json

        from assistant.answering.reading.manifest import MANIFEST, Manifest
        from assistant.answering.reading.training.train import write_manifest

        manifest = Manifest.model_validate(json.loads((write_to / MANIFEST).read_text(encoding="utf-8")))
        write_manifest(write_to, manifest.with_doubt(study.doubt, study.temperature))
        _tell(f"Written to {write_to / MANIFEST}.")


@reader_app.command("cited")
def cited_command(
    file: Annotated[Path, typer.Argument(help="Readings of voices that were left out, beside their reader.")] = SHIPPED
    / HELD_OUT,
) -> None:
    """Count whether answers quote the clauses that they should, on voices that the reader never saw."""
    from assistant.answering.reading.manifest import MANIFEST, Manifest
    from assistant.assurance.citing import answer_all, count_quotes
    from assistant.assurance.held_out import COUNTED_ALONE, read_held_out
    from assistant.assurance.study import at_temperature
    from assistant.cli.study_view import print_quotes
    from assistant.evaluation import Passages
    from corpus.bank import examples, read_bank
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook

    for needed in (file, file.parent / MANIFEST):
        if not needed.is_file():
            _tell(f"{needed}: no such file. Make it: canipost reader train --leave-out VOICES --out FOLDER.")
            raise typer.Exit(2)
    manifest = Manifest.model_validate_json((file.parent / MANIFEST).read_text(encoding="utf-8"))
    library = load_library()
    read = [
        (example, at_temperature(reading, manifest.temperature))
        for example, reading in read_held_out(file, list(examples(read_bank())))
    ]
    answered = answer_all(read, load_rulebook(library), library, manifest.thresholds())
    print_quotes(*count_quotes(answered, Passages(library.document("md-16-02")), COUNTED_ALONE), sys.stdout)


def _studied(
    file: Path, bank: Sequence[Example], unsafe: float | None = None, wrong: float | None = None
) -> Study | None:
    """The study of a file of held-out readings; None when there is none."""
    from assistant.assurance.held_out import COUNTED_ALONE, read_held_out
    from assistant.assurance.study import RISKS, study_doubt
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook

    if not file.is_file():
        return None
    risks = dataclasses.replace(
        RISKS,
        unsafe=RISKS.unsafe if unsafe is None else unsafe,
        wrong=RISKS.wrong if wrong is None else wrong,
    )
    return study_doubt(list(read_held_out(file, bank)), load_rulebook(load_library()), risks, COUNTED_ALONE)


def _write_readings(
    folder: Path, rows: Sequence[Example], screened: Sequence[Sequence[str]], settings: Settings
) -> None:
    """Let the reader in the folder read the rows, and keep what it read beside it."""
    from assistant.answering.reading.local import open_local_reader
    from assistant.assurance.held_out import write_held_out
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook

    reader = open_local_reader(settings.cache, load_rulebook(load_library()).facts, folder)
    _tell(f"Reading the {len(rows)} rows that were left out.")
    readings = [reading for start in range(0, len(rows), 64) for reading in reader.read(screened[start : start + 64])]
    write_held_out(folder / HELD_OUT, zip((row.id for row in rows), readings, strict=True))


def _progress(step: int, steps: int, loss: float, seconds: float) -> None:
    if step % REPORT_EVERY and step != steps:
        return
    left = seconds / step * (steps - step)
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"step {step}/{steps}  loss {loss:6.2f}  {seconds / 60:.1f} min, {left / 60:.1f} to go {end}")
    sys.stderr.flush()


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
