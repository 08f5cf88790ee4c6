"""What must a surface be able to do for the desk? Slack is one; a test's is another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.desk.records import Arrival, Asked, Card, Response, Shown
from assistant.escalation.records import Letter


class SurfaceBusy(Exception):
    """The surface asks to wait: try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:.0f} s")
        self.seconds = seconds


class SurfaceDown(Exception):
    """The surface cannot be reached, or failed on its side: try again later."""


class SurfaceRefused(Exception):
    """The surface refuses for good (`channel_not_found`, `token_revoked`, ...). `reason` is its word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Surface(Protocol):
    """Shows people what the desk decided. Everything may be called again with the same arguments and shows it once."""

    def begin(self, arrival: Arrival) -> None:
        """Let the asker see that it is being worked on. Never raises: a status is a courtesy."""
        ...

    def take_longer(self, arrival: Arrival) -> None:
        """Tell the asker that it takes longer than usual. Never raises."""
        ...

    def show_card(self, card: Card) -> Shown:
        """
        Show an office a hand-off, or put what stands now in place of what stood; returns where it stands.

        One that stands (`card.shown`) in another channel than `card.channel` is taken from there.

        Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`; refused: they cannot see it.
        """
        ...

    def show_letter(self, letter: Letter) -> Shown:
        """
        Write to whom it is for what stands now, once: it is looked for by its key; returns where it stands.

        Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`; refused: it cannot be delivered, and that is told.
        """
        ...

    def find(self, key: str, asked: Asked) -> Sequence[Shown]:
        """
        Where an answer to the question stands that was shown under that key; nothing where it was not, or may pass.

        Raises `SurfaceBusy` or `SurfaceDown`.
        """
        ...

    def show(self, response: Response) -> Sequence[Shown]:
        """
        Show it; returns where it stands now.

        Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`.
        """
        ...
