"""Failing: when domains, links, centres, sensors and vehicles are down, in one replication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from simcity.luck import Luck
from simcity.model.outages import AnyOutages, AtTimes, Backup
from simcity.model.scenario import Scenario
from simcity.model.sensors import Devices
from simcity.records import Floats
from simcity.trace.breakdowns import Condition, Spells, Wear, broken, renewals
from simcity.trace.downtime import NEVER_DOWN, Downtime, either, fewer_than
from simcity.trace.drawing import Memory
from simcity.trace.siting import devices_of, host_of, layout, neighbours, present
from simcity.trace.vehicles import Vehicles, vehicles


@dataclass(frozen=True, eq=False)
class Failures:
    """What is down when; what is never down is not in ``down``."""

    down: dict[str, Downtime]
    """By path: domains/ID, links/ID, centres/ID, sensors/ID. A sensor's are those of all its devices at once."""
    conditions: dict[str, Condition]
    """By sensor: which devices work when."""
    components: tuple[tuple[str, int], ...]
    """What can be down: path and number of devices or vehicles."""
    fleets: dict[str, Vehicles]
    """By agency whose vehicles break down."""

    def spells(self, end: float) -> Iterator[tuple[str, float, float]]:
        """Yield path, from when and until when, up to the end of the run; one by one of devices and vehicles."""
        each = {f"sensors/{name}": condition for name, condition in self.conditions.items()}
        each |= {f"agencies/{name}": those.condition for name, those in self.fleets.items()}
        for path, number in self.components:
            if path in each:
                _, since, until = each[path].down(end)
                yield from ((path, low, high) for low, high in zip(since.tolist(), until.tolist(), strict=True))
                continue
            spells = self.down.get(path, NEVER_DOWN)
            low, high = spells.since.tolist(), np.minimum(spells.until, end).tolist()
            yield from ((path, since, until) for since, until in zip(low, high, strict=True) for _ in range(number))


def failures(scenario: Scenario, luck: Luck, memory: Memory) -> Failures:
    """Draw what fails in one replication, and when."""
    domains: dict[str, Downtime] = {}
    for name in scenario.domains:
        settle(scenario, name, domains, luck)
    down = {f"domains/{name}": spells for name, spells in domains.items()}
    components = [(path, 1) for path in down]
    for name, link in scenario.links.items():
        if link.up == "never" or not (link.domains or link.outages):
            continue
        path = f"links/{name}"
        own = outages(link.outages, path, scenario.end, luck)
        down[path] = either(own, any_of(domains[domain] for domain in link.domains))
        components.append((path, 1))
    for name, centre in scenario.centres.items():
        if centre.domains:
            down[f"centres/{name}"] = any_of(domains[domain] for domain in centre.domains)
            components.append((f"centres/{name}", 1))
    conditions = {}
    for name in scenario.sensors:
        conditions[name] = one = condition(scenario, name, domains, luck, memory)
        if can_fail(scenario, name):
            down[f"sensors/{name}"] = one.whole
            components.append((f"sensors/{name}", len(one.devices)))
    fleets = {}
    for name in scenario.agencies:
        if (those := vehicles(scenario, name, luck, memory)) is not None:
            fleets[name] = those
            components.append((f"agencies/{name}", len(those.units)))
    found = {path: spells for path, spells in down.items() if len(spells)}
    return Failures(found, conditions, tuple(components), fleets)


def settle(scenario: Scenario, name: str, domains: dict[str, Downtime], luck: Luck) -> Downtime:
    """Return when a domain is down, by itself or for want of those it rests on, which are settled first."""
    if name in domains:
        return domains[name]
    domain, path = scenario.domains[name], f"domains/{name}"
    feeders = [settle(scenario, feeder, domains, luck) for feeder in domain.fed_by]
    fed = fewer_than(domain.needs or len(feeders), feeders)
    if domain.backup is not None:
        fed = bridged(fed, domain.backup, path, luck)
    domains[name] = either(outages(domain.outages, path, scenario.end, luck), fed)
    return domains[name]


