"""Ulsan and Sejong: the files load, and the mechanisms that their pages speak of do what they say."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simcity.engine.run import run
from simcity.load import load
from simcity.luck import Luck
from simcity.model.check import warnings
from simcity.model.city import City
from simcity.model.links import PushedVideo
from simcity.model.scenario import Scenario
from simcity.model.sensors import WatchedCamera
from simcity.records import Flags, Floats, Milestone, Records
from simcity.trace import Memory, Trace, draw
from simcity.trace.siting import bearings, layout

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TWO_DAYS = (("warm_up", "0 s"), ("horizon", "2 d"), ("drain", "2 h"))
TWENTY_DAYS = (("warm_up", "0 s"), ("horizon", "20 d"), ("drain", "2 h"))
FOR_119 = ["cardiac_arrest", "street_medical", "medical", "building_fire", "rescue", "traffic_injury"]


@cache
def city(name: str, *settings: tuple[str, str]) -> City:
    return load(SCENARIOS / f"{name}.yaml", dict(settings or (TWO_DAYS if name == "ulsan" else TWENTY_DAYS)))


@cache
def lived(name: str, alternative: str, replication: int = 0) -> Records:
    scenario = city(name).alternatives[alternative]
    return run(scenario, draw(scenario, Luck(scenario.seed, replication), Memory()))


def types_of(records: Records) -> np.ndarray:
    return np.array(records.subjects.types, object)[records.subjects.type]


def first(records: Records, chosen: Flags) -> Floats:
    """Return by subject the time of the first chosen record, infinite for never."""
    time = np.full(len(records.subjects), np.inf)
    np.minimum.at(time, records.incident[chosen], records.time[chosen])
    return time


def aware(records: Records, room: str) -> Floats:
    here = records.organisation == records.organisations.index(room)
    return first(records, (records.milestone == Milestone.AWARE) & here)


@pytest.mark.parametrize("name", ["ulsan", "sejong-119"])
def test_a_city_warns_of_nothing(name: str) -> None:
    for scenario in load(SCENARIOS / f"{name}.yaml").alternatives.values():
        assert list(warnings(scenario)) == []


@pytest.mark.parametrize(("name", "cameras"), [("ulsan", 7233), ("sejong-119", 3751)])
def test_every_camera_of_the_source_has_a_position(name: str, cameras: int) -> None:
    scenario = city(name).alternatives[city(name).baseline]
    assert len(layout(scenario, "wall", Memory())) == cameras


# Ulsan


def seeing(scenario: Scenario, trace: Trace, row: int, nearest: int | None) -> bool:
    """Return whether a camera sees the scene, among the nearest few or all, by a plain look at every one."""
    wall = scenario.sensors["wall"]
    assert isinstance(wall, WatchedCamera)
    assert wall.range is not None
    assert wall.field_of_view is not None
    site = layout(scenario, "wall", Memory())
    east, north = trace.subjects.x[row] - site.x, trace.subjects.y[row] - site.y
    away = np.hypot(east, north)
    turned = np.degrees(np.arctan2(east, north)) - bearings(scenario, "wall", site)
    sees = (away <= wall.range) & (np.abs((turned + 180.0) % 360.0 - 180.0) <= wall.field_of_view / 2.0)
    opened = np.argsort(away, kind="stable")[:nearest]
    return bool(trace.subjects.public[row]) and bool(sees[opened].any())


def test_a_picture_is_that_of_one_of_the_five_nearest_cameras() -> None:
    # Cameras that see 300 m, so that more than five could show most scenes and the five nearest often do not.
    scenario = city("ulsan", *TWO_DAYS, ("sensors.wall.range", "300 m")).alternatives["integrated"]
    trace = draw(scenario, Luck(scenario.seed, 0), Memory())
    link = scenario.links["cameras_to_119"]
    assert isinstance(link, PushedVideo)
    kinds = np.array(trace.subjects.types, object)[trace.subjects.type]
    rows = np.flatnonzero(np.isin(kinds, link.types) & trace.subjects.public)[:150].tolist()
    shown = [bool(np.isfinite(trace.shows["cameras_to_119"][row])) for row in rows]
    assert shown == [seeing(scenario, trace, row, 5) for row in rows]
    hidden = [seeing(scenario, trace, row, None) for row in rows]
    assert sum(shown) < sum(hidden)


def test_every_link_that_shows_opens_five_cameras() -> None:
    links = city("ulsan").alternatives["integrated"].links
    showing = [link for link in links.values() if link.kind in ("pushed_video", "video_to_unit")]
    assert len(showing) == 4
    assert {link.nearest for link in showing} == {5}
    assert {link.up for link in showing} == {"always"}


def test_a_room_looks_once_at_each_case_and_nobody_searches_by_hand() -> None:
    records = lived("ulsan", "integrated")
    look = np.flatnonzero(records.job_kind == records.job_kinds.index("picture"))
    assert len(look) > 300
    once = set(zip(records.job_centre[look].tolist(), records.job_incident[look].tolist(), strict=True))
    assert len(once) == len(look)
    rooms = {records.organisations[room] for room in records.job_centre[look]}
    assert rooms == {"room_112", "room_119", "disaster_room"}


def test_most_cases_for_which_cameras_are_opened_are_in_no_picture() -> None:
    records = lived("ulsan", "integrated")
    look = records.job_kind == records.job_kinds.index("picture")
    opened = np.unique(records.job_incident[look])
    shown = np.unique(records.incident[records.milestone == Milestone.PICTURED])
    assert 0 < len(shown) < len(opened) / 10
    assert records.subjects.public[shown].all()


def test_a_picture_orders_nobody_sooner() -> None:
    today, integrated = lived("ulsan", "today"), lived("ulsan", "integrated")
    before = first(today, today.milestone == Milestone.REQUESTED)
    after = first(integrated, integrated.milestone == Milestone.REQUESTED)
    known = np.isfinite(before) & np.isfinite(after)
    assert known.sum() > 1000
    assert np.mean(after[known] == before[known]) > 0.999


@pytest.mark.parametrize(("name", "baseline"), [("ulsan", "today"), ("sejong-119", "phone")])
def test_perfect_knowledge_orders_everybody_first(name: str, baseline: str) -> None:
    perfect, before = lived(name, "perfect"), lived(name, baseline)
    onset, counted = perfect.subjects.onset, perfect.subjects.counted
    told = np.isin(types_of(perfect), FOR_119) & counted
    assert (aware(perfect, "room_119")[told] == onset[told]).all()
    assert (aware(before, "room_119")[told] > onset[told]).all()


# Sejong


def seats_for(records: Records, kind: str, room: str) -> set[int]:
    """Return the incidents of types for 119 that took a seat of a kind in a room."""
    chosen = records.job_kind == records.job_kinds.index(kind)
    chosen &= records.job_centre == records.organisations.index(room)
    taken = records.job_incident[chosen]
    return set(taken[np.isin(types_of(records)[taken], FOR_119)].tolist())


def test_a_digital_report_takes_no_seat_at_the_sender() -> None:
    phone, digital = lived("sejong-119", "phone"), lived("sejong-119", "digital")
    found = seats_for(phone, "telling", "video")
    assert len(found) > 3
    assert seats_for(phone, "relay", "room_119") == found
    # Accidents still go to 112 by phone, and over the ticket as a report.
    kinds = types_of(digital)
    assert {kinds[row] for row in seats_for(digital, "telling", "video")} <= {"traffic_injury"}
    assert seats_for(digital, "relay", "room_119") == set()
    assert found <= seats_for(digital, "report", "room_119")


def test_the_wall_finds_the_same_whichever_way_it_tells() -> None:
    phone, digital = lived("sejong-119", "phone"), lived("sejong-119", "digital")
    wall = [first(one, one.channel == one.channels.index("wall")) for one in (phone, digital)]
    both = np.isfinite(wall[0]) & np.isfinite(wall[1])
    assert both.sum() > 10
    assert np.mean(wall[0][both] == wall[1][both]) > 0.9


def test_where_the_wall_is_first_119_hears_sooner_and_elsewhere_it_hears_no_later() -> None:
    sooner = 0
    for replication in range(3):
        before, after = (aware(lived("sejong-119", name, replication), "room_119") for name in ("phone", "digital"))
        known = np.isfinite(before) & np.isfinite(after)
        gain = before[known] - after[known]
        # A call may meet a seat that a report has taken, for seconds.
        assert (gain > -60.0).all()
        sooner += int((gain > 20.0).sum())
    assert sooner > 0
