"""Checks of links: whether they lead anywhere, show anything, and can be fallen back on."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.fields import HOUR
from simcity.model.checks.failing import circles
from simcity.model.faults import Fault, Path
from simcity.model.kinds import NO_TIME
from simcity.model.links import (
    AnyLink,
    Footage,
    PhoneRelay,
    PushedVideo,
    Radio,
    Telling,
    VehicleLocation,
    VideoToUnit,
)
from simcity.model.references import Doubtful, Known
from simcity.model.sensors import Devices


def telling(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    """Give what is wrong with links."""
    filming = with_cameras(known)
    for name, link in known.links_present.items():
        path: Path = ("links", name)
        if link.sender == link.receiver and not isinstance(link, VideoToUnit | VehicleLocation):
            yield Fault((*path, "to"), f"a link leads from one centre to another, not from '{link.sender}' to itself")
        blind = link.sender not in filming and not doubtful & {("sensors",), (*path, "from"), path}
        if blind and isinstance(link, PushedVideo | VideoToUnit | Footage):
            shown = "no picture could ever show anything"
            nothing = "no video could ever be found" if isinstance(link, Footage) else shown
            cure = "give it a sensor of kind camera, watched_camera, ptz_camera or analytics, or take the link out"
            yield Fault((*path, "from"), f"'{link.sender}' has no cameras, so {nothing}: {cure}")
        if isinstance(link, Telling):
            yield from _capacity(link, path)
            yield from _fallback(name, link, path, known)
    yield from _circles(known)
    if not doubtful & {("links",)}:
        yield from _standby(known)


def with_cameras(known: Known) -> set[str]:
    """Return the centres that have cameras whose pictures can be shown."""
    sensors = known.sensors_present.values()
    return {sensor.centre for sensor in sensors if isinstance(sensor, Devices) and sensor.shows}


def _capacity(link: Telling, path: Path) -> Iterator[Fault]:
    here = (*path, "occupies")
    if isinstance(link, PhoneRelay):
        for key, given in (("capacity", link.capacity is not None), ("occupies", link.occupies != NO_TIME)):
            if given:
                wrong = "the seats at both ends limit how many talk at once over a phone"
                yield Fault((*path, key), f"{wrong}; take {key} out", True, everywhere=True)
    elif isinstance(link, Radio):
        if link.occupies != NO_TIME:
            wrong = "the talk itself occupies a radio channel, for its duration"
            yield Fault(here, f"{wrong}; take occupies out", True, everywhere=True)
    elif link.capacity is not None and link.occupies == NO_TIME:
        wrong = "a capacity limits nothing where a message occupies it for no time"
        cure = "give occupies, such as occupies: 5 s, or take capacity out"
        yield Fault((*path, "capacity"), f"{wrong}: {cure}", True, everywhere=True)
    elif link.capacity is None and link.occupies != NO_TIME:
        wrong = "nothing waits for a link without a capacity, so occupies means nothing"
        yield Fault(here, f"{wrong}: give capacity, such as capacity: 1, or take occupies out", True, everywhere=True)


def _fallback(name: str, link: Telling, path: Path, known: Known) -> Iterator[Fault]:
    if link.fallback is None:
        return
    if known.end is not None and link.fallback.after >= known.end:
        wrong = f"nobody ever turns to it: the run ends {known.end / HOUR:g} h after its start"
        yield Fault((*path, "fallback", "after"), f"{wrong}; give a shorter time", everywhere=True)
    other, here = (known.links or {}).get(link.fallback.link), (*path, "fallback", "link")
    if link.fallback.link == name:
        yield Fault(here, "a link cannot be its own fallback; name another from the same centre to the same one")
    elif other is None:
        return
    elif not isinstance(other, Telling):
        wrong = f"'{link.fallback.link}' is of kind {other.kind} and tells nobody"
        yield Fault(here, f"{wrong}; name a link that does, such as a phone_relay, radio, messenger or ticket")
    elif (other.sender, other.receiver) != (link.sender, link.receiver):
        wrong = f"'{link.fallback.link}' leads from '{other.sender}' to '{other.receiver}'"
        yield Fault(here, f"{wrong}; a fallback leads from '{link.sender}' to '{link.receiver}', as this link does")
    elif other.types and (lacking := [kind for kind in link.types if kind not in other.types]):
        wrong = f"'{link.fallback.link}' is not used for '{lacking[0]}', which this link carries"
        yield Fault(here, f"{wrong}; add it to the types there, or name another link")


def _circles(known: Known) -> Iterator[Fault]:
    turns = {
        name: (link.fallback.link,)
        for name, link in known.links_present.items()
        if isinstance(link, Telling) and link.fallback is not None and link.fallback.link != name
    }
    for circle in circles(turns):
        told = " to ".join(f"'{name}'" for name in (*circle, circle[0]))
        path: Path = ("links", circle[0], "fallback", "link")
        yield Fault(path, f"fallbacks lead in a circle, {told}; take one of them out")


def _standby(known: Known) -> Iterator[Fault]:
    """Give a fault for each link on standby on which none falls back."""
    named = {
        link.fallback.link
        for _, link in known.links_present.items()
        if isinstance(link, Telling) and link.fallback is not None
    }
    for name, link in known.links_present.items():
        if link.up == "standby" and name not in named:
            yield Fault(("links", name, "up"), _unused(name, link), everywhere=True)


def _unused(name: str, link: AnyLink) -> str:
    if not isinstance(link, Telling):
        return f"a link of kind {link.kind} is no fallback, so on standby it is never used; write always or never"
    named = f"fallback: {{link: {name}, after: 60 s}}"
    wrong = "it would never be used: no other link falls back on it"
    return f"{wrong}; name it in that link, such as {named}, or write always or never"
