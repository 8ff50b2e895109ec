"""Metrics of one replication: numerators and denominators under ids such as ``attainment/collapse/ems``.

Numerators and denominators are sums over incidents, seconds or days, so that replications can be pooled
as ratios. A quantile of a replication stands over a denominator of 1, or of 0 where there was nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.analysis.chains import Chains
from simcity.analysis.knowing import earliest, knowing, summed
from simcity.analysis.levels import growing
from simcity.analysis.moving import moving
from simcity.analysis.names import HOURS, UNITS, is_quantile, known, require, unit_of
from simcity.analysis.sensing import availability, sensing
from simcity.analysis.service import service
from simcity.analysis.timelines import full_response
from simcity.analysis.workload import workload
from simcity.fields import DAY, MINUTE
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Milestone, Outcome

__all__ = ["UNITS", "Metric", "curves", "is_quantile", "known", "measure", "require", "unit_of"]

Metric = tuple[str, float, float]
"""Id, numerator and denominator."""

CURVE_MINUTES = 60


def measure(chains: Chains, scenario: Scenario) -> list[Metric]:
    """Return the metrics of one replication, always in the same order."""
    return [
        *_responses(chains),
        *_breakdowns(chains, scenario),
        *_incidents(chains, scenario),
        *growing(chains.records, scenario),
        *moving(chains.records, scenario),
        *knowing(chains.records, scenario),
        *workload(chains.records, scenario),
        *service(chains.records, scenario),
        *sensing(chains.records, scenario),
        *availability(chains.records, scenario),
    ]


def _responses(chains: Chains) -> Iterator[Metric]:
    golden, official, reached = chains.golden, chains.official, chains.reached
    within, within_official = chains.within_golden, chains.within_official
    came = ~np.isnan(official)
    for g, (name, agency) in enumerate(chains.groups):
        mine = chains.group == g
        number = float(np.count_nonzero(mine))
        kind = f"{name}/{agency}"
        if not np.isnan(chains.goldens[g]):
            yield f"attainment/{kind}", float(np.sum(within[mine])), number
        if not np.isnan(chains.officials[g]):
            yield f"attainment_official/{kind}", float(np.sum(within_official[mine])), number
        times = golden[mine & reached]
        yield f"response_mean/{kind}", float(np.sum(times)), float(len(times))
        if len(times):
            yield f"response_p90/{kind}", float(np.quantile(times, 0.9)), 1.0
        yield f"official_mean/{kind}", float(np.sum(official[mine & came])), float(np.sum(mine & came))


def _breakdowns(chains: Chains, scenario: Scenario) -> Iterator[Metric]:
    """Yield golden attainment by view, zone and hour of the day; empty parts are left out."""
    subjects, rows = chains.records.subjects, chains.incident
    within = chains.within_golden
    parts: list[tuple[str, Flags]] = [
        ("view=public", subjects.public[rows]),
        ("view=indoor", ~subjects.public[rows]),
    ]
    for zone in scenario.place.zones:
        if zone in subjects.zones:
            parts.append((f"zone={zone}", subjects.zone[rows] == subjects.zones.index(zone)))
    quarter = subjects.hour[rows] // 6.0
    parts += [(f"hours={hours}", quarter == k) for k, hours in enumerate(HOURS)]
    size = len(chains.groups)
    timed = ~np.isnan(chains.goldens)[chains.group]
    for part, here in parts:
        number = np.bincount(chains.group[here & timed], minlength=size)
        good = np.bincount(chains.group[here & timed & within], minlength=size)
        for g in np.flatnonzero(number).tolist():
            name, agency = chains.groups[g]
            yield f"attainment/{name}/{agency}/{part}", float(good[g]), float(number[g])


def _incidents(chains: Chains, scenario: Scenario) -> Iterator[Metric]:
    """Yield what belongs to an incident as a whole."""
    records = chains.records
    subjects = records.subjects
    days = (records.horizon - records.warm_up) / DAY
    detection = earliest(records, records.milestone == Milestone.DETECTED) - subjects.onset
    full = full_response(records, scenario)
    missed = _rows(chains, ~chains.reached)
    open_ = missed & _open(chains)
    for name, kind in scenario.incidents.items():
        if not kind.real:
            continue
        index = subjects.types.index(name) if name in subjects.types else -1
        mine = np.flatnonzero(subjects.counted & (subjects.type == index))
        number = float(len(mine))
        yield f"detection_mean/{name}", *summed(detection[mine])
        yield f"noticed/{name}", float(np.sum(~np.isnan(detection[mine]))), number
        if kind.needs:
            yield f"unreached/{name}", float(np.sum(missed[mine])), number
            yield f"censored/{name}", float(np.sum(open_[mine])), number
            yield f"full_response/{name}", *summed(full[mine])
        if kind.outcome:
            chances = kind.outcome.chance(_waits(chains, mine, kind.outcome.agency))
            yield f"outcome/{name}", float(np.sum(chances)), number
        yield f"load/{name}", number, days


def _open(chains: Chains) -> Flags:
    """Return by subject whether a response or work at a seat was still open at the end of the run.

    What nobody noticed, believed or passed on is missed but not censored: a longer drain would change
    nothing. A word on its way over a link at the very end is not seen here.
    """
    records = chains.records
    sent = ~np.isnan(chains.times[Milestone.DISPATCHED])
    waiting = _rows(chains, chains.requested & ~chains.reached & (sent | ~chains.lost))
    jobs = (records.job_outcome == Outcome.OPEN) & ~np.isnan(records.job_asked)
    waiting[records.job_incident[jobs]] = True
    return waiting


def _rows(chains: Chains, entries: Flags) -> Flags:
    """Return by subject whether any of its entries is marked."""
    rows = np.zeros(len(chains.records.subjects), bool)
    rows[chains.incident[entries]] = True
    return rows


def _waits(chains: Chains, rows: Integers, agency: str) -> Floats:
    """Return seconds from onset to an agency's arrival at the side, infinite for never."""
    mine = np.array([other == agency for _, other in chains.groups], bool)[chains.group] & chains.reached
    wait = np.full(len(chains.records.subjects), np.inf)
    wait[chains.incident[mine]] = chains.golden[mine]
    return wait[rows]


def curves(chains: Chains) -> tuple[Integers, Integers]:
    """Return by group and whole minute, 0 to 60, how many were reached by then, and how many there were."""
    size = len(chains.groups)
    minute = np.ceil(np.where(chains.reached, chains.golden, np.inf) / MINUTE)
    early = minute <= CURVE_MINUTES
    cell = chains.group[early] * (CURVE_MINUTES + 1) + minute[early].astype(np.int64)
    reached = np.bincount(cell, minlength=size * (CURVE_MINUTES + 1)).reshape(size, CURVE_MINUTES + 1)
    return np.cumsum(reached, axis=1), np.bincount(chains.group, minlength=size)
