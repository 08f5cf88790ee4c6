"""A cold start has four seconds: does nothing load the heavy libraries that answering does without?"""

from __future__ import annotations

import subprocess
import sys

import pytest


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)


def test_screening_imports_neither_torch_nor_transformers_and_is_silent() -> None:
    code = (
        "import sys; from assistant.answering.screening import Screener; s = Screener(); s.screen('call 818-555-0112')\n"
        "print([n for n in ('torch', 'transformers', 'sentence_transformers') if n in sys.modules])"
    )
    done = run_python(code)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("[]", "", 0)


@pytest.mark.slow
def test_torch_and_transformers_can_be_imported_afterwards() -> None:
    code = (
        "from assistant.answering.screening import Screener; s = Screener()\n"
        "import torch, transformers, sentence_transformers\n"
        "from transformers import AutoModel\n"
        "print(torch.ones(2).sum().item(), s.screen('call 818-555-0112').text)"
    )
    done = run_python(code)
    assert done.stdout.strip() == "2.0 call [phone 1]", done.stderr


def test_without_a_model_nothing_of_langchain_is_loaded_to_answer() -> None:
    code = "import assistant.cli.ask, assistant.answering.language_model.reader, sys; print(*sys.modules)"
    done = run_python(code)

    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "assistant" in loaded
    assert not loaded & {"langchain", "langchain_core", "langchain_openai", "langsmith", "openai"}


def test_one_sentence_is_embedded_without_importing_torch() -> None:
    program = (
        "import sys; from pathlib import Path; import index.search, index.store; "
        "from index.encoder import open_encoder; open_encoder('minilm', Path('.')).encode(['hello']); "
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'langchain_core'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = run_python(program)
    assert done.returncode == 0, done.stderr
