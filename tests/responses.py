"""What units did in one day of a scenario, for stories by hand."""

from __future__ import annotations

import numpy as np

from simcity.engine.run import run
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw


def live(scenario: Scenario) -> Records:
    return run(scenario, draw(scenario, Luck(1, 0), Memory()))


def said(records: Records, *what: Milestone) -> list[tuple[str, str, float]]:
    """Return who reached a milestone for which incident and when, in minutes, in order of time."""
    found = [
        (
            records.subjects.name(int(records.incident[k])),
            records.units[records.unit[k]].removeprefix("ems/").removesuffix("/als-1"),
            float(records.time[k]) / 60.0,
        )
        for k in np.flatnonzero(np.isin(records.milestone, what))
    ]
    return sorted(found, key=lambda one: one[2])
