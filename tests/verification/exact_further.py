"""Exact values of the further cases on rooms, links, things that fail and hospitals, from their formulas."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import exp, log, sqrt

import numpy as np
from scipy.integrate import quad
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve
from scipy.stats import lognorm, weibull_min

Exact = dict[tuple[str, str], float]
State = tuple[int, ...]


def stationary(moves: Callable[[State], list[tuple[State, float]]], start: State) -> dict[State, float]:
    """Return the stationary chances of a Markov chain in continuous time, by its balance equations."""
    number: dict[Hashable, int] = {start: 0}
    states, flows = [start], []
    for state in states:
        for other, rate in moves(state):
            if other not in number:
                number[other] = len(states)
                states.append(other)
            flows.append((number[state], number[other], rate))
    balance = lil_matrix((len(states), len(states)))
    for here, there, rate in flows:
        balance[there, here] += rate
        balance[here, here] -= rate
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    return dict(zip(states, spsolve(balance.tocsc(), right).tolist(), strict=True))


def erlang_b(offered: float, servers: int) -> float:
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked


def wait(rate: float, mean: float, servers: int) -> tuple[float, float]:
    """Return the delayed share and the mean wait of M/M/c."""
    blocked, load = erlang_b(rate * mean, servers), rate * mean / servers
    delayed = blocked / (1.0 - load * (1.0 - blocked))
    return delayed, delayed / (servers / mean - rate)


def overflow() -> Exact:
    """Return two loss rooms hunted in order, which together are one: the second blocks what the whole would."""
    first, both = erlang_b(2.5, 2), erlang_b(2.5, 4)
    return {
        ("base", "P_first_full"): first,
        ("base", "P_lost"): both,
        ("base", "utilisation_neighbour"): 2.5 * (first - both) / 2,
    }


def retrials() -> Exact:
    """Return M/M/2/4 with patience and an orbit of those who call again, cut off where nobody ever gets."""

    def moves(state: State) -> list[tuple[State, float]]:
        n, orbit = state
        found = [((n + 1, orbit), 1.2)] if n < 4 else [((n, orbit + 1), 1.2 * 0.6)] if orbit < 120 else []
        if n:
            found.append(((n - 1, orbit), min(n, 2) / 2))
        if n > 2:
            found += [((n - 1, min(orbit + 1, 120)), (n - 2) / 4 * 0.6), ((n - 1, orbit), (n - 2) / 4 * 0.4)]
        if orbit:
            found.append(((n + 1, orbit - 1), orbit / 3) if n < 4 else ((n, orbit - 1), orbit / 3 * 0.4))
        return found

    p = stationary(moves, (0, 0))
    busy = sum(min(n, 2) * chance for (n, _), chance in p.items())
    return {
        ("base", "P_served"): busy / 2 / 1.2,
        ("base", "utilisation"): busy / 2,
        ("base", "Lq"): sum(max(n - 2, 0) * chance for (n, _), chance in p.items()),
    }


def preemption() -> Exact:
    """Return two classes of equal mean: the first sees M/M/3 alone, and the whole is M/M/3."""
    delayed, red = wait(0.4, 2.0, 3)
    whole = wait(1.1, 2.0, 3)[1] + 2.0
    return {
        ("base", "P_wait_red"): delayed,
        ("base", "T_red"): red + 2.0,
        ("base", "T_green"): (1.1 * whole - 0.4 * (red + 2.0)) / 0.7,
    }


def skills() -> Exact:
    """Return a small chain: first desk busy, second desk busy, calls of the other type that wait for the second."""

    def moves(state: State) -> list[tuple[State, float]]:
        first, both, waiting = state
        found: list[tuple[State, float]] = []
        if first + both + waiting < 2:
            found.append(((first, 1, waiting) if first else (1, both, waiting), 0.6))
            found.append(((first, both, waiting + 1) if both else (first, 1, waiting), 0.5))
        if first:
            found.append(((0, both, waiting), 1 / 1.5))
        if both:
            found.append(((first, 1, waiting - 1) if waiting else (first, 0, 0), 1 / 1.5))
        return found

    p = stationary(moves, (0, 0, 0))
    return {
        ("base", "P_block"): sum(chance for state, chance in p.items() if sum(state) == 2),
        ("base", "P_other_waits"): p[0, 1, 0],
        ("base", "busy"): sum((first + both) * chance for (first, both, _), chance in p.items()),
    }


def capacity() -> Exact:
    """Return M/M/1 with breakdowns at all times. What finds an idle line down is on its way when the line is up."""

    def moves(state: State) -> list[tuple[State, float]]:
        n, line = state  # 0: up; 1: down; 2: down since before the first of them came
        found: list[tuple[State, float]] = []
        if n < 250:
            found.append(((n + 1, 2 if line == 1 and n == 0 else line), 0.2))
        if line:
            return [*found, ((n, 0), 1 / 6)]
        return [*found, ((n, 1), 1 / 60), *([((n - 1, 0), 0.5)] if n else [])]

    p = stationary(moves, (0, 0))
    return {
        ("base", "delay"): sum((n if line == 2 else max(n - 1, 0)) * chance for (n, line), chance in p.items()) / 0.2
    }


def repeats() -> Exact:
    """Return geometric numbers of repeats; in outages the line is a chain of two states looked at every 4 min."""
    comes_up = 0.9 * (1 - exp(-(1 / 90 + 1 / 10) * 4))
    return {
        ("by_chance", "delay"): 4 * 0.3 / 0.7,
        ("by_chance", "P_at_once"): 0.7,
        ("in_outages", "delay"): 0.1 * 4 / comes_up,
        ("in_outages", "P_at_once"): 0.9,
    }


def redial() -> Exact:
    """Return a cycle of 4 min at a moment that has nothing to do with it: 1 min of ringing, 3 min of pause."""
    return {("base", "P_at_noon"): 1 / 4, ("base", "after_noon"): 3 / 4 * 3 / 2}


def renewal() -> Exact:
    """Return the availability A(t) = S(t) + integral of A(t - s) over the law of a cycle, on a grid."""
    number, end = 4000, 150.0
    time = np.linspace(0.0, end, number + 1)
    sigma = sqrt(log(2.0))
    up, down = weibull_min(2.0, scale=100.0), lognorm(s=sigma, scale=20.0 / exp(sigma**2 / 2))
    cycle = np.convolve(np.diff(up.cdf(time)), np.diff(down.cdf(time)))[:number]
    there = np.asarray(up.sf(time), float)
    for i in range(1, number + 1):
        there[i] += cycle[:i] @ there[i - 1 :: -1]
    return {("base", f"after_{t}"): float(np.interp(t, time, there)) for t in (80, 150)}


def backup() -> Exact:
    """Return what is left of exponential outages of 5 h: mean hours beyond x are 5 exp(-x / 5)."""

    def beyond(x: float) -> float:
        return 5 * exp(-x / 5)

    fuel = quad(lambda f: exp(-f / 4) / 4 * beyond(max(1.0, 0.25 + f)), 0, 0.75)[0]
    fuel += quad(lambda f: exp(-f / 4) / 4 * beyond(0.25 + f), 0.75, 200)[0]
    return {
        ("battery", "felt"): quad(lambda x: exp(-x / 5) / 4, 1, 5)[0],
        ("battery", "hours"): quad(lambda x: beyond(x) / 4, 1, 5)[0],
        ("generator", "hours"): 0.1 * beyond(1.0) + 0.9 * fuel,
    }


def patrol() -> Exact:
    """Return the delay until a look sees: phase and a geometric number, in patrols of 1 min or showings of 1.5 min.

    A visit and a showing, of 10 s each, overlap with chance 20 s over the shorter of patrol and cycle.
    """

    def delay(period: float, chance: float) -> float:
        return period * (0.5 + 1 / chance - 1)

    return {
        ("always_shown", "delay"): delay(1.0, 0.85),
        ("now_and_then", "delay"): delay(1.0, 0.85 * 20 / 30),
        ("seldom", "delay"): delay(1.5, 0.85 * 20 / 60),
    }


def watch() -> Exact:
    """Return means of the hit rate over the hours around midnight; a look comes up to 10 s after onset."""

    def hit(low: float, high: float) -> float:
        onset = low + (np.arange(28_000) + 0.5) / 28_000 * (high - low)
        look = (onset[:, None] + (np.arange(20) + 0.5) / 120.0) % 1440.0 % 50.0
        return float(np.mean(0.74 * (0.1 + 0.9 * np.exp(-look / 15))))

    return {("base", "hit"): hit(1400.0, 1540.0), ("base", "after_midnight"): hit(1440.0, 1450.0)}


def permission() -> Exact:
    """Return the mean wait of requests that come at any hour: 15 h closed by night, 1 h at noon, and 3 min."""
    return {("base", "wait"): 15 / 24 * 450 + 1 / 24 * 30 + 3, ("base", "refused"): 0.25, ("base", "at_once"): 8 / 24}


def bays() -> Exact:
    """Return M/M/4 of load 3 as of 0.5 a minute: the delayed wait and the handover, of rates 1/6 both."""
    delayed = 1.0 / (0.75 + 0.25 / erlang_b(3.0, 4))
    stay = delayed * 6.0 + 6.0
    return {
        ("base", "P_carried"): 0.5,
        ("base", "W"): stay,
        ("base", "L"): 0.5 * stay,
        ("base", "P_sojourn_le_10"): 1.0 - exp(-10 / 6) * (1.0 + delayed * 10 / 6),
    }


def transport() -> Exact:
    """Return Erlang's loss for six units and the mean job of both alternatives, which offers 5."""
    found: Exact = {}
    for name, rate, home in (("at_station", 12.5, 3.0), ("when_clear", 100 / 7, 0.0)):
        offered = rate / 60.0 * (3.0 + 12.0 + 0.5 * (3.0 + 9.0) + home)
        blocked = erlang_b(offered, 6)
        found[name, "blocked"], found[name, "utilisation"] = blocked, offered * (1.0 - blocked) / 6
    return found


FORMULAS = (
    backup,
    bays,
    capacity,
    overflow,
    patrol,
    permission,
    preemption,
    redial,
    renewal,
    repeats,
    retrials,
    skills,
    transport,
    watch,
)
