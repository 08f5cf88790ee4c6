"""The way of a question: the order of the steps, what a failing step does, and that every case comes back over."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Sequence

import pytest

from assistant.answering import pipeline
from assistant.answering.conversation.carrying import CHOSEN
from assistant.answering.pipeline import ANSWER_STEPS, TURNS_KEPT, Step, Tools, recall_cases, run
from assistant.answering.records import STOOD_ALONE, Case, Kind, Reading, Verdict
from assistant.answering.screening import Screened
from tests.unit.assistant.conftest import ToldReader, make_reading

MakeTools = Callable[..., Tools]

SECRET = "Jayden Morales"
ASKED = f"can i post a photo of {SECRET} from his visit?"


class FailingReader(ToldReader):
    """Fails on whatever holds the word, and quotes it in the failure, as careless code does."""

    def __init__(self, word: str, *readings: Reading) -> None:
        super().__init__(*readings)
        self.word = word

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        for turns in conversations:
            if self.word in turns[-1]:
                raise RuntimeError(f"cannot read {turns[-1]!r}")
        return super().read(conversations)


def asked(*questions: str) -> list[Case]:
    return [Case(raw=question) for question in questions]


def test_the_order_of_the_steps_is_that_of_the_design() -> None:
    assert [name for name, _ in ANSWER_STEPS] == [
        "screen", "hear", "restate", "read", "route", "recall", "settle", "agree", "retrieve", "decide", "relate", "draft", "compose",
        "reword", "verify",
    ]  # fmt: skip


def test_a_question_is_led_through_all_steps_to_a_verified_answer(make_tools: MakeTools) -> None:
    (case,) = run(asked("can i post my cat?"), make_tools(make_reading(private_life=True)))

    assert case.answer is not None
    assert case.answer.verdict is Verdict.YES
    assert [name for name, _ in case.trail] == [name for name, _ in ANSWER_STEPS]
    assert all(took >= 0 for _, took in case.trail)


def test_answers_come_in_the_order_of_the_questions(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True), make_reading(visit_media=True), make_reading(Kind.OTHER))

    cases = run(asked("my cat?", "from a visit?", "my leave balance?"), tools)

    assert [case.answer.verdict for case in cases if case.answer] == [Verdict.YES, Verdict.NO, Verdict.OUT_OF_SCOPE]


def test_thanks_are_no_part_of_what_a_question_is_read_with(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    run([Case(raw="and my dog?", earlier=("my cat?", "ok thanks!"))], tools)

    assert tools.reader.seen == [("my cat?", "and my dog?")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("asks", ["so that's a yes?", "you sure?", "why?"])
def test_who_asks_whether_it_is_so_gets_the_last_answer_whatever_their_words_would_read_like(
    asks: str, make_tools: MakeTools
) -> None:
    tools = make_tools(make_reading(private_life=True))

    (case,) = run([Case(raw=asks, earlier=("a visit?", "my cat?", "thanks", "really?"))], tools)

    assert tools.reader.seen == [("a visit?", "my cat?")]  # type: ignore[attr-defined]
    assert case.answer is not None
    assert (case.answer.verdict, case.answer.facts.keys()) == (Verdict.YES, {"private_life"})
    assert case.screened is not None
    assert case.screened.text == asks


def test_who_only_says_that_they_heard_it_is_not_read_and_told_to_ask_again(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    (case,) = run([Case(raw="ok, i wont post it", earlier=("my cat?",))], tools)

    assert tools.reader.seen == []  # type: ignore[attr-defined]
    assert case.answer is not None
    assert case.answer.reason == tools.rulebook.replies["acknowledged"].reason


def test_what_is_hidden_in_their_words_stays_theirs(make_tools: MakeTools) -> None:
    (case,) = run([Case(raw="you sure?", earlier=("my cat [name 1]?",))], make_tools(make_reading(private_life=True)))

    assert case.answer is not None
    assert case.answer.redactions == ()


def test_after_a_question_back_it_is_read_with_it(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(tie_unclear=True))

    run([Case(raw="so i can?", earlier=("a kid i met?",))], tools)

    assert tools.reader.seen[-1] == ("a kid i met?", "so i can?")  # type: ignore[attr-defined]


def test_who_asks_for_platform_after_platform_gets_the_answer_for_the_first(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    (case,) = run([Case(raw="you sure?", earlier=("my cat on fb?", "and on instagram?", "and tiktok?"))], tools)

    assert tools.reader.seen == [("my cat on fb?",)]  # type: ignore[attr-defined]
    assert case.answer is not None
    assert case.answer.verdict is Verdict.YES


@pytest.mark.parametrize(
    ("before", "asks"),
    [("into the case file?", "and on instagram?"), ("the unit's account on fb?", "and on my own facebook?")],
)
def test_a_platform_after_none_or_an_account_of_another_is_read(before: str, asks: str, make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    run([Case(raw=asks, earlier=(before,))], tools)

    assert tools.reader.seen == [(before, asks)]  # type: ignore[attr-defined]


def test_why_after_a_no_is_read_for_what_the_policy_says(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(visit_media=True))

    run([Case(raw="why?", earlier=("a visit?",))], tools)

    assert tools.reader.seen[-1] == ("a visit?", "why?")  # type: ignore[attr-defined]


def test_what_was_chosen_of_the_first_question_holds_when_it_is_answered_once_more(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(tie_unclear=True))

    (case,) = run([Case(raw="you sure?", earlier=("a kid i met?",), carried=CARRIED)], tools)

    assert case.answer is not None
    assert case.answer.verdict is Verdict.NO


def test_without_a_question_before_them_the_words_are_a_message_like_any_other(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(Kind.SMALL_TALK))

    run([Case(raw="you sure?"), Case(raw="you sure?", earlier=("thanks",))], tools)

    assert tools.reader.seen == [("you sure?",), ("you sure?",)]  # type: ignore[attr-defined]


CARRIED = {"client": True, "tie_unclear": None, "private_life": None}


def test_what_was_settled_before_holds_and_is_shown_as_the_askers_word(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(tie_unclear=True))

    (case,) = run([Case(raw="what if i blur her?", earlier=("a kid i met?",), carried=CARRIED)], tools)

    assert case.answer is not None
    assert case.answer.verdict is Verdict.NO
    assert case.answer.facts["client"].words == CHOSEN
    assert [turns[-1] for turns in tools.reader.seen] == [  # type: ignore[attr-defined]
        "what if i blur her?", "a kid i met?", "what if i blur her?",
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "gets"), [("what if i tag him?", Verdict.NO), ("can i post my cat?", Verdict.YES)])
def test_a_message_that_stands_apart_inherits_nothing(said: str, gets: Verdict, make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    (case,) = run([Case(raw=said, earlier=("a kid i met?",), carried=CARRIED)], tools)

    assert case.answer is not None
    assert case.answer.verdict is gets


def test_a_new_question_that_is_prohibited_is_not_covered_by_the_one_before_it(make_tools: MakeTools) -> None:
    joined, alone = make_reading(private_life=True), make_reading(client=True, client_in_media=True)

    class ByTurns(ToldReader):
        def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
            return [joined if len(turns) > 1 else alone for turns in conversations]

    asked_then = Case(raw="can i post a photo of my client?", earlier=("my cat?",))
    (case,) = run([asked_then], make_tools(reader=ByTurns(joined)))

    assert case.answer is not None
    assert case.answer.verdict is Verdict.NO
    assert case.answer.notes == (STOOD_ALONE,)
    assert case.faults == ()


def test_a_slow_reader_reads_a_new_question_by_itself_only_where_the_quick_one_finds_that_it_would_matter(
    make_tools: MakeTools,
) -> None:
    fine, barred = make_reading(private_life=True), make_reading(client=True, client_in_media=True)
    for by_quick, times in ((fine, 2), (barred, 2), (make_reading(Kind.SMALL_TALK), 1)):
        slow, quick = ToldReader(fine), ToldReader(by_quick)
        tools = dataclasses.replace(make_tools(reader=slow), quick_reader=quick)

        (case,) = run([Case(raw="can i post a photo of my boat?", earlier=("my cat?",))], tools)

        assert [len(turns) for turns in slow.seen] == [2, 1][:times]
        assert case.answer is not None
        assert case.answer.verdict is Verdict.YES


def test_nothing_asked_is_nothing_done(make_tools: MakeTools) -> None:
    assert run([], make_tools()) == []


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "\u200b\u200d", "\u202e", "\ud83d"])
def test_an_empty_question_ends_with_an_error_in_words(raw: str, make_tools: MakeTools) -> None:
    tools = make_tools()

    (case,) = run(asked(raw), tools)

    assert (case.answer, case.error) == (None, "the question is empty")
    assert tools.reader.seen == []  # type: ignore[attr-defined]
    assert [name for name, _ in case.trail] == ["screen"]


def test_what_comes_screened_is_not_screened_again_beside_what_does_not(make_tools: MakeTools) -> None:
    known = Case(raw="my card of [name 1]?", screened=Screened("my card of [name 1]?", (), False))

    first, second, third = run([*asked(ASKED), known, *asked(ASKED)], make_tools(make_reading(visit_media=True)))

    assert second.screened is known.screened
    assert first.screened == third.screened
    assert first.screened is not None
    assert SECRET not in first.screened.text


@pytest.mark.parametrize("raw", ["🎉🎉", "?!", "12 34", "👍🏽", "...", "—"])
def test_a_message_without_words_gets_its_fixed_reply(raw: str, make_tools: MakeTools) -> None:
    (case,) = run(asked(raw), make_tools())

    assert case.answer is not None
    assert case.answer.verdict is Verdict.OUT_OF_SCOPE
    assert case.answer.reason == make_tools().rulebook.replies["nothing-asked"].reason
    assert [name for name, _ in case.trail] == ["screen"], "nobody reads what has no words"


def test_one_empty_question_takes_no_neighbor_down(make_tools: MakeTools) -> None:
    cases = run(asked("my cat?", "", "🎉", "my dog?"), make_tools(make_reading(private_life=True)))

    assert [case.is_over for case in cases] == [True] * 4
    assert [case.error for case in cases] == [None, "the question is empty", None, None]


def test_a_step_that_fails_on_one_question_answers_the_others(
    make_tools: MakeTools, caplog: pytest.LogCaptureFixture
) -> None:
    tools = make_tools(reader=FailingReader("dog", make_reading(private_life=True)))

    cases = run(asked("my cat?", "my dog?", "my bird?"), tools)

    assert [case.answer is not None for case in cases] == [True, False, True]
    assert cases[1].error == "the question could not be answered: read failed (RuntimeError)"
    assert [record.getMessage() for record in caplog.records] == [
        "step read failed on a batch of 3: RuntimeError",
        "step read failed on a batch of 1: RuntimeError",
    ]


@pytest.mark.parametrize("broken", [name for name, _ in ANSWER_STEPS])
def test_whichever_step_fails_the_case_ends_with_an_error_and_without_an_answer(
    broken: str, make_tools: MakeTools, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(cases: Sequence[Case], tools: Tools) -> list[Case]:
        raise ValueError(f"cannot go on with {[case.raw for case in cases]}")

    steps: list[tuple[str, Step]] = [(name, fail if name == broken else step) for name, step in ANSWER_STEPS]

    (case,) = run(asked(ASKED), make_tools(make_reading(visit_media=True)), steps)

    assert case.is_over
    assert case.answer is None
    assert case.error == f"the question could not be answered: {broken} failed (ValueError)"
    assert SECRET not in caplog.text


def test_what_was_composed_but_not_verified_never_leaves(make_tools: MakeTools) -> None:
    def fail(cases: Sequence[Case], tools: Tools) -> list[Case]:
        raise ValueError

    steps = [*ANSWER_STEPS[:-1], ("verify", fail)]

    (case,) = run(asked("my cat?"), make_tools(make_reading(private_life=True)), steps)

    assert case.answer is None


def test_a_reader_that_gives_too_few_readings_is_a_failed_step(make_tools: MakeTools) -> None:
    class Short(ToldReader):
        def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
            return super().read(conversations)[:-1]

    cases = run(asked("my cat?", "my dog?"), make_tools(reader=Short(make_reading(private_life=True))))

    assert [case.error for case in cases] == ["the question could not be answered: read failed (ValueError)"] * 2


def test_a_question_is_read_with_the_last_screened_turns_before_it(make_tools: MakeTools) -> None:
    tools = make_tools()
    earlier = tuple(f"turn {number}" for number in range(TURNS_KEPT + 3))

    run([Case(raw="and at lunch?", earlier=earlier)], tools)

    assert tools.reader.seen == [(*earlier[3:], "and at lunch?")]  # type: ignore[attr-defined]


def test_no_step_after_screening_sees_what_was_hidden(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(visit_media=True))

    (case,) = run(asked(ASKED), tools)

    assert SECRET.split()[0] not in repr(tools.reader.seen)  # type: ignore[attr-defined]
    assert case.answer is not None
    assert [ASKED[hidden.start : hidden.end] for hidden in case.answer.redactions] == [SECRET]


def test_words_of_danger_end_with_the_fixed_reply_whatever_was_read(make_tools: MakeTools) -> None:
    (case,) = run(
        asked("she posted that she wants to die, can i comment?"), make_tools(make_reading(private_life=True))
    )

    assert case.answer is not None
    assert case.answer.verdict is Verdict.ESCALATE
    assert "988" in case.answer.reason


def test_an_answer_that_fails_its_check_is_withheld_and_the_log_says_why(
    make_tools: MakeTools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pipeline, "compose", _granting(pipeline.compose))

    (case,) = run(asked(ASKED), make_tools(make_reading(visit_media=True)))

    assert case.answer is not None
    assert case.answer.verdict is Verdict.ESCALATE
    assert case.answer.reason == make_tools().rulebook.replies["unverified"].reason
    (message,) = caplog.messages
    assert message.startswith(
        "an answer was withheld: the wording grants an authorization; the reason of a no has lost its negation"
    )
    assert SECRET not in message
    assert caplog.records[0].levelno == logging.ERROR


def _granting(compose: Callable[..., Case]) -> Callable[..., Case]:
    def grant(*arguments: object) -> Case:
        case = compose(*arguments)
        assert case.answer is not None
        object.__setattr__(case.answer, "reason", "This is approved.")
        return case

    return grant


def test_a_question_that_was_cut_before_is_not_let_through(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))
    whole, cut = run([Case(raw="Can I post my cat?"), Case(raw="Can I post my cat?", is_cut=True)], tools)
    assert whole.answer is not None
    assert cut.answer is not None
    assert (whole.answer.verdict, cut.answer.verdict) == (Verdict.YES, Verdict.ESCALATE)


CLIENT = make_reading(client=True, client_in_media=True)
CLIENT_THOUGH_UNLIKELY = dataclasses.replace(CLIENT, opinion={Verdict.NO: 0.1, Verdict.YES: 0.9})
NIECE = make_reading(client=False, private_life=True)


class ByItself(ToldReader):
    """Hears of a niece in the correction alone, and of a client in what was said before it."""

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        return [NIECE if "niece" in turns[-1] else CLIENT for turns in conversations]


@pytest.mark.parametrize(
    ("second", "carried"),
    [(None, {"client": False}), (CLIENT, {}), (CLIENT_THOUGH_UNLIKELY, {"client": False})],
)
def test_a_correction_takes_nothing_back_that_another_reader_holds_on_to(
    make_tools: MakeTools, second: Reading | None, carried: dict[str, bool | None]
) -> None:
    joined = dataclasses.replace(CLIENT_THOUGH_UNLIKELY, second=second)
    text = "no, it's my niece"
    case = Case(
        raw=text, screened=Screened(text, (), False), earlier=("can i post a photo of my client?",), reading=joined
    )

    (recalled,) = recall_cases([case], make_tools(reader=ByItself()))

    assert recalled.carried == carried
