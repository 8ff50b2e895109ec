"""Benchmark of seeing: drawing and geometry with 10,000 cameras that have positions, beside a loop over cameras.

    python experiments/benchmarks/sight.py [--incidents N] [--rounds N]

Prints microseconds of processor time per incident: of drawing a trace, of the part of it that the cameras cost, and
of a loop that measures each incident's distance to all cameras; and whether both find the same cameras.
``docs/performance.md`` says how such times are to be read.
"""

from __future__ import annotations

import argparse
import gc
import platform
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Floats
from simcity.trace import Memory, draw
from simcity.trace.happenings import incidents
from simcity.trace.sight import pairs
from simcity.trace.siting import layout

AIM = 5.0
"""Microseconds of drawing and geometry per incident, at most."""
SAMPLE = 2_000
"""Incidents for the loop."""
CITY = """\
simcity: 1
title: A city full of cameras
source: "assumed: a benchmark, no real city"
horizon: {days} d
place: {{zones: {{city: {{at: [0 m, 0 m], size: [{side} km, {side} km]}}}}}}
incidents:
  case: {{rate: 1000 /day, in_public_view: 90 %, shows_for: {{kind: exponential, mean: 15 min}}}}
centres:
  video: {{role: video, seats: 10, processing: {{kind: exponential, mean: 30 s}}}}
{cameras}"""
WALL = (
    "sensors: {{wall: {{kind: watched_camera, centre: video, at: [{at}], range: 60 m, {more}dwell: 10 s, tiles: 9}}}}"
)
BELL = """\
sensors: {bell: {kind: emergency_bell, centre: video, at: [[-9 km, 0 m]], range: 1 m, pressed: 1 %, delay: 1 s}}
"""
"""One bell out of the way, so that there is something that could notice it."""
TOWNS = {"scattered, 10 km": (10.0, ""), "dense, 5 km": (5.0, ""), "sectors and night": (10.0, "SECTOR")}
SECTOR = "field_of_view: 90 deg, range_at_night: 30 m, "


def city(side: float, more: str, number: int, cameras: int = 10_000) -> tuple[Scenario, Scenario]:
    """Return the city with cameras at positions of its file, and without."""
    u = Luck(1, 0).vector("camera", "", np.arange(2 * cameras)).reshape(-1, 2) * side * 1000.0
    at = ", ".join(f"[{x:.1f} m, {y:.1f} m]" for x, y in u.tolist())
    wall = WALL.format(at=at, more=SECTOR if more else "")
    first, second = (
        next(iter(load_text(CITY.format(days=number / 1000.0, side=side, cameras=sensors)).alternatives.values()))
        for sensors in (wall, BELL)
    )
    return first, second


def seconds(live: Callable[[], object]) -> float:
    """Return the processor seconds of a call."""
    gc.collect()
    start = time.process_time()
    result = live()
    taken = time.process_time() - start
    del result
    return taken


def naive(scenario: Scenario, sample: int) -> tuple[set[tuple[int, int]], set[tuple[int, int]], float]:
    """Return what a loop over incidents and what the trace find on a sample, and the seconds of the loop."""
    memory = Memory()
    happening = incidents(scenario, "case", Luck(scenario.seed, 0), memory)
    found = pairs(scenario, "wall", happening, memory)
    site = layout(scenario, "wall", memory)
    members = np.flatnonzero(happening.public)[:sample].tolist()
    x, y, camera_x, camera_y = happening.x, happening.y, site.x, site.y
    start = time.process_time()
    near = [np.flatnonzero((camera_x - x[m]) ** 2 + (camera_y - y[m]) ** 2 <= 60.0**2) for m in members]
    taken = time.process_time() - start
    mine = {(m, int(device)) for m, devices in zip(members, near, strict=True) for device in devices}
    wanted = found.member <= members[-1]
    return mine, set(zip(found.member[wanted].tolist(), found.device[wanted].tolist(), strict=True)), taken


def words(values: list[float]) -> str:
    """Return a median with smallest and largest."""
    return f"{median(values):6.2f} ({min(values):.2f} to {max(values):.2f})"


def measure(full: Scenario, bare: Scenario, rounds: int) -> tuple[list[float], list[float], int]:
    """Return microseconds per incident with cameras and without, by round, and the number of incidents."""
    number = len(draw(full, Luck(full.seed, 0), Memory()).subjects)
    times: tuple[Floats, Floats] = (np.empty(rounds), np.empty(rounds))
    for nth in range(rounds):
        for column, scenario in zip(times, (full, bare), strict=True):
            luck = Luck(scenario.seed, nth)
            column[nth] = seconds(lambda s=scenario, luck=luck: draw(s, luck, Memory())) / number * 1e6
    return times[0].tolist(), times[1].tolist(), number


def main() -> None:
    """Time it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()}, numpy {np.__version__}; 10,000 cameras of 60 m")
    print("microseconds per incident: median (smallest to largest)")
    for name, (side, more) in TOWNS.items():
        full, bare = city(side, more, chosen.incidents)
        whole, without, number = measure(full, bare, chosen.rounds)
        sight = [a - b for a, b in zip(whole, without, strict=True)]
        print(f"{name}, {number:,} incidents")
        print(f"  draw {words(whole)}, of which sight {words(sight)}; {'met' if median(whole) <= AIM else 'MISSED'}")
        if not more:
            looped, found, taken = naive(full, SAMPLE)
            loop = taken / SAMPLE * 1e6
            same = "the same cameras" if looped == found else "OTHER CAMERAS"
            print(f"  loop {loop:6.2f}, {loop / max(median(sight), 1e-9):.0f} times sight; it finds {same}")


if __name__ == "__main__":
    main()
