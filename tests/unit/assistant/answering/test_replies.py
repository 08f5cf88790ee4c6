"""What goes for every reply, whatever was asked: short, three clauses at most, the deciding one first, whom to call."""

from __future__ import annotations

import pytest

from assistant.answering.compose import SHOWN_CITATIONS, compose, fixed_answer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Kind, Reading, Standing, Verdict
from assistant.answering.route import is_emergency
from assistant.answering.verify import faults_of
from corpus.facts import Situation
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

LANGUAGES = ["en", "es"]
RELEVANT = 0.5


def facts_for(situation: Situation) -> dict[str, bool]:
    """The facts that a situation has stated, as it wants them."""
    stated = {}
    for test in situation.tests:
        if None not in test.values:
            stated[test.fact] = True in test.values
    return stated


def every_reading(rulebook: Rulebook, library: Library) -> list[Reading]:
    """One for each alternative of each rule and reply, met, breached and open, each with every clause somewhat relevant."""
    relevance = {clause.id: RELEVANT for clause in library.document("md-16-02").clauses}
    found = []
    for rule in rulebook.rules:
        for situation in rule.situations:
            facts = facts_for(situation)
            found.append(make_reading(relevance=relevance, **facts))
            for met in (True, False):
                required = {name: value is met for name, value in rule.required}
                found.append(make_reading(relevance=relevance, **{**facts, **required}))
    for reply in rulebook.replies.values():
        found += [make_reading(relevance=relevance, **facts_for(situation)) for situation in reply.situations]
    for topic in rulebook.topics:
        found.append(make_reading(Kind.POLICY, relevance={**relevance, topic.clauses[0]: 1.0}))
    found += [make_reading(kind, relevance=relevance, client_in_media=True) for kind in Kind]
    found += [make_reading(**{fact.name: True}) for fact in rulebook.facts.values() if fact.opens]
    return found


def answers(rulebook: Rulebook, library: Library) -> list[tuple[Reading, Answer]]:
    found = []
    for reading in every_reading(rulebook, library):
        case = compose(decide(make_case(reading), rulebook, Doubt()), rulebook, library)
        assert faults_of(case, rulebook, library) == []
        assert case.answer is not None
        assert case.decision is not None
        found.append((reading, case.answer))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_lectures(language: str, rulebook: Rulebook, library: Library) -> None:
    for _, answer in answers(rulebook.spoken(language), library):
        sentences = answer.reason.count(". ") + answer.reason.count("? ") + 1
        assert sentences <= 2, answer.reason
        assert len(answer.citations) <= SHOWN_CITATIONS == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deciding_clause_comes_first(language: str, rulebook: Rulebook, library: Library) -> None:
    spoken = rulebook.spoken(language)
    for reading in every_reading(spoken, library):
        case = compose(decide(make_case(reading), spoken, Doubt()), spoken, library)
        assert case.answer is not None
        assert case.decision is not None
        if case.decision.topic is not None:
            assert case.answer.citations[0].clause == case.decision.topic.clauses[0]
        elif case.decision.findings and case.decision.reply is None:
            first = case.decision.findings[0]
            assert case.answer.citations[0].clause == first.rule.clause
            assert case.answer.reason.startswith(first.rule.reason)
            assert first.standing in (Standing.PROHIBITED, Standing.OPEN, Standing.REFERRED)
        elif case.decision.reply is not None and case.decision.reply.clauses:
            assert case.answer.citations[0].clause == case.decision.reply.clauses[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_keeps_the_retaliation_clause_whatever_else_it_touches(
    language: str, rulebook: Rulebook, library: Library
) -> None:
    spoken = rulebook.spoken(language)
    for rule in spoken.rules:
        reading = make_reading(Kind.REPORT, **facts_for(rule.situations[0]))
        case = compose(decide(make_case(reading), spoken, Doubt()), spoken, library)
        assert case.answer is not None
        cited = [citation.clause for citation in case.answer.citations]
        assert cited[0] == "md-16-02/policy/unsure"
        assert "md-16-02/compliance/retaliation" in cited
        assert case.answer.verdict is Verdict.ESCALATE
        assert "supervisor" in case.answer.instead


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_emergency_gets_nothing_but_whom_to_call(language: str, rulebook: Rulebook, library: Library) -> None:
    spoken = rulebook.spoken(language)
    reading = make_reading(Kind.EMERGENCY, client=True, client_in_media=True, placement=True, abusive_content=True)
    case = compose(decide(make_case(reading), spoken, Doubt()), spoken, library)

    assert case.answer is not None
    assert case.answer.text == fixed_answer(spoken.replies["emergency"], spoken, library).text
    assert case.answer.text.splitlines()[1].find("911") < 60
    assert case.answer.citations == ()


@pytest.mark.parametrize(
    "text",
    [
        # a threat to a worker
        "a dad just dmed me that he's gonna kill me and he knows where i park",
        "bio dad wrote hes coming to the office with a gun",
        "someone commented there is a bomb in the lobby",
        "he got death threats on fb, my coworker and me too",
        "el papá de un caso me escribió que me va a matar",
        "me amenazó de muerte por facebook una mamá",
        "hay un señor con una pistola afuera de la oficina",
        "dicen que pusieron una bomba en el lobby",
        "publicaron mi dirección en un grupo contra DCFS",
        "sabe dónde vivo y dice que va a venir",
        # a child in danger now
        "on ig live right now a man is hitting a toddler now",
        "girl on my caseload posted she took all her pills",
        "a teen wrote on her story she wants to die tonight",
        "una muchacha de mi caso puso que se quiere matar",
        "está en vivo y le está pegando al bebé",
        "mi cliente de 15 se está cortando en un live",
        "dice que se va a tirar del puente",
        # a child who tells of abuse
        "kid dm'd me her stepdad touches her",
        "a boy told my son his uncle beats him",
        "una niña me contó que su padrastro la toca",
        "el niño dice que su papá le pega",
        "mi sobrina me dijo que el novio de su mamá se mete a su cuarto",
    ],
)
def test_words_alone_make_it_an_emergency(text: str, rulebook: Rulebook) -> None:
    assert is_emergency(text, rulebook.emergencies.cues)


@pytest.mark.parametrize(
    "text",
    [
        "my boss is gonna kill me lol can I post the party pics",
        "this traffic is killing me, ok to tweet?",
        "can I post about the bomb tacos at our potluck",
        "photo bomb at the office party, ok?",
        "can I share an article about death threats against politicians",
        "me muero de risa con este meme, lo puedo compartir?",
        "mi jefa me va a matar de risa, la puedo etiquetar?",
        "¿puedo publicar una nota sobre prevención de violencia?",
        "mi hija le pega a la piñata, puedo subir el video?",
        "le pegué el logo a mi foto, la subo?",
        "tengo una pistola de silicón para manualidades, subo la foto?",
        "mi hermano tiene un arma de juguete en la foto de halloween",
    ],
)
def test_a_manner_of_speaking_is_no_emergency(text: str, rulebook: Rulebook) -> None:
    assert not is_emergency(text, rulebook.emergencies.cues)
