"""Is a Spanish message read as English words, an English one as it stands, and each word found again where it was?"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from assistant.answering.spanish.gloss import (
    ALSO_ENGLISH,
    VERBS,
    WORDS,
    Glossed,
    Lexicon,
    LexiconDamaged,
    join,
    load_lexicon,
)
from assistant.settings import Settings
from index.weights import LocalWeights, find_weights


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """The words that the encoder which ships has whole."""
    weights = find_weights("minilm", Settings().cache)
    assert isinstance(weights, LocalWeights)
    return frozenset(Tokenizer.from_file(str(weights.folder / "tokenizer.json")).get_vocab())


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def read(lexicon: Lexicon, english: frozenset[str]) -> Callable[[str], str]:
    return lambda text: lexicon.gloss(text, english).text


@pytest.mark.parametrize(
    ("said", "glossed"),
    [
        ("¿Puedo subir la foto de mi cliente?", "¿can i post the picture of my client?"),
        ("una señora de mi caso", "a lady of my case"),
        ("estoy en mi dia libre", "i am on my day off"),
        ("mi jefa me dio permiso", "my boss gave me permission"),
        ("quiero publicarla en redes sociales", "i want post it on social media"),
        ("un dibujito de mi sobrinita", "a little drawing of my niece"),
        ("muuuy bonito", "very nice"),
        ("QUIERO SUBIR LA FOTO", "i want post the picture"),
        ("sin la cara?", "without the face?"),
        ("es una foto pixeleada", "is a picture pixelated"),
    ],
)
def test_a_spanish_message_is_read_word_by_word_in_its_own_order(
    read: Callable[[str], str], said: str, glossed: str
) -> None:
    assert read(said).lower() == glossed.lower()


@pytest.mark.parametrize(
    ("said", "glossed"),
    [
        ("mi jefa dijo que está bien", "my boss said that is ok"),
        ("mi jefa no me deja subirla", "my boss not me lets post it"),
        ("no se permite subir la foto", "is not allowed post the picture"),
        ("todos menos mi cliente", "everyone except my client"),
        ("salvo mi cliente", "except my client"),
        ("ya no es mi cliente", "no longer is my client"),
        ("nadie lo ve", "nobody it sees"),
        ("nunca le pedí permiso", "never him i asked permission"),
        ("ni la mamá tampoco", "nor the mom neither"),
        ("sin permiso de la mamá", "without permission of the mom"),
        ("todavía no me autorizan", "not yet me they authorize"),
        ("mi supervisora dio el visto bueno", "my supervisor gave approval"),
        ("a menos que ella quiera", "unless she want"),
        ("le destapé la cara", "him i uncovered the face"),
        ("mi cuenta es publica", "my account is public"),
        ("no se distingue", "is not visible"),
    ],
)
def test_what_decides_keeps_its_sense(read: Callable[[str], str], said: str, glossed: str) -> None:
    assert read(said) == glossed


@pytest.mark.parametrize(
    "said",
    [
        "can i post the picture",
        "no me so he has a son",
        "come on he has no case",
        "once a red pan",
        "The CASA of my client, and both CASAs",
        "a crayon heart by the fin of a shark",
        "Dolores Huerta and Mercedes at La Brea",
        "emergency responder pies on sale at the plaza",
        "ok",
        "no",
        "",
        "🙂 ...",
        "insta story of tacos w/ my supe",
    ],
)
def test_an_english_message_stays_as_it_is(read: Callable[[str], str], said: str) -> None:
    assert read(said) == said


@pytest.mark.parametrize(
    ("said", "glossed"),
    [
        ("can i post the foto que subí of my client", "can i post the picture that i posted of my client"),
        ("my abuela says hi a lot", "my grandmother says hi a lot"),
    ],
)
def test_in_an_english_message_only_what_cannot_be_english_is_read_as_spanish_with_its_neighbors(
    read: Callable[[str], str], said: str, glossed: str
) -> None:
    assert read(said) == glossed


@pytest.mark.parametrize(
    "kept",
    ["[name 1]", "@casa", "#niños", "https://casa.example/foto", "una@casa.example", "CASA", "Flores"],
)
def test_what_is_no_word_is_left_alone(read: Callable[[str], str], kept: str) -> None:
    assert kept in read(f"quiero subir la foto de {kept} en mi cuenta")


def test_a_word_is_found_again_where_it_stands(lexicon: Lexicon, english: frozenset[str]) -> None:
    said = "hoy le tomé una foto a mi cliente"
    glossed = lexicon.gloss(said, english)
    at = glossed.text.index("picture")
    [[start, end]] = glossed.in_original(np.array([[at, at + len("picture")]], np.int32))
    assert "foto" in said[start:end]
    assert glossed.in_original(np.array([[0, 0]], np.int32)).tolist() == [[0, 0]]


def test_turns_are_joined_with_their_places() -> None:
    first, second = "la foto", "de mi cliente"
    lexicon = Lexicon({"foto": "picture", "la": "the", "de": "", "mi": "my", "cliente": "client"}, frozenset())
    turns = [lexicon.gloss(turn, frozenset()) for turn in (first, second)]
    joined = join(turns, [first, second], " >> ")
    assert joined.text == "the picture >> my client"
    whole = f"{first} >> {second}"
    at = joined.text.index("client")
    [[start, end]] = joined.in_original(np.array([[at, at + 6]], np.int32))
    assert whole[start:end] == "cliente"


PARTS = st.sampled_from("la foto subí de mi niña CASA a no me the post [name 1] subirla ¿ ? , \n muuuy".split(" "))


@given(st.lists(PARTS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_each_character_comes_from_a_place_in_the_original_in_its_order(text: str) -> None:
    glossed = load_lexicon().gloss(text, frozenset({"a", "me", "no", "the", "post"}))
    assert len(glossed.text) == len(glossed.starts) == len(glossed.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(glossed.starts, glossed.ends, strict=True))
    assert (np.diff(glossed.starts) >= 0).all()
    for sign, start, end in zip(glossed.text, glossed.starts, glossed.ends, strict=True):
        assert end - start > 1 or text[start] == sign or not text[start].isascii() or text[start].isalpha()


def test_where_nothing_would_be_left_the_message_stays(read: Callable[[str], str]) -> None:
    assert read("pues eh") == "pues eh"


@pytest.mark.parametrize("sign", ["[", "[a", "a@", "@", "www.", "a "])
def test_a_long_message_takes_no_time(read: Callable[[str], str], sign: str) -> None:
    started = time.process_time()
    read(sign * (12_000 // len(sign)))
    assert time.process_time() - started < 1


@given(st.text(max_size=60))
def test_what_is_unchanged_keeps_its_places(text: str) -> None:
    glossed = Glossed.unchanged(text)
    assert glossed.text == text
    assert [text[a:b] for a, b in zip(glossed.starts, glossed.ends, strict=True)] == list(text)


@pytest.mark.parametrize(
    ("name", "line"),
    [(WORDS, "foto picture"), (WORDS, "Foto\tpicture"), (WORDS, "\tpicture"), (WORDS, "rist:\t"), (VERBS, "a\tb")],
)
def test_a_line_that_is_no_entry_is_named(tmp_path: Path, name: str, line: str) -> None:
    for file in (WORDS, VERBS, ALSO_ENGLISH):
        (tmp_path / file).write_text("", encoding="utf-8")
    (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LexiconDamaged, match=rf"{name}, line 1: .*columns"):
        load_lexicon(tmp_path)


def test_the_shipped_lexicon_glosses_into_plain_lower_case_english(lexicon: Lexicon) -> None:
    odd = {form: gloss for form, gloss in lexicon.glosses.items() if gloss != gloss.lower() or len(gloss.split()) > 6}
    assert odd == {}
    assert len(lexicon.glosses) > 10_000
