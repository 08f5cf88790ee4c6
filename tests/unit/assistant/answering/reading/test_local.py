"""The local reader on a tiny made-up model: what it reads, and which folders it refuses."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.answering.reading.local import LocalReader, ReaderUnfit, open_local_reader, tempered
from assistant.answering.reading.manifest import MANIFEST, TENSORS
from assistant.answering.reading.packing import STEP, pack
from assistant.answering.reading.reader import TURN_MARK
from assistant.answering.records import Kind, Verdict
from corpus.facts import Fact
from index.bert import BertModel
from index.blocks import Layer
from index.weights import file_sha256
from tests.shipped import shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading

WIDTH, LAYERS, POSITIONS = 8, 1, 24
WORDS = "a client photo of my at the visit lunch post >".split()
FACTS = ("client", "taken_on_duty")
KNOWN = {
    name: Fact.model_validate(
        {
            "name": name, "group": "people", "means": "so", "not_so": "not so", "unstated": "presume_no",
            "shown": {"so": "so", "not_so": "not so"},
        }
    )
    for name in FACTS
}  # fmt: skip
CLAUSES = ("md-16-02/policy/visitation", "md-16-02/policy/unsure", "md-16-02/policy/client-material")
KINDS = (Kind.POSTING, Kind.POLICY)
VERDICTS = (Verdict.NO, Verdict.YES)
DOUBT = {sort.value: {"bias": 0.5, "weights": {"kind": -1.5}, "limit": 0.25} for sort in Sort}


def write_base(folder: Path) -> Path:
    """A base model of one layer, eight wide, with random weights."""
    folder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "model_type": "bert", "hidden_act": "gelu", "num_attention_heads": 2, "num_hidden_layers": LAYERS,
        "max_position_embeddings": POSITIONS, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    pick = np.random.default_rng(5)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(vocabulary), WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
        **layer_shapes(),
    }
    save_file(
        {name: pick.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()},
        folder / "model.safetensors",
    )
    return folder


def layer_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for part in Layer.tensor_names():
        out = 12 if part.startswith("intermediate") else WIDTH
        wide = 12 if part == "output.dense.weight" else WIDTH
        is_matrix = part.endswith("weight") and "LayerNorm" not in part
        shapes[f"encoder.layer.0.{part}"] = (out, wide) if is_matrix else (out,)
    return shapes


def head_shapes() -> dict[str, tuple[int, ...]]:
    f, c, k, v = len(FACTS), len(CLAUSES), len(KINDS), len(VERDICTS)
    return {
        "heads.fact_query": (f, WIDTH), "heads.fact_value": (f, WIDTH, 3), "heads.fact_mean": (f * 3, WIDTH),
        "heads.fact_bias": (f * 3,), "heads.clause_query": (c, WIDTH), "heads.clause_value": (c, WIDTH),
        "heads.clause_mean": (c, WIDTH), "heads.clause_bias": (c,), "heads.kind": (k, WIDTH), "heads.kind_bias": (k,),
        "heads.verdict": (v, WIDTH), "heads.verdict_bias": (v,),
    }  # fmt: skip


def tensors(seed: int = 6, **changed: np.ndarray) -> dict[str, np.ndarray]:
    """Heads that know nothing and layers changed like any others; `changed` by the names of the heads."""
    pick = np.random.default_rng(seed)
    made = {name: np.zeros(shape) for name, shape in head_shapes().items()}
    made |= {name: pick.standard_normal(shape) for name, shape in layer_shapes().items()}
    return made | {f"heads.{name}": value for name, value in changed.items()}


def packed(*members: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The members as they are kept."""
    return pack({f"{number}.{name}": tensor for number, held in enumerate(members) for name, tensor in held.items()})


