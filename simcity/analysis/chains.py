"""Causal chains: from the first unit at the side back to the onset, for every incident and agency at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.analysis.knowing import earliest
from simcity.analysis.walk import RESPONSE, walk
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Milestone, Records

STAGES = (
    "detection",
    "answering",
    "verification",
    "sharing",
    "request",
    "permission",
    "dispatch",
    "turnout",
    "travel",
    "staging",
    "reaching",
)
"""Stages between onset and the side, in order; their seconds add up to the golden clock.

They end when the first centre has the report, takes it up and believes it, when the dispatching centre knows, asks for
units or for leave to send them, has that leave and a unit, and when the unit leaves, stops, is at the scene and stands
at the side. Hang-ups, busy tones and calls passed on count as answering, word that goes over several centres as
sharing; staging is the time from the staging point to the scene of a unit that is held there.
"""


@dataclass(frozen=True)
class Chains:
    """One entry per counted incident and agency on its run card, ordered by incident and run card.

    Times are seconds from the start of the run, NaN for what never was.
    """

    records: Records
    groups: tuple[tuple[str, str], ...]
    """Incident type and agency, for every real type of the scenario."""
    group: Integers
    """Index into groups."""
    incident: Integers
    """Row of the incident in the subjects."""
    times: Floats
    """Milestone x entry, along the chain of the unit that was first, and of what it did then.

    Up to VERIFIED they are those of the first centre.
    """
    aware: Floats
    """When the dispatching centre knew."""
    channel: Integers
    """By what it was detected; index into the channels of the records."""
    arrived: Floats
    """When the agency's first unit stopped its wheels, which need not be the one first at the side."""
    official_start: Floats
    goldens: Floats
    """Golden time by group in seconds, NaN where there is none."""
    officials: Floats
    """Target of the official clock by group in seconds, NaN where there is none."""
    lost: Flags
    """A request of this agency was given up."""
    requested: Flags
    """The agency was asked for."""

    @property
    def golden(self) -> Floats:
        """Return seconds from onset to the side."""
        return np.asarray(self.times[Milestone.AT_SIDE] - self.times[Milestone.ONSET], float)

    @property
    def official(self) -> Floats:
        """Return seconds from the start of the official clock until on scene, 0 where it had not started yet."""
        return np.asarray(np.maximum(self.arrived - self.official_start, 0.0), float)

    @property
    def within_golden(self) -> Flags:
        """Return whether it was reached inside its golden time; false where there is none."""
        return np.asarray(self.golden <= self.goldens[self.group], bool)

    @property
    def within_official(self) -> Flags:
        """Return the same by the official clock; false where no answering point ever heard of it."""
        return np.asarray(self.official <= self.officials[self.group], bool)

    @property
    def reached(self) -> Flags:
        """Return whether anybody of the agency stood at the side before the end."""
        return np.asarray(~np.isnan(self.times[Milestone.AT_SIDE]), bool)

    def stages(self) -> Floats:
        """Return stage x entry in seconds: running maxima along the chain, NaN where it was not reached."""
        times, milestone = self.times, Milestone
        # A centre that tells nobody shares nothing; what passes between belief and request is the request's.
        shared = np.where(np.isnan(times[milestone.SHARED]), np.nan, self.aware)
        # A permission is asked for before the units are, or with them: it has the time between the two.
        asked = np.fmin(times[milestone.REQUESTED], times[milestone.ASKED])
        permitted = np.fmax(times[milestone.REQUESTED], times[milestone.APPROVED])
        stopped = np.where(np.isnan(times[milestone.STAGED]), times[milestone.ON_SCENE], times[milestone.STAGED])
        marks = np.vstack(
            [
                times[milestone.ONSET],
                np.fmax(times[milestone.DETECTED], times[milestone.RECEIVED]),
                times[milestone.ANSWERED],
                times[milestone.VERIFIED],
                shared,
                asked,
                permitted,
                times[milestone.DISPATCHED],
                times[milestone.EN_ROUTE],
                stopped,
                times[milestone.ON_SCENE],
                times[milestone.AT_SIDE],
            ]
        )
        marks = np.minimum(np.fmax.accumulate(marks, axis=0), times[milestone.AT_SIDE])
        return np.asarray(np.diff(marks, axis=0), float)


