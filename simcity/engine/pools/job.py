"""Jobs: pieces of work that take a seat."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

JobRow = tuple[int, int, int, float, float, float, int]
"""Centre, kind, subject, asked, start, end, outcome."""

WAITING, SEATED, GONE = 0, 1, 2


class Job(ABC):
    """Work that takes one seat of one room, from ``begin`` until the room is told that the seat is free."""

    __slots__ = ("asked", "cause", "centre", "kind", "rank", "row", "start", "state")

    interruptible: ClassVar[bool] = True
    """False for a talk between two rooms, which is never interrupted."""
    from_outside: ClassVar[bool] = True
    """False for work of a kind that comes from outside which the room does of its own accord."""

    def __init__(self, centre: int, kind: int, rank: int, row: int, cause: int) -> None:
        self.centre = centre
        self.kind = kind
        self.rank = rank
        """Lower comes first."""
        self.row = row
        """The subject it is about."""
        self.cause = cause
        """The record that led to it."""
        self.asked = self.start = math.nan
        self.state = WAITING

    @abstractmethod
    def begin(self) -> None:
        """Do what is done with the seat, now that there is one."""

    def let_in(self) -> None:  # noqa: B027  # most work does nothing here
        """Take note of having been let in, in a room that may turn work away."""

    def turned_away(self) -> None:  # noqa: B027  # most work does nothing here
        """Do what follows when the room turns it away; it never waits there."""

    def abandoned(self) -> None:  # noqa: B027  # most work does nothing here
        """Do what follows when whoever brings it hangs up before there is a seat."""

    def held_up(self, since: float, seconds: float) -> None:  # noqa: B027  # most work does nothing here
        """Take note that the work rested for a while and will end that much later."""
