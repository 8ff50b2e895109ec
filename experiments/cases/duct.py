"""What docs/predictions-cases.md foretold of the duct and the data centre."""

from __future__ import annotations

import numpy as np
from reading import Figures, Lived, lives, mean, share

from simcity.fields import HOUR
from simcity.records import Milestone

ALTERNATIVES = ("as_it_was", "two_ducts", "no_fallback", "carried", "two_sites")
CUT = (HOUR, 25 * HOUR)
"""From 12:00 to 12:00, when the staff are in the room and the line to Yongsan is cut."""
LOST = ("links/ticket_yongsan", "links/ticket_seodaemun", "centres/files", "links/place_119", "centres/text_119")


def figures(replication: int) -> Figures:
    """Return the figures of three days."""
    found: Figures = {}
    for lived in lives("duct-fire", replication, ALTERNATIVES):
        found |= {f"{name} ({lived.name})": pair for name, pair in _of(lived).items()}
    return found


def _of(lived: Lived) -> Figures:
    onset = lived.onset[lived.rows("yongsan_case")]
    side = lived.times("yongsan_case", Milestone.AT_SIDE, "yongsan")
    cut = (onset >= CUT[0]) & (onset < CUT[1])
    turned = {
        name: float(lived.said(Milestone.BLOCKED, name).sum()) for name in ("hq_112", "room_119", "text_119", "files")
    }
    counted = lived.records.subjects.counted & lived.records.subjects.real
    reached = np.isin(np.arange(len(counted)), lived.records.incident[lived.said(Milestone.AT_SIDE)])
    asked = float(len(lived.rows("look_up")))
    horizon = lived.scenario.horizon
    down = {
        f"D1 {path} down, h": (lived.trace.down[path].seconds(0.0, horizon) / HOUR, 1.0)
        for path in LOST
        if path in lived.trace.down
    }
    return {
        **down,
        **{f"D2 turned away at {name}": (number, 1.0) for name, number in turned.items()},
        "D2 reached in the end, %": _percent(share(reached[counted])),
        "D3 look-ups turned away, %": (100.0 * turned["files"], asked),
        "D4 Yongsan, s": mean(side),
        "D5 Yongsan, 12:00 to 12:00, s": mean(side[cut]),
        "D8 medical, s": mean(lived.times("medical", Milestone.AT_SIDE, "ems")),
    }


def _percent(pair: tuple[float, float]) -> tuple[float, float]:
    return 100.0 * pair[0], pair[1]
