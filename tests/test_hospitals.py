"""Patients are taken to hospitals: stories by hand, bays that block, and no luck that others notice."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from pathlib import Path

import numpy as np
import pytest
from maps import DEGREE, network
from responses import live, said

from simcity.distributions import Uniform
from simcity.engine import lifecycle
from simcity.engine.building import build
from simcity.engine.run import run
from simcity.load import load, load_text
from simcity.luck import Luck, number_of
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

CLEAR, LEFT, THERE = Milestone.CLEAR, Milestone.LEFT_SCENE, Milestone.AT_HOSPITAL
HANDED, BACK, SENT = Milestone.HANDED_OVER, Milestone.IN_SERVICE, Milestone.DISPATCHED
AFTERWARDS = (CLEAR, LEFT, THERE, HANDED, BACK)

# A kilometre is a minute. From far it is 5 min to the clinic and 10 to the general hospital; home from these 5 and 6.
STORY = """\
simcity: 1
title: A story
source: "assumed: a kilometre is driven in a minute"
horizon: {horizon}
drain: 10 min
place:
  zones:
    far: {{kind: point, at: [10 km, 0 m]}}
    west: {{kind: point, at: [-2 km, 3 km]}}
  travel: {travel}
incidents:
{incidents}
hospitals:
{hospitals}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
  ems:
    dispatched_by: room
    on_scene: 10 min
    {rules}
    {units}
{more}"""
CLINIC = "  clinic: {at: [6 km, 3 km], handover: 3 min}\n"
GENERAL = "  general: {at: [2 km, 6 km], handover: 4 min}\n"
HERE = "stations: {here: {at: [2 km, 0 m], units: {als: 1}}}"
THREE = HERE.replace("als: 1", "als: 3")
UNLIMITED = "units: unlimited\n    stations: {here: {at: [2 km, 0 m], units: {als: 1}}}"
STRAIGHT = "{kind: straight_line, speed: 60 km/h}"


def case(
    name: str = "fall",
    at: str = "0 s",
    zone: str = "far",
    transport: str = "{ems: {}}",
    needs: str = "{ems: {als: 1}}",
    more: str = "",
) -> str:
    calls = "callers: {calls: {room: 1}, delay: 0 s}"
    return f"  {name}: {{at: [{at}], where: {{{zone}: 1}}, needs: {needs}, transport: {transport}, {calls}{more}}}\n"


def story_text(incidents: str, hospitals: str = CLINIC + GENERAL, units: str = HERE, **given: str) -> str:
    blanks = {"horizon": "1 d", "travel": STRAIGHT, "rules": "turnout: 0 s", "more": ""} | given
    return STORY.format(incidents=incidents, hospitals=hospitals, units=units, **blanks)


def alternative(text: str) -> Scenario:
    city = load_text(text, "story")
    return city.alternatives[city.baseline]


def story(incidents: str, hospitals: str = CLINIC + GENERAL, units: str = HERE, **given: str) -> Scenario:
    return alternative(story_text(incidents, hospitals, units, **given))


def told(records: Records, *what: Milestone) -> list[tuple[str, str, float]]:
    """Return incident, unit and minute of milestones, in order of time."""
    return [(who, unit, round(time, 9)) for who, unit, time in said(records, *what)]


def minutes(records: Records, *what: Milestone) -> list[float]:
    return [time for _, _, time in told(records, *what)]


# --------------------------------------------------------------------------- one unit


def test_a_unit_takes_somebody_to_the_nearest_hospital_and_goes_home_from_there() -> None:
    """Scene at 8, clear at 18, clinic 5 min away, 3 min there, 5 min home."""
    records = live(story(case()))
    assert minutes(records, *AFTERWARDS) == [18, 18, 23, 26, 31]
    assert [who for who, _, _ in told(records, *AFTERWARDS)] == ["fall-0"] * 5
    assert {unit for _, unit, _ in told(records, *AFTERWARDS)} == {"here"}


def test_without_transport_nobody_is_taken_anywhere() -> None:
    records = live(story(case(transport="{}")))
    assert minutes(records, *AFTERWARDS) == [18, 26]
    assert minutes(records, BACK) == [26]


def test_each_milestone_is_caused_by_the_one_before() -> None:
    records = live(story(case()))
    order = [Milestone.DISPATCHED, Milestone.EN_ROUTE, Milestone.ON_SCENE, Milestone.AT_SIDE, *AFTERWARDS]
    at = [int(np.flatnonzero(records.milestone == what)[0]) for what in order]
    assert records.cause[at[1:]].tolist() == at[:-1]


@pytest.mark.parametrize(
    ("rule", "back"),
    [("available_again: at_station", 31), ("available_again: when_clear", 26)],
)
def test_it_is_in_service_again_when_it_is_home_or_has_handed_over(rule: str, back: float) -> None:
    records = live(story(case(at="0 s, 1 min"), rules=rule))
    assert minutes(records, BACK)[0] == back
    assert minutes(records, SENT) == [0, back]


@pytest.mark.parametrize(
    ("rule", "second", "there"),
    [
        ("on_the_way", 10, 31),
        ("at_scene", 10, 31),
        ("on_the_way", 28, 28 + hypot(5.6, 1.8)),
        ("on_the_way", 60, 68),
        ("at_scene", 60, 65),
    ],
)
def test_it_goes_on_from_the_hospital(rule: str, second: float, there: float) -> None:
    """It is free at 26 at the clinic, 5 km from the next fall; home is 5 km from there and 8 from the fall.

    Two minutes later it is 2 km on its way home, at (4.4 km, 1.8 km).
    """
    records = live(story(case(at=f"0 s, {second} min"), rules=f"available_again: {rule}"))
    assert minutes(records, BACK)[0] == 26
    assert minutes(records, SENT) == [0, max(26, second)]
    assert minutes(records, Milestone.ON_SCENE) == pytest.approx([8, there])


BURNS = CLINIC.replace("at:", "treats: [fall], at:") + GENERAL


@pytest.mark.parametrize(
    ("transport", "hospitals", "expected"),
    [
        ("{ems: {to: right}}", BURNS, [18, 18, 28, 32, 38]),
        ("{ems: {}}", BURNS, [18, 18, 28, 32, 38]),
        ("{ems: {to: nearest}}", BURNS, [18, 18, 23, 26, 31]),
        ("{ems: {to: right}}", BURNS.replace("[fall]", "[fall, burn]"), [18, 18, 23, 26, 31]),
    ],
)
def test_the_right_hospital_treats_the_type(transport: str, hospitals: str, expected: list[float]) -> None:
    """The general hospital is 10 min from the scene, takes 4 min and is 6 min from home."""
    fall = case("fall", at="20 h")
    records = live(story(case("burn", transport=transport) + fall, hospitals))
    assert [time for who, _, time in told(records, *AFTERWARDS) if who == "burn-0"] == pytest.approx(expected)


@pytest.mark.parametrize(("first", "second", "expected"), [("one", "two", 24), ("two", "one", 30)])
def test_of_hospitals_that_are_as_near_the_first_of_the_file_is_taken(first: str, second: str, expected: float) -> None:
    """Both are 5 min from the scene; one takes 1 min and two takes 7."""
    hospitals = {
        "one": "  one: {at: [6 km, 3 km], handover: 1 min}\n",
        "two": "  two: {at: [14 km, 3 km], handover: 7 min}\n",
    }
    records = live(story(case(), hospitals[first] + hospitals[second]))
    assert minutes(records, HANDED) == [expected]


def test_only_capabilities_that_can_carry_do() -> None:
    units = "stations: {here: {at: [2 km, 0 m], units: {als: 1, bls: 1}}}"
    needs = "{ems: {als: 1, bls: 1}}"
    records = live(story(case(transport="{ems: {by: [bls]}}", needs=needs), units=units))
    assert told(records, LEFT) == [("fall-0", "here/bls-1", 18)]
    assert told(records, BACK) == [("fall-0", "here", 26), ("fall-0", "here/bls-1", 31)]


def test_each_unit_that_can_carries_somebody() -> None:
    records = live(story(case(needs="{ems: {als: 2}}"), units=THREE))
    assert minutes(records, HANDED) == [26, 26]


def test_units_of_an_extra_alarm_carry_as_well() -> None:
    """The second has a slot and luck of its own; the fall is grave from the start, and told as such."""
    grave = ", levels: {grave: {share: 100 %, told: 100 %, needs: {ems: {als: 1}}}}"
    records = live(story(case(more=grave), units=THREE))
    assert told(records, HANDED) == [("fall-0", "here", 26), ("fall-0", "here/als-2", 26)]


POLICE = """\
  police:
    dispatched_by: room
    on_scene: 5 min
    stations: {post: {at: [7 km, 0 m], units: {patrol: 1}}}
