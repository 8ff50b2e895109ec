"""The work of centres: small stories whose course can be told beforehand, and queues whose theory is known."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import simpy

from simcity.engine.clock import Call
from simcity.engine.pools import Floor, InterruptibleFloor, Job, JobRow, Room, Rules
from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.centres import JOB_KINDS
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records
from simcity.trace import Memory, draw
from simcity.trace.downtime import Downtime

CALL, ALARM, PICTURE, TELLING = (JOB_KINDS.index(kind) for kind in ("call", "alarm", "picture", "telling"))
Told = tuple[float, int, str]


class Task(Job):
    """A job that works for a while and tells what becomes of it."""

    def __init__(self, room: Room, book: list[Told], rank: int, row: int, seconds: float, kind: int = CALL) -> None:
        Job.__init__(self, 0, kind, rank, row, 0)
        self.room, self.book, self.seconds = room, book, seconds

    def tell(self, what: str) -> None:
        """Write down what happens."""
        self.book.append((self.room.env.now, self.row, what))

    def begin(self) -> None:
        self.tell("begins")
        self.room.work(self, self.seconds, self.finish)

    def finish(self, _: Job) -> None:
        """Have done."""
        self.tell("ends")
        self.room.free(self, Outcome.DONE)

    def turned_away(self) -> None:
        self.tell("turned away")

    def abandoned(self) -> None:
        self.tell("hangs up")


class Handing(Task):
    """A task whose seat goes on to another job."""

    other: Job

    def finish(self, _: Job) -> None:
        self.tell("ends")
        self.room.pass_seat(self, self.other)


class Talk(Task):
    """A task that is never interrupted."""

    interruptible = False


class Story:
    """A floor on which tasks come at set times."""

    def __init__(
        self, seats: list[float], rules: Rules | None = None, able: Callable[[int, int], tuple[int, ...]] | None = None
    ) -> None:
        self.env = simpy.Environment()
        self.log: list[JobRow] = []
        self.book: list[Told] = []
        rules = rules or Rules()
        make = InterruptibleFloor if rules.preemptive or rules.shift_end != "finish" else Floor
        self.floor = make(self.env, seats, self.log, able or (lambda kind, row: tuple(range(len(seats)))), rules)

    def comes(
        self, time: float, row: int, seconds: float, rank: int = 1, kind: int = CALL, job: type[Task] = Task
    ) -> Task:
        """Let a task come."""
        task = job(self.floor, self.book, rank, row, seconds, kind)
        Call(self.env, time, self.floor.ask, task)
        return task

    def staff(self, time: float, seats: float, desk: int = 0, shift: bool = True) -> None:
        """Change the seats."""
        Call(self.env, time, lambda _: self.floor.staff(seats, desk, shift), None)

    def told(self, until: float = 1000.0) -> list[Told]:
        """Run and return what happened."""
        self.env.run(until=until)
        return self.book


def test_a_floor_without_rules_is_a_room() -> None:
    """Random work, with many equal times, is done at the same times by both."""
    luck = Luck(5, 0)
    books = []
    for make in (None, Floor, InterruptibleFloor):
        env, log = simpy.Environment(), list[JobRow]()
        book: list[Told] = []
        room = Room(env, 2, log) if make is None else make(env, [2], log, lambda kind, row: (0,), Rules())
        u = luck.vector("work", "x", np.arange(900)).reshape(3, 300)
        for row, (a, b, c) in enumerate(u.T.tolist()):
            Call(env, float(int(a * 400)), room.ask, Task(room, book, 1 + int(3 * b), row, float(int(6 * c))))
        Call(env, 100.0, room.staff, 1)
        Call(env, 200.0, room.staff, 3)
        env.run()
        books.append((sorted(book), sorted(log)))
        assert len(log) == 300
    assert books[0] == books[1] == books[2]


def test_work_goes_to_the_first_desk_that_can_do_it() -> None:
    """Desk 0 takes calls, desk 1 everything; a picture waits for desk 1 while a later call finds desk 0."""
    story = Story([1, 1], able=lambda kind, row: (0, 1) if kind == CALL else (1,))
    story.comes(0, 1, 10)
    story.comes(1, 2, 10)
    story.comes(2, 3, 5, kind=PICTURE)
    story.comes(3, 4, 5)
    assert [(t, row) for t, row, what in story.told() if what == "begins"] == [(0, 1), (1, 2), (10, 4), (11, 3)]


def test_urgent_work_interrupts_and_the_rest_is_done_later() -> None:
    """By hand: 1 works 0 to 4, 2 (more urgent) 4 to 9, 1 its last 6 until 15; 3, of equal rank, waits for its turn."""
    story = Story([1], Rules(preemptive=True))
    story.comes(0, 1, 10, rank=2)
    story.comes(2, 3, 1, rank=2)
    story.comes(4, 2, 5, rank=1)
    assert story.told() == [
        (0, 1, "begins"),
        (4, 2, "begins"),
        (9, 2, "ends"),
        (15, 1, "ends"),
        (15, 3, "begins"),
        (16, 3, "ends"),
    ]
    assert [(row, asked, start, end, outcome) for _, _, row, asked, start, end, outcome in story.log] == [
        (1, 0, 0, 4, Outcome.INTERRUPTED),
        (2, 4, 4, 9, Outcome.DONE),
        (1, 4, 9, 15, Outcome.DONE),
        (3, 2, 15, 16, Outcome.DONE),
    ]


def test_the_least_urgent_and_then_the_latest_begun_is_interrupted() -> None:
    story = Story([3], Rules(preemptive=True))
    story.comes(0, 1, 100, rank=3)
    story.comes(1, 2, 100, rank=3)
    story.comes(2, 3, 100, rank=2)
    story.comes(3, 4, 10, rank=1)
    story.comes(4, 5, 10, rank=1)
    story.comes(5, 6, 10, rank=1)
    story.told(until=6)
    assert [(row, end) for _, _, row, _, _, end, outcome in story.log if outcome == Outcome.INTERRUPTED] == [
        (2, 3),
        (1, 4),
        (3, 5),
    ]
    story.told()
    # 4 ends at 13, and 3, the most urgent that waits, goes on for 97; 5 ends at 14: 1 for 96; 6 at 15: 2 for 98.
    assert [(t, row) for t, row, what in story.book if what == "ends"][3:] == [(110, 3), (110, 1), (113, 2)]


def test_a_talk_between_rooms_is_never_interrupted() -> None:
    story = Story([1], Rules(preemptive=True))
    story.comes(0, 1, 10, rank=9, job=Talk)
    story.comes(2, 2, 5, rank=1)
    assert story.told() == [(0, 1, "begins"), (10, 1, "ends"), (10, 2, "begins"), (15, 2, "ends")]


def test_a_shift_that_ends_finishes_its_work() -> None:
    story = Story([2], Rules(shift_end="finish"))
    story.comes(0, 1, 10)
    story.comes(1, 2, 20)
    story.comes(2, 3, 5)
    story.staff(5, 1)
    assert [(t, row, what) for t, row, what in story.told() if t > 2] == [
        (10, 1, "ends"),
        (21, 2, "ends"),
        (21, 3, "begins"),
        (26, 3, "ends"),
    ]


def test_a_hand_over_takes_time_and_who_has_no_seat_comes_first() -> None:
    """At 5 each has 3 more to do; 2, begun last, loses its seat. The second hand-over of 1, at 12, takes 6."""
    story = Story([2], Rules(shift_end="hand_over", handing_over=lambda row, count: 3.0 * (1 + count)))
    story.comes(0, 1, 10)
    story.comes(1, 2, 20)
    story.comes(2, 3, 5)
    story.staff(5, 1)
    story.staff(12, 1)
    # 1: 10 + 3 at 5, + 6 at 12, so it ends at 19; 2 goes on from there with 16 + 3, before 3, which came at 2.
    assert [(t, row, what) for t, row, what in story.told() if t > 2] == [
        (19, 1, "ends"),
        (38, 2, "ends"),
        (38, 3, "begins"),
        (43, 3, "ends"),
    ]
    rows = [(row, asked, start, end, outcome) for _, _, row, asked, start, end, outcome in story.log]
    assert [row for row in rows if row[0] == 2] == [(2, 1, 1, 5, Outcome.INTERRUPTED), (2, 5, 19, 38, Outcome.DONE)]


def test_a_shift_that_breaks_off_resumes_what_is_in_hand() -> None:
    """At 5, with nobody on duty, 1 and 2 stop; a talk goes on. At 30 two come: 1 has 5 left, 2 has 16."""
    story = Story([3], Rules(shift_end="preempt"))
    story.comes(0, 1, 10)
    story.comes(1, 2, 20)
    story.comes(2, 4, 6, job=Talk)
    story.comes(3, 3, 5)
    story.staff(5, 0)
    story.staff(30, 2)
    assert [(t, row, what) for t, row, what in story.told() if t > 3] == [
        (8, 4, "ends"),
        (35, 1, "ends"),
        (35, 3, "begins"),
        (40, 3, "ends"),
        (46, 2, "ends"),
    ]


def test_work_that_ends_as_the_shift_ends_is_not_handed_over() -> None:
    story = Story([1], Rules(shift_end="hand_over", handing_over=lambda row, count: 100.0))
    story.staff(10, 1)
    story.comes(0, 1, 10)
    assert story.told() == [(0, 1, "begins"), (10, 1, "ends")]


def test_further_work_from_outside_is_turned_away() -> None:
    """Two places: one at the seat, one waiting; a picture needs none. At 10 one leaves as another comes: it fits."""
    story = Story([1], Rules(places=2))
    story.comes(0, 1, 10)
    story.comes(1, 2, 10)
    story.comes(2, 3, 10)
    story.comes(2, 4, 1, kind=PICTURE)
    story.comes(3, 5, 1, kind=ALARM)
    story.comes(10, 6, 10)
    told = story.told()
    assert [(t, row) for t, row, what in told if what == "turned away"] == [(2, 3), (3, 5)]
    assert [(t, row) for t, row, what in told if what == "begins"] == [(0, 1), (10, 2), (20, 4), (21, 6)]
    blocked = [row for row in story.log if row[6] == Outcome.BLOCKED]
    assert [(row[2], row[3], math.isnan(row[4]), row[5]) for row in blocked] == [(3, 2, True, 2), (5, 3, True, 3)]


def test_a_floor_that_is_down_gives_no_seat_and_finishes_what_it_has() -> None:
    """Down from 5 to 30: the call of 6 is turned away, the alarm of 7 waits, what began at 0 ends at 10."""
    down = Downtime(np.array([5.0]), np.array([30.0]))
    story = Story([2], Rules(down=down))
    Call(story.env, 30.0, story.floor.reopen, None)
    story.comes(0, 1, 10)
    story.comes(6, 2, 10)
    story.comes(7, 3, 4, kind=ALARM)
    story.comes(30, 4, 4)
    assert story.told() == [
        (0, 1, "begins"),
        (6, 2, "turned away"),
        (10, 1, "ends"),
        (30, 3, "begins"),
        (30, 4, "begins"),
        (34, 3, "ends"),
        (34, 4, "ends"),
    ]


def test_a_seat_is_passed_on_past_those_who_wait() -> None:
    for story in (Story([1]), Story([1], Rules(preemptive=True))):
        first = story.comes(0, 1, 10, job=Handing)
        assert isinstance(first, Handing)
        first.other = Task(story.floor, story.book, 5, 9, 7.0, TELLING)
        story.comes(1, 2, 1, rank=5)
        assert story.told() == [
            (0, 1, "begins"),
            (10, 1, "ends"),
            (10, 9, "begins"),
            (17, 9, "ends"),
            (17, 2, "begins"),
            (18, 2, "ends"),
        ]
        assert [(row[2], row[3], row[4], row[5]) for row in story.log] == [
            (1, 0, 0, 10),
            (9, 10, 10, 17),
            (2, 1, 17, 18),
        ]


def test_hanging_up_ends_only_what_was_never_taken_up() -> None:
    """2 hangs up at 6; 1, interrupted at 3, does not hang up though it waits again at 5."""
    story = Story([1], Rules(preemptive=True))
    first, second = story.comes(0, 1, 10, rank=3), story.comes(1, 2, 10, rank=3)
    story.comes(3, 3, 10, rank=1)
    Call(story.env, 5.0, story.floor.hang_up, first)
    Call(story.env, 6.0, story.floor.hang_up, second)
    assert [told for told in story.told() if told[0] > 3] == [(6, 2, "hangs up"), (13, 3, "ends"), (20, 1, "ends")]


CITY = """\
simcity: 1
title: A story
source: "assumed: a story for a test"
horizon: {horizon}
start: {{hour: "{start}"}}
place: {{zones: {{spot: {{kind: point, at: [0 m, 0 m]}}}}}}
incidents:
{incidents}
agencies:
  ems: {{dispatched_by: room, units: unlimited, travel: {{kind: constant, time: 60 s}}{agency}}}
