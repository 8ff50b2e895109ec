"""Tables of who was reached in time: the first pair, the other alternatives, and where it matters."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.finding import verdict
from simcity.report.labels import about, duration, group_name, label, metric_name, part_name, type_name, words
from simcity.report.study import Change, Study

MOST_PARTS = 16
"""Rows of the breakdown."""
MOST_ALTERNATIVES = 4
"""Alternatives beside one another."""


def golden(study: Study) -> Iterator[Block]:
    """Give the attainment of golden times in the first pair, or in a single alternative."""
    groups = [group for group in study.groups if f"attainment/{group}" in study.values[study.baseline]]
    yield Heading("Reached inside the golden time")
    if not groups:
        yield Paragraph("No incident type of this scenario has a golden time.")
        return
    yield Paragraph("Share of incidents at whose side the agency stood within the golden time, counted from the onset.")
    if study.alternative is None:
        yield _alone(study, groups)
        return
    changes = [study.pair[f"attainment/{group}"] for group in groups if f"attainment/{group}" in study.pair]
    if study.primary not in {change.metric for change in changes} and study.primary in study.pair:
        changes.insert(0, study.pair[study.primary])
    yield _pair(study, changes)
    if study.result.replications == 1:
        yield Paragraph("With one replication no interval can be given.")
        return
    note = "Differences are in percentage points and paired: both alternatives live the same incidents. "
    if study.primary in {change.metric for change in changes}:
        note += "* is the one question that was asked beforehand; all else is exploratory. "
    yield Paragraph(f"{note}'Not clear' means that the 95 % interval includes zero.")


def _pair(study: Study, changes: list[Change]) -> Table:
    shares = [change.half_width for change in changes if change.unit == "share"]
    places = {unit: numbers.digits(unit, shares if unit == "share" else ()) for unit in {c.unit for c in changes}}
    rows = []
    for change in changes:
        unit, decimals = change.unit, places[change.unit]
        name = about(change.metric, study.scenario)
        if not change.metric.startswith("attainment/"):
            name = metric_name(change.metric, study.scenario)
        rows.append(
            (
                ("* " if change.metric == study.primary else "  ") + name,
                _target(study, change.metric),
                numbers.value(change.baseline, unit, decimals),
                numbers.value(change.alternative, unit, decimals),
                numbers.signed(change.difference, unit, decimals),
                numbers.interval(change.difference, change.half_width, unit, decimals),
                verdict(change.metric, change.difference, change.half_width),
            )
        )
    heads = ("  incident, agency", "golden time", study.baseline, study.alternative or "", "difference")
    return Table(
        (*heads, "95 % interval", "reading"),
        tuple(rows),
        words=(0, 6),
        strong=frozenset(k for k, change in enumerate(changes) if change.metric == study.primary),
    )


def _alone(study: Study, groups: list[str]) -> Table:
    found = [(group, study.value(f"attainment/{group}")) for group in groups]
    decimals = numbers.digits("share", [value.half_width for _, value in found])
    rows = tuple(
        (
            ("* " if f"attainment/{group}" == study.primary else "  ") + group_name(group, study.scenario),
            _target(study, f"attainment/{group}"),
            numbers.value(value.mean, "share", decimals),
            f"± {numbers.plain(value.half_width, 'share', decimals)}",
        )
        for group, value in found
    )
    return Table(("  incident, agency", "golden time", study.baseline, "95 % interval"), rows)


def _target(study: Study, metric: str) -> str:
    word, name, *rest = metric.split("/")
    kind = study.scenario.incidents.get(name)
    if word != "attainment" or kind is None or rest[0] not in kind.golden_time:
        return ""
    return duration(kind.golden_time[rest[0]])


def others(study: Study) -> Iterator[Block]:
    """Give the other alternatives against the baseline: golden attainment and mean time to the side."""
    if not study.others:
        return
    yield Heading(f"The other alternatives against {study.baseline}")
    yield Paragraph(
        "In brackets the difference, in percentage points or seconds; * marks where its 95 % interval leaves out zero. "
        "Times are over incidents that were reached, so an alternative that reaches fewer can look faster."
    )
    known = study.values[study.baseline]
    kinds = [
        [metric for group in study.groups if (metric := f"attainment/{group}") in known],
        [metric for group in study.groups if (metric := f"response_mean/{group}") in known],
        [metric for metric in known if metric.startswith("unreached/")],
    ]
    for start in range(0, len(study.others), MOST_ALTERNATIVES):
        names = study.others[start : start + MOST_ALTERNATIVES]
        yield from (_compact(study, metrics, names) for metrics in kinds if metrics)


def _compact(study: Study, metrics: list[str], names: list[str]) -> Table:
    unit = study.value(metrics[0]).unit
    halves = [study.changes[name][m].half_width for name in names for m in metrics if m in study.changes[name]]
    decimals = 0 if unit == "s" else min(numbers.digits(unit, halves), 2)
    rows = []
    for metric in metrics:
        cells = []
        for name in names:
            change = study.changes[name].get(metric)
            if change is None:
                cells.append(numbers.NONE)
                continue
            value = numbers.value(change.alternative, unit, decimals)
            mark = "*" if change.seen else " "
            cells.append(f"{value} ({numbers.signed(change.difference, unit, decimals)}){mark}")
        value = numbers.value(study.value(metric).mean, unit, decimals)
        rows.append((about(metric, study.scenario), value, *cells))
    head = label(metrics[0]).name + (" (min:s)" if unit == "s" else "")
    return Table((head, study.baseline, *names), tuple(rows), strong=frozenset(_rows_of(metrics, study.primary)))


def _rows_of(metrics: list[str], wanted: str) -> Iterator[int]:
    return (k for k, metric in enumerate(metrics) if metric == wanted)


def where(study: Study) -> Iterator[Block]:
    """Give the parts of the city and the day in which the pair differs."""
    if study.alternative is None or study.result.replications == 1:
        return
    parts = _parts(study)
    if not parts:
        return
    seen = [change for change in parts if change.seen]
    always = [change for change in parts if change.metric.startswith(f"{study.primary}/view=") and not change.seen]
    # Those of the main question first, then those that stand out most from their error.
    shown = [change for change in parts if change.metric.startswith(f"{study.primary}/") and change in always + seen]
    rest = [change for change in seen if change not in shown]
    shown += sorted(rest, key=lambda change: -abs(change.difference) / max(change.half_width, 1e-12))
    yield Heading("Where it matters")
    chance = f"about {len(parts) / 20:.0f}" if len(parts) >= 20 else "hardly one"
    views = ", and the views of the main question in any case." if always else "."
    yield Paragraph(
        "Share reached inside the golden time, by view, six hours of the day and zone. Shown are parts in which the "
        f"95 % interval of the difference leaves out zero: {len(seen)} of {len(parts)}, where chance alone would show "
        f"{chance}{views}"
    )
    if not shown:
        yield Paragraph("No part differs clearly.")
        return
    decimals = min(numbers.digits("share", [change.half_width for change in shown]), 2)
    rows = tuple(
        (
            _name(change, study),
            numbers.value(change.baseline, "share", decimals),
            numbers.value(change.alternative, "share", decimals),
            numbers.signed(change.difference, "share", decimals),
            numbers.interval(change.difference, change.half_width, "share", decimals),
            verdict(change.metric, change.difference, change.half_width),
        )
        for change in shown[:MOST_PARTS]
    )
    heads = ("incident, agency, part", study.baseline, study.alternative, "difference", "95 % interval", "reading")
    yield Table(heads, rows, words=(0, 5))
    if len(shown) > MOST_PARTS:
        yield Paragraph(f"{len(shown) - MOST_PARTS} more parts are in summary.json (write it with --out).")


def _parts(study: Study) -> list[Change]:
    """Return the changes of parts; a part that is all there is tells nothing of its own."""
    found: list[Change] = []
    for group in study.groups:
        for key in ("view", "hours", "zone"):
            start = f"attainment/{group}/{key}="
            mine = [change for metric, change in study.pair.items() if metric.startswith(start)]
            found += mine if len(mine) > 1 else []
    return found


def _name(change: Change, study: Study) -> str:
    _, name, agency, part = change.metric.split("/")
    return f"{type_name(name, study.scenario)}, {words(agency)}, {part_name(part)}"
