"""One incident in two alternatives, side by side, and what made the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from simcity.analysis.reasons import differences
from simcity.analysis.story import Story
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.model.city import City
from simcity.records import Milestone, Subjects
from simcity.trace import Memory, draw


@dataclass(frozen=True)
class Moment:
    """What one alternative says of a step; None where it says nothing."""

    after: float
    """Seconds from onset."""
    unit: str
    channel: str
    """By what it is known, or the hospital to which somebody is taken."""
    level: str = ""
    """To which level it has grown."""
    broken: bool = False
    """Whether the unit goes no further since it is out of order."""


@dataclass(frozen=True)
class Step:
    """A milestone of an organisation in each of the alternatives."""

    milestone: Milestone
    organisation: str
    moments: tuple[Moment | None, ...]
    """In the order of the alternatives."""


@dataclass(frozen=True)
class Explanation:
    """The life of one incident."""

    id: str
    type: str
    zone: str
    public: bool
    hour: float
    """Hour of the day at onset."""
    level: str
    """Id of the level at which it began; empty for the ordinary one."""
    counted: bool
    """False for what happened outside the counted time, or did not really happen."""
    seed: int
    replication: int
    alternatives: tuple[str, ...]
    steps: tuple[Step, ...]
    """In the order of the earliest time in any alternative."""
    differences: tuple[str, ...]
    """What differed and why, one sentence each; empty for a single alternative."""


def explain(
    city: City,
    incident_id: str,
    replication: int = 0,
    alternatives: Sequence[str] | None = None,
    seed: int | None = None,
) -> Explanation:
    """Return the life of one incident in up to two alternatives: the primary pair unless others are named.

    Raises ValueError for an id that is in none of them, naming those that are near.
    """
    chosen = _pair(city) if alternatives is None else tuple(alternatives)
    for name in chosen:
        if name not in city.alternatives:
            raise ValueError(f"there is no alternative '{name}'; there are {', '.join(city.alternatives)}")
    if not 1 <= len(chosen) <= 2:
        raise ValueError(f"one or two alternatives can be set side by side, not {len(chosen)}")
    first = city.alternatives[chosen[0]]
    luck = Luck(first.seed if seed is None else seed, replication)
    memory = Memory()
    stories = []
    everything = []
    for name in chosen:
        scenario = city.alternatives[name]
        records = run(scenario, draw(scenario, luck, memory))
        everything.append(records.subjects)
        row = _row(records.subjects, incident_id)
        stories.append(Story(name, records, row, scenario) if row is not None else None)
    known = [story for story in stories if story is not None]
    if not known:
        raise ValueError(_unknown(incident_id, everything))
    subjects, row = known[0].records.subjects, known[0].row
    return Explanation(
        id=incident_id,
        type=subjects.types[subjects.type[row]],
        zone=subjects.zones[subjects.zone[row]],
        public=bool(subjects.public[row]),
        hour=float(subjects.hour[row]),
        level=known[0].level(),
        counted=bool(subjects.counted[row]),
        seed=luck.seed,
        replication=replication,
        alternatives=chosen,
        steps=_steps(stories),
        differences=tuple(differences(*known)) if len(known) == 2 else (),
    )


def _pair(city: City) -> tuple[str, ...]:
    primary = city.alternatives[city.baseline].primary
    if primary and {primary.baseline, primary.alternative} <= set(city.alternatives):
        return primary.baseline, primary.alternative
    return tuple(city.alternatives)[:2]


def _row(subjects: Subjects, incident_id: str) -> int | None:
    entity, _, number = incident_id.rpartition("-")
    if entity not in subjects.entities or not (number.isascii() and number.isdigit()):
        return None
    mine = (subjects.entity == subjects.entities.index(entity)) & (subjects.number == int(number))
    rows = np.flatnonzero(mine)
    return int(rows[0]) if len(rows) else None


def _unknown(incident_id: str, everything: Sequence[Subjects]) -> str:
    """Return what is there instead: the ids of the nearest name, or all names."""
    numbers: dict[str, set[int]] = {}
    for subjects in everything:
        for index, name in enumerate(subjects.entities):
            numbers.setdefault(name, set()).update(subjects.number[subjects.entity == index].tolist())
    numbers = {name: those for name, those in numbers.items() if those}
    if not numbers:
        return f"there is no incident '{incident_id}'; in this replication nothing happened"
    entity, _, number = incident_id.rpartition("-")
    near = get_close_matches(entity or incident_id, numbers, 1, 0.3)
    if near:
        there = number.isascii() and number.isdigit() and int(number) in numbers[near[0]] and near[0] != entity
        hint = f" (did you mean '{near[0]}-{int(number)}'?)" if there else ""
        return f"there is no incident '{incident_id}'{hint}; {_ids(near[0], sorted(numbers[near[0]]))}"
    return f"there is no incident '{incident_id}'; ids are a name of {', '.join(numbers)}, a dash and a number"


def _ids(name: str, numbers: list[int]) -> str:
    """Return which ids of a name there are; those of false alarms do not follow one another."""
    if len(numbers) == 1:
        return f"there is {name}-{numbers[0]} alone"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"there are {name}-{numbers[0]} to {name}-{numbers[-1]}"
    return f"there are {len(numbers)} of {name}, such as {name}-{numbers[0]} and {name}-{numbers[1]}"


def _steps(stories: Sequence[Story | None]) -> tuple[Step, ...]:
    """Match the records of the alternatives by milestone, organisation and occurrence."""
    matched: dict[tuple[Milestone, str, int], list[Moment | None]] = {}
    for index, story in enumerate(stories):
        if story is None:
            continue
        seen: Counter[tuple[Milestone, str]] = Counter()
        for record in story.said():
            if story.left_broken(record):
                continue
            key = (story.milestone(record), story.organisation(record))
            moments = matched.setdefault((*key, seen[key]), [None] * len(stories))
            moments[index] = Moment(
                story.after(record),
                story.unit(record),
                story.channel(record),
                story.level(seen[key] + 1) if key[0] is Milestone.ESCALATED else "",
                key[0] is Milestone.CANCELLED and story.broken(record),
            )
            seen[key] += 1
    steps = [Step(key[0], key[1], tuple(moments)) for key, moments in matched.items()]
    # What falls on one instant stays in the order in which it was said, causes first.
    return tuple(sorted(steps, key=lambda step: min(moment.after for moment in step.moments if moment)))
