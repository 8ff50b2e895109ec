"""Who sees what: a contract for every kind of sensor, geometry by hand, and exact cases of coverage and watching.

Sampled means are held to about four standard errors at fixed seeds, a false alarm in some 16,000 if one drew anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, replace
from typing import Any, get_args

import numpy as np
import pytest
from scipy.stats import binomtest

from simcity.distributions import Exponential, Uniform
from simcity.engine.staffing import duty
from simcity.fields import DAY, HOUR
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.model.sensors import NEVER, AnySensor, Camera, Decaying, PTZCamera, Sight, WatchedCamera
from simcity.records import Flags, Floats, Integers
from simcity.trace import Memory, Trace, draw
from simcity.trace.happenings import incidents
from simcity.trace.noticing import on_duty
from simcity.trace.sight import Pairs, pairs
from simcity.trace.siting import layout

KINDS = get_args(get_args(AnySensor)[0])
GIVEN: dict[str, Any] = {
    "centre": "video",
    "share": 0.5,
    "devices": 40,
    "dwell": 5.0,
    "tiles": 4,
    "positions": 3,
    "stay": 20.0,
    "view": 90.0,
    "recall": 0.6,
    "read": 0.6,
    "pressed": 0.6,
    "delay": Exponential(mean=20.0),
    "level": 3.0,
}
"""A value for each field that a kind cannot do without, and for where its devices are."""
BETTER: dict[str, Any] = {
    "dwell": 2.0,
    "hit_rate": {1: 1.0},
    "view": 120.0,
    "recall": 0.9,
    "read": 0.9,
    "readable": 1.0,
    "pressed": 0.9,
    "share": 0.8,
    "level": 2.0,
    "delay": Exponential(mean=5.0),
}
"""Values that are better than those given, other things equal."""
SIZE = 4_000


def sensor(kind: type[AnySensor]) -> AnySensor:
    """Return a sensor of any kind."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    needed = {name for name, field in fields.items() if field.default is field.default_factory is MISSING}
    places = {"share", "devices"} & set(fields)
    return kind(**{name: GIVEN[name] for name in needed | places})


def sight(shown: Floats | float = 300.0, works: Callable[[Floats], Flags] | None = None, size: int = SIZE) -> Sight:
    """Return many pairs in a crowd that grows by 1 per m2 and 100 s from 1 to 4 per m2."""
    luck, number = Luck(11, 0), np.arange(size)

    def working(after: Floats, among: Integers | None = None) -> Flags:
        return np.ones(len(after), bool) if works is None else works(after)

    return Sight(
        kind=np.zeros(size, np.int64),
        types=("case",),
        clock=luck.vector("clock", "", number) * DAY,
        shown_for=np.full(size, shown),
        watching=np.full(size, 2.0),
        draw=lambda purpose, j=0: luck.vector(purpose, "pair", number, j),
        working=working,
        unfailing=works is None,
        crowding=lambda after, among=None: np.minimum(1.0 + after / 100.0, 4.0),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_sensor_keeps_the_contract(kind: type[AnySensor]) -> None:
    """Not before the onset, nor after it shows; the same with the same luck; never where it is down for ever."""
    part = sensor(kind)
    found = part.notices(sight())
    seen = np.isfinite(found)
    assert found.shape == (SIZE,)
    assert ((found >= 0) & (found <= 300.0))[seen].all()
    assert (found[~seen] == NEVER).all()
    assert seen.mean() > 0.3 or isinstance(part, Camera)
    assert np.array_equal(part.notices(sight()), found)
    up = part.notices(sight(works=lambda after: np.ones(len(after), bool)))
    assert np.array_equal(np.isfinite(up), seen)
    assert np.allclose(up[seen], found[seen])
    assert not np.isfinite(part.notices(sight(works=lambda after: np.zeros(len(after), bool)))).any()
    some = part.notices(sight(works=lambda after: after >= 40.0))
    assert (some[np.isfinite(some)] >= 40.0).all() or kind.__name__ == "DensityAlarm"
    assert (part.notices(sight(100.0)) >= found).all()
    assert np.isin(part.notices(sight(np.inf))[seen], found[seen]).all()
    assert not np.isfinite(part.notices(sight(size=0))).any()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Camera])
