"""What is shown of what followed from an arrival, as things stand by now, where, and what has to be put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.records import Act, Arrival, Asked, AskedState, Response, Shown
from assistant.storage import arrivals, asking, channels
from assistant.storage.arrivals import Followed

SPEAKING = frozenset({Act.POST, Act.REPLACE, Act.SHARE, Act.COPY})
"""What is not shown any more once the assistant is switched off, even if it was decided before."""

POSTING = SPEAKING | {Act.REFRESH}
"""What is posted under the key of the arrival, or may be: an answer to be shown again that is gone is posted anew."""


def build_response(connection: Connection, arrival: Arrival, followed: Followed) -> Response | None:
    """
    What is to be shown now of what followed from an arrival.

    A question that was replaced or removed since then is not shown any more; whatever did that shows what stands now.
    """
    if followed.act is None:
        return None
    if followed.act in SPEAKING and not channels.read_switch(connection, arrival.place.workspace).is_on:
        return _taken_back(connection, arrival, followed)
    if followed.act is Act.TELL:
        return Response(
            arrival.key,
            Act.TELL,
            arrival.person,
            arrival.place_to_whisper,
            note=followed.note,
            values=dict(followed.values),
        )
    question = asking.find_question(connection, followed.asked) if followed.asked is not None else None
    if question is None:
        return None
    line = lineage(connection, question)
    if followed.act is Act.REMOVE:
        everywhere = tuple(dict.fromkeys(place for each in line for place in each.shown))
        question = replace(question, shown=everywhere)
    elif question.state is not AskedState.ANSWERED:
        return None
    replaced = None
    if followed.act is Act.REPLACE:
        # The nearest one that people see: the one before may never have been shown.
        before = line[1:]
        replaced = next((each for each in before if each.shown), before[0] if before else None)
    return Response(
        arrival.key, followed.act, question.person, question.place, question, replaced, followed.note,
        dict(followed.values),
    )  # fmt: skip


def _taken_back(connection: Connection, arrival: Arrival, followed: Followed) -> Response | None:
    """Where the new answer is not shown any more: the one before it goes all the same."""
    question = asking.find_question(connection, followed.asked) if followed.asked is not None else None
    if question is None or followed.act is not Act.REPLACE:
        return None
    before = next((each for each in lineage(connection, question)[1:] if each.shown), None)
    return Response(arrival.key, Act.STRIKE, before.person, before.place, before) if before else None


def lineage(connection: Connection, question: Asked) -> tuple[Asked, ...]:
    """The question and those it replaced, newest first."""
    line = [question]
    while line[-1].replaces is not None:
        before = asking.find_question(connection, line[-1].replaces)
        if before is None:
            break
        line.append(before)
    return tuple(line)


def find_overtaken(connection: Connection, key: str) -> Response | None:
    """
    What has to be put right when a question was replaced or removed in the moment in which its answer was being shown,
    or was changed into what is not answered.

    The answer that took its place is not shown here: whoever gave it does that. None: what is shown for this arrival
    still stands.
    """
    followed = arrivals.what_followed(connection, key)
    if followed is None or followed.asked is None or followed.act is Act.REMOVE:
        return None
    question = asking.find_question(connection, followed.asked)
    if question is None or not question.shown:
        return None
    place = question.place
    if question.state in asking.LIVE:
        is_struck = question.is_outdated and followed.act in SPEAKING
        return Response(key, Act.RENEW, question.person, place, question) if is_struck else None
    newest = asking.question_at(connection, place.workspace, place.channel, question.message)
    return Response(key, Act.REMOVE if newest is None else Act.STRIKE, question.person, place, question)


def find_unkept(connection: Connection, key: str) -> Asked | None:
    """
    The question whose answer an earlier try of this arrival may have shown without keeping where.

    To be asked when there is nothing to show any more: whoever shows it anew looks for it by itself. None: there was
    no earlier try, or it showed nothing of its own.
    """
    followed = arrivals.what_followed(connection, key)
    if followed is None or followed.asked is None or followed.act not in POSTING:
        return None
    return asking.find_question(connection, followed.asked) if was_tried_before(connection, key) else None


def was_tried_before(connection: Connection, key: str) -> bool:
    """Did somebody work on this arrival who did not come to its end?"""
    progress = arrivals.find_progress(connection, key)
    return progress is not None and progress.turn > 1


def record_shown(connection: Connection, followed: Followed | None, shown: Sequence[Shown], at: datetime) -> None:
    """Keep where the answer that followed from an arrival stands now."""
    if followed is None or followed.asked is None:
        return
    if followed.act is Act.REMOVE:
        question = asking.find_question(connection, followed.asked)
        for each in lineage(connection, question) if question else ():
            asking.end_shown(connection, each.id, at)
    else:
        asking.add_shown(connection, followed.asked, shown, at)
