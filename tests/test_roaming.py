"""Units that are sent from wherever they are: stories by hand, and no unit is ever lost or doubled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from crews import all_there, lived, one_job_at_a_time
from hypothesis import given, settings
from hypothesis import strategies as st
from maps import law
from responses import live, said
from towns import town

from simcity.engine.roaming import RoamingFleet
from simcity.load import load_text
from simcity.model.roads import Ends, Ways
from simcity.model.roads.crossings import spread
from simcity.model.scenario import Scenario
from simcity.records import Milestone

DISPATCHED, EN_ROUTE, AT_SIDE = Milestone.DISPATCHED, Milestone.EN_ROUTE, Milestone.AT_SIDE
IN_SERVICE, CANCELLED = Milestone.IN_SERVICE, Milestone.CANCELLED

STORY = """\
simcity: 1
title: A story
source: "assumed: a kilometre is driven in a minute"
horizon: 1 d
drain: 1 h
place:
  zones:
{zones}
  travel: {{kind: straight_line, speed: 60 km/h}}
incidents:
{incidents}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
  ems: {{dispatched_by: room, on_scene: 10 min, stations: {{{stations}}}, {rules}}}
{more}"""
HERE = "here: {at: [0 m, 0 m], units: {als: 1}}"
ON_THE_WAY, AT_SCENE = "available_again: on_the_way", "available_again: at_scene"
LOCATED = "links: {seen: {kind: vehicle_location, from: ems, to: room}}\n"


def call(name: str, east: float, north: float, *minutes: float, priority: int = 1, more: str = "") -> tuple[str, str]:
    """Return a zone at so many kilometres, and an incident type that happens there at set minutes."""
    times = ", ".join(f"{one} min" for one in minutes)
    calls = "needs: {ems: {als: 1}}, callers: {calls: {room: 1}, delay: 0 s}"
    zone = f"    {name}_place: {{kind: point, at: [{east} km, {north} km]}}"
    return zone, f"  {name}: {{at: [{times}], where: {{{name}_place: 1}}, priority: {priority}, {calls}{more}}}"


def story(*calls: tuple[str, str], stations: str = HERE, rules: str = ON_THE_WAY, more: str = "") -> Scenario:
    zones, incidents = ("\n".join(lines) for lines in zip(*calls, strict=True))
    text = STORY.format(zones=zones, incidents=incidents, stations=stations, rules=rules, more=more)
    city = load_text(text, "story")
    return city.alternatives[city.baseline]


FALL = call("fall", 10, 0, 0)


def test_a_unit_on_its_way_home_is_sent_from_there() -> None:
    """It leaves at 2, is with the fall from 12 to 22, and at 26 it is 6 km from home: 8 km from the arrest."""
    rules = f"{ON_THE_WAY}, turnout: 2 min, turnout_on_road: 30 s"
    records = live(story(FALL, call("arrest", 6, 8, 26), rules=rules))
    assert said(records, IN_SERVICE)[0] == ("fall-0", "here", 22.0)
    assert said(records, EN_ROUTE) == [("fall-0", "here", 2.0), ("arrest-0", "here", 26.5)]
    assert said(records, AT_SIDE) == [("fall-0", "here", 12.0), ("arrest-0", "here", 34.5)]


def test_at_home_it_turns_out_as_at_first() -> None:
    """It is home at 32, so that it leaves at 34; from there the arrest is 10 km away."""
    rules = f"{ON_THE_WAY}, turnout: 2 min, turnout_on_road: 30 s"
    records = live(story(FALL, call("arrest", 6, 8, 32), rules=rules))
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", 44.0)


def test_a_unit_that_stays_at_the_scene_is_sent_from_there() -> None:
    """An hour later it is 5 km from the next."""
    records = live(story(FALL, call("arrest", 10, 5, 80), rules=f"{AT_SCENE}, turnout: 2 min"))
    assert said(records, EN_ROUTE)[1] == ("arrest-0", "here", 80.0)
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", 85.0)


@pytest.mark.parametrize(("rule", "there"), [(ON_THE_WAY, 33.0), (AT_SCENE, 35.0)])
def test_a_unit_is_sent_from_the_hospital(rule: str, there: float) -> None:
    """Clear at 16, 10 km to the hospital, and 8 from there home: at 30 it is 4 km from home, or still there."""
    fall = call("fall", 6, 0, 0, more=", transport: {ems: {}}")
    more = "hospitals: {clinic: {at: [0 m, 8 km]}}\n"
    records = live(story(fall, call("arrest", 3, 4, 30), rules=rule, more=more))
    assert said(records, IN_SERVICE)[0] == ("fall-0", "here", 26.0)
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", there)


TWO = (FALL, call("arrest", 3, 2, 27))
STATIONS = f"{HERE}, near: {{at: [0 km, 2 km], units: {{als: 1}}}}"


def seen(more: str) -> str:
    """Return a link of vehicle location with something said of it."""
    return LOCATED.replace("room}", f"room{more}}}")


def outage(after: float, lasts: float) -> str:
    return f"outages: {{kind: at_times, spells: [{{after: {after} min, lasts: {lasts} min}}]}}"


@pytest.mark.parametrize(
    ("more", "who", "when"),
    [
        ("", "near", 30.0),
        (LOCATED, "here", 29.0),
        (seen(f", {outage(26, 2)}"), "near", 30.0),
        (seen(f", {outage(24, 2)}"), "here", 29.0),
        (seen(", domains: [cable]") + f"domains: {{cable: {{{outage(26, 2)}}}}}\n", "near", 30.0),
        (seen(", up: never"), "near", 30.0),
        (seen(", every: 9 min"), "here", 29.0),
        (seen(", every: 5 min"), "here", 29.0),
        (seen(f", every: 5 min, {outage(24, 2)}"), "near", 30.0),
        (seen(", every: 7 min"), "near", 30.0),
        (seen(", every: 15 min"), "near", 30.0),
    ],
    ids=[
        "unseen",
        "seen",
        "down",
        "up again",
        "cable cut",
        "not there",
        "just reported",
        "reported 5 km out",
        "report lost",
        "reported 9 km out",
        "reported by its crew at the scene",
    ],
)
def test_who_goes_depends_on_what_is_seen(more: str, who: str, when: float) -> None:
    """At 27 here's unit is 3 km out on its way home and 2 km from the arrest; near's is 3 km from it.

    Unseen it counts as at home, 3.6 km away; 5 km out it is 2.8 km away, 9 km out 6.3 km.
    """
    records = live(story(*TWO, stations=STATIONS, more=more))
    assert said(records, AT_SIDE)[1] == ("arrest-0", who, when)


def test_a_unit_that_is_taken_to_be_at_home_goes_from_where_it_is() -> None:
    """Unseen and alone it is sent as if from home, and is there in 2 minutes."""
    records = live(story(*TWO))
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", 29.0)


def test_a_list_goes_by_the_station_to_which_a_unit_belongs() -> None:
    """Near is on the list of the arrest's place first, wherever the other is."""
    ranks = "{fall_place: {here: 1}, arrest_place: {near: 1, here: 2}}"
    rules = f"{ON_THE_WAY}, dispatch: {{kind: preference, ranks: {ranks}}}"
    records = live(story(*TWO, stations=STATIONS, rules=rules, more=LOCATED))
    assert said(records, DISPATCHED) == [("fall-0", "here", 0.0), ("arrest-0", "near", 27.0)]


