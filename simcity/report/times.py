"""Tables of time: both clocks, and the stages at which time was saved."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import STAGES, duration, group_name, stages_of
from simcity.report.study import Study

_GOLDEN = ("response_mean", "response_p90")
_WHO = ("both", "only_baseline", "only_alternative", "neither")
_STARTS = {
    "received": "report received",
    "call_ended": "call ended",
    "dispatched": "unit alerted",
    "en_route": "unit rolls",
}


def clocks(study: Study) -> Iterator[Block]:
    """Give both clocks of every group."""
    yield Heading("Two clocks")
    yield Paragraph(
        "The golden clock runs from the onset until somebody stands at the side, as the person in need lives it. The "
        "official clock starts at a report and stops when the unit arrives, as the services count; what is noticed "
        "sooner does not show on it. Times are minutes:seconds over incidents that were reached, so whoever reaches "
        "fewer can look faster"
        + ("; differences are seconds ± half of the 95 % interval." if study.alternative else ".")
    )
    yield _clock(study, _GOLDEN, "golden clock", ("mean", "9 of 10 within"))
    yield _clock(study, ("official_mean", "attainment_official"), "official clock, target", ("mean", "in target"))


def _clock(study: Study, metrics: tuple[str, str], name: str, heads: tuple[str, str]) -> Table:
    rows = []
    for group in study.groups:
        target = _official(study, group) if "official" in name else ""
        cells = [cell for metric in metrics for cell in _cells(study, f"{metric}/{group}")]
        rows.append((group_name(group, study.scenario) + target, *cells))
    columns = ("", "95 % interval") if study.alternative is None else (study.baseline, study.alternative, "difference")
    over = (("", 1), *((head, len(columns)) for head in heads))
    return Table((name, *columns, *columns), tuple(rows), over=over)


def _cells(study: Study, metric: str) -> tuple[str, ...]:
    if study.alternative is None:
        value = study.value(metric)
        half = numbers.plain(value.half_width, value.unit)
        end = "" if half == numbers.NONE else f"± {half}{' s' if value.unit == 's' else ''}"
        return numbers.value(value.mean, value.unit), end
    change = study.pair.get(metric)
    if change is None:
        return "", "", ""
    decimals = min(numbers.digits(change.unit, [change.half_width]), 2)
    return (
        numbers.value(change.baseline, change.unit),
        numbers.value(change.alternative, change.unit),
        numbers.give_or_take(change.difference, change.half_width, change.unit, decimals if change.unit != "s" else 0),
    )


def _official(study: Study, group: str) -> str:
    name, _, agency = group.partition("/")
    clock = study.scenario.incidents[name].official.get(agency)
    return f" ({duration(clock.within)} from {_STARTS[clock.start]})" if clock else ""


def stages(study: Study) -> Iterator[Block]:
    """Give the seconds saved by stage, over incidents that both alternatives reached."""
    if study.alternative is None:
        return
    table = study.result.attribution(study.baseline, study.alternative)
    saved = {(group, stage): (s, half) for group, stage, s, half in table.itertuples(index=False, name=None)}
    first = study.groups[0] if study.groups else "all"
    groups = ["all"] + ([first] if (first, "total") in saved and len(study.groups) > 1 else [])
    yield Heading(f"Where time was saved: {study.alternative} against {study.baseline}")
    yield Paragraph(
        "Mean seconds saved per incident that both reached, ± half of the 95 % interval; minus is time lost. Stages "
        "follow the report that led to the first unit at the side and add up to the total. This is accounting, not "
        "proof of cause."
    )
    rows = []
    for stage in stages_of(study.scenario):
        cells = []
        for group in groups:
            seconds, half = saved[group, stage]
            decimals = 1 if numbers.digits("s", [half]) or abs(seconds) < 10 else 0
            cells.append(numbers.give_or_take(seconds, half, "s", decimals))
        rows.append((STAGES[stage], *cells))
    yield Table(
        ("stage", *(group_name(group, study.scenario) for group in groups)),
        tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )
    yield from _counts(study, groups)


def _counts(study: Study, groups: list[str]) -> Iterator[Block]:
    counts = study.result.reached
    mine = counts[(counts.baseline == study.baseline) & (counts.alternative == study.alternative)]
    sums = {key: mine.groupby("group")[key].sum().to_dict() for key in _WHO}
    names = {
        "both": "reached in both (counted above)",
        "only_baseline": f"reached in {study.baseline} only",
        "only_alternative": f"reached in {study.alternative} only",
        "neither": "reached in neither",
    }
    rows = tuple((text, *(f"{int(sums[key][group]):,}" for group in groups)) for key, text in names.items())
    yield Paragraph("Incidents and the agencies they need, all replications together:")
    yield Table(("", *(group_name(group, study.scenario) for group in groups)), rows)
