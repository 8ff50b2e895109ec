"""Timelines, stages, metrics and attribution of small stories whose answers are worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simcity.analysis.attribution import attribute
from simcity.analysis.chains import STAGES, follow
from simcity.analysis.metrics import curves, known, measure, require, unit_of
from simcity.analysis.reasons import differences
from simcity.analysis.story import Story
from simcity.analysis.timelines import timelines
from simcity.load import load
from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.geography import Zone
from simcity.model.incidents import IncidentType, OfficialClock
from simcity.model.outcomes import LinearDecline
from simcity.model.scenario import Place, Scenario
from simcity.records import Milestone, Outcome, Records, Subjects

M = Milestone
ORGANISATIONS = ("", "video", "room_119", "ems", "police")
CHANNELS = ("", "call", "wall", "video_to_119")
UNITS = ("", "ems_1", "ems_2", "police_1")
ZONES = ("", "street", "park")
KINDS = ("call", "relay")


def scenario(**changes: object) -> Scenario:
    collapse = IncidentType(
        rate=1e-3,
        needs={"ems": {"als": 2}, "police": {"car": 1}},
        golden_time={"ems": 240.0},
        official={"ems": OfficialClock(within=120.0), "police": OfficialClock(within=60.0, start="dispatched")},
        outcome=LinearDecline(agency="ems", start=0.8, zero_after=1000.0),
    )
    city = Scenario(
        simcity=1,
        title="by hand",
        place=Place(zones={"street": square(), "park": square()}),
        incidents={
            "collapse": collapse,
            "fight": IncidentType(rate=1e-3, needs={"police": {"car": 1}}),
            "hoax": IncidentType(rate=1e-3, real=False, needs={"police": {"car": 1}}),
        },
        horizon=87400.0,
        warm_up=1000.0,
        drain=1000.0,
        centres={
            "video": Centre(role="video", seats="unlimited"),
            "room_119": Centre(role="fire", seats={0.0: 2}),
        },
        agencies={"ems": Agency(dispatched_by="room_119"), "police": Agency(dispatched_by="room_119")},
    )
    return replace(city, **changes)  # type: ignore[arg-type]


def square() -> Zone:
    return Zone(at=(0.0, 0.0), size=(100.0, 100.0))


class Book:
    """Collects what a run would say."""

    def __init__(self, *rows: tuple[str, int, float, str, bool]) -> None:
        """Take (type, number, onset, zone, public) of each subject."""
        types = ("", "collapse", "fight", "hoax")
        kind = np.array([types.index(row[0]) for row in rows], np.int64)
        onset = np.array([row[2] for row in rows], float)
        real = kind != 3
        self.subjects = Subjects(
            types=types,
            zones=ZONES,
            entities=types,
            entity=kind,
            number=np.array([row[1] for row in rows], np.int64),
            type=kind,
            real=real,
            counted=real & (onset >= 1000.0) & (onset < 87400.0),
            onset=onset,
            zone=np.array([ZONES.index(row[3]) for row in rows], np.int64),
            x=np.zeros(len(rows)),
            y=np.zeros(len(rows)),
            public=np.array([row[4] for row in rows], bool),
            hour=(onset / 3600.0) % 24.0,
        )
        self.said: list[tuple[float, int, int, int, int, int, int]] = []
        self.jobs: list[tuple[int, int, int, float, float, float, int]] = []
        for row, time in enumerate(onset.tolist()):
            self.say(time, M.ONSET, row, cause=row)

    def say(
        self, time: float, what: M, row: int, who: str = "", unit: str = "", channel: str = "", cause: int = 0
    ) -> int:
        self.said.append((time, what, row, ORGANISATIONS.index(who), UNITS.index(unit), CHANNELS.index(channel), cause))
        return len(self.said) - 1

    def heard(self, row: int, centre: str, times: tuple[float, ...], cause: int, channel: str = "call") -> int:
        """Say received, answered, verified and aware; return the last."""
        for what, time in zip((M.RECEIVED, M.ANSWERED, M.VERIFIED, M.AWARE), times, strict=False):
            cause = self.say(time, what, row, centre, channel=channel, cause=cause)
        return cause

    def sent(self, row: int, agency: str, unit: str, times: tuple[float, ...], cause: int) -> int:
        """Say requested, dispatched, en route, on scene, at side, clear and in service as far as they go."""
        whats = (M.REQUESTED, M.DISPATCHED, M.EN_ROUTE, M.ON_SCENE, M.AT_SIDE, M.CLEAR, M.IN_SERVICE)
        for what, time in zip(whats, times, strict=False):
            cause = self.say(time, what, row, agency, unit if what != M.REQUESTED else "", cause=cause)
        return cause

    def job(self, centre: str, row: int, asked: float, start: float, end: float, outcome: Outcome) -> None:
        self.jobs.append((ORGANISATIONS.index(centre), 0, row, asked, start, end, outcome))

    def records(self) -> Records:
        said = np.array(self.said, float).reshape(-1, 7)
        jobs = np.array(self.jobs, float).reshape(-1, 7)
        whole = said[:, 1:].astype(np.int64)
        return Records(
            subjects=self.subjects,
            organisations=ORGANISATIONS,
            answering_points=("room_119",),
            units=UNITS,
            channels=CHANNELS,
            warm_up=1000.0,
            horizon=87400.0,
            end=88400.0,
            time=said[:, 0],
            milestone=whole[:, 0],
            incident=whole[:, 1],
            organisation=whole[:, 2],
            unit=whole[:, 3],
            channel=whole[:, 4],
            cause=whole[:, 5],
            job_centre=jobs[:, 0].astype(np.int64),
            job_kind=jobs[:, 1].astype(np.int64),
            job_incident=jobs[:, 2].astype(np.int64),
            job_asked=jobs[:, 3],
            job_start=jobs[:, 4],
            job_end=jobs[:, 5],
            job_outcome=jobs[:, 6].astype(np.int64),
            job_kinds=KINDS,
            seats=(("video", 0.0, math.inf), ("room_119", 0.0, 1.0), ("room_119", 44200.0, 2.0)),
            duty=(("ems", 0.0, 2),),
        )


def shared_story() -> Book:
    """A collapse found by the wall, told to 119; two ambulances and a patrol car go."""
    book = Book(("collapse", 0, 2000.0, "street", True))
    found = book.say(2040.0, M.DETECTED, 0, channel="wall")
    video = book.heard(0, "video", (2042.0, 2050.0, 2080.0, 2080.0), found, "wall")
    told = book.say(2090.0, M.SHARED, 0, "video", channel="video_to_119", cause=video)
    aware = book.heard(0, "room_119", (2091.0, 2095.0, 2099.0, 2100.0), told, "video_to_119")
    # A caller comes later, and is known already.
    call = book.say(2110.0, M.DETECTED, 0, channel="call")
    book.say(2111.0, M.RECEIVED, 0, "room_119", channel="call", cause=call)
    book.sent(0, "ems", "ems_1", (2105.0, 2125.0, 2185.0, 2260.0, 2270.0, 2900.0, 3000.0), aware)
    book.sent(0, "ems", "ems_2", (2105.0, 2110.0, 2150.0, 2225.0, 2235.0, 2800.0, 2900.0), aware)
    book.sent(0, "police", "police_1", (2105.0, 2106.0, 2107.0, 2400.0, 2410.0, 2500.0), aware)
    book.job("room_119", 0, 2091.0, 2091.0, 2105.0, Outcome.DONE)
    return book


def test_a_shared_report_is_followed_back_to_the_wall() -> None:
    rows = timelines(shared_story().records(), scenario())
    assert rows["agency"].tolist() == ["ems", "police"]
    ems = rows.iloc[0]
    assert (ems["id"], ems["type"], ems["zone"], bool(ems["public"])) == ("collapse-0", "collapse", "street", True)
    assert (ems["detected"], ems["channel"]) == (2040.0, "wall")
    assert ems[["received", "answered", "verified", "aware"]].tolist() == [2042.0, 2050.0, 2080.0, 2100.0]
    # The second ambulance was first at the side.
    assert ems[["dispatched", "en_route", "on_scene", "at_side", "clear"]].tolist() == [
        2110.0,
        2150.0,
        2225.0,
        2235.0,
        2800.0,
    ]
    assert (ems["golden"], bool(ems["within_golden"])) == (235.0, True)
    assert (ems["official_start"], ems["official"], bool(ems["within_official"])) == (2091.0, 134.0, False)
    assert rows["full_response"].tolist() == [410.0, 410.0]
    police = rows.iloc[1]
    assert (police["official_start"], police["official"], bool(police["within_official"])) == (2106.0, 294.0, False)
    assert rows["within_golden"].isna().tolist() == [False, True]


def test_stages_of_a_shared_report() -> None:
    ems = timelines(shared_story().records(), scenario()).iloc[0]
    expected = dict(
        detection=42.0,
        answering=8.0,
        verification=30.0,
        sharing=20.0,
        request=5.0,
        permission=0.0,
        dispatch=5.0,
        turnout=40.0,
        travel=75.0,
        staging=0.0,
        reaching=10.0,
    )
    assert ems[list(STAGES)].to_dict() == expected
    assert sum(expected.values()) == ems["golden"]


def test_without_sharing_what_follows_belief_is_the_request() -> None:
    book = Book(("fight", 3, 2000.0, "park", False))
    call = book.say(2060.0, M.DETECTED, 0, channel="call")
    aware = book.heard(0, "room_119", (2060.0, 2070.0, 2100.0, 2115.0), call)
    book.sent(0, "police", "police_1", (2120.0, 2120.0, 2120.0, 2420.0, 2420.0), aware)
    row = timelines(book.records(), scenario()).iloc[0]
    assert row[list(STAGES)].tolist() == [60.0, 10.0, 30.0, 0.0, 20.0, 0.0, 0.0, 0.0, 300.0, 0.0, 0.0]
    assert math.isnan(row["clear"])
    assert row["id"] == "fight-3"


def test_a_missing_stage_is_empty_and_times_that_go_back_are_held() -> None:
    """A neighbour's unit has no turnout; a report is believed before it is logged as answered."""
    book = Book(("fight", 0, 2000.0, "park", False))
    call = book.say(2060.0, M.DETECTED, 0, channel="call")
    aware = book.heard(0, "room_119", (2060.0, 2110.0, 2100.0, 2100.0), call)
    asked = book.say(2120.0, M.REQUESTED, 0, "police", cause=aware)
    given = book.say(2130.0, M.DISPATCHED, 0, "police", cause=asked)
    book.say(2700.0, M.AT_SIDE, 0, "police", cause=given)
    row = timelines(book.records(), scenario()).iloc[0]
    assert row[list(STAGES)].tolist() == [60.0, 50.0, 0.0, 0.0, 10.0, 0.0, 10.0, 0.0, 0.0, 0.0, 570.0]


