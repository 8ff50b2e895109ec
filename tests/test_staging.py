"""Units that are held until a scene is safe: stories by hand, and what the word of safety can never make worse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from responses import live

from simcity.analysis.chains import follow
from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

M = Milestone

STORY = """\
simcity: 1
title: A fight
source: "assumed: a kilometre is driven in a minute"
horizon: 1 d
drain: 1 h
place:
  zones:
    far: {{kind: point, at: [10 km, 0 m]}}
    aside: {{kind: point, at: [4 km, 3 km]}}
  travel: {{kind: straight_line, speed: 60 km/h}}
incidents:
  fight:
    at: [{at}]
    where: {{far: 1}}
    callers: {{calls: {{{calls}: 1}}, delay: 0 s}}
    needs: {{police: {{patrol: 1}}, ems: {{als: {als}}}}}
    priority: 2
    safe_after: {safe_after}
    violent: {violent}
    {fight}
  {incidents}
agencies:
  police: {{dispatched_by: room_112, stations: {{post: {{at: [10 km, {police}], units: {{patrol: 2}}}}}}}}
  ems: {{dispatched_by: room_119, stations: {{{stations}}}, staging: {staging}, on_scene: 5 min, {ems}}}
centres:
  room_112: {{role: police, seats: unlimited}}
  room_119: {{role: fire, seats: {seats}{centre}}}
  {centres}
