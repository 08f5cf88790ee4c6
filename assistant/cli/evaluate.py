"""`canipost eval`: the figures of a labelled file, a table by verdict, and the rows that were missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answering.answerer import Answerer, open_answerer
from assistant.cli.failures import BadInput
from assistant.cli.table import Paper, standard_paper
from assistant.cli.terminal import Terminal, standard_output
from assistant.evaluation import Passages, Tally, score_private, score_turns, turns_of
from assistant.interface import Row, answer_rows
from assistant.targets import Measured, Standing, standings
from corpus.bank import BANK_FOLDER
from corpus.rule_rows import Verdict


def evaluate_file(file: str, *, as_json: bool, rows: bool) -> None:
    """Answer every row of a labelled file and print its figures. Raises `BadInput`, with the line, for a bad file."""
    gold = read_labelled(Path(file))
    answerer = open_answerer()
    terminal = standard_output()
    if "spans" in gold[0]:
        outputs = answers_to(gold, answerer)
        figures, misses = score_private(gold, outputs)
        if as_json:
            print(json.dumps(figures))
            return
        show_figures(file, figures, terminal)
        for miss in misses if rows else ():
            terminal.write(miss, hanging="    ")
        return
    tally = tally_of(file, gold, answerer)
    if as_json:
        print(json.dumps(tally.figures()))
        return
    show_tally(file, tally, terminal, rows=rows)


def compare_with_targets(files: Sequence[str]) -> None:
    """Answer every row of some labeled files and print how each measure stands to its target, a column a file."""
    read = [(file, read_labelled(Path(file))) for file in files]
    if private := [file for file, gold in read if "spans" in gold[0]]:
        raise BadInput(f"{private[0]}: labels private data; the targets are those of answers. Leave it away.")
    answerer = open_answerer()
    sets = [measured(Path(file).stem, [Path(file)], tally_of(file, gold, answerer), gold) for file, gold in read]
    show_targets(sets, standard_paper(standard_output()))


def measured(name: str, files: Sequence[Path], tally: Tally, gold: Sequence[Mapping[str, Any]]) -> Measured:
    """What was counted on the rows of some files, as a set with a name."""
    is_of_bank = all(file.resolve().parent == BANK_FOLDER for file in files)
    return Measured(name, tally, is_of_bank, is_talk=all("turns" in row for row in gold))


def show_targets(sets: Sequence[Measured], paper: Paper) -> None:
    """Print how each measure stands to its target."""
    rows = [(target.measure, target.wanted, *(_standing(each) for each in found)) for target, found in standings(sets)]
    paper.table(("measure", "target", *(each.name for each in sets)), rows, left=range(len(sets) + 2))


def _standing(standing: Standing) -> str:
    if standing.shown is None:
        return "-"
    return f"{standing.shown} {'met' if standing.is_met else '**not met**'}"


def answers_to(gold: Sequence[Mapping[str, Any]], answerer: Answerer) -> dict[Any, dict[str, Any]]:
    """The answers to labeled rows, by id."""
    return {output["id"]: output for output in answer_rows(rows_asked(gold), answerer)}


def tally_of(file: str, gold: Sequence[Mapping[str, Any]], answerer: Answerer) -> Tally:
    """What is counted when the rows of a file are answered. Raises `BadInput` for a label that names no passage."""
    try:
        return score_turns(list(turns_of(gold, answers_to(gold, answerer))), passages(answerer))
    except KeyError as unknown:
        raise BadInput(f"{file}: {unknown} in must_cite names no passage of the directive.") from None


def passages(answerer: Answerer) -> Passages:
    """The directive's passages as labelled rows name them."""
    return Passages(answerer.tools.library.document("md-16-02"))


def read_labelled(path: Path) -> list[dict[str, Any]]:
    """The rows of a labelled file. Raises `BadInput` with file and line for what is not a labelled row."""
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path}: cannot be read ({problem}).") from None
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as problem:
            raise BadInput(f"{path}:{number}: not JSON ({problem.msg} at column {problem.colno}).") from None
        if fault := _fault_of(row, rows[0] if rows else row):
            raise BadInput(f"{path}:{number}: not a labelled row: it needs {fault}.")
        rows.append(row)
    if not rows:
        raise BadInput(f"{path}: no rows in it.")
    return rows


