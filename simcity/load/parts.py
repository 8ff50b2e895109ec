"""Parts: the tree of an alternative, validated piece by piece, so that one fault hides no other."""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any

from pydantic import ValidationError

from simcity.load import shapes
from simcity.load.report import Report, listed, nearest, suggestion
from simcity.load.tree import SOURCE, Entry, Mapping, Node, Scalar, children, locate, plain, what
from simcity.load.wording import Wrong, all_in_words, follow
from simcity.model.faults import Path

Shape = tuple[str, ...]


class Reader:
    """Validates trees into parts; what alternatives share is validated once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._read: dict[tuple[int, Shape], tuple[Node, Any, list[Wrong]]] = {}

    def parts(self, tree: Mapping, alternative: str) -> dict[str, Any]:
        """Return the parts of a scenario by field name.

        Entries of collections that are faulty are None, other faulty fields are absent.
        """
        return self._fields(tree, (), tree, alternative)

    def _fields(self, node: Mapping, path: Shape, tree: Node, alternative: str) -> dict[str, Any]:
        cls, found = shapes.OPENED[path], {}
        known = list(shapes.hints(cls))
        misspelt = set()
        for key, entry in children(node):
            if key not in known:
                misspelt.add(nearest(key, known))
                own = [*known, "alternatives", "sources", SOURCE] if not path else known
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
        seen = self._read.get((id(node), shape))
        if seen is None:
            name, wrong, value = shapes.field_name(shape), [], None
            try:
                whole = shapes.adapter().validate_python({name: plain(node)})
                value = getattr(whole, name)
            except ValidationError as error:
                hint = shapes.shapes()[shape]
                wrong = all_in_words(error.errors(include_url=False), hint, node)
                if self._holds_broken(node):
                    # What could not be read may be missing there, so nothing is said of the whole.
                    wrong = [one for one in wrong if one.at_key or isinstance(follow(node, one.path)[1], Scalar)]
            # The node is kept, so that its id stays its own.
            seen = self._read[id(node), shape] = node, value, wrong
        for one in seen[2]:
            where = (*path, *one.path)
            self.report.add(locate(tree, where, one.at_key), where, one.message, alternative)
        return seen[1]

    def _holds_broken(self, node: Node) -> bool:
        if not self.report.broken or isinstance(node, Scalar):
            return node.at in self.report.broken
        return any(self._holds_broken(entry.node) for _, entry in children(node))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
