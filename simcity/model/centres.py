"""Centres: where reports are heard, believed and turned into orders."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from simcity.distributions import Law
from simcity.fields import Flag, PositiveCount, Share, Time, part
from simcity.model.agencies import NO_TIME
from simcity.model.kinds import Unlimited

Role = Literal["video", "police", "fire", "ems", "private", "transit"]
ANSWERING_ROLES = ("police", "fire", "ems")
"""Roles of public answering points: the official clock starts where one of these receives a report."""

JobKind = Literal["call", "watch", "alarm", "guard", "relay", "report", "telling", "picture"]
"""What takes a seat: a call, a find on the wall, an alarm, a guard's word, a spoken relay, a report over a
link, telling another centre by phone, and a picture that must be looked at or looked for."""

JOB_KINDS: tuple[JobKind, ...] = ("call", "watch", "alarm", "guard", "relay", "report", "telling", "picture")


@part
class Verification:
    """How well an operator tells real from false."""

    hit: Share = 1.0
    """Share of real incidents that are believed."""
    false_acceptance: Share = 0.0
    """Share of false reports that are believed."""


@part
class UnclearLocation:
    """Some spoken reports leave the place in doubt."""

    share: Share
    """Share of spoken reports (calls and phone relays) with a doubtful place."""
    extra: Law[Time]
    """Seat time spent on finding out."""


@part
class Centre:
    """A room with operators: each report takes a seat for answering and processing."""

    role: Role
    """``video``, ``police``, ``fire``, ``ems``, ``private`` or ``transit``."""
    seats: Unlimited
    """Operators on duty, by hour if need be, or ``unlimited``. At a shift's end work in hand is finished."""
    answering: Law[Time] = NO_TIME
    """Seat time from taking a report up to speaking."""
    processing: Law[Time] = NO_TIME
    """Seat time until the report is understood and believed or rejected; incident types may say otherwise."""
    duplicate: Law[Time] | None = None
    """Seat time, after answering, of a report about something known; as ``processing`` where absent."""
    dispatching: Law[Time] = NO_TIME
    """Seat time from a believed report to the order to the first units."""
    verification: dict[JobKind, Verification] = field(default_factory=dict)
    """How well reports are told apart, by the way they came; absent kinds are always believed."""
    unclear_location: UnclearLocation | None = None
    """Doubt about the place in spoken reports."""
    priorities: dict[JobKind, PositiveCount] = field(default_factory=dict)
    """Order of service between kinds of work: 1 comes first and is the default."""
    triage: Flag = False
    """True where calls are served by the priority of their incident; else calls of all incidents come in
    order of arrival, since nobody knows before answering."""
