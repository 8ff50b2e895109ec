"""Units that turn on their way: stories by hand, and no unit is ever lost or doubled."""

from __future__ import annotations

import numpy as np
import pytest
from crews import all_there, lived, one_job_at_a_time
from hypothesis import given, settings
from hypothesis import strategies as st
from responses import live, said
from towns import town

from simcity.analysis.timelines import full_response
from simcity.distributions import Constant
from simcity.load import load_text
from simcity.model.agencies import Agency, Station
from simcity.model.policies import Redispatch
from simcity.model.scenario import Scenario
from simcity.records import Milestone

DISPATCHED, CANCELLED = Milestone.DISPATCHED, Milestone.CANCELLED
AT_SIDE, EN_ROUTE, IN_SERVICE = Milestone.AT_SIDE, Milestone.EN_ROUTE, Milestone.IN_SERVICE

STORY = """\
simcity: 1
title: A story
source: "assumed: a kilometre is driven in a minute"
horizon: 1 d
drain: 1 h
place:
  zones:
    far: {{kind: point, at: [10 km, 0 m]}}
    aside: {{kind: point, at: [4 km, 3 km]}}
    origin: {{kind: point, at: [0 m, 0 m]}}
  travel: {{kind: straight_line, speed: 60 km/h}}
incidents:
{incidents}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
  ems: {{dispatched_by: room, on_scene: 10 min, stations: {{{stations}}}, {rules}}}
"""
HERE = "here: {at: [0 m, 0 m], units: {als: 1}}"
BEHIND = "behind: {at: [-20 km, 0 m], units: {als: 1}}"
CLEAR = "available_again: when_clear"


def call(name: str, zone: str, minute: float, priority: int, number: int = 1, more: str = "") -> str:
    calls = "callers: {calls: {room: 1}, delay: 0 s}"
    needs = f"needs: {{ems: {{als: {number}}}}}"
    return f"  {name}: {{at: [{minute} min], where: {{{zone}: 1}}, priority: {priority}, {needs}, {calls}{more}}}\n"


def story(incidents: str, stations: str, rules: str, more: str = "") -> Scenario:
    city = load_text(STORY.format(incidents=incidents, stations=stations, rules=rules) + more, "story")
    return city.alternatives[city.baseline]


TWO = call("fall", "far", 0, 2) + call("arrest", "aside", 4, 1)


def test_a_unit_on_its_way_turns_to_what_is_more_urgent() -> None:
    """After 4 min it is 4 km out, 3 km from the arrest; the fall has it again when it is clear, from its station."""
    records = live(story(TWO, HERE, f"redispatch: {{}}, {CLEAR}"))
    assert said(records, DISPATCHED) == [("fall-0", "here", 0.0), ("arrest-0", "here", 4.0), ("fall-0", "here", 17.0)]
    assert said(records, CANCELLED) == [("fall-0", "here", 4.0)]
    assert said(records, IN_SERVICE) == [("fall-0", "here", 4.0), ("arrest-0", "here", 17.0), ("fall-0", "here", 37.0)]
    assert said(records, AT_SIDE) == [("arrest-0", "here", 7.0), ("fall-0", "here", 27.0)]
    assert said(records, EN_ROUTE) == [("fall-0", "here", 0.0), ("arrest-0", "here", 4.0), ("fall-0", "here", 17.0)]


def test_it_goes_home_from_where_it_went() -> None:
    """From (4, 3) km home are 5 km, so it is back at 22 min and with the fall at 32."""
    records = live(story(TWO, HERE, "redispatch: {}"))
    assert said(records, AT_SIDE) == [("arrest-0", "here", 7.0), ("fall-0", "here", 32.0)]


@pytest.mark.parametrize(
    ("incidents", "rules"),
    [
        (TWO, CLEAR),
        (TWO.replace("priority: 1", "priority: 2"), f"redispatch: {{urgent: 2}}, {CLEAR}"),
        (TWO.replace("priority: 2", "priority: 3").replace("priority: 1", "priority: 2"), f"redispatch: {{}}, {CLEAR}"),
        (TWO.replace("4 min", "10 min"), f"redispatch: {{}}, {CLEAR}"),
    ],
    ids=["without the rule", "as urgent", "not urgent enough", "there at the same instant"],
)
def test_a_unit_keeps_to_its_way(incidents: str, rules: str) -> None:
    """The second waits until the unit is clear at minute 20, and is 5 km from its station."""
    records = live(story(incidents, HERE, rules))
    assert said(records, CANCELLED) == []
    assert said(records, AT_SIDE) == [("fall-0", "here", 10.0), ("arrest-0", "here", 25.0)]


