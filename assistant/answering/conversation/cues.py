"""By which words does a message lean on what was said before, or turn away from it? Read from `cues.yaml`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.answering.cue_lists import PatternLists, any_of
from corpus.strict_yaml import read_record

FILE = Path(__file__).parent / "cues.yaml"


class CueLists(PatternLists):
    """The file as it is written: lists of regular expressions."""

    affirms: tuple[str, ...] = Field(min_length=1)
    denies: tuple[str, ...] = Field(min_length=1)
    courtesy: tuple[str, ...] = Field(min_length=1)
    openers: tuple[str, ...] = Field(min_length=1)
    asks_again: tuple[str, ...] = Field(min_length=1)
    elsewhere: tuple[str, ...] = Field(min_length=1)
    platforms: tuple[str, ...] = Field(min_length=1)
    asks_why: tuple[str, ...] = Field(min_length=1)
    acknowledges: tuple[str, ...] = Field(min_length=1)
    marks: tuple[str, ...] = Field(min_length=1)
    asks: tuple[str, ...] = Field(min_length=1)
    posts: tuple[str, ...] = Field(min_length=1)
    introduces: tuple[str, ...] = Field(min_length=1)
    leans: tuple[str, ...] = Field(min_length=1)
    stands: tuple[str, ...] = Field(min_length=1)
    general: tuple[str, ...] = Field(min_length=1)
    takes_back: tuple[str, ...] = Field(min_length=1)
    corrects: tuple[str, ...] = Field(min_length=1)
    brings_another: tuple[str, ...] = Field(min_length=1)
    goes_back: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Cues:
    """Each list as one pattern."""

    affirms: re.Pattern[str]
    denies: re.Pattern[str]
    courtesy: re.Pattern[str]
    openers: re.Pattern[str]
    asks_again: re.Pattern[str]
    elsewhere: re.Pattern[str]
    platforms: re.Pattern[str]
    asks_why: re.Pattern[str]
    acknowledges: re.Pattern[str]
    marks: re.Pattern[str]
    asks: re.Pattern[str]
    posts: re.Pattern[str]
    introduces: re.Pattern[str]
    leans: re.Pattern[str]
    stands: re.Pattern[str]
    general: re.Pattern[str]
    takes_back: re.Pattern[str]
    corrects: re.Pattern[str]
    brings_another: re.Pattern[str]
    goes_back: re.Pattern[str]


@cache
def load_cues() -> Cues:
    """The cues, read once. Raises `FaultyData` when the file is not as it should be."""
    lists, _ = read_record(FILE, CueLists)
    return Cues(**{each.name: any_of(getattr(lists, each.name)) for each in fields(Cues)})


def plain(words: str) -> str:
    """Small letters without accents, plain apostrophes: how the cues are written."""
    letters = unicodedata.normalize("NFD", words.casefold().replace("\u2019", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
