"""The assistant as it ships: what is no question about posting is not answered from the directive."""

from __future__ import annotations

import pytest

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.records import Verdict
from tests.unit.assistant.answering.test_route import EMERGENCIES

FROM_THE_DIRECTIVE = {Verdict.YES, Verdict.NO, Verdict.CONDITIONAL, Verdict.INFO}

NOT_FOR_IT = {
    "legal advice": "Can my landlord keep the whole deposit if I moved out two weeks early? I have no lease copy.",
    "law": "do i have to let the police into my apartment if they dont show a warrant",
    "pay": "my overtime from last pay period is missing on my paycheck, who fixes that",
    "leave": "How many hours of bereavement leave do I have left this year?",
    "HR": "i want to transfer to another regional office, which form do i fill in for HR",
    "IT": "outlook keeps asking for my password and then locks me out, help",
    "printer": "la impresora del tercer piso no jala, a quién le aviso",
    "court letter": "got a subpoena in the mail for tuesday, do i have to show up in court",
    "appeal": "¿Me ayudas a escribir una carta para apelar la suspensión que me dieron?",
}


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return open_answerer()


@pytest.mark.parametrize("message", NOT_FOR_IT.values(), ids=NOT_FOR_IT)
def test_law_staff_matters_and_machines_are_not_answered_from_the_directive(message: str, answerer: Answerer) -> None:
    answer = answerer.answer(message)

    assert answer.verdict not in FROM_THE_DIRECTIVE, answer.headline
    assert answer.instead or answer.ask, "it says where to turn"


def test_whoever_is_threatened_is_told_whom_to_call_and_nothing_of_the_policy(answerer: Answerer) -> None:
    answers = {case.raw: case.answer for case in answerer.cases(EMERGENCIES)}

    lectured = [
        raw
        for raw, answer in answers.items()
        if answer is None or answer.verdict is not Verdict.ESCALATE or answer.citations or "911" not in answer.reason
    ]
    assert lectured == []
