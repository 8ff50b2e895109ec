"""Reports that would be made, and the seat times that they would take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.luck import Luck, number_of
from simcity.model.centres import JOB_KINDS, Centre, JobKind
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Subjects
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
    """Without what a doubtful place costs."""
    with_picture: Floats
    """Processing where the centre has a live picture."""
    unclear: Floats
    """Further seat time on a doubtful place; 0 where it is in no doubt."""
    duplicate: Floats
    believed: Flags
    caller: Integers
    """Which of those who call about the subject, from 0; 0 for what is no call."""
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
    "with_picture": float,
    "unclear": float,
    "duplicate": float,
    "believed": bool,
    "caller": np.int64,
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

    def with_picture(self, processing: Floats, centre: Integers, members: Integers, seat: str) -> Floats:
        """Return processing times with a live picture: under the same luck by the centre's law for it, if any."""
        values = processing
        for index in np.unique(centre):
            name, room = self.centres[index]
            if room.processing_with_picture is not None:
                here = centre == index
                values = values.copy() if values is processing else values
                u = self.happening.group.uniforms("processing", number_of(f"{name}/{seat}"), members[here])
                values[here] = room.processing_with_picture.ppf(u)
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
        """Return the reports of some members; ``use`` tells the luck of being believed from that of other reports.

        The use of a call is ``call/`` and the number of the caller.
        """
        index = KIND[kind]
        processing = self.processing(centre, members, seat)
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
            with_picture=self.with_picture(processing, centre, members, seat),
            unclear=self.unclear(centre, members, seat) if index in SPOKEN else np.zeros(size),
            duplicate=self.repeating(centre, members, seat),
            believed=self.believed(index, centre, members, use),
            caller=np.full(size, int(use.partition("/")[2]) if kind == "call" else 0),
            again=np.zeros(size) if again is None else again,
        )


@dataclass(frozen=True)
class SeatTimes:
    """The seat times of one call, in seconds, and whether it is believed."""

    answering: float
    processing: float
    with_picture: float
    unclear: float
    duplicate: float
    believed: bool


def seat_times(scenario: Scenario, luck: Luck, subjects: Subjects, row: int, centre: str, caller: int) -> SeatTimes:
    """Return what a call takes at a centre to which it was not made: the very numbers as if it had been."""
    room = scenario.centres[centre]
    incident = scenario.incidents[subjects.types[subjects.type[row]]]
    entity, number = subjects.entities[subjects.entity[row]], int(subjects.number[row])
    j = number_of(f"{centre}/call/{caller}" if caller else f"{centre}/{FIRST}")

    def drawn(law: LawOfChance, purpose: str) -> float:
        return float(law.ppf(np.array([luck.single(purpose, entity, number, j)]))[0])

    processing = drawn(incident.processing.get(centre, room.processing), "processing")
    shown, doubt = room.processing_with_picture, room.unclear_location
    doubtful = doubt is not None and luck.single("unclear place", entity, number, j) < doubt.share
    check = room.verification.get("call")
    chance = 1.0 if check is None else check.hit if subjects.real[row] else check.false_acceptance
    if not subjects.real[row] and incident.believed is not None:
        chance = incident.believed
    return SeatTimes(
        answering=drawn(room.answering, "answering"),
        processing=processing,
        with_picture=processing if shown is None else drawn(shown, "processing"),
        unclear=drawn(doubt.extra, "place") if doubt is not None and doubtful else 0.0,
        duplicate=processing if room.duplicate is None else drawn(room.duplicate, "duplicate"),
        believed=luck.single("believed", entity, number, number_of(f"call/{caller}")) < chance,
    )
