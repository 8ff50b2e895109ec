"""The engine against a second writing of how units move, to the second; what that found; and limits known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from responses import live, said
from second import City, Said
from second_towns import FEATURES, PLAIN, some, town
from test_interrupting import BEHIND, CLEAR, FALSE, HERE, SEEN, STORY
from test_interrupting import call as lone
from test_interrupting import story as turning
from test_out_of_order import SHIFT, call, story
from test_roaming import AT_SCENE, LOCATED
from test_roaming import call as place_call
from test_roaming import story as place_story
from verification.exact_further import erlang_b

from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.policies import ComplianceTable, Cover
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

M = Milestone
OF_UNITS = [
    M.DISPATCHED, M.EN_ROUTE, M.STAGED, M.RELEASED, M.ON_SCENE, M.AT_SIDE, M.CLEAR, M.LEFT_SCENE,
    M.AT_HOSPITAL, M.HANDED_OVER, M.IN_SERVICE, M.CANCELLED, M.LOST,
]  # fmt: skip


def engine_says(records: Records) -> list[Said]:
    """Return what the records say of units, their moves among it."""
    mine = np.flatnonzero(np.isin(records.milestone, OF_UNITS)).tolist()
    found = [
        (
            records.units[records.unit[k]],
            records.subjects.name(int(records.incident[k])),
            M(int(records.milestone[k])).name,
            float(records.time[k]),
        )
        for k in mine
    ]
    return found + [(records.units[unit], "", f"to {station}", time) for time, unit, station in records.moves]


def both(seed: int, *features: str) -> tuple[list[Said], list[Said]]:
    """Return what the engine and the second writing say of a town."""
    scenario = town(seed, *features)
    trace = draw(scenario, Luck(scenario.seed, 0), Memory())
    return engine_says(run(scenario, trace)), City(scenario, trace).run()


def difference(theirs: list[Said], ours: list[Said]) -> str:
    """Return the earliest things that one says and the other does not; empty where they agree."""
    left, right, wrong = sorted(theirs), sorted(ours), list[tuple[float, str]]()
    while left or right:
        a, b = left[-1] if left else None, right[-1] if right else None
        if a and b and a[:3] == b[:3] and abs(a[3] - b[3]) < 1e-6:
            left.pop()
            right.pop()
        elif b is None or (a is not None and a > b):
            one = left.pop()
            wrong.append((one[3], f"engine alone: {one}"))
        else:
            one = right.pop()
            wrong.append((one[3], f"second alone: {one}"))
    return "\n".join(text for _, text in sorted(wrong)[:8])


@pytest.mark.parametrize("feature", [PLAIN, *FEATURES])
def test_they_agree_on_each_feature_alone(feature: str) -> None:
    for seed in range(3):
        theirs, ours = both(seed, feature)
        assert len(ours) > 100
        assert difference(theirs, ours) == "", f"town {seed}"


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_they_agree_on_features_together(first: int) -> None:
    for seed in range(first, first + 10):
        features = some(seed)
        assert difference(*both(seed, *features)) == "", f"town {seed} with {', '.join(features)}"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 3000, 100))
def test_they_agree_on_many_towns(first: int) -> None:
    for seed in range(first, first + 100):
        features = some(seed)
        assert difference(*both(seed, *features)) == "", f"town {seed} with {', '.join(features)}"


def test_towns_are_about_what_is_compared() -> None:
    """In a few of them everything happens that can be said of a unit, and often."""
    number: dict[str, int] = {}
    for seed in range(20):
        scenario = town(seed, *some(seed))
        for one in City(scenario, draw(scenario, Luck(scenario.seed, 0), Memory())).run():
            number[one[2]] = number.get(one[2], 0) + 1
    assert min(number[what.name] for what in OF_UNITS) > 20
    assert sum(count for what, count in number.items() if what.startswith("to ")) > 50


IN_COMPANY = {
    "located": ("on_the_way",),
    "reported": ("on_the_way",),
    "unbidden": ("violent",),
    "last_call": ("shifts",),
    "nearest": ("transport",),
}
"""What a feature needs to make a difference."""


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_makes_a_difference(feature: str) -> None:
    """Else an engine that did not know it would agree as well."""
    company = IN_COMPANY.get(feature, ())
    told = [one for seed in range(3) for one in both(seed, *company, feature)[0]]
    without = [one for seed in range(3) for one in both(seed, *company)[0]]
    assert difference(told, without) != ""


# What the second writing found


FULL = """\
simcity: 1
title: A full hospital
source: "assumed: a kilometre is driven in a minute"
horizon: 1 h
place: {zones: {far: {kind: point, at: [6 km, 0 m]}}, travel: {kind: straight_line, speed: 60 km/h}}
incidents:
  fall: {at: [0 min], callers: {calls: {room: 1}, delay: 0 s}, needs: {ems: {als: 2}}, transport: {ems: {}}}
