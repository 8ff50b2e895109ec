"""The catalogue: the arrangements that come with simcity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simcity.load.arrangement_files import read
from simcity.load.arranging import Arrangement, Group
from simcity.load.tree import children, compact
from simcity.model.city import Source

FILES: dict[Group, str] = {"sharing": "ladder.yaml", "services": "services.yaml"}
"""File of each group of arrangements."""


@dataclass(frozen=True)
class Way:
    """One way of telling, showing or locating, for the table of arrangements."""

    kind: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]


@dataclass(frozen=True)
class Described:
    """An arrangement as it is listed: what it moves, by which ways, when, and where it is in use."""

    name: str
    group: Group
    title: str
    moves: str
    when: str
    in_use: str
    ways: tuple[Way, ...]
    changes: tuple[str, ...]
    """Changes beside the links, such as ``centres.*.knows: everything``."""
    services: tuple[str, ...]
    sources: tuple[Source, ...]


@cache
def known(group: Group) -> dict[str, Arrangement]:
    """Return the arrangements of a group by name, in the order of their file.

    Raises ValueError where the file that comes with simcity is wrong.
    """
    name = FILES[group]
    text = files("simcity").joinpath("arrangements", name).read_text(encoding="utf-8")
    return read(text, name, group)


def described() -> tuple[Described, ...]:
    """Return the rungs and the services that come with simcity."""
    groups: tuple[Group, ...] = ("sharing", "services")
    return tuple(_described(one) for group in groups for one in known(group).values())


def _described(one: Arrangement) -> Described:
    ways = []
    for template in one.templates:
        kind = template.node.entries["kind"].node
        before = "units sent by " if template.to_agencies else ""
        ways.append(Way(compact(kind), template.senders, tuple(before + role for role in template.receivers)))
    changes = tuple(f"{pattern}: {compact(entry.node)}" for pattern, entry in children(one.changes))
    sources = tuple(one.sources.values())
    head = (one.name, one.group, one.title, one.moves, one.when, one.in_use)
    return Described(*head, ways=tuple(ways), changes=changes, services=one.services, sources=sources)
