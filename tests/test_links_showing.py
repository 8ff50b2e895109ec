"""Links that show, fetch and locate, and what a centre knows by them: small stories by hand."""

from __future__ import annotations

import numpy as np
import pytest
from linked import FIXED, PHONE, PLAIN, RADIO, STORY, TICKET, WALL, down, jobs, lived, told, when

from simcity.load import load_text
from simcity.records import Milestone, Records

# Pictures, footage, places


APPROVAL = "approval: {by: first, asking: 20 s, granting: 4 s}"
VIDEO = "show: {kind: pushed_video, from: first, to: second, latency: 6 s, looking: 9 s, %s}"


def test_a_picture_comes_after_its_latency_and_the_look_at_it() -> None:
    records = told(word=TICKET, links=VIDEO % "searching: 11 s", more=FIXED)
    assert when(records, Milestone.AWARE, "second") == [57]
    assert jobs(records, "first", "picture") == [(57, 57, 68)]
    assert jobs(records, "second", "picture") == [(74, 74, 83)]
    assert when(records, Milestone.PICTURED, "second") == [83]


def test_nothing_is_shown_before_it_is_permitted_nor_over_a_line_that_is_down() -> None:
    """Asked for at 57 + 20, granted at 81, shown after 6 s; with the line down from 83 to 183, 2 s and then 4 s."""
    records = told(word=TICKET, links=VIDEO % APPROVAL, more=FIXED)
    assert when(records, Milestone.ASKED, "first") == [77]
    assert when(records, Milestone.APPROVED, "first") == [81]
    assert when(records, Milestone.PICTURED, "second") == [81 + 6 + 9]
    records = told(word=TICKET, links=VIDEO % f"{APPROVAL}, {down((83, 100))}", more=FIXED)
    assert when(records, Milestone.PICTURED, "second") == [81 + 106 + 9]
    refusing = APPROVAL.replace("granting", "refused: 100 %, granting")
    records = told(word=TICKET, links=VIDEO % refusing, more=FIXED)
    assert when(records, Milestone.REFUSED, "first") == [81]
    assert when(records, Milestone.PICTURED, "second") == []
    assert jobs(records, "second", "picture") == []


def test_cameras_that_do_not_see_it_are_looked_at_in_vain() -> None:
    far = WALL.format(where="at: [[500 m, 0 m]], range: 50 m", more="types: [case]")
    records = told(word=TICKET, links=VIDEO % "nearest: 5", more=far)
    assert jobs(records, "second", "picture") == [(63, 63, 72)]
    assert when(records, Milestone.PICTURED, "second") == []


def test_a_report_brings_the_picture_with_it_and_a_turning_camera_takes_its_time() -> None:
    report = "kind: digital_report, from: first, to: second, latency: 40 s, handling: 5 s"
    assert when(told(word=report, more=FIXED), Milestone.PICTURED, "second") == [52]
    turning = """\
sensors:
  eyes: {kind: ptz_camera, centre: first, at: [[10 m, 0 m]], range: 50 m, dwell: 20 s, tiles: 1, positions: 4,
    stay: 30 s, view: 60 deg, call_up: 12 s, hit_rate: {1: 0 %}}
"""
    records = told(word=report, more=turning, seats=5)
    assert when(records, Milestone.PICTURED, "second") == [64]
    assert when(records, Milestone.AWARE, "second") == [57]


DRIVE = """\
ems: {dispatched_by: second, units: unlimited, travel: {kind: straight_line, speed: 36 km/h}, turnout: 30 s,
    search: 20 s, search_with_picture: 5 s, stations: {base: {at: [0 m, 1 km], units: {any: 1}}}}"""


@pytest.mark.parametrize(
    ("link", "pictured"),
    [
        ("within: 500 m, latency: 6 s", [150]),
        ("within: 2 km, latency: 6 s", [100]),
        ("within: 500 m, latency: 50 s", [194]),
        ("within: 500 m, latency: 51 s", []),
        (f"within: 500 m, latency: 6 s, {down((100, 70))}", [176]),
        (f"within: 500 m, latency: 6 s, {down((100, 95))}", []),
        ("within: 500 m, latency: 6 s, types: [other]", []),
    ],
)
def test_a_unit_sees_the_picture_if_it_is_there_before_the_unit(link: str, pictured: list[float]) -> None:
    """Aware at 57, sent at 64, on the road from 94 to 194 at 10 m/s; within 500 m from 144."""
    text = STORY.format(
        **{
            **PLAIN,
            "word": TICKET,
            "links": f"car: {{kind: video_to_unit, from: first, to: ems, {link}}}",
            "more": FIXED,
        }
    )
    start = text.index("  ems: {dispatched_by")
    text = text[:start] + f"  {DRIVE}\n" + text[text.index("\n", start) + 1 :]
    text = text.replace("incidents:\n", "incidents:\n  other: {at: [2 h], callers: {calls: {first: 1}, delay: 0 s}}\n")
    records = lived(next(iter(load_text(text).alternatives.values())))
    assert when(records, Milestone.ON_SCENE, "ems") == [194]
    assert when(records, Milestone.PICTURED, "ems") == pictured
    assert when(records, Milestone.AT_SIDE, "ems") == [199 if pictured else 214]


def test_footage_is_asked_for_permitted_found_and_brought() -> None:
    """Aware at 57: a visit of 10 min, the permission 20 + 4 s, the search 5 min, the way back 10 min."""
    link = "tape: {kind: footage, from: first, to: second, asking: 10 min, searching: 5 min, bringing: 10 min, %s}"
    records = told(word=TICKET, links=link % APPROVAL, more=FIXED)
    assert when(records, Milestone.ASKED, "first") == [57 + 600 + 20]
    assert jobs(records, "first", "footage") == [(681, 681, 981)]
    assert when(records, Milestone.SHARED, "first", "tape") == [981]
    assert when(records, Milestone.FOOTAGE, "second") == [1581]
    records = told(word=TICKET, links=link % down((600, 100)), more=FIXED)
    assert when(records, Milestone.FOOTAGE, "second") == [57 + 600 + 100 + 300 + 600]


