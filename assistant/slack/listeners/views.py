"""Forms that were sent: taken in already, but for what is noted at once."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext

from assistant.desk.audience import is_for
from assistant.desk.desk import QuestionNotHeld
from assistant.desk.notices import Notice
from assistant.desk.records import Asked, AskedState, Place
from assistant.escalation.records import WAITING
from assistant.slack.blocks import actions
from assistant.slack.blocks.filled_in import read_not_helpful
from assistant.slack.blocks.home import read_channel_form
from assistant.slack.blocks.notices import button_old_message, dispute_message, thanks_message
from assistant.slack.kit import Kit, field_of, us_of
from assistant.slack.reception import outcome_of

log = logging.getLogger(__name__)

WRONG = frozenset({"wrong", "misread"})
"""Of `forms.WHAT_WAS_WRONG`: what disputes the answer, beside what only did not help."""

TAKEN_IN = (
    actions.ASK_FORM, actions.CORRECTION_FORM, actions.HAND_OVER_FORM, actions.SHARE_FORM, actions.REPLY_FORM,
    actions.STILL_FORM,
)  # fmt: skip


def register(app: App, kit: Kit) -> None:
    """Listen to forms being sent."""

    def sent(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        outcome, field = outcome_of(context), field_of(view)
        if outcome.is_unfit and field:
            ack(response_action="errors", errors={field: outcome.says})
            return
        ack()
        kit.afterwards.do(body, lambda: kit.say(outcome))

    for form in TAKEN_IN:
        app.view(form)(sent)

    @app.view(actions.CHANNEL_FORM)
    def channel_set(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        """Administrators alone: what the form carries is no proof."""
        ack()
        kit.afterwards.do(body, lambda: set_channel(view, body, context))

    def set_channel(view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace, person = us_of(context).workspace, str(body["user"]["id"])
        place, key = Place(workspace, "", None, is_direct=True), f"channel:{view['id']}"
        try:
            channel = actions.read_channel(view.get("private_metadata"))
            if kit.is_admin(place, person, key):
                mode = read_channel_form((view.get("state") or {}).get("values") or {})
                kit.desk.set_mode(workspace, channel, mode, person)
        except actions.ButtonTooOld:
            kit.tell(place, person, button_old_message(kit.words(workspace, person)), key)
            return
        kit.homes.refresh(workspace, person)

    @app.view(actions.NOT_HELPFUL_FORM)
    def not_helpful(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace, person = us_of(context).workspace, str(body["user"]["id"])
        place = Place(workspace, "", None, is_direct=True)
        follow = partial(kit.afterwards.do, body)

        def refuse(why: Notice) -> None:
            key = f"feedback:{view['id']}"
            follow(lambda: kit.tell(place, person, kit.notice(why, workspace, person), key))

        def thank() -> None:
            kept, words = kit.desk.asked(asked), kit.words(workspace, person)
            is_disputed = bool(WRONG & set(found.reasons)) and kept is not None and may_hand_over(kept, person)
            message = dispute_message(asked, words) if is_disputed else thanks_message(words)
            kit.tell(place, person, message, f"thanks:{view['id']}")

        try:
            asked = actions.read_value(view.get("private_metadata")).asked
        except actions.ButtonTooOld:
            ack()
            follow(
                lambda: kit.tell(place, person, button_old_message(kit.words(workspace, person)), f"old:{view['id']}")
            )
            return
        if (refusal := _why_not_rated(kit.desk.asked(asked), workspace, person)) is not None:
            ack()
            refuse(refusal)
            return
        found = read_not_helpful((view.get("state") or {}).get("values") or {})
        reason = "; ".join((*found.reasons, *((found.more,) if found.more else ())))
        try:
            kit.desk.feedback(asked, person, False, reason)
        except QuestionNotHeld:
            ack()
            refuse(Notice.UNKNOWN_QUESTION)
            return
        ack()
        follow(thank)


def may_hand_over(asked: Asked, person: str) -> bool:
    """Is it theirs, as it stands, and does it not wait for office management already?"""
    hand_off = asked.hand_off
    waits = hand_off is not None and hand_off.state in WAITING
    return asked.person == person and asked.state is AskedState.ANSWERED and not asked.is_outdated and not waits


def _why_not_rated(asked: Asked | None, workspace: str, person: str) -> Notice | None:
    """What a form carries is no proof: only who sees an answer that still stands may rate it. None: they may."""
    if asked is None or asked.place.workspace != workspace or not asked.text:
        return Notice.UNKNOWN_QUESTION
    return None if is_for(asked, person) else Notice.NOT_YOURS
