"""Setting off: a unit of a roaming fleet leaves for a subject from wherever it is."""

from __future__ import annotations

import numpy as np

from simcity.distributions import Constant
from simcity.engine.response import Assignment, depart
from simcity.engine.roaming import RoamingFleet
from simcity.engine.world import Out
from simcity.luck import number_of


def set_off(response: Out) -> None:
    """Alert a unit of a roaming fleet and let it drive from where it is."""
    assert isinstance(response, Assignment)
    world, unit, row, place = response.world, response.unit, response.row, response.place
    fleet, now, takes = world.fleets[response.agency], world.env.now, world.trace.slots[response.slot]
    assert isinstance(fleet, RoamingFleet)
    assert unit is not None
    where = fleet.set_off(unit, row)
    if where.station is not None:
        response.origin = None if where.station == unit[1] else where.spot
        leaves = now + takes.turnout[place]
        depart(response, leaves, leaves + takes.travel.item(place, where.station))
        return
    agency, ability, nth = response.slot
    j = number_of(f"{agency}/{ability}/{nth}")
    response.origin = where.spot
    # The same luck as at a station, so that a better law never makes it worse.
    leaves, law = now, fleet.part.turnout_on_road
    if isinstance(law, Constant):
        leaves += law.value
    else:
        leaves += float(law.ppf(np.array([world.chance("turnout", row, j)]))[0])
    takes_on_road = where.extra + fleet.expected_from(row, where.spot)
    if not fleet.driving.sure:
        takes_on_road = fleet.driving.real(takes_on_road, world.chance("travel", row, j))
    depart(response, leaves, leaves + takes_on_road)
