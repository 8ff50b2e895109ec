"""Changes: what a setting or an alternative does to the tree of a file, path by path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from simcity.load.reading import resolve
from simcity.load.report import Position, Report, dotted, listed, suggestion
from simcity.load.sources import Cover
from simcity.load.tree import SOURCE, Entry, Key, Mapping, Node, Scalar, Sequence, child, children, compact, replaced
from simcity.model.faults import Path

SHARING, SERVICES = "sharing", "services"
"""Keys of the file and of an alternative that switch arrangements on."""

OWN_KEYS = ("alternatives", "sources", "attribution", SHARING, SERVICES)
"""Root keys that are the loader's own, out of reach of changes."""

_STEP = re.compile(r"\*(?:\[([^\]=]+)=([^\]]*)\])?|[^.\[\]*]+")


class Step(NamedTuple):
    """One step of a pattern: a word, or ``*`` with what its entries must say."""

    text: str
    key: str = ""
    value: str = ""

    @property
    def many(self) -> bool:
        """Return whether it selects many."""
        return self.text.startswith("*")


@dataclass(frozen=True)
class Change:
    """A value for all paths that a pattern selects; null removes."""

    pattern: str
    at: Position
    node: Node
    cover: Cover | None = None
    """What its numbers rest on, as far as the alternative says so."""
    switches: bool = False
    """True where it switches the arrangement on that the value names, as ``sharing`` or ``services.NAME``."""

    @property
    def removes(self) -> bool:
        """Return whether it takes out what it selects."""
        return isinstance(self.node, Scalar) and self.node.value is None


def steps(pattern: str) -> list[Step]:
    """Return the steps of a pattern such as ``links.*[kind=phone_relay].duration``.

    Raises ValueError where it is none.
    """
    found, start = [], 0
    while True:
        match = _STEP.match(pattern, start)
        if match is None:
            raise ValueError("this is no path; write one like links.*[kind=phone_relay].duration")
        found.append(Step(match[0], (match[1] or "").strip(), (match[2] or "").strip()))
        start = match.end()
        if start == len(pattern):
            return found
        if pattern[start] != ".":
            raise ValueError("this is no path; write one like links.*[kind=phone_relay].duration")
        start += 1


def select(tree: Node, pattern: str, removes: bool) -> list[Path]:
    """Return the paths that a pattern selects; a new key counts where its parent is there, unless it removes.

    Raises ValueError, in words a planner can act on, where it selects none.
    """
    wanted = steps(pattern)
    if wanted[0].text in OWN_KEYS:
        cure = "; write services: [name, ...]" if wanted[0].text == SERVICES else ""
        raise ValueError(f"'{wanted[0].text}' cannot be changed; changes are to the city alone{cure}")
    here: list[tuple[Path, Node]] = [((), tree)]
    for number, step in enumerate(wanted):
        last = number == len(wanted) - 1
        below: list[tuple[Path, Node]] = []
        for path, node in here:
            if step.many:
                below += [((*path, key), entry.node) for key, entry in children(node) if _fits(entry.node, step)]
            elif (found := child(node, step.text)) is not None:
                below.append(((*path, found[0]), found[1].node))
            elif last and not removes and isinstance(node, Mapping):
                below.append(((*path, _new_key(node, step.text)), node))
        if not below:
            raise ValueError(_nothing(step, here))
        here = below
    return [path for path, _ in here]


def _fits(node: Node, step: Step) -> bool:
    if not step.key:
        return True
    if isinstance(node, Scalar):
        return step.key == "kind" and node.text == step.value
    found = child(node, step.key)
    return found is not None and compact(found[1].node) == step.value


def _new_key(node: Mapping, word: str) -> Key:
    value = resolve(word)
    numbered = any(isinstance(key, int) for key in node.entries)
    return value if numbered and isinstance(value, int) and not isinstance(value, bool) else word


def _nothing(step: Step, here: list[tuple[Path, Node]]) -> str:
    path, node = here[0]
    where = dotted(path) if path else "the file"
    if isinstance(node, Scalar):
        return f"{where} is a single value, so there is no '{step.text}' in it"
    keys = [str(key) for key, _ in children(node)]
    named = f"; there are {listed(keys)}" if keys else ", which is empty"
    if step.many:
        return f"'{step.text}' selects nothing in {where}{named}"
    return f"there is no '{step.text}' in {where}{suggestion(step.text, keys)}{named}"


