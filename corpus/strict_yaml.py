"""How is a data file read so that no mistake in it passes, and every mistake is named with file and line?

YAML is read more strictly than YAML is: `true` and `false` are the only booleans ("no" stays a word, which a file full
of verdicts needs), dates stay text until a model asks for a date, and duplicate keys, tags and aliases are faults.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, overload

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from corpus.errors import CorpusError, Fault, FaultyData, nearest

__all__ = ["Fault", "Faults", "FaultyData", "Place", "StrictModel", "read_record", "read_rows"]

Step = str | int
Steps = tuple[Step, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map")
}
MAX_DEPTH = 20
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")


class StrictModel(BaseModel):
    """Base of the models of data files: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its file. `line` counts from 1; `of` gives the place of a part of it."""

    file: str
    line: int
    lines: dict[Steps, int] = field(default_factory=dict, repr=False, compare=False)
    """Of the whole file, by the way to each part from its top."""
    at: Steps = field(default=(), repr=False, compare=False)
    """The way to this part."""

    def of(self, *path: Step) -> Place:
        """The place of the key or list entry at `path`; the nearest enclosing one when it is not written there."""
        for length in range(len(path), 0, -1):
            at = (*self.at, *path[:length])
            if (line := self.lines.get(at)) is not None:
                return Place(self.file, line, self.lines, at)
        return self


@dataclass(slots=True)
class Faults:
    """Faults gathered while a set of files is read and cross-checked, raised together at the end."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Note a fault at that place."""
        self.found.append(Fault(place.file, place.line, message))

    def add_unknown(self, place: Place, what: str, name: str, known: Sequence[str]) -> None:
        """Note that `name` is no known `what` ("clause", "fact"), with the names that come near."""
        near = nearest(name, known)
        self.add(place, f"unknown {what} {name!r}" + (f" (did you mean {near}?)" if near else ""))

    def raise_if_any(self) -> None:
        """Raise `FaultyData` with everything found; return when nothing was."""
        if self.found:
            raise FaultyData(self.found)


def read_rows(
    path: Path, model: type[ModelT], key: str | None = "rows", faults: Faults | None = None
) -> list[tuple[ModelT, Place]]:
    """
    The rows under the top-level `key` of a YAML file (or of a file that is one list, with `key=None`), checked.

    Without `faults` all faults of the file are raised together as `FaultyData`. With it they are added to it, and the
    rows that are right are returned, so that the caller can go on and find the faults between files too.
    """
    own = faults if faults is not None else Faults()
    tree = _read_tree(path, own)
    rows: list[tuple[ModelT, Place]] = []
    if tree is not None:
        value, top = tree
        at: Steps = ()
        if key is not None:
            at, value = (key,), _under_key(value, key, top, own)
        if isinstance(value, list):
            for number, row in enumerate(value):
                checked = _check(row, model, top.of(*at, number), own)
                if checked is not None:
                    rows.append((checked, top.of(*at, number)))
        elif value is not None:
            own.add(top.of(*at), f"a list of rows is wanted here, not {_shown(value)}")
    if faults is None:
        own.raise_if_any()
    return rows


@overload
def read_record(path: Path, model: type[ModelT]) -> tuple[ModelT, Place]: ...
@overload
def read_record(path: Path, model: type[ModelT], faults: Faults) -> tuple[ModelT, Place] | None: ...
def read_record(path: Path, model: type[ModelT], faults: Faults | None = None) -> tuple[ModelT, Place] | None:
    """
    The whole of a YAML file as one record, checked.

    Without `faults` raises `FaultyData` with all faults of the file; with it the faults are added to it and None is
    returned when there was one.
    """
    own = faults if faults is not None else Faults()
    tree = _read_tree(path, own)
    found: tuple[ModelT, Place] | None = None
    if tree is not None:
        checked = _check(tree[0], model, tree[1], own)
        found = (checked, tree[1]) if checked is not None else None
    if faults is None:
        own.raise_if_any()
    return found


def _under_key(value: object, key: str, top: Place, faults: Faults) -> object:
    if not isinstance(value, dict):
        faults.add(top, f"the file must be a mapping with the key {key!r}, not {_shown(value)}")
        return None
    for other in value.keys() - {key}:
        faults.add(top.of(other), f"unknown key {other!r} (allowed: {key})")
    if key not in value:
        faults.add(top, f"missing key {key!r}")
        return None
    if value[key] is None:
        faults.add(top.of(key), f"{key!r} is empty; a list of rows is wanted")
    return value[key]


# --- from text to values ----------------------------------------------------------------------------------------------


