"""What does an error word of Slack mean for an administrator, and what is to be done?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from corpus.strict_yaml import Faults, StrictModel, read_rows

FILE = Path(__file__).with_name("troubles.yaml")

UNKNOWN = "Look the word up on the page of the method under https://docs.slack.dev/reference/methods"


class Trouble(StrictModel):
    """One error word."""

    word: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    means: str
    remedy: str = Field(alias="do")


@cache
def read_troubles(file: Path = FILE) -> Mapping[str, Trouble]:
    """The words we know, by word. Raises `FaultyData` with every fault of the file."""
    faults = Faults()
    found: dict[str, Trouble] = {}
    for row, place in read_rows(file, Trouble, key="troubles", faults=faults):
        if row.word in found:
            faults.add(place, f"{row.word} stands here twice")
        found[row.word] = row
    faults.raise_if_any()
    return found


def write_table() -> str:
    """The table of the guide."""
    lines = ["| word | what it means | what to do |", "| --- | --- | --- |"]
    lines += [f"| `{row.word}` | {row.means} | {row.remedy} |" for row in read_troubles().values()]
    return "\n".join(lines) + "\n"
