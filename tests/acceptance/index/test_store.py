"""Two programs build the index at the same moment: is it whole?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from index.store import read_manifest, stored_folders

PROCESS = """
import sys, time
from pathlib import Path
from index.chunks import Chunk
from index.encoder import open_encoder
from index.store import open_index
cache = Path(sys.argv[1])
encoder = open_encoder("minilm", cache)
chunks = [Chunk(str(n), f"clause {n} about photos of clients and posts") for n in range(40)]
print("ready", flush=True)
sys.stdin.readline()
index = open_index(chunks, encoder, cache)
print(index.was_built, index.folder, index.vectors.size, index.words.scores("photos").shape)
"""


def test_two_processes_that_start_at_once_make_one_sound_index(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], results
    assert [stderr for _, stderr in results] == ["", ""]
    (folder,) = stored_folders(cache)
    for stdout, _ in results:
        built, where, size, shape = stdout.split(maxsplit=3)
        assert built in ("True", "False")
        assert (where, size, shape.strip()) == (str(folder), "40", "(40,)")
    assert read_manifest(folder)["chunks"] == 40
    assert [path.name for path in (cache / "index").iterdir()] == [folder.name], "a draft was left behind"