def test_a_better_sensor_with_the_same_luck_is_never_later(kind: type[AnySensor]) -> None:
    part = sensor(kind)
    found = part.notices(sight())
    tried = 0
    for name, value in BETTER.items():
        if hasattr(part, name) and not (name == "share" and kind.__name__ != "Guards"):
            better = replace(part, **{name: value}).notices(sight())
            assert (better <= found).all(), name
            tried += int((better < found).any())
    assert tried >= 1


def test_a_scan_finds_after_a_geometric_number_of_looks() -> None:
    """A34: looks every 2 min that find 60 %: mean 2.333333 min, 60 % within 2 min, 88.8 % within 5 min."""
    wall = WatchedCamera(centre="room", share=1.0, devices=12, dwell=20.0, tiles=1, hit_rate={1: 0.6})
    assert wall.cycle(np.array([2.0])) == 120.0
    found = wall.notices(sight(np.inf, size=200_000)) / 60.0
    assert found.mean() == pytest.approx(2.333333, abs=0.02)
    assert found.var() == pytest.approx(4.777778, rel=0.03)
    assert (found <= 2.0).mean() == pytest.approx(0.6, abs=0.0044)
    assert np.isfinite(wall.notices(sight(300.0, size=200_000))).mean() == pytest.approx(0.888, abs=0.0029)


@pytest.mark.parametrize(("relieved", "expected"), [(60.0, 0.645021), (30.0, 0.705374)])
def test_attention_falls_off_until_relief(relieved: float, expected: float) -> None:
    """A35: 0.85 fresh, 0.55 in the end, 20 min: 0.645021 on average over spells of 60 min, 0.705374 of 30 min."""
    tired = Decaying(floor=0.55 / 0.85, time=20 * 60.0, relieved_every=relieved * 60.0)
    wall = WatchedCamera(centre="room", share=1.0, devices=8, dwell=20.0, tiles=1, hit_rate={1: 0.85}, vigilance=tired)
    # Each is looked at once while it shows: the cycle is 80 s.
    once = np.isfinite(wall.notices(sight(np.nextafter(80.0, 0.0), size=400_000)))
    assert once.mean() == pytest.approx(expected, abs=0.0031)
    assert 0.85 * tired.attention(np.array([30 * 60.0 - 1e-6]))[0] == pytest.approx(0.616939)


CITY = """\
simcity: 1
title: A city to be seen
source: "assumed: a city for tests"
horizon: {horizon}
seed: {seed}
start: {{day: mon, hour: "12:00"}}
place: {{zones: {{{zones}}}}}
incidents:
  case: {{{when}, shows_for: 10 min{case}}}
  fire: {{rate: 1 /h, in_public_view: 0 %, callers: {{calls: {{other: 1}}, delay: 0 s}}, needs: {{ems: {{any: 1}}}}}}
agencies:
  ems: {{dispatched_by: other, units: unlimited}}
centres:
  video: {{role: video, seats: 2, processing: 1 s}}
  other: {{role: police, seats: 2, processing: 1 s}}
{more}"""
TORUS = "city: {kind: torus, size: [5 km, 5 km]}"
POINT = "spot: {kind: point, at: [0 m, 0 m]}"


def city(more: str, **blanks: object) -> Scenario:
    """Return a city with sensors of its own, where everything happens in one spot unless other zones are given."""
    filled = {"horizon": "10 d", "seed": 1, "zones": POINT, "when": "rate: 2 /h", "case": "", **blanks}
    filled["case"] = str(filled["case"]) + ", callers: {calls: {video: 1}, delay: 9 min}"
    return next(iter(load_text(CITY.format(more=more, **filled)).alternatives.values()))


def drawn(scenario: Scenario, replication: int = 0) -> Trace:
    """Return a trace."""
    return draw(scenario, Luck(scenario.seed, replication), Memory())


def seen(scenario: Scenario, name: str = "wall", entity: str = "case", replication: int = 0) -> Pairs:
    """Return the pairs of a sensor and the incidents of a type."""
    memory = Memory()
    return pairs(scenario, name, incidents(scenario, entity, Luck(scenario.seed, replication), memory), memory)


WALL = "sensors: {{wall: {{kind: watched_camera, centre: video, {places}, range: 250 m, {more}dwell: 5 s, tiles: 4}}}}"


