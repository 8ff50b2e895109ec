"""What holds of the units of any town: none is ever lost, and none is doubled."""

from __future__ import annotations

import numpy as np

from simcity.engine import lifecycle
from simcity.engine.building import build
from simcity.engine.run import run
from simcity.engine.world import World
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, Trace, draw


def lived(text: str) -> tuple[Scenario, Trace, Records, World]:
    """Live the baseline of a town once for its records, and once more to its end for its state."""
    city = load_text(text, "town")
    scenario = city.alternatives[city.baseline]
    trace = draw(scenario, Luck(scenario.seed, 0), Memory())
    world = build(scenario, trace)
    lifecycle.begin(world)
    world.env.run(until=scenario.end)
    return scenario, trace, run(scenario, trace), world


def one_job_at_a_time(records: Records) -> None:
    """A unit is sent and in service by turns, in the order of saying; times of one instant may differ by rounding."""
    sent, back = Milestone.DISPATCHED, Milestone.IN_SERVICE
    for unit in range(1, len(records.units)):
        mine = np.flatnonzero((records.unit == unit) & np.isin(records.milestone, [sent, back]))
        assert (np.diff(records.time[mine]) > -1e-6).all()
        kinds = records.milestone[mine].tolist()
        assert kinds == [sent, back] * (len(kinds) // 2) + [sent] * (len(kinds) % 2)


def all_there(world: World) -> None:
    """Each unit on duty is free, out on one job, or out of order; none is two of these but out and out of order."""
    for fleet in world.fleets:
        assert fleet is not None
        for (ability, station), duty in fleet.duty.items():
            free = fleet.free[ability][station]
            out, broken = (
                {number for one, place, number in those if (one, place) == (ability, station)}
                for those in (fleet.out, fleet.broken)
            )
            assert len(free) == len(set(free))
            assert not set(free) & (out | broken)
            assert {number for number in {*free, *out, *broken} if number < duty} == set(range(duty))
