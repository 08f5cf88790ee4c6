"""What does the asker's text look like to a reader, and which received character does each visible one come from?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.screening.records import NothingToScreen, ScreeningNote

LONGEST_TEXT = 12_000
"""Characters kept. Longer than any message Slack lets a person type (4,000 are shown, 40,000 accepted)."""

# A cut through a phone number would leave half of it in a shape that nothing recognizes.
CUT_SLACK = 200

# Letters of other scripts that look like Latin ones. Folded only inside a word that also has Latin letters, so that
# names written in their own script stay as they are.
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏАВЕКМНОРСТХІЈЅαορνικΑΒΕΗΙΚΜΝΟΡΤΧΥΖսօոհ",
    "aeopcyxijsdhlABEKMHOPCTXIJSaopvikABEHIKMNOPTXYZuonh",
)
PLAIN = re.compile(r"[\t\n -~]*")
"""Nothing in it is invisible, and no compatibility form of anything."""
WORD = re.compile(r"[^\W\d_]+")
DASH_IN_NUMBER = re.compile(r"(?<=\d)[\u2010-\u2015\u2212](?=\d)")
"""What phones and word processors make of a hyphen: one, so that 310–555–0142 has the shape of a number."""
LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """
    `text` without invisible characters and with compatibility forms unified (NFKC).

    ``text[i]`` comes from the received characters ``starts[i]`` up to ``ends[i]``.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    is_cut: bool
    notes: tuple[ScreeningNote, ...]

    def received_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the received text of ``text[start:end]``, which must not be empty."""
        return self.starts[start], max(self.ends[start:end])


def normalize(received: str) -> Normalized:
    """
    Strip what cannot be seen, unify what looks the same, bound the length.

    Raises `NothingToScreen` when nothing visible is left.
    """
    if len(received) <= LONGEST_TEXT and not received.isspace() and received and PLAIN.fullmatch(received):
        # Most messages are: looking at each of their characters would find nothing, for a tenth of the screening.
        return Normalized(received, tuple(range(len(received))), tuple(range(1, len(received) + 1)), False, ())
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    has_invisible = is_cut = False
    for start, end in clusters(received):
        visible = "".join(c for c in received[start:end] if not is_invisible(c))
        has_invisible = has_invisible or len(visible) < end - start
        for character in unicodedata.normalize("NFKC", visible):
            characters.append(character)
            starts.append(start)
            ends.append(end)
        if len(characters) > LONGEST_TEXT:
            is_cut = True
            break
    text = "".join(characters)
    if is_cut:
        text = text[: place_to_cut(text)]
    if not text.strip():
        raise NothingToScreen(
            f"the text has no visible character ({len(received)} received): write the question in words, then send it"
        )
    folded = fold_lookalikes(text)
    notes = [
        note
        for note, holds in (
            (ScreeningNote.TEXT_CUT, is_cut),
            (ScreeningNote.INVISIBLE_REMOVED, has_invisible),
            (ScreeningNote.LOOKALIKES_FOLDED, folded != text),
        )
        if holds
    ]
    folded = DASH_IN_NUMBER.sub("-", folded)
    return Normalized(folded, tuple(starts[: len(text)]), tuple(ends[: len(text)]), is_cut, tuple(notes))


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of each character with the combining marks that follow it, since NFKC may join them into one."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, i
            start = i


def is_invisible(character: str) -> bool:
    """
    Whether a character shows nothing: control, zero-width, direction, tag and variation characters, lone surrogates.

    >>> [is_invisible(c) for c in ("a", chr(0x200B), chr(0xE0041), chr(10))]
    [False, True, True, False]
    """
    if character in "\n\t":
        return False
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs"}
        or "\ufe00" <= character <= "\ufe0f"
        or character in "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u2028\u2029"
    )


def place_to_cut(text: str) -> int:
    """The last white space before the bound, or the bound itself where there is none near."""
    for i in range(min(LONGEST_TEXT, len(text)), max(LONGEST_TEXT - CUT_SLACK, 0), -1):
        if text[i - 1].isspace():
            return i
    return LONGEST_TEXT


def fold_lookalikes(text: str) -> str:
    """Write words that mix Latin with lookalike letters in Latin only. Keeps the length."""
    if text.isascii():
        return text
    return WORD.sub(lambda m: m[0].translate(LOOKALIKES) if LATIN.search(m[0]) else m[0], text)
