"""Stories of two centres and a link, and how to read from the records what became of them."""

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
title: A story
source: "assumed: a story for a test"
horizon: 1 d
drain: {drain}
place: {{zones: {{spot: {{kind: point, at: [0 m, 0 m]}}}}}}
incidents:
  case:
    at: [{at}]
    callers: {{calls: {{first: 1}}, delay: 0 s}}
    needs: {{{needs}}}
    {case}
agencies:
  ems: {{dispatched_by: second, units: unlimited, travel: {{kind: constant, time: 60 s}}, turnout: 30 s, search: 20 s}}
  {agencies}
centres:
  first: {{role: video, seats: {seats}, answering: 2 s, processing: 10 s{first}}}
  second: {{role: ems, seats: {seats}, answering: 3 s, processing: 15 s, dispatching: 7 s{second}}}
  {centres}
links:
  word: {{{word}}}
  {links}
{more}
"""

PLAIN = {
    "at": "1 h",
    "drain": "1 h",
    "needs": "ems: {any: 1}",
    "case": "priority: 1",
    "agencies": "",
    "centres": "",
    "first": "",
    "second": "",
    "seats": "unlimited",
    "word": "kind: ticket, from: first, to: second",
    "links": "",
    "more": "",
}
TICKET = "kind: ticket, from: first, to: second, latency: 40 s, handling: 5 s"
RADIO = "kind: radio, from: first, to: second, duration: 20 s, handling: 5 s"
PHONE = "kind: phone_relay, from: first, to: second, duration: 40 s, handling: 5 s"


def story(**changes: object) -> Scenario:
    """Return a story with some of its blanks filled otherwise: a case at 1 h, of which ``first`` knows after 12 s."""
    return next(iter(load_text(STORY.format(**{**PLAIN, **changes})).alternatives.values()))


def lived(scenario: Scenario, replication: int = 0) -> Records:
    """Run one replication."""
    return run(scenario, draw(scenario, Luck(scenario.seed, replication), Memory()))


def told(**changes: object) -> Records:
    """Live a story once."""
    return lived(story(**changes))


def when(records: Records, what: Milestone, organisation: str, channel: str | None = None) -> list[float]:
    """Return the seconds after 1 h at which an organisation comes to a milestone."""
    mine = (records.milestone == what) & (records.organisation == records.organisations.index(organisation))
    if channel is not None:
        mine &= records.channel == records.channels.index(channel)
    return sorted(np.round(records.time[mine] - HOUR, 6).tolist())


def jobs(records: Records, centre: str, kind: str) -> list[tuple[float, float, float]]:
    """Return asked, begun and ended of a kind of work, in seconds after 1 h."""
    mine = records.job_centre == records.organisations.index(centre)
    mine &= records.job_kind == records.job_kinds.index(kind)
    columns = (records.job_asked[mine], records.job_start[mine], records.job_end[mine])
    return sorted(tuple(np.round(np.array(row) - HOUR, 6).tolist()) for row in zip(*columns, strict=True))


def down(*spells: tuple[float, float]) -> str:
    """Return outages that begin so many seconds after 1 h and last so long."""
    written = ", ".join(f"{{after: {HOUR + since} s, lasts: {lasts} s}}" for since, lasts in spells)
    return f"outages: {{kind: at_times, spells: [{written}]}}"


WALL = """\
sensors:
  eyes: {{kind: camera, centre: first, {where}, {more}}}
"""
FIXED = WALL.format(where="at: [[10 m, 0 m]], range: 50 m", more="types: [case]")
