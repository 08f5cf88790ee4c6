"""Where on this machine is what can be made again: indexes, unpacked models, embeddings?"""

import os
from pathlib import Path

CACHE_VARIABLE = "CANIPOST_CACHE"


def cache_folder() -> Path:
    """
    The folder for everything that can be rebuilt: `$CANIPOST_CACHE`, else `~/.cache/canipost`.

    Deleting it costs time, never data. It is not created here: whoever writes does that.
    """
    named = os.environ.get(CACHE_VARIABLE, "").strip()
    return Path(named).expanduser() if named else Path.home() / ".cache" / "canipost"
