"""Rounds of calls: one operator tells several others about one incident, one after another, from one seat."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from simcity.engine.pools import Job


@dataclass
class Round:
    """The calls about one incident that follow from the same seat."""

    calls: deque[Job] = field(default_factory=deque)
    busy: bool = False
    """True while an operator makes one of the calls, or waits for the seat to make it."""