def mixed_story() -> Book:
    """Four collapses: reached in time, reached late indoors, lost, on its way; and one that nobody noticed."""
    book = Book(
        ("collapse", 0, 500.0, "street", True),  # in the warm-up: not counted
        ("collapse", 1, 2000.0, "street", True),
        ("collapse", 2, 30000.0, "park", False),
        ("collapse", 3, 50000.0, "street", True),
        ("collapse", 4, 80000.0, "street", True),
        ("collapse", 5, 85000.0, "street", True),
        ("hoax", 0, 86000.0, "street", True),
    )
    for row, golden, travel in ((1, 200.0, 50.0), (2, 300.0, 110.0)):
        onset = book.subjects.onset[row]
        call = book.say(onset + 30.0, M.DETECTED, row, channel="call")
        aware = book.heard(row, "room_119", (onset + 30.0, onset + 40.0, onset + 60.0, onset + 60.0), call)
        side = onset + golden
        times = (onset + 60.0, onset + 80.0, side - travel, side, side, side + 500.0, side + 600.0)
        book.sent(row, "ems", "ems_1", times, aware)
        book.sent(row, "ems", "ems_2", times, aware)
        book.sent(row, "police", "police_1", times, aware)
    for row in (3, 4):
        onset = book.subjects.onset[row]
        call = book.say(onset + 100.0, M.DETECTED, row, channel="call")
        aware = book.heard(row, "room_119", (onset + 100.0, onset + 110.0, onset + 120.0, onset + 120.0), call)
        if row == 3:
            asked = book.sent(row, "ems", "", (onset + 130.0,), aware)
            book.say(onset + 130.0, M.LOST, row, "ems", cause=asked)
            book.sent(row, "police", "police_1", (onset + 130.0, onset + 130.0, onset + 130.0, onset + 600.0), aware)
            book.sent(row, "police", "police_1", (onset + 130.0, onset + 130.0, onset + 130.0, onset + 600.0), aware)
        else:
            book.sent(row, "ems", "ems_1", (onset + 130.0, onset + 140.0), aware)
    book.job("room_119", 1, 2030.0, 2040.0, 2060.0, Outcome.DONE)
    book.job("room_119", 0, 900.0, 950.0, 1100.0, Outcome.DONE)
    book.job("room_119", 6, 86100.0, 86100.0, 86400.0, Outcome.REJECTED)
    book.job("room_119", 6, 87000.0, math.nan, 88400.0, Outcome.OPEN)
    book.job("video", 6, 86100.0, 86100.0, 86400.0, Outcome.REJECTED)
    return book


