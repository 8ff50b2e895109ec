"""How units move in a city, and where patients are taken: the part of its summary that few cities need."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.distributions import LawOfChance
from simcity.fields import HOUR
from simcity.model.agencies import Agency
from simcity.model.incidents import IncidentType
from simcity.model.levels import Level
from simcity.model.measurable import held, takes
from simcity.model.policies import ComplianceTable, MaximalCoverage
from simcity.model.scenario import Scenario
from simcity.report.blocks import Block, Heading, Table
from simcity.report.labels import duration, type_name, words
from simcity.report.resting import about

Row = tuple[str, str, str]


def moving(scenario: Scenario) -> Iterator[Block]:
    """Give levels, staging, patrols, move-up, breakdowns and hospitals; nothing where there are none."""
    grave = [row for name in scenario.incidents for row in _growing(scenario, name)]
    if grave:
        yield Heading("What grows, and what is held back")
        yield Table(("type", "", "in the baseline"), tuple(grave), words=(0, 1, 2))
    going = [row for name, agency in scenario.agencies.items() for row in _going(words(name), agency)]
    if going:
        yield Heading("Units on the road")
        yield Table(("agency", "", "in the baseline"), tuple(going), words=(0, 1, 2))
    if scenario.hospitals:
        yield Heading(f"Hospitals: {len(scenario.hospitals)}")
        rows = []
        for name, hospital in scenario.hospitals.items():
            treats = ", ".join(type_name(kind, scenario) for kind in hospital.treats) or "all"
            rows.append((words(name), str(hospital.bays or "without limit"), treats))
        yield Table(("hospital", "bays", "treats"), tuple(rows), words=(0, 2))


def _growing(scenario: Scenario, name: str) -> Iterator[Row]:
    kind, title = scenario.incidents[name], type_name(name, scenario)
    for level_name, level in kind.levels.items():
        yield title, f"level {words(level_name)}", _level(level)
    if waiting := held(scenario, name):
        told = [_waits(agency, scenario.agencies[agency]) for agency in waiting]
        yield title, "violent", f"held outside until their centre knows it to be safe: {', '.join(told)}"
    if carrying := takes(kind):
        yield title, "transport", "; ".join(_carries(agency, kind) for agency in carrying)


def _level(level: Level) -> str:
    """Return how incidents come to a level, and what they then need."""
    told = [f"{_percent(level.share)} from the start"] if level.share else []
    if level.after is not None:
        unless = f", unless {words(level.unless)} is there" if level.unless else ""
        told.append(f"{_percent(_within(level.after, HOUR))} within an hour of the level below{unless}")
    extra = [
        f"{number} {words(capability)} ({words(agency)})"
        for agency, capabilities in level.needs.items()
        for capability, number in capabilities.items()
    ]
    told += [f"needs {', '.join(extra)} more"] if extra else []
    told += [f"{_percent(level.told)} of reports say so"]
    return "; ".join(told)


def _waits(name: str, agency: Agency) -> str:
    if agency.goes_in_after is None:
        return words(name)
    return f"{words(name)} (goes in after {about(agency.goes_in_after.average())} all the same)"


def _carries(name: str, kind: IncidentType) -> str:
    law = kind.transport[name]
    by = f" by {', '.join(map(words, law.by))}" if law.by else ""
    to = "that treats it" if law.to == "right" else "of all"
    return f"{words(name)} takes {_percent(law.share)}{by} to the nearest hospital {to}"


def _going(name: str, agency: Agency) -> Iterator[Row]:
    """Give what is out of the ordinary of the units of an agency."""
    if agency.available_again == "on_the_way":
        yield name, "free again", "on the way back"
    elif agency.available_again == "at_scene":
        yield name, "free again", "at the scene, where they stay"
    beats: dict[str, list[str]] = {}
    for station_name, station in agency.stations.items():
        if station.patrol is not None:
            beat = " and ".join(map(words, station.patrol.beat))
            stay = about(station.patrol.stay.average())
            beats.setdefault(stay, []).append(f"from {words(station_name)} through {beat}")
    for stay, ways in beats.items():
        yield name, "patrol", f"{', '.join(ways)}; {stay} at each point"
    if agency.move_up is not None:
        yield name, "move-up", _rule(agency)
    if agency.last_call is not None:
        last = agency.last_call
        urgent = "priority 1" if last.urgent == 1 else f"priorities 1 to {last.urgent}"
        yield name, "last call", f"{duration(last.before)} before the end of a shift only {urgent}"
    if agency.breakdowns is not None:
        up, repair = agency.breakdowns.up.average(), agency.breakdowns.repair.average()
        yield name, "breakdowns", f"of each vehicle every {about(up)} on average, repaired in {about(repair)}"


def _rule(agency: Agency) -> str:
    rule = agency.move_up
    if isinstance(rule, ComplianceTable):
        return f"by a compliance table for {', '.join(map(words, rule.table))}"
    if isinstance(rule, MaximalCoverage):
        return f"to where most demand is covered within {duration(rule.within)}"
    return "by a list of stations that are to have a unit"


def _within(law: LawOfChance, seconds: float) -> float:
    """Return the share of a law within a time, to a tenth of a per cent; of a mixture a mean would say little."""
    u = (np.arange(1000) + 0.5) / 1000
    return float(np.mean(law.ppf(u) <= seconds))


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
