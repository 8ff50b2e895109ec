"""Networks made small: the largest part that is strongly connected, without nodes at which nothing is decided."""

from __future__ import annotations

from math import inf, isfinite

import numpy as np

from simcity.load.streets.raw import Raw, Street

SAME = 1e-3
"""Relative difference below which two paces are the same: that of times that were rounded."""


def connected(raw: Raw) -> list[Street]:
    """Return the streets of the largest part within which one comes from anywhere to anywhere; note the others."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    arcs = [(s.tail, s.head) for s in raw.streets if s.ahead < inf] + [
        (s.head, s.tail) for s in raw.streets if s.back < inf
    ]
    if not arcs:
        return []
    tail, head = np.array(arcs).T
    size = len(raw.nodes)
    _, part = connected_components(
        csr_array((np.ones(len(tail)), (tail, head)), shape=(size, size)), directed=True, connection="strong"
    )
    lengths: dict[int, float] = {}
    for street in raw.streets:
        if part[street.tail] == part[street.head]:
            lengths[int(part[street.tail])] = lengths.get(int(part[street.tail]), 0.0) + street.metres
    largest = max(lengths, key=lambda one: (lengths[one], -one), default=-1)
    kept = []
    for street in raw.streets:
        if part[street.tail] == part[street.head] == largest and street.tail != street.head:
            kept.append(street)
        else:
            raw.leave_out(f"cut off from the largest part: {street.kind}", street.metres)
    return kept


def merged(streets: list[Street], nodes: list[tuple[float, float]]) -> list[Street]:
    """Return streets with those put together between which nothing is decided and nothing changes.

    The nodes between them become bends; lengths and seconds add up.
    """
    alive: dict[int, Street] = dict(enumerate(streets))
    at: dict[int, list[int]] = {}
    for number, street in alive.items():
        at.setdefault(street.tail, []).append(number)
        at.setdefault(street.head, []).append(number)
    for node in sorted(at):
        if len(at[node]) != 2 or at[node][0] == at[node][1]:
            continue
        first, second = sorted(at[node])
        one, two = alive[first], alive[second]
        one = one if one.head == node else one.turned()
        two = two if two.tail == node else two.turned()
        # A street that came back to where it began could not be told from its turned self.
        if one.tail == two.head or not _alike(one, two):
            continue
        alive[first] = Street(
            one.tail,
            two.head,
            (*one.bends, nodes[node], *two.bends),
            one.metres + two.metres,
            one.kind,
            one.ahead + two.ahead,
            one.back + two.back,
            one.ahead_lights + two.ahead_lights,
            one.back_lights + two.back_lights,
            one.stops,
        )
        del alive[second], at[node]
        at[two.head] = [first if number == second else number for number in at[two.head]]
    return list(alive.values())


def _alike(one: Street, two: Street) -> bool:
    if one.kind != two.kind or one.stops != two.stops:
        return False
    paces = [(s.ahead, s.back, s.ahead_lights, s.back_lights) for s in (one, two)]
    for mine, other in zip(*paces, strict=True):
        if isfinite(mine) != isfinite(other):
            return False
        if isfinite(mine) and abs(mine * two.metres - other * one.metres) > SAME * mine * two.metres:
            return False
    return True
