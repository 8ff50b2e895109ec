"""Stories: what one alternative says of one incident, and the way that led to the first unit of an agency."""

from __future__ import annotations

from collections import Counter

import numpy as np

from simcity.analysis.levels import at_first, at_last
from simcity.analysis.walk import RESPONSE
from simcity.model.incidents import IncidentType
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records

_SAME = 1e-6
"""Seconds within which two times are the same, since clocks are added up in different orders."""


class Story:
    """What one alternative says of one incident; records are named by their index."""

    def __init__(self, alternative: str, records: Records, row: int, scenario: Scenario) -> None:
        """Tell of a row of the subjects."""
        self.alternative = alternative
        self.records = records
        self.row = row
        self.scenario = scenario
        self.onset = float(records.subjects.onset[row])
        found = np.flatnonzero(records.incident == row)
        self._said: list[int] = found[np.argsort(records.time[found], kind="stable")].tolist()

    def said(self) -> list[int]:
        """Return its records in order of time."""
        return self._said

    def milestone(self, record: int) -> Milestone:
        """Return the milestone of a record."""
        return Milestone(int(self.records.milestone[record]))

    def organisation(self, record: int) -> str:
        """Return who says it."""
        return self.records.organisations[int(self.records.organisation[record])]

    def unit(self, record: int) -> str:
        """Return the unit, or nothing."""
        return self.records.units[int(self.records.unit[record])]

    def channel(self, record: int) -> str:
        """Return by what way it is known, or nothing."""
        return self.records.channels[int(self.records.channel[record])]

    def after(self, record: int) -> float:
        """Return seconds from onset."""
        return float(self.records.time[record]) - self.onset

    def broken(self, record: int) -> bool:
        """Return whether a vehicle of the same agency broke down at the very time of a record."""
        path, time = f"agencies/{self.organisation(record)}", float(self.records.time[record])
        return any(what == path and abs(since - time) < _SAME for what, since, _ in self.records.down)

    def left_broken(self, record: int) -> bool:
        """Return whether a unit leaves an incident since it is out of order, which is not to be free again."""
        cause = int(self.records.cause[record])
        stopped = self.milestone(cause) is Milestone.CANCELLED and self.broken(cause)
        return stopped and self.milestone(record) is Milestone.IN_SERVICE and self.after(record) == self.after(cause)

    def agencies(self) -> list[str]:
        """Return the agencies on its run card, and those that it came to need besides."""
        kind = self._kind()
        if kind is None:
            return []
        last = int(at_last(self.records)[self.row])
        extra = (name for level in list(kind.levels.values())[:last] for name in level.needs)
        return list(dict.fromkeys([*kind.needs, *extra]))

    def level(self, growth: int = 0) -> str:
        """Return the level to which it has come once it has grown so often, empty for the ordinary one."""
        kind, number = self._kind(), int(at_first(self.records)[self.row]) + growth
        return list(kind.levels)[number - 1] if kind is not None and number > 0 else ""

    def growths(self) -> list[int]:
        """Return the records that say that it has grown."""
        return [record for record in self._said if self.milestone(record) is Milestone.ESCALATED]

    def _kind(self) -> IncidentType | None:
        subjects = self.records.subjects
        return self.scenario.incidents.get(subjects.types[subjects.type[self.row]])

    def chain(self, agency: str) -> list[int]:
        """Return the records from the onset to the agency's first unit, or to its furthest response."""
        for milestone in RESPONSE:
            for record in self._said:
                if self.milestone(record) is milestone and self.organisation(record) == agency:
                    return self._back(record)
        return []

    def _back(self, record: int) -> list[int]:
        chain = [record]
        while (cause := int(self.records.cause[chain[-1]])) != chain[-1]:
            chain.append(cause)
        return chain[::-1]


