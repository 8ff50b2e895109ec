"""Rooms, fleets and links at work: small stories whose course can be told beforehand."""

from __future__ import annotations

import numpy as np
import pytest
import simpy

from simcity.engine.clock import Call
from simcity.engine.fleet import Fleet
from simcity.engine.pools import Job, Room
from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records
from simcity.trace import Memory, draw


class Note(Job):
    """A job that writes down when it began, and frees its seat after a while."""

    def __init__(self, room: Room, book: list[tuple[float, int]], rank: int, row: int, seconds: float) -> None:
        Job.__init__(self, 0, 0, rank, row, 0)
        self.room, self.book, self.seconds = room, book, seconds

    def begin(self) -> None:
        self.book.append((self.room.env.now, self.row))
        Call(self.room.env, self.seconds, self.end, None)

    def end(self, _: None) -> None:
        self.room.free(self, Outcome.DONE)


def test_requests_of_one_instant_are_served_by_rank_then_incident() -> None:
    env, book = simpy.Environment(), []
    room = Room(env, 1, [])
    for rank, row in [(2, 5), (1, 9), (1, 4), (2, 1)]:
        Call(env, 10.0, room.ask, Note(room, book, rank, row, 3.0))
    env.run(until=100)
    assert book == [(10.0, 4), (13.0, 9), (16.0, 1), (19.0, 5)]


def test_a_seat_freed_at_the_instant_of_a_request_goes_to_who_waits() -> None:
    env, book = simpy.Environment(), []
    room = Room(env, 1, [])
    for when, row in [(0.0, 1), (2.0, 2), (5.0, 3)]:
        Call(env, when, room.ask, Note(room, book, 1, row, 5.0))
    env.run(until=100)
    assert book == [(0.0, 1), (5.0, 2), (10.0, 3)]


def test_work_in_hand_outlasts_a_shift_and_the_next_waits() -> None:
    env, book = simpy.Environment(), []
    room = Room(env, 2, [])
    for row in (1, 2, 3):
        Call(env, 0.0, room.ask, Note(room, book, 1, row, 10.0))
    Call(env, 5.0, room.staff, 0)
    Call(env, 30.0, room.staff, 1)
    env.run(until=100)
    assert book == [(0.0, 1), (0.0, 2), (30.0, 3)]


class Want:
    """A request that writes down the unit it gets."""

    ability, rank, slot, cause, since = "als", 1, ("ems", "als", 0), 0, 0.0

    def __init__(self, row: int, book: list[tuple[int, tuple[str, int, int]]]) -> None:
        self.row, self.book = row, book

    def stations(self) -> list[int]:
        return [1, 0]

    def sent(self, unit: tuple[str, int, int]) -> None:
        self.book.append((self.row, unit))


def test_a_unit_whose_shift_is_over_goes_home() -> None:
    env, book = simpy.Environment(), []
    fleet = Fleet(env, 2, ["als"], lambda request: False)
    fleet.staff("als", 0, 1)
    fleet.staff("als", 1, 2)
    for row in (1, 2, 3, 4):
        fleet.ask(Want(row, book))
    assert book == [(1, ("als", 1, 0)), (2, ("als", 1, 1)), (3, ("als", 0, 0))]
    fleet.staff("als", 1, 1)
    fleet.back(("als", 1, 1))
    assert len(book) == 3
    fleet.back(("als", 1, 0))
    assert book[-1] == (4, ("als", 1, 0))


STORY = """\
simcity: 1
title: A story
source: "assumed: a story for a test"
horizon: 1 d
drain: 1 h
place: {{zones: {{spot: {{kind: point, at: [0 m, 0 m]}}}}}}
incidents:
  case:
    rate: {rate} /h
    callers: {{calls: {{first: 1}}, delay: 0 s}}
    needs: {{ems: {{any: 1}}}}
    golden_time: {{ems: 10 min}}
agencies:
  ems: {{dispatched_by: second, units: unlimited, travel: {{kind: constant, time: 60 s}}, turnout: 30 s, search: 20 s}}
centres:
  first: {{role: video, seats: {seats}, answering: 2 s, processing: 10 s}}
  second: {{role: ems, seats: {seats}, answering: 3 s, processing: 15 s, dispatching: 7 s}}
links:
  word: {link}
{more}"""


def story(link: str, rate: float = 1, seats: object = "unlimited", more: str = "") -> Scenario:
    """Return one alternative of a story with a link between two rooms."""
    return next(iter(load_text(STORY.format(link=link, rate=rate, seats=seats, more=more)).alternatives.values()))


def lived(scenario: Scenario) -> Records:
    """Run the first replication."""
    return run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))


def after_onset(records: Records, what: Milestone, organisation: str) -> np.ndarray:
    """Return the seconds from onset to a milestone of an organisation."""
    mine = (records.milestone == what) & (records.organisation == records.organisations.index(organisation))
    return records.time[mine] - records.subjects.onset[records.incident[mine]]


