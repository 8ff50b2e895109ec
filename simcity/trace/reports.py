"""Reports that would be made, and the seat times that they would take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.luck import number_of
from simcity.model.centres import JOB_KINDS, Centre, JobKind
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers
from simcity.trace.happenings import Happening

KIND: dict[JobKind, int] = {name: index for index, name in enumerate(JOB_KINDS)}
FIRST = "first"
"""The seat of the first report of a subject at a centre."""
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
        self, law_of: Callable[[str, Centre], LawOfChance], centre: Integers, members: Integers, purpose: str, seat: str
    ) -> Floats:
        """Return one value a report, by the law of the centre it goes to.

        ``seat`` tells which report of its subject it is there. Whoever brings it, the first one has the same luck
        at a centre, so that an earlier word changes when a seat is taken and not for how long.
        """
        values = np.zeros(len(members))
        for index in np.unique(centre):
            name, room = self.centres[index]
            here = centre == index
            values[here] = self.happening.group.values(
                law_of(name, room), purpose, number_of(f"{name}/{seat}"), members[here]
            )
        return values

    def answering(self, centre: Integers, members: Integers, seat: str) -> Floats:
        """Return the times until an operator speaks."""
        return self.by_centre(lambda _, room: room.answering, centre, members, "answering", seat)

    def processing(self, centre: Integers, members: Integers, seat: str) -> Floats:
        """Return processing times, by type where a type says its own."""
        values = np.zeros(len(members))
        claimed = self.happening.type[members]
        for kind in np.unique(claimed):
            here = claimed == kind
            values[here] = self.by_centre(self.processing_law(kind), centre[here], members[here], "processing", seat)
        return values

    def processing_law(self, kind: int) -> Callable[[str, Centre], LawOfChance]:
        """Return how long a type takes at a centre."""
        own = self.scenario.incidents[self.types[kind]].processing
        return lambda name, room: own.get(name, room.processing)

    def repeating(self, centre: Integers, members: Integers, seat: str) -> Floats:
        """Return the seat times of reports about something known: as processing where a centre says no other."""
        values = self.processing(centre, members, seat)
        for index in np.unique(centre):
            name, room = self.centres[index]
            if room.duplicate is not None:
                here = centre == index
                values[here] = self.happening.group.values(
                    room.duplicate, "duplicate", number_of(f"{name}/{seat}"), members[here]
                )
        return values

    def unclear(self, centre: Integers, members: Integers, seat: str) -> Floats:
        """Return the seat time spent on doubtful places of spoken reports."""
        values = np.zeros(len(members))
        group = self.happening.group
        for index in np.unique(centre):
            name, room = self.centres[index]
            if room.unclear_location is not None:
                here = centre == index
                some, j = members[here], number_of(f"{name}/{seat}")
                doubtful = group.uniforms("unclear place", j, some) < room.unclear_location.share
                values[here] = np.where(doubtful, group.values(room.unclear_location.extra, "place", j, some), 0.0)
        return values

    def believed(self, kind: int, centre: Integers, members: Integers, use: str) -> Flags:
        """Return whether operators believe, by what is true and how it came; each report is a try of its own."""
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
        return self.happening.group.uniforms("believed", number_of(use), members) < chance

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
        seat: str = FIRST,
        again: Floats | None = None,
    ) -> Reports:
        """Return the reports of some members; ``use`` tells the luck of being believed from that of other reports."""
        index = KIND[kind]
        processing = self.processing(centre, members, seat)
        if index in SPOKEN:
            processing = processing + self.unclear(centre, members, seat)
        size = len(members)
        return Reports(
            time=self.happening.onset[members] + delay,
            row=row[members],
            channel=np.full(size, channel),
            kind=np.full(size, index),
            centre=centre,
            stops=np.full(size, stops),
            answering=self.answering(centre, members, seat),
            processing=processing,
            duplicate=self.repeating(centre, members, seat),
            believed=self.believed(index, centre, members, use),
            again=np.zeros(size) if again is None else again,
        )