def changed(
    tree: Node, changes: Iterable[Change], report: Report, taken: dict[Path, str], alternative: str = ""
) -> tuple[Node, list[Path]]:
    """Return the tree after changes in their order, and the paths they touched; faults go into the report.

    ``taken`` holds paths, with the setting that gave each, which must not be overwritten.
    """
    touched: list[Path] = []
    for change in changes:
        try:
            paths = select(tree, change.pattern, change.removes)
        except ValueError as error:
            report.add(change.at, (change.pattern,), str(error), alternative)
            continue
        if overwrites(paths, taken, change, report):
            continue
        # From the end, so that what is removed from a list moves nothing that is removed after it.
        for path in reversed(paths) if change.removes else paths:
            tree = replaced(tree, path, None if change.removes else Entry(change.at, change.node))
        touched += paths
    return tree, touched


def overwrites(paths: list[Path], taken: dict[Path, str], change: Change, report: Report) -> bool:
    """Return whether a change would overwrite a setting, which goes into the report."""
    clash = next((setting for path in paths for of, setting in taken.items() if _overlap(path, of)), None)
    if clash is not None:
        report.add(change.at, (change.pattern,), f"this would overwrite --set {clash}; give one or the other")
    return clash is not None


def _overlap(path: Path, other: Path) -> bool:
    return all(a == b for a, b in zip(path, other, strict=False))


def alternatives_of(node: Node | None, report: Report) -> dict[str, Mapping]:
    """Return the alternatives of a file by name, in its order; one, named base, where it gives none."""
    found: dict[str, Mapping] = {}
    if node is not None and not isinstance(node, Mapping):
        report.add(node.at, ("alternatives",), "a mapping from name to changes is wanted, such as {phones: {}}")
    for name, entry in node.entries.items() if isinstance(node, Mapping) else ():
        changes = entry.node
        if isinstance(changes, Scalar) and changes.value is None:
            changes = Mapping(changes.at, {})
        if isinstance(changes, Mapping):
            found[str(name)] = changes
        else:
            report.add(changes.at, ("alternatives", name), "a mapping from path to value is wanted, or {}")
    return found or {"base": Mapping(Position(1, 1), {})}


def changes_of(alternative: Mapping, report: Report, path: Path = ()) -> list[Change]:
    """Return the changes of an alternative in the order in which they are made: sharing, services, then the rest."""
    found: list[Change] = []
    for key, entry in alternative.entries.items():
        if key not in (SOURCE, SHARING, SERVICES):
            found.append(Change(str(key), entry.key_at, entry.node))
    return [*switches_of(alternative.entries, report, path), *found]


def switches_of(entries: dict[Key, Entry], report: Report, path: Path = ()) -> list[Change]:
    """Return the arrangements that the keys ``sharing`` and ``services`` switch on, in that order."""
    found: list[Change] = []
    rung = entries.get(SHARING)
    if rung is not None and isinstance(rung.node, Scalar):
        found += [Change(SHARING, rung.node.at, rung.node, switches=True)] if rung.node.value is not None else []
    elif rung is not None:
        report.add(rung.node.at, (*path, SHARING), "the name of one rung is wanted, such as sharing: integrated")
    named = entries.get(SERVICES)
    listed_ = named.node if named is not None else None
    if isinstance(listed_, Sequence):
        for number, item in enumerate(listed_.items):
            pattern = f"{SERVICES}.{compact(item)}"
            if not isinstance(item, Scalar) or item.value is None:
                report.add(item.at, (*path, SERVICES, number), "the name of a service is wanted")
            elif any(change.pattern == pattern for change in found):
                report.add(item.at, (*path, SERVICES, number), f"'{item.text}' is named twice")
            else:
                found.append(Change(pattern, item.at, item, switches=True))
    elif listed_ is not None and not (isinstance(listed_, Scalar) and listed_.value is None):
        wrong = "a list of services is wanted, such as services: [emergency_video_112]"
        report.add(listed_.at, (*path, SERVICES), wrong)
    return found