def follow(records: Records, scenario: Scenario) -> Chains:
    """Return the chains of all counted incidents."""
    groups = tuple((name, agency) for name, kind in scenario.incidents.items() if kind.real for agency in kind.needs)
    incident, group = _entries(records, groups)
    leaf = _leaves(records, groups, incident, group)
    times, aware, channel = walk(records, leaf)
    times[Milestone.ONSET] = records.subjects.onset[incident]
    clocks = [scenario.incidents[name].official.get(agency) for name, agency in groups]
    goldens = [scenario.incidents[name].golden_time.get(agency, np.nan) for name, agency in groups]
    starts = _official_starts(records, incident, times)
    which = np.array([tuple(starts).index(clock.start if clock else "received") for clock in clocks], int)
    start = np.vstack(list(starts.values()))[which[group], np.arange(len(group))]
    return Chains(
        records=records,
        groups=groups,
        group=group,
        incident=incident,
        times=times,
        aware=aware,
        channel=channel,
        arrived=_arrived(records, groups, incident, group),
        official_start=start,
        goldens=np.array(goldens, float),
        officials=np.array([clock.within if clock else np.nan for clock in clocks], float),
        lost=_lost(records, groups, incident, group),
        requested=leaf >= 0,
    )


def _entries(records: Records, groups: tuple[tuple[str, str], ...]) -> tuple[Integers, Integers]:
    """Return incident and group of every entry, by incident and then by group."""
    subjects = records.subjects
    rows = [
        np.flatnonzero(subjects.counted & (subjects.type == subjects.types.index(name)))
        if name in subjects.types
        else np.empty(0, np.int64)
        for name, _ in groups
    ]
    incident = np.concatenate([np.empty(0, np.int64), *rows])
    group = np.repeat(np.arange(len(groups)), [len(found) for found in rows]).astype(np.int64)
    order = np.lexsort((group, incident))
    return incident[order], group[order]


def _entry_of(
    records: Records, groups: tuple[tuple[str, str], ...], incident: Integers, group: Integers, found: Integers
) -> Integers:
    """Return the entry to which each of some records of agencies belongs, -1 for none."""
    organisations = {name: k for k, name in enumerate(records.organisations)}
    size = len(records.organisations)
    agency = np.array([organisations.get(agency, 0) for _, agency in groups], np.int64)
    entry = np.full(max(len(records.subjects), 1) * size, -1, np.int64)
    entry[incident * size + agency[group]] = np.arange(len(incident))
    entry[::size] = -1
    return np.asarray(entry[records.incident[found] * size + records.organisation[found]], np.int64)


def _leaves(records: Records, groups: tuple[tuple[str, str], ...], incident: Integers, group: Integers) -> Integers:
    """Return by entry the record of the first unit at the side, or else of the furthest one; -1 for none."""
    leaf = np.full(len(incident), -1, np.int64)
    for milestone in RESPONSE:
        found = np.flatnonzero(records.milestone == milestone)
        entry = _entry_of(records, groups, incident, group, found)
        found, entry = found[entry >= 0], entry[entry >= 0]
        # Sorted by time, then by order of saying, so the first of each entry is the first unit.
        order = np.argsort(records.time[found], kind="stable")
        entries, first = np.unique(entry[order], return_index=True)
        open_ = leaf[entries] < 0
        leaf[entries[open_]] = found[order][first[open_]]
    return leaf


def _official_starts(records: Records, incident: Integers, times: Floats) -> dict[str, Floats]:
    """Return by entry when the official clock starts, by the way in which it is started."""
    points = [name in records.answering_points for name in records.organisations]
    at_point = np.array(points, bool)[records.organisation]
    return {
        "received": earliest(records, at_point & (records.milestone == Milestone.RECEIVED))[incident],
        "call_ended": earliest(records, at_point & (records.milestone == Milestone.VERIFIED))[incident],
        "dispatched": times[Milestone.DISPATCHED],
        "en_route": times[Milestone.EN_ROUTE],
    }


def _arrived(records: Records, groups: tuple[tuple[str, str], ...], incident: Integers, group: Integers) -> Floats:
    """Return by entry when the first unit of the agency was on scene, NaN for never."""
    found = np.flatnonzero(records.milestone == Milestone.ON_SCENE)
    entry = _entry_of(records, groups, incident, group, found)
    first = np.full(len(incident), np.inf)
    np.minimum.at(first, entry[entry >= 0], records.time[found[entry >= 0]])
    return np.where(np.isinf(first), np.nan, first)


def _lost(records: Records, groups: tuple[tuple[str, str], ...], incident: Integers, group: Integers) -> Flags:
    lost = np.zeros(len(incident), bool)
    entry = _entry_of(records, groups, incident, group, np.flatnonzero(records.milestone == Milestone.LOST))
    lost[entry[entry >= 0]] = True
    return lost
