"""From bytes to a tree: the YAML 1.2 core and nothing beyond it.

``no`` and ``08:00`` are text here; duplicate keys, aliases, anchors, tags and merge keys are refused.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from simcity.load.report import TOP, Position, Report
from simcity.load.tree import Entry, Key, Mapping, Node, Scalar, Sequence, short
from simcity.model.faults import Path

LARGEST = 2_000_000
DEEPEST = 50
GIVEN_UP = 4 * DEEPEST
"""Depth at which reading stops, since the time of the parser grows with its square."""
LONGEST_NUMBER = 100
TOO_LARGE = f"it is too large; a scenario has {LARGEST // 1_000_000} MB at most"
BINARY = "it is binary, not text; a scenario is YAML in UTF-8"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_SYNTAX = {
    "mapping values are not allowed": "a colon is not expected here; is the line indented wrongly, or does a text"
    " with ': ' in it need quotes?",
    "cannot start any token": "no value can start like this; indent with spaces and not tabs, and put text that"
    " starts with % @ ` or & in quotes",
    "could not find expected ':'": "a key without a colon; write key: value",
    "end of stream": "something is not closed: a quote or a bracket",
    "quoted scalar": "a quoted text is not closed",
    "flow": "a comma is missing, or a bracket is not closed",
    "expected ',' or": "a comma is missing, or a bracket is not closed",
    "block": "this line is indented unlike its neighbours, or a quote or bracket before it is wrong",
    "expected key": "this line is indented unlike its neighbours, or a quote or bracket before it is wrong",
    "nesting": f"it is nested too deeply; {DEEPEST} levels are the most",
}


def read_file(path: str | os.PathLike[str], report: Report) -> str | None:
    """Return the text of a file, or None with its fault in the report."""
    try:
        data = _bytes(path)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add(Position(line, 1), (), "it is binary or not in UTF-8; save it as UTF-8 text")
    except OSError as error:
        report.add(TOP, (), f"it cannot be read: {error.strerror}")
    except ValueError as error:
        report.add(TOP, (), str(error))
    return None


def _bytes(path: str | os.PathLike[str]) -> bytes:
    if os.path.isdir(path):
        raise ValueError("it is a directory, not a scenario file")
    if not os.path.exists(path):
        raise ValueError("there is no such file")
    if not os.path.isfile(path):
        raise ValueError("it is not a file that can be read")
    with open(path, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(TOO_LARGE)
    if b"\0" in data:
        raise ValueError(BINARY)
    return data


def resolve(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar means in the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    return float(text) if _FLOAT.fullmatch(text) else text


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is being read; skipped where it lies too deep."""

    at: Position
    is_mapping: bool
    entries: dict[Key, Entry] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: Scalar | None = None
    odd_key: bool = False


class _Builder:
    """Builds the tree from events, and notes what is refused on the way."""

    def __init__(self, report: Report, setting: int | None, path: Path) -> None:
        self.report, self.setting, self.path = report, setting, path
        self.stack: list[_Open] = []
        self.root: Node | None = None

    def position(self, mark: Any) -> Position:
        if self.setting is not None:
            return Position(0, self.setting, "--set")
        return Position(mark.line + 1, mark.column + 1)

    def refuse(self, at: Position, message: str) -> None:
        path = tuple(frame.key.text for frame in self.stack if frame.key is not None)
        self.report.add(at, (*self.path, *path), message)

    def take(self, event: Any) -> None:
        at = self.position(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(at, f"aliases (*{event.anchor}) are not allowed; write the value out")
            self.report.broken.add(at)
            self.attach(Scalar(at, None, ""))
        elif isinstance(event, yaml.ScalarEvent):
            self.unadorned(event, at)
            value = resolve(event.value) if event.implicit[0] and not event.tag else event.value
            self.attach(Scalar(at, value, event.value))
        elif isinstance(event, yaml.CollectionStartEvent):
            self.unadorned(event, at)
            if len(self.stack) == DEEPEST:
                self.refuse(at, f"it is nested too deeply; {DEEPEST} levels are the most")
                self.report.broken.add(at)
            self.stack.append(_Open(at, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.stack.pop()
            if len(self.stack) >= DEEPEST:
                self.attach(Scalar(done.at, None, ""))
            elif done.is_mapping:
                self.attach(Mapping(done.at, done.entries))
            else:
                self.attach(Sequence(done.at, tuple(done.items)))

    def unadorned(self, event: Any, at: Position) -> None:
        if event.anchor:
            self.refuse(at, f"anchors (&{event.anchor}) are not allowed; write the value where it is needed")
        if event.tag:
            self.refuse(at, f"tags ({short(event.tag)}) are not allowed; take it out, and put text in quotes")

    def attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.odd_key:
            frame.odd_key = False
        elif frame.key is None:
            self.open_key(frame, node)
        else:
            self.close_key(frame, frame.key, node)

    def open_key(self, frame: _Open, node: Node) -> None:
        if isinstance(node, Scalar):
            frame.key = node
            return
        self.refuse(node.at, "a key must be text, not a list or mapping")
        frame.odd_key = True

    def close_key(self, frame: _Open, key: Scalar, node: Node) -> None:
        name: Key = key.text
        if isinstance(key.value, int) and not isinstance(key.value, bool):
            name = key.value
        elif not isinstance(key.value, str):
            self.refuse(key.at, f"the key '{key.text}' is no text; put it in quotes")
            name = "<<"
        elif name == "<<":
            self.refuse(key.at, "merge keys (<<) are not allowed; write the keys out")
        frame.key = None
        if name == "<<":
            return
        first = frame.lines.setdefault(str(name), key.at.line)
        if len(frame.lines) == len(frame.entries):
            self.refuse(key.at, f"the key '{short(key.text)}' is given twice; the first is in line {first}")
            return
        frame.entries[name] = Entry(key.at, node)


def read_tree(text: str, report: Report, setting: int | None = None, path: Path = ()) -> Node | None:
    """Return the tree of a YAML text; None where there is none or its syntax is wrong, with the fault noted.

    ``setting`` is the number of the ``--set`` that the text comes from, and ``path`` what it sets.
    """
    builder = _Builder(report, setting, path)
    odd = _UNPRINTABLE.search(text)
    if odd is not None:
        line, start = text.count("\n", 0, odd.start()) + 1, text.rfind("\n", 0, odd.start())
        at = Position(line, odd.start() - start) if setting is None else Position(0, setting, "--set")
        report.add(at, path, f"the character U+{ord(odd[0]):04X} is not allowed; a scenario is text")
        return None
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    at = builder.position(event.start_mark)
                    report.add(at, path, "a second document starts here; a file holds one scenario")
                    break
            builder.take(event)
            if len(builder.stack) > GIVEN_UP:
                return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = builder.position(mark) if mark is not None else TOP
        report.add(at, path, _in_words(error))
        return None
    return builder.root


def _in_words(error: yaml.YAMLError) -> str:
    problem = " ".join(str(getattr(error, part, None) or "") for part in ("problem", "context")).strip()
    words = next((cure for part, cure in _SYNTAX.items() if part in problem), "the YAML cannot be read here")
    return f"{words} ({short(problem or str(error))})"