def test_turnout_counts_in_the_choice() -> None:
    """On the road in 2 min and ready in 2; near in 3 and ready at once: near goes."""
    records = live(story(*TWO, stations=STATIONS, rules=f"{ON_THE_WAY}, turnout_on_road: 2 min", more=LOCATED))
    assert said(records, AT_SIDE)[1] == ("arrest-0", "near", 30.0)


def test_a_shift_that_ends_on_the_road_takes_the_unit_off() -> None:
    """Half way home at 25 its shift is over; the arrest of 26 waits until it comes on duty again, at home, at 40."""
    stations = 'here: {at: [0 m, 0 m], units: {als: {"00:00": 1, "00:25": 0, "00:40": 1}}}'
    records = live(story(FALL, call("arrest", 6, 8, 26), stations=stations))
    assert said(records, DISPATCHED)[1] == ("arrest-0", "here", 40.0)
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", 50.0)


def test_a_shift_that_ends_at_work_lets_the_unit_go_once_it_is_clear() -> None:
    stations = 'here: {at: [0 m, 0 m], units: {als: {"00:00": 1, "00:15": 0, "01:00": 1}}}'
    records = live(story(FALL, call("arrest", 6, 8, 26), stations=stations))
    assert said(records, IN_SERVICE)[0] == ("fall-0", "here", 20.0)
    assert said(records, AT_SIDE)[1] == ("arrest-0", "here", 70.0)


