"""Who notices what, when, and whom they tell: the reports that would be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.fields import DAY
from simcity.luck import number_of
from simcity.model.centres import JOB_KINDS, Centre, JobKind
from simcity.model.geography import wrap_of
from simcity.model.kinds import values_at
from simcity.model.scenario import Scenario
from simcity.model.sensors import AnySensor, Guards, WatchedCamera
from simcity.records import Flags, Floats, Integers
from simcity.trace.drawing import Memory
from simcity.trace.happenings import Happening, Layout, choice, clock_start, density_at, layout

KIND: dict[JobKind, int] = {name: index for index, name in enumerate(JOB_KINDS)}
SPOKEN = (KIND["call"], KIND["relay"])


@dataclass(frozen=True)
class Reports:
    """Reports of one or of all happenings, a row each; ``row`` is the subject, seat times are in seconds."""

    time: Floats
    row: Integers
    channel: Integers
    """Index into the trace's channels."""
    kind: Integers
    """Index into JOB_KINDS."""
    centre: Integers
    """Index among the scenario's centres."""
    stops: Flags
    """True where it is not made once any centre has heard of the subject."""
    answering: Floats
    processing: Floats
    duplicate: Floats
    believed: Flags
    again: Floats
    """Seconds to the next showing of a picture that nobody was free to see; 0 for reports that need no watcher."""

    def __len__(self) -> int:
        return len(self.time)


def joined(parts: list[Reports]) -> Reports:
    """Put reports in order of time, then of subject, channel and centre."""
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Reports.__annotations__}
    order = np.lexsort((columns["centre"], columns["channel"], columns["row"], columns["time"]))
    return Reports(**{name: column[order] for name, column in columns.items()})


def empty() -> Reports:
    """Return no reports at all."""
    return Reports(**{name: np.empty(0, kind) for name, kind in DTYPES.items()})


DTYPES = {
    "time": float,
    "row": np.int64,
    "channel": np.int64,
    "kind": np.int64,
    "centre": np.int64,
    "stops": bool,
    "answering": float,
    "processing": float,
    "duplicate": float,
    "believed": bool,
    "again": float,
}


class Desk:
    """Draws the seat times of reports at the centres they go to."""

    def __init__(self, scenario: Scenario, happening: Happening) -> None:
        self.scenario = scenario
        self.happening = happening
        self.types = list(scenario.incidents)
        self.centres = list(scenario.centres.items())

    def by_centre(
        self, law_of: Callable[[str, Centre], LawOfChance], centre: Integers, members: Integers, purpose: str, j: int
    ) -> Floats:
        """Return one value a report, by the law of the centre it goes to."""
        values = np.zeros(len(members))
        for index in np.unique(centre):
            law = law_of(*self.centres[index])
            here = centre == index
            values[here] = self.happening.group.values(law, purpose, j, members[here])
        return values

    def processing_law(self, member_type: int) -> Callable[[str, Centre], LawOfChance]:
        """Return how long a type takes at a centre."""
        kind = self.scenario.incidents[self.types[member_type]]
        return lambda name, centre: kind.processing.get(name, centre.processing)

    def processing(self, centre: Integers, members: Integers, j: int) -> Floats:
        """Return processing times, by type where a type says its own."""
        values = np.zeros(len(members))
        claimed = self.happening.type[members]
        for kind in np.unique(claimed):
            here = claimed == kind
            values[here] = self.by_centre(self.processing_law(kind), centre[here], members[here], "processing", j)
        return values

    def unclear(self, centre: Integers, members: Integers, j: int) -> Floats:
        """Return the seat time spent on doubtful places of spoken reports."""
        values = np.zeros(len(members))
        for index in np.unique(centre):
            doubt = self.centres[index][1].unclear_location
            if doubt is not None:
                here = centre == index
                some = members[here]
                doubtful = self.happening.group.uniforms("unclear place", j, some) < doubt.share
                values[here] = np.where(doubtful, self.happening.group.values(doubt.extra, "place", j, some), 0.0)
        return values

    def believed(self, kind: int, centre: Integers, members: Integers, j: int) -> Flags:
        """Return whether operators believe, by what is true and how it came."""
        chance = np.ones(len(members))
        for index in np.unique(centre):
            check = self.centres[index][1].verification.get(JOB_KINDS[kind])
            if check is not None:
                chance[centre == index] = check.hit if self.happening.real else check.false_acceptance
        if not self.happening.real and kind == KIND["call"]:
            said = self.scenario.incidents[self.happening.group.entity].believed
            chance = chance if said is None else np.full(len(members), said)
        if (chance >= 1.0).all():
            return np.ones(len(members), np.bool_)
        return self.happening.group.uniforms("believed", j, members) < chance

    def reports(
        self,
        row: Integers,
        members: Integers,
        delay: Floats,
        centre: Integers,
        *,
        channel: int,
        kind: JobKind,
        stops: bool,
        use: str,
        again: Floats | None = None,
    ) -> Reports:
        """Return the reports of some members; ``use`` tells their luck from that of other reports."""
        j = number_of(use)
        index = KIND[kind]
        seat = self.processing(centre, members, j)
        if index in SPOKEN:
            seat = seat + self.unclear(centre, members, j)
        first = self.by_centre(lambda name, room: room.answering, centre, members, "answering", j)
        known = self.processing(centre, members, j)
        for place in np.unique(centre):
            law = self.centres[place][1].duplicate
            if law is not None:
                here = centre == place
                known[here] = self.happening.group.values(law, "duplicate", j, members[here])
        size = len(members)
        return Reports(
            time=self.happening.onset[members] + delay,
            row=row[members],
            channel=np.full(size, channel),
            kind=np.full(size, index),
            centre=centre,
            stops=np.full(size, stops),
            answering=first,
            processing=seat,
            duplicate=known,
            believed=self.believed(index, centre, members, j),
            again=np.zeros(size) if again is None else again,
        )


