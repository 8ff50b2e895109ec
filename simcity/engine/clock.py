"""Calls at a later time: the one place where simcity meets SimPy's event list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import simpy
from simpy.events import EventPriority

A = TypeVar("A")
ORDINARY = EventPriority(1)
END_OF_INSTANT = EventPriority(2)
"""SimPy priority behind all ordinary events of the same time."""


class Call(simpy.Event):
    """An event that calls a function with one argument when its time comes."""

    def __init__(
        self,
        env: simpy.Environment,
        delay: float,
        function: Callable[[A], None],
        argument: A,
        priority: EventPriority = ORDINARY,
    ) -> None:
        self.env = env
        self.callbacks = [self._run]
        self._value = None
        self._ok = True
        self._function = function
        self._argument = argument
        env.schedule(self, priority, delay)

    def _run(self, _: simpy.Event) -> None:
        self._function(self._argument)


def alone(env: simpy.Environment) -> bool:
    """Return whether nothing else is due at this instant, so that a choice need not wait for its end."""
    return env.peek() > env.now