@pytest.mark.parametrize(
    ("more", "area"),
    [
        ("", 1.0),
        ("field_of_view: 90 deg, ", 0.25),
        ("breakdowns: {device: {up: {kind: exponential, mean: 95 h}, repair: 5 h}}, ", 0.95),
    ],
)
def test_coverage_is_that_of_discs_thrown_at_random(more: str, area: float) -> None:
    """A27: 6 cameras per km2 of 250 m cover 1 - (1 - pi r^2/A)^150 = 0.693565; sectors and failures thin them."""
    covered = []
    for seed in range(60):
        scenario = city(WALL.format(places="counts: {city: 150}", more=more), zones=TORUS, seed=seed, horizon="40 d")
        memory = Memory()
        found = incidents(scenario, "case", Luck(seed, 0), memory)
        mine = pairs(scenario, "wall", found, memory)
        late = found.onset[mine.member] > 20 * DAY
        if area == 0.95:
            condition = drawn(scenario).failures.conditions["wall"]
            late &= condition.works(mine.device, found.onset[mine.member])
        covered.append(len(np.unique(mine.member[late])) / np.sum(found.onset > 20 * DAY))
    expected = 1 - (1 - area * np.pi * 0.25**2 / 25) ** 150
    assert np.mean(covered) == pytest.approx(expected, abs=4 * np.std(covered) / np.sqrt(60))
    assert np.std(covered) < 0.03
    assert 1 - np.exp(-6 * area * np.pi * 0.25**2) == pytest.approx(expected, abs=0.003)


def test_a_camera_sees_what_lies_in_its_angle() -> None:
    """Everything happens in the origin; cameras 100 m to the south that look north, north-east, east, and its twin."""
    at = "at: [[0 m, -100 m], [0 m, -100 m], [0 m, -100 m], [100 m, 0 m], [0 m, 0 m], [0 m, 260 m]]"
    more = "bearings: [0 deg, 44 deg, 46 deg, 270 deg, 123 deg, 180 deg], field_of_view: 90 deg, "
    assert np.unique(seen(city(WALL.format(places=at, more=more))).device).tolist() == [0, 1, 3, 4]


def test_around_a_torus_a_camera_sees_over_the_edge() -> None:
    at = "at: [[4950 m, 2500 m], [2500 m, 4950 m]]"
    more = "bearings: [90 deg, 180 deg], field_of_view: 60 deg, "
    scenario = city(WALL.format(places=at, more=more), zones=TORUS, horizon="300 d")
    memory = Memory()
    found = incidents(scenario, "case", Luck(1, 0), memory)
    mine = pairs(scenario, "wall", found, memory)
    east, north = found.x[mine.member], found.y[mine.member]
    first = mine.device == 0
    assert ((east[first] < 200.0) | (east[first] > 4950.0)).all()
    assert (east[first] < 200.0).any()
    assert (north[~first] < 4950.0).all()
    assert (north[~first] > 4700.0).all()


def test_at_night_a_camera_sees_less_far() -> None:
    places = "at: [[0 m, 100 m], [0 m, 200 m]]"
    found = seen(city(WALL.format(places=places, more="range_at_night: 150 m, ")))
    clock = (12 * HOUR + found.happening.onset[found.member]) % DAY
    night = (clock >= 19 * HOUR) | (clock < 6.5 * HOUR)
    assert set(found.device[~night].tolist()) == {0, 1}
    assert set(found.device[night].tolist()) == {0}
    assert len(found) == 2 * np.sum(~night & (found.device == 0)) + night.sum()


def test_what_is_not_in_public_view_only_detectors_indoors_notice() -> None:
    more = """\
sensors:
  wall: {kind: watched_camera, centre: video, at: [[0 m, 0 m]], range: 50 m, dwell: 5 s, tiles: 4}
  smoke: {kind: fire_detector, centre: video, at: [[0 m, 0 m]], range: 50 m, recall: 100 %, delay: 5 s}
"""
    scenario = city(more)
    assert len(seen(scenario, "wall", "fire")) == 0
    assert len(seen(scenario, "smoke", "fire")) == len(seen(scenario, "smoke", "fire").happening.group) > 100


