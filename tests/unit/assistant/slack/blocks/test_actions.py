"""Does a button still work years later, and is a foreign one refused kindly?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.blocks import actions
from assistant.slack.blocks.actions import (
    ButtonTooOld,
    Origin,
    Pressed,
    read_origin,
    read_value,
    write_origin,
    write_value,
)


@given(st.integers(0, 10**18 - 1), st.lists(st.text(st.characters(exclude_characters="|"))))
def test_a_value_is_read_as_it_was_written(asked: int, arguments: list[str]) -> None:
    assert read_value(write_value(asked, *arguments)) == Pressed(asked, tuple(arguments))


@pytest.mark.parametrize(
    ("value", "pressed"),
    [("v1|12", Pressed(12)), ("v1|12|0", Pressed(12, ("0",))), ("v1|7|not_helpful", Pressed(7, ("not_helpful",)))],
)
def test_what_the_first_release_wrote_is_read_for_ever(value: str, pressed: Pressed) -> None:
    assert read_value(value) == pressed


@pytest.mark.parametrize(
    "value",
    [None, "", "12", "v0|12", "v2|12", "v1", "v1|", "v1|x", "v1|-1", "v1|\N{ARABIC-INDIC DIGIT ONE}", "v1|" + "9" * 30],
)
def test_a_value_of_no_known_release_is_refused(value: str | None) -> None:
    with pytest.raises(ButtonTooOld, match="ask again"):
        read_value(value)


@pytest.mark.parametrize("value", ["v1|12", "v1|12|x"])
def test_a_value_without_its_number_is_refused(value: str) -> None:
    with pytest.raises(ButtonTooOld):
        _ = read_value(value).number


def test_an_argument_may_not_hold_the_dividing_sign() -> None:
    with pytest.raises(ValueError, match="divides"):
        write_value(1, "a|b")


@pytest.mark.parametrize(
    "origin",
    [Origin(), Origin("C1", "1712.5", "https://hooks.example/a/b?c=d"), Origin("C1", "1712.5", has_files=True)],
)
def test_a_form_carries_where_it_was_opened(origin: Origin) -> None:
    assert read_origin(write_origin(origin)) == origin


def test_a_form_of_the_release_before_that_knew_of_no_files_is_read() -> None:
    assert read_origin("v1|C1|1712.5|") == Origin("C1", "1712.5")


@pytest.mark.parametrize("metadata", [None, "", "v3|a|b|c", "v2|a|b", "v1|a|b", "{}"])
def test_a_form_of_another_release_is_refused(metadata: str | None) -> None:
    with pytest.raises(ButtonTooOld, match="open it again"):
        read_origin(metadata)


def test_no_two_actions_share_a_name() -> None:
    names = [value for name, value in vars(actions).items() if name.isupper() and isinstance(value, str)]
    patterns = [value for value in vars(actions).values() if isinstance(value, re.Pattern)]

    assert len(names) == len(set(names))
    assert not [(name, pattern) for name in names for pattern in patterns if pattern.match(name)]
