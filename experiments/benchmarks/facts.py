"""What the hand-written versions of the reference city know: the values of a trace, or scalar draws of their own.

Both give the same facts by the same names, so that one chain of events can be timed with either. It is written
for ``reference-city.yaml``: a video centre that tells a dispatch centre over one link, and one agency.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simcity.distributions import Constant, Exponential, LawOfChance, Lognormal, Uniform
from simcity.model.centres import JOB_KINDS
from simcity.model.incidents import Someone
from simcity.model.links import DigitalReport, PhoneRelay
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, WatchedCamera
from simcity.trace import Trace

VIDEO, DISPATCH = 0, 1
"""Centres in the order of the file."""
AGENCY = "response"
CALL, WALL, ANALYTICS, LINK = 1, 2, 3, 4
"""Channels: a call, the two sensors and the link in the order of the file."""
KIND = {name: index for index, name in enumerate(JOB_KINDS)}


@dataclass
class Report:
    """A report that would be made; times in seconds."""

    time: float
    channel: int
    kind: int
    centre: int
    stops: bool
    answering: float
    processing: float
    duplicate: float
    believed: bool
    cycle: float
    """Seconds to the next showing of a picture that nobody was free to see; 0 where nobody must watch."""


@dataclass
class Telling:
    """What the link takes for one incident, seconds."""

    transfer_after: float
    latency: float
    talk: float
    answering: float
    handling: float
    duplicate: float
    believed: bool


@dataclass
class Takes:
    """What one response takes, seconds."""

    turnout: float
    travel: float
    walk: float
    search: float
    pictured_search: float
    work: float
    back: float


class Facts(Protocol):
    """Everything about the city and its incidents that does not depend on what others do."""

    end: float
    seats: tuple[int, int]
    stations: int
    units_each: int
    phones: bool
    """True where the link is a phone relay, false where it is a digital report."""
    ring: float

    def incidents(self) -> Iterator[tuple[int, float]]:
        """Yield number and onset of incidents and false alarms in order of onset."""

    def reports(self, row: int) -> list[Report]:
        """Return the reports of an incident in order of time."""

    def priority(self, row: int) -> int:
        """Return the priority of an incident, 1 first."""

    def gone(self, row: int) -> float:
        """Return when it no longer shows."""

    def pictured(self, row: int) -> bool:
        """Return whether a camera shows it."""

    def showing(self, row: int, report: Report, missed: int) -> float:
        """Return the seconds until a picture that nobody was free to see is seen after all."""

    def watcher(self, row: int, missed: int) -> float:
        """Return the uniform number that says whether the operator before whom a picture comes up is free."""

    def dispatching(self, row: int) -> float:
        """Return the seat time from belief to order."""

    def telling(self, row: int) -> Telling:
        """Return what the link takes."""

    def redial(self, row: int, tries: int) -> float:
        """Return the seconds from giving up to the next try."""

    def needs(self, row: int) -> int:
        """Return how many units go."""

    def estimates(self, row: int) -> list[float]:
        """Return the estimated travel time from each station."""

    def takes(self, row: int, slot: int, station: int) -> Takes:
        """Return what a response from a station takes."""


class Traced:
    """The values of a trace, as lists, so that every version of the chain lives the same luck."""

    def __init__(self, scenario: Scenario, trace: Trace) -> None:
        link = scenario.links["relay"]
        agency = scenario.agencies[AGENCY]
        self.trace = trace
        self.subjects = trace.subjects
        self.end, self.horizon = scenario.end, scenario.horizon
        self.seats = seats(scenario)
        self.stations = len(trace.stations[AGENCY])
        self.units_each = units_each(scenario)
        self.phones = isinstance(link, PhoneRelay)
        self.ring = link.ring if isinstance(link, PhoneRelay) else 0.0
        self._redial = link.redial if isinstance(link, PhoneRelay) else None
        wall = scenario.sensors["wall"]
        assert isinstance(wall, WatchedCamera)
        assert agency.available_again == "at_station"
        self._wall = wall
        kinds = list(scenario.incidents.values())
        self.onsets: list[float] = trace.subjects.onset.tolist()
        self.priorities = [kinds[kind].priority for kind in trace.subjects.type.tolist()]
        self.units_needed = [len(kinds[kind].slots()) for kind in trace.subjects.type.tolist()]
        self.gone_at = [float(time) for time in trace.gone]
        self.orders = [float(time) for time in trace.dispatching["dispatch"]]
        self.shown = [seconds == 0.0 for seconds in trace.shows.get("relay", [np.inf] * len(trace.subjects))]
        self.lines = {name: list(getattr(trace.lines["relay"], name)) for name in Telling.__annotations__}
        journeys = trace.journeys[AGENCY]
        place = np.array(journeys.place)
        self.estimate: list[list[float]] = journeys.estimate[place].tolist()
        self.order: list[list[int]] = journeys.order[place].tolist()
        slots = [trace.slots[slot] for slot in sorted(trace.slots, key=lambda slot: slot[2])]
        self.travel: list[list[list[float]]] = [takes.travel[place].tolist() for takes in slots]
        # The trace numbers what responses take by its own rows of journeys; here all is by row of the trace.
        self.slots = [{name: np.array(getattr(takes, name))[place].tolist() for name in TAKES} for takes in slots]
        columns = [np.asarray(getattr(trace.reports, name)).tolist() for name in ("row", *REPORT)]
        self.told = [(row, Report(*values)) for row, *values in zip(*columns, strict=True)]
        self.of_row: list[list[Report]] = [[] for _ in self.onsets]
        for row, report in self.told:
            self.of_row[row].append(report)

    def incidents(self) -> Iterator[tuple[int, float]]:
        """Yield number and onset."""
        return iter(enumerate(self.onsets))

    def reports(self, row: int) -> list[Report]:
        """Return the reports of the trace."""
        return self.of_row[row]

    def priority(self, row: int) -> int:
        """Return the priority of the type."""
        return self.priorities[row]

    def gone(self, row: int) -> float:
        """Return when it no longer shows."""
        return self.gone_at[row]

    def pictured(self, row: int) -> bool:
        """Return whether a camera of the video centre shows it."""
        return self.shown[row]

    def _luck(self, purpose: str, row: int, j: int) -> float:
        subjects = self.subjects
        return self.trace.luck.single(purpose, subjects.entities[subjects.entity[row]], int(subjects.number[row]), j)

    def showing(self, row: int, report: Report, missed: int) -> float:
        """Return a whole number of cycles."""
        u = self._luck("wall: seen after all", row, missed)
        return report.cycle * (1.0 + float(self._wall.showings(np.array(u))))

    def watcher(self, row: int, missed: int) -> float:
        """Return the number by the luck of the engine."""
        return self._luck("wall: watcher", row, missed)

    def dispatching(self, row: int) -> float:
        """Return the seat time of the trace."""
        return self.orders[row]

    def telling(self, row: int) -> Telling:
        """Return the line of the trace."""
        return Telling(**{name: column[row] for name, column in self.lines.items()})

    def redial(self, row: int, tries: int) -> float:
        """Return the pause before the next try."""
        assert self._redial is not None
        return float(self._redial.ppf(np.array([self._luck("redial video to dispatch", row, tries)]))[0])

    def needs(self, row: int) -> int:
        """Return the length of the run card."""
        return self.units_needed[row]

    def estimates(self, row: int) -> list[float]:
        """Return the estimates of the trace."""
        return self.estimate[row]

    def takes(self, row: int, slot: int, station: int) -> Takes:
        """Return what the slot takes in the trace."""
        travel, back = self.travel[slot][row][station], self.estimate[row][station]
        return Takes(travel=travel, back=back, **{name: column[row] for name, column in self.slots[slot].items()})


TAKES = ("turnout", "walk", "search", "pictured_search", "work")
REPORT = (
    "time",
    "channel",
    "kind",
    "centre",
    "stops",
    "answering",
    "processing",
    "duplicate",
    "believed",
    "again",
)
"""Columns of the trace's reports in the order of Report."""


