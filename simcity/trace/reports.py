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
