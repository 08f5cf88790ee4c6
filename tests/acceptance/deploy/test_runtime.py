"""Does the program answer without the packages that an image leaves out?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_program_starts_without_what_is_left_out(repository: Path) -> None:
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'torch', 'transformers', 'sentence_transformers'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from assistant.answering.answerer import Answerer\n"
        "from assistant.cli.main import run\n"
        "sys.argv = ['canipost', 'ask', 'can I post a photo of a client?']\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=repository, check=False)
    assert done.returncode == 0, done.stderr
    assert "MD 16-02" in done.stdout
