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
from assistant.cli.failures import BadInput
from assistant.cli.terminal import standard_output
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answering.screening import Screener
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
    from assistant.answering.reading.training.lessons import lessons_of
    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import Recipe, train_members, write_reader
    from assistant.answering.screening import Screener
    from corpus.bank import examples, read_bank
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook
    from index.weights import LocalWeights, find_weights

    settings = Settings()
    library = load_library()
    rulebook = load_rulebook(library)
    bank = list(examples(read_bank()))
    left_out = _voices(leave_out, bank)
    weights = find_weights("minilm", settings.cache)
    assert isinstance(weights, LocalWeights)
    vocabulary = Vocabulary(
        facts=tuple(rulebook.facts), clauses=tuple(clause.id for clause in library.document("md-16-02").clauses)
    )
    chosen = [example for example in bank if example.voice not in left_out]
    _tell(f"Screening {len(chosen)} examples.")
    lessons = list(lessons_of(chosen, _screened(chosen, Screener()), rulebook))
    recipe = Recipe(seed=seed)
    recipe = dataclasses.replace(recipe, epochs=epochs) if epochs else recipe
    started = time.monotonic()
    trained = train_members(members, lessons, weights, vocabulary, recipe, _progress)
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
        _write_readings(out, left_out, bank, settings)
        doubt_command(out / HELD_OUT, write_to=out)


@reader_app.command("extend")
def extend(
    voices: Annotated[str, typer.Argument(help="Voices (files of the bank, comma separated) written since.")],
    of: Annotated[Path, typer.Option("--of", help="The folder of the reader that is taught them.")] = SHIPPED,
    out: Annotated[Path, typer.Option("--out", help="The folder to write what it becomes to.")] = SHIPPED,
    seed: Annotated[int, typer.Option("--seed")] = 1,
) -> None:
    """Teach a reader the voices written since it was trained, with a share of the others: minutes, not an hour."""
    from safetensors.numpy import load_file

    from assistant.answering.reading.manifest import TENSORS, read_manifest
    from assistant.answering.reading.packing import split_members, unpack
    from assistant.answering.reading.training.extension import RECIPE, between, extension_of
    from assistant.answering.reading.training.lessons import lessons_of
    from assistant.answering.reading.training.targets import Vocabulary
    from assistant.answering.reading.training.train import train_members, write_reader
    from assistant.answering.screening import Screener
    from corpus.bank import examples, read_bank
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook
    from index.weights import LocalWeights, find_weights

    settings = Settings()
    bank = list(examples(read_bank()))
    new = _voices(voices, bank)
    manifest = read_manifest(of)
    weights = find_weights("minilm", settings.cache, manifest.base_sha256)
    assert isinstance(weights, LocalWeights)
    vocabulary = Vocabulary(facts=manifest.facts, clauses=manifest.clauses)
    left_out = {*str(manifest.trained_on.get("left_out", "")).split(","), *HELD_ASIDE}
    try:
        chosen = extension_of(bank, new, left_out, seed)
    except ValueError as both:
        raise BadInput(f"{both}. Voices held aside stay so.") from both
    _tell(f"Screening {len(chosen)} examples.")
    lessons = list(lessons_of(chosen, _screened(chosen, Screener()), load_rulebook(load_library())))
    begun = split_members(unpack(load_file(of / TENSORS)))
    started = time.monotonic()
    taught = train_members(
        len(begun), lessons, weights, vocabulary, dataclasses.replace(RECIPE, seed=seed), _progress, begun
    )
    learned = {*filter(None, str(manifest.trained_on.get("extended_by", "")).split(",")), *new}
    more: dict[str, str | int | float] = {
        "left_out": ",".join(sorted(filter(None, left_out))),
        "extended_by": ",".join(sorted(learned)),
        "extended_with": len(chosen),
        "extended_in_minutes": round((time.monotonic() - started) / 60, 1),
    }
    halfway = [between(before, after) for before, after in zip(begun, taught, strict=True)]
    write_reader(out, halfway, weights, vocabulary, manifest.trained_on | more)
    _tell(f"\nWritten to {out}.")
    _write_readings(out, set(HELD_ASIDE), bank, settings)
    doubt_command(out / HELD_OUT, write_to=out)


