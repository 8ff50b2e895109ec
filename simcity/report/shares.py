"""The report of shares: what each group of changes bought, alone, on top of the others, and on average."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from simcity.analysis.parts import NONE, Bought, Parts
from simcity.report import numbers
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import group_name, metric_name, words


def shares(parts: Parts) -> Iterator[Block]:
    """Give the whole report of shares."""
    result = parts.result
    scenario = result.city.alternatives[NONE]
    yield Heading(f"{scenario.title}: which part bought it", top=True)
    rows = [
        ("groups", ", ".join(parts.groups)),
        ("subsets", f"{len(parts.subsets)}, from '{NONE}' to '{parts.subsets[-1]}', all on the same luck"),
        ("replications", f"{result.replications} (seed {result.seed})"),
    ]
    rows += [("set", f"{path} = {value}") for path, value in result.city.settings.items()]
    yield Table(("", ""), tuple(rows), words=(0, 1))
    yield Heading(metric_name(parts.metric.measure, scenario))
    unit = numbers.unit_words(parts.metric.unit)
    yield Paragraph(f"Differences are in {unit}." if parts.metric.unit != "/day" else "Differences are a day.")
    yield from _bought(parts, parts.metric)
    if parts.seconds is not None:
        group = parts.seconds.measure.partition("/")[2]
        yield Heading(f"{group_name(group, scenario)}: seconds saved from onset to the side")
        yield Paragraph(
            f"Mean over incidents reached both with '{NONE}' and with the subset; whoever is reached in one of them "
            "only is not in it. Minus is time lost."
        )
        yield from _bought(parts, parts.seconds)
    yield Heading("How to read this")
    yield Paragraph(
        "First in is what a group brings to nothing, last out what is lost when it leaves everything. The share is the "
        "mean over all orders in which the groups can come (Shapley); shares add up to the whole. All subsets live the "
        "same incidents; ± is half of a 95 % interval, simulation error only. Unlike the stages of a run this switches "
        "parts on and off, so within the model it is cause; it says nothing of what the model leaves out."
    )


def _bought(parts: Parts, bought: Bought) -> Iterator[Block]:
    errors = [bought.whole.half_width, *(share.shapley.half_width for share in bought.shares)]
    decimals = min(numbers.digits(bought.unit, errors), 2)
    if bought.unit == "s":
        decimals = max(decimals, 1)

    def cell(value: float, half: float) -> str:
        return numbers.give_or_take(value, half, bought.unit, decimals)

    rows = []
    for share in bought.shares:
        of_whole = share.shapley.value / bought.whole.value if _clear(bought) else float("nan")
        rows.append(
            (
                words(parts.groups[share.group]),
                cell(share.first_in.value, share.first_in.half_width),
                cell(share.last_out.value, share.last_out.half_width),
                cell(share.shapley.value, share.shapley.half_width),
                f"{100 * of_whole:.0f} %" if isfinite(of_whole) else numbers.NONE,
            )
        )
    total = "100 %" if _clear(bought) else numbers.NONE
    rows.append(("all together", "", "", cell(bought.whole.value, bought.whole.half_width), total))
    heads = ("group", "first in", "last out", "share (Shapley)", "of the whole")
    yield Table(heads, tuple(rows), strong=frozenset({len(rows) - 1}))
    if not _clear(bought):
        yield Paragraph("The interval of the whole includes zero, so no part of it is given in per cent.")
    yield from _interactions(parts, bought, decimals)


def _clear(bought: Bought) -> bool:
    """Return whether the whole is told from zero; without an interval it is not."""
    return abs(bought.whole.value) > bought.whole.half_width


def _interactions(parts: Parts, bought: Bought, decimals: int) -> Iterator[Block]:
    told = []
    for share in bought.shares:
        if not share.interacts:
            continue
        size = numbers.plain(abs(share.interaction.value), bought.unit, decimals)
        unit = numbers.unit_words(bought.unit)
        more = share.interaction.value * bought.whole.value > 0.0
        how = "more on top of the others than alone: together they do more than apart"
        if not more:
            how = "less on top of the others than alone: in part they do the same"
        told.append((f"- {words(parts.groups[share.group])} brings {size} {unit} {how}",))
    if told:
        yield Paragraph("Groups work on one another, beyond noise:")
        yield Table(("",), tuple(told))
    elif parts.result.replications > 1 and len(parts.groups) > 1:
        yield Paragraph("First in and last out do not clearly differ: no interaction of the groups is seen.")
