"""Laws that hold in every city, whatever is in it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from towns import UNLIMITED, town, towns

from simcity.analysis import experiment
from simcity.engine.run import run
from simcity.load import load, load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records
from simcity.trace import Memory, draw

ROOT = Path(__file__).parent.parent


def lived(scenario: Scenario, replication: int = 0, memory: Memory | None = None) -> Records:
    """Run one replication of one alternative."""
    trace = draw(scenario, Luck(scenario.seed, replication), memory or Memory())
    return run(scenario, trace)


def alone(text: str) -> Scenario:
    """Return the first alternative of a scenario text."""
    return next(iter(load_text(text, "town.yaml").alternatives.values()))


def said(records: Records, entities: set[str]) -> dict[str, list[tuple[object, ...]]]:
    """Return by subject what was said of it, in names, so that runs with other rows can be compared."""
    subjects = records.subjects
    found: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for index in range(len(records)):
        row = int(records.incident[index])
        if subjects.entities[subjects.entity[row]] in entities:
            found[subjects.name(row)].append(
                (
                    Milestone(records.milestone[index]),
                    float(records.time[index]),
                    records.organisations[records.organisation[index]],
                    records.units[records.unit[index]],
                    records.channels[records.channel[index]],
                )
            )
    return {name: sorted(lines, key=str) for name, lines in found.items()}


NO_CHANGE = """
alternatives:
  as_it_is: {}
  nothing_changed: {links.video_112.duration: 60 s}
  platform_never_up:
    links.platform_112: {kind: digital_report, from: video, to: room_112, latency: 1 s, up: never}
    links.platform_119: {kind: digital_report, from: video, to: room_119, latency: 1 s, up: never}
    links.push: {kind: pushed_video, from: video, to: room_112, looking: 30 s, up: never}
"""


def test_a_change_of_nothing_changes_nothing() -> None:
    """An alternative without effect, or with a platform that is never up, lives the same lives to the bit."""
    city = load_text(town(more=NO_CHANGE), "town.yaml")
    memory = Memory()
    runs = {name: lived(scenario, 3, memory) for name, scenario in city.alternatives.items()}
    base = runs.pop("as_it_is")
    assert len(base) > 1000
    for other in runs.values():
        assert said(base, set(base.subjects.entities)) == said(other, set(base.subjects.entities))


def test_shared_memory_gives_what_a_fresh_one_gives() -> None:
    city = load_text(town(more=NO_CHANGE), "town.yaml")
    memory = Memory()
    for scenario in city.alternatives.values():
        first, second = lived(scenario, 1, memory), lived(scenario, 1)
        assert np.array_equal(first.time, second.time)
        assert np.array_equal(first.cause, second.cause)


TITLES = town(title="Quite another title", **UNLIMITED)
BLIND = town(**UNLIMITED).replace(
    "sensors:\n",
    "sensors:\n  blind: {kind: analytics, centre: video, at: [[90 km, 90 km]], range: 1 m, recall: 50 %, delay: 1 s}\n",
)
ALERT = """incidents:
  alert:
    rate: 3 /h
    in_public_view: 0 %
    where: {edge: 1}
    callers: {calls: {room_119: 1}, delay: 10 s}
    needs: {ems: {als: 1}}
