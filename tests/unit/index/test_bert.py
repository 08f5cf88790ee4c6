import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from index import bert
from index.bert import BertModel, readable
from index.blocks import Layer
from index.encoder import NumpyEncoder
from index.errors import ModelUnsupported, TensorMismatch

TEXTS = ["a photo of a client", "photo", "", "the client and the photo of the office party we had", "office photo"]


def small_folder(folder: Path, **config: object) -> Path:
    """A model of two layers, eight wide, with random weights."""
    folder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set(" ".join(TEXTS).split()))]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_padding(length=32)
    tokenizer.enable_truncation(4)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "model_type": "bert", "hidden_act": "gelu", "num_attention_heads": 2, "num_hidden_layers": 2,
        "max_position_embeddings": 16, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(settings | config))
    pick = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(vocabulary), 8),
        "embeddings.position_embeddings.weight": (16, 8),
        "embeddings.token_type_embeddings.weight": (2, 8),
        "embeddings.LayerNorm.weight": (8,),
        "embeddings.LayerNorm.bias": (8,),
    }
    for number in range(2):
        for part in Layer.tensor_names():
            out = 20 if part.startswith("intermediate") else 8
            wide = 20 if part == "output.dense.weight" else 8
            matrix = part.endswith("weight") and "LayerNorm" not in part
            shapes[f"encoder.layer.{number}.{part}"] = (out, wide) if matrix else (out,)
    tensors = {name: pick.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()}
    save_file(tensors, folder / "model.safetensors")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> BertModel:
    return BertModel.from_folder(small_folder(tmp_path / "small"))


def test_states_mask_and_offsets_fit_the_texts(small: BertModel) -> None:
    states, mask, offsets, dropped = small.token_states(TEXTS)
    assert states.shape == (5, 13, 8)
    assert mask.sum(axis=1).tolist() == [7, 3, 2, 13, 4]
    assert dropped == (0, 0, 0, 0, 0)
    assert (states[~mask] == 0).all()
    assert (np.abs(states[mask]).sum(axis=1) > 0).all()
    start, end = offsets[0, 2]
    assert TEXTS[0][start:end] == "photo"
    assert offsets[0, 0].tolist() == offsets[0, 6].tolist() == [0, 0]


@pytest.mark.parametrize("tokens_in_a_batch", [1, 9, 1024])
def test_a_text_has_the_same_states_alone_and_in_any_company(
    small: BertModel, monkeypatch: pytest.MonkeyPatch, tokens_in_a_batch: int
) -> None:
    monkeypatch.setattr(bert, "TOKENS_IN_A_BATCH", tokens_in_a_batch)
    together = small.token_states(TEXTS)
    for row, text in enumerate(TEXTS):
        alone = small.token_states([text])
        length = alone.mask.shape[1]
        assert np.allclose(together.states[row, :length], alone.states[0], atol=1e-5)
    means = small.mean_states(small.tokenize(TEXTS))
    for row in range(len(TEXTS)):
        assert np.allclose(means[row], together.states[row][together.mask[row]].mean(axis=0), atol=1e-5)


def test_what_is_cut_is_counted(small: BertModel) -> None:
    assert small.max_tokens == 16, "no more tokens than the model has positions"
    states, mask, _, dropped = small.token_states(["photo " * 14, "photo " * 15, "photo " * 40])
    assert dropped == (0, 1, 26)
    assert mask.all()
    assert np.allclose(states[0], states[1], atol=1e-5), "the last token kept is [SEP]"


def test_no_text_gives_no_state(small: BertModel) -> None:
    assert small.token_states([]).states.shape == (0, 0, 8)


