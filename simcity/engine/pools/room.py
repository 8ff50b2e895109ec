"""A plain room: operators who all do the same work and finish what they have begun."""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TypeVar

import simpy

from simcity.engine.clock import Call, EndOfInstant, alone
from simcity.engine.milestones import DONE, HUNG_UP
from simcity.engine.pools.job import GONE, SEATED, WAITING, Job, JobRow

J = TypeVar("J", bound=Job)
Entry = tuple[int, float, int, int, Job]
"""Place in a queue: rank, since when, subject, number, and the job."""


class Room:
    """The seats of one centre: first by rank, then by age, then by incident, decided at the end of the instant."""

    __slots__ = ("_queue", "_serial", "_settling", "env", "log", "seated", "seats")

    def __init__(self, env: simpy.Environment, seats: float, log: list[JobRow]) -> None:
        self.env = env
        self.seats = seats
        """Operators on duty, infinite where unlimited."""
        self.seated: set[Job] = set()
        self.log = log
        self._queue: list[Entry] = []
        self._serial = 0
        self._settling = EndOfInstant(env, self._settle)

    def ask(self, job: Job) -> None:
        """Take a job in; it begins at once or when its turn comes."""
        now = job.asked = self.env.now
        if not self._queue and len(self.seated) < self.seats and alone(self.env):
            self._seat(job, now)
            return
        self._serial += 1
        heappush(self._queue, (job.rank, now, job.row, self._serial, job))
        self._settling.call()

    def work(self, job: J, seconds: float, then: Callable[[J], None]) -> None:
        """Keep the seat for so long, then go on."""
        Call(self.env, seconds, then, job)

    def free(self, job: Job, outcome: int) -> None:
        """End a job; its seat goes to the next."""
        self.seated.discard(job)
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, job.start, self.env.now, outcome))
        if self._queue:
            self._settling.call()

    def pass_seat(self, job: Job, other: Job, outcome: int = DONE) -> None:
        """End a job and begin another at the same seat, past all that wait."""
        now = self.env.now
        self.seated.discard(job)
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, job.start, now, outcome))
        other.asked = now
        self._seat(other, now)

    def withdraw(self, job: Job, outcome: int) -> None:
        """Take back a job that still waits."""
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, math.nan, self.env.now, outcome))

    def hang_up(self, job: Job) -> None:
        """Let whoever brings a job give up, unless it has been taken up."""
        if job.state == WAITING and math.isnan(job.start):
            self.withdraw(job, HUNG_UP)
            job.abandoned()

    def staff(self, seats: float) -> None:
        """Change the number of seats; work in hand is finished first."""
        self.seats = seats
        if self._queue:
            self._settling.call()

    def open(self) -> bool:
        """Return whether seats are given at this moment."""
        return True

    def staffed(self, kind: int, row: int) -> tuple[int, float]:
        """Return how many seats are taken, of how many, where work of a kind on a subject can be done."""
        return len(self.seated), self.seats

    def waiting(self) -> list[Job]:
        """Return the jobs that still wait."""
        return [entry[4] for entry in self._queue if entry[4].state == WAITING]

    def _seat(self, job: Job, now: float) -> None:
        self.seated.add(job)
        job.state = SEATED
        job.start = now
        job.begin()

    def _settle(self) -> None:
        now = self.env.now
        while self._queue and len(self.seated) < self.seats:
            job = heappop(self._queue)[4]
            if job.state == WAITING:
                self._seat(job, now)
