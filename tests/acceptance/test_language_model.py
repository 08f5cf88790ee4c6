"""The real program with a language model configured: what it sends, what it shows, how readers are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.conftest import Canipost
from tests.model_server import KEY, Asked, Handler, ModelServer, message_of, reading, report, say, serving

BLURRED = "can i post a photo of my client on my instagram, her face is blurred?"
DOG = "can i post a photo of my own dog at the beach on my day off"
HONEST = report(client="my client", client_in_media="a photo of my client", face_hidden="her face is blurred")


def variables(server: ModelServer) -> dict[str, str]:
    return {"CANIPOST_MODEL": "openai:told", "CANIPOST_MODEL_OPTIONS": json.dumps(server.options)}


def test_why_shows_word_for_word_what_was_sent(canipost: Canipost) -> None:
    with serving(HONEST) as server:
        outcome = canipost("ask", "--json", "--why", f"my client is Jayden Morales. {BLURRED}", **variables(server))
        shown = canipost("ask", "--why", BLURRED, **variables(server))

    (call,) = json.loads(outcome.stdout)["model_calls"]
    assert outcome.stderr == ""
    assert call["sent"] == [{"role": m["role"], "content": m["content"]} for m in server.asked[0]["messages"]]
    assert "Jayden" not in json.dumps(server.asked)
    assert KEY not in outcome.stdout + shown.stdout
    words = " ".join(shown.stdout.split())
    for message in server.asked[1]["messages"]:
        assert " ".join(message["content"].split()) in words
    assert "openai:told, reading: used (1 try" in words


def test_a_model_that_cannot_be_opened_is_one_line_that_says_what_to_do(canipost: Canipost) -> None:
    outcome = canipost("ask", BLURRED, CANIPOST_MODEL="anthropic:claude-x")

    assert (outcome.status, outcome.stdout) == (1, "")
    assert outcome.stderr.count("\n") == 1
    assert "pip install langchain-anthropic" in outcome.stderr


def test_readers_are_set_side_by_side(canipost: Canipost, tmp_path: Path) -> None:
    rows = [
        {"id": "A-1", "question": BLURRED, "verdict": "no", "acceptable": ["no"], "must_cite": []},
        {"id": "A-2", "question": DOG, "verdict": "yes", "acceptable": ["yes"], "must_cite": []},
    ]
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def always_private(asked: Asked, handler: Handler) -> None:
        words = "my own dog" if "dog" in message_of(asked)["message"] else "my instagram"
        say(reading(private_life=words))(asked, handler)

    with serving(always_private) as server:
        figures = canipost("eval", "--json", "--reader", "local,both", path, **variables(server))
        asked = len(server.asked)
        table = canipost(
            "eval", "--reader", "local", "--reader", "model", "--reader", "both", path, **variables(server)
        )

    found = json.loads(figures.stdout)
    assert asked == len(rows)
    assert (found["local"]["right"], found["local"]["read_by_model"]) == (1.0, 0.0)
    assert (found["both"]["right"], found["both"]["read_by_model"]) == (0.5, 1.0)
    assert (found["both"]["unsafe"], found["both"]["readers_differ"]) == (0, 1)
    assert table.stderr == ""
    assert " ".join(table.stdout.split()).count("local model both") == 1
    assert "openai:told: 2 questions sent" in table.stdout
    assert "A-1: said escalate, accepted no." in table.stdout


@pytest.mark.parametrize(
    ("reader", "says"),
    [("clairvoyant", "one of local, model, both"), ("both", "Set CANIPOST_MODEL=provider:name")],
)
def test_a_reader_that_is_not_there_is_refused(reader: str, says: str, canipost: Canipost, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps({"id": 1, "question": DOG, "verdict": "yes", "acceptable": ["yes"]}), encoding="utf-8")

    outcome = canipost("eval", "--reader", reader, path)

    assert (outcome.status, outcome.stdout) == (2, "")
    assert says in outcome.stderr
