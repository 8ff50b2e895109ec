"""Rooms with seats: every piece of work waits for one, and the room alone decides who is next."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from heapq import heappop, heappush

import simpy

from simcity.engine.clock import EndOfInstant, alone

JobRow = tuple[int, int, int, float, float, float, int]
"""Centre, kind, subject, asked, start, end, outcome."""

WAITING, SEATED, GONE = 0, 1, 2


class Job(ABC):
    """Work that takes one seat of one room, from ``begin`` until the room is told that the seat is free."""

    __slots__ = ("asked", "cause", "centre", "kind", "rank", "row", "start", "state")

    def __init__(self, centre: int, kind: int, rank: int, row: int, cause: int) -> None:
        self.centre = centre
        self.kind = kind
        self.rank = rank
        """Lower comes first."""
        self.row = row
        """The subject it is about."""
        self.cause = cause
        """The record that led to it."""
        self.asked = self.start = math.nan
        self.state = WAITING

    @abstractmethod
    def begin(self) -> None:
        """Do what is done with the seat, now that there is one."""


class Room:
    """The seats of one centre: first by rank, then by age, then by incident, decided at the end of the instant."""

    __slots__ = ("_queue", "_serial", "_settling", "env", "log", "seated", "seats")

    def __init__(self, env: simpy.Environment, seats: float, log: list[JobRow]) -> None:
        self.env = env
        self.seats = seats
        """Operators on duty, infinite where unlimited."""
        self.seated: set[Job] = set()
        self.log = log
        self._queue: list[tuple[int, float, int, int, Job]] = []
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

    def free(self, job: Job, outcome: int) -> None:
        """End a job; its seat goes to the next."""
        self.seated.discard(job)
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, job.start, self.env.now, outcome))
        if self._queue:
            self._settling.call()

    def withdraw(self, job: Job, outcome: int) -> None:
        """Take back a job that still waits."""
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, math.nan, self.env.now, outcome))

    def staff(self, seats: float) -> None:
        """Change the number of seats; work in hand is finished first."""
        self.seats = seats
        if self._queue:
            self._settling.call()

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
