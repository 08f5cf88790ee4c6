"""Which stretches say where somebody lives, goes to school or is placed?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answering.screening.cued import SURE
from assistant.answering.screening.lexicon import Lexicon
from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.protect import Protection, overlaps
from assistant.answering.screening.records import PrivateKind

with without_modules("torch", "transformers"):
    from presidio_analyzer import EntityRecognizer, RecognizerResult

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

CLEAR_SUFFIX = (
    r"st|str|street|ave|av|avenue|blvd|boulevard|rd|road|ln|dr|pl|ct|cir|hwy|highway|pkwy|parkway|ter|terr"
    r"|calle|avenida"
)
OPEN_SUFFIX = (
    r"lane|drive|way|court|place|row|circle|terrace|loop|trail|trl|walk|path|alley|square|sq|crescent|plaza"
    r"|run|point|pt|glen|ridge|grove|park"
)
DIRECTION = r"(?:[NSEW]\.?|north|south|east|west|ne|nw|se|sw)\b\.?"
NUMBER = r"\d{1,6}(?:-\d{1,4}|\s?1/2|[A-Za-z])?"
NAME_WORD = r"[\w'\u2019.-]+"
UNIT = r"(?:apt|apartment|unit|ste|suite|space|spc|rm|room|bldg|building|lot|#|depto|apto|trailer|floor|fl)"
UNIT_PART = rf"(?:\s*,?\s*(?:{UNIT})\b\.?\s*\#?\s?\d*[A-Za-z]?\d*|\s*,?\s*\#\s?\d*[A-Za-z]?\d*)"
NUMBER_WORDS = (
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|oh)[ -]){1,6}"
)
STREET = re.compile(
    rf"(?<![\w$.#/-])(?P<number>{NUMBER}|{NUMBER_WORDS})\s*(?P<direction>{DIRECTION}\s+)?"
    rf"(?P<name>{NAME_WORD}(?:\s+{NAME_WORD}){{0,3}}?)\s+(?P<suffix>{CLEAR_SUFFIX}"
    rf"|{OPEN_SUFFIX})\b(?P<dot>\.(?=\s*[,#]|\s+(?:apt|unit)))?"
    rf"(?P<unit>{UNIT_PART})?",
    re.IGNORECASE,
)
SPANISH_STREET = re.compile(
    rf"(?<!\w)(?:calle|avenida|av\.|paseo"
    rf"|camino)\s+(?P<name>{NAME_WORD}(?:\s+{NAME_WORD}){{0,3}}?),?\s+(?:n[uú]mero\s+|no\.?\s*"
    rf"|#\s?)?\d{{1,6}}(?P<unit>{UNIT_PART})?",
    re.IGNORECASE,
)
PO_BOX = re.compile(r"\bP\.?\s?O\.?\s?box\s+\d+", re.IGNORECASE)
LEADING_UNIT = re.compile(rf"(?<!\w)(?:{UNIT})\.?\s*\#?\s?\d*[A-Za-z]?\d*\s*,\s*$", re.IGNORECASE)
TOWN = re.compile(r",?\s+(?P<town>[^\W\d_][\w'-]*(?:\s+[^\W\d_][\w'-]*){0,2})")
STATE_AND_ZIP = re.compile(
    r",?\s*(?:CA|Calif(?:ornia)?)\b\.?(?:,?\s*9\d{4}(?:-\d{4})?)?|,?\s+9[0-6]\d{3}(?:-\d{4})?\b", re.IGNORECASE
)
ADDRESS_CUE = re.compile(
    r"\b(?:address(?:es)?|addy|lives?|living|live|lived|resides?|staying|stays|home|house|apartment|located"
    r"|placed|moved|calloused|vive|viven|dirección|direccion|domicilio|at|en|known|drop off|pick up)\b",
    re.IGNORECASE,
)
NEVER_IN_STREET = frozenset(
    "the a an of in on at to for with my our his her their is are was were and or we i you they he she it this "
    "that all the but not no yes from by up out days day hours hour hrs"
    " weeks week months month years year yrs yr kids kid people families minutes min mins pm am times percent "
    "pics photos likes followers miles old more other go going got".split()
)

SCHOOL_END = (
    r"(?-i:Middle)\b(?!\s+[Ss]chool)|elementary(?:\s+school)?|elem\b\.?(?:\s+school)?|middle\s+school"
    r"|jr\.?\s+high(?:\s+school)?|junior\s+high(?:\s+school)?|high\s+school|high\b|HS\b|(?-i:MS|ES)\b"
    r"|intermediate|academy|preschool|pre-k|montessori"
    r"|charter(?:\s+(?:school|academy|high|elementary|middle))?|primary(?:\s+school)?|learning\s+center"
    r"|day\s?care|child\s?care(?:\s+center)?|head\s+start|continuation(?:\s+school)?|prep\b(?:aratory)?|school"
    r"|kindergarten"
)
SCHOOL = re.compile(rf"(?<![\w])(?P<name>(?:{NAME_WORD}\s+){{1,4}})(?P<end>{SCHOOL_END})(?!\w)", re.IGNORECASE)
SPANISH_SCHOOL = re.compile(
    r"(?<!\w)(?:escuela|primaria|secundaria|preparatoria|prepa|colegio|kínder|guardería)(?:\s+(?:primaria"
    r"|secundaria|preparatoria|elemental))?"
    r"(?P<name>(?:\s+(?:de|del|la|las|los|el))*(?:\s+[A-ZÁÉÍÓÚÑ][\w'-]*)+)"
)
NOT_A_SCHOOL = frozenset(
    "police sheriff sheriff's fire training citizens old new private sunday summer night grad graduate law "
    "medical nursing art music film acting dance driving traffic home online night after before back my his her "
    "their our the a an in at from of to for and or is this that your every same local nearby another other some "
    "any no last first second alternative special state city academy khan military naval".split()
)
GENERIC_SCHOOL_WORDS = frozenset(
    "junior senior middle high public charter elementary catholic christian lutheran magnet primary county "
    "community unified arts science sciences technology".split()
)
OPEN_SCHOOL_ENDS = frozenset(
    {
        "high",
        "school",
        "ms",
        "es",
        "hs",
        "prep",
        "primary",
        "charter",
        "intermediate",
        "kindergarten",
        "daycare",
        "day care",
        "child care",
        "childcare",
    }
)
HOME = re.compile(
    r"\b(?i:strtp|group home|shelter|ffa|treatment center|rehab|sober living|foster agency|placement|program"
    r"|safe house|dv shelter|facility|hogar|albergue)"
    r"\s*(?i:\(|called|named|:|=|llamad[oa])\s*(?i:called |named "
    r"|at )?(?:the )?(?P<name>[A-Z][\w'\u2019-]*(?:\s+(?:de|del|la|of|the|[A-Z][\w'\u2019-]*)){0,4})"
)
TEAM = re.compile(
    r"\b(?:plays?|played|playing|juega|coach(?:es)?)\s+(?:\w+\s+)?(?:for|with|on|en|para|con)\s+(?:the\s+|los\s+"
    r"|las\s+|el\s+|la\s+)?(?P<name>[A-Z][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]*){0,3}(?:\s+[UBG]\d{1,2})?)"
)


class PlaceRecognizer(EntityRecognizer):
    """Finds street addresses, and schools, placements and teams that would tell who a child is."""

    def __init__(self, lexicon: Lexicon, protection: Protection) -> None:
        """Share the lexicon and what is public."""
        self.lexicon, self.protection = lexicon, protection
        kinds = [PrivateKind.ADDRESS.value, PrivateKind.SCHOOL.value, PrivateKind.OTHER.value]
        super().__init__(supported_entities=kinds, name="places")

    def load(self) -> None:
        """Nothing to load: the lexicon is given."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The private places in a text."""
        found = [(PrivateKind.ADDRESS, *span) for span in self.addresses(text)]
        shut = [(start, end) for _, start, end in found]
        found += [(PrivateKind.SCHOOL, *span) for span in self.schools(text) if not overlaps(*span, shut)]
        found += [(PrivateKind.OTHER, *span) for span in self.placements(text)]
        return [
            RecognizerResult(entity_type=kind.value, start=start, end=end, score=SURE) for kind, start, end in found
        ]

    def addresses(self, text: str) -> list[tuple[int, int]]:
        """Street addresses with their unit, town, state and ZIP code, in order."""
        found = [match.span() for match in PO_BOX.finditer(text)]
        found += [
            match.span()
            for match in SPANISH_STREET.finditer(text)
            if match["name"][0].isupper() or self.is_odd(match["name"])
        ]
        at = 0
        while match := STREET.search(text, at):
            if self.is_street(text, match):
                end = self.town_end(text, match.end())
                leading = LEADING_UNIT.search(text[max(0, match.start() - 24) : match.start()])
                start = match.start() - (len(leading[0]) if leading else 0)
                found.append((start, end))
                at = end
            else:
                at = match.end("number")
        return sorted(found)

    def is_street(self, text: str, match: re.Match[str]) -> bool:
        """Whether number, name and suffix are an address and not "4 of us drove a long way"."""
        names = [word.strip(".'\u2019") for word in match["name"].split()]
        if any(word in NEVER_IN_STREET for word in names):
            return False
        if re.search(r"[.!?]\s", match["name"]):
            return False
        number = match["number"].strip()
        suffix = match["suffix"].casefold()
        is_clear = re.fullmatch(CLEAR_SUFFIX, suffix) is not None
        is_marked = all(word[:1].isupper() or word[:1].isdigit() for word in names) or self.is_odd(match["name"])
        has_cue = bool(ADDRESS_CUE.search(text[max(0, match.start() - 40) : match.start()]))
        if suffix in {"st", "pl", "dr", "ct", "av", "ter", "str"} and not number[0].isdigit() and not has_cue:
            return False
        if not number[0].isdigit():
            return (is_clear or has_cue) and (has_cue or self.is_odd(match["name"]))
        if is_clear:
            return is_marked or has_cue or len(number) >= 3
        return (
            (is_marked and match["suffix"][0].isupper())
            or (has_cue and len(number) >= 2)
            or (is_marked and self.is_odd(match["name"]))
        )

    def is_odd(self, name: str) -> bool:
        """Whether a street's or a school's name has a word that nobody uses otherwise."""
        return any(
            not self.lexicon.is_word(word) or self.lexicon.is_fixed_name(word)
            for word in re.findall(r"[^\W\d_]{3,}", name)
        )

    def town_end(self, text: str, end: int) -> int:
        """Where the address ends once unit, town, state and ZIP code are taken in."""
        match = TOWN.match(text, end)
        if match:
            words = match["town"].split()
            has_comma = text[end : match.start("town")].lstrip().startswith(",")
            for count in range(len(words), 0, -1):
                town = " ".join(words[:count]).casefold().rstrip(".")
                is_known = town in self.lexicon.phrases or (count == 1 and town in self.lexicon.places)
                is_capital = (
                    has_comma
                    and all(word[0].isupper() and word != "I" for word in words[:count])
                    and not self.lexicon.is_word(words[0])
                )
                if is_known or is_capital:
                    end = match.start("town") + len(" ".join(words[:count]).rstrip("."))
                    length = re.match(r"\s+".join(map(re.escape, words[:count])), text[match.start("town") :])
                    if length:
                        end = match.start("town") + len(length[0].rstrip("."))
                    break
        rest = STATE_AND_ZIP.match(text, end)
        return rest.end() if rest else end

    def schools(self, text: str) -> list[tuple[int, int]]:
        """Schools named by their own name, in order."""
        found = [match.span() for match in SPANISH_SCHOOL.finditer(text)]
        for match in SCHOOL.finditer(text):
            start = self.school_start(text, match)
            if start is None:
                continue
            name = text[start : match.start("end")].strip()
            end, is_capital = match["end"].casefold(), match["end"][0].isupper()
            is_odd = self.is_odd(name)
            is_area = name.casefold() in {*self.lexicon.phrases, *self.lexicon.places}
            if (is_area and not is_capital) or (name.isupper() and not is_odd):
                continue
            if not is_capital and end in OPEN_SCHOOL_ENDS and not is_odd:
                continue
            found.append((start, match.end("end")))
        return sorted(found)

    def school_start(self, text: str, match: re.Match[str]) -> int | None:
        """Where a school's own name starts; None when it has none ("her old high school")."""
        start: int | None = None
        pending: int | None = None
        for word in reversed(list(re.finditer(NAME_WORD, match["name"]))):
            plain = word[0].strip(".'\u2019")
            low, at = plain.casefold(), match.start("name") + word.start()
            is_saint = low in {"st", "mt", "saint", "santa", "san"}
            if "." in word[0][:-1] or (word[0].endswith(".") and not is_saint):
                break
            if low in NOT_A_SCHOOL or (plain.isupper() and self.lexicon.is_fixed_name(plain)):
                leads_in = low in {"at", "from", "to", "attends"} and pending is not None
                return (
                    pending
                    if leads_in and (start is not None or match["end"].casefold() not in OPEN_SCHOOL_ENDS)
                    else start
                )
            if low in GENERIC_SCHOOL_WORDS:
                continue
            if plain[:1].isupper():
                if not (text[:at].strip() == "" and self.lexicon.is_word(low)):
                    start = at
            elif is_saint or not self.lexicon.is_word(plain):
                start = at
            elif start is not None and text[start].isupper():
                break
            pending = at
        return start

    def placements(self, text: str) -> list[tuple[int, int]]:
        """Group homes and teams named by their own name."""
        shut = self.protection.public_names(text)
        return [
            match.span("name")
            for pattern in (HOME, TEAM)
            for match in pattern.finditer(text)
            if not overlaps(*match.span("name"), shut)
            and not all(self.lexicon.is_fixed_name(word) or word[0].islower() for word in match["name"].split())
        ]
