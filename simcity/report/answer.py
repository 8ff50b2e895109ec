"""The answer of a run: what was run, what happened, what differed, and the finding as the last word."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.analysis.result import Result
from simcity.fields import DAY
from simcity.report import ceiling, knowing, reached, times, work
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.finding import sentence
from simcity.report.labels import duration
from simcity.report.study import Study, study


def answer(result: Result) -> Iterator[Block]:
    """Give the whole report of a run."""
    told = study(result)
    yield from _opening(told)
    yield from work.load(told)
    yield from reached.golden(told)
    yield from times.clocks(told)
    yield from times.stages(told)
    yield from reached.where(told)
    yield from knowing.knowing(told)
    yield from work.work(told)
    yield from knowing.conditions(told)
    yield from reached.others(told)
    yield from ceiling.ceiling(told)
    yield from _finding(told)


def _opening(told: Study) -> Iterator[Block]:
    result, scenario = told.result, told.scenario
    yield Heading(scenario.title, top=True)
    names = [f"{name} (baseline)" if name == told.baseline else name for name in result.alternatives]
    days = (scenario.horizon - scenario.warm_up) / DAY
    counted = duration(scenario.horizon - scenario.warm_up)
    skipped = f", after {duration(scenario.warm_up)} of warm-up" if scenario.warm_up else ""
    rows = [
        ("alternatives", ", ".join(names) if len(names) > 1 else result.alternatives[0]),
        ("replications", f"{result.replications}, each with its own luck (seed {result.seed})"),
        ("counted", f"{counted} in each{skipped}; {days * result.replications:,.4g} days in all"),
    ]
    rows += [("set", f"{path} = {value}") for path, value in result.city.settings.items()]
    yield Table(("", ""), tuple(rows), words=(0, 1))


def _finding(told: Study) -> Iterator[Block]:
    if told.alternative is None:
        yield Heading("How to read this")
        yield Paragraph(
            "A single alternative was run, so nothing is compared; intervals are simulation error only, not what we "
            "do not know about the world."
        )
        return
    finding = told.result.finding()
    yield Heading("Finding")
    if finding is None:
        yield Paragraph(
            "No finding: the scenario names no primary metric, or its pair was not run; all differences above are "
            "exploratory, and their intervals are simulation error only."
        )
        return
    yield Paragraph(sentence(finding, told.scenario), strong=True)
