"""What telling would take: each link's share of luck for every subject that may go over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.luck import number_of
from simcity.model.centres import JobKind
from simcity.model.kinds import NO_TIME
from simcity.model.links import (
    AnyLink,
    DigitalReport,
    Footage,
    LocationService,
    Messenger,
    PhoneRelay,
    PureDelay,
    PushedVideo,
    Radio,
    Telling,
    Ticket,
    VehicleLocation,
)
from simcity.model.scenario import Scenario
from simcity.model.ways import uses
from simcity.records import Flags, Floats, Integers
from simcity.trace.happenings import Happening
from simcity.trace.reports import KIND, Desk

Times = list[float]
Word = PhoneRelay | Radio | Messenger | Ticket | DigitalReport | PureDelay
"""Links by which one centre tells another."""
WORDS = (PhoneRelay, Radio, Messenger)
"""Links that tell the place in words."""
POSITION = (Ticket, DigitalReport)
"""Links that carry the exact place."""


@dataclass(frozen=True)
class Lines:
    """Seconds by row of the trace for one link; zero where the link is not for the subject."""

    transfer_after: Times
    joint_after: Times
    latency: Times
    """On the way: of a message, a picture, a messenger, or footage once it is found."""
    occupies: Times
    """How long it takes one of the places of a link of limited capacity."""
    asking: Times
    """Until a request for footage lies before the sender."""
    talk: Times
    """A talk by phone or radio, or the search for cameras or footage at the sender."""
    answering: Times
    handling: Times
    """Seat time at the receiver after answering: handling, or looking at a picture."""
    level_after: Times | None
    """Until a case is told that has come to need the receiver; None where that is as for any case."""
    with_picture: Times | None
    """The same where the receiver has a live picture; None where that makes no difference."""
    unclear: Times
    """Further seat time at the receiver where the place was told in words and is in doubt."""
    duplicate: Times
    believed: list[bool]
    settled: list[bool]
    """Whether a location service finds the place."""


Draw = Callable[[LawOfChance, str], Floats]


class Columns:
    """The columns of one link while they are filled; those that nobody fills are shared."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.times: dict[str, Floats] = {}
        self.flags: dict[str, Flags] = {}

    def fill(self, name: str, here: Integers, values: Floats) -> None:
        """Put seconds into some rows of a column."""
        if name not in self.times:
            self.times[name] = np.zeros(self.size)
        self.times[name][here] = values

    def flag(self, name: str, here: Integers, values: Flags) -> None:
        """Say yes or no in some rows of a column, which is yes elsewhere."""
        if name not in self.flags:
            self.flags[name] = np.ones(self.size, np.bool_)
        self.flags[name][here] = values

    def lines(self) -> Lines:
        """Return the columns as lists."""
        none, yes = [0.0] * self.size, [True] * self.size
        times = {name: column.tolist() for name, column in self.times.items()}
        flags = {name: column.tolist() for name, column in self.flags.items()}
        return Lines(
            transfer_after=times.get("transfer_after", none),
            joint_after=times.get("joint_after", none),
            latency=times.get("latency", none),
            occupies=times.get("occupies", none),
            asking=times.get("asking", none),
            talk=times.get("talk", none),
            answering=times.get("answering", none),
            handling=times.get("handling", none),
            level_after=times.get("level_after"),
            with_picture=times.get("with_picture"),
            unclear=times.get("unclear", none),
            duplicate=times.get("duplicate", none),
            believed=flags.get("believed", yes),
            settled=flags.get("settled", yes),
        )