"""


def test_agencies_that_carry_nobody_do_what_they_did() -> None:
    """Police are 3 min away, clear at 8 and back at 11, whether ambulances carry or not."""
    needs = "{ems: {als: 1}, police: {patrol: 1}}"
    found = [
        [(time, what) for what in Milestone for who, unit, time in told(records, what) if "police" in unit]
        for records in (live(story(case(needs=needs, transport=way), more=POLICE)) for way in ("{}", "{ems: {}}"))
    ]
    assert found[0] == found[1]
    assert (11, BACK) in found[0]


def test_units_without_limit_carry_as_well() -> None:
    records = live(story(case(), units=UNLIMITED))
    assert minutes(records, *AFTERWARDS) == [18, 18, 23, 26, 31]


def test_units_need_no_station_where_all_journeys_take_as_long() -> None:
    """Four minutes to the scene, to the first hospital and home."""
    records = live(story(case(), units="units: unlimited", travel="{kind: constant, time: 4 min}"))
    assert minutes(records, *AFTERWARDS) == [14, 14, 18, 21, 25]


def test_a_neighbours_unit_takes_nobody_to_the_hospitals_of_the_city() -> None:
    records = live(story(case(at="0 s, 1 min"), rules="when_none_free: {kind: mutual_aid, delay: 15 min}"))
    assert told(records, CLEAR) == [("fall-0", "here", 18), ("fall-1", "", 26)]
    assert [who for who, _, _ in told(records, LEFT)] == ["fall-0"]


ALARMS = """\
sensors:
  bells:
    kind: analytics
    centre: room
    share: 100 %
    devices: 1
    recall: 0 %
    delay: 1 s
    false_alarms: 20 /day
    mistaken_for: {fall: 1}