class Way:
    """The chain that led to the first unit of one agency."""

    def __init__(self, story: Story, agency: str) -> None:
        """Follow it."""
        self.story = story
        self.agency = agency
        self.chain = story.chain(agency)

    def first(self, milestone: Milestone) -> int | None:
        """Return the first record of a milestone."""
        return next((record for record in self.chain if self.story.milestone(record) is milestone), None)

    def last(self, milestone: Milestone) -> int | None:
        """Return the last record of a milestone."""
        return next((record for record in self.chain[::-1] if self.story.milestone(record) is milestone), None)

    def aware(self) -> int | None:
        """Return the record that says that the centre knew which sends the agency."""
        agency = self.story.scenario.agencies.get(self.agency)
        centre = "" if agency is None else agency.dispatched_by
        for record in [*self.chain[::-1], *self.story.said()]:
            if self.story.milestone(record) is Milestone.AWARE and self.story.organisation(record) == centre:
                return record
        return None

    def own(self, milestone: Milestone) -> int | None:
        """Return the record of a milestone of the unit that was first, not of one that went no further."""
        for record in self.chain[::-1]:
            if self.story.milestone(record) in (milestone, Milestone.DISPATCHED):
                return record if self.story.milestone(record) is milestone else None
        return None

    def between(self, start: int | None, end: int | None) -> float:
        """Return seconds from one record to another, 0 where one is missing."""
        if start is None or end is None:
            return 0.0
        return max(self.story.after(end) - self.story.after(start), 0.0)

    def answering(self) -> float:
        """Return the wait for an operator at the first centre."""
        return self.between(self.first(Milestone.RECEIVED), self.first(Milestone.ANSWERED))

    def verifying(self) -> float:
        """Return the time until the first centre believed."""
        return self.between(self.first(Milestone.ANSWERED), self.first(Milestone.VERIFIED))

    def ordering(self) -> float:
        """Return the wait for a unit."""
        return self.between(self.last(Milestone.REQUESTED), self.last(Milestone.DISPATCHED))

    def refused(self) -> bool:
        """Return whether its units were not asked for since their sending was not permitted."""
        agency = self.story.scenario.agencies.get(self.agency)
        if self.chain or agency is None or agency.release is None:
            return False
        by = agency.release.by
        said = self.story.said()
        return any(self.story.milestone(k) is Milestone.REFUSED and self.story.organisation(k) == by for k in said)

    def permitting(self) -> float:
        """Return the time from asking for the permission to send units until it was there."""
        return self.between(self.last(Milestone.ASKED), self.last(Milestone.APPROVED))

    def troubles(self) -> Counter[str]:
        """Return how often, before the report that counted was answered, callers hung up or heard a busy tone."""
        counts = Counter(self.story.milestone(record) for record in self.chain)
        names = {Milestone.ABANDONED: "hung up", Milestone.BLOCKED: "was turned away"}
        return Counter({name: counts[what] for what, name in names.items() if counts[what]})

    def found(self) -> str:
        """Return by what it was found, and when."""
        record = self.first(Milestone.DETECTED)
        if record is None:
            return "never"
        return f"by {self.story.channel(record) or 'somebody'} at +{self.story.after(record):.0f} s"

    def driving(self) -> float:
        """Return the time on the road to the scene, or to the staging point if it was held there."""
        staged = self.own(Milestone.STAGED)
        stopped = self.own(Milestone.ON_SCENE) if staged is None else staged
        return self.between(self.own(Milestone.EN_ROUTE), stopped)

    def held(self) -> float:
        """Return for how long it was held outside."""
        return self.between(self.own(Milestone.STAGED), self.own(Milestone.RELEASED))

    def reaching(self) -> float:
        """Return the time from the vehicle to the side."""
        return self.between(self.own(Milestone.ON_SCENE), self.own(Milestone.AT_SIDE))

    def side(self) -> float | None:
        """Return when somebody stood at the side."""
        record = self.last(Milestone.AT_SIDE)
        return None if record is None else self.story.after(record)
