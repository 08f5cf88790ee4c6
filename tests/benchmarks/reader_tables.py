"""
Print anew what BENCHMARKS.md and docs/decisions/0012-doubt.md say of the reader that ships.

    EVAL=/path/to/labeled/files .venv/bin/python tests/benchmarks/reader_tables.py [NAME ...]

What was printed stands there between two comments; the first says its name, and the digest of the `reader.json` that it
was printed with, so that a test sees when another reader ships. Without names all of it is printed: a few minutes.

    trained  what the reader was trained on        alone    `canipost eval` of the voices counted alone
    doubt    `canipost reader doubt`               targets  `canipost eval --targets` of all sets
    cited    `canipost reader cited`               dev      `canipost eval` of the files in EVAL
    bounds   what a stricter or laxer doubt would cost
    likeness  from which nearness on a precedent is found
"""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.reading.local import SHIPPED
from assistant.answering.reading.manifest import MANIFEST, read_manifest
from assistant.answering.records import Reading
from assistant.assurance.citing import answer_all, count_quotes
from assistant.assurance.held_out import COUNTED_ALONE, FITTED_ON, read_held_out
from assistant.assurance.limits import Risks
from assistant.assurance.study import RISKS, Figures, Study, at_temperature, study_doubt
from assistant.cli.evaluate import measured, read_labelled, show_tally, show_targets, tally_of
from assistant.cli.reader import HELD_OUT
from assistant.cli.study_view import print_quotes, print_study
from assistant.cli.table import Paper
from assistant.cli.terminal import IN_A_PIPE, Terminal
from assistant.evaluation import Passages, Tally
from assistant.targets import Measured
from corpus.bank import BANK_FOLDER, Example, examples, read_bank
from corpus.library import load_library
from corpus.rulebook import load_rulebook
from index.weights import file_sha256

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "BENCHMARKS.md"
DECISION = ROOT / "docs" / "decisions" / "0012-doubt.md"

BLOCK = re.compile(r"<!-- printed: (\w+); reader ([0-9a-f]+) -->\n(.*?)<!-- end -->\n", re.DOTALL)
DIGITS = 12

DEV = ("questions.dev", "scope.dev", "dialogues.dev")

TRIED = (
    Risks(0.01, 0.05), Risks(0.01, 0.06), Risks(0.0125, 0.06), Risks(0.015, 0.06), Risks(0.02, 0.06),
    Risks(0.025, 0.06), Risks(0.025, 0.1),
)  # fmt: skip
"""What might have been accepted instead."""


class NotPrinted(Exception):
    """A block cannot be printed, or a file does not hold it."""


def digest_of_reader(folder: Path = SHIPPED) -> str:
    """Says which reader, with which doubt: the digest of the tensors stands in the file."""
    return file_sha256(folder / MANIFEST)[:DIGITS]


def blocks_of(text: str) -> dict[str, tuple[str, str]]:
    """The blocks of a document by name: the reader they were printed with, and what was printed."""
    return {match[1]: (match[2], match[3]) for match in BLOCK.finditer(text)}


def with_block(text: str, name: str, printed: str, digest: str) -> str:
    """The document with a block printed anew. Raises `NotPrinted` where it holds no such block."""
    block = f"<!-- printed: {name}; reader {digest} -->\n{printed}<!-- end -->\n"
    changed, count = re.subn(
        rf"<!-- printed: {name}; reader [0-9a-f]+ -->\n.*?<!-- end -->\n", lambda _: block, text, flags=re.DOTALL
    )
    if count != 1:
        raise NotPrinted(f"{count} blocks {name!r}, one is needed: <!-- printed: {name}; reader 0 --> <!-- end -->")
    return changed


# --- what is printed --------------------------------------------------------------------------------------------------


def show(shows: Callable[[Terminal], None]) -> str:
    """What is shown in a pipe."""
    stream = io.StringIO()
    shows(Terminal(stream, IN_A_PIPE, has_color=False, encoding="utf-8"))
    return stream.getvalue()


def show_study(study: Study) -> str:
    """What `canipost reader doubt` prints of a study."""
    return show(lambda terminal: print_study(study, Paper(terminal)))


def show_training() -> str:
    """What the reader that ships was trained on."""
    noted = read_manifest(SHIPPED).trained_on
    left_out = str(noted["left_out"]).split(",")
    text = (
        f"The reader that ships was trained on {noted['examples']:,} messages: {noted['members']} members, "
        f"{noted['epochs']} passes, from seed {noted['seed']}, in {noted['minutes']} minutes, without these "
        f"{len(left_out)} voices: {', '.join(left_out)}."
    )
    if "extended_by" in noted:
        text += (
            f" Then `canipost reader extend` taught it {noted['extended_by']}: one pass over {noted['extended_with']:,} "
            f"messages in {noted['extended_in_minutes']} minutes, half of the way."
        )
    return show(lambda terminal: terminal.write(text))


@cache
def held_out() -> Sequence[tuple[Example, Reading]]:
    return list(read_held_out(SHIPPED / HELD_OUT, examples(read_bank())))


@cache
def studied(risks: Risks = RISKS) -> Study:
    return study_doubt(held_out(), load_rulebook(load_library()), risks, COUNTED_ALONE)


