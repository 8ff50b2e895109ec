"""Parts: the tree of an alternative, validated piece by piece, so that one fault hides no other."""

from __future__ import annotations

from dataclasses import MISSING, replace
from typing import Any

from pydantic import ValidationError

from simcity.load import shapes
from simcity.load.changes import OWN_KEYS
from simcity.load.networks import Surroundings
from simcity.load.positions import PositionFiles, file_of, origin_of
from simcity.load.report import Report, listed, nearest, suggestion
from simcity.load.tree import SOURCE, Entry, Mapping, Node, Scalar, child, children, locate, plain, what
from simcity.load.wording import Wrong, all_in_words, follow
from simcity.model.faults import Path
from simcity.model.roads.network import Origin

Shape = tuple[str, ...]

SENSORS, ZONES = ("sensors",), ("place", "zones")
IN_FILES = {SENSORS: "at", ZONES: "cells"}
"""By shape: the key at which the name of a file may stand in place of a long list."""


class Reader:
    """Validates trees into parts; what alternatives share is validated once."""

    def __init__(self, report: Report, files: PositionFiles) -> None:
        self.report = report
        self.files = files
        self._origin: tuple[bool, Origin | None] = (True, None)
        self._read: dict[tuple[int, Shape, object], tuple[Node, Any, list[Wrong]]] = {}

    def parts(self, tree: Mapping, alternative: str) -> dict[str, Any]:
        """Return the parts of a scenario by field name.

        Entries of collections that are faulty are None, other faulty fields are absent.
        """
        sound, origin = origin_of(tree)
        # A network has an origin of its own, which is the place's where the file names none.
        self._origin = (sound, origin) if origin or not sound else self.files.networks.origin_of(tree)
        return self._fields(tree, (), tree, alternative)

    def _fields(self, node: Mapping, path: Shape, tree: Node, alternative: str) -> dict[str, Any]:
        cls, found = shapes.OPENED[path], {}
        known = list(shapes.hints(cls))
        misspelt = set()
        for key, entry in children(node):
            if key not in known:
                misspelt.add(nearest(key, known))
                own = [*known, *OWN_KEYS, SOURCE] if not path else known
                message = f"'{key}' is not known here{suggestion(key, own)}; {listed(known)} are"
                self.report.add(entry.key_at, (*path, key), message, alternative)
        for name in known:
            here = (*path, name)
            given = node.entries.get(name)
            if given is None and name in misspelt:
                continue
            if given is None:
                value = self._default(cls, name, path, tree, alternative)
            else:
                value = self._field(given, here, tree, alternative)
            if value is not MISSING:
                found[name] = value
        return found

    def _default(self, cls: Any, name: str, path: Shape, tree: Node, alternative: str) -> Any:
        value = shapes.default(cls, name)
        if value is MISSING:
            self.report.add(locate(tree, path), path, f"'{name}' is missing", alternative)
        return value

    def _field(self, given: Entry, here: Shape, tree: Node, alternative: str) -> Any:
        opened = here in shapes.OPENED
        if not opened and not shapes.is_collection(here):
            value = self._part(given.node, here, here, tree, alternative)
            return MISSING if value is None and not _is_null(given.node) else value
        if not isinstance(given.node, Mapping):
            hint = "; write {} for none" if _is_null(given.node) else ""
            self.report.add(given.node.at, here, f"a mapping is wanted, got {what(given.node)}{hint}", alternative)
            return MISSING
        if opened:
            return self._fields(given.node, here, tree, alternative)
        entries = {}
        for key, entry in children(given.node):
            if isinstance(key, int):
                message = f"the id {key} is a number; put it in quotes"
                self.report.add(entry.key_at, (*here, key), message, alternative)
            entries[str(key)] = self._part(entry.node, here, (*here, key), tree, alternative)
        return entries

    def _part(self, node: Node, shape: Shape, path: Path, tree: Node, alternative: str) -> Any:
        """Return a validated part, or None with its faults noted."""
        name = file_of(node, IN_FILES[shape]) if shape in IN_FILES else None
        key = id(node), shape, self._origin
        seen = self._read.get(key)
        if seen is None:
            if name is None:
                value, wrong = self._validated(node, shape)
            else:
                value, wrong = (self._with_positions if shape == SENSORS else self._with_cells)(node, shape, name.text)
            # The node is kept, so that its id stays its own.
            seen = self._read[key] = node, value, wrong
        for one in seen[2]:
            where = (*path, *one.path)
            self.report.add(locate(tree, where, one.at_key), where, one.message, alternative)
        return seen[1]

    def _validated(self, node: Node, shape: Shape, stand_in: list[list[Any]] | None = None) -> tuple[Any, list[Wrong]]:
        """Return a part, or None and what is wrong with it; ``stand_in`` takes the place of what is in a file."""
        name, given = shapes.field_name(shape), plain(node)
        if stand_in is not None:
            given[IN_FILES[shape]] = stand_in
        try:
            around = Surroundings(self.files.networks, self._origin[1], self._origin[0])
            return getattr(shapes.adapter().validate_python({name: given}, context=around), name), []
        except ValidationError as error:
            wrong = all_in_words(error.errors(include_url=False), shapes.shapes()[shape], node)
        if self._holds_broken(node):
            # What could not be read may be missing there, so nothing is said of the whole.
            wrong = [one for one in wrong if one.at_key or isinstance(follow(node, one.path)[1], Scalar)]
        return None, wrong

    def _with_cells(self, node: Node, shape: Shape, name: str) -> tuple[Any, list[Wrong]]:
        """Return a zone whose cells are in a file, or None and what is wrong with it or with the file."""
        sound, origin = self._origin
        found, messages = self.files.cells(name, origin) if sound else (None, [])
        wrong = [Wrong((IN_FILES[ZONES],), message, False) for message in messages]
        value, others = self._validated(node, shape, [["0 m", "0 m", 1]])
        wrong += others
        if wrong or value is None or found is None:
            return None, wrong
        try:
            return replace(value, cells=found), []
        except ValueError as error:
            return None, [Wrong((IN_FILES[ZONES],), str(error), False)]

    def _with_positions(self, node: Node, shape: Shape, name: str) -> tuple[Any, list[Wrong]]:
        """Return a sensor whose positions are in a file, or None and what is wrong with it or with the file."""
        own, looks = child(node, "bearings"), child(node, "field_of_view") is not None
        sound, origin = self._origin
        found, messages = self.files.read(name, origin, looks) if sound else (None, [])
        wrong = [Wrong(("at",), message, False) for message in messages]
        number = len(found.points) if found is not None else len(list(children(own[1].node))) if own else 1
        value, others = self._validated(node, shape, [["0 m", "0 m"]] * (number if own is not None else 1))
        wrong += others
        if found is not None and own is not None and found.bearings:
            wrong.append(Wrong(("bearings",), f"bearings are given twice, here and in {name}; take these out", False))
        if wrong or value is None or found is None:
            return None, wrong
        try:
            return replace(value, at=found.points, bearings=found.bearings or value.bearings), []
        except ValueError as error:
            return None, [Wrong((), str(error), False)]

    def _holds_broken(self, node: Node) -> bool:
        if not self.report.broken or isinstance(node, Scalar):
            return node.at in self.report.broken
        return any(self._holds_broken(entry.node) for _, entry in children(node))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
