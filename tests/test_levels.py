"""Levels in the trace: how grave incidents are, what their words tell, and what levels leave untouched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from graded import lived, said, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_links_contract import linked_towns
from towns import towns

from simcity.distributions import Constant, Exponential
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.incidents import IncidentType
from simcity.model.levels import Level
from simcity.model.scenario import Scenario
from simcity.model.ways import acting, uses
from simcity.records import Floats, Milestone, Records
from simcity.trace import Memory, Trace, draw
from simcity.trace.growing import Growing

MANY = ", ".join(f"{60 * number} s" for number in range(1400))
MORE = "needs: {brigade: {engine: 1}}"
SHARES = f"second: {{{MORE}, share: 30 %, told: 50 %}}, third: {{{MORE}, share: 10 %, told: 20 %}}"


def traced(scenario: Scenario) -> Trace:
    return draw(scenario, Luck(scenario.seed, 0), Memory())


def grown(scenario: Scenario) -> Growing:
    growing = traced(scenario).growing
    assert growing is not None
    return growing


def with_levels(scenario: Scenario, **levels: Level) -> Scenario:
    """Return a story whose fire has these levels and no others."""
    fire = replace(scenario.incidents["fire"], levels=levels)
    return replace(scenario, incidents={**scenario.incidents, "fire": fire})


# How grave


def test_incidents_begin_at_levels_by_their_shares() -> None:
    level = grown(story(at=MANY, levels=SHARES)).level
    assert np.allclose(np.bincount(level) / len(level), [0.6, 0.3, 0.1], atol=0.03)


def test_a_share_that_is_raised_never_lowers_a_level() -> None:
    fire = story(at=MANY)
    for second, third in [(0.3, 0.1), (0.0, 0.5), (0.6, 0.4)]:
        least = grown(with_levels(fire, second=Level(share=second), third=Level(share=third))).level
        for other in [(second + 0.0, min(third + 0.05, 1 - second)), (min(second + 0.05, 1 - third), third)]:
            more = grown(with_levels(fire, second=Level(share=other[0]), third=Level(share=other[1]))).level
            assert (more >= least).all()
            assert other == (second, third) or (more > least).any()


def test_words_tell_the_highest_level_that_they_can_and_never_more_than_there_is() -> None:
    """At the third level a fifth of the reports say so, three tenths speak of the second, and half of neither."""
    told = grown(story(at=MANY, levels=SHARES)).told
    assert not told[:, 0].any()
    assert np.allclose(np.bincount(told[:, 1], minlength=2) / len(told), [0.5, 0.5], atol=0.04)
    assert np.allclose(np.bincount(told[:, 2], minlength=3) / len(told), [0.5, 0.3, 0.2], atol=0.04)
    assert (np.diff(told, axis=1) >= 0).all()
    more = grown(story(at=MANY, levels=SHARES.replace("50 %", "80 %"))).told
    assert (more >= told).all()


def test_words_of_a_higher_level_count_for_the_lower_one() -> None:
    told = grown(story(at=MANY, levels=f"second: {{{MORE}, share: 1 %}}, third: {{share: 10 %, told: 100 %}}")).told
    assert not told[:, :2].any()
    assert (told[:, 2] == 2).all()


def test_delays_of_growth_are_each_level_s_own_luck() -> None:
    fire, law = story(at=MANY), Exponential(mean=300.0)
    two = grown(with_levels(fire, second=Level(after=law), third=Level(after=law))).after
    assert two.mean(axis=0) == pytest.approx([300, 300], rel=0.1)
    assert abs(np.corrcoef(two.T)[0, 1]) < 0.1
    one = grown(with_levels(fire, second=Level(after=law))).after
    assert np.array_equal(one[:, 0], two[:, 0])
    graver = grown(with_levels(fire, second=Level(share=1.0), third=Level(after=law))).after
    assert np.array_equal(graver[:, 1], two[:, 1])
    assert np.isinf(graver[:, 0]).all()


def test_a_city_without_levels_has_none() -> None:
    trace = traced(story())
    assert trace.growing is None
    assert trace.subjects.level is None


# What they need


KIND = IncidentType(
    rate=1.0,
    needs={"brigade": {"engine": 2}, "police": {"patrol": 1}},
    levels={
        "second": Level(needs={"ems": {"als": 1}, "brigade": {"ladder": 1}}),
        "third": Level(),
        "fourth": Level(needs={"brigade": {"engine": 1}}),
    },
)


def test_numbers_of_slots_go_on_from_one_alarm_to_the_next() -> None:
    assert KIND.alarms() == [
        [("brigade", "engine", 0), ("brigade", "engine", 1), ("police", "patrol", 0)],
        [("ems", "als", 0), ("brigade", "ladder", 2)],
        [],
        [("brigade", "engine", 3)],
    ]
    assert KIND.slots() == replace(KIND, levels={}).slots()


def test_an_extra_alarm_changes_no_luck_of_the_run_card() -> None:
    law = "units: unlimited, search: {kind: exponential, mean: 60 s}"
    law += ", stations: {a: {at: [1 km, 0 m], units: {engine: 1}}}"
    noisy = {"travel": "kind: straight_line, speed: 30 km/h, noise: 0.4", "brigade": law, "at": MANY}
    noisy["police"] = ", travel: {kind: constant, time: 1 s}"
    plain = traced(story(**noisy))
    graded = traced(story(**noisy, levels="second: {needs: {brigade: {engine: 2}}, share: 50 %}"))
    slot = ("brigade", "engine", 0)
    assert graded.slots.keys() - plain.slots.keys() == {("brigade", "engine", 1), ("brigade", "engine", 2)}
    assert np.array_equal(graded.slots[slot].travel, plain.slots[slot].travel)
    assert graded.slots[slot].search == plain.slots[slot].search
    assert graded.slots["brigade", "engine", 1].search != plain.slots[slot].search


def test_an_agency_that_only_a_level_needs_has_its_journeys() -> None:
    levels = "second: {needs: {police: {patrol: 1}}, share: 50 %}"
    link = "word: {kind: ticket, from: room, to: room_112}"
    scenario = story(at="1 h, 2 h", levels=levels, links=link, police=", travel: {kind: constant, time: 77 s}")
    trace = traced(scenario)
    assert trace.journeys["police"].place == [0, 1]
    assert trace.slots["police", "patrol", 0].travel.tolist() == [[77.0], [77.0]]


def test_links_are_used_for_those_who_act_at_a_level() -> None:
    levels = "second: {needs: {brigade: {engine: 1}}, share: 1 %}, third: {needs: {police: {patrol: 1}}, share: 1 %}"
    scenario = story(levels=levels, links="word: {kind: ticket, from: room, to: room_112}")
    fire = scenario.incidents["fire"]
    assert [acting(fire, scenario.agencies, level) for level in (0, 1, 2)] == [{"room"}, {"room"}, {"room", "room_112"}]
    assert uses(scenario.links["word"], scenario.incidents, scenario.agencies, scenario.links) == ["fire"]
    plain = {"fire": replace(fire, levels={})}
    assert uses(scenario.links["word"], plain, scenario.agencies, scenario.links) == []


# What they leave untouched


def staffed(text: str) -> str:
    """Return a city that has units enough for an extra alarm."""
    return text.replace("units: {als: 1}}", "units: {als: 3}}")


# Where seats are unlimited nothing can be interrupted, and a file that says so is refused.
TOWNS = towns().filter(lambda text: not ("seats: unlimited" in text and "preemptive: true" in text))
NEVER = "{share: 0 %, after: 100 d, told: 100 %, work: 300 %, needs: {ems: {als: 2}, police: {patrol: 1}}}"


def with_and_without(text: str) -> tuple[Records, Records]:
    """Return a city with levels that are never reached, and the same without."""
    cards = ("    needs: {ems: {als: 1}}\n", "    needs: {ems: {als: 1}, police:")
    graded = text = staffed(text)
    for card in cards:
        assert text.count(card) == 1
        graded = graded.replace(card, f"    levels: {{big: {NEVER}}}\n{card}")
    cities = [next(iter(load_text(one).alternatives.values())) for one in (text, graded)]
    return lived(cities[1]), lived(cities[0])


def same(graded: Records, plain: Records) -> None:
    """Assert that two runs said the same, in whatever order, and gave the same seats for as long."""
    assert said(graded) == said(plain)
    assert worked(graded) == worked(plain)


def worked(records: Records) -> list[tuple[float, ...]]:
    """Return the work of all seats, in whatever order; what never began has no beginning."""
    names = ("job_centre", "job_kind", "job_incident", "job_asked", "job_start", "job_end", "job_outcome")
    columns = [np.nan_to_num(getattr(records, name), nan=-1.0).tolist() for name in names]
    return sorted(zip(*columns, strict=True))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(TOWNS)
def test_levels_that_are_never_reached_change_nothing(text: str) -> None:
    graded, plain = with_and_without(text)
    assert graded.subjects.level is not None
    assert not graded.subjects.level.any()
    same(graded, plain)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(linked_towns())
def test_levels_that_are_never_reached_change_nothing_whatever_the_links(text: str) -> None:
    same(*with_and_without(text))


REACHED = "share: 20 %, after: {{kind: exponential, mean: 20 min}}, unless: ems, told: {told} %, work: 150 %"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(TOWNS, linked_towns()), st.sampled_from([0, 50, 100]))
def test_whatever_grows_nothing_is_lost_and_nothing_comes_from_nowhere(text: str, told: int) -> None:
    """Each alarm is asked for once at most, and only of what has come to its level."""
    level = f"{{{REACHED.format(told=told)}, needs: {{ems: {{als: 1}}, police: {{patrol: 1}}}}}}"
    card = "    needs: {ems: {als: 1}}\n"
    graded = staffed(text).replace(card, f"    levels: {{big: {level}}}\n{card}")
    scenario = next(iter(load_text(graded).alternatives.values()))
    records = lived(scenario)
    cause = records.cause
    later = np.arange(len(cause)) >= len(records.subjects)
    assert (cause[later] < np.flatnonzero(later)).all()
    assert (records.incident[cause] == records.incident).all()
    assert (records.time[cause] <= records.time + 1e-6).all()
    reached = records.milestone == Milestone.ESCALATED
    assert records.subjects.level is not None
    highest = records.subjects.level + np.bincount(records.incident[reached], minlength=len(records.subjects))
    assert set(highest.tolist()) <= {0, 1}
    asked = np.zeros((len(records.organisations), len(records.subjects)), int)
    np.add.at(asked, (records.organisation, records.incident), records.milestone == Milestone.REQUESTED)
    police = records.organisations.index("police")
    collapse = records.subjects.type == records.subjects.types.index("collapse")
    assert (asked[police][collapse] <= highest[collapse]).all()
    ems = records.organisations.index("ems")
    assert (asked[ems][collapse] <= 1 + highest[collapse]).all()
    no_unit_is_doubled(records)


def no_unit_is_doubled(records: Records) -> None:
    """Assert that no unit is at two places at once."""
    for unit in range(1, len(records.units)):
        mine = records.unit == unit
        start = np.sort(records.time[mine & (records.milestone == Milestone.DISPATCHED)])
        end = np.sort(records.time[mine & (records.milestone == Milestone.IN_SERVICE)])
        assert len(end) <= len(start) <= len(end) + 1
        assert (end[: len(start) - 1] <= start[1:] + 1e-6).all()


def test_what_words_tell_better_brings_nobody_later() -> None:
    """Units are unlimited: the n-th at the side of each fire is there no later, and of some sooner."""

    def there(told: int) -> Floats:
        levels = f"second: {{needs: {{brigade: {{engine: 2}}}}, share: 50 %, told: {told} %}}"
        records = lived(story(at=MANY, levels=levels))
        mine = np.flatnonzero(records.milestone == Milestone.AT_SIDE)
        order = mine[np.lexsort((records.time[mine], records.incident[mine]))]
        return records.time[order]

    none, some, all_ = there(0), there(50), there(100)
    assert len(none) == len(some) == len(all_) > 2000
    assert (some <= none).all()
    assert (all_ <= some).all()
    assert none.sum() > some.sum() > all_.sum()


def test_a_constant_delay_is_the_same_for_all() -> None:
    after = grown(with_levels(story(at=MANY), second=Level(after=Constant(value=77.0)))).after
    assert (after == 77.0).all()