def show_bounds() -> str:
    """A row for every pair of risks, the accepted one in bold."""
    head = ("wrong yes or if", "overcautious", "answered", "right of those", "right")
    alone = tuple(f"alone: {name}" for name in head)
    rows = []
    for risks in dict.fromkeys((*TRIED, RISKS)):
        study = studied(risks)
        row = (f"{risks.unsafe:.2%}", f"{risks.wrong:.0%}", *figures_told(study.doubted), *figures_told(study.alone))
        rows.append(tuple(f"**{cell}**" for cell in row) if risks == RISKS else row)
    names = ("bound on a wrong yes or if", "wrong, other sorts", *head, *alone)
    return show(lambda terminal: Paper(terminal).table(names, rows, left=()))


def figures_told(figures: Figures) -> tuple[str, ...]:
    overcautious = figures.overcautious / figures.others if figures.others else 0.0
    return (
        f"{figures.unsafe} of {figures.barred}",
        f"{overcautious:.1%}", f"{figures.answered:.1%}", f"{figures.right_answered:.1%}", f"{figures.right:.1%}",
    )  # fmt: skip


def show_cited() -> str:
    """What `canipost reader cited` prints: what the answers quote."""
    manifest, library = read_manifest(SHIPPED), load_library()
    read = [(example, at_temperature(reading, manifest.temperature)) for example, reading in held_out()]
    answered = answer_all(read, load_rulebook(library), library, manifest.thresholds())
    found = count_quotes(answered, Passages(library.document("md-16-02")), COUNTED_ALONE)
    return show(lambda terminal: print_quotes(*found, Paper(terminal)))


@cache
def answerer() -> Answerer:
    return open_answerer()


def eval_folder() -> Path:
    """Where the labeled development files are. Raises `NotPrinted` when nothing says so."""
    folder = os.environ.get("EVAL")
    if not folder:
        raise NotPrinted("EVAL must name the folder of the labeled development files, or name other blocks.")
    return Path(folder)


def rows_in(files: Iterable[Path]) -> list[dict[str, Any]]:
    return [row for file in files for row in read_labelled(file)]


@cache
def counted(files: tuple[Path, ...]) -> Tally:
    return tally_of(files[0].name, rows_in(files), answerer())


def show_evaluations(files: Sequence[tuple[str, Path]]) -> str:
    """What `canipost eval` prints of each file, below the command."""
    parts = []
    for name, file in files:
        tally = counted((file,))
        printed = show(lambda terminal, name=name, tally=tally: show_tally(name, tally, terminal))  # type: ignore[misc]
        parts.append(f"`canipost eval {name}`\n\n```text\n{printed}```\n")
    return "\n".join(parts)


def bank_file(voice: str) -> Path:
    return BANK_FOLDER / f"{voice}.jsonl"


def show_all_targets() -> str:
    """Every target on every set."""
    sets: list[Measured] = []
    for name, files in (
        *((name, [eval_folder() / f"{name}.jsonl"]) for name in DEV),
        *((voice, [bank_file(voice)]) for voice in COUNTED_ALONE),
        (f"the {len(FITTED_ON)} voices of doubt", [bank_file(voice) for voice in FITTED_ON]),
    ):
        sets.append(measured(name, files, counted(tuple(files)), rows_in(files)))
    return show(lambda terminal: show_targets(sets, Paper(terminal)))


def show_like() -> str:
    """The table of likeness.py, beside this file, however this one is run."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        printed: str = importlib.import_module("likeness").show_likeness()
    finally:
        sys.path.pop(0)
    return printed


BLOCKS: dict[str, tuple[Path, Callable[[], str]]] = {
    "trained": (BENCHMARKS, show_training),
    "doubt": (BENCHMARKS, lambda: show_study(studied())),
    "cited": (BENCHMARKS, show_cited),
    "bounds": (DECISION, show_bounds),
    "alone": (
        BENCHMARKS,
        lambda: show_evaluations([(f"corpus/questions/{voice}.jsonl", bank_file(voice)) for voice in COUNTED_ALONE]),
    ),
    "dev": (
        BENCHMARKS,
        lambda: show_evaluations([(f"$EVAL/{name}.jsonl", eval_folder() / f"{name}.jsonl") for name in DEV]),
    ),
    "targets": (BENCHMARKS, show_all_targets),
    "likeness": (BENCHMARKS, show_like),
}
"""Where each block stands, and what prints it."""


def main(names: Sequence[str]) -> int:
    """Print the blocks named, or all."""
    if unknown := [name for name in names if name not in BLOCKS]:
        print(f"no such block: {', '.join(unknown)}. Blocks: {', '.join(BLOCKS)}.", file=sys.stderr)
        return 2
    for name in names or BLOCKS:
        file, shows = BLOCKS[name]
        try:
            printed = shows()  # takes minutes: the file is read after it, so that what was written meanwhile stays
            changed = with_block(file.read_text(encoding="utf-8"), name, printed, digest_of_reader())
        except NotPrinted as trouble:
            print(f"{file}: {trouble}", file=sys.stderr)
            return 2
        file.write_text(changed, encoding="utf-8")
        print(f"{file.name}: {name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
