"""What is taken out of a question when its texts have to go?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from assistant.storage.answers import ANSWER_FORMAT, blank_answer, pack_answer, read_answer
from assistant.storage.tables import asked, feedback


def blank_question(connection: Connection, id: int, at: datetime) -> None:
    """
    Take every text of people out of a question and of what was said of it.

    Who asked, where and when stays, with the verdict and the clauses; nobody can read any more what it was about.
    """
    row = connection.execute(select(asked.c.answer, asked.c.answer_format).where(asked.c.id == id)).one()
    answer = None if row.answer is None else pack_answer(blank_answer(read_answer(row.answer, row.answer_format)))
    connection.execute(
        update(asked)
        .where(asked.c.id == id)
        .values(
            text="",
            earlier=[],
            settled={},
            answer=answer,
            answer_format=None if answer is None else ANSWER_FORMAT,
            blanked_at=at,
        )
    )
    connection.execute(update(feedback).where(feedback.c.asked == id).values(reason=""))
