"""Who knew: when centres were aware, had a live picture or recorded video, and knew the scene to be safe."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.model.measurable import acting, fetched, shown, told
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Milestone, Records


def earliest(records: Records, said: Flags) -> Floats:
    """Return by subject the earliest time among some of the records, NaN where there is none."""
    first = np.full(len(records.subjects), np.inf)
    np.minimum.at(first, records.incident[said], records.time[said])
    return np.where(np.isinf(first), np.nan, first)


def knowing(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield what centres knew of counted incidents, and how soon after the onset."""
    subjects = records.subjects
    first = _First(records)
    for name, kind in scenario.incidents.items():
        if not kind.real:
            continue
        index = subjects.types.index(name) if name in subjects.types else -1
        mine = np.flatnonzero(subjects.counted & (subjects.type == index))
        number, onset = float(len(mine)), subjects.onset[mine]
        for centre in told(scenario, name):
            after = first(Milestone.AWARE, centre)[mine] - onset
            yield f"aware_mean/{name}/{centre}", *summed(after)
            yield f"aware_share/{name}/{centre}", float(np.sum(~np.isnan(after))), number
        for centre in shown(scenario, name):
            there = ~np.isnan(first(Milestone.PICTURED, centre)[mine])
            yield f"pictured_share/{name}/{centre}", float(np.sum(there)), number
        if kind.safe_after is not None:
            for centre in acting(scenario, name):
                yield f"safe_mean/{name}/{centre}", *summed(first(Milestone.SAFE, centre)[mine] - onset)
        if fetched(scenario, name):
            fetching = earliest(records, records.milestone == Milestone.FOOTAGE)
            yield f"footage_mean/{name}", *summed(fetching[mine] - onset)


def summed(seconds: Floats) -> tuple[float, float]:
    """Return the sum of what there is, and how many there are."""
    there = seconds[~np.isnan(seconds)]
    return float(np.sum(there)), float(len(there))


class _First:
    """First times by milestone and organisation, each found once."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.places = {name: k for k, name in enumerate(records.organisations)}
        self.found: dict[tuple[Milestone, str], Floats] = {}

    def __call__(self, milestone: Milestone, organisation: str) -> Floats:
        """Return by subject when an organisation first said it."""
        key = milestone, organisation
        if key not in self.found:
            records = self.records
            mine = (records.milestone == milestone) & (records.organisation == self.places.get(organisation, -1))
            self.found[key] = earliest(records, mine)
        return self.found[key]
