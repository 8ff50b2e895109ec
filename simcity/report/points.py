"""The report of a sweep: each metric at each point, and the difference the alternative makes there."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from simcity.analysis.sweep import SweepResult
from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.finding import verdict
from simcity.report.labels import metric_name, words

MOST_ALTERNATIVES = 2
"""Alternatives beside the baseline in one table."""


def points(result: SweepResult) -> Iterator[Block]:
    """Give the whole report of a sweep."""
    yield Heading(result.title, top=True)
    rows = [
        ("alternatives", ", ".join(_marked(name, result) for name in result.alternatives)),
        (
            "replications",
            f"{result.replications} at each of {len(result.results)} points, on the same luck, seed {result.seed}",
        ),
    ]
    rows += [(f"factor {words(one.name)}", f"{one.path}: {', '.join(one.values)}") for one in result.factors]
    rows += [("set", f"{path} = {value}") for path, value in result.settings.items()]
    yield Table(("", ""), tuple(rows), words=(0, 1))
    others = [name for name in result.alternatives if name != result.baseline]
    for metric in result.metrics:
        yield Heading(metric_name(metric, result.scenario))
        for start in range(0, max(len(others), 1), MOST_ALTERNATIVES):
            yield _table(result, metric, others[start : start + MOST_ALTERNATIVES])
    yield Heading("How to read this")
    yield Paragraph(
        "Times are minutes:seconds, their differences seconds; differences of shares are percentage points, ± half of "
        "the 95 % interval. All points live the same incidents. The intervals are simulation error only, not what we "
        "do not know about the world, and none is adjusted for the number of points: of 20 points without any effect "
        "about one would still read better or worse."
    )


def _marked(name: str, result: SweepResult) -> str:
    return f"{name} (baseline)" if name == result.baseline and len(result.alternatives) > 1 else name


def _table(result: SweepResult, metric: str, others: list[str]) -> Table:
    mine = result.table[result.table.metric == metric]
    by_point = mine.set_index(["point", "alternative"])
    halves = mine["difference_half_width"] if others else mine["half_width"]
    unit = str(mine["unit"].iloc[0])
    decimals = min(numbers.digits(unit, halves), 2)
    rows = []
    for point in mine["point"].unique():
        base = by_point.loc[(point, result.baseline)]
        cells = [str(base[factor.name]) for factor in result.factors]
        cells.append(numbers.value(base["mean"], unit, decimals))
        if not others:
            half = base["half_width"]
            cells.append(f"± {numbers.plain(half, unit, decimals)}" if isfinite(half) else "")
        for name in others:
            row = by_point.loc[(point, name)]
            half = row["difference_half_width"]
            cells += [
                numbers.value(row["mean"], unit, decimals),
                numbers.give_or_take(row["difference"], half, unit, decimals),
                verdict(metric, row["difference"], half),
            ]
        rows.append(tuple(cells))
    heads = [words(factor.name) for factor in result.factors] + [result.baseline]
    heads += [head for name in others for head in (name, "difference", "reading")] if others else ["95 % interval"]
    left = tuple(len(result.factors) + 3 * (k + 1) for k in range(len(others)))
    return Table(tuple(heads), tuple(rows), words=left)
