"""What does the check have to say of one thing?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.troubles import UNKNOWN, read_troubles


class Level(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    NOTE = "note"
    """It works; an administrator may want to know."""
    MEND = "MEND"
    """Something must be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. `remedy` says what to do; nothing a person wrote and no secret is in it."""

    level: Level
    about: str
    says: str
    remedy: str = ""

    def line(self) -> str:
        """As it is printed: the level in words, the thing, what is so, and below it what to do."""
        first = f"{self.level:<4}  {self.about}: {self.says}"
        return f"{first}\n      -> {self.remedy}" if self.remedy else first


def refused(about: str, trouble: SurfaceBusy | SurfaceDown | SurfaceRefused) -> Finding:
    """What Slack refused, or why it could not be asked, with what to do."""
    if isinstance(trouble, SurfaceRefused):
        known = read_troubles().get(trouble.reason)
        means, remedy = (known.means, known.remedy) if known else ("Slack refused it.", UNKNOWN)
        return Finding(Level.MEND, about, f"{trouble.reason}. {means}", remedy)
    if isinstance(trouble, SurfaceBusy):
        return Finding(Level.NOTE, about, f"Slack {trouble}", "Run the check again later.")
    remedy = "See that this machine may reach the address of SLACK_API_URL over https (firewall, proxy, DNS)."
    return Finding(Level.MEND, about, f"Slack could not be reached ({trouble})", remedy)