def test_metrics_by_hand() -> None:
    records, city = mixed_story().records(), scenario()
    found = {name: (y, n) for name, y, n in measure(follow(records, city), city)}
    assert found["attainment/collapse/ems"] == (1.0, 5.0)
    assert found["attainment/collapse/ems/view=public"] == (1.0, 4.0)
    assert found["attainment/collapse/ems/view=indoor"] == (0.0, 1.0)
    assert found["attainment/collapse/ems/zone=park"] == (0.0, 1.0)
    assert found["attainment/collapse/ems/hours=00-06"] == (1.0, 1.0)
    assert found["attainment/collapse/ems/hours=06-12"] == (0.0, 1.0)
    assert "attainment/collapse/police" not in found
    assert found["attainment_official/collapse/ems"] == (0.0, 5.0)
    assert found["response_mean/collapse/ems"] == (500.0, 2.0)
    assert found["response_p90/collapse/ems"] == pytest.approx((290.0, 1.0))
    assert found["official_mean/collapse/ems"] == (170.0 + 270.0, 2.0)
    assert found["official_mean/collapse/police"] == (120.0 + 220.0 + 470.0, 3.0)
    assert found["detection_mean/collapse"] == (260.0, 4.0)
    assert found["noticed/collapse"] == (4.0, 5.0)
    assert found["unreached/collapse"] == (3.0, 5.0)
    # The patrol car of collapse-3 and the ambulance of collapse-4 are still out; collapse-5 nobody noticed.
    assert found["censored/collapse"] == (2.0, 5.0)
    assert found["full_response/collapse"] == (500.0, 2.0)
    assert found["outcome/collapse"] == pytest.approx((0.8 * (0.8 + 0.7), 5.0))
    assert found["load/collapse"] == (5.0, 1.0)
    assert found["load/fight"] == (0.0, 1.0)
    # One seat until 44200 s, then two.
    assert found["utilisation/room_119"] == (20.0 + 100.0 + 300.0, 43200.0 + 2 * 43200.0)
    assert "utilisation/video" not in found
    assert found["false_alarms/room_119"] == (1.0, 1.0)
    assert found["false_alarms/video"] == (1.0, 1.0)
    # Two ambulances, twice; and one that is still out at the horizon.
    assert found["busy/ems"] == (2 * (720.0 + 820.0) + (87400.0 - 80140.0), 2 * 86400.0)
    assert "busy/police" not in found
    assert set(found) <= set(known(city))
    assert not {"utilisation/video", "busy/fire"} & set(known(city))
    assert all(unit_of(name) for name in found)


