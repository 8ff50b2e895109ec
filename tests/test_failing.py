"""What fails: exact cases of renewal, repair, redundancy and backup, and the luck of each failure by its own address.

Sampled means are held to about four standard errors at fixed seeds, a false alarm in some 16,000 if one drew anew.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcity.distributions import Constant, Exponential, LawOfChance, Lognormal, Weibull
from simcity.engine.run import run
from simcity.fields import DAY, HOUR
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.outages import Breakdown
from simcity.model.scenario import Scenario
from simcity.trace import Memory, draw
from simcity.trace.breakdowns import Condition, Spells, Wear, broken, joined, renewals
from simcity.trace.downtime import Downtime, fewer_than
from simcity.trace.failing import Failures, failures

CITY = """\
simcity: 1
title: A city that fails
source: "assumed: a city for tests"
horizon: {horizon}
seed: 5
place: {{zones: {{town: {{at: [0 m, 0 m], size: [1 km, 1 km]}}}}}}
incidents:
  case: {{rate: 1 /h, callers: {{calls: {{video: 1}}, delay: 1 s}}}}
centres:
  video: {{role: video, seats: 1{centre}}}
  other: {{role: video, seats: 1}}
{more}"""


def city(more: str, horizon: str = "100 d", centre: str = "") -> Scenario:
    """Return a city with domains, sensors or links of its own."""
    text = CITY.format(more=more, horizon=horizon, centre=centre)
    return next(iter(load_text(text).alternatives.values()))


def failed(more: str, horizon: str = "100 d", centre: str = "", replication: int = 0) -> Failures:
    """Return what fails in such a city."""
    scenario = city(more, horizon, centre)
    return failures(scenario, Luck(scenario.seed, replication), Memory())


def hours(spells: Downtime) -> list[tuple[float, float]]:
    """Return spells in hours."""
    return list(zip((spells.since / HOUR).tolist(), (spells.until / HOUR).tolist(), strict=True))


def many(up: LawOfChance, down: LawOfChance, number: int, end: float) -> Spells:
    """Return the spells of many like things."""
    return renewals(Wear(up, down, "things", np.arange(number)), end, Luck(1, 0))


def test_availability_from_a_good_start_is_that_of_theory() -> None:
    """A18: MTBF 720 h, MTTR 48 h; A(24 h) = 0.974165, A(168 h) = 0.938995, mean over 720 h = 0.941406."""
    number = 100_000
    spells = many(Exponential(mean=720.0), Exponential(mean=48.0), number, 720.0)
    for time, expected in ((24.0, 0.974165), (168.0, 0.938995)):
        up = ~spells.down(np.arange(number), np.full(number, time))
        assert up.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / number))
    down = np.minimum(spells.until, 720.0) - spells.since
    assert 1 - down.sum() / (720.0 * number) == pytest.approx(0.941406, abs=0.0013)


def test_availability_in_the_long_run_depends_on_the_means_alone() -> None:
    """A18 with a Weibull up and a lognormal down time of the same means: 0.9375 again."""
    up, down = Weibull(scale=720.0 / Weibull(scale=1.0, shape=2.0).average(), shape=2.0), Lognormal(mean=48.0, sd=48.0)
    spells = many(up, down, 2_000, 100_000.0)
    device = np.arange(2_000)
    times = np.linspace(20_000.0, 99_000.0, 40)
    up_at = [1 - spells.down(device, np.full(2_000, time)).mean() for time in times]
    assert np.mean(up_at) == pytest.approx(0.9375, abs=0.004)


def test_machine_repair_waits_for_crews() -> None:
    """A19: 20 cameras, 2 crews, MTBF 200 h, MTTR 24 h: 4.830552 down, crews 0.910167 busy, 4.0833 % of time all up."""
    part = Breakdown(up=Exponential(mean=200.0), repair=Exponential(mean=24.0), crews=2)
    end = 2_000_000.0
    spells = broken(part, "cameras", np.arange(20), end, Luck(3, 0))
    time = np.concatenate([spells.since, np.minimum(spells.until, end)])
    order = np.argsort(time)
    number = np.cumsum(np.repeat([1, -1], len(spells.since))[order])
    lasts = np.diff(np.concatenate([time[order], [end]]))
    assert np.dot(number, lasts) / end == pytest.approx(4.830552, rel=0.015)
    assert np.dot(np.minimum(number, 2), lasts) / (2 * end) == pytest.approx(0.910167, rel=0.01)
    assert 1 - lasts[number > 0].sum() / end == pytest.approx(0.040833, rel=0.08)
    waiting = (np.dot(number, lasts) - np.dot(np.minimum(number, 2), lasts)) / len(spells.since)
    assert waiting == pytest.approx(39.687903, rel=0.03)


def test_enough_crews_are_as_good_as_one_each() -> None:
    law = {"up": Exponential(mean=10.0), "repair": Constant(value=3.0)}
    free = broken(Breakdown(**law), "cameras", np.arange(30), 500.0, Luck(3, 0))
    crewed = broken(Breakdown(**law, crews=30), "cameras", np.arange(30), 500.0, Luck(3, 0))
    assert np.allclose(free.since, crewed.since)
    assert np.allclose(free.until, crewed.until)
    fewer = broken(Breakdown(**law, crews=3), "cameras", np.arange(30), 500.0, Luck(3, 0))
    assert np.sum(fewer.until - fewer.since) / len(fewer.since) > 3.5


REDUNDANT = """\
domains:
  a: {outages: {up: {kind: exponential, mean: 98 h}, down: {kind: exponential, mean: 2 h}}}
  b: {outages: {up: {kind: exponential, mean: 98 h}, down: {kind: exponential, mean: 2 h}}}
  c: {outages: {up: {kind: exponential, mean: 98 h}, down: {kind: exponential, mean: 2 h}}}
  one: {fed_by: [a, b, c], needs: 1}
  two: {fed_by: [a, b, c], needs: 2}
  all: {fed_by: [a, b, c]}
