"""The four case studies load as they are meant, and what moves in them is what they say moves."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simcity.engine.run import run
from simcity.fields import HOUR, MINUTE
from simcity.load import load
from simcity.luck import Luck
from simcity.model.advice import warnings
from simcity.records import Milestone
from simcity.trace import Memory, draw

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SWITCHES = {
    "incidents.flood.rate",
    "incidents.phantom.rate",
    "incidents.duty.rate",
    "centres.duty_officer.priorities.approval",
    "centres.duty_officer.priorities.call",
}
"""Numbers of alternatives that switch something off or over, and have no range."""
CASES = ("mall-attack", "itaewon-2022", "arena-relay-break", "duct-fire")


@cache
def city(case):
    return load(SCENARIOS / f"{case}.yaml")


@cache
def lived(case, alternative, replication=0):
    """Return the records of one alternative, and the trace that it lived."""
    scenario = city(case).alternatives[alternative]
    trace = draw(scenario, Luck(scenario.seed, replication), Memory())
    return run(scenario, trace), trace


def times(case, alternative, kind, milestone, organisation=None, replication=0):
    """Return the sorted times of a milestone of an incident type."""
    records, _ = lived(case, alternative, replication)
    subjects = records.subjects
    chosen = (records.milestone == milestone) & (subjects.type[records.incident] == subjects.types.index(kind))
    if organisation is not None:
        chosen &= records.organisation == records.organisations.index(organisation)
    return np.sort(records.time[chosen])


@pytest.mark.parametrize("case", CASES)
def test_a_case_loads_without_warnings(case):
    for name, scenario in city(case).alternatives.items():
        assert list(warnings(scenario)) == [], name


@pytest.mark.parametrize("case", CASES)
def test_every_assumed_number_has_a_low_and_a_high(case):
    unsure = [fact for fact in city(case).facts if fact.confidence in ("D", "B", "assumed")]
    assert len(unsure) > 30
    open_ = {fact.path for fact in unsure if not (fact.low and fact.high)}
    assert open_ <= SWITCHES


# --- mall ---


def test_one_attack_and_the_published_flood():
    records, trace = lived("mall-attack", "phones")
    kinds = dict(zip(*np.unique(records.subjects.type, return_counts=True), strict=True))
    types = records.subjects.types
    assert kinds[types.index("attack")] == 1
    assert 40 <= kinds[types.index("phantom")] <= 110
    assert abs(kinds[types.index("flood")] - 3608) < 4 * np.sqrt(3608)
    assert trace.subjects.onset[trace.subjects.type == types.index("phantom")].min() >= HOUR


def test_phantoms_get_units_and_perfect_knowledge_wastes_none():
    assert len(times("mall-attack", "phones", "phantom", Milestone.DISPATCHED)) > 300
    assert len(times("mall-attack", "perfect", "phantom", Milestone.DISPATCHED)) == 0
    assert len(times("mall-attack", "no_flood", "phantom", Milestone.ONSET)) == 0


def test_perfect_knowledge_leaves_order_turnout_and_travel():
    for replication in range(3):
        (onset,) = times("mall-attack", "perfect", "attack", Milestone.ONSET, None, replication)
        rolls = times("mall-attack", "perfect", "attack", Milestone.EN_ROUTE, "police", replication)[0]
        there = times("mall-attack", "perfect", "attack", Milestone.ON_SCENE, "police", replication)[0]
        assert rolls == pytest.approx(onset + 16.0 + 10.0)
        assert there <= times("mall-attack", "phones", "attack", Milestone.ON_SCENE, "police", replication)[0]


# --- Itaewon ---


def test_the_evening_crosses_its_levels_when_the_curve_says():
    assert times("itaewon-2022", "as_it_was", "crowding", Milestone.ONSET) == pytest.approx([94 * MINUTE], abs=1)
    assert times("itaewon-2022", "as_it_was", "crush", Milestone.ONSET) == pytest.approx([315 * MINUTE], abs=1)
    assert len(times("itaewon-2022", "as_it_was", "warning", Milestone.RECEIVED, "room_112")) == 11


@pytest.mark.parametrize(("level", "minute"), [(3, 94), (4, 189), (5, 214.5)])
def test_a_report_tells_112_minutes_after_its_level_is_passed(level, minute):
    (known,) = times("itaewon-2022", f"report_{level}", "crowding", Milestone.AWARE, "room_112")
    # Reading every 30 s, alarm 10 s, operator at least 5 s, latency at least 2 s, handling 8 s.
    assert minute * MINUTE + 25 <= known <= minute * MINUTE + 10 * MINUTE
    assert known <= times("itaewon-2022", f"phone_{level}", "crowding", Milestone.AWARE, "room_112")[0]


def test_nobody_tells_112_of_the_crowd_where_no_alarm_is_linked():
    assert len(times("itaewon-2022", "as_it_was", "crowding", Milestone.AWARE, "room_112")) == 0


def test_squads_wait_for_the_chief_whatever_is_known():
    for alternative in ("as_it_was", "report_3", "perfect"):
        kind = "crush" if alternative == "as_it_was" else "crowding"
        sent = times("itaewon-2022", alternative, kind, Milestone.DISPATCHED, "riot")
        # The office opens at 23:05, and one seat decides for 2 min on each of two requests.
        assert 367 * MINUTE - 1 <= sent[0] <= 369 * MINUTE + 1
    released = times("itaewon-2022", "report_4_released", "crowding", Milestone.DISPATCHED, "riot")
    assert released[0] < 200 * MINUTE
    assert len(times("itaewon-2022", "report_4_released", "crowding", Milestone.ASKED)) == 0


# --- arena ---


@pytest.mark.parametrize("alternative", ["as_it_was", "reachable", "own_officer"])
def test_fire_units_go_when_the_permission_is_granted(alternative):
    (asked,) = times("arena-relay-break", alternative, "bombing", Milestone.ASKED)
    (granted,) = times("arena-relay-break", alternative, "bombing", Milestone.APPROVED)
    requested = times("arena-relay-break", alternative, "bombing", Milestone.REQUESTED, "fire")[0]
    assert granted >= asked + 3 * MINUTE - 1e-6
    assert times("arena-relay-break", alternative, "bombing", Milestone.DISPATCHED, "fire")[0] >= granted
    assert asked - requested <= 3 * MINUTE + 1e-6


def test_a_picture_alone_releases_nobody():
    late = 0
    for replication in range(6):
        case = "arena-relay-break"
        as_it_was = times(case, "as_it_was", "bombing", Milestone.ON_SCENE, "fire", replication)[0]
        shared = times(case, "shared_picture", "bombing", Milestone.ON_SCENE, "fire", replication)[0]
        assert len(times(case, "shared_picture", "bombing", Milestone.PICTURED, "fire_control", replication)) == 1
        assert shared == pytest.approx(as_it_was)
        late += as_it_was > 31 * MINUTE + HOUR
    # Some requests slip in before the flood gathers.
    assert 2 <= late < 6


def test_travel_is_the_same_with_and_without_the_permission():
    def way(alternative):
        arrival = times("arena-relay-break", alternative, "bombing", Milestone.ON_SCENE, "fire")
        return arrival - times("arena-relay-break", alternative, "bombing", Milestone.DISPATCHED, "fire")[0]

    assert way("as_it_was") == pytest.approx(way("not_needed"))
    assert len(times("arena-relay-break", "not_needed", "bombing", Milestone.ASKED)) == 0


# --- duct and data centre ---


def test_the_right_services_are_lost_for_the_published_hours():
    _, trace = lived("duct-fire", "as_it_was")
    hours = {path: down.seconds(0.0, 84 * HOUR) / HOUR for path, down in trace.down.items()}
    assert hours["links/ticket_yongsan"] == pytest.approx(27.0)
    assert hours["links/ticket_seodaemun"] == pytest.approx(20.8)
    assert hours["centres/files"] == pytest.approx(7.3)
    assert hours["links/place_119"] == hours["centres/text_119"] == pytest.approx(62.0)
    assert not {"centres/hq_112", "centres/room_119", "links/three_way"} & set(hours)


def test_the_radio_carries_what_the_duct_does_not():
    records, _ = lived("duct-fire", "as_it_was")
    subjects = records.subjects
    cut = (subjects.onset > HOUR) & (subjects.onset < 24 * HOUR)
    cases = np.flatnonzero(cut & (subjects.type == subjects.types.index("yongsan_case")))
    told = records.milestone == Milestone.AWARE
    told &= records.organisation == records.organisations.index("yongsan_room")
    assert len(cases) > 60
    assert np.isin(cases, records.incident[told & (records.time < 27 * HOUR)]).all()
    without, _ = lived("duct-fire", "no_fallback")
    told = (without.milestone == Milestone.AWARE) & (
        without.organisation == without.organisations.index("yongsan_room")
    )
    assert not np.isin(cases, without.incident[told & (without.time < 27.2 * HOUR)]).any()
    assert np.isin(cases, without.incident[told]).all()


def test_voice_goes_on_and_takes_over_what_was_written():
    assert len(times("duct-fire", "as_it_was", "medical", Milestone.BLOCKED, "hq_112")) == 0
    assert len(times("duct-fire", "as_it_was", "medical", Milestone.BLOCKED, "room_119")) == 0
    records, _ = lived("duct-fire", "as_it_was")
    subjects = records.subjects
    medical = np.flatnonzero(subjects.type == subjects.types.index("medical"))
    sent = records.incident[
        (records.milestone == Milestone.AT_SIDE) & (records.organisation == records.organisations.index("ems"))
    ]
    assert np.isin(medical[subjects.counted[medical]], sent).all()
