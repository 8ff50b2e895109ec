"""A city from a file: read, changed into its alternatives, validated, checked, and its numbers listed."""

from __future__ import annotations

import os
from collections.abc import Mapping as Settings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from simcity.load.attribution import NONE, attribution_of
from simcity.load.changes import OWN_KEYS, Change, alternatives_of, changes_of
from simcity.load.composing import Composer
from simcity.load.facts import Ledger
from simcity.load.parts import Reader
from simcity.load.positions import PositionFiles
from simcity.load.reading import BINARY, LARGEST, TOO_LARGE, read_file, read_tree
from simcity.load.report import TOP, Position, Report, listed, suggestion
from simcity.load.sources import Cover, Sources
from simcity.load.tree import Entry, Key, Mapping, Node, Scalar, child, locate, what
from simcity.model.check import faults
from simcity.model.city import City
from simcity.model.faults import Path
from simcity.model.scenario import Place, Primary, Scenario

_AFTER_ALL = Position(LARGEST, 0)
_NO_GROUPS = (
    "attribution is missing; write such as attribution: {alternative: integrated, groups: {ticket: [links.ticket.up],"
    " video: [services.emergency_video_112]}}"
)


def city_of_file(
    path: str | os.PathLike[str],
    settings: Settings[str, str],
    chosen: Sequence[str] | None = None,
    subsets: bool = False,
) -> City:
    """Return the city of a file, with all or the chosen alternatives, or with the subsets of its attribution.

    Raises ScenarioError with all its faults.
    """
    name = os.fspath(path)
    report = Report(name)
    text = read_file(path, report)
    if text is None:
        raise report.error()
    return _Making(report, PositionFiles(FilePath(name).parent)).city(text, settings, chosen, subsets)


def city_of_text(text: str, name: str, settings: Settings[str, str]) -> City:
    """Return the city of a text; raises ScenarioError with all its faults."""
    return _Making(Report(name), PositionFiles(None)).city(text, settings, None, False)


