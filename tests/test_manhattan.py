"""Manhattan of JEMSS.jl, imported by the documented command and run: what its folder says comes out again.

No results of JEMSS.jl for this city were found published, so nothing is compared with them: numbers of its folder, what
it does by its source code, and queueing theory are.
"""

from __future__ import annotations

from functools import cache
from math import factorial, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from click.testing import CliRunner
from maps import ROOT, shared

from simcity.cli import commands
from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.advice import warnings
from simcity.model.city import City
from simcity.model.roads import Ends, Roads, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Milestone, Records
from simcity.trace import Memory, draw

COMMAND = "roads import jemss-manhattan --scenario manhattan.yaml --attribution"
ATTRIBUTION = "© OpenStreetMap contributors, Open Database License"
DAYS = 21
MINUTE = 60.0


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("manhattan")
    words = COMMAND.replace("jemss-manhattan", str(shared("jemss-manhattan"))).split()
    words = [str(folder / word) if word == "manhattan.yaml" else word for word in words]
    answer = CliRunner().invoke(commands, [*words, ATTRIBUTION])
    assert answer.exit_code == 0, answer.output
    return load(folder / "manhattan.yaml", {"horizon": f"{DAYS} d", "warm_up": "0 d", "seed": "5"})


@cache
def lived(scenario_id: int, replication: int) -> Records:
    scenario = _SCENARIOS[scenario_id]
    return run(scenario, draw(scenario, Luck(scenario.seed, replication), Memory()))


_SCENARIOS: dict[int, Scenario] = {}


def days(city: City, alternative: str) -> Records:
    scenario = city.alternatives[alternative]
    _SCENARIOS[id(scenario)] = scenario
    return lived(id(scenario), 0)


class Job(NamedTuple):
    """Seconds at which each call reached each stage; not a number where it never did. Row by row of the calls."""

    onset: Floats
    requested: Floats
    dispatched: Floats
    at_side: Floats
    clear: Floats
    at_hospital: Floats
    handed_over: Floats
    in_service: Floats


def job(records: Records) -> Job:
    """Return the last time of each stage by call that counts: one that lost its ambulance to another has two."""
    subjects = records.subjects

    def last(what: Milestone) -> Floats:
        found = np.full(len(subjects), np.nan)
        here = records.milestone == what
        found[records.incident[here]] = records.time[here]
        return np.asarray(found[subjects.counted], float)

    return Job(
        subjects.onset[subjects.counted],
        last(Milestone.REQUESTED),
        last(Milestone.DISPATCHED),
        last(Milestone.AT_SIDE),
        last(Milestone.CLEAR),
        last(Milestone.AT_HOSPITAL),
        last(Milestone.HANDED_OVER),
        last(Milestone.IN_SERVICE),
    )


def high(records: Records) -> Flags:
    """Return whether calls that count are of high priority."""
    subjects = records.subjects
    return np.asarray(np.array(subjects.types)[subjects.type[subjects.counted]] == "high", bool)


def near(values: Floats, mean: float, errors: float = 4.0) -> None:
    """Fail where a mean is more standard errors away than allowed."""
    assert values.mean() == pytest.approx(mean, abs=errors * values.std() / sqrt(len(values)))


def test_the_command_is_the_one_of_the_page() -> None:
    page = (ROOT / "docs" / "howto-own-city.md").read_text(encoding="utf-8")
    assert f'simcity {COMMAND} "{ATTRIBUTION}"' in page


def test_it_is_in_order_and_says_what_the_folder_says(city: City) -> None:
    scenario = city.alternatives["as_given"]
    assert list(warnings(scenario)) == []
    assert sum(sum(s.units["ambulance"].values()) for s in scenario.agencies["ems"].stations.values()) == 12
    assert (len(scenario.agencies["ems"].stations), len(scenario.hospitals)) == (8, 10)
    assert sum(kind.rate or 0.0 for kind in scenario.incidents.values()) * 86400 == pytest.approx(451.2)
    assert city.attributions == (ATTRIBUTION,)
    assert {fact.source for fact in city.facts} == {"jemss", "streets", "assumed"}


@pytest.mark.parametrize("alternative", ["as_given", "redispatch"])
def test_calls_shares_and_durations_are_those_of_the_folder(city: City, alternative: str) -> None:
    records = days(city, alternative)
    subjects, done = records.subjects, job(records)
    number = len(done.onset)
    assert number == pytest.approx(451.2 * DAYS, abs=4 * sqrt(451.2 * DAYS))
    near(high(records).astype(float), 189.5 / 451.2)
    taken = ~np.isnan(done.at_hospital)
    near(taken.astype(float), 0.85)
    near(done.clear - done.at_side, 7.6 * MINUTE)
    near((done.handed_over - done.at_hospital)[taken], 4 * MINUTE)
    # The exponential law's spread is its mean.
    assert (done.clear - done.at_side).std() == pytest.approx(7.6 * MINUTE, rel=0.05)
    assert (done.handed_over - done.at_hospital)[taken].std() == pytest.approx(4 * MINUTE, rel=0.05)
    # Every call is reached and ends, 2.5 min after it came at the earliest; nothing else is added before dispatch.
    assert not np.isnan(done.in_service).any()
    assert (done.requested - done.onset).min() == pytest.approx(150.0, abs=1e-6)
    assert (done.dispatched - done.onset).min() == pytest.approx(150.0, abs=1e-6)
    first = np.full(len(subjects), np.inf)
    asked = records.milestone == Milestone.REQUESTED
    np.minimum.at(first, records.incident[asked], records.time[asked])
    assert first[subjects.counted] - done.onset == pytest.approx(np.full(number, 150.0), abs=1e-6)