centres:
  room: {{role: ems, {room}}}
{centres}{more}"""


def city(
    room: str,
    incidents: str,
    centres: str = "",
    more: str = "",
    agency: str = "",
    horizon: str = "1 h",
    start: str = "00:00",
) -> Records:
    """Live a city with one room and some others."""
    lines = "".join(f"  {line}\n" for line in incidents.splitlines())
    others = "".join(f"  {line}\n" for line in centres.splitlines())
    text = CITY.format(
        room=room, incidents=lines, centres=others, more=more, agency=agency, horizon=horizon, start=start
    )
    return lived(next(iter(load_text(text).alternatives.values())))


def lived(scenario: Scenario) -> Records:
    """Run the first replication."""
    return run(scenario, draw(scenario, Luck(scenario.seed, 0), Memory()))


def calls(name: str, at: str, more: str = "", called: str = "room", delay: str = "0 s") -> str:
    """Return an incident type that happens at set times and is called in at once."""
    return (
        f"{name}: {{at: [{at}], callers: {{calls: {{{called}: 1}}, delay: {delay}}}, needs: {{ems: {{any: 1}}}}{more}}}"
    )


def when(records: Records, what: Milestone, organisation: str | None = None) -> list[float]:
    """Return the times of a milestone."""
    mine = records.milestone == what
    if organisation is not None:
        mine &= records.organisation == records.organisations.index(organisation)
    return [round(time, 6) for time in records.time[mine].tolist()]


def work(records: Records, kind: str, centre: str = "room") -> list[tuple[float, float, float, str]]:
    """Return the jobs of a kind: asked, start, end, outcome."""
    mine = (records.job_kind == records.job_kinds.index(kind)) & (
        records.job_centre == records.organisations.index(centre)
    )
    return [
        (round(asked, 6), round(start, 6), round(end, 6), Outcome(outcome).name)
        for asked, start, end, outcome in zip(
            records.job_asked[mine].tolist(),
            records.job_start[mine].tolist(),
            records.job_end[mine].tolist(),
            records.job_outcome[mine].tolist(),
            strict=True,
        )
    ]


def test_a_time_of_answering_that_is_past_stays_and_one_to_come_moves() -> None:
    """Minor cases are answered 4 s after a seat. One comes at 0 and is interrupted at 10; one at 100, cut at 102."""
    records = city(
        "seats: 1, preemptive: true, triage: true, answering: 4 s, processing: 20 s",
        calls("minor", "0 s, 100 s", ", priority: 2") + "\n" + calls("grave", "10 s, 102 s"),
    )
    assert when(records, Milestone.ANSWERED) == [14, 4, 106, 128 - 2 + 2]
    assert when(records, Milestone.AWARE) == [34, 48, 126, 148]
    assert work(records, "call") == [
        (0, 0, 10, "INTERRUPTED"),
        (10, 10, 34, "DONE"),
        (10, 34, 48, "DONE"),
        (100, 100, 102, "INTERRUPTED"),
        (102, 102, 126, "DONE"),
        (102, 126, 148, "DONE"),
    ]


def test_breaks_are_spread_over_the_operators() -> None:
    """Two operators, a break of 10 min every 60 min: the first goes at 30 min, the second at 60 min."""
    records = city(
        "seats: 2, processing: 1 s, breaks: {every: 60 min, lasts: 10 min}", calls("case", "1 s"), horizon="2 h"
    )
    assert records.seats == (
        ("room", 0.0, 2.0),
        ("room", 1800.0, 1.0),
        ("room", 2400.0, 2.0),
        ("room", 3600.0, 1.0),
        ("room", 4200.0, 2.0),
        ("room", 5400.0, 1.0),
        ("room", 6000.0, 2.0),
    )


def test_breaks_that_follow_one_another_leave_the_number_of_seats_as_it_is() -> None:
    """Three operators with breaks of 20 min every 60 min: one after the other is away, from 20 min on."""
    records = city(
        "seats: 3, processing: 1 s, breaks: {every: 60 min, lasts: 20 min}", calls("case", "1 s"), horizon="6 h"
    )
    assert {seats for _, time, seats in records.seats if time >= 1200.0} == {2.0}


def test_nobody_takes_a_call_during_the_break_of_the_only_operator() -> None:
    records = city(
        "seats: 1, processing: 60 s, breaks: {every: 30 min, lasts: 10 min}", calls("case", "29.5 min, 31 min")
    )
    assert [(start, end) for _, start, end, _ in work(records, "call")] == [(1770, 1830), (2400, 2460)]


def test_more_operators_come_in_a_flood_and_go_again() -> None:
    """One seat and calls of 100 s at 0, 10, 20, 30: two wait at 20, so one is called, who comes at 50 for 100 s."""
    records = city(
        "seats: 1, processing: 100 s, surge: {seats: 1, waiting: 2, delay: 30 s, lasts: 100 s}",
        calls("case", "0 s, 10 s, 20 s, 30 s"),
    )
    assert [(start, end) for _, start, end, _ in work(records, "call")] == [(0, 100), (50, 150), (100, 200), (200, 300)]
    assert records.seats == (("room", 0.0, 1.0), ("room", 50.0, 2.0), ("room", 150.0, 1.0))


def test_a_second_flood_calls_for_them_anew() -> None:
    """Two wait still when they go at 60, so that they come again at 90."""
    records = city(
        "seats: 1, processing: 100 s, surge: {seats: 1, waiting: 2, delay: 30 s, lasts: 10 s}",
        calls("case", "0 s, 10 s, 20 s, 30 s, 31 s, 32 s"),
    )
    assert [time for _, time, seats in records.seats if seats == 2.0][:2] == [50.0, 90.0]


def test_a_call_that_is_turned_away_goes_to_the_neighbour_once() -> None:
    """At 0 room is full; at 10 the call goes to next; at 20 both are full: a busy tone, and nothing more."""
    records = city(
        "seats: 1, places: 1, processing: 100 s, overflow: next",
        calls("case", "0 s, 10 s, 20 s"),
        "next: {role: ems, seats: 1, places: 1, processing: 40 s, overflow: room}",
        "links:\n  back: {kind: delay, from: next, to: room, latency: 5 s}\n",
    )
    assert when(records, Milestone.BLOCKED, "room") == [10, 20]
    assert when(records, Milestone.BLOCKED, "next") == [20]
    assert when(records, Milestone.RECEIVED, "next") == [10]
    assert when(records, Milestone.AWARE, "next") == [50]
    assert [outcome for *_, outcome in work(records, "call")] == ["BLOCKED", "BLOCKED", "DONE"]
    assert [outcome for *_, outcome in work(records, "call", "next")] == ["BLOCKED", "DONE"]


def test_calls_go_to_the_neighbour_while_a_centre_is_down() -> None:
    """The domain fails at 100 s for 200 s; what was taken up before is finished."""
    records = city(
        "seats: 1, processing: 30 s, overflow: next, domains: [duct]",
        calls("case", "90 s, 110 s, 310 s"),
        "next: {role: ems, seats: 1, processing: 40 s}",
        "links:\n  back: {kind: delay, from: next, to: room, latency: 5 s}\n"
        "domains:\n  duct: {outages: {kind: at_times, spells: [{after: 100 s, lasts: 200 s}]}}\n",
    )
    assert when(records, Milestone.RECEIVED, "next") == [110]
    assert when(records, Milestone.AWARE, "next") == [150]
    # The word from next comes at 155 and waits until the centre is up again at 300; a call waits for its seat at 310.
    assert [(start, end) for _, start, end, _ in work(records, "report")] == [(300, 330)]
    assert [(start, end) for _, start, end, outcome in work(records, "call") if outcome == "DONE"] == [
        (90, 120),
        (330, 360),
    ]
    assert [asked for asked, _, _, outcome in work(records, "call") if outcome == "BLOCKED"] == [110]


def test_callers_hang_up_call_again_and_are_called_back() -> None:
    """The room works on one case from 0 to 100. A caller of 10 hangs up at 30, and is called back at 100."""
    room = "seats: 1, answering: 2 s, processing: 98 s, patience: {law: 20 s"
    records = city(room + "}", calls("case", "0 s, 10 s"))
    assert when(records, Milestone.ABANDONED) == [30]
    assert when(records, Milestone.AWARE) == [100]
    again = city(room + ", again: 100 %, again_after: 45 s}", calls("case", "0 s, 10 s"))
    # Calls again at 75, hangs up at 95, calls at 140 and is heard: 140 + 100.
    assert when(again, Milestone.ABANDONED) == [30, 95]
    assert when(again, Milestone.RECEIVED) == [0, 10, 75, 140]
    assert when(again, Milestone.AWARE) == [100, 240]
    back = city(room + ", call_back: true}", calls("case", "0 s, 10 s"))
    assert when(back, Milestone.ABANDONED) == [30]
    assert when(back, Milestone.ANSWERED) == [2, 102]
    assert when(back, Milestone.AWARE) == [100, 200]
    lost = city(room + ", call_back: true, reached: 0 %}", calls("case", "0 s, 10 s"))
    assert [row[2:] for row in work(lost, "call")] == [(30, "HUNG_UP"), (100, "DONE"), (102, "NO_ANSWER")]


def test_a_call_back_comes_behind_all_other_work() -> None:
    """At 100 a case of 95 and the log wait: the case first, though it came later."""
    records = city(
        "seats: 1, processing: 100 s, patience: {law: 20 s, call_back: true}", calls("case", "0 s, 10 s, 95 s")
    )
    assert [(start, end) for _, start, end, outcome in work(records, "call") if outcome == "DONE"] == [
        (0, 100),
        (100, 200),
        (200, 300),
    ]
    subjects = records.incident[records.milestone == Milestone.AWARE].tolist()
    assert subjects == [0, 2, 1]


def test_a_busy_tone_is_called_again_but_never_called_back() -> None:
    room = "seats: 1, places: 1, processing: 100 s, patience: {law: 20 s, call_back: true"
    gone = city(room + "}", calls("case", "0 s, 10 s"))
    assert when(gone, Milestone.BLOCKED) == [10]
    assert when(gone, Milestone.AWARE) == [100]
    again = city(room + ", again: 100 %, again_after: 60 s}", calls("case", "0 s, 10 s"))
    assert when(again, Milestone.BLOCKED) == [10, 70]
    assert when(again, Milestone.AWARE) == [100, 230]


def test_orders_have_a_desk_of_their_own_where_one_is_named() -> None:
    """Calls of 10 s at 0 and 1; orders of 30 s on a desk of one seat follow at 10 and 40."""
    desks = (
        "desks: {talk: {seats: 2, work: [call]}, send: {seats: 1, work: [order]}}, processing: 10 s, dispatching: 30 s"
    )
    records = city(desks, calls("case", "0 s, 1 s"))
    assert work(records, "call") == [(0, 0, 10, "DONE"), (1, 1, 11, "DONE")]
    assert work(records, "order") == [(10, 10, 40, "DONE"), (11, 40, 70, "DONE")]
    assert when(records, Milestone.REQUESTED) == [40, 70]
    same = city("seats: 2, processing: 10 s, dispatching: 30 s", calls("case", "0 s, 1 s"))
    assert work(same, "call") == [(0, 0, 40, "DONE"), (1, 1, 41, "DONE")]


def test_who_knows_everything_knows_at_the_onset_and_wastes_no_seat() -> None:
    """The call of 50 and the prank are dismissed; the order takes 30 s from the onset."""
    records = city(
        "seats: 1, processing: 100 s, dispatching: 30 s, knows: everything",
        calls("case", "0 s, 10 s", delay="50 s") + "\n" + calls("prank", "5 s", ", real: false"),
    )
    assert when(records, Milestone.AWARE) == [0, 10]
    assert when(records, Milestone.PICTURED) == [0, 10]
    assert when(records, Milestone.REQUESTED) == [30, 60]
    assert work(records, "order") == [(0, 0, 30, "DONE"), (10, 30, 60, "DONE")]
    assert [row[3] for row in work(records, "call")] == ["REJECTED", "KNOWN", "KNOWN"]
    assert all(math.isnan(row[1]) for row in work(records, "call"))
    cause = records.cause[records.milestone == Milestone.AWARE]
    assert (records.milestone[cause] == Milestone.ONSET).all()


def test_units_that_need_a_release_wait_for_it() -> None:
    """Known at 10; asking 20; the chief's seat is free and takes 40: asked at 30, approved at 70, there at 130."""
    chief = "chief: {role: disaster, seats: 1}"
    release = ", release: {by: chief, asking: 20 s, granting: 40 s%s}"
    records = city("seats: 1, processing: 10 s", calls("case", "0 s"), chief, agency=release % "")
    assert when(records, Milestone.ASKED, "chief") == [30]
    assert when(records, Milestone.APPROVED, "chief") == [70]
    assert when(records, Milestone.REQUESTED, "ems") == [70]
    assert when(records, Milestone.AT_SIDE) == [130]
    assert work(records, "approval", "chief") == [(30, 30, 70, "DONE")]
    refused = city("seats: 1, processing: 10 s", calls("case", "0 s"), chief, agency=release % ", refused: 100 %")
    assert when(refused, Milestone.REFUSED, "chief") == [70]
    assert when(refused, Milestone.REQUESTED) == []
    late = city(
        "seats: 1, processing: 10 s",
        calls("case", "0 s"),
        chief,
        agency=release % ', open: {"09:00": 1, "18:00": 0}',
        start="08:50",
    )
    assert when(late, Milestone.ASKED) == [30]
    assert when(late, Milestone.APPROVED) == [600 + 40]


