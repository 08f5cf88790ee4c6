"""
One of each kind of message and view, as they are sent. Make the files of `tests/data/slack/` anew with

    python -m tests.unit.assistant.slack.blocks.goldens

from the root of the repository, and read the difference before it is committed.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from assistant.answering.compose import compose, fixed_answer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Decision, Kind, ModelCall, Piece, Verdict
from assistant.answering.screening import PrivateKind
from assistant.desk.notes import Beside
from assistant.desk.records import (
    DISPUTED,
    Asked,
    AskedState,
    Audience,
    Card,
    ChannelMode,
    Entry,
    HandOff,
    Health,
    Management,
    Place,
    Shown,
    Switch,
    Why,
)
from assistant.escalation.records import Filled, HandOffState, LetterKind, Move, Promise, Remark, Ruling
from assistant.slack.blocks import actions as act
from assistant.slack.blocks import forms
from assistant.slack.blocks import management_forms as managing
from assistant.slack.blocks.answer import answer_message, struck_message
from assistant.slack.blocks.asker_letters import ruling_blocks
from assistant.slack.blocks.card import Around, card_message
from assistant.slack.blocks.filled_in import AskForm
from assistant.slack.blocks.home import Home, channel_form, home_view
from assistant.slack.blocks.home_offices import OfficeShown, Queued
from assistant.slack.blocks.letters import Digest, Told, digest_message, letter_message
from assistant.slack.blocks.long_words import whole_view
from assistant.slack.blocks.policy_section import report_view
from assistant.slack.blocks.receipt import AsFile, receipt_view
from assistant.slack.blocks.records import Look, Message, View
from assistant.slack.blocks.why import why_view
from index.search import Hit
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading
from tests.unit.assistant.slack.blocks import asker_goldens, notice_goldens, precedent_goldens
from tests.unit.assistant.slack.blocks.conftest import (
    AT,
    CHANNEL,
    described,
    make_answer,
    make_asked,
    make_case_of,
    make_private,
)
from tests.unit.assistant.slack.blocks.receipts import make_receipt_of
from tests.unit.assistant.slack.blocks.reports import make_report_of

FOLDER = Path(__file__).parents[4] / "data" / "slack"

FACE = {"client": True, "client_in_media": True, "face_hidden": True}
DISCLAIMED = {"child_welfare_content": True, "wording_unseen": True}
HARMLESS = {"harmless_work_mention": True}
UNCLEAR = {"tie_unclear": True}
DRAFT = (
    Piece("Long day, but "),
    Piece("my kiddo finally smiled", "md-16-02/policy/client-material", "MD 16-02, Policy, ¶ 9"),
    Piece(". Off to the beach!"),
)
SEEN = Shown("C9", "1700000000.000900")
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False, card=SEEN)
LONG = dataclasses.replace(OPEN, text=f"May I post this? ```{'We had a *good* day. ' * 120}```", context="word " * 220)
AUTOMATIC = dataclasses.replace(OPEN, is_automatic=True, is_anonymous=True, id=70)
LATE = AT + timedelta(hours=4)
RULING = Ruling(
    3, 70, Verdict.CONDITIONAL, "Yes, when *nobody* of a case can be seen.", ("md-16-02/policy/client-material",), "U8", "north",
    LATE, note="Ask <@U5> about the old case.", may_be_precedent=True,
)  # fmt: skip
REMARKS = (
    Remark(Move.PASS_ON, "U9", "It happened in the *north* office.", AT),
    Remark(Move.ASK_BACK, "U8", "Who is in the picture?", AT),
)
RULED = Filled(
    text=RULING.text, verdict=RULING.verdict, clauses=RULING.clauses, note=RULING.note, may_be_precedent=True, version=3
)
DUE = dataclasses.replace(OPEN, id=71, number=71, office="north", promise=Promise(LATE + timedelta(hours=2)))
CLAIMED = dataclasses.replace(
    DUE, id=70, number=7, state=HandOffState.CLAIMED, holder="U8", leased_until=LATE + timedelta(hours=1), version=3
)
ANSWERED = dataclasses.replace(CLAIMED, state=HandOffState.ANSWERED, ruling=RULING, leased_until=None)
CARD = "https://example.slack.com/archives/C9/p1700000000000900"
WITHDRAWN = dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN)
MESSAGE = "https://example.slack.com/archives/C1/p1700000000000100"
AROUND = Around(LATE, {"north": "North & West Office", "region": "Regional Office", "south": "South Office"}, MESSAGE)
ORIGIN = act.Origin("C1", "1700000000.000100")


def _no(look: Look, language: str = "en", **changes: Any) -> Answer:
    return make_answer(look, FACE, language=language, **changes)


def _reply(look: Look, name: str) -> Answer:
    return fixed_answer(look.rulebook.replies[name], look.rulebook, look.library)


def _held_back(look: Look) -> Answer:
    """Of a reading that is in doubt."""
    reading = make_reading(opinion={Verdict.NO: 0.9}, workplace_shown=True)
    answer = compose(decide(make_case(reading), look.rulebook, Doubt()), look.rulebook, look.library).answer
    assert answer is not None
    return answer


def _topic(look: Look) -> Answer:
    """What the policy says, asked outright."""
    case = make_case(make_reading(Kind.POLICY)).with_(decision=Decision(Verdict.INFO, topic=look.rulebook.topics[0]))
    answer = compose(case, look.rulebook, look.library).answer
    assert answer is not None
    return answer


def _draft(look: Look) -> Answer:
    return _no(
        look, draft=DRAFT, suggestion="Long day. Off to the beach!", suggestion_conditions=("Leave the picture out.",)
    )


def _asked_alone(look: Look) -> Asked:
    """Asked by the command in a channel, and with office management without a name."""
    text = "Can I post a photo of a foster child on my Instagram if I blur the face?"
    hand_off = dataclasses.replace(OPEN, is_anonymous=True)
    asked = make_private(_no(look), text=text, hand_off=hand_off)
    return dataclasses.replace(asked, entry=Entry.COMMAND)


def _private(look: Look) -> Asked:
    return make_private(_no(look), PrivateKind.PERSON, text="Can I post a photo of [name 1]?")


def _in_channel(look: Look, **changes: Any) -> Asked:
    return make_asked(_no(look), place=CHANNEL, entry=Entry.MENTION, **changes)


def _card(asked: Asked, hand_off: HandOff = OPEN, **changes: Any) -> Card:
    return Card("C9", dataclasses.replace(asked, hand_off=hand_off, **changes), hand_off)


def _why(look: Look) -> Why:
    call = ModelCall(
        "local-model", "reading", (("system", "Read."), ("user", "Can I post this?")), "{}", "used", True, 1
    )
    case = make_case_of(look, FACE)
    assert case.reading is not None
    hits = (Hit("md-16-02/policy/disclaimer", 0.5, 1, 0.5, None, 0.0),)
    case = case.with_(hits=hits, reading=dataclasses.replace(case.reading, calls=(call,)))
    return Why(make_asked(case.answer), case)


def _home(look: Look, **more: Any) -> View:
    recent = [make_asked(_no(look)), make_asked(_reply(look, "silent"), id=13, text="A *post* about <@U5>")]
    links = {12: "https://example.slack.com/archives/D1/p1700000000000100"}
    return home_view(Home(recent=recent, hand_offs=[OPEN], links=links, **more), look)


MODES = {"C1": ChannelMode.ANSWERS, "C2": ChannelMode.PRIVATE, "C3": ChannelMode.OFF}

SAID_LATER = (
    Remark(Move.ASK_BACK, "U8", "Whose picture?", AT), Remark(Move.REPLY, "", "Word " * 200, AT),
    Remark(Move.REOPEN, "", "And in Spanish?", AT),
)  # fmt: skip
"""What was said on a hand-off before it is answered."""

KINDS: dict[str, Callable[[Look], Message | View]] = {
    "answer-no": lambda look: answer_message(make_asked(_no(look)), look),
    "answer-no-spanish": lambda look: answer_message(make_asked(_no(look, "es")), look),
    "answer-no-without-pages-and-ai": lambda look: answer_message(
        make_asked(_no(look)), dataclasses.replace(look, clause_page=None, has_feedback_buttons=False)
    ),
    "answer-conditional": lambda look: answer_message(make_asked(make_answer(look, DISCLAIMED)), look),
    "answer-yes": lambda look: answer_message(make_asked(make_answer(look, HARMLESS)), look),
    "answer-clarify": lambda look: answer_message(make_asked(make_answer(look, UNCLEAR)), look),
    "answer-escalate-handed-over": lambda look: answer_message(
        make_asked(_reply(look, "silent"), hand_off=AUTOMATIC), look
    ),
    "answer-escalate-seen-by-nobody": lambda look: answer_message(
        make_asked(_reply(look, "silent"), hand_off=dataclasses.replace(AUTOMATIC, card=None)), look
    ),
    "answer-emergency": lambda look: answer_message(make_asked(_reply(look, "emergency")), look),
    "answer-info": lambda look: answer_message(make_asked(_topic(look)), look),
    "answer-out-of-scope": lambda look: answer_message(make_asked(make_answer(look, {}, Kind.OTHER)), look),
    "answer-draft": lambda look: answer_message(make_asked(_draft(look)), look),
    "answer-form": lambda look: answer_message(
        make_asked(
            _draft(look),
            place=Place("T1", "C1"),
            entry=Entry.FORM,
            audience=Audience.ASKER,
            text=AskForm("Can I post this?", "".join(piece.words for piece in DRAFT), "facebook").text(look.words("en")),
        ),
        look,
    ),
    "answer-in-channel": lambda look: answer_message(_in_channel(look), look),
    "answer-private": lambda look: answer_message(_private(look), look),
    "answer-shared": lambda look: answer_message(make_private(_no(look)), look, Audience.THREAD),
    "answer-shared-in-channel": lambda look: answer_message(_asked_alone(look), look, Audience.THREAD),
    "answer-withdrawn": lambda look: answer_message(
        make_asked(_no(look), hand_off=WITHDRAWN), look
    ),
    "answer-struck": lambda look: struck_message(make_asked(_no(look), state=AskedState.REPLACED), look),
    "answer-changed-since": lambda look: answer_message(
        _in_channel(look, hand_off=OPEN, error="Your question has changed since. Ask again in 1 min."), look
    ),
    "answer-beside-claimed": lambda look: answer_message(
        make_asked(_no(look, notes=(Beside(70, 7, HandOffState.CLAIMED, is_offered=True).note,))), look
    ),
    "answer-beside-answered-spanish": lambda look: answer_message(
        make_asked(_no(look, "es", notes=(Beside(70, 7, HandOffState.ANSWERED, 3, is_offered=True).note,))), look
    ),
    "answer-disputed": lambda look: answer_message(make_asked(_no(look, notes=(DISPUTED,))), look),
    "answer-none": lambda look: answer_message(make_asked(None, error="Your message could not be read."), look),
    "card": lambda look: card_message(_card(_in_channel(look), earlier=("May I post on X?",)), look, AROUND),
    "card-automatic-private-spanish": lambda look: card_message(
        _card(
            make_private(_no(look, "es"), PrivateKind.PERSON, text="¿Puedo publicar una foto de [nombre 1]?"),
            AUTOMATIC,
        ),
        look,
    ),
    "card-held-back": lambda look: card_message(
        _card(make_asked(_held_back(look)), dataclasses.replace(OPEN, is_automatic=True)), look, AROUND
    ),
    "card-changed": lambda look: card_message(_card(_in_channel(look), replaces=11), look, AROUND),
    "card-unanswered": lambda look: card_message(_card(make_asked(None, error="Something went wrong.")), look),
    "card-withdrawn": lambda look: card_message(_card(_in_channel(look), WITHDRAWN), look, AROUND),
    "card-deleted": lambda look: card_message(
        _card(make_asked(None, text=""), WITHDRAWN, state=AskedState.GONE), look
    ),
    "card-settled": lambda look: card_message(_card(_in_channel(look), WITHDRAWN, state=AskedState.REPLACED), look),
    "card-claimed-anonymous-overdue": lambda look: card_message(
        _card(
            _in_channel(look),
            dataclasses.replace(
                CLAIMED, is_anonymous=True, text="May I post a photo of the party?", context="It is for our team page.",
                raised_to=("region",), promise=Promise(AT),
            ),
        ),
        look,
        AROUND,
    ),
    "card-asked-back": lambda look: card_message(
        _card(_in_channel(look), dataclasses.replace(CLAIMED, state=HandOffState.ASKED_BACK, remarks=REMARKS)), look, AROUND
    ),
    "card-answered": lambda look: card_message(_card(_in_channel(look), ANSWERED), look, AROUND),
    "card-answered-not-delivered": lambda look: card_message(
        _card(_in_channel(look), dataclasses.replace(ANSWERED, undelivered="account_inactive")), look, AROUND
    ),
    "card-expired": lambda look: card_message(
        _card(make_asked(_reply(look, "silent")), dataclasses.replace(OPEN, state=HandOffState.EXPIRED)), look, AROUND
    ),
    "card-passed-on": lambda look: card_message(
        dataclasses.replace(_card(_in_channel(look), dataclasses.replace(OPEN, office="south")), is_theirs=False),
        look,
        AROUND,
    ),
    "letter-reply": lambda look: letter_message(
        Told(LetterKind.REPLY, CLAIMED, "U8", "It is *my* own picture, <@U5>.", card=CARD), look.words("en")
    ),
    "letter-edited": lambda look: letter_message(
        Told(LetterKind.REPLY, CLAIMED, "U8", is_edited=True, card=CARD), look.words("en")
    ),
    "letter-reopened": lambda look: letter_message(
        Told(LetterKind.REPLY, OPEN, "U8", "And in Spanish?", is_reopened=True, card=CARD), look.words("en")
    ),
    "letter-remind": lambda look: letter_message(Told(LetterKind.REMIND, CLAIMED, "U8", card=CARD), look.words("en")),
    "letter-remind-channel": lambda look: letter_message(Told(LetterKind.REMIND, DUE), look.words("en")),
    "letter-check": lambda look: letter_message(Told(LetterKind.CHECK, CLAIMED, "U8", card=CARD), look.words("en")),
    "letter-check-kept": lambda look: letter_message(
        Told(LetterKind.CHECK, CLAIMED, "U8", card=CARD, is_kept=True), look.words("en")
    ),
    "letter-check-given-back": lambda look: letter_message(
        Told(LetterKind.CHECK, DUE, "U8", card=CARD), look.words("en")
    ),
    "letter-lapsed": lambda look: letter_message(Told(LetterKind.LAPSED, DUE), look.words("en")),
    "letter-raised": lambda look: letter_message(
        Told(LetterKind.RAISED, DUE, office="North & West Office"), look.words("en")
    ),
    "letter-assigned-spanish": lambda look: letter_message(
        Told(LetterKind.ASSIGNED, CLAIMED, "U8", card=CARD), look.words("es")
    ),
    "letter-over": lambda look: letter_message(Told(LetterKind.CHECK, ANSWERED, "U8", card=CARD), look.words("en")),
    "letter-digest": lambda look: digest_message(
        Digest("North & West Office", (CLAIMED, DUE, dataclasses.replace(OPEN, id=8, number=8)), {70: CARD}, LATE),
        look.words("en"),
    ),
    "form-ruling": lambda look: managing.ruling_form(
        CLAIMED, make_asked(_no(look)), look, look.words("en"), is_named=True
    ),
    "form-ruling-held-back": lambda look: managing.ruling_form(
        CLAIMED, make_asked(_held_back(look)), look, look.words("en"), is_named=True
    ),
    "form-ruling-after-reply": lambda look: managing.ruling_form(
        dataclasses.replace(CLAIMED, context="They *agreed*, <@U5> says.", remarks=SAID_LATER),
        make_asked(_no(look)), look, look.words("en"), is_named=True,
    ),
    "form-ruling-correct": lambda look: managing.ruling_form(
        ANSWERED, make_asked(_no(look)), look, look.words("en"), is_named=True
    ),
    "form-ruling-preview": lambda look: managing.ruling_preview(
        managing.Carried(70, RULED), tuple(ruling_blocks(RULING, look, "en")),
        look.words("en"), is_hidden=True,
    ),
    "form-ask-back": lambda look: managing.ask_back_form(CLAIMED, look.words("en")),
    "form-reassign": lambda look: managing.reassign_form(CLAIMED, {"U8": "Mona Hale", "U9": "Ada Stone"}, look.words("en")),
    "form-reassign-anybody": lambda look: managing.reassign_form(CLAIMED, {}, look.words("en")),
    "form-pass-on-spanish": lambda look: managing.pass_on_form(CLAIMED, {"south": "South Office"}, look.words("es")),
    "form-ask": lambda look: forms.ask_form(look.words("en"), act.Origin()),
    "form-ask-about-message": lambda look: forms.ask_form(look.words("en"), ORIGIN, "Look at <@U5> *smile* :)"),
    "form-correction": lambda look: forms.correction_form(make_asked(_no(look)), look),
    "form-not-helpful": lambda look: forms.not_helpful_form(12, look.words("en")),
    "form-share": lambda look: forms.share_form(make_private(_no(look)), look),
    "form-share-in-channel": lambda look: forms.share_form(_asked_alone(look), look),
    "view-disclaimer": lambda look: forms.disclaimer_view(
        look.library.clause("md-16-02/policy/disclaimer").text, look.words("en")
    ),
    "view-why": lambda look: why_view(_why(look), look),
    "home": _home,
    "home-first-time-spanish": lambda look: home_view(Home("es"), look),
    "home-administrator": lambda look: _home(look, modes=MODES, health=Health(True, waiting=2)),
    "form-channel": lambda look: channel_form("C1", ChannelMode.OFF, look.words("en")),
    "home-switched-off": lambda look: _home(look, modes=MODES, switch=Switch(is_on=False, by="U9", at=AT)),
    "home-administrator-with-management": lambda look: _home(look, modes=MODES, management=Management("C9")),
    "home-administrator-in-trouble": lambda look: _home(
        look, modes=MODES, management=Management("C9", "is_archived")
    ),
    "home-manager": lambda look: _home(
        look, queue=[Queued(CLAIMED, make_asked(_reply(look, "silent")), CARD), Queued(DUE, make_asked(_no(look)))], at=LATE
    ),
    "home-administrator-with-offices": lambda look: _home(
        look,
        modes=MODES,
        management=Management("C9"),
        set_up=[
            OfficeShown(described("North & West Office", "C9", deputy="U9", asks_from=("C1", "C2"), next="n"), ("U8", "U9")),
            OfficeShown(described("South Office", "C8", next="n"), (), "open"),
            OfficeShown(described("Regional Office", ""), None),
        ],
    ),
    **notice_goldens.KINDS,
    **asker_goldens.KINDS,
    "card-cut": lambda look: card_message(_card(_in_channel(look), LONG), look, AROUND),
    "view-whole": lambda look: whole_view(_in_channel(look), LONG, look.words("en")),
    "view-receipt": lambda look: receipt_view(make_receipt_of(look), look, act.write_value(70, 3)),
    "view-receipt-wanted": lambda look: receipt_view(make_receipt_of(look), look, as_file=AsFile.WANTED),
    "view-receipt-no-file": lambda look: receipt_view(make_receipt_of(look), look, as_file=AsFile.NOT_ALLOWED),
    "view-report": lambda look: report_view(make_report_of(look), look, "en"),
    "home-policy-section": lambda look: _home(look, may_see_report=True),
    **precedent_goldens.KINDS,
}  # fmt: skip


def make_look() -> Look:
    """The texts and rules as shipped, in a workspace that has everything."""
    return Look(shipped_rulebook(), shipped_library(), clause_page="https://canipost.example/clauses/{clause}")


def written(made: Message | View) -> str:
    """As it stands in the file."""
    shown = {"text": made.text, "blocks": made.blocks} if isinstance(made, Message) else made
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every file anew and remove those of kinds that are no more."""
    look = make_look()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.glob("*.json"):
        file.unlink()
    for name, make in KINDS.items():
        (FOLDER / f"{name}.json").write_text(written(make(look)), encoding="utf-8")


if __name__ == "__main__":
    main()
