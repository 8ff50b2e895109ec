"""What the cases of theory ask of the records of a run; times in minutes."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Sum = tuple[float, float]
"""Numerator and denominator of one replication."""

M = 60.0


class Seen:
    """The records of one run, by subject."""

    def __init__(self, records: Records, scenario: Scenario) -> None:
        self.records = records
        self.scenario = scenario
        self.subjects = records.subjects

    @property
    def counted(self) -> Flags:
        return self.subjects.counted

    @cached_property
    def window(self) -> float:
        """Return the counted minutes."""
        return (self.records.horizon - self.records.warm_up) / M

    def type(self, name: str) -> Flags:
        """Return which subjects are counted and of a type."""
        return self.counted & (self.subjects.type == self.subjects.types.index(name))

    def first(self, what: Milestone, organisation: str | None = None) -> Floats:
        """Return the first time of a milestone by subject, NaN for never."""
        return self._extreme(what, organisation, np.minimum, np.inf)

    def last(self, what: Milestone, organisation: str | None = None) -> Floats:
        """Return the last time of a milestone by subject, NaN for never."""
        return self._extreme(what, organisation, np.maximum, -np.inf)

    def _extreme(self, what: Milestone, organisation: str | None, better: np.ufunc, start: float) -> Floats:
        records = self.records
        here = records.milestone == what
        if organisation is not None:
            here &= records.organisation == records.organisations.index(organisation)
        found = np.full(len(self.subjects), start)
        better.at(found, records.incident[here], records.time[here] / M)
        return np.where(np.isinf(found), np.nan, found)

    def mean(self, minutes: Floats, among: Flags | None = None) -> Sum:
        """Return the mean over counted subjects, or over some of them; none may be missing."""
        values = minutes[self.counted if among is None else among]
        assert not np.isnan(values).any(), "some were cut off by the end of the run: the drain is too short"
        return float(values.sum()), float(len(values))

    def share(self, flags: Flags, among: Flags | None = None) -> Sum:
        """Return the share of counted subjects, or of some of them."""
        among = self.counted if among is None else among
        return float(np.count_nonzero(flags & among)), float(np.count_nonzero(among))

    def below(self, minutes: Floats, limit: float, among: Flags | None = None) -> Sum:
        """Return the share that took no longer than a limit; none may be missing."""
        among = self.counted if among is None else among
        assert not np.isnan(minutes[among]).any(), "some were cut off by the end of the run: the drain is too short"
        return self.share(minutes <= limit, among)

    def number(self, start: Floats, end: Floats) -> Sum:
        """Return the mean number present in the counted time; NaN starts never came, NaN ends never left."""
        low, high = self.records.warm_up / M, self.records.horizon / M
        there = ~np.isnan(start)
        start, end = start[there], np.where(np.isnan(end), np.inf, end)[there]
        inside = np.clip(end, low, high) - np.clip(start, low, high)
        return float(inside.sum()), self.window

    def units_busy(self, agency: str) -> Sum:
        """Return the mean number of units of an agency between DISPATCHED and IN_SERVICE."""
        return self.number(self.first(Milestone.DISPATCHED, agency), self.first(Milestone.IN_SERVICE, agency))

    def seats_busy(self, centre: str) -> Sum:
        """Return the mean number of seats taken at a centre."""
        records = self.records
        here = records.job_centre == records.organisations.index(centre)
        return self.number(records.job_start[here] / M, records.job_end[here] / M)

    def per(self, sums: Sum, number: float) -> Sum:
        """Return a mean over so many, such as seats."""
        return sums[0], sums[1] * number
