"""Loads expected of centres and agencies, by arithmetic alone."""

from __future__ import annotations

from simcity.model.loads.often import callers_mean, mean_rate
from simcity.model.loads.rooms import seat_time, seats_of
from simcity.model.loads.units import bays, unit_time, units_of
from simcity.model.scenario import Scenario

__all__ = ["Load", "bays", "callers_mean", "loads", "mean_rate"]

Load = tuple[str, str, float, float]
"""``centre`` or ``agency``, its id, expected load in erlang, mean number on duty (inf if unlimited)."""


def loads(scenario: Scenario) -> list[Load]:
    """Return a row for each centre and each agency: what, id, expected erlang, mean number on duty.

    All are means over a whole week, not over the hours of the run; set times of onset are spread over the run
    instead. Of a centre calls, false alarms, pictures and permissions count, and each call is taken to be
    answered, processed and dispatched in full; finds on the wall, true alarms, relays, footage, redialled calls
    and what surge seats add are left out. Witnesses are counted by the mean crowd of the zones at the hours of
    the incidents, up to ``at_most``. Breaks lower the number on duty. Of an agency only work on scene and handing
    over at hospitals count, without travel, waiting at a staging point or for a bay, and a false report without
    ``believed`` is taken to be believed. Extra alarms count for the incidents that begin at their level; what grows
    later is left out, since that depends on who comes when.
    """
    centres: list[Load] = [
        ("centre", name, seat_time(scenario, name, centre), seats_of(centre))
        for name, centre in scenario.centres.items()
    ]
    agencies: list[Load] = [
        ("agency", name, unit_time(scenario, name, agency), units_of(agency))
        for name, agency in scenario.agencies.items()
    ]
    return centres + agencies
