"""Which names are written in a script without capitals, or in another alphabet than the rest of the message?"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.answering.screening.cued import SURE
from assistant.answering.screening.light_import import without_modules
from assistant.answering.screening.protect import PLACEHOLDER
from assistant.answering.screening.records import PrivateKind

with without_modules("torch", "transformers"):
    from presidio_analyzer import EntityRecognizer, RecognizerResult

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

NON_LATIN = re.compile(
    r"[^\W\d_a-zA-Z\u00aa\u00b5\u00ba\u00c0-\u024f\u1e00-\u1eff]+"
    r"(?:[ \u00b7\u30fb'\u2019-][^\W\d_a-zA-Z\u00aa-\u024f\u1e00-\u1eff]+)*"
)
LATIN = re.compile(r"[a-zA-Z]")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
MOST_LONE_WORDS = 3
LONGEST_LONE_WORD = 12

KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄원채천방"
    "공현함변염여추도소석선설마길연위표명기반왕옥육인맹제"
)
KOREAN_ROLE = (
    r"(?:아동|아이|아기|클라이언트|고객|의뢰인|내담자|엄마|아빠|어머니|아버지|부모"
    r"|친구|동료|이웃|학생|환자|딸|아들|조카|사촌|형제|자매|언니|오빠|누나|동생"
    r"|이름은|이름|담당)"
)
KOREAN_NAME = re.compile(
    rf"(?<![가-힣])(?P<name>[{KOREAN_SURNAMES}][가-힣]{{2}})(?=(?:씨|님|군|양|이의|이는|이가|이|가|의|은|는|을|를|와|과|에게|한테|랑|이랑"
    rf"|도)?(?:[^가-힣]|$))"
)
KOREAN_BEFORE = re.compile(rf"{KOREAN_ROLE}(?:인|의|은|는|이|가)?[\s,:]+$")
KOREAN_HONORED = re.compile(r"^\s?(?:씨|님|군|양)(?![가-힣])")
CHINESE_ROLE = (
    r"(?:客戶|客户|案主|個案|个案|孩子|小孩|兒子|儿子|女兒|女儿|媽媽|妈妈|爸爸|母親"
    r"|母亲|父親|父亲|朋友|同事|表姐|表妹|表弟|表哥|名字是|名字叫|叫|鄰居|邻居|學生"
    r"|学生)"
)
CHINESE_NAME = re.compile(
    rf"{CHINESE_ROLE}[\s,:\uff1a,]*(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?=[的在是把想要說说,,。.\s]|$)"
)
# Scripts with capitals (Armenian, Cyrillic, Greek): a capital inside a sentence marks a name, as in English.
SENTENCE_END = re.compile(r"(?:^|[.!?:\u0589\n])\s*$")


class OtherScriptRecognizer(EntityRecognizer):
    """
    Finds names outside the Latin script, which the name model cannot read.

    A lone word of another script in a Latin message is nearly always a name. In a message written in that script, only
    names with a mark are found: a capital, a role before or an honorific after.
    """

    def __init__(self) -> None:
        """Nothing to build."""
        super().__init__(supported_entities=[PrivateKind.PERSON.value], name="other scripts")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The names outside the Latin script."""
        return [
            RecognizerResult(entity_type=PrivateKind.PERSON.value, start=start, end=end, score=SURE)
            for start, end in foreign_names(text)
        ]


def foreign_names(text: str) -> list[tuple[int, int]]:
    """
    Offsets of names that are not written in Latin letters.

    >>> foreign_names("my cousin 陳美玲 is a resource parent")
    [(10, 13)]
    """
    if text.isascii():
        return []
    # The letters of placeholders are ours; they say nothing about the language of the message.
    text = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    runs = list(NON_LATIN.finditer(text))
    letters = sum(len(run[0]) for run in runs)
    if not letters:
        return []
    is_latin = len(LATIN.findall(text)) > letters
    found = [match.span("name") for match in CHINESE_NAME.finditer(text)]
    for match in KOREAN_NAME.finditer(text):
        if KOREAN_BEFORE.search(text[: match.start()][-12:]) or KOREAN_HONORED.search(text[match.end() :]):
            found.append(match.span("name"))
    for run in runs:
        words = [(run.start() + word.start(), run.start() + word.end()) for word in WORD.finditer(run[0])]
        for start, end in words:
            has_case = unicodedata.category(text[start]) in {"Lu", "Ll"}
            if has_case:
                if (
                    text[start].isupper()
                    and (is_latin or not SENTENCE_END.search(text[:start][-4:]))
                    and end - start > 1
                ):
                    found.append((start, end))
            elif is_latin and len(words) <= MOST_LONE_WORDS and 1 < end - start <= LONGEST_LONE_WORD:
                found.append((start, end))
    return sorted(set(found))
