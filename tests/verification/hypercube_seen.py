"""What a run of a case of the hypercube says, and what the file of cases says of it, by the same names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from hypercube import ONE, Cube, Fleet
from theory_records import Floats, Seen, Sum

from simcity.records import Milestone


def measured(cube: Cube, seen: Seen) -> dict[str, Sum]:
    """Return what one replication says, by agency and quantity, as numerator and denominator."""
    found: dict[str, Sum] = {}
    for name, fleet in cube.fleets.items():
        label = "" if name == ONE else f"{name}/"
        found |= {label + key: value for key, value in of_fleet(cube, name, fleet, seen).items()}
    joint = of_joint(cube, seen) if len(cube.fleets) > 1 else {}
    return found | joint


def sendings(name: str, seen: Seen) -> tuple[Any, Any, Floats]:
    """Return subject and unit of each sending of an agency, and when it was, in minutes."""
    records = seen.records
    sent = np.flatnonzero(
        (records.milestone == Milestone.DISPATCHED) & (records.organisation == records.organisations.index(name))
    )
    numbers = np.array([int(unit.split("/")[1][1:]) if unit else -1 for unit in records.units])
    return records.incident[sent], numbers[records.unit[sent]], records.time[sent] / 60.0


def of_fleet(cube: Cube, name: str, fleet: Fleet, seen: Seen) -> dict[str, Sum]:
    """Return loads, sendings by unit and atom, losses, waits and travel of one agency."""
    records, subjects = seen.records, seen.subjects
    units, atoms = range(len(fleet.mu)), range(len(fleet.pref))
    row, unit, when = sendings(name, seen)
    counted = subjects.counted[row]
    atom = subjects.zone[row]
    wait = when - subjects.onset[row] / 60.0
    lost = records.incident[
        (records.milestone == Milestone.LOST) & (records.organisation == records.organisations.index(name))
    ]
    losses, served = float(np.count_nonzero(subjects.counted[lost])), float(np.count_nonzero(counted))
    found: dict[str, Sum] = {"lost": (losses, served + losses)}
    there = arrivals(name, seen)
    travel = there[counted] - when[counted]
    row, unit, atom, wait = row[counted], unit[counted], atom[counted], wait[counted]
    first = np.array([[n in steps[0] for n in units] for steps in fleet.pref])[atom, unit]
    asked = served + losses
    at_once = wait < 1e-9
    for n in units:
        mine = unit == n
        found[f"rho/{n}"] = busy(name, n, seen)
        found[f"unit_dispatch_fraction/{n}"] = float(mine.sum()), served
        found[f"T_unit_station/{n}"] = float(travel[mine].sum()), float(mine.sum())
        for j in atoms:
            found[f"f/{n}/{j}"] = float(np.count_nonzero(mine & (atom == j))), served
            found[f"f_nodelay/{n}/{j}"] = (
                float(np.count_nonzero(mine & (atom == j) & at_once)),
                asked if fleet.waits else served,
            )
    for j in atoms:
        found[f"T_atom_station/{j}"] = float(travel[atom == j].sum()), float(np.count_nonzero(atom == j))
    found["T_station"] = float(travel.sum()), served
    found["inter"] = float(np.count_nonzero(~first)), served
    found["inter_nodelay"] = float(np.count_nonzero(~first & at_once)), asked if fleet.waits else served
    if fleet.waits:
        found["PQprime"] = float(np.count_nonzero(~at_once)), served
        found["Wq"] = float(wait.sum()), served
        found["Lq"] = seen.number(subjects.onset / 60.0, seen.first(Milestone.DISPATCHED, name))
    return found | states(name, len(fleet.mu), seen)


def arrivals(name: str, seen: Seen) -> Floats:
    """Return when each sending was on scene, in minutes, in the order of the sendings."""
    records = seen.records
    mine = records.organisation == records.organisations.index(name)
    leaving = np.full(len(records), np.nan)
    at_scene = np.flatnonzero((records.milestone == Milestone.ON_SCENE) & mine)
    leaving[records.cause[at_scene]] = records.time[at_scene] / 60.0
    on_the_way = np.flatnonzero((records.milestone == Milestone.EN_ROUTE) & mine)
    sent = np.full(len(records), np.nan)
    sent[records.cause[on_the_way]] = leaving[on_the_way]
    return np.asarray(sent[(records.milestone == Milestone.DISPATCHED) & mine], float)


def spells(name: str, n: int, seen: Seen) -> tuple[Floats, Floats]:
    """Return from when to when a unit was busy, in minutes."""
    records = seen.records
    mine = np.zeros(len(records.units), bool)
    mine[[k for k, unit in enumerate(records.units) if unit.startswith(f"{name}/u{n}/")]] = True
    start = np.sort(records.time[(records.milestone == Milestone.DISPATCHED) & mine[records.unit]]) / 60.0
    end = np.sort(records.time[(records.milestone == Milestone.IN_SERVICE) & mine[records.unit]]) / 60.0
    return start, np.concatenate([end, np.full(len(start) - len(end), np.inf)])


def busy(name: str, n: int, seen: Seen) -> Sum:
    """Return busy minutes of a unit over counted minutes."""
    return seen.number(*spells(name, n, seen))


def states(name: str, number: int, seen: Seen) -> dict[str, Sum]:
    """Return the time in each state of the units, without anybody waiting and with somebody waiting."""
    low, high = seen.records.warm_up / 60.0, seen.records.horizon / 60.0
    waiting = seen.subjects.onset / 60.0, seen.first(Milestone.DISPATCHED, name)
    later = waiting[1] > waiting[0] + 1e-9
    queue = waiting[0][later], waiting[1][later]
    both = [spells(name, n, seen) for n in range(number)]
    times = np.concatenate([[low], *(np.concatenate(one) for one in [*both, queue])])
    change = np.concatenate(
        [
            [0],
            *(np.repeat([1 << n, -(1 << n)], [len(start), len(end)]) for n, (start, end) in enumerate(both)),
            np.repeat([1 << number, -(1 << number)], [len(queue[0]), len(queue[1])]),
        ]
    )
    order = np.argsort(times, kind="stable")
    state = np.cumsum(change[order])
    edges = np.clip(np.append(times[order], high), low, high)
    length = np.diff(edges)
    found = {f"P/{bits:0{number}b}": (float(length[state == bits].sum()), seen.window) for bits in range(1 << number)}
    full = sum(found[f"P/{bits:0{number}b}"][0] for bits in range(1 << number))
    for k in range(number + 1):
        some = [value[0] for key, value in found.items() if key.count("1") == k]
        found[f"nbusy/{k}"] = float(sum(some)), seen.window
    return found | {"PQ": (seen.window - full, seen.window)}


def of_joint(cube: Cube, seen: Seen) -> dict[str, Sum]:
    """Return what calls for several agencies say: none, some or all sent; and the last arrival where all are."""
    found: dict[str, Sum] = {}
    for k, calls in enumerate(cube.calls):
        if len(calls.needs) < 2 or any(number > 1 for number in calls.needs.values()):
            continue
        mine = seen.type(f"call_{k}")
        there = np.vstack([seen.first(Milestone.ON_SCENE, name) for name in calls.needs])
        sent = ~np.isnan(there)
        everybody = sent.all(axis=0)
        found[f"call_{k}/all"] = seen.share(everybody, mine)
        found[f"call_{k}/none"] = seen.share(~sent.any(axis=0), mine)
        if not any(cube.fleets[name].waits for name in calls.needs):
            last = there.max(axis=0) - seen.subjects.onset / 60.0
            found[f"call_{k}/T_last"] = seen.mean(last, mine & everybody)
    return found


def told(expected: Mapping[str, Any]) -> dict[str, float]:
    """Return the values of the file of cases by the names of ``measured``."""
    found: dict[str, float] = {}
    for key, value in expected.items():
        if key in ("T_larson", "T_Q"):
            continue
        found |= dict(flat(key, value))
    return found


def flat(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """Give numbers of nested lists and maps with their path."""
    if isinstance(value, Mapping | list):
        for key, one in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from flat(f"{name}/{key}", one)
    else:
        yield name, float(value)