def test_people_are_where_the_raster_has_them(city: City) -> None:
    subjects = days(city, "as_given").subjects
    cells = city.alternatives["as_given"].place.zones["city"]
    assert cells.kind == "cells"
    x, y, weight = np.array(cells.cells).T
    for axis, middle in ((subjects.x, x), (subjects.y, y)):
        near(axis, float((weight * middle).sum() / weight.sum()))


def test_little_and_the_queue_of_twelve(city: City) -> None:
    records = days(city, "as_given")
    done = job(records)
    # Without redispatch a unit that has been sent arrives, so a job is one stretch from dispatch to in service.
    busy = done.in_service - done.dispatched
    load = 451.2 / 86400 * busy.mean()
    out = _units_out(records, DAYS * 86400.0)
    # Little's law: units out on average are calls a second times the seconds of one; the number of calls is luck.
    assert out.mean() == pytest.approx(load, rel=4 / sqrt(451.2 * DAYS) + 0.01)
    assert out.max() == 12
    # Erlang's share of calls that wait, at the load that came about; service is not quite exponential.
    waited = (done.dispatched - done.requested) > 1e-6
    assert waited.mean() == pytest.approx(erlang_c(12, load), rel=0.35)


def test_a_nearer_unit_turns_where_it_may_and_urgent_calls_gain(city: City) -> None:
    given, turning = (days(city, name) for name in ("as_given", "redispatch"))
    assert not (given.milestone == Milestone.CANCELLED).any()
    assert (turning.milestone == Milestone.CANCELLED).any()
    # Only what is less urgent is left.
    left = turning.subjects.type[turning.incident[turning.milestone == Milestone.CANCELLED]]
    assert {turning.subjects.types[kind] for kind in np.unique(left)} == {"low"}

    def share(records: Records, within: float) -> float:
        done = job(records)
        return float((done.at_side - done.onset <= within)[high(records)].mean())

    assert share(turning, 480.0) > share(given, 480.0) + 0.02


def test_ambulances_on_their_way_back_are_sent_from_where_they_are(city: City) -> None:
    folder = Path(city.path)
    settings = {"horizon": f"{DAYS} d", "warm_up": "0 d", "seed": "5", "agencies.ems.available_again": "at_station"}
    waiting = load(folder, settings).alternatives["as_given"]
    later = job(run(waiting, draw(waiting, Luck(waiting.seed, 0), Memory())))
    sooner = job(days(city, "as_given"))
    # The same calls: who must first drive home is free later, so that more calls wait.
    assert len(later.onset) == len(sooner.onset)
    assert (later.dispatched - later.requested > 1e-6).mean() > (sooner.dispatched - sooner.requested > 1e-6).mean()
    # At the end of the run some calls still wait there.
    early = sooner.onset < 14 * 86400
    assert (later.at_side - sooner.at_side)[early].mean() > MINUTE


def test_lights_are_for_high_priority_alone(city: City) -> None:
    scenario = city.alternatives["as_given"]
    law, subjects = scenario.place.travel, days(city, "as_given").subjects
    assert isinstance(law, Roads)
    x, y = np.array([s.at for s in scenario.agencies["ems"].stations.values() if s.at is not None]).T
    starts = Starts(tuple(scenario.agencies["ems"].stations), x, y)
    some = slice(0, 500)
    nothing = np.zeros(500, np.int64)
    seconds = []
    for kind in (0, 1):
        ends = Ends(subjects.x[some], subjects.y[some], nothing, nothing + kind, np.zeros(500))
        seconds.append(law.estimate(Ways(starts, ends, ("city",), ("high", "low"))))
    # Lights gain 4/3 on all streets of this city; off the road all drive alike.
    gap = law.paths().ground.spots(subjects.x[some], subjects.y[some]).gap[:, None]
    gap = (gap + law.paths().ground.spots(x, y).gap) / law.off_road
    assert (seconds[1] - gap) / (seconds[0] - gap) == pytest.approx(np.full((500, 8), 4 / 3), rel=1e-3)


def erlang_c(servers: int, load: float) -> float:
    """Return the share of customers that wait in M/M/c."""
    full = load**servers / factorial(servers) * servers / (servers - load)
    return full / (sum(load**k / factorial(k) for k in range(servers)) + full)


def _units_out(records: Records, until: float) -> Floats:
    """Return how many units are out at evenly spaced instants."""
    at = np.linspace(0.1 * until, until, 20_000)
    sent = np.sort(records.time[records.milestone == Milestone.DISPATCHED])
    back = np.sort(records.time[records.milestone == Milestone.IN_SERVICE])
    return np.asarray(np.searchsorted(sent, at, "right") - np.searchsorted(back, at, "right"), float)
