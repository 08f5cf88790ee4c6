"""What of a question do those see to whom it was handed over? What its asker approved, whatever they write later."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from assistant.desk.records import Asked, HandOff
from assistant.storage.asking import find_question
from assistant.storage.hand_offs import hand_offs_of


def as_approved(connection: Connection, question: Asked, hand_off: HandOff) -> Asked:
    """
    The question with what was approved of it, where its asker cut it and changed their message since; else as it is.

    What the assistant understood and answered is that of the message as it was then: its asker saw that in the form.
    """
    if hand_off.approved is None:
        return question
    then = find_question(connection, hand_off.approved)
    if then is None:
        return replace(question, text=hand_off.text, answer=None, error="", earlier=())
    return replace(
        question, text=hand_off.text, answer=then.answer, error=then.error, earlier=then.earlier,
        hidden=tuple(dict.fromkeys((*then.hidden, *question.hidden))),
    )  # fmt: skip


def was_cut(connection: Connection, question: Asked | None) -> bool:
    """Did its asker ever hand it over in other words than those of their message, before their latest changes too?"""
    while question is not None:
        if any(each.text for each in hand_offs_of(connection, [question.id])):
            return True
        question = None if question.replaces is None else find_question(connection, question.replaces)
    return False
