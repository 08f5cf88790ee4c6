"""
How does an arrival become what people see?

    look (read) -> decide -> answer (no transaction) -> look again, take the step, keep what follows (a transaction)

Answering takes long and SQLite has one writer, so it is done before the transaction; what was answered is stored only
if things still stand as they did. What follows is kept with the arrival: asked again, it is given and nothing is done.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from assistant.answering.conversation.carrying import Turn, carry
from assistant.answering.records import Case, Verdict
from assistant.desk.allowing import read_mode
from assistant.desk.audience import is_private, why_alone
from assistant.desk.clock import Clock
from assistant.desk.deciding import (
    AnswerAnew,
    AnswerNow,
    Copy,
    Drop,
    HandOver,
    Nothing,
    Outdate,
    Remove,
    Reroute,
    Share,
    ShowAnew,
    Situation,
    Step,
    Tell,
    Withdraw,
    decide,
)
from assistant.desk.due import follow_due
from assistant.desk.following import build_response
from assistant.desk.handing_over import follow_question, hand_over, take_back
from assistant.desk.likeness import Shelf, is_emergency, with_earlier
from assistant.desk.managing import MOVES, follow_deed
from assistant.desk.notes import note_beside, noted, notes_of
from assistant.desk.notices import ENGLISH, Notice, Notices
from assistant.desk.precedents import STEP_OF, Keeping, follow_ruling, follow_step, follow_timer, give
from assistant.desk.receipts import follow_wish
from assistant.desk.records import Act, Arrival, Asked, Audience, Deed, Response
from assistant.desk.rerouting import reroute
from assistant.desk.subjects import (
    audience_of,
    find_subject,
    is_deleted,
    later_edits,
    require_kept,
    turns_before,
)
from assistant.escalation.offices import Offices
from assistant.escalation.precedents import Precedent
from assistant.storage import arrivals, asking, channels, precedents
from assistant.storage.approved import was_cut
from assistant.storage.arrivals import Followed
from assistant.storage.database import Database

log = logging.getLogger(__name__)

TRIES = 4
"""How often an arrival is looked at anew because something else changed meanwhile; then its turn comes again later."""

AT_ONCE = frozenset({*MOVES, *STEP_OF, Deed.DUE, Deed.RECEIPT_WANTED})
"""Deeds that need no answer of the assistant."""

WHILE_OFF = frozenset({Notice.CHANGED_WHILE_OFF, Notice.CHANGED_OFF_HERE})
"""Why an answer is taken back where the assistant says nothing new."""

RULING = frozenset({Deed.RULED, Deed.RECTIFIED})
"""Deeds after which another ruling stands."""


class TooMuchAtOnce(Exception):
    """The question kept changing while it was answered. Trying again later helps."""


class Answering(Protocol):
    """What the desk needs of `assistant.answering.answerer.Answerer`."""

    def case(
        self,
        question: str,
        earlier: Sequence[str] = (),
        answered: Mapping[str, bool | None] = ...,
        *,
        carried: Mapping[str, bool | None] = ...,
        is_cut: bool = False,
    ) -> Case:
        """The question led through all steps, over when this returns."""
        ...


@dataclass(frozen=True, slots=True)
class Responder:
    """Does what follows from an arrival. Threads may share it."""

    database: Database
    answering: Answering
    notices: Notices
    known_facts: frozenset[str]
    clock: Clock
    offices: Offices
    shelf: Shelf

    def respond(self, key: str) -> Response | None:
        """
        What is to be shown after this arrival; None: nothing, for a reason that is kept. May be called again.

        Raises `ArrivalUnknown`, `TooMuchAtOnce`, and what the database raises.
        """
        for _ in range(TRIES):
            with self.database.reading() as connection:
                arrival, followed = require_kept(connection, key)
                if followed is not None:
                    return build_response(connection, arrival, followed)
                if arrival.deed in AT_ONCE:
                    break
                before = self._look(connection, arrival)
            step = decide(before)
            draft = self._draft(step, before.turns)
            similar = self._similar(arrival, step, draft)
            try:
                with self.database.transaction() as connection:
                    if (followed := arrivals.what_followed(connection, key)) is None:
                        if self._look(connection, arrival) != before:
                            continue
                        followed = self._take(connection, arrival, step, draft)
                        if similar and followed.asked is not None:
                            give(connection, followed.asked, similar, self.shelf, self.clock())
                        arrivals.keep_followed(connection, key, followed)
                    return build_response(connection, arrival, followed)
            except (asking.QuestionOver, asking.MessageTaken):
                continue  # another process was quicker; see what it did
        else:
            raise TooMuchAtOnce(f"arrival {key}")
        return self._respond_at_once(arrival)

    def _respond_at_once(self, arrival: Arrival) -> Response | None:
        """To a deed that needs no answer, or to time: decided and done in one transaction."""
        text = arrival.filled.text if arrival.filled else ""
        told = self._answer(text, (), {}, {}, False) if arrival.deed is Deed.PROPOSED and text.strip() else None
        with self.database.transaction() as connection:
            if (followed := arrivals.what_followed(connection, arrival.key)) is None:
                followed = self._follow(connection, arrival, told)
                arrivals.keep_followed(connection, arrival.key, followed)
            return build_response(connection, arrival, followed)

    def _follow(self, connection: Connection, arrival: Arrival, told: Case | None) -> Followed:
        keeping = Keeping(connection, arrival, self.offices, self.shelf, self.clock())
        if arrival.deed in STEP_OF:
            return follow_step(keeping, told)
        if arrival.deed is Deed.DUE:
            return follow_due(
                connection, arrival, self.offices, keeping.at, lambda *given: follow_timer(keeping, given[2])
            )
        if arrival.deed is Deed.RECEIPT_WANTED:
            return follow_wish(connection, arrival, self.offices, keeping.at)
        followed = follow_deed(connection, arrival, self.offices, self.shelf, self.clock())
        if arrival.deed in RULING and followed.act is Act.RENEW and followed.hand_off is not None:
            follow_ruling(keeping, followed.hand_off)
        return followed

    def _similar(self, arrival: Arrival, step: Step, draft: Case | None) -> tuple[Precedent, ...]:
        """What office management answered in the same case; it changes nothing of the answer."""
        if draft is None or not isinstance(step, AnswerNow | AnswerAnew):
            return ()
        with self.database.reading() as connection:
            published = precedents.published_precedents(connection, arrival.place.workspace)
        if not published:
            return ()
        text = step.question.text if isinstance(step, AnswerNow) else step.text
        try:
            return self.shelf.similar(with_earlier(text, step.question.earlier), draft, published, self.clock())
        except Exception as failure:  # an answer does not wait for what stands below it
            log.error("earlier rulings could not be looked through: %s", type(failure).__name__)
            return ()

    def _look(self, connection: Connection, arrival: Arrival) -> Situation:
        question = find_subject(connection, arrival)
        place = question.place if question else arrival.place
        is_edit = arrival.deed in (Deed.EDITED, Deed.EDIT_REFUSED)
        return Situation(
            arrival,
            question,
            read_mode(connection, place, self.offices),
            later_edits(connection, arrival) if is_edit else (),
            is_edit and is_deleted(connection, arrival),
            self.known_facts,
            turns_before(connection, question) if question is not None else (),
            channels.read_switch(connection, arrival.place.workspace).is_on,
        )

    def _draft(self, step: Step, turns: Sequence[Turn]) -> Case | None:
        """The question of a step answered, where it has one."""
        if isinstance(step, AnswerNow):
            asked = step.question
            return self._answer(asked.text, asked.earlier, asked.settled, carry(turns, asked.text), asked.is_cut)
        if isinstance(step, AnswerAnew):
            return self._answer(step.text, step.question.earlier, step.settled, carry(turns, step.text), step.is_cut)
        return None

    def _answer(
        self,
        text: str,
        earlier: Sequence[str],
        settled: Mapping[str, bool | None],
        carried: Mapping[str, bool | None],
        is_cut: bool,
    ) -> Case:
        try:
            return self.answering.case(text, earlier, settled, carried=carried, is_cut=is_cut)
        except Exception as failure:
            # The pipeline turns what fails into an error of its own; whatever else happens must not end in silence.
            log.error("a question could not be answered: %s", type(failure).__name__)
            return Case(raw="", error=type(failure).__name__)

    def _take(self, connection: Connection, arrival: Arrival, step: Step, draft: Case | None) -> Followed:
        at = self.clock()
        match step:
            case Nothing(why):
                return Followed(why=why)
            case Tell(notice):
                return Followed(Act.TELL, note=notice.value)
            case AnswerNow(question):
                assert draft is not None
                case = noted(draft, *notes_of(connection, arrival))
                return self._show(connection, Act.POST, question, case, at, arrival)
            case AnswerAnew(question):
                assert draft is not None
                anew = self._open_anew(connection, arrival, step, at)
                case = noted(draft, *notes_of(connection, arrival, question))
                followed = self._show(connection, Act.REPLACE, anew, case, at, arrival, question)
                return replace(followed, replaced=question.id)
            case Drop(question, notice):
                asking.remove_question(connection, question.id, "", at)
                return Followed(Act.TELL, note=notice.value) if notice else Followed(why="switched off")
            case Remove(question):
                asking.remove_question(connection, question.id, arrival.person, at)
                take_back(connection, question.id, arrival.person, at, arrival.key)
                return Followed(Act.REMOVE, asked=question.id)
            case HandOver(question):
                hand_over(connection, question, self.offices, arrival, at, arrival.office, arrival.deserted)
                return Followed(Act.REFRESH, asked=question.id)
            case Withdraw(question):
                take_back(connection, question.id, arrival.person, at, arrival.key)
                return Followed(Act.REFRESH, asked=question.id)
            case Reroute(question):
                if (why_not := reroute(connection, question, self.offices, arrival, at)) is not None:
                    return Followed(Act.TELL, note=why_not.value)
                return Followed(Act.REFRESH, asked=question.id)
            case ShowAnew(question):
                return Followed(Act.REFRESH, asked=question.id)
            case Outdate(question, why, minutes):
                language = question.answer.language if question.answer else ENGLISH
                says = self.notices.say(why, language, {"minutes": str(minutes)}) if why else ""
                asking.outdate_question(connection, question.id, says, arrival.person, at)
                # Where it is off, nothing is posted anew, not even that an answer does not stand any more.
                return Followed(Act.RENEW if why in WHILE_OFF else Act.REFRESH, asked=question.id)
            case Share(question):
                asking.share_question(connection, question.id, arrival.person, at)
                return Followed(Act.SHARE, asked=question.id)
            case Copy(question):
                return Followed(Act.COPY, asked=question.id)

    def _open_anew(self, connection: Connection, arrival: Arrival, step: AnswerAnew, at: datetime) -> Asked:
        old = step.question
        wanted = replace(
            old, id=0, key=arrival.key, text=step.text, hidden=step.hidden, is_cut=step.is_cut, settled=step.settled,
            replaces=old.id, asked_at=arrival.at,
        )  # fmt: skip
        mode = read_mode(connection, old.place, self.offices)
        wanted = replace(wanted, audience=audience_of(wanted, mode, step.wants_private))
        return asking.open_question(connection, wanted)

    def _show(
        self, connection: Connection, act: Act, question: Asked, case: Case, at: datetime, arrival: Arrival,
        old: Asked | None = None,
    ) -> Followed:  # fmt: skip
        """Keep the answer, see to the hand-off, and say how it is shown."""
        mode = read_mode(connection, question.place, self.offices)
        error = "" if case.answer else self.notices.say(Notice.UNANSWERED, case.language)
        # The channel may have been set to private answers since the question was opened.
        audience = audience_of(question, mode, question.audience is Audience.ASKER)
        needs_person = needs_hand_off(case)
        if not needs_person:
            case = noted(case, *note_beside(connection, question, case, audience))
        answered = asking.answer_question(connection, question.id, at, case.answer, error=error, audience=audience)
        is_followed = old is not None and follow_question(connection, old, question, at, needs_person=needs_person)
        if needs_person and not is_followed and not was_cut(connection, question):
            hand_over(connection, question, self.offices, None, at, arrival.office, arrival.deserted)
        is_added = arrival.deed is Deed.CORRECTED and old is not None and not is_private(old.text, old.hidden)
        note = Notice.UNANSWERED if case.answer is None else why_alone(answered, mode, is_added=is_added)
        return Followed(act, asked=question.id, note=note.value if note else None)


def needs_hand_off(case: Case) -> bool:
    """
    Does the assistant itself hand the case over?

    Where the rules, doubt or verification said that a person decides. Not in an emergency: a number in a queue would
    look as if help were on its way. Not what ended unread, in a language that is not read: its screening is weaker, so
    nobody else sees it before its asker presses the button.
    """
    if case.answer is None or case.answer.verdict is not Verdict.ESCALATE or case.decision is None:
        return False
    return not is_emergency(case)