links:
  {word}
  {links}
{more}
"""
PLAIN = {
    "at": "0 min",
    "calls": "room_112",
    "als": 1,
    "safe_after": "5 min",
    "violent": "true",
    "fight": "",
    "incidents": "",
    "police": "12 km",
    "stations": "here: {at: [0 m, 0 m], units: {als: 1}}",
    "staging": "2 min",
    "ems": "turnout: 0 s",
    "seats": "unlimited",
    "centre": "",
    "centres": "",
    "word": "word: {kind: delay, from: room_112, to: room_119, latency: 1 min}",
    "links": "",
    "more": "",
}


def story(**changes: object) -> Scenario:
    """Return the fight with some of its blanks filled otherwise: police at the side at 12, safe at 17."""
    city = load_text(STORY.format(**{**PLAIN, **changes}), "story")
    return city.alternatives[city.baseline]


def told(**changes: object) -> Records:
    return live(story(**changes))


def minutes(records: Records, what: Milestone, organisation: str, incident: str | None = None) -> list[float]:
    """Return when an organisation comes to a milestone, in minutes."""
    mine = (records.milestone == what) & (records.organisation == records.organisations.index(organisation))
    found = np.flatnonzero(mine)
    return sorted(
        round(float(records.time[k]) / 60.0, 6)
        for k in found
        if incident is None or records.subjects.name(int(records.incident[k])) == incident
    )


def course(records: Records, incident: str | None = None) -> dict[str, list[float]]:
    """Return the minutes at which ambulances were held, let in, there and called off."""
    steps = (M.DISPATCHED, M.STAGED, M.RELEASED, M.ON_SCENE, M.CANCELLED)
    return {step.name: found for step in steps if (found := minutes(records, step, "ems", incident))}


def held(since: float, until: float, there: float, sent: float = 1) -> dict[str, list[float]]:
    return {"DISPATCHED": [sent], "STAGED": [since], "RELEASED": [until], "ON_SCENE": [there]}


def test_a_unit_is_held_until_its_centre_knows() -> None:
    """Sent at 1 it is 2 min short of the scene at 9; police are there at 12, it is safe at 17, and known at 18."""
    records = told()
    assert minutes(records, M.SAFE, "room_112") == [17]
    assert minutes(records, M.SAFE, "room_119") == [18]
    assert minutes(records, M.EN_ROUTE, "ems") == [1]
    assert course(records) == held(9, 18, 20)
    assert minutes(records, M.AT_SIDE, "ems") == [20]
    assert minutes(records, M.CLEAR, "ems") == [25]
    assert minutes(records, M.IN_SERVICE, "ems") == [35]
    assert not minutes(records, M.STAGED, "police")


@pytest.mark.parametrize("police", ["1 km", "3 km"], ids=["on the way", "at the very instant"])
def test_a_unit_that_learns_in_time_does_not_stop(police: str) -> None:
    """Safe at 6 or 8 and known at 7 or 9, when it is at the staging point."""
    records = told(police=police)
    assert course(records) == {"DISPATCHED": [1], "ON_SCENE": [11]}
    assert minutes(records, M.AT_SIDE, "ems") == [11]


def test_a_moment_too_late_is_held_for_that_moment() -> None:
    assert course(told(police="3 km", safe_after="306 s")) == held(9, 9.1, 11.1)


def test_nobody_is_held_where_nothing_is_violent() -> None:
    assert course(told(violent="false")) == {"DISPATCHED": [1], "ON_SCENE": [11]}


def test_one_that_starts_beside_the_scene_is_held_where_it_starts() -> None:
    """Half an hour of staging is longer than the whole way of 10 min: it leaves, waits, and drives once it may."""
    records = told(staging="30 min")
    assert minutes(records, M.EN_ROUTE, "ems") == [1]
    assert course(records) == held(1, 18, 28)


def test_the_staging_point_may_be_the_scene_itself() -> None:
    assert course(told(staging="0 s")) == held(11, 18, 18)
    assert course(told(staging="0 s", police="5 km")) == {"DISPATCHED": [1], "ON_SCENE": [11]}
    assert course(told(staging="0 s", police="6 km")) == held(11, 12, 12)


def test_a_unit_goes_in_unbidden_after_a_while() -> None:
    assert course(told(ems="goes_in_after: 3 min")) == held(9, 12, 14)
    assert course(told(ems="goes_in_after: 0 s")) == held(9, 9, 11)
    assert course(told(ems="goes_in_after: 10 min")) == held(9, 18, 20)


def test_without_word_nobody_is_ever_let_in() -> None:
    """Both are called, so that no link is needed; police come and make it safe, and the ambulance waits for ever."""
    records = told(word="word: {kind: delay, from: room_119, to: room_112, latency: 1 min}", calls="room_119")
    assert minutes(records, M.SAFE, "room_112") == [18]
    assert minutes(records, M.SAFE, "room_119") == []
    assert course(records) == {"DISPATCHED": [0], "STAGED": [8]}
    assert minutes(records, M.AT_SIDE, "ems") == []


def test_the_chain_of_causes_goes_through_the_halt() -> None:
    scenario = story()
    records = live(scenario)
    side = records.organisations.index("ems")
    record = int(np.flatnonzero((records.milestone == M.AT_SIDE) & (records.organisation == side))[0])
    chain = []
    while records.cause[record] != record:
        chain.append(M(int(records.milestone[record])))
        record = int(records.cause[record])
    assert chain[:7] == [M.AT_SIDE, M.ON_SCENE, M.RELEASED, M.STAGED, M.EN_ROUTE, M.DISPATCHED, M.REQUESTED]
    assert chain[-1] == M.RECEIVED or chain[-1] == M.DETECTED
    chains = follow(records, scenario)
    assert np.nansum(chains.stages(), axis=0) == pytest.approx(chains.golden)
    assert sorted(np.round(chains.golden / 60, 6).tolist()) == [12, 20]


def test_a_neighbours_unit_is_held_as_well() -> None:
    """The one ambulance is with the first of two at one place; help for the second is to be there at 5 + 15."""
    records = told(at="0 min, 5 min", ems="when_none_free: {kind: mutual_aid, delay: 14 min}")
    assert course(records, "fight-1") == held(18, 23, 25, sent=6)


# Held units that are needed elsewhere, or not at all


ARREST = """arrest: {at: [13 min], where: {aside: 1}, priority: 1, needs: {ems: {als: 1}},
    callers: {calls: {room_119: 1}, delay: 0 s}}"""


def test_a_held_unit_turns_to_what_is_more_urgent() -> None:
    """At 13 it is at (8, 0) km, 5 km from the arrest; home from there at 28, and with the fight at 38, by then safe."""
    records = told(incidents=ARREST, ems="redispatch: {}")
    assert course(records, "arrest-0") == {"DISPATCHED": [13], "ON_SCENE": [18]}
    assert course(records, "fight-0") == {"DISPATCHED": [1, 28], "STAGED": [9], "CANCELLED": [13], "ON_SCENE": [38]}
    assert minutes(records, M.IN_SERVICE, "ems", "fight-0")[0] == 13


def test_a_released_unit_turns_from_where_it_is() -> None:
    """At 19 it has driven 1 of its last 2 km from (8, 0) to the fight: it is at (9, 0), sqrt(34) km from the arrest."""
    records = told(incidents=ARREST.replace("13 min", "19 min"), ems="redispatch: {}")
    assert course(records, "fight-0")["RELEASED"] == [18]
    assert course(records, "arrest-0") == {"DISPATCHED": [19], "ON_SCENE": [round(19 + 34**0.5, 6)]}


TWO = "near: {at: [0 m, 0 m], units: {als: 1}}, further: {at: [-4 km, 0 m], units: {als: 1}}"


def test_a_held_unit_is_called_off_and_drives_back_as_far_as_it_came() -> None:
    """Police never come. Near is held at 9, goes in at 19, finds nothing at 21; the other, held at 13, is called off.

    It has driven 12 min and is home at 33, not at 41.
    """
    records = told(
        fight="real: false", als=2, stations=TWO, police="3000 km", ems="goes_in_after: 10 min, called_off: true"
    )
    assert course(records) == {
        "DISPATCHED": [1, 1],
        "STAGED": [9, 13],
        "RELEASED": [19],
        "ON_SCENE": [21],
        "CANCELLED": [21],
    }
    assert minutes(records, M.IN_SERVICE, "ems") == [33, 36]


def test_nothing_has_happened_so_that_police_find_it_safe_at_once() -> None:
    """The centre takes it for violent: the ambulance is held at 9; police are there at 12, and the word comes at 13."""
    records = told(fight="real: false", safe_after="40 min")
    assert minutes(records, M.SAFE, "room_112") == [12]
    assert course(records) == held(9, 13, 15)


# How the word travels


HUB = "hub: {role: video, seats: unlimited}"
OVER = """word: {kind: delay, from: room_112, to: hub, latency: 1 min}
  further: {kind: delay, from: hub, to: room_119, latency: 2 min}"""


def test_the_word_passes_a_hub() -> None:
    """Each hop of the case takes its time, and so does each hop of the news: 17, 18, 20."""
    records = told(word=OVER, centres=HUB)
    assert [minutes(records, M.SAFE, room) for room in ("room_112", "hub", "room_119")] == [[17], [18], [20]]
    assert course(records) == held(11, 20, 22, sent=3)


def test_the_word_goes_from_one_who_acts_to_the_next() -> None:
    """Only 119 has a line to the clinic's room, which sends nurses: it hears at 18, and the clinic at 21."""
    text = STORY.format(
        **{
            **PLAIN,
            "centres": "clinic: {role: ems, seats: unlimited}",
            "links": "nursing: {kind: delay, from: room_119, to: clinic, latency: 3 min}",
        }
    )
    text = text.replace("ems: {als: 1}}", "ems: {als: 1}, nurses: {any: 1}}")
    text = text.replace(
        "agencies:\n",
        "agencies:\n  nurses: {dispatched_by: clinic, units: unlimited, travel: {kind: constant, time: 1 h}}\n",
    )
    city = load_text(text)
    records = live(city.alternatives[city.baseline])
    assert minutes(records, M.SAFE, "clinic") == [21]