def lines(scenario: Scenario, name: str, happenings: list[Happening], rows: list[Integers], size: int) -> Lines:
    """Draw what a link takes, addressed by (incident, sender, receiver).

    A link of another kind or name between the same two so has the same luck, and two at once share it. Whether a
    service finds a place is drawn for each link by itself, like outages and losses.
    """
    link = scenario.links[name]
    way = f"{link.sender} to {link.receiver}"
    kinds = list(scenario.incidents)
    used = [kinds.index(kind) for kind in uses(link, scenario.incidents, scenario.agencies, scenario.links)]
    columns = Columns(size)
    for happening, row in zip(happenings, rows, strict=True):
        members = np.flatnonzero(np.isin(happening.type, used))
        if len(members) == 0:
            continue
        here = row[members]

        def draw(
            law: LawOfChance, purpose: str, happening: Happening = happening, members: Integers = members
        ) -> Floats:
            return happening.group.values(law, f"telling: {purpose}", number_of(way), members)

        if isinstance(link, Telling):
            _told(columns, here, link, draw)
            _heard(columns, here, link, draw, Desk(scenario, happening), members, way)
        else:
            _shown(columns, here, link, draw)
        if isinstance(link, LocationService):
            luck = happening.group.uniforms("place settled", number_of(name), members)
            columns.flag("settled", here, luck < link.resolves)
    return columns.lines()


def _told(columns: Columns, here: Integers, link: Word, draw: Draw) -> None:
    """Fill in what a message takes until it is at the receiver."""
    columns.fill("transfer_after", here, draw(link.transfer_after, "transfer"))
    columns.fill("joint_after", here, draw(link.joint_after, "joint"))
    if link.level_after is not None:
        columns.fill("level_after", here, draw(link.level_after, "joint"))
    if isinstance(link, PhoneRelay | Radio):
        columns.fill("talk", here, draw(link.duration, "talk"))
    else:
        columns.fill("latency", here, draw(travel_of(link), "latency"))
    if link.capacity is not None and not isinstance(link, Radio):
        columns.fill("occupies", here, draw(link.occupies, "occupies"))


def travel_of(link: AnyLink) -> LawOfChance:
    """Return how long what a link carries is on the way; nothing for talks."""
    if isinstance(link, Messenger):
        return link.journey
    if isinstance(link, Footage):
        return link.bringing
    return NO_TIME if isinstance(link, PhoneRelay | Radio | VehicleLocation) else link.latency


def _heard(columns: Columns, here: Integers, link: Word, draw: Draw, desk: Desk, members: Integers, way: str) -> None:
    """Fill in the seat times at the receiver.

    A phone is always picked up; over a radio there is nothing to pick up; other word is answered as the receiver
    answers any report, unless the link says how long it is handled.
    """
    centres = list(desk.scenario.centres)
    centre = np.full(len(members), centres.index(link.receiver))
    columns.flag("believed", here, desk.believed(KIND[heard_as(link)], centre, members, way))
    own = None if isinstance(link, PureDelay) else link.handling
    handling = desk.processing(centre, members, way) if own is None else draw(own, "handling")
    if isinstance(link, PhoneRelay) or (own is None and not isinstance(link, Radio)):
        columns.fill("answering", here, desk.answering(centre, members, way))
    columns.fill("handling", here, handling)
    if own is None and desk.scenario.centres[link.receiver].processing_with_picture is not None:
        columns.fill("with_picture", here, desk.with_picture(handling, centre, members, way))
    if isinstance(link, WORDS) and desk.scenario.centres[link.receiver].unclear_location is not None:
        columns.fill("unclear", here, desk.unclear(centre, members, way))
    law = desk.scenario.centres[link.receiver].duplicate
    columns.fill("duplicate", here, handling if law is None else draw(law, "duplicate"))


def heard_as(link: AnyLink) -> JobKind:
    """Return the kind of work that a message is at the receiver; somebody who stands there is not turned away."""
    return "relay" if isinstance(link, PhoneRelay | Radio) else "report"


def _shown(columns: Columns, here: Integers, link: AnyLink, draw: Draw) -> None:
    """Fill in what a picture, footage or a place takes."""
    columns.fill("latency", here, draw(travel_of(link), "latency"))
    if isinstance(link, PushedVideo):
        columns.fill("talk", here, draw(link.searching or NO_TIME, "searching"))
        columns.fill("handling", here, draw(link.looking, "looking"))
    if isinstance(link, Footage):
        columns.fill("asking", here, draw(link.asking, "asking"))
        columns.fill("talk", here, draw(link.searching, "searching"))