def test_curves_count_who_was_reached_by_each_minute() -> None:
    chains = follow(mixed_story().records(), scenario())
    reached, incidents = curves(chains)
    assert chains.groups[0] == ("collapse", "ems")
    assert reached.shape == (3, 61)
    # 200 s lies in the fourth minute; 300 s is the end of the fifth and counts there.
    assert reached[0, :7].tolist() == [0, 0, 0, 0, 1, 2, 2]
    assert incidents.tolist() == [5, 5, 0]


def test_a_city_in_which_nothing_happens() -> None:
    records, city = Book().records(), scenario()
    chains = follow(records, city)
    found = {name: (y, n) for name, y, n in measure(chains, city)}
    assert found["attainment/collapse/ems"] == (0.0, 0.0)
    assert found["load/collapse"] == (0.0, 1.0)
    assert timelines(records, city).empty
    assert attribute(chains, chains)[0][-1] == ("all", "total", 0.0, 0.0)


def test_saved_seconds_add_up_and_the_rest_stands_apart() -> None:
    """The rows are shifted by a false report in the alternative; incidents are matched by number."""
    before = Book(("fight", 0, 2000.0, "park", True), ("fight", 1, 3000.0, "park", True))
    after = Book(
        ("hoax", 0, 1500.0, "park", True), ("fight", 0, 2000.0, "park", True), ("fight", 1, 3000.0, "park", True)
    )
    call = before.say(2060.0, M.DETECTED, 0, channel="call")
    aware = before.heard(0, "room_119", (2060.0, 2080.0, 2100.0, 2100.0), call)
    before.sent(0, "police", "police_1", (2110.0, 2110.0, 2140.0, 2440.0, 2450.0), aware)
    wall = after.say(2010.0, M.DETECTED, 1, channel="wall")
    video = after.heard(1, "video", (2010.0, 2015.0, 2045.0, 2045.0), wall, "wall")
    told = after.say(2045.0, M.SHARED, 1, "video", channel="video_to_119", cause=video)
    aware = after.heard(1, "room_119", (2050.0, 2055.0, 2060.0, 2060.0), told)
    after.sent(1, "police", "police_1", (2070.0, 2070.0, 2100.0, 2300.0, 2305.0), aware)
    call = after.say(3060.0, M.DETECTED, 2, channel="call")
    aware = after.heard(2, "room_119", (3060.0, 3080.0, 3100.0, 3100.0), call)
    after.sent(2, "police", "police_1", (3110.0, 3110.0, 3140.0, 3440.0, 3450.0), aware)
    city = scenario()
    saved, reached = attribute(follow(before.records(), city), follow(after.records(), city))
    fights = {stage: (seconds, number) for group, stage, seconds, number in saved if group == "fight/police"}
    expected = [50.0, 15.0, -10.0, -15.0, 0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 5.0]
    assert [fights[stage] for stage in STAGES] == [(seconds, 1.0) for seconds in expected]
    assert fights["total"] == (145.0, 1.0)
    assert ("fight/police", 1, 0, 1, 0) in reached
    assert reached[-1] == ("all", 1, 0, 1, 0)


