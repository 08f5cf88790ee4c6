"""A process that works on arrivals with Slack's own surface, against a stand-in, and kills itself where a test says."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.desk.desk import Desk
from assistant.desk.handling import Handling
from assistant.desk.notices import load_notices
from assistant.desk.records import Act, Card, Deed, Response, Shown
from assistant.desk.settings import DeskSettings
from assistant.desk.work import Work
from assistant.escalation.records import Letter
from assistant.slack.addresses import Addresses
from assistant.slack.blocks.records import Look
from assistant.slack.fresh import Fresh
from assistant.slack.home import Homes
from assistant.slack.installing import connect_workspace
from assistant.slack.letters import Letters
from assistant.slack.managers import Managers, offices_in
from assistant.slack.posting import Posting
from assistant.slack.profile import People
from assistant.slack.settings import SlackSettings
from assistant.slack.showing import Showing
from assistant.storage.database import open_database
from tests.desk_process import LEASE, Dying, die, is_done, now
from tests.quick_desk import deed, quick_desk
from tests.shipped import shipped_library, shipped_rulebook

# Read once, where processes are forked from.
LOOK = Look(shipped_rulebook(), shipped_library())
NOTICES = load_notices(shipped_rulebook())

PLACES_TO_DIE = (
    "before show", "in show", "after show", "after settle", "before put_right", "in strike", "after put_right",
)  # fmt: skip
"""From the first call of Slack on; before it nothing of this differs from another surface."""
OVERTAKEN = frozenset({"before put_right", "in strike", "after put_right"})
"""Where an edit overtakes the answer while it is posted: else nobody comes there."""
DEATHS_OF = {"in show": Act.POST, "in strike": Act.STRIKE, "in share": Act.SHARE, "in copy": Act.COPY}
"""Where a process dies that has just shown this."""


@dataclass(slots=True)
class MortalShowing:
    """Slack's surface, with a death after it showed something."""

    showing: Showing
    dies: str
    on_post: Callable[[Response], None]

    def __getattr__(self, name: str) -> object:
        return getattr(self.showing, name)

    def show_card(self, card: Card) -> Shown:
        shown = self.showing.show_card(card)
        if self.dies == "in card":
            die()
        return shown

    def show_letter(self, letter: Letter) -> Shown:
        shown = self.showing.show_letter(letter)
        if self.dies == "in letter":
            die()
        return shown

    def show(self, response: Response) -> Sequence[Shown]:
        if self.dies == "after card":
            die()
        shown = self.showing.show(response)
        if response.act is Act.POST:
            self.on_post(response)
        if DEATHS_OF.get(self.dies) is response.act:
            die()
        return shown


def edit_elsewhere(desk: Desk, showing: Showing, response: Response) -> None:
    """What another replica does with an edit of the question that is being shown."""
    assert response.asked is not None
    key, person = f"edit of {response.key}", response.person
    place, message = response.place, response.asked.message
    desk.receive(deed(Deed.EDITED, key=key, person=person, message=message, text="barred?", at=now(), place=place))
    edited = desk.respond(key)
    assert edited is not None
    desk.settle(key, showing.show(edited))


def work_in_slack(url: str, slack: dict[str, str], dies: str = "") -> None:
    """Work until nothing is left that can be claimed, or until the death that is asked for."""
    settings = SlackSettings(**slack)  # type: ignore[arg-type]
    database, clients = open_database(url), connect_workspace(settings)
    desk = quick_desk(database, NOTICES, clock=now, settings=DeskSettings(workers=4, sweep_seconds=0.3))
    look = replace(LOOK, offices_now=lambda: desk.offices)
    people, posting = People(clients, may_guests_ask=False), Posting(clients)
    managers = Managers(clients, lambda workspace: offices_in(desk, workspace))
    publishers = ThreadPoolExecutor(2)
    homes = Homes(desk, clients, people, look, managers, publishers)
    letters = Letters(desk, posting, look, people, lambda *who: managers.offices_of(*who).offices)
    showing = Showing(posting, look, desk.notices, people, Addresses(), Fresh(), homes, letters)

    def overtake(response: Response) -> None:
        if dies in OVERTAKEN:
            edit_elsewhere(desk, showing, response)

    surface = MortalShowing(showing, dies, overtake)
    work = Work(desk, surface, lease=LEASE)  # type: ignore[arg-type]
    work.handling = Dying(Handling(desk, surface), dies)  # type: ignore[assignment, arg-type]
    work.start()
    until = time.monotonic() + 60
    while not is_done(desk) and time.monotonic() < until:
        time.sleep(0.1)
    work.close()
    publishers.shutdown()
    clients.close()
    database.close()
    sys.exit(0 if time.monotonic() < until else 3)
