"""Does MPNet in numpy say what its reference implementation in PyTorch says?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import MPNetConfig, MPNetModel

from index.bert import BertModel
from index.checkpoint import distance_buckets
from tests.unit.index.test_bert import TEXTS, small_folder


@pytest.fixture
def small_mpnet(tmp_path: Path) -> tuple[BertModel, MPNetModel]:
    """A random MPNet of two layers, as we read it and as its reference implementation does."""
    torch.manual_seed(3)
    folder = small_folder(tmp_path / "mpnet", model_type="mpnet", max_position_embeddings=40, layer_norm_eps=1e-5)
    config = MPNetConfig(
        vocab_size=40, hidden_size=8, num_attention_heads=2, num_hidden_layers=2, intermediate_size=20,
        max_position_embeddings=40, layer_norm_eps=1e-5,
    )  # fmt: skip
    reference = MPNetModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for parameter in reference.parameters():
            parameter.normal_(0, 0.5)
    reference.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(config.to_dict()))
    return BertModel.from_folder(folder), reference


def test_mpnet_in_numpy_says_what_its_reference_implementation_says(
    small_mpnet: tuple[BertModel, MPNetModel],
) -> None:
    ours, reference = small_mpnet
    for text in TEXTS:
        ids = torch.tensor([ours.tokenize([text])[0].ids])
        with torch.no_grad():
            # The tokenizer of the test numbers its padding 0, the reference takes 1 for padding: state what is there.
            expected = reference(
                input_ids=ids, position_ids=torch.arange(ids.shape[1])[None] + 2, attention_mask=torch.ones_like(ids)
            ).last_hidden_state[0]
        assert np.abs(ours.token_states([text]).states[0] - expected.numpy()).max() < 1e-5


@pytest.mark.parametrize("length", [1, 2, 9, 40, 200, 300])
def test_distances_fall_into_the_buckets_of_the_reference_implementation(length: int) -> None:
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    relative = torch.arange(length)[None, :] - torch.arange(length)[:, None]
    expected = MPNetEncoder.relative_position_bucket(relative, num_buckets=32)
    assert (distance_buckets(length, 32) == expected.numpy()).all()


def test_tensors_of_a_layer_are_changed_under_either_name(small_mpnet: tuple[BertModel, MPNetModel]) -> None:
    ours, reference = small_mpnet
    change = reference.state_dict()["encoder.layer.1.attention.attn.k.weight"].numpy() * 2
    before = ours.layers[1].qkv_weight.copy()
    named_as_mpnet = ours.with_changes({"encoder.layer.1.attention.attn.k.weight": change}).layers[1].qkv_weight
    named_as_bert = ours.with_changes({"encoder.layer.1.attention.self.key.weight": change}).layers[1].qkv_weight
    assert (named_as_mpnet == named_as_bert).all()
    assert np.allclose(named_as_mpnet[:, 8:16], before[:, 8:16] * 3, atol=1e-5), "the keys are the middle third"
    assert (np.delete(named_as_mpnet, np.s_[8:16], axis=1) == np.delete(before, np.s_[8:16], axis=1)).all()
