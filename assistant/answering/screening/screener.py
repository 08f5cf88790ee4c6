"""How does a received message become one that may be stored, logged and shown?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.answering.screening.cued import SURE, CuedRecognizer
from assistant.answering.screening.hide import Hidden, hide
from assistant.answering.screening.lexicon import load_lexicon
from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.merge import merge, without
from assistant.answering.screening.name_model import BATCH, LANGUAGE, NameModel, model_folder, word_tables
from assistant.answering.screening.names import NameRecognizer
from assistant.answering.screening.normalize import Normalized, normalize
from assistant.answering.screening.places import PlaceRecognizer
from assistant.answering.screening.protect import Protection
from assistant.answering.screening.records import NothingToScreen, Origin, PrivateKind, Redaction, Screened, Span
from assistant.answering.screening.scripts import OtherScriptRecognizer
from assistant.answering.screening.shapes import SHAPES

with without_modules("torch", "transformers"):
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

MOST_PASSES = 5
SHORTEST_REPEAT = 4
# "Marcus T.", "J.R.": the period belongs to the name.
ABBREVIATED_NAME = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")
EDGES = " \t\n.,;:!?"

# A find of these kinds holds even where it looks like something public: better a hidden hotline than a shown case.
STRONG_KINDS = frozenset({PrivateKind.SSN, PrivateKind.EMAIL, PrivateKind.MEDICAL_RECORD})


class NoFurtherContext(ContextAwareEnhancer):
    """Presidio's last step left out: the recognizers have looked at their own context."""

    def __init__(self) -> None:
        """Set Presidio's numbers to nothing."""
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[Any],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Leave the results as they are."""
        return raw_results


class Screener:
    """
    Finds private data and hides it. Build one and keep it: building takes about half a second.

    Threads may share it; they take turns. It uses no network and logs nothing. Raises `NameModelMissing` when built
    without the name model's package.
    """

    def __init__(self) -> None:
        """Load the name model, the word lists and the recognizers."""
        lexicon = load_lexicon(word_tables(model_folder()))
        # spaCy promises nothing for a pipeline that two threads share.
        self.turn = Lock()
        self.protection = Protection(lexicon)
        self.model = NameModel(lexicon)
        recognizers = [
            *(CuedRecognizer(shape) for shape in SHAPES),
            NameRecognizer(lexicon, self.protection),
            PlaceRecognizer(lexicon, self.protection),
            OtherScriptRecognizer(),
        ]
        self.analyzer = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=recognizers),
            nlp_engine=self.model,
            context_aware_enhancer=NoFurtherContext(),
            default_score_threshold=SURE,
        )

    def screen(self, text: str) -> Screened:
        """
        Hide what is private in one message.

        Raises `NothingToScreen` when no visible character is in it.
        """
        normalized = normalize(text)
        with self.turn:
            return self.finish(normalized, ())

    def screen_many(self, texts: Iterable[str]) -> Iterator[Screened]:
        """
        Hide what is private in many messages, in order; the name model reads them in batches.

        Raises `NothingToScreen` at the first message that has no visible character, after those before it in
        earlier batches were given out.
        """
        for result in self.try_many(texts):
            if isinstance(result, NothingToScreen):
                raise result
            yield result

    def try_many(self, texts: Iterable[str]) -> Iterator[Screened | NothingToScreen]:
        """As `screen_many`, but an unscreenable message gives its error in its place, and the rest goes on."""
        waiting = iter(texts)
        while batch := list(islice(waiting, BATCH)):
            normalized: list[Normalized | NothingToScreen] = []
            for text in batch:
                try:
                    normalized.append(normalize(text))
                except NothingToScreen as error:
                    normalized.append(error)
            with self.turn:
                readable = [one.text for one in normalized if isinstance(one, Normalized)]
                artifacts = iter(self.model.read_many(readable) if readable else ())
                done = [
                    self.finish(one, (next(artifacts),)) if isinstance(one, Normalized) else one for one in normalized
                ]
            yield from done

    def finish(self, normalized: Normalized, read: tuple[NlpArtifacts, ...]) -> Screened:
        """
        Find, hide, and look again at the hidden text until nothing more is found.

        The second look makes screening a screened text a no-op, and finds names whose neighbors confused the model.
        """
        text = normalized.text
        spans: tuple[Span, ...] = ()
        hidden = hide(text, spans)
        for attempt in range(MOST_PASSES):
            found = self.find(hidden.text, read[0] if read and attempt == 0 else None)
            if not found:
                break
            spans = merge(
                (*spans, *(Span(hidden.starts[s.start], max(hidden.ends[s.start : s.end]), s.kind) for s in found))
            )
            spans = merge((*spans, *repeats(text, spans)))
            hidden = hide(text, spans)
        redactions = tuple(Redaction(*normalized.received_span(s.start, s.end), s.kind) for s in spans)
        return Screened(hidden.text, redactions, normalized.is_cut, normalized.notes, origin(normalized, hidden))

    def find(self, text: str, artifacts: NlpArtifacts | None) -> tuple[Span, ...]:
        """The private stretches of a text that may hold placeholders already."""
        results = self.analyzer.analyze(text, LANGUAGE, nlp_artifacts=artifacts)
        shut = self.protection.placeholders(text)
        public = self.protection.public(text)
        spans = []
        for result in results:
            kind = PrivateKind(result.entity_type)
            span = Span(result.start, result.end, kind)
            outside = shut if kind in STRONG_KINDS else [*shut, *public]
            spans += [trimmed for part in without(span, outside) if (trimmed := trim(text, part)) is not None]
        return merge(spans)


def origin(normalized: Normalized, hidden: Hidden) -> Origin:
    """From the hidden text through the normalized one back to the received characters."""
    return Origin(
        tuple(normalized.starts[start] for start in hidden.starts),
        tuple(normalized.ends[end - 1] for end in hidden.ends),
    )


def trim(text: str, span: Span) -> Span | None:
    """The span without white space and closing punctuation at its edges; None when no letter or digit is left."""
    start, end = span.start, span.end
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES and not ABBREVIATED_NAME.search(text[start:end]):
        end -= 1
    return Span(start, end, span.kind, span.score) if any(c.isalnum() for c in text[start:end]) else None


def repeats(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """Further mentions, letter by letter, of what was found once: a second look may judge them differently."""
    kinds = {text[span.start : span.end]: span.kind for span in spans}
    found = []
    for value, kind in kinds.items():
        if len(value) < SHORTEST_REPEAT:
            continue
        edge_before, edge_after = (r"(?<![^\W_])", r"(?![^\W_])") if kind is PrivateKind.PERSON else ("", "")
        for match in re.finditer(edge_before + re.escape(value) + edge_after, text):
            found.append(Span(match.start(), match.end(), kind))
    return found
