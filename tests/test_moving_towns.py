"""Laws that hold in towns of every kind: what a check accepts runs and is told, what it refuses is told with a cure."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import moving_laws as laws
import numpy as np
import pytest
from anytown import Dice, Town, Tree, anytown, written
from test_laws import said

from simcity.analysis.experiment import run as experiment
from simcity.analysis.explain import explain
from simcity.engine.run import run
from simcity.load import ScenarioError, load, load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Records
from simcity.report.answer import answer
from simcity.report.blocks import plain
from simcity.report.city import summary
from simcity.report.life import life
from simcity.trace import Memory, Trace, draw

M = Milestone
MOVING = Path(__file__).parent / "data" / "moving.yaml"
TOWNS = range(50)
SEEN = {M.STAGED, M.RELEASED, M.CANCELLED, M.LEFT_SCENE, M.AT_HOSPITAL, M.HANDED_OVER, M.ESCALATED, M.SAFE, M.LOST}
Life = tuple[Records, Scenario, Trace]


@cache
def lives(number: int) -> tuple[Life, ...]:
    """Live one day of each alternative of a town; none of a town that is refused."""
    try:
        city = load_text(anytown(number), "town.yaml")
    except ScenarioError:
        return ()
    memory, found = Memory(), []
    for scenario in city.alternatives.values():
        trace = draw(scenario, Luck(scenario.seed, 0), memory)
        found.append((run(scenario, trace), scenario, trace))
    return tuple(found)


@pytest.mark.parametrize("first", TOWNS[::10])
def test_all_laws_hold_in_any_town(first: int) -> None:
    for number in range(first, first + 10):
        found = lives(number)
        for life_ in found:
            laws.everything(*life_)
        if found:
            laws.saved(*found[0][:2], *found[1][:2])


def test_these_towns_have_everything_that_moves() -> None:
    """What the laws are about happens in them, not once but often; and nine towns of ten are valid."""
    found = [life_ for number in TOWNS for life_ in lives(number)]
    assert len(found) >= 2 * 0.9 * len(TOWNS)
    count = Counter(what for records, _, _ in found for what in records.milestone.tolist())
    assert min(count[what] for what in SEEN) > 100
    assert sum(len(records.moves) for records, _, _ in found) > 100
    agencies = [agency for _, scenario, _ in found for agency in scenario.agencies.values()]
    assert {agency.available_again for agency in agencies} == {"at_station", "when_clear", "on_the_way", "at_scene"}
    assert {agency.move_up.kind for agency in agencies if agency.move_up} == {
        "compliance_table",
        "maximal_coverage",
        "priority_list",
    }
    assert {law.kind for _, scenario, _ in found if (law := scenario.place.travel)} >= {"matrix", "roads", "law"}


# --------------------------------------------------------------------------- laws can be broken


def where(*what: Milestone) -> Callable[[Life], np.ndarray]:
    """Return where some milestones stand in the records of a life."""
    return lambda life_: np.flatnonzero(np.isin(life_[0].milestone, what) & (life_[0].unit > 0))


def later(life_: Life, some: np.ndarray, seconds: float) -> Life:
    """Return a life in which some records were said so much later."""
    records, scenario, trace = life_
    time = records.time.copy()
    time[some] = np.clip(time[some] + seconds, 0.0, records.end)
    return replace(records, time=time), scenario, trace


def twice(life_: Life, some: np.ndarray) -> Life:
    """Return a life in which some records were said twice, by another unit the second time."""
    records, scenario, trace = life_
    columns = ("time", "milestone", "incident", "organisation", "channel", "cause")
    more = {name: np.concatenate([getattr(records, name), getattr(records, name)[some]]) for name in columns}
    unit = np.concatenate([records.unit, records.unit[some] % (len(records.units) - 1) + 1])
    return replace(records, unit=unit, **more), scenario, trace


def moved(life_: Life) -> Life:
    """Return a life in which a unit moves up while it is out."""
    records, scenario, trace = life_
    found = []
    for unit, jobs in laws.jobs_of(records).items():
        agency = records.units[unit].partition("/")[0]
        found += [(job[0][0] + 1.0, unit, trace.stations[agency][0].name) for job in jobs if job[-1][0] > job[0][0] + 2]
    return replace(records, moves=tuple(sorted(found)[:1])), scenario, trace


BREAKS: dict[str, tuple[Callable[[Life], None], Callable[[Life], Life]]] = {
    "an effect before its cause": (lambda a: laws.causes(a[0]), lambda a: later(a, where(M.ON_SCENE)(a), -9e4)),
    "two jobs at once": (lambda a: laws.units(*a), lambda a: later(a, where(M.IN_SERVICE)(a), 9e4)),
    "two units in one slot": (lambda a: laws.slots(a[0], a[1]), lambda a: twice(a, where(M.DISPATCHED)(a))),
    "a hand-over without a bay": (
        lambda a: laws.hospitals(a[0], a[1]),
        lambda a: later(a, where(M.HANDED_OVER)(a), -400),
    ),
    "held though it is safe": (lambda a: laws.held(a[0], a[1]), lambda a: later(a, where(M.RELEASED)(a), 5)),
    "in before it is safe": (lambda a: laws.held(a[0], a[1]), lambda a: later(a, where(M.RELEASED, M.ON_SCENE)(a), -5)),
    "a car that flies": (lambda a: laws.whereabouts(*a), lambda a: later(a, where(M.CLEAR, M.HANDED_OVER)(a), 900)),
    "a busy unit that moves up": (lambda a: laws.moves(*a), moved),
    "a level above the highest": (
        lambda a: laws.levels(a[0], a[1]),
        lambda a: twice(a, np.flatnonzero(np.isin(a[0].milestone, M.ESCALATED))),
    ),
}


@pytest.mark.parametrize("name", list(BREAKS))
def test_a_law_that_is_broken_is_found_broken(name: str) -> None:
    law, broken = BREAKS[name]
    wrong = 0
    for life_ in (life_ for number in TOWNS for life_ in lives(number)):
        law(life_)
        try:
            law(broken(life_))
        except AssertionError:
            wrong += 1
    assert wrong > 2


# --------------------------------------------------------------------------- what is unused changes nothing


def add_link(town: Tree) -> None:
    """Add a platform that is never up."""
    link = {"kind": "digital_report", "from": "room_112", "to": "room_119", "latency": "1 s", "up": "never"}
    town["links"]["platform"] = link


def add_boats(town: Tree) -> None:
    """Add units of a capability that nobody asks for."""
    for agency in town["agencies"].values():
        for station in agency["stations"].values():
            station["units"]["boat"] = 2


def add_agency(town: Tree) -> None:
    """Add an agency that no type needs."""
    stations = {"post": {"at": ["0 m", "0 m"], "units": {"boat": 3}}}
    town["agencies"]["coast_guard"] = {"dispatched_by": "room_112", "stations": stations, "turnout": "30 s"}


def add_type(town: Tree) -> None:
    """Add an incident type that never happens."""
    calls = {"calls": {"room_112": 1}, "delay": "0 s"}
    town["incidents"]["flood"] = {"rate": "0 /day", "callers": calls, "needs": {"police": {"car": 1}}}


def add_level(town: Tree) -> None:
    """Add a level to which nothing grows within the run."""
    for kind in town["incidents"].values():
        if kind.get("real", True):
            level = {"after": "5000 d", "needs": {"police": {"car": 1}}}
            kind["levels"] = {**kind.get("levels", {}), "worst": level}


def add_breakdowns(town: Tree) -> None:
    """Add breakdowns that come after the run."""
    for agency in town["agencies"].values():
        if "units" not in agency and "busy" not in agency:
            agency.setdefault("breakdowns", {"up": "9000 d", "repair": "1 h"})


def add_last_call(town: Tree) -> None:
    """Add a last call that lets all priorities pass."""
    for agency in town["agencies"].values():
        if "units" not in agency:
            agency.setdefault("last_call", {"before": "1 h", "urgent": 9})


def add_domain(town: Tree) -> None:
    """Add a domain that fails after the run, to all links and centres."""
    spells = [{"after": "2000 d", "lasts": "1 h"}]
    town["domains"] = {**town.get("domains", {}), "quiet": {"outages": {"kind": "at_times", "spells": spells}}}
    for part in [*town["links"].values(), *town["centres"].values()]:
        part["domains"] = [*part.get("domains", []), "quiet"]


def turn_around(town: Tree) -> None:
    """Name the agencies in another order."""
    town["agencies"] = dict(reversed(town["agencies"].items()))


UNUSED = (add_link, add_boats, add_agency, add_type, add_level, add_breakdowns, add_last_call, add_domain, turn_around)


@pytest.mark.parametrize("change", UNUSED)
def test_what_is_unused_changes_nothing(change: Callable[[Tree], None]) -> None:
    """Every subject lives the same life, to the bit."""
    compared = 0
    for number in (1, 2, 5, 8, 17):
        town = Town(number).whole()
        if any({"crews", "together"} & set(agency.get("breakdowns", ())) for agency in town["agencies"].values()):
            # Boats would break down as well, and keep the repair crew from cars.
            continue
        before = lives(number)
        other = copy.deepcopy(town)
        change(other)
        scenario = next(iter(load_text(written(other), "town.yaml").alternatives.values()))
        after = run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))
        names = set(before[0][0].subjects.entities)
        assert said(before[0][0], names) == said(after, names)
        compared += 1
    assert compared >= 3


# --------------------------------------------------------------------------- what is told


@pytest.mark.parametrize("number", [3, 14, 23, 31])
def test_whatever_is_accepted_is_measured_and_told(number: int, tmp_path: Path) -> None:
    """Summary, report, files and the lives of some incidents; no number is missing where one is told."""
    city = load_text(anytown(number), "town.yaml")
    result = experiment(city, jobs=1, keep_timelines=True)
    text = plain([*summary(city, sources=True), *answer(result)])
    assert result.timelines is not None
    told = result.timelines.drop_duplicates("id").iloc[:: max(len(result.timelines) // 5, 1)]
    for name, replication in zip(told["id"], told["replication"], strict=True):
        text += plain(life(explain(city, name, int(replication)), city.alternatives["plain"]))
    assert not {"nan", "None", "inf"} & set(text.split())
    metrics = result.metrics()
    assert (metrics["mean"].dropna() >= -1e-9).all()
    shares = metrics[(metrics["unit"] == "share") & ~metrics["metric"].str.startswith(("utilisation/", "busy/"))]
    assert (shares["mean"].dropna() <= 1.0 + 1e-9).all()
    result.save(tmp_path, timelines=True)


def test_equal_inputs_give_equal_bytes_with_one_worker_and_two(tmp_path: Path) -> None:
    city = load_text(anytown(8), "town.yaml")
    for jobs in (1, 2):
        experiment(city, replications=2, jobs=jobs, keep_timelines=True).save(tmp_path / str(jobs), timelines=True)
    for file in sorted((tmp_path / "1").iterdir()):
        assert file.read_bytes() == (tmp_path / "2" / file.name).read_bytes()


# --------------------------------------------------------------------------- what is wrong

WRONG = (
    None,
    0,
    -1,
    "x",
    [],
    {},
    "0 s",
    "9000 d",
    "0 %",
    "100 %",
    "0 m",
    1,
    1000,
    "never",
    True,
    "unlimited",
    "police",
)


def paths(tree: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of all that stands in a tree."""
    children: list[tuple[str | int, object]] = []
    if isinstance(tree, dict):
        children = list(tree.items())
    elif isinstance(tree, list):
        children = list(enumerate(tree))
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


