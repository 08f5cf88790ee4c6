"""
On which days is an office closed? The public holidays of its country and state, less some, plus some of its own.

Which days are public holidays is the business of the library `holidays` (docs/decisions/0016-holidays.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays

OBSERVED = " (observed)"
"""What the library adds to the name of a holiday that is kept on another day."""


class CountryUnknown(Exception):
    """The library has no holidays of that country or state."""


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """
    `country` and `state` by their codes ("US", "CA"); country "" for no public holidays at all.

    `without` are names of public holidays that the office works on; `also` are days of its own, with their names.
    """

    country: str = ""
    state: str = ""
    without: frozenset[str] = frozenset()
    also: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    def closed_for(self, day: date) -> str:
        """The name of what the office is closed for on that day, in English; "" when for nothing."""
        if day in self.also:
            return self.also[day]
        if not self.country:
            return ""
        kept = (name for name in public_holidays(self.country, self.state, day.year).get(day, ()))
        return next((name for name in kept if name.removesuffix(OBSERVED) not in self.without), "")

    def __hash__(self) -> int:
        return hash((self.country, self.state, self.without, tuple(sorted(self.also.items()))))


@cache
def public_holidays(country: str, state: str, year: int) -> Mapping[date, tuple[str, ...]]:
    """The public holidays of a year with their English names. Raises `CountryUnknown`."""
    try:
        found = holidays.country_holidays(country, subdiv=state or None, years=year, language="en_US", expand=False)
    except NotImplementedError as problem:
        raise CountryUnknown(f"no holidays are known of {country!r} {state!r}".replace(" ''", "")) from problem
    # One that falls on the day of another is told in the same name, with a semicolon between.
    return MappingProxyType({day: tuple(name.split("; ")) for day, name in found.items() if day.year == year})


def holiday_names(country: str, state: str, year: int) -> frozenset[str]:
    """The names by which `without` may name them. Raises `CountryUnknown`."""
    kept = public_holidays(country, state, year).values()
    return frozenset(name.removesuffix(OBSERVED) for names in kept for name in names)