def test_a_gateway_is_passed_on_the_way_home() -> None:
    """3 min beyond the gateway: with the fall from 13 to 23, at the gateway at 33; at 34 it comes back from 1 min."""
    stations = "here: {at: [0 m, 0 m], approach: 3 min, units: {als: 1}}"
    records = live(story(FALL, call("arrest", 6, 8, 34), stations=stations))
    assert said(records, AT_SIDE) == [("fall-0", "here", 13.0), ("arrest-0", "here", 45.0)]
    late = live(story(FALL, call("arrest", 6, 8, 36), stations=stations))
    assert said(late, AT_SIDE)[1] == ("arrest-0", "here", 49.0)


def test_a_unit_that_is_called_off_is_free_where_it_is() -> None:
    """Near finds nothing at 6; here's unit is then 6 km out and goes on to the fall, 8 km away."""
    zone, text = call("prank", 10, 0, 0, priority=2, more=", real: false")
    text = text.replace("{als: 1}", "{als: 2}")
    stations = f"{HERE}, near: {{at: [10 km, 6 km], units: {{als: 1}}}}"
    records = live(
        story((zone, text), call("fall", 6, 8, 6), stations=stations, rules=f"{ON_THE_WAY}, called_off: true")
    )
    assert said(records, CANCELLED) == [("prank-0", "here", 6.0)]
    assert ("fall-0", "here", 14.0) in said(records, AT_SIDE)


def test_a_unit_that_has_turned_stays_where_it_went() -> None:
    """At 4 it turns to the arrest; clear there it is sqrt(26) km from the fall that it left."""
    fall, arrest = call("fall", 9, 3, 0, priority=2), call("arrest", 4, 4, 4)
    records = live(story(fall, arrest, rules=f"{AT_SCENE}, redispatch: {{}}"))
    # Of sqrt(90) km to the fall it has driven 4, and is at (12, 4) / sqrt(10).
    there = 4 + np.hypot(4 - 12 / 10**0.5, 4 - 4 / 10**0.5)
    assert [one[0] for one in said(records, AT_SIDE)] == ["arrest-0", "fall-0"]
    assert [one[2] for one in said(records, AT_SIDE)] == pytest.approx([there, there + 10 + 26**0.5])


def test_a_unit_on_the_road_is_near_by_its_own_way() -> None:
    """It has 8 km to the arrest, not the 10 km from home: 1 km is a minute of its way, 4 km are four."""
    more = (
        "sensors: {{wall: {{kind: camera, centre: room, at: [[6 km, 8 km]], range: 100 m}}}}\n"
        "links: {{show: {{kind: video_to_unit, from: room, to: ems, within: {} km, latency: {} s}}}}\n"
    )
    arrest = call("arrest", 6, 8, 24)
    for within, latency, seen_at in [(1, 70, []), (1, 50, [32.0 - 1 + 50 / 60]), (4, 200, [32.0 - 4 + 200 / 60])]:
        records = live(story(FALL, arrest, more=more.format(within, latency)))
        assert [one[2] for one in said(records, Milestone.PICTURED)] == pytest.approx(seen_at)


def test_on_real_streets_a_unit_is_taken_to_be_at_the_nearest_crossing(tmp_path: Path) -> None:
    """Only a and b are crossings, c and d are bends: a unit beside d counts as at a.

    To the middle of the side from b to c it is 500 m and 1500 m, at 20 m/s with lights. In normal traffic, at 10 m/s,
    to the middle of the one-way street from a to b it is 500 m from a, and from b round by c, d and a 3500 m.
    """
    travel = law(tmp_path, by_hour={0.0: 1.0, 8 * 3600.0: 2.0}, normal_for=("cut",))
    side = np.array([1000.0, 1000.0, 1000.0]), np.array([500.0, 500.0, 500.0])
    ends = Ends(*side, np.zeros(3, np.int64), np.array([0, 0, 1]), np.array([0.0, 9 * 3600.0, 0.0]))
    ways = travel.from_road(Ways(None, ends, ("here",), ("fall", "cut")))
    beside = np.array([990.0, 10.0]), np.array([10.0, 990.0])
    assert ways.seconds(0, tuple(zip(*beside, strict=True))) == pytest.approx([25.0, 75.0], abs=0.01)
    assert ways.seconds(1, tuple(zip(*beside, strict=True))) == pytest.approx([50.0, 150.0], abs=0.01)
    assert ways.seconds(2, tuple(zip(*beside, strict=True))) == pytest.approx([50.0, 150.0], abs=0.01)
    middle = Ends(np.array([500.0]), np.array([5.0]), np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1))
    home = travel.from_road(Ways(None, middle, ("here",), ("fall", "cut")))
    on_foot = 5.0 / travel.off_road
    assert home.normal(*beside, 0.0) == pytest.approx(np.array([[350.0 + on_foot], [50.0 + on_foot]]), abs=0.01)
    assert home.normal(*beside, 10 * 3600.0) == pytest.approx(
        np.array([[700.0 + on_foot], [100.0 + on_foot]]), abs=0.01
    )