def test_a_camera_more_changes_the_luck_of_no_other_pair() -> None:
    def luck(places: str) -> dict[tuple[int, float, float], float]:
        scenario = city(WALL.format(places=places, more="field_of_view: 200 deg, "), zones=AREAS)
        found, site = seen(scenario), layout(scenario, "wall", Memory())
        where = zip(found.member.tolist(), site.x[found.device].tolist(), site.y[found.device].tolist(), strict=True)
        return dict(zip(where, found.uniforms("seen").tolist(), strict=True))

    few, more = (
        luck("at: [[9 m, 9 m], [99 m, 50 m]]"),
        luck("at: [[50 m, 50 m], [9 m, 9 m], [40 m, 9 m], [99 m, 50 m]]"),
    )
    assert few.items() < more.items()
    few, more = luck("counts: {west: 3, east: 4}"), luck("counts: {west: 5, east: 5}")
    assert few.items() < more.items()
    assert len(set(more.values())) == len(more)


AREAS = "west: {at: [0 m, 0 m], size: [100 m, 100 m]}, east: {at: [100 m, 0 m], size: [100 m, 100 m]}"


def reports_of(trace: Trace, name: str) -> list[tuple[float, int]]:
    """Return delay and subject of a sensor's reports."""
    mine = trace.reports.channel == trace.channels.index(name)
    rows = trace.reports.row[mine]
    return list(zip((trace.reports.time[mine] - trace.subjects.onset[rows]).tolist(), rows.tolist(), strict=True))


def test_machines_flood_and_a_wall_reports_once() -> None:
    """Three devices in reach: three alarms of one incident at the same instant, but one find of the wall."""
    at = "at: [[0 m, 0 m], [0 m, 10 m], [10 m, 0 m]], range: 50 m"
    more = f"""\
sensors:
  wall: {{kind: watched_camera, centre: video, {at}, dwell: 5 s, tiles: 4, attended: 1, hit_rate: {{1: 100 %}},
    types: [case]}}
  eye: {{kind: analytics, centre: video, {at}, recall: 100 %, delay: 5 s, types: [case]}}
  guard: {{kind: guards, centre: video, share: 100 %, delay: 7 s, types: [case]}}
"""
    trace = drawn(city(more))
    cases = int(np.sum(trace.subjects.type == 0))
    assert sorted(reports_of(trace, "guard")) == [
        (pytest.approx(7.0), row) for row in np.flatnonzero(trace.subjects.type == 0)
    ]
    alarms = reports_of(trace, "eye")
    assert len(alarms) == 3 * cases
    assert [delay for delay, _ in alarms] == pytest.approx([5.0] * len(alarms))
    wall = reports_of(trace, "wall")
    assert len(wall) == len({row for _, row in wall}) == cases
    # The least of three even phases of 5 s.
    assert np.mean([delay for delay, _ in wall]) == pytest.approx(1.25, abs=0.18)


def test_analytics_run_on_some_cameras_of_another_sensor() -> None:
    grid = ", ".join(f"[{x} m, {y} m]" for x in range(5, 200, 10) for y in range(5, 100, 10))
    more = f"""\
sensors:
  wall: {{kind: camera, centre: video, at: [{grid}], range: 40 m, breakdowns: {{device: {{up: 30 h, repair: 10 h}}}}}}
  eye: {{kind: analytics, centre: video, on: wall, fraction: 30 %, recall: 100 %, delay: 1 s, false_alarms: 6 /day,
    mistaken_for: {{case: 1}}, tuning: {{false_alarms: 50 %}}}}
"""
    scenario = city(more, zones=AREAS)
    trace = drawn(scenario)
    all_, some = seen(scenario, "wall"), seen(scenario, "eye")
    equipped = np.unique(some.device)
    assert 0.2 < len(equipped) / 200 < 0.4
    assert len(some) == np.sum(np.isin(all_.device, equipped))
    condition = trace.failures.conditions["eye"]
    assert np.array_equal(condition.devices, equipped)
    assert dict(trace.failures.components) == {"sensors/wall": 200, "sensors/eye": len(equipped)}
    false = trace.subjects.entity == trace.subjects.entities.index("eye")
    # Half of 6 a day from each, while it works: three of four hours in the long run, from a good start.
    assert false.sum() == pytest.approx(0.75 * 3 * 10 * len(equipped), rel=0.1)
    site = layout(scenario, "wall", Memory())
    places = {(x, y): device for device, (x, y) in enumerate(zip(site.x.tolist(), site.y.tolist(), strict=True))}
    device = np.array([places[x, y] for x, y in zip(trace.subjects.x[false], trace.subjects.y[false], strict=True)])
    assert np.isin(device, equipped).all()
    assert condition.works(device, trace.subjects.onset[false]).all()
    raised = np.unique([row for delay, row in reports_of(trace, "eye") if delay > 0.5])
    works = condition.works(some.device, some.happening.onset[some.member] + 1.0)
    assert len(raised) == len(np.unique(some.member[works]))