"""


def test_nobody_is_taken_from_where_nothing_has_happened() -> None:
    """Units go to false alarms of a fall as to the fall itself, the first one first, and carry nobody."""
    believing = "verification: {alarm: {hit: 100 %, false_acceptance: 100 %}}"
    text = story_text(case(), more=ALARMS).replace("seats: unlimited}", f"seats: unlimited, {believing}}}")
    records = live(alternative(text))
    real = records.subjects.real[records.incident]
    assert np.count_nonzero((records.milestone == CLEAR) & ~real) > 5
    assert [who for who, _, _ in told(records, LEFT)] == ["fall-0"]


# --------------------------------------------------------------------------- bays


@pytest.mark.parametrize(
    ("bays", "handed"),
    [(", bays: 1", [26, 29, 32]), (", bays: 2", [26, 27, 29]), (", bays: 3", [26, 27, 28]), ("", [26, 27, 28])],
)
@pytest.mark.parametrize("units", [THREE, UNLIMITED])
def test_units_wait_for_a_bay(bays: str, handed: list[float], units: str) -> None:
    """They come at 23, 24 and 25, and each takes 3 min; then 5 min home."""
    hospitals = CLINIC.replace("}", bays + "}")
    records = live(story(case(at="0 s, 1 min, 2 min"), hospitals, units))
    assert minutes(records, THERE) == [23, 24, 25]
    assert minutes(records, HANDED) == handed
    assert minutes(records, BACK) == [time + 5 for time in handed]


def test_who_comes_as_a_bay_is_freed_waits_behind_those_who_wait() -> None:
    """They come at 23, 24 and 26; the bay is free at 26, 29 and 32."""
    hospitals = CLINIC.replace("}", ", bays: 1}")
    records = live(story(case(at="0 s, 1 min, 3 min"), hospitals, THREE))
    assert minutes(records, THERE) == [23, 24, 26]
    expected = [("fall-0", 26), ("fall-1", 29), ("fall-2", 32)]
    assert [(who, time) for who, _, time in told(records, HANDED)] == expected


def test_of_those_who_come_at_once_the_earlier_incident_goes_first() -> None:
    """A cut 5 min from the station and 8 from the clinic is clear at 15, before the fall, and both come at 23."""
    cut = case("cut", at="1 min", zone="west", more=", on_scene: {ems: 9 min}")
    hospitals = CLINIC.replace("}", ", bays: 1}")
    records = live(story(cut + case(), hospitals, THREE))
    left = [(who, time) for who, _, time in told(records, LEFT)]
    assert left == [("cut-0", 15), ("fall-0", 18)]
    there = records.time[records.milestone == THERE]
    assert there[0] == there[1] == pytest.approx(23 * 60)
    expected = [("fall-0", 26), ("cut-0", 29)]
    assert [(who, time) for who, _, time in told(records, HANDED)] == expected


def test_of_one_incident_the_first_unit_goes_first() -> None:
    hospitals = CLINIC.replace("}", ", bays: 1}")
    records = live(story(case(needs="{ems: {als: 2}}"), hospitals, THREE))
    expected = [("fall-0", "here", 26), ("fall-0", "here/als-2", 29)]
    assert told(records, HANDED) == expected


def test_hospitals_have_bays_of_their_own() -> None:
    """A burn goes to the general hospital, 10 min away, whose bay is free though that of the clinic is not."""
    hospitals = BURNS.replace("}", ", bays: 1}")
    incidents = case("fall", at="0 s, 5 min") + case("burn", at="0 s", transport="{ems: {}}")
    records = live(story(incidents, hospitals.replace("3 min", "12 min"), THREE))
    handed = {who: time for who, _, time in told(records, HANDED)}
    assert handed == pytest.approx({"fall-0": 35, "fall-1": 47, "burn-0": 32})


def test_a_blocked_bay_keeps_the_next_patient_waiting() -> None:
    """The one ambulance hands over for 3 h, is home at 3:28, and starts then to the second fall."""
    hospitals = CLINIC.replace("3 min", "3 h")
    records = live(story(case(at="0 s, 10 min"), hospitals))
    assert minutes(records, SENT) == [0, 23 + 180 + 5]


# --------------------------------------------------------------------------- the end of the run


@pytest.mark.parametrize(
    ("horizon", "reached"),
    [
        ("7 min", [Milestone.AT_SIDE]),
        ("10 min", [Milestone.AT_SIDE, CLEAR, LEFT]),
        ("14 min", [Milestone.AT_SIDE, CLEAR, LEFT, THERE]),
        ("18 min", [Milestone.AT_SIDE, CLEAR, LEFT, THERE, HANDED]),
        ("22 min", [Milestone.AT_SIDE, CLEAR, LEFT, THERE, HANDED, BACK]),
    ],
)
def test_what_is_reached_by_the_end_is_said(horizon: str, reached: list[Milestone]) -> None:
    """Ten minutes of drain follow: the run ends on scene, on the way, in the bay, on the way home, and at home."""
    records = live(story(case(), horizon=horizon))
    after = np.isin(records.milestone, [Milestone.AT_SIDE, *AFTERWARDS])
    assert records.milestone[after].tolist() == reached


def test_who_still_waits_at_the_end_has_come_once_and_not_handed_over() -> None:
    """The run ends after 25 min, and the only bay is free after 26."""
    hospitals = CLINIC.replace("}", ", bays: 1}")
    records = live(story(case(at="0 s, 1 min"), hospitals, THREE, horizon="15 min"))
    assert minutes(records, CLEAR, LEFT) == [18, 18, 19, 19]
    assert minutes(records, THERE) == [23, 24]
    assert minutes(records, HANDED) == []
    handing = live(story(case(at="0 s, 1 min"), hospitals, THREE, horizon="17 min"))
    assert minutes(handing, THERE) == [23, 24]
    assert minutes(handing, HANDED) == [26]


# --------------------------------------------------------------------------- laws of travel


def test_by_a_constant_law_all_hospitals_are_as_far() -> None:
    """Four minutes to the scene, to the first hospital of the file (4 min there) and home."""
    records = live(story(case(), GENERAL + CLINIC, travel="{kind: constant, time: 4 min}"))
    assert minutes(records, *AFTERWARDS) == [14, 14, 18, 22, 26]


def test_by_a_drawn_law_the_journey_there_is_drawn_and_the_way_home_is_the_mean() -> None:
    drawn = "{kind: law, time: {kind: uniform, low: 2 min, high: 6 min}}"
    records = live(story(case(), travel=drawn))
    u = Luck(1, 0).single("to hospital", "fall", 0, number_of("ems/als/0"))
    ride = float(Uniform(low=2.0, high=6.0).ppf(np.array([u]))[0])
    left, there, handed, back = minutes(records, LEFT, THERE, HANDED, BACK)
    assert there - left == pytest.approx(ride)
    assert 2.1 < ride < 5.9
    assert (handed - there, back - handed) == pytest.approx((3, 4))


MATRIX = """\
{kind: matrix, times: {
    here: {far: 7 min, west: 2 min, clinic: 11 min, general: 13 min},
    clinic: {far: 5 min, west: 9 min},
    general: {far: 6 min, west: 1 min}}}"""


def test_in_a_table_of_times_hospitals_are_rows_and_ends() -> None:
    """From far 7 + 10, clinic 5, 3 there, 11 home; from west 2 + 10, general 1, 4 there, 13 home."""
    incidents = case() + case("cut", at="2 h", zone="west")
    records = live(story(incidents, travel=MATRIX))
    assert minutes(records, *AFTERWARDS) == [17, 17, 22, 25, 36, 132, 132, 133, 137, 150]


STREETS = """\
simcity: 1
title: A square
source: "assumed: an example"
horizon: 1 d
place:
  zones: {street: {kind: point, at: [500 m, 0 m]}}
  travel: {kind: roads, network: city.roads, by_hour: {"00:00": 100 %, "08:00": 200 %, "09:00": 100 %}}
