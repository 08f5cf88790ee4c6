"""How is a stretch recognized by its shape and by the words just before it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.records import PrivateKind

with without_modules("torch", "transformers"):
    from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

SURE = 0.9
UNSURE = 0.2
"""Below the analyzer's threshold: such a stretch is private only when its cue or its neighbor says so."""

CUE_REACH = 60
NEIGHBOR_REACH = 4

# What may stand between a cue and its value: "SSN is", "case no.", "plate on the car:".
GAP = (
    r"(?:[\s:#=.,'\"(\[/*&-]|\b(?:is|was|are|no|num|number|numero|número|nbr|id|it|its|it's|says|reads|shows"
    r"|ending|ends"
    r"|in|of|for|on|as|at|the|her|his|their|my|your|mom|dad|es|el|la|de|del|que|dice|under|called|family|house"
    r"|home|kid|kids|child|client|baby|caregiver)\b){0,14}$"
)
# "wifi password at the shelter is": a few words, then a word that announces the value.
ANNOUNCED = r"(?:\s+[\w'\u2019]+){1,4}\s*(?:\bis\b|\bes\b|\bwas\b|[:=])\s*[\"'#]?$"


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One shape of private data.

    `pattern` matches the value only. With a `cue` the value counts only after words that match it; with `beside`, only
    right after a find of such a kind; `veto` are words before the value that make it something else.
    """

    kind: PrivateKind
    name: str
    pattern: str
    cue: str | None = None
    veto: str | None = None
    beside: frozenset[PrivateKind] = field(default_factory=frozenset)

    @property
    def is_conditional(self) -> bool:
        """Whether the shape alone is not enough."""
        return self.cue is not None or bool(self.beside)


class CuedRecognizer(PatternRecognizer):
    """
    Presidio's pattern recognizer with cues that need no lemmas.

    Presidio's own context words are compared with lemmas, which only the slow part of a spaCy model gives, and they
    cannot say how near a word must stand.
    """

    def __init__(self, shape: Shape) -> None:
        """Compile the cues of one shape."""
        self.shape = shape
        self.cue = re.compile(rf"(?:{shape.cue})(?:{GAP}|{ANNOUNCED})", re.IGNORECASE) if shape.cue else None
        self.veto = re.compile(rf"(?:{shape.veto}){GAP}", re.IGNORECASE) if shape.veto else None
        score = UNSURE if shape.is_conditional else SURE
        super().__init__(
            supported_entity=shape.kind.value,
            name=shape.name,
            patterns=[Pattern(shape.name, shape.pattern, score)],
            global_regex_flags=re.MULTILINE,
        )

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: Sequence[RecognizerResult],
        other_raw_recognizer_results: Sequence[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Raise what a cue or a neighbor confirms, and drop what a veto denies."""
        kept = []
        for result in raw_recognizer_results:
            before = text[max(0, result.start - CUE_REACH) : result.start]
            if self.veto is not None and self.veto.search(before):
                continue
            if (self.cue is not None and self.cue.search(before)) or (
                self.shape.beside
                and any(
                    other.entity_type in self.shape.beside
                    and other.score >= SURE
                    and 0 <= result.start - other.end <= NEIGHBOR_REACH
                    for other in other_raw_recognizer_results
                )
            ):
                result.score = SURE
            kept.append(result)
        return kept
