"""Warnings: what a planner should know of a valid scenario before believing its results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from simcity.model.advice.linking import of_link, outages
from simcity.model.advice.moving import moving
from simcity.model.advice.scenes import scenes
from simcity.model.checks.staffing import schedules
from simcity.model.links import AnyLink, DigitalReport, Footage, PushedVideo, VideoToUnit
from simcity.model.loads import bays, loads
from simcity.model.reach import calls, reach
from simcity.model.references import Known
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Camera, Wall

NEARLY = 0.85
"""Share of those on duty above which waiting grows steeply: a rule of thumb (B)."""


def warnings(scenario: Scenario) -> Iterator[str]:
    """Give what a planner should know of a valid scenario before believing its results."""
    known = _known(scenario)
    for fault in reach(known, set()):
        yield f"{fault.path[0]}.{fault.path[1]}: {fault.message}"
    yield from _busy(scenario)
    yield from _centres(scenario, known)
    yield from _sensors(scenario)
    yield from moving(scenario, known)
    yield from scenes(scenario, known)
    for name, link in scenario.links.items():
        if link.up != "never":
            yield from of_link(name, link, scenario, known)
    yield from outages(scenario)


def _known(scenario: Scenario) -> Known:
    return Known.of(
        {field.name: getattr(scenario, field.name) for field in fields(scenario)}
        | {"place": {"zones": scenario.place.zones, "travel": scenario.place.travel}}
    )


def _busy(scenario: Scenario) -> Iterator[str]:
    for what, name, load, on_duty in loads(scenario):
        word = "saturated" if load >= on_duty else "nearly saturated"
        if load > NEARLY * on_duty:
            seat_work = "calls, false alarms, pictures and permissions alone"
            carries = any(name in incident.transport for incident in scenario.incidents.values())
            unit_work = f"work on scene {'and handing over ' if carries else ''}alone, without travel,"
            work = seat_work if what == "centre" else unit_work
            those = "operators" if what == "centre" else "units"
            yield f"{what} '{name}' is {word}: {work} would keep {load:.2f} {those} busy; {on_duty:.2f} are on duty"
    handing_over, there = bays(scenario)
    if handing_over > NEARLY * there:
        word = "saturated" if handing_over >= there else "nearly saturated"
        wrong = f"handing over would keep {handing_over:.2f} bays busy, of {there:g} in all"
        yield f"the bays of the hospitals are {word}: {wrong}; units will wait there"


def _centres(scenario: Scenario, known: Known) -> Iterator[str]:
    called = {
        centre
        for incident in scenario.incidents.values()
        if incident.callers is not None and incident.rate != 0 and calls(incident, known)
        for centre in incident.callers.calls
    }
    called |= {scenario.centres[name].overflow or "" for name in called}
    for name, centre in scenario.centres.items():
        if centre.patience is not None and name not in called:
            yield f"centre '{name}' is never called, so the patience of its callers means nothing"
        most = sum(max(table.values()) for table in schedules(centre))
        if centre.places is not None and centre.places < most:
            rest = f"with all places taken, {most - centre.places} of its operators are still free"
            yield f"centre '{name}' has places for {centre.places} reports and up to {most} seats: {rest}"


def _sensors(scenario: Scenario) -> Iterator[str]:
    hosts = {sensor.on for sensor in scenario.sensors.values() if isinstance(sensor, Analytics)}
    for name, sensor in scenario.sensors.items():
        if isinstance(sensor, Wall) and (sensor.attended or sensor.tiles) > max(sensor.hit_rate):
            pictures, last = sensor.attended or sensor.tiles, max(sensor.hit_rate)
            yield f"the hit rate of sensor '{name}' at {pictures} pictures is extrapolated; no trial went beyond {last}"
        shown = any(link.sender == sensor.centre and _shows(link) for link in scenario.links.values())
        if isinstance(sensor, Camera) and name not in hosts and not shown:
            cure = f"no analytics run on it and no link shows the pictures of '{sensor.centre}'"
            yield f"nobody ever looks at sensor '{name}': {cure}"


def _shows(link: AnyLink) -> bool:
    return isinstance(link, PushedVideo | VideoToUnit | Footage | DigitalReport)
