"""Centres: where reports are heard, believed and turned into orders."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from simcity.distributions import Law
from simcity.fields import Duration, Flag, PositiveCount, Share, Time, part
from simcity.model.kinds import NO_TIME, Schedule, Unlimited

Role = Literal["video", "police", "fire", "ems", "private", "transit", "telecom", "disaster"]
ANSWERING_ROLES = ("police", "fire", "ems")
"""Roles of public answering points: the official clock starts where one of these receives a report."""

JobKind = Literal[
    "call", "watch", "alarm", "guard", "relay", "report", "telling", "picture", "order", "approval", "footage"
]
"""What takes a seat: a call, a find on the wall, an alarm, a guard's word, a spoken relay, a report over a
link, telling another centre, a picture that must be looked at or looked for, an order where a desk of its own
gives it, a permission to be granted, and recorded video to be found."""

JOB_KINDS: tuple[JobKind, ...] = (
    "call",
    "watch",
    "alarm",
    "guard",
    "relay",
    "report",
    "telling",
    "picture",
    "order",
    "approval",
    "footage",
)
FROM_OUTSIDE: tuple[JobKind, ...] = ("call", "alarm", "guard", "relay")
"""Work that is turned away where a centre's places are taken."""


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
    """Seat time spent on finding out; none where the centre knows the place from another report or a service."""


@part
class Desk:
    """Seats of a centre for work of some kinds: the skills of those who sit there."""

    seats: Schedule
    """Operators on duty, by hour if need be."""
    work: tuple[JobKind, ...] = ()
    """Kinds of work done here; all where absent. Where any desk does ``order``, orders are work of their own."""
    types: tuple[str, ...] = ()
    """Incident types handled here; all where absent."""


@part
class Patience:
    """How long callers wait to be answered, and what becomes of those who hang up or hear a busy tone."""

    law: Law[Duration]
    """From ringing to hanging up."""
    again: Share = 0.0
    """Share of them that call again."""
    again_after: Law[Duration] = NO_TIME
    """From hanging up, or the busy tone, to the next call."""
    call_back: Flag = False
    """True where the centre calls back those who hung up for good, from its log, when a seat is free."""
    reached: Share = 1.0
    """Share of those called back who answer."""

    def __post_init__(self) -> None:
        if self.again > 0 and self.again_after == NO_TIME:
            raise ValueError("those who call again would do so at once and without end: give again_after")


@part
class Surge:
    """Additional seats in a flood. Korean 119 rooms: 403 in all, 850 at most; Jeju 11 and 17 (facts 5.07, S)."""

    seats: PositiveCount
    """Seats added."""
    waiting: PositiveCount
    """Reports that wait when they are called for."""
    delay: Law[Time]
    """From the call until they are manned."""
    lasts: Duration
    """How long they stay; called for anew if there is need."""


@part
class Breaks:
    """Breaks of operators, spread so that as few as can be are away at once."""

    every: Duration
    """From the start of one break to that of the next, of one operator."""
    lasts: Duration
    """How long one is away."""

    def __post_init__(self) -> None:
        if self.lasts >= self.every:
            raise ValueError("a break must be over before the next one begins: lasts must be less than every")


@part
class Centre:
    """A room with operators: each report takes a seat for answering and processing."""

    role: Role
    """``video``, ``police``, ``fire``, ``ems``, ``private``, ``transit``, ``telecom`` or ``disaster``."""
    seats: Unlimited | None = None
    """Operators on duty, by hour if need be, or ``unlimited``; or else ``desks``."""
    desks: dict[str, Desk] = field(default_factory=dict)
    """Seats by skill, instead of ``seats``; work goes to the first desk in the file that can do it."""
    breaks: Breaks | None = None
    """Breaks; none where absent."""
    shift_end: Literal["finish", "hand_over", "preempt"] = "finish"
    """At a change of shift, work in hand is finished first (``finish``), goes on after ``handing_over`` if there is a
    seat (``hand_over``), or is broken off and taken up again when a seat is free (``preempt``)."""
    handing_over: Law[Time] = NO_TIME
    """Seat time of each hand-over."""
    preemptive: Flag = False
    """True where work that comes first interrupts work that comes later, which is resumed where it stopped. A talk
    between two centres is never interrupted."""
    places: PositiveCount | None = None
    """Calls, alarms and relays that are held at once, those at a seat included; further ones are turned away."""
    overflow: str | None = None
    """Centre to which a call goes that is turned away, or that comes while this one is down."""
    patience: Patience | None = None
    """Patience of callers; they wait for ever where absent."""
    surge: Surge | None = None
    """Additional seats in a flood; none where absent."""
    domains: tuple[str, ...] = ()
    """Failure domains; nothing is answered here while any of them is down."""
    answering: Law[Time] = NO_TIME
    """Seat time from taking a report up to speaking."""
    processing: Law[Time] = NO_TIME
    """Seat time until the report is understood and believed or rejected; incident types may say otherwise."""
    processing_with_picture: Law[Time] | None = None
    """The same where the centre has a live picture of it by then; ``processing`` where absent."""
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
    telling: Literal["parallel", "serial"] = "parallel"
    """Whether calls to several other centres about one incident are made at once by several operators, or one after
    another by one."""
    knows: Literal["what_it_is_told", "everything"] = "what_it_is_told"
    """``everything``: it knows of every incident that needs its units, or of which it is informed over a link, from the
    onset, with the place and the picture, without a seat, and wastes none on what is false or known. The ceiling of any
    sharing."""

    def __post_init__(self) -> None:
        if (self.seats is None) == (not self.desks):
            raise ValueError("say who works there in one way: seats, or desks by skill")
