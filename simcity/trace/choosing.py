"""The order in which stations are asked for units, incident by incident."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.luck import number_of
from simcity.model.policies import Facts
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers
from simcity.trace.happenings import Happening


@dataclass(frozen=True)
class Choice:
    """Stations in the order of a policy, one row an incident."""

    order: Integers
    asked: list[int] | None
    """By incident: how many stations at the head of the order may be asked; None where it is all of them."""


def choice(
    scenario: Scenario, agency: str, stations: list[str], names: list[str], some: list[Happening], estimate: Floats
) -> Choice:
    """Return the order of the agency's policy over happenings, one below the other as in ``estimate``.

    ``stations`` are ids in the file, ``names`` tell those placed alike apart. Luck among equals is addressed by
    incident, agency and station, so that a new station changes no choice among the others.
    """
    policy = scenario.policy(agency)
    if not stations:
        return Choice(np.zeros(estimate.shape, np.int64), None)
    zone = np.concatenate([np.empty(0, np.int64), *(happening.zone for happening in some)])
    kind = np.concatenate([np.empty(0, np.int64), *(happening.type for happening in some)])
    urgency = np.array([one.priority for one in scenario.incidents.values()], np.int64)
    facts = Facts(
        stations=tuple(stations),
        zones=tuple(scenario.place.zones),
        zone=zone,
        types=tuple(scenario.incidents),
        type=kind,
        priority=urgency[kind],
        estimate=estimate,
    )
    score = policy.score(facts)
    if policy.equals == "by_luck":
        j = [number_of(f"{agency}/{name}") for name in names]
        luck = [np.column_stack([one.group.uniforms("equal choice", k) for k in j]) for one in some]
        order = np.lexsort((np.concatenate([np.empty((0, len(j))), *luck]), score), axis=1)
    else:
        order = np.argsort(score, axis=1, kind="stable")
    able = np.isfinite(score)
    return Choice(order, None if able.all() else np.count_nonzero(able, axis=1).tolist())
