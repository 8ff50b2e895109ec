"""Timelines: one row per counted incident and agency on its run card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcity.analysis.chains import STAGES, Chains, follow
from simcity.analysis.levels import names_at_last, needed
from simcity.model.measurable import held, takes
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Milestone, Records

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    Milestone.ONSET,
    Milestone.DETECTED,
    Milestone.RECEIVED,
    Milestone.ANSWERED,
    Milestone.VERIFIED,
    Milestone.AWARE,
    Milestone.REQUESTED,
    Milestone.DISPATCHED,
    Milestone.EN_ROUTE,
    Milestone.STAGED,
    Milestone.RELEASED,
    Milestone.ON_SCENE,
    Milestone.AT_SIDE,
    Milestone.CLEAR,
    Milestone.LEFT_SCENE,
    Milestone.AT_HOSPITAL,
    Milestone.HANDED_OVER,
)

_HELD = (Milestone.STAGED, Milestone.RELEASED)
_CARRIED = (Milestone.LEFT_SCENE, Milestone.AT_HOSPITAL, Milestone.HANDED_OVER)


def timelines(records: Records, scenario: Scenario) -> pd.DataFrame:
    """Return the timeline of every counted incident and agency on its run card.

    Times are seconds from the start of the run, along the causal chain of the agency's first unit at the
    side, or of its furthest response where nobody reached it; NaN for what never was. ``received``,
    ``answered`` and ``verified`` belong to the first centre on that chain, ``aware`` to the dispatching one.
    ``golden``, ``official``, ``full_response`` and the stages are durations; ``within_golden`` and
    ``within_official`` are missing where there is no target, and false where it was not reached. Columns of staging,
    of hospitals and ``level``, the last one that it grew to, are there only where the scenario has them.
    """
    return table(follow(records, scenario), scenario)


def table(chains: Chains, scenario: Scenario) -> pd.DataFrame:
    """Return chains as a table."""
    import pandas as pd

    subjects, rows = chains.records.subjects, chains.incident
    types = np.array([name for name, _ in chains.groups], object)
    agencies = np.array([agency for _, agency in chains.groups], object)
    columns: dict[str, object] = {
        "incident": rows,
        "id": [subjects.name(row) for row in rows.tolist()],
        "type": types[chains.group],
        "agency": agencies[chains.group],
        "zone": np.array(subjects.zones, object)[subjects.zone[rows]],
        "public": subjects.public[rows],
        "hour": subjects.hour[rows],
    }
    kinds = scenario.incidents.values()
    if any(kind.levels for kind in kinds):
        columns["level"] = names_at_last(chains.records, scenario)[rows]
    unused = () if any(held(scenario, name) for name in scenario.incidents) else _HELD
    unused = unused if any(takes(kind) for kind in kinds) else (*unused, *_CARRIED)
    for milestone in (one for one in _COLUMNS if one not in unused):
        time = chains.aware if milestone is Milestone.AWARE else chains.times[milestone]
        columns[milestone.name.lower()] = time
        if milestone is Milestone.DETECTED:
            columns["channel"] = np.array(chains.records.channels, object)[chains.channel]
    columns["official_start"] = chains.official_start
    columns["golden"] = chains.golden
    columns["official"] = chains.official
    columns["within_golden"] = _flags(chains.within_golden, chains.goldens[chains.group])
    columns["within_official"] = _flags(chains.within_official, chains.officials[chains.group])
    columns["full_response"] = full_response(chains.records, scenario)[rows]
    columns.update(zip(STAGES, chains.stages(), strict=True))
    return pd.DataFrame(columns)


def full_response(records: Records, scenario: Scenario) -> Floats:
    """Return by subject the seconds from onset until all that it needed stood at the side, NaN for never.

    It needs its run card and the extra alarms up to the level that it grew to at last. A unit that left its work for
    something more urgent does not count, but the one that came in its place.
    """
    subjects, slots = records.subjects, needed(records, scenario)
    side = records.milestone == Milestone.AT_SIDE
    side[records.cause[records.milestone == Milestone.CANCELLED]] = False
    said = np.flatnonzero(side)
    number = np.bincount(records.incident[said], minlength=len(subjects))
    last = np.full(len(subjects), -np.inf)
    np.maximum.at(last, records.incident[said], records.time[said])
    return np.where((slots > 0) & (number >= slots), last - subjects.onset, np.nan)


def _flags(within: Flags, target: Floats) -> object:
    import pandas as pd

    return pd.arrays.BooleanArray(within, np.isnan(target))