def test_software_on_a_turning_camera_sees_where_it_looks_at_onset() -> None:
    """A view of 90 of 360 degrees: a quarter of what is in range; false alarm of the test 1e-4."""
    more = """\
sensors:
  turning: {kind: ptz_camera, centre: video, share: 100 %, devices: 4, dwell: 1 s, tiles: 1, positions: 4, stay: 10 s,
    view: 90 deg}
  eye: {kind: analytics, centre: video, on: turning, recall: 100 %, delay: 1 s}
"""
    trace = drawn(city(more, horizon="60 d"))
    cases = int(np.sum(trace.subjects.type == 0))
    assert binomtest(len(reports_of(trace, "eye")), cases, 0.25).pvalue > 1e-4


SHOWS = """\
sensors:
  near: {{kind: camera, centre: video, at: [[0 m, 10 m], [0 m, 20 m]], range: {near} m}}
  far: {{kind: camera, centre: video, at: [[0 m, 100 m]], range: 200 m{far}}}
  turning: {{kind: ptz_camera, centre: video, at: [[0 m, 50 m]], range: {turning} m, dwell: 1 s, tiles: 1, positions: 4,
    stay: 10 s, view: 30 deg, call_up: {{kind: uniform, low: 3 s, high: 9 s}}}}
  bell: {{kind: emergency_bell, centre: video, at: [[0 m, 0 m]], range: 1 m, pressed: 0 %, delay: 1 s, types: [case],
    false_alarms: 1 /h, mistaken_for: {{fire: 1}}}}
  eye: {{kind: analytics, centre: video, on: far, recall: 0 %, delay: 1 s, types: [case], false_alarms: 1 /h,
    mistaken_for: {{fire: 1}}}}
  away: {{kind: camera, centre: other, at: [[0 m, 0 m]], range: 50 m}}
links:
  word: {{kind: digital_report, from: video, to: other}}
  all: {{kind: pushed_video, from: video, to: other}}
  two: {{kind: pushed_video, from: video, to: other, nearest: 2}}
  three: {{kind: pushed_video, from: video, to: other, nearest: 3}}
  four: {{kind: video_to_unit, from: video, to: ems, within: 1 km, nearest: 4}}
"""


def shows(**blanks: object) -> tuple[Trace, dict[str, list[float]]]:
    """Return the trace, and by link the seconds until cases are shown, all of them alike but for turning ones."""
    scenario = city(SHOWS.format(**{"near": 5, "far": "", "turning": 5, **blanks}))
    trace = drawn(scenario)
    cases = np.flatnonzero(trace.subjects.real & (trace.subjects.type == 0))
    return trace, {link: [seconds[row] for row in cases] for link, seconds in trace.shows.items()}


def test_a_picture_is_there_where_a_camera_of_the_sender_covers_the_scene() -> None:
    """The nearest two see nothing, and the third no more; the fourth covers the scene, as all together do."""
    trace, found = shows()
    assert set(found) == {"word", "all", "two", "three", "four"}
    assert {link: set(seconds) for link, seconds in found.items()} == {
        "word": {0.0},
        "all": {0.0},
        "two": {np.inf},
        "three": {np.inf},
        "four": {0.0},
    }
    assert {link: set(seconds) for link, seconds in shows(near=15)[1].items()}["two"] == {0.0}
    fires = np.flatnonzero(trace.subjects.real & (trace.subjects.type == 1))
    assert {trace.shows["all"][row] for row in fires} == {np.inf}


