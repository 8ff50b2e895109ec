"""What docs/predictions-cases.md foretold of the attack in a mall."""

from __future__ import annotations

import numpy as np
from reading import Figures, Lived, lives, mean, share

from simcity.records import Milestone

EVENING = (3600.0, 25200.0)
"""From 18:00 to 24:00."""
_LUCK = (np.arange(20_000) + 0.5) / 20_000
ALTERNATIVES = ("phones", "integrated", "integrated_picture_helps", "perfect", "no_flood")


def figures(replication: int) -> Figures:
    """Return the figures of one evening."""
    found: Figures = {}
    for lived in lives("mall-attack", replication, ALTERNATIVES):
        found |= {f"{name} ({lived.name})": pair for name, pair in _of(lived).items()}
    return found


def other_layouts(replication: int) -> Figures:
    """Return the figures of the attack where the posts stand elsewhere, by another seed."""
    found: Figures = {}
    for lived in lives("mall-attack", replication, ("phones", "perfect"), {"seed": str(1 + replication)}):
        figures = {name: pair for name, pair in _of(lived).items() if name[:2] in ("M2", "M4", "M8")}
        found |= {f"{name} ({lived.name})": pair for name, pair in figures.items()}
    return found


def _of(lived: Lived) -> Figures:
    attack = lived.rows("attack")
    lasts = np.array(lived.trace.gone)[attack] - lived.onset[attack]
    law = lived.scenario.incidents["attack"].shows_for
    assert law is not None
    arrival = lived.times("attack", Milestone.ON_SCENE, "police")
    side = lived.times("attack", Milestone.AT_SIDE, "police")
    by_law = np.array([np.mean(law.ppf(_LUCK) < second) for second in arrival])
    aware = lived.times("attack", Milestone.AWARE, "room_110")
    return {
        "M1 over within 5 min, %": _percent(share(lasts < 300.0)),
        "M1 over within 2 min, %": _percent(share(lasts < 120.0)),
        "M2 over before police, of those that were, %": _percent(share(~(lasts >= arrival))),
        "M2 over before police, by the law, %": _percent(mean(by_law)),
        "M4 at the side within 5 min, %": _percent(share(side <= 300.0)),
        "   police room knows, s": mean(aware),
        "   first car there, s": mean(arrival),
        "M5 calls to 110 in the evening": (_calls(lived), 1.0),
        **_waits(lived),
        **_runs(lived),
        "M8 urgent within golden time, %": _percent(share(lived.times("urgent", Milestone.AT_SIDE, "police") <= 480.0)),
    }


def _percent(pair: tuple[float, float]) -> tuple[float, float]:
    return 100.0 * pair[0], pair[1]


def _calls(lived: Lived) -> float:
    reports = lived.trace.reports
    room = list(lived.scenario.centres).index("room_110")
    asked = (reports.centre == room) & (reports.time >= EVENING[0]) & (reports.time < EVENING[1])
    return float(np.sum(asked & (reports.channel == lived.trace.channels.index("call"))))


def _waits(lived: Lived) -> Figures:
    records = lived.records
    room = records.organisations.index("room_110")
    calls = (records.job_centre == room) & (records.job_kind == records.job_kinds.index("call"))
    calls &= (records.job_asked >= EVENING[0]) & (records.job_asked < EVENING[1])
    wait = (records.job_start - records.job_asked)[calls]
    first = wait[records.job_asked[calls] < EVENING[0] + 480.0]
    hung = lived.said(Milestone.ABANDONED, "room_110")
    hung &= (records.time >= EVENING[0]) & (records.time < EVENING[1])
    return {
        "M6 wait of those answered, s": mean(wait),
        "M6 wait from 18:00 to 18:08, s": mean(first),
        "M6 hung up, % of calls with redials": (100.0 * float(hung.sum()), float(calls.sum())),
    }


def _runs(lived: Lived) -> Figures:
    records = lived.records
    sent = lived.said(Milestone.DISPATCHED, "police")
    sent &= (records.time >= lived.onset[lived.rows("attack")[0]]) & (records.time < EVENING[1])
    real = records.subjects.real[records.incident[sent]]
    return {"M7 runs to what does not exist, %": _percent(share(~real)), "   runs": (float(sent.sum()), 1.0)}
