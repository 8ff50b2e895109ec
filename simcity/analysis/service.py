"""Service at the door: waits, calls abandoned and turned away, permissions, and runs to what was not real."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.fields import DAY
from simcity.model.measurable import answering, approvers, misled, speaks, turns_away
from simcity.model.scenario import Scenario
from simcity.model.sensors import Wall
from simcity.records import Flags, Floats, Integers, Milestone, Records

CALL = "call"
"""Name of the channel of callers."""


def service(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield what came to each centre from outside, and what became of it, for reports inside the counted time.

    From outside come calls, alarms, the word of guards and spoken relays. A report counts by when it came in.
    """
    places = {name: k for k, name in enumerate(records.organisations)}
    came = _said(records, Milestone.RECEIVED, _outside(records, scenario))
    calls = came[np.array([name == CALL for name in records.channels], bool)[records.channel[came]]]
    answered, busy = _led(records, Milestone.ANSWERED, came), set(answering(scenario))
    for name, centre in scenario.centres.items():
        here = places.get(name, -1)
        received = records.organisation[came] == here
        if name in busy:
            waits = _waits(records, answered[records.organisation[answered] == here])
            yield f"wait_mean/{name}", float(np.sum(waits)), float(len(waits))
            if len(waits):
                yield f"wait_p90/{name}", float(np.quantile(waits, 0.9)), 1.0
        if centre.patience is not None:
            mine = calls[records.organisation[calls] == here]
            yield f"abandoned/{name}", float(len(_led(records, Milestone.ABANDONED, mine))), float(len(mine))
        if turns_away(centre):
            mine = came[received]
            yield f"blocked/{name}", float(len(_led(records, Milestone.BLOCKED, mine))), float(len(mine))
    yield from _permissions(records, scenario, places)
    yield from _runs(records, scenario, places)


def _outside(records: Records, scenario: Scenario) -> Flags:
    """Return by channel whether what comes over it comes from outside."""
    found = []
    for name in records.channels:
        link, sensor = scenario.links.get(name), scenario.sensors.get(name)
        outside = name == CALL if link is None else speaks(link)
        found.append(outside or (sensor is not None and not isinstance(sensor, Wall)))
    return np.array(found, bool)


def _said(records: Records, milestone: Milestone, channels: Flags | None = None) -> Integers:
    """Return the records of a milestone inside the counted time, over some channels."""
    said = (records.milestone == milestone) & (records.time >= records.warm_up) & (records.time < records.horizon)
    if channels is not None:
        said &= channels[records.channel]
    return np.flatnonzero(said)


def _led(records: Records, milestone: Milestone, causes: Integers) -> Integers:
    """Return the records of a milestone that some others led to at once."""
    among = np.zeros(len(records), bool)
    among[causes] = True
    return np.flatnonzero((records.milestone == milestone) & among[records.cause])


def _waits(records: Records, answered: Integers) -> Floats:
    return np.asarray(records.time[answered] - records.time[records.cause[answered]], float)


def _permissions(records: Records, scenario: Scenario, places: dict[str, int]) -> Iterator[tuple[str, float, float]]:
    asked_of = approvers(scenario.links.values(), scenario.agencies.values())
    if not asked_of:
        return
    asked = _said(records, Milestone.ASKED)
    for name in scenario.centres:
        if name not in asked_of:
            continue
        mine = asked[records.organisation[asked] == places.get(name, -1)]
        granted, refused = (_led(records, said, mine) for said in (Milestone.APPROVED, Milestone.REFUSED))
        yield f"refused/{name}", float(len(refused)), float(len(mine))
        waits = _waits(records, np.concatenate([granted, refused]))
        yield f"approval_mean/{name}", float(np.sum(waits)), float(len(waits))


def _runs(records: Records, scenario: Scenario, places: dict[str, int]) -> Iterator[tuple[str, float, float]]:
    days = (records.horizon - records.warm_up) / DAY
    agencies = misled(scenario)
    if not agencies:
        return
    sent = _said(records, Milestone.DISPATCHED)
    sent = sent[~records.subjects.real[records.incident[sent]]]
    for name in agencies:
        yield f"false_runs/{name}", float(np.sum(records.organisation[sent] == places.get(name, -1))), days
