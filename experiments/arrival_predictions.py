"""Read from runs of the two arrival scenarios what docs/predictions-arrival.md foretold and no metric says.

Run from the root of the project: python experiments/arrival_predictions.py gwangju|police [replications]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from simcity.analysis.estimate import ratio
from simcity.analysis.timelines import timelines
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.roads.distance import SquareRootLinear
from simcity.model.scenario import Scenario
from simcity.records import Floats, Milestone, Records
from simcity.trace import Memory, Trace, draw

SCENARIOS = Path(__file__).parent.parent / "scenarios"
Sums = dict[str, tuple[float, float]]


def mean(values: Floats) -> tuple[float, float]:
    """Return the sum and the number of what is known."""
    known = values[~np.isnan(values)]
    return float(known.sum()), float(len(known))


def within(values: Floats, limit: float) -> tuple[float, float]:
    """Return how many are at most a limit, and how many there are; what is not known is a miss."""
    return float((values <= limit).sum()), float(len(values))


def lived(name: str, alternative: str, replication: int) -> tuple[Scenario, Trace, Records]:
    """Live one replication of an alternative."""
    scenario = load(SCENARIOS / name).alternatives[alternative]
    trace = draw(scenario, Luck(scenario.seed, replication), Memory())
    return scenario, trace, run(scenario, trace)


def roads(scenario: Scenario, trace: Trace, records: Records) -> Floats:
    """Return by subject the metres of road that the first fire unit on the scene had from its station, NaN for none."""
    law = scenario.place.travel
    if not isinstance(law, SquareRootLinear):
        raise TypeError("the scenario has no road distances")
    stations = {station.name: station for station in trace.stations["fire"]}
    road = np.full(len(records.subjects), np.nan)
    for row in np.flatnonzero(records.milestone == Milestone.ON_SCENE)[::-1].tolist():
        subject = records.incident[row]
        station = stations[records.units[records.unit[row]].split("/")[1]]
        away = np.hypot(trace.subjects.x[subject] - station.x, trace.subjects.y[subject] - station.y)
        road[subject] = law.detour * away
    return road


def gwangju(replication: int) -> Sums:
    """Return sums and counts of one replication of the fires, by row of the table."""
    scenario, trace, records = lived("gwangju-fire-2016.yaml", "call_to_scene", replication)
    table = timelines(records, scenario)
    fires = table[table.type == "fire"]
    out = (fires.en_route - fires.received).to_numpy()
    way = (fires.on_scene - fires.en_route).to_numpy()
    whole = (fires.on_scene - fires.received).to_numpy()
    road = roads(scenario, trace, records)[fires.incident]
    there = (fires.zone == "gwangsan").to_numpy()
    sums = {
        "1 call to leaving, s": mean(out),
        "2 road, m": mean(road),
        "3 speed, km/h": (3.6 * float(np.nansum(road)), float(np.nansum(way))),
        "4 call to scene, s": mean(whole),
        "5 call to scene within 7 min": within(whole, 420.0),
        "6 leaving to scene within 5 min": within(way, 300.0),
        "7 road in Gwangsan, m": mean(road[there]),
        "8 speed in Gwangsan, km/h": (3.6 * float(np.nansum(road[there])), float(np.nansum(way[there]))),
    }
    for zone in scenario.place.zones:
        sums[f"5 within 7 min in {zone}"] = within(whole[fires.zone == zone], 420.0)
    return sums


def police(replication: int) -> Sums:
    """Return sums and counts of one replication of the police, by row of the table."""
    sums: Sums = {}
    for alternative, rows in (("run_2020", "10 15 15 15 16"), ("arrival_2000", "17 11 12 13 16")):
        scenario, _, records = lived("police-arrival.yaml", alternative, replication)
        table = timelines(records, scenario)
        way = (table.on_scene - table.dispatched).to_numpy()
        number = rows.split()
        sums[f"{number[0]} order to scene, s ({alternative})"] = mean(way)
        for nth, minutes in enumerate((3, 5, 10), start=1):
            sums[f"{number[nth]} within {minutes} min ({alternative})"] = within(way, 60.0 * minutes)
        sums[f"{number[4]} understood to order, s ({alternative})"] = mean((table.requested - table.aware).to_numpy())
    return sums


CITIES: dict[str, Callable[[int], Sums]] = {"gwangju": gwangju, "police": police}


def main(live: Callable[[int], Sums], replications: int) -> None:
    """Print each quantity with its 95 % interval over replications."""
    with ProcessPoolExecutor(2) as pool:
        runs = list(pool.map(live, range(replications)))
    for name in sorted(runs[0], key=lambda row: int(row.split()[0])):
        estimate = ratio(*np.array([sums[name] for sums in runs]).T)
        print(f"{name:44} {estimate.value:9.4f} ± {estimate.half_width:.4f}")


if __name__ == "__main__":
    main(CITIES[sys.argv[1]], int(sys.argv[2]) if len(sys.argv) > 2 else 20)
