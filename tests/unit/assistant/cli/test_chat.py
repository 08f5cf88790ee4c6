"""A conversation on the terminal: what is kept of it, what an empty line forgets, and what a number picks."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.doubt import Doubt
from assistant.answering.pipeline import Tools
from assistant.answering.records import Reading
from assistant.answering.screening import Screener
from assistant.cli import chat
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_screener
from tests.unit.assistant.conftest import NoSearch, ToldReader, make_reading

YES = make_reading(private_life=True)
ASK = make_reading(tie_unclear=True)


class Input(io.TextIOWrapper):
    """Standard input in a pipe."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw), encoding="utf-8")


class Conversation:
    def __init__(self, reader: ToldReader, out: str, err: str) -> None:
        self.seen, self.out, self.err = reader.seen, out, err


Converse = Callable[..., Conversation]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return shipped_screener()


@pytest.fixture
def converse(
    library: Library,
    rulebook: Rulebook,
    screener: Screener,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Converse:
    """The conversation that these bytes on standard input make with a reader that is told what to read."""

    def run(said: bytes | str, *readings: Reading, why: bool = False, reader: ToldReader | None = None) -> Conversation:
        told = reader or ToldReader(*readings)
        tools = Tools(
            library=library, rulebook=rulebook, screener=screener, reader=told, search=NoSearch(), doubt=Doubt()
        )
        monkeypatch.setattr(chat, "open_answerer", lambda *_: Answerer(tools))
        monkeypatch.setattr(sys, "stdin", Input(said.encode() if isinstance(said, str) else said))
        chat.converse(why=why)
        return Conversation(told, *capsys.readouterr())

    return run


def test_a_follow_up_is_read_with_what_was_said_before(converse: Converse) -> None:
    talk = converse("my cat?\nand my dog?\n", YES)

    assert talk.seen == [("my cat?",), ("my cat?", "and my dog?")]
    assert talk.out.count("OK to post") == 2


def test_an_empty_line_starts_afresh(converse: Converse) -> None:
    assert converse("my cat?\n\nand my dog?\n", YES).seen == [("my cat?",), ("and my dog?",)]


def test_what_is_kept_is_screened(converse: Converse) -> None:
    talk = converse("a photo of Jayden Morales?\nand at lunch?\n", YES, why=True)

    assert talk.seen[1] == ("a photo of [name 1]?", "and at lunch?")
    assert "Jayden" not in talk.out + talk.err


@pytest.mark.parametrize(("number", "says"), [("1", "Don't post this"), (" 2 ", "OK to post")])
def test_a_number_picks_a_choice_and_settles_what_was_asked(number: str, says: str, converse: Converse) -> None:
    talk = converse(f"a lady i met?\n{number}\n", ASK)

    assert "One thing first" in talk.out
    assert says in talk.out.partition("One thing first")[2]
    assert talk.seen[1][-1] == "a lady i met?", "it is the same question"


def test_what_was_chosen_goes_on_to_the_next_line_and_an_empty_one_forgets_it(converse: Converse) -> None:
    talk = converse("a lady i met?\nyes\nwhat if i blur her?\n\nwhat if i blur her?\n", ASK)

    said = talk.out.split("One thing first")
    assert said[1].count("Don't post this") == 2
    assert len(said) == 3, "asked once, and once more of the new topic"


@pytest.mark.parametrize("number", ["0", "3", "-1", "²", "\uff112", "1" * 5000, "1.5"])
def test_a_number_that_is_no_choice_is_not_taken_for_one(number: str, converse: Converse) -> None:
    talk = converse(f"a lady i met?\n{number}\nmy cat?\n", ASK)

    assert "there are no words in" in talk.err
    assert talk.seen[-1][-1] == "my cat?", "the conversation goes on"


def test_a_number_without_a_question_back_is_not_a_choice(converse: Converse) -> None:
    assert converse("1\n", YES).seen == []


def test_a_line_that_cannot_be_asked_ends_nothing(converse: Converse) -> None:
    talk = converse("🎉\n\u200b\nmy cat?\n", YES)

    assert talk.seen == [("my cat?",)]
    assert talk.err.count("canipost: ") == 2
    assert "OK to post" in talk.out


def test_bytes_that_are_no_text_end_nothing(converse: Converse) -> None:
    talk = converse(b"my \xff cat?\nmy dog?\n", YES)

    assert len(talk.seen) == 2
    assert "OK to post" in talk.out


def test_a_question_that_fails_is_told_and_the_next_one_answered(converse: Converse) -> None:
    class Failing(ToldReader):
        def read(self, conversations: object) -> list[Reading]:
            self.seen.append(("failed",)) if not self.seen else None
            if len(self.seen) == 1:
                self.seen.append(())
                raise RuntimeError("cannot read Jayden Morales")
            return super().read(conversations)  # type: ignore[arg-type]

    talk = converse("my cat?\nmy dog?\n", reader=Failing(YES))

    assert "the question could not be answered: read failed (RuntimeError)" in talk.err
    assert "Jayden" not in talk.err + talk.out
    assert "OK to post" in talk.out


@pytest.mark.parametrize("said", ["", "\n\n\n", "my cat?"])
def test_it_ends_with_its_input(said: str, converse: Converse) -> None:
    talk = converse(said, YES)

    assert len(talk.seen) == (1 if said.strip() else 0)


def test_a_pipe_gets_no_prompt(converse: Converse) -> None:
    assert not converse("my cat?\n", YES).out.startswith((">", "What"))


def test_a_spanish_choice_is_picked_with_or_without_its_accent(converse: Converse) -> None:
    for said in ("sí", "si", "Si.", "1"):
        talk = converse(f"¿puedo subir la foto de la señora?\n{said}\n", ASK)

        assert "¿Viene de su trabajo" in talk.out
        assert "No publique esto" in talk.out, said
        assert len(talk.seen) == 2
        assert talk.seen[1] == ("¿puedo subir la foto de la señora?",)