def test_a_turning_camera_shows_what_it_is_called_up_to() -> None:
    _, found = shows(turning=60)
    assert set(found["two"]) == {np.inf}
    turned = np.array(found["three"])
    assert turned.min() >= 3.0
    assert turned.max() <= 9.0
    assert turned.mean() == pytest.approx(Uniform(low=3.0, high=9.0).average(), abs=0.35)
    assert set(found["four"]) == {0.0}


def test_a_camera_that_is_down_is_opened_and_shows_nothing() -> None:
    trace, found = shows(far=", breakdowns: {device: {up: 10 h, repair: 5 h}}")
    cases = np.flatnonzero(trace.subjects.real & (trace.subjects.type == 0))
    down = trace.subjects.onset[cases] % (15 * HOUR) >= 10 * HOUR
    assert np.array_equal(np.isinf(found["four"]), down)
    assert 0.2 < down.mean() < 0.5


def test_a_false_alarm_is_shown_by_the_camera_that_raised_it() -> None:
    trace, _ = shows()
    for entity, expected in (("eye", 0.0), ("bell", np.inf)):
        rows = np.flatnonzero(trace.subjects.entity == trace.subjects.entities.index(entity))
        assert len(rows) > 150
        assert {trace.shows["two"][row] for row in rows} == {expected}


def test_incidents_can_have_set_times() -> None:
    scenario = city("", when="at: [3 h, 1 h, 2 h, 1 h]", horizon="3.5 h")
    trace = drawn(scenario)
    cases = trace.subjects.type == 0
    assert trace.subjects.onset[cases].tolist() == [HOUR, HOUR, 2 * HOUR, 3 * HOUR]
    assert trace.subjects.counted[cases].all()


def test_nothing_happens_in_hours_whose_rate_is_zero() -> None:
    """The run begins at 12:00; all of a rate of 48 a day falls between 18:00 and 20:00."""
    trace = drawn(city("", when='rate: 48 /day, by_hour: {"00:00": 0, "18:00": 1, "20:00": 0}', horizon="20 d"))
    hours = trace.subjects.hour[trace.subjects.type == 0]
    assert len(hours) > 800
    assert ((hours >= 18.0) & (hours < 20.0)).all()


CROWDED = """\
low: {at: [0 m, 0 m], size: [10 m, 10 m], crowd: {"00:00": 0 /m2, "14:00": 4 /m2}},
 high: {at: [50 m, 0 m], size: [10 m, 10 m], crowd: {"00:00": 1 /m2, "06:00": 5 /m2, "12:00": 1 /m2, "18:00": 9 /m2}}"""


def test_a_crowd_brings_about_what_happens_where_it_grows_beyond_a_level() -> None:
    """By hand: 3 per m2 at 10:30 in one zone, at 03:00 and 13:30 in the other; the run begins at 12:00."""
    scenario = city("", when="crowded: 3 /m2", case=", where: {low: 1, high: 2}", zones=CROWDED, horizon="2 d")
    trace = drawn(scenario)
    mine = trace.subjects.type == 0
    low, high = (trace.subjects.onset[mine & (trace.subjects.zone == zone)] / HOUR for zone in (0, 1))
    assert low == pytest.approx([22.5, 46.5])
    assert high == pytest.approx([1.5, 15.0, 25.5, 39.0])
    assert trace.subjects.number[mine].tolist() == sorted_numbers(trace, mine)
    assert (trace.subjects.x[mine] >= 50.0).tolist() == (trace.subjects.zone[mine] == 1).tolist()