"""


def test_k_of_n_is_down_when_fewer_than_k_are_up() -> None:
    """A20: A = 0.98 each; 2 of 3 0.998816, all three 0.941192; and at any time exactly as the three say."""
    found = failed(REDUNDANT, "20000 d", ", domains: [one, two, all]")
    down = found.down
    end = 20_000 * DAY
    for name, expected, sure in (("two", 0.998816, 0.0004), ("all", 0.941192, 0.003)):
        assert 1 - down[f"domains/{name}"].seconds(0.0, end) / end == pytest.approx(expected, abs=sure)
    edges = np.sort(np.concatenate([down[f"domains/{name}"].since for name in "abc"]))
    times = np.concatenate([edges + 1.0, edges - 1.0, np.linspace(0.0, end, 100_000)])
    number = sum((~down[f"domains/{name}"].at(times)).astype(int) for name in "abc")
    for name, needs in (("one", 1), ("two", 2), ("all", 3)):
        spells = down.get(f"domains/{name}")
        said = np.zeros(len(times), bool) if spells is None else spells.at(times)
        assert np.array_equal(said, number < needs)


@pytest.mark.parametrize(
    ("law", "expected", "beyond"),
    [(Exponential(mean=100.0), 5.0, 0.027441), (Constant(value=100.0), 2.5, 0.02)],
)
def test_a_message_waits_for_the_rest_of_an_outage_alone(law: LawOfChance, expected: float, beyond: float) -> None:
    """A21: MTBF 1,900, MTTR 100: mean delay 5.0 (exponential) or 2.5 (constant), and the share beyond 60."""
    end = 2_000.0 * 40_000
    spells = many(Exponential(mean=1900.0), law, 1, end).of(0)
    sent = np.sort(Luck(2, 0).vector("sent", "", np.arange(200_000)) * end)
    delay = np.array([spells.done(time, 0.0) - time for time in sent.tolist()])
    assert delay.mean() == pytest.approx(expected, rel=0.06)
    assert (delay > 60).mean() == pytest.approx(beyond, rel=0.07)


def test_work_stops_for_a_spell_and_goes_on_after_it() -> None:
    down = Downtime(np.array([10.0, 30.0]), np.array([20.0, 31.0]))
    assert [down.done(0.0, 10.0), down.done(0.0, 11.0), down.done(15.0, 5.0), down.done(5.0, 20.0)] == [10, 21, 25, 36]
    assert down.at(np.array([9.9, 10.0, 19.9, 20.0])).tolist() == [False, True, True, False]


def test_a_generator_that_starts_late_and_runs_dry_leaves_two_gaps() -> None:
    """Mains lost from 1 h to 11 h; battery 2 h, generator from 3 h after the loss for 4 h: dark 3 to 4 and 8 to 11."""
    text = """\
domains:
  mains: {{outages: {{kind: at_times, spells: [{{after: 1 h, lasts: 10 h}}]}}}}
  room: {{fed_by: [mains], backup: {{lasts: {battery}{more}}}}}
