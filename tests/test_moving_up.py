"""Move-up: stories by hand for each rule, and the rules alone."""

from __future__ import annotations

import numpy as np
import pytest
from responses import live, said
from test_roaming import LOCATED, ON_THE_WAY, call, story

from simcity.engine.building import build
from simcity.engine.lifecycle import begin
from simcity.engine.moving_up import POINTS, reach
from simcity.engine.roaming import RoamingFleet
from simcity.luck import Luck
from simcity.model.policies import ComplianceTable, Cover, MaximalCoverage, PriorityList
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

AT_SIDE = Milestone.AT_SIDE
LINE = ", ".join(
    f"{name}: {{at: [{east} km, 0 m], units: {{als: 1}}}}" for name, east in [("west", 0), ("middle", 10), ("east", 20)]
)
TABLE = "move_up: {kind: compliance_table, table: {als: {3: [west, middle, east], 2: [west, east], 1: [middle]}}}"


def moved(records: Records) -> list[tuple[float, str, str]]:
    """Return the moves: minute, unit, station."""
    return [(time / 60.0, records.units[unit].removeprefix("ems/"), station) for time, unit, station in records.moves]


@pytest.mark.parametrize("more", ["", LOCATED], ids=["by station", "seen"])
def test_the_second_call_finds_the_unit_that_moved_up(more: str) -> None:
    """West's goes at 0, so middle's sets off to the west; at 12 it is there, 2 km from the cut; then east's to 10."""
    fall, cut = call("fall", -9, 0, 0), call("cut", 0, 2, 12)
    records = live(story(fall, cut, stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}", more=more))
    assert said(records, AT_SIDE) == [("fall-0", "west", 9.0), ("cut-0", "middle", 14.0)]
    assert moved(records)[:2] == [(0.0, "middle/als-1", "west"), (12.0, "east/als-1", "middle")]


def test_without_the_table_it_is_ten_kilometres_farther() -> None:
    fall, cut = call("fall", -9, 0, 0), call("cut", 0, 2, 12)
    records = live(story(fall, cut, stations=LINE))
    assert said(records, AT_SIDE)[1][:2] == ("cut-0", "middle")
    assert said(records, AT_SIDE)[1][2] == pytest.approx(12 + 104**0.5)
    assert moved(records) == []


def test_a_unit_is_sent_while_it_moves_up() -> None:
    """At 4 middle's is 6 km from the west and 3 km from the cut."""
    fall, cut = call("fall", -9, 0, 0), call("cut", 6, 3, 4)
    records = live(story(fall, cut, stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}", more=LOCATED))
    assert said(records, AT_SIDE) == [("cut-0", "middle", 7.0), ("fall-0", "west", 9.0)]


def test_who_goes_where_is_the_least_sum_of_their_journeys() -> None:
    """West's is clear at 19.1 at (-9, 1) and drives 19.03 km to the middle: with its 9.06 km to the west, and 10 for
    middle's from the west to the middle, it would be 19.06. Known by station both are in the west: the first goes.
    """
    fall = call("fall", -9, 1, 0)
    records = live(story(fall, stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}", more=LOCATED))
    clear = pytest.approx(82**0.5 + 10)
    assert moved(records) == [(0.0, "middle/als-1", "west"), (clear, "west/als-1", "middle")]
    farther = live(story(call("fall", -9, 2, 0), stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}", more=LOCATED))
    # sqrt(85) + 10 = 19.220 against sqrt(365) = 19.105.
    assert moved(farther)[1][1:] == ("west/als-1", "middle")
    beyond = live(story(call("fall", 2, 9, 0), stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}", more=LOCATED))
    # From (2, 9): sqrt(145) = 12.04 to the middle, against sqrt(85) + 10.
    assert moved(beyond)[1][1:] == ("west/als-1", "middle")


def test_a_shift_that_ends_makes_others_move() -> None:
    """At 30 west's goes off duty: two are left, and middle's is to be in the west; it is there at 40."""
    stations = LINE.replace("units: {als: 1}", 'units: {als: {"00:00": 1, "00:30": 0}}', 1)
    records = live(story(call("cut", 0, 2, 41), stations=stations, rules=f"{ON_THE_WAY}, {TABLE}"))
    assert moved(records)[0] == (30.0, "middle/als-1", "west")
    assert said(records, AT_SIDE) == [("cut-0", "middle", 43.0)]


PRIORITY = "move_up: {kind: priority_list, list: {als: [middle, west, east]}}"


def test_a_unit_that_becomes_free_fills_the_first_gap_of_the_list() -> None:
    """East's is clear at 13 while middle's is out: it goes to the middle; middle's at 17 finds only the east empty."""
    fall, cut = call("fall", 20, 3, 0), call("cut", 10, 2, 5)
    records = live(story(fall, cut, stations=LINE, rules=f"{ON_THE_WAY}, {PRIORITY}"))
    assert said(records, AT_SIDE) == [("fall-0", "east", 3.0), ("cut-0", "middle", 7.0)]
    assert moved(records) == [(13.0, "east/als-1", "middle"), (17.0, "middle/als-1", "east")]


def test_units_that_become_free_at_one_instant_count_for_one_another() -> None:
    """Both are clear at 13, when each is bound to its own station, so that no place of the list lacks a unit."""
    fall, cut = call("fall", 20, 3, 0), call("cut", 10, 3, 0)
    records = live(story(fall, cut, stations=LINE, rules=f"{ON_THE_WAY}, {PRIORITY}"))
    assert [one[2] for one in said(records, AT_SIDE)] == [3.0, 3.0]
    assert moved(records) == []


def test_a_unit_goes_where_it_covers_most() -> None:
    """Two units of the east; of twelve cases five are in the west, four in the middle, three in the east.

    Freed at 10 while the other covers the east the first adds 5/24 in the west; freed at 40 the second adds 4/24 in
    the middle, 3/24 in the east, and in the west, which is covered once, 5/48.
    """
    stations = LINE.replace("units: {als: 1}", "units: {als: 0}").replace(
        "20 km, 0 m], units: {als: 0}", "20 km, 0 m], units: {als: 2}"
    )
    late = [1400 + k for k in range(5)]
    calls = [
        call("one", 20, 0, 0, 30, 1400),
        call("two", 10, 0, *late[:4]),
        call("three", 0, 0, *late),
    ]
    rule = "move_up: {kind: maximal_coverage, within: 5 min, busy: 50 %}"
    records = live(story(*calls, stations=stations, rules=f"{ON_THE_WAY}, {rule}"))
    found = [one for one in moved(records) if one[0] < 60]
    assert found == [(10.0, "east/als-1", "west"), (40.0, "east/als-2", "middle")]


def test_the_demand_is_drawn_once_for_all_replications() -> None:
    """Of twelve cases five are in the west, four in the middle and three in the east, as in 400 points by and large."""
    calls = [call("one", 20, 0, 0, 1, 2), call("two", 10, 0, 0, 1, 2, 3), call("three", 0, 0, 0, 1, 2, 3, 4)]
    scenario = story(*calls, stations=LINE, rules=f"{ON_THE_WAY}, {TABLE}")
    found = [reach(scenario, fleet(scenario, replication)) for replication in (0, 1)]
    assert (found[0] == found[1]).all()
    assert found[0].shape == (3, POINTS)
    share = [(found[0][k] == 0.0).mean() for k in range(3)]
    assert share == pytest.approx([5 / 12, 4 / 12, 3 / 12], abs=0.1)
    assert sorted(set(found[0][0].tolist())) == pytest.approx([0.0, 600.0, 1200.0])


def fleet(scenario: Scenario, replication: int) -> RoamingFleet:
    world = build(scenario, draw(scenario, Luck(scenario.seed, replication), Memory()))
    begin(world)
    (found,) = world.fleets
    assert isinstance(found, RoamingFleet)
    return found


# --------------------------------------------------------------------------- the rules alone


def cover(post: list[int], seconds: list[list[float]], freed: list[int], home: list[int] | None = None) -> Cover:
    new = np.zeros(len(post), bool)
    new[freed] = True
    return Cover(
        stations=("a", "b", "b", "c"),
        capability="als",
        home=np.array(home or post),
        post=np.array(post),
        freed=new,
        seconds=np.array(seconds, float),
        reach=np.array([[1, 9, 9, 9], [9, 1, 9, 9], [9, 9, 1, 9], [9, 9, 1, 1]], float),
    )


def test_a_table_takes_the_least_sum_of_times() -> None:
    """To a and c: 1 + 9 or 2 + 5; the second b of a row is the second station of that id."""
    facts = cover([1, 2], [[1, 0, 8, 5], [2, 8, 0, 9]], [])
    assert ComplianceTable(table={"als": {2: ("a", "c")}}).posts(facts).tolist() == [3, 0]
    assert ComplianceTable(table={"als": {2: ("b", "b")}}).posts(facts).tolist() == [1, 2]
    assert ComplianceTable(table={"als": {2: ("b", "b", "a")}}).posts(facts).tolist() == [1, 2]


def test_a_table_without_a_row_sends_all_home() -> None:
    facts = cover([3, 3], [[1, 0, 8, 5], [2, 8, 0, 9]], [], home=[1, 2])
    assert ComplianceTable(table={"als": {3: ("a", "c", "b")}}).posts(facts).tolist() == [1, 2]
    assert ComplianceTable(table={"bls": {2: ("a", "c")}}).posts(facts).tolist() == [1, 2]
    # One place for two units: the nearer takes it.
    assert ComplianceTable(table={"als": {2: ("a",)}}).posts(facts).tolist() == [0, 2]


def test_a_list_that_names_a_station_twice_wants_two_units_there() -> None:
    rule = PriorityList(list={"als": ("a", "a", "c")})
    assert rule.posts(cover([0, 1], np.zeros((2, 4)).tolist(), [1])).tolist() == [0, 0]
    assert rule.posts(cover([0, 0, 1], np.zeros((3, 4)).tolist(), [2])).tolist() == [0, 0, 3]
    assert rule.posts(cover([0, 0, 3, 1], np.zeros((4, 4)).tolist(), [3])).tolist() == [0, 0, 3, 1]


def test_what_adds_the_same_is_decided_by_nearness() -> None:
    """With a manned, c adds most: the third point and the fourth."""
    rule = MaximalCoverage(within=5.0, busy=0.5)
    assert rule.posts(cover([0, 0], [[0, 1, 2, 3], [0, 1, 2, 3]], [1])).tolist() == [0, 3]
    # With c manned as well, the first b adds 1/2, and so does a second unit at c: twice 1/4.
    assert rule.posts(cover([0, 3, 0], [[0, 1, 2, 3]] * 3, [2])).tolist() == [0, 3, 1]
    assert rule.posts(cover([0, 3, 0], [[0, 4, 2, 3]] * 3, [2])).tolist() == [0, 3, 3]
