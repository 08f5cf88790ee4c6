"""How is a study of the reader's doubt shown? Tables, and the cases behind them, as they stand in BENCHMARKS.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.records import Kind
from assistant.assurance.calibration import Bin, TemperatureTrial, calibration_error
from assistant.assurance.cases import KindCount, Misread, WrongYes
from assistant.assurance.citing import Quoted
from assistant.assurance.study import Figures, Study
from assistant.cli.table import Paper

CURVE_WIDTH = 40
"""Characters for the largest risk on the curve."""

BIN_WIDTH = 20
"""Characters for a bin in which all came true."""

CAME_TRUE, TOO_SURE = "▇", "░"

ALONE = "nothing fitted on them"

KIND_NAMES = {Kind.POLICY: "policy (info)", Kind.OTHER: "other (out of scope)", Kind.SMALL_TALK: "small talk"}

STATED = {True: "so", False: "not so", None: "not stated"}


def print_study(study: Study, paper: Paper) -> None:
    """Print all of the study."""
    _print_figures(study, paper)
    _print_cases("Wrong yes or if, with doubt", study.cases, study.doubted, paper)
    if study.alone.rows:
        _print_cases(f"The same, {ALONE}", study.alone_cases, study.alone, paper)
    _print_kinds("What sort of message it was taken for, words of danger heard", study.kinds, paper)
    if study.alone.rows:
        _print_kinds(f"The same, {ALONE}", study.alone_kinds, paper)
    _print_scores(study, paper)
    _print_calibration(study, paper)
    _print_curve(study, paper)


def print_quotes(by_voice: Iterable[Quoted], by_verdict: Iterable[Quoted], paper: Paper) -> None:
    """Print what the answers quote: a table by voice, and one by the verdict that was given."""
    for head, rows in (("voices left out of the training", by_voice), ("the same, by the verdict given", by_verdict)):
        paper.table(
            (head, "rows", "groups", "cited", "first", "quotes (most)", "unfaithful", "withheld"),
            [
                (
                    row.name, str(row.rows), str(row.groups), _figure(row.cited), _figure(row.first),
                    f"{row.quotes:.2f} ({row.most})", str(row.unfaithful), str(row.withheld),
                )
                for row in rows
            ],
        )  # fmt: skip


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _print_figures(study: Study, paper: Paper) -> None:
    rows = [
        _row("all, nothing doubted", study.undoubted),
        _row("all, with doubt", study.doubted),
        *(_row(voice, figures) for voice, figures in study.voices.items()),
    ]
    if study.alone.rows:
        rows.append(_row(f"**{ALONE}**, with doubt", study.alone))
        rows += [_row(voice, figures) for voice, figures in study.alone_voices.items()]
    measures = ("rows", "right", "unsafe (95 % bound)", "overcautious", "answered", "right_answered")
    paper.table(("voices left out of the training", *measures), rows)


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    share = figures.overcautious / figures.others if figures.others else 0.0
    return (
        name,
        str(figures.rows),
        f"{figures.right:.3f}",
        f"{figures.unsafe} of {figures.barred} ({figures.unsafe_bound:.1%})",
        f"{figures.overcautious} of {figures.others} ({share:.1%})",
        f"{figures.answered:.3f}",
        f"{figures.right_answered:.3f}",
    )


def _print_cases(title: str, cases: Sequence[WrongYes], figures: Figures, paper: Paper) -> None:
    paper.write(f"{title}: {len(cases)} of {figures.barred} rows that accept `no`")
    paper.write()
    for case in cases:
        accepted = " or ".join(case.accepted)
        paper.write(f"- {case.id} ({case.voice}): said {case.said}, accepted {accepted}. {_why(case)}.", hanging="  ")
    if cases:
        paper.write()


def _why(case: WrongYes) -> str:
    """What was read otherwise than labeled."""
    if case.kind_read is not case.kind_labeled:
        return f"Taken for {_named(case.kind_read)}, labeled {_named(case.kind_labeled)}"
    if not case.misread:
        return "Every fact was read as labeled"
    return "Misread: " + "; ".join(_told(each) for each in case.misread)


def _told(fact: Misread) -> str:
    return f"`{fact.fact}` {STATED[fact.read]}, labeled {STATED[fact.labeled]}"


def _print_kinds(title: str, kinds: Sequence[KindCount], paper: Paper) -> None:
    paper.write(title)
    paper.write()
    rows = []
    for count in kinds:
        others = sorted(count.taken_for.items(), key=lambda each: (-each[1], each[0]))
        taken = ", ".join(f"{_named(kind)} {number}" for kind, number in others if kind is not count.kind)
        rows.append((_named(count.kind), str(count.rows), f"{count.right} ({count.right / count.rows:.0%})", taken))
    paper.table(("kind", "rows", "taken for it", "the others taken for"), rows, left=(0, 3))


def _named(kind: Kind) -> str:
    return KIND_NAMES.get(kind, kind.value)


def _print_scores(study: Study, paper: Paper) -> None:
    paper.write(f"Temperature of the second opinion: {study.temperature:g}. {_told_trial(study.trial)}")
    paper.write()
    for sort, scale in study.doubt.scales.items():
        weights = ", ".join(f"{sign} {weight:+.2f}" for sign, weight in scale.weights.items())
        paper.write(f"- {sort}: not given from {scale.limit:.3f} on; bias {scale.bias:+.2f}, {weights}", hanging="  ")
    paper.write()


def _told_trial(trial: TemperatureTrial) -> str:
    """Why the temperature that was fitted stays, or goes."""
    loss = f"log loss {trial.loss_without:.4f} without, {trial.loss_with:.4f} with"
    error = f"ECE {trial.error_without:.3f} without, {trial.error_with:.3f} with"
    verdict = "it stays" if trial.is_better else "it is left out, because both have to be better"
    return f"{trial.fitted:g}, fitted on every other row, gives on the rest: {loss}; {error}; {verdict}."


def _print_calibration(study: Study, paper: Paper) -> None:
    opinion = "The second opinion's likeliest verdict"
    diagrams = [(f"{opinion}, as trained", study.opinion_before)]
    if study.temperature != 1:
        diagrams.append(("The same, at the temperature", study.opinion_after))
    diagrams.append(("Answers of the rules, by their confidence", study.answers))
    if study.alone.rows:
        diagrams.append((f"{opinion}, {ALONE}", study.alone_opinion))
        diagrams.append((f"Answers of the rules, {ALONE}", study.alone_answers))
    for title, bins in diagrams:
        paper.write(f"{title}: ECE {calibration_error(bins):.3f}")
        paper.write()
        paper.table(
            ("confidence", "came true", "rows", f"came true {CAME_TRUE}, short of the confidence {TOO_SURE}"),
            list(_reliability(bins)),
            left=(3,),
        )


def _reliability(bins: Sequence[Bin]) -> Iterable[tuple[str, ...]]:
    for each in bins:
        came, claimed = round(each.right * BIN_WIDTH), round(each.confidence * BIN_WIDTH)
        bar = CAME_TRUE * came + TOO_SURE * (claimed - came)
        yield f"{each.confidence:.2f}", f"{each.right:.2f}", str(each.count), bar


def _print_curve(study: Study, paper: Paper) -> None:
    paper.write(
        "Risk and coverage: of the answers given when the most suspicious are handed over, the share that is wrong"
    )
    paper.write()
    most = max((point.risk for point in study.coverage), default=0.0) or 1.0
    rows = [
        (f"{point.answered:.0%}", f"{point.risk:.1%}", CAME_TRUE * round(point.risk / most * CURVE_WIDTH))
        for point in study.coverage
    ]
    paper.table(("answered", "wrong", ""), rows, left=(2,))