"""
    generator = ", generator: {{fails_to_start: {fails}, starting: {starting}, runs: 4 h}}"

    def dark(battery: str, more: str) -> list[tuple[float, float]]:
        down = failed(text.format(battery=battery, more=more), centre=", domains: [room]").down.get("domains/room")
        return [] if down is None else hours(down)

    assert dark("2 h", "") == [(3.0, 11.0)]
    assert dark("12 h", "") == []
    assert dark("2 h", generator.format(fails="0 %", starting="3 h")) == [(3.0, 4.0), (8.0, 11.0)]
    assert dark("2 h", generator.format(fails="100 %", starting="3 h")) == [(3.0, 11.0)]
    assert dark("2 h", generator.format(fails="0 %", starting="10 min")) == [(pytest.approx(5 + 1 / 6), 11.0)]
    assert dark("8 h", generator.format(fails="0 %", starting="10 min")) == [(9.0, 11.0)]


def test_two_generators_in_a_hundred_do_not_start() -> None:
    """Facts 5.04: 2 per 100 losses of mains. 4,000 losses, so 80 failures with a standard error of 9."""
    text = """\
domains:
  mains: {outages: {up: 5 h, down: 1 h}}
  room: {fed_by: [mains], backup: {lasts: 0 s, generator: {fails_to_start: 2 %}}}
"""
    down = failed(text, "1000 d", ", domains: [room]").down
    assert len(down["domains/mains"]) == 4000
    assert len(down["domains/room"]) == pytest.approx(80, abs=36)
    assert np.allclose(down["domains/room"].until - down["domains/room"].since, HOUR)


def test_own_outages_are_not_bridged() -> None:
    text = """\
domains:
  mains: {outages: {kind: at_times, spells: [{after: 1 h, lasts: 2 h}]}}
  room: {fed_by: [mains], backup: {lasts: 5 h}, outages: {kind: at_times, spells: [{after: 4 h, lasts: 1 h}]}}
"""
    assert hours(failed(text, centre=", domains: [room]").down["domains/room"]) == [(4.0, 5.0)]


PARTS = """\
domains:
  duct:
    outages: {kind: at_times, spells: [{after: 9 h, lasts: 2 h}, {after: 2 h, lasts: 1 h}, {after: 2.5 h, lasts: 1 h}]}
  spare: {outages: {kind: at_times, spells: [{after: 300 d, lasts: 1 h}]}}
sensors:
  wall: {kind: watched_camera, centre: video, share: 100 %, devices: 3, dwell: 1 s, tiles: 1, domains: [duct],
    breakdowns: {device: {up: 10 h, repair: 1 h}}}
  still: {kind: camera, centre: video, share: 10 %, domains: [spare]}
links:
  word: {kind: delay, from: video, to: other, latency: 1 s, domains: [duct, spare],
    outages: {kind: at_times, spells: [{after: 3 h, lasts: 3 h}]}}
  gone: {kind: delay, from: video, to: other, latency: 1 s, domains: [duct], up: never}
"""


def test_what_hangs_on_a_domain_is_down_with_it() -> None:
    """Overlapping spells are one; a link has its own as well; what is never down is absent, what cannot be unnamed."""
    found = failed(PARTS, "1 d", ", domains: [duct]")
    assert {path: hours(spells) for path, spells in found.down.items()} == {
        "domains/duct": [(2.0, 3.5), (9.0, 11.0)],
        "links/word": [(2.0, 6.0), (9.0, 11.0)],
        "centres/video": [(2.0, 3.5), (9.0, 11.0)],
        "sensors/wall": [(2.0, 3.5), (9.0, 11.0)],
    }
    assert found.components == (
        ("domains/duct", 1),
        ("domains/spare", 1),
        ("links/word", 1),
        ("centres/video", 1),
        ("sensors/wall", 3),
        ("sensors/still", 1),
    )


def test_spells_of_devices_are_told_one_by_one_until_the_end() -> None:
    """Each device breaks at 10 h, within the duct's outage from 9 h to 11 h, and again at 21 h of a day of 21.5 h."""
    found = failed(PARTS, "21.5 h", ", domains: [duct]")
    said = [(path, since / HOUR, until / HOUR) for path, since, until in found.spells(21.5 * HOUR)]
    assert [spell[1:] for spell in said if spell[0] == "sensors/wall"] == 3 * [(2.0, 3.5), (9.0, 11.0), (21.0, 21.5)]
    assert [spell[1:] for spell in said if spell[0] == "links/word"] == [(2.0, 6.0), (9.0, 11.0)]


def test_records_say_what_was_down() -> None:
    scenario = city(PARTS, "21.5 h", ", domains: [duct]")
    records = run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))
    assert ("sensors/wall", 3) in records.components
    assert records.down.count(("sensors/wall", 21 * HOUR, 21.5 * HOUR)) == 3
    assert records.down.count(("centres/video", 9 * HOUR, 11 * HOUR)) == 1
    assert {path for path, _, _ in records.down} == {"domains/duct", "links/word", "centres/video", "sensors/wall"}


