"""The tree of a scenario file: scalars, mappings and sequences that know where they are written.

Trees are never changed; a change gives a new tree that shares what it did not touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simcity.load.report import Position
from simcity.model.faults import Path

Key = str | int

SOURCE = "source"
"""Reserved key of any mapping: what the numbers below it rest on."""


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """A single value."""

    at: Position
    value: str | int | float | bool | None
    text: str
    """As written, without quotes."""


@dataclass(frozen=True, eq=False, slots=True)
class Mapping:
    """Values by key, in the order of the file."""

    at: Position
    entries: dict[Key, Entry]


@dataclass(frozen=True, eq=False, slots=True)
class Sequence:
    """A list of values."""

    at: Position
    items: tuple[Node, ...]


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A value and where its key is written."""

    key_at: Position
    node: Node


def child(node: Node, step: object) -> tuple[Key, Entry] | None:
    """Return the true key and the entry of one step below a node; numbers and their text are the same step."""
    if isinstance(node, Mapping):
        key = step if isinstance(step, str | int) and step in node.entries else None
        if key is None:
            key = next((name for name in node.entries if str(name) == str(step)), None)
        return None if key is None else (key, node.entries[key])
    if isinstance(node, Sequence) and str(step).isdecimal() and len(str(step)) < 10:
        index = int(str(step))
        if index < len(node.items):
            return index, Entry(node.items[index].at, node.items[index])
    return None


def children(node: Node) -> Iterator[tuple[Key, Entry]]:
    """Give keys or indexes with their entries, without sources."""
    if isinstance(node, Mapping):
        yield from ((key, entry) for key, entry in node.entries.items() if key != SOURCE)
    elif isinstance(node, Sequence):
        yield from ((index, Entry(item.at, item)) for index, item in enumerate(node.items))


def locate(node: Node, path: Path, at_key: bool = False) -> Position:
    """Return where a path is written: its value, its key, or the nearest that exists.

    A mapping or a list in block form begins at its first entry, so its key is given in its place.
    """
    at = node.at
    for step in path:
        found = child(node, step)
        if found is None:
            break
        _, entry = found
        node = entry.node
        at = node.at if isinstance(node, Scalar) and not (at_key and step is path[-1]) else entry.key_at
    return at


def replaced(node: Node, path: Path, new: Entry | None) -> Node:
    """Return a tree with the entry at a path replaced, added under its parent, or removed where new is None."""
    if not path:
        return node if new is None else new.node
    key = path[0]
    found = child(node, key)
    below = new
    if len(path) > 1:
        assert found is not None
        below = Entry(found[1].key_at, replaced(found[1].node, path[1:], new))
    if isinstance(node, Mapping):
        entries = dict(node.entries)
        if below is None:
            entries.pop(key, None)
        else:
            entries[key] = below
        return Mapping(node.at, entries)
    assert isinstance(node, Sequence)
    items = list(node.items)
    items[int(key) : int(key) + 1] = [] if below is None else [below.node]
    return Sequence(node.at, tuple(items))


def plain(node: Node) -> Any:
    """Return a tree as dicts, lists and values, without sources."""
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in children(node)}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.value


def compact(node: Node) -> str:
    """Return a tree as one line of text, without sources."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key}: {compact(entry.node)}" for key, entry in children(node)) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(compact, node.items)) + "]"
    return "null" if node.value is None else node.text


def what(node: Node) -> str:
    """Return what a node is, for messages."""
    if isinstance(node, Scalar):
        return "nothing" if node.value is None else f"'{short(node.text)}'"
    return "a mapping" if isinstance(node, Mapping) else "a list"


def short(text: str) -> str:
    """Return a text cut to what fits a message."""
    return text if len(text) <= 60 else f"{text[:57]}..."