"""
OTHERS = {
    "title": TITLES,
    "unused camera": BLIND,
    "new type": town(**UNLIMITED).replace("incidents:\n", ALERT),
}


def reordered(text: str) -> str:
    """Return the town with two incident types, two stations and two sensors in another order."""
    crash, prank = text.index("  crash:"), text.index("  prank:")
    collapse = text.index("  collapse:")
    text = text[:collapse] + text[crash:prank] + text[collapse:crash] + text[prank:]
    lines = text.splitlines(keepends=True)
    zones = [n for n, line in enumerate(lines) if line.lstrip().startswith(("market: {at", "edge: {at"))]
    lines[zones[0]], lines[zones[1]] = lines[zones[1]], lines[zones[0]]
    return "".join(lines)


@pytest.mark.parametrize("change", [*OTHERS, "order"])
def test_luck_of_the_others_stays(change: str) -> None:
    """A title, the order in the file, an unused camera and a new type leave the luck of all others alone.

    Nobody waits for units or for 112 and 119 here; the video centre, where a new type never comes, has seats.
    """
    other = OTHERS.get(change) or reordered(town(**UNLIMITED))
    before, after = lived(alone(town(**UNLIMITED))), lived(alone(other))
    entities = {"collapse", "crash", "prank", "bells"}
    assert said(before, entities) == said(after, entities)


def test_a_changed_rate_keeps_the_marks() -> None:
    slow, fast = (draw(alone(town(rate=rate)), Luck(1, 0), Memory()).subjects for rate in (2, 4))
    ours, theirs = (s.entity == s.entities.index("collapse") for s in (slow, fast))
    size = int(ours.sum())
    assert np.array_equal(slow.x[ours], fast.x[theirs][:size])
    assert np.array_equal(slow.public[ours], fast.public[theirs][:size])
    assert np.allclose(slow.onset[ours], 2.0 * fast.onset[theirs][:size])


def test_same_seed_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    city = load_text(town(more=NO_CHANGE), "town.yaml")
    for jobs in (1, 4):
        experiment.run(city, replications=5, jobs=jobs).save(tmp_path / str(jobs))
    for name in ("summary.json", "replications.csv", "provenance.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "4" / name).read_bytes()
    assert json.loads((tmp_path / "1" / "summary.json").read_text())["replications"] == 5


def check_causes(records: Records) -> None:
    """Causes are a tree rooted at onset, of one incident, in time."""
    index = np.arange(len(records))
    onset = records.milestone == Milestone.ONSET
    assert np.array_equal(records.cause[onset], index[onset])
    assert (records.cause[~onset] < index[~onset]).all()
    assert np.array_equal(records.incident, records.incident[records.cause])
    assert (records.time >= records.time[records.cause] - 1e-9).all()
    assert (records.time <= records.end + 1e-9).all()


def check_seats(records: Records) -> None:
    """No more jobs are seated than there are seats, but for work that outlasts a shift; nobody starts before asking."""
    seated = ~np.isnan(records.job_start)
    assert (records.job_start[seated] >= records.job_asked[seated]).all()
    assert (records.job_end >= records.job_asked).all()
    for centre in {name for name, _, _ in records.seats}:
        steps = [(time, seats) for name, time, seats in records.seats if name == centre]
        here = seated & (records.job_centre == records.organisations.index(centre))
        for start in np.unique(records.job_start[here]):
            busy = int((here & (records.job_start <= start) & (records.job_end > start)).sum())
            seats = next(count for time, count in reversed(steps) if time <= start)
            begun = here & (records.job_start == start) & (records.job_end > start)
            assert busy <= max(seats, 0) or not begun.any()


def check_work(records: Records) -> None:
    """What is interrupted goes on as another entry, what is received ends once, and what is turned away is said."""
    jobs = list(
        zip(
            records.job_centre.tolist(),
            records.job_kind.tolist(),
            records.job_incident.tolist(),
            records.job_asked.tolist(),
            records.job_end.tolist(),
            [Outcome(outcome) for outcome in records.job_outcome.tolist()],
            strict=True,
        )
    )
    asked = Counter((centre, kind, row, time) for centre, kind, row, time, _, _ in jobs)
    broken = Counter((centre, kind, row, end) for centre, kind, row, _, end, how in jobs if how == Outcome.INTERRUPTED)
    assert all(asked[job] >= count for job, count in broken.items())
    for what, how in ((Milestone.BLOCKED, Outcome.BLOCKED), (Milestone.ABANDONED, Outcome.HUNG_UP)):
        assert (records.milestone == what).sum() == sum(outcome == how for *_, outcome in jobs)
    call, channel = records.job_kinds.index("call"), records.channels.index("call")
    received = ((records.milestone == Milestone.RECEIVED) & (records.channel == channel)).sum()
    ended = sum(kind == call and how not in (Outcome.BLOCKED, Outcome.INTERRUPTED) for _, kind, _, _, _, how in jobs)
    called_back = ended - received
    assert 0 <= called_back <= (records.milestone == Milestone.ABANDONED).sum()


def check_units(records: Records) -> None:
    """A unit is dispatched again only after it was in service again, and no unit is named twice at once."""
    for unit in range(1, len(records.units)):
        mine = records.unit == unit
        out = records.time[mine & (records.milestone == Milestone.DISPATCHED)]
        back = records.time[mine & (records.milestone == Milestone.IN_SERVICE)]
        assert len(out) - len(back) in (0, 1)
        assert (np.sort(out)[1:] >= np.sort(back)[: len(out) - 1] - 1e-9).all()


def check_nothing_is_lost(records: Records, scenario: Scenario) -> None:
    """Each slot that was asked for has a unit, was given up, or waits; each unit sent is back or still out."""
    said = list(zip(records.incident.tolist(), records.organisation.tolist(), records.milestone.tolist(), strict=True))
    count = Counter(said)
    agencies = {name: records.organisations.index(name) for name in scenario.agencies}
    for row, organisation in {(row, who) for row, who, what in said if what == Milestone.REQUESTED}:
        name = records.organisations[organisation]
        kind = scenario.incidents[records.subjects.types[records.subjects.type[row]]]
        slots = sum(agency == name for agency, _, _ in kind.slots())
        sent = count[row, organisation, Milestone.DISPATCHED]
        lost = count[row, organisation, Milestone.LOST]
        assert count[row, organisation, Milestone.REQUESTED] == 1
        assert sent + lost <= slots
        if scenario.agencies[name].when_none_free.kind != "wait" or scenario.agencies[name].units == "unlimited":
            assert sent + lost == slots
        assert count[row, organisation, Milestone.IN_SERVICE] <= sent
    dispatched = {(row, who) for row, who, what in said if what == Milestone.DISPATCHED}
    assert dispatched <= {(row, who) for row, who, what in said if what == Milestone.REQUESTED}
    for row in np.flatnonzero(records.subjects.counted).tolist():
        closed = all(
            count[row, agencies[agency], Milestone.IN_SERVICE] + count[row, agencies[agency], Milestone.LOST] > 0
            for agency in scenario.incidents[records.subjects.types[records.subjects.type[row]]].needs
        )
        assert closed or unfinished(records, scenario, row)


def unfinished(records: Records, scenario: Scenario, row: int) -> bool:
    """Return whether an incident is open at the end, or was never noticed, believed or told to who must act."""
    mine = records.incident == row
    kind = scenario.incidents[records.subjects.types[records.subjects.type[row]]]
    aware = {records.organisations[k] for k in records.organisation[mine & (records.milestone == Milestone.AWARE)]}
    senders = {scenario.agencies[agency].dispatched_by for agency in kind.needs}
    out = (mine & (records.milestone == Milestone.DISPATCHED)).sum() - (
        mine & (records.milestone == Milestone.IN_SERVICE)
    ).sum()
    asked = (mine & (records.milestone == Milestone.REQUESTED)).sum() < len(kind.needs)
    given = np.isin(records.milestone[mine], [Milestone.DISPATCHED, Milestone.LOST]).sum()
    return not senders <= aware or out > 0 or asked or given < len(kind.slots())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(towns())
def test_conservation_in_made_up_towns(text: str) -> None:
    """In any town causes are trees, seats and units are conserved, and nothing is lost."""
    scenario = alone(text)
    records = lived(scenario)
    check_causes(records)
    check_seats(records)
    check_work(records)
    check_units(records)
    check_nothing_is_lost(records, scenario)
    assert set(records.job_outcome.tolist()) <= {int(outcome) for outcome in Outcome}


FASTER = """
alternatives:
  slow: {}
  fast: {links.police_fire.latency: 1 s, links.police_fire.joint_after: 0 s, links.fire_police.duration: 5 s}