centres: {room: {role: ems, seats: unlimited}}
agencies:
  ems: {dispatched_by: room, on_scene: 10 min, stations: {here: {at: [0 m, 0 m], units: {als: 2}}}}
hospitals: {clinic: {at: [16 km, 0 m], bays: 1, handover: 3 h}}
"""


def test_who_waits_for_a_bay_at_the_end_says_once_what_it_reached() -> None:
    """Both come to the hospital at 26; one takes the bay for three hours, one waits, and the run ends at 60."""
    city = load_text(FULL, "story")
    records = live(city.alternatives[city.baseline])
    for what, minute in ((M.AT_SIDE, 6.0), (M.CLEAR, 16.0), (M.LEFT_SCENE, 16.0), (M.AT_HOSPITAL, 26.0)):
        assert sorted(said(records, what)) == [("fall-0", "here", minute), ("fall-0", "here/als-2", minute)]


@pytest.mark.parametrize(("minute", "turned", "sent"), [(59, [59.0], 59.0), (60, [], 90.0), (61, [], 90.0)])
def test_a_crew_whose_shift_is_over_turns_to_nothing_new(minute: float, turned: list[float], sent: float) -> None:
    """On its way to the fall since 55, its shift ends at 60 and the next begins at 90."""
    incidents = call("fall", 55, 2) + call("arrest", minute, 1)
    records = live(story(incidents, SHIFT, f"{CLEAR}, redispatch: {{}}"))
    assert [time for _, _, time in said(records, M.CANCELLED)] == turned
    assert [time for name, _, time in said(records, M.DISPATCHED) if name == "arrest-0"] == [sent]


def test_the_way_back_is_one_in_normal_traffic_however_slow_the_way_out() -> None:
    """Near finds nothing; the other has come a share of its 30 km by then, and drives as much of 30 min back."""
    stations = f"{HERE}, {BEHIND}"
    text = STORY.format(incidents=lone("prank", "far", 0, 1, 2, FALSE), stations=stations, rules="called_off: true")
    city = load_text(text.replace("speed: 60 km/h", "speed: 60 km/h, noise: 1.5"), "story")
    scenario = city.alternatives[city.baseline]
    trace = draw(scenario, Luck(1, 0), Memory())
    records = run(scenario, trace)
    ((_, _, found),) = said(records, M.AT_SIDE)
    whole = float(trace.slots["ems", "als", 1].travel[0, 1]) / 60.0
    assert said(records, M.CANCELLED) == [("prank-0", "behind", found)]
    assert abs(whole - 30.0) > 5.0
    (back,) = (time for _, unit, time in said(records, M.IN_SERVICE) if unit == "behind")
    assert back == pytest.approx(found + 30.0 * found / whole)


def test_what_two_units_leave_at_once_is_met_by_age() -> None:
    """At 5 both turn to the crash, here's first, which is nearer; the free one goes to the older of the two falls."""
    incidents = lone("old", "far", 0, 3) + lone("young", "far", 1, 3) + lone("crash", "aside", 5, 1, 2)
    south = "south: {at: [4 km, -2 km], units: {als: 1}}"
    west = 'west: {at: [-15 km, 0 m], units: {als: {"00:00": 0, "00:04": 1}}}'
    records = live(turning(incidents, f"{HERE}, {south}, {west}", f"redispatch: {{when: sooner}}, {CLEAR}", SEEN))
    assert said(records, M.DISPATCHED) == [
        ("old-0", "south", 0.0),
        ("young-0", "here", 1.0),
        ("crash-0", "here", 5.0),
        ("crash-0", "south", 5.0),
        ("old-0", "west", 5.0),
        ("young-0", "here", 18.0),
    ]


