"""Driving through streets: journeys by hand on a square, and plain Dijkstra on central Helsinki."""

from __future__ import annotations

import heapq
from pathlib import Path

import numpy as np
import pytest
from maps import ROOT, law, network

from simcity.engine.run import run
from simcity.fields import DAY, HOUR
from simcity.load import load
from simcity.load.networks import Networks
from simcity.luck import Luck
from simcity.model.roads import Ends, Roads, Starts, Ways
from simcity.model.roads.closures import CircleClosed, RectangleClosed
from simcity.model.roads.ground import Spots
from simcity.records import Milestone
from simcity.trace import Memory, draw

# Positions in a file are rounded to a centimetre, and times to seven digits.
EXACT = 1e-4


def ways(start: tuple[float, float], *ends: tuple[float, float], clock: float = 0.0, type_: int = 0) -> Ways:
    x, y = (np.array(axis, float) for axis in zip(*ends, strict=True))
    size = len(ends)
    arrivals = Ends(x, y, np.zeros(size, np.int64), np.full(size, type_), np.full(size, clock))
    origin = Starts(("base",), np.array([start[0]], float), np.array([start[1]], float))
    return Ways(origin, arrivals, ("town",), ("fire", "cat_in_tree"))


def there(travel: Roads, *given: tuple[float, float], **at: float) -> list[float]:
    return travel.estimate(ways(*given, **at))[:, 0].tolist()


def back(travel: Roads, *given: tuple[float, float], **at: float) -> list[float]:
    journeys = ways(*given, **at)
    return travel.back(journeys, travel.estimate(journeys))[:, 0].tolist()


def near(*seconds: float) -> object:
    return pytest.approx(list(seconds), rel=EXACT, abs=0.05)


def test_the_way_there_has_lights_and_the_way_back_keeps_to_one_way_streets(tmp_path: Path) -> None:
    # From a half way to b: 500 m at 20 m/s. Back on to b, c, d and a: 3,500 m at 10 m/s.
    assert there(law(tmp_path), (0, 0), (500, 0)) == near(25)
    assert back(law(tmp_path), (0, 0), (500, 0)) == near(350)


def test_along_one_street_one_goes_forward_directly_and_backward_all_the_way_round(tmp_path: Path) -> None:
    travel = law(tmp_path)
    assert there(travel, (200, 0), (700, 0), (100, 0), (200, 0)) == near(25, 195, 0)
    # A street in both directions needs no way round.
    assert there(travel, (0, 200), (0, 700), (0, 100)) == near(25, 5)


def test_the_last_metres_from_the_nearest_street_are_slow(tmp_path: Path) -> None:
    assert there(law(tmp_path, off_road=2.0), (0, 0), (500, -100)) == near(25 + 50)
    # The station lies 30 m beside its street as well.
    assert there(law(tmp_path, off_road=2.0), (0.0, -30.0), (500, -100)) == near(25 + 50 + 15)
    assert back(law(tmp_path, off_road=2.0), (0, 0), (500, -100)) == near(350 + 50)


def test_hours_days_and_the_city_stretch_driving_and_not_walking(tmp_path: Path) -> None:
    travel = law(
        tmp_path, off_road=2.0, factor=1.2, by_hour={0.0: 1.0, 8 * HOUR: 2.0, 9 * HOUR: 1.0}, by_day={"tue": 3.0}
    )
    point = (500.0, -100.0)
    assert there(travel, (0, 0), point) == near(25 * 1.2 + 50)
    assert there(travel, (0, 0), point, clock=8.5 * HOUR) == near(25 * 1.2 * 2 + 50)
    assert there(travel, (0, 0), point, clock=DAY + 8 * HOUR) == near(25 * 1.2 * 2 * 3 + 50)
    assert back(travel, (0, 0), point, clock=7 * DAY + 8.9 * HOUR) == near(350 * 1.2 * 2 + 50)


def test_signals_that_let_responders_pass_save_on_the_way_there_only(tmp_path: Path) -> None:
    travel = law(tmp_path, preemption=0.5, off_road=2.0)
    assert there(travel, (0, 0), (500, -100)) == near(12.5 + 50)
    assert back(travel, (0, 0), (500, -100)) == near(350 + 50)
    assert there(law(tmp_path, preemption=0.5, lights=False), (0, 0), (500, 0)) == near(50)


def test_types_that_do_not_warrant_lights_are_driven_to_normally(tmp_path: Path) -> None:
    travel = law(tmp_path, normal_for=("cat_in_tree",))
    assert there(travel, (0, 0), (500, 0), type_=0) == near(25)
    assert there(travel, (0, 0), (500, 0), type_=1) == near(50)


def test_a_speed_by_class_takes_the_place_of_the_file_and_lights_gain_in_proportion(tmp_path: Path) -> None:
    travel = law(tmp_path, speeds={"main": 5.0})
    assert there(travel, (0, 0), (500, 0)) == near(50)
    # To the middle of b - c: all of the slow street with lights, then 500 m of the other.
    assert there(travel, (0, 0), (1000, 500)) == near(100 + 25)
    assert back(travel, (0, 0), (500, 0)) == near(100 + 300)


