"""Laws of units, hospitals, held scenes and levels that hold in any town, whatever is in it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np

from simcity.analysis.attribution import TOTAL, attribute
from simcity.analysis.chains import STAGES, follow
from simcity.model.geography import offsets, wrap_of
from simcity.model.roads import RightAngle, StraightLine
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Trace

M = Milestone
DAY = 86400.0
TRIFLE = 1e-6
"""Seconds by which sums of the same parts may differ."""
AT_LEAST = 300.0
"""Seconds that a hand-over takes at least in these towns."""

Job = list[tuple[float, Milestone, int, int]]
"""Time, milestone, incident and channel of all that one unit said on one job."""


def jobs_of(records: Records) -> dict[int, list[Job]]:
    """Return by unit its jobs in order, each from being sent until it is in service again."""
    sent_by: dict[int, int] = {}
    found: dict[int, dict[int, Job]] = defaultdict(dict)
    for index in range(len(records.subjects), len(records)):
        unit, what = int(records.unit[index]), Milestone(records.milestone[index])
        if unit == 0 or what is M.LOST:
            continue
        root = index if what is M.DISPATCHED else sent_by[int(records.cause[index])]
        sent_by[index] = root
        line = (float(records.time[index]), what, int(records.incident[index]), int(records.channel[index]))
        found[unit].setdefault(root, []).append(line)
    return {unit: sorted(those.values(), key=lambda job: job[0][0]) for unit, those in found.items()}


def causes(records: Records) -> None:
    """What led to a record was said before, of the same incident, no later; all begins with the onset."""
    index, cause = np.arange(len(records)), records.cause
    first = index < len(records.subjects)
    assert (cause[first] == index[first]).all()
    assert (records.milestone[first] == M.ONSET).all()
    assert (cause[~first] < index[~first]).all()
    assert (records.incident[cause] == records.incident).all()
    assert (records.time[cause] <= records.time + TRIFLE).all()
    assert np.isfinite(records.time).all()
    assert (records.time <= records.end).all()


def units(records: Records, scenario: Scenario, trace: Trace) -> None:
    """A unit is on one job at a time, on duty and in order when it is sent, and says its steps in order."""
    for unit, jobs in jobs_of(records).items():
        name = records.units[unit]
        agency = name.partition("/")[0]
        # Where the time of a job is drawn by itself a unit may be free before it has arrived.
        drawn = any(scenario.agencies[agency].busy_at(station) for station in scenario.agencies[agency].stations)
        for job in jobs:
            times, whats = [line[0] for line in job], [line[1] for line in job]
            assert whats[0] is M.DISPATCHED, (name, job)
            assert len({line[2] for line in job}) == 1
            assert drawn or all(one <= other + TRIFLE for one, other in pairwise(times)) or M.PICTURED in whats, (
                name,
                job,
            )
            assert whats.count(M.IN_SERVICE) == 1 or job is jobs[-1], (name, job)
            assert all(count == 1 for what, count in Counter(whats).items() if what is not M.PICTURED), (name, job)
            if M.CANCELLED in whats:
                turning = scenario.agencies[agency].redispatch
                leaves = turning is not None and turning.from_scene
                assert not ({M.CLEAR} if leaves else {M.ON_SCENE, M.AT_SIDE, M.CLEAR}) & set(whats), (name, job)
        for one, other in pairwise(jobs):
            back = [time for time, what, _, _ in one if what is M.IN_SERVICE]
            assert back, (name, one)
            assert back[0] <= other[0][0] + TRIFLE, (name, one, other)
        broken = spells_of(trace, agency, name, records.end)
        for job in jobs:
            sent = job[0][0]
            assert not any(since < sent - TRIFLE and sent < until - TRIFLE for since, until in broken), (name, sent)
            on_the_way = [line[0] for line in job if line[1] in (M.ON_SCENE, M.CANCELLED, M.STAGED)]
            until = on_the_way[0] if on_the_way else records.end
            if job[-1][1] is M.IN_SERVICE and on_the_way and not drawn:
                assert not any(sent + TRIFLE < since < until - TRIFLE for since, _ in broken), (name, job, broken)


def spells_of(trace: Trace, agency: str, name: str, end: float) -> list[tuple[float, float]]:
    """Return when a unit is out of order."""
    those = trace.failures.fleets.get(agency)
    if those is None:
        return []
    stations = trace.stations[agency]
    return [
        (since, until)
        for since, until, (ability, station, number) in those.spells(end)
        if f"{agency}/{stations[station].name}/{ability}-{number + 1}" == name
    ]


def slots(records: Records, scenario: Scenario) -> None:
    """No slot of a run card or extra alarm has two units at once, and none is lost without a word."""
    count = Counter(
        zip(records.incident.tolist(), records.organisation.tolist(), records.milestone.tolist(), strict=True)
    )
    mine = records.unit > 0
    turned = Counter(
        zip(
            records.incident[mine].tolist(),
            records.organisation[mine].tolist(),
            records.milestone[mine].tolist(),
            strict=True,
        )
    )
    for row, who in {(row, who) for row, who, what in count if what == M.REQUESTED}:
        name = records.organisations[who]
        kind = scenario.incidents[records.subjects.types[records.subjects.type[row]]]
        cards = [sum(agency == name for agency, _, _ in card) for card in kind.alarms()]
        asked = count[row, who, M.REQUESTED]
        assert asked <= sum(number > 0 for number in cards)
        most = sum(number for number in cards if number)
        least = min(number for number in cards if number)
        # Each unit that turns away is asked for anew, unless nothing has happened there.
        out = count[row, who, M.DISPATCHED] - turned[row, who, M.CANCELLED] + count[row, who, M.LOST]
        assert out <= most, (name, row, out, most)
        agency = scenario.agencies[name]
        real = bool(records.subjects.real[row])
        given = agency.units == "unlimited" or agency.when_none_free.kind != "wait"
        if given and asked == sum(number > 0 for number in cards) and (real or not agency.called_off):
            late = any(
                records.time[k] >= records.end - TRIFLE
                for k in np.flatnonzero((records.incident == row) & (records.organisation == who))
            )
            assert out == most or late, (name, row, out, most)
        assert out >= 0
        assert least > 0


def clocks(records: Records, scenario: Scenario) -> None:
    """Stages are never negative and add up exactly to the golden clock."""
    chains = follow(records, scenario)
    stages, reached = chains.stages(), chains.reached
    assert stages.shape[0] == len(STAGES)
    assert (stages[:, reached] >= 0.0).all()
    assert np.allclose(stages[:, reached].sum(axis=0), chains.golden[reached], rtol=0.0, atol=1e-5)


def saved(before: Records, first: Scenario, after: Records, second: Scenario) -> None:
    """What is saved at the stages adds up to what is saved."""
    rows, counts = attribute(follow(before, first), follow(after, second))
    by_group: dict[str, float] = defaultdict(float)
    total = {}
    for group, stage, seconds, _ in rows:
        if stage == TOTAL:
            total[group] = seconds
        else:
            by_group[group] += seconds
    for group, seconds in total.items():
        assert math.isclose(by_group[group], seconds, abs_tol=1e-4), group
    for column in range(1, 5):
        assert sum(row[column] for row in counts[:-1]) == counts[-1][column]


def hospitals(records: Records, scenario: Scenario) -> None:
    """No more units hand over at once than there are bays; first come, first served, and only who may is taken."""
    for name, hospital in scenario.hospitals.items():
        channel = records.channels.index(name)
        over = np.flatnonzero((records.milestone == M.HANDED_OVER) & (records.channel == channel))
        came = records.cause[over]
        assert (records.milestone[came] == M.AT_HOSPITAL).all()
        assert (records.channel[came] == channel).all()
        stay = records.time[over] - records.time[came]
        assert (stay >= AT_LEAST - TRIFLE).all()
        if hospital.bays is not None:
            # Whoever has handed over has held a bay for as long as a hand-over takes at least.
            marks = np.concatenate([records.time[over] - AT_LEAST, records.time[over]])
            change = np.repeat([1, -1], len(over))
            order = np.lexsort((change, np.round(marks, 6)))
            assert np.cumsum(change[order]).max(initial=0) <= hospital.bays
            law = hospital.handover
            if len(set(law.ppf(np.array([0.01, 0.5, 0.99])).tolist())) == 1:
                takes = float(law.ppf(np.array([0.5]))[0])
                free = [0.0] * hospital.bays
                for arrival, leaves in sorted(
                    zip(records.time[came].tolist(), records.time[over].tolist(), strict=True)
                ):
                    begins = max(arrival, free.pop(0))
                    assert math.isclose(leaves, begins + takes, abs_tol=1e-4), (name, arrival, leaves, begins)
                    free = sorted([*free, leaves])
        for k in came.tolist():
            kind = records.subjects.types[records.subjects.type[records.incident[k]]]
            agency = records.organisations[records.organisation[k]]
            transport = scenario.incidents[kind].transport[agency]
            assert records.subjects.real[records.incident[k]]
            assert transport.to == "nearest" or hospital.can_treat(kind)
            ability = records.units[records.unit[k]].rpartition("/")[2].rpartition("-")[0]
            assert not transport.by or not ability or ability in transport.by


def held(records: Records, scenario: Scenario) -> None:
    """Nobody is held, or still held, once the centre that sends him knows of the safety, and nobody goes in before."""
    known = {}
    for k in np.flatnonzero(records.milestone == M.SAFE).tolist():
        key = int(records.incident[k]), records.organisations[records.organisation[k]]
        assert key not in known
        known[key] = float(records.time[k])
    released = {int(records.cause[k]): k for k in np.flatnonzero(records.milestone == M.RELEASED).tolist()}
    ended = {int(records.cause[k]): k for k in np.flatnonzero(records.milestone == M.CANCELLED).tolist()}
    for k in np.flatnonzero(records.milestone == M.STAGED).tolist():
        name = records.organisations[records.organisation[k]]
        agency, row = scenario.agencies[name], int(records.incident[k])
        kind = scenario.incidents[records.subjects.types[records.subjects.type[row]]]
        assert kind.violent
        assert scenario.centres[agency.dispatched_by].role != "police"
        safe, since = known.get((row, agency.dispatched_by), math.inf), float(records.time[k])
        # By rounding one may be a trifle before the other.
        assert since < safe + TRIFLE, (name, row, since, safe)
        until = min((float(records.time[those[k]]) for those in (released, ended) if k in those), default=records.end)
        assert until <= max(safe, since) + TRIFLE, (name, row, since, until, safe)
        if k in released and agency.goes_in_after is None:
            assert math.isclose(until, max(safe, since), abs_tol=TRIFLE)
    for k in np.flatnonzero(records.milestone == M.ON_SCENE).tolist():
        name, row = records.organisations[records.organisation[k]], int(records.incident[k])
        agency = scenario.agencies[name]
        kind = scenario.incidents[records.subjects.types[records.subjects.type[row]]]
        if not kind.violent or scenario.centres[agency.dispatched_by].role == "police":
            continue
        let_in = records.milestone[records.cause[k]] == M.RELEASED
        safe = known.get((row, agency.dispatched_by), math.inf)
        assert let_in or records.time[k] >= safe - TRIFLE, (name, row, float(records.time[k]), safe)


def levels(records: Records, scenario: Scenario) -> None:
    """A level only rises, step by step, to what there is, and never once somebody stands there who stops it."""
    subjects = records.subjects
    grown = np.flatnonzero(records.milestone == M.ESCALATED)
    by_row: dict[int, list[float]] = defaultdict(list)
    for k in grown[np.argsort(records.time[grown], kind="stable")].tolist():
        by_row[int(records.incident[k])].append(float(records.time[k]))
    for row, times in by_row.items():
        kind = scenario.incidents[subjects.types[subjects.type[row]]]
        assert subjects.real[row]
        assert subjects.level is not None
        begins = int(subjects.level[row])
        assert begins + len(times) <= len(kind.levels)
        assert (np.diff(times) >= 0).all()
        for level, time in zip(list(kind.levels.values())[begins:], times, strict=False):
            if level.unless is None:
                continue
            there = (records.incident == row) & (records.milestone == M.AT_SIDE)
            there &= records.organisation == records.organisations.index(level.unless)
            assert not (records.time[there] < time - TRIFLE).any(), (row, time)


def whereabouts(records: Records, scenario: Scenario, trace: Trace) -> None:
    """No unit is ever elsewhere than it can have driven to since it was last seen."""
    wrap = wrap_of(scenario.place.zones)
    for unit, jobs in jobs_of(records).items():
        name = records.units[unit]
        agency_name, stand, _ = name.split("/")
        agency = scenario.agencies[agency_name]
        law = agency.travel or scenario.place.travel
        if not isinstance(law, StraightLine | RightAngle) or law.noise > 0.0:
            continue
        if agency.available_again == "when_clear" or agency.busy is not None:
            continue
        station = next(one for one in trace.stations[agency_name] if one.name == stand)
        schedules = scenario.agencies[agency_name].stations[station.station].units.values()
        if spells_of(trace, agency_name, name, records.end) or any(len(steps) > 1 for steps in schedules):
            continue
        patrol = agency.stations[station.station].patrol
        speed = max(law.speed / getattr(law, "detour", 1.0), patrol.speed if patrol else 0.0)
        here, since = ((station.x, station.y), 0.0) if patrol is None else (None, 0.0)
        for job in jobs:
            for time, what, row, channel in job:
                if what in (M.ON_SCENE, M.CLEAR):
                    there = float(records.subjects.x[row]), float(records.subjects.y[row])
                elif what in (M.AT_HOSPITAL, M.HANDED_OVER):
                    there = scenario.hospitals[records.channels[channel]].at
                else:
                    continue
                if here is not None:
                    dx, dy = offsets(np.array([there[0] - here[0]]), np.array([there[1] - here[1]]), wrap)
                    # A right angle is longer than the straight line, and a patrol drives along that.
                    far = float(np.hypot(dx, dy)[0])
                    if isinstance(law, RightAngle) and patrol is None:
                        far = float(np.abs(dx)[0] + np.abs(dy)[0])
                    assert time - since >= far / speed - 1e-3, (name, what, row, time - since, far / speed)
                here, since = there, time


def moves(records: Records, scenario: Scenario, trace: Trace) -> None:
    """Only free units move up, to stations of their agency, never where they are bound already."""
    busy: dict[int, list[tuple[float, float]]] = {}
    for unit, jobs in jobs_of(records).items():
        busy[unit] = [(job[0][0], job[-1][0] if job[-1][1] is M.IN_SERVICE else math.inf) for job in jobs]
    bound: dict[int, tuple[float, str]] = {}
    assert list(records.moves) == sorted(records.moves)
    for time, unit, station in records.moves:
        agency, home, _ = records.units[unit].split("/")
        assert scenario.agencies[agency].move_up is not None
        assert station in {one.name for one in trace.stations[agency]}
        assert not any(since < time - TRIFLE and time < until - TRIFLE for since, until in busy.get(unit, ()))
        when, before = bound.get(unit, (0.0, home))
        if not any(when - TRIFLE <= since <= time + TRIFLE for since, _ in busy.get(unit, ())):
            assert station != before or scenario.agencies[agency].breakdowns or time == when, (
                records.units[unit],
                time,
            )
        bound[unit] = time, station


def everything(records: Records, scenario: Scenario, trace: Trace) -> None:
    """Hold a run against all laws."""
    causes(records)
    units(records, scenario, trace)
    slots(records, scenario)
    clocks(records, scenario)
    hospitals(records, scenario)
    held(records, scenario)
    levels(records, scenario)
    whereabouts(records, scenario, trace)
    moves(records, scenario, trace)
