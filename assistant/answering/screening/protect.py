"""Which stretches are never private: placeholders, policy numbers, forms, public lines, places, public figures?"""

from __future__ import annotations

import re

from assistant.answering.screening.lexicon import Lexicon
from assistant.answering.screening.records import LABELS

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(sorted(map(re.escape, LABELS.values())))}) \d+\]")

# Addresses of the public's own sources; what stands behind them is published.
PUBLIC_HOST = (
    r"(?:(?:[\w-]{1,63}\.){1,5}(?:gov|mil|edu|ca\.us)"
    r"|(?:[\w-]{1,63}\.){0,5}(?:latimes\.com|laist\.com|nytimes\.com|washingtonpost\.com|npr\.org"
    r"|cnn\.com|ktla\.com|abc7\.com|nbclosangeles\.com"
    r"|calmatters\.org|imprintnews\.org|dailynews\.com|wikipedia\.org|chla\.org|redcross\.org|change\.org"
    r"|apnews\.com|usatoday\.com|propublica\.org))(?![\w-])"
)
PUBLIC = re.compile(
    rf"""
      (?P<form>\b(?:dcfs|soc|jv|lic|pub)[ -]?\d{{2,4}}(?:[ -]?[A-Z])?\b)
    | (?P<policy>\b(?:MD|BOS|board\ policy|policy|directive|section|sec\.|title
        |chapter|article|wic|w&i|penal\ code|prop|measure|ab|sb)
        (?:\ (?:no\.?|number|code|section))?\s?\#?\s?(?!\(?\d{{3}}\)?[ .-]?\d{{3}}[ .-]?\d{{4}})
        (?!\d{{6}})\d[\d.()-]*(?:\ dated\ [\d/]+)?)
    | (?P<number_of_policy>(?<![\w.-])6\.\d{{3}}(?![\w.]))
    | (?P<directive>(?<![\w-])16-02(?![\w-]))
    | (?P<hotline>(?<![\w.-])(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]?\d{{3}}[ .-]?\d{{4}}(?![\w-]))
    | (?P<ticket>\b(?:INC|REQ|RITM|TKT|SR|CHG)-?\d{{5,}}\b)
    | (?P<placeholder>(?-i:\[(?:NAME|CHILD|CLIENT|PARENT|PHONE|EMAIL|ADDRESS|DATE|DOB|CASE\ NUMBER|SCHOOL|PLACE)
        (?:\ NAME)?\])|\bX{{3,}}\b|\bREDACTED\b)
    | (?P<source>(?<![\w.-])(?:https?://)?{PUBLIC_HOST})(?P<path>/[^\s<>"')]*)?
    | (?P<subreddit>(?<![\w/])(?:(?:https?://)?(?:www\.)?reddit\.com)?/?r/\w+)
    | (?P<official>(?<![\w.])@[\w.]{1, 60}\.gov\b|(?<![\w.])@(?:la)?(?:dcfs|county|lacounty\w*
        |lapd\w*|lasd\w*|latimes|dodgers|lakers|rams|ktla\w*|abc7\w*
        |gmail|yahoo|hotmail|everyone|here|channel)\b)
    | (?P<agency>\bCounty\ of\ Los\ Angeles(?:\ Department\ of\ Children\ and\ Family\ Services)?\b
        |\bDepartment\ of\ Children\ and\ Family\ Services\b)
    | (?P<disclaimer>\bThe\ postings?\ on\ this\ (?:web)?site\ (?:is|are)\ my\ own\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
PATH_WORD = re.compile(r"[^\W\d_]{3,}")


def phrases_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """One pattern for the places, brands and public figures of several words, longest first."""
    phrases = sorted({*lexicon.phrases, *lexicon.public_figures}, key=len, reverse=True)
    joined = "|".join(re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['\u2019]?") for phrase in phrases)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)


class Protection:
    """Finds the stretches that stay readable. Built once; a search is pure."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the phrases of a lexicon."""
        self.lexicon = lexicon
        self.phrases = phrases_pattern(lexicon)

    def placeholders(self, text: str) -> list[tuple[int, int]]:
        """Stretches already hidden; never to be hidden again."""
        return [m.span() for m in PLACEHOLDER.finditer(text)]

    def public(self, text: str) -> list[tuple[int, int]]:
        """Stretches that anybody may read; of an address of a public source not a path that names somebody."""
        return [m.span("source" if self.names_somebody(m["path"]) else 0) for m in PUBLIC.finditer(text)]

    def names_somebody(self, path: str | None) -> bool:
        """Whether a given name that is no word stands in a path, as in obits/anaya-brooks."""
        words = PATH_WORD.findall(path or "")
        return any(self.lexicon.is_given_name(w) and not self.lexicon.is_word(w, guess=False) for w in words)

    def public_names(self, text: str) -> list[tuple[int, int]]:
        """Places, brands and people that everybody knows by this name."""
        return [m.span() for m in self.phrases.finditer(text)]


def overlaps(start: int, end: int, stretches: list[tuple[int, int]]) -> bool:
    """Whether a stretch shares a character with any of the others."""
    return any(a < end and start < b for a, b in stretches)
