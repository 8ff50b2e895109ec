"""Exact values of cases of the hypercube, by their balance equations."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from exact_further import stationary
from hypercube import ONE, Calls, Cube


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
