"""How is a study of the reader's doubt shown? As tables in Markdown, as they stand in BENCHMARKS.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from assistant.assurance.calibration import Bin, calibration_error
from assistant.assurance.citing import Quoted
from assistant.assurance.study import Figures, Study

CURVE_WIDTH = 40
"""Characters for the largest risk on the curve."""


def print_study(study: Study, stream: TextIO) -> None:
    """Print all tables of the study."""
    for line in _lines(study):
        stream.write(line + "\n")


def print_quotes(by_voice: Iterable[Quoted], by_verdict: Iterable[Quoted], stream: TextIO) -> None:
    """Print what the answers quote: a table by voice, and one by the verdict that was given."""
    for head, rows in (("voices left out of the training", by_voice), ("the same, by the verdict given", by_verdict)):
        stream.write(f"| {head} | rows | groups | cited | first | quotes (most) | unfaithful | withheld |\n")
        stream.write("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
        for row in rows:
            stream.write(
                f"| {row.name} | {row.rows} | {row.groups} | {_figure(row.cited)} | {_figure(row.first)} "
                f"| {row.quotes:.2f} ({row.most}) | {row.unfaithful} | {row.withheld} |\n"
            )
        stream.write("\n")


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _lines(study: Study) -> Iterable[str]:
    measures = "rows | right | unsafe (95 % bound) | overcautious | answered | right_answered"
    yield f"| voices left out of the training | {measures} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    yield _row("all, nothing doubted", study.undoubted)
    yield _row("all, with doubt", study.doubted)
    for voice, figures in study.voices.items():
        yield _row(voice, figures)
    if study.alone.rows:
        yield _row("**nothing fitted on them**, with doubt", study.alone)
        for voice, figures in study.alone_voices.items():
            yield _row(voice, figures)
    yield ""
    yield f"Temperature of the second opinion: {study.temperature}"
    for sort, scale in study.doubt.scales.items():
        weights = ", ".join(f"{sign} {weight:+.2f}" for sign, weight in scale.weights.items())
        yield f"- {sort}: not given from {scale.limit:.3f} on; bias {scale.bias:+.2f}, {weights}"
    for title, bins in (
        ("The second opinion's likeliest verdict, as trained", study.opinion_before),
        ("The same, at the temperature", study.opinion_after),
        ("Answers of the rules, by their confidence", study.answers),
    ):
        yield ""
        yield f"{title}: ECE {calibration_error(bins):.3f}"
        yield ""
        yield from _reliability(bins)
    yield ""
    yield "Risk and coverage: of the answers given when the most suspicious are handed over, the share that is wrong"
    yield ""
    yield "| answered | wrong | |"
    yield "| ---: | ---: | --- |"
    most = max((point.risk for point in study.coverage), default=0.0) or 1.0
    for point in study.coverage:
        bar = "▇" * round(point.risk / most * CURVE_WIDTH)
        yield f"| {point.answered:.0%} | {point.risk:.1%} | {bar} |"


def _row(name: str, figures: Figures) -> str:
    unsafe = f"{figures.unsafe} of {figures.barred} ({figures.unsafe_bound:.1%})"
    share = figures.overcautious / figures.others if figures.others else 0.0
    overcautious = f"{figures.overcautious} of {figures.others} ({share:.1%})"
    return (
        f"| {name} | {figures.rows} | {figures.right:.3f} | {unsafe} | {overcautious} "
        f"| {figures.answered:.3f} | {figures.right_answered:.3f} |"
    )


def _reliability(bins: Sequence[Bin]) -> Iterable[str]:
    yield "| confidence | came true | rows |"
    yield "| ---: | ---: | ---: |"
    for each in bins:
        yield f"| {each.confidence:.2f} | {each.right:.2f} | {each.count} |"
