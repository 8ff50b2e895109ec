"""Pictures of results: each takes a result and returns the axes, which print in grey and suit the colour-blind."""

from __future__ import annotations

from math import isfinite
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from simcity.analysis.metrics import CURVE_MINUTES
from simcity.analysis.result import Result
from simcity.analysis.sweep import SweepResult
from simcity.fields import MINUTE, measure
from simcity.model.scenario import Scenario
from simcity.report.axes import GAIN, HUES, LOSS, MARKS, STROKES, SUM, new_axes, put_legend
from simcity.report.labels import SHORT_STAGES, about, duration, group_name, label, stages_of, words
from simcity.report.numbers import unit_words
from simcity.report.study import study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def attainment(result: Result, ax: Axes | None = None) -> Axes:
    """Draw the share reached inside the golden time by type and agency, dots with 95 % intervals."""
    told = study(result)
    groups = [group for group in told.groups if f"attainment/{group}" in told.values[told.baseline]]
    names = _ordered(result.alternatives, told.baseline)
    ax = ax or new_axes(7.0, max(2.6, 1.5 + 0.2 * (1.5 + len(names)) * len(groups)))
    for k, name in enumerate(names):
        found = [told.value(f"attainment/{group}", name) for group in groups]
        y = np.arange(len(groups)) + (k - (len(names) - 1) / 2) * 0.7 / len(names)
        error = [100 * value.half_width if isfinite(value.half_width) else 0.0 for value in found]
        ax.errorbar(
            [100 * value.mean for value in found],
            y,
            xerr=error,
            fmt=MARKS[k % 7],
            color=HUES[k % 7],
            label=name,
            capsize=2.5,
            markersize=5.5,
            linewidth=1.2,
        )
    ax.set_yticks(range(len(groups)), [_beside(group, told.scenario) for group in groups])
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.set_xlabel("% of incidents\n(bars: 95 % interval, simulation error only)")
    ax.set_title("Reached inside the golden time")
    for k in range(1, len(groups)):
        ax.axhline(k - 0.5, color="#dddddd", linewidth=0.6)
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    put_legend(ax)
    return ax


def _beside(group: str, scenario: Scenario) -> str:
    name, _, agency = group.partition("/")
    golden = scenario.incidents[name].golden_time[agency]
    return "\n".join(wrap(f"{group_name(group, scenario)} ({duration(golden)})", 30))


def waterfall(result: Result, group: str = "all", ax: Axes | None = None) -> Axes:
    """Draw the seconds saved by stage as steps that add up to the total, baseline against the alternative told first.

    Raises ValueError where only one alternative was run, or nothing is known of the group.
    """
    told = study(result)
    if told.alternative is None:
        raise ValueError("seconds saved need two alternatives")
    table = result.attribution(told.baseline, told.alternative)
    mine = table[table.group == group].set_index("stage")
    if mine.empty:
        raise ValueError(f"there is no group '{group}'; there are {', '.join(table['group'].unique())}")
    shown = [stage for stage in stages_of(told.scenario) if stage != "total"]
    ax = ax or new_axes(max(7.5, 0.83 * len(shown)), 3.8)
    level, levels = 0.0, [0.0]
    for k, stage in enumerate(shown):
        seconds = _number(mine.loc[stage, "seconds"])
        ax.bar([k], [seconds], bottom=[level], width=0.76, color=GAIN if seconds >= 0 else LOSS)
        ax.plot([k, k + 1], [level + seconds] * 2, color="#999999", linewidth=0.8, zorder=0)
        _say(ax, k, max(level, level + seconds), seconds)
        level += seconds
        levels.append(level)
    half = _number(mine.loc["total", "half_width"])
    ax.bar([len(shown)], [level], width=0.76, color=SUM)
    ax.errorbar([len(shown)], [level], yerr=[half], color="black", capsize=4, linewidth=1.2)
    _say(ax, len(shown), max(level + half, 0.0), level)
    ax.axhline(0.0, color="black", linewidth=0.8)
    ax.set_xticks(range(len(shown) + 1), [SHORT_STAGES[stage].replace(" ", "\n", 1) for stage in (*shown, "total")])
    ax.set_xlabel("over incidents that both reached; minus is time lost (bar: 95 % interval, simulation error only)")
    ax.set_ylabel("mean seconds saved")
    low, high = min(*levels, level - half), max(*levels, level + half)
    room = 0.12 * max(high - low, 1.0)
    ax.set_ylim(low - (room if low < 0.0 else 0.0), high + room)
    ax.set_title(f"{group_name(group, told.scenario)}: time saved by {told.alternative} against {told.baseline}")
    return ax


def _say(ax: Axes, k: int, top: float, seconds: float) -> None:
    """Write seconds above a bar."""
    text = f"{seconds:+.0f}" if abs(seconds) >= 9.95 else f"{seconds:+.1f}"
    text = text if text.strip("+-0.") else "0"
    ax.annotate(text, (k, top), (0, 3), textcoords="offset points", ha="center", va="bottom", fontsize=8)


