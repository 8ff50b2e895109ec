"""Ways: for which incident types a link is used.

Word goes to those who must act: centres that send units on the run card, and once a level is known those that send
units which only that level needs. A centre that sends no agency at all is a hub: it is told where the word can go on
from there, over links of its own, to somebody else who must act. Over a link that ``informs`` anybody is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from simcity.model.agencies import Agency
from simcity.model.incidents import IncidentType
from simcity.model.links import (
    AnyLink,
    Footage,
    Link,
    LocationService,
    PushedVideo,
    Telling,
    VehicleLocation,
    VideoToUnit,
)


def carries(link: Link, kind: str) -> bool:
    """Return whether a link is meant for an incident type."""
    return not link.types or kind in link.types


def tells(
    link: Telling, kind: str, acting: Collection[str], sending: Collection[str], onward: Iterable[Telling]
) -> bool:
    """Return whether a link tells its receiver of a type.

    ``acting`` are the centres that send units to this type, ``sending`` those that send units of any agency, and
    ``onward`` the links over which a hub could pass the word on. It never counts that the word comes back.
    """
    return carries(link, kind) and (link.informs or reaches(link, kind, acting, sending, onward))


def reaches(
    link: Telling, kind: str, acting: Collection[str], sending: Collection[str], onward: Iterable[Telling]
) -> bool:
    """Return whether word of a type over a link comes to somebody who must act, at its end or through hubs."""
    passed, open_ = {link.sender, link.receiver}, [link.receiver]
    while open_:
        centre = open_.pop()
        if centre in acting:
            return True
        if centre not in sending:
            further = {line.receiver for line in onward if line.sender == centre and carries(line, kind)} - passed
            passed |= further
            open_ += further
    return False


def acting(incident: IncidentType, agencies: Mapping[str, Agency], level: int = 0) -> set[str]:
    """Return the centres that send units on a run card, or to what has reached a level."""
    return {agencies[slot[0]].dispatched_by for alarm in incident.alarms()[: level + 1] for slot in alarm}


def uses(
    link: AnyLink,
    incidents: Mapping[str, IncidentType],
    agencies: Mapping[str, Agency],
    links: Mapping[str, AnyLink],
) -> list[str]:
    """Return the incident types for which a link is used at any level, whatever its kind.

    Word passes a hub over links alone that are always up. Pictures are pushed of all that needs anybody; footage,
    where a link names no types, is fetched for what the receiver sends units to; a place is looked up for all.
    """
    meant = {name: kind for name, kind in incidents.items() if carries(link, name)}
    those = {name: acting(kind, agencies, len(kind.levels)) for name, kind in meant.items()}
    if isinstance(link, Telling):
        sending, onward = senders(agencies), lines(links)
        return [name for name in meant if tells(link, name, those[name], sending, onward)]
    if isinstance(link, VideoToUnit):
        return [name for name, kind in meant.items() if link.receiver in kind.agencies]
    if isinstance(link, PushedVideo):
        return [name for name, kind in meant.items() if kind.agencies]
    if isinstance(link, Footage):
        return [name for name in meant if link.types or link.receiver in those[name]]
    assert isinstance(link, LocationService | VehicleLocation)
    return list(meant)


def senders(agencies: Mapping[str, Agency]) -> set[str]:
    """Return the centres that send units of any agency; the others are hubs."""
    return {agency.dispatched_by for agency in agencies.values()}


def lines(links: Mapping[str, AnyLink]) -> list[Telling]:
    """Return the links over which word can be passed on."""
    return [link for link in links.values() if isinstance(link, Telling) and link.up == "always"]
