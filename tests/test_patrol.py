"""Patrols: rounds against luck by hand, what a unit on its round does, and the distances that theory expects."""

from __future__ import annotations

from math import hypot, log

import numpy as np
import pytest
from responses import live, said
from test_roaming import call, story

from simcity.engine.building import build
from simcity.engine.lifecycle import begin
from simcity.engine.roaming import RoamingFleet
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone
from simcity.trace import Memory, draw
from simcity.trace.patrolling import Round

CITY = """\
simcity: 1
title: A city with patrols
source: "assumed: a city for a test"
horizon: {horizon}
replications: 1
place:
  zones:
{zones}
  travel: {{kind: {travel}, speed: 60 km/h}}
incidents:
  case:
    rate: {rate} /h
    where: {where}
    callers: {{calls: {{room: 1}}, delay: 0 s}}
    needs: {{police: {{car: 1}}}}
centres: {{room: {{role: police, seats: unlimited}}}}
agencies:
  police:
    dispatched_by: room
    available_again: on_the_way
    stations: {{post: {{at: [0 m, 0 m], units: {{car: {cars}}}, patrol: {patrol}}}{more}}}
links: {{seen: {{kind: vehicle_location, from: police, to: room}}}}
"""
RECTANGLES = """\
    west: {at: [0 m, 0 m], size: [400 m, 300 m]}
    east: {at: [1 km, 0 m], size: [200 m, 100 m]}"""
BEAT = "{beat: {west: 1, east: 3}, stay: {kind: exponential, mean: 10 min}, speed: 36 km/h}"


def city(
    zones: str = RECTANGLES,
    where: str = "{west: 1}",
    cars: int = 1,
    patrol: str = BEAT,
    more: str = "",
    horizon: str = "10 h",
    rate: float = 1,
    travel: str = "straight_line",
) -> Scenario:
    text = CITY.format(
        zones=zones, where=where, cars=cars, patrol=patrol, more=more, horizon=horizon, rate=rate, travel=travel
    )
    loaded = load_text(text, "city")
    return loaded.alternatives[loaded.baseline]


def rounds(scenario: Scenario) -> dict[str, Round]:
    """Return the rounds of all units, by name, as a run draws them."""
    trace = draw(scenario, Luck(scenario.seed, 0), Memory())
    world = build(scenario, trace)
    begin(world)
    world.env.run(until=1.0)
    (fleet,) = world.fleets
    assert isinstance(fleet, RoamingFleet)
    return {f"{fleet.stations[one[1]].name}-{one[2] + 1}": fleet.where[one].round for one in fleet.where}  # type: ignore[attr-defined]


def test_a_round_by_hand() -> None:
    scenario = city()
    luck, unit = Luck(scenario.seed, 0), "police/post/car-1"
    (mine,) = rounds(scenario).values()
    now, spot = 0.0, None
    for k in range(8):
        # By name east comes first, and has three quarters.
        east = luck.single("patrol zone", unit, k) <= 0.75
        u, v = luck.single("patrol x", unit, k), luck.single("patrol y", unit, k)
        here = (1000 + 200 * u, 100 * v) if east else (400 * u, 300 * v)
        if spot is not None:
            drive = hypot(here[0] - spot[0], here[1] - spot[1]) / 10.0
            half = mine.at(now + drive / 2)
            assert half == pytest.approx(((here[0] + spot[0]) / 2, (here[1] + spot[1]) / 2))
            now += drive
        assert mine.at(now + 1e-6) == pytest.approx(here, abs=1e-3)
        now += -600 * log(1.0 - luck.single("patrol stay", unit, k))
        assert mine.at(now - 1e-6) == pytest.approx(here, abs=1e-3)
        spot = here
    assert mine.comes[-1] > scenario.end


def test_a_beat_on_a_torus_is_driven_the_short_way() -> None:
    torus = "    west: {kind: torus, size: [1 km, 1 km]}"
    (mine,) = rounds(city(torus, patrol=BEAT.replace("west: 1, east: 3", "west: 1"))).values()
    k = next(k for k in range(50) if mine.x[k + 1] - mine.x[k] > 600 and abs(mine.y[k + 1] - mine.y[k]) < 500)
    east, north = mine.x[k + 1] - mine.x[k] - 1000, mine.y[k + 1] - mine.y[k]
    assert mine.comes[k + 1] - mine.leaves[k] == pytest.approx(hypot(east, north) / 10.0)
    half = mine.at((mine.comes[k + 1] + mine.leaves[k]) / 2)
    assert half == pytest.approx((mine.x[k] + east / 2, mine.y[k] + north / 2))


def test_another_unit_changes_no_round() -> None:
    one = rounds(city())
    more = rounds(city(cars=2, more=f", other: {{at: [1 m, 1 m], units: {{car: 1}}, patrol: {BEAT}}}"))
    assert set(more) == {"post-1", "post-2", "other-1"}
    assert (more["post-1"].x == one["post-1"].x).all()
    assert (more["post-1"].comes == one["post-1"].comes).all()
    assert not (more["post-2"].x == more["post-1"].x).any()