class _Making:
    """Makes one city."""

    def __init__(self, report: Report, files: PositionFiles) -> None:
        self.report = report
        self.files = files
        self.reader = Reader(report, files)
        self.trees: dict[str, Mapping] = {}
        """What each alternative comes to."""

    def city(self, text: str, settings: Settings[str, str], chosen: Sequence[str] | None, subsets: bool) -> City:
        """Return the city of a text; raises ScenarioError with all its faults."""
        report = self.report
        tree = _root(text, report)
        own: dict[Key, Entry] = {key: tree.entries[key] for key in OWN_KEYS if key in tree.entries}
        mappings = alternatives_of(_node(own.get("alternatives")), report)
        names = tuple(mappings)
        self.ledger = Ledger(report, Sources(report, _node(own.get("sources"))))
        self.composer = Composer(report, self.ledger.sources)
        picked = _chosen(mappings, chosen, report)
        changes = {name: self._changes(name, mapping, name in picked) for name, mapping in mappings.items()}
        base = self.composer.base(tree, settings, own)
        baseline = _baseline(base, names)
        wanted = attribution_of(own["attribution"], changes, baseline, report) if "attribution" in own else None
        if subsets:
            if wanted is None:
                report.add(TOP, ("attribution",), _NO_GROUPS) if not report else None
                raise report.error()
            made = wanted.subsets(changes, baseline)
        else:
            made = {name: changes[name] for name in picked}
            report.changes = _extent(tree, own)
        report.everywhere = tuple(made)
        self.ledger.read(base, self.composer.put)
        found, told = {}, {}
        for name, of_it in made.items():
            found[name], told[name] = self._parts(base, name, of_it, names)
        self.ledger.uncovered()
        if made.keys() == mappings.keys():
            report.settle(lambda path: [name for name, tree in self.trees.items() if _holds(tree, path)])
        if report:
            raise report.error()
        scenarios = {key: Scenario(**{**parts, "place": Place(**parts["place"])}) for key, parts in found.items()}
        if subsets:
            scenarios = {key: _between_subsets(scenario, tuple(made)) for key, scenario in scenarios.items()}
        return City(
            path=report.name,
            text=text,
            alternatives=scenarios,
            changes=told,
            settings=dict(settings),
            facts=tuple(self.ledger.facts.values()),
            sources=self.ledger.sources.entries,
            arranged=self.composer.arranged,
            files=self.files.digests,
            groups=tuple(wanted.groups) if wanted is not None and subsets else (),
        )

    def _changes(self, name: str, mapping: Mapping, picked: bool) -> list[Change]:
        """Return the changes of an alternative with what they rest on; what is wrong counts where it is picked."""
        report = self.report if picked else Report(self.report.name)
        path = ("alternatives", name)
        wanted = changes_of(mapping, report, path)
        said = self.ledger.sources.speaks(mapping, path) if picked else None
        if isinstance(said, Cover):
            return [replace(change, cover=said) for change in wanted]
        return [replace(change, cover=said.get(change.pattern)) for change in wanted] if said else wanted

    def _parts(
        self, base: Node, alternative: str, changes: list[Change], names: tuple[str, ...]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the parts of one alternative as far as they are right, and its changes as text.

        Its faults are noted and its facts listed.
        """
        tree, put, told = self.composer.changed(base, changes, alternative)
        assert isinstance(tree, Mapping)
        self.trees[alternative] = tree
        self.ledger.read(tree, self.composer.put | put, alternative)
        parts = self.reader.parts(tree, alternative)
        for fault in faults(parts):
            note = self.report.unless_elsewhere if fault.everywhere else self.report.add
            note(locate(tree, fault.path, fault.at_key), fault.path, fault.message, alternative)
        primary = parts.get("primary")
        for role in ("baseline", "alternative"):
            chosen = getattr(primary, role, None)
            if chosen is not None and chosen not in names:
                near = suggestion(chosen, names)
                message = f"there is no alternative '{chosen}'{near}; there are {listed(names)}"
                self.report.add(locate(tree, ("primary", role)), ("primary", role), message, alternative)
        return parts, told


def _extent(tree: Mapping, own: dict[Key, Entry]) -> tuple[Position, Position] | None:
    """Return from where to where a file has its alternatives."""
    if "alternatives" not in own:
        return None
    start = own["alternatives"].key_at
    after = [entry.key_at for entry in tree.entries.values() if entry.key_at > start]
    return start, min(after, default=_AFTER_ALL)


def _baseline(base: Node, names: tuple[str, ...]) -> str:
    """Return the baseline of the primary pair as far as it is sound; else the first alternative."""
    primary = child(base, "primary")
    found = child(primary[1].node, "baseline") if primary is not None else None
    word = found[1].node.value if found is not None and isinstance(found[1].node, Scalar) else None
    return word if isinstance(word, str) and word in names else names[0]


def _holds(tree: Node, path: Path) -> bool:
    """Return whether there is something at a path of a tree."""
    for step in path:
        found = child(tree, str(step))
        if found is None:
            return False
        tree = found[1].node
    return True


def _between_subsets(scenario: Scenario, names: tuple[str, ...]) -> Scenario:
    """Return a scenario whose question is about no group and all groups."""
    if scenario.primary is None:
        return scenario
    question = Primary(metric=scenario.primary.metric, baseline=NONE, alternative=names[-1])
    return replace(scenario, primary=question)


def _chosen(alternatives: dict[str, Mapping], chosen: Sequence[str] | None, report: Report) -> dict[str, Mapping]:
    """Return the chosen alternatives in the order of the file; raises ScenarioError for one that is not there."""
    for name in chosen or ():
        if name not in alternatives:
            near = suggestion(name, alternatives)
            message = f"there is no alternative '{name}'{near}; there are {listed(alternatives)}"
            report.add(TOP, ("alternatives",), message)
            raise report.error()
    return {key: value for key, value in alternatives.items() if not chosen or key in chosen}


def _root(text: str, report: Report) -> Mapping:
    """Return the tree of a text; raises ScenarioError where there is no mapping to go on with."""
    wrong = TOO_LARGE if len(text) > LARGEST else BINARY if "\0" in text else ""
    if wrong:
        report.add(TOP, (), wrong)
        raise report.error()
    tree = read_tree(text, report)
    if isinstance(tree, Mapping):
        return tree
    nothing = isinstance(tree, Scalar) and tree.value is None and not report
    if nothing or (tree is None and not report):
        report.add(TOP, (), "it is empty; start with simcity: 1")
    elif tree is not None:
        report.add(tree.at, (), f"a scenario is a mapping that starts with simcity: 1, not {what(tree)}")
    raise report.error()


def _node(entry: Entry | None) -> Node | None:
    return None if entry is None else entry.node