def test_stages_add_up_to_the_golden_clock_whatever_was_said() -> None:
    draw = np.random.default_rng(7)
    number = 200
    book = Book(*(("fight", k, 2000.0 + k, "park", True) for k in range(number)))
    for row in range(number):
        steps = np.cumsum(draw.exponential(20.0, 16)) + 2000.0 + row
        time = iter(steps.tolist())
        cause = book.say(next(time), M.DETECTED, row, channel="call", cause=row)
        cause = book.heard(row, "video", tuple(next(time) for _ in range(4)), cause)
        if draw.random() < 0.5:
            cause = book.say(next(time), M.SHARED, row, "video", channel="video_to_119", cause=cause)
            cause = book.heard(row, "room_119", tuple(next(time) for _ in range(4)), cause)
        book.sent(row, "police", "police_1", tuple(next(time) for _ in range(5)), cause)
    rows = timelines(book.records(), scenario())
    assert rows[list(STAGES)].sum(axis=1).to_numpy() == pytest.approx(rows["golden"].to_numpy(), abs=1e-9)
    assert (rows[list(STAGES)] >= 0.0).all(axis=None)


def test_only_metrics_that_mean_something_are_known() -> None:
    corner = next(iter(load(Path(__file__).parent / "data" / "corner.yaml").alternatives.values()))
    assert {"aware_mean", "wait_mean", "finds", "busy"} <= {metric.partition("/")[0] for metric in known(corner)}
    # What the corner has no use for is not measured.
    assert not {"abandoned", "availability", "refused"} & {metric.partition("/")[0] for metric in known(corner)}
    assert all(unit_of(metric) for metric in known(corner))


