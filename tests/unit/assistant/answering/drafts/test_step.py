"""Marks in the text somebody means to post, and the safer version of it: what is offered, and what never is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from assistant.answering.drafts.what_if import Asked, ask_what_if
from assistant.answering.pipeline import TURNS_KEPT, Tools, run
from assistant.answering.records import Answer, Case, Draft, Kind, Piece, Reading, Suggestion, Verdict
from assistant.answering.verify import faults_of
from corpus.library import Library
from corpus.rule_rows import Effect
from corpus.rulebook import Rulebook
from tests.unit.assistant.answering.conftest import MakeTools
from tests.unit.assistant.conftest import make_reading

PLACED = "placed two kids with grandma"
REST = "Sunday is for naps and tacos."
DRAFT = f"So we {PLACED} last night. {REST}"
DISCLAIMER = (
    "The postings on this website are my own and do not necessarily reflect the views of the County of Los Angeles "
    "Department of Children and Family Services (DCFS)."
)


class WordReader:
    """Reads a fact wherever its words stand in the question, and private life where no words stand."""

    name = "words"

    def __init__(self, words: Mapping[str, str], opinion: Mapping[Verdict, float] | None = None) -> None:
        self.words, self.opinion = words, opinion or {}
        self.seen: list[tuple[str, ...]] = []

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        self.seen += [tuple(turns) for turns in conversations]
        return [self._read(turns[-1]) for turns in conversations]

    def _read(self, text: str) -> Reading:
        facts = {fact.lstrip("-"): not fact.startswith("-") for words, fact in self.words.items() if words in text}
        said = {fact.lstrip("-"): words for words, fact in self.words.items()}
        return make_reading(opinion=self.opinion, words=said, **(facts or {"private_life": True}))


def answered(raw: str, tools: Tools, earlier: tuple[str, ...] = ()) -> Answer:
    (case,) = run([Case(raw=raw, earlier=earlier)], tools)
    assert case.answer is not None, case.error
    assert case.faults == ()
    return case.answer


def marked(raw: str, answer: Answer) -> list[str]:
    return [raw[mark.start : mark.end] for mark in answer.marks]


# --- marks ------------------------------------------------------------------------------------------------------------


def test_the_phrase_that_carries_the_finding_is_marked_with_its_clause(make_tools: MakeTools) -> None:
    raw = f'can i post "{DRAFT}"?'

    answer = answered(raw, make_tools(reader=WordReader({"placed": "placement"})))

    assert marked(raw, answer) == [f"So we {PLACED} last night"]
    assert [mark.clause for mark in answer.marks] == ["md-16-02/policy/placement"]
    assert "".join(piece.words for piece in answer.draft) == DRAFT
    assert [piece.locator for piece in answer.draft if piece.clause] == ["MD 16-02, Policy, ¶ 11, item 7"]


def test_what_is_said_twice_is_marked_twice(make_tools: MakeTools) -> None:
    raw = 'ok? "We placed two kids. Tacos for all of us. They were placed together."'

    answer = answered(raw, make_tools(reader=WordReader({"placed": "placement"})))

    assert marked(raw, answer) == ["We placed two kids", "They were placed together"]


@pytest.mark.parametrize(
    ("claim", "before", "phrase"),
    [
        ("a hidden name", "So ", "we placed Jayden Morales with grandma"),
        ("an emoji of several characters", "🕵️👩‍👩‍👧 yay! ", "We placed two kids 🕵️"),
        ("combining characters", "cafe\u0301 time. ", "We placed the nin\u0303os"),
        ("two kinds of line ends", "Long day\r\nat work\r\n", "We placed two kids"),
        ("invisible characters", "\u200b\u2060So\u200d tired. ", "We pla\u200bced two kids"),
        ("compatibility forms", "ﬁve ½ hours. ", "We placed ﬁve kids"),
    ],
)
def test_marks_count_characters_of_the_raw_input(claim: str, before: str, phrase: str, make_tools: MakeTools) -> None:
    raw = f'ok to post?\r\n"{before}{phrase}. {REST}"'

    (found,) = marked(raw, answered(raw, make_tools(reader=WordReader({"placed": "placement"}))))

    assert phrase in found, claim
    assert REST not in found
    assert found == found.strip(" .\r\n")


@pytest.mark.parametrize(
    ("claim", "raw", "words"),
    [
        ("no draft", "we placed two kids, can i post that?", {"placed": "placement"}),
        ("said outside the draft", f'from a visit. can i post "{REST}"', {"visit": "visit_media"}),
        ("nothing is touched", f'can i post "{REST}"', {}),
    ],
)
def test_nothing_is_marked_when(claim: str, raw: str, words: dict[str, str], make_tools: MakeTools) -> None:
    answer = answered(raw, make_tools(reader=WordReader(words)))

    assert (answer.marks, answer.draft, answer.suggestion) == ((), (), None), claim


def test_without_its_only_phrase_a_draft_is_what_stands_around_it_and_read_once() -> None:
    reader, text = WordReader({"placed": "placement"}), f'can i post "we {PLACED}"?'

    (found,) = ask_what_if([Asked(text, text.index("we"), text.rindex('"'), ("before",))], reader)

    assert reader.seen == [("before", 'can i post ""?'), ("before", f'can i post "we {PLACED}"?')]
    assert found.around == found.without[0]
    assert found.alone[0].stated == {"placement": True}


def test_a_question_without_a_draft_is_read_once(make_tools: MakeTools) -> None:
    reader = WordReader({"visit": "visit_media"})

    answered("can i post a photo from the visit?", make_tools(reader=reader))

    assert len(reader.seen) == 1


def test_what_if_is_read_in_the_same_conversation(make_tools: MakeTools) -> None:
    reader = WordReader({"placed": "placement"})

    answered(f'and "{DRAFT}"?', make_tools(reader=reader), tuple(f"turn {n}" for n in range(TURNS_KEPT + 2)))

    assert {turns[:-1] for turns in reader.seen} == {tuple(f"turn {n}" for n in range(2, TURNS_KEPT + 2))}


# --- the safer version ------------------------------------------------------------------------------------------------


def test_what_is_left_without_the_offending_sentence_is_offered(make_tools: MakeTools) -> None:
    answer = answered(f'can i post "{DRAFT}"?', make_tools(reader=WordReader({"placed": "placement"})))

    assert answer.verdict is Verdict.NO
    assert (answer.suggestion, answer.suggestion_conditions) == (REST, ())


def test_a_version_that_is_itself_prohibited_is_never_offered(make_tools: MakeTools) -> None:
    class OnlyWithout(WordReader):
        """What is left turns out to be prohibited, but only once it stands there without the rest."""

        def _read(self, text: str) -> Reading:
            return (
                make_reading(identifying_details=True) if "placed" not in text and "ok" in text else super()._read(text)
            )

    answer = answered(f'ok? "{DRAFT}"', make_tools(reader=OnlyWithout({"placed": "placement"})))

    assert answer.verdict is Verdict.NO
    assert answer.suggestion is None


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.ESCALATE, Verdict.CLARIFY, Verdict.OUT_OF_SCOPE, Verdict.INFO])
def test_only_a_version_that_comes_out_yes_or_if_is_offered(verdict: Verdict, make_tools: MakeTools) -> None:
    readings = {
        Verdict.NO: make_reading(court_department=True), Verdict.ESCALATE: make_reading(management_question=True),
        Verdict.CLARIFY: make_reading(tie_unclear=True), Verdict.OUT_OF_SCOPE: make_reading(Kind.OTHER),
        Verdict.INFO: make_reading(Kind.POLICY, relevance={"md-16-02/policy/disclaimer": 0.9}),
    }  # fmt: skip

    class Told(WordReader):
        def _read(self, text: str) -> Reading:
            return super()._read(text) if "placed" in text else readings[verdict]

    answer = answered(f'ok? "{DRAFT}"', make_tools(reader=Told({"placed": "placement"})))

    assert answer.suggestion is None


@pytest.mark.parametrize(
    ("opinion", "is_offered"),
    [
        ({Verdict.NO: 0.04, Verdict.YES: 0.9}, True),
        ({Verdict.NO: 0.10, Verdict.YES: 0.9}, False),
        ({Verdict.NO: 0.01, Verdict.YES: 0.3, Verdict.ESCALATE: 0.69}, False),
    ],
)
def test_only_a_sure_version_is_offered(opinion: dict[Verdict, float], is_offered: bool, make_tools: MakeTools) -> None:
    class Unsure(WordReader):
        def _read(self, text: str) -> Reading:
            opinion = {Verdict.NO: 1.0} if "placed" in text else self.opinion
            return dataclasses.replace(super()._read(text), opinion=opinion)

    answer = answered(f'ok? "{DRAFT}"', make_tools(reader=Unsure({"placed": "placement"}, opinion)))

    assert (answer.suggestion is not None) is is_offered


NOT_IN_THE_WORDS = {
    "client-picture": {"client_in_media": True}, "blurred-face": {"client_in_media": True, "face_hidden": True},
    "visitation": {"visit_media": True, "client": True}, "client-neighborhood": {"client_neighborhood": True},
    "county-business-photography": {"taken_on_duty": True}, "client-material": {"client_material": True},
    "county-form": {"county_form": True}, "retaliation": {"retaliation": True},
    "personal-account-search": {"work_search": True, "personal_account": True},
    "which-account": {"work_search": True, "personal_account": True},
    "county-email-search": {"county_email": True, "work_search": True}, "county-email": {"county_email": True},
    "investigative-account-private-use": {"investigative_account_private_use": True},
    "identify-yourself": {"contact_made": True, "identifies_self": False},
    "friend-or-follow": {"friend_or_follow": True, "client": True}, "working-hours": {"working_hours": True},
    "county-equipment": {"county_equipment": True}, "name-and-logo-shown": {"department_name": True, "promotion": True},
    "office-photography": {"workplace_shown": True, "sensitive_material_visible": True},
    "working-hours-for-work": {"working_hours": True, "work_related": True, "supervisor_authorization": False},
}  # fmt: skip


@pytest.mark.parametrize("rule", NOT_IN_THE_WORDS)
def test_nothing_is_offered_for_what_is_not_in_the_words(rule: str, make_tools: MakeTools) -> None:
    class Told(WordReader):
        def _read(self, text: str) -> Reading:
            bad = "placed" in text
            return make_reading(**(NOT_IN_THE_WORDS[rule] if bad else {"private_life": True}))

    raw = f'{"with our logo on the mugs, " if rule == "name-and-logo-shown" else ""}ok? "{DRAFT}"'
    answer = answered(raw, make_tools(reader=Told({})))

    assert answer.verdict is Verdict.NO
    assert answer.suggestion is None


def test_every_rule_that_can_prohibit_is_either_mended_by_words_or_tried_above(rulebook: Rulebook) -> None:
    can = {rule.id for rule in rulebook.rules if rule.effect is Effect.PROHIBITS or rule.breach == "no"}

    assert can == (set(rulebook.mends) | set(NOT_IN_THE_WORDS) & can)
    assert not set(rulebook.mends) & set(NOT_IN_THE_WORDS)


@pytest.mark.parametrize("around", ['with a pic of my dinner: "{}"', 'tiktok video text: "{}"', 'foto con esto: "{}"'])
def test_nothing_is_offered_beside_a_picture_that_might_tell_the_same(around: str, make_tools: MakeTools) -> None:
    answer = answered(around.format(DRAFT), make_tools(reader=WordReader({"placed": "placement"})))

    assert answer.verdict is Verdict.NO
    assert answer.suggestion is None


def test_nothing_is_offered_when_the_question_around_it_is_the_trouble(make_tools: MakeTools) -> None:
    raw = f'we placed her yesterday, ok? "{DRAFT}"'

    assert answered(raw, make_tools(reader=WordReader({"placed": "placement"}))).suggestion is None


def test_nothing_is_offered_where_two_drafts_are_compared(make_tools: MakeTools) -> None:
    raw = f'this: "{DRAFT}" or this: "{REST} And for long walks."'

    answer = answered(raw, make_tools(reader=WordReader({"placed": "placement"})))

    assert marked(raw, answer) == [f"So we {PLACED} last night"]
    assert answer.suggestion is None


@pytest.mark.parametrize("left", ["", " Bye.", " #tired #home #naps #tacos", f" {DISCLAIMER}"])
def test_nothing_is_offered_where_no_post_is_left(left: str, make_tools: MakeTools) -> None:
    raw = f'can i post "So we {PLACED} last night.{left}"'

    assert answered(raw, make_tools(reader=WordReader({"placed": "placement"}))).suggestion is None


def test_hidden_data_never_comes_back_in_a_version(make_tools: MakeTools) -> None:
    raw = f'ok? "So we {PLACED} last night. Call Jayden Morales at 213-555-0148 for cake. {REST}"'

    answer = answered(raw, make_tools(reader=WordReader({"placed": "placement"})))

    assert len(answer.redactions) == 2
    assert answer.suggestion == REST


def test_an_item_of_a_list_goes_and_the_rest_of_the_list_stays(make_tools: MakeTools) -> None:
    raw = f'ok? "Fixed the sink, burned the rice, {PLACED}, folded the towels. {REST}"'

    answer = answered(raw, make_tools(reader=WordReader({"placed": "placement"})))

    assert answer.suggestion == f"Fixed the sink, burned the rice, folded the towels. {REST}"


@pytest.mark.parametrize("agrees", [True, False])
def test_a_slow_reader_reads_only_the_version_to_be_offered_and_has_to_agree(
    agrees: bool, make_tools: MakeTools
) -> None:
    class Slow(WordReader):
        def _read(self, text: str) -> Reading:
            return super()._read(text) if agrees or "placed" in text else make_reading(court_department=True)

    slow = Slow({"placed": "placement"})
    quick = WordReader({"placed": "placement"})

    answer = answered(f'ok? "{DRAFT}"', make_tools(reader=slow, quick_reader=quick))

    assert len(slow.seen) == 2
    assert len(quick.seen) > 2
    assert answer.suggestion == (REST if agrees else None)


# --- the disclaimer ---------------------------------------------------------------------------------------------------

NEWS = {"foster": "child_welfare_content", DISCLAIMER: "disclaimer"}


@pytest.mark.parametrize(
    ("draft", "offered"),
    [
        ("A good read on foster care.", f"A good read on foster care. {DISCLAIMER}"),
        ("A good read on foster care #kids", f"A good read on foster care #kids\n\n{DISCLAIMER}"),
        ("A good read on foster care. Opinions my own.", f"A good read on foster care. {DISCLAIMER}"),
        ("A good read on foster care. Mis opiniones son mías.", f"A good read on foster care. {DISCLAIMER}"),
        (f"A good read on foster care. {DISCLAIMER[:-60]}.", f"A good read on foster care. {DISCLAIMER}"),
    ],
)
def test_the_disclaimer_is_added_word_for_word_where_it_is_missing(
    draft: str, offered: str, make_tools: MakeTools, library: Library
) -> None:
    answer = answered(f'sharing an article, ok? "{draft}"', make_tools(reader=WordReader(NEWS)))

    assert DISCLAIMER in library.clause("md-16-02/policy/disclaimer").text
    assert answer.verdict is Verdict.CONDITIONAL
    assert (answer.suggestion, answer.suggestion_conditions) == (offered, ())


def test_the_disclaimer_goes_with_what_is_left_only_where_that_lacks_it(make_tools: MakeTools) -> None:
    reader = WordReader({**NEWS, "placed": "placement"})

    assert answered(f'ok? "We {PLACED}. A good read on foster care."', make_tools(reader=reader)).suggestion == (
        f"A good read on foster care. {DISCLAIMER}"
    )
    assert answered(f'ok? "{DRAFT}"', make_tools(reader=reader)).suggestion == REST


def test_conditions_are_shown_with_the_version(make_tools: MakeTools, rulebook: Rulebook) -> None:
    reader = WordReader({"placed": "placement", "on a county wall": "workplace_shown"})

    answer = answered(f'i will paint it on a county wall. ok? "{DRAFT}"', make_tools(reader=reader))

    assert answer.suggestion == REST
    assert answer.suggestion_conditions == (rulebook.facts["sensitive_material_visible"].condition,)


def test_a_version_in_which_something_is_still_marked_is_not_offered(make_tools: MakeTools) -> None:
    reader = WordReader({"placed": "placement", "Sunday": "workplace_shown"})

    assert answered(f'ok? "{DRAFT}"', make_tools(reader=reader)).suggestion is None


# --- verification -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "suggestion", "says"),
    [
        ("a version that is a no", Suggestion(REST, Verdict.NO), "itself a 'no'"),
        ("words of our own", Suggestion("Sunday is for wine.", Verdict.YES), "not in the draft"),
        ("a placeholder", Suggestion("naps [name 1] tacos", Verdict.YES), "hidden data"),
        ("hidden words", Suggestion("Sunday with Jayden", Verdict.YES), "hidden data"),
        ("lost conditions", Suggestion(REST, Verdict.CONDITIONAL, ("check it",)), "conditions"),
    ],
)
def test_a_broken_version_withholds_the_answer(
    claim: str, suggestion: Suggestion, says: str, make_tools: MakeTools, rulebook: Rulebook, library: Library
) -> None:
    tools = make_tools(reader=WordReader({"placed": "placement"}))
    (case,) = run([Case(raw=f'for Jayden, ok? "{DRAFT}"')], tools)
    assert case.answer is not None
    assert case.draft is not None
    assert case.screened is not None
    assert case.screened.redactions
    assert faults_of(case, rulebook, library) == []

    broken = case.with_(
        draft=dataclasses.replace(case.draft, suggestion=suggestion),
        answer=dataclasses.replace(case.answer, suggestion=suggestion.text, suggestion_conditions=()),
    )

    assert any(says in fault for fault in faults_of(broken, rulebook, library)), claim


def test_a_version_that_was_never_tried_withholds_the_answer(
    make_tools: MakeTools, rulebook: Rulebook, library: Library
) -> None:
    (case,) = run([Case(raw="from a visit?")], make_tools(reader=WordReader({"visit": "visit_media"})))
    assert case.answer is not None

    slipped_in = case.with_(answer=dataclasses.replace(case.answer, suggestion="Just do it."))
    beside_a_yes = case.with_(draft=Draft((Piece(REST),), (), Suggestion(REST, Verdict.YES)))

    assert "the safer version is not the one that was tried" in faults_of(slipped_in, rulebook, library)
    assert "the safer version is not the one that was tried" in faults_of(beside_a_yes, rulebook, library)