@reader_app.command("read")
def read_command(
    into: Annotated[
        Path, typer.Option("--into", help="The folder of a reader: it reads, and what it read is written there.")
    ] = SHIPPED,
    voices: Annotated[
        str, typer.Option("--voices", help="Voices (files of the bank, comma separated) that it was not trained on.")
    ] = ",".join(HELD_ASIDE),
) -> None:
    """Let a reader read the voices held aside once more, without training: after one was added. Then: reader doubt."""
    from assistant.answering.reading.manifest import read_manifest
    from corpus.bank import examples, read_bank

    bank = list(examples(read_bank()))
    chosen = _voices(voices, bank)
    left_out = set(str(read_manifest(into).trained_on.get("left_out", "")).split(","))
    if new := sorted(chosen - left_out):
        _tell(
            f"Not among the voices it was trained without: {', '.join(new)}. Only right where they are newer than it."
        )
    _write_readings(into, chosen, bank, Settings())
    _tell(f"Written to {into / HELD_OUT}. Next: canipost reader doubt {into / HELD_OUT} --write-to {into}")


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
    from assistant.cli.table import standard_paper
    from corpus.bank import examples, read_bank

    try:
        study = _studied(file, list(examples(read_bank())), unsafe, wrong)
    except ValueError as too_little:
        raise BadInput(f"{file}: no doubt can be chosen on it ({too_little}). Leave out more voices.") from too_little
    if study is None:
        _tell(f"{file}: no such file. Make it: canipost reader train --leave-out VOICES --out FOLDER.")
        raise typer.Exit(2)
    print_study(study, standard_paper(standard_output()))
    if write_to is not None:
        from assistant.answering.reading.manifest import MANIFEST, read_manifest, write_manifest

        write_manifest(write_to, read_manifest(write_to).with_doubt(study.doubt, study.temperature))
        _tell(f"Written to {write_to / MANIFEST}.")


@reader_app.command("cited")
def cited_command(
    file: Annotated[Path, typer.Argument(help="Readings of voices that were left out, beside their reader.")] = SHIPPED
    / HELD_OUT,
) -> None:
    """Count whether answers quote the clauses that they should, on voices that the reader never saw."""
    from assistant.answering.reading.manifest import MANIFEST, read_manifest
    from assistant.assurance.citing import answer_all, count_quotes
    from assistant.assurance.held_out import COUNTED_ALONE, read_held_out
    from assistant.assurance.study import at_temperature
    from assistant.cli.study_view import print_quotes
    from assistant.cli.table import standard_paper
    from assistant.evaluation import Passages
    from corpus.bank import examples, read_bank
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook

    for needed in (file, file.parent / MANIFEST):
        if not needed.is_file():
            _tell(f"{needed}: no such file. Make it: canipost reader train --leave-out VOICES --out FOLDER.")
            raise typer.Exit(2)
    manifest = read_manifest(file.parent)
    library = load_library()
    read = [
        (example, at_temperature(reading, manifest.temperature))
        for example, reading in read_held_out(file, list(examples(read_bank())))
    ]
    answered = answer_all(read, load_rulebook(library), library, manifest.thresholds())
    print_quotes(
        *count_quotes(answered, Passages(library.document("md-16-02")), COUNTED_ALONE),
        standard_paper(standard_output()),
    )


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


def _voices(named: str, bank: Sequence[Example]) -> set[str]:
    """The voices named, commas between them. Raises `BadInput` for one that the bank does not hold."""
    voices = {voice.strip() for voice in named.split(",") if voice.strip()}
    known = {example.voice for example in bank}
    if unknown := voices - known:
        raise BadInput(f"no such voice: {', '.join(sorted(unknown))}. Voices: {', '.join(sorted(known))}.")
    return voices


def _screened(rows: Sequence[Example], screener: Screener) -> list[tuple[str, ...]]:
    """The turns of each row, private data hidden."""
    hidden = screener.screen_many(turn for row in rows for turn in row.turns)
    return [tuple(next(hidden).text for _ in row.turns) for row in rows]


def _write_readings(folder: Path, voices: set[str], bank: Sequence[Example], settings: Settings) -> None:
    """Let the reader in the folder read the rows of the voices, and keep what it read beside it."""
    from assistant.answering.reading.local import open_local_reader
    from assistant.answering.reading.manifest import read_manifest, write_manifest
    from assistant.answering.screening import Screener
    from assistant.answering.spanish.gloss import lexicon_sha256
    from assistant.assurance.held_out import rows_of, write_held_out
    from corpus.library import load_library
    from corpus.rulebook import load_rulebook

    reader = open_local_reader(settings.cache, load_rulebook(load_library()).facts, folder)
    # A study chooses the temperature, so it needs the opinions as they were trained.
    reader = dataclasses.replace(reader, manifest=reader.manifest.model_copy(update={"temperature": 1.0}))
    rows = rows_of(voices, bank)
    _tell(f"Reading the {len(rows)} rows that were left out.")
    screened = _screened(rows, Screener())
    readings = [reading for start in range(0, len(rows), 64) for reading in reader.read(screened[start : start + 64])]
    write_held_out(folder / HELD_OUT, zip((row.id for row in rows), readings, strict=True))
    write_manifest(folder, read_manifest(folder).model_copy(update={"lexicon_sha256": lexicon_sha256()}))


def _progress(step: int, steps: int, loss: float, seconds: float) -> None:
    if step % REPORT_EVERY and step != steps:
        return
    left = seconds / step * (steps - step)
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"step {step}/{steps}  loss {loss:6.2f}  {seconds / 60:.1f} min, {left / 60:.1f} to go {end}")
    sys.stderr.flush()


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
