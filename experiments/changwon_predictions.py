"""Read from runs of Changwon what docs/predictions.md foretold.

Run from the root of the project: python experiments/changwon_predictions.py [replications]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from simcity.analysis.estimate import ratio
from simcity.analysis.timelines import timelines
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

SCENARIO = Path(__file__).parent.parent / "scenarios" / "changwon.yaml"
Sums = dict[str, tuple[float, float]]


def mean(values: np.ndarray) -> tuple[float, float]:
    """Return the sum and the number of what is known."""
    known = values[~np.isnan(values)]
    return float(known.sum()), float(len(known))


def live(replication: int) -> Sums:
    """Return sums and counts of one replication, by row of the table."""
    city = load(SCENARIO)
    memory, sums = Memory(), {}
    for name in ("today", "phones"):
        scenario = city.alternatives[name]
        records = run(scenario, draw(scenario, Luck(scenario.seed, replication), memory))
        table = timelines(records, scenario)
        joint = table[table.type == "police_and_ems"]
        first = joint.groupby("incident")["received"].transform("min")
        second = joint[joint.sharing > 0]
        sums[f"joint order ({name})"] = mean((second.requested - first[second.index]).to_numpy())
        sums[f"joint dispatch ({name})"] = mean((second.dispatched - first[second.index]).to_numpy())
        single = table[~table.type.isin(["police_and_ems", "traffic_injury", "building_fire"])]
        wrong = single[(single.channel == "call") & (single.sharing > 0)]
        sums[f"transfer order ({name})"] = mean((wrong.requested - wrong.received).to_numpy())
        sums[f"transfer dispatch ({name})"] = mean((wrong.dispatched - wrong.received).to_numpy())
        if name == "today":
            sums.update(today(records, table))
    return sums


def today(records: Records, table) -> Sums:  # type: ignore[no-untyped-def]
    """Return what is read from the baseline alone."""
    fire = table[(table.type == "building_fire") & (table.agency == "fire")]
    arrest = table[table.type == "cardiac_arrest"]
    police = table[table.agency == "police"]
    direct = police[(police.channel == "call") & (police.sharing == 0)]
    wall = records.channels.index("wall")
    found = (records.milestone == Milestone.DETECTED) & (records.channel == wall)
    days = (records.horizon - records.warm_up) / 86400.0
    finds = float(np.unique(records.incident[found & records.subjects.counted[records.incident]]).size)
    return {
        "fire call to scene": mean(fire.official.to_numpy()),
        "finds a camera and year": (finds, 9347 * days / 365.25),
        "112 understood to order": mean((direct.requested - direct.aware).to_numpy()),
        "112 understood to dispatch": mean((direct.dispatched - direct.aware).to_numpy()),
        "police order to scene": mean((police.on_scene - police.dispatched).to_numpy()),
        "ambulance call to scene": mean(arrest.official.to_numpy()),
    }


def main(replications: int) -> None:
    """Print each quantity with its 95 % interval over replications."""
    with ProcessPoolExecutor() as pool:
        runs = list(pool.map(live, range(replications)))
    columns = defaultdict(list)
    for sums in runs:
        for name, pair in sums.items():
            columns[name].append(pair)
    for name, pairs in columns.items():
        estimate = ratio(*np.array(pairs).T)
        print(f"{name:32} {estimate.value:9.3f} ± {estimate.half_width:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