@pytest.mark.parametrize("kind", ["watched_camera", "ptz_camera, positions: 1, stay: 10 s, view: 360 deg"])
def test_a_wall_is_watched_by_those_who_are_free(kind: str) -> None:
    """One of four operators is busy from first to last, so three quarters of the pictures that come up are looked at.

    Sixteen cameras come up in sixteen places once in 10 s, and a case shows for 9.9 s: for one look at most.
    """
    text = """\
simcity: 1
title: A wall
source: "assumed: a story for a test"
horizon: 30 d
place: {zones: {spot: {kind: point, at: [0 m, 0 m]}}}
incidents:
  case: {rate: 6 /h, shows_for: 9.9 s}
  talk: {at: [0 s], in_public_view: 0 %, callers: {calls: {video: 1}, delay: 0 s}, processing: {video: 40 d}}
centres:
  video: {role: video, seats: 4, processing: 0.1 s}
sensors:
  wall: {kind: KIND, centre: video, share: 100 %, devices: 16, dwell: 10 s, tiles: 4, hit_rate: {4: 100 %}}
"""
    text = text.replace("KIND", kind)
    records = lived(next(iter(load_text(text).alternatives.values())))
    cases = np.flatnonzero(records.subjects.public)
    assert len(cases) > 4000
    seen = np.isin(cases, records.incident[records.milestone == Milestone.DETECTED]).mean()
    assert seen == pytest.approx(0.99 * 0.75, abs=0.02)
    apart = text.replace("seats: 4,", "desks: {calls: {seats: 1, work: [call]}, wall: {seats: 4, work: [watch]}},")
    records = lived(next(iter(load_text(apart).alternatives.values())))
    seen = np.isin(cases, records.incident[records.milestone == Milestone.DETECTED]).mean()
    assert seen == pytest.approx(0.99, abs=0.01)


