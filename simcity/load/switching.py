"""Switching on: an arrangement becomes links between the centres of a scenario, by their roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import product

from simcity.load.arranging import Arrangement, Template, moved, owner
from simcity.load.catalogue import known
from simcity.load.changes import Change, select
from simcity.load.report import Position, listed, suggestion
from simcity.load.tree import Entry, Mapping, Node, Scalar, Sequence, child, children, compact, replaced
from simcity.model.city import Source
from simcity.model.faults import Path


@dataclass(frozen=True)
class Ends:
    """Who could be at the ends of a link: centres with their roles, agencies with the centres that send them."""

    roles: dict[str, str]
    senders: dict[str, str]
    needs: dict[str, frozenset[str]]
    """Agencies that each incident type may need, by its run card or a level."""

    @classmethod
    def of(cls, tree: Node) -> Ends:
        """Return what a tree says, as far as it is sound."""
        return cls(
            roles={name: _word(node, "role") for name, node in _entries(tree, "centres")},
            senders={name: _word(node, "dispatched_by") for name, node in _entries(tree, "agencies")},
            needs={
                name: frozenset(
                    agency
                    for card in (node, *(level for _, level in _entries(node, "levels")))
                    for agency, _ in _entries(card, "needs")
                )
                for name, node in _entries(tree, "incidents")
            },
        )

    def pairs(self, template: Template) -> list[tuple[str, str]]:
        """Return who tells whom over the links of a template."""
        senders = [name for name, role in self.roles.items() if role in template.senders]
        if template.to_agencies:
            receivers = [name for name, by in self.senders.items() if self.roles.get(by) in template.receivers]
            return list(product(senders, receivers))
        receivers = [name for name, role in self.roles.items() if role in template.receivers]
        return [pair for pair in product(senders, receivers) if pair[0] != pair[1]]

    def types(self, template: Template, sender: str, receiver: str) -> list[str]:
        """Return the incident types that need units of all that a template names."""

        def meant(word: str, agency: str) -> bool:
            by = self.senders.get(agency, "")
            if word == "to":
                return agency == receiver if template.to_agencies else by == receiver
            return by == sender if word == "from" else self.roles.get(by) == word

        return [
            name
            for name, agencies in self.needs.items()
            if all(any(meant(word, agency) for agency in agencies) for word in template.needs)
        ]


@dataclass
class Switched:
    """A tree after an arrangement, and what was done to it."""

    tree: Node
    at: Position
    touched: list[Path] = field(default_factory=list)
    put: list[tuple[Node, Mapping | None, str]] = field(default_factory=list)
    """Nodes that were put in; with the changes to which each belongs, which hold its source, and its pattern."""
    changed: dict[str, str] = field(default_factory=dict)
    """Changes beside new links, as pattern and value."""
    links: Counter[str] = field(default_factory=Counter)
    """Links put in, by template."""
    without: list[str] = field(default_factory=list)
    """Links that found no centres with their roles."""
    sources: dict[str, Source] = field(default_factory=dict)

    def replace(self, path: Path, node: Node, of: Mapping | None = None, pattern: str = "") -> None:
        """Put a node into the tree."""
        self.tree = replaced(self.tree, path, Entry(self.at, node))
        self.touched.append(path)
        self.put.append((node, of, pattern))

    def text(self, name: str) -> str:
        """Return what was done on one line."""
        many = [f"{link} ({number})" if number > 1 else link for link, number in self.links.items()]
        parts = [f"{pattern}: {value}" for pattern, value in self.changed.items()]
        parts += [f"links {', '.join(many)}"] if many else []
        parts += [f"without {', '.join(self.without)}, for want of such centres"] if self.without else []
        return f"{name} ({'; '.join(parts) or 'nothing more'})"


def switched(tree: Node, change: Change, ours: Collection[Position]) -> Switched:
    """Return a tree after ``sharing`` or a service is switched on.

    ``ours`` are the places of words that switched on something before: what they put in may be put in anew.
    Raises ValueError, in words a planner can act on, where there is no such arrangement or it finds no centres.
    """
    name = compact(change.node)
    one = _named(change, name)
    done = Switched(tree, change.node.at)
    ends = Ends.of(tree)
    found = _switch(done, one, ends, ours)
    for service in one.services:
        found |= _switch(done, known("services")[service], ends, ours)
    if not found and (one.templates or one.services):
        raise ValueError(_nobody(one, ends))
    return done


def _of_its_own(tree: Node, path: Path) -> bool:
    """Return whether a path is within a link that shows a centre its own units, so that nothing is shared."""
    links = dict(_entries(tree, "links")) if path[0] == "links" and len(path) > 1 else {}
    return bool(links) and _word(links[str(path[1])], "kind") == "vehicle_location"


def _named(change: Change, name: str) -> Arrangement:
    group, what = known("sharing" if change.pattern == "sharing" else "services"), change.pattern.partition(".")[0]
    if not isinstance(change.node, Scalar) or name not in group:
        one = "rung of sharing" if what == "sharing" else "service"
        near = suggestion(name, group)
        raise ValueError(f"there is no {one} '{name}'{near}; there are {', '.join(group)}")
    return group[name]


def _switch(done: Switched, one: Arrangement, ends: Ends, ours: Collection[Position]) -> bool:
    """Do what one arrangement says, and return whether any of its links found its ends."""
    if not set(one.requires) <= set(ends.roles.values()):
        done.without.append(one.name)
        return False
    changes = moved(one.changes, done.at)
    assert isinstance(changes, Mapping)
    for pattern, entry in children(changes):
        try:
            paths = select(done.tree, str(pattern), removes=False)
        except ValueError:
            continue  # a city without such parts has nothing to change
        for path in paths:
            if not _of_its_own(done.tree, path):
                done.replace(path, entry.node, changes, str(pattern))
        done.changed[str(pattern)] = compact(entry.node)
    found = False
    for template in one.templates:
        pairs = ends.pairs(template)
        some = False
        for sender, receiver in pairs:
            types = ends.types(template, sender, receiver)
            if types or not template.needs:
                _link(done, template, (sender, receiver), types, len(pairs) > 1, ours)
                some = True
        if not some:
            done.without.append(template.id)
        found |= some
    used = {*done.links, one.name} if done.changed else set(done.links)
    done.sources |= {name: source for name, source in one.sources.items() if owner(name) in used}
    return found


def _link(
    done: Switched, template: Template, pair: tuple[str, str], types: list[str], many: bool, ours: Collection[Position]
) -> None:
    """Put one link of a template in, and take those that it replaces out of use."""
    at, links = done.at, child(done.tree, "links")
    full = "-".join((template.id, *pair))
    there, name = None, full
    for name in (full,) if many else (template.id, full):
        there = child(links[1].node, name) if links is not None else None
        if there is None or there[1].key_at in ours:
            break
    else:
        raise ValueError(f"the file has a link '{name}' already; give that one another id")
    if there is not None and _word(there[1].node, "up") != "never":
        return
    for other, node in _entries(done.tree, "links"):
        same = (_word(node, "from"), _word(node, "to")) == pair
        if same and _word(node, "kind") in template.replaces and _word(node, "up") != "never":
            done.replace(("links", other, "up"), Scalar(at, "never", "never"))
    if not isinstance(links[1].node if links is not None else None, Mapping):
        done.replace(("links",), Mapping(at, {}))
    link = moved(template.node, at)
    assert isinstance(link, Mapping)
    given = dict(link.entries)
    for key, end in zip(("from", "to"), pair, strict=True):
        given[key] = Entry(at, Scalar(at, end, end))
    if template.needs:
        given["types"] = Entry(at, Sequence(at, tuple(Scalar(at, word, word) for word in types)))
    done.replace(("links", name), Mapping(at, given))
    done.links[template.id] += 1


def _nobody(one: Arrangement, ends: Ends) -> str:
    templates = [*one.templates, *(template for name in one.services for template in known("services")[name].templates)]
    wanted = {f"from {' or '.join(t.senders)} to {_receivers(t)}": t for t in templates}
    there = listed(dict.fromkeys(role for role in ends.roles.values() if role)) or "none"
    lacking = [role for role in one.requires if role not in ends.roles.values()]
    if lacking:
        return f"'{one.name}' needs a centre of the role {lacking[0]}; the roles of the centres are {there}"
    if any(ends.pairs(template) for template in templates):
        return f"'{one.name}' finds no incident type that needs the units of its centres; see needs and dispatched_by"
    return f"'{one.name}' finds no centres to link: it goes {', '.join(wanted)}; the roles of the centres are {there}"


def _receivers(template: Template) -> str:
    roles = " or ".join(template.receivers)
    return f"the agencies sent by {roles}" if template.to_agencies else roles


def _entries(tree: Node, key: str) -> list[tuple[str, Node]]:
    found = child(tree, key)
    return [(str(name), entry.node) for name, entry in children(found[1].node)] if found is not None else []


def _word(node: Node, key: str) -> str:
    found = child(node, key)
    return compact(found[1].node) if found is not None else ""
