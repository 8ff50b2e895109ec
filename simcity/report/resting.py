"""What rests on what: the failure domains of a city as a tree, with all that is down while one of them is."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.fields import DAY, HOUR, MINUTE
from simcity.model.outages import Domain
from simcity.model.scenario import Scenario
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import words

Row = tuple[str, str, str]
STEP = 2
"""Spaces by which each storey of the tree is moved in."""


def domains(scenario: Scenario) -> Iterator[Block]:
    """Give the tree of failure domains; nothing where there are none."""
    if not scenario.domains:
        return
    yield Heading(f"Failure domains: {len(scenario.domains)}")
    yield Paragraph(
        "What stands below a domain and further in is down while that domain is, unless a battery, a generator or "
        "another feed carries it on. What hangs on several domains stands under each."
    )
    rows: list[Row] = []
    roots = [name for name, domain in scenario.domains.items() if not domain.fed_by]
    for name in roots:
        rows += _below(scenario, name, 0)
    yield Table(("domain", "", "in the baseline"), tuple(rows), words=(0, 1, 2))


def _below(scenario: Scenario, name: str, depth: int) -> Iterator[Row]:
    """Give a domain and all that hangs on it; a circle of feeds is a fault, so the tree ends."""
    domain = scenario.domains[name]
    yield _moved(depth, domain.title or words(name)), "domain", _domain(domain)
    collections = (("centre", scenario.centres), ("sensor", scenario.sensors), ("link", scenario.links))
    for what, parts in collections:
        for part_name, part in parts.items():
            if name in part.domains:
                others = [words(other) for other in part.domains if other != name]
                yield _moved(depth + 1, words(part_name)), what, f"also on {', '.join(others)}" if others else ""
    for below, fed in scenario.domains.items():
        if name in fed.fed_by:
            yield from _below(scenario, below, depth + 1)


def _moved(depth: int, text: str) -> str:
    return " " * (STEP * depth) + text


def _domain(domain: Domain) -> str:
    """Return how a domain fails and what carries it on."""
    told = []
    if domain.outages is None:
        told.append("never fails by itself")
    elif domain.outages.kind == "renewal":
        up, down = domain.outages.up.average(), domain.outages.down.average()
        told.append(f"fails every {about(up)} on average, for {about(down)}")
    else:
        told.append(f"fails {len(domain.outages.spells)} times" if len(domain.outages.spells) > 1 else "fails once")
    if len(domain.fed_by) > 1:
        told.append(f"needs {domain.needs or len(domain.fed_by)} of {', '.join(map(words, domain.fed_by))}")
    if domain.backup is not None:
        battery = f"battery for {about(domain.backup.lasts.average())}"
        told.append(battery + (", then a generator" if domain.backup.generator else ""))
    return "; ".join(told)


def about(seconds: float) -> str:
    """Return a mean time in the largest unit of which there is one at least."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
