"""The two arrival scenarios load as they are meant, and their clocks and units do what their pages say."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simcity.analysis.timelines import timelines
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.advice import warnings
from simcity.records import Milestone
from simcity.trace import Memory, draw

SCENARIOS = Path(__file__).parent.parent / "scenarios"
NAMES = ("gwangju-fire-2016", "police-arrival")
SHORT = {
    "gwangju-fire-2016": {"warm_up": "1 d", "horizon": "200 d", "drain": "3 h"},
    "police-arrival": {"warm_up": "6 h", "horizon": "4 d", "drain": "3 h"},
}


@cache
def city(name):
    return load(SCENARIOS / f"{name}.yaml", SHORT[name])


@cache
def lived(name, alternative):
    """Return the first replication of an alternative: its timelines, records and trace."""
    scenario = city(name).alternatives[alternative]
    trace = draw(scenario, Luck(scenario.seed, 0), Memory())
    records = run(scenario, trace)
    return timelines(records, scenario), records, trace


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_warns_of_nothing(name):
    for scenario in load(SCENARIOS / f"{name}.yaml").alternatives.values():
        assert list(warnings(scenario)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_number_that_is_not_seen_has_a_low_and_a_high(name):
    unsure = [fact for fact in city(name).facts if fact.confidence in ("D", "B", "assumed")]
    assert len(unsure) > 30
    assert [fact.path for fact in unsure if fact.low is None and fact.path not in SHORT[name]] == []


# Fires of Gwangju


def test_two_clocks_of_the_same_journeys():
    called, left = (lived("gwangju-fire-2016", name)[0] for name in ("call_to_scene", "garage_to_scene"))
    called, left = called[called.type == "fire"], left[left.type == "fire"]
    assert len(called) > 300
    assert (called.on_scene == left.on_scene).all()
    assert np.allclose(called.official, called.on_scene - called.received)
    assert np.allclose(left.official, left.on_scene - left.en_route)
    assert (called.within_official == (called.official <= 420.0)).all()
    assert (left.within_official == (left.official <= 300.0)).all()


def test_from_the_call_to_leaving_takes_90_s_and_nobody_waits_for_a_seat():
    table, _, _ = lived("gwangju-fire-2016", "call_to_scene")
    assert np.allclose(table.answered - table.received, 4.0)
    assert (table.en_route - table.received).mean() == pytest.approx(90.0, abs=4.0)


def test_the_engine_comes_from_the_nearest_station_whose_pump_is_in():
    _, records, trace = lived("gwangju-fire-2016", "call_to_scene")
    stations = {station.name: nth for nth, station in enumerate(trace.stations["fire"])}
    x, y = np.array([(station.x, station.y) for station in trace.stations["fire"]]).T
    # Told as the engine tells them: a pump is out from its order until it is in service again.
    out: set[int] = set()
    sent = nearest = 0
    for row in range(len(records.time)):
        if not records.unit[row]:
            continue
        station = stations[records.units[records.unit[row]].split("/")[1]]
        if records.milestone[row] == Milestone.DISPATCHED:
            subject = records.incident[row]
            away = np.hypot(x - trace.subjects.x[subject], y - trace.subjects.y[subject])
            order = np.argsort(away, kind="stable").tolist()
            assert order[: order.index(station)] == [each for each in order if each in out][: order.index(station)]
            out.add(station)
            sent += 1
            nearest += order[0] == station
        elif records.milestone[row] == Milestone.IN_SERVICE:
            out.discard(station)
    assert sent > 10_000
    assert 0.85 < nearest / sent < 0.99


# Police


@pytest.mark.parametrize(("alternative", "posts", "cars"), [("run_2020", 29, 58), ("arrival_2000", 255, 255)])
def test_the_clock_of_police_starts_with_the_order(alternative, posts, cars):
    table, records, trace = lived("police-arrival", alternative)
    assert len(trace.stations["police"]) == posts
    assert len(records.units) - 1 == cars
    reached = table[table.on_scene.notna()]
    assert len(reached) > 500
    assert np.allclose(reached.official, reached.on_scene - reached.dispatched)
    assert np.allclose(reached.en_route - reached.dispatched, 30.0)


def test_more_cars_on_patrol_stand_nearer():
    posts, patrols = (lived("police-arrival", name)[0].official.median() for name in ("run_2020", "arrival_2000"))
    assert patrols < 0.8 * posts
