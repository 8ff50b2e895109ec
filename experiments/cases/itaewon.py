"""What docs/predictions-cases.md foretold of Itaewon: lags, minutes of warning, and alarms on other evenings."""

from __future__ import annotations

import numpy as np
from reading import Figures, Lived, lives, mean, share

from simcity.fields import DAY, HOUR, MINUTE
from simcity.records import Milestone

ALTERNATIVES = (
    "as_it_was",
    *(f"{way}_{level}" for way in ("phone", "report") for level in (3, 4, 5)),
    "report_4_released",
    "report_5_released",
    "perfect",
    "perfect_released",
)
EVENINGS = ("evenings_3", "evenings_4", "evenings_5")
DAYS = 100


def figures(replication: int) -> Figures:
    """Return the figures of one evening, and of a hundred others."""
    found: Figures = {}
    for lived in lives("itaewon-2022", replication, ALTERNATIVES):
        found |= {f"{name} ({lived.name})": pair for name, pair in _evening(lived).items()}
    for lived in lives("itaewon-2022", replication, EVENINGS, {"horizon": f"{DAYS} d"}):
        found |= {f"{name} ({lived.name})": pair for name, pair in _evenings(lived).items()}
    return found


def _evening(lived: Lived) -> Figures:
    (crush,) = lived.onset[lived.rows("crush")]
    (crowding,) = lived.onset[lived.rows("crowding")]
    known = lived.times("crowding", Milestone.AWARE, "room_112") + crowding
    squad = lived.times("crowding", Milestone.AT_SIDE, "riot") + crowding
    calls = lived.trace.reports
    to_112 = (calls.centre == list(lived.scenario.centres).index("room_112")) & np.isin(calls.row, lived.rows("crush"))
    found = {
        "I4 minutes of warning at 112": _minutes(crush - known),
        "I6 squad there before the crush, %": (100.0 * float(np.sum(squad < crush)), 1.0),
        "I7 minutes between squad and crush": _minutes(crush - squad),
    }
    if lived.name != "as_it_was":
        return found
    return found | {
        "I1 calls about the crush to 112": (float(to_112.sum()), 1.0),
        "I2 first ambulance at the kerb, min": _minutes(lived.times("crush", Milestone.ON_SCENE, "ems")),
        "I2 first crew at the side, min": _minutes(lived.times("crush", Milestone.AT_SIDE, "ems")),
        "I3 first squad at the kerb, min": _minutes(lived.times("crush", Milestone.ON_SCENE, "riot")),
        "   warnings to which a car was sent": (float(_sent(lived)), 1.0),
        "   119 knows of the crush, s": mean(lived.times("crush", Milestone.AWARE, "room_119")),
    }


def _sent(lived: Lived) -> int:
    chosen = lived.said(Milestone.REQUESTED, "police") & np.isin(lived.records.incident, lived.rows("warning"))
    return len(np.unique(lived.records.incident[chosen]))


def _minutes(seconds: np.ndarray) -> tuple[float, float]:
    total, number = mean(seconds)
    return total / MINUTE, number


def _evenings(lived: Lived) -> Figures:
    alarmed = ~np.isnan(lived.times("crowding", Milestone.AWARE, "room_112"))
    alarms = {_day(second) for second in lived.onset[lived.rows("crowding")][alarmed].tolist()}
    crushes = {_day(second) for second in lived.onset[lived.rows("crush")].tolist()}
    return {
        "I8 evenings with an alarm and no crush, %": (100.0 * len(alarms - crushes), DAYS),
        "I9 evenings with a crush, %": (100.0 * len(crushes), DAYS),
        "I9 alarms for each crush": (len(alarms), len(crushes)),
        "   alarms of those crushes, %": share(np.array([day in alarms for day in crushes], np.bool_)),
    }


def _day(second: float) -> int:
    """Return the evening to which a second belongs: until 6 h in the morning it is the one before."""
    return int((second + 17 * HOUR - 6 * HOUR) // DAY)
