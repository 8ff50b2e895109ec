"""A city from a file: read, changed into its alternatives, validated, checked, and its numbers listed."""

from __future__ import annotations

import os
from collections.abc import Mapping as Settings
from collections.abc import Sequence
from typing import Any

from simcity.load.changes import OWN_KEYS, Change, alternatives_of, changed, changes_of
from simcity.load.facts import SET, Changed, Ledger
from simcity.load.parts import Reader
from simcity.load.reading import BINARY, LARGEST, TOO_LARGE, read_file, read_tree
from simcity.load.report import SETTING, TOP, Position, Report, listed, suggestion
from simcity.load.sources import Cover, Sources
from simcity.load.tree import Entry, Mapping, Node, Scalar, compact, locate, what
from simcity.model.check import faults
from simcity.model.city import City
from simcity.model.faults import Path
from simcity.model.scenario import Place, Scenario

_AFTER_ALL = Position(LARGEST, 0)


def city_of_file(
    path: str | os.PathLike[str], settings: Settings[str, str], chosen: Sequence[str] | None = None
) -> City:
    """Return the city of a file, with all or the chosen alternatives; raises ScenarioError with all its faults."""
    name = os.fspath(path)
    report = Report(name)
    text = read_file(path, report)
    if text is None:
        raise report.error()
    return _city(text, name, settings, report, chosen)


def city_of_text(text: str, name: str, settings: Settings[str, str]) -> City:
    """Return the city of a text; raises ScenarioError with all its faults."""
    return _city(text, name, settings, Report(name))


def _city(
    text: str, name: str, settings: Settings[str, str], report: Report, chosen: Sequence[str] | None = None
) -> City:
    tree = _root(text, report)
    own = {key: tree.entries[key] for key in OWN_KEYS if key in tree.entries}
    base: Node = Mapping(tree.at, {key: entry for key, entry in tree.entries.items() if key not in own})
    if "alternatives" in own:
        start = own["alternatives"].key_at
        after = [entry.key_at for entry in tree.entries.values() if entry.key_at > start]
        report.changes = start, min(after, default=_AFTER_ALL)
    alternatives = alternatives_of(_node(own.get("alternatives")), report)
    names = tuple(alternatives)
    alternatives = _chosen(alternatives, chosen, report)
    report.everywhere = tuple(alternatives)
    put: dict[int, Changed] = {}
    taken: dict[Path, str] = {}
    for number, (pattern, value) in enumerate(settings.items()):
        base = _set(base, number, pattern, value, report, put, taken)
    ledger = Ledger(report, Sources(report, _node(own.get("sources"))))
    ledger.read(base, put)
    reader = Reader(report)
    found = {
        alternative: _parts(base, alternative, changes, names, report, taken, ledger, reader, put)
        for alternative, changes in alternatives.items()
    }
    ledger.uncovered()
    if report:
        raise report.error()
    return City(
        path=name,
        text=text,
        alternatives={key: Scenario(**{**parts, "place": Place(**parts["place"])}) for key, parts in found.items()},
        changes={
            key: {change.pattern: compact(change.node) for change in changes_of(changes)}
            for key, changes in alternatives.items()
        },
        settings=dict(settings),
        facts=tuple(ledger.facts.values()),
        sources=ledger.sources.entries,
    )


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


def _set(
    tree: Node,
    number: int,
    pattern: str,
    value: str,
    report: Report,
    put: dict[int, Changed],
    taken: dict[Path, str],
) -> Node:
    """Return the tree after one setting; what it put in, and the paths it took, are noted."""
    at = Position(0, number, SETTING)
    before = len(report)
    node = read_tree(value, report, number, (pattern,)) or Scalar(at, None, "")
    if len(report) > before:
        return tree
    put[id(node)] = Changed("", SET)
    tree, touched = changed(tree, [Change(pattern, at, node)], report, {})
    taken.update(dict.fromkeys(touched, pattern))
    return tree


def _parts(
    base: Node,
    alternative: str,
    changes: Mapping,
    names: tuple[str, ...],
    report: Report,
    taken: dict[Path, str],
    ledger: Ledger,
    reader: Reader,
    put: dict[int, Changed],
) -> dict[str, Any]:
    """Return the parts of one alternative as far as they are right, its faults noted and its facts listed."""
    said = ledger.sources.speaks(changes, ("alternatives", alternative))
    wanted = changes_of(changes)
    covers: dict[int, Changed] = dict(put)
    for change in wanted:
        cover = said if isinstance(said, Cover) else said.get(change.pattern) if said else None
        covers[id(change.node)] = Changed(alternative, cover)
    tree, _ = changed(base, wanted, report, taken, alternative)
    assert isinstance(tree, Mapping)
    ledger.read(tree, covers, alternative)
    parts = reader.parts(tree, alternative)
    for fault in faults(parts):
        report.add(locate(tree, fault.path, fault.at_key), fault.path, fault.message, alternative)
    primary = parts.get("primary")
    for role in ("baseline", "alternative"):
        chosen = getattr(primary, role, None)
        if chosen is not None and chosen not in names:
            near = suggestion(chosen, names)
            message = f"there is no alternative '{chosen}'{near}; there are {listed(names)}"
            report.add(locate(tree, ("primary", role)), ("primary", role), message, alternative)
    return parts