@pytest.mark.parametrize(
    ("settings", "fragment"),
    [
        ({"agencies.ems.available_again": "at_station"}, "write available_again: on_the_way$"),
        (
            {"agencies.police.available_again": "at_station"},
            "units that patrol or move up .* on_the_way \\(or at_scene\\)",
        ),
        (
            {
                "agencies.ems.stations.north": "{zone: town, count: 3, units: {ambulance: 1}}",
                "agencies.ems.stations.north_2": "{at: [0 m, 0 m], units: {ambulance: 1}}",
            },
            "stations.north_2: one of the 3 stations that 'north' stands for is called 'north_2' as well; "
            "give this one",
        ),
        (
            {"agencies.fire.dispatch": "{kind: reserve, keep: {engine: 1}}"},
            "the only unit would be kept back, so that nobody ever goes to what is not urgent; take it out",
        ),
        (
            {
                "agencies.ems.stations.spare": "{at: [0 m, 0 m], units: {car: 0, ambulance: 1}}",
                "agencies.ems.move_up.table": "{car: {1: [spare]}}",
            },
            "'ems' never has a free unit of 'car' to place, but none; take the row out",
        ),
        (
            {"agencies.fire.dispatch": "{kind: district_first, crossing: never, districts: {centre: []}}"},
            "name a station of 'fire' in its district: hall",
        ),
    ],
)
def test_the_cure_that_is_named_is_one(settings: dict[str, str], fragment: str) -> None:
    with pytest.raises(ScenarioError, match=fragment):
        load(MOVING, settings)


