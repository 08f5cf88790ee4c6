import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stems import stem

# Examples of the paper, under its own step numbers, carried through all steps.
PAPER = {
    "1a": {"caresses": "caress", "ponies": "poni", "ties": "ti", "caress": "caress", "cats": "cat"},
    "1b": {"feed": "feed", "agreed": "agre", "plastered": "plaster", "bled": "bled", "motoring": "motor",
           "sing": "sing", "conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop",
           "tanned": "tan", "falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail",
           "filing": "file"},
    "1c": {"happy": "happi", "sky": "sky"},
    "2": {"relational": "relat", "conditional": "condit", "rational": "ration", "valenci": "valenc",
          "digitizer": "digit", "radicalli": "radic", "vileli": "vile", "vietnamization": "vietnam",
          "operator": "oper", "feudalism": "feudal", "hopefulness": "hope", "formaliti": "formal",
          "sensibiliti": "sensibl"},
    "3": {"triplicate": "triplic", "formative": "form", "electrical": "electr", "hopeful": "hope",
          "goodness": "good"},
    "4": {"revival": "reviv", "allowance": "allow", "inference": "infer", "airliner": "airlin",
          "adjustable": "adjust", "irritant": "irrit", "replacement": "replac", "adoption": "adopt",
          "communism": "commun", "effective": "effect", "bowdlerize": "bowdler"},
    "5": {"probate": "probat", "rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll"},
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), [(w, s) for step in PAPER.values() for w, s in step.items()])
def test_the_examples_of_the_paper_come_out(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ["post", "posts", "posted", "posting"],
        ["photo", "photos"],
        ["client", "clients"],
        ["confidential", "confidentiality", "confidentially"],
        ["disclose", "disclosed", "discloses", "disclosing"],
        ["policy", "policies"],
    ],
)
def test_forms_of_a_word_share_a_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["6", "16", "dcfs2", "is", "as", "niños", "写真", "", "x"])
def test_what_is_no_english_word_stays_as_it_is(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="abcdeinlosty", max_size=20))
def test_a_stem_is_never_longer_than_its_word_by_more_than_an_e(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) == bool(word)
