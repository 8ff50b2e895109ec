"""Arrangements: the services and the rungs of the ladder that a scenario switches on by one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simcity.load.report import Position
from simcity.load.sources import PREFIX
from simcity.load.tree import Entry, Mapping, Node, Scalar, Sequence
from simcity.model.city import Source

Group = Literal["sharing", "services"]
"""Key of a scenario that switches an arrangement on."""


@dataclass(frozen=True)
class Template:
    """A link between each pair of centres with these roles."""

    id: str
    senders: tuple[str, ...]
    """Roles of the sender."""
    receivers: tuple[str, ...]
    """Roles of the receiver."""
    to_agencies: bool
    """True where the receivers are the agencies that are sent by centres of these roles."""
    needs: tuple[str, ...]
    """Incident types that need units of all of these: ``to``, ``from`` or a role; every type if empty."""
    replaces: tuple[str, ...]
    """Kinds of links between the same two that are taken out of use."""
    node: Mapping
    """What else the link says, its sources included."""


@dataclass(frozen=True)
class Arrangement:
    """A named set of changes that a scenario switches on by one line."""

    name: str
    group: Group
    title: str
    moves: str
    when: str
    in_use: str
    changes: Mapping
    """Value by pattern, with their sources, as in an alternative."""
    requires: tuple[str, ...] = ()
    """Roles without which it is nothing."""
    templates: tuple[Template, ...] = ()
    services: tuple[str, ...] = ()
    """Services that are switched on with it."""
    sources: dict[str, Source] = field(default_factory=dict)
    """Sources of its numbers by id."""


def owner(source: str) -> str:
    """Return the link or the arrangement to which a source of an arrangement belongs, by its id."""
    return source.removeprefix(PREFIX).partition(".")[0]


def moved(node: Node, at: Position) -> Node:
    """Return a tree as if all of it were written at one place."""
    if isinstance(node, Mapping):
        return Mapping(at, {key: Entry(at, moved(entry.node, at)) for key, entry in node.entries.items()})
    if isinstance(node, Sequence):
        return Sequence(at, tuple(moved(item, at) for item in node.items))
    return Scalar(at, node.value, node.text)
