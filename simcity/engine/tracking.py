"""Tracking: what a dispatching centre sees of where the units of an agency are, over links of vehicle location."""

from __future__ import annotations

from simcity.model.links import VehicleLocation
from simcity.model.scenario import Scenario
from simcity.model.ways import uses
from simcity.trace import Trace
from simcity.trace.downtime import Downtime

Line = tuple[float, Downtime | None]
"""Time between two reports, 0 for all the time, and when the link is down."""


class Tracking:
    """The links that show a centre the units that it sends.

    While a link is down it shows nothing, and a report that falls into an outage is lost. A unit that no link shows is
    known by its station alone.
    """

    def __init__(self, scenario: Scenario, trace: Trace, agency: str) -> None:
        found: list[tuple[Line, set[str]]] = []
        for name, link in scenario.links.items():
            mine = isinstance(link, VehicleLocation) and link.sender == agency and link.up == "always"
            if mine and link.receiver == scenario.agencies[agency].dispatched_by:
                assert isinstance(link, VehicleLocation)
                kinds = uses(link, scenario.incidents, scenario.agencies, scenario.links)
                found.append(((link.every, trace.down.get(f"links/{name}")), set(kinds)))
        self._lines: list[list[Line]] = [
            [line for line, kinds in found if kind in kinds] for kind in scenario.incidents
        ]
        self._always: list[Line] = [line for line, kinds in found if len(kinds) == len(scenario.incidents)]
        self._exact: list[bool] = [(0.0, None) in lines for lines in self._lines]

    def shows(self, kind: int | None) -> bool:
        """Return whether there is any link at all that shows units."""
        return bool(self._always if kind is None else self._lines[kind])

    def exact(self, kind: int) -> bool:
        """Return whether a link that never fails shows at every moment where units are, for an incident type."""
        return self._exact[kind]

    def seen(self, now: float, since: float, kind: int | None) -> float | None:
        """Return for when the centre knows where a unit is that has been as it is since a time; None for not at all.

        ``kind`` is the incident type for which it is asked, None for none in particular. Where a unit becomes free, or
        sets off, it says so itself.
        """
        best: float | None = None
        for every, down in self._always if kind is None else self._lines[kind]:
            when = now if every == 0.0 else max(now // every * every, since)
            if down is not None and (down.up_from(now) > now or down.up_from(when) > when):
                continue
            best = when if best is None else max(best, when)
        return best