def calls(scenario: Scenario, happening: Happening, row: Integers, channel: int) -> list[Reports]:
    """Return the calls of the public, caller by caller."""
    callers = scenario.incidents[happening.group.entity].callers
    if callers is None:
        return []
    group = happening.group
    second = (clock_start(scenario) + happening.onset) % DAY
    density = density_at(scenario, happening.zone, happening.onset)
    number = callers.number(density, second, group.uniforms("calls at all"), group.uniforms("callers"))
    rooms = list(scenario.centres)
    desk = Desk(scenario, happening)
    first = np.zeros(len(group))
    found = []
    for j in range(int(number.max(initial=0))):
        members = np.flatnonzero(number > j)
        delay = callers.after(j, first[members], group.uniforms("call delay", j, members))
        if j == 0:
            first[members] = delay
        centre = choice(callers.calls, rooms, group.uniforms("called", j, members))
        found.append(
            desk.reports(
                row,
                members,
                delay,
                centre,
                channel=channel,
                kind="call",
                stops=callers.once_reported == "stop",
                use=f"call/{j}",
            )
        )
    return found


def on_duty(scenario: Scenario, centre: str, onset: Floats) -> Floats:
    """Return the operators on duty at each onset."""
    seats = scenario.centres[centre].seats
    if isinstance(seats, str):
        raise ValueError(f"a wall at '{centre}' needs a number of operators")
    table = {hour: float(count) for hour, count in seats.items()}
    return values_at(table, clock_start(scenario) + onset)


def covering(scenario: Scenario, name: str, sensor: AnySensor, happening: Happening, memory: Memory) -> Integers:
    """Return how many devices of a sensor see each member: in range, and in public view."""
    if isinstance(sensor, Guards):
        here = [index for index, zone in enumerate(scenario.place.zones) if not sensor.zones or zone in sensor.zones]
        return np.isin(happening.zone, here).astype(np.int64)
    if sensor.share is not None:
        seen = happening.group.uniforms("covered", number_of(name)) < sensor.share
        return (seen & happening.public).astype(np.int64)
    where = layout(scenario, name, sensor, memory)

    def count() -> Integers:
        return np.where(happening.public, near(where, sensor.range or 0.0, happening, wrap_of(scenario.place.zones)), 0)

    return memory.recall(
        ("covering", name, happening.group.entity), (id(where), sensor.range, len(happening.group)), count
    )


def near(where: Layout, reach: float, happening: Happening, wrap: tuple[float, float] | None) -> Integers:
    """Return the number of devices within reach of each member, all at once by a KD-tree."""
    from scipy.spatial import cKDTree

    if len(happening.group) == 0:
        return np.empty(0, np.int64)
    box = None if wrap is None else np.array(wrap)
    devices = np.column_stack([where.x, where.y])
    points = np.column_stack([happening.x, happening.y])
    if box is not None:
        devices, points = devices % box, points % box
    tree = cKDTree(devices, boxsize=box)
    return np.asarray(tree.query_ball_point(points, reach, return_length=True), np.int64)


def finds(
    scenario: Scenario, name: str, happening: Happening, row: Integers, channel: int, memory: Memory
) -> list[Reports]:
    """Return what one sensor reports of one happening."""
    sensor = scenario.sensors[name]
    if sensor.types and happening.group.entity not in sensor.types:
        return []
    group = happening.group
    room = list(scenario.centres).index(sensor.centre)
    seen_by = covering(scenario, name, sensor, happening, memory)
    if not seen_by.any():
        return []
    watching, again = np.ones(len(group)), None
    if isinstance(sensor, WatchedCamera):
        watching = on_duty(scenario, sensor.centre, happening.onset)
        again = sensor.cycle(watching)
    delay = sensor.delays(
        seen_by, happening.shown_for, watching, lambda purpose, j=0: group.uniforms(f"{name}: {purpose}", j)
    )
    members = np.flatnonzero(np.isfinite(delay))
    kind: JobKind = "watch" if isinstance(sensor, WatchedCamera) else "guard" if isinstance(sensor, Guards) else "alarm"
    return [
        Desk(scenario, happening).reports(
            row,
            members,
            delay[members],
            np.full(len(members), room),
            channel=channel,
            kind=kind,
            stops=sensor.once_reported == "stop",
            use=f"sensor/{name}",
            again=None if again is None else again[members],
        )
    ]
