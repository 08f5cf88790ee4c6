"""What vouches for the tensors of a reader, and what goes with them?"""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.answering.doubt import LEAST_TOPIC, Doubt, Scale, Sign, Sort
from assistant.answering.records import Kind, Verdict

TENSORS = "reader.safetensors"
MANIFEST = "reader.json"


class WrittenScale(BaseModel):
    """A `Scale` as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[Sign, float]
    limit: float = Field(gt=0, lt=1)


class Manifest(BaseModel):
    """`reader.json`: what the tensors were trained on and for, and the thresholds chosen on held-out voices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    base_sha256: str
    tensors_sha256: str
    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    kinds: tuple[Kind, ...]
    verdicts: tuple[Verdict, ...]
    temperature: float = Field(default=1.0, gt=0)
    """Divides the verdict head's logits, so that its probabilities are calibrated."""
    doubt: dict[Sort, WrittenScale] = Field(default_factory=dict)
    """The scores of doubt, where they were fitted; the rules of thumb hold otherwise."""
    least_topic: float = LEAST_TOPIC
    lexicon_sha256: str = ""
    """The Spanish lexicon with which the readings were made that the doubt was chosen on."""
    trained_on: dict[str, str | int | float]

    def with_doubt(self, doubt: Doubt, temperature: float) -> Manifest:
        """The manifest with another doubt, and the temperature it was chosen under."""
        written = {
            sort: WrittenScale(bias=scale.bias, weights=dict(scale.weights), limit=scale.limit)
            for sort, scale in doubt.scales.items()
        }
        return self.model_copy(update={"doubt": written, "temperature": temperature, "least_topic": doubt.least_topic})

    def thresholds(self) -> Doubt:
        """When an answer is not sure enough to be given."""
        if not self.doubt:
            return Doubt(least_topic=self.least_topic)
        scales = {
            sort: Scale(each.bias, MappingProxyType(each.weights), each.limit) for sort, each in self.doubt.items()
        }
        return Doubt(MappingProxyType(scales), self.least_topic)

    @model_validator(mode="after")
    def _has_every_sort(self) -> Manifest:
        if self.doubt and (missing := [sort for sort in Sort if sort not in self.doubt]):
            raise ValueError(f"doubt: lacks a score for {', '.join(missing)}")
        return self


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the reader in the folder. Raises OSError or ValueError where there is none that can be read."""
    return Manifest.model_validate(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of the reader in the folder."""
    (folder / MANIFEST).write_text(json.dumps(manifest.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")
