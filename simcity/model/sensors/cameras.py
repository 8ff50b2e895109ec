"""Cameras: fixed or turning, on a wall or not."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simcity.distributions import Constant, Law
from simcity.fields import Angle, Duration, PositiveCount, Share, Time, part
from simcity.model.sensors.devices import NEVER, Devices, Sight
from simcity.model.sensors.watching import PSDB, Steady, Vigilance, hit_rate
from simcity.records import Floats

MOST_SHOWINGS = 10_000
"""Showings of one incident by one camera after which it is taken to be missed for good."""


@part
class Camera(Devices):
    """Fixed cameras that nobody watches by turns: their pictures can be called up, and analytics can run on them."""

    shows: ClassVar[bool] = True
    kind: Literal["camera"] = "camera"

    def notices(self, sight: Sight) -> Floats:
        """Return never: nobody looks."""
        return np.full(len(sight), NEVER)


@part
class Wall(Devices):
    """Cameras on a wall: each is shown for a while, in turn, to operators who see part of what is shown."""

    dwell: Annotated[
        Duration, Field(description="How long one picture stays. Jeonju 2013: 20 to 25 s (facts 4.14, S).")
    ]
    tiles: Annotated[
        PositiveCount,
        Field(description="Pictures shown at once to each operator. Jeonju 2013: 3 monitors of 9 (facts 4.14, S)."),
    ]
    attended: Annotated[
        PositiveCount | None,
        Field(description="Pictures among which an operator's eye must choose; as ``tiles`` where absent."),
    ] = None
    hit_rate: Annotated[
        dict[PositiveCount, Share],
        Field(description="Share seen by pictures shown at once to one operator; PSDB trials (facts 4.01, S)."),
    ] = field(default_factory=lambda: dict(PSDB))
    vigilance: Annotated[Vigilance, Field(description="How attention changes with time on watch.")] = Steady()
    shows: ClassVar[bool] = True

    def __post_init__(self) -> None:
        self.check_positions()
        if self.share is not None and self.devices is None:
            raise ValueError("a share of places does not say how many cameras are on the wall: give devices")

    def cycle(self, watching: Floats) -> Floats:
        """Return the seconds after which a camera comes up again (facts 4.15)."""
        shown = self.tiles * np.maximum(watching, 1e-9)
        return np.asarray(self.dwell * np.maximum(self.size() / shown, 1.0), float)

    def chance(self) -> float:
        """Return the chance that what is shown is seen by a fresh operator."""
        return hit_rate(self.attended or self.tiles, self.hit_rate)

    def glimpse(self, watching: Floats) -> tuple[Floats, Floats]:
        """Return the period of looks at one place, and the chance that a look sees what is there."""
        cycle = self.cycle(watching)
        return cycle, np.full(cycle.shape, self.chance())

    def showings(self, u: Floats) -> Floats:
        """Return the number of looks before the one that sees, by a fresh operator (geometric)."""
        chance = self.chance()
        return np.floor(np.log(u) / np.log1p(-chance)) if chance < 1.0 else np.zeros(np.shape(u))

    def notices(self, sight: Sight) -> Floats:
        """Return the first look that sees it while it shows; each pair has a phase of its own."""
        period, chance = self.glimpse(sight.watching)
        phase, u = sight.draw("phase"), sight.draw("seen")
        if sight.unfailing and isinstance(self.vigilance, Steady):
            with np.errstate(divide="ignore"):
                before = np.where(chance < 1.0, np.floor(np.log(u) / np.log1p(-np.minimum(chance, 1.0 - 1e-16))), 0.0)
            seen = period * (phase + before)
        else:
            seen = self._look_by_look(sight, period, chance, phase, u)
        return np.where((sight.watching > 0) & (seen <= sight.shown_for), seen, NEVER)

    def _look_by_look(self, sight: Sight, period: Floats, chance: Floats, phase: Floats, u: Floats) -> Floats:
        """Follow the looks one by one, since attention and the devices change meanwhile."""
        seen = np.full(len(sight), NEVER)
        open_ = np.flatnonzero((sight.watching > 0) & (chance > 0.0))
        missed = np.ones(len(open_))
        for number in range(MOST_SHOWINGS):
            now = period[open_] * (phase[open_] + number)
            still = now <= sight.shown_for[open_]
            open_, missed, now = open_[still], missed[still], now[still]
            if len(open_) == 0:
                break
            attention = self.vigilance.attention(sight.clock[open_] + now)
            # Where the device is down there is nothing to miss.
            missed = missed * (1.0 - chance[open_] * attention * sight.working(now, open_))
            found = missed < u[open_]
            seen[open_[found]] = now[found]
            open_, missed = open_[~found], missed[~found]
        return seen


@part
class WatchedCamera(Wall):
    """Fixed cameras on a wall."""

    kind: Literal["watched_camera"] = "watched_camera"


@part
class PTZCamera(Wall):
    """Cameras on a wall that turn from one patrol position to the next, and can be called up to look elsewhere."""

    positions: PositiveCount
    """Patrol positions, evenly spread over the circle."""
    stay: Duration
    """How long it looks at each."""
    view: Angle
    """Angle that it sees at once."""
    call_up: Law[Time] = Constant(value=0.0)
    """From being told to turn until it shows the scene."""
    kind: Literal["ptz_camera"] = "ptz_camera"

    def __post_init__(self) -> None:
        Wall.__post_init__(self)
        if self.field_of_view is not None or self.bearings:
            raise ValueError("a camera that turns has no bearing: give view, the angle that it sees at once")

    def glimpse(self, watching: Floats) -> tuple[Floats, Floats]:
        """Return the period of looks and the chance that one sees: pointed there, shown, and noticed.

        Where the wall comes round faster than the patrol, each visit of the patrol is one look, which meets a showing
        by chance; else each showing is one, which meets a visit by chance. A showing and a visit meet where they
        overlap, for a moment at least.
        """
        patrol = self.positions * self.stay
        cycle = self.cycle(watching)
        period = np.maximum(patrol, cycle)
        meets = np.minimum(1.0, (self.stay + self.dwell) / np.minimum(patrol, cycle))
        return period, meets * min(1.0, self.positions * self.view / 360.0) * self.chance()