def test_a_call_passed_on_takes_what_it_would_have_taken_if_made_there() -> None:
    """Ten hours of calls to a centre that is always down are the same as calls to its neighbour, seat for seat."""
    incidents = """\
case:
  rate: 6 /h
  callers: {calls: {CALLED: 1}, delay: {kind: exponential, mean: 1 min}, more: 1.5}
  needs: {ems: {any: 1}}
prank: {rate: 4 /h, real: false, callers: {calls: {CALLED: 1}, delay: 5 s}, believed: 40 %}
"""
    centres = (
        "next: {role: ems, seats: 2, answering: {kind: exponential, mean: 5 s},"
        " processing: {kind: exponential, mean: 80 s}, duplicate: {kind: exponential, mean: 20 s},"
        " unclear_location: {share: 50 %, extra: {kind: exponential, mean: 60 s}},"
        " verification: {call: {hit: 80 %, false_acceptance: 5 %}}}"
    )
    more = (
        "links:\n  back: {kind: delay, from: next, to: room, latency: 5 s}\n"
        "domains:\n  duct: {outages: {kind: at_times, spells: [{after: 0 s, lasts: 10 d}]}}\n"
    )
    room = "seats: 1, processing: 1 s, overflow: next, domains: [duct]"
    there, passed = (
        city(room, incidents.replace("CALLED", called), centres, more, horizon="10 h") for called in ("next", "room")
    )
    assert len(work(there, "call", "next")) > 150
    assert {outcome for *_, outcome in work(there, "call", "next")} >= {"DONE", "REJECTED", "KNOWN"}
    assert sorted(work(there, "call", "next")) == sorted(work(passed, "call", "next"))
    assert when(there, Milestone.AWARE, "next") == when(passed, Milestone.AWARE, "next")