def seats(scenario: Scenario) -> tuple[int, int]:
    """Return the seats of both centres, which do not change by hour."""
    video, dispatch = (dict(scenario.centres[name].seats)[0.0] for name in ("video", "dispatch"))  # type: ignore[arg-type]
    return video, dispatch


def units_each(scenario: Scenario) -> int:
    """Return the units of each station."""
    return next(iter(scenario.agencies[AGENCY].stations.values())).units["unit"][0.0]


@dataclass
class Incident:
    """An incident as the scalar draws made it."""

    type: str
    onset: float
    x: float
    y: float
    public: bool
    gone: float
    covering: list[int]
    """Cameras that see it, of both sensors."""


class Drawn:
    """Draws of its own, one by one from a generator, and a loop over all cameras for every incident.

    It has no false alarms, and lives other luck than the trace by the same laws.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        link = scenario.links["relay"]
        self.scenario = scenario
        self.random = random.Random(seed)
        self.end = scenario.end
        self.seats = seats(scenario)
        self.units_each = units_each(scenario)
        self.stations = sum(station.count for station in scenario.agencies[AGENCY].stations.values())
        self.phones = isinstance(link, PhoneRelay)
        self.ring = link.ring if isinstance(link, PhoneRelay) else 0.0
        self.zone = scenario.place.zones["city"]
        wall, analytics = scenario.sensors["wall"], scenario.sensors["analytics"]
        assert isinstance(wall, WatchedCamera)
        assert isinstance(analytics, Analytics)
        assert analytics.false_alarms == 0.0
        self.wall, self.analytics = wall, analytics
        self.range = wall.range or 0.0
        cameras = [self.point() for _ in range(wall.size() + analytics.size())]
        self.camera_x, self.camera_y = np.array(cameras).T
        self.at = [self.point() for _ in range(self.stations)]
        self.pace = float(scenario.agencies[AGENCY].walking.speed(np.array(0.0)))
        self.made: list[Incident] = []

    def point(self) -> tuple[float, float]:
        """Return a point of the city."""
        (width, height), draw = self.zone.size, self.random.random
        return draw() * width, draw() * height

    def value(self, law: LawOfChance) -> float:
        """Return one draw of a law by the generator's own methods."""
        if isinstance(law, Constant):
            return float(law.value)
        if isinstance(law, Exponential):
            return self.random.expovariate(1.0 / law.mean)
        if isinstance(law, Lognormal):
            assert law.median is not None
            assert law.sigma is not None
            return self.random.lognormvariate(math.log(law.median), law.sigma)
        assert isinstance(law, Uniform)
        return self.random.uniform(law.low, law.high)

    def incidents(self) -> Iterator[tuple[int, float]]:
        """Yield number and onset of incidents, each drawn when its turn comes."""
        types = self.scenario.incidents
        rates = [kind.rate for kind in types.values()]
        onset = self.random.expovariate(sum(rates))
        while onset < self.end:
            name = self.random.choices(list(types), rates)[0]
            x, y = self.point()
            public = self.random.random() < types[name].in_public_view
            shown = types[name].shows_for
            gone = onset + (math.inf if shown is None else self.value(shown))
            self.made.append(Incident(name, onset, x, y, public, gone, self.covering(x, y) if public else []))
            yield len(self.made) - 1, onset
            onset += self.random.expovariate(sum(rates))

    def covering(self, x: float, y: float) -> list[int]:
        """Return the cameras in range of a point."""
        near = (self.camera_x - x) ** 2 + (self.camera_y - y) ** 2 <= self.range**2
        return np.flatnonzero(near).tolist()

    def reports(self, row: int) -> list[Report]:
        """Draw the call and what each camera finds."""
        incident = self.made[row]
        callers = self.scenario.incidents[incident.type].callers
        assert isinstance(callers, Someone)
        found = []
        if self.random.random() < callers.share:
            found.append(self.report(incident.onset + self.value(callers.delay), CALL, "call", DISPATCH, 0.0))
        cycle = self.wall.dwell * self.wall.size() / (self.wall.tiles * self.seats[VIDEO])
        seen, raised = math.inf, math.inf
        for camera in incident.covering:
            if camera < self.wall.size():
                seen = min(seen, incident.onset + cycle * (self.random.random() + self.missed()))
            elif self.random.random() < self.analytics.recall:
                raised = min(raised, incident.onset + self.value(self.analytics.delay))
        if seen <= incident.gone:
            found.append(self.report(seen, WALL, "watch", VIDEO, cycle))
        if raised <= incident.gone:
            found.append(self.report(raised, ANALYTICS, "alarm", VIDEO, 0.0))
        return sorted(found, key=lambda report: report.time)

    def missed(self) -> int:
        """Return the number of showings before the one that is seen."""
        missed, chance = 0, self.wall.chance()
        while self.random.random() >= chance:
            missed += 1
        return missed

    def report(self, time: float, channel: int, kind: str, place: int, cycle: float) -> Report:
        """Draw the seat times of a report."""
        centre = self.scenario.centres["video" if place == VIDEO else "dispatch"]
        answering, processing = self.value(centre.answering), self.value(centre.processing)
        return Report(time, channel, KIND[kind], place, True, answering, processing, processing, True, cycle)

    def priority(self, row: int) -> int:
        """Return the priority of the type."""
        return self.scenario.incidents[self.made[row].type].priority

    def gone(self, row: int) -> float:
        """Return when it no longer shows."""
        return self.made[row].gone

    def pictured(self, row: int) -> bool:
        """Return whether any camera covers it."""
        return bool(self.made[row].covering)

    def showing(self, row: int, report: Report, missed: int) -> float:
        """Draw a whole number of cycles."""
        return report.cycle * (1 + self.missed())

    def watcher(self, row: int, missed: int) -> float:
        """Draw the number."""
        return self.random.random()

    def dispatching(self, row: int) -> float:
        """Draw the seat time."""
        return self.value(self.scenario.centres["dispatch"].dispatching)

    def telling(self, row: int) -> Telling:
        """Draw what the link takes."""
        link, room = self.scenario.links["relay"], self.scenario.centres["dispatch"]
        assert isinstance(link, PhoneRelay | DigitalReport)
        handling = self.value(room.processing)
        return Telling(
            transfer_after=self.value(link.transfer_after),
            latency=0.0 if isinstance(link, PhoneRelay) else self.value(link.latency),
            talk=self.value(link.duration) if isinstance(link, PhoneRelay) else 0.0,
            answering=self.value(room.answering),
            handling=handling,
            duplicate=handling,
            believed=True,
        )

    def redial(self, row: int, tries: int) -> float:
        """Draw the pause."""
        link = self.scenario.links["relay"]
        assert isinstance(link, PhoneRelay)
        return self.value(link.redial)

    def needs(self, row: int) -> int:
        """Return the length of the run card."""
        return self.scenario.incidents[self.made[row].type].needs[AGENCY]["unit"]

    def estimates(self, row: int) -> list[float]:
        """Return the travel time without noise from each station."""
        incident, law = self.made[row], self.scenario.place.travel
        pace = law.detour / law.speed
        return [math.hypot(x - incident.x, y - incident.y) * pace for x, y in self.at]

    def takes(self, row: int, slot: int, station: int) -> Takes:
        """Draw what a response takes."""
        agency, estimate = self.scenario.agencies[AGENCY], self.estimates(row)[station]
        sigma = self.scenario.place.travel.noise
        search = self.value(agency.search)
        picture = agency.search_with_picture
        assert picture is not None
        assert self.zone.walk_in is not None
        return Takes(
            turnout=self.value(agency.turnout),
            travel=estimate * self.random.lognormvariate(0.0, sigma),
            walk=self.value(self.zone.walk_in) / self.pace,
            search=search,
            pictured_search=self.value(picture),
            work=self.value(agency.on_scene),
            back=estimate,
        )