incidents:
  fall:
    at: [ONSET]
    callers: {calls: {room: 1}, delay: 0 s}
    needs: {ems: {als: 1}}
    transport: {ems: {}}
hospitals:
  behind: {at: [400 m, 0 m], handover: 1 s}
  ahead: {at: {lat: NORTH, lon: NORTH}, handover: 10 min}
agencies:
  ems:
    dispatched_by: room
    on_scene: 5 min
    stations: {base: {at: [0 m, 0 m], units: {als: 1}, approach: 1 min}}
centres:
  room: {role: ems, seats: 1}
""".replace("NORTH", repr(1000 / DEGREE))


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("1 h", [385, 385, 535, 1135, 1395]),
        ("470 min", [385, 385, 535, 1135, 1595]),
        ("530 min", [410, 410, 710, 1310, 1570]),
    ],
)
def test_on_real_streets_the_quickest_hospital_in_normal_traffic_is_taken(
    onset: str, expected: list[float], tmp_path: Path
) -> None:
    """The hospital 100 m back on a street that goes one way is 390 s away, the one ahead 150 s; home from there 200 s.

    The station is a minute outside the map, and with lights it is 25 s from its edge. Ways there are those of the
    hour of onset; the way home is that of the hour in which the unit leaves the hospital. From 8 until 9 all takes
    twice as long: the second fall, at 7:50, is handed over at 8:08, the third, at 8:50, at 9:11.
    """
    network(tmp_path)
    (tmp_path / "town.yaml").write_text(STREETS.replace("ONSET", onset))
    city = load(tmp_path / "town.yaml")
    records = live(city.alternatives[city.baseline])
    start = float(records.subjects.onset[0])
    times = [float(records.time[records.milestone == what][0]) - start for what in AFTERWARDS]
    assert times == pytest.approx(expected, abs=0.05)


# --------------------------------------------------------------------------- luck


LUCKY = """\
simcity: 1
title: A day of luck
source: "assumed: a story"
horizon: 2 d
drain: 1 d
place:
  zones: {{town: {{at: [0 m, 0 m], size: [8 km, 8 km]}}}}
  travel: {{kind: straight_line, speed: 40 km/h, noise: 0.3}}
