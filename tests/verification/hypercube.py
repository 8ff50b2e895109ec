"""Larson's hypercube: any case of it as an ordinary scenario file, what a run of that says, and what is exact.

A case has ``lam`` (calls a minute by atom), ``mu`` (services a minute by unit), ``pref`` (by atom: units in order of
preference, equal ones as a list of their own; a unit that is not named is not eligible), ``t`` (minutes by unit and
atom), ``cap`` (``zero``: a call that finds no unit is lost; ``inf``: it waits) and ``busy_includes_travel`` (false
where absent). A joint case has ``agencies``, each with its own of these but ``lam``, and ``calls``: several streams
with a ``lam`` and with ``needs``, units by agency.

A unit leaves from its station for a call that waited too, so that ``T_larson`` and ``T_Q`` of the file of cases,
for units that leave from their last call, are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import Any

import numpy as np
from exact_further import stationary
from theory_records import Floats, Seen, Sum

from simcity.records import Milestone

ONE = "one"
"""Name of the agency of a case that has but one."""
Equal = tuple[tuple[int, ...], ...]
"""Units in order of preference, those of a step equal."""


@dataclass(frozen=True)
class Fleet:
    """The units of one agency."""

    mu: tuple[float, ...]
    pref: tuple[Equal, ...]
    t: tuple[tuple[float, ...], ...]
    waits: bool
    travels: bool
    """Whether the journey is part of the busy time."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fleet:
        steps = [[tuple(step) if isinstance(step, list) else (step,) for step in one] for one in given["pref"]]
        t = tuple(tuple(float(time) for time in row) for row in given["t"])
        pref = tuple(tuple(one) for one in steps)
        return cls(tuple(given["mu"]), pref, t, given["cap"] == "inf", bool(given.get("busy_includes_travel")))

    @property
    def equal(self) -> bool:
        """Return whether any units are equal in any list."""
        return any(len(step) > 1 for one in self.pref for step in one)

    def chosen(self, atom: int, free: frozenset[int], number: int) -> list[tuple[float, tuple[int, ...]]]:
        """Return which units a call takes, with their chances, equal ones in any order."""
        orders = list(product(*(list(permutations(step)) for step in self.pref[atom])))
        taken = [tuple(n for step in order for n in step if n in free)[:number] for order in orders]
        return [(taken.count(one) / len(taken), one) for one in dict.fromkeys(taken)]


@dataclass(frozen=True)
class Calls:
    """A stream of calls that need the same."""

    lam: tuple[float, ...]
    needs: dict[str, int]


@dataclass(frozen=True)
class Cube:
    """A case: fleets, and the calls for them."""

    fleets: dict[str, Fleet]
    calls: tuple[Calls, ...]

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Cube:
        if "agencies" not in inputs:
            return cls({ONE: Fleet.of(inputs)}, (Calls(tuple(inputs["lam"]), {ONE: int(inputs.get("units", 1))}),))
        fleets = {name: Fleet.of(given) for name, given in inputs["agencies"].items()}
        return cls(fleets, tuple(Calls(tuple(one["lam"]), dict(one["needs"])) for one in inputs["calls"]))

    @property
    def rate(self) -> float:
        return sum(sum(calls.lam) for calls in self.calls)


# --------------------------------------------------------------------------- the scenario file


def scenario(cube: Cube, title: str, seed: int, replications: int, calls: int) -> str:
    """Return a scenario file of a case; ``calls`` is how many a replication has after its warm-up."""
    atoms = range(len(cube.calls[0].lam))
    horizon = calls / cube.rate
    lines = [
        "simcity: 1",
        f"title: '{title}'",
        "source: 'assumed: a theoretical case'",
        f"warm_up: {0.05 * horizon:.17g} min",
        f"horizon: {1.05 * horizon:.17g} min",
        f"drain: {30.0 * max(1.0 / min(fleet.mu) for fleet in cube.fleets.values()):.17g} min",
        f"replications: {replications}",
        f"seed: {seed}",
        "place: {zones: {" + ", ".join(f"a{j}: unplaced" for j in atoms) + "}}",
        "centres: {room: {role: ems, seats: unlimited}}",
        "incidents:",
    ]
    for k, stream in enumerate(cube.calls):
        where = ", ".join(f"a{j}: {stream.lam[j]:.17g}" for j in atoms if stream.lam[j])
        needs = ", ".join(f"{agency}: {{car: {number}}}" for agency, number in stream.needs.items())
        lines.append(
            f"  call_{k}: {{rate: {sum(stream.lam):.17g} /min, where: {{{where}}}, needs: {{{needs}}}, "
            "callers: {calls: {room: 1}, delay: 0 s}}"
        )
    lines.append("agencies:")
    for name, fleet in cube.fleets.items():
        lines += agency(name, fleet)
    return "\n".join(lines) + "\n"