def test_a_unit_of_nobody_is_one_fault() -> None:
    """Where the centre that sends an agency is misspelt, the link that shows its units is not blamed as well."""
    with pytest.raises(ScenarioError) as caught:
        load(MOVING, {"agencies.ems.dispatched_by": "room_118"}, ["word"])
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["agencies.ems.dispatched_by"]


def slips(number: int, count: int) -> Iterator[Tree]:
    """Yield a town with one thing left out or another value put in its place, so many times."""
    town, dice = Town(number).whole(), Dice(number + 1000)
    town["horizon"], town["drain"] = "2 h", "1 h"
    within = [path for path in paths(town) if path[0] in ("agencies", "incidents", "hospitals", "links")]
    for _ in range(count):
        other = copy.deepcopy(town)
        path = dice.pick(within)
        parent = other
        for key in path[:-1]:
            parent = parent[key]
        if dice.chance(0.3):
            del parent[path[-1]]
        else:
            parent[path[-1]] = dice.pick(WRONG)
        yield other


def test_a_town_with_a_slip_is_refused_with_a_word_or_lives_by_all_laws() -> None:
    """No trace of the program is ever shown."""
    faults: list[str] = []
    lived = 0
    for number in (3, 14, 23, 31):
        assert lives(number)
        for town in slips(number, 20):
            try:
                city = load_text(written(town), "town.yaml")
            except ScenarioError as error:
                faults += str(error).splitlines()
                continue
            for scenario in city.alternatives.values():
                trace = draw(scenario, Luck(1, 0), Memory())
                laws.everything(run(scenario, trace), scenario, trace)
            lived += 1
    assert len(faults) > 20
    assert lived > 8
    assert all(line.startswith("town.yaml:") and len(line) > 40 for line in faults)
