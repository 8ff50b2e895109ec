"""Metrics of knowledge, calls, permissions, sensors and failures, of small stories worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcity.analysis.chains import STAGES, Chains, follow
from simcity.analysis.knowing import knowing
from simcity.analysis.metrics import known, measure
from simcity.analysis.misses import misses
from simcity.analysis.reasons import differences
from simcity.analysis.sensing import availability, sensing
from simcity.analysis.service import service
from simcity.analysis.story import Story
from simcity.analysis.timelines import timelines
from simcity.analysis.workload import workload
from simcity.engine.run import run
from simcity.load import ScenarioError, load
from simcity.luck import Luck
from simcity.model.city import City
from simcity.model.measurable import devices
from simcity.model.metrics import METRICS
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records, Subjects
from simcity.trace import Memory, draw

M = Milestone
PLATFORM = load(Path(__file__).parent / "data" / "platform.yaml")
MOVING = load(Path(__file__).parent / "data" / "moving.yaml")
CITIES = [(city, name) for city in (PLATFORM, MOVING) for name in city.alternatives]
CITY = PLATFORM.alternatives["integrated"]
ORGANISATIONS = ("", *CITY.centres, *CITY.agencies)
CHANNELS = ("", "call", *CITY.sensors, *CITY.links)
HOUR = 3600.0


class Book:
    """Collects what a run would say of brawls, each with its onset; the last rows are pranks."""

    def __init__(self, onsets: list[float], pranks: int = 0) -> None:
        self.onsets = np.array(onsets)
        self.real = np.arange(len(onsets)) < len(onsets) - pranks
        self.said: list[tuple[float, int, int, int, int, int, int]] = []
        self.jobs: list[tuple[int, int, int, float, float, float, int]] = []
        for row, time in enumerate(onsets):
            self.say(time, M.ONSET, row, cause=row)

    def say(
        self, time: float, what: M, row: int, who: str = "", channel: str = "", cause: int = 0, unit: int = 0
    ) -> int:
        self.said.append((time, what, row, ORGANISATIONS.index(who), unit, CHANNELS.index(channel), cause))
        return len(self.said) - 1

    def came(self, time: float, row: int, who: str, channel: str = "call", cause: int | None = None) -> int:
        """Say that something is noticed and reported; return the report."""
        noticed = self.say(time, M.DETECTED, row, channel=channel, cause=row if cause is None else cause)
        return self.say(time, M.RECEIVED, row, who, channel, noticed)

    def job(self, who: str, row: int, asked: float, start: float, end: float, outcome: Outcome) -> None:
        self.jobs.append((ORGANISATIONS.index(who), 0, row, asked, start, end, outcome))

    def records(self, **more: object) -> Records:
        size = len(self.onsets)
        kinds = np.where(self.real, 1, 3)
        subjects = Subjects(
            types=("", *CITY.incidents),
            zones=("", *CITY.place.zones),
            entities=("", *CITY.incidents),
            entity=kinds,
            number=np.arange(size),
            type=kinds,
            real=self.real,
            counted=self.real & (self.onsets >= CITY.warm_up) & (self.onsets < CITY.horizon),
            onset=self.onsets,
            zone=np.ones(size, np.int64),
            x=np.zeros(size),
            y=np.zeros(size),
            public=np.ones(size, bool),
            hour=self.onsets / HOUR % 24.0,
        )
        said = np.array(self.said, float).reshape(-1, 7)
        jobs = np.array(self.jobs, float).reshape(-1, 7)
        whole, work = said.astype(np.int64), np.nan_to_num(jobs).astype(np.int64)
        found = Records(
            subjects=subjects,
            organisations=ORGANISATIONS,
            answering_points=("room_112", "room_119"),
            units=("", "one"),
            channels=CHANNELS,
            warm_up=CITY.warm_up,
            horizon=CITY.horizon,
            end=CITY.end,
            time=said[:, 0],
            milestone=whole[:, 1],
            incident=whole[:, 2],
            organisation=whole[:, 3],
            unit=whole[:, 4],
            channel=whole[:, 5],
            cause=whole[:, 6],
            job_centre=work[:, 0],
            job_kind=work[:, 1],
            job_incident=work[:, 2],
            job_asked=jobs[:, 3],
            job_start=jobs[:, 4],
            job_end=jobs[:, 5],
            job_outcome=work[:, 6],
            job_kinds=("call",),
            seats=(("room_112", 0.0, 1.0),),
            duty=(),
        )
        return replace(found, **more)  # type: ignore[arg-type]


def test_who_knew_and_how_soon() -> None:
    book = Book([2 * HOUR, 3 * HOUR, 4 * HOUR, 600.0])
    for row, after in ((0, 60.0), (1, 100.0), (3, 5.0)):
        onset = book.onsets[row]
        first = book.came(onset + 10.0, row, "room_112")
        aware = book.say(onset + after, M.AWARE, row, "room_112", cause=first)
        # A second word comes later and changes nothing.
        book.say(onset + after + 900.0, M.AWARE, row, "room_112", cause=first)
        if row == 0:
            book.say(onset + 80.0, M.PICTURED, row, "room_112", "push", aware)
            book.say(onset + 90.0, M.AWARE, row, "room_119", cause=aware)
            book.say(onset + 700.0, M.SAFE, row, "room_112", cause=aware)
            book.say(onset + 1500.0, M.FOOTAGE, row, "room_112", "footage", aware)
    found = {name: (y, n) for name, y, n in knowing(book.records(), CITY)}
    # The brawl at 600 s lies in the warm-up.
    assert found["aware_mean/brawl/room_112"] == (160.0, 2.0)
    assert found["aware_share/brawl/room_112"] == (2.0, 3.0)
    assert found["aware_mean/brawl/room_119"] == (90.0, 1.0)
    assert found["pictured_share/brawl/room_112"] == (1.0, 3.0)
    assert found["safe_mean/brawl/room_112"] == (700.0, 1.0)
    assert found["safe_mean/brawl/room_119"] == (0.0, 0.0)
    assert found["footage_mean/brawl"] == (1500.0, 1.0)
    # 112 is called about no collapse, sends nobody to one and is not told of one.
    assert "aware_share/collapse/room_112" not in found
    assert not any(name.startswith("safe_mean/collapse") for name in found)


def test_calls_waits_and_busy_tones() -> None:
    book = Book([2 * HOUR] * 6)
    answered = book.came(2 * HOUR, 0, "room_112")
    book.say(2 * HOUR + 20.0, M.ANSWERED, 0, "room_112", "call", answered)
    gone = book.came(2 * HOUR, 1, "room_112")
    hung_up = book.say(2 * HOUR + 50.0, M.ABANDONED, 1, "room_112", "call", gone)
    again = book.say(2 * HOUR + 90.0, M.RECEIVED, 1, "room_112", "call", hung_up)
    book.say(2 * HOUR + 130.0, M.ANSWERED, 1, "room_112", "call", again)
    busy = book.came(2 * HOUR, 2, "room_112")
    book.say(2 * HOUR, M.BLOCKED, 2, "room_112", "call", busy)
    # A report over a digital link takes a seat, and does not come from outside.
    inside = book.came(2 * HOUR, 3, "room_112", "report_112")
    book.say(2 * HOUR + 500.0, M.ANSWERED, 3, "room_112", "report_112", inside)
    spoken = book.came(2 * HOUR, 4, "room_112", "video_112")
    book.say(2 * HOUR + 30.0, M.ANSWERED, 4, "room_112", "video_112", spoken)
    late = book.came(9 * HOUR, 5, "room_112")
    book.say(9 * HOUR + 1.0, M.ANSWERED, 5, "room_112", "call", late)
    found = {name: (y, n) for name, y, n in service(book.records(), CITY)}
    assert found["wait_mean/room_112"] == (20.0 + 40.0 + 30.0, 3.0)
    assert found["wait_p90/room_112"] == (pytest.approx(np.quantile([20.0, 40.0, 30.0], 0.9)), 1.0)
    assert found["abandoned/room_112"] == (1.0, 4.0)
    assert found["blocked/room_112"] == (1.0, 5.0)
    assert "abandoned/room_119" not in found
    assert "wait_mean/duty_officer" not in found


def test_permissions_and_runs_in_vain() -> None:
    book = Book([2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR], pranks=1)
    for row, (what, takes) in enumerate([(M.APPROVED, 30.0), (M.REFUSED, 50.0), (None, 0.0)]):
        asked = book.say(book.onsets[row] + 100.0, M.ASKED, row, "duty_officer", cause=row)
        if what is not None:
            book.say(book.onsets[row] + 100.0 + takes, what, row, "duty_officer", cause=asked)
    book.say(5 * HOUR + 60.0, M.DISPATCHED, 3, "police", cause=3)
    book.say(5 * HOUR + 60.0, M.DISPATCHED, 3, "police", cause=3, unit=1)
    book.say(2 * HOUR + 60.0, M.DISPATCHED, 0, "police", cause=0, unit=1)
    found = {name: (y, n) for name, y, n in service(book.records(), CITY)}
    assert found["refused/duty_officer"] == (1.0, 3.0)
    assert found["approval_mean/duty_officer"] == (80.0, 2.0)
    assert found["false_runs/police"] == (2.0, pytest.approx(8 / 24))
    assert found["false_runs/ems"] == (0.0, pytest.approx(8 / 24))


def test_finds_alarms_and_availability() -> None:
    book = Book([2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR], pranks=1)
    book.came(2 * HOUR + 40.0, 0, "video", "wall")
    book.came(2 * HOUR + 20.0, 0, "video", "analytics")
    book.came(3 * HOUR + 10.0, 1, "room_112")
    book.came(3 * HOUR + 30.0, 1, "video", "wall")
    book.came(4 * HOUR + 5.0, 2, "video", "wall")
    book.came(5 * HOUR, 3, "video", "analytics")
    records = book.records(
        components=(("domains/duct", 1), ("sensors/wall", 20)),
        down=(("domains/duct", 0.0, 2 * HOUR), ("sensors/wall", 8 * HOUR, 10 * HOUR), ("sensors/wall", HOUR, 2 * HOUR)),
    )
    year = 365 * 24
    found = {name: (y, n) for name, y, n in sensing(records, CITY)}
    assert found["finds/wall"] == (1.0, pytest.approx(20 * 8 / year))
    assert found["finds/analytics"] == (1.0, pytest.approx(20 * 8 / year))
    assert found["alarms/analytics"] == (2.0, pytest.approx(20 * 8 / 24))
    assert "alarms/wall" not in found
    # Only what lies between the first hour and the ninth counts.
    up = {name: (y, n) for name, y, n in availability(records, CITY)}
    assert up["availability/domains/duct"] == (7 * HOUR, 8 * HOUR)
    assert up["availability/sensors/wall"] == (20 * 8 * HOUR - 2 * HOUR, 20 * 8 * HOUR)


def test_half_of_the_cameras_have_analytics() -> None:
    analytics = CITY.sensors["analytics"]
    assert devices(replace(analytics, fraction=0.25), CITY) == 5.0  # type: ignore[call-arg]
    assert devices(CITY.sensors["wall"], CITY) == 20.0


def test_work_broken_off_and_taken_up_again_is_one_piece_of_work() -> None:
    book = Book([2 * HOUR, 2 * HOUR, 2 * HOUR], pranks=3)
    book.job("room_112", 0, 7200.0, 7200.0, 7260.0, Outcome.INTERRUPTED)
    book.job("room_112", 0, 7260.0, 7300.0, 7330.0, Outcome.INTERRUPTED)
    book.job("room_112", 0, 7330.0, 7400.0, 7450.0, Outcome.REJECTED)
    # Broken off, and never taken up again before the end.
    book.job("room_112", 1, 7450.0, 7450.0, 7500.0, Outcome.INTERRUPTED)
    book.job("room_112", 1, 7500.0, math.nan, CITY.end, Outcome.OPEN)
    # Asked when the first was broken off, but about something else.
    book.job("room_112", 2, 7260.0, 7500.0, 7510.0, Outcome.REJECTED)
    found = {name: (y, n) for name, y, n in workload(book.records(), CITY)}
    assert found["false_alarms/room_112"][0] == 3.0
    assert found["utilisation/room_112"] == (60.0 + 30.0 + 50.0 + 50.0 + 10.0, 8 * HOUR)


def row_of(book: Book, agency: str = "police") -> dict[str, float]:
    rows = timelines(book.records(), CITY).set_index("agency")
    row = rows.loc[agency]
    assert sum(row[stage] for stage in STAGES) == pytest.approx(row["golden"], abs=1e-9)
    return {stage: float(row[stage]) for stage in STAGES}


def test_a_call_given_up_and_made_again_is_answered_late() -> None:
    start = 2 * HOUR
    book = Book([start])
    first = book.came(start + 60.0, 0, "room_112")
    gone = book.say(start + 100.0, M.ABANDONED, 0, "room_112", "call", first)
    again = book.say(start + 130.0, M.RECEIVED, 0, "room_112", "call", gone)
    heard = book.say(start + 145.0, M.ANSWERED, 0, "room_112", "call", again)
    sure = book.say(start + 200.0, M.VERIFIED, 0, "room_112", "call", heard)
    aware = book.say(start + 200.0, M.AWARE, 0, "room_112", cause=sure)
    asked = book.say(start + 210.0, M.REQUESTED, 0, "police", cause=aware)
    sent = book.say(start + 215.0, M.DISPATCHED, 0, "police", cause=asked, unit=1)
    side = book.say(start + 400.0, M.AT_SIDE, 0, "police", cause=sent, unit=1)
    assert side == len(book.said) - 1
    found = row_of(book)
    assert (found["detection"], found["answering"], found["verification"]) == (60.0, 85.0, 55.0)
    assert (found["sharing"], found["request"], found["dispatch"]) == (0.0, 10.0, 5.0)


def test_word_that_goes_over_two_centres_and_a_permission() -> None:
    start = 2 * HOUR
    book = Book([start])
    cause = book.came(start + 5.0, 0, "video", "analytics")
    for who, channel, offset in (
        ("video", "analytics", 0.0),
        ("room_112", "report_112", 100.0),
        ("room_119", "joint", 200.0),
    ):
        if offset:
            cause = book.say(start + offset - 10.0, M.SHARED, 0, who, channel, cause)
            cause = book.say(start + offset, M.RECEIVED, 0, who, channel, cause)
        cause = book.say(start + offset + 15.0, M.ANSWERED, 0, who, channel, cause)
        cause = book.say(start + offset + 40.0, M.VERIFIED, 0, who, channel, cause)
        cause = book.say(start + offset + 40.0, M.AWARE, 0, who, cause=cause)
    cause = book.say(start + 260.0, M.ASKED, 0, "duty_officer", cause=cause)
    cause = book.say(start + 300.0, M.APPROVED, 0, "duty_officer", cause=cause)
    cause = book.say(start + 300.0, M.REQUESTED, 0, "ems", cause=cause)
    cause = book.say(start + 310.0, M.DISPATCHED, 0, "ems", cause=cause, unit=1)
    book.say(start + 600.0, M.AT_SIDE, 0, "ems", cause=cause, unit=1)
    found = row_of(book, "ems")
    # The first centre believes at 40 s, the last one knows at 240 s; the request for permission lies there at 260 s.
    expected = dict(detection=5.0, answering=10.0, verification=25.0, sharing=200.0, request=20.0, permission=40.0)
    assert {stage: found[stage] for stage in expected} == expected
    assert found["dispatch"] == 10.0


def test_a_permission_asked_for_after_the_units() -> None:
    start = 2 * HOUR
    book = Book([start])
    heard = book.came(start, 0, "room_112")
    asked = book.say(start + 50.0, M.REQUESTED, 0, "police", cause=heard)
    lies = book.say(start + 60.0, M.ASKED, 0, "duty_officer", cause=asked)
    may = book.say(start + 90.0, M.APPROVED, 0, "duty_officer", cause=lies)
    sent = book.say(start + 95.0, M.DISPATCHED, 0, "police", cause=may, unit=1)
    book.say(start + 200.0, M.AT_SIDE, 0, "police", cause=sent, unit=1)
    found = row_of(book)
    assert (found["request"], found["permission"], found["dispatch"]) == (50.0, 40.0, 5.0)


def test_a_centre_that_knows_everything_is_heard_by_nobody() -> None:
    start = 2 * HOUR
    book = Book([start])
    aware = book.say(start, M.AWARE, 0, "room_112", cause=0)
    asked = book.say(start + 10.0, M.REQUESTED, 0, "police", cause=aware)
    sent = book.say(start + 10.0, M.DISPATCHED, 0, "police", cause=asked, unit=1)
    book.say(start + 100.0, M.AT_SIDE, 0, "police", cause=sent, unit=1)
    found = row_of(book)
    assert (found["detection"], found["sharing"], found["request"]) == (0.0, 0.0, 10.0)


def lived(scenario: Scenario, seed: int) -> Chains:
    return follow(run(scenario, draw(scenario, Luck(seed, 0), Memory())), scenario)


@pytest.mark.parametrize(("city", "alternative"), CITIES)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_stages_and_misses_add_up_in_whole_cities(city: City, alternative: str, seed: int) -> None:
    scenario = city.alternatives[alternative]
    chains = lived(scenario, seed)
    reached = chains.reached
    stages = chains.stages()[:, reached]
    assert stages.sum(axis=0) == pytest.approx(chains.golden[reached], abs=1e-6)
    assert (stages >= 0.0).all()
    for name, agency in chains.groups:
        missed = [row for row in misses(chains) if row[0] == f"{name}/{agency}"]
        mine = chains.group == chains.groups.index((name, agency))
        assert sum(row[2] for row in missed) == np.sum(mine & ~chains.within_golden)
        assert all(row[3] == np.sum(mine) for row in missed)


@pytest.mark.parametrize(("city", "alternative"), CITIES)
def test_every_metric_is_measured_where_it_means_something(city: City, alternative: str) -> None:
    scenario = city.alternatives[alternative]
    chains = lived(scenario, 3)
    found = {name: (y, n) for name, y, n in measure(chains, scenario)}
    assert set(found) <= set(known(scenario))
    words = {name.partition("/")[0] for one in (PLATFORM, MOVING) for name in known(one.alternatives[one.baseline])}
    assert words == set(METRICS)
    # What is known is measured, but for parts and quantiles of what did not happen, and links that are not in use.
    lacking = {name for name in known(scenario) if "=" not in name and "_p90" not in name} - set(found)
    assert all(scenario.links[name.removeprefix("availability/links/")].up == "never" for name in lacking)
    for name, (numerator, denominator) in found.items():
        share = METRICS[name.partition("/")[0]][1] == "share" and denominator
        assert not share or -1e-9 <= numerator / denominator <= 1.0 + 1e-9, name
        assert denominator >= 0.0, name


def test_perfect_knowledge_is_never_late_and_never_lacks_a_picture() -> None:
    scenario = PLATFORM.alternatives["perfect"]
    found = {name: (y, n) for name, y, n in measure(lived(scenario, 3), scenario)}
    assert found["aware_mean/brawl/room_112"][0] == 0.0
    for name in ("aware_share/brawl/room_112", "pictured_share/brawl/room_112", "aware_share/collapse/room_119"):
        numerator, denominator = found[name]
        assert numerator == denominator > 0.0, name


def test_reasons_name_hang_ups_and_permissions() -> None:
    start = 2 * HOUR
    quick, slow, refused = Book([start]), Book([start]), Book([start])
    for book in (quick, slow, refused):
        cause = book.came(start + 60.0, 0, "room_119")
        waits = 10.0
        if book is slow:
            gone = book.say(start + 90.0, M.ABANDONED, 0, "room_119", "call", cause)
            cause, waits = book.say(start + 120.0, M.RECEIVED, 0, "room_119", "call", gone), 30.0
        heard = book.say(book.said[cause][0] + 5.0, M.ANSWERED, 0, "room_119", "call", cause)
        aware = book.say(start + 150.0, M.AWARE, 0, "room_119", cause=heard)
        cause = book.say(start + 160.0, M.ASKED, 0, "duty_officer", cause=aware)
        answer = M.REFUSED if book is refused else M.APPROVED
        cause = book.say(start + 160.0 + waits, answer, 0, "duty_officer", cause=cause)
        if book is not refused:
            cause = book.say(start + 160.0 + waits, M.REQUESTED, 0, "ems", cause=cause)
            cause = book.say(start + 160.0 + waits, M.DISPATCHED, 0, "ems", cause=cause, unit=1)
            book.say(start + 400.0 + waits, M.AT_SIDE, 0, "ems", cause=cause, unit=1)
    stories = [Story(name, book.records(), 0, CITY) for name, book in (("a", quick), ("b", slow), ("c", refused))]
    assert [line for line in differences(stories[0], stories[1]) if line.startswith("ems")] == [
        "ems: the caller hung up first in b",
        "ems: waited 65 s for an operator of room_119 instead of 5 s",
        "ems: waited 30 s for the permission to send units instead of 10 s",
        "ems: at the side 20 s later, at +430 s",
    ]
    told = [line for line in differences(stories[0], stories[2]) if line.startswith("ems")]
    assert told == ["ems: at the side at +410 s in a, never in c, where the permission to send units was refused"]


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("aware_mean/brawl/room_112", ""),
        ("aware_mean/collapse/room_112", "'room_112' sends nobody to 'collapse' and no link tells it of one"),
        ("aware_share/prank/room_112", "'prank' has real: false and is never counted"),
        ("aware_mean/brawl/rom_112", "there is no centre 'rom_112' (did you mean 'room_112'?)"),
        ("pictured_share/brawl/room_119", "no link shows 'room_119' a live picture of 'brawl'"),
        ("safe_mean/collapse/room_119", "'collapse' is safe from the start; give it safe_after"),
        ("safe_mean/brawl/video", "'video' sends nobody to 'brawl'; name a centre that does"),
        ("footage_mean/collapse", "no recorded video of 'collapse' is ever fetched"),
        ("abandoned/room_119", "callers of 'room_119' wait for ever; give it patience"),
        ("blocked/room_119", "'room_119' turns nobody away; give it places or domains"),
        ("wait_p90/duty_officer", "no report from outside comes to 'duty_officer'"),
        ("refused/video", "nobody asks 'video' for a permission"),
        ("alarms/wall", "'wall' (watched_camera) raises no alarms; take finds/wall"),
        ("finds/wal", "there is no sensor 'wal' (did you mean 'wall'?)"),
        ("availability/links/joint", "nothing of links.joint ever fails; give it domains, outages or breakdowns"),
        ("availability/domains/duct", ""),
        ("availability/domain/duct", "there is no collection 'domain' (did you mean 'domains'?)"),
        ("availability/domains/dukt", "there is no entry 'dukt' in domains (did you mean 'duct'?)"),
        ("availability/duct", "is incomplete or too long; write availability/COLLECTION/ID"),
    ],
)
def test_a_metric_that_means_nothing_is_refused_in_words(metric: str, said: str) -> None:
    path = Path(__file__).parent / "data" / "platform.yaml"
    if not said:
        scenario = load(path, {"primary.metric": metric}).alternatives["phones"]
        assert metric in known(scenario)
        return
    with pytest.raises(ScenarioError) as told:
        load(path, {"primary.metric": metric})
    assert said in str(told.value)
    assert metric not in known(CITY)
