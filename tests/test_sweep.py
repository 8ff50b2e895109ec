"""Sweeps: every combination once, on the same luck, and one report of all that is wrong with the file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simcity
from simcity.analysis.plan import read
from simcity.analysis.sweep import SweepResult, sweep
from simcity.load import ScenarioError
from simcity.report.blocks import plain
from simcity.report.points import points

DATA = Path(__file__).parent / "data"
FILE = DATA / "corner-sweep.yaml"


@pytest.fixture(scope="module")
def result() -> SweepResult:
    return sweep(FILE, jobs=1)


def write(folder: Path, text: str) -> Path:
    (folder / "corner.yaml").write_text((DATA / "corner.yaml").read_text())
    file = folder / "sweep.yaml"
    file.write_text(text)
    return file


def test_every_combination_is_a_point(result: SweepResult) -> None:
    table = result.table
    assert list(table) == [
        "point", "relay", "seen", "alternative", "metric", "mean", "half_width", "difference",
        "difference_half_width", "unit",
    ]  # fmt: skip
    found = table[["point", "relay", "seen"]].drop_duplicates().to_numpy().tolist()
    assert found == [[0, "30 s", "20 %"], [1, "30 s", "60 %"], [2, "120 s", "20 %"], [3, "120 s", "60 %"]]
    assert result.metrics == ("attainment/collapse/ems", "response_mean/collapse/ems")
    assert len(table) == 4 * 2 * 2
    baseline = table[table.alternative == "phones"]
    assert baseline[["difference", "difference_half_width"]].isna().all(axis=None)
    assert table[table.alternative == "integrated"]["difference"].notna().all()


def test_every_point_lives_the_same_incidents(result: SweepResult) -> None:
    for alternative in result.alternatives:
        loads = [
            one.table[(one.table.metric == "load/collapse") & (one.table.alternative == alternative)]["numerator"]
            for one in result.results
        ]
        assert all(np.array_equal(loads[0], other) for other in loads[1:])
    assert {one.seed for one in result.results} == {5}
    # What the relay takes cannot matter where nobody phones.
    without = result.table[(result.table.alternative == "integrated") & (result.table.seen == "20 %")]
    assert without.groupby("metric")["mean"].nunique().eq(1).all()


def test_a_longer_relay_helps_nobody(result: SweepResult) -> None:
    times = result.table[(result.table.metric == "response_mean/collapse/ems") & (result.table.alternative == "phones")]
    by_relay = times.set_index(["seen", "relay"])["mean"]
    assert by_relay["60 %", "120 s"] > by_relay["60 %", "30 s"]


def test_it_is_saved_with_what_it_came_from(result: SweepResult, tmp_path: Path) -> None:
    result.save(tmp_path / "a")
    sweep(FILE, jobs=2).save(tmp_path / "b")
    for name in ("sweep.csv", "sweep.json", "provenance.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert len(pd.read_csv(tmp_path / "a" / "sweep.csv")) == len(result.table)
    told = json.loads((tmp_path / "a" / "sweep.json").read_text())
    assert told["schema"] == "simcity/sweep/1"
    assert told["factors"]["relay"] == {"path": "links.guards_119.duration", "values": ["30 s", "120 s"]}
    assert told["rows"][0]["difference"] is None
    came = json.loads((tmp_path / "a" / "provenance.json").read_text())
    assert came["experiment"]["file"] == "corner-sweep.yaml"
    assert came["scenario"]["file"] == "corner.yaml"
    assert came["settings"] == {"horizon": "5 h"}


def test_it_is_told_point_by_point(result: SweepResult) -> None:
    text = plain(points(result))
    assert "Collapse, EMS: reached inside the golden time" in text
    assert text.count("120 s") >= 4
    assert "simulation error only" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_one_alternative_has_no_differences(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "experiment: 1\nscenario: corner.yaml\nalternatives: [phones]\nreplications: 2\nseed: 3\n"
        "settings: {horizon: 3 h}\n"
        "factors: {relay: {path: links.guards_119.duration, values: [30 s]}}\nmetrics: [utilisation/room_119]\n",
    )
    told: list[tuple[int, int, int, int]] = []
    found = sweep(file, jobs=1, replications=3, progress=lambda *done: told.append(done))
    assert found.title == "A street corner"
    assert (found.seed, found.replications) == (3, 3)
    assert told == [(1, 1, 1, 3), (1, 1, 2, 3), (1, 1, 3, 3)]
    assert "95 % interval" in plain(points(found))


def test_the_public_face_sweeps() -> None:
    assert simcity.sweep is sweep
    assert simcity.SweepResult is SweepResult


def test_the_shipped_experiment_is_in_order() -> None:
    plan = read(Path(__file__).parents[1] / "experiments" / "relay-and-cameras.yaml")
    assert len(plan.points) == 9
    assert all(point.city.settings["horizon"] == "8 d" for point in plan.points)


HEAD = "experiment: 1\nscenario: corner.yaml\n"
RELAY = "factors:\n  relay: {path: links.guards_119.duration, values: [30 s, 60 s]}\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1:1: file: an experiment is a mapping"]),
        ("- 1\n", ["1:1: file: an experiment is a mapping"]),
        ("a: [\n", ["2:1: file: "]),
        ("experiment: 2\nscenario: corner.yaml\n" + RELAY, ["1:13: experiment: only 1 is known here, got '2'"]),
        ("scenario: corner.yaml\n" + RELAY, ["1:1: file: 'experiment' is missing"]),
        ("experiment: 1\n" + RELAY, ["1:1: file: 'scenario' is missing"]),
        ("experiment: 1\nscenario: [a]\n" + RELAY, ["2:1: scenario: text is wanted, got a list"]),
        ("experiment: 1\nscenario: x.yaml\n" + RELAY, ["2:11: scenario: there is no file 'x.yaml'"]),
        (HEAD + "factor: 1\n" + RELAY, ["3:1: factor: 'factor' is not known here (did you mean 'factors'?)"]),
        (HEAD, ["1:1: file: 'factors' is missing"]),
        (HEAD + "factors: {}\n", ["factors: a mapping from name to path and values is wanted"]),
        (HEAD + "factors: {relay: 3}\n", ["factors.relay: path and values are wanted, got '3'"]),
        (HEAD + "factors: {relay: {path: horizon}}\n", ["factors.relay: 'values' is missing"]),
        (
            HEAD + "factors: {relay: {path: [a], values: 3}}\n",
            ["a path such as", "a list of values is wanted, got '3'"],
        ),
        (HEAD + "factors: {mean: {path: horizon, values: [3 h]}}\n", ["'mean' is a column of the table"]),
        (HEAD + "factors: {a: {path: seed, values: [1, 1]}}\n", ["factors.a.values.1: the value '1' is given twice"]),
        (
            HEAD + "factors: {a: {path: seed, values: [1]}, b: {path: seed, vales: [1], values: [2]}}\n",
            ["'vales' is not known here (did you mean 'values'?)", "'a' has the same path already"],
        ),
        (HEAD + RELAY + "replications: 0\nseed: -1\n", ["replications: a whole number of at least 1", "seed: a whole"]),
        (HEAD + RELAY + "settings: 3\n", ["settings: a mapping from path to value is wanted, got '3'"]),
        (HEAD + RELAY + "alternatives: phones\n", ["alternatives: a list of names is wanted, got 'phones'"]),
        (HEAD + RELAY + "alternatives: [phone]\n", ["5:16: alternatives.0: there is no alternative 'phone' (did you"]),
        (
            HEAD + RELAY + "metrics: [attainment/colapse/ems]\n",
            ["5:11: metrics.0: this scenario has no metric 'attainment/colapse/ems' (did you mean"],
        ),
        (
            HEAD + "factors:\n  relay: {path: links.guard_119.duration, values: [30 s, 60 s]}\n",
            ["4:17: factors.relay.path: links.guard_119.duration: there is no 'guard_119' in links"],
        ),
        (
            HEAD + "factors:\n  relay: {path: links.guards_119.duration, values: [30 s, 60 m]}\n",
            ["4:59: factors.relay.values.1: links.guards_119.duration: '60 m' is a length, but a time is wanted"],
        ),
        # An alternative that would overwrite a factor is refused by the loader.
        (
            HEAD + "factors:\n  link: {path: links.guards_119.up, values: [always, never]}\n",
            ["factors.link.path: ", "this would overwrite --set links.guards_119.up"],
        ),
        (HEAD + RELAY + "settings: {horizn: 3 h}\n", ["settings.horizn: horizn: ", "did you mean 'horizon'"]),
        (HEAD + RELAY + "settings: {links.guards_119.duration: 3 s}\n", ["is among the settings already"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, faults: list[str]) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ScenarioError) as found:
        read(file)
    for fault in faults:
        assert fault in str(found.value)
    assert str(found.value).startswith(f"{file}:")


def test_faults_of_the_scenario_are_its_own(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + RELAY)
    (tmp_path / "corner.yaml").write_text("simcity: 1\n")
    with pytest.raises(ScenarioError) as found:
        read(file)
    assert str(found.value).startswith(str(tmp_path / "corner.yaml"))


def test_too_many_points_are_refused(tmp_path: Path) -> None:
    values = ", ".join(map(str, range(1, 40)))
    factors = "".join(f"  {name}: {{path: {path}, values: [{values}]}}\n" for name, path in (("a", "seed"), ("b", "x")))
    with pytest.raises(ScenarioError, match="more than 1000 points"):
        read(write(tmp_path, f"{HEAD}factors:\n{factors}"))
    with pytest.raises(ScenarioError, match="there is no such file"):
        read(tmp_path / "nowhere.yaml")
