"""Benchmark of the reference city: simcity beside other ways of writing the same chain, in alternating rounds.

    python experiments/benchmarks/reference.py [--incidents N] [--rounds N]

Prints counts, whether all versions say the same, and microseconds of processor time per incident and alternative:
medians over the rounds with smallest and largest, and ratios within rounds. ``docs/performance.md`` explains it.
"""

from __future__ import annotations

import argparse
import gc
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import floor
import heap
import idiomatic
import numpy as np
import simpy
from facts import Drawn, Traced

from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.city import City
from simcity.model.scenario import Scenario
from simcity.records import Floats, Records
from simcity.trace import Memory, Trace, draw

CITY = Path(__file__).with_name("reference-city.yaml")
PER_DAY = 400.0
"""Incidents a day in the file."""
PAIR = ("phones", "platform")
SATURATED_DAYS = 5
"""Most days of the alternatives in which queues grow: sorting them takes the idiomatic version quadratic time."""
TOLERANCE = 1e-6
"""Seconds by which times of two versions may differ: rounding of sums."""


def reference_city(incidents: int) -> City:
    """Return the city with a horizon of about so many incidents."""
    return load(CITY, {"horizon": f"{incidents / PER_DAY:.6f} d"})


def traced(scenario: Scenario) -> Trace:
    """Return the trace of one replication."""
    return draw(scenario, Luck(scenario.seed, 0), Memory())


@dataclass(frozen=True)
class Said:
    """What one version said until the horizon: integer columns and times, in an order of their own."""

    marks: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    """Incident, milestone, organisation, unit, channel, and milestone of the cause; or a job's incident, centre,
    kind and outcome."""
    times: Floats


def ordered(marks: list[Floats], times: list[Floats], until: Floats, horizon: float) -> Said:
    """Return what was said before the horizon, in order of marks, then times."""
    before = until < horizon
    columns = [column[before] for column in (*marks, *times)]
    order = np.lexsort(columns[::-1])
    whole = np.array(columns)[:, order]
    return Said(whole[: len(marks)].astype(np.int64), whole[len(marks) :])


def records_said(rows: Floats, horizon: float) -> Said:
    """Return records, given as rows of time, milestone, incident, organisation, unit, channel and cause."""
    causes = rows[1][rows[6].astype(np.int64)]
    return ordered([rows[2], rows[1], rows[3], rows[4], rows[5], causes], [rows[0]], rows[0], horizon)


def jobs_said(rows: Floats, horizon: float) -> Said:
    """Return jobs, given as rows of centre, kind, incident, asked, start, end and outcome."""
    return ordered([rows[2], rows[0], rows[1], rows[6]], [rows[3], rows[4], rows[5]], rows[5], horizon)


def of_simcity(found: Records) -> tuple[Said, Said]:
    """Return what simcity said."""
    rows = (found.time, found.milestone, found.incident, found.organisation, found.unit, found.channel, found.cause)
    jobs = (
        found.job_centre - 1,
        found.job_kind,
        found.job_incident,
        found.job_asked,
        found.job_start,
        found.job_end,
        found.job_outcome,
    )
    return records_said(np.array(rows, float), found.horizon), jobs_said(np.array(jobs, float), found.horizon)


def of_heap(found: tuple[Floats, Floats], horizon: float) -> tuple[Said, Said]:
    """Return what the heap version said."""
    return records_said(found[0], horizon), jobs_said(found[1], horizon)


def of_idiomatic(city: idiomatic.City, horizon: float) -> tuple[Said, Said]:
    """Return what the idiomatic version said."""
    rows = [(r.time, r.milestone, r.incident, r.organisation, r.unit, r.channel, r.cause) for r in city.records]
    jobs = [
        (j.centre, j.kind, j.incident, j.asked, np.nan if j.start is None else j.start, j.end, j.outcome)
        for j in city.jobs
    ]
    columns = (np.array(table, float).reshape(-1, 7).T for table in (rows, jobs))
    return of_heap(tuple(columns), horizon)  # type: ignore[arg-type]


