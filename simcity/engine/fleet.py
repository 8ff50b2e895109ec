"""Units of one agency: who is free where, and who waits for one."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import ClassVar, Protocol

import simpy

from simcity.engine.clock import EndOfInstant, alone
from simcity.trace import Slot

Unit = tuple[str, int, int]
"""Capability, station, and number among those of the capability there."""


Spot = tuple[float, float]
"""Metres to the east and to the north."""


class Request(Protocol):
    """Somebody who needs a unit of one capability."""

    row: int
    ability: str
    rank: int
    slot: Slot
    cause: int
    """The record of the request."""
    since: float
    """When it was first asked for."""

    def stations(self) -> list[int]:
        """Return the stations in the order in which they are asked."""

    def sent(self, unit: Unit) -> None:
        """Take the unit that goes."""


Waiting = tuple[int, float, int, int, Request]
"""Rank, since when, subject, serial number, and who waits."""


class Fleet:
    """Free units by capability and station, and the waiting list: by rank, then age, then incident.

    Who gets what is decided at the end of the instant, so that the order of equal times does not matter.
    """

    on_the_road: ClassVar[bool] = False
    """True where units are sent from wherever they are, so that this must be known of each that comes back."""

    def __init__(
        self,
        env: simpy.Environment,
        stations: int,
        abilities: list[str],
        refused: Callable[[Request], bool],
        choosy: bool = False,
        leaves: Callable[[str, int], int] | None = None,
    ) -> None:
        self.env = env
        self.choosy = choosy
        """True where some requests may not have every unit, so that one behind may be served before one ahead."""
        self.leaves = leaves
        """Says how many free units of a capability must be left when one is sent to a rank; None for none."""
        self.refused = refused
        """Says whether a request is taken elsewhere, or given up, when none is free."""
        self.free: dict[str, list[list[int]]] = {name: [[] for _ in range(stations)] for name in abilities}
        self.duty: dict[tuple[str, int], int] = {}
        self.out: set[Unit] = set()
        self.broken: set[Unit] = set()
        """Units that are out of order, be they on duty or not, or still out on a job."""
        self.last_call: Callable[[Unit, int], bool] | None = None
        """Says whether a unit may still be sent to a rank before its shift ends; None where it always may."""
        self.turn: Callable[[Request, Unit | None], bool] | None = None
        """Sends a unit that is on its way to something less urgent, rather than the free one, if any."""
        self._turned = False
        """Whether the last request had a unit turn to it, so that what it left asks anew at this instant."""
        self._waiting: dict[str, list[Waiting]] = {name: [] for name in abilities}
        self._serial = 0
        self._settling = EndOfInstant(env, self._settle)

    def ask(self, request: Request) -> None:
        """Take a request in; it gets a unit at once or when its turn comes."""
        if not self._waiting[request.ability] and alone(self.env):
            unit = self.pick(request)
            if self._served(request, unit):
                return
        self._serial += 1
        heappush(self._waiting[request.ability], (request.rank, request.since, request.row, self._serial, request))
        self._settling.call()

    def back(self, unit: Unit, here: Spot | None = None) -> None:
        """Take a unit in again, from where it is if that matters; one whose shift is over goes home."""
        ability, station, number = unit
        self.out.discard(unit)
        if number < self.duty[ability, station] and unit not in self.broken:
            insort(self.free[ability][station], number)
            if self._waiting[ability]:
                self._settling.call()

    def fail(self, unit: Unit) -> None:
        """Take a unit as out of order: it is not free from now on, or from when it comes back."""
        ability, station, number = unit
        self.broken.add(unit)
        if number in self.free[ability][station]:
            self.free[ability][station].remove(number)

    def mend(self, unit: Unit) -> None:
        """Take a unit as in order again: it is free at its station if it is on duty and not out on a job."""
        self.broken.discard(unit)
        if unit not in self.out:
            self.back(unit)

    def fit(self, unit: Unit, rank: int) -> bool:
        """Return whether a unit that is on duty may be sent to a rank: it is in order, and its shift lasts."""
        return unit not in self.broken and (self.last_call is None or self.last_call(unit, rank))

    def staff(self, ability: str, station: int, count: int) -> None:
        """Set how many units of a capability are on duty at a station."""
        self.duty[ability, station] = count
        gone = self.out | self.broken if self.broken else self.out
        self.free[ability][station] = [n for n in range(count) if (ability, station, n) not in gone]
        if self._waiting[ability]:
            self._settling.call()

    def pick(self, request: Request) -> Unit | None:
        """Take the first free unit by the order of the request's stations."""
        free = self.free[request.ability]
        if self.leaves is not None and sum(map(len, free)) <= self.leaves(request.ability, request.rank):
            return None
        for station in request.stations():
            if free[station]:
                number = free[station][0] if self.last_call is None else self._fit_at(station, request)
                if number is not None:
                    unit = (request.ability, station, number)
                    free[station].remove(number)
                    self.out.add(unit)
                    return unit
        return None

    def _fit_at(self, station: int, request: Request) -> int | None:
        """Return the first free unit at a station that may be sent to a request."""
        ability, rank = request.ability, request.rank
        return next((n for n in self.free[ability][station] if self.fit((ability, station, n), rank)), None)

    def withdraw(self, row: int) -> list[Request]:
        """Take out of the list what waits for a subject, and return it."""
        found = []
        for queue in self._waiting.values():
            gone = [entry for entry in queue if entry[2] == row]
            for entry in gone:
                queue.remove(entry)
                found.append(entry[4])
            heapify(queue)
        return found

    def _served(self, request: Request, unit: Unit | None) -> bool:
        """Send a unit to a request: one that turns, or else the free one; False where there is neither."""
        self._turned = self.turn is not None and self.turn(request, unit)
        if self._turned:
            if unit is not None:
                self.out.discard(unit)
                insort(self.free[unit[0]][unit[1]], unit[2])
            return True
        if unit is not None:
            request.sent(unit)
        return unit is not None

    def waiting(self) -> list[Request]:
        """Return the requests that wait."""
        return [entry[4] for queue in self._waiting.values() for entry in queue]

    def _settle(self) -> None:
        for queue in self._waiting.values():
            if self.choosy:
                self._settle_each(queue)
                continue
            while queue and (self._served(queue[0][4], self.pick(queue[0][4])) or self.refused(queue[0][4])):
                heappop(queue)
                # What a unit has left may come before those behind.
                if self._turned:
                    break

    def _settle_each(self, queue: list[Waiting]) -> None:
        for entry in sorted(queue):
            if self._served(entry[4], self.pick(entry[4])) or self.refused(entry[4]):
                queue.remove(entry)
                if self._turned:
                    break
        heapify(queue)
