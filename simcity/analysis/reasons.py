"""Why an incident went otherwise in another alternative, in sentences, from its causal chains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records

NOTICEABLE = 0.5
"""Seconds below which a difference is not told."""

_STEPS = (
    Milestone.AT_SIDE,
    Milestone.ON_SCENE,
    Milestone.EN_ROUTE,
    Milestone.DISPATCHED,
    Milestone.REQUESTED,
)


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

    def agencies(self) -> list[str]:
        """Return the agencies on its run card."""
        subjects = self.records.subjects
        kind = self.scenario.incidents.get(subjects.types[subjects.type[self.row]])
        return list(kind.needs) if kind else []

    def chain(self, agency: str) -> list[int]:
        """Return the records from the onset to the agency's first unit, or to its furthest response."""
        for milestone in _STEPS:
            for record in self._said:
                if self.milestone(record) is milestone and self.organisation(record) == agency:
                    return self._back(record)
        return []

    def _back(self, record: int) -> list[int]:
        chain = [record]
        while (cause := int(self.records.cause[chain[-1]])) != chain[-1]:
            chain.append(cause)
        return chain[::-1]


def differences(baseline: Story, alternative: Story) -> Iterator[str]:
    """Yield what differed on the way to the first unit of each agency, and what it came to."""
    for agency in dict.fromkeys([*baseline.agencies(), *alternative.agencies()]):
        before, after = Way(baseline, agency), Way(alternative, agency)
        told = list(_detection(before, after))
        told += _knowing(before, after)
        told += _troubles(before, after)
        told += _waiting(before, after)
        told += _going(before, after)
        told += _arriving(before, after)
        yield from (f"{agency}: {sentence}" for sentence in told)


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

    def side(self) -> float | None:
        """Return when somebody stood at the side."""
        record = self.last(Milestone.AT_SIDE)
        return None if record is None else self.story.after(record)


def _detection(before: Way, after: Way) -> Iterator[str]:
    if before.chain and after.chain and before.found() != after.found():
        yield f"found {after.found()} instead of {before.found()}"


def _knowing(before: Way, after: Way) -> Iterator[str]:
    one, other = before.last(Milestone.AWARE), after.last(Milestone.AWARE)
    if other is None or one is None:
        return
    saved = before.story.after(one) - after.story.after(other)
    if abs(saved) >= NOTICEABLE:
        word = "earlier" if saved > 0 else "later"
        yield f"{after.story.organisation(other)} knew {abs(saved):.0f} s {word}{_told(after)}"


def _told(way: Way) -> str:
    shared = way.last(Milestone.SHARED)
    if shared is None:
        return ""
    return f", told by {way.story.organisation(shared)} over {way.story.channel(shared)}"


def _troubles(before: Way, after: Way) -> Iterator[str]:
    """Yield whose callers gave up or were turned away first, where that differs."""
    for way, other in ((before, after), (after, before)):
        for what, number in (way.troubles() - other.troubles()).items():
            times = "" if number == 1 else f" {number} times"
            yield f"the caller {what}{times} first in {way.story.alternative}"


def _waiting(before: Way, after: Way) -> Iterator[str]:
    centre = after.first(Milestone.RECEIVED)
    place = after.story.organisation(centre) if centre is not None else "the centre"
    for phrase, old, new in (
        (f"waited {{}} for an operator of {place}", before.answering(), after.answering()),
        (f"{place} took {{}} to believe it", before.verifying(), after.verifying()),
        ("waited {} for the permission to send units", before.permitting(), after.permitting()),
        ("waited {} for a unit", before.ordering(), after.ordering()),
    ):
        if before.chain and after.chain and abs(old - new) >= NOTICEABLE:
            yield f"{phrase.format(f'{new:.0f} s')} instead of {old:.0f} s"


def _going(before: Way, after: Way) -> Iterator[str]:
    one, other = before.last(Milestone.DISPATCHED), after.last(Milestone.DISPATCHED)
    if one is not None and other is not None and before.story.unit(one) != after.story.unit(other):
        sent, instead = after.story.unit(other) or "a neighbour", before.story.unit(one) or "a neighbour"
        yield f"{sent} was sent instead of {instead}"
    for phrase, start, end in (
        ("the way took", Milestone.EN_ROUTE, Milestone.ON_SCENE),
        ("from the vehicle to the side took", Milestone.ON_SCENE, Milestone.AT_SIDE),
    ):
        old = before.between(before.last(start), before.last(end))
        new = after.between(after.last(start), after.last(end))
        if before.side() is not None and after.side() is not None and abs(old - new) >= NOTICEABLE:
            yield f"{phrase} {new:.0f} s instead of {old:.0f} s"


def _arriving(before: Way, after: Way) -> Iterator[str]:
    old, new = before.side(), after.side()
    if old is None and new is None:
        yield "never at the side in either"
    elif new is None or old is None:
        came, side, never = (before, old, after) if new is None else (after, new, before)
        yield (
            f"at the side at +{side:.0f} s in {came.story.alternative}, "
            f"never in {never.story.alternative}{_reached(never)}"
        )
    elif abs(old - new) < NOTICEABLE:
        yield f"at the side at +{new:.0f} s in both"
    else:
        yield f"at the side {abs(old - new):.0f} s {'earlier' if new < old else 'later'}, at +{new:.0f} s"


def _reached(way: Way) -> str:
    """Return how far it came where nobody arrived."""
    said = way.story.said()
    if way.refused():
        return ", where the permission to send units was refused"
    if way.chain:
        return f", which came as far as {way.story.milestone(way.chain[-1]).name}"
    return f", which came as far as {way.story.milestone(said[-1]).name}" if said else ""
