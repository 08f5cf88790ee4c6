"""How is the desk put together, for a process that opens it?"""

from __future__ import annotations

from datetime import timedelta

from assistant.answering.answerer import Answerer
from assistant.answering.together import Together
from assistant.desk.desk import Desk
from assistant.desk.likeness import Shelf
from assistant.desk.notices import load_notices
from assistant.desk.rereading import OfficeFile
from assistant.desk.settings import DeskSettings
from assistant.escalation.offices import Offices, default_offices
from assistant.storage.database import Database
from index.search import Searcher


def open_desk(
    database: Database,
    answerer: Answerer,
    settings: DeskSettings | None = None,
    keep: timedelta = timedelta(days=365),
    offices: Offices | None = None,
    office_file: OfficeFile | None = None,
) -> Desk:
    """The desk with what it works with. `keep`: how long texts stay. Raises `FaultyData` for faults in its notices."""
    tools = answerer.tools
    # A language model is asked for each question on its own: a batch of them would wait for the slowest.
    answering = Together(answerer.answer_screened) if tools.quick_reader is None else answerer
    return Desk(
        database,
        answering,
        tools.screener,
        load_notices(tools.rulebook),
        frozenset(tools.rulebook.facts),
        settings or DeskSettings(),
        keep=keep,
        offices=offices or default_offices(""),
        office_file=office_file,
        shelf=Shelf(tools.library, tools.search.encoder if isinstance(tools.search, Searcher) else None),
        explaining=answerer,
    )
