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
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

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