def test_changes_reach_the_copy_and_the_rest_is_shared(small: BertModel) -> None:
    before = small.token_states(TEXTS).states
    name = "encoder.layer.1.output.dense.bias"
    changed = small.with_changes({name: np.arange(8, dtype=np.float16)})
    assert changed.words is small.words
    assert changed.layers[0] is small.layers[0]
    assert changed.layers[1].qkv_weight is small.layers[1].qkv_weight
    assert (changed.layers[1].narrow_bias == small.layers[1].narrow_bias + np.arange(8, dtype=np.float32)).all()
    assert np.abs(changed.token_states(TEXTS).states - before).max() > 0.01
    assert (small.token_states(TEXTS).states == before).all(), "the original was changed"


@pytest.mark.parametrize("part", sorted(Layer.tensor_names()))
def test_a_changed_model_is_the_one_whose_checkpoint_holds_the_sum(tmp_path: Path, part: str) -> None:
    folder = small_folder(tmp_path / "small")
    model = BertModel.from_folder(folder)
    held = load_file(folder / "model.safetensors")
    name = f"encoder.layer.1.{part}"
    change = np.random.default_rng(9).standard_normal(held[name].shape, dtype=np.float32)
    save_file(held | {name: held[name] + change}, folder / "model.safetensors")

    changed = model.with_changes({name: change}).layers[1]

    expected = BertModel.from_folder(folder).layers[1]
    for field in Layer.__dataclass_fields__:
        assert np.allclose(getattr(changed, field), getattr(expected, field), atol=1e-6), field


def test_adding_nothing_to_every_tensor_changes_nothing(tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "small")
    model = BertModel.from_folder(folder)
    nothing = {k: v * 0 for k, v in load_file(folder / "model.safetensors").items() if k.startswith("encoder.")}
    assert len(nothing) == 32
    assert (model.with_changes(nothing).token_states(TEXTS).states == model.token_states(TEXTS).states).all()


@pytest.mark.parametrize(
    ("name", "shape", "words"),
    [
        ("encoder.layer.2.output.dense.bias", (8,), "no tensor of the 2 layers"),
        ("encoder.layer.0.output.dense.bais", (8,), "output.dense.bais"),
        ("embeddings.word_embeddings.weight", (14, 8), "no tensor of the 2 layers"),
        ("encoder.layer.0.output.dense.bias", (9,), r"encoder.layer.0.output.dense.bias: shape \(9,\)"),
        ("encoder.layer.0.attention.self.key.weight", (8, 24), r"shape \(8, 24\), the model has \(8, 8\)"),
    ],
)
def test_a_tensor_that_does_not_fit_is_refused(small: BertModel, name: str, shape: tuple[int, ...], words: str) -> None:
    with pytest.raises(TensorMismatch, match=words):
        small.with_changes({name: np.zeros(shape, dtype=np.float32)})


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"model_type": "mpnet"}, "mpnet"),
        ({"hidden_act": "gelu_new"}, "gelu_new"),
        ({"position_embedding_type": "relative_key"}, "relative_key"),
        ({"num_attention_heads": "many"}, "cannot be read"),
    ],
)
def test_a_model_with_another_forward_pass_is_refused(tmp_path: Path, config: dict[str, object], words: str) -> None:
    with pytest.raises(ModelUnsupported, match=words):
        BertModel.from_folder(small_folder(tmp_path / "other", **config))


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = small_folder(tmp_path / "small")
    (folder / name).unlink()
    with pytest.raises(ModelUnsupported, match=name):
        BertModel.from_folder(folder)


@given(st.text(st.characters(categories=None)))
def test_any_string_becomes_readable_without_a_character_more_or_less(text: str) -> None:
    sound = readable(text)
    assert len(sound) == len(text)
    sound.encode("utf-8")
    assert all(a == b or 0xD800 <= ord(a) < 0xE000 for a, b in zip(text, sound, strict=True))


def test_offsets_count_characters_not_bytes(minilm: NumpyEncoder) -> None:
    text = "¿Puedo publicar una foto 📷 de mi sobrino?"
    _, mask, offsets, _ = minilm.model.token_states([text])
    pieces = [text[start:end] for start, end in offsets[0][mask[0]]]
    assert "publicar"[:3] in "".join(pieces)
    assert pieces[-2] == "?"
    assert "📷" in pieces
