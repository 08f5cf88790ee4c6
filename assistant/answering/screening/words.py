"""What are the words of a message, and how is each written?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.screening.lexicon import Lexicon

# Letters with inner apostrophes and hyphens: "Mahi'ai-Stone", "Soo-jin", "O'Neil".
WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bb\u2018`-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['\u2019][sS]$")
SENTENCE_END = re.compile(r"(?:[.!?:;\n\"\u201c\u2018(\u2022*>]|(?:^|\s)['-])\s*$")
ABBREVIATED = re.compile(
    r"\b(?:mrs?|ms|mx|drs?|sra?|srta|st|jr|lic|atty|prof|sgt|lt|det|rev|no|apt|dept|vs)\.\s*$", re.IGNORECASE
)
SHOUTED_SHARE = 0.6
SHORTEST_UNKNOWN = 3


CAMEL = re.compile(r"[^\W\d_A-Z]+|[A-Z]+(?![a-z])|[A-Z][^\W\d_A-Z]*")
UNBROKEN = re.compile(r"\S{100,}")
SHORTEST_TANGLED = 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word and where it stands. `text` is without a possessive ending, and `end` before it."""

    text: str
    start: int
    end: int
    is_capital: bool
    is_shouted: bool
    starts_sentence: bool
    is_possessive: bool

    @property
    def low(self) -> str:
        """The word in small letters with straight apostrophes."""
        return self.text.casefold().replace("\u2019", "'")


def split_words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order."""
    found = []
    for match in parts_of(text):
        owner = POSSESSIVE.search(match[0])
        end = match.start() + owner.start() if owner else match.end()
        word = text[match.start() : end]
        if not word:
            continue
        before = text[max(0, match.start() - 8) : match.start()]
        found.append(
            Word(
                text=word,
                start=match.start(),
                end=end,
                is_capital=word[0].isupper(),
                is_shouted=len(word) > 1 and word.isupper(),
                starts_sentence=match.start() == 0
                or bool(SENTENCE_END.search(before) and not ABBREVIATED.search(before)),
                is_possessive=owner is not None,
            )
        )
    return tuple(found)


def parts_of(text: str) -> Iterator[re.Match[str]]:
    """Words, and the words that a hashtag runs together: "#JusticeForKamari"."""
    for match in WORD.finditer(text):
        if text[max(0, match.start() - 1) : match.start()] == "#":
            yield from CAMEL.finditer(text, match.start(), match.end())
        else:
            yield match


def untangle(text: str, lexicon: Lexicon) -> str:
    """
    The text with swapped neighboring letters put right ("cleint"), so that typing errors hide no frame and look like
    no name. Keeps the length.
    """
    return WORD.sub(lambda match: untangle_word(match[0], lexicon), text)


def untangle_word(word: str, lexicon: Lexicon) -> str:
    """One word with two neighboring letters swapped back when that makes it a known word; else the word itself."""
    if len(word) < SHORTEST_TANGLED or not word.islower() or not word.isascii():
        return word
    if lexicon.is_given_name(word) or word in lexicon.surnames or lexicon.is_word(word):
        return word
    for i in range(1, len(word) - 1):
        swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        if swapped != word and lexicon.is_word(swapped, guess=False):
            return swapped
    return word


def is_shouted(text: str) -> bool:
    """Whether a text is written in capitals throughout, so that capitals tell nothing."""
    upper = sum(map(str.isupper, text))
    return upper > 8 and upper > SHOUTED_SHARE * (upper + sum(map(str.islower, text)))


def capitalize_unknown(text: str, lexicon: Lexicon) -> str:
    """
    The text with words that nobody knows capitalized, and shouting lowered. Keeps the length.

    A name in small letters is an unknown word far more often than not. A very long stretch without a space is no word
    and makes the model's tokenizer take time that grows with its square, so it is blanked.
    """
    text = UNBROKEN.sub(lambda match: "x" * len(match[0]), text)
    shouted = is_shouted(text)
    pieces: list[str] = []
    at = 0
    for word in split_words(text):
        if word.is_capital and not shouted and not word.is_shouted:
            continue
        low = word.text.lower()
        if len(low) != len(word.text):
            continue
        is_name = lexicon.is_given_name(low) or (len(low) >= SHORTEST_UNKNOWN and not lexicon.is_word(low))
        if is_name:
            written = "-".join(part[:1].upper() + part[1:] for part in low.split("-"))
        elif shouted and not lexicon.is_fixed_name(low):
            written = low
        else:
            continue
        if len(written) != len(word.text):
            continue
        pieces.append(text[at : word.start])
        pieces.append(written)
        at = word.end
    pieces.append(text[at:])
    return "".join(pieces)
