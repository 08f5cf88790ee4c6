import logging
from pathlib import Path

import numpy as np
import pytest

from index.encoder import NumpyEncoder, encoder_digest, open_encoder, open_torch_encoder, runs_in_numpy, unit_rows
from index.errors import ModelUnsupported
from index.weights import LocalWeights, find_weights

TEXTS = [
    "Can I post this?",
    "",
    "x",
    "¿Puedo publicar una foto de la oficina?",
    "naïve CAFÉ, “quoted” and dashed",
    "😀👍🏽 pic of the potluck",
    "zero\u200bwidth and ﬁ ligature",
    "中文字 mixed in",
    "- Outcomes of an investigation",
    "1. list\n2. items\twith tabs",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "a word that repeats and goes on " * 60,
]


def test_vectors_are_unit_float32_in_the_order_of_the_texts(minilm: NumpyEncoder) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), minilm.dimension) == (12, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(12), abs=1e-5)
    for row, text in enumerate(TEXTS):
        assert float(minilm.encode([text])[0] @ vectors[row]) > 0.99999


def test_near_texts_are_nearer_than_far_ones(minilm: NumpyEncoder) -> None:
    question, near, far = minilm.encode(["May I share a picture of a client?", "posting client photos", "pay stubs"])
    assert question @ near > question @ far + 0.3


def test_no_text_gives_no_vector(minilm: NumpyEncoder) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_a_lone_surrogate_does_not_stop_the_encoder(minilm: NumpyEncoder) -> None:
    assert np.isfinite(minilm.encode(["broken \ud800 text"])).all()


def test_a_text_that_is_cut_is_reported_without_its_words(
    minilm: NumpyEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        minilm.encode(["secret " * 300, "short"])
    assert caplog.messages == ["1 of 2 texts were cut to 256 tokens"]


@pytest.mark.slow
def test_numpy_and_sentence_transformers_agree(minilm: NumpyEncoder, cache: Path) -> None:
    reference = open_torch_encoder(find_weights("minilm", cache))
    ours, theirs = minilm.encode(TEXTS), reference.encode(TEXTS)
    assert (ours * theirs).sum(axis=1).min() > 0.99999
    assert np.abs(ours - theirs).max() < 1e-5
    assert reference.digest == minilm.digest
    assert reference.dimension == minilm.dimension
    assert reference.encode([]).shape == (0, 384)


def test_the_digest_changes_with_anything_that_shapes_a_vector(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    before = encoder_digest(LocalWeights("a", tmp_path, "0" * 64))
    assert before == encoder_digest(LocalWeights("another name", tmp_path, "0" * 64))
    assert before != encoder_digest(LocalWeights("a", tmp_path, "1" * 64))
    (tmp_path / "tokenizer.json").write_text("{ }")
    assert before != encoder_digest(LocalWeights("a", tmp_path, "0" * 64))


def copy_of_minilm(tmp_path: Path, cache: Path) -> Path:
    """The small files of the folder; the weights are only named, since whether numpy can run it is decided without."""
    found = find_weights("minilm", cache)
    assert isinstance(found, LocalWeights)
    copy = tmp_path / "copy"
    for file in found.folder.rglob("*.json"):
        (copy / file.relative_to(found.folder)).parent.mkdir(parents=True, exist_ok=True)
        (copy / file.relative_to(found.folder)).write_bytes(file.read_bytes())
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "runs"),
    [
        ("config.json", "384", "384", True),
        ("config.json", '"bert"', '"roberta"', False),
        ("config.json", '"gelu"', '"relu"', False),
        ("1_Pooling/config.json", '"pooling_mode_cls_token": false', '"pooling_mode_cls_token": true', False),
        ("modules.json", "models.Normalize", "models.Dense", False),
        ("modules.json", "[", "{", False),
    ],
)
def test_only_a_plain_bert_with_mean_pooling_runs_in_numpy(
    tmp_path: Path, cache: Path, file: str, old: str, new: str, runs: bool
) -> None:
    folder = copy_of_minilm(tmp_path, cache)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    assert runs_in_numpy(folder) is runs


@pytest.mark.slow
def test_a_folder_that_nobody_can_run_is_refused_by_name(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelUnsupported, match=tmp_path.name):
        open_encoder(str(tmp_path), cache)


@pytest.mark.filterwarnings("error")
def test_a_row_of_zeros_stays_one() -> None:
    assert unit_rows(np.zeros((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]
