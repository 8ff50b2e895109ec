"""Channels: links that carry few messages at once, with a queue for the others."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

import simpy

from simcity.engine.clock import EndOfInstant


class Channel:
    """The places of one link: first come first served, then by incident, decided at the end of the instant."""

    __slots__ = ("_env", "_queue", "_serial", "_settling", "capacity", "taken")

    def __init__(self, env: simpy.Environment, capacity: int) -> None:
        self.capacity = capacity
        self.taken = 0
        self._env = env
        self._queue: list[tuple[float, int, int, Callable[[], None]]] = []
        self._serial = 0
        self._settling = EndOfInstant(env, self._settle)

    def ask(self, row: int, begin: Callable[[], None]) -> None:
        """Queue for a place; ``begin`` is called once there is one."""
        self._serial += 1
        heappush(self._queue, (self._env.now, row, self._serial, begin))
        self._settling.call()

    def free(self) -> None:
        """Give a place back."""
        self.taken -= 1
        if self._queue:
            self._settling.call()

    def _settle(self) -> None:
        while self._queue and self.taken < self.capacity:
            self.taken += 1
            heappop(self._queue)[3]()
