"""Composing: the tree of a file after settings and changes, and who gave what in it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Settings

from simcity.load.changes import SERVICES, SHARING, Change, changed, overwrites, switches_of
from simcity.load.facts import SET, Changed
from simcity.load.reading import read_tree
from simcity.load.report import SETTING, Position, Report
from simcity.load.sources import Cover, Sources
from simcity.load.switching import switched
from simcity.load.tree import Entry, Key, Mapping, Node, Scalar, compact
from simcity.model.faults import Path


class Composer:
    """Changes trees, and remembers what was put in by settings and by the top of the file."""

    def __init__(self, report: Report, sources: Sources) -> None:
        self.report = report
        self.sources = sources
        self.put: dict[int, Changed] = {}
        """By id of the node: what settings and the top of the file put in."""
        self.arranged: dict[str, str] = {}
        """What the top of the file switched on."""
        self._held: list[Node] = []
        """Nodes that were put in, so that the id of each stays its own."""
        self._taken: dict[Path, str] = {}
        self._switch: tuple[str, ...] = ()
        """Keys among sharing and services that a setting gave."""

    def base(self, tree: Mapping, settings: Settings[str, str], own: dict[Key, Entry]) -> Node:
        """Return the tree of a file, without its own keys, after what its top switches on and then its settings."""
        base: Node = Mapping(tree.at, {key: entry for key, entry in tree.entries.items() if key not in own})
        switches: dict[Key, Entry] = {key: own[key] for key in (SHARING, SERVICES) if key in own}
        for number, (pattern, value) in enumerate(settings.items()):
            if pattern in (SHARING, SERVICES):
                at = Position(0, number, SETTING)
                switches[pattern] = Entry(at, read_tree(value, self.report, number, (pattern,)) or Scalar(at, None, ""))
                self._switch += (pattern,)
        base, put, self.arranged = self.changed(base, switches_of(switches, self.report), "", of_settings=True)
        self.put |= put
        for number, (pattern, value) in enumerate(settings.items()):
            if pattern not in (SHARING, SERVICES):
                base = self._set(base, number, pattern, value)
        return base

    def changed(
        self, tree: Node, changes: Iterable[Change], alternative: str, of_settings: bool = False
    ) -> tuple[Node, dict[int, Changed], dict[str, str]]:
        """Return the tree after changes, what they put in by id of the node, and each change as text by pattern."""
        put: dict[int, Changed] = {}
        told: dict[str, str] = {}
        for change in changes:
            if not change.switches:
                tree, _ = changed(tree, [change], self.report, self._taken, alternative)
                put[id(change.node)] = Changed(alternative, change.cover)
                told[change.pattern] = compact(change.node)
            elif change.pattern in self._switch and not of_settings:
                wrong = f"this would overwrite --set {change.pattern}; give one or the other"
                self.report.add(change.at, (change.pattern,), wrong)
            else:
                tree = self._switched(tree, change, alternative, put, told)
        return tree, put, told

    def _switched(
        self, tree: Node, change: Change, alternative: str, put: dict[int, Changed], told: dict[str, str]
    ) -> Node:
        """Return the tree after an arrangement is switched on."""
        path: Path = (change.pattern,)
        try:
            done = switched(tree, change, self.report.arranged)
        except ValueError as error:
            self.report.add(change.at, path, str(error), alternative)
            return tree
        if overwrites(done.touched, self._taken, change, self.report):
            return tree
        name = compact(change.node)
        self.report.arranged[change.at] = f"{change.pattern.partition('.')[0]}: {name}"
        self.sources.entries |= done.sources
        for node, of, pattern in done.put:
            said = self.sources.speaks(of, path) if of is not None else None
            cover = said if isinstance(said, Cover) else said.get(pattern) if said else None
            put[id(node)] = Changed(alternative, cover)
            self._held.append(node)
        told[change.pattern] = done.text(name)
        return done.tree

    def _set(self, tree: Node, number: int, pattern: str, value: str) -> Node:
        """Return the tree after one setting; what it put in, and the paths it took, are noted."""
        at = Position(0, number, SETTING)
        before = len(self.report)
        node = read_tree(value, self.report, number, (pattern,)) or Scalar(at, None, "")
        if len(self.report) > before:
            return tree
        self.put[id(node)] = Changed("", SET)
        self._held.append(node)
        tree, touched = changed(tree, [Change(pattern, at, node)], self.report, {})
        self._taken.update(dict.fromkeys(touched, pattern))
        return tree