def test_crossings_of_a_large_map_are_spread_and_few() -> None:
    """Of a lattice of 10,000 nodes, 20 m apart, at most 100: one in each square of at least 200 m."""
    x, y = (np.asarray(axis.ravel() * 20.0, float) for axis in np.meshgrid(np.arange(100), np.arange(100)))
    chosen = spread(x, y, 100)
    assert 60 < len(chosen) <= 100
    far = np.hypot(x[:, None] - x[chosen], y[:, None] - y[chosen]).min(axis=1)
    assert far.max() < 250.0
    assert spread(x, y, 10_000).tolist() == list(range(10_000))


@st.composite
def roaming(draw_: st.DrawFn) -> str:
    """Make up a town of units on the road: short of units, with shifts, turning, calling off, patrols and move-up."""
    rules = [
        draw_(
            st.sampled_from(
                ["redispatch: {when: sooner, from_scene: true}", "redispatch: {urgent: 2}", "called_off: true"]
            )
        ),
        draw_(st.sampled_from(["available_again: on_the_way", "available_again: at_scene"])),
        draw_(st.sampled_from(["", "turnout_on_road: {kind: exponential, mean: 20 s}"])),
    ]
    moving = (
        ""
        if "at_scene" in rules[1]
        else draw_(
            st.sampled_from(
                [
                    "",
                    "move_up: {kind: compliance_table, table: {als: {1: [south], 2: [north, south], 3: [north]}}}",
                    "move_up: {kind: priority_list, list: {als: [south, north, north, south]}}",
                    "move_up: {kind: maximal_coverage, within: 3 min, busy: 40 %}",
                ]
            )
        )
    )
    kept = draw_(st.sampled_from(["", "dispatch: {kind: reserve, keep: {als: 1}}", "dispatch: in_order"]))
    units = draw_(st.sampled_from(['{"00:00": 3, "02:00": 1, "04:00": 2}', "2"]))
    beat = draw_(st.sampled_from(["", ", patrol: {beat: {market: 1, edge: 2}, stay: 5 min, speed: 20 km/h}"]))
    rules.append(draw_(st.sampled_from(["", "breakdowns: {up: {kind: exponential, mean: 1 h}, repair: 20 min}"])))
    rules.append(draw_(st.sampled_from(["", "last_call: {before: 20 min}"])))
    extra = "".join(f"    {rule}\n" for rule in rules if rule)
    seen = draw_(st.sampled_from(["", "  seen: {kind: vehicle_location, from: ems, to: room_119, every: 1 min}\n"]))
    return town(
        seed=draw_(st.integers(0, 10**9)),
        horizon="5 h",
        drain="1 h",
        rate=draw_(st.sampled_from([1, 3, 10])),
        patrols=draw_(st.integers(1, 3)),
        pranks=draw_(st.sampled_from([0, 20])),
        alarms=100,
        none_free=draw_(st.sampled_from(["wait", "lost", "{kind: mutual_aid, delay: 15 min}"])),
        ems=f"stations:\n      north: {{at: [0 m, 1 km], units: {{als: {units}}}}}\n"
        f"      south: {{zone: edge, units: {{als: 1}}}}\n{extra}    {moving}\n    {kept}",
        police=f"stations: {{post: {{zone: edge, count: 2, units: {{patrol: 2}}{beat}}}}}\n{extra}",
        more=seen,
    )


@settings(max_examples=25, deadline=None)
@given(text=roaming())
def test_no_unit_is_ever_lost_or_doubled(text: str) -> None:
    """A unit has one job at a time; at the end each is free and somewhere, out on one job, or off duty."""
    scenario, _, records, world = lived(text)
    one_job_at_a_time(records)
    for unit in range(1, len(records.units)):
        driving = (records.unit == unit) & np.isin(records.milestone, [DISPATCHED, Milestone.ON_SCENE])
        assert (np.diff(records.time[driving]) > -1e-6).all()
    all_there(world)
    for fleet in world.fleets:
        assert isinstance(fleet, RoamingFleet)
        somewhere = set(fleet.where)
        for (ability, station), free in ((at, fleet.free[at[0]][at[1]]) for at in fleet.duty):
            assert {unit[2] for unit in somewhere if unit[:2] == (ability, station)} == set(free)
        for one in somewhere:
            assert np.isfinite(fleet.where[one].at(scenario.end).spot).all()
