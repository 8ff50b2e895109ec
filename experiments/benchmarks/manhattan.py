"""What a whole ambulance service costs: Manhattan of JEMSS.jl with transports and units that are sent from the road.

Run from the folder of the project: python experiments/benchmarks/manhattan.py FILE [calls] [replications]. FILE is the
scenario that the folder of JEMSS.jl becomes:

    simcity roads import jemss-manhattan --scenario manhattan.yaml

Prints the seconds of the set-up, which are spent once, and microseconds of processor time per call for each of its
alternatives, for drawing and for running. The first replication finds shortest times; those after it find them kept.
Then it tells what it costs to know where units are: the same calls with units sent from their stations alone, from
wherever they are, and with rules of move-up, as ratios to the first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter, process_time

from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.city import City
from simcity.trace import Memory, draw

A_DAY = 451.2
"""Calls a day in Manhattan's file."""
ROW = "{:12} {:>11} {:>9} {:>9} {:>9}"


WAITING = {
    "from stations": {"agencies.ems.available_again": "at_station", "links.locator.up": "never"},
    "from the road, unseen": {"links.locator.up": "never"},
    "from the road, seen": {},
    "priority list": {
        "agencies.ems.move_up": "{kind: priority_list, list: {ambulance: [station_7, station_4, station_8, station_3]}}"
    },
    "maximal coverage": {"agencies.ems.move_up": "{kind: maximal_coverage, within: 8 min, busy: 60 %}"},
}
"""Ways of waiting for the next call, as changes of Manhattan's file."""


def city_of(file: Path, calls: int, changes: dict[str, str] | None = None) -> City:
    """Return the city with about so many calls."""
    return load(file, {"warm_up": "0 d", "horizon": f"{calls / A_DAY:.3f} d", **(changes or {})})


def set_up(file: Path) -> float:
    """Print and return the seconds until the first call of any alternative has been lived."""
    begun = perf_counter()
    city = city_of(file, 1)
    read = perf_counter() - begun
    for scenario in city.alternatives.values():
        run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))
    whole = perf_counter() - begun
    print(f"set-up {whole:.2f} s: reading and checking {read:.2f} s, streets and shortest times {whole - read:.2f} s")
    return whole


def measure(city: City, replications: int) -> None:
    """Print a row of microseconds per call for each replication and alternative."""
    print(ROW.format("alternative", "replication", "drawing", "running", "together"))
    for replication in range(replications):
        memory = Memory()
        for name, scenario in city.alternatives.items():
            begun = process_time()
            trace = draw(scenario, Luck(scenario.seed, replication), memory)
            drawn = process_time()
            run(scenario, trace)
            drawing, running = (
                1e6 * seconds / len(trace.subjects) for seconds in (drawn - begun, process_time() - drawn)
            )
            shown = (f"{one:.1f}" for one in (drawing, running, drawing + running))
            print(ROW.format(name, str(replication), *shown))


def waiting(file: Path, calls: int) -> None:
    """Print what the ways of waiting cost, the quickest of three runs each, by turns."""
    cities = {name: city_of(file, calls, changes) for name, changes in WAITING.items()}
    best = dict.fromkeys(cities, float("inf"))
    for number in range(3):
        for name, city in cities.items():
            scenario = city.alternatives[city.baseline]
            trace = draw(scenario, Luck(scenario.seed, number), Memory())
            begun = process_time()
            run(scenario, trace)
            best[name] = min(best[name], 1e6 * (process_time() - begun) / len(trace.subjects))
    print(f"{'waiting':24} {'running':>9} {'ratio':>9}")
    for name, seconds in best.items():
        print(f"{name:24} {seconds:9.1f} {seconds / best['from stations']:9.2f}")


def main() -> None:
    """Measure the set-up, then the calls, then the ways of waiting."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "manhattan.yaml")
    calls = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    set_up(file)
    measure(city_of(file, calls), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
    waiting(file, calls // 5)


if __name__ == "__main__":
    main()