def test_a_closure_sends_one_round_and_onto_the_feet_while_it_holds(tmp_path: Path) -> None:
    market = CircleClosed(at=(0.0, 500.0), radius=100.0, since=9 * HOUR, until=21 * HOUR)
    # A second way from a to d, farther out, so that the closed side leaves no dead end.
    outer = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000), "e": (-1000, 0), "f": (-1000, 1000)}
    arcs = "from,to,metres,kmh,oneway\na,b,1000,36,no\nb,c,1000,36,no\nc,d,1000,36,no\nd,a,1000,36,no\n"
    arcs += "a,e,1000,36,no\ne,f,1000,36,no\nf,d,1000,36,no\n"
    travel = Roads(network=network(tmp_path, outer, arcs), closures={"market": market}, off_road=2.0)
    assert there(travel, (0, 0), (0, 1000), clock=8 * HOUR) == near(50)
    assert there(travel, (0, 0), (0, 1000), clock=9 * HOUR) == near(150)
    # The closed street is reached on foot from the nearest open one, 300 m away.
    assert there(travel, (0, 0), (0, 300), clock=8 * HOUR) == near(15)
    assert there(travel, (0, 0), (0, 300), clock=20 * HOUR) == near(150)
    assert there(travel, (0, 0), (0, 300), clock=21 * HOUR) == near(15)


def test_a_closure_over_midnight_holds_on_both_sides_of_it() -> None:
    night = CircleClosed(at=(0.0, 0.0), radius=1.0, since=22 * HOUR, until=5 * HOUR)
    assert night.holds(np.array([21.9, 22.0, 23.9, 24.1, 28.9, 29.0]) * HOUR).tolist() == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_what_a_closure_cuts_off_is_closed_as_well(tmp_path: Path) -> None:
    # A loop by which one leaves at a and comes back at d, one way: with its first part closed, none of it is reached.
    nodes = {"a": (0, 0), "d": (0, 1000), "e": (-1000, 0), "f": (-1000, 1000)}
    arcs = (
        "from,to,metres,kmh,class,oneway\na,d,1000,36,side,no\na,e,1000,36,one,\ne,f,1000,36,two,\nf,d,1000,36,three,\n"
    )
    travel = Roads(network=network(tmp_path, nodes, arcs))
    market = CircleClosed(at=(-500.0, 0.0), radius=100.0)
    closed = market.streets(travel.network)
    names = [travel.network.kinds[kind] for kind in travel.network.streets.kind]
    assert [names[street] for street in closed] == ["one"]
    assert [name for name, is_open in zip(names, travel.paths((market,)).open, strict=True) if is_open] == ["side"]


def test_a_rectangle_closes_what_touches_it_and_nothing_inside_the_block(tmp_path: Path) -> None:
    found = network(tmp_path)
    names = [found.kinds[kind] for kind in found.streets.kind]
    touched = RectangleClosed(at=(400.0, -10.0), size=(200.0, 400.0)).streets(found)
    assert [names[street] for street in touched] == ["main"]
    assert RectangleClosed(at=(10.0, 10.0), size=(900.0, 900.0)).streets(found).tolist() == []
    # A street that crosses a rectangle without a node in it touches it too.
    assert len(RectangleClosed(at=(-50.0, -50.0), size=(2000.0, 2000.0)).streets(found)) == len(found.streets)


def oracle(travel: Roads, start: int, spots: Spots, lights: bool) -> list[float]:
    """Return seconds from one point beside a street to all, by a plain search."""
    streets = travel.network.streets
    ahead, back_ = (streets.ahead_lights, streets.back_lights) if lights else (streets.ahead, streets.back)
    steps: dict[int, list[tuple[int, float]]] = {}
    for tail, head, one, two in zip(streets.tail, streets.head, ahead, back_, strict=True):
        steps.setdefault(tail, []).append((head, one))
        steps.setdefault(head, []).append((tail, two))
    street, share = spots.street[start], spots.share[start]
    exits = ((ahead[street], 1 - share, streets.head[street]), (back_[street], share, streets.tail[street]))
    heap = [(seconds * part, node) for seconds, part, node in exits if np.isfinite(seconds)]
    heapq.heapify(heap)
    done: dict[int, float] = {}
    while heap:
        seconds, node = heapq.heappop(heap)
        if node not in done:
            done[node] = seconds
            for other, more in steps[node]:
                if np.isfinite(more):
                    heapq.heappush(heap, (seconds + more, other))
    found = []
    for other, part in zip(spots.street, spots.share, strict=True):
        ways_in = []
        if np.isfinite(ahead[other]):
            ways_in.append(done[streets.tail[other]] + ahead[other] * part)
        if np.isfinite(back_[other]):
            ways_in.append(done[streets.head[other]] + back_[other] * (1 - part))
        if other == street:
            along = part - share
            ways_in += [along * ahead[other]] if along >= 0 and np.isfinite(ahead[other]) else []
            ways_in += [-along * back_[other]] if along <= 0 and np.isfinite(back_[other]) else []
        found.append(min(ways_in))
    return found


