"""Approvals: who must be asked before something is shown or sent."""

from __future__ import annotations

from dataclasses import field

from simcity.distributions import Law
from simcity.fields import Share, Time, part
from simcity.model.kinds import NO_TIME, Schedule


@part
class Approval:
    """A permission that has to be asked for, and may be refused; every asking and answer is said in the records."""

    by: str
    """Centre that grants it: a seat there decides."""
    asking: Law[Time] = NO_TIME
    """From needing it until the request lies before the centre that grants."""
    granting: Law[Time] = NO_TIME
    """Seat time of the decision."""
    refused: Share = 0.0
    """Share of requests that are refused."""
    open: Schedule = field(default_factory=lambda: {0.0: 1})
    """Office hours, 1 for open and 0 for closed by hour of the day; a request out of hours waits for the opening."""

    def __post_init__(self) -> None:
        if not any(self.open.values()):
            raise ValueError("it is never open, so nothing can ever be granted; give one hour of open the value 1")