def test_whoever_hears_of_the_case_late_hears_with_it_that_it_is_safe() -> None:
    """The case is told at 20, when the teller has known for 3 min; nobody is held."""
    records = told(word=f"{PLAIN['word']}".replace("latency", "joint_after: 20 min, latency"))
    assert minutes(records, M.AWARE, "room_119") == minutes(records, M.SAFE, "room_119") == [21]
    assert course(records) == {"DISPATCHED": [21], "ON_SCENE": [31]}


def test_word_of_the_case_that_left_before_says_nothing_of_safety() -> None:
    """The case is told at 0 and comes at 20; that it has been safe since 17 is told then, and comes at 40."""
    records = told(word="word: {kind: delay, from: room_112, to: room_119, latency: 20 min}")
    assert minutes(records, M.AWARE, "room_119") == [20]
    assert minutes(records, M.SAFE, "room_119") == [40]
    assert course(records) == held(28, 40, 42, sent=20)


def test_a_hub_is_told_once_somebody_behind_it_needs_the_news() -> None:
    """The hub is told at 0, 119 of the case only at 20; the news goes to the hub then, and further from there."""
    slow = OVER.replace("latency: 2 min", "latency: 2 min, transfer_after: 17 min")
    records = told(word=slow, centres=HUB)
    assert minutes(records, M.AWARE, "room_119") == [20]
    assert [minutes(records, M.SAFE, room) for room in ("room_112", "hub", "room_119")] == [[17], [21], [23]]
    assert course(records) == {"DISPATCHED": [20], "ON_SCENE": [30]}