@pytest.mark.parametrize(("more", "who"), [(LOCATED, "first"), ("", "second")], ids=["seen", "by station"])
def test_of_units_at_one_place_the_first_in_the_file_goes(more: str, who: str) -> None:
    """Both stay at (10, 0); the cut is 1 km from the station of the second, by which alone it is nearer."""
    zone, text = place_call("fall", 10, 0, 0)
    stations = ", ".join(f"{one}: {{at: [{east} km, 0 m], units: {{als: 1}}}}" for one, east in STANDING)
    fall = zone, text.replace("{als: 1}", "{als: 2}")
    records = live(place_story(fall, place_call("cut", 4, 0, 60), stations=stations, rules=AT_SCENE, more=more))
    assert said(records, M.AT_SIDE)[2] == ("cut-0", who, 66.0)


STANDING = [("first", -20), ("second", 3)]


def test_units_at_one_place_are_alike_however_their_journeys_were_measured() -> None:
    """A trifle of rounding in any of the times does not change who goes where."""
    seconds, found = np.array([[539.3, 71.7], [539.3, 71.7]]), set[tuple[int, ...]]()
    rule = ComplianceTable(table={"als": {2: ("a", "b")}})
    for unit, station, trifle in np.ndindex(2, 2, 3):
        other = seconds.copy()
        other[unit, station] += (trifle - 1) * 1e-10
        home = np.array([0, 1])
        cover = Cover(("a", "b"), "als", home, home, np.ones(2, bool), other, np.zeros((2, 0)))
        found.add(tuple(rule.posts(cover).tolist()))
    assert len(found) == 1


def test_who_finds_nothing_on_arrival_does_not_call_itself_off() -> None:
    """Three hundred in two minutes, each with one unit: by rounding some clocks are a trifle short of the arrival."""
    times = ", ".join(f"{0.37 * k + 60.1:.2f} s" for k in range(300))
    text = STORY.format(
        incidents=f"  prank: {{at: [{times}], real: false, where: {{all: 1}}, needs: {{ems: {{als: 1}}}},"
        " believed: 100 %, callers: {calls: {room: 1}, delay: 0 s}}",
        stations=HERE.replace("als: 1", "als: 300"),
        rules="called_off: true, turnout: {kind: exponential, mean: 30 s}",
    ).replace("  zones:\n", "  zones:\n    all: {at: [0 m, 0 m], size: [9 km, 9 km]}\n")
    city = load_text(text, "story")
    records = live(city.alternatives[city.baseline])
    assert len(said(records, M.AT_SIDE)) == 300
    assert said(records, M.CANCELLED) == []


# Limits that are known

QUEUE = """\
simcity: 1
title: A queue for three units
source: "assumed: a theoretical case"
horizon: 600 h
replications: 1
place: {zones: {city: {at: [0 m, 0 m], size: [9 km, 9 km]}}}
incidents:
  case: {rate: 42 /h, callers: {calls: {room: 1}, delay: 0 s}, needs: {ems: {als: 1}}}
centres: {room: {role: ems, seats: unlimited}}
agencies:
  ems:
    dispatched_by: room
    available_again: RULE
    when_none_free: ELSE
    on_scene: {kind: exponential, mean: 3 min}
    stations: {north: {at: [0 m, 9 km], units: {als: 2}}, south: {at: [9 km, 0 m], units: {als: 1}}}
MORE"""
RULES = ("at_station", "when_clear", "on_the_way", "at_scene")