@pytest.mark.parametrize(
    ("link", "shared", "aware"),
    [
        ("{kind: phone_relay, from: first, to: second, duration: 40 s, handling: 5 s}", 12, 12 + 3 + 40 + 5),
        ("{kind: phone_relay, from: first, to: second, duration: 40 s}", 12, 12 + 3 + 40 + 15),
        ("{kind: ticket, from: first, to: second, latency: 4 s, handling: 5 s}", 12, 12 + 4 + 5),
        ("{kind: ticket, from: first, to: second, latency: 4 s, transfer_after: 9 s}", 21, 21 + 4 + 3 + 15),
        ("{kind: digital_report, from: first, to: second, latency: 4 s, handling: 5 s}", 12, 12 + 4 + 5),
        ("{kind: delay, from: first, to: second, latency: 4 s}", 12, 12 + 4 + 3 + 15),
    ],
)
def test_each_way_of_telling_takes_what_it_says(link: str, shared: float, aware: float) -> None:
    """By hand: call 2 + 10, then the link, the receiver's seat, the order 7, turnout 30, travel 60, search 20."""
    records = lived(story(link))
    assert len(after_onset(records, Milestone.AT_SIDE, "ems")) > 5
    assert after_onset(records, Milestone.SHARED, "first") == pytest.approx(shared)
    assert after_onset(records, Milestone.AWARE, "second") == pytest.approx(aware)
    assert after_onset(records, Milestone.AT_SIDE, "ems") == pytest.approx(aware + 7 + 30 + 60 + 20)


def test_a_phone_relay_takes_a_seat_at_both_ends_for_the_talk() -> None:
    records = lived(story("{kind: phone_relay, from: first, to: second, duration: 40 s, handling: 5 s}"))
    kinds = {kind: k for k, kind in enumerate(records.job_kinds)}
    telling = records.job_kind == kinds["telling"]
    relay = records.job_kind == kinds["relay"]
    assert (records.job_end - records.job_start)[telling] == pytest.approx(3 + 40)
    assert (records.job_end - records.job_start)[relay] == pytest.approx(3 + 40 + 5 + 7)


BOTH = """\
  answer: {kind: phone_relay, from: second, to: first, duration: 40 s, ring: 20 s}
"""


def test_two_full_rooms_that_phone_each_other_do_not_lock() -> None:
    """With one seat each and calls at both ends, relays ring out, are tried again, and all come through in the end."""
    text = STORY.format(
        link="{kind: phone_relay, from: first, to: second, duration: 40 s, ring: 20 s}", rate=20, seats=1, more=BOTH
    )
    text = text.replace("calls: {first: 1}", "calls: {first: 1, second: 1}")
    text = text.replace("needs: {ems: {any: 1}}", "needs: {ems: {any: 1}, police: {any: 1}}")
    text = text.replace("agencies:\n", "agencies:\n  police: {dispatched_by: first, units: unlimited}\n")
    scenario = next(iter(load_text(text).alternatives.values()))
    records = lived(scenario)
    rang_out = records.job_outcome == Outcome.NO_ANSWER
    assert rang_out.sum() > 10
    reached = np.unique(records.incident[records.milestone == Milestone.AT_SIDE])
    early = np.flatnonzero(records.subjects.onset < 20 * 3600)
    assert np.isin(early, reached).all()
    for agency in ("ems", "police"):
        assert len(after_onset(records, Milestone.AT_SIDE, agency)) >= len(early)


def test_nobody_finds_what_is_shown_while_all_operators_are_busy() -> None:
    """A wall whose one operator is always on the phone finds nothing; one with an operator free finds all."""
    text = """\
simcity: 1
title: A wall
source: "assumed: a story for a test"
horizon: 1 d
place: {{zones: {{spot: {{kind: point, at: [0 m, 0 m]}}}}}}
incidents:
  case: {{rate: 1 /h, shows_for: 30 s}}
  chatter: {{rate: {chatter} /h, real: false, in_public_view: 0 %, callers: {{calls: {{video: 1}}, delay: 0 s}}}}
centres:
  video: {{role: video, seats: 1, processing: 30 s}}
sensors:
  wall: {{kind: watched_camera, centre: video, share: 100 %, devices: 4, dwell: 10 s, tiles: 4, hit_rate: {{1: 100 %}}}}
"""
    found = []
    for chatter in (0, 3000):
        records = lived(next(iter(load_text(text.format(chatter=chatter)).alternatives.values())))
        cases = np.flatnonzero(records.subjects.real)
        seen = records.incident[(records.milestone == Milestone.DETECTED)]
        found.append(np.isin(cases, seen).mean())
    assert found[0] == 1.0
    assert found[1] == 0.0


def test_a_picture_helps_only_where_it_is_there_on_arrival_and_said_to_help() -> None:
    """Half of the scenes are in view; there the search takes 5 s in place of 20 s, and nothing else changes."""
    more = """\
  show: {kind: pushed_video, from: first, to: second, latency: 3 s}
sensors:
  eye: {kind: analytics, centre: first, share: 50 %, recall: 0 %, delay: 1 s}
"""
    ticket = "{kind: ticket, from: first, to: second, latency: 4 s, handling: 5 s}"
    plain, helped = story(ticket, rate=5), story(ticket, rate=5, more=more)
    waits = []
    for scenario in (plain, helped):
        waits.append(after_onset(lived(scenario), Milestone.AT_SIDE, "ems"))
    assert np.array_equal(*waits)
    text = STORY.format(link=ticket, rate=5, seats="unlimited", more=more)
    text = text.replace("search: 20 s", "search: 20 s, search_with_picture: 5 s")
    records = lived(next(iter(load_text(text).alternatives.values())))
    side = after_onset(records, Milestone.AT_SIDE, "ems")
    shorter = np.isclose(side, waits[0] - 15)
    assert 0.3 < shorter.mean() < 0.7
    assert np.allclose(side[~shorter], waits[0][~shorter])
    assert shorter.sum() == (records.milestone == Milestone.PICTURED).sum()
