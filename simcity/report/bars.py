"""Pictures of the ceiling and of shares, which print in grey and suit the colour-blind."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from simcity.analysis.ceiling import perfect_of
from simcity.analysis.parts import NONE, Bought, Parts
from simcity.analysis.result import Result
from simcity.report.axes import GAIN, HUES, SUM, new_axes, put_legend
from simcity.report.labels import group_name, metric_name, words
from simcity.report.numbers import unit_words
from simcity.report.study import study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEYOND = "#dddddd"


def ladder(result: Result, group: str, ax: Axes | None = None) -> Axes:
    """Draw attainment as a ladder of alternatives up to the ceiling, with what no sharing can reach in light grey.

    Raises ValueError where no alternative knows everything, or the group has no golden time.
    """
    told, perfect = study(result), perfect_of(result)
    if perfect is None:
        raise ValueError("a ladder needs an alternative in which all centres know everything")
    metric = f"attainment/{group}"
    if metric not in told.values[told.baseline]:
        raise ValueError(f"the group '{group}' has no golden time")
    names = [told.baseline, *(name for name in result.alternatives if name not in (told.baseline, perfect)), perfect]
    ax = ax or new_axes(7.0, 1.6 + 0.42 * len(names))
    top = 100.0 * told.value(metric, perfect).mean
    ax.barh(range(len(names)), 100.0 - top, left=top, color=BEYOND, height=0.98)
    for k, name in enumerate(names):
        value = told.value(metric, name)
        hue = SUM if name == told.baseline else HUES[3] if name == perfect else GAIN
        ax.barh([k], [100.0 * value.mean], color=hue, height=0.66)
        half = 100.0 * value.half_width if isfinite(value.half_width) else 0.0
        ax.errorbar([100.0 * value.mean], [k], xerr=[half], color="black", capsize=3, linewidth=1.1)
        ax.annotate(
            f"{100.0 * value.mean:.1f}",
            (0.0, k),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color="white",
        )
    ax.axvline(top, color="black", linewidth=0.9, linestyle=(0, (4, 2)))
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    ax.set_xlabel("reached inside the golden time, % of incidents\n"
                  "(light grey: what no sharing can reach; lines: 95 % interval, simulation error only)")  # fmt: skip
    ax.set_title(group_name(group, told.scenario))
    return ax


def share_bars(parts: Parts, bought: Bought, ax: Axes | None = None) -> Axes:
    """Draw what each group brings first in, last out and on average, with 95 % intervals."""
    scale = 100.0 if bought.unit == "share" else 1.0
    ax = ax or new_axes(7.0, 1.8 + 0.6 * len(bought.shares))
    looks = (("first in", "#BBBBBB"), ("share (Shapley)", HUES[1]), ("last out", SUM))
    y = np.arange(len(bought.shares))
    for k, (name, hue) in enumerate(looks):
        found = [(one.first_in, one.shapley, one.last_out)[k] for one in bought.shares]
        values = [scale * one.value for one in found]
        error = [scale * one.half_width if isfinite(one.half_width) else 0.0 for one in found]
        at = y + (k - 1) * 0.26
        ax.barh(at, values, height=0.24, color=hue, label=name)
        ax.errorbar(values, at, xerr=error, fmt="none", ecolor="black", capsize=2.5, linewidth=1.0)
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set_yticks(y, [words(name) for name in parts.groups])
    ax.set_ylim(len(y) - 0.4, -0.6)
    seconds = bought.measure.startswith("seconds_saved/")
    scenario = parts.result.city.alternatives[NONE]
    ax.set_xlabel("mean seconds saved from onset to the side" if seconds else f"difference, {unit_words(bought.unit)}")
    group = bought.measure.partition("/")[2]
    ax.set_title(group_name(group, scenario) if seconds else metric_name(bought.measure, scenario), fontsize=10)
    put_legend(ax)
    return ax
