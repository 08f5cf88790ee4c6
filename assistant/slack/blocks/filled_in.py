"""What did somebody fill in? The forms of `forms`, read from what Slack sends back, whatever release drew them.

A field that is missing, because the form was opened before an update, counts as left empty
(https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.slack.blocks import forms
from assistant.slack.wording import Words
from corpus.facts import Fact

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view.state.values`: field -> element -> what was filled in."""


@dataclass(frozen=True, slots=True)
class AskForm:
    """What somebody asks in the form. `platform` and `account` are among those of `forms`, or None."""

    question: str
    draft: str = ""
    platform: str | None = None
    account: str | None = None

    def text(self, words: Words) -> str:
        """The question in one text, as it would be written in a message."""
        parts = [self.question]
        if self.platform:
            parts.append(words("asked-platform", platform=words(f"platform-{self.platform}")))
        if self.account:
            parts.append(words("asked-account", account=words(f"account-{self.account}")))
        if self.draft:
            fenced = self.draft.replace("```", "'''")
            parts.append(f"{words('asked-draft')}\n```\n{fenced}\n```")
        return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is so instead (None: not known), and what was missed. Facts that were understood rightly are left out."""

    facts: dict[str, bool | None] = field(default_factory=dict)
    missed: str = ""

    @property
    def is_empty(self) -> bool:
        """Was nothing corrected at all?"""
        return not self.facts and not self.missed


@dataclass(frozen=True, slots=True)
class NotHelpful:
    """Why an answer did not help: among `forms.WHAT_WAS_WRONG`, and free words that are not screened yet."""

    reasons: tuple[str, ...] = ()
    more: str = ""


def read_ask_form(values: Values) -> AskForm:
    """The question. Its text is empty where nothing was written."""
    return AskForm(
        written(values, forms.QUESTION),
        written(values, forms.DRAFT),
        _among(forms.PLATFORMS, chosen(values, forms.PLATFORM)),
        _among(forms.ACCOUNTS, chosen(values, forms.ACCOUNT)),
    )


def read_correction(values: Values, understood: Mapping[str, bool], known: Mapping[str, Fact]) -> Correction:
    """
    What was corrected. `understood` holds the value of each fact that the form showed.

    A fact that can only be so or not stated (`Fact.not_so` is None) is taken back when it is said to be not so.
    """
    facts: dict[str, bool | None] = {}
    for name, value in understood.items():
        match chosen(values, forms.FACT + name):
            case forms.NOT_SO:
                facts[name] = True if not value else False if name in known and known[name].not_so else None
            case forms.UNKNOWN:
                facts[name] = None
    return Correction(facts, written(values, forms.MISSED))


def read_not_helpful(values: Values) -> NotHelpful:
    """Why an answer did not help."""
    given = set(picked(values, forms.REASONS))
    return NotHelpful(tuple(name for name in forms.WHAT_WAS_WRONG if name in given), written(values, forms.MORE))


def written(values: Values, name: str) -> str:
    """What was written into that field, without the blanks around it."""
    value = values.get(name, {}).get(name, {}).get("value")
    return value.strip() if isinstance(value, str) else ""


def chosen(values: Values, name: str) -> str | None:
    """The value of what was chosen in that field; None for nothing."""
    option = values.get(name, {}).get(name, {}).get("selected_option") or {}
    value = option.get("value")
    return value if isinstance(value, str) else None


def picked(values: Values, name: str) -> tuple[str, ...]:
    """The values of all that was ticked or picked in that field."""
    options = values.get(name, {}).get(name, {}).get("selected_options") or ()
    return tuple(str(each.get("value")) for each in options)


def _among(known: tuple[str, ...], value: str | None) -> str | None:
    return value if value in known else None
