"""What a run says: milestones of incidents, the work of seats, and the facts of the incidents themselves.

This is the narrow waist between the engine and the analysis. Index 0 of every table of names is the
empty name and means "none", so that no number stands for something that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Milestone(IntEnum):
    """A point in the life of an incident, in the order of a plain response.

    Beside each stand the nearest terms of NFPA 1710 / 1225 and of NEMSIS 3.5 or NERIS.
    """

    ONSET = 0
    """It happens. NFPA: event initiation. NEMSIS eTimes.01 counts from the call, not from here."""
    DETECTED = 1
    """Somebody or something notices it. The channel says who."""
    RECEIVED = 2
    """A report of it reaches a centre. NFPA: alarm receipt at the answering point; NEMSIS eTimes.01."""
    ANSWERED = 3
    """An operator takes the report up. NFPA: alarm answering ends."""
    VERIFIED = 4
    """The operator believes the report and knows what and where it is. NFPA: inside alarm processing."""
    AWARE = 5
    """An organisation knows of it. NEMSIS eTimes.02 for the dispatching one."""
    SHARED = 6
    """An organisation tells another over a link."""
    REQUESTED = 7
    """A centre asks for units of an agency."""
    DISPATCHED = 8
    """A unit is assigned and alerted. NFPA: alarm processing ends, turnout begins; NEMSIS eTimes.03."""
    EN_ROUTE = 9
    """The unit leaves. NFPA: turnout ends, travel begins; NEMSIS eTimes.05."""
    ON_SCENE = 10
    """The unit's wheels stop. NFPA: travel ends; NEMSIS eTimes.06."""
    AT_SIDE = 11
    """Somebody of the unit stands beside those in need. NEMSIS eTimes.07. The golden clock stops here."""
    CLEAR = 12
    """The unit's work there is done. NEMSIS eTimes.09 for a unit that carries nobody."""
    IN_SERVICE = 13
    """The unit can be sent again, unless it is out of order or its shift is over. NEMSIS eTimes.13."""
    REJECTED = 14
    """An operator does not believe the report."""
    LOST = 15
    """No unit was free and the request was given up to somebody outside the city."""
    PICTURED = 16
    """A live picture of it reaches an organisation."""
    ABANDONED = 17
    """A caller hangs up before being answered. NENA: abandoned call."""
    BLOCKED = 18
    """A report is turned away: all places are taken, or the centre is down. NENA: busy signal."""
    ASKED = 19
    """A permission is asked for; the organisation is the one that must grant it."""
    APPROVED = 20
    """A permission is granted."""
    REFUSED = 21
    """A permission is refused."""
    FOOTAGE = 22
    """Recorded video of it reaches an organisation."""
    SAFE = 23
    """An organisation knows that the scene is safe."""
    CANCELLED = 24
    """A unit on its way goes no further: it is needed more elsewhere, is out of order, or nobody needs it there.

    Or it leaves its work at the side for something more urgent.
    """
    STAGED = 25
    """A unit is held at a staging point until the scene is safe. NEMSIS eTimes.06 counts from the scene instead."""
    RELEASED = 26
    """A unit that was held is let in."""
    LEFT_SCENE = 27
    """A unit leaves with somebody who is taken to a hospital. NEMSIS eTimes.09."""
    AT_HOSPITAL = 28
    """It is there. NEMSIS eTimes.11."""
    HANDED_OVER = 29
    """The patient is in the hospital's hands. NEMSIS eTimes.12."""
    ESCALATED = 30
    """It has grown to the next level."""


class Outcome(IntEnum):
    """How a job at a centre ended."""

    DONE = 0
    REJECTED = 1
    KNOWN = 2
    """It was about something that the centre knew already."""
    NO_ANSWER = 3
    """A phone relay rang out."""
    OPEN = 4
    """The run ended first."""
    HUNG_UP = 5
    """The caller did not wait any longer."""
    BLOCKED = 6
    """It was turned away."""
    INTERRUPTED = 7
    """It was broken off and goes on as another entry."""


@dataclass(frozen=True)
class Subjects:
    """What happened, one row each: incidents and false reports, ordered by onset.

    ``time`` columns are seconds from the start of the run; ``type`` indexes ``types``, ``zone`` indexes
    ``zones``. A false alarm of a sensor bears the type it was mistaken for and ``real`` is false.
    """

    types: tuple[str, ...]
    zones: tuple[str, ...]
    entities: tuple[str, ...]
    """Names under which rows are numbered: an incident type, or a sensor for its false alarms."""
    entity: Integers
    number: Integers
    """k-th of its entity; with the entity this is the address of all its luck."""
    type: Integers
    real: Flags
    counted: Flags
    """True where the onset lies in [warm-up, horizon) and it is real."""
    onset: Floats
    zone: Integers
    x: Floats
    y: Floats
    public: Flags
    hour: Floats
    """Hour of the day at onset, 0 to 24."""
    level: Integers | None = None
    """Level at which it begins, 0 for the ordinary one; None where no type has levels."""

    def __len__(self) -> int:
        return len(self.onset)

    def name(self, row: int) -> str:
        """Return the id of a row, such as cardiac_arrest-17."""
        return f"{self.entities[self.entity[row]]}-{self.number[row]}"


@dataclass(frozen=True)
class Records:
    """All that one alternative said in one replication.

    Milestone columns have one entry per record, in the order in which the engine said them;
    ``cause`` is the index of the record that led to this one (the record itself at ONSET), and the
    first ``len(subjects)`` records are the onsets in row order. Job columns have one entry per seat
    taken or waited for. Times are seconds; nothing after ``end`` is in it.
    """

    subjects: Subjects
    organisations: tuple[str, ...]
    """Names of centres and agencies."""
    answering_points: tuple[str, ...]
    """Centres at which the official clock starts."""
    units: tuple[str, ...]
    channels: tuple[str, ...]
    """Names of the ways by which something is known: call, sensor ids, link ids; then ids of hospitals.

    A record of a unit that takes somebody to a hospital bears that hospital.
    """
    warm_up: float
    horizon: float
    end: float

    time: Floats
    milestone: Integers
    incident: Integers
    organisation: Integers
    unit: Integers
    channel: Integers
    cause: Integers

    job_centre: Integers
    """Index into organisations."""
    job_kind: Integers
    """Index into job_kinds."""
    job_incident: Integers
    job_asked: Floats
    job_start: Floats
    """NaN where no seat was ever given."""
    job_end: Floats
    job_outcome: Integers
    job_kinds: tuple[str, ...]

    seats: tuple[tuple[str, float, float], ...]
    """Steps of the seats on duty: centre, from when, how many (infinite where unlimited)."""
    duty: tuple[tuple[str, float, int], ...]
    """Steps of the units on duty: agency, from when, how many; agencies with unlimited units are absent."""
    components: tuple[tuple[str, int], ...] = ()
    """What can be down: path such as domains/duct, links/ID, centres/ID, sensors/ID or agencies/ID, and its number.

    The number is that of the devices of a sensor, or of the vehicles of an agency, and 1 for the others.
    """
    down: tuple[tuple[str, float, float], ...] = ()
    """Spells of downtime: path, from when, until when; of a sensor or agency, one entry for each device and spell."""
    moves: tuple[tuple[float, int, str], ...] = ()
    """Moves of free units to where they are to wait: when, index into units, id of the station."""

    def __len__(self) -> int:
        return len(self.time)
