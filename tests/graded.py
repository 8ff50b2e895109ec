"""Stories of a fire that may grow, and how to read from the records what became of it."""

from __future__ import annotations

import numpy as np

from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

HOUR = 3600.0
STORY = """\
simcity: 1
title: A fire
source: "assumed: a story for a test"
horizon: 1 d
drain: {drain}
place: {{zones: {{spot: {{kind: point, at: [0 m, 0 m]}}{zones}}}, travel: {{{travel}}}}}
incidents:
  fire:
    at: [{at}]
    where: {{spot: 1}}
    callers: {{calls: {{room: 1}}, delay: {delay}}}
    needs: {{{needs}}}
    {fire}
    levels: {{{levels}}}
  {incidents}
agencies:
  brigade: {{dispatched_by: room, turnout: {turnout}, on_scene: 600 s, {brigade}}}
  police: {{dispatched_by: room_112, {patrols}, on_scene: 900 s{police}}}
  {agencies}
centres:
  room: {{role: fire, seats: {seats}, answering: 10 s, processing: 50 s, dispatching: 30 s{room}}}
  room_112: {{role: police, seats: {seats}, answering: 3 s, processing: 15 s, dispatching: 7 s{room_112}}}
  {centres}
links: {{{links}}}
{more}
"""
PLAIN = {
    "at": "1 h",
    "drain": "1 h",
    "zones": "",
    "travel": "kind: constant, time: 300 s",
    "delay": "0 s",
    "needs": "brigade: {engine: 1}",
    "fire": "priority: 1",
    "levels": "",
    "incidents": "",
    "turnout": "60 s",
    "brigade": "units: unlimited",
    "patrols": "units: unlimited, turnout: 10 s",
    "police": "",
    "agencies": "",
    "seats": "unlimited",
    "room": "",
    "room_112": "",
    "centres": "",
    "links": "",
    "more": "",
}
"""The call is answered after 10 s and understood after 60; the engine is ordered after 90, leaves after 150 and is at
the side from 450 to 1,050 s after the onset."""


def story(**changes: object) -> Scenario:
    """Return a story with some of its blanks filled otherwise: a fire at 1 h."""
    return next(iter(load_text(STORY.format(**{**PLAIN, **changes})).alternatives.values()))


def lived(scenario: Scenario, replication: int = 0) -> Records:
    """Run one replication."""
    return run(scenario, draw(scenario, Luck(scenario.seed, replication), Memory()))


def told(**changes: object) -> Records:
    """Live a story once."""
    return lived(story(**changes))


def when(records: Records, what: Milestone, organisation: str = "") -> list[float]:
    """Return the seconds after 1 h at which a milestone is said of an organisation."""
    mine = (records.milestone == what) & (records.organisation == records.organisations.index(organisation))
    return sorted(np.round(records.time[mine] - HOUR, 6).tolist())


def led(records: Records, what: Milestone, organisation: str) -> list[tuple[float, str, str]]:
    """Return when a milestone is said of an organisation, and which milestone of whom has led to it."""
    mine = np.flatnonzero(
        (records.milestone == what) & (records.organisation == records.organisations.index(organisation))
    )
    cause = records.cause[mine]
    found = [
        (float(time), Milestone(before).name, records.organisations[whose])
        for time, before, whose in zip(
            np.round(records.time[mine] - HOUR, 6), records.milestone[cause], records.organisation[cause], strict=True
        )
    ]
    return sorted(found)


def jobs(records: Records, centre: str, kind: str) -> list[tuple[float, float, float]]:
    """Return asked, begun and ended of a kind of work, in seconds after 1 h."""
    mine = records.job_centre == records.organisations.index(centre)
    mine &= records.job_kind == records.job_kinds.index(kind)
    columns = (records.job_asked[mine], records.job_start[mine], records.job_end[mine])
    return sorted(tuple(np.round(np.array(row) - HOUR, 6).tolist()) for row in zip(*columns, strict=True))


def said(records: Records) -> list[tuple[float | int, ...]]:
    """Return all that was said, with its cause, whatever the order in which it was said."""
    columns = (records.time, records.milestone, records.incident, records.organisation, records.unit, records.channel)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    return sorted((*row, *rows[cause]) for row, cause in zip(rows, records.cause.tolist(), strict=True))