CABINETS = """\
sensors:
  wall: {{kind: watched_camera, centre: video, at: [{at}], range: 10 m, dwell: 1 s, tiles: 1,
    breakdowns: {{cabinet: {{up: {{kind: exponential, mean: 5 d}}, repair: 1 d, together: {together}}}}}}}
"""


def fates(points: list[tuple[float, float]], together: int = 1) -> list[list[tuple[float, float]]]:
    """Return the spells of each camera of a wall."""
    at = ", ".join(f"[{x} m, {y} m]" for x, y in points)
    condition = failed(CABINETS.format(at=at, together=together)).conditions["wall"]
    ((thing, spells),) = condition.causes
    return [hours(spells.of(int(number))) for number in thing]


def test_neighbours_share_a_cabinet() -> None:
    corners = [(10.0, 10.0), (900.0, 20.0), (30.0, 950.0), (880.0, 870.0)]
    points = [(x + 7.0 * step, y + 5.0 * step) for step in range(4) for x, y in corners]
    found = fates(points, together=4)
    for corner in range(4):
        assert found[corner] == found[corner + 4] == found[corner + 8] == found[corner + 12]
        assert found[corner]
    assert len({str(found[corner]) for corner in range(4)}) == 4


def test_a_camera_more_changes_the_fate_of_no_other() -> None:
    points = [(100.0 * x, 30.0 * x) for x in range(8)]
    before = fates(points)
    assert fates([(555.0, 5.0), *points, (100.0, 30.0)])[1:-1] == before
    assert len({str(one) for one in before}) == len(before)
    twins = fates([*points, points[3]])
    assert twins[-1] != twins[3]


def test_a_longer_repair_never_begins_a_failure_sooner() -> None:
    short = many(Exponential(mean=10.0), Constant(value=1.0), 50, 100.0)
    long = many(Exponential(mean=10.0), Constant(value=2.0), 50, 100.0)
    for thing in range(50):
        early, late = short.of(thing).since, long.of(thing).since
        assert len(late) <= len(early)
        assert np.allclose(late, early[: len(late)] + np.arange(len(late)))


SPELLS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(1, 9)), max_size=12)


@given(SPELLS)
def test_spells_that_meet_are_joined_device_by_device(pieces: list[tuple[int, int, int]]) -> None:
    if not pieces:
        return
    device, since, length = np.array(pieces).T
    whose, low, high = joined(device, since.astype(float), (since + length).astype(float))
    for one in range(4):
        wanted = {second for d, s, n in pieces if d == one for second in range(s, s + n)}
        mine = [(int(a), int(b)) for a, b in zip(low[whose == one], high[whose == one], strict=True)]
        assert [second for a, b in mine for second in range(a, b)] == sorted(wanted)
        assert all(b < c for (_, b), (c, _) in pairwise(mine))
        own = device == one
        assert hours(fewer_than(1, (Downtime(since[own] * HOUR, (since + length)[own] * HOUR),))) == mine


def test_whether_a_device_works_is_what_its_spells_say() -> None:
    """Two causes and a domain against a count spell by spell."""
    first = many(Exponential(mean=10.0), Exponential(mean=3.0), 40, 200.0)
    second = renewals(Wear(Exponential(mean=30.0), Constant(value=5.0), "groups", np.arange(10)), 200.0, Luck(1, 0))
    whole = Downtime(np.array([50.0]), np.array([60.0]))
    devices, groups = np.arange(40), np.arange(40) // 4
    condition = Condition(devices, whole, ((devices, first), (groups, second)))
    device = np.tile(devices, 300)
    time = Luck(9, 0).vector("time", "", np.arange(len(device))) * 220.0
    works = condition.works(device, time)
    whose, since, until = condition.down(200.0)
    for d, t, up in zip(device[:3000].tolist(), time[:3000].tolist(), works[:3000].tolist(), strict=True):
        spells = [first.of(d), second.of(d // 4), whole]
        assert up == (not any(bool(one.at(np.array([t]))[0]) for one in spells))
        if t < 200.0:
            assert up == (not np.any((whose == d) & (since <= t) & (t < until)))
    assert 0.4 < works.mean() < 0.8


def test_ten_thousand_cameras_over_a_month_are_cheap() -> None:
    """A count, not a clock: a few rounds of vectors, whose number is that of the failures of the worst camera."""
    spells = many(Exponential(mean=720.0), Exponential(mean=48.0), 10_000, 720.0)
    assert len(spells.since) == pytest.approx(9_800, rel=0.1)
    assert np.diff(spells.first).max() < 12
