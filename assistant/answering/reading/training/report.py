"""How good is a freshly trained reader on the voices it was not trained on?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.answering.answerer import open_answerer
from assistant.evaluation import Passages, score_turns
from assistant.interface import case_object
from assistant.settings import Settings
from corpus.bank import Example


def measure_on(reader: Path, examples: Sequence[Example], settings: Settings) -> None:
    """Print the figures of the whole pipeline with that reader, for all examples and by voice."""
    answerer = open_answerer(settings.model_copy(update={"reader": reader}))
    passages = Passages(answerer.tools.library.document("md-16-02"))
    triples = []
    for example in examples:
        case = list(answerer.conversation(example.turns))[-1]
        gold = {
            "verdict": example.verdict.value,
            "acceptable": [verdict.value for verdict in example.acceptable],
            "must_cite": [list(group) for group in example.must_cite],
            "question": example.turns[-1],
        }
        triples.append((example.voice, (example.id, gold, case_object(case))))
    for voice in [None, *sorted({voice for voice, _ in triples})]:
        figures = score_turns([triple for of, triple in triples if voice in (None, of)], passages).figures()
        print(voice or "all voices left out", {name: value for name, value in figures.items() if name != "confusion"})