def two(**changed: np.ndarray) -> dict[str, np.ndarray]:
    """Two members whose layers differ and whose heads are the same."""
    return packed(tensors(**changed), tensors(seed=7, **changed))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    """A whole reader."""
    folder = tmp_path / "reader"
    folder.mkdir()
    manifest = {
        "base": str(base), "base_sha256": file_sha256(base / "model.safetensors"), "tensors_sha256": "",
        "facts": FACTS, "clauses": CLAUSES,
        "kinds": KINDS, "verdicts": VERDICTS, "doubt": DOUBT, "trained_on": {"examples": 3},
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    seal(folder, two())
    return folder


def seal(folder: Path, held: dict[str, np.ndarray]) -> None:
    """Write the tensors and note their digest in the manifest, as training does."""
    save_file(held, folder / TENSORS)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["tensors_sha256"] = file_sha256(folder / TENSORS)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def opened(folder: Path, **changed: np.ndarray) -> LocalReader:
    if changed:
        seal(folder, two(**changed))
    return open_local_reader(folder.parent / "cache", KNOWN, folder)


def biased(*logits: float) -> np.ndarray:
    """Biases of the fact head: not stated, so, not so of each fact in turn."""
    return np.array(logits)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_fact_is_stated_so_not_so_or_not_at_all(folder: Path) -> None:
    (reading,) = opened(folder, fact_bias=biased(0, 9, 0, 0, 0, 9)).read([["a photo"]])
    assert reading.stated == {"client": True, "taken_on_duty": False}
    assert reading.facts["client"].confidence == pytest.approx(1, abs=1e-3)
    assert not reading.doubts

    (reading,) = opened(folder, fact_bias=biased(9, 0, 0, 9, 0, 0)).read([["a photo"]])
    assert reading.stated == {}
    assert not reading.doubts


def test_a_fact_that_could_as_well_be_otherwise_is_kept_as_a_doubt(folder: Path) -> None:
    half, hardly = np.log(0.6), np.log(0.01)

    (reading,) = opened(folder, fact_bias=biased(half, np.log(0.39), hardly, 9, 0, 0)).read([["a photo"]])

    assert reading.stated == {}
    doubt = reading.doubts["client"]
    assert (doubt.not_stated, doubt.so, doubt.not_so) == (
        pytest.approx(0.6, abs=0.01),
        pytest.approx(0.39, abs=0.01),
        0.0,
    )


def test_opinion_and_relevance_carry_every_verdict_and_clause_by_name(folder: Path) -> None:
    (reading,) = opened(
        folder,
        verdict_bias=np.array([np.log(3), 0]),
        clause_bias=np.array([9, 0, -9]),
        kind_bias=np.array([0, 9]),
    ).read([["a photo"]])

    assert reading.kind is Kind.POLICY
    assert dict(reading.opinion) == {
        Verdict.NO: pytest.approx(0.75, abs=0.01),
        Verdict.YES: pytest.approx(0.25, abs=0.01),
    }
    assert list(reading.relevance) == list(CLAUSES)
    assert list(reading.relevance.values()) == [pytest.approx(x, abs=0.01) for x in (1, 0.5, 0)]
    assert reading.reader == "local"


def test_a_temperature_above_one_makes_the_opinion_less_sure(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "temperature": 2.0}), encoding="utf-8")

    (reading,) = opened(folder, verdict_bias=np.array([np.log(9), 0])).read([["a photo"]])

    assert reading.opinion[Verdict.NO] == pytest.approx(0.75, abs=0.01)  # 9 to 1 becomes 3 to 1


def test_words_are_those_of_the_last_turn(folder: Path) -> None:
    (reading,) = opened(folder, fact_bias=biased(0, 9, 0, 9, 0, 0)).read(
        [["my client at the visit", "a photo of lunch"]]
    )

    assert reading.facts["client"].words == "a photo of lunch"


@pytest.mark.parametrize("earlier", [[], ["a client post"], ["¿puedo subir una foto?", "de mi clienta, la tapé"]])
def test_words_of_a_spanish_turn_are_those_that_stand_there(folder: Path, earlier: list[str]) -> None:
    reader = opened(folder, fact_bias=biased(0, 9, 0, 0, 9, 0))

    (reading,) = reader.read([[*earlier, "la foto de mi sobrinita"]])

    assert reading.facts["client"].words == "la foto de mi sobrinita"


def test_a_spanish_turn_reaches_the_model_as_english_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    read = BertModel.token_states
    monkeypatch.setattr(BertModel, "token_states", lambda model, texts: (seen.extend(texts), read(model, texts))[1])

    opened(folder).read([["a client", "la foto de mi visita"]])

    assert set(seen) == {f"a client{TURN_MARK}the picture of my visit"}


def test_readings_come_in_the_order_of_the_conversations_and_do_not_depend_on_each_other(folder: Path) -> None:
    pick = np.random.default_rng(8)
    reader = opened(
        folder, **{name.removeprefix("heads."): pick.normal(size=shape) for name, shape in head_shapes().items()}
    )
    asked = [["a photo"], ["my client at the visit", "post"], ["lunch at the visit"]]

    together = reader.read(asked)

    for reading, conversation in zip(together, asked, strict=True):
        (alone,) = reader.read([conversation])
        assert reading.stated == alone.stated
        assert list(reading.opinion.values()) == pytest.approx(list(alone.opinion.values()), abs=1e-4)
    assert reader.read([]) == []


