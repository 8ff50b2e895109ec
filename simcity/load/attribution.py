"""Attribution: named groups of the changes of an alternative, and all subsets of them as alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from simcity.load.changes import SHARING, Change
from simcity.load.report import Report, listed, suggestion
from simcity.load.tree import Entry, Mapping, Node, Scalar, Sequence, compact, short, what
from simcity.model.faults import Path

FEWEST, MOST = 2, 5
NONE = "none"
"""Name of the subset without any group: what the baseline changes, alone."""

_ROOT: Path = ("attribution",)
_FORM = "attribution: {alternative: NAME, groups: {GROUP: [change, ...], ...}}"
_MEMBERS = "a list of changes of the alternative is wanted, such as [links.video_to_119, services.cctv_found_119]"


@dataclass(frozen=True)
class Attribution:
    """Which changes of an alternative are switched on and off together."""

    alternative: str
    groups: dict[str, tuple[str, ...]]
    """By name: patterns as the alternative writes them, ``sharing`` or ``services.NAME``."""

    def subsets(self, changes: dict[str, list[Change]], baseline: str) -> dict[str, list[Change]]:
        """Return the changes of each subset of the groups, on top of those of the baseline, by its name.

        The fewer groups the earlier, then in the order of the file.
        """
        mine = _own(changes, baseline, self.alternative)
        found = {}
        for size in range(len(self.groups) + 1):
            for names in combinations(self.groups, size):
                patterns = {pattern for name in names for pattern in self.groups[name]}
                chosen = [change for change in mine if change.pattern in patterns]
                found["+".join(names) or NONE] = _on_top(changes[baseline], chosen)
        return found


def attribution_of(entry: Entry, changes: dict[str, list[Change]], baseline: str, report: Report) -> Attribution | None:
    """Return the attribution that a file asks for, or None with what is wrong with it in the report."""
    before = len(report)
    node = entry.node
    if not isinstance(node, Mapping):
        report.add(node.at, _ROOT, f"write {_FORM}")
        return None
    for key, found in node.entries.items():
        if key not in ("alternative", "groups"):
            known = ("alternative", "groups")
            wrong = f"'{key}' is not known here{suggestion(key, known)}; alternative, groups are"
            report.add(found.key_at, (*_ROOT, key), wrong)
    alternative = _alternative(node, entry, changes, baseline, report)
    given = node.entries.get("groups")
    if given is None:
        report.add(entry.key_at, _ROOT, f"'groups' is missing; write {_FORM}")
    elif not isinstance(given.node, Mapping):
        report.add(given.node.at, (*_ROOT, "groups"), f"a mapping from group to its changes is wanted; write {_FORM}")
    elif alternative is not None:
        groups = _groups(given, changes, baseline, alternative, report)
        if len(report) == before:
            return Attribution(alternative, groups)
    return None


def _alternative(
    node: Mapping, entry: Entry, changes: dict[str, list[Change]], baseline: str, report: Report
) -> str | None:
    given = node.entries.get("alternative")
    if given is None:
        report.add(entry.key_at, _ROOT, f"'alternative' is missing; write {_FORM}")
        return None
    name, path = compact(given.node), (*_ROOT, "alternative")
    if not isinstance(given.node, Scalar) or name not in changes:
        message = f"there is no alternative '{short(name)}'{suggestion(name, changes)}; there are {listed(changes)}"
        report.add(given.node.at, path, message)
        return None
    if name == baseline:
        report.add(given.node.at, path, f"'{name}' is the baseline; name the alternative that is to be explained")
        return None
    return name


def _groups(
    given: Entry, changes: dict[str, list[Change]], baseline: str, alternative: str, report: Report
) -> dict[str, tuple[str, ...]]:
    assert isinstance(given.node, Mapping)
    path = (*_ROOT, "groups")
    if not FEWEST <= len(given.node.entries) <= MOST:
        number = len(given.node.entries)
        report.add(given.key_at, path, f"{FEWEST} to {MOST} groups are wanted, got {number}; put some together")
    mine = [change.pattern for change in _own(changes, baseline, alternative)]
    alike = [change.pattern for change in changes[alternative] if change.pattern not in mine]
    groups: dict[str, tuple[str, ...]] = {}
    taken: dict[str, str] = {}
    for key, entry in given.node.entries.items():
        name = str(key)
        if name == NONE or re.fullmatch(r"[\w-]+", name) is None:
            wrong = f"'{name}' cannot be the name of a group; it is made of letters, digits, _ and -, and is not {NONE}"
            report.add(entry.key_at, (*path, name), wrong)
        members = _members(entry.node, (*path, name), report)
        for number, item in enumerate(members):
            pattern, where = compact(item), (*path, name, number)
            if pattern in alike:
                wrong = (
                    f"the baseline '{baseline}' makes the change '{pattern}' alike, so it bought nothing; take it out"
                )
                report.add(item.at, where, wrong)
            elif pattern not in mine:
                near = suggestion(pattern, mine)
                wrong = f"'{alternative}' has no change '{short(pattern)}'{near}; it has {listed(mine) or 'none'}"
                report.add(item.at, where, wrong)
            elif pattern in taken:
                report.add(item.at, where, f"'{pattern}' is in the group '{taken[pattern]}' already; leave it in one")
            else:
                taken[pattern] = name
        groups[name] = tuple(compact(item) for item in members)
    left = [pattern for pattern in mine if pattern not in taken]
    if left:
        wrong = f"these changes of '{alternative}' are in no group: {listed(left)}; each belongs to one"
        report.add(given.key_at, path, wrong)
    return groups


def _members(node: Node, path: Path, report: Report) -> tuple[Node, ...]:
    if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
        return node.items
    report.add(node.at, path, f"{_MEMBERS}, got {'an empty list' if isinstance(node, Sequence) else what(node)}")
    return ()


def _own(changes: dict[str, list[Change]], baseline: str, alternative: str) -> list[Change]:
    """Return the changes of an alternative that its baseline does not make alike."""
    alike = {(change.pattern, compact(change.node)) for change in changes[baseline]}
    return [change for change in changes[alternative] if (change.pattern, compact(change.node)) not in alike]


def _on_top(first: list[Change], then: list[Change]) -> list[Change]:
    """Return changes on top of others: one rung of sharing, services of both, then the rest of both."""
    both = [*first, *then]
    rungs = [change for change in both if change.switches and change.pattern == SHARING]
    services = {change.pattern: change for change in both if change.switches and change.pattern != SHARING}
    rest = [change for change in both if not change.switches]
    return [*rungs[-1:], *services.values(), *rest]
