"""What streets cost: set-up of a network and microseconds for each call, beside a straight line.

Run from the folder of the project: python experiments/benchmarks/roads.py FILE [calls] [alternatives]. FILE is a .roads
file, such as Manhattan's, made with: simcity roads import roads.zip --out manhattan.roads. The first replication finds
the shortest times; those after it find them kept.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import perf_counter

from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.trace import Memory, draw

TOWN = """
simcity: 1
title: Calls on real streets
source: "assumed: a benchmark"
horizon: {days} d
place:
  zones:
    town: {{at: [{west} m, {south} m], size: [{width} m, {height} m]}}
  travel: {travel}
incidents:
  call:
    rate: 451 /day
    callers: {{calls: {{room: 1}}, delay: 0 s}}
    needs: {{ems: {{ambulance: 1}}}}
    golden_time: {{ems: 8 min}}
agencies:
  ems:
    dispatched_by: room
    stations: {{{stations}}}
    turnout: 60 s
    on_scene: {{kind: exponential, mean: 8 min}}
centres:
  room: {{role: ems, seats: unlimited, dispatching: 150 s}}
alternatives:
{alternatives}
"""
STATIONS = 8
ROADS = "{{kind: roads, network: {file}, farthest: 5 km, noise: 0.3}}"
STRAIGHT = "{kind: straight_line, speed: 20 km/h, detour: 1.3, noise: 0.3}"


def town(file: Path, calls: int, alternatives: int, roads: bool) -> str:
    """Return a scenario with so many calls in the middle of a network, 12 units at 8 stations along it."""
    from simcity.load.networks import Networks

    network = Networks(Path(), {}).read(str(file))
    x, y = (axis[: network.nodes] for axis in network.points())
    low, high = sorted(y)[len(y) // 10], sorted(y)[-len(y) // 10]
    left, right = sorted(x)[len(x) // 4], sorted(x)[-len(x) // 4]
    stations = []
    for k in range(STATIONS):
        wanted = low + (k + 0.5) * (high - low) / STATIONS
        node = min(range(len(y)), key=lambda n: abs(y[n] - wanted) + 0.2 * abs(x[n]))
        stations.append(f"s{k}: {{at: [{x[node]:.1f} m, {y[node]:.1f} m], units: {{ambulance: 6}}}}")
    return TOWN.format(
        days=calls / 451,
        west=left,
        south=low,
        width=right - left,
        height=high - low,
        travel=ROADS.format(file=file) if roads else STRAIGHT,
        stations=", ".join(stations),
        # Each alternative drives at another pace, so that nothing is taken over from the one before.
        alternatives="\n".join(f"  a{k}: {change(k, roads)}" for k in range(alternatives)),
    )


def change(k: int, roads: bool) -> str:
    """Return the change that an alternative makes to the pace."""
    return f"{{place.travel.{'factor' if roads else 'speed'}: {f'{100 + k} %' if roads else f'{20 + k} km/h'}}}"


def measure(file: Path, calls: int, alternatives: int, roads: bool) -> None:
    """Print the seconds of reading and of the first call, then microseconds for each call and alternative."""
    text = town(file, calls, alternatives, roads)
    begun = perf_counter()
    city = load_text(text, "benchmark")
    read = perf_counter() - begun
    found = []
    for replication in range(3):
        memory = Memory()
        begun, number = perf_counter(), 0
        for scenario in city.alternatives.values():
            trace = draw(scenario, Luck(scenario.seed, replication), memory)
            run(scenario, trace)
            number += len(trace.subjects)
        found.append((perf_counter() - begun, number))
    told = ", ".join(f"{1e6 * seconds / number:.1f}" for seconds, number in found)
    what = "roads" if roads else "straight line"
    print(f"{what:14} load and check {read:.2f} s; us per call and alternative, three replications: {told}")


def main() -> None:
    """Measure both laws."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROADS", "manhattan.roads")).absolute()
    calls = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    alternatives = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    for roads in (False, True):
        measure(file, calls, alternatives, roads)


if __name__ == "__main__":
    main()
