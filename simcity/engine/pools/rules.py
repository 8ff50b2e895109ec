"""What a floor is told: its rules and its desks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simcity.trace.downtime import NEVER_DOWN, Downtime

ShiftEnd = Literal["finish", "hand_over", "preempt"]


@dataclass(frozen=True)
class Rules:
    """What a floor does beyond giving free seats to those who wait."""

    preemptive: bool = False
    shift_end: ShiftEnd = "finish"
    places: float = math.inf
    """Work from outside that is held at once."""
    down: Downtime = NEVER_DOWN
    """When no seat is given and calls are turned away."""
    handing_over: Callable[[int, int], float] = lambda row, count: 0.0
    """Seconds of the count-th hand-over of work on a subject."""
    crowded: Callable[[int], None] | None = None
    """Told how many reports wait, whenever some do."""


class Desk:
    """Seats for the same kinds of work."""

    __slots__ = ("busy", "called_in", "seats", "shift_over")

    def __init__(self, seats: float) -> None:
        self.seats = seats
        self.called_in = 0.0
        """Seats among them that are there for a while only."""
        self.busy = 0
        self.shift_over = False
        """True from a listed change of shift until the end of that instant."""
