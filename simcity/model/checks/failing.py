"""Checks of failure domains: what feeds what, and whether anything is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simcity.model.faults import Fault, Path
from simcity.model.references import Doubtful, Known, present

MEMBERS = ("links", "centres", "sensors", "domains")
"""Collections whose entries may lie in a domain or rest on it."""


def failing(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    """Give what is wrong with the domains of a scenario."""
    feeds = {name: domain.fed_by for name, domain in present(known.domains)}
    for circle in circles(feeds):
        told = " rests on ".join(f"'{name}'" for name in (*circle, circle[0]))
        path: Path = ("domains", circle[0], "fed_by")
        yield Fault(path, f"{told}: what feeds a domain cannot rest on it; take one out of its fed_by")
    for name, fed_by in feeds.items():
        for number, feeder in enumerate(fed_by):
            if feeder in fed_by[:number]:
                path = ("domains", name, "fed_by", number)
                yield Fault(path, f"'{feeder}' is named twice, but fails as one; name it once")
    if doubtful & {(collection,) for collection in MEMBERS}:
        return
    for name in feeds:
        if name not in in_use(known):
            wrong = "nothing is in it, so its outages take down nothing"
            cure = f"name it in the domains of a link, centre or sensor, such as domains: [{name}], or take it out"
            yield Fault(("domains", name), f"{wrong}: {cure}", everywhere=True)


def in_use(known: Known) -> set[str]:
    """Return the domains in which something lies or on which another rests."""
    used = {feeder for name, domain in present(known.domains) for feeder in domain.fed_by if feeder != name}
    for _, link in known.links_present.items():
        used |= set(link.domains)
    for _, centre in present(known.centres):
        used |= set(centre.domains)
    for _, sensor in known.sensors_present.items():
        used |= set(sensor.domains)
    return used


def circles(onward: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Give each circle of a graph once, from its first member in the order of the table."""
    done: set[str] = set()
    for start in onward:
        trail: list[str] = []
        yield from _circles_from(start, onward, trail, done)


def _circles_from(
    name: str, onward: Mapping[str, Iterable[str]], trail: list[str], done: set[str]
) -> Iterator[tuple[str, ...]]:
    if name in trail:
        yield tuple(trail[trail.index(name) :])
        return
    if name in done:
        return
    trail.append(name)
    for following in onward.get(name, ()):
        yield from _circles_from(following, onward, trail, done)
    trail.pop()
    done.add(name)
