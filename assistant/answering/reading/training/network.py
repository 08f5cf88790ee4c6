"""The reader as a torch network: the encoder with its word embeddings frozen, and the heads of `heads.py`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file
from torch import nn
from transformers import AutoModel

from assistant.answering.reading.heads import Heads
from assistant.answering.reading.training.targets import KINDS, VERDICTS, Targets, Vocabulary
from index.weights import WEIGHTS_FILE

CLAUSE_LOSS_WEIGHT = 0.5

LINEAR = {
    "fact_bias": "fact_mean.bias",
    "clause_bias": "clause_mean.bias",
    "kind_bias": "kind.bias",
    "verdict_bias": "verdict.bias",
}
"""Where torch keeps a bias of the heads."""

WHOLE = ("fact_query", "fact_value", "clause_query", "clause_value")
"""Fields of the heads that torch keeps by their own names; the others are weights of layers."""


def has_bfloat16(device: torch.device) -> bool:
    """Does the device multiply in bfloat16, rather than imitate it?"""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


class ReaderNetwork(nn.Module):
    """Same computation as `LocalReader`, differentiable. `tensors` gives what ships."""

    def __init__(self, base: Path, vocabulary: Vocabulary, dropout: float = 0.1) -> None:
        """Load the base from its folder and make fresh heads."""
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(base, add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)
        width, facts, clauses = int(self.encoder.config.hidden_size), len(vocabulary.facts), len(vocabulary.clauses)
        self.fact_query = nn.Parameter(torch.randn(facts, width) * 0.02)
        self.fact_value = nn.Parameter(torch.zeros(facts, width, 3))
        self.fact_mean = nn.Linear(width, facts * 3)
        self.clause_query = nn.Parameter(torch.randn(clauses, width) * 0.02)
        self.clause_value = nn.Parameter(torch.zeros(clauses, width))
        self.clause_mean = nn.Linear(width, clauses)
        self.kind = nn.Linear(width, len(KINDS))
        self.verdict = nn.Linear(width, len(VERDICTS))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, tokens: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of facts [b, f, 3], kinds, verdicts, clauses for token ids and mask [b, t]."""
        # Half the bits, two to three times the speed where the processor has bfloat16; the heads stay in float32.
        with torch.autocast(tokens.device.type, dtype=torch.bfloat16, enabled=has_bfloat16(tokens.device)):
            states = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
        states = self.dropout(states.float())
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        facts = torch.einsum("bfh,fhk->bfk", self._looked(states, mask, self.fact_query), self.fact_value)
        facts = facts + self.fact_mean(mean).view(*facts.shape)
        clauses = (self._looked(states, mask, self.clause_query) * self.clause_value).sum(-1) + self.clause_mean(mean)
        return facts, self.kind(mean), self.verdict(mean), clauses

    @staticmethod
    def _looked(states: torch.Tensor, mask: torch.Tensor, queries: torch.Tensor) -> torch.Tensor:
        scores = torch.einsum("bth,fh->bft", states, queries).masked_fill(mask[:, None] == 0, -1e4)
        return torch.einsum("bft,bth->bfh", scores.softmax(-1), states)

    def loss(self, outputs: tuple[torch.Tensor, ...], targets: Targets) -> torch.Tensor:
        """The sum of the four heads' losses, each averaged over the batch; decisive facts weigh more."""
        facts, kinds, verdicts, clauses = outputs
        size = len(kinds)
        each_fact = nn.functional.cross_entropy(facts.flatten(0, 1), targets.facts.flatten(), reduction="none")
        of_facts = (each_fact * targets.weights.flatten()).sum() / size
        of_kinds = nn.functional.cross_entropy(kinds, targets.kinds)
        of_verdicts = nn.functional.cross_entropy(verdicts, targets.verdicts)
        of_clauses = nn.functional.binary_cross_entropy_with_logits(clauses, targets.clauses, reduction="sum") / size
        return of_facts + of_kinds + of_verdicts + CLAUSE_LOSS_WEIGHT * of_clauses

    def encoder_parameters(self) -> list[nn.Parameter]:
        """What is fine-tuned of the encoder."""
        return [parameter for parameter in self.encoder.parameters() if parameter.requires_grad]

    def head_parameters(self) -> list[nn.Parameter]:
        """The parameters of the heads."""
        return [parameter for name, parameter in self.named_parameters() if not name.startswith("encoder.")]

    def tensors(self, base: Path) -> dict[str, npt.NDArray[np.float32]]:
        """
        What ships: what training changed in the layers of the base, and the heads under `heads.<field>`.

        The changes have the names that the tensors have in the base's checkpoint.
        """
        state = {name: tensor.detach().cpu().float().numpy() for name, tensor in self.state_dict().items()}
        before = load_file(base / WEIGHTS_FILE)
        layers = {
            name: state[f"encoder.{name}"] - tensor.astype(np.float32)
            for name, tensor in before.items()
            if name.startswith("encoder.layer.")
        }
        heads = {f"heads.{field}": state[self._name_of(field)] for field in Heads.__dataclass_fields__}
        return layers | heads

    def begin_with(self, tensors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Take up what `tensors` gave of a network that was trained before, on the same base."""
        held = {name: torch.from_numpy(np.asarray(tensor, dtype=np.float32)) for name, tensor in tensors.items()}
        state = self.state_dict()
        with torch.no_grad():
            for field in Heads.__dataclass_fields__:
                state[self._name_of(field)].copy_(held.pop(f"heads.{field}"))
            for name, change in held.items():
                state[f"encoder.{name}"].add_(change)

    def _name_of(self, field: str) -> str:
        """What torch calls a field of the heads."""
        return LINEAR.get(field, field if field in WHOLE else f"{field}.weight")
