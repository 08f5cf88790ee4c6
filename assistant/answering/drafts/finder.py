"""Where in a message does the text stand that they mean to post?

Quotation marks, a block quote or a code fence say it outright. Without them a message is cut into stretches at lines,
sentences and colons; each stretch speaks either about a post ("ok for facebook?", "caption:", "no names in it") or is
part of one, and the draft is the run of stretches that gains most when it is taken for the post. The cues are data
(`cues.yaml`); the weights are set by hand, and what they give is measured (docs/decisions/0011-drafts.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.drafts.cues import Cues, load_cues

Span = tuple[int, int]

LONGEST_LOOKED_AT = 4_000
"""Characters in which a draft without quotation marks is looked for; a longer message is rather a story."""

LONGEST_QUOTE = 3_000

_FENCE = re.compile(r"```(?:(?:text|txt|markdown|md)?\n)?(.+?)\n?```", re.DOTALL)
"""Any other word after the first fence is one of theirs: a draft must not lose its first."""
_BLOCK = re.compile(r"(?:^|\n)> ?([^\n]+(?:\n> ?[^\n]*)*)")
_QUOTED = re.compile(
    rf"[\"“«„]\s*([^\"“”«»„]{{2,{LONGEST_QUOTE}}}?)\s*[\"”»“](?!\w)"
    r"|(?:^|(?<=[\s:(]))['‘]([^\n]{4,2000}?)['’](?=[\s.,;!?)]|$)"
)
_OPENED = re.compile(r"(?:^|(?<=[\s:(]))[\"“«]\s*([^\"“”«»]{8,})\Z")

_CUT = re.compile(
    r"\n+|(?<=[.!?…])[\"')\]]*\s+|(?<=[\w)\]?\"'])\s*:(?:\s+|(?=[A-Z#]))|\s+(?=\([^()\n]*\)\s*\Z)|\s+(?=[\^¿])"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff☀-➿❤]")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_WORD = re.compile(r"[^\W_][\w'’]*")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Ep|vs|w|No|Dept)\.\s*\Z", re.IGNORECASE)

_GOES_ON = re.compile(r"[^:.!?\n]{0,25}:|.{0,12}[.?!](?:\s|$)|\s+(?:is|are|was|for|of|on|about|idea|or|and|ok)\b")
"""What follows words that lead up to a draft where they do not end right before it."""

LEAST_POINTS = 1.8
"""What has to speak for a stretch without quotation marks before it is taken for a draft."""
SET_OFF = 2.0
"""What a colon or a line of its own speaks; a draft that is set off so clearly may use the words of a question."""
LEAST_QUOTE = 1.0
LEAST_WORDS = 2
MOST_STRETCHES = 60
LEAD_WITHIN = 80
LONGEST_TAIL = 8
"""Words of a bare question, as in "is this ok to post?"; a longer one is about something else."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the message: how far it speaks about a post, and how far it reads like part of one."""

    start: int
    end: int
    about: float
    like_a_post: float
    is_ask: bool
    is_bare: bool
    """Does it ask whether "this" may be posted, without naming what?"""


def find_drafts(text: str) -> list[Span]:
    """Start and end of every stretch of the text that reads as a pasted draft, in order; empty when there is none."""
    cues = load_cues()
    for pattern in (_FENCE, _BLOCK):
        if found := [_trimmed(text, *match.span(1)) for match in pattern.finditer(text) if match.group(1).strip()]:
            return found
    if found := _quoted(text, cues):
        return found
    if len(text) > LONGEST_LOOKED_AT:
        return []
    run = _best_run(text, cues)
    return [run] if run else []


def _quoted(text: str, cues: Cues) -> list[Span]:
    spans = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(1) if match.group(1) is not None else match.span(2)
        if _quote_points(text, match.start(), match.end(), text[start:end], cues) >= LEAST_QUOTE:
            spans.append(_trimmed(text, start, end))
    if not spans and (opened := _OPENED.search(text)) and text.count('"') % 2:
        start, end = _trimmed(text, *opened.span(1))
        if tail := _tail(text[start:end], cues):
            end = start + tail
        if _quote_points(text, opened.start(), end, text[start:end], cues) >= LEAST_QUOTE:
            spans.append((start, end))
    return spans


def _quote_points(text: str, opens: int, closes: int, inner: str, cues: Cues) -> float:
    """How much speaks for a quotation being the draft, rather than somebody's speech or a word in use."""
    before = text[max(0, opens - 70) : opens].rstrip(" ")
    words = len(_WORD.findall(inner))
    speech = max((m.start() for m in cues.speech.finditer(before)), default=-1)
    writing = max((m.start() for m in cues.writing.finditer(before)), default=-1)
    points = 1.0 * (words >= 4) + 0.5 * (words >= 8) - (0.5 if _EMOJI.search(inner) else 1.0) * (words <= 2)
    points += 0.5 * bool(_EMOJI.search(inner) or _HASHTAG.search(inner) or inner.rstrip().endswith((".", "!", "?")))
    points += 1.5 * (not before.strip() or before.endswith((":", "\n"))) + 1.5 * (writing > speech)
    points += 1.0 * (not text[closes:].strip(" .!?"))
    return points - 2.5 * (speech >= 0 and speech >= writing and not before.endswith(":"))


