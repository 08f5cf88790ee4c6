"""What did a manager fill in? The forms of `management_forms`, read from what Slack sends back."""

from __future__ import annotations

from dataclasses import replace

from assistant.escalation.records import Filled
from assistant.slack.blocks import management_forms as forms
from assistant.slack.blocks.filled_in import Values, chosen, picked, written
from assistant.slack.blocks.ruling_draft import VERDICTS


def read_ruling(values: Values) -> Filled:
    """A manager's answer, not screened yet. Its verdict is None, its text empty where nothing was chosen or written."""
    verdict = chosen(values, forms.VERDICT)
    return Filled(
        text=written(values, forms.TEXT),
        verdict=next((each for each in VERDICTS if each.value == verdict), None),
        clauses=picked(values, forms.CLAUSES)[: forms.MOST_CLAUSES],
        note=written(values, forms.NOTE),
        may_be_precedent=forms.PRECEDENT in picked(values, forms.MORE),
        is_named=chosen(values, forms.SIGN) != forms.WITH_OFFICE,
    )


def read_ask_back(values: Values) -> Filled:
    """What the asker is asked, not screened yet."""
    return Filled(text=written(values, forms.TEXT))


def read_reassign(values: Values) -> Filled:
    """Whom it is given to; "" where nobody was chosen."""
    person = values.get(forms.TO, {}).get(forms.TO, {}).get("selected_user")
    return Filled(to=person if isinstance(person, str) else chosen(values, forms.TO) or "")


def read_pass_on(values: Values) -> Filled:
    """Which office it is passed on to, and why; not screened yet."""
    return Filled(to=chosen(values, forms.TO) or "", note=written(values, forms.WHY))


def at_version(filled: Filled, version: int | None) -> Filled:
    """The same, with the version of the hand-off that the form was opened on."""
    return replace(filled, version=version)
