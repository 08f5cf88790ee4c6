"""Does the other language say all that the English says? The words of the rules' rows, translated and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import Field

from corpus.facts import Choice, Fact, QuestionBack, Shown
from corpus.rule_rows import Headline, Label, Reply, Rule, Topic, Wording
from corpus.strict_yaml import Faults, Place, StrictModel, read_record, read_rows

TRANSLATED = ("es",)
"""Languages that questions are answered in besides English; each has a folder of its own beside the English files."""

RowT = TypeVar("RowT", Fact, Rule, Topic, Reply, Headline, Label)
WordsT = TypeVar("WordsT", bound=StrictModel)
Placed = Sequence[tuple[RowT, Place]]

_FIXED = re.compile(r"\{[^{}]*\}|\d+(?:[.,-]\d+)*")
"""What every language has alike: what is filled in, and numbers ("911", "16-02")."""


class QuestionWords(StrictModel):
    """A question back in another language; the choices in the order of the English ones."""

    text: str = Field(min_length=1)
    choices: tuple[str, ...]


class FactWords(StrictModel):
    """What is said of a fact, in another language."""

    name: str
    condition: str | None = None
    opens: tuple[QuestionWords, ...] = ()
    shown: Shown


class RuleWords(StrictModel):
    """What a rule says, in another language."""

    id: str
    reason: str = Field(min_length=1)
    instead: str = Field(min_length=1)


class TopicWords(StrictModel):
    """What a topic says, in another language; `cues` are further words by which a question names it."""

    id: str
    says: str = Field(min_length=1)
    cues: tuple[str, ...] = ()


class ReplyWords(StrictModel):
    """What a fixed reply says, in another language."""

    id: str
    headline: str | None = None
    reason: str = Field(min_length=1)
    instead: str = ""


class Rows(NamedTuple):
    """The rows that hold sentences, each with the place it was read from."""

    facts: Placed[Fact]
    rules: Placed[Rule]
    topics: Placed[Topic]
    replies: Placed[Reply]
    headlines: Placed[Headline]
    labels: Placed[Label]

    def sentences(self) -> list[tuple[Place, str]]:
        """Every sentence of ours that tells an asker something; what is read back to him are his own words in brief."""
        rows = (*self.facts, *self.rules, *self.topics, *self.replies, *self.headlines, *self.labels)
        return [
            (place, sentence)
            for row, place in rows
            for key, sentence in said(row).items()
            if not key.startswith("shown.")
        ]


def said(row: StrictModel) -> dict[str, str]:
    """The sentences of a row, or of its translation, under the name of the key that holds them."""
    found: dict[str, str | None] = {}
    for key in ("condition", "headline", "reason", "instead", "says"):
        found[key] = getattr(row, key, None)
    if isinstance(row, Fact | FactWords):
        found |= {"shown.so": row.shown.so, "shown.not_so": row.shown.not_so}
        for number in range(len(row.opens)):
            question: QuestionBack | QuestionWords = row.opens[number]
            found[f"opens {number + 1}, text"] = question.text
            for place, choice in enumerate(question.choices, 1):
                label = choice.label if isinstance(choice, Choice) else str(choice)
                found[f"opens {number + 1}, choice {place}"] = label
    may_be_empty = isinstance(row, Label)
    return {key: sentence for key, sentence in found.items() if sentence or (may_be_empty and sentence is not None)}


def read_translation(folder: Path, english: Rows, faults: Faults) -> Rows:
    """
    The English rows with the sentences of the language whose files lie in `folder`.

    Adds to `faults` every row and sentence that is missing, that the English does not have, or that fills in other
    words or names other numbers than the English does. What is at fault stays out of the rows.
    """
    return Rows(
        facts=_translated(folder / "facts.yaml", FactWords, "facts", english.facts, _say_fact, faults),
        rules=_translated(folder / "rules.yaml", RuleWords, "rules", english.rules, _say_plainly, faults),
        topics=_translated(folder / "topics.yaml", TopicWords, "topics", english.topics, _say_topic, faults),
        replies=_translated(folder / "replies.yaml", ReplyWords, "replies", english.replies, _say_plainly, faults),
        headlines=_translated(
            folder / "headlines.yaml", Headline, "headlines", english.headlines, _say_plainly, faults
        ),
        labels=_translated(folder / "labels.yaml", Label, "labels", english.labels, _say_plainly, faults),
    )


def read_wording(folder: Path, english: Wording | None, faults: Faults) -> Wording | None:
    """The wording of that language: its own negations; what may never be said holds in English too."""
    own = read_record(folder / "wording.yaml", Wording, faults)
    if own is None or english is None:
        return None
    return Wording(never=(*english.never, *own[0].never), negations=own[0].negations)


def _translated(
    path: Path,
    model: type[WordsT],
    key: str,
    english: Placed[RowT],
    say: Callable[[RowT, WordsT], RowT],
    faults: Faults,
) -> Placed[RowT]:
    """The English rows of one file in the words of the other language, in the English order."""
    originals = {_name(row): row for row, _ in english}
    english_path = str(path.parent.parent / path.name)
    is_whole = not any(fault.file == english_path for fault in faults.found)
    words: dict[str, tuple[WordsT, Place]] = {}
    for row, place in read_rows(path, model, key, faults):
        name = _name(row)
        if name in words:
            faults.add(place, f"duplicate row {name!r} (first on line {words[name][1].line})")
        elif name not in originals:
            if is_whole:  # else the row may be one that is at fault itself
                faults.add_unknown(place, "row", name, list(originals))
        else:
            words[name] = (row, place)
    found = []
    for name, original in originals.items():
        if name not in words:
            faults.add(Place(str(path), 0), f"missing translation of {name!r}")
            continue
        row, place = words[name]
        if _agrees(name, said(original), said(row), place, faults):
            found.append((say(original, row), place))
    return found


def _agrees(name: str, english: Mapping[str, str], other: Mapping[str, str], place: Place, faults: Faults) -> bool:
    before = len(faults.found)
    for key in sorted(english.keys() - other.keys()):
        faults.add(place, f"{name}: missing translation of {key!r}: {english[key]!r}")
    for key in sorted(other.keys() - english.keys()):
        faults.add(place, f"{name}: the English has no {key!r}: {other[key]!r}")
    for key in sorted(english.keys() & other.keys()):
        wanted, given = (sorted(_FIXED.findall(text)) for text in (english[key], other[key]))
        if wanted != given:
            faults.add(
                place,
                f"{name}: {key!r} must hold the same numbers and words in braces as the English "
                f"({', '.join(wanted) or 'none'}), not {', '.join(given) or 'none'}",
            )
    return len(faults.found) == before


def _name(row: StrictModel) -> str:
    return str(next(getattr(row, key) for key in ("id", "name", "verdict") if hasattr(row, key)))


def _say_plainly(original: RowT, words: StrictModel) -> RowT:
    return original.model_copy(update=said(words))


def _say_topic(original: Topic, words: TopicWords) -> Topic:
    return original.model_copy(update={"says": words.says, "cues": (*original.cues, *words.cues)})


def _say_fact(original: Fact, words: FactWords) -> Fact:
    opens = tuple(
        QuestionBack(
            when=question.when,
            text=said_so.text,
            choices=tuple(
                Choice(label=label, sets=choice.sets)
                for choice, label in zip(question.choices, said_so.choices, strict=True)
            ),
        )
        for question, said_so in zip(original.opens, words.opens, strict=True)
    )
    return original.model_copy(update={"condition": words.condition, "opens": opens, "shown": words.shown})
