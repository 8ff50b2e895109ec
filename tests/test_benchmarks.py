"""The benchmark of the reference city: three ways of writing one chain say the same, so that their times compare."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "experiments" / "benchmarks"


@pytest.fixture(scope="module")
def reference():
    """The benchmark, imported from its folder."""
    before = list(sys.path)
    sys.path.insert(0, str(FOLDER))
    try:
        import reference
    finally:
        sys.path[:] = before
    return reference


@pytest.mark.parametrize(
    "alternative", ["phones", "platform", "more_units", "false_alarms", "saturated", "saturated_platform"]
)
def test_the_engine_says_the_same_as_an_idiomatic_and_a_plain_version(reference, alternative):
    city = reference.reference_city(200)
    assert reference.compare(city, alternative) == {"idiomatic": "", "heap": ""}


def test_a_difference_is_seen(reference):
    city = reference.reference_city(100)
    scenario = city.alternatives["phones"]
    trace = reference.traced(scenario)
    facts = reference.Traced(scenario, trace)
    facts.slots[0]["turnout"] = [seconds + 1.0 for seconds in facts.slots[0]["turnout"]]
    said = reference.of_heap(reference.heap.live(facts), scenario.horizon)[0]
    assert "differ" in reference.difference(said, reference.of_simcity(reference.run(scenario, trace))[0])


def test_all_is_timed_and_told(reference, capsys):
    city = reference.reference_city(50)
    table, events = reference.counts(city)
    reference.report(table, reference.measure(city, 1, events))
    told = capsys.readouterr().out
    for version in ("simcity, run", "SimPy floor", "plain heapq", "idiomatic, own draws"):
        assert version in told
    assert reference.floor.live(1000) == 1000


def test_the_benchmark_of_seeing_finds_the_cameras_that_a_loop_finds(capsys):
    before = list(sys.path)
    sys.path.insert(0, str(FOLDER))
    try:
        import sight
    finally:
        sys.path[:] = before
    for side, more in sight.TOWNS.values():
        full, bare = sight.city(side / 5.0, more, 400, cameras=200)
        if not more:
            looped, found, _ = sight.naive(full, 400)
            assert looped == found
            assert len(found) > 100
        times = sight.measure(full, bare, 1)
        assert times[2] > 300
        assert "to" in sight.words(times[0])
