"""What telling would take: each link's share of luck for every subject that may go over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.luck import number_of
from simcity.model.agencies import NO_TIME
from simcity.model.centres import JobKind
from simcity.model.links import AnyLink, PhoneRelay, PushedVideo, Telling
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers
from simcity.trace.happenings import Happening
from simcity.trace.reports import KIND, Desk

Times = list[float]


@dataclass(frozen=True)
class Lines:
    """Seconds by row of the trace for one link; zero where the link is not for the subject."""

    transfer_after: Times
    joint_after: Times
    latency: Times
    talk: Times
    """A phone relay's talk, or the search for cameras at the sender."""
    answering: Times
    handling: Times
    """Seat time at the receiver after answering: handling, or looking at a picture."""
    duplicate: Times
    believed: list[bool]


TIMES = ("transfer_after", "joint_after", "latency", "talk", "answering", "handling", "duplicate")


def concerned(scenario: Scenario, link: AnyLink, happening: Happening) -> Integers:
    """Return the members that may go over a link: told ones need units that the receiver sends."""
    kinds = list(scenario.incidents.items())
    found = []
    for index in np.unique(happening.type):
        name, kind = kinds[index]
        sends = any(scenario.agencies[agency].dispatched_by == link.receiver for agency in kind.needs)
        if (not link.types or name in link.types) and (sends or (isinstance(link, PushedVideo) and kind.needs)):
            found.append(np.flatnonzero(happening.type == index))
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)


def lines(scenario: Scenario, name: str, happenings: list[Happening], rows: list[Integers], size: int) -> Lines:
    """Draw what a link takes, addressed by (incident, sender, receiver).

    A link of another kind or name between the same two centres so has the same luck, and two at once share it.
    """
    link = scenario.links[name]
    way = f"{link.sender} to {link.receiver}"
    j = number_of(way)
    kind: JobKind = "relay" if isinstance(link, PhoneRelay) else "report"
    room = list(scenario.centres).index(link.receiver)
    own = getattr(link, "handling", None)
    columns = {name: np.zeros(size) for name in TIMES}
    believed = np.ones(size, np.bool_)
    for happening, row in zip(happenings, rows, strict=True):
        members = concerned(scenario, link, happening)
        if len(members) == 0:
            continue
        here = row[members]
        desk = Desk(scenario, happening)
        centre = np.full(len(members), room)

        def draw(
            law: LawOfChance, purpose: str, happening: Happening = happening, members: Integers = members
        ) -> Floats:
            return happening.group.values(law, f"telling: {purpose}", j, members)

        if isinstance(link, Telling):
            columns["transfer_after"][here] = draw(link.transfer_after, "transfer")
            columns["joint_after"][here] = draw(link.joint_after, "joint")
        if isinstance(link, PhoneRelay):
            columns["talk"][here] = draw(link.duration, "talk")
        else:
            columns["latency"][here] = draw(link.latency, "latency")
        if isinstance(link, PushedVideo):
            columns["talk"][here] = draw(link.searching or NO_TIME, "searching")
            columns["handling"][here] = draw(link.looking, "looking")
            continue
        believed[here] = desk.believed(KIND[kind], centre, members, way)
        if own is None:
            columns["answering"][here] = desk.answering(centre, members, way)
            columns["handling"][here] = desk.processing(centre, members, way)
        else:
            columns["handling"][here] = draw(own, "handling")
        if isinstance(link, PhoneRelay):
            columns["answering"][here] = desk.answering(centre, members, way)
            columns["handling"][here] += desk.unclear(centre, members, way)
        law = scenario.centres[link.receiver].duplicate
        columns["duplicate"][here] = columns["handling"][here] if law is None else draw(law, "duplicate")
    return Lines(believed=believed.tolist(), **{name: column.tolist() for name, column in columns.items()})
