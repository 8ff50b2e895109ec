"""Pictures as files: all plots of a result as SVG and PNG, the same bytes for equal results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from simcity.analysis.ceiling import perfect_of
from simcity.analysis.parts import Parts
from simcity.analysis.result import Result
from simcity.analysis.sweep import SweepResult
from simcity.report.bars import ladder, share_bars
from simcity.report.plots import attainment, reached_by_minute, response, waterfall
from simcity.report.study import study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcity.model.city import City

FORMATS = ("svg", "png")


def save_all(result: Result, folder: Path) -> list[Path]:
    """Write all pictures of a run as SVG and PNG; return their paths."""
    told = study(result)
    timed = [group for group in told.groups if f"attainment/{group}" in told.values[told.baseline]]
    written = []
    with _drawn():
        if timed:
            written += _write(attainment(result), folder / "attainment", result.city)
        if told.alternative:
            for group in ("all", *timed) if len(told.groups) > 1 else ("all",):
                written += _write(waterfall(result, group), folder / f"seconds_saved_{_plain(group)}", result.city)
        if perfect_of(result) is not None:
            for group in timed:
                written += _write(ladder(result, group), folder / f"ceiling_{_plain(group)}", result.city)
        for group in timed:
            written += _write(
                reached_by_minute(result, group), folder / f"reached_by_minute_{_plain(group)}", result.city
            )
    return written


def save_shares(parts: Parts, folder: Path) -> list[Path]:
    """Write what each group bought, in points and in seconds, as SVG and PNG; return their paths."""
    written = []
    with _drawn():
        for name, bought in (("points", parts.metric), ("seconds", parts.seconds)):
            if bought is not None:
                written += _write(share_bars(parts, bought), folder / f"shares_{name}", parts.result.city)
    return written


def save_sweep(result: SweepResult, folder: Path) -> list[Path]:
    """Write the response of every metric to every factor as SVG and PNG; return their paths."""
    written = []
    with _drawn():
        for metric in result.metrics:
            for factor in result.factors:
                name = f"{_plain(metric)}_by_{factor.name}"
                written += _write(response(result, metric, factor.name), folder / name, result.city)
                if len(result.alternatives) > 1:
                    ax = response(result, metric, factor.name, difference=True)
                    written += _write(ax, folder / f"difference_in_{name}", result.city)
    return written


@contextmanager
def _drawn() -> Iterator[None]:
    """Draw so that equal results give equal bytes."""
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "simcity"}):
        yield


def _write(ax: Axes, path: Path, city: City) -> list[Path]:
    figure = ax.get_figure(root=True)
    assert figure is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    if city.attributions:
        # Above all that is drawn, since the legend may reach below the figure; the picture grows by it.
        thanks = "Map: " + "; ".join(city.attributions)
        figure.text(0.01, 1.01, thanks, fontsize=6, color="0.4", ha="left", va="bottom")
    metadata: dict[str, dict[str, str | None]] = {"svg": {"Date": None}, "png": {"Software": None}}
    paths = []
    for kind in FORMATS:
        paths.append(path.with_name(f"{path.name}.{kind}"))
        box = "tight" if city.attributions else None
        figure.savefig(paths[-1], dpi=150, metadata=metadata[kind], bbox_inches=box)
    return paths


def _plain(name: str) -> str:
    return name.replace("/", "_").replace("=", "_")