def difference(a: Said, b: Said) -> str:
    """Return in words how two versions differ; empty where they say the same."""
    if a.marks.shape != b.marks.shape:
        return f"{a.marks.shape[1]} rows, not {b.marks.shape[1]}"
    if not np.array_equal(a.marks, b.marks):
        first = int(np.flatnonzero((a.marks != b.marks).any(axis=0))[0])
        return f"{a.marks[:, first].tolist()} at {a.times[:, first].tolist()}, not {b.marks[:, first].tolist()}"
    if not np.array_equal(np.isnan(a.times), np.isnan(b.times)):
        return "a job was begun in one only"
    gap = float(np.nanmax(np.abs(a.times - b.times), initial=0.0))
    return f"times differ by up to {gap:.3g} s" if gap > TOLERANCE else ""


def compare(city: City, alternative: str) -> dict[str, str]:
    """Return how the idiomatic and the heap version differ from simcity in one alternative; empty texts for equal."""
    scenario = city.alternatives[alternative]
    trace = traced(scenario)
    facts = Traced(scenario, trace)
    wanted = of_simcity(run(scenario, trace))
    found = {
        "idiomatic": of_idiomatic(idiomatic.live(facts), scenario.horizon),
        "heap": of_heap(heap.live(facts), scenario.horizon),
    }
    differences = {}
    for name, (records, jobs) in found.items():
        said = {"records": difference(records, wanted[0]), "jobs": difference(jobs, wanted[1])}
        differences[name] = "; ".join(f"{what}: {differs}" for what, differs in said.items() if differs)
    return differences


def events_of(live: Callable[[], object]) -> int:
    """Return the SimPy events of a run."""
    count = 0
    step = simpy.Environment.step

    def counted(env: simpy.Environment) -> None:
        nonlocal count
        count += 1
        step(env)

    simpy.Environment.step = counted  # type: ignore[method-assign]
    try:
        live()
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]
    return count


@dataclass
class Clock:
    """Processor seconds by what was done, one entry a round."""

    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """By version and alternative."""

    def time(self, version: str, alternative: str, live: Callable[[], object]) -> None:
        """Time one run; what it returns is dropped before the next."""
        gc.collect()
        start = time.process_time()
        result = live()
        self.seconds.setdefault((version, alternative), []).append(time.process_time() - start)
        del result

    def per(self, version: str, alternatives: tuple[str, ...], number: int) -> list[float]:
        """Return microseconds by round, a mean over alternatives."""
        rounds = zip(*(self.seconds[version, alternative] for alternative in alternatives), strict=True)
        return [sum(seconds) / len(alternatives) / number * 1e6 for seconds in rounds]


def words(values: list[float]) -> str:
    """Return a median with smallest and largest."""
    return f"{median(values):6.1f} ({min(values):.1f} to {max(values):.1f})"


def plus(a: list[float], b: list[float], sign: float = 1.0) -> list[float]:
    """Return sums or differences round by round."""
    return [x + sign * y for x, y in zip(a, b, strict=True)]


def ratio(a: list[float], b: list[float]) -> float:
    """Return the median of the ratios within rounds."""
    return median(x / y for x, y in zip(a, b, strict=True))


RUNS: dict[str, Callable[[Scenario, Trace, Traced], object]] = {
    "simcity run": lambda scenario, trace, facts: run(scenario, trace),
    "heap": lambda scenario, trace, facts: heap.live(facts),
    "idiomatic": lambda scenario, trace, facts: idiomatic.live(facts),
}
"""Versions that live the values of one trace."""
OWN = "idiomatic, own draws"
FLOOR = "SimPy floor"


def measure(city: City, rounds: int, events: dict[str, int]) -> Clock:
    """Time all versions in alternating rounds."""
    slopes = (PAIR[0], "more_units", "false_alarms")
    traces = {name: traced(city.alternatives[name]) for name in (*PAIR, *slopes[1:])}
    facts = {name: Traced(city.alternatives[name], trace) for name, trace in traces.items()}
    gc.collect()
    gc.freeze()  # what all versions only read is no burden on any of them
    clock = Clock()
    for _ in range(rounds):
        for name in slopes:
            clock.time("simcity draw", name, lambda name=name: traced(city.alternatives[name]))
        memory = Memory()
        for name in PAIR:
            scenario = city.alternatives[name]
            luck = Luck(scenario.seed, 0)
            clock.time("simcity draw of a pair", name, lambda s=scenario, luck=luck, m=memory: draw(s, luck, m))
        for name, trace in traces.items():
            scenario = city.alternatives[name]
            for version, live in RUNS.items():
                clock.time(version, name, lambda live=live, s=scenario, t=trace, f=facts[name]: live(s, t, f))
            if name in PAIR:
                clock.time(OWN, name, lambda s=scenario: idiomatic.live(Drawn(s, s.seed)))
                clock.time(FLOOR, name, lambda number=events[name]: floor.live(number))
    gc.unfreeze()
    return clock


