"""Has every kind of message, form and Home its picture, small enough to keep, and shown?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pictures import EXPORTS, FOLDER, MOST_BYTES, WHOLE, kinds

PICTURES = sorted(FOLDER.glob("*.png"))


def test_every_kind_and_every_page_has_its_picture_and_nothing_else_has_one() -> None:
    made, wanted = {picture.stem for picture in PICTURES}, {*kinds(), *WHOLE, *EXPORTS}
    assert made == wanted, f"missing {sorted(wanted - made)}, astray {sorted(made - wanted)}; run: make pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: str(path.stem))
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size < MOST_BYTES
    assert f"]({picture.name})" in (FOLDER / "README.md").read_text(encoding="utf-8")
