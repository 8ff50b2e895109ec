"""Cases of theory on hospitals: what is measured in a run, and what is exact."""

from __future__ import annotations

import numpy as np
from theory_case import Case, Sums, means, shares
from theory_records import Seen

from simcity.records import Milestone


def handing_over(seen: Seen, alternative: str) -> Sums:
    came, done = seen.first(Milestone.AT_HOSPITAL), seen.first(Milestone.HANDED_OVER)
    carried = seen.counted & ~np.isnan(came)
    return {
        "P_carried": seen.share(carried),
        "W": seen.mean(done - came, carried),
        "L": seen.number(came, done),
        "P_sojourn_le_10": seen.below(done - came, 10.0, carried),
    }


# Ambulances without limit: those who come are a Poisson stream, and the bays are the desk of A02.
BAYS = Case(
    "BAYS",
    handing_over,
    (*shares("base", P_carried=0.5, P_sojourn_le_10=0.650758), *means("base", W=9.056604, L=4.528302)),
    full=60,
    bounded=False,
)


def lost(seen: Seen, alternative: str) -> Sums:
    return {
        "blocked": seen.share(seen.first(Milestone.LOST) >= 0.0),
        "utilisation": seen.per(seen.units_busy("ems"), 6),
    }


# Erlang B asks for nothing but the mean of the whole job, so that this is A01.
TRANSPORT = Case(
    "TRANSPORT",
    lost,
    tuple(
        one
        for alternative in ("at_station", "when_clear")
        for one in (*shares(alternative, blocked=0.191847), *means(alternative, utilisation=0.673461))
    ),
    full=160,
)