"""


def test_a_faster_link_never_worsens_where_nobody_waits() -> None:
    """With unlimited seats and units the paired mean does not rise (one-sided, 1 %)."""
    city = load_text(
        town(more=FASTER, **{**UNLIMITED, "pranks": 0})
        .replace("seats: 2", "seats: unlimited")
        .replace(
            "  wall: {kind: watched_camera, centre: video, counts: {market: 30}, range: 80 m, dwell: 20 s, tiles: 4}\n",
            "",
        ),
        "town.yaml",
    )
    result = experiment.run(city, replications=12, jobs=1)
    table = result.compare("slow", "fast").set_index("metric")
    from scipy.stats import t

    for metric in ("response_mean/crash/ems", "response_mean/crash/police"):
        row = table.loc[metric]
        error = row["half_width"] / t.ppf(0.975, 11)
        assert row["difference"] <= t.ppf(0.99, 11) * error
    assert table.loc["response_mean/crash/ems", "difference"] < -5.0


def test_sharing_can_do_harm() -> None:
    """A saturated room that must look at every pushed picture reaches fewer in time, and the run says so."""
    city = load(ROOT / "scenarios" / "saturated-room.yaml")
    result = experiment.run(city, replications=20)
    finding = result.finding()
    assert finding is not None
    assert finding.difference + finding.half_width < 0.0


MOVED = """
alternatives:
  here: {}
  there:
    incidents.collapse.where: {edge: 1}
    incidents.crash.in_public_view: 10 %
    sensors.wall.counts: {edge: 30}
    agencies.police.stations.post.count: 2
    incidents.prank.rate: 3 /h
"""


def test_memory_does_not_confuse_alternatives_that_differ() -> None:
    """What one alternative has drawn is never taken for another whose places, cameras or stations differ."""
    city = load_text(town(more=MOVED), "town.yaml")
    memory = Memory()
    for name in ("here", "there", "here"):
        first, second = lived(city.alternatives[name], 1, memory), lived(city.alternatives[name], 1)
        assert np.array_equal(first.time, second.time)
        assert np.array_equal(first.subjects.x, second.subjects.x)
