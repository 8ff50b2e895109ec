"""Wiring: links as each centre uses them, with their outages and their queues."""

from __future__ import annotations

import simpy

from simcity.engine.channel import Channel
from simcity.engine.knowing import Way
from simcity.model.links import AnyLink, Footage, LocationService, PushedVideo, Telling, VideoToUnit
from simcity.model.scenario import Scenario
from simcity.model.ways import acting, carries, lines, reaches, senders, tells, uses
from simcity.trace import Trace

Table = list[list[list[Way]]]
"""Ways by organisation and incident type."""


class Wiring:
    """All links of a scenario that are there, made into ways once for all who use them."""

    def __init__(self, env: simpy.Environment, scenario: Scenario, trace: Trace) -> None:
        self.scenario = scenario
        self.trace = trace
        self.kinds = list(scenario.incidents)
        self.centres = list(scenario.centres)
        self.agencies = list(scenario.agencies)
        self.links: dict[str, AnyLink] = {name: link for name, link in scenario.links.items() if link.up != "never"}
        self.sending, self.onward = senders(scenario.agencies), lines(scenario.links)
        self.used = {
            name: uses(link, scenario.incidents, scenario.agencies, scenario.links) for name, link in self.links.items()
        }
        """By link: incident types for which it is used at any level."""
        self.channels = {
            name: Channel(env, link.capacity)
            for name, link in self.links.items()
            if isinstance(link, Telling) and link.capacity is not None
        }

    def way(self, name: str, kind: str, other: int, standing_by: tuple[str, ...] = (), level: int = 0) -> Way:
        """Return a link as it is used for a type at a level, with what its sender falls back on."""
        link = self.links[name]
        return Way(
            name=name,
            link=link,
            channel=self.trace.channels.index(name),
            receiver=other,
            joint=link.sender in acting(self.scenario.incidents[kind], self.scenario.agencies, level),
            lines=self.trace.lines[name],
            down=self.trace.down.get(f"links/{name}"),
            shows=self.trace.shows.get(name),
            reliable=f"links/{name}" not in self.trace.down and not (isinstance(link, Telling) and link.loss),
            queue=self.channels.get(name),
            fallback=self.fallback(link, kind, other, (*standing_by, name), level),
        )

    def fallback(self, link: AnyLink, kind: str, other: int, tried: tuple[str, ...], level: int) -> Way | None:
        """Return what is fallen back on for a type; a link that is always up tells of it anyway."""
        if not isinstance(link, Telling) or link.fallback is None:
            return None
        name = link.fallback.link
        standby = name in self.links and self.links[name].up == "standby" and name not in tried
        return self.way(name, kind, other, tried, level) if standby and kind in self.used[name] else None

    def of(self, kinds: type | tuple[type, ...], among: list[str], beyond: list[str], outward: bool) -> Table:
        """Return the links of some kinds by whose they are, their senders or their receivers, and by incident type."""
        ends = {
            name: (link.sender, link.receiver) if outward else (link.receiver, link.sender)
            for name, link in self.links.items()
            if isinstance(link, kinds) and link.up == "always"
        }
        return [
            [
                [
                    self.way(name, kind, beyond.index(other))
                    for name, (mine, other) in ends.items()
                    if mine == organisation and kind in self.used[name] and self.at_first(name, kind)
                ]
                for kind in self.kinds
            ]
            for organisation in among
        ]

    def ways(self) -> Table:
        """Return the links over which each centre tells others."""
        return self.of(Telling, self.centres, self.centres, outward=True)

    def at_first(self, name: str, kind: str) -> bool:
        """Return whether a link that is used for a type is used while nothing graver is known."""
        link, incident = self.links[name], self.scenario.incidents[kind]
        if not incident.levels or not isinstance(link, Telling):
            return True
        return tells(link, kind, acting(incident, self.scenario.agencies), self.sending, self.onward)

    def wider(self) -> list[list[list[list[Way]]]]:
        """Return by centre, type and level from 1 the links over which word of it goes to those who must act."""
        return [
            [
                [self.at_level(centre, kind, level + 1) for level in range(len(incident.levels))]
                for kind, incident in self.scenario.incidents.items()
            ]
            for centre in self.centres
        ]

    def at_level(self, centre: str, kind: str, level: int) -> list[Way]:
        """Return the links over which a centre tells those who must act at a level or below."""
        those = acting(self.scenario.incidents[kind], self.scenario.agencies, level)
        return [
            self.way(name, kind, self.centres.index(link.receiver), level=level)
            for name, link in self.links.items()
            if isinstance(link, Telling) and link.up == "always" and link.sender == centre and carries(link, kind)
            if reaches(link, kind, those, self.sending, self.onward)
        ]

    def shown(self, kind: type[PushedVideo] | type[Footage] | type[LocationService]) -> Table:
        """Return the links over which each centre is shown pictures, brought footage or given places."""
        return self.of(kind, self.centres, self.centres, outward=False)

    def to_units(self) -> Table:
        """Return the links over which the units of each agency see pictures."""
        return self.of(VideoToUnit, self.agencies, self.centres, outward=False)