def _best_run(text: str, cues: Cues) -> Span | None:
    """The run of stretches for which most speaks; None when it is not enough."""
    stretches = _stretches(text, cues)
    if len(stretches) > MOST_STRETCHES:
        return None
    best: tuple[float, Span] | None = None
    for first in range(len(stretches)):
        for last in range(first, len(stretches)):
            if len(_WORD.findall(text, stretches[first].start, stretches[last].end)) < LEAST_WORDS:
                continue
            points = _points(text, stretches, first, last)
            if points >= LEAST_POINTS and (best is None or points > best[0] + 1e-9):
                best = points, _trimmed(text, stretches[first].start, stretches[last].end)
    return best[1] if best else None


def _points(text: str, stretches: list[Stretch], first: int, last: int) -> float:
    """What speaks for the draft being the stretches from `first` to `last`."""
    inside, outside = stretches[first : last + 1], (*stretches[:first], *stretches[last + 1 :])
    points = max(stretch.like_a_post for stretch in inside) + 0.4 * sum(
        stretch.like_a_post > 0 for stretch in inside[1:]
    )
    points += 0.3 * text[inside[0].start].isupper()
    points -= 1.5 * sum(stretch.about <= 0 for stretch in outside)
    spoken_about = sum(stretch.about for stretch in inside)
    if not outside:
        return points - spoken_about + (_alone(text) if not spoken_about else 0.0)
    opening = 0.0
    if first > 0:
        opening = _opening(text, stretches, first)
        if opening <= 0:
            return 0.0
        points += opening
    points -= spoken_about * (0.5 if opening >= SET_OFF else 1.0)
    if last < len(stretches) - 1:
        closing = _closing(text, stretches, last)
        if closing <= 0:
            return 0.0
        points += closing
    return points


def _alone(text: str) -> float:
    """What speaks for the whole message being the draft: it is written out like a post, and asks nothing."""
    is_written_out = text[:1].isupper() and text.rstrip()[-1:] in ".!" and not re.search(r"\bi\b|\bu\b", text)
    return 1.5 * is_written_out + 0.8 * text[:1].isupper() - 1.5 * ("?" in text)


def _opening(text: str, stretches: list[Stretch], first: int) -> float:
    """What speaks for a draft beginning with this stretch; nothing does where it is not set off from what is before."""
    before, at = stretches[first - 1], stretches[first].start
    gap, ends = text[before.end : at], text[before.end - 1]
    is_switch = text[stretches[0].start].islower() and not text[at].islower()
    points = 2.0 * ("\n" in gap) + 0.5 * ("\n\n" in gap)
    if ends == ":":
        earlier = sum(text[stretch.end - 1] == ":" for stretch in stretches[: first - 1])
        points += (2.0 if before.about > 0 else 1.0 if is_switch else 0.0) - 1.0 * min(earlier, 1)
    elif "\n" not in gap:
        points += 1.0 * (before.is_ask and ends == "?")
        points += 1.5 * (ends.isalnum() and text[at] != "(")
        points += 1.0 * (is_switch and before.about > 0)
    return points + 0.5 * is_switch if points else 0.0


def _closing(text: str, stretches: list[Stretch], last: int) -> float:
    """What speaks for a draft ending with this stretch: a line of its own follows, or a bare question is tacked on."""
    after = stretches[last + 1]
    gap = text[stretches[last].end : after.start]
    points = 1.0 * ("\n" in gap) + 0.5 * ("\n\n" in gap)
    is_bare = after.is_bare and last + 2 == len(stretches)
    points += 0.8 * is_bare + 0.7 * (is_bare and text[after.start] in "-–—<")
    return points + 0.5 * (text[after.start] in "(^")


def _stretches(text: str, cues: Cues) -> list[Stretch]:
    cuts = {0, len(text)}
    cuts |= {match.end() for match in _CUT.finditer(text) if not _ABBREVIATED.search(text[: match.end()])}
    lead = cues.leads.search(text)
    if lead and lead.start() < LEAD_WITHIN and not _GOES_ON.match(text, lead.end()):
        cuts.add(lead.end())
    if (tail := _tail(text, cues)) is not None:
        cuts.add(tail)
    spans = [_trimmed(text, start, end) for start, end in pairwise(sorted(cuts))]
    return [_stretch(text, start, end, cues) for start, end in spans if start < end]


def _stretch(text: str, start: int, end: int, cues: Cues) -> Stretch:
    words = text[start:end]
    count = len(_WORD.findall(words))
    is_ask = bool(cues.asking.search(words))
    about = 3.0 * is_ask + 2.0 * bool(cues.stance.search(words))
    spoken_of = sum(bool(pattern.search(words)) for pattern in cues.about)
    about += 1.2 * min(2, spoken_of)
    about += (0.8 if count <= 12 else 0.4) * bool(cues.genre.search(words))
    hashtags = len(_HASHTAG.findall(words))
    like = 1.2 * bool(_EMOJI.search(words)) + 0.7 * ("!" in words)
    like += 2.5 if hashtags and 2 * hashtags >= count else 1.5 * bool(hashtags)
    return Stretch(start, end, about, like, is_ask, is_ask and not spoken_of and count <= LONGEST_TAIL)


def _tail(text: str, cues: Cues) -> int | None:
    """Where a question begins that is tacked onto the end; None without one."""
    return min((match.start() for tail in cues.tails if (match := tail.search(text))), default=None)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without white space at the edges."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