def agency(name: str, fleet: Fleet) -> Iterator[str]:
    """Give the lines of an agency."""
    work = "on_scene" if fleet.travels else "busy"
    yield f"  {name}:"
    yield "    dispatched_by: room"
    yield "    available_again: when_clear"
    yield f"    when_none_free: {'wait' if fleet.waits else 'lost'}"
    yield "    stations:"
    for n, mu in enumerate(fleet.mu):
        law = f"{{kind: exponential, mean: {1.0 / mu:.17g} min}}"
        yield f"      u{n}: {{at: [0 m, 0 m], units: {{car: 1}}, {work}: {law}}}"
    yield "    travel:"
    yield "      kind: matrix"
    yield "      times:"
    for n, row in enumerate(fleet.t):
        yield f"        u{n}: {{{', '.join(f'a{j}: {time:.17g} min' for j, time in enumerate(row))}}}"
    yield "    dispatch:"
    yield "      kind: preference"
    yield f"      equals: {'by_luck' if fleet.equal else 'in_order'}"
    yield "      ranks:"
    for j, steps in enumerate(fleet.pref):
        ranks = ", ".join(f"u{n}: {k + 1}" for k, step in enumerate(steps) for n in step)
        yield f"        a{j}: {{{ranks}}}"


# --------------------------------------------------------------------------- what a run says


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


# --------------------------------------------------------------------------- what is exact


def lossy(cube: Cube) -> dict[str, float]:
    """Return the exact values of a case without waiting, all agencies together, by its balance equations."""
    units = [(name, n) for name, fleet in cube.fleets.items() for n in range(len(fleet.mu))]
    place = {unit: k for k, unit in enumerate(units)}

    def outcomes(state: tuple[int, ...], calls: Calls, atom: int) -> list[tuple[float, list[tuple[str, int]]]]:
        each = []
        for name, number in calls.needs.items():
            fleet = cube.fleets[name]
            free = frozenset(n for n in range(len(fleet.mu)) if not state[place[name, n]])
            each.append([(p, [(name, n) for n in taken]) for p, taken in fleet.chosen(atom, free, number)])
        return [
            (float(np.prod([p for p, _ in one])), [unit for _, some in one for unit in some]) for one in product(*each)
        ]

    def moves(state: tuple[int, ...]) -> list[tuple[tuple[int, ...], float]]:
        found = []
        for k, (name, n) in enumerate(units):
            if state[k]:
                found.append(((*state[:k], 0, *state[k + 1 :]), cube.fleets[name].mu[n]))
        for calls in cube.calls:
            for atom, rate in enumerate(calls.lam):
                for p, taken in outcomes(state, calls, atom) if rate else ():
                    if taken:
                        after = list(state)
                        for unit in taken:
                            after[place[unit]] = 1
                        found.append((tuple(after), rate * p))
        return found

    chances = stationary(moves, (0,) * len(units))
    return sums(cube, chances, place, outcomes)


def sums(cube: Cube, chances: Any, place: Any, outcomes: Any) -> dict[str, float]:
    """Return what the chances of all states mean for units, atoms and calls."""
    sent: dict[tuple[str, int, int], float] = {}
    asked = dict.fromkeys(cube.fleets, 0.0)
    joint: dict[str, float] = {}
    for state, chance in chances.items():
        for k, calls in enumerate(cube.calls):
            for atom, rate in enumerate(calls.lam):
                for name, number in calls.needs.items():
                    asked[name] += chance * rate * number
                for p, taken in outcomes(state, calls, atom) if rate else ():
                    flow = chance * rate * p
                    for name, n in taken:
                        sent[name, n, atom] = sent.get((name, n, atom), 0.0) + flow
                    for key, value in of_call(cube, k, calls, taken, atom).items():
                        joint[key] = joint.get(key, 0.0) + flow * value
    found = {key: value / sum(cube.calls[int(key[5])].lam) for key, value in joint.items()}
    for key in [key for key in found if key.endswith("/T_last")]:
        found[key] /= found[key.replace("T_last", "all")]
    for name, fleet in cube.fleets.items():
        label = "" if name == ONE else f"{name}/"
        served = sum(flow for (one, _, _), flow in sent.items() if one == name)
        flows = np.array([[sent.get((name, n, j), 0.0) for j in range(len(fleet.pref))] for n in range(len(fleet.mu))])
        found[f"{label}lost"] = 1.0 - served / asked[name]
        found[f"{label}T_station"] = float((flows * np.array(fleet.t)).sum() / served)
        for n in range(len(fleet.mu)):
            found[f"{label}rho/{n}"] = sum(p for state, p in chances.items() if state[place[name, n]])
            for j in range(len(fleet.pref)):
                found[f"{label}f/{n}/{j}"] = float(flows[n, j] / served)
    return found


def of_call(cube: Cube, k: int, calls: Calls, taken: list[tuple[str, int]], atom: int) -> dict[str, float]:
    """Return what one outcome of a call for several agencies adds."""
    if len(calls.needs) < 2 or any(number > 1 for number in calls.needs.values()):
        return {}
    everybody = len({name for name, _ in taken}) == len(calls.needs)
    last = max((cube.fleets[name].t[n][atom] for name, n in taken), default=0.0)
    return {
        f"call_{k}/all": float(everybody),
        f"call_{k}/none": float(not taken),
        f"call_{k}/T_last": last if everybody else 0.0,
    }


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