def counts(city: City) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return what there is in each alternative, and the events of simcity's engine."""
    table, events = {}, {}
    for name in (*PAIR, "more_units", "false_alarms"):
        scenario = city.alternatives[name]
        trace = traced(scenario)
        found = run(scenario, trace)
        real = int(trace.subjects.real.sum())
        events[name] = events_of(lambda s=scenario, t=trace: run(s, t))
        table[name] = {
            "incidents": real,
            "false alarms": len(trace.subjects) - real,
            "reports": int((found.milestone == 2).sum()),
            "responses": int((found.milestone == 8).sum()),
            "records": len(found),
            "jobs": len(found.job_start),
            "SimPy events, simcity": events[name],
            "SimPy events, idiomatic": events_of(lambda s=scenario, t=trace: idiomatic.live(Traced(s, t))),
        }
    return table, events


def report(table: dict[str, dict[str, int]], clock: Clock) -> None:
    """Print counts, times and ratios."""
    print("\ncounts".ljust(25), *(f"{name:>13}" for name in table))
    for row in table[PAIR[0]]:
        print(row.ljust(24), *(f"{column[row]:13,}" for column in table.values()))
    incidents = table[PAIR[0]]["incidents"]
    drawn = clock.per("simcity draw of a pair", PAIR, incidents)
    engine = clock.per("simcity run", PAIR, incidents)
    whole = plus(drawn, engine)
    print("\nmicroseconds per incident and alternative, mean of phones and platform: median (smallest to largest)")
    rows = [
        ("simcity, draw", drawn, engine, ""),
        ("simcity, run", engine, engine, "1 run"),
        ("simcity, draw and run", whole, engine, "1 whole"),
        ("SimPy floor, same events", clock.per(FLOOR, PAIR, incidents), engine, "run"),
        ("plain heapq, same trace", clock.per("heap", PAIR, incidents), engine, "run"),
        ("idiomatic, same trace", clock.per("idiomatic", PAIR, incidents), engine, "run"),
        ("idiomatic, own draws", clock.per(OWN, PAIR, incidents), whole, "whole"),
    ]
    for name, values, base, against in rows:
        said = "" if not against else f"{ratio(values, base):8.2f} x simcity's {against.removeprefix('1 ')}"
        print(name.ljust(28), words(values).ljust(30), "" if against.startswith("1") else said)
    print("\nmicroseconds more per further response, and per false alarm (one in twenty is believed): median")
    for name in (*RUNS, "simcity draw"):
        base = clock.per(name, PAIR[:1], 1)
        told = []
        for alternative, what in (("more_units", "responses"), ("false_alarms", "false alarms")):
            more = table[alternative][what] - table[PAIR[0]][what]
            values = clock.per(name, (alternative,), 1)
            fastest = (min(values) - min(base)) / more
            told.append(f"{median(plus(values, base, -1.0)) / more:6.1f} (fastest rounds {fastest:.1f})")
        print(name.ljust(28), *(text.ljust(30) for text in told))


def main() -> None:
    """Compare, count and time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    city = reference_city(chosen.incidents)
    print(f"Python {platform.python_version()}, SimPy {simpy.__version__}, numpy {np.__version__}")
    short = reference_city(min(chosen.incidents, SATURATED_DAYS * int(PER_DAY)))
    for name in city.alternatives:
        for version, differs in compare(short if name.startswith("saturated") else city, name).items():
            print(f"{name}: {version} {'differs: ' + differs if differs else 'says the same as simcity'}", flush=True)
    table, events = counts(city)
    report(table, measure(city, chosen.rounds, events))


if __name__ == "__main__":
    main()
