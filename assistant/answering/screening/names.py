"""Which runs of words are people's names?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.answering.screening import frames
from assistant.answering.screening.cued import SURE
from assistant.answering.screening.lexicon import Lexicon
from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.name_shape import NameShape
from assistant.answering.screening.protect import Protection, overlaps
from assistant.answering.screening.records import PrivateKind
from assistant.answering.screening.runs import Run, RunBuilder
from assistant.answering.screening.words import is_shouted, split_words, untangle

with without_modules("torch", "transformers"):
    from presidio_analyzer import EntityRecognizer, RecognizerResult

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

ENOUGH = 0.8
SHAPE_WEIGHT = 0.4
MOST_FROM_SHAPE = 0.3
REACH = 70
LIST_JOINT = re.compile(r"\s*(?:,|/|&|\+|,?\s+(?:and|n|y|or|&)|,\s*&)\s*|\s*\n\s*(?:[-*\u2022\u2013]|\d{1,2}[.)])\s*")
MARKS = re.compile(r"[*~`_\"\u201c\u201d\u2018\u00ab\u00bb]")
"""What words are set off with: quotation marks, and what makes them bold or struck out in Slack."""
COMMA = re.compile(r",\s?")
NOT_PEOPLE = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "NORP", "LANGUAGE", "LAW"})


class NameRecognizer(EntityRecognizer):
    """
    Adds up what speaks for a name: an unknown or given name, capitals, the name model, the words around it.

    No single source is enough: the model misses small letters and most names that are not English, a list of names is
    never complete, and capitals also mark places and brands.
    """

    def __init__(self, lexicon: Lexicon, protection: Protection) -> None:
        """Share the lexicon and what is public."""
        self.lexicon, self.protection, self.shape = lexicon, protection, NameShape(lexicon)
        super().__init__(supported_entities=[PrivateKind.PERSON.value], name="names")

    def load(self) -> None:
        """Nothing to load: the lexicon is given."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The names in a text."""
        return [
            RecognizerResult(entity_type=PrivateKind.PERSON.value, start=start, end=end, score=SURE)
            for start, end in self.names(text, model_spans(nlp_artifacts))
        ]

    def names(self, text: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
        """Offsets of the names, in order. `spans` are the model's: start, end, whether it is a person."""
        shut = [*self.protection.placeholders(text), *self.protection.public(text)]
        public = self.protection.public_names(text)
        text = untangle(text, self.lexicon)
        words = split_words(text)
        small = is_shouted(text)
        runs = [
            run
            for run in RunBuilder(text, words, self.lexicon, small=small).runs()
            if not overlaps(run.start, run.end, shut) and not is_public(text, run, public)
        ]
        scores = [self.score(text, run, spans, small=small) for run in runs]
        self.spread(text, runs, scores)
        found = [(run.start, run.end) for run, score in zip(runs, scores, strict=True) if score >= ENOUGH]
        return join_reversed(text, found)

    def score(self, text: str, run: Run, spans: list[tuple[int, int, bool]], *, small: bool) -> float:
        """How sure it is that a run is a private name; `ENOUGH` and more is hidden."""
        before = text[max(0, run.start - REACH) : run.start]
        tail = run.end + (2 if run.is_possessive else 0)
        after = text[run.end : run.end + REACH]
        context = self.context_score(before, after, text[tail : tail + REACH], run)
        inherent = inherent_score(run, small=small)
        if run.is_initials:
            near = text[max(0, run.start - 30) : run.end + 30]
            return inherent + context + (0.5 if frames.PRIVATE_NAME_NEAR.search(near) else 0.0)
        said = [is_person for start, end, is_person in spans if start < run.end and run.start < end]
        model = 0.3 if any(said) else -0.15 if said else 0.0
        if run.small_unknown and not run.given:
            likeness = max(self.shape.likeness(word.text) for word in run.words)
            inherent += min(max(SHAPE_WEIGHT * likeness, -MOST_FROM_SHAPE), MOST_FROM_SHAPE)
        is_somebody = frames.OWN_CLIENT.search(before) or frames.CASELOAD.search(text[tail : tail + REACH])
        if run.is_place and not is_somebody:
            # Carson, Paris, Austin: towns more often than people. But no town is a client, or on a caseload.
            inherent -= 0.3
        return inherent + model + context + (0.15 if run.is_possessive and not run.has_capital else 0.0)

    def context_score(self, before: str, after: str, following: str, run: Run) -> float:
        """What the words around a run say, whatever marks it stands in: *Grace*, "Grace"."""
        before, after, following = (MARKS.sub("", part) for part in (before, after, following))
        # "grace", "heaven", "nina": in small letters a word first, a name only in a place that calls for one.
        ambiguous = not (run.has_capital or run.small_unknown or run.is_initials)
        if frames.MISS.search(before) and frames.MISSED.fullmatch(run.words[0].text):
            return -1.0
        score = 0.0
        if frames.NAME_CUE.search(before) or frames.FORM_FIELD.search(before):
            score += 0.75
        elif frames.HONORIFIC.search(before):
            score += 0.85
        elif frames.TITLE.search(before) or frames.KIN.search(before):
            score += 0.7
        elif frames.GREETING.search(before):
            score += 0.5
        elif frames.SELF.search(before) or (frames.WEAK_TITLE.search(before) and not ambiguous):
            score += 0.4
        elif frames.FILE_NAME.search(before) or frames.HASHTAG.search(before):
            score += 0.6
        elif frames.LINK.search(before):
            score += 0.25
        led_in = score
        if frames.CASELOAD.search(following):
            score += 0.7
        elif run.is_possessive and frames.OWNED.search(after):
            score += 0.6
        elif frames.CASE_OF.search(after) and (run.has_capital or before.rstrip().lower().endswith(("the", "el"))):
            score += 0.45
        elif frames.AT_WORK.search(following) or frames.APPOSITION.search(following) or frames.RECORD.search(following):
            score += 0.5
        elif frames.SPEECH.search(following):
            score += 0.4
        elif frames.STATE.search(following):
            score += 0.15
        if score - led_in < 0.2 and led_in == 0.0 and not run.is_possessive and frames.PLACE_LINK.search(before):
            score -= 0.3
        if ambiguous and led_in < 0.7 and score - led_in < 0.5:
            return -1.0
        if frames.SHOW.search(after):
            score -= 1.0
        elif frames.PLACE_NOUN.search(after):
            score -= 0.6
        if run.has_initial:
            score += 0.3
        if frames.PUBLIC_OFFICE.search(before):
            score -= 1.5
        if frames.WORK_OF.search(before):
            score -= 0.4
        if frames.PET.search(before):
            score -= 0.8
        return score

    def spread(self, text: str, runs: list[Run], scores: list[float]) -> None:
        """Let sure names vouch for their neighbors in a list and for their other mentions."""
        for _ in range(2):
            for i in range(len(runs) - 1):
                if (
                    LIST_JOINT.fullmatch(text[runs[i].end : runs[i + 1].start])
                    and is_likely(runs[i])
                    and is_likely(runs[i + 1])
                ):
                    for sure, other in ((i, i + 1), (i + 1, i)):
                        if scores[sure] >= ENOUGH > scores[other] > 0:
                            scores[other] += 0.45
        known = {
            word.low
            for run, score in zip(runs, scores, strict=True)
            if score >= ENOUGH
            for word in run.words
            if len(word.text) > 1 and not self.lexicon.is_word(word.text)
        }
        for i, run in enumerate(runs):
            if scores[i] < ENOUGH and any(word.low in known for word in run.words):
                scores[i] = ENOUGH


def is_public(text: str, run: Run, public: list[tuple[int, int]]) -> bool:
    """
    Is it a place, a brand or somebody everybody knows?

    "my client Juan Gabriel Ortiz" is more than the singer's name, and nobody's client is the singer.
    """
    if not overlaps(run.start, run.end, public):
        return False
    before = MARKS.sub("", text[max(0, run.start - REACH) : run.start])
    if frames.FORM_FIELD.search(before) or frames.OWN_CLIENT.search(before):
        return False
    if frames.CASELOAD.search(text[run.end : run.end + REACH]):
        return False
    return any(start <= run.start and run.end <= end for start, end in public) or not run.given


def model_spans(artifacts: NlpArtifacts) -> list[tuple[int, int, bool]]:
    """The name model's finds that say something for or against a person."""
    spans: list[Any] = artifacts.entities
    return [
        (span.start_char, span.end_char, span.label_ == "PERSON")
        for span in spans
        if span.label_ == "PERSON" or span.label_ in NOT_PEOPLE
    ]


def inherent_score(run: Run, *, small: bool) -> float:
    """What the words alone say, without context and without the model."""
    if run.is_initials:
        return 0.3
    several = 0.25 if run.capital_unknown + run.small_unknown + min(run.given, 1) + min(run.surnames, 1) >= 2 else 0.0
    given = 0.35 if run.given else 0.1 if run.surnames else 0.0
    if run.capital_unknown:
        return (0.65 if run.head.starts_sentence and len(run.words) == 1 else 0.8) + given + several
    if run.small_unknown:
        # One word in capitals is more often an acronym than a name, unless everything is in capitals.
        is_acronym_like = not small and any(word.is_shouted for word in run.words)
        return (0.1 if is_acronym_like and not run.given else 0.45) + given + several
    if run.has_capital:
        return (0.0 if run.head.starts_sentence else 0.05) + given + several
    return (0.3 if run.given else 0.1) + several


def is_likely(run: Run) -> bool:
    """Whether a run could be one name of a list at all."""
    return bool(run.capital_unknown or run.small_unknown or run.given)


def join_reversed(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join "ORDOÑEZ, ARACELI" into one name where a form's field leads in."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if (
            joined
            and COMMA.fullmatch(text[joined[-1][1] : start])
            and frames.FORM_FIELD.search(text[max(0, joined[-1][0] - REACH) : joined[-1][0]])
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