def reached_by_minute(result: Result, group: str, ax: Axes | None = None) -> Axes:
    """Draw the share reached by each minute from onset, in the pair told first, with the golden time marked.

    Raises ValueError for an unknown group.
    """
    told = study(result)
    mine = result.curves[result.curves.group == group]
    if mine.empty:
        raise ValueError(f"there is no group '{group}'; there are {', '.join(result.curves['group'].unique())}")
    ax = ax or new_axes(6.5, 3.8)
    names = [told.baseline] + ([told.alternative] if told.alternative else [])
    last = 1
    for k, name in enumerate(names):
        of_name = mine[mine.alternative == name].groupby("minute")
        reached, incidents = (of_name[key].sum().to_numpy(float) for key in ("reached", "incidents"))
        share = 100.0 * reached / np.maximum(incidents, 1.0)
        minutes = np.arange(len(share))
        ax.step(
            minutes,
            share,
            where="post",
            color=HUES[k],
            linestyle=STROKES[k],
            marker=MARKS[k],
            markevery=(k, 5),
            markersize=5,
            linewidth=1.6,
            label=name,
        )
        risen = np.flatnonzero(share < share[-1] - 0.5)
        last = max(last, int(risen[-1]) + 2 if len(risen) else 1)
    name, _, agency = group.partition("/")
    kind = told.scenario.incidents.get(name)
    golden = kind.golden_time.get(agency) if kind else None
    if golden:
        ax.axvline(golden / MINUTE, color="black", linewidth=1.0, linestyle=(0, (4, 2)))
        ax.annotate(
            f"golden time {duration(golden)}",
            (golden / MINUTE, 100),
            (4, -2),
            textcoords="offset points",
            va="top",
            fontsize=8,
        )
        last = max(last, int(golden / MINUTE) + 3)
    ax.set_xlim(0, min(last, CURVE_MINUTES))
    ax.set_ylim(0, 102)
    ax.set_xlabel("minutes from onset")
    ax.set_ylabel("agency at the side, % of incidents")
    ax.set_title(group_name(group, told.scenario))
    ax.grid(color="#dddddd", linewidth=0.6)
    put_legend(ax)
    return ax


def response(result: SweepResult, metric: str, factor: str, ax: Axes | None = None, difference: bool = False) -> Axes:
    """Draw how a metric answers to a factor, a line for each alternative and each level of the other factors.

    With ``difference`` the paired differences to the baseline. Raises ValueError for an unknown metric or factor.
    """
    if metric not in result.metrics:
        raise ValueError(f"the sweep has no metric '{metric}'; it has {', '.join(result.metrics)}")
    known = {one.name: one for one in result.factors}
    if factor not in known:
        raise ValueError(f"the sweep has no factor '{factor}'; it has {', '.join(known)}")
    values = known[factor].values
    x = _positions(values)
    others = [name for name in known if name != factor]
    mine = result.table[result.table.metric == metric]
    ax = ax or new_axes(7.5, 4.2)
    names = _ordered(result.alternatives, result.baseline)
    column, half = ("difference", "difference_half_width") if difference else ("mean", "half_width")
    scale = {"share": 100.0, "s": 1.0}.get(str(mine["unit"].iloc[0]), 1.0)
    drawn = [name for name in names if not (difference and name == result.baseline)]
    curves = [(name, *one) for name in drawn for one in _levels(mine[mine.alternative == name], others)]
    for j, (name, level, rows) in enumerate(curves):
        at = rows.set_index(factor).loc[list(values)]
        # Hues tell alternatives apart, or levels where there is one alternative; marks tell levels apart always.
        k = j % (len(curves) // len(drawn))
        hue = HUES[(names.index(name) if len(drawn) > 1 else k + 1) % 7]
        ax.errorbar(
            np.array(x) + 0.012 * (max(x) - min(x)) * (j - (len(curves) - 1) / 2),
            scale * at[column].to_numpy(),
            yerr=scale * at[half].fillna(0.0).to_numpy(),
            color=hue,
            marker=MARKS[k % 7],
            markerfacecolor="white" if k % 2 else hue,
            linestyle=STROKES[k % 4],
            capsize=2.5,
            markersize=5.5,
            linewidth=1.3,
            elinewidth=0.9,
            label=": ".join(part for part in (name, level) if part),
        )
    if difference:
        ax.axhline(0.0, color="black", linewidth=0.8)
    ax.set_xticks(x, list(values))
    ax.set_xlabel(f"{words(factor)} ({known[factor].path})")
    ax.set_ylabel(_y_label(metric, result, difference))
    ax.set_title(about(metric, result.scenario))
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    put_legend(ax)
    return ax


def _levels(rows: pd.DataFrame, factors: list[str]) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each level of some factors, with its name."""
    if not factors:
        return [("", rows)]
    return [
        (", ".join(f"{words(name)} {value}" for name, value in zip(factors, level, strict=True)), part)
        for level, part in rows.groupby(factors, sort=False)
    ]


def _y_label(metric: str, result: SweepResult, difference: bool) -> str:
    unit = str(result.table[result.table.metric == metric]["unit"].iloc[0])
    name = label(metric).name
    if difference:
        words_of_unit = "s" if unit == "s" else unit_words(unit)
        return "\n".join([*wrap(f"{name}:", 45), f"difference to {result.baseline}, {words_of_unit}"])
    return "\n".join(wrap(f"{name}, { {'share': '%', 's': 's'}.get(unit) or unit_words(unit) }", 45))


def _positions(values: tuple[str, ...]) -> list[float]:
    """Return where values stand: to scale where all are numbers or quantities of one kind, else evenly."""
    found = []
    for value in values:
        size = measure(value)
        if size is None:
            try:
                size = "", float(value)
            except ValueError:
                return [float(k) for k in range(len(values))]
        found.append(size)
    if len({dimension for dimension, _ in found}) > 1:
        return [float(k) for k in range(len(values))]
    return [size for _, size in found]


def _ordered(names: tuple[str, ...], baseline: str) -> list[str]:
    return [baseline, *(name for name in names if name != baseline)]


def _number(value: object) -> float:
    number = float(str(value))
    return number if isfinite(number) else 0.0
