"""Vehicles that break down and shifts that end: stories by hand, and no unit is ever lost or doubled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from crews import all_there, lived, one_job_at_a_time
from hypothesis import given, settings
from hypothesis import strategies as st
from responses import said
from test_staging import course
from test_staging import story as fight
from towns import town

from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck, number_of
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, Trace, draw
from simcity.trace.breakdowns import Condition, spells
from simcity.trace.vehicles import Vehicles, vehicles_of

M = Milestone

STORY = """\
simcity: 1
title: A story
source: "assumed: a kilometre is driven in a minute"
horizon: {horizon}
drain: {drain}
place:
  zones:
    far: {{kind: point, at: [10 km, 0 m]}}
  travel: {{kind: straight_line, speed: 60 km/h}}
incidents:
{incidents}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
  ems: {{dispatched_by: room, on_scene: 10 min, stations: {{{stations}}}{rules}}}
"""
HERE = "here: {at: [0 m, 0 m], units: {als: 1}}"
BEHIND = "behind: {at: [-20 km, 0 m], units: {als: 1}}"
CLEAR = "available_again: when_clear"


def call(name: str, minute: float, priority: int = 1, number: int = 1, more: str = "") -> str:
    calls = "callers: {calls: {room: 1}, delay: 0 s}"
    needs = f"needs: {{ems: {{als: {number}}}}}"
    return f"  {name}: {{at: [{minute} min], where: {{far: 1}}, priority: {priority}, {needs}, {calls}{more}}}\n"


def story(
    incidents: str, stations: str = HERE, rules: str = CLEAR, horizon: str = "1 d", drain: str = "1 h"
) -> Scenario:
    rules = f", {rules}" if rules else ""
    text = STORY.format(incidents=incidents, stations=stations, rules=rules, horizon=horizon, drain=drain)
    city = load_text(text, "story")
    return city.alternatives[city.baseline]


def broken_at(trace: Trace, agency: str, down: dict[str, list[tuple[float, float]]]) -> Trace:
    """Return a trace in which units, named by station and number, are out of order from minute to minute."""
    stations = trace.stations[agency]
    units = vehicles_of(stations)
    found = [
        (index, since * 60.0, until * 60.0)
        for index, (_, place, number) in enumerate(units)
        for since, until in down.get(f"{stations[place].name}-{number + 1}", [])
    ]
    thing, since, until = np.array(found).T
    condition = Condition(
        np.arange(len(units)),
        causes=((np.arange(len(units)), spells(len(units), thing.astype(np.int64), since, until)),),
    )
    fleets = {agency: Vehicles(tuple(units), condition)}
    return replace(trace, failures=replace(trace.failures, fleets=fleets))


def live(scenario: Scenario, down: dict[str, list[tuple[float, float]]] | None = None) -> Records:
    trace = draw(scenario, Luck(1, 0), Memory())
    return run(scenario, trace if down is None else broken_at(trace, "ems", down))


def test_a_unit_out_of_order_is_not_sent_until_it_is_in_order_again() -> None:
    records = live(story(call("fall", 6)), {"here-1": [(5, 25)]})
    assert said(records, M.DISPATCHED, M.AT_SIDE) == [("fall-0", "here", 25.0), ("fall-0", "here", 35.0)]
    records = live(story(call("fall", 6), f"{HERE}, {BEHIND}"), {"here-1": [(5, 25)]})
    assert said(records, M.DISPATCHED, M.AT_SIDE) == [("fall-0", "behind", 6.0), ("fall-0", "behind", 36.0)]


def test_what_breaks_or_is_repaired_at_the_instant_of_a_call_comes_first() -> None:
    records = live(story(call("fall", 5)), {"here-1": [(5, 25)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 25.0)]
    records = live(story(call("fall", 25)), {"here-1": [(5, 25), (40, 50)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 25.0)]
    records = live(story(call("fall", 0)), {"here-1": [(0, 4), (30, 40)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 4.0)]


def test_a_unit_that_breaks_down_on_its_way_is_replaced() -> None:
    """At 5 it is half way; the one behind is there after 30 min. The first is free at its station at 25."""
    records = live(story(call("fall", 0) + call("cut", 26), f"{HERE}, {BEHIND}"), {"here-1": [(5, 25)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 0.0), ("fall-0", "behind", 5.0), ("cut-0", "here", 26.0)]
    assert said(records, M.CANCELLED) == [("fall-0", "here", 5.0)]
    assert said(records, M.IN_SERVICE)[0] == ("fall-0", "here", 5.0)
    assert said(records, M.AT_SIDE) == [("fall-0", "behind", 35.0), ("cut-0", "here", 36.0)]


@pytest.mark.parametrize(
    ("rule", "what", "when"),
    [("lost", M.LOST, 5.0), ("{kind: mutual_aid, delay: 7 min}", M.AT_SIDE, 12.0), ("wait", M.AT_SIDE, 35.0)],
)
def test_where_no_other_is_free_the_rule_of_the_agency_holds(rule: str, what: M, when: float) -> None:
    records = live(story(call("fall", 0), rules=f"{CLEAR}, when_none_free: {rule}"), {"here-1": [(5, 25)]})
    assert [time for _, _, time in said(records, what)] == [when]


def test_a_crew_that_has_not_left_never_says_so() -> None:
    records = live(story(call("fall", 0), rules=f"{CLEAR}, turnout: 6 min"), {"here-1": [(5, 25)]})
    assert said(records, M.EN_ROUTE) == [("fall-0", "here", 31.0)]
    assert said(records, M.AT_SIDE) == [("fall-0", "here", 41.0)]


@pytest.mark.parametrize("breaks", [10.0, 12.0], ids=["as it arrives", "at work"])
def test_a_unit_at_a_scene_finishes_first(breaks: float) -> None:
    """It is clear at 20 and out of order until 40, where it would have been free."""
    records = live(story(call("fall", 0) + call("cut", 21)), {"here-1": [(breaks, 40)]})
    assert said(records, M.CANCELLED) == []
    assert said(records, M.IN_SERVICE)[0] == ("fall-0", "here", 20.0)
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 0.0), ("cut-0", "here", 40.0)]


@pytest.mark.parametrize(("until", "sent"), [(28.0, 30.0), (30.0, 30.0), (33.0, 33.0)])
def test_on_the_way_home_it_gets_home_first(until: float, sent: float) -> None:
    """Clear at 20 and home at 30, it breaks down at 25."""
    records = live(story(call("fall", 0) + call("cut", 21), rules=""), {"here-1": [(25, until)]})
    assert said(records, M.IN_SERVICE)[0] == ("fall-0", "here", 30.0)
    assert said(records, M.DISPATCHED)[1] == ("cut-0", "here", sent)


def test_a_unit_that_is_free_on_the_road_is_in_order_again_at_its_station() -> None:
    """Clear at 20, it is 8 km out when it breaks down at 22; at 26 it is 10 km from the scene, and not 4."""
    rules = "available_again: on_the_way"
    records = live(story(call("fall", 0) + call("cut", 26), rules=rules), {"here-1": [(22, 26)]})
    assert said(records, M.AT_SIDE) == [("fall-0", "here", 10.0), ("cut-0", "here", 36.0)]
    records = live(story(call("fall", 0) + call("cut", 26), rules=rules), {"here-1": [(22, 27)]})
    assert said(records, M.AT_SIDE)[1] == ("cut-0", "here", 37.0)
    records = live(story(call("fall", 0), rules=rules), {"here-1": [(5, 11)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 0.0), ("fall-0", "here", 11.0)]
    assert said(records, M.AT_SIDE) == [("fall-0", "here", 21.0)]


def test_shifts_and_repairs_do_not_mix() -> None:
    """What is repaired off duty waits for the shift, and a shift that begins waits for the repair."""
    stations = HERE.replace("als: 1", 'als: {"00:00": 1, "00:20": 0, "00:40": 1}')
    records = live(story(call("fall", 16), stations), {"here-1": [(15, 35)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 40.0)]
    records = live(story(call("fall", 16), stations), {"here-1": [(15, 55)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 55.0)]
    records = live(story(call("fall", 16), stations), {"here-1": [(15, 40), (45, 47)]})
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 40.0), ("fall-0", "here", 47.0)]


def test_a_need_keeps_its_age_however_often_units_break_down_for_it() -> None:
    """Two falls, asked for at 0 and 3. The first has a unit from 0 to 5 and from 10 to 12, and is first again at 20."""
    records = live(story(call("fall", 0) + call("slip", 3)), {"here-1": [(5, 10), (12, 20)]})
    assert said(records, M.DISPATCHED) == [
        ("fall-0", "here", 0.0),
        ("fall-0", "here", 10.0),
        ("fall-0", "here", 20.0),
        ("slip-0", "here", 40.0),
    ]


def test_a_unit_breaks_down_that_has_turned_before() -> None:
    """At 4 it turns from the fall to the arrest, at 6 it breaks down; at 9 it goes to the arrest first."""
    incidents = call("fall", 0, 2) + call("arrest", 4, 1)
    records = live(story(incidents, rules=f"{CLEAR}, redispatch: {{}}"), {"here-1": [(6, 9)]})
    assert said(records, M.CANCELLED) == [("fall-0", "here", 4.0), ("arrest-0", "here", 6.0)]
    assert said(records, M.DISPATCHED)[2:] == [("arrest-0", "here", 9.0), ("fall-0", "here", 29.0)]


def test_a_unit_that_is_held_breaks_down_and_another_takes_its_place() -> None:
    """Held at 9 and broken at 14; the other is 14 km away, held at 26 if it were not safe since 18."""
    two = "here: {at: [0 m, 0 m], units: {als: 1}}, back: {at: [-4 km, 0 m], units: {als: 1}}"
    scenario = fight(stations=two)
    records = run(scenario, broken_at(draw(scenario, Luck(1, 0), Memory()), "ems", {"here-1": [(14, 999)]}))
    assert course(records) == {"DISPATCHED": [1, 14], "STAGED": [9], "CANCELLED": [14], "ON_SCENE": [28]}
    records = run(scenario, broken_at(draw(scenario, Luck(1, 0), Memory()), "ems", {"here-1": [(19, 999)]}))
    assert course(records)["RELEASED"] == [18]
    assert course(records)["CANCELLED"] == [19]
    assert course(records)["ON_SCENE"] == [33]


def test_a_fixed_time_is_kept_by_a_unit_that_breaks_down() -> None:
    records = live(story(call("fall", 0) + call("cut", 1), rules="busy: 15 min"), {"here-1": [(5, 20)]})
    assert said(records, M.CANCELLED) == []
    assert said(records, M.DISPATCHED) == [("fall-0", "here", 0.0), ("cut-0", "here", 20.0)]


# Luck and theory

WEAR = "breakdowns: {up: {kind: exponential, mean: 720 h}, repair: {kind: exponential, mean: 48 h}%s}"


def test_a_vehicle_has_its_own_luck_by_its_name() -> None:
    """The first failure of here/als-2 is where its own uniform number says, and stays there when others come."""
    few = story(call("fall", 0), HERE.replace("als: 1", "als: 2"), WEAR % "", horizon="300 d")
    more = f"{BEHIND}, {HERE.replace('als: 1', 'als: 3')}"
    many = story(call("fall", 0), more, WEAR % "", horizon="300 d")
    u = Luck(1, 0).single("up", "agencies/ems", 0, number_of("here/als-2"))
    found = []
    for scenario in (few, many):
        trace = draw(scenario, Luck(1, 0), Memory())
        those = trace.failures.fleets["ems"]
        station = [standing.name for standing in trace.stations["ems"]].index("here")
        mine = [spell[:2] for spell in those.spells(scenario.end) if spell[2] == ("als", station, 1)]
        assert mine[0][0] == pytest.approx(-720 * 3600 * np.log1p(-u))
        found.append(mine)
    assert found[0] == found[1]
    assert len(found[0]) > 5


def test_vehicles_that_stand_together_fail_together() -> None:
    """Pairs at a station, and the odd one alone; nobody shares with another station."""
    stations = f"{HERE.replace('als: 1', 'als: 3')}, {BEHIND}"
    scenario = story(call("fall", 0), stations, WEAR % ", together: 2", horizon="300 d")
    those = draw(scenario, Luck(1, 0), Memory()).failures.fleets["ems"]
    fate = {unit: [spell[:2] for spell in those.spells(scenario.end) if spell[2] == unit] for unit in those.units}
    first, second, third, other = (fate[unit] for unit in those.units)
    assert first == second != third != other != first


def test_records_say_when_vehicles_were_out_of_order() -> None:
    scenario = story(call("fall", 0), HERE.replace("als: 1", "als: 3"), "breakdowns: {up: 1 h, repair: 2 h}")
    records = live(scenario)
    assert ("agencies/ems", 3) in records.components
    mine = [(since / 3600, until / 3600) for path, since, until in records.down if path == "agencies/ems"]
    assert sorted(mine) == sorted(3 * [(3.0 * k + 1, min(3.0 * k + 3, 25.0)) for k in range(8)])


def waiting_for_none(needs: int, rules: str, days: int, rate: float) -> tuple[np.ndarray, Records]:
    """Return by call how many of the units that it asks for are not in order; a job takes a second."""
    calls = "callers: {calls: {room: 1}, delay: 0 s}"
    text = STORY.format(
        incidents=f"  fall: {{rate: {rate} /day, needs: {{ems: {{als: {needs}}}}}, {calls}}}",
        stations=f"here: {{at: [10 km, 0 m], units: {{als: {needs}}}}}",
        rules=f", {CLEAR}, when_none_free: lost, {rules}",
        horizon=f"{days} d",
        drain="0 s",
    ).replace("on_scene: 10 min", "on_scene: 1 s")
    city = load_text(text)
    scenario = city.alternatives[city.baseline]
    records = run(scenario, draw(scenario, Luck(3, 0), Memory()))
    lost = records.incident[records.milestone == M.LOST]
    return np.bincount(lost, minlength=len(records.subjects)), records


def test_availability_of_a_vehicle_is_what_theory_says() -> None:
    """A18: 0.9375 with MTBF 720 h and MTTR 48 h, by the records of 20 vehicles and by the calls that find none."""
    missing, records = waiting_for_none(20, WEAR % "", days=8000, rate=0.25)
    whole = 20 * records.end
    assert 1 - sum(until - since for _, since, until in records.down) / whole == pytest.approx(0.9375, abs=0.004)
    assert 1 - missing.mean() / 20 == pytest.approx(0.9375, abs=0.006)


def test_few_crews_make_vehicles_wait_for_repair() -> None:
    """A19: 20 vehicles, 2 crews, MTBF 200 h, MTTR 24 h: 4.830552 out of order, all in order 4.0833 % of the time."""
    rules = "breakdowns: {up: {kind: exponential, mean: 200 h}, repair: {kind: exponential, mean: 24 h}, crews: 2}"
    missing, records = waiting_for_none(20, rules, days=20000, rate=0.1)
    assert sum(until - since for _, since, until in records.down) / records.end == pytest.approx(4.830552, rel=0.03)
    assert missing.mean() == pytest.approx(4.830552, rel=0.05)
    assert np.mean(missing == 0) == pytest.approx(0.040833, abs=0.018)


# Last call

SHIFT = 'here: {at: [0 m, 0 m], units: {als: {"00:00": 1, "01:00": 0, "01:30": 1}}}'
LAST = f"{CLEAR}, last_call: {{before: 20 min}}"


@pytest.mark.parametrize(
    ("minute", "priority", "sent"),
    [(39.9, 2, 39.9), (40, 2, 90), (45, 2, 90), (59.9, 2, 90), (60, 2, 90), (45, 1, 45), (60, 1, 90)],
)
def test_a_unit_near_the_end_of_its_shift_goes_to_what_is_urgent_alone(
    minute: float, priority: int, sent: float
) -> None:
    """The shift ends at 60 and the next begins at 90; the last call is at 40."""
    records = live(story(call("fall", minute, priority), SHIFT, LAST))
    assert said(records, M.DISPATCHED) == [("fall-0", "here", pytest.approx(sent))]


def test_others_go_meanwhile() -> None:
    records = live(story(call("fall", 45, 2), f"{SHIFT}, {BEHIND}", LAST))
    assert said(records, M.DISPATCHED) == [("fall-0", "behind", 45.0)]
    records = live(story(call("fall", 45, 2), SHIFT, f"{LAST}, when_none_free: lost"))
    assert said(records, M.LOST) == [("fall-0", "", 45.0)]


def test_what_counts_as_urgent_is_said() -> None:
    rules = LAST.replace("20 min", "20 min, urgent: 2")
    assert said(live(story(call("fall", 45, 2), SHIFT, rules)), M.DISPATCHED) == [("fall-0", "here", 45.0)]
    assert said(live(story(call("fall", 45, 3), SHIFT, rules)), M.DISPATCHED) == [("fall-0", "here", 90.0)]


def test_of_two_the_one_goes_home_whose_number_goes() -> None:
    """Of two units one stays after 60: it takes the first call and, clear at 61, the second, though one is free."""
    stations = SHIFT.replace('"00:00": 1, "01:00": 0, "01:30": 1', '"00:00": 2, "01:00": 1')
    records = live(story(call("fall", 41, 2) + call("slip", 42, 2) + call("arrest", 43, 1), stations, LAST))
    assert said(records, M.DISPATCHED) == [
        ("fall-0", "here", 41.0),
        ("arrest-0", "here/als-2", 43.0),
        ("slip-0", "here", 61.0),
    ]


def test_relief_at_the_end_of_a_shift_is_no_end() -> None:
    stations = SHIFT.replace('"01:00": 0, "01:30": 1', '"01:00": 1')
    assert said(live(story(call("fall", 45, 2), stations, LAST)), M.DISPATCHED) == [("fall-0", "here", 45.0)]


def test_a_shift_that_ends_after_the_run_has_its_last_call_in_it() -> None:
    calls = call("fall", 39, 2) + call("slip", 41, 2)
    for horizon, drain in (("50 min", "0 s"), ("30 min", "20 min")):
        stations = SHIFT.replace('"00:00": 1', '"00:00": 2')
        records = live(story(calls, stations, LAST, horizon=horizon, drain=drain))
        assert said(records, M.DISPATCHED) == [("fall-0", "here", 39.0)]


def test_the_shift_that_ends_tomorrow_is_not_over_today() -> None:
    """By day alone, 08:00 to 20:00: at 19:39 of the second day it goes, at 19:41 it does not."""
    stations = 'here: {at: [0 m, 0 m], units: {als: {"00:00": 0, "08:00": 1, "20:00": 0}}}'
    day = 24 * 60
    incidents = call("early", day + 8 * 60 + 5, 2) + call("fall", day + 19 * 60 + 39, 2)
    incidents += call("slip", day + 19 * 60 + 41, 2)
    records = live(story(incidents, stations, LAST, horizon="3 d"))
    assert [time - day for _, _, time in said(records, M.DISPATCHED)] == [485.0, 1179.0, 24 * 60 + 480.0]


def test_a_unit_on_its_way_is_not_turned_to_what_it_would_not_be_sent_to() -> None:
    incidents = call("fall", 38, 3) + call("cut", 41, 2)
    turns = f"{LAST}, redispatch: {{urgent: 2}}"
    assert said(live(story(incidents, SHIFT, turns)), M.CANCELLED) == []
    assert said(live(story(incidents, SHIFT, turns.replace("20 min", "20 min, urgent: 2"))), M.CANCELLED) == [
        ("fall-0", "here", 41.0)
    ]


def test_a_last_call_keeps_units_for_the_urgent_on_the_road_too() -> None:
    rules = LAST.replace("when_clear", "on_the_way")
    records = live(story(call("fall", 45, 2) + call("arrest", 46, 1), f"{SHIFT}, {BEHIND}", rules))
    assert said(records, M.DISPATCHED) == [("fall-0", "behind", 45.0), ("arrest-0", "here", 46.0)]


# Nobody is lost


@st.composite
def wearing(draw_: st.DrawFn) -> str:
    """Make up a town with short shifts, breakdowns and violent crashes, in which units turn and are called off."""
    rule = draw_(st.sampled_from(["redispatch: {when: sooner}", "redispatch: {urgent: 2}", "called_off: true"]))
    again = draw_(st.sampled_from(["at_station", "when_clear", "on_the_way", "at_scene"]))
    refusal = draw_(st.sampled_from(["wait", "lost", "{kind: mutual_aid, delay: 15 min}"]))
    crews = draw_(st.sampled_from(["", ", crews: 1", ", crews: 2, together: 2"]))
    repair = draw_(st.sampled_from(["5 min", "{kind: exponential, mean: 20 min}"]))
    extra = [
        rule,
        "called_off: true" if "redispatch" in rule else "redispatch: {}",
        f"available_again: {again}",
        f"breakdowns: {{up: {{kind: exponential, mean: 40 min}}, repair: {repair}{crews}}}",
        draw_(st.sampled_from(["last_call: {before: 30 min}", "last_call: {before: 1 h, urgent: 2}"])),
        draw_(st.sampled_from(["staging: 2 min", "staging: 20 min", "staging: 1 min\n    goes_in_after: 10 min"])),
    ]
    rules = "\n    ".join(extra)
    units = '{"00:00": 3, "02:00": 1, "03:00": 2, "04:30": 0}'
    text = town(
        seed=draw_(st.integers(0, 10**9)),
        horizon="5 h",
        drain="1 h",
        rate=draw_(st.sampled_from([1, 3, 10])),
        patrols=draw_(st.integers(1, 3)),
        pranks=draw_(st.sampled_from([0, 20])),
        alarms=100,
        none_free=refusal,
        ems=f"stations:\n      north: {{at: [0 m, 1 km], units: {{als: {units}}}}}\n"
        f"      south: {{zone: edge, units: {{als: 1}}}}\n    {rules}",
        police=f"stations: {{post: {{zone: edge, count: 2, units: {{patrol: 2}}}}}}\n    {rules}",
    )
    safe = draw_(st.sampled_from(["4 min", "30 min"]))
    return text.replace("    priority: 2\n", f"    priority: 2\n    safe_after: {safe}\n    violent: true\n")


@settings(max_examples=25, deadline=None)
@given(text=wearing())
def test_no_unit_and_no_need_is_ever_lost_or_doubled(text: str) -> None:
    """A unit has one job at a time and is sent in order alone; each need of a real case ends, waits or has a unit."""
    scenario, trace, records, world = lived(text)
    one_job_at_a_time(records)
    all_there(world)
    names = {name: index for index, name in enumerate(records.units)}
    for agency in scenario.agencies:
        for since, until, (ability, station, number) in trace.failures.fleets[agency].spells(scenario.end):
            unit = names[f"{agency}/{trace.stations[agency][station].name}/{ability}-{number + 1}"]
            sent = records.time[(records.unit == unit) & (records.milestone == M.DISPATCHED)]
            assert not ((sent >= since) & (sent < until)).any()
    balance(scenario, world.fleets, records)


def balance(scenario: Scenario, fleets: list, records: Records) -> None:
    """Each unit asked for a real case is one that arrives or is on its way, that is given up, or that is waited for."""
    for index, (agency, fleet) in enumerate(zip(scenario.agencies, fleets, strict=True)):
        mine = (records.organisation == len(scenario.centres) + index + 1) & records.subjects.real[records.incident]
        asked: Counter[int] = Counter()
        for row in records.incident[mine & (records.milestone == M.REQUESTED)].tolist():
            kind = records.subjects.types[records.subjects.type[row]]
            asked[row] += sum(slot[0] == agency for slot in scenario.incidents[kind].slots())
        has: Counter[int] = Counter(records.incident[mine & (records.milestone == M.DISPATCHED)].tolist())
        has.subtract(records.incident[mine & (records.milestone == M.CANCELLED)].tolist())
        has.update(records.incident[mine & (records.milestone == M.LOST)].tolist())
        has.update(request.row for request in fleet.waiting() if records.subjects.real[request.row])
        assert +has == +asked


def test_in_towns_of_that_kind_all_of_it_happens() -> None:
    """In one town of that kind there are ten cases and more of each thing that the property is about."""
    rules = """redispatch: {when: sooner}
    called_off: true
    breakdowns: {up: {kind: exponential, mean: 40 min}, repair: {kind: exponential, mean: 20 min}}
    last_call: {before: 30 min}
    staging: 2 min"""
    text = town(
        rate=4,
        patrols=3,
        alarms=60,
        ems=f"stations: {{north: {{at: [0 m, 1 km], units: {{als: 9}}}}}}\n    {rules}",
        police=f"stations: {{post: {{zone: edge, count: 2, units: {{patrol: 3}}}}}}\n    {rules}",
    ).replace("    priority: 2\n", "    priority: 2\n    safe_after: 15 min\n    violent: true\n")
    city = load_text(text, "town")
    records = live(city.alternatives[city.baseline])
    turned = records.unit[records.milestone == M.CANCELLED]
    assert np.count_nonzero(turned) > 20
    assert np.count_nonzero(records.milestone == M.STAGED) > 10
    assert np.count_nonzero(records.milestone == M.RELEASED) > 10
    down = {round(since, 6) for path, since, _ in records.down if path.startswith("agencies/")}
    when = records.time[(records.milestone == M.CANCELLED) & (records.unit > 0)]
    assert sum(round(float(time), 6) in down for time in when) > 10
