"""Advice on links and on what can fail: whether they are used, show anything, and ever fail."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.fields import HOUR
from simcity.model.checks.telling import with_cameras
from simcity.model.links import (
    AnyLink,
    DigitalReport,
    LocationService,
    PushedVideo,
    Telling,
    VehicleLocation,
    VideoToUnit,
)
from simcity.model.outages import AnyOutages, AtTimes
from simcity.model.references import Known
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Devices
from simcity.model.ways import uses


def of_link(name: str, link: AnyLink, scenario: Scenario, known: Known) -> Iterator[str]:
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
    if isinstance(link, VehicleLocation):
        agency = scenario.agencies[link.sender]
        if not agency.on_the_road and agency.redispatch is None:
            where = f"units of '{link.sender}' are sent from their stations alone, and never turn on their way"
            yield f"link '{name}' shows nothing that is not known: {where}; see available_again and redispatch"
    if isinstance(link, LocationService) and scenario.centres[link.receiver].unclear_location is None:
        yield f"link '{name}' settles nothing: '{link.receiver}' has no unclear_location, so no place is in doubt there"


def _placed(sensor: Devices, scenario: Scenario) -> bool:
    """Return whether the cameras of a sensor, or those that analytics run on, have positions."""
    host = scenario.sensors[sensor.on] if isinstance(sensor, Analytics) and sensor.on is not None else sensor
    return isinstance(host, Devices) and host.share is None


def outages(scenario: Scenario) -> Iterator[str]:
    """Give the domains and links that never fail, though the file has them fail."""
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
