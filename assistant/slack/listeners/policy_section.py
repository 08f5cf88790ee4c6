"""The policy section, or an administrator, looks at the figures of the last days."""

from __future__ import annotations

import logging

from slack_bolt import App

from assistant.reporting.records import last_days
from assistant.reporting.report import make_report
from assistant.slack.blocks import actions
from assistant.slack.blocks.policy_section import report_told, report_view
from assistant.slack.kit import Kit
from assistant.slack.listeners.press import Press, listen

log = logging.getLogger(__name__)

DAYS = 90


def register(app: App, kit: Kit) -> None:
    """Listen to the button in Home."""
    listen(app, kit, actions.HOME_REPORT, show_report)


def show_report(press: Press) -> None:
    """
    Count what happened in the workspace of the press, and show it; anybody else is told whose it is.

    Opened before it is counted: a trigger is good for 3 s, and years of questions may take longer.
    """
    kit, workspace, person = press.kit, press.place.workspace, press.person
    words = kit.words(workspace, person)
    # Home may be old, or the press forged: who may is found out anew.
    if person not in kit.desk.offices.policy_section and not kit.people.is_admin(workspace, person, anew=True):
        kit.tell(press.place, person, words("not-policy-section"), press.key)
        return
    opened = press.open(report_told(words("report-counting"), words))
    if not opened:
        return
    desk, look, now = kit.desk, kit.look, kit.desk.clock()
    period = last_days(DAYS, now, desk.offices.fallback.hours.zone)
    try:
        with desk.database.reading() as connection:
            report = make_report(
                connection, period, look.library, look.rulebook, desk.offices, now, workspace=workspace
            )
        view = report_view(report, look, words.language)
    except Exception as trouble:  # whatever it was: nobody is left with a window that says it is being counted
        log.warning("slack: the report could not be counted (%s)", type(trouble).__name__)
        view = report_told(words("report-failed"), words)
    kit.change(workspace, opened, view)
