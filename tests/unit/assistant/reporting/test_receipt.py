"""Does a receipt say what was asked, answered, by whom and under which words, and nothing that is not for its reader?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.records import Verdict
from assistant.desk.likeness import Shelf
from assistant.desk.records import Deed, HandOff, Reader
from assistant.escalation.records import Filled, Move, Remark
from assistant.reporting.reading import MOVES_TOLD
from assistant.reporting.receipt import Receipt, ReceiptUnknown, Who, find_numbered, make_receipt
from assistant.reporting.receipt_page import receipt_page, receipt_text
from assistant.reporting.receipt_parts import Manner, tell_receipt
from assistant.reporting.wording import load_wording
from assistant.storage.rulings import add_remark
from corpus.document import Document
from corpus.library import Library
from tests.bureau import FACE, NAME, Bureau
from tests.quick_desk import deed
from tests.unit.assistant.reporting.goldens import compare

NAMES = {"U1": "Ana Asker", "UBOSS": "Bea Boss"}


def name_of(person: str) -> str:
    return NAMES[person]


def receipt_of(
    bureau: Bureau, hand_off: HandOff, reader: Reader = Reader.ASKER, library: Library | None = None
) -> Receipt:
    with bureau.database.reading() as connection:
        return make_receipt(connection, hand_off.id, reader, library or bureau.library, bureau.offices, bureau.hands())


def remark(bureau: Bureau, hand_off: HandOff, move: Move, by: str, text: str) -> None:
    with bureau.database.transaction() as connection:
        add_remark(connection, hand_off.id, Remark(move, by, text, bureau.hands()))


def a_case(bureau: Bureau, **changes: object) -> HandOff:
    """From asking to a corrected answer."""
    handed = bureau.hand_over(
        bureau.ask("verdict=conditional clause=name"),
        text="May I post <b>this</b>?",
        context="For the fair.",
        **changes,
    )
    bureau.wait(minutes=10)
    bureau.move(handed, Move.CLAIM, holder="UBOSS")
    remark(bureau, handed, Move.REASSIGN, "UBOSS", "INSIDE-REMARK")
    bureau.move(handed, Move.ASK_BACK)
    remark(bureau, handed, Move.ASK_BACK, "UBOSS", "Which fair?")
    bureau.wait(minutes=10)
    bureau.move(handed, Move.REPLY, "U1")
    remark(bureau, handed, Move.REPLY, "" if changes.get("is_anonymous") else "U1", "The one in May.")
    first = bureau.rule(handed, Verdict.YES, (NAME,), is_named=bool(changes.get("is_named", True)))
    bureau.wait(hours=1)
    bureau.rule(handed, Verdict.NO, (FACE,), replaces=first)
    return handed


def test_a_receipt_is_as_it_was_looked_at(bureau: Bureau) -> None:
    handed = a_case(bureau)
    receipt = receipt_of(bureau, handed)
    compare("receipt.html", receipt_page(receipt, name_of))
    compare("receipt.txt", receipt_text(receipt, name_of))
    compare("receipt-manager.txt", receipt_text(receipt_of(bureau, handed, Reader.MANAGER), name_of))
    compare("receipt-es.txt", receipt_text(replace(receipt, language="es"), name_of))


def test_every_quote_is_the_clause_and_every_text_cited_has_its_digest(bureau: Bureau) -> None:
    receipt = receipt_of(bureau, a_case(bureau))
    assert receipt.assistant is not None
    for told in (receipt.assistant, *receipt.answers):
        for quote in told.quotes:
            assert quote.words in bureau.library.clause(quote.clause).text
    (edition,) = receipt.editions
    assert edition.digest == bureau.library.document("md-16-02").digest


@pytest.mark.parametrize("reader", Reader)
def test_what_stays_inside_is_in_no_receipt(bureau: Bureau, reader: Reader) -> None:
    receipt = receipt_of(bureau, a_case(bureau), reader)
    for text in (receipt_page(receipt, name_of), receipt_text(receipt, name_of), repr(receipt)):
        assert "NOTE-INSIDE" not in text
        assert "INSIDE-REMARK" not in text


@pytest.mark.parametrize("reader", Reader)
def test_an_asker_without_a_name_is_nobody(bureau: Bureau, reader: Reader) -> None:
    receipt = receipt_of(bureau, a_case(bureau, is_anonymous=True), reader)
    assert receipt.asker == Who(is_asker=True)
    assert "U1" not in repr(receipt)
    assert "Asked by: somebody without a name" in receipt_text(receipt, name_of)


@pytest.mark.parametrize("move", [Move.REASSIGN, Move.PASS_ON])
def test_a_manager_who_asked_without_a_name_and_acts_as_a_manager_is_named_as_one(bureau: Bureau, move: Move) -> None:
    handed = bureau.hand_over(bureau.ask("verdict=yes", "UBOSS"), is_anonymous=True)
    bureau.move(handed, move, "UBOSS", **({"holder": "U1"} if move is Move.REASSIGN else {"office": "south"}))
    receipt = receipt_of(bureau, handed, Reader.MANAGER)
    opened, moved = receipt.steps
    assert opened.who == receipt.asker == Who(is_asker=True)
    assert moved.who.person == "UBOSS", "without a name there it would be who asked"
    assert not moved.who.is_asker


def test_the_asker_reads_a_managers_name_only_where_they_signed_with_it(bureau: Bureau) -> None:
    handed = bureau.hand_over(bureau.ask("verdict=yes"))
    bureau.move(handed, Move.CLAIM, holder="UBOSS")
    bureau.rule(handed, Verdict.NO, is_named=False)
    assert "UBOSS" not in repr(receipt_of(bureau, handed))
    assert "By: North office" in receipt_text(receipt_of(bureau, handed), name_of)
    managers = receipt_text(receipt_of(bureau, handed, Reader.MANAGER), name_of)
    assert "By: Bea Boss, North office" in managers
    assert "Claimed: Bea Boss" in managers


def test_the_answer_that_stands_is_told_apart_from_the_one_it_replaced(bureau: Bureau) -> None:
    receipt = receipt_of(bureau, a_case(bureau))
    assert [(told.verdict, told.is_standing) for told in receipt.answers] == [(Verdict.YES, False), (Verdict.NO, True)]
    titles = [part.title for part in tell_receipt(receipt, name_of)]
    assert titles[2:4] == ["An earlier answer of theirs, corrected since", "What office management answered"]


def test_a_question_without_an_answer_says_not_to_post(bureau: Bureau) -> None:
    text = receipt_text(receipt_of(bureau, bureau.hand_over(bureau.ask("verdict=yes"))), name_of)
    assert "Until there is an answer, do not post it." in text


def test_a_clause_that_changed_since_is_told(bureau: Bureau) -> None:
    handed = a_case(bureau)
    text = receipt_text(
        receipt_of(bureau, handed, library=Library(tuple(map(without_clauses, bureau.library.documents)))), name_of
    )
    assert "Quoted as it stood then; the text has changed since." in text
    assert f"{FACE}: this clause is not in the text any more." in text


def test_a_receipt_names_the_edition_and_the_clauses_that_were_in_force_when_it_was_answered(bureau: Bureau) -> None:
    before, now = bureau.library, reworded(bureau.library, FACE)
    bureau.desk.shelf, bureau.desk.offices = Shelf(before), bureau.offices
    question = bureau.ask("verdict=yes clause=name")
    handed = bureau.hand_over(question)
    filled = Filled(text="No.", verdict=Verdict.NO, clauses=(FACE, NAME))
    arrival = deed(
        Deed.RULED,
        key="ruled",
        hand_off=handed.id,
        person="UBOSS",
        filled=filled,
        manages=("north",),
        at=bureau.hands(),
    )
    bureau.desk.receive(arrival)
    bureau.desk.respond(arrival.key)

    [same] = receipt_of(bureau, handed).answers
    assert ([quote.is_reworded for quote in same.quotes], same.under) == ([False, False], ())
    receipt = receipt_of(bureau, handed, library=now)
    [answer] = receipt.answers
    assert [quote.is_reworded for quote in answer.quotes] == [True, False], "of the clause whose words are others alone"
    [under] = answer.under
    assert before.document("md-16-02").digest in under
    text = receipt_text(receipt, name_of)
    assert f"In force when this was answered: {under}" in text
    assert "its words were others when this was answered" in text
    assert now.document("md-16-02").digest in text


def reworded(library: Library, clause: str) -> Library:
    """The library with a later edition, in which that clause reads otherwise."""
    found = library.clause(clause)
    old = library.document(found.document)
    text = old.text[: found.start] + found.text.swapcase() + old.text[found.end :]
    clauses = tuple(replace(each, text=text[each.start : each.end]) for each in old.clauses)
    later = replace(old, version="later", text=text, clauses=clauses)
    return Library(tuple(later if each is old else each for each in library.documents))


def without_clauses(document: Document) -> Document:
    return replace(document, clauses=())


def test_what_people_wrote_is_escaped_on_the_page(bureau: Bureau) -> None:
    page = receipt_page(receipt_of(bureau, a_case(bureau)), name_of)
    assert "May I post &lt;b&gt;this&lt;/b&gt;?" in page
    assert "<b>" not in page


def test_every_step_has_its_words_in_both_languages() -> None:
    for words in load_wording().values():
        for what in MOVES_TOLD:
            assert words.has(f"step-{what.value.removeprefix('hand-off ').replace(' ', '-')}"), what


def test_a_hand_off_is_found_by_its_number(bureau: Bureau) -> None:
    handed = bureau.hand_over(bureau.ask("verdict=yes"))
    with bureau.database.reading() as connection:
        assert find_numbered(connection, handed.number) == {"T1": handed.id}
        assert find_numbered(connection, handed.number, "T2") == {}
        with pytest.raises(ReceiptUnknown):
            make_receipt(connection, 99, Reader.ASKER, bureau.library, bureau.offices, bureau.hands())


def test_facts_quotes_and_sayings_differ_without_color(bureau: Bureau) -> None:
    parts = tell_receipt(receipt_of(bureau, a_case(bureau)), name_of)
    assert {each.manner for part in parts for each in part.paragraphs} == set(Manner)
