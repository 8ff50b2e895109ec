"""Which unit goes: stories by hand for every policy, and what all policies have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from responses import live, said

from simcity.load import load_text
from simcity.model.policies import Closest, Dispatch, DispatchPolicy, DistrictFirst, Facts, InOrder, Preference, Reserve
from simcity.model.policies import places as places_of
from simcity.model.scenario import Scenario
from simcity.records import Milestone

STORY = """\
simcity: 1
title: A story
source: "assumed: a story for a test"
horizon: 1 d
drain: 1 h
place: {{zones: {{west: unplaced, middle: unplaced, east: unplaced}}}}
incidents:
{incidents}
centres: {{room: {{role: ems, seats: unlimited}}}}
agencies:
  ems:
    dispatched_by: room
    available_again: when_clear
    on_scene: 10 min
    stations:
      north: {{at: [0 m, 0 m], units: {{als: 1}}}}
      south: {{at: [0 m, 0 m], units: {{als: 1}}}}
      far: {{at: [0 m, 0 m], units: {{als: 1}}}}
    travel:
      kind: matrix
      times:
        north: {{west: 1 min, middle: 4 min, east: 3 min}}
        south: {{west: 2 min, middle: 4 min, east: 2 min}}
        far: {{west: 9 min, middle: 9 min, east: 9 min}}
{more}"""


def call(name: str, zone: str, *minutes: float, priority: int = 2) -> str:
    """Return an incident type that happens at set minutes and is known at once."""
    times = ", ".join(f"{one} min" for one in minutes)
    calls = "callers: {calls: {room: 1}, delay: 0 s}"
    return (
        f"  {name}: {{at: [{times}], where: {{{zone}: 1}}, priority: {priority}, needs: {{ems: {{als: 1}}}}, {calls}}}"
    )


def story(*incidents: str, more: str = "") -> Scenario:
    city = load_text(STORY.format(incidents="\n".join(incidents), more=more), "story")
    return city.alternatives[city.baseline]


def sent(scenario: Scenario) -> list[tuple[str, str, float]]:
    return said(live(scenario), Milestone.DISPATCHED)


LISTS = "{kind: preference, ranks: {west: {south: 1, far: 2}, middle: {north: 1}, east: {north: 1, south: 1}}}"


def test_a_list_says_who_goes_first_and_who_never_goes() -> None:
    """South is first for the west though north is nearer; when both on the list are out, north stays at home."""
    scenario = story(call("fall", "west", 0, 1, 2), more=f"    when_none_free: lost\n    dispatch: {LISTS}")
    records = live(scenario)
    assert said(records, Milestone.DISPATCHED) == [("fall-0", "south", 0.0), ("fall-1", "far", 1.0)]
    assert said(records, Milestone.LOST) == [("fall-2", "", 2.0)]
    assert said(records, Milestone.AT_SIDE) == [("fall-0", "south", 2.0), ("fall-1", "far", 10.0)]


def test_who_may_not_have_a_free_unit_lets_others_pass() -> None:
    """The second in the middle waits for north till minute 14; the west has south at minute 2 before it."""
    scenario = story(call("fall", "middle", 0, 1), call("cut", "west", 2), more=f"    dispatch: {LISTS}")
    assert sent(scenario) == [("fall-0", "north", 0.0), ("cut-0", "south", 2.0), ("fall-1", "north", 14.0)]


def test_a_unit_that_comes_back_goes_to_the_first_who_may_have_it() -> None:
    """North (minute 14) is for the middle alone; south (minute 13) and far serve the west in order of age."""
    scenario = story(
        call("fall", "middle", 0, 3), call("cut", "west", 1, 2, 4, 5, priority=3), more=f"    dispatch: {LISTS}"
    )
    assert sent(scenario) == [
        ("fall-0", "north", 0.0),
        ("cut-0", "south", 1.0),
        ("cut-1", "far", 2.0),
        ("cut-2", "south", 13.0),
        ("fall-1", "north", 14.0),
        ("cut-3", "far", 21.0),
    ]


DISTRICTS = "districts: {west: [far], middle: [north, south]}"


def test_the_own_district_comes_first() -> None:
    """Far has the west though it is slowest, then the nearest of others; the east is in no district."""
    more = f"    dispatch: {{kind: district_first, {DISTRICTS}}}"
    scenario = story(call("fall", "west", 0, 1), call("cut", "east", 2), more=more)
    assert sent(scenario) == [("fall-0", "far", 0.0), ("fall-1", "north", 1.0), ("cut-0", "south", 2.0)]


def test_nobody_crosses_a_border_that_is_closed() -> None:
    more = f"    dispatch: {{kind: district_first, {DISTRICTS}, crossing: never}}"
    assert sent(story(call("fall", "west", 0, 1), more=more)) == [("fall-0", "far", 0.0), ("fall-1", "far", 19.0)]


def test_urgent_codes_have_the_nearest_regardless_of_beat() -> None:
    more = f"    dispatch: {{kind: district_first, {DISTRICTS}, crossing: never, urgent: 1}}"
    scenario = story(call("knife", "west", 0, priority=1), call("noise", "west", 1, priority=2), more=more)
    assert sent(scenario) == [("knife-0", "north", 0.0), ("noise-0", "far", 1.0)]


def test_the_last_unit_is_kept_for_what_is_urgent() -> None:
    """Two of three units go; the third is for the arrest, and the next fall waits until two are free."""
    more = "    dispatch: {kind: reserve, keep: {als: 1}, urgent: 1, order: closest}"
    scenario = story(
        call("fall", "west", 0, 1, 2),
        call("arrest", "west", 3, 30, priority=1),
        more=more,
    )
    found = sent(scenario)
    assert found[:3] == [("fall-0", "north", 0.0), ("fall-1", "south", 1.0), ("arrest-0", "far", 3.0)]
    # North is back at 11 and is the only one free; south joins it at 13.
    assert found[3:] == [("fall-2", "north", 13.0), ("arrest-1", "north", 30.0)]


def test_what_is_not_urgent_is_lost_while_units_are_kept_back() -> None:
    more = "    when_none_free: lost\n    dispatch: {kind: reserve, keep: {als: 2}, order: in_order}"
    records = live(story(call("fall", "west", 0, 1), more=more))
    assert said(records, Milestone.DISPATCHED) == [("fall-0", "north", 0.0)]
    assert said(records, Milestone.LOST) == [("fall-1", "", 1.0)]


def test_equal_ones_go_in_the_order_of_the_file_unless_luck_is_asked() -> None:
    """North and south take 4 minutes each to the middle."""
    times = [60.0 * k for k in range(20)]
    in_order = story(call("fall", "middle", *times))
    assert {unit for _, unit, _ in sent(in_order)} == {"north"}
    by_luck = story(call("fall", "middle", *times), more="    dispatch: {kind: closest, equals: by_luck}")
    units = [unit for _, unit, _ in sent(by_luck)]
    assert set(units) == {"north", "south"}
    assert 3 <= units.count("north") <= 17


def test_a_new_station_leaves_the_choice_among_the_others_alone() -> None:
    """Where the newcomer does not go, whoever went before goes again."""
    times = [60.0 * k for k in range(20)]
    two = "    dispatch: {kind: preference, equals: by_luck, ranks: {middle: {north: 1, south: 1}}}"
    three = two.replace("south: 1", "south: 1, far: 1")
    before = sent(story(call("fall", "middle", *times), more=two))
    after = sent(story(call("fall", "middle", *times), more=three))
    assert {unit for _, unit, _ in after} == {"north", "south", "far"}
    assert all(new in (old, (old[0], "far", old[2])) for old, new in zip(before, after, strict=True))


def test_an_agency_may_have_a_policy_of_its_own() -> None:
    scenario = story(call("fall", "west", 0))
    assert isinstance(scenario.policy("ems"), Closest)
    own = replace(scenario.agencies["ems"], dispatch=InOrder())
    own = replace(scenario, agencies={"ems": own}, dispatch=Closest(equals="by_luck"))
    assert isinstance(own.policy("ems"), InOrder)
    assert sent(own) == [("fall-0", "north", 0.0)]


def test_unlimited_units_leave_no_station_that_may_not_be_asked() -> None:
    more = f"    units: unlimited\n    dispatch: {LISTS}"
    assert said(live(story(call("fall", "west", 0, 1), more=more)), Milestone.AT_SIDE) == [
        ("fall-0", "", 2.0),
        ("fall-1", "", 3.0),
    ]


def test_a_busy_time_of_its_own_takes_no_account_of_the_journey() -> None:
    """Each job takes 90 s, the journey from far 9 min: it is free again on its way, and sent from its station."""
    more = "    busy: 90 s\n    dispatch: {kind: preference, ranks: {west: {far: 1}}}"
    records = live(story(call("fall", "west", 0, 1), more=more))
    assert said(records, Milestone.DISPATCHED) == [("fall-0", "far", 0.0), ("fall-1", "far", 1.5)]
    assert said(records, Milestone.IN_SERVICE) == [("fall-0", "far", 1.5), ("fall-1", "far", 3.0)]
    assert said(records, Milestone.AT_SIDE) == [("fall-0", "far", 9.0), ("fall-1", "far", 10.5)]
    assert said(records, Milestone.CLEAR) == [("fall-0", "far", 19.0), ("fall-1", "far", 20.5)]


def test_stations_may_work_at_a_pace_of_their_own() -> None:
    text = STORY.replace("far: {{at: [0 m, 0 m],", "far: {{at: [0 m, 0 m], on_scene: 4 min,")
    text = text.format(incidents=call("fall", "west", 0, 0, 0), more="")
    city = load_text(text, "story")
    clear = said(live(city.alternatives[city.baseline]), Milestone.CLEAR)
    assert sorted(clear) == [("fall-0", "north", 11.0), ("fall-1", "south", 12.0), ("fall-2", "far", 13.0)]


# --------------------------------------------------------------------------- what all have in common

POLICIES: list[DispatchPolicy] = [
    Closest(),
    InOrder(),
    Preference(ranks={"a": {"s": 2, "t": 1}, "b": {"u": 1}, "c": {"s": 1, "t": 1, "u": 2}}),
    DistrictFirst(districts={"a": ("s",), "b": ("t", "u")}, urgent=1),
    DistrictFirst(districts={"a": ("s",), "b": ("t", "u")}, crossing="never"),
    Reserve(keep={"als": 1}, order=InOrder()),
]
FACTS = Facts(
    stations=("s", "t", "u", "u"),
    zones=("a", "b", "c"),
    zone=np.array([0, 1, 2, 0, 1, 2]),
    types=("one", "two"),
    type=np.array([0, 1, 0, 1, 0, 1]),
    priority=np.array([1, 2, 1, 2, 1, 2]),
    estimate=np.array([[5.0, 3, 3, 9], [1, 1, 1, 1], [4, 3, 2, 1], [7, 8, 6, 5], [2, 9, 9, 3], [0, 0, 1, 1]]),
)


def test_every_kind_is_tried() -> None:
    assert {type(one) for one in POLICIES} == set(get_args(get_args(Dispatch)[0]))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.kind)
def test_a_policy_goes_by_each_incident_alone(policy: DispatchPolicy) -> None:
    """A score is a number, the same whatever else happens; some station may be asked; nothing given is changed."""
    before = FACTS.estimate.copy()
    score = policy.score(FACTS)
    assert score.shape == FACTS.estimate.shape
    assert not np.isnan(score).any()
    assert np.isfinite(score).any(axis=1).all()
    for k in range(len(FACTS.zone)):
        one = replace(
            FACTS,
            zone=FACTS.zone[[k]],
            type=FACTS.type[[k]],
            priority=FACTS.priority[[k]],
            estimate=FACTS.estimate[[k]],
        )
        assert policy.score(one).tolist() == [score[k].tolist()]
    assert (FACTS.estimate == before).all()
    assert policy.leaves("als", 1) == 0
    assert policy.leaves("als", 2) >= 0


def test_places_by_hand() -> None:
    assert places_of(np.array([[5.0, 3, 3, 9], [2, np.inf, 1, 2]])).tolist() == [[1, 0, 0, 2], [1, np.inf, 0, 1]]