LEAVING = TWO.replace("at: [4 min]", "at: [14 min]")
FROM_SCENE = "redispatch: {from_scene: true}"


def test_a_unit_at_work_leaves_what_is_less_urgent_and_another_does_the_rest() -> None:
    """At 14 min it has worked 4 of 10 min at the fall, 6.708 km from the arrest; the fall waits for its last 6 min."""
    records = live(story(LEAVING, HERE, f"{FROM_SCENE}, {CLEAR}"))
    there = 14 + 45**0.5
    back = there + 10
    assert said(records, CANCELLED) == [("fall-0", "here", 14.0)]
    assert said(records, DISPATCHED) == [
        ("fall-0", "here", 0.0),
        ("arrest-0", "here", 14.0),
        ("fall-0", "here", pytest.approx(back)),
    ]
    assert said(records, AT_SIDE) == [
        ("fall-0", "here", 10.0),
        ("arrest-0", "here", pytest.approx(there)),
        ("fall-0", "here", pytest.approx(back + 10)),
    ]
    cleared = [when for who, _, when in said(records, Milestone.CLEAR) if who == "fall-0"]
    assert cleared == [pytest.approx(back + 10 + 6)]
    # The first did not finish: all are there once the second is.
    whole = full_response(records, story(LEAVING, HERE, f"{FROM_SCENE}, {CLEAR}"))
    assert whole.tolist() == pytest.approx([60 * (back + 10), 60 * (there - 14)])


def test_whoever_leaves_walks_back_to_the_vehicle() -> None:
    """600 m at 80.4 m a minute (1.34 m/s): the way out takes as long as the way in."""
    walk = LEAVING.replace("where: {far: 1}", "where: {lane: 1}").replace("14 min", "24 min")
    text = STORY.replace("    aside:", "    lane: {{kind: point, at: [10 km, 0 m], walk_in: 600 m}}\n    aside:")
    city = load_text(text.format(incidents=walk, stations=HERE, rules=f"{FROM_SCENE}, {CLEAR}"), "story")
    records = live(city.alternatives[city.baseline])
    assert said(records, AT_SIDE)[0] == ("fall-0", "here", pytest.approx(10 + 600 / 80.4))
    assert said(records, EN_ROUTE)[1] == ("arrest-0", "here", pytest.approx(24 + 600 / 80.4))


@pytest.mark.parametrize(
    ("incidents", "stations", "rules"),
    [
        (LEAVING, HERE, "redispatch: {}"),
        (LEAVING.replace("priority: 1", "priority: 2"), HERE, "redispatch: {urgent: 2, from_scene: true}"),
        (LEAVING, f"{HERE}, {BEHIND}", "redispatch: {when: sooner, from_scene: true}"),
        (LEAVING.replace("14 min", "20 min"), HERE, FROM_SCENE),
        (LEAVING.replace("14 min", "10 min"), HERE, "search: 1 min, redispatch: {from_scene: true}"),
    ],
    ids=["without the rule", "as urgent", "another is free", "clear at the same instant", "still searching"],
)
def test_a_unit_finishes_its_work(incidents: str, stations: str, rules: str) -> None:
    assert said(live(story(incidents, stations, f"{rules}, {CLEAR}")), CANCELLED) == []


def test_a_unit_on_its_way_turns_before_one_leaves_its_work() -> None:
    """One is at work at the first fall, one on its way to the second, which is farther from the arrest."""
    falls = call("fall", "aside", 0, 2) + call("slip", "far", 3, 2) + call("arrest", "origin", 5, 1)
    records = live(story(falls, "here: {at: [0 m, 0 m], units: {als: 2}}", f"{FROM_SCENE}, {CLEAR}"))
    assert said(records, CANCELLED) == [("slip-0", "here/als-2", 5.0)]


def test_whoever_takes_somebody_to_hospital_stays() -> None:
    incidents = LEAVING.replace("priority: 2,", "priority: 2, transport: {ems: {}},")
    hospital = "hospitals: {clinic: {at: [10 km, 1 km]}}\n"
    assert said(live(story(incidents, HERE, f"{FROM_SCENE}, {CLEAR}", hospital)), CANCELLED) == []


def test_a_crew_that_has_not_left_leaves_when_it_is_ready() -> None:
    """Turnout is 6 min, so at 4 min it stands at home, 5 km from the arrest, and says that it leaves once."""
    records = live(story(TWO, HERE, f"redispatch: {{}}, turnout: 6 min, {CLEAR}"))
    assert said(records, EN_ROUTE)[:1] == [("arrest-0", "here", 6.0)]
    assert said(records, AT_SIDE)[0] == ("arrest-0", "here", 11.0)