def test_a_metric_that_cannot_be_is_named_with_its_neighbours() -> None:
    require("attainment/collapse/ems", scenario())
    with pytest.raises(ValueError, match="did you mean attainment/collapse/ems"):
        require("attainment/colapse/ems", scenario())
    with pytest.raises(ValueError, match="metrics begin with"):
        require("zzz", scenario())


def told(before: Book, after: Book) -> list[str]:
    city = scenario()
    return list(differences(Story("phones", before.records(), 0, city), Story("shared", after.records(), 0, city)))


def test_reasons_name_channel_knowledge_and_waits() -> None:
    before = Book(("fight", 0, 2000.0, "park", True))
    call = before.say(2095.0, M.DETECTED, 0, channel="call")
    aware = before.heard(0, "room_119", (2095.0, 2105.0, 2161.0, 2161.0), call)
    before.sent(0, "police", "police_1", (2161.0, 2161.0, 2200.0, 2400.0, 2420.0), aware)
    after = Book(("fight", 0, 2000.0, "park", True))
    wall = after.say(2040.0, M.DETECTED, 0, channel="wall")
    video = after.heard(0, "video", (2040.0, 2050.0, 2080.0, 2080.0), wall, "wall")
    shared = after.say(2090.0, M.SHARED, 0, "video", channel="video_to_119", cause=video)
    aware = after.heard(0, "room_119", (2090.0, 2095.0, 2100.0, 2100.0), shared)
    after.sent(0, "police", "ems_1", (2100.0, 2220.0, 2259.0, 2459.0, 2469.0), aware)
    assert told(before, after) == [
        "police: found by wall at +40 s instead of by call at +95 s",
        "police: room_119 knew 61 s earlier, told by video over video_to_119",
        "police: video took 30 s to believe it instead of 56 s",
        "police: waited 120 s for a unit instead of 0 s",
        "police: ems_1 was sent instead of police_1",
        "police: from the vehicle to the side took 10 s instead of 20 s",
        "police: at the side 49 s later, at +469 s",
    ]


def test_reasons_for_who_was_never_reached() -> None:
    nobody = Book(("fight", 0, 2000.0, "park", True))
    asked = Book(("fight", 0, 2000.0, "park", True))
    call = asked.say(2060.0, M.DETECTED, 0, channel="call")
    aware = asked.heard(0, "room_119", (2060.0, 2070.0, 2100.0, 2100.0), call)
    asked.sent(0, "police", "", (2110.0,), aware)
    came = Book(("fight", 0, 2000.0, "park", True))
    call = came.say(2060.0, M.DETECTED, 0, channel="call")
    aware = came.heard(0, "room_119", (2060.0, 2070.0, 2100.0, 2100.0), call)
    came.sent(0, "police", "police_1", (2110.0, 2110.0, 2140.0, 2440.0, 2450.0), aware)
    assert told(nobody, nobody) == ["police: never at the side in either"]
    ending = "never in phones, which came as far as"
    assert told(nobody, came) == [f"police: at the side at +450 s in shared, {ending} ONSET"]
    assert told(asked, came)[-1] == f"police: at the side at +450 s in shared, {ending} REQUESTED"
    assert told(came, came) == ["police: at the side at +450 s in both"]
