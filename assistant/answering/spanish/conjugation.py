"""The regular forms of a Spanish verb, with what stands for each in English."""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS = {
    "a": {
        "present": ("o", "as", "a", "amos", "an"), "subjunctive": ("e", "es", "e", "emos", "en"),
        "past": ("é", "aste", "ó", "amos", "aron"), "imperfect": ("aba", "abas", "aba", "ábamos", "aban"),
        "if": ("ara", "aras", "ara", "áramos", "aran"), "gerund": ("ando",),
        "participle": ("ado", "ada", "ados", "adas"),
    },
    "e": {
        "present": ("o", "es", "e", "emos", "en"), "subjunctive": ("a", "as", "a", "amos", "an"),
        "past": ("í", "iste", "ió", "imos", "ieron"), "imperfect": ("ía", "ías", "ía", "íamos", "ían"),
        "if": ("iera", "ieras", "iera", "iéramos", "ieran"), "gerund": ("iendo",),
        "participle": ("ido", "ida", "idos", "idas"),
    },
}  # fmt: skip
_ENDINGS["i"] = {**_ENDINGS["e"], "present": ("o", "es", "e", "imos", "en")}
_WHO = ("i ", "you ", "", "we ", "they ")
_LATER = ("é", "ás", "á", "emos", "án")
_WOULD = ("ía", "ías", "ía", "íamos", "ían")
_STRESSED = (0, 1, 2, 4)
"""The persons whose form stresses the stem, where a stem that changes does so."""


def conjugate(infinitive: str, base: str, past: str, gerund: str, stem: str = "") -> Iterator[tuple[str, str]]:
    """
    Each form of a verb and its gloss: `conjugate("subir", "post", "posted", "posting")` gives ("subo", "i post").

    `stem` is that of the first person where it changes ("cuent" of contar). Forms that are alike come as they come: the
    first is the one to keep. What ends in none of -ar, -er, -ir gives nothing.
    """
    root, vowel = infinitive[:-2], _plain_vowel(infinitive[-2:-1])
    if not infinitive.endswith("r") or vowel not in _ENDINGS or not root:
        return
    endings = _ENDINGS[vowel]
    strong = stem or root
    weak = _weak(stem) if stem and vowel == "i" else root
    yield infinitive, base
    for person, who in enumerate(_WHO):
        at = strong if person in _STRESSED else root
        yield _spelled(at, endings["present"][person], vowel), who + base
        yield _spelled(weak if person in (2, 4) else root, endings["past"][person], vowel), who + past
        yield root + endings["imperfect"][person], (who if person in (1, 3, 4) else "") + past
        yield infinitive + _LATER[person], f"{who}will {base}"
        yield infinitive + _WOULD[person], f"{who if person in (1, 3, 4) else ''}would {base}"
        at = strong if person in _STRESSED else weak
        yield _spelled(at, endings["subjunctive"][person], vowel), (who if person in (1, 3, 4) else "") + base
        yield _spelled(weak, endings["if"][person], vowel), (who if person in (1, 3, 4) else "") + past
    for ending in endings["gerund"]:
        yield _spelled(weak, ending, vowel), gerund
    for ending in endings["participle"]:
        yield root + ending, past


def _plain_vowel(vowel: str) -> str:
    return "i" if vowel == "í" else vowel


def _weak(stem: str) -> str:
    """sient -> sint, duerm -> durm, pid -> pid."""
    return stem.replace("ie", "i").replace("ue", "u")


def _spelled(stem: str, ending: str, vowel: str) -> str:
    """The form as it is spelled: saqué of sacar, recojo of recoger, leyó of leer."""
    begins = ending[0]
    if vowel == "a" and begins in "eé":
        for sound, written in (("c", "qu"), ("g", "gu"), ("z", "c")):
            if stem.endswith(sound):
                return stem[:-1] + written + ending
    if vowel != "a" and begins in "oa":
        if stem.endswith("gu"):
            return stem[:-1] + ending
        if stem.endswith("g"):
            return stem[:-1] + "j" + ending
        if stem.endswith("c") and stem[-2:-1] in tuple("aeiou"):
            return stem[:-1] + "zc" + ending
    if stem[-1:] in tuple("aeo") and ending[:2] in ("ie", "ió", "ié"):
        return stem + "y" + ending[1:]
    return stem + ending
