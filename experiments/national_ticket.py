"""Read from runs of the national ticket what docs/predictions-ticket.md foretold.

Run from the root of the project: python experiments/national_ticket.py [replications]. Times are counted from the
first call received. The hand-over ends with the talk on the phone, or with the ticket's appearance.
"""

from __future__ import annotations

import sys

import numpy as np

import simcity
from simcity.analysis.estimate import ratio
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.records import Milestone, Outcome, Records
from simcity.trace import Memory, draw

ROWS = (
    ("hand-over of a misdirected call", "hand_over", "misdirected"),
    ("order of the right service", "order", "misdirected"),
    ("joint request", "hand_over", "joint"),
    ("order of the second service", "order", "joint"),
)


def first(records: Records, what: Milestone, centre: int | None = None) -> np.ndarray:
    """Return by subject the first time of a milestone, of one organisation or of any; NaN for never."""
    found = np.full(len(records.subjects), np.nan)
    here = records.milestone == what
    if centre is not None:
        here &= records.organisation == centre
    np.fmin.at(found, records.incident[here], records.time[here])
    return found


def times(records: Records, phone: bool) -> dict[str, np.ndarray]:
    """Return by subject the seconds from the first call to the hand-over and to the order of the centre told second."""
    rooms = [records.organisations.index(name) for name in ("room_112", "room_119")]
    orders = {
        room: first(records, Milestone.REQUESTED, records.organisations.index(agency))
        for room, agency in zip(rooms, ("police", "ems"), strict=True)
    }
    received = {room: first(records, Milestone.RECEIVED, room) for room in rooms}
    called = np.fmin(*received.values())
    second = {room: received[room] > called for room in rooms}
    told = np.full(len(called), np.nan)
    if phone:
        talk = (records.job_kind == records.job_kinds.index("telling")) & (records.job_outcome == Outcome.DONE)
        np.fmin.at(told, records.job_incident[talk], records.job_end[talk])
    else:
        told = np.fmax(*received.values())
    order = np.select([second[room] for room in rooms], [orders[room] for room in rooms], np.nan)
    return {"hand_over": told - called, "order": order - called}


def main(replications: int) -> None:
    city = simcity.load("scenarios/national-ticket.yaml")
    sums: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for number in range(replications):
        memory = Memory()
        for name, scenario in city.alternatives.items():
            records = run(scenario, draw(scenario, Luck(scenario.seed, number), memory))
            subjects = records.subjects
            found = times(records, name == "phones")
            for _, what, group in ROWS:
                kinds = [k for k, kind in enumerate(subjects.types) if kind.startswith(group)]
                here = subjects.counted & np.isin(subjects.type, kinds) & ~np.isnan(found[what])
                sums.setdefault((name, what, group), []).append((found[what][here].sum(), here.sum()))
    print(f"{replications} replications, seconds, 95 % intervals")
    for title, what, group in ROWS:
        for name in city.alternatives:
            value = ratio(*np.array(sums[name, what, group]).T)
            print(f"{title:35} {name:8} {value.value:7.1f} ± {value.half_width:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
