"""People who are there: guards and staff."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simcity.distributions import Law
from simcity.fields import Duration, Share, part
from simcity.model.sensors.devices import NEVER, Reporting, Sight
from simcity.records import Floats


@part
class Guards(Reporting):
    """Guards, staff or a patrol on foot who come upon incidents and report to their own centre."""

    share: Share
    """Share of incidents in their zones that they notice while it shows."""
    delay: Law[Duration]
    """From onset to their word."""
    zones: tuple[str, ...] = ()
    """Where they are; everywhere if absent."""
    kind: Literal["guards"] = "guards"

    def notices(self, sight: Sight) -> Floats:
        """Return the delay of their word where they are about and notice it."""
        delay = self.delay.ppf(sight.draw("delay"))
        said = (sight.draw("recall") < self.share) & (delay <= sight.shown_for)
        if not sight.unfailing:
            said &= sight.working(delay)
        return np.where(said, delay, NEVER)