def test_turns_are_marked_in_the_text_the_model_gets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    whole = BertModel.token_states
    monkeypatch.setattr(BertModel, "token_states", lambda self, texts: (seen.extend(texts), whole(self, texts))[1])

    opened(folder).read([["a photo", "at lunch"]])

    assert seen[-1] == f"a photo{TURN_MARK}at lunch"


def test_a_long_conversation_never_pushes_the_question_out_of_reach(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    whole = BertModel.token_states
    monkeypatch.setattr(BertModel, "token_states", lambda self, texts: (seen.extend(texts), whole(self, texts))[1])
    long = " ".join(["photo"] * (POSITIONS - 8))

    opened(folder).read([[long, "at the visit", "post my lunch"], [long, long]])

    assert seen == 2 * [f"at the visit{TURN_MARK}post my lunch", long], "the same for each of the two members"


def test_a_fact_that_cannot_be_stated_not_so_is_never_read_so(folder: Path) -> None:
    seal(folder, two(fact_bias=biased(0, -9, 9, 9, 0, 0)))
    known = {name: fact.model_copy(update={"not_so": None}) for name, fact in KNOWN.items()}

    (reading,) = open_local_reader(folder.parent / "cache", known, folder).read([["a photo"]])

    assert False not in reading.stated.values()


def test_a_message_that_was_read_in_part_is_never_answered_with_a_yes(folder: Path) -> None:
    """What the model did not see may hold a prohibition: a yes or an if goes to a person, a no stays a no."""
    fits, long = " ".join(["photo"] * (POSITIONS - 2)), " ".join(["photo"] * (POSITIONS - 1))

    readings = opened(folder).read([[fits], [long], ["a photo", "at lunch"], [long, "at lunch"]])

    assert [reading.is_partial for reading in readings] == [False, True, False, True]
    rulebook = shipped_rulebook()
    for facts, verdict in (
        ({"private_life": True}, Verdict.ESCALATE),
        ({"workplace_shown": True}, Verdict.ESCALATE),
        ({"county_form": True}, Verdict.NO),
    ):
        read = dataclasses.replace(make_reading(**facts), is_partial=True)
        decision = decide(make_case(read), rulebook, Doubt()).decision
        assert decision is not None
        assert decision.verdict is verdict, facts


def test_the_thresholds_are_those_of_the_manifest(folder: Path) -> None:
    thresholds = opened(folder).manifest.thresholds()

    assert thresholds == Doubt({sort: Scale(0.5, {Sign.KIND: -1.5}, 0.25) for sort in Sort})
    assert thresholds != Doubt()


def test_a_reading_of_the_real_type_equals_one_that_a_test_tells(folder: Path) -> None:
    (reading,) = opened(folder, fact_bias=biased(0, 9, 0, 9, 0, 0)).read([["a photo"]])

    assert type(reading) is type(make_reading(client=True))
    assert reading.stated == make_reading(client=True).stated


# --- members ----------------------------------------------------------------------------------------------------------


def test_what_is_read_is_the_mean_of_what_the_members_say(folder: Path) -> None:
    sure = tensors(
        fact_bias=biased(np.log(0.02), np.log(0.96), np.log(0.02), 0, 0, 0),
        verdict_bias=np.array([np.log(9), 0]),
        kind_bias=np.array([0, np.log(4)]),
        clause_bias=np.array([np.log(4), 0, 0]),
    )
    unsure = tensors(
        fact_bias=biased(np.log(0.5), np.log(0.48), np.log(0.02), 0, 0, 0), kind_bias=np.array([np.log(1.5), 0])
    )
    seal(folder, packed(sure, unsure))

    (reading,) = opened(folder).read([["a photo"]])

    assert reading.facts["client"].confidence == pytest.approx(0.72, abs=0.01)
    assert reading.doubts["client"].not_stated == pytest.approx(0.26, abs=0.01)
    assert reading.opinion[Verdict.NO] == pytest.approx(0.7, abs=0.01)
    assert (reading.kind, reading.kind_confidence) == (Kind.POLICY, pytest.approx(0.6, abs=0.01))
    assert reading.relevance[CLAUSES[0]] == pytest.approx(0.65, abs=0.01)


def test_the_mean_does_not_depend_on_the_order_of_the_members(folder: Path) -> None:
    pick = np.random.default_rng(8)
    one, other = (
        tensors(seed, **{name.removeprefix("heads."): pick.normal(size=s) * 0.2 for name, s in head_shapes().items()})
        for seed in (6, 7)
    )
    found = []
    for members in ((one, other), (other, one), (one,)):
        seal(folder, packed(*members))
        (reading,) = opened(folder).read([["my client at the visit"]])
        found.append(list(reading.opinion.values()))

    assert found[0] == pytest.approx(found[1], abs=1e-5)
    assert found[0] != pytest.approx(found[2], abs=0.01), "the second member has a say"


def test_members_have_layers_of_their_own_on_the_words_of_one_base(folder: Path, base: Path) -> None:
    first, second = opened(folder).members

    assert first.model.words is second.model.words
    whole = BertModel.from_folder(base).layers[0]
    for member, seed in ((first, 6), (second, 7)):
        change = tensors(seed)["encoder.layer.0.intermediate.dense.weight"].T
        assert np.abs(member.model.layers[0].widen_weight - whole.widen_weight - change).max() < 0.02
    assert not np.allclose(first.model.layers[0].widen_weight, second.model.layers[0].widen_weight)


@pytest.mark.parametrize(
    ("odds", "temperature", "becomes"), [(9, 2.0, 3), (3, 0.5, 9), (5, 1.0, 5)], ids=["cooler", "bolder", "as it was"]
)
def test_a_temperature_takes_a_root_of_the_odds(odds: float, temperature: float, becomes: float) -> None:
    shares = tempered(np.array([odds, 1]) / (odds + 1), temperature)

    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[1] == pytest.approx(becomes)


def test_a_temperature_never_divides_by_nothing() -> None:
    assert tempered(np.array([1.0, 0.0]), 4.0).tolist() == pytest.approx([1, 0], abs=0.01)
    assert np.isfinite(tempered(np.zeros(2), 0.25)).all()


# --- refusing ---------------------------------------------------------------------------------------------------------


def rewrite_manifest(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changes
    kept = {name: value for name, value in manifest.items() if value is not None}
    (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")


def rewrite_tensors(folder: Path, change: Callable[[dict[str, np.ndarray]], object]) -> None:
    found = load_file(folder / TENSORS)
    change(found)
    seal(folder, found)


def flip_last_byte(path: Path) -> None:
    held = path.read_bytes()
    path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


WIDEN = "encoder.layer.0.intermediate.dense.weight"

DAMAGES: list[tuple[str, Callable[[Path], object], str]] = [
    ("no manifest", lambda f: (f / MANIFEST).unlink(), "No such file"),
    ("no tensors", lambda f: (f / TENSORS).unlink(), "No such file"),
    ("an empty manifest", lambda f: (f / MANIFEST).write_text(""), "cannot be loaded"),
    ("a manifest that is no object", lambda f: (f / MANIFEST).write_text("[]"), "cannot be loaded"),
    ("a manifest of other bytes", lambda f: (f / MANIFEST).write_bytes(b"\xff\xfe"), "cannot be loaded"),
    ("an unknown key", lambda f: rewrite_manifest(f, colour="red"), "colour"),
    ("a missing key", lambda f: rewrite_manifest(f, clauses=None), "clauses"),
    ("an unknown kind", lambda f: rewrite_manifest(f, kinds=["posting", "chitchat"]), "kinds.1"),
    ("a sort of answer that is not known", lambda f: rewrite_manifest(f, doubt={**DOUBT, "guessing": DOUBT["barring"]}), "guessing"),
    ("a sort of answer without a score", lambda f: rewrite_manifest(f, doubt={"barring": DOUBT["barring"]}), "lacks a score for releasing, telling"),
    ("a sign that is not known", lambda f: rewrite_manifest(f, doubt={**DOUBT, "barring": {"bias": 0, "weights": {"mood": 1}, "limit": 0.5}}), "mood"),
    ("a limit that nothing exceeds", lambda f: rewrite_manifest(f, doubt={**DOUBT, "barring": {"bias": 0, "weights": {}, "limit": 1}}), "barring.limit"),
    ("the thresholds of an older reader", lambda f: rewrite_manifest(f, doubt={"no_behind_yes": 0.5}), "no_behind_yes"),
    ("a temperature of zero", lambda f: rewrite_manifest(f, temperature=0), "temperature"),
    ("empty tensors", lambda f: cut(f / TENSORS, 0), "cannot be loaded"),
    ("tensors cut off in the header", lambda f: cut(f / TENSORS, 40), "cannot be loaded"),
    ("tensors cut off in the data", lambda f: cut(f / TENSORS, (f / TENSORS).stat().st_size - 8), "cannot be loaded"),
    ("tensors of another kind", lambda f: (f / TENSORS).write_bytes(b"\x80PK" * 50), "cannot be loaded"),
    ("a missing head", lambda f: rewrite_tensors(f, lambda t: t.pop("1.heads.kind")), "heads.kind"),
    ("no tensor at all", lambda f: seal(f, {}), "members []: expected 0, 1"),
    ("tensors of no member", lambda f: rewrite_tensors(f, lambda t: t.update({"heads.kind": t.pop("0.heads.kind")})), "'heads.kind' does not say which member"),
    ("a member left out", lambda f: rewrite_tensors(f, lambda t: [t.update({"2" + name[1:]: t.pop(name)}) for name in list(t) if name[0] == "1"]), "members [0, 2]: expected 0, 1"),
    ("no first member", lambda f: rewrite_tensors(f, lambda t: [t.pop(name) for name in list(t) if name[0] == "0"]), "members [1]: expected 0, 1"),
    ("missing steps", lambda f: rewrite_tensors(f, lambda t: t.pop(f"1.{WIDEN}{STEP}")), f"1.{WIDEN}{STEP}"),
    ("too few steps", lambda f: rewrite_tensors(f, lambda t: t.update({f"1.{WIDEN}{STEP}": np.ones(8, np.float32)})), f"1.{WIDEN}: 12 rows, but steps of the shape (8,)"),
    ("steps of another shape", lambda f: rewrite_tensors(f, lambda t: t.update({f"1.{WIDEN}{STEP}": np.ones((12, 1), np.float32)})), "12 rows, but steps of the shape (12, 1)"),
    ("a flipped byte", lambda f: flip_last_byte(f / TENSORS), "refused"),
    ("other facts", lambda f: rewrite_manifest(f, facts=["client", "weather"]), "trained for other facts (taken_on_duty, weather differ)"),
    ("fewer facts", lambda f: rewrite_manifest(f, facts=["client"]), "trained for other facts (taken_on_duty differ)"),
    ("a fact twice", lambda f: rewrite_manifest(f, facts=["client", "client", "taken_on_duty"]), "heads.fact_query has the shape (2, 8), not (3, 8)"),
    ("more clauses than the head reads", lambda f: rewrite_manifest(f, clauses=[*CLAUSES, "md-16-02/policy/x"]), "heads.clause_query"),
    ("fewer verdicts than the head gives", lambda f: rewrite_manifest(f, verdicts=["no"]), "heads.verdict has the shape (2, 8), not (1, 8)"),
    ("more kinds than the head gives", lambda f: rewrite_manifest(f, kinds=["posting", "policy", "report"]), "heads.kind has the shape"),
    ("heads of another width", lambda f: rewrite_tensors(f, lambda t: t.update({"1.heads.kind": np.zeros((2, 9), np.float16)})), "heads.kind has the shape (2, 9), not (2, 8)"),
    ("values that are no numbers", lambda f: rewrite_tensors(f, lambda t: t.update({"1.heads.kind": np.full((2, 8), np.nan, np.float16)})), "no numbers"),
    ("a layer that the base lacks", lambda f: rewrite_tensors(f, lambda t: t.update({"1.encoder.layer.7.output.dense.bias": np.zeros(8, np.float16)})), "does not fit its base"),
    ("a layer of another shape", lambda f: rewrite_tensors(f, lambda t: t.update({"1.encoder.layer.0.output.dense.bias": np.zeros(9, np.float16)})), "does not fit its base"),
    ("a base on a hub", lambda f: rewrite_manifest(f, base="owner/name@" + "0" * 40), "must be a model of this machine"),
    ("another minilm than it was trained on", lambda f: rewrite_manifest(f, base="minilm", base_sha256="0" * 64), "not those the reader was trained on"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "says"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_it_is_refused_in_one_line_for(damage: Callable[[Path], object], says: str, folder: Path) -> None:
    damage(folder)

    with pytest.raises(ReaderUnfit) as refused:
        opened(folder)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_base_weights_with_another_digest_are_refused(folder: Path) -> None:
    rewrite_manifest(folder, base_sha256="0" * 64)

    with pytest.raises(Exception, match="sha256") as refused:
        opened(folder)

    assert type(refused.value).__name__ in ("ReaderUnfit", "WeightsMismatch")


def test_an_undamaged_folder_is_opened(folder: Path) -> None:
    reader = opened(folder)

    assert len(reader.members) == 2
    assert reader.name == "local"
