"""Travel laws without a map: the acceleration law against theory, and tables of times between zones without a place."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from simcity.engine.run import run
from simcity.load import ScenarioError, load_text
from simcity.luck import Luck
from simcity.model.roads import Accelerating, Ends, Starts, Ways
from simcity.records import Milestone
from simcity.trace import Memory, draw

KM, MIN = 1000.0, 60.0


def law(**given: object) -> Accelerating:
    """Return the law of case A31: 1 km/min, 0.5 km/min2."""
    return Accelerating(cruise=KM / MIN, acceleration=0.5 * KM / MIN**2, **given)  # type: ignore[arg-type]  # by name


def minutes(travel: Accelerating, east: float, north: float = 0.0) -> float:
    none = np.zeros(1, np.int64)
    ends = Ends(np.array([east * KM]), np.array([north * KM]), none, none, np.zeros(1))
    start = Starts(("base",), np.zeros(1), np.zeros(1))
    return float(travel.estimate(Ways(start, ends))[0, 0]) / MIN


@pytest.mark.parametrize(("km", "expected"), [(0.5, 2.0), (1.0, 2.828427), (2.0, 4.0), (5.0, 7.0)])
def test_a31_the_acceleration_law(km: float, expected: float) -> None:
    assert minutes(law(), km) == pytest.approx(expected, abs=1e-6)


def test_a31_the_mean_time_of_the_nearest_unit_of_a_poisson_field() -> None:
    # Straight distance to the nearest of 1 unit/km2: P(D > x) = exp(-pi x2).
    mean, _ = quad(lambda x: minutes(law(), x) * 2 * math.pi * x * math.exp(-math.pi * x * x), 0, 10, limit=200)
    assert mean == pytest.approx(1.925656, abs=1e-6)


def test_distances_are_straight_or_along_a_grid() -> None:
    assert minutes(law(), 3.0, 4.0) == pytest.approx(7.0)
    assert minutes(law(right_angle=True), 3.0, 4.0) == pytest.approx(9.0)
    assert minutes(law(detour=1.4), 3.0, 4.0) == pytest.approx(9.0)


TOWN = """\
simcity: 1
title: Two atoms, two units
source: "assumed: a story"
horizon: 1 h
drain: 1 h
place:
  zones: {east: {kind: unplaced}, west: {kind: unplaced}}
  travel:
    kind: matrix
    times: {one: {east: 2 min, west: 7 min}, two: {east: 9 min, west: 3 min}}
incidents:
  in_east: {at: [10 min, 11 min], where: {east: 1}, callers: {calls: {room: 1}, delay: 0 s}, needs: {ems: {als: 1}}}
  in_west: {at: [40 min], where: {west: 1}, callers: {calls: {room: 1}, delay: 0 s}, needs: {ems: {als: 1}}}
agencies:
  ems:
    dispatched_by: room
    stations: {one: {zone: east, units: {als: 1}}, two: {zone: west, units: {als: 1}}}
    on_scene: 5 min
centres:
  room: {role: ems, seats: 1}
"""


def test_a_table_of_times_needs_no_place() -> None:
    (scenario,) = load_text(TOWN).alternatives.values()
    records = run(scenario, draw(scenario, Luck(1, 0), Memory()))
    arrived = records.time[records.milestone == Milestone.ON_SCENE]
    # The second one comes from the other atom, since the unit of its own is out; the third from its own.
    assert sorted((arrived / MIN).tolist()) == pytest.approx([12, 20, 43])
    home = records.time[records.milestone == Milestone.IN_SERVICE]
    assert sorted((home / MIN).tolist()) == pytest.approx([19, 34, 51])


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        (
            "two: {east: 9 min, west: 3 min}",
            "two: {east: 9 min}",
            10,
            "there is no time to zone 'west', in which 'ems' is needed",
        ),
        (
            ", two: {east: 9 min, west: 3 min}",
            "",
            10,
            "there are no times from station 'two' of 'ems'; add a row for it",
        ),
        ("west: 7 min", "wst: 7 min", 10, "there is no zone 'wst' (did you mean 'west'?)"),
        (
            "kind: matrix\n    times: {one: {east: 2 min, west: 7 min}, two: {east: 9 min, west: 3 min}}",
            "kind: right_angle\n    speed: 30 km/h",
            7,
            "it has no place, which travel of 'ems' (right_angle) needs",
        ),
        (
            "centres:",
            "sensors:\n  wall: {kind: camera, centre: room, at: [[0 m, 0 m]], range: 50 m}\ncentres:",
            20,
            "zone 'east' has no place, so nobody knows what these devices see there",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_told_with_its_line(was: str, now: str, line: int, said: str) -> None:
    assert was in TOWN
    with pytest.raises(ScenarioError) as caught:
        load_text(TOWN.replace(was, now), "town")
    assert any(f"town:{line}:" in str(fault) and said in str(fault) for fault in caught.value.faults), caught.value


def test_an_approach_has_no_place_where_times_are_drawn() -> None:
    text = TOWN.replace("two: {zone: west,", "two: {zone: west, approach: 1 min,")
    drawn = text.replace(
        TOWN[TOWN.index("  travel:") : TOWN.index("incidents:")],
        "  travel: {kind: law, time: {kind: exponential, mean: 5 min}}\n",
    )
    load_text(text)
    with pytest.raises(ScenarioError, match="leave no room for an approach"):
        load_text(drawn)
