"""`canipost corpus check --bank`: what is the question bank made of, and what does it say twice?"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from assistant.bank_twins import NEAR, Twins, find_contradictions, find_repeats, weigh
from assistant.settings import Settings
from corpus.bank import Example
from corpus.rulebook import Rulebook
from index.embeddings import embed_in_shards
from index.encoder import open_encoder

RARE = 40
"""A fact that fewer rows state than this is hard to learn; they are named."""


def print_bank(console: Console, bank: Sequence[Example], rulebook: Rulebook) -> list[Twins]:
    """Print balance and twins of the bank's messages; the contradictions among them come back."""
    rows = [example for example in bank if not example.stands_alone]
    balance = weigh(rows, tuple(rulebook.facts))
    for what, counts in (("voice", balance.voices), ("verdict", balance.verdicts), ("kind", balance.kinds)):
        shares = ", ".join(f"{name} {count} ({count / len(rows):.0%})" for name, count in counts.items())
        console.print(Text(f"By {what}: {shares}"))
    rare = ", ".join(f"{name} {count}" for name, count in balance.facts.items() if count < RARE)
    console.print(Text(f"Facts stated by fewer than {RARE} rows: {rare or 'none'}"))
    single = [example for example in rows if len(example.turns) == 1]
    settings = Settings()
    encoder = open_encoder("minilm", settings.cache)
    vectors = embed_in_shards([example.turns[0] for example in single], encoder, settings.cache, _progress)
    repeats = find_repeats(single, vectors)
    console.print(Text(f"Said twice with one verdict (cosine from {NEAR}): {len(repeats)} pairs of {len(single)} rows"))
    for twins in repeats:
        console.print(Text(f"  {twins.cosine:.3f}  {twins.first.id}  {twins.second.id}"))
    contradictions = find_contradictions(rows)
    for twins in contradictions:
        console.print(Text(f"  {twins.first.id} and {twins.second.id}: the same words, no verdict that both accept"))
    return contradictions


def _progress(done: int, count: int) -> None:
    end = "\r" if sys.stderr.isatty() and done < count else "\n"
    if sys.stderr.isatty() or done == count:
        print(f"embedded {done} of {count} questions", file=sys.stderr, end=end, flush=True)