def test_a_location_service_saves_the_time_of_asking_where_it_is_up_and_finds_the_place() -> None:
    """Every place is in doubt and costs 60 s of asking; the service has it after 8 s."""
    doubt = ", unclear_location: {share: 100 %, extra: 60 s}"
    link = "place: {kind: location_service, from: second, to: first, latency: 8 s, %s}"

    def aware(link: str) -> list[float]:
        return when(told(word=TICKET, first=doubt, links=link), Milestone.AWARE, "first")

    assert aware("") == [72]
    assert aware(link % "up: always") == [20]
    assert aware(link % "up: never") == [72]
    assert aware(link % "types: []") == [20]
    assert aware(link % down((-10, 20))) == [72]
    assert aware(link % "resolves: 0 %") == [72]
    assert aware((link % "up: always").replace("8 s", "90 s")) == [72]


def test_a_service_settles_some_places_each_by_its_own_luck() -> None:
    times = ", ".join(f"{60 * k} s" for k in range(1000))
    doubt = ", unclear_location: {share: 100 %, extra: 60 s}"
    link = "place: {kind: location_service, from: second, to: first, latency: 8 s, resolves: 70 %}"
    records = told(at=times, word=TICKET, first=doubt, links=link)
    aware = records.milestone == Milestone.AWARE
    aware &= records.organisation == records.organisations.index("first")
    seconds = np.round(records.time[aware] - records.subjects.onset[records.incident[aware]], 6)
    assert set(seconds.tolist()) == {20.0, 72.0}
    assert np.mean(seconds == 20) == pytest.approx(0.7, abs=0.06)


def test_words_leave_the_place_in_doubt_where_a_position_does_not() -> None:
    doubt = ", unclear_location: {share: 100 %, extra: 60 s}"
    for word, extra in [(PHONE, 60), (RADIO, 60), (TICKET, 0)]:
        plain, unclear = (when(told(word=word, second=more), Milestone.AWARE, "second")[0] for more in ("", doubt))
        assert unclear - plain == extra


# Scene safety


def test_a_scene_is_safe_some_time_after_the_first_police_and_the_others_are_told() -> None:
    """Police know at 12, are at the side at 27, and the scene is safe at 327; the news needs no decision."""
    text_role = STORY.replace("first: {{role: video", "first: {{role: police")
    blanks = {
        **PLAIN,
        "case": "safe_after: 5 min",
        "needs": "ems: {any: 1}, police: {any: 2}",
        "agencies": "police: {dispatched_by: first, units: unlimited, search: 15 s, on_scene: 1 h}",
    }

    def safe(word: str) -> Records:
        text = text_role.format(**{**blanks, "word": word})
        return lived(next(iter(load_text(text).alternatives.values())))

    records = safe(TICKET)
    assert when(records, Milestone.AT_SIDE, "police") == [27, 27]
    assert when(records, Milestone.CLEAR, "police") == [3627, 3627]
    assert when(records, Milestone.SAFE, "first") == [327]
    assert when(records, Milestone.SAFE, "second") == [327 + 40]
    assert len(jobs(records, "second", "report")) == 1
    records = safe(PHONE)
    assert when(records, Milestone.SAFE, "second") == [327 + 3 + 40]
    assert jobs(records, "first", "telling") == [(12, 12, 55), (327, 327, 370)]
    assert jobs(records, "second", "relay") == [(12, 12, 67), (327, 327, 370)]
    records = safe(RADIO)
    assert when(records, Milestone.SAFE, "second") == [327 + 20]


def test_nothing_is_said_of_safety_where_a_scene_is_safe_from_the_start() -> None:
    assert not (told(word=TICKET).milestone == Milestone.SAFE).any()


# Knowledge


def test_a_position_on_the_screen_saves_asking_a_caller_for_it() -> None:
    """A guard tells the first centre at once; somebody calls the second at 20, while its report waits or is handled."""
    for word, aware in [
        ("kind: digital_report, from: first, to: second, handling: 100 s", 20 + 3 + 15),
        ("kind: ticket, from: first, to: second, handling: 100 s", 20 + 3 + 15),
        ("kind: delay, from: first, to: second, latency: 1000 s", 20 + 3 + 15 + 60),
        ("kind: phone_relay, from: first, to: second, duration: 0 s, handling: 100 s", 20 + 3 + 15 + 60),
    ]:
        text = STORY.format(
            **{
                **PLAIN,
                "word": word,
                "second": ", unclear_location: {share: 100 %, extra: 60 s}",
                "more": "sensors:\n  guards: {kind: guards, centre: first, share: 100 %, delay: 1 s}",
            }
        ).replace("calls: {first: 1}, delay: 0 s", "calls: {second: 1}, delay: 20 s")
        records = lived(next(iter(load_text(text).alternatives.values())))
        assert when(records, Milestone.AWARE, "second") == [aware]


def test_what_is_passed_on_is_told_once_however_it_came() -> None:
    """Two reports of one case reach the first centre; the second of them is known there, and tells nobody."""
    text = STORY.format(**{**PLAIN, "word": TICKET, "more": ""})
    text = text.replace("delay: 0 s}", "delay: 0 s, more: 20, more_delay: 30 s}")
    records = lived(next(iter(load_text(text).alternatives.values())))
    assert len(jobs(records, "first", "call")) > 5
    assert when(records, Milestone.SHARED, "first") == [12]