def _fault_of(row: object, first: object) -> str | None:
    """What a row lacks to be asked and scored as the first row of its file is; None when it lacks nothing."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
        return '"id" and "acceptable", "turns" or "spans"'
    if isinstance(first, dict) and "spans" in first:
        question, spans = row.get("question"), row.get("spans")
        is_whole = isinstance(question, str) and isinstance(spans, list)
        for span in spans if isinstance(question, str) and isinstance(spans, list) else ():
            text = span.get("text") if isinstance(span, dict) and "kind" in span else None
            is_whole = is_whole and isinstance(text, str) and text in str(question)
        return None if is_whole else '"question", and "spans" of "kind" and "text", a text that stands in the question'
    turns, said = (row["turns"], "user") if "turns" in row else ([row], "question")
    is_whole = isinstance(turns, list) and bool(turns)
    for turn in turns if isinstance(turns, list) else ():
        is_whole = is_whole and isinstance(turn, dict)
        is_whole = is_whole and all(isinstance(turn.get(name), str) for name in (said, "verdict"))
        is_whole = is_whole and isinstance(turn.get("acceptable"), list)
    return (
        None if is_whole else f'"{said}", "verdict" and "acceptable"{" in each of its turns" if said == "user" else ""}'
    )


def rows_asked(gold: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """The labelled rows as questions of the machine interface."""
    return (Row.model_validate({"id": row["id"], **_asked(row)}) for row in gold)


def _asked(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"turns": row["turns"]} if "turns" in row else {"question": row.get("question")}


def show_tally(file: str, tally: Tally, terminal: Terminal, *, rows: bool = True) -> None:
    """Print the figures, the table by verdict, and the rows that were missed."""
    show_figures(file, tally.figures(), terminal)
    show_by_verdict(tally, terminal)
    if rows:
        show_misses(tally, terminal)


def show_figures(file: str, figures: Mapping[str, Any], terminal: Terminal) -> None:
    """Print the figures by their names."""
    terminal.write(file, style="bold")
    shown = {name: value for name, value in figures.items() if name != "confusion"}
    terminal.columns((name, "-" if value is None else str(value)) for name, value in shown.items())


def show_by_verdict(tally: Tally, terminal: Terminal) -> None:
    """Print, for every labelled verdict, how many rows were right and what was said."""
    terminal.write("\nby labelled verdict", style="bold")
    said = [verdict.value for verdict in Verdict]
    header = ("", "rows", "right", " ".join(f"{name[:6]:>6}" for name in said))
    body = [
        (
            verdict,
            str(tally.by_verdict[verdict]["rows"]),
            _percent(tally, verdict),
            " ".join(f"{tally.by_verdict[verdict][name] or '.':>6}" for name in said),
        )
        for verdict in said
        if verdict in tally.by_verdict
    ]
    terminal.columns([header, *body])


def _percent(tally: Tally, verdict: str) -> str:
    counts = tally.by_verdict[verdict]
    return f"{100 * counts['right'] / counts['rows']:.0f} %"


def show_misses(tally: Tally, terminal: Terminal) -> None:
    """Print the rows whose verdict was wrong, then those that lack a citation."""
    for title, wanted in (("wrong verdict", False), ("right verdict, a labelled passage not cited", True)):
        chosen = [miss for miss in tally.misses if miss.is_verdict_right is wanted]
        if chosen:
            terminal.write(f"\n{title}: {len(chosen)}", style="bold")
        for miss in chosen:
            accepted = " or ".join(miss.accepted)
            terminal.write(f"{miss.id}: said {miss.said}, accepted {accepted}. {miss.question}", "  ", "    ")
            if wanted:
                groups = "; ".join(
                    " or ".join(each.removeprefix("md-16-02/") for each in group) for group in miss.wanted
                )
                terminal.write(f"wanted {groups}", "    ", "    ", style="dim")
