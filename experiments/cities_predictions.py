"""Read from runs of Ulsan and Sejong what docs/predictions.md foretold and no metric says.

Run from the root of the project: python experiments/cities_predictions.py ulsan|sejong [replications]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from simcity.analysis.estimate import ratio
from simcity.analysis.timelines import timelines
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.records import Flags, Floats, Milestone, Records
from simcity.trace import Memory, draw

SCENARIOS = Path(__file__).parent.parent / "scenarios"
YEAR = 365.25
Sums = dict[str, tuple[float, float]]


def mean(values: Floats) -> tuple[float, float]:
    """Return the sum and the number of what is known."""
    known = values[~np.isnan(values)]
    return float(known.sum()), float(len(known))


def days(records: Records) -> float:
    """Return the days that count."""
    return (records.horizon - records.warm_up) / 86400.0


def in_time(records: Records) -> Flags:
    """Return which subjects, false ones too, began in the time that counts."""
    onset = records.subjects.onset
    return (onset >= records.warm_up) & (onset < records.horizon)


def cases(records: Records, incident: np.ndarray) -> float:
    """Return how many different subjects of the time that counts are among some."""
    found = np.unique(incident)
    return float(in_time(records)[found].sum())


def first(records: Records, chosen: Flags) -> tuple[Floats, np.ndarray]:
    """Return by subject the time of the first chosen record (infinite for never) and its index."""
    index = np.flatnonzero(chosen)[::-1]
    time, which = np.full(len(records.subjects), np.inf), np.zeros(len(records.subjects), np.int64)
    time[records.incident[index]] = records.time[index]
    which[records.incident[index]] = index
    return time, which


def ulsan(replication: int) -> Sums:
    """Return sums and counts of one replication of Ulsan, by row of the table."""
    city, memory = load(SCENARIOS / "ulsan.yaml"), Memory()
    sums: Sums = {}
    for name in ("today", "integrated", "no_ticket"):
        scenario = city.alternatives[name]
        records = run(scenario, draw(scenario, Luck(scenario.seed, replication), memory))
        if name == "integrated":
            sums.update(opened(records))
            continue
        table = timelines(records, scenario)
        joint = table[table.type == "police_and_ems"]
        start = joint.groupby("incident")["received"].transform("min")
        second = joint[joint.sharing > 0]
        sums[f"10, 12 joint order ({name})"] = mean((second.requested - start[second.index]).to_numpy())
        single = table[~table.type.isin(["police_and_ems", "traffic_injury", "building_fire"])]
        wrong = single[(single.channel == "call") & (single.sharing > 0)]
        sums[f"11 transfer order ({name})"] = mean((wrong.requested - wrong.received).to_numpy())
        if name == "today":
            police = table[table.agency == "police"]
            direct = police[(police.channel == "call") & (police.sharing == 0)]
            way = (police.on_scene - police.dispatched).to_numpy()
            sums["7 police order to scene"] = mean(way)
            sums["8 the same above 5 min"] = mean(np.where(np.isnan(way), np.nan, way > 300.0))
            sums["9 112 understood to order"] = mean((direct.requested - direct.aware).to_numpy())
            wall = (records.milestone == Milestone.DETECTED) & (records.channel == records.channels.index("wall"))
            found = records.incident[wall]
            finds = float(np.unique(found[records.subjects.counted[found]]).size)
            sums["13 finds a camera and year"] = (finds, 7233 * days(records) / YEAR)
    return sums


def opened(records: Records) -> Sums:
    """Return for how many cases a day cameras are opened, and for how many one of them shows the scene."""
    look = records.job_kind == records.job_kinds.index("picture")
    sums = {"1 cases opened a day": (cases(records, records.job_incident[look]), days(records))}
    for room in ("room_119", "room_112", "disaster_room"):
        here = look & (records.job_centre == records.organisations.index(room))
        sums[f"2 cases opened a day at {room}"] = (cases(records, records.job_incident[here]), days(records))
    shown = records.milestone == Milestone.PICTURED
    sums["3 cases shown a day"] = (cases(records, records.incident[shown]), days(records))
    return sums


def sejong(replication: int) -> Sums:
    """Return sums and counts of one replication of Sejong, by row of the table."""
    city, memory = load(SCENARIOS / "sejong-119.yaml"), Memory()
    sums: Sums = {}
    at_side, led = {}, {}
    for name, link in (("phone", "phone_119"), ("digital", "report_119")):
        scenario = city.alternatives[name]
        records = run(scenario, draw(scenario, Luck(scenario.seed, replication), memory))
        subjects = records.subjects
        kind = np.array(subjects.types, object)[subjects.type]
        street = subjects.counted & (kind == "street_medical")
        detected = records.milestone == Milestone.DETECTED
        wall, _ = first(records, detected & (records.channel == records.channels.index("wall")))
        call, _ = first(records, detected & (records.channel == records.channels.index("call")))
        room = records.organisations.index("room_119")
        aware, index = first(records, (records.milestone == Milestone.AWARE) & (records.organisation == room))
        by = np.array(records.channels, object)[records.channel[records.cause[index]]]
        led[name] = street & np.isfinite(aware) & (by == link)
        number = float(street.sum())
        sums[f"2 seen by the wall ({name})"] = (float(np.isfinite(wall[street]).sum()), number)
        sums[f"3, 4 first word from the wall ({name})"] = (float(led[name].sum()), number)
        sums[f"5, 6 find to understood ({name})"] = mean(aware[led[name]] - wall[led[name]])
        for_119 = subjects.counted & ~np.isin(kind, ["street_violence", "minor_street"])
        sums[f"7 before any call, a year ({name})"] = (float((wall < call)[for_119].sum()), days(records) / YEAR)
        at_side[name], _ = first(records, records.milestone == Milestone.AT_SIDE)
    reached = led["digital"] & np.isfinite(at_side["phone"]) & np.isfinite(at_side["digital"])
    sums["9 saved where the wall is first"] = mean(at_side["phone"][reached] - at_side["digital"][reached])
    return sums


CITIES: dict[str, Callable[[int], Sums]] = {"ulsan": ulsan, "sejong": sejong}


def main(live: Callable[[int], Sums], replications: int) -> None:
    """Print each quantity with its 95 % interval over replications."""
    with ProcessPoolExecutor() as pool:
        runs = list(pool.map(live, range(replications)))
    columns = defaultdict(list)
    for sums in runs:
        for name, pair in sums.items():
            columns[name].append(pair)
    for name, pairs in sorted(columns.items(), key=lambda item: float(item[0].split(",")[0].split()[0])):
        estimate = ratio(*np.array(pairs).T)
        print(f"{name:44} {estimate.value:9.3f} ± {estimate.half_width:.3f}")


if __name__ == "__main__":
    main(CITIES[sys.argv[1]], int(sys.argv[2]) if len(sys.argv) > 2 else 20)
