"""Advice on units and their ways: streets, shifts, move-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcity.fields import DAY, HOUR
from simcity.model.agencies import Agency, LastCall
from simcity.model.checks.moving import off_the_map
from simcity.model.checks.needing import zones_of
from simcity.model.references import Known
from simcity.model.roads import Roads
from simcity.model.scenario import Scenario


def moving(scenario: Scenario, known: Known) -> Iterator[str]:
    """Give what should be known of units, of their ways and of what they are sent to."""
    yield from _streets(scenario, known)
    for name, agency in scenario.agencies.items():
        if agency.move_up is not None and sum(station.count for station in agency.stations.values()) == 1:
            yield f"units of '{name}' never move up, since there is one station alone where they could wait"
        if agency.last_call is not None:
            yield from _last_call(name, agency, agency.last_call)


def _last_call(name: str, agency: Agency, last: LastCall) -> Iterator[str]:
    """Give what makes the last call before the end of a shift nothing, or everything."""
    found = [
        (stand, ability, length)
        for stand, station in agency.stations.items()
        for ability, schedule in station.units.items()
        for length in shifts(schedule)
    ]
    if not found:
        cure = 'give units by hour, such as {als: {"07:00": 3, "22:00": 2}}'
        yield f"last_call of '{name}' means nothing, since the units on duty are the same all day; {cure}"
        return
    stand, ability, length = min(found, key=lambda one: one[-1])
    if last.before >= length:
        shift = f"a shift of '{ability}' at station '{stand}' lasts {length / HOUR:g} h"
        those = "priority 1" if last.urgent == 1 else f"priorities 1 to {last.urgent}"
        begins = f"last_call begins {last.before / HOUR:g} h before its end"
        yield f"some units of '{name}' only ever go to {those}: {shift}, and {begins}"


def shifts(schedule: Mapping[float, int]) -> list[float]:
    """Return how long each shift of a schedule lasts, in seconds; units on duty all day have none."""
    hours = sorted(schedule)
    found = []
    for number in range(max(schedule.values())):
        there = [schedule[hour] > number for hour in hours]
        for place, hour in enumerate(hours):
            if there[place] and not there[place - 1]:
                after = next(step for step in range(1, len(hours)) if not there[(place + step) % len(hours)])
                found.append((hours[(place + after) % len(hours)] - hour) % DAY)
    return found


def _streets(scenario: Scenario, known: Known) -> Iterator[str]:
    """Give what should be known of the maps that are driven through."""
    for name, agency in scenario.agencies.items():
        law = agency.travel or scenario.place.travel
        if not isinstance(law, Roads):
            continue
        for zone in zones_of(name, known):
            ground = scenario.place.zones[zone]
            off, gap = off_the_map(law, ground)
            if off > 0.0:
                far = f"{100 * off:.0f} % of zone '{zone}' lies more than {law.farthest:g} m from any street"
                yield f"{far} of {law.network.name}, up to {gap:,.0f} m; '{name}' goes on by foot from there"
        for closure, area in law.closures.items():
            left = law.paths((area,)).open.copy()
            left[area.streets(law.network)] = True
            if law.paths((area,)).open.all():
                yield f"closure '{closure}' closes no street of {law.network.name}"
            elif not left.all():
                km = law.network.streets.metres[~left].sum() / 1000.0
                yield f"closure '{closure}' cuts off {km:.1f} km of street outside it from '{name}'"
