"""Machines that raise alarms: analytics on cameras, plate readers, bells, fire and intrusion alarms, density alarms."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Density, Duration, Factor, Number, Share, part
from simcity.model.sensors.devices import NEVER, Raising, Reporting, Sight
from simcity.records import Floats

_STEP = 30.0
"""Seconds between two readings of a density alarm."""
_DAY = 86400.0
"""Seconds for which the crowd about one incident is read at most."""
_PLACES = ("at", "counts", "share", "devices", "range", "bearings", "field_of_view", "range_at_night")


@part
class Tuning:
    """What the tuning of analytics to their place changes.

    Seoul 2025: needless detections cut 8.8 times, operators confirm 82 % instead of 37 % (facts 4.20, S).
    """

    false_alarms: Factor = 1.0
    """Factor on the false alarms."""
    recall: Factor = 1.0
    """Factor on the recall; the product stays within 100 %."""


@part
class Analytics(Raising):
    """Video analytics: they run on cameras of their own, or on those of another sensor."""

    recall: Share
    """Share of incidents in view that raise an alarm, by one camera."""
    delay: Law[Duration]
    """From onset to the alarm. 3 to 10 s (facts 4.24, B)."""
    on: str | None = None
    """Sensor whose cameras they run on; then at, counts, share and range are that sensor's. On cameras that turn they
    see what lies where the camera looks at onset, view / 360 of what is in range."""
    fraction: Share = 1.0
    """Share of those cameras that have them."""
    recall_of: dict[str, Share] = field(default_factory=dict)
    """Recall by incident type, where it differs."""
    recall_in_crowd: dict[Density, Factor] = field(default_factory=dict)
    """Factor on the recall by persons per m2, joined by straight lines; 100 % where absent."""
    tuning: Tuning = Tuning()
    """What tuning changes."""
    shows: ClassVar[bool] = True
    kind: Literal["analytics"] = "analytics"

    def __post_init__(self) -> None:
        if self.on is None:
            self.check_positions()
            self.check_claims()
            return
        given = [name for name in _PLACES if getattr(self, name) not in (None, (), {})]
        if given:
            raise ValueError(
                f"analytics on another sensor's cameras have the places and the view of those: take out on, or"
                f" {' and '.join(given)}"
            )
        if self.false_alarms > 0 and not self.mistaken_for:
            raise ValueError("false alarms must claim to be something: give mistaken_for")

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of the alarm, by type and by the crowd at onset."""
        by_type = np.array([self.recall_of.get(name, self.recall) for name in sight.types])
        chance = by_type[sight.kind] * self.tuning.recall
        if self.recall_in_crowd:
            crowds = sorted(self.recall_in_crowd)
            factors = [self.recall_in_crowd[crowd] for crowd in crowds]
            chance = chance * np.interp(sight.crowding(np.zeros(len(sight))), crowds, factors)
        return self.raised(sight, np.minimum(chance, 1.0), self.delay)


@part
class PlateReader(Raising):
    """Cameras that read number plates and compare them with a list of wanted vehicles."""

    read: Share
    """Share of plates of a known form that are read right. Field 85 to 95 % (facts 4.44, B)."""
    readable: Share = 1.0
    """Share of plates whose form the reader knows; a new form is read by none that was not updated (facts 4.45, S)."""
    delay: Law[Duration]
    """From passing to the match. 1 to 3 s in a national test (facts 4.43, S)."""
    shows: ClassVar[bool] = True
    kind: Literal["plate_reader"] = "plate_reader"

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of the match."""
        return self.raised(sight, self.read * self.readable, self.delay)


@part
class EmergencyBell(Raising):
    """Bells on posts: somebody within reach presses."""

    pressed: Share
    """Chance that somebody presses the bell within whose reach it happens."""
    delay: Law[Duration]
    """From onset to the press."""
    kind: Literal["emergency_bell"] = "emergency_bell"

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of the press."""
        return self.raised(sight, self.pressed, self.delay)


@part
class FireDetector(Raising):
    """Automatic fire detectors, indoors too. 99.8 % of the runs they caused in Korea in 2020 met no fire (4.30, s2)."""

    recall: Share
    """Share of fires in reach that raise an alarm."""
    delay: Law[Duration]
    """From onset to the alarm."""
    indoors: ClassVar[bool] = True
    kind: Literal["fire_detector"] = "fire_detector"

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of the alarm."""
        return self.raised(sight, self.recall, self.delay)


@part
class IntrusionAlarm(Raising):
    """Alarms of protected premises. Of 23.0 M in Korea in 2015 a guard was sent to 25.5 % (facts 4.33, S)."""

    recall: Share
    """Share of intrusions in reach that raise an alarm."""
    delay: Law[Duration]
    """From onset to the alarm."""
    indoors: ClassVar[bool] = True
    kind: Literal["intrusion_alarm"] = "intrusion_alarm"

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of the alarm."""
        return self.raised(sight, self.recall, self.delay)


@part
class DensityAlarm(Reporting):
    """An alarm when a zone is more crowded than a level, read every 30 s. Seoul 2023: 3, 4 and 5 per m2 (2.61, S)."""

    level: Annotated[Density, Field(gt=0)]
    """Persons per m2 from which it is raised."""
    delay: Law[Duration]
    """From reading to alarm."""
    zones: tuple[str, ...] = ()
    """Where crowds are measured; everywhere if absent."""
    error: Number = 0.0
    """Lognormal spread of the measured about the true density, the same for one incident throughout."""
    kind: Literal["density_alarm"] = "density_alarm"

    def notices(self, sight: Sight) -> Floats:
        """Return when the alarm comes after the first reading at the level, while the incident still shows."""
        from scipy.special import ndtri

        factor = np.exp(self.error * ndtri(sight.draw("error")))
        delay = self.delay.ppf(sight.draw("delay"))
        found = np.full(len(sight), NEVER)
        until = np.minimum(sight.shown_for, _DAY)
        open_ = np.arange(len(sight))
        for number in range(int(until.max(initial=0.0) // _STEP) + 1):
            open_ = open_[number * _STEP <= until[open_]]
            if len(open_) == 0:
                break
            now = np.full(len(open_), number * _STEP)
            read = sight.crowding(now, open_) * factor[open_] >= self.level
            if not sight.unfailing:
                read &= sight.working(now, open_)
            found[open_[read]] = now[read] + delay[open_[read]]
            open_ = open_[~read]
        return np.where(found <= sight.shown_for, found, NEVER)