def test_a_free_unit_goes_unless_one_on_its_way_is_sooner() -> None:
    """The free one is 24.2 km from the arrest. Where sooner counts it takes the fall, 30 km away, at once."""
    none_free = live(story(TWO, f"{HERE}, {BEHIND}", f"redispatch: {{when: none_free}}, {CLEAR}"))
    assert said(none_free, CANCELLED) == []
    sooner = live(story(TWO, f"{HERE}, {BEHIND}", f"redispatch: {{when: sooner}}, {CLEAR}"))
    assert said(sooner, DISPATCHED)[1:] == [("arrest-0", "here", 4.0), ("fall-0", "behind", 4.0)]
    assert said(sooner, AT_SIDE) == [("arrest-0", "here", 7.0), ("fall-0", "behind", 34.0)]


SEEN = "links: {seen: {kind: vehicle_location, from: ems, to: room}}\n"


@pytest.mark.parametrize(
    ("more", "turned", "minute"),
    [
        ("", "here", 8.0),
        (SEEN, "west", 5.0),
        (SEEN.replace("room}", "room, every: 3 min}"), "west", 5.0),
        (SEEN.replace("room}", "room, every: 10 min}"), "here", 8.0),
        (
            SEEN.replace("room}", "room, outages: {kind: at_times, spells: [{after: 3 min, lasts: 2 min}]}}"),
            "here",
            8.0,
        ),
    ],
    ids=["by station", "seen", "last seen at 3", "last seen at the start", "down"],
)
def test_who_turns_depends_on_what_is_seen(more: str, turned: str, minute: float) -> None:
    """At 4 here's has come 4 km from its station, where the arrest is, and west's has 1 km to go to there."""
    incidents = call("fall", "far", 0, 2, 2) + call("arrest", "origin", 4, 1)
    west = "west: {at: [-5 km, 0 m], units: {als: 1}}"
    records = live(story(incidents, f"{HERE}, {west}", f"redispatch: {{}}, {CLEAR}", more))
    assert said(records, CANCELLED) == [("fall-0", turned, 4.0)]
    assert said(records, AT_SIDE)[0] == ("arrest-0", turned, minute)


@pytest.mark.parametrize(("more", "turned"), [("", False), (SEEN, True)], ids=["by station", "seen"])
def test_sooner_counts_from_where_units_are_known_to_be(more: str, turned: bool) -> None:
    """At 4 west's has 1 km to the arrest, 5 km from its station in the west; the free one has 2 km."""
    incidents = call("fall", "far", 0, 2) + call("arrest", "origin", 4, 1)
    west = "west: {at: [-5 km, 0 m], units: {als: 1}}"
    free = 'south: {at: [0 m, -2 km], units: {als: {"00:00": 0, "00:03": 1}}}'
    records = live(story(incidents, f"{west}, {free}", f"redispatch: {{when: sooner}}, {CLEAR}", more))
    assert bool(said(records, CANCELLED)) is turned
    assert said(records, AT_SIDE)[0] == (("arrest-0", "west", 5.0) if turned else ("arrest-0", "south", 6.0))


def test_the_one_that_is_there_soonest_turns() -> None:
    """Of three on their way to the far end the one behind is 20 km back; the two at home are alike: the first."""
    incidents = call("fall", "far", 0, 2, 3) + call("arrest", "aside", 4, 1)
    stations = f"{BEHIND}, {HERE.replace('als: 1', 'als: 2')}"
    records = live(story(incidents, stations, f"redispatch: {{}}, {CLEAR}"))
    assert said(records, CANCELLED) == [("fall-0", "here", 4.0)]
    assert said(records, AT_SIDE)[0] == ("arrest-0", "here", 7.0)


FALSE = ", real: false"


def test_units_turn_back_when_nothing_has_happened() -> None:
    """The first is there at 10 min; the one 30 km away has driven 10 and is home again at 20."""
    records = live(story(call("prank", "far", 0, 1, 2, FALSE), f"{HERE}, {BEHIND}", "called_off: true"))
    assert said(records, AT_SIDE) == [("prank-0", "here", 10.0)]
    assert said(records, CANCELLED) == [("prank-0", "behind", 10.0)]
    assert said(records, IN_SERVICE) == [("prank-0", "behind", 20.0), ("prank-0", "here", 30.0)]


