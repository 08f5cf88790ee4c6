"""One of each kind of sentence around the answers."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering.screening import PrivateKind
from assistant.desk.notices import Notice, load_notices
from assistant.slack.blocks import notices
from assistant.slack.blocks.policy_section import report_told
from assistant.slack.blocks.receipt import not_sent_as_file
from assistant.slack.blocks.records import Look, Message, View
from tests.unit.assistant.slack.blocks.conftest import make_answer, make_private

FACE = {"client": True, "client_in_media": True, "face_hidden": True}
LINK = "https://example.slack.com/a"
WRITTEN = ("Yes, if <@U5> is *not* in it.\n\nAnd if [name 1] agreed.", "They asked before.")


def _not_sent(look: Look) -> Message:
    sentence = load_notices(look.rulebook).say(Notice.CHANGED, "en")
    return notices.not_sent_message(sentence, WRITTEN, look.words("en"))


def _refused(look: Look) -> Message:
    """What the desk says is said in plain words, whichever of its sentences it is."""
    return notices.notice_message(load_notices(look.rulebook).say(Notice.TOO_MANY, "es", {"minutes": "7"}))


KINDS: dict[str, Callable[[Look], Message | View]] = {
    "notice-private-pointer": lambda look: notices.pointer_message(
        make_private(make_answer(look, FACE), PrivateKind.PERSON, text="Can I post a photo of [name 1]?"), look, LINK
    ),
    "notice-pointer-asked-for": lambda look: notices.pointer_message(
        make_private(make_answer(look, FACE, language="es")), look, LINK
    ),
    "notice-welcome": lambda look: notices.welcome(look.words("en")).greeting,
    "notice-button-old": lambda look: notices.button_old_message(look.words("en")),
    "notice-dispute": lambda look: notices.dispute_message(12, look.words("en")),
    "notice-longer": lambda look: notices.takes_longer_message(look.words("en")),
    "notice-thanks": lambda look: notices.thanks_message(look.words("en")),
    "notice-not-admin": lambda look: notices.not_admin_message(look.words("en")),
    "notice-refused-spanish": _refused,
    "notice-receipt-refused": lambda look: not_sent_as_file(7, look.words("en")),
    "notice-receipt-late": lambda look: not_sent_as_file(7, look.words("es"), is_late=True),
    "notice-not-sent": _not_sent,
    "view-report-counting": lambda look: report_told(look.words("en")("report-counting"), look.words("en")),
}
