"""Which office did somebody say that they belong to?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from assistant.storage.events import Event, What, tell
from assistant.storage.inserting import insert_over
from assistant.storage.tables import office_choices


def read_choice(connection: Connection, workspace: str, person: str) -> str:
    """The id of the office that a person chose; "" for none."""
    own = (office_choices.c.workspace == workspace, office_choices.c.person == person)
    found: str | None = connection.execute(select(office_choices.c.office).where(*own)).scalar_one_or_none()
    return found or ""


def choose_office(connection: Connection, workspace: str, person: str, office: str, at: datetime) -> None:
    """Remember the office that somebody chose; the last choice counts."""
    insert_over(
        connection,
        office_choices,
        {"workspace": workspace, "person": person, "office": office, "chosen_at": at},
    )
    tell(connection, Event(What.OFFICE_CHOSEN, at, workspace, person, data={"office": office}))
