"""Pictures: each returns axes, shows what the result says, and is written the same every time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from simcity.analysis.experiment import run
from simcity.analysis.parts import attribute
from simcity.analysis.result import Result
from simcity.analysis.sweep import SweepResult, sweep
from simcity.load import load

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from simcity.report.bars import ladder, share_bars
from simcity.report.pictures import save_all, save_shares, save_sweep
from simcity.report.plots import attainment, reached_by_minute, response, waterfall

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def result() -> Result:
    return run(load(DATA / "corner.yaml"), replications=3, jobs=1)


@pytest.fixture(scope="module")
def swept() -> SweepResult:
    return sweep(DATA / "corner-sweep.yaml", jobs=1, replications=2)


def test_attainment_shows_every_group_and_alternative(result: Result) -> None:
    ax = attainment(result)
    assert isinstance(ax, Axes)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Collapse, EMS (4 min)", "Fight, police (3 min)"]
    assert ax.get_legend_handles_labels()[1] == ["phones", "integrated", "unchanged"]
    shown = {round(line.get_xdata()[0], 6) for line in ax.lines if len(line.get_xdata()) == 2}
    found = result.metrics().set_index(["alternative", "metric"])["mean"]
    assert round(100 * found["phones", "attainment/collapse/ems"], 6) in shown


def test_the_waterfall_ends_at_the_total(result: Result) -> None:
    ax = waterfall(result)
    total = result.attribution("phones", "integrated").set_index(["group", "stage"])["seconds"]["all", "total"]
    assert ax.patches[-1].get_height() == pytest.approx(total)
    assert sum(bar.get_height() for bar in ax.patches[:-1]) == pytest.approx(total)
    assert "All incidents" in ax.get_title()
    with pytest.raises(ValueError, match="no group 'x'"):
        waterfall(result, "x")
    with pytest.raises(ValueError, match="two alternatives"):
        waterfall(run(result.city, ["phones"], replications=1, jobs=1))


def test_reached_by_minute_marks_the_golden_time(result: Result) -> None:
    ax = reached_by_minute(result, "collapse/ems")
    assert any(list(line.get_xdata()) == [4.0, 4.0] for line in ax.lines)
    assert any("golden time 4 min" in text.get_text() for text in ax.texts)
    curve = ax.lines[0].get_ydata()
    share = result.metrics().set_index(["alternative", "metric"])["mean"]["phones", "attainment/collapse/ems"]
    assert curve[4] == pytest.approx(100 * share)
    assert (curve[1:] >= curve[:-1]).all()
    with pytest.raises(ValueError, match="no group 'x'"):
        reached_by_minute(result, "x")


def test_response_shows_a_line_for_each_level(swept: SweepResult) -> None:
    ax = response(swept, "attainment/collapse/ems", "relay")
    assert len(ax.get_legend_handles_labels()[1]) == 4
    assert [text.get_text() for text in ax.get_xticklabels()] == ["30 s", "120 s"]
    assert list(ax.get_xticks()) == [30.0, 120.0]
    ax = response(swept, "attainment/collapse/ems", "seen", difference=True)
    assert ax.get_legend_handles_labels()[1] == ["integrated: relay 30 s", "integrated: relay 120 s"]
    with pytest.raises(ValueError, match="no metric 'x'"):
        response(swept, "x", "relay")
    with pytest.raises(ValueError, match="no factor 'x'"):
        response(swept, "attainment/collapse/ems", "x")


def test_axes_can_be_given(result: Result, swept: SweepResult) -> None:
    one, two, three, four = Figure(figsize=(12, 8)).subplots(2, 2).ravel()
    assert attainment(result, one) is one
    assert waterfall(result, "collapse/ems", two) is two
    assert reached_by_minute(result, "collapse/ems", three) is three
    assert response(swept, "attainment/collapse/ems", "relay", four) is four


def test_pictures_are_written_the_same_every_time(result: Result, tmp_path: Path) -> None:
    written = save_all(result, tmp_path / "a")
    names = {path.name for path in written}
    assert {"attainment.svg", "attainment.png", "seconds_saved_all.svg", "reached_by_minute_collapse_ems.png"} <= names
    assert all(path.stat().st_size > 5000 for path in written)
    for path, again in zip(written, save_all(result, tmp_path / "b"), strict=True):
        assert path.read_bytes() == again.read_bytes()


def test_the_pictures_of_a_sweep_are_written(swept: SweepResult, tmp_path: Path) -> None:
    names = {path.name for path in save_sweep(swept, tmp_path)}
    assert "attainment_collapse_ems_by_relay.svg" in names
    assert "difference_in_response_mean_collapse_ems_by_seen.png" in names
    assert len(names) == 16


@pytest.fixture(scope="module")
def climbed() -> Result:
    return run(load(DATA / "platform.yaml"), replications=2, jobs=1)


def test_the_ladder_ends_at_the_ceiling(climbed: Result, result: Result, tmp_path: Path) -> None:
    ax = ladder(climbed, "brawl/police")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["phones", "integrated", "perfect"]
    found = climbed.metrics().set_index(["alternative", "metric"])["mean"]
    shares = [100 * found[name, "attainment/brawl/police"] for name in ("phones", "integrated", "perfect")]
    # The first three bars are what no sharing can reach, beside each alternative.
    assert [bar.get_width() for bar in ax.patches[:3]] == pytest.approx([100 - shares[2]] * 3)
    assert [bar.get_width() for bar in ax.patches[3:]] == pytest.approx(shares)
    with pytest.raises(ValueError, match="all centres know everything"):
        ladder(result, "collapse/ems")
    with pytest.raises(ValueError, match="has no golden time"):
        ladder(climbed, "collapse/police")
    assert {"ceiling_brawl_police.svg", "ceiling_collapse_ems.png"} <= {
        path.name for path in save_all(climbed, tmp_path)
    }


def fits(ax: Axes, text: Text) -> bool:
    """Return whether a text lies within its picture."""
    assert isinstance(ax.figure, Figure)
    ax.figure.draw_without_rendering()
    box, whole = text.get_window_extent(), ax.figure.bbox
    return bool(box.x0 >= whole.x0 and box.x1 <= whole.x1 and box.y0 >= whole.y0 and box.y1 <= whole.y1)


def test_what_is_written_beside_a_picture_fits(climbed: Result, tmp_path: Path) -> None:
    """Long names of metrics, what the ladder says, and the stages of a city whose units are held outside."""
    ax = ladder(climbed, "brawl/police")
    assert fits(ax, ax.xaxis.label)
    (tmp_path / "moving.yaml").write_bytes((DATA / "moving.yaml").read_bytes())
    file = tmp_path / "bays.yaml"
    file.write_text(
        "experiment: 1\nscenario: moving.yaml\nreplications: 2\n"
        "factors: {bays: {path: hospitals.general.bays, values: [1, 2]}}\nmetrics: [turnaround_mean/general]\n"
    )
    bays = sweep(file, jobs=1)
    for difference in (False, True):
        ax = response(bays, "turnaround_mean/general", "bays", difference=difference)
        assert fits(ax, ax.yaxis.label)
    ax = waterfall(run(load(DATA / "moving.yaml"), replications=2, jobs=1), "fight/ems")
    assert fits(ax, ax.xaxis.label)
    boxes = [text.get_window_extent() for text in ax.get_xticklabels()]
    assert len(boxes) == 11
    assert all(other.x0 - one.x1 > 4 for one, other in pairwise(boxes))


def test_shares_are_drawn_and_written(tmp_path: Path) -> None:
    start, end = (DATA / "corner.yaml").read_text().split("alternatives:")
    groups = "{off: [links.guards_119.up], on: [links.report_119.up]}"
    file = tmp_path / "corner.yaml"
    file.write_text(f"{start}attribution: {{alternative: integrated, groups: {groups}}}\nalternatives:{end}")
    parts = attribute(file, replications=2, jobs=1)
    ax = share_bars(parts, parts.metric)
    bars = [bar.get_width() for bar in ax.patches]
    assert bars[2:4] == pytest.approx([100 * share.shapley.value for share in parts.metric.shares])
    assert sum(bars[2:4]) == pytest.approx(100 * parts.metric.whole.value)
    names = {path.name for path in save_shares(parts, tmp_path / "plots")}
    assert names == {"shares_points.svg", "shares_points.png", "shares_seconds.svg", "shares_seconds.png"}