@pytest.fixture(scope="module")
def helsinki() -> Roads:
    return Roads(network=Networks(ROOT / "scenarios", {}).read("helsinki-centre.roads"))


def some(count: int) -> tuple[np.ndarray, np.ndarray]:
    draws = np.random.default_rng(3)
    return draws.uniform(-500, 500, count), draws.uniform(-800, 800, count)


@pytest.mark.parametrize("lights", [True, False])
def test_times_in_helsinki_are_those_of_a_plain_search(helsinki: Roads, lights: bool) -> None:
    paths = helsinki.paths()
    spots = paths.ground.spots(*some(60))
    found = paths.driving(spots, spots, lights)
    for start in range(12):
        assert found[:, start] == pytest.approx(oracle(helsinki, start, spots, lights), abs=1e-6)
    # Few starts and few ends are searched from the other side, with the same result.
    few = Spots(spots.street[:5], spots.share[:5], spots.gap[:5])
    assert paths.driving(few, spots, lights) == pytest.approx(found[:, :5], abs=1e-6)
    assert paths.driving(spots, few, lights) == pytest.approx(found[:5], abs=1e-6)


def test_the_nearest_point_of_a_street_is_the_nearest_of_all(helsinki: Roads) -> None:
    ground = helsinki.paths().ground
    x, y = some(300)
    spots = ground.spots(x, y)
    every = np.arange(len(ground.parts.street))
    for k in range(len(x)):
        assert ground.parts.nearest(every, x[k], y[k])[1].min() == pytest.approx(spots.gap[k], abs=1e-9)


def test_a_route_takes_as_long_as_the_estimate_and_runs_from_door_to_door(helsinki: Roads) -> None:
    start, end = (53.0, -722.0), (-172.0, -42.0)
    route = helsinki.route(start, end)
    x, y = np.array([start, end]).T
    spots = helsinki.paths().ground.spots(x, y)
    assert route.seconds == pytest.approx(float(helsinki.paths().driving(spots.at(0), spots.at(1), True)[0, 0]))
    assert (route.points[0], route.points[-1]) == (start, end)
    streets = helsinki.network.streets
    for one, two in zip(route.nodes, route.nodes[1:], strict=False):
        ahead = (streets.tail == one) & (streets.head == two) & np.isfinite(streets.ahead)
        against = (streets.head == one) & (streets.tail == two) & np.isfinite(streets.back)
        assert (ahead | against).any()


def test_quicker_streets_make_no_journey_slower(helsinki: Roads) -> None:
    x, y = some(80)
    ends = Ends(x, y, np.zeros(80, np.int64), np.zeros(80, np.int64), np.zeros(80))
    journeys = Ways(Starts(("base",), x[:4], y[:4]), ends)
    usual = helsinki.estimate(journeys)
    quicker = Roads(network=helsinki.network, speeds={"residential": 40 / 3.6}).estimate(journeys)
    assert (quicker <= usual + 1e-9).all()
    assert (quicker < usual - 1).any()
    assert (Roads(network=helsinki.network, preemption=0.3).estimate(journeys) <= usual).all()


TOWN = """\
simcity: 1
title: A square
source: "assumed: a story"
horizon: 1 h
drain: 3 h
place:
  zones: {kiosk: {kind: point, at: [500 m, 0 m]}}
  travel: {kind: roads, network: city.roads}
incidents:
  fire: {at: [10 min], callers: {calls: {room: 1}, delay: 0 s}, needs: {rescue: {engine: 1}}}
agencies:
  rescue:
    dispatched_by: room
    stations: {base: {at: {lat: 0, lon: 0}, units: {engine: 1}}}
    turnout: 60 s
    on_scene: 10 min
centres:
  room: {role: fire, seats: 1}
alternatives:
  base: {}
  gateway: {agencies.rescue.stations.base.approach: 2 min}
"""


@pytest.mark.parametrize(("alternative", "approach"), [("base", 0), ("gateway", 120)])
def test_a_run_drives_there_with_lights_and_home_the_other_way_round(
    tmp_path: Path, alternative: str, approach: float
) -> None:
    network(tmp_path)
    (tmp_path / "town.yaml").write_text(TOWN)
    scenario = load(tmp_path / "town.yaml").alternatives[alternative]
    records = run(scenario, draw(scenario, Luck(1, 0), Memory()))
    said = {
        Milestone(what).name: time for what, time in zip(records.milestone.tolist(), records.time.tolist(), strict=True)
    }
    leaves = 600 + 60
    assert said["EN_ROUTE"] == leaves
    assert said["ON_SCENE"] == pytest.approx(leaves + approach + 25, abs=0.05)
    assert said["IN_SERVICE"] == pytest.approx(leaves + approach + 25 + 600 + 350 + approach, abs=0.05)