def test_a_picture_and_a_known_place_shorten_the_talk() -> None:
    """Told at 10 with a picture, the room takes 30 s for it and not 100; a doubtful place costs a call 50 s more."""
    told = city(
        "seats: 1, processing: 100 s, processing_with_picture: 30 s",
        calls("case", "0 s", called="video"),
        "video: {role: video, seats: 1, processing: 10 s}",
        "links:\n  report: {kind: digital_report, from: video, to: room, latency: 2 s}\n"
        "sensors:\n  eye: {kind: camera, centre: video, share: SHARE, devices: 1}\n".replace("SHARE", "100 %"),
    )
    assert when(told, Milestone.AWARE, "room") == [10 + 2 + 30]
    unclear = "seats: 1, processing: 100 s, duplicate: 40 s, unclear_location: {share: 100 %, extra: 50 s}"
    asked = city(unclear, calls("case", "0 s"))
    assert when(asked, Milestone.AWARE) == [150]
    twice = (
        "case: {at: [0 s], callers: {calls: {room: 1}, delay: 0 s, more: 3, more_delay: 1 s}, needs: {ems: {any: 1}}}"
    )
    known = work(city(unclear, twice), "call")
    assert len(known) > 1
    assert [end - start for _, start, end, _ in known] == [150] + [40] * (len(known) - 1)