def sorted_numbers(trace: Trace, mine: Flags) -> list[int]:
    """Return numbers by zone, day since the midnight before the start, and crossing of the day, by hand."""
    subjects = trace.subjects
    days = ((subjects.onset[mine] + 12 * HOUR) // DAY).astype(int)
    # On the first day the crossing at 03:00 lies before the start and keeps its number.
    nth = [
        int(zone == 1 and round(onset / HOUR, 1) in (1.5, 25.5))
        for zone, onset in zip(subjects.zone[mine], subjects.onset[mine], strict=True)
    ]
    return [int(z) * 10**8 + 1000 * d + n for z, d, n in zip(subjects.zone[mine], days.tolist(), nth, strict=True)]


def test_a_crowd_that_varies_from_day_to_day_crosses_on_some_days() -> None:
    """Each day's factor is even from 50 % to 150 %: the peak of 4 passes 5 per m2 on a quarter of the days."""
    zones = CROWDED.replace('"14:00": 4 /m2}', '"14:00": 4 /m2}, crowd_varies: {kind: uniform, low: 50 %, high: 150 %}')
    scenario = city("", when="crowded: 5 /m2", case=", where: {low: 1}", zones=zones, horizon="600 d")
    trace = drawn(scenario)
    mine = trace.subjects.type == 0
    day = (trace.subjects.onset[mine] + 12 * HOUR) // DAY
    assert len(np.unique(day)) == len(day)
    assert mine.sum() / 600 == pytest.approx(0.25, abs=0.07)
    calm = city("", when="crowded: 5 /m2", case=", where: {low: 1, high: 1}", zones=zones, horizon="600 d")
    both = drawn(calm)
    again = (both.subjects.type == 0) & (both.subjects.zone == 0)
    assert np.array_equal(both.subjects.number[again], trace.subjects.number[mine])
    assert np.array_equal(both.subjects.x[again], trace.subjects.x[mine])


def test_a_density_alarm_tells_of_a_crowd_at_its_level() -> None:
    """4 per m2 at 14:00, 2 per m2 at 07:00 and 19:00: at 3 per m2 from 10:30 on, read each 30 s from the onset."""
    more = (
        "sensors: {alarm: {kind: density_alarm, centre: video, level: 3 /m2, delay: 5 s, zones: [low], types: [case]}}"
    )
    scenario = city(more, when="at: [22.41 h, 22.6 h, 23 h, 30 h]", case=", where: {low: 1}", zones=CROWDED)
    # At 10:24:36 the crowd is 324 s from the level: the reading after 330 s is the first at it. At 18:00 it falls.
    assert sorted(delay for delay, _ in reports_of(drawn(scenario), "alarm")) == pytest.approx([5.0, 5.0, 335.0])


def test_operators_on_a_break_do_not_watch() -> None:
    """What the wall is given as operators on duty is what the room has seats for, minute by minute."""
    more = "sensors: {wall: {kind: watched_camera, centre: video, share: 50 %, devices: 9, dwell: 5 s, tiles: 4}}"
    text = CITY.format(horizon="2 d", seed=1, zones=POINT, when="rate: 2 /h", case="", more=more)
    room = 'seats: {"00:00": 2, "08:00": 5}, breaks: {every: 2 h, lasts: 15 min}'
    scenario = next(iter(load_text(text.replace("seats: 2", room, 1)).alternatives.values()))
    centre = scenario.centres["video"]
    times = np.arange(30.0, 2 * DAY, 61.0)
    steps = duty(centre.seats, centre.breaks, 12 * HOUR, scenario.end)
    wanted = [seats for _, seats, _ in steps]
    at = np.searchsorted([when for when, _, _ in steps], times, side="right") - 1
    found = on_duty(scenario, "video", times)
    assert np.array_equal(found, np.array(wanted)[at])
    assert {1.0, 2.0, 4.0, 5.0} <= set(found.tolist())


def test_reliefs_come_at_midnight_and_at_every_multiple_after_it() -> None:
    """Every 50 min: the last spell of a day is cut short, and a fresh one begins at midnight, on any day."""
    watch = Decaying(floor=0.0, time=600.0, relieved_every=3000.0)
    for day in (0.0, DAY, 5 * DAY):
        assert watch.attention(np.array([day, day + 2999.0, day + 3000.0])) == pytest.approx(
            [1.0, np.exp(-2999.0 / 600.0), 1.0]
        )


def test_more_operators_never_make_a_turning_camera_blinder() -> None:
    """Looks a second that see it, at 1 to 40 operators: the wall becomes faster than the patrol in between."""
    camera = sensor(PTZCamera)
    assert isinstance(camera, PTZCamera)
    camera = replace(camera, positions=6, stay=10.0, view=60.0, dwell=20.0, tiles=1)
    period, chance = camera.glimpse(np.arange(1.0, 41.0))
    assert (np.diff(chance / period) >= -1e-12).all()
    assert (chance <= camera.chance() + 1e-12).all()
