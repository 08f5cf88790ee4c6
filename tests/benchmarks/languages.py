"""
How often is the language of a message told wrongly, and what does telling it cost?

    python tests/benchmarks/languages.py [py3langid | lingua | lingua-low]

Without a name the word lists of `corpus/rules/languages.yaml` are measured; with one, that library (not among the
dependencies). Rows of the bank are taken as English unless `spanish.jsonl` labels them or, where they carry no label,
the word lists hear Spanish in them; `--show` prints those rows and all that is told wrongly, to be read by a person.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from assistant.answering.language import hear
from corpus.bank import BANK_FOLDER
from corpus.library import load_library
from corpus.rulebook import load_rulebook

SHORT = Path(__file__).parents[1] / "data" / "languages.jsonl"
ROUNDS = ("hola", "can I post this?")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def library_named(name: str, codes: list[str]) -> Callable[[str], str]:
    """The language code that a library gives for a text, chosen among those that our list knows."""
    if name == "py3langid":
        import py3langid  # type: ignore[import-not-found]

        py3langid.set_languages(sorted({code[:2] for code in codes}))
        return lambda text: str(py3langid.classify(text)[0])
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # type: ignore[import-not-found]

    known = [getattr(IsoCode639_1, code[:2].upper()) for code in codes if hasattr(IsoCode639_1, code[:2].upper())]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*known)
    detector = (builder.with_low_accuracy_mode() if name == "lingua-low" else builder).build()

    def told(text: str) -> str:
        found = detector.detect_language_of(text)
        return str(found.iso_code_639_1.name).lower() if found else "en"

    return told


def main(name: str = "", *, show: bool = False) -> None:
    """Print the table."""
    languages = load_rulebook(load_library()).languages
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()

    def own(text: str) -> str:
        heard = hear(text, (), languages)
        return "part" if heard.has_unread_part else heard.language

    told = library_named(name, [language.code for language in languages]) if name else own
    for text in ROUNDS:
        told(text)
    print(f"{name or 'word lists'}: ready in {time.perf_counter() - started:.2f} s")
    counts: Counter[tuple[str, str]] = Counter()
    texts = 0
    started = time.perf_counter()
    for path in sorted(BANK_FOLDER.glob("*.jsonl")):
        for row in rows_of(path):
            turns = [row["question"]] if "question" in row else [turn["user"] for turn in row["turns"]]  # type: ignore[index]
            for text in turns if path.stem != "dialogues" else []:
                texts += 1
                label = row.get("lang") or ("es, not labeled" if own(text) == "es" else "en")
                found = told(text)
                found = found if found in ("en", "es") else "not read"
                counts[label, found] += 1
                if show and label[:2] != found:
                    print(f"  {label} -> {found}: {text}")
    print(f"{texts} rows of the bank, {(time.perf_counter() - started) / texts * 1000:.2f} ms each")
    for (label, found), count in sorted(counts.items()):
        print(f"  {label:16} told as {found:9} {count:5}")
    short: Counter[tuple[bool, bool]] = Counter()
    for row in rows_of(SHORT):
        short[row["language"] == "en", told(row["text"])[:2] == row["language"][:2]] += 1
    for is_english, which in ((True, "tricky English"), (False, "other languages")):
        right, wrong = short[is_english, True], short[is_english, False]
        print(f"  short, {which}: {right} of {right + wrong} right")
    print(f"memory: {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB more")


if __name__ == "__main__":
    main(*[argument for argument in sys.argv[1:] if argument != "--show"], show="--show" in sys.argv)
