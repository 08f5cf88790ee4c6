"""Are the regular forms of a verb made and spelled as they are written, each with who and when?"""

from __future__ import annotations

import pytest

from assistant.answering.spanish.conjugation import conjugate

SUBIR = ("subir", "post", "posted", "posting")
CONTAR = ("contar", "tell", "told", "telling", "cuent")


@pytest.mark.parametrize(
    ("verb", "form", "gloss"),
    [
        (SUBIR, "subir", "post"),
        (SUBIR, "subo", "i post"),
        (SUBIR, "subí", "i posted"),
        (SUBIR, "subió", "posted"),
        (SUBIR, "subimos", "we post"),
        (SUBIR, "subieron", "they posted"),
        (SUBIR, "subirás", "you will post"),
        (SUBIR, "subiría", "would post"),
        (SUBIR, "suba", "post"),
        (SUBIR, "subiendo", "posting"),
        (SUBIR, "subidas", "posted"),
        (CONTAR, "cuento", "i tell"),
        (CONTAR, "contamos", "we tell"),
        (CONTAR, "cuenten", "they tell"),
        (CONTAR, "contemos", "we tell"),
        (("pedir", "ask", "asked", "asking", "pid"), "pidió", "asked"),
        (("pedir", "ask", "asked", "asking", "pid"), "pedimos", "we ask"),
        (("sentir", "feel", "felt", "feeling", "sient"), "sintiendo", "feeling"),
        (("dormir", "sleep", "slept", "sleeping", "duerm"), "durmió", "slept"),
        (("publicar", "post", "posted", "posting"), "publiqué", "i posted"),
        (("pagar", "pay", "paid", "paying"), "paguen", "they pay"),
        (("abrazar", "hug", "hugged", "hugging"), "abracé", "i hugged"),
        (("recoger", "pick up", "picked up", "picking up"), "recojo", "i pick up"),
        (("conocer", "know", "knew", "knowing"), "conozco", "i know"),
        (("convencer", "convince", "convinced", "convincing"), "convenzco", None),
        (("seguir", "follow", "followed", "following", "sigu"), "sigo", "i follow"),
        (("leer", "read", "read", "reading"), "leyeron", "they read"),
    ],
)
def test_a_form_is_spelled_as_it_is_written_and_says_who_and_when(
    verb: tuple[str, ...], form: str, gloss: str | None
) -> None:
    made: dict[str, str] = {}
    for each, said in conjugate(*verb):
        made.setdefault(each, said)
    assert made.get(form) == gloss


@pytest.mark.parametrize("word", ["casa", "post", "ir", "r", ""])
def test_what_is_no_infinitive_gives_no_forms(word: str) -> None:
    assert list(conjugate(word, "a", "b", "c")) == []
