"""Which sentences does the desk say that are no part of an answer, in the language of whoever reads them?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from pydantic import Field

from assistant.escalation.moves import Refused
from corpus.rulebook import Rulebook
from corpus.strict_yaml import Faults, Place, StrictModel, read_rows

NOTICES_FILE = Path(__file__).with_name("notices.yaml")

ENGLISH, SPANISH = "en", "es"


class Notice(StrEnum):
    """The sentences, by name. A `Response` names one in `note`."""

    SWITCHED_OFF = "switched-off"
    OFF_HERE = "off-here"
    NOT_ALLOWED_HERE = "not-allowed-here"
    TOO_MANY = "too-many"
    """Gap: `minutes`."""
    STRANGER = "stranger"
    HIDDEN_IN_PRIVATE = "hidden-in-private"
    ADDED_IN_PRIVATE = "added-in-private"
    THREAD_IN_PRIVATE = "thread-in-private"
    CHANNEL_IN_PRIVATE = "channel-in-private"
    UNANSWERED = "unanswered"
    NOT_SHOWN = "not-shown"
    NOT_HANDED_OVER = "not-handed-over"
    HANDED_OVER_UNSEEN = "handed-over-unseen"
    HANDED_OVER_SEEN = "handed-over-seen"
    NOT_DONE = "not-done"
    NOT_YOURS = "not-yours"
    SUPERSEDED = "superseded"
    CHANGED_SINCE = "changed-since"
    """Gap: `minutes`."""
    CHANGED_WHILE_OFF = "changed-while-off"
    CHANGED_OFF_HERE = "changed-off-here"
    CHANGED_UNANSWERED = "changed-unanswered"
    CHANGE_UNREAD = "change-unread"
    GONE = "gone"
    UNKNOWN_QUESTION = "unknown-question"
    NOT_ANSWERED_YET = "not-answered-yet"
    NO_SUCH_CHOICE = "no-such-choice"
    NOTHING_CORRECTED = "nothing-corrected"
    NOTHING_HANDED_OVER = "nothing-handed-over"
    PRIVATE_NOT_SHARED = "private-not-shared"
    CHANNEL_NOT_SHARED = "channel-not-shared"
    SHARED_ALREADY = "shared-already"
    NOT_IN_CHANNEL = "not-in-channel"
    CHANNEL_ARCHIVED = "channel-archived"
    NOT_SHARED = "not-shared"
    NOT_A_MANAGER = "not-a-manager"
    NOT_THE_ASKER = "not-the-asker"
    HELD_BY_ANOTHER = "held-by-another"
    """Gap: `holder`, the id of a person, whom the surface names its own way."""
    NOT_HELD = "not-held"
    NOT_NOW = "not-now"
    OWN_QUESTION = "own-question"
    CHANGED = "changed"
    REPLY_SENT = "reply-sent"
    """Gap: `number`, that of the hand-off."""
    OFFICE_REMEMBERED = "office-remembered"
    QUESTION_REOPENED = "question-reopened"
    """Gap: `number`."""
    NAME_ADDED = "name-added"
    """Gap: `number`."""
    APPROVED_STAYS = "approved-stays"
    """Gap: `number`."""
    PRECEDENT_PROPOSED = "precedent-proposed"
    PRECEDENT_PUBLISHED = "precedent-published"
    PRECEDENT_DECLINED = "precedent-declined"
    PRECEDENT_LAID_DOWN = "precedent-laid-down"
    PRECEDENT_SECOND = "precedent-second"
    PRECEDENT_NOT_NOW = "precedent-not-now"
    PRECEDENT_CLAUSE_GONE = "precedent-clause-gone"
    PRECEDENT_NOTHING_TOLD = "precedent-nothing-told"


HOLDER = "holder"
"""The gap that takes a person."""

REFUSALS = MappingProxyType({refused: Notice(refused.value) for refused in Refused})
"""What is said where a move is not made."""


GAPS = MappingProxyType({
    Notice.TOO_MANY: frozenset({"minutes"}),
    Notice.CHANGED_SINCE: frozenset({"minutes"}),
    Notice.HELD_BY_ANOTHER: frozenset({HOLDER}),
    Notice.REPLY_SENT: frozenset({"number"}),
    Notice.QUESTION_REOPENED: frozenset({"number"}),
    Notice.NAME_ADDED: frozenset({"number"}),
    Notice.APPROVED_STAYS: frozenset({"number"}),
})  # fmt: skip
"""What has to be filled in; a sentence that is not named here has no gap."""


class NoticeRow(StrictModel):
    """A row of `notices.yaml`: one sentence in every language that is spoken."""

    id: Notice
    en: str = Field(min_length=1)
    es: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Notices:
    """All sentences, checked."""

    sentences: Mapping[str, Mapping[Notice, str]]
    """By language, then by name."""

    def say(
        self, notice: Notice | str, language: str = ENGLISH, values: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """
        The sentence with its gaps filled, in English where the language is not spoken.

        Raises ValueError for an unknown name and KeyError for a gap without its value.
        """
        spoken = self.sentences.get(language, self.sentences[ENGLISH])
        return spoken[Notice(notice)].format_map(values)


def load_notices(rulebook: Rulebook, path: Path = NOTICES_FILE) -> Notices:
    """
    Read the sentences and check them.

    Raises `FaultyData` that lists every fault with its line: an unknown key or name, a name that is missing or there
    twice, a gap that is not filled in, words that grant a permission.
    """
    faults = Faults()
    said: dict[str, dict[Notice, str]] = {ENGLISH: {}, SPANISH: {}}
    rows = read_rows(path, NoticeRow, "notices", faults)
    for row, place in rows:
        if row.id in said[ENGLISH]:
            faults.add(place, f"the notice {row.id.value!r} is there twice")
        for language, sentence in ((ENGLISH, row.en), (SPANISH, row.es)):
            said[language][row.id] = sentence
            wanted = GAPS.get(row.id, frozenset())
            if _gaps(sentence) != wanted:
                faults.add(place.of(language), f"the gaps of {row.id.value!r} must be: {_listed(wanted)}")
            for forbidden in (*rulebook.wording.never, *rulebook.spoken(language).wording.never):
                if re.search(forbidden.pattern, sentence, re.IGNORECASE):
                    faults.add(place.of(language), f"the sentence {forbidden.why}")
    faults.raise_if_any()
    if missing := [notice.value for notice in Notice if notice not in said[ENGLISH]]:
        faults.add(Place(str(path), 0), f"no sentence for: {', '.join(missing)}")
    faults.raise_if_any()
    return Notices(MappingProxyType({language: MappingProxyType(sentences) for language, sentences in said.items()}))


def _gaps(sentence: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)
    except ValueError:  # a single brace
        return frozenset({"{"})


def _listed(gaps: frozenset[str]) -> str:
    return ", ".join(f"{{{gap}}}" for gap in sorted(gaps)) or "none"