def _read_tree(path: Path, faults: Faults) -> tuple[object, Place] | None:
    """The file's value and the lines of all its parts; None, and a fault, when it cannot be read as YAML."""
    file = str(path)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as problem:
        faults.add(Place(file, 0), f"cannot be read: {problem.strerror or problem}")
        return None
    except UnicodeDecodeError as problem:
        faults.add(Place(file, 0), f"is not UTF-8: byte {problem.start} is {problem.object[problem.start]:#04x}")
        return None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        faults.add(Place(file, mark.line + 1 if mark else 0), f"is not YAML: {problem.problem or problem.context}")
        return None
    except (yaml.YAMLError, RecursionError) as problem:
        faults.add(Place(file, 0), f"is not YAML: {str(problem).splitlines()[0]}")
        return None
    if node is None:
        faults.add(Place(file, 0), "is empty")
        return None
    lines: dict[Steps, int] = {}
    builder = _Builder(file, faults, lines)
    value = builder.value(node, ())
    return (value, Place(file, node.start_mark.line + 1, lines)) if builder.is_whole else None


class _Builder:
    """Turns YAML nodes into plain values, noting the line of each and the faults YAML itself would let pass."""

    def __init__(self, file: str, faults: Faults, lines: dict[Steps, int]) -> None:
        self.file, self.faults, self.lines = file, faults, lines
        self.seen: set[int] = set()
        self.is_whole = True

    def value(self, node: yaml.Node, path: Steps) -> object:
        """The plain value of a node that stands at `path`."""
        place = Place(self.file, node.start_mark.line + 1)
        self.lines.setdefault(path, place.line)
        if id(node) in self.seen:  # the composer hands an alias back as the very node of its anchor
            self.is_whole = False
            self.faults.add(place, "what begins here is used twice by an alias (*name); write it out both times")
            return None
        self.seen.add(id(node))
        if len(path) > MAX_DEPTH:
            self.is_whole = False
            self.faults.add(place, f"is nested more than {MAX_DEPTH} deep")
            return None
        if node.tag not in _CORE_TAGS:
            self.is_whole = False
            self.faults.add(place, f"the tag {node.tag!r} is not allowed")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and not node.style:  # written without quotes
            return _plain(node.value)
        return node.value

    def mapping(self, node: yaml.MappingNode, path: Steps) -> dict[str, object]:
        """The plain dictionary of a mapping node; its keys are words, each written once."""
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            place = Place(self.file, key_node.start_mark.line + 1)
            key = key_node.value
            if not isinstance(key, str):
                self.faults.add(place, "a key must be a word")
                continue
            if key in found:
                first = self.lines[(*path, key)]
                self.faults.add(place, f"duplicate key {key!r} (first on line {first})")
                continue
            self.lines[(*path, key)] = place.line
            found[key] = self.value(value_node, (*path, key))
        return found


def _plain(text: str) -> object:
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


# --- from values to records -------------------------------------------------------------------------------------------


def _check(value: object, model: type[ModelT], place: Place, faults: Faults) -> ModelT | None:
    try:
        return model.model_validate(value)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            written = _written(value, error["loc"])
            faults.add(place.of(*written), _message(error, model, written))
    except CorpusError as problem:  # a record that checks itself
        faults.add(place, str(problem))
    return None


def _written(value: object, path: Steps) -> Steps:
    """The part of `path` that the file spells: pydantic adds the names of union members and validators to it."""
    written: list[Step] = []
    for step in path:
        try:
            value = value[step]  # type: ignore[index]  # anything that cannot be indexed is caught below
        except (TypeError, KeyError, IndexError):
            if not (step == path[-1] and isinstance(value, dict)):
                continue
        written.append(step)
    return tuple(written)


def _message(error: ErrorDetails, model: type[BaseModel], path: Steps) -> str:
    """One pydantic error in plain words: what is wrong, what was written, what is allowed."""
    name = ".".join(str(step) for step in path) or "the row"
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        allowed = _keys_at(model, path[:-1])
        near = nearest(str(path[-1]), allowed, 1)
        return f"unknown key {path[-1]!r} ({f'did you mean {near}? ' if near else ''}allowed: {', '.join(allowed)})"
    if kind == "missing":
        return f"missing key {name!r}"
    if kind in ("enum", "literal_error"):
        expected = str(error.get("ctx", {}).get("expected", ""))
        near = nearest(str(given), re.findall(r"'([^']*)'", expected), 1)
        return f"{name}: {_shown(given)} is not allowed{f', did you mean {near}' if near else ''}; one of {expected}"
    if kind == "string_type" and isinstance(given, int | float):
        return f"{name}: {given!r} is read as a number or truth value; put it in quotes to make it text"
    if kind == "model_type":
        return f"{name}: keys and values are wanted here, not {_shown(given)}"
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return f"{name}: {reason[:1].lower()}{reason[1:]}; given was {_shown(given)}"


def _keys_at(model: type[BaseModel], path: Steps) -> list[str]:
    """The keys that the model reached by `path` allows."""
    current: type[BaseModel] = model
    for step in path:
        if isinstance(step, str) and step in current.model_fields:
            current = next(iter(_models_in(current.model_fields[step].annotation)), current)
    return [info.alias or name for name, info in current.model_fields.items()]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
