"""The Spanish rows: as many as the English ones, saying as much; one broken copy per mistake is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.errors import FaultyData
from corpus.languages import ALWAYS_TOLD
from corpus.library import Library
from corpus.rule_rows import Effect
from corpus.rulebook import RULES_FOLDER, Rulebook, load_rulebook
from corpus.translations import TRANSLATED, said


def said_of(folder: Path, library: Library) -> list[str]:
    with pytest.raises(FaultyData) as refused:
        load_rulebook(library, folder)
    return [f"{Path(fault.file).relative_to(folder)}:{fault.line}: {fault.message}" for fault in refused.value.faults]


MISTAKES: list[tuple[str, str, str, str, str]] = [
    ("a row is missing", "rules.yaml", "  - id: blurred-face\n", "  - id: visitation-2\n", "missing translation of 'blurred-face'"),
    ("a row is unknown", "rules.yaml", "  - id: blurred-face\n", "  - id: blurred-faces\n", "unknown row 'blurred-faces' (did you mean 'blurred-face'"),
    ("a row comes twice", "topics.yaml", "{id: aim,", "{id: tone,", "duplicate row 'tone'"),
    ("a key is unknown", "rules.yaml", "    instead: Deje fuera la foto por completo.", "    insted: Deje fuera.", "unknown key 'insted'"),
    ("a sentence is missing", "replies.yaml", "    headline: Pida ayuda ahora\n", "", "emergency: missing translation of 'headline'"),
    ("a sentence is too many", "replies.yaml", "  - id: silent\n", "  - id: silent\n    headline: Hola\n", "silent: the English has no 'headline'"),
    ("a condition is missing", "facts.yaml", "    condition: Primero lo tiene que autorizar un supervisor.\n", "", "supervisor_authorization: missing translation of 'condition'"),
    ("a choice is missing", "facts.yaml", "['Sí, del trabajo', 'No, es privado']", "['Sí, del trabajo']", "missing translation of 'opens 1, choice 2'"),
    ("a question is missing", "facts.yaml", "      - text: ¿Qué cuenta usaría para esto?\n        choices: [Mi propia cuenta, Una cuenta que es solo para búsquedas de trabajo]\n", "", "missing translation of 'opens 3, text'"),
    ("how it is read back is missing", "facts.yaml", ", not_so: no hay ningún cliente", "", "client: missing translation of 'shown.not_so'"),
    ("a placeholder differs", "labels.yaml", "Entendí: {facts}.", "Entendí: {hechos}.", "understood: 'says' must hold the same numbers and words in braces"),
    ("a placeholder is missing", "labels.yaml", "{count} datos privados", "Unos datos privados", "hidden-many: 'says' must hold the same numbers"),
    ("a phone number differs", "replies.yaml", "800-540-4000", "800-540-4001", "emergency: 'reason' must hold the same numbers"),
    ("a verdict is missing", "headlines.yaml", "  - {verdict: info, says: Lo que dice la política}\n", "", "missing translation of 'info'"),
    ("a no loses its negation", "rules.yaml", "no se puede publicar ni con la cara tapada o borrosa", "se puede publicar con la cara tapada", "blurred-face: the reason may carry a no"),
    ("a sentence grants permission", "replies.yaml", "se cumple lo que pide la directiva", "está autorizado", "it grants an authorization"),
    ("a sentence grants it in English", "replies.yaml", "se cumple lo que pide la directiva", "permission granted", "it grants an authorization"),
    ("it speaks for the Department", "replies.yaml", "se cumple lo que pide la directiva", "el Departamento lo autoriza", "it speaks for the Department"),
    ("a pattern cannot be read", "wording.yaml", "'\\bno\\b'", "'(no'", "is no regular expression"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "says"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_it_is_refused_when(file: str, old: str, new: str, says: str, rules: Path, library: Library) -> None:
    path = rules / "es" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert any(fault.startswith(f"es/{file}:") and says in fault for fault in said_of(rules, library))


@pytest.mark.parametrize("name", sorted(path.name for path in (RULES_FOLDER / "es").glob("*.yaml")))
def test_a_missing_file_is_a_fault_of_that_file(name: str, rules: Path, library: Library) -> None:
    (rules / "es" / name).unlink()

    assert any(fault.startswith(f"es/{name}:0: cannot be read") for fault in said_of(rules, library))


def test_a_new_english_row_is_a_fault_until_it_is_translated(rules: Path, library: Library) -> None:
    with (rules / "replies.yaml").open("a", encoding="utf-8") as file:
        file.write("  - id: brand-new\n    verdict: out_of_scope\n    reason: Something new.\n")

    assert said_of(rules, library) == ["es/replies.yaml:0: missing translation of 'brand-new'"]


def test_faults_of_both_languages_are_listed_together(rules: Path, library: Library) -> None:
    for path, old in ((rules / "rules.yaml", "weight: 88"), (rules / "es" / "topics.yaml", "id: aim,")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, old.replace("88", "x").replace("aim", "aims"), 1), encoding="utf-8")

    files = {fault.split(":")[0] for fault in said_of(rules, library)}

    assert {"rules.yaml", "es/topics.yaml"} <= files


def sentences(rulebook: Rulebook) -> list[str]:
    rows = (*rulebook.facts.values(), *rulebook.rules, *rulebook.topics, *rulebook.replies.values())
    found = [sentence for row in rows for sentence in said(row).values()]
    return [*found, *rulebook.headlines.values(), *rulebook.labels.values()]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_left_in_english(language: str, rulebook: Rulebook) -> None:
    theirs, ours = sentences(rulebook), sentences(rulebook.spoken(language))
    alike = {a for a, b in zip(theirs, ours, strict=True) if a == b}

    assert alike <= {"No"}  # the same word in both


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_decides_is_the_same_in_every_language(language: str, rulebook: Rulebook) -> None:
    spoken = rulebook.spoken(language)
    words = {"reason", "instead", "says", "headline", "condition", "shown", "opens", "cues"}

    for theirs, ours in (
        (rulebook.rules, spoken.rules),
        (rulebook.topics, spoken.topics),
        (tuple(rulebook.replies.values()), tuple(spoken.replies.values())),
        (tuple(rulebook.facts.values()), tuple(spoken.facts.values())),
    ):
        assert [row.model_dump(exclude=words) for row in theirs] == [row.model_dump(exclude=words) for row in ours]
    for name, fact in rulebook.facts.items():
        sets = [[choice.sets for choice in question.choices] for question in fact.opens]
        assert [[choice.sets for choice in question.choices] for question in spoken.facts[name].opens] == sets
        assert [question.when for question in fact.opens] == [question.when for question in spoken.facts[name].opens]
    assert spoken.emergencies is rulebook.emergencies
    assert spoken.language == language


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_every_reason_is_one_or_two_sentences(language: str, rulebook: Rulebook) -> None:
    spoken = rulebook.spoken(language)
    rows = [*spoken.rules, *spoken.replies.values()]
    texts = {row.id: row.reason for row in rows} | {topic.id: topic.says for topic in spoken.topics}

    long = {name: text for name, text in texts.items() if len(re.findall(r"[.?!](?=\s|$)", text)) > 2}

    assert long == {}


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_the_reason_of_a_condition_is_one_sentence_because_two_may_be_shown(language: str, rulebook: Rulebook) -> None:
    rules = [rule for rule in rulebook.spoken(language).rules if rule.effect is Effect.REQUIRES]

    assert [rule.id for rule in rules if len(re.findall(r"[.?!](?=\s|$)", rule.reason)) != 1] == []


def test_spanish_says_usted(rulebook: Rulebook) -> None:
    familiar = re.compile(r"\b(tú|tu|tus|ti|contigo|puedes|debes|tienes|quieres|haz|pregúntame)\b", re.IGNORECASE)

    assert [text for text in sentences(rulebook.spoken("es")) if familiar.search(text)] == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_the_emergency_reply_says_first_whom_to_call(language: str, rulebook: Rulebook) -> None:
    reply = rulebook.spoken(language).replies["emergency"]

    assert all(number in reply.reason for number in ("911", "988", "800-540-4000"))
    assert reply.reason.index("911") < 60
    assert reply.headline
    assert not reply.clauses
    assert "supervisor" in reply.instead


@pytest.mark.parametrize(("language", "where"), [
    ("en", ("supervisor", "HR", "help desk", "union", "County Counsel", "IT", "legal", "pay", "leave")),
    ("es", ("supervisor", "HR", "mesa de ayuda", "sindicato", "County Counsel", "informática", "legales", "sueldo", "permisos")),
])  # fmt: skip
def test_what_is_not_for_it_is_told_where_to_turn(language: str, where: tuple[str, ...], rulebook: Rulebook) -> None:
    reply = rulebook.spoken(language).replies["other"]

    assert reply.verdict == "out_of_scope"
    assert [place for place in where if place not in reply.instead] == []


def test_every_language_that_is_not_read_says_whom_to_call_and_offers_the_hand_off(rulebook: Rulebook) -> None:
    unread = [language for language in rulebook.languages if language.unread is not None]

    assert len(unread) >= 11
    for language in unread:
        assert language.unread is not None
        hand_off, urgent = language.unread.hand_off, language.unread.help_now
        assert (hand_off.verdict, urgent.verdict) == ("escalate", "escalate")
        assert hand_off.clauses == ("md-16-02/policy/unsure",)
        assert all(number in hand_off.instead for number in ALWAYS_TOLD[0])
        assert all(number in urgent.reason for number in ALWAYS_TOLD[1])
        assert "office management" in hand_off.instead


OURS = re.compile(r"MD 16-02|DCFS|Department|office management|Child Protection Hotline|[\w-]*\d[\w-]*")
"""What is named as it is named in English, in every language."""


def test_every_language_that_is_not_read_says_so_in_its_own_script_and_words(rulebook: Rulebook) -> None:
    for language in rulebook.languages:
        if language.unread is None:
            continue
        for reply in (language.unread.hand_off, language.unread.help_now):
            said = OURS.sub(" ", f"{reply.headline} {reply.reason}")
            letters = [letter for letter in said if letter.isalpha()]
            own = [letter for letter in letters if re.match(language.letters or r"[^\W\d_]", letter)]
            assert letters, language.code
            assert len(own) / len(letters) > 0.85, (language.code, said)
            if language.letters is None:
                words = re.findall(r"[^\W\d_]+", said.casefold())
                known = sum(word in language.vocabulary or bool(language.shape.fullmatch(word)) for word in words)
                english = sum(word in rulebook.languages[0].vocabulary for word in words)
                assert known > english, (language.code, said)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - code: ko", "  - code: tl", "duplicate language 'tl'"),
        ("  - code: es", "  - code: eo", "missing language 'es'"),
        ("    letters: '[\\u0e00-\\u0e7f]'", "    letters: '[\\u0e00'", "is no regular expression"),
        ("    letters: '[\\u0e00-\\u0e7f]'\n", "", "either 'letters' or 'words'"),
        ("    per_word: 4.5\n", "    perword: 4.5\n", "unknown key 'perword'"),
        ("800-540-4000", "800-540-4001", "the number 800-540-4000 must stand in"),
    ],
)
def test_a_faulty_language_is_refused(old: str, new: str, says: str, rules: Path, library: Library) -> None:
    path = rules / "languages.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert any(fault.startswith("languages.yaml:") and says in fault for fault in said_of(rules, library))
