"""Tables of load and work: what happened, whose time it took, and who was never reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite, nan, sqrt

import numpy as np

from simcity.fields import DAY
from simcity.model.scenario import Scenario
from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.finding import verdict
from simcity.report.labels import about, type_name
from simcity.report.study import Study
from simcity.trace.happenings import clock_start, intensity


def nominal(scenario: Scenario, name: str) -> float:
    """Return the expected number of incidents a day of a type in the counted time, NaN where crowds decide it."""
    kind, days = scenario.incidents[name], (scenario.horizon - scenario.warm_up) / DAY
    if kind.at:
        return sum(scenario.warm_up <= time < scenario.horizon for time in kind.at) / days
    if kind.rate is None:
        return nan
    times, expected = intensity(kind, kind.rate, clock_start(scenario), scenario.end)
    ends = np.interp([scenario.warm_up, scenario.horizon], times, expected)
    return float((ends[1] - ends[0]) / days)


def load(study: Study) -> Iterator[Block]:
    """Give realised against nominal load by incident type."""
    table = study.result.table
    rows = []
    for name, kind in study.scenario.incidents.items():
        if not kind.real:
            continue
        mine = table[(table.alternative == study.baseline) & (table.metric == f"load/{name}")]
        value, planned = study.value(f"load/{name}"), nominal(study.scenario, name)
        days = float(mine.denominator.sum())
        # What happens at set times is no matter of chance.
        chance = 1.96 / sqrt(planned * days) if planned > 0.0 and not kind.at else nan
        rows.append(
            (
                type_name(name, study.scenario),
                _rate(planned),
                _rate(value.mean),
                f"{value.mean / planned - 1.0:+.0%}".replace("%", " %") if planned > 0.0 else numbers.NONE,
                f"± {chance:.0%}".replace("%", " %") if isfinite(chance) else numbers.NONE,
                f"{int(mine.numerator.sum()):,}",
            )
        )
    yield Heading("What happened")
    yield Paragraph("Incidents a day that the scenario leads one to expect, and those that chance dealt.")
    heads = ("incident", "expected, a day", "happened, a day", "more or less", "chance alone", "counted in all")
    yield Table(heads, tuple(rows))


def _rate(number: float) -> str:
    if not isfinite(number):
        return numbers.NONE
    return f"{number:,.1f}" if number >= 10 else f"{number:.2f}"


_SECTIONS = (
    ("utilisation", "share of operators' time in use"),
    ("busy", "share of units' time out, by agency"),
    ("false_alarms", "false reports that took a seat, a day"),
    ("unreached", "not reached by every agency they need"),
    ("censored", "still open when the run ended"),
)


_MOVING = (
    (
        "How incidents grew",
        "Over incidents of the types that have levels; times from the moment at which an agency was needed.",
        (
            ("escalated", "grew graver than they began"),
            ("extra_share", "came to need an agency that is not on their run card"),
            ("extra_reached", "of these, reached by it"),
            ("extra_mean", "from needing it until it is at the side (min:s)"),
        ),
    ),
    (
        "Held outside",
        "Units that wait at a staging point until their centre knows that the scene is safe.",
        (
            ("staged_share", "cases at which a unit was held"),
            ("staged_mean", "for how long, by unit (min:s)"),
        ),
    ),
    (
        "Hospitals",
        "From arriving there until the patient is handed over, the wait for a bay included.",
        (
            ("carried", "patients brought, a day"),
            ("turnaround_mean", "until handed over (min:s)"),
            ("turnaround_p90", "the same, 9 of 10 within (min:s)"),
            ("hospital_mean", "from onset until the first patient is at a hospital (min:s)"),
        ),
    ),
    (
        "Units moved to where they are to wait",
        "",
        (("moves", "moves a day, by agency"),),
    ),
)


def work(study: Study) -> Iterator[Block]:
    """Give what moving came to, the use of seats and units, false reports handled, and incidents not reached."""
    yield from headed(study, _MOVING)
    yield Heading("Work, false reports, and incidents not reached")
    rows = table(study, _SECTIONS)
    if rows is not None:
        yield rows
    if study.alternative is not None and study.result.replications > 1:
        yield Paragraph("Differences ± half of the 95 % interval, shares in percentage points.")


def headed(study: Study, parts: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> Iterator[Block]:
    """Give tables under their heads, each with its note, of those parts that the scenario has."""
    for head, note, sections in parts:
        rows = table(study, sections)
        if rows is None:
            continue
        yield Heading(head)
        if note:
            yield Paragraph(note)
        yield rows


def table(study: Study, sections: Sequence[tuple[str, str]]) -> Table | None:
    """Return the metrics of some words under their heads, for the pair told first; None where there are none."""
    rows: list[tuple[str, ...]] = []
    for word, head in sections:
        metrics = [metric for metric in _metrics(study) if metric.startswith(f"{word}/") and _said(study, metric)]
        if word == "censored" and not any(study.value(metric).mean > 0.0 for metric in metrics):
            continue
        if metrics:
            width = 3 if study.alternative is None else 5
            rows.append((head, *[""] * (width - 1)))
            rows += [_row(study, metric) for metric in metrics]
    if not rows:
        return None
    if study.alternative is None:
        return Table(("", study.baseline, "95 % interval"), tuple(rows))
    heads = ("", study.baseline, study.alternative, "difference", "reading")
    return Table(heads, tuple(rows), words=(0, 4))


def _said(study: Study, metric: str) -> bool:
    """Return whether there is a figure in any of the pair."""
    return any(isfinite(study.value(metric, name).mean) for name in (study.baseline, study.alternative) if name)


def _metrics(study: Study) -> list[str]:
    """Return the metrics of the baseline, then those that the alternative told first has beside them."""
    own = study.values[study.alternative] if study.alternative else {}
    return list(dict.fromkeys([*study.values[study.baseline], *own]))


def _row(study: Study, metric: str) -> tuple[str, ...]:
    name = f"  {about(metric, study.scenario)}"
    if study.alternative is None:
        value = study.value(metric)
        half = numbers.plain(value.half_width, value.unit)
        return name, numbers.value(value.mean, value.unit), "" if half == numbers.NONE else f"± {half}"
    change = study.pair.get(metric)
    if change is None:
        cells = [study.value(metric, one) for one in (study.baseline, study.alternative)]
        return name, *(numbers.value(one.mean, one.unit) for one in cells), "", ""
    decimals = min(numbers.digits(change.unit, [change.half_width]), 2) if change.seen else None
    return (
        name,
        numbers.value(change.baseline, change.unit, decimals),
        numbers.value(change.alternative, change.unit, decimals),
        numbers.give_or_take(change.difference, change.half_width, change.unit, decimals),
        verdict(metric, change.difference, change.half_width),
    )
