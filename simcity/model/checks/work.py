"""Checks of desks: whether each kind of work that reaches a centre finds somebody who does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simcity.model.centres import Centre, Desk, JobKind
from simcity.model.checks.naming import approvals
from simcity.model.faults import Fault
from simcity.model.kinds import NO_TIME
from simcity.model.links import AnyLink, Footage, Messenger, PhoneRelay, PushedVideo, Radio, Telling
from simcity.model.reach import calls, can_tell, heard, used_for
from simcity.model.references import Known, present
from simcity.model.sensors import Guards, Raising, Wall


class Work(NamedTuple):
    """Work of one kind about one incident type that reaches a centre."""

    kind: JobKind
    type: str
    why: str
    """What brings it, as a clause."""


def uncovered(name: str, centre: Centre, known: Known) -> Iterator[Fault]:
    """Give a fault for each kind of work that no desk of a centre does, so that it would wait for ever."""
    wanting: dict[JobKind, dict[str, str]] = {}
    for kind, about, why in work(name, centre, known):
        if not any(_does(desk, kind, about) for desk in centre.desks.values()):
            wanting.setdefault(kind, {}).setdefault(about, why)
    for kind, types in wanting.items():
        about, why = next(iter(types.items()))
        skilled = [title for title, desk in centre.desks.items() if any(_does(desk, kind, to) for to in desk.types)]
        if skilled:
            named = ", ".join(f"'{other}'" for other in types)
            wrong = f"no desk does '{kind}' about {named}, but {why}, and that would wait for ever"
            cure = f"add {named} to the types of desk '{skilled[0]}', or give another desk for it"
        else:
            wrong = f"no desk on duty does '{kind}', but {why}, and that would wait for ever"
            cure = f"add {kind} to the work of a desk with seats"
        yield Fault(("centres", name, "desks"), f"{wrong}: {cure}")


def work(name: str, centre: Centre, known: Known) -> Iterator[Work]:
    """Give all work that reaches a centre, as far as it is known."""
    happen = [key for key, incident in present(known.incidents) if incident.rate != 0]
    yield from _calls(name, known)
    for title, sensor in known.sensors_present.items():
        if sensor.centre != name:
            continue
        kind: JobKind = "watch" if isinstance(sensor, Wall) else "guard" if isinstance(sensor, Guards) else "alarm"
        claimed = sensor.mistaken_for if isinstance(sensor, Raising) and sensor.false_alarms > 0 else ()
        for about in happen:
            if about in claimed or can_tell(sensor, about, known):
                yield Work(kind, about, f"sensor '{title}' reports '{about}' there")
    for title, link in known.links_present.items():
        if link.up != "never":
            yield from _link(name, title, link, known)
    yield from _permissions(name, known)
    if any("order" in desk.work for desk in centre.desks.values()):
        for about, incident in present(known.incidents):
            agencies = ((known.agencies or {}).get(agency) for agency in incident.agencies)
            if any(agency is not None and agency.dispatched_by == name for agency in agencies):
                yield Work("order", about, f"it sends units to '{about}' and has a desk for orders")


def _calls(name: str, known: Known) -> Iterator[Work]:
    for about, incident in present(known.incidents):
        if incident.rate == 0 or not calls(incident, known):
            continue
        called = incident.callers.calls if incident.callers is not None else {}
        if name in called:
            yield Work("call", about, f"it is called about '{about}'")
        for other, centre in present(known.centres):
            if centre.overflow == name and other in called:
                yield Work("call", about, f"'{other}' passes calls about '{about}' on to it")


def _link(name: str, title: str, link: AnyLink, known: Known) -> Iterator[Work]:
    """Give the work of one link at one centre: at either end, or none."""
    spoken = isinstance(link, PhoneRelay | Radio)
    what = f"link '{title}'"
    for about in used_for(link, known) if isinstance(link, Telling) else _shown(link, known):
        if isinstance(link, Telling):
            if name == link.receiver:
                yield Work("relay" if spoken else "report", about, f"{what} brings '{about}'")
            elif name == link.sender and _takes_a_teller(link):
                yield Work("telling", about, f"{what} must be spoken over about '{about}'")
        elif isinstance(link, PushedVideo):
            if name == link.receiver and link.looking != NO_TIME:
                yield Work("picture", about, f"pictures of '{about}' over {what} must be looked at")
            elif name == link.sender and link.searching is not None:
                yield Work("picture", about, f"cameras on '{about}' must be searched for {what}")
        elif isinstance(link, Footage) and name == link.sender and link.searching != NO_TIME:
            yield Work("footage", about, f"{what} asks it for recorded video of '{about}'")


def _shown(link: AnyLink, known: Known) -> list[str]:
    """Return the types of which the receiver of video can hear, so that it is shown there."""
    return [about for about in used_for(link, known) if link.receiver in heard(about, known)]


def _takes_a_teller(link: Telling) -> bool:
    """Return whether telling is work at the sender; a three-way call is, once it has rung in vain."""
    return isinstance(link, PhoneRelay | Radio) or (isinstance(link, Messenger) and link.operator)


def _permissions(name: str, known: Known) -> Iterator[Work]:
    for (collection, title, *_), approval in approvals(known):
        if approval.by != name:
            continue
        link = (known.links or {}).get(str(title)) if collection == "links" else None
        if link is None:
            concerned = [about for about, incident in present(known.incidents) if title in incident.agencies]
        else:
            concerned = _shown(link, known) if link.up != "never" else []
        for about in concerned:
            yield Work("approval", about, f"{collection}.{title} asks its permission about '{about}'")


def _does(desk: Desk, kind: JobKind, about: str) -> bool:
    """Return whether somebody is ever at a desk who does a kind of work about an incident type."""
    able = (not desk.work or kind in desk.work) and (not desk.types or about in desk.types)
    return able and any(desk.seats.values())