def driving(cube: Cube, phases: int) -> dict[str, float]:
    """Return exact values of two lossy units whose busy time is the journey and then exponential work.

    A journey is an Erlang law of so many phases; as these grow it becomes the constant that it is in the file.
    """
    (fleet,), (calls,) = cube.fleets.values(), cube.calls
    atoms = range(len(calls.lam))
    # A unit is idle (0), at work (1), or has so many phases of the journey to an atom ahead of it.
    on_the_way = {(j, k): 2 + j * phases + k for j in atoms for k in range(phases)}
    where = {number: key for key, number in on_the_way.items()}

    def onwards(n: int, here: int) -> tuple[int, float]:
        if here == 1:
            return 0, fleet.mu[n]
        j, k = where[here]
        return (1 if k == 0 else on_the_way[j, k - 1]), phases / fleet.t[n][j]

    def moves(state: tuple[int, ...]) -> list[tuple[tuple[int, ...], float]]:
        found = []
        for n, here in enumerate(state):
            if here:
                there, rate = onwards(n, here)
                found.append(((*state[:n], there, *state[n + 1 :]), rate))
        free = frozenset(n for n, here in enumerate(state) if not here)
        for j in atoms:
            for p, taken in fleet.chosen(j, free, 1):
                for n in taken:
                    found.append(((*state[:n], on_the_way[j, phases - 1], *state[n + 1 :]), calls.lam[j] * p))
        return found

    idle: dict[tuple[bool, ...], float] = {}
    for state, chance in stationary(moves, (0, 0)).items():
        key = tuple(here == 0 for here in state)
        idle[key] = idle.get(key, 0.0) + chance
    lost = idle[False, False]
    found = {"lost": lost, "T_station": 0.0}
    for n in range(2):
        found[f"rho/{n}"] = sum(chance for key, chance in idle.items() if not key[n])
    for j in atoms:
        for key, chance in idle.items():
            for p, taken in fleet.chosen(j, frozenset(n for n in range(2) if key[n]), 1):
                for n in taken:
                    share = calls.lam[j] / sum(calls.lam) * chance * p / (1.0 - lost)
                    found[f"f/{n}/{j}"] = found.get(f"f/{n}/{j}", 0.0) + share
                    found["T_station"] += share * fleet.t[n][j]
    return found


def alone(cube: Cube, name: str) -> Cube:
    """Return the case of one agency, with the calls that need it and without waiting."""
    rates = [calls.lam for calls in cube.calls if name in calls.needs]
    lam = tuple(sum(rate) for rate in zip(*rates, strict=True))
    return Cube({ONE: replace(cube.fleets[name], waits=False)}, (Calls(lam, {ONE: 1}),))


def waiting(cube: Cube, name: str) -> dict[str, float]:
    """Return the exact values of an agency whose calls wait, in order of their coming; every unit may go anywhere.

    As long as a unit is free the states have the same chances, relative to one another, as without waiting.
    """
    fleet, lossless = cube.fleets[name], alone(cube, name)
    loss, rate = lossy(lossless), lossless.rate
    load = rate / sum(fleet.mu)
    scale = 1.0 + loss["lost"] * load / (1.0 - load)
    full = loss["lost"] / scale
    queue = full * load / (1.0 - load)
    found = {"lost": 0.0, "PQ": queue, "PQprime": full + queue, "Wq": full * load / (1.0 - load) ** 2 / rate}
    found |= {"Lq": found["Wq"] * rate, "T_station": 0.0}
    for n, mu in enumerate(fleet.mu):
        found[f"rho/{n}"] = loss[f"rho/{n}"] / scale + queue
        for j, one in enumerate(lossless.calls[0].lam):
            at_once = loss[f"f/{n}/{j}"] * (1.0 - loss["lost"]) / scale
            found[f"f_nodelay/{n}/{j}"] = at_once
            found[f"f/{n}/{j}"] = at_once + one / rate * found["PQprime"] * mu / sum(fleet.mu)
            found["T_station"] += found[f"f/{n}/{j}"] * fleet.t[n][j]
    return found


def exact(cube: Cube) -> dict[str, float]:
    """Return the exact values of a case; with journeys inside, of two lossy units, by extrapolation over phases."""
    if any(fleet.travels for fleet in cube.fleets.values()):
        few, many = driving(cube, 12), driving(cube, 24)
        return {key: 2.0 * value - few[key] for key, value in many.items()}
    if not any(fleet.waits for fleet in cube.fleets.values()):
        return lossy(cube)
    found: dict[str, float] = {}
    for name, fleet in cube.fleets.items():
        own = waiting(cube, name) if fleet.waits else lossy(alone(cube, name))
        found |= {f"{'' if name == ONE else name + '/'}{key}": value for key, value in own.items()}
    return found