def test_a_centre_that_knows_everything_needs_no_word() -> None:
    records = told(centre=", knows: everything")
    assert minutes(records, M.SAFE, "room_119") == [17]
    assert course(records) == held(8, 17, 19, sent=0)


def test_a_call_takes_a_seat_and_lets_in_when_it_ends() -> None:
    """One seat at 119 is taken by a call from 16:30 to 18:30; the word is on the phone from then until 19:30."""
    busy = """chatter: {at: [16.5 min], real: false, believed: 0 %, processing: {room_119: 2 min},
    callers: {calls: {room_119: 1}, delay: 0 s}}"""
    records = told(
        word="word: {kind: phone_relay, from: room_112, to: room_119, duration: 1 min, ring: 10 min}",
        seats=1,
        incidents=busy,
    )
    assert minutes(records, M.SAFE, "room_119") == [19.5]
    assert course(records) == held(9, 19.5, 21.5)


def test_the_radio_lets_in_when_the_talk_ends() -> None:
    records = told(word="word: {kind: radio, from: room_112, to: room_119, duration: 1 min}")
    assert course(records) == held(9, 18, 20)


DOWN = "outages: {kind: at_times, spells: [{after: 16 min, lasts: 14 min}]}"


def test_word_waits_for_a_link_that_is_down_or_takes_another() -> None:
    """Down from 16 to 30 the news comes at 31; a phone that stands by for 2 min brings it at 20."""
    line = f"kind: ticket, from: room_112, to: room_119, latency: 1 min, {DOWN}"
    assert course(told(word=f"word: {{{line}}}")) == held(9, 31, 33)
    records = told(
        word=f"word: {{{line}, fallback: {{link: phone, after: 2 min}}}}",
        links="phone: {kind: phone_relay, from: room_112, to: room_119, duration: 1 min, up: standby}",
    )
    assert course(records) == held(9, 20, 22)


CARS = "car: {kind: video_to_unit, from: room_112, to: ems, latency: 8 min, within: %s}"
EYE = "sensors:\n  eye: {kind: camera, centre: room_112, share: 100 %}"


@pytest.mark.parametrize(("within", "pictured"), [("3 km", [16]), ("1 km", [])])
def test_a_unit_that_waits_near_the_scene_has_time_to_see_a_picture(within: str, pictured: list[float]) -> None:
    """Within 3 km from 8 on it has the picture at 16, while it waits at 2 km; within 1 km from 19 on, not before 20."""
    records = told(links=CARS % within, more=EYE)
    assert course(records)["ON_SCENE"] == [20]
    assert minutes(records, M.PICTURED, "ems") == pictured


