"""Ids of metrics: which ones a scenario has, and in which unit."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from simcity.model.measurable import (
    acting,
    answering,
    approvers,
    extras,
    failing,
    fetched,
    finds,
    grows,
    held,
    limited,
    misled,
    raises,
    shown,
    takes,
    told,
    turns_away,
)
from simcity.model.metrics import METRICS
from simcity.model.scenario import Scenario

UNITS = {name: unit for name, (_, unit) in METRICS.items()}
"""Unit by the first word of a metric's id."""

QUANTILES = ("response_p90", "wait_p90", "turnaround_p90")
"""Metrics that are averaged over replications and are no ratios of sums."""

HOURS = ("00-06", "06-12", "12-18", "18-24")


def unit_of(metric: str) -> str:
    """Return the unit of a metric."""
    return UNITS[metric.partition("/")[0]]


def is_quantile(metric: str) -> bool:
    """Return whether a metric is a quantile of each replication."""
    return metric.partition("/")[0] in QUANTILES


def known(scenario: Scenario) -> list[str]:
    """Return the ids of all metrics that a scenario can have."""
    names = [*_of_types(scenario), *_of_centres(scenario)]
    for name, sensor in scenario.sensors.items():
        names += [f"finds/{name}"] if finds(sensor) else []
        names += [f"alarms/{name}"] if raises(sensor) else []
    names += [f"availability/{path}" for path in sorted(failing(scenario))]
    names += [f"busy/{name}" for name, agency in scenario.agencies.items() if agency.units is None]
    if any(takes(kind) for kind in scenario.incidents.values()):
        words = ("carried", "turnaround_mean", "turnaround_p90")
        names += [f"{word}/{name}" for name in scenario.hospitals for word in words]
    names += [f"moves/{name}" for name, agency in scenario.agencies.items() if agency.move_up is not None]
    return names + [f"false_runs/{name}" for name in misled(scenario)]


def require(metric: str, scenario: Scenario) -> None:
    """Raise ValueError, naming the nearest ones, where a scenario cannot have a metric."""
    names = known(scenario)
    if metric not in names:
        near = get_close_matches(metric, names, 3, 0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else f"; metrics begin with {', '.join(UNITS)}"
        raise ValueError(f"this scenario has no metric '{metric}'{hint}")


def _of_types(scenario: Scenario) -> Iterator[str]:
    for name, kind in scenario.incidents.items():
        if not kind.real:
            continue
        for agency in kind.needs:
            yield from (f"{word}/{name}/{agency}" for word in ("response_mean", "response_p90", "official_mean"))
            if agency in kind.official:
                yield f"attainment_official/{name}/{agency}"
            if agency in kind.golden_time:
                parts = ["view=public", "view=indoor", *(f"zone={zone}" for zone in scenario.place.zones)]
                parts += [f"hours={hours}" for hours in HOURS]
                whole = f"attainment/{name}/{agency}"
                yield from (whole, *(f"{whole}/{part}" for part in parts))
        yield from (f"{word}/{name}" for word in ("detection_mean", "noticed", "load"))
        for centre in told(scenario, name):
            yield from (f"{word}/{name}/{centre}" for word in ("aware_mean", "aware_share"))
        yield from (f"pictured_share/{name}/{centre}" for centre in shown(scenario, name))
        if kind.safe_after is not None:
            yield from (f"safe_mean/{name}/{centre}" for centre in acting(scenario, name))
        if fetched(scenario, name):
            yield f"footage_mean/{name}"
        if kind.needs:
            yield from (f"{word}/{name}" for word in ("unreached", "censored", "full_response"))
        if kind.outcome:
            yield f"outcome/{name}"
        yield from _of_moving(scenario, name)


def _of_moving(scenario: Scenario, name: str) -> Iterator[str]:
    kind = scenario.incidents[name]
    if grows(kind):
        yield f"escalated/{name}"
    for agency in extras(kind):
        yield from (f"{word}/{name}/{agency}" for word in ("extra_share", "extra_reached", "extra_mean"))
    for agency in held(scenario, name):
        yield from (f"{word}/{name}/{agency}" for word in ("staged_share", "staged_mean"))
    yield from (f"hospital_mean/{name}/{agency}" for agency in takes(kind))


def _of_centres(scenario: Scenario) -> Iterator[str]:
    answered = answering(scenario)
    asked = approvers(scenario.links.values(), scenario.agencies.values())
    for name, centre in scenario.centres.items():
        if limited(centre):
            yield f"utilisation/{name}"
        if name in answered:
            yield from (f"{word}/{name}" for word in ("wait_mean", "wait_p90"))
        yield f"false_alarms/{name}"
        if centre.patience is not None:
            yield f"abandoned/{name}"
        if turns_away(centre):
            yield f"blocked/{name}"
        if name in asked:
            yield from (f"{word}/{name}" for word in ("refused", "approval_mean"))
