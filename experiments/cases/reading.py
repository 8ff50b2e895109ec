"""Lives of one replication of one alternative, and how first times are read from its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.city import City
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Milestone, Records
from simcity.trace import Memory, Trace, draw

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
Figures = dict[str, tuple[float, float]]
"""Numerator and denominator by name; a quantity of one value has the denominator 1, or 0 where it never was."""


@dataclass(frozen=True)
class Lived:
    """One alternative of one replication."""

    name: str
    scenario: Scenario
    trace: Trace
    records: Records

    @cached_property
    def onset(self) -> Floats:
        """Return the onset of each subject."""
        return self.records.subjects.onset

    def rows(self, kind: str) -> Integers:
        """Return the rows of an incident type within the counted time."""
        subjects = self.records.subjects
        counted = (self.onset >= self.scenario.warm_up) & (self.onset < self.scenario.horizon)
        return np.flatnonzero(counted & (subjects.type == subjects.types.index(kind)))

    def said(self, milestone: Milestone, organisation: str | None = None) -> Flags:
        """Return which records are of a milestone, and of an organisation."""
        chosen = self.records.milestone == milestone
        if organisation is not None:
            chosen &= self.records.organisation == self.records.organisations.index(organisation)
        return np.asarray(chosen, np.bool_)

    def times(self, kind: str, milestone: Milestone, organisation: str | None = None, nth: int = 1) -> Floats:
        """Return by incident of a type the seconds from onset to the n-th such record; NaN where there is none."""
        chosen = self.said(milestone, organisation)
        found = []
        for row in self.rows(kind).tolist():
            here = np.sort(self.records.time[chosen & (self.records.incident == row)])
            found.append(here[nth - 1] - self.onset[row] if len(here) >= nth else np.nan)
        return np.array(found)


def lives(
    name: str, replication: int, alternatives: tuple[str, ...], settings: dict[str, str] | None = None
) -> Iterator[Lived]:
    """Live alternatives of a scenario of this folder's project with the luck of one replication."""
    city: City = load(SCENARIOS / f"{name}.yaml", settings, alternatives)
    memory = Memory()
    for alternative in alternatives:
        scenario = city.alternatives[alternative]
        trace = draw(scenario, Luck(scenario.seed, replication), memory)
        yield Lived(alternative, scenario, trace, run(scenario, trace))


def mean(values: Floats) -> tuple[float, float]:
    """Return the sum and the number of what is known."""
    known = values[~np.isnan(values)]
    return float(known.sum()), float(len(known))


def share(flags: Flags) -> tuple[float, float]:
    """Return how many are true, and of how many."""
    return float(np.sum(flags)), float(np.size(flags))