ROUND = Round(
    x=np.array([0.0, 1000.0, 1000.0]),
    y=np.array([0.0, 0.0, 1000.0]),
    comes=np.array([0.0, 160.0, 320.0]),
    leaves=np.array([60.0, 220.0, 400.0]),
    speed=10.0,
    wrap=None,
)


@pytest.mark.parametrize(
    ("here", "time", "found"),
    [
        ((300.0, 0.0), 30.0, (0, 60.0)),
        ((301.0, 0.0), 30.0, (1, 30 + 69.9)),
        ((1000.0, 500.0), 170.0, (1, 220.0)),
        ((1000.0, 500.0), 171.0, (2, 221.0)),
        ((0.0, 0.0), 399.0, (2, 399 + hypot(1000, 1000) / 10)),
    ],
    ids=["in time at the very last", "too late by a metre", "again", "waits there", "behind the end of the run"],
)
def test_a_round_is_joined_where_it_can_be_caught_up(
    here: tuple[float, float], time: float, found: tuple[int, float]
) -> None:
    assert ROUND.joined(here, time) == pytest.approx(found)


def test_a_unit_on_patrol_goes_from_where_it_is_and_back_to_its_round() -> None:
    """Its beat is a point at (2, 0), 5 km from the fall; clear at 25 it drives back at half the speed.

    At 30 it is half way, at (3.5, 2), 3 km from the cut: 34 with its minute of turnout.
    """
    fall, cut = call("fall", 5, 4, 9), call("cut", 3.5, 5, 30)
    beat = "patrol: {beat: {post_place: 1}, stay: 7 min, speed: 30 km/h}"
    station = f"here: {{at: [0 m, -5 km], units: {{als: 1}}, {beat}}}"
    rules = "available_again: on_the_way, turnout: 9 min, turnout_on_road: 1 min"
    point = call("post", 2, 0, 600)
    records = live(story(fall, cut, point, stations=station, rules=rules))
    assert said(records, Milestone.AT_SIDE) == [
        ("fall-0", "here", 15.0),
        ("cut-0", "here", 34.0),
        ("post-0", "here", 601.0),
    ]


def test_a_unit_that_comes_on_duty_drives_to_its_round_from_its_station() -> None:
    """On duty at 60, with 5.4 km to its point at half the speed: at 65 it is 2.5 km out."""
    beat = "patrol: {beat: {post_place: 1}, stay: 7 min, speed: 30 km/h}"
    station = f'here: {{at: [0 m, -5 km], units: {{als: {{"00:00": 0, "01:00": 1}}}}, {beat}}}'
    records = live(story(call("post", 0, 0, 65), stations=station))
    assert said(records, Milestone.AT_SIDE) == [("post-0", "here", 67.5)]


def distances(scenario: Scenario) -> np.ndarray:
    """Return the journeys in kilometres."""
    records = live(scenario)
    left = records.time[records.milestone == Milestone.EN_ROUTE]
    row = records.incident[records.milestone == Milestone.EN_ROUTE]
    there = dict(
        zip(
            records.incident[records.milestone == Milestone.ON_SCENE],
            records.time[records.milestone == Milestone.ON_SCENE],
            strict=True,
        )
    )
    return np.array([there[one] - time for one, time in zip(row, left, strict=True) if one in there]) / 60.0


QUICK = "{beat: {square: 1}, stay: {kind: exponential, mean: 20 min}, speed: 9000 km/h}"


def test_a_unit_that_patrols_a_square_is_two_thirds_of_a_side_away() -> None:
    """Case A29 of the theory: right angles, both places uniform, 1/3 + 1/3."""
    square = "    square: {at: [0 m, 0 m], size: [1 km, 1 km]}"
    scenario = city(square, "{square: 1}", patrol=QUICK, horizon="4000 h", travel="right_angle")
    found = distances(scenario)
    assert len(found) > 3500
    assert found.mean() == pytest.approx(2 / 3, abs=4 / 3 / len(found) ** 0.5)


def test_the_nearest_of_many_on_patrol_is_half_a_mean_distance_away() -> None:
    """Case A28 of the theory: one unit to a square kilometre of a torus, 0.5 km to the nearest, sd 0.2614 km."""
    torus = "    square: {kind: torus, size: [10 km, 10 km]}"
    scenario = city(torus, "{square: 1}", cars=100, patrol=QUICK, horizon="1500 h")
    found = distances(scenario)
    assert len(found) > 1300
    assert found.mean() == pytest.approx(0.5, abs=4 * 0.2614 / len(found) ** 0.5)
    assert found.std() == pytest.approx(0.2614, rel=0.1)