incidents:
  fall:
    rate: 4 /h
    callers: {{calls: {{room: 1}}, delay: {{kind: exponential, mean: 1 min}}}}
    needs: {{ems: {{als: 1}}}}
    transport: {{ems: {{share: {share}}}}}
hospitals:
  clinic: {{at: [2 km, 3 km], bays: {bays}, handover: {{kind: exponential, mean: 12 min}}}}
{other}
agencies:
  ems:
    dispatched_by: room
    turnout: {{kind: exponential, mean: 1 min}}
    on_scene: {{kind: exponential, mean: 10 min}}
    {units}
centres: {{room: {{role: ems, seats: unlimited}}}}
"""
SEVERAL = "stations: {one: {at: [1 km, 1 km], units: {als: 4}}, two: {at: [7 km, 6 km], units: {als: 5}}}"
ALWAYS = "units: unlimited\n    stations: {one: {at: [1 km, 1 km], units: {als: 1}}}"


def lucky_day(share: str = "100 %", bays: str = "2", units: str = SEVERAL, other: str = "") -> Scenario:
    text = LUCKY.format(share=share, bays=bays, units=units, other=other)
    return alternative(text.replace("bays: unlimited, ", ""))


def lucky(share: str = "100 %", bays: str = "2", units: str = SEVERAL, other: str = "") -> Records:
    return live(lucky_day(share, bays, units, other))


def times(records: Records, what: Milestone) -> dict[str, float]:
    """Return when a milestone of the incidents of the first two days was reached, by incident."""
    subjects = records.subjects
    here = np.flatnonzero((records.milestone == what) & subjects.counted[records.incident])
    return {subjects.name(int(records.incident[k])): float(records.time[k]) for k in here}


def test_units_carry_by_a_share_of_luck() -> None:
    """Of about 190 falls none, half (by 6 standard deviations) and all are carried, the same ones and more."""
    none, some, half, every = (set(times(lucky(share), LEFT)) for share in ("0 %", "30 %", "50 %", "100 %"))
    number = len(every)
    assert number > 150
    assert none < some < half < every
    assert abs(len(half) - number / 2) < 3 * number**0.5
    assert every == set(times(lucky(), CLEAR))


def test_who_is_carried_nowhere_is_back_sooner_or_as_before() -> None:
    """Where nobody is short of units the others are back at the very same times."""
    none, half = (lucky(share, units=ALWAYS) for share in ("0 %", "50 %"))
    carried = set(times(half, LEFT))
    was, now = times(none, BACK), times(half, BACK)
    assert all(now[who] == was[who] for who in was if who not in carried)
    assert len(carried) > 60
    assert times(none, CLEAR) == times(half, CLEAR)


def test_with_more_bays_nobody_is_in_service_later() -> None:
    given = [times(lucky(bays=bays, units=ALWAYS), BACK) for bays in ("1", "2", "3", "unlimited")]
    assert len({len(one) for one in given}) == 1
    for fewer, more in pairwise(given):
        assert all(more[who] <= fewer[who] + 1e-6 for who in more)
    assert sum(given[0].values()) - sum(given[1].values()) > 10 * 3600
    assert sum(given[1].values()) > sum(given[2].values()) > sum(given[3].values())


def test_a_hospital_that_nobody_is_taken_to_changes_nothing() -> None:
    far = "  abroad: {at: [900 km, 0 m], handover: {kind: exponential, mean: 2 min}}"
    plain, added = lucky(), lucky(other=far)
    for column in ("time", "milestone", "incident", "unit", "cause"):
        assert np.array_equal(getattr(plain, column), getattr(added, column))


def test_each_draw_has_an_address_of_its_own() -> None:
    """By hand: share, journey and handover of the first fall are the luck of (incident, agency, slot)."""
    luck, j = Luck(1, 0), number_of("ems/als/0")
    records = lucky("50 %", "unlimited")
    carried = {f"fall-{k}" for k in range(50) if luck.single("carries", "fall", k, j) < 0.5}
    assert {who for who in times(records, LEFT) if int(who.removeprefix("fall-")) < 50} == carried
    who = min(carried)
    u = luck.single("handover", "fall", int(who.removeprefix("fall-")), j)
    stay = times(records, HANDED)[who] - times(records, THERE)[who]
    assert stay == pytest.approx(-np.log1p(-u) * 12 * 60)


@pytest.mark.parametrize("rule", ["at_station", "when_clear"])
def test_no_unit_is_lost_at_a_hospital(rule: str) -> None:
    """A unit has one job at a time; at the end each is free or out on one job, and bays that block cause a queue."""
    scenario = lucky_day(bays="1", units=f"{SEVERAL}\n    available_again: {rule}")
    trace = draw(scenario, Luck(1, 0), Memory())
    records = run(scenario, trace)
    for unit in range(1, len(records.units)):
        mine = np.flatnonzero((records.unit == unit) & np.isin(records.milestone, [SENT, BACK]))
        kinds = records.milestone[mine].tolist()
        assert len(kinds) > 10
        assert kinds == [SENT, BACK] * (len(kinds) // 2) + [SENT] * (len(kinds) % 2)
        assert (np.diff(records.time[mine]) > -1e-6).all()
    stay = np.array(list(times(records, HANDED).values())) - np.array(list(times(records, THERE).values()))
    assert stay.mean() > 30 * 60
    world = build(scenario, trace)
    lifecycle.begin(world)
    world.env.run(until=scenario.end)
    (fleet,) = world.fleets
    assert fleet is not None
    for (ability, station), duty in fleet.duty.items():
        out = [number for one, place, number in fleet.out if (one, place) == (ability, station)]
        assert sorted([*fleet.free[ability][station], *out]) == list(range(duty))