def sent(rule: str, otherwise: str = "wait", more: str = "") -> np.ndarray:
    """Return by case when its unit is sent; never where none is."""
    city = load_text(QUEUE.replace("RULE", rule).replace("ELSE", otherwise).replace("MORE", more), "queue")
    scenario = city.alternatives[city.baseline]
    records = run(scenario, draw(scenario, Luck(3, 0), Memory()))
    when = np.full(len(records.subjects), np.inf)
    mine = records.milestone == M.DISPATCHED
    when[records.incident[mine]] = records.time[mine]
    return np.column_stack([records.subjects.onset, when])


@pytest.mark.parametrize("otherwise", ["wait", "lost"])
def test_without_journeys_all_rules_of_the_next_job_are_one_queue(otherwise: str) -> None:
    """Where journeys take no time it is all one where units are, and from when on they can be sent."""
    first, *others = (sent(rule, otherwise) for rule in RULES)
    for other in others:
        np.testing.assert_allclose(other, first, atol=1e-6)


def test_units_on_the_way_are_servers_of_erlang() -> None:
    """M/M/3 at 70 %: by Erlang C 49.2 % wait, 1.64 min in the mean of all; by Erlang B 22.5 % are lost."""
    load, units = 42 * 3 / 60, 3
    blocked = erlang_b(load, units)
    waits = blocked / (1 - load / units * (1 - blocked))
    onset, when = sent("on_the_way")[:24000].T
    assert (when - onset).mean() == pytest.approx(60 * waits * 3 / (units - load), rel=0.12)
    assert np.mean(when > onset) == pytest.approx(waits, abs=0.02)
    assert np.mean(np.isinf(sent("on_the_way", "lost")[:, 1])) == pytest.approx(blocked, abs=0.01)


def test_who_is_sent_from_the_station_all_the_same_need_not_be_seen() -> None:
    """Vehicle location changes nothing for units that are free at their stations alone, as in the hypercube."""
    seen = "links: {seen: {kind: vehicle_location, from: ems, to: room}}\n"
    for rule in ("at_station", "when_clear"):
        assert np.array_equal(sent(rule), sent(rule, more=seen))


STREAMS = {
    "police": ("theft: {rate: 6 /h, needs: {police: {car: 2}}, CALLS}", ("east", "west"), 8),
    "ems": ("fall: {rate: 9 /h, needs: {ems: {car: 1}}, CALLS}", ("base", "post"), 12),
}
"""By agency: its incidents, its stations, and the minutes of its work."""


def cube(*names: str) -> list[Said]:
    """Return what is said of a hypercube of one agency, or of several side by side."""
    incidents = "\n  ".join(STREAMS[name][0] for name in names)
    text = f"""\
simcity: 1
title: Hypercubes
source: "assumed: a theoretical case"
horizon: 200 h
place: {{zones: {{a: unplaced, b: unplaced}}}}
incidents:
  {incidents}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
""".replace("CALLS", "callers: {calls: {room: 1}, delay: 0 s}")
    for name in names:
        _, (one, two), minutes = STREAMS[name]
        text += f"""\
  {name}:
    dispatched_by: room
    available_again: when_clear
    on_scene: {{kind: exponential, mean: {minutes} min}}
    stations: {{{one}: {{at: [0 m, 0 m], units: {{car: 1}}}}, {two}: {{at: [0 m, 0 m], units: {{car: 2}}}}}}
    travel: {{kind: matrix, times: {{{one}: {{a: 2 min, b: 5 min}}, {two}: {{a: 4 min, b: 1 min}}}}}}
    dispatch: {{kind: preference, ranks: {{a: {{{one}: 1, {two}: 2}}, b: {{{two}: 1, {one}: 2}}}}}}
"""
    city = load_text(text, "cube")
    scenario = city.alternatives[city.baseline]
    return engine_says(run(scenario, draw(scenario, Luck(5, 0), Memory())))


def test_agencies_that_share_no_incident_are_each_as_alone() -> None:
    """Two hypercubes side by side say, to the last bit, what each says by itself; each has some who wait."""
    together = sorted(cube("police", "ems"))
    assert together == sorted(cube("police") + cube("ems"))
    assert len(together) > 10000
