from pathlib import Path

import pytest

from index.places import cache_folder


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("/srv/cache", Path("/srv/cache")),
        ("~/elsewhere", Path.home() / "elsewhere"),
        ("", Path.home() / ".cache" / "canipost"),
        ("  ", Path.home() / ".cache" / "canipost"),
        (None, Path.home() / ".cache" / "canipost"),
    ],
)
def test_the_variable_names_the_cache_and_a_blank_one_does_not(
    monkeypatch: pytest.MonkeyPatch, setting: str | None, expected: Path
) -> None:
    monkeypatch.delenv("CANIPOST_CACHE", raising=False)
    if setting is not None:
        monkeypatch.setenv("CANIPOST_CACHE", setting)
    assert cache_folder() == expected
