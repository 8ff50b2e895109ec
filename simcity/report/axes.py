"""Axes of pictures, their hues and legends, which print in grey and suit the colour-blind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HUES = ("#555555", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Grey for the baseline, then hues of Okabe and Ito (2008)."""
MARKS = ("o", "s", "^", "D", "v", "P", "X")
STROKES = ("-", "--", ":", "-.")
GAIN, LOSS, SUM = "#56B4E9", "#D55E00", "#555555"
"""Light for time saved, so that it can be told from time lost in grey."""


def new_axes(width: float, height: float) -> Axes:
    """Return axes of a new figure of a size in inches; pyplot, which keeps every figure, is not used."""
    from matplotlib.figure import Figure

    figure: Figure = Figure(figsize=(width, height), layout="constrained")
    ax = figure.subplots()
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def put_legend(ax: Axes) -> None:
    """Put the legend below a figure of its own, or where there is room in axes that were given."""
    handles, names = ax.get_legend_handles_labels()
    if len(names) < 2:
        return
    figure = ax.get_figure(root=True)
    if figure is None or len(figure.axes) > 1 or figure.get_layout_engine() is None:
        ax.legend(frameon=False, fontsize=8)
        return
    columns = max(min(len(names), 90 // (max(map(len, names)) + 6)), 1)
    figure.legend(handles, names, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)
