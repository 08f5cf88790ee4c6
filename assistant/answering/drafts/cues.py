"""By which words does a person speak about a post, rather than in it? Read from `cues.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.answering.cue_lists import PatternLists, any_of
from corpus.rule_rows import compile_pattern
from corpus.strict_yaml import read_record

FILE = Path(__file__).parent / "cues.yaml"


class CueLists(PatternLists):
    """The file as it is written: lists of regular expressions."""

    asking: tuple[str, ...] = Field(min_length=1)
    genre: tuple[str, ...] = Field(min_length=1)
    about: tuple[str, ...] = Field(min_length=1)
    stance: tuple[str, ...] = Field(min_length=1)
    leads: tuple[str, ...] = Field(min_length=1)
    tails: tuple[str, ...] = Field(min_length=1)
    speech: tuple[str, ...] = Field(min_length=1)
    writing: tuple[str, ...] = Field(min_length=1)
    beyond_words: tuple[str, ...] = Field(min_length=1)
    leans_back: tuple[str, ...] = Field(min_length=1)
    names_again: tuple[str, ...] = Field(min_length=1)
    speaks_to: tuple[str, ...] = Field(min_length=1)
    own_views: tuple[str, ...] = Field(min_length=1)
    joins: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Cues:
    """Each list as one pattern; `about` stays apart, because every one of them that is found counts."""

    asking: re.Pattern[str]
    genre: re.Pattern[str]
    about: tuple[re.Pattern[str], ...]
    stance: re.Pattern[str]
    leads: re.Pattern[str]
    tails: tuple[re.Pattern[str], ...]
    speech: re.Pattern[str]
    writing: re.Pattern[str]
    beyond_words: re.Pattern[str]
    leans_back: re.Pattern[str]
    names_again: re.Pattern[str]
    speaks_to: re.Pattern[str]
    own_views: re.Pattern[str]
    joins: re.Pattern[str]


@cache
def load_cues() -> Cues:
    """The cues, read once. Raises `FaultyData` when the file is not as it should be."""
    lists, _ = read_record(FILE, CueLists)
    return Cues(
        asking=any_of(lists.asking),
        genre=any_of(lists.genre),
        about=tuple(map(compile_pattern, lists.about)),
        stance=any_of(lists.stance),
        leads=any_of(lists.leads),
        tails=tuple(map(compile_pattern, lists.tails)),
        speech=any_of(lists.speech),
        writing=any_of(lists.writing),
        beyond_words=any_of(lists.beyond_words),
        leans_back=any_of(lists.leans_back),
        names_again=any_of(lists.names_again),
        speaks_to=any_of(lists.speaks_to),
        own_views=any_of(lists.own_views),
        joins=any_of(lists.joins),
    )
