"""Warnings: what a planner should know of a valid scenario before believing its results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from simcity.fields import HOUR
from simcity.model.checks.moving import off_the_map, visited
from simcity.model.checks.staffing import schedules
from simcity.model.checks.telling import with_cameras
from simcity.model.links import (
    AnyLink,
    DigitalReport,
    Footage,
    LocationService,
    PushedVideo,
    Telling,
    VideoToUnit,
)
from simcity.model.loads import loads
from simcity.model.outages import AnyOutages, AtTimes
from simcity.model.reach import calls, reach
from simcity.model.references import Known
from simcity.model.roads import Roads
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Camera, Devices, Wall
from simcity.model.ways import uses

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
    yield from _streets(scenario)
    for name, link in scenario.links.items():
        if link.up != "never":
            yield from _link(name, link, scenario, known)
    yield from _outages(scenario)


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
            work = seat_work if what == "centre" else "work on scene alone, without travel,"
            those = "operators" if what == "centre" else "units"
            yield f"{what} '{name}' is {word}: {work} would keep {load:.2f} {those} busy; {on_duty:.2f} are on duty"


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


def _link(name: str, link: AnyLink, scenario: Scenario, known: Known) -> Iterator[str]:
    """Give what should be known of a link that is in use."""
    if isinstance(link, Telling):
        if not uses(link, scenario.incidents, scenario.agencies, scenario.links):
            whom = f"'{link.receiver}' sends no units that its incident types need, and can tell nobody who does"
            yield f"link '{name}' is never used: {whom}"
        if link.loss > 0 and link.repeat_after is None and link.fallback is None:
            lost = f"{100 * link.loss:g} % of what goes over link '{name}' is lost for good"
            yield f"{lost}, since it is never repeated and nobody falls back on another link"
        other = scenario.links[link.fallback.link] if link.fallback is not None else None
        if other is not None and other.up != "standby":
            there = "which is not there" if other.up == "never" else "which is used for all it carries anyway"
            wrong = f"link '{name}' never falls back on '{link.fallback.link if link.fallback else ''}', {there}"
            yield f"{wrong}: its up is {other.up}, where standby would make it a fallback"
    if isinstance(link, DigitalReport) and link.sender not in with_cameras(known):
        yield f"link '{name}' carries no live picture, since '{link.sender}' has no cameras: it does what a ticket does"
    if isinstance(link, PushedVideo | VideoToUnit) and link.nearest is not None:
        cameras = [
            sensor
            for sensor in scenario.sensors.values()
            if sensor.centre == link.sender and isinstance(sensor, Devices) and sensor.shows
        ]
        places = [_placed(sensor, scenario) for sensor in cameras]
        if places and not any(places):
            wrong = f"the cameras of '{link.sender}' are a share of places and have no positions"
            yield f"nearest: {link.nearest} of link '{name}' means nothing: {wrong}"
    if isinstance(link, VideoToUnit) and not scenario.agencies[link.receiver].stations:
        wrong = f"units of '{link.receiver}' come from nowhere"
        yield f"link '{name}' shows its pictures from the start of each journey, since {wrong}: give stations"
    if isinstance(link, LocationService) and scenario.centres[link.receiver].unclear_location is None:
        yield f"link '{name}' settles nothing: '{link.receiver}' has no unclear_location, so no place is in doubt there"


def _streets(scenario: Scenario) -> Iterator[str]:
    """Give what should be known of the maps that are driven through."""
    for name, agency in scenario.agencies.items():
        law = agency.travel or scenario.place.travel
        if not isinstance(law, Roads):
            continue
        for zone in visited(name, _known(scenario)):
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


def _placed(sensor: Devices, scenario: Scenario) -> bool:
    """Return whether the cameras of a sensor, or those that analytics run on, have positions."""
    host = scenario.sensors[sensor.on] if isinstance(sensor, Analytics) and sensor.on is not None else sensor
    return isinstance(host, Devices) and host.share is None


def _outages(scenario: Scenario) -> Iterator[str]:
    failing = {name for name, domain in scenario.domains.items() if domain.outages is not None}
    while more := {name for name, domain in scenario.domains.items() if failing & set(domain.fed_by)} - failing:
        failing |= more
    for name in scenario.domains:
        if name not in failing:
            yield f"domain '{name}' never fails: it has no outages of its own, and nothing that feeds it has any"
    outages: list[tuple[str, AnyOutages | None]] = [
        *((f"domain '{name}'", domain.outages) for name, domain in scenario.domains.items()),
        *((f"link '{name}'", link.outages) for name, link in scenario.links.items()),
    ]
    for what, given in outages:
        if isinstance(given, AtTimes) and all(spell.after >= scenario.end for spell in given.spells):
            end = f"the end of the run, {scenario.end / HOUR:g} h from its start"
            yield f"{what} never fails: its outages begin after {end}"