def erlang(kinds: list[float], rates: list[float]) -> list[float]:
    """Return the mean times in a preemptive-resume M/M/1 by class (Conway, Maxwell and Miller 1967)."""
    times, load, rest = [], 0.0, 0.0
    for mean, rate in zip(kinds, rates, strict=True):
        before, load, rest = load, load + rate * mean, rest + rate * mean**2
        times.append(mean / (1 - before) + rest / ((1 - before) * (1 - load)))
    return times


def test_preemptive_resume_as_in_theory() -> None:
    """Three classes in one seat, against their mean times in system."""
    story = Story([1], Rules(preemptive=True))
    luck, means = Luck(3, 0), [2.0, 2.0, 3.0]
    row = 0
    for rank, mean in enumerate(means):
        gaps = -np.log(luck.vector("gap", str(rank), np.arange(20_000))) / 0.1
        service = -np.log(luck.vector("service", str(rank), np.arange(20_000))) * mean
        for time, seconds in zip(np.cumsum(gaps).tolist(), service.tolist(), strict=True):
            story.comes(time, row, seconds, rank=rank)
            row += 1
    story.told(until=190_000.0)
    first: dict[int, float] = {}
    total = np.zeros((3, 2))
    for _, _, which, asked, _, end, outcome in story.log:
        first.setdefault(which, asked)
        if outcome == Outcome.DONE:
            total[which // 20_000] += (end - first[which], 1)
    found = total[:, 0] / total[:, 1]
    expected = erlang(means, [0.1] * 3)
    assert expected == pytest.approx([2.5, 4.166667, 14.444444])
    assert found == pytest.approx(expected, rel=0.05)


def test_places_as_in_theory() -> None:
    """M/M/3/10 with the places counted at a seat included: 19.99 % are turned away (Gross and Harris)."""
    story = Story([3], Rules(places=10))
    luck = Luck(4, 0)
    times = np.cumsum(-np.log(luck.vector("gap", "x", np.arange(60_000))) / 1.2)
    service = -np.log(luck.vector("service", "x", np.arange(60_000))) * 3.0
    for row, (time, seconds) in enumerate(zip(times.tolist(), service.tolist(), strict=True)):
        story.comes(time, row, seconds)
    story.told(until=float(times[-1]) + 1000.0)
    weights = [1.2**n * 3.0**n / math.prod(min(k, 3) for k in range(1, n + 1)) for n in range(11)]
    assert weights[10] / sum(weights) == pytest.approx(0.199910, abs=1e-6)
    blocked = np.mean([row[6] == Outcome.BLOCKED for row in story.log])
    assert blocked == pytest.approx(0.199910, abs=0.006)
