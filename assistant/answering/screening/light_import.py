"""How is a library imported without the heavy optional packages it would pull in?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_modules(*names: str) -> Iterator[None]:
    """
    Make the named top-level modules look uninstalled while the block runs.

    Presidio and thinc look for torch and transformers when they are imported, for optional parts that screening does
    not use; that costs seconds. A module that is already imported is left alone, and afterwards all of them can be
    imported as ever. ``sys.modules[name] = None`` makes an import raise ModuleNotFoundError (importlib,
    "The module cache").
    """
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            if sys.modules.get(name, ...) is None:
                del sys.modules[name]
