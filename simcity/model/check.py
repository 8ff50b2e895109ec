"""Checks across the parts of a scenario: whether together they make a city in which things can happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcity.model.advice import warnings
from simcity.model.checks.carrying import carrying
from simcity.model.checks.failing import failing
from simcity.model.checks.growing import growing
from simcity.model.checks.happening import happening
from simcity.model.checks.moving import moving
from simcity.model.checks.naming import names, references
from simcity.model.checks.roaming import roaming
from simcity.model.checks.seeing import seeing, strews
from simcity.model.checks.sending import sending
from simcity.model.checks.staffing import staffing
from simcity.model.checks.telling import telling
from simcity.model.faults import Fault, Path
from simcity.model.geography import Torus
from simcity.model.loads import loads
from simcity.model.metrics import metric_faults
from simcity.model.reach import reach
from simcity.model.references import Known, doubts, present

__all__ = ["faults", "loads", "warnings"]


def faults(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Give everything that is wrong between the parts of a scenario.

    ``parts`` maps field names of Scenario to values; a collection maps ids to parts, or to None where the
    entry is faulty already; ``place`` maps ``zones`` and ``travel``. A key is absent only where its value is
    faulty: what a file leaves out is given as its default. Nothing is concluded from what is absent.
    """
    known = Known.of(parts)
    found = list(references(known))
    doubtful = doubts(known, found)
    yield from names(known)
    yield from found
    yield from _place(known)
    yield from happening(known)
    yield from growing(known)
    yield from sending(known)
    yield from staffing(known, doubtful)
    yield from moving(known)
    yield from roaming(known)
    yield from carrying(known)
    yield from seeing(known)
    yield from telling(known, doubtful)
    yield from failing(known, doubtful)
    yield from reach(known, doubtful)
    if known.warm_up is not None and known.horizon is not None and known.warm_up >= known.horizon:
        yield Fault(("warm_up",), "nothing is counted: the warm-up must end before the horizon")
    if known.primary is not None:
        yield from metric_faults(known.primary.metric, known)


def _place(known: Known) -> Iterator[Fault]:
    path: Path = ("place", "zones")
    if known.zones is None:
        return
    if not known.zones:
        yield Fault(path, "there are no zones; incidents need at least one to happen in")
    tori = [name for name, zone in present(known.zones) if isinstance(zone, Torus)]
    for name in tori[1:]:
        yield Fault((*path, name), f"'{tori[0]}' is a torus already; a place has at most one")
    weights = [zone.weight if zone is not None else 1.0 for zone in known.zones.values()]
    needy = [name for name, incident in present(known.incidents) if not incident.where]
    needy += [name for name, sensor in known.sensors_present.items() if strews(sensor)]
    if weights and not any(weights) and needy:
        wrong = f"all weights are 0, but '{needy[0]}' names no zones and needs them"
        yield Fault(path, f"{wrong}: give one zone at least a weight above 0")