def outages(law: AnyOutages | None, path: str, end: float, luck: Luck) -> Downtime:
    """Return a part's own outages: failure k of it always has the same luck."""
    if law is None:
        return NEVER_DOWN
    if isinstance(law, AtTimes):
        since = np.array([spell.after for spell in law.spells])
        u = luck.vector("down", path, np.arange(len(since)))
        lasts = np.concatenate([spell.lasts.ppf(u[k : k + 1]) for k, spell in enumerate(law.spells)])
        return within(since, since + lasts, end)
    return renewals(Wear(law.up, law.down, path, np.zeros(1, np.int64)), end, luck).of(0)


def within(since: Floats, until: Floats, end: float) -> Downtime:
    """Return spells that begin in the run as downtime, in order; where they overlap they are one."""
    begun = since < end
    return fewer_than(1, (Downtime(since[begun], until[begun]),))


def any_of(parts: Iterable[Downtime]) -> Downtime:
    """Return when any of some things is down."""
    found = list(parts)
    return fewer_than(len(found), found)


def bridged(outage: Downtime, backup: Backup, path: str, luck: Luck) -> Downtime:
    """Return what a battery and a generator leave of the outages of what feeds a domain; outage k has its own luck.

    The battery is full at each loss and runs from then; the generator runs from its start until its fuel is out.
    """
    if len(outage) == 0:
        return outage
    k = np.arange(len(outage))
    flat = outage.since + backup.lasts.ppf(luck.vector("battery", path, k))
    on, off = np.full(len(k), np.inf), np.full(len(k), np.inf)
    generator = backup.generator
    if generator is not None:
        starts = luck.vector("generator", path, k) >= generator.fails_to_start
        on[starts] = (outage.since + generator.starting.ppf(luck.vector("starting", path, k)))[starts]
        if generator.runs is not None:
            off[starts] = (on + generator.runs.ppf(luck.vector("fuel", path, k)))[starts]
    since = np.concatenate([flat, np.maximum(flat, off)])
    until = np.concatenate([np.minimum(on, outage.until), outage.until])
    left = since < until
    return fewer_than(1, (Downtime(since[left], until[left]),))


def can_fail(scenario: Scenario, name: str) -> bool:
    """Return whether a sensor, or the cameras on which it runs, can be down."""
    parts = {name, host_of(scenario, name)}
    return any(
        bool(sensor.domains) or (isinstance(sensor, Devices) and bool(sensor.breakdowns))
        for sensor in (scenario.sensors[one] for one in parts)
    )


def condition(scenario: Scenario, name: str, domains: dict[str, Downtime], luck: Luck, memory: Memory) -> Condition:
    """Return when the devices of a sensor work; what runs on the cameras of another needs those as well."""
    sensor, alone = scenario.sensors[name], np.zeros(1, np.int64)
    if not can_fail(scenario, name):
        return Condition(alone)
    whole = any_of(domains[domain] for domain in sensor.domains)
    if not isinstance(sensor, Devices):
        return Condition(alone, whole)
    host = host_of(scenario, name)
    site = layout(scenario, host, memory)
    shared = devices_of(scenario, host).share is not None
    causes = []
    for cause, part in sensor.breakdowns.items():
        # Without positions consecutive numbers are neighbours.
        order = np.arange(len(site)) if shared else neighbours(site)
        thing = np.empty(len(site), np.int64)
        thing[order] = np.arange(len(site)) // part.together
        address = site.address[order[:: part.together]]

        def draw(cause: str = cause, address: np.ndarray = address) -> Spells:
            return broken(sensor.breakdowns[cause], f"sensors/{name}/{cause}", address, scenario.end, luck)

        causes.append((thing, memory.recall(("breakdown", name, cause), (part, site, scenario.end), draw)))
    if host == name:
        return Condition(np.arange(len(site)) if len(site) else alone, whole, tuple(causes))
    below = condition(scenario, host, domains, luck, memory)
    there = present(scenario, name, site)
    return Condition(there if len(site) else alone, either(whole, below.whole), (*causes, *below.causes))