def test_requests_lapse_when_nothing_has_happened() -> None:
    """Near is out on a fall until minute 15; here finds nothing at 11, when behind has 20 km to go."""
    incidents = call("fall", "far", 0, 1) + call("prank", "far", 1, 2, 3, FALSE)
    near = "near: {at: [5 km, 0 m], units: {als: 1}}"
    records = live(story(incidents, f"{HERE}, {BEHIND}, {near}", f"called_off: true, {CLEAR}"))
    assert said(records, DISPATCHED) == [("fall-0", "near", 0.0), ("prank-0", "here", 1.0), ("prank-0", "behind", 1.0)]
    assert said(records, CANCELLED) == [("prank-0", "behind", 11.0), ("prank-0", "", 11.0)]
    assert [one[1:] for one in said(records, IN_SERVICE)] == [("behind", 11.0), ("near", 15.0), ("here", 21.0)]


def test_nobody_is_called_off_from_what_is_real() -> None:
    records = live(story(call("fire", "far", 0, 1, 2), f"{HERE}, {BEHIND}", "called_off: true"))
    assert said(records, CANCELLED) == []
    assert said(records, AT_SIDE) == [("fire-0", "here", 10.0), ("fire-0", "behind", 30.0)]


def test_units_whose_time_is_drawn_by_itself_cannot_turn() -> None:
    station = Station(at=(0.0, 0.0), units={"als": {0.0: 1}})
    for rule in ({"redispatch": Redispatch()}, {"called_off": True}):
        with pytest.raises(ValueError, match="no unit can turn"):
            Agency(dispatched_by="room", stations={"a": station}, busy=Constant(value=60.0), **rule)


@st.composite
def turning(draw_: st.DrawFn) -> str:
    """Make up a town in which units turn: short of units, with many false reports and constant or drawn times."""
    leaving = "redispatch: {urgent: 2, from_scene: true}"
    rule = draw_(
        st.sampled_from(["redispatch: {when: sooner}", "redispatch: {urgent: 2}", leaving, "called_off: true"])
    )
    again = draw_(st.sampled_from(["at_station", "when_clear"]))
    refusal = draw_(st.sampled_from(["wait", "lost", "{kind: mutual_aid, delay: 15 min}"]))
    also = "called_off: true" if "redispatch" in rule else "redispatch: {}"
    extra = f"{rule}\n    {also}\n    available_again: {again}"
    kept = draw_(st.sampled_from(["", "\n    dispatch: {kind: reserve, keep: {als: 1}}"]))
    units = draw_(st.sampled_from(['{"00:00": 3, "02:00": 1, "04:00": 2}', "2"]))
    return town(
        seed=draw_(st.integers(0, 10**9)),
        horizon="5 h",
        drain="1 h",
        rate=draw_(st.sampled_from([1, 3, 10])),
        patrols=draw_(st.integers(1, 3)),
        pranks=draw_(st.sampled_from([0, 20])),
        alarms=100,
        none_free=refusal,
        ems=f"stations:\n      north: {{at: [0 m, 1 km], units: {{als: {units}}}}}\n"
        f"      south: {{zone: edge, units: {{als: 1}}}}\n    {extra}{kept}",
        police=f"stations: {{post: {{zone: edge, count: 2, units: {{patrol: 2}}}}}}\n    {extra}",
    )


@settings(max_examples=25, deadline=None)
@given(text=turning())
def test_no_unit_is_ever_lost_or_doubled(text: str) -> None:
    """A unit has one job at a time; at the end each is free, out on one job, or off duty; nobody drives for nothing."""
    _, _, records, world = lived(text)
    one_job_at_a_time(records)
    ended = np.isin(records.milestone, [Milestone.ON_SCENE, CANCELLED]) & (records.unit > 0)
    # Whoever leaves what it works at has arrived before.
    ended &= (records.milestone != CANCELLED) | (records.milestone[records.cause] != AT_SIDE)
    sent = np.count_nonzero((records.milestone == DISPATCHED) & (records.unit > 0))
    assert np.count_nonzero(ended) <= sent
    all_there(world)


def test_units_do_turn_in_a_town_of_that_kind() -> None:
    """On a day of such a town units turn more than ten times for each reason: the property is about something."""
    rules = "redispatch: {when: sooner}\n    called_off: true"
    text = town(
        rate=4,
        patrols=3,
        alarms=60,
        ems=f"stations: {{north: {{at: [0 m, 1 km], units: {{als: 3}}}}}}\n    {rules}",
        police=f"stations: {{post: {{zone: edge, count: 2, units: {{patrol: 2}}}}}}\n    {rules}",
        more="  seen: {kind: vehicle_location, from: ems, to: room_119}\n",
    )
    city = load_text(text, "town")
    records = live(city.alternatives[city.baseline])
    turned = (records.milestone == CANCELLED) & (records.unit > 0)
    real = records.subjects.real[records.incident]
    assert np.count_nonzero(turned & real) > 10
    assert np.count_nonzero(turned & ~real) > 10
