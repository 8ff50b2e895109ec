"""Calls at a later time: the one place where simcity meets SimPy's event list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import simpy
from simpy.events import EventPriority

A = TypeVar("A")
START_OF_INSTANT = EventPriority(0)
"""SimPy priority before all ordinary events of the same time."""
ORDINARY = EventPriority(1)
END_OF_INSTANT = EventPriority(2)
"""SimPy priority behind all ordinary events of the same time."""
BEHIND_ALL = EventPriority(3)
"""Behind what is decided at the end of the instant as well."""


LAST_OF_INSTANT = EventPriority(3)
"""SimPy priority behind the ends of an instant, for what is to see all that they have decided."""


class Call(simpy.Event):
    """An event that calls a function with one argument when its time comes.

    What SimPy keeps per event is shared by all calls, so that a call is one small object and no cycle.
    """

    _ok = True
    _value = None
    function: Callable[[object], None]
    argument: object

    def __init__(
        self,
        env: simpy.Environment,
        delay: float,
        function: Callable[[A], None],
        argument: A,
        priority: EventPriority = ORDINARY,
    ) -> None:
        self.function = function  # type: ignore[assignment]  # it takes what stands beside it
        self.argument = argument
        env.schedule(self, priority, delay)


def _run(call: Call) -> None:
    call.function(call.argument)


# SimPy walks over the callbacks of an event and then sets its own to none: a shared tuple will do.
Call.callbacks = (_run,)  # type: ignore[assignment]  # SimPy types it as a list


def alone(env: simpy.Environment) -> bool:
    """Return whether nothing else is due at this instant, so that a choice need not wait for its end."""
    return env.peek() > env.now


class EndOfInstant:
    """Calls a function at the end of the instant, once however often it is asked; at once where nothing else is due.

    So it does not matter in which order requests of one instant came.
    """

    __slots__ = ("_due", "_env", "_function")

    def __init__(self, env: simpy.Environment, function: Callable[[], None]) -> None:
        self._env = env
        self._function = function
        self._due = False

    def call(self) -> None:
        """Call the function once all else of this instant has happened."""
        if self._due:
            return
        if alone(self._env):
            self._function()
        else:
            self._due = True
            Call(self._env, 0.0, self._now, None, END_OF_INSTANT)

    def _now(self, _: None) -> None:
        self._due = False
        self._function()
