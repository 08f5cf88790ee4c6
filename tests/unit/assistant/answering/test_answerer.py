"""Questions in, answers out: one, many in batches, or a conversation that builds on what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant.answering.answerer import BATCH, SIDE_BY_SIDE, Answerer, QuestionUnanswered, open_answerer
from assistant.answering.pipeline import Tools
from assistant.answering.reading.local import ReaderUnfit
from assistant.answering.records import Reading, Verdict
from assistant.settings import Settings
from corpus.errors import FaultyData
from index.errors import SettingUnclear
from tests.unit.assistant.conftest import ToldReader, make_reading

MakeTools = Callable[..., Tools]


class CountingReader(ToldReader):
    """Notes how many conversations come at a time."""

    def __init__(self, *readings: Reading) -> None:
        super().__init__(*readings)
        self.sizes: list[int] = []

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        self.sizes.append(len(conversations))
        return super().read(conversations)


def test_a_question_gets_its_verified_answer_and_the_time_it_took(make_tools: MakeTools) -> None:
    answer = Answerer(make_tools(make_reading(private_life=True))).answer("can i post my cat?")

    assert answer.verdict is Verdict.YES
    assert answer.ms > 0


def test_a_question_without_an_answer_says_why(make_tools: MakeTools) -> None:
    with pytest.raises(QuestionUnanswered, match="the question is empty"):
        Answerer(make_tools()).answer("   ")


def test_many_questions_are_answered_in_order_batch_by_batch(make_tools: MakeTools) -> None:
    reader = CountingReader(make_reading(private_life=True))

    cases = list(Answerer(make_tools(reader=reader)).cases(f"can i post cat {n}?" for n in range(2 * BATCH + 3)))

    assert [case.raw for case in cases] == [f"can i post cat {n}?" for n in range(2 * BATCH + 3)]
    assert all(case.answer is not None and case.answer.ms > 0 for case in cases)
    assert sorted(reader.sizes) == [3, BATCH, BATCH]


def test_no_more_questions_are_taken_than_the_batches_under_way_need(make_tools: MakeTools) -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield "can i post my cat?"

    next(Answerer(make_tools()).cases(endless()))

    assert len(taken) <= BATCH * (SIDE_BY_SIDE + 1)


def test_no_question_gives_no_case(make_tools: MakeTools) -> None:
    assert list(Answerer(make_tools()).cases([])) == []


def test_a_turn_is_read_with_the_screened_turns_before_it(make_tools: MakeTools) -> None:
    tools = make_tools()

    cases = list(Answerer(tools).conversation(["a photo of Jayden Morales?", "", "at lunch?"]))

    assert [case.error for case in cases] == [None, "the question is empty", None]
    assert tools.reader.seen == [("a photo of [name 1]?",), ("a photo of [name 1]?", "at lunch?")]  # type: ignore[attr-defined]


def test_conversations_know_nothing_of_each_other(make_tools: MakeTools) -> None:
    tools = make_tools()
    answerer = Answerer(tools)

    for turns in (["a photo?"], ["a video?"]):
        list(answerer.conversation(turns))

    assert tools.reader.seen == [("a photo?",), ("a video?",)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("variable", "value", "error"),
    [
        ("CANIPOST_READER", "nowhere", ReaderUnfit),
        ("CANIPOST_ENCODER", "no-such-model", SettingUnclear),
    ],
)
def test_what_is_wrong_with_the_settings_is_said_when_it_opens(
    variable: str, value: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / value) if variable == "CANIPOST_READER" else value)

    with pytest.raises(error, match=value):
        open_answerer()


def test_an_assistant_that_cannot_vouch_for_its_texts_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CANIPOST_HOME", str(tmp_path))
    settings = Settings()
    settings.documents.mkdir(parents=True)
    (settings.documents / "bos-6.105.yaml").write_text("{", encoding="utf-8")

    with pytest.raises(FaultyData, match=r"bos-6\.105\.yaml:\d+: is not YAML"):
        open_answerer(settings)


def test_of_many_questions_nothing_is_searched_that_nobody_will_look_at(make_tools: MakeTools) -> None:
    class NeverSearched:
        def search_many(self, queries: Sequence[str], k: int) -> list[list[object]]:
            raise AssertionError(queries)

    tools = make_tools(make_reading(private_life=True), search=NeverSearched())

    (case,) = Answerer(tools).cases(["can i post my cat?"])

    assert case.answer is not None
    assert case.answer.verdict is Verdict.YES
    assert "retrieve" not in dict(case.trail)
