"""What every kind of link keeps to, in stories and in towns with any links whatever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linked import FIXED, HOUR, PLAIN, lived, story, told
from towns import town

from simcity.load import load_text
from simcity.model.links import AnyLink
from simcity.records import Milestone, Records


@dataclass(frozen=True)
class Done:
    """How a story sees that a link of a kind has done its work, and after how many seconds."""

    link: str
    what: Milestone
    whose: str
    after: float


KINDS = {
    "phone_relay": Done("from: first, to: second, duration: 40 s", Milestone.AWARE, "second", 70),
    "radio": Done("from: first, to: second, duration: 40 s", Milestone.AWARE, "second", 67),
    "messenger": Done("from: first, to: second, journey: 40 s", Milestone.AWARE, "second", 70),
    "ticket": Done("from: first, to: second, latency: 40 s", Milestone.AWARE, "second", 70),
    "digital_report": Done("from: first, to: second, latency: 40 s", Milestone.AWARE, "second", 70),
    "delay": Done("from: first, to: second, latency: 40 s", Milestone.AWARE, "second", 70),
    "pushed_video": Done("from: first, to: second, latency: 40 s, looking: 5 s", Milestone.PICTURED, "second", 75),
    "video_to_unit": Done("from: first, to: ems, latency: 40 s, within: 5 km", Milestone.PICTURED, "ems", 107),
    "footage": Done("from: first, to: second, asking: 40 s, searching: 9 s", Milestone.FOOTAGE, "second", 79),
    "location_service": Done("from: second, to: first, latency: 40 s", Milestone.AWARE, "first", 52),
}
"""Those that tell nobody stand beside a ticket of no time: aware at 12 and 12 + 18, on the road from 67 to 127."""


def contract(name: str, link: str, seats: object = 3) -> dict[str, object]:
    """Return the blanks of a story of 200 cases with one link of a kind."""
    telling = KINDS[name].what is Milestone.AWARE and KINDS[name].whose == "second"
    return {
        "at": ", ".join(f"{HOUR + 300 * k} s" for k in range(200)),
        "seats": seats,
        "first": "" if telling else ", unclear_location: {share: 100 %, extra: 60 s}",
        "word": f"kind: {name}, {link}" if telling else PLAIN["word"],
        "links": "" if telling else f"it: {{kind: {name}, {link}}}",
        "more": FIXED,
    }


def done(records: Records, name: str) -> dict[int, float]:
    """Return by case the seconds from its onset until the link has done its work."""
    mine = records.milestone == KINDS[name].what
    mine &= records.organisation == records.organisations.index(KINDS[name].whose)
    found = records.incident[mine]
    seconds = np.round(records.time[mine] - records.subjects.onset[found], 6)
    return dict(zip(found.tolist(), seconds.tolist(), strict=True))


def shift(name: str) -> float:
    """Return by how much a doubtful place delays what comes after the first centre knows."""
    return 60.0 if KINDS[name].what is not Milestone.AWARE else 0.0


def test_the_contract_covers_every_kind_of_link() -> None:
    """One that shows where units are brings no word about any case: tests/test_roaming.py has its stories."""
    assert {*KINDS, "vehicle_location"} == {kind.kind for kind in get_args(get_args(AnyLink)[0])}


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_of_link_keeps_the_contract(name: str) -> None:
    """It works in its time; down for ever it never does; no seat is taken twice; the same luck gives the same."""
    scenario = story(**contract(name, KINDS[name].link))
    records, again = lived(scenario), lived(scenario)
    assert done(records, name) == dict.fromkeys(range(200), KINDS[name].after + shift(name))
    for column in ("time", "milestone", "incident", "organisation", "unit", "channel", "cause", "job_end"):
        assert np.array_equal(getattr(records, column), getattr(again, column))
    assert (records.time[records.cause] <= records.time).all()
    for centre in ("first", "second"):
        mine = records.job_centre == records.organisations.index(centre)
        starts, ends = records.job_start[mine], records.job_end[mine]
        marks = np.round(np.concatenate([starts, ends]), 6)
        change = np.concatenate([np.ones(len(starts)), -np.ones(len(ends))])
        assert np.isfinite(starts).all()
        assert np.cumsum(change[np.lexsort((change, marks))]).max() <= 3
    dead = "outages: {kind: at_times, spells: [{after: 0 s, lasts: 3000 d}]}"
    undone = done(told(**contract(name, f"{KINDS[name].link}, {dead}")), name)
    assert undone == (dict.fromkeys(range(200), 72.0) if name == "location_service" else {})


@pytest.mark.parametrize("name", list(KINDS))
def test_a_quicker_link_is_quicker_by_as_much(name: str) -> None:
    slow = done(told(**contract(name, KINDS[name].link, "unlimited")), name)
    fast = done(told(**contract(name, KINDS[name].link.replace("40 s", "20 s"), "unlimited")), name)
    assert len(slow) == 200
    assert fast == {case: seconds - 20 for case, seconds in slow.items()}


@pytest.mark.parametrize("name", ["messenger", "digital_report", "delay"])
def test_a_link_of_another_kind_between_the_same_two_has_the_same_luck(name: str) -> None:
    """In place of a ticket, with the same law of its way: the same days to the second."""
    laws = "transfer_after: {kind: exponential, mean: 20 s}"
    arrived = []
    for kind in (name, "ticket"):
        link = KINDS[kind].link.replace("40 s", "{kind: exponential, mean: 40 s}")
        arrived.append(done(told(**contract(kind, f"{link}, {laws}", "unlimited")), kind))
    assert arrived[0] == arrived[1]
    assert len(set(arrived[0].values())) == 200


# Any links whatever


OUTAGES = "outages: {kind: renewal, up: {kind: exponential, mean: 20 min}, down: {kind: exponential, mean: 5 min}}"
KINDS_BETWEEN = [
    "kind: phone_relay, duration: 40 s, ring: 15 s, redial: 20 s",
    "kind: phone_relay, duration: 40 s, ring: 15 s, three_way: true, joint_after: 10 s, transfer_after: 90 s",
    "kind: radio, duration: 30 s",
    "kind: radio, duration: 30 s, capacity: 2, handling: 5 s",
    "kind: messenger, journey: 4 min, operator: true",
    "kind: ticket, latency: 30 s, capacity: 1, occupies: 60 s",
    "kind: digital_report, latency: 30 s",
    "kind: delay, latency: 30 s",
]
MORE = [
    "show: {kind: pushed_video, from: video, to: room_119, latency: 3 s, looking: 10 s, searching: 5 s",
    "ask: {kind: pushed_video, from: video, to: room_112, approval: {by: room_112, granting: 20 s, refused: 30 %}",
    "tape: {kind: footage, from: video, to: room_112, asking: 5 min, searching: 3 min, bringing: 5 min",
    "where: {kind: location_service, from: room_119, to: room_112, latency: 8 s, resolves: 70 %",
    "car: {kind: video_to_unit, from: video, to: ems, latency: 5 s, within: 500 m",
]


@st.composite
def linked_towns(draw_: st.DrawFn) -> str:
    """Make up a town in which links of any kind are down, lose words, are full, and fall back on one another."""

    def link(sender: str, receiver: str, spare: str | None) -> str:
        made = [draw_(st.sampled_from(KINDS_BETWEEN)), f"from: {sender}, to: {receiver}"]
        if draw_(st.booleans()):
            made.append(OUTAGES)
            made.append(draw_(st.sampled_from(["when_down: lost", "when_down: wait"])))
        if draw_(st.booleans()):
            made.append(f"loss: 30 %, repeat_after: {draw_(st.sampled_from([7, 60]))} s")
        if spare is None:
            made.append("up: standby")
        elif draw_(st.booleans()):
            made.append(f"fallback: {{link: {spare}, after: {draw_(st.sampled_from([1, 30, 300]))} s}}")
        return "{" + ", ".join(made) + "}"

    text = town(
        seed=draw_(st.integers(0, 10**9)),
        horizon="3 h",
        drain="1 h",
        rate=draw_(st.sampled_from([2, 10])),
        seats=draw_(st.sampled_from(["1", "2", "unlimited"])),
        alarms=draw_(st.sampled_from([0, 60])),
    )
    text = text[: text.index("links:\n")]
    pairs = [("video", "room_112"), ("video", "room_119"), ("room_112", "room_119"), ("room_119", "room_112")]
    made = ["links:"]
    for number, (sender, receiver) in enumerate(pairs):
        first = link(sender, receiver, f"spare_{number}")
        made.append(f"  way_{number}: {first}")
        if "fallback" in first:
            made.append(f"  spare_{number}: {link(sender, receiver, None)}")
    for more in MORE:
        if draw_(st.booleans()):
            made.append(f"  {more}{', ' + OUTAGES if draw_(st.booleans()) else ''}}}")
    text += "\n".join(made) + "\n"
    for room in ("video", "room_112", "room_119"):
        if draw_(st.booleans()):
            text = text.replace(f"  {room}:\n    role:", f"  {room}:\n    telling: serial\n    role:")
    safe = "safe_after: 2 min\n    " if draw_(st.booleans()) else ""
    return text.replace("    golden_time: {ems: 8 min", f"    {safe}golden_time: {{ems: 8 min")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(linked_towns())
def test_whatever_the_links_nothing_is_lost_and_nothing_comes_from_nowhere(text: str) -> None:
    scenario = next(iter(load_text(text).alternatives.values()))
    records = lived(scenario)
    cause = records.cause
    later = np.arange(len(cause)) >= len(records.subjects)
    assert (cause[later] < np.flatnonzero(later)).all()
    assert (records.incident[cause] == records.incident).all()
    assert (records.time[cause] <= records.time + 1e-6).all()
    links = [records.channels.index(name) for name in scenario.links]
    received = np.flatnonzero(np.isin(records.channel, links) & (records.milestone == Milestone.RECEIVED))
    assert (records.milestone[cause[received]] == Milestone.SHARED).all()
    assert (records.channel[cause[received]] == records.channel[received]).all()
    asked, start, end = records.job_asked, records.job_start, records.job_end
    begun = np.isfinite(start)
    assert (asked <= end).all()
    assert (asked[begun] <= start[begun]).all()
    assert (start[begun] <= end[begun]).all()
    for name, centre in scenario.centres.items():
        if isinstance(centre.seats, dict):
            mine = begun & (records.job_centre == records.organisations.index(name)) & (end > start)
            marks = np.concatenate([start[mine], end[mine]])
            change = np.repeat([1, -1], mine.sum())
            assert np.cumsum(change[np.lexsort((change, marks))]).max(initial=0) <= max(centre.seats.values())
    aware = records.milestone == Milestone.AWARE
    known = records.incident[aware] * len(records.organisations) + records.organisation[aware]
    assert len(np.unique(known)) == len(known)
    assert np.array_equal(records.time, lived(scenario).time)
