"""Who knows what: a link as it is used, what a centre knows, and the reports that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from simcity.engine.channel import Channel
from simcity.model.links import AnyLink
from simcity.trace.downtime import Downtime
from simcity.trace.telling import Lines


@dataclass(frozen=True)
class Way:
    """A link as its sender uses it for one incident type."""

    name: str
    link: AnyLink
    channel: int
    receiver: int
    """Centre that is told; for what is shown or brought, the centre that it comes from."""
    joint: bool
    """True where the sender sends units to this type as well."""
    lines: Lines
    """What it takes, by row."""
    down: Downtime | None = None
    """When it is down; None for never."""
    shows: list[float] | None = None
    """By row: seconds until a picture shows the scene, infinite for never; None where it carries no picture."""
    reliable: bool = True
    """False where it may be down or lose messages."""
    queue: Channel | None = None
    """Where its capacity is limited."""
    fallback: Way | None = None
    """What the sender turns to if it does not deliver in time."""


@dataclass
class Knowledge:
    """What one centre knows, by row of the trace."""

    aware: dict[int, int] = field(default_factory=dict)
    """The record of its becoming aware."""
    pictured: set[int] = field(default_factory=set)
    """Subjects of which it has a live picture that shows them."""
    placed: set[int] = field(default_factory=set)
    """Subjects whose exact place it has, rather than words for it."""
    safe: dict[int, int] = field(default_factory=dict)
    """The record of its coming to know that a scene is safe."""
    passed: set[tuple[int, str]] = field(default_factory=set)
    """Subjects and links over which it has passed that on."""
    level: dict[int, int] = field(default_factory=dict)
    """The highest level that it knows of a subject, 1 for the first above the ordinary one; absent for that."""
    learnt: dict[tuple[int, int], int] = field(default_factory=dict)
    """By subject and level: the record that has told it of the level, where that came after it was aware."""
    ordered: dict[int, int] = field(default_factory=dict)
    """Of types with levels: how many alarms it has ordered of a subject, the run card being the first."""
    untold: set[tuple[int, int]] = field(default_factory=set)
    """Of types with levels: centre and subject of word that it is yet to give, with all that it knows by then."""


@dataclass(frozen=True)
class ReportLists:
    """The reports of the trace as lists, for quick single looks."""

    time: list[float]
    row: list[int]
    channel: list[int]
    kind: list[int]
    centre: list[int]
    stops: list[bool]
    answering: list[float]
    processing: list[float]
    with_picture: list[float]
    unclear: list[float]
    duplicate: list[float]
    believed: list[bool]
    caller: list[int]
    again: list[float]