# What holds in any town


TOWN = """\
simcity: 1
title: A town of fights
source: "assumed: a town for tests"
horizon: 1 d
drain: 1 d
seed: {seed}
place:
  zones: {{town: {{at: [0 m, 0 m], size: [6 km, 6 km]}}}}
  travel: {{kind: straight_line, speed: 30 km/h, noise: 0.4}}
incidents:
  fight:
    rate: 1 /h
    callers: {{calls: {{room_119: 1}}, delay: {{kind: exponential, mean: 1 min}}}}
    needs: {{police: {{patrol: 1}}, ems: {{als: 2}}}}
    safe_after: {{kind: exponential, mean: 3 min}}
    violent: true
agencies:
  police: {{dispatched_by: room_112, units: unlimited, stations: {{post: {{at: [3 km, 3 km], units: {{patrol: 1}}}}}}}}
  ems:
    dispatched_by: room_119
    units: unlimited
    stations: {{north: {{at: [3 km, 7 km], units: {{als: 1}}}}}}
    staging: {{kind: exponential, mean: {staging} s}}
    goes_in_after: {{kind: exponential, mean: 20 min}}
centres:
  room_112: {{role: police, seats: unlimited}}
  room_119: {{role: fire, seats: unlimited}}
links:
  there: {{kind: delay, from: room_119, to: room_112, latency: 1 min}}
  back: {{kind: delay, from: room_112, to: room_119, latency: {latency} min, up: never}}
alternatives:
  apart: {{}}
  shared: {{links.back.up: always}}
  calm: {{incidents.fight.violent: false}}
"""


def sides(scenario: Scenario, staged: bool = False) -> np.ndarray:
    """Return when each ambulance stands at the side, by incident and time, or which incidents were staged.

    Those of the first day alone; on the second everybody arrives who is on the way.
    """
    records = run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))
    mine = np.flatnonzero(
        (records.milestone == (M.STAGED if staged else M.AT_SIDE))
        & (records.organisation == records.organisations.index("ems"))
        & records.subjects.counted[records.incident]
    )
    if staged:
        return np.unique(records.incident[mine])
    order = np.lexsort((records.time[mine], records.incident[mine]))
    return np.column_stack([records.incident[mine[order]], records.time[mine[order]]])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**9), staging=st.sampled_from([30, 200, 2000]), latency=st.sampled_from([0, 1, 15]))
def test_the_word_of_safety_never_makes_anybody_later(seed: int, staging: int, latency: int) -> None:
    """With units for all, and none earlier than where nobody is held; whoever is not held is there to the same bit."""
    city = load_text(TOWN.format(seed=seed, staging=staging, latency=latency))
    apart, shared, calm = (sides(city.alternatives[name]) for name in ("apart", "shared", "calm"))
    assert np.array_equal(apart[:, 0], shared[:, 0])
    assert np.array_equal(apart[:, 0], calm[:, 0])
    assert (shared[:, 1] <= apart[:, 1] + 1e-6).all()
    assert (calm[:, 1] <= shared[:, 1] + 1e-6).all()
    free = ~np.isin(shared[:, 0], sides(city.alternatives["shared"], staged=True))
    assert np.array_equal(calm[free], shared[free])


def test_in_such_a_town_some_are_held_and_the_word_helps() -> None:
    city = load_text(TOWN.format(seed=4, staging=60, latency=1))
    apart, shared, calm = (sides(city.alternatives[name]) for name in ("apart", "shared", "calm"))
    assert np.mean(apart[:, 1] - shared[:, 1] > 60) > 0.2
    assert np.mean(shared[:, 1] - calm[:, 1] > 60) > 0.2
    assert 0 < len(sides(city.alternatives["shared"], staged=True)) < len(np.unique(calm[:, 0]))
